//! Statements as moderators see them. A statement is shown or it is not: its words are never changed, since people answered
//! these words and no others.

use futures::future::FutureExt;

use super::model;
use super::store::moderated::{self, ModeratedStatement};
use super::store::show_as;
use crate::db::{On, Tx};
use crate::ids::{AccountId, StatementId};
use crate::moderation::model::{Action, WritingState};
use crate::moderation::view::Button;
use crate::moderation::writing::{DecisionRefused, Later, Writing, WritingItem, WritingWords};
use crate::responses::store as responses;

/// Statements, the service's own too.
pub struct Texts;

const WORDS: WritingWords = WritingWords {
    kind: "statement",
    title: "Statement",
    many: "statements",
    plural: "Statements",
    path: "statements",
    sent: "added",
    about: "to",
    no_reason: "Choose a reason (not needed to show it)",
    removed: "taken out",
    removed_title: "Taken out",
    untouched: "Your answers are not touched, and you can add another statement while the consultation is open.",
    done: &[
        ("statement-publish", "It is shown.", "People can answer it now."),
        ("statement-keep", "It stays as it is.", "The reports about it are closed."),
        ("statement-hold", "It is held.", "Nobody sees it until a moderator decides again."),
        ("statement-remove", "It is taken out.", "It counts nothing any more, and its author is told why."),
    ],
    guidance: Some((
        "What about spelling mistakes in a statement, or two things in one?",
        "Read it as a stranger would. Is it one thing that people can agree or disagree with? Then show it, whether you like it or not. Spelling mistakes stay: it is marked “From a resident”, so nobody takes the mistake for yours, and words are never changed, because people answer these very words. If the same thing was said before, “Posted more than once” is the reason, and its author is asked to answer the other one.",
    )),
};

/// What moderation calls a statement's state.
const fn state_of(state: model::StatementState) -> WritingState {
    match state {
        model::StatementState::Published => WritingState::Published,
        model::StatementState::Held => WritingState::Held,
        model::StatementState::Removed => WritingState::Removed,
    }
}

impl From<ModeratedStatement> for WritingItem {
    fn from(row: ModeratedStatement) -> Self {
        let by = if row.by_resident.0 { "From a resident" } else { "From the library service" };
        Self {
            id: row.id,
            state: state_of(row.state),
            erased: row.text.is_empty(),
            on: "Statement in ".to_owned(),
            title: row.title,
            href: format!("/consultations/{}/statements/all", row.slug),
            facts: vec![by.to_owned()],
            posted_at: row.posted_at,
            heading: String::new(),
            html: String::new(),
            plain: row.text,
            body: None,
            hidden: false,
            answers: None,
        }
    }
}

impl Writing for Texts {
    fn words(&self) -> &'static WritingWords {
        &WORDS
    }

    fn items<'a>(&'a self, on: On<'a>, ids: &'a [i64]) -> Later<'a, Vec<WritingItem>> {
        async move { Ok(moderated::these(on, ids).await?.into_iter().map(WritingItem::from).collect()) }.boxed()
    }

    fn buttons(&self, state: WritingState) -> &'static [Button] {
        match state {
            WritingState::Published | WritingState::Redacted => &[
                ("keep", "button small", "Leave it as it is"),
                ("hold", "button small quiet", "Hold"),
                ("remove", "button small warn", "Take it out"),
            ],
            WritingState::Held => {
                &[("publish", "button small", "Show it"), ("remove", "button small warn", "Take it out")]
            }
            WritingState::Removed => {
                &[("keep", "button small", "Leave it out"), ("publish", "button small quiet", "Show it again")]
            }
        }
    }

    fn hold<'a>(&'a self, tx: &'a mut Tx, id: i64) -> Later<'a, Option<(WritingState, bool)>> {
        async move { Ok(moderated::hold(tx, id).await?.map(|(state, words)| (state_of(state), words))) }.boxed()
    }

    fn show<'a>(
        &'a self,
        tx: &'a mut Tx,
        id: i64,
        action: Action,
        _redacted: &'a str,
    ) -> Later<'a, Result<bool, DecisionRefused>> {
        async move {
            let state = match action {
                Action::Publish | Action::Redact => model::StatementState::Published,
                Action::Hold => model::StatementState::Held,
                Action::Remove => model::StatementState::Removed,
            };
            show_as(tx, StatementId(id), state).await?;
            Ok(Ok(true))
        }
        .boxed()
    }

    fn author<'a>(&'a self, tx: &'a mut Tx, id: i64) -> Later<'a, Option<(AccountId, String)>> {
        async move {
            let response = moderated::response_of(tx, id).await?;
            responses::reached(tx, response).await
        }
        .boxed()
    }

    fn as_written<'a>(&'a self, on: On<'a>, id: i64) -> Later<'a, Option<String>> {
        moderated::as_written(on, id).boxed()
    }

    fn news(&self, _was: WritingState, action: Action) -> &'static str {
        match action {
            Action::Publish | Action::Redact => "It is shown now, and others can answer it.",
            Action::Hold => "It is hidden until somebody has looked at it again.",
            Action::Remove => "We took it out. It is not asked any more, and answers to it do not count.",
        }
    }
}

//! Residents' ideas as moderators see them: their words are shown or hidden, whatever becomes of the idea itself, which the
//! staff who run the consultation decide.

use futures::future::FutureExt;

use super::pages::place;
use crate::budgets::store::moderated::{self, ModeratedIdea};
use crate::budgets::store::{self, editing};
use crate::budgets::{model, rules};
use crate::db::{On, Tx, dialect};
use crate::ids::{AccountId, ProjectId};
use crate::moderation::model::{Action, WritingState};
use crate::moderation::view::Button;
use crate::moderation::writing::{DecisionRefused, Later, Writing, WritingItem, WritingWords};
use crate::reason;
use crate::reason::WhyNot;
use crate::responses::store as responses;

/// Ideas for a budget vote.
pub struct Ideas;

const WORDS: WritingWords = WritingWords {
    kind: "idea",
    title: "Idea",
    many: "ideas",
    plural: "Ideas",
    path: "ideas",
    sent: "sent",
    about: "to",
    no_reason: "Choose a reason (not needed to show it)",
    removed: "hidden",
    removed_title: "Hidden",
    untouched: "Your vote is not touched. What becomes of the idea itself is decided apart from this, and you hear of it.",
    done: &[
        ("idea-publish", "The words are shown.", "Everybody can read them on the page of ideas."),
        ("idea-keep", "They stay as they are.", "The reports about them are closed."),
        (
            "idea-remove",
            "The words are hidden.",
            "Only their author and staff can read them. What becomes of the idea stays on the page of ideas.",
        ),
    ],
    guidance: Some((
        "Is an idea that cannot be done taken down?",
        "No. Here you decide only whether its words can be read. Whether it can be done, and what it would cost, is answered by the staff who run the consultation.",
    )),
};

/// What moderation calls the state of an idea's words.
fn state_of(state: model::ProjectState, reason: &str, words_shown: i64) -> WritingState {
    let against = state == model::ProjectState::Declined && reason == model::IdeaRefusal::Policy.word();
    match state {
        model::ProjectState::Held => WritingState::Held,
        _ if words_shown == 0 || against => WritingState::Removed,
        _ => WritingState::Published,
    }
}

impl From<ModeratedIdea> for WritingItem {
    fn from(row: ModeratedIdea) -> Self {
        Self {
            id: row.id,
            state: state_of(row.state, &row.reason, row.words_shown),
            erased: row.idea_title.is_empty(),
            on: format!("Idea {} for ", row.number),
            title: row.title,
            href: place(&row.slug, row.number),
            facts: row.branch.into_iter().collect(),
            posted_at: row.posted_at,
            heading: row.idea_title,
            html: row.idea_html,
            plain: String::new(),
            body: None,
            hidden: false,
            answers: None,
        }
    }
}

impl Writing for Ideas {
    fn words(&self) -> &'static WritingWords {
        &WORDS
    }

    fn items<'a>(&'a self, on: On<'a>, ids: &'a [i64]) -> Later<'a, Vec<WritingItem>> {
        async move { Ok(moderated::these(on, ids).await?.into_iter().map(WritingItem::from).collect()) }.boxed()
    }

    fn buttons(&self, state: WritingState) -> &'static [Button] {
        match state {
            WritingState::Held => {
                &[("publish", "button small", "Show it"), ("remove", "button small warn", "Hide these words")]
            }
            WritingState::Published | WritingState::Redacted => {
                &[("keep", "button small", "Leave it as it is"), ("remove", "button small warn", "Hide these words")]
            }
            WritingState::Removed => {
                &[("keep", "button small", "Leave them hidden"), ("publish", "button small quiet", "Show them")]
            }
        }
    }

    fn hold<'a>(&'a self, tx: &'a mut Tx, id: i64) -> Later<'a, Option<(WritingState, bool)>> {
        async move {
            // Whoever decides what becomes of the idea holds the same lock.
            dialect::lock_counts(tx).await?;
            let Some((budget, number, _)) = moderated::place(tx, id).await? else { return Ok(None) };
            let idea = store::project(tx, budget, number).await?;
            Ok(idea.map(|idea| (state_of(idea.state, &idea.reason, idea.words_shown), !idea.idea_title.is_empty())))
        }
        .boxed()
    }

    fn show<'a>(
        &'a self,
        tx: &'a mut Tx,
        id: i64,
        action: Action,
        _redacted: &'a str,
    ) -> Later<'a, Result<bool, DecisionRefused>> {
        async move {
            let gone = || {
                DecisionRefused::Conflict(reason!(
                    "idea-gone",
                    CONFLICT,
                    Staff,
                    "The idea is not there any more",
                    "That idea is not there any more."
                ))
            };
            let Some((budget, number, _)) = moderated::place(tx, id).await? else { return Ok(Err(gone())) };
            let Some(idea) = store::project(&mut *tx, budget, number).await? else { return Ok(Err(gone())) };
            if action == Action::Publish {
                if let Err(why) = rules::may_show_words(&idea) {
                    return Ok(Err(DecisionRefused::Conflict(why.reason())));
                }
                editing::show(tx, budget, ProjectId(id)).await?;
            } else {
                editing::hide(tx, budget, ProjectId(id)).await?;
            }
            Ok(Ok(true))
        }
        .boxed()
    }

    fn author<'a>(&'a self, tx: &'a mut Tx, id: i64) -> Later<'a, Option<(AccountId, String)>> {
        async move {
            let response = moderated::place(tx, id).await?.map(|(.., response)| response);
            responses::reached(tx, response).await
        }
        .boxed()
    }

    fn as_written<'a>(&'a self, on: On<'a>, id: i64) -> Later<'a, Option<String>> {
        moderated::as_written(on, id).boxed()
    }

    fn news(&self, was: WritingState, action: Action) -> &'static str {
        match (action, was) {
            (Action::Publish, WritingState::Held) => "Everybody can read it now. Thank you for waiting.",
            (Action::Publish, _) => "We looked at it again, and everybody can read your words.",
            _ => {
                "Its words are hidden: only you and the library service can read them. What becomes of the idea is still shown."
            }
        }
    }
}

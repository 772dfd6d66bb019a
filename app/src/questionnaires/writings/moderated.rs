//! Texts as moderators see them: the words, the question they answer and when they came; never who wrote them or what else
//! they answered.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use futures::future::FutureExt;

use super::store::{self, ModeratedText, TextsShown};
use crate::db::{On, Tx};
use crate::ids::AccountId;
use crate::moderation::model::{Action, WritingState};
use crate::moderation::rules;
use crate::moderation::view::Button;
use crate::moderation::writing::{DecisionRefused, Later, Writing, WritingItem, WritingWords};
use crate::questionnaires::definition::logic;
use crate::questionnaires::store::version;
use crate::reason;
use crate::responses::store as responses;
use crate::ui::prose::{self, Author};

/// Answers in people's own words that they were told may be published.
pub struct PublishedWords;

const WORDS: WritingWords = WritingWords {
    kind: "answer",
    title: "Answer",
    many: "answers",
    plural: "Answers",
    path: "answers",
    sent: "sent",
    about: "to",
    no_reason: "Choose a reason (not needed to publish)",
    removed: "not published",
    removed_title: "Not published",
    untouched: "Your answers count as you sent them, and staff read this one too.",
    done: &[
        ("answer-publish", "It is published.", "Everybody can read it as it was written, once results are shown."),
        ("answer-keep", "It stays as it is.", "The reports about it are closed."),
        ("answer-hold", "It is held.", "Only staff can read it until a moderator decides again."),
        ("answer-remove", "It is not published.", "Staff can still read it, and its author is told why."),
        ("answer-redact", "It is published without these words.", "Its author is told."),
    ],
    guidance: Some((
        "What should I look for in an answer?",
        "Names, telephone numbers and anything that shows who wrote it or somebody else; then the reasons in our policy. Take such words out rather than the whole answer. Whether you agree with it does not matter, nor how well it is written. Whoever wrote it was told that it may be published, and that it would be read first.",
    )),
};

impl ModeratedText {
    /// As it stands in moderators' lists. `asked` is what was asked. Staff may read each text, also one that is not
    /// published, so nothing is hidden from those who decide.
    fn item(self, asked: &str) -> WritingItem {
        let state = self.writing_state();
        let html = match (self.text.is_empty(), self.shown.is_empty()) {
            (true, _) => String::new(),
            (false, true) => prose::render(&self.text, Author::Resident).into_string(),
            (false, false) => rules::set_marks_apart(prose::render(&self.shown, Author::Resident).as_str()),
        };
        WritingItem {
            id: self.id,
            state,
            erased: self.text.is_empty(),
            on: "Answer in ".to_owned(),
            title: self.title,
            href: format!("/consultations/{}/questionnaires/{}/questions", self.slug, self.number),
            facts: vec![format!("asked: “{asked}”")],
            posted_at: self.written_at,
            heading: String::new(),
            html,
            plain: String::new(),
            body: Some(self.text),
            hidden: false,
            answers: None,
        }
    }
}

impl Writing for PublishedWords {
    fn words(&self) -> &'static WritingWords {
        &WORDS
    }

    fn items<'a>(&'a self, on: On<'a>, ids: &'a [i64]) -> Later<'a, Vec<WritingItem>> {
        async move {
            let mut on = on;
            let mut items = Vec::new();
            let mut forms = BTreeMap::new();
            for text in store::moderated(on.again(), ids).await? {
                let number = text.current_version.unwrap_or_default();
                let key = (text.questionnaire_id, number);
                if let Entry::Vacant(unread) = forms.entry(key) {
                    unread.insert(version(on.again(), text.questionnaire_id, number).await?);
                }
                let asked = forms.get(&key).and_then(Option::as_ref).and_then(|version| {
                    Some(logic::question_words(&version.form, version.form.question(&text.question)?))
                });
                let asked = asked.unwrap_or_else(|| text.question.clone());
                items.push(text.item(&asked));
            }
            Ok(items)
        }
        .boxed()
    }

    fn buttons(&self, state: WritingState) -> &'static [Button] {
        match state {
            WritingState::Published => &[
                ("keep", "button small", "Leave it as it is"),
                ("hold", "button small quiet", "Hold"),
                ("remove", "button small warn", "Do not publish it"),
            ],
            WritingState::Held => {
                &[("publish", "button small", "Publish"), ("remove", "button small warn", "Do not publish it")]
            }
            WritingState::Redacted => &[
                ("keep", "button small", "Leave it as it is"),
                ("publish", "button small quiet", "Publish the original words"),
                ("hold", "button small quiet", "Hold"),
                ("remove", "button small warn", "Do not publish it"),
            ],
            WritingState::Removed => {
                &[("keep", "button small", "Leave it unpublished"), ("publish", "button small quiet", "Publish it")]
            }
        }
    }

    fn hold<'a>(&'a self, tx: &'a mut Tx, id: i64) -> Later<'a, Option<(WritingState, bool)>> {
        async move { Ok(store::hold(tx, id).await?.map(|held| (held.writing_state(), !held.text.is_empty()))) }.boxed()
    }

    fn show<'a>(
        &'a self,
        tx: &'a mut Tx,
        id: i64,
        action: Action,
        redacted: &'a str,
    ) -> Later<'a, Result<bool, DecisionRefused>> {
        async move {
            let Some(held) = store::hold(&mut *tx, id).await?.filter(|held| !held.text.is_empty()) else {
                return Ok(Err(DecisionRefused::Conflict(reason!(
                    "answer-gone",
                    CONFLICT,
                    Staff,
                    "The answer is not there any more",
                    "That answer is not there any more: whoever wrote it changed it or took it back."
                ))));
            };
            let (shown, words) = match action {
                Action::Publish => (TextsShown::Published, String::new()),
                Action::Hold => (TextsShown::Held, held.shown.clone()),
                Action::Remove => (TextsShown::Removed, String::new()),
                Action::Redact => match rules::redaction(&held.text, redacted) {
                    Ok(()) => (TextsShown::Published, redacted.to_owned()),
                    Err(why) => return Ok(Err(DecisionRefused::Unfit(why))),
                },
            };
            store::show_as(tx, id, shown, &words).await?;
            Ok(Ok(words == held.shown && action != Action::Remove))
        }
        .boxed()
    }

    fn author<'a>(&'a self, tx: &'a mut Tx, id: i64) -> Later<'a, Option<(AccountId, String)>> {
        async move {
            let response = store::hold(&mut *tx, id).await?.map(|held| held.response_id);
            responses::reached(tx, response).await
        }
        .boxed()
    }

    fn as_written<'a>(&'a self, on: On<'a>, id: i64) -> Later<'a, Option<String>> {
        store::as_written(on, id).boxed()
    }

    fn news(&self, was: WritingState, action: Action) -> &'static str {
        match (action, was) {
            (Action::Publish, WritingState::Held) => "It is published with the results, without your name.",
            (Action::Publish, _) => "We looked at it again, and it is published as you wrote it.",
            (Action::Hold, _) => "Only staff can read it until somebody has looked at it again.",
            (Action::Remove, _) => "We do not publish it. Staff still read it, and it counts as your answer.",
            (Action::Redact, _) => "It is published, but we took some words out. A mark stands in their place.",
        }
    }
}

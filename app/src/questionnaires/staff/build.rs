//! Building a questionnaire in the browser: an outline of its pages and questions, a page for each question with what
//! residents would see beside it, conditions by picking, and undo. Everything works without a script.
//!
//! Each thing that is done is an edit of the draft as it is at that moment, so two colleagues who work on different questions
//! do not get in each other's way. Small steps are noted with the draft; the record of acts has what is published.

pub mod add;
pub mod bank;
pub mod condition;
pub mod history;
pub mod outline;
pub mod page;
mod parts;
pub mod question;
mod reading;
pub mod remarks;
pub mod trying;

use std::collections::BTreeSet;

use super::{ManagedQuestionnaire, find};
use crate::consultations::editing::{hash_of_text, writing};
use crate::consultations::rules::stage;
use crate::questionnaires::amending::ChangedPart;
use crate::questionnaires::building::{EditBounds, QuestionnaireEdit};
use crate::questionnaires::definition::document;
use crate::questionnaires::definition::key::{Key, in_address};
use crate::questionnaires::definition::question::{Question, Questionnaire};
use crate::questionnaires::store::making;
use crate::questionnaires::{rules, store};
use crate::site::{Fault, Visit};

/// A questionnaire that is being built.
pub struct BuiltQuestionnaire {
    /// The questionnaire.
    pub managed: ManagedQuestionnaire,
    /// What was published of it, the first version first.
    pub published: Vec<Questionnaire>,
}

impl BuiltQuestionnaire {
    /// The questionnaire at a staff address.
    ///
    /// # Errors
    /// [`Fault::Missing`] when there is none; why it cannot be changed.
    pub async fn find(visit: &Visit, slug: &str, number: &str) -> Result<Self, Fault> {
        let managed = find(visit, slug, number).await?;
        rules::may_rewrite(stage(&managed.consultation.dates, visit.now))?;
        let versions = match managed.record.current_version {
            Some(_) => store::versions(&visit.app.db, managed.record.id).await?,
            None => Vec::new(),
        };
        let published = versions.iter().map(|version| (*version.form).clone()).collect();
        Ok(Self { managed, published })
    }

    /// What is built.
    pub fn form(&self) -> &Questionnaire {
        &self.managed.form
    }

    /// The path that all its addresses begin with.
    pub fn base(&self) -> String {
        format!("{}/build", self.managed.base())
    }

    /// The address of the outline where it shows something.
    pub fn outline_path(&self, what: &ChangedPart) -> String {
        format!("{}{}", self.base(), parts::to(self.form(), what))
    }

    /// The address of a question's page.
    pub fn question_path(&self, key: &str) -> String {
        format!("{}/questions/{}", self.base(), in_address(key))
    }

    /// The address of a page's page.
    pub fn page_path(&self, key: &str) -> String {
        format!("{}/pages/{}", self.base(), in_address(key))
    }

    /// Whether a question was ever published.
    pub fn has_published(&self, key: &Key) -> bool {
        self.published.iter().any(|version| version.question(key.as_str()).is_some())
    }

    /// The question with this key.
    ///
    /// # Errors
    /// [`Fault::Missing`] when there is none.
    pub fn question(&self, key: &str) -> Result<&Question, Fault> {
        self.form().question(key).ok_or(Fault::Missing)
    }
}

/// A mark of one question, which tells whether a colleague changed it since it was shown.
pub fn mark_of(question: &Question, form: &Questionnaire) -> Result<String, Fault> {
    let mut alone = Questionnaire::empty(form.first_language().clone());
    alone.languages.clone_from(&form.languages);
    alone.pages = form
        .pages
        .iter()
        .filter(|page| page.questions.iter().any(|one| one.key == question.key))
        .map(|page| {
            let mut page = page.clone();
            page.when = None;
            page.questions.retain(|one| one.key == question.key);
            page
        })
        .collect();
    Ok(hash_of_text(&document::to_json(&alone).map_err(Fault::broken)?))
}

/// What came of some edits.
pub enum BuildOutcome {
    /// They are done: what to show next.
    Done(ChangedPart),
    /// The one at this place cannot be done, and none of them was; the sentence says why.
    Refused(usize, String),
    /// What they were made for is not as it was seen: nothing was done.
    Overtaken,
}

/// Does some edits, all or none, to the draft as it is now. `stands` says whether that is still what they were made for.
///
/// # Errors
/// When the questionnaire cannot be changed any more, or the record refuses it.
pub async fn perform(
    visit: &Visit,
    managed: &ManagedQuestionnaire,
    edits: &[QuestionnaireEdit],
    stands: impl Fn(&Questionnaire) -> bool,
) -> Result<BuildOutcome, Fault> {
    let actor = visit.actor()?;
    let (mut tx, consultation, now) = writing(visit, &managed.consultation).await?;
    rules::may_rewrite(stage(&consultation.dates, now))?;
    let record = store::by_number(&mut tx, consultation.id, managed.record.number).await?.ok_or(Fault::Missing)?;
    let before = store::draft(&mut tx, record.id).await?;
    if !stands(&before) {
        return Ok(BuildOutcome::Overtaken);
    }
    let versions = match record.current_version {
        Some(_) => store::versions(&mut tx, record.id).await?,
        None => Vec::new(),
    };
    let published: Vec<&Questionnaire> = versions.iter().map(|version| &*version.form).collect();
    let makes_a_key = edits.iter().any(|edit| {
        matches!(
            edit,
            QuestionnaireEdit::AddQuestion { .. }
                | QuestionnaireEdit::AddCopy { .. }
                | QuestionnaireEdit::Duplicate(_)
                | QuestionnaireEdit::AddPage { .. }
                | QuestionnaireEdit::SplitPage(_)
        )
    });
    let used = if makes_a_key { making::used_keys(&mut tx, record.id).await? } else { BTreeSet::new() };
    let bounds = EditBounds { published: &published, used: &used };
    let mut form = before.clone();
    let mut done = Vec::new();
    let mut at = ChangedPart::Whole;
    for (place, edit) in edits.iter().enumerate() {
        match edit.apply(&form, &bounds) {
            Ok(edited) => {
                if edited.form != form {
                    done.push(edited.words);
                    form = edited.form;
                }
                at = edited.at;
            }
            Err(why) => return Ok(BuildOutcome::Refused(place, why.why)),
        }
    }
    if let Some(first) = done.first() {
        let words = match done.len() {
            1 => first.clone(),
            many => format!("{first}, and {} more", many - 1),
        };
        if !store::rewrite(&mut tx, record.id, &form, record.updated_at, now).await? {
            return Ok(BuildOutcome::Overtaken);
        }
        making::note(&mut tx, record.id, actor, &words, &before, now).await?;
        tx.commit().await?;
    }
    Ok(BuildOutcome::Done(at))
}

//! A questionnaire of a consultation as the record holds it: a draft that staff write, published versions that never change,
//! what people sent, and what they have not sent yet.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::definition::key::Key;
use super::definition::question::Questionnaire;
use super::definition::texts::Language;
use crate::files::sniff::{FileKind, size};
use crate::ids::{ConsultationId, QuestionnaireDraftId, QuestionnaireFileId, QuestionnaireId, ResponseId};
use crate::time::Time;

/// Its bit among what a consultation asks ([`Parts`](crate::consultations::model::Parts)).
pub const BIT: i64 = 16;

/// How long what was not sent is kept, after it was last changed: then it is erased.
pub const DRAFT_DAYS: i64 = 28;

/// How long what somebody took a link or a code for is kept at the most, after they did: until a day after the consultation
/// closes as a rule. A reminder comes shortly before that, so it must not be gone by then.
pub const SAVED_DAYS: i64 = 182;

/// The most that one person's unsent answers may take, in bytes as they are kept: as much as one form may hold.
pub const DRAFT_LARGEST: usize = 256 * 1024;

/// The largest file that can be sent in answer to a question, in bytes.
pub const FILE_LARGEST: usize = 10 * 1024 * 1024;

/// How many files one person's answers may have.
pub const FILES_MOST: usize = 5;

/// How large they may be together, in bytes.
pub const FILES_TOGETHER: usize = 20 * 1024 * 1024;

/// A file that somebody sends with their answers, without its content.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptFile {
    /// Its number in the record.
    pub id: QuestionnaireFileId,
    /// The key of the question it answers.
    pub question: String,
    /// A name that is safe to save it under.
    pub name: String,
    /// What it is, by what is in it.
    #[sqlx(try_from = "String")]
    pub kind: FileKind,
    /// Its size in bytes.
    pub size: i64,
}

impl KeptFile {
    /// "PDF, 240 kB".
    pub fn about(&self) -> String {
        format!("{}, {}", self.kind.label(), size(self.size))
    }
}

/// A questionnaire of a consultation.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct QuestionnaireRecord {
    /// Its number in the record.
    pub id: QuestionnaireId,
    /// The consultation that asks it.
    pub consultation_id: ConsultationId,
    /// Its number in the consultation, from 1.
    pub number: i64,
    /// What it is called in its first language.
    pub title: String,
    /// The version that residents are asked; none before the consultation is published.
    pub current_version: Option<i64>,
    /// Goes up with everything results depend on.
    pub changes: i64,
    /// When staff last changed it.
    pub updated_at: Time,
}

/// A version of a questionnaire, read.
#[derive(Clone, Debug)]
pub struct QuestionnaireVersion {
    /// Its number, from 1; nought for a draft that nobody is asked yet.
    pub number: i64,
    /// What it asks.
    pub form: Arc<Questionnaire>,
    /// What changed, for everybody; empty for the first.
    pub summary: String,
    /// When it was published.
    pub published_at: Option<Time>,
    /// The questions that are asked again of those who answered them in other words.
    pub again: BTreeSet<Key>,
}

/// What somebody has not sent yet.
#[derive(Clone, Debug)]
pub struct AnswerDraft {
    /// Its number in the record.
    pub id: QuestionnaireDraftId,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// The version it was last seen with.
    pub version: i64,
    /// The language it is filled in in.
    pub language: Language,
    /// What the order of options and pages is drawn from.
    pub order_seed: i64,
    /// By key, as JSON, off the route too.
    pub answers: String,
    /// Drawn by chance: under it its answers are recorded, once.
    pub send_key: i64,
    /// The response whose answers it changes.
    pub changes_response_id: Option<ResponseId>,
    /// When it was last changed.
    pub saved_at: Time,
    /// When it is erased by its own age.
    pub expires_at: Time,
    /// When it was sent; its answers are gone from here then.
    pub sent_at: Option<Time>,
    /// The receipt of what was sent.
    pub receipt: String,
}

/// Why something stays as it is worded, although a rule of good questions says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenReason {
    /// What staff said.
    pub words: String,
    /// Whether everybody may read it.
    pub shown: bool,
}

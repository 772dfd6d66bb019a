//! Texts in the record. A text whose author changed it, withdrew or had it erased is gone: its words are no longer here, and
//! what was reported or decided about it still names it.

use std::collections::BTreeSet;

use super::{TextSpot, place};
use crate::db::{DbError, On, Statement, Tx};
use crate::ids::{QuestionnaireId, ResponseId};
use crate::moderation::earlier::forget_words;
use crate::moderation::model::WritingState;
use crate::moderation::store as moderation;
use crate::time::Time;
use crate::{sql, sql_in, sql_rows};

/// How many texts a page shows.
pub const PAGE: usize = 25;

/// The most that are counted one by one; beyond it a page says "more than".
pub const COUNTED: i64 = 1_000;

/// Which texts of a question a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextsShown {
    /// Those that only staff may read.
    Private,
    /// Those that wait for a moderator.
    Held,
    /// Those that everybody may read.
    Published,
    /// Those that were taken down.
    Removed,
}

impl TextsShown {
    /// Every list.
    pub const ALL: [Self; 4] = [Self::Private, Self::Held, Self::Published, Self::Removed];

    /// The word in addresses and in the record.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Held => "held",
            Self::Published => "published",
            Self::Removed => "removed",
        }
    }
}

/// A text to write.
#[derive(Clone, Debug)]
pub struct NewText {
    /// The questionnaire.
    pub questionnaire: QuestionnaireId,
    /// The response it hangs on.
    pub response: ResponseId,
    /// Where it stands.
    pub spot: TextSpot,
    /// The words.
    pub text: String,
    /// Whether its author was told that it may be published.
    pub published: bool,
    /// Under which its answers were sent.
    pub send_key: i64,
    /// When.
    pub at: Time,
}

/// Writes texts.
///
/// # Errors
/// When the record refuses them.
pub async fn write(tx: &mut Tx, texts: &[NewText]) -> Result<(), DbError> {
    if texts.is_empty() {
        return Ok(());
    }
    let mut rows = sql_rows!(
        "INSERT INTO questionnaire_writings (questionnaire_id, response_id, question, part, text, state, place, written_at) \
         VALUES",
        8,
        ""
    );
    for new in texts {
        let state = if new.published { TextsShown::Held } else { TextsShown::Private };
        rows.push([
            new.questionnaire.into(),
            new.response.into(),
            new.spot.0.as_str().into(),
            new.spot.1.as_str().into(),
            new.text.as_str().into(),
            state.word().into(),
            place(new.send_key, &new.spot).into(),
            new.at.into(),
        ]);
    }
    rows.run(tx).await.map(drop)
}

/// Takes one text of a response out of all lists, with its words.
///
/// # Errors
/// When the record refuses it.
pub async fn take_out(
    tx: &mut Tx,
    (response, questionnaire): (ResponseId, QuestionnaireId),
    spot: &TextSpot,
    at: Time,
) -> Result<(), DbError> {
    let gone: Vec<(i64,)> = sql!(
        "UPDATE questionnaire_writings SET state = 'gone', text = '', shown = '' \
         WHERE response_id = $1 AND questionnaire_id = $2 AND question = $3 AND part = $4 AND state <> 'gone' RETURNING id",
        response,
        questionnaire,
        spot.0.as_str(),
        spot.1.as_str()
    )
    .all(&mut *tx)
    .await?;
    forget(tx, gone, at).await
}

/// Takes all texts of some responses out of all lists, with their words.
///
/// # Errors
/// When the record refuses it.
pub async fn take_all_out(tx: &mut Tx, responses: &BTreeSet<ResponseId>, at: Time) -> Result<(), DbError> {
    let gone: Vec<(i64,)> = sql_in!(
        "UPDATE questionnaire_writings SET state = 'gone', text = '', shown = '' \
         WHERE state <> 'gone' AND response_id IN",
        responses.iter().map(|id| id.0),
        "RETURNING id"
    )
    .all(&mut *tx)
    .await?;
    forget(tx, gone, at).await
}

/// An answer as it was written; none when there is no such one.
///
/// # Errors
/// When the record cannot be reached.
pub async fn as_written(on: impl Into<On<'_>>, id: i64) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = sql!("SELECT text FROM questionnaire_writings WHERE id = $1", id).maybe(on).await?;
    Ok(found.map(|(text,)| text))
}

/// Nothing is left for a moderator to look at; and of what no moderator ever saw, nothing at all is kept.
async fn forget(tx: &mut Tx, gone: Vec<(i64,)>, at: Time) -> Result<(), DbError> {
    let ids: Vec<i64> = gone.into_iter().map(|(id,)| id).collect();
    forget_words(tx, "answer", &ids, at).await?;
    sql_in!(
        "DELETE FROM questionnaire_writings WHERE state = 'gone' \
         AND NOT EXISTS (SELECT 1 FROM moderation_decisions WHERE kind = 'answer' \
             AND subject_id = questionnaire_writings.id) \
         AND NOT EXISTS (SELECT 1 FROM reports WHERE kind = 'answer' AND subject_id = questionnaire_writings.id) AND id IN",
        ids.iter().copied(),
        ""
    )
    .run(tx)
    .await
    .map(drop)
}

/// How many texts of some responses others can read: staff, or everybody.
///
/// # Errors
/// When the record cannot be reached.
pub async fn standing(on: impl Into<On<'_>>, responses: &BTreeSet<ResponseId>) -> Result<usize, DbError> {
    let rows: Vec<(i64,)> = sql_in!(
        "SELECT id FROM questionnaire_writings WHERE state <> 'gone' AND response_id IN",
        responses.iter().map(|id| id.0),
        ""
    )
    .all(on)
    .await?;
    Ok(rows.len())
}

/// A text that somebody wrote and that stands, as its author can take it away.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnText {
    /// The response it hangs on.
    pub response_id: ResponseId,
    /// Its number.
    pub id: i64,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// The key of its question.
    pub question: String,
    /// What has become of it.
    pub state: String,
}

/// The texts of some responses that were meant for everybody.
///
/// # Errors
/// When the record cannot be reached.
pub async fn own(
    on: impl Into<On<'_>>,
    responses: impl IntoIterator<Item = ResponseId>,
) -> Result<Vec<OwnText>, DbError> {
    sql_in!(
        "SELECT response_id, id, questionnaire_id, question, state FROM questionnaire_writings \
         WHERE state <> 'gone' AND state <> 'private' AND response_id IN",
        responses.into_iter().map(|id| id.0),
        "ORDER BY id"
    )
    .all(on)
    .await
}

/// A text in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedText {
    /// Its number.
    pub id: i64,
    /// The option beside which it was written, if any.
    pub part: String,
    /// As it was written.
    pub text: String,
    /// With words taken out; empty where none were.
    pub shown: String,
    /// Its place in lists.
    pub place: i64,
}

impl ListedText {
    /// What readers see of it.
    pub fn read(&self) -> &str {
        if self.shown.is_empty() { &self.text } else { &self.shown }
    }
}

/// A page of the texts of a question, after a place and number, and where the next page begins.
///
/// # Errors
/// When the record cannot be reached.
pub async fn listed(
    on: impl Into<On<'_>>,
    (questionnaire, question): (QuestionnaireId, &str),
    shown: TextsShown,
    after: (i64, i64),
) -> Result<(Vec<ListedText>, Option<(i64, i64)>), DbError> {
    let mut rows: Vec<ListedText> = sql!(
        "SELECT id, part, text, shown, place FROM questionnaire_writings \
         WHERE questionnaire_id = $1 AND question = $2 AND state = $3 AND (place > $4 OR (place = $4 AND id > $5)) \
         ORDER BY place, id LIMIT 26",
        questionnaire,
        question,
        shown.word(),
        after.0,
        after.1
    )
    .all(on)
    .await?;
    let next = (rows.len() > PAGE).then(|| {
        rows.truncate(PAGE);
        rows.last().map(|last| (last.place, last.id))
    });
    Ok((rows, next.flatten()))
}

/// How many texts of a question a list shows, counted no further than [`COUNTED`].
///
/// # Errors
/// When the record cannot be reached.
pub async fn count(
    on: impl Into<On<'_>>,
    (questionnaire, question): (QuestionnaireId, &str),
    shown: TextsShown,
) -> Result<i64, DbError> {
    sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT 1 AS one FROM questionnaire_writings \
         WHERE questionnaire_id = $1 AND question = $2 AND state = $3 LIMIT 1001) AS some_of_them",
        questionnaire,
        question,
        shown.word()
    )
    .number(on)
    .await
}

/// A text as moderators see it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ModeratedText {
    /// Its number.
    pub id: i64,
    /// The consultation's address.
    pub slug: String,
    /// The number of the questionnaire in it.
    pub number: i64,
    /// The questionnaire's title.
    pub title: String,
    /// The questionnaire.
    pub questionnaire_id: QuestionnaireId,
    /// The version that is asked now.
    pub current_version: Option<i64>,
    /// The key of its question.
    pub question: String,
    /// As it was written; empty once it is gone.
    pub text: String,
    /// With words taken out; empty where none were.
    pub shown: String,
    /// What has become of it.
    pub state: String,
    /// When it was sent.
    pub written_at: Time,
}

/// What moderation calls the state of a text.
fn state_of(state: &str, shown: &str) -> WritingState {
    match state {
        "published" if shown.is_empty() => WritingState::Published,
        "published" => WritingState::Redacted,
        "held" => WritingState::Held,
        _ => WritingState::Removed,
    }
}

impl ModeratedText {
    /// What moderation calls its state.
    pub fn writing_state(&self) -> WritingState {
        state_of(&self.state, &self.shown)
    }
}

/// These texts; none of those that are for staff alone.
///
/// # Errors
/// When the record cannot be reached.
pub async fn moderated(on: impl Into<On<'_>>, ids: &[i64]) -> Result<Vec<ModeratedText>, DbError> {
    sql_in!(
        "SELECT questionnaire_writings.id, consultations.slug, questionnaires.number, questionnaires.title, \
             questionnaire_writings.questionnaire_id, questionnaires.current_version, question, text, shown, state, \
             written_at \
         FROM questionnaire_writings JOIN questionnaires ON questionnaires.id = questionnaire_id \
         JOIN consultations ON consultations.id = questionnaires.consultation_id \
         WHERE state <> 'private' AND questionnaire_writings.id IN",
        ids.iter().copied(),
        ""
    )
    .all(on)
    .await
}

/// A text that a moderator decides about.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct HeldText {
    /// The response it hangs on.
    pub response_id: ResponseId,
    /// As it was written.
    pub text: String,
    /// With words taken out; empty where none were.
    pub shown: String,
    /// What has become of it.
    pub state: String,
}

impl HeldText {
    /// What moderation calls its state.
    pub fn writing_state(&self) -> WritingState {
        state_of(&self.state, &self.shown)
    }
}

/// Takes hold of a text, so that nobody else decides about it meanwhile; none of those that are for staff alone.
///
/// # Errors
/// When the record cannot be reached.
pub async fn hold(tx: &mut Tx, id: i64) -> Result<Option<HeldText>, DbError> {
    // A write that changes nothing: PostgreSQL then lets nobody else at the row; SQLite has one writer anyway.
    sql!("UPDATE questionnaire_writings SET state = state WHERE id = $1", id).run(&mut *tx).await?;
    sql!("SELECT response_id, text, shown, state FROM questionnaire_writings WHERE id = $1 AND state <> 'private'", id)
        .maybe(tx)
        .await
}

/// Changes what is shown of a text that is not gone.
///
/// # Errors
/// When the record refuses it.
pub async fn show_as(tx: &mut Tx, id: i64, shown: TextsShown, redacted: &str) -> Result<(), DbError> {
    sql!(
        "UPDATE questionnaire_writings SET state = $2, shown = $3 WHERE id = $1 AND state <> 'gone' AND state <> 'private'",
        id,
        shown.word(),
        redacted
    )
    .run(tx)
    .await
    .map(drop)
}

/// A text that everybody can read, with where it stands.
///
/// # Errors
/// When the record cannot be reached.
pub async fn readable(
    on: impl Into<On<'_>>,
    questionnaire: QuestionnaireId,
    id: i64,
) -> Result<Option<(String, ListedText)>, DbError> {
    #[derive(sqlx::FromRow)]
    struct ReadableText {
        question: String,
        #[sqlx(flatten)]
        text: ListedText,
    }
    let found: Option<ReadableText> = sql!(
        "SELECT question, id, part, text, shown, place FROM questionnaire_writings \
         WHERE id = $1 AND questionnaire_id = $2 AND state = 'published'",
        id,
        questionnaire
    )
    .maybe(on)
    .await?;
    Ok(found.map(|found| (found.question, found.text)))
}

/// What cannot be, each with a question that finds how many there are and the first of them.
pub fn impossible() -> Vec<(&'static str, Statement)> {
    vec![
        moderation::lost!("an answer in somebody’s own words", "answer", "questionnaire_writings"),
        (
            "a text in the lists of a questionnaire of somebody whose answers to it do not stand",
            sql!(
                "SELECT CAST(COUNT(*) AS BIGINT), CAST(COALESCE(MIN(questionnaire_writings.id), 0) AS BIGINT) \
                 FROM questionnaire_writings LEFT JOIN questionnaire_answers \
                   ON questionnaire_answers.response_id = questionnaire_writings.response_id \
                  AND questionnaire_answers.questionnaire_id = questionnaire_writings.questionnaire_id \
                  AND superseded_at IS NULL \
                 WHERE state <> 'gone' AND questionnaire_answers.id IS NULL"
            ),
        ),
    ]
}

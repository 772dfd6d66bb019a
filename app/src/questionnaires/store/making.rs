//! A questionnaire in the making, in the record: what was done to the draft so that it can be undone, what colleagues said to
//! each other about it, why something stays although a rule says otherwise, and the questions that the service keeps.

use std::collections::{BTreeMap, BTreeSet};

use crate::db::{DbError, On, Tx};
use crate::ids::{AccountId, BankQuestionId, QuestionnaireEditId, QuestionnaireId, QuestionnaireRemarkId};
use crate::questionnaires::definition::document;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{Question, Questionnaire};
use crate::questionnaires::model::GivenReason;
use crate::sql;
use crate::time::Time;

/// How many steps back can be gone.
pub const MOST_EDITS: i64 = 100;

/// Notes what was done to a draft, with the draft before it. Only the last [`MOST_EDITS`] are kept.
///
/// # Errors
/// When the record refuses it.
pub async fn note(
    tx: &mut Tx,
    questionnaire: QuestionnaireId,
    by: AccountId,
    words: &str,
    before: &Questionnaire,
    now: Time,
) -> Result<(), DbError> {
    let before = document::to_json(before).map_err(|why| DbError::Encode(Box::new(why)))?;
    sql!(
        "INSERT INTO questionnaire_edits (questionnaire_id, account_id, words, before, at) VALUES ($1, $2, $3, $4, $5)",
        questionnaire,
        by,
        words,
        before,
        now
    )
    .run(&mut *tx)
    .await?;
    sql!(
        "DELETE FROM questionnaire_edits WHERE questionnaire_id = $1 AND id NOT IN ( \
             SELECT id FROM questionnaire_edits WHERE questionnaire_id = $1 ORDER BY id DESC LIMIT $2)",
        questionnaire,
        MOST_EDITS
    )
    .run(tx)
    .await
    .map(drop)
}

/// Something that was done to a draft.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct NotedEdit {
    /// Its number in the record.
    pub id: QuestionnaireEditId,
    /// What was done, in words.
    pub words: String,
    /// Who did it; nobody if their account is gone.
    pub name: Option<String>,
    /// When.
    pub at: Time,
}

/// The latest edits, the last one first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn latest(
    on: impl Into<On<'_>>,
    questionnaire: QuestionnaireId,
    most: i64,
) -> Result<Vec<NotedEdit>, DbError> {
    sql!(
        "SELECT questionnaire_edits.id, words, accounts.name, at FROM questionnaire_edits \
         LEFT JOIN accounts ON accounts.id = account_id WHERE questionnaire_id = $1 \
         ORDER BY questionnaire_edits.id DESC LIMIT $2",
        questionnaire,
        most
    )
    .all(on)
    .await
}

/// Takes the last edit back out of the notes, and gives the draft before it. None when it is not the last one any more.
///
/// # Errors
/// When the record cannot be reached.
pub async fn take_back(
    tx: &mut Tx,
    questionnaire: QuestionnaireId,
    edit: QuestionnaireEditId,
) -> Result<Option<(String, Questionnaire)>, DbError> {
    let last: Option<(String, String)> = sql!(
        "DELETE FROM questionnaire_edits WHERE id = $2 AND questionnaire_id = $1 \
           AND id = (SELECT MAX(id) FROM questionnaire_edits WHERE questionnaire_id = $1) RETURNING words, before",
        questionnaire,
        edit
    )
    .maybe(tx)
    .await?;
    let Some((words, before)) = last else { return Ok(None) };
    let before = document::from_json(&before).map_err(|why| DbError::Decode(Box::new(why)))?;
    Ok(Some((words, before)))
}

/// Every key of a question or a page in the drafts that undo can bring back: none of them is given to something new.
///
/// # Errors
/// When the record cannot be reached.
pub async fn used_keys(on: impl Into<On<'_>>, questionnaire: QuestionnaireId) -> Result<BTreeSet<Key>, DbError> {
    let rows: Vec<(String,)> =
        sql!("SELECT before FROM questionnaire_edits WHERE questionnaire_id = $1", questionnaire).all(on).await?;
    let mut keys = BTreeSet::new();
    for (before,) in rows {
        let form = document::from_json(&before).map_err(|why| DbError::Decode(Box::new(why)))?;
        keys.extend(form.pages.iter().map(|page| page.key.clone()));
        keys.extend(form.questions().map(|question| question.key.clone()));
    }
    Ok(keys)
}

/// What a colleague said.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Remark {
    /// Its number in the record.
    pub id: QuestionnaireRemarkId,
    /// The key of the question; empty for the whole.
    pub question: String,
    /// Who said it; nobody if their account is gone.
    pub name: Option<String>,
    /// What.
    pub text: String,
    /// When.
    pub at: Time,
    /// When it was settled.
    pub settled_at: Option<Time>,
}

/// Everything colleagues said about a questionnaire, the first one first.
///
/// # Errors
/// When the record cannot be reached.
pub async fn remarks(on: impl Into<On<'_>>, questionnaire: QuestionnaireId) -> Result<Vec<Remark>, DbError> {
    sql!(
        "SELECT questionnaire_remarks.id, question, accounts.name, text, at, settled_at FROM questionnaire_remarks \
         LEFT JOIN accounts ON accounts.id = account_id WHERE questionnaire_id = $1 ORDER BY questionnaire_remarks.id",
        questionnaire
    )
    .all(on)
    .await
}

/// Adds a remark.
///
/// # Errors
/// When the record refuses it.
pub async fn remark(
    tx: &mut Tx,
    questionnaire: QuestionnaireId,
    question: &str,
    by: AccountId,
    text: &str,
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO questionnaire_remarks (questionnaire_id, question, account_id, text, at) VALUES ($1, $2, $3, $4, $5)",
        questionnaire,
        question,
        by,
        text,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// Settles a remark, or opens it again.
///
/// # Errors
/// When the record refuses it.
pub async fn settle(
    tx: &mut Tx,
    questionnaire: QuestionnaireId,
    remark: QuestionnaireRemarkId,
    settled_at: Option<Time>,
) -> Result<bool, DbError> {
    let changed = sql!(
        "UPDATE questionnaire_remarks SET settled_at = $3 WHERE id = $2 AND questionnaire_id = $1",
        questionnaire,
        remark,
        settled_at
    )
    .run(tx)
    .await?;
    Ok(changed == 1)
}

/// The reasons that were given for a questionnaire, by what they are for.
///
/// # Errors
/// When the record cannot be reached.
pub async fn reasons(
    on: impl Into<On<'_>>,
    questionnaire: QuestionnaireId,
) -> Result<BTreeMap<String, GivenReason>, DbError> {
    let rows: Vec<(String, String, i64)> =
        sql!("SELECT finding, reason, shown FROM questionnaire_reasons WHERE questionnaire_id = $1", questionnaire)
            .all(on)
            .await?;
    Ok(rows.into_iter().map(|(finding, words, shown)| (finding, GivenReason { words, shown: shown != 0 })).collect())
}

/// Keeps a reason in the place of an earlier one for the same.
///
/// # Errors
/// When the record refuses it.
pub async fn give_reason(
    tx: &mut Tx,
    questionnaire: QuestionnaireId,
    finding: &str,
    reason: &GivenReason,
    by: AccountId,
    now: Time,
) -> Result<(), DbError> {
    sql!(
        "INSERT INTO questionnaire_reasons (questionnaire_id, finding, reason, account_id, at, shown) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (questionnaire_id, finding) DO UPDATE SET reason = excluded.reason, \
             account_id = excluded.account_id, at = excluded.at, shown = excluded.shown",
        questionnaire,
        finding,
        &reason.words,
        by,
        now,
        i64::from(reason.shown)
    )
    .run(tx)
    .await
    .map(drop)
}

/// Takes a reason back.
///
/// # Errors
/// When the record refuses it.
pub async fn drop_reason(tx: &mut Tx, questionnaire: QuestionnaireId, finding: &str) -> Result<(), DbError> {
    sql!("DELETE FROM questionnaire_reasons WHERE questionnaire_id = $1 AND finding = $2", questionnaire, finding)
        .run(tx)
        .await
        .map(drop)
}

/// A question that the service keeps.
#[derive(Clone, Debug)]
pub struct BankQuestion {
    /// Its number in the record.
    pub id: BankQuestionId,
    /// What it is called in the list.
    pub name: String,
    /// The question, in a questionnaire of its own.
    pub form: Questionnaire,
    /// When it was kept.
    pub at: Time,
}

impl BankQuestion {
    /// The question.
    pub fn question(&self) -> Option<&Question> {
        self.form.questions().next()
    }
}

/// The questions that the service keeps, by name.
///
/// # Errors
/// When the record cannot be reached.
pub async fn bank(on: impl Into<On<'_>>) -> Result<Vec<BankQuestion>, DbError> {
    let rows: Vec<(BankQuestionId, String, String, Time)> =
        sql!("SELECT id, name, definition, at FROM question_bank ORDER BY name, id").all(on).await?;
    rows.into_iter()
        .map(|(id, name, definition, at)| {
            let form = document::from_json(&definition).map_err(|why| DbError::Decode(Box::new(why)))?;
            Ok(BankQuestion { id, name, form, at })
        })
        .collect()
}

/// Keeps a question, and gives its number in the record.
///
/// # Errors
/// When the record refuses it.
pub async fn keep(
    tx: &mut Tx,
    name: &str,
    form: &Questionnaire,
    by: AccountId,
    now: Time,
) -> Result<BankQuestionId, DbError> {
    let definition = document::to_json(form).map_err(|why| DbError::Encode(Box::new(why)))?;
    let (id,): (BankQuestionId,) = sql!(
        "INSERT INTO question_bank (name, definition, account_id, at) VALUES ($1, $2, $3, $4) RETURNING id",
        name,
        definition,
        by,
        now
    )
    .one(tx)
    .await?;
    Ok(id)
}

/// Takes a question out of the bank. What was made of it stays.
///
/// # Errors
/// When the record refuses it.
pub async fn throw_out(tx: &mut Tx, id: BankQuestionId) -> Result<bool, DbError> {
    Ok(sql!("DELETE FROM question_bank WHERE id = $1", id).run(tx).await? == 1)
}

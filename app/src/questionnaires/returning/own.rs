//! What somebody saved and did not send, for their own data and its erasure: known to be theirs by the response it changes, or
//! because a link to it went to the confirmed address of their account. What was saved with a code alone is nobody's that we
//! know.

use serde_json::{Value, json};

use crate::clock::machine;
use crate::consultations::model::Dates;
use crate::db::{Db, DbError, Tx};
use crate::identity::model::Account;
use crate::ids::{QuestionnaireDraftId, QuestionnaireId};
use crate::questionnaires::definition::reading;
use crate::questionnaires::rules::erased_at;
use crate::questionnaires::store;
use crate::questionnaires::store::drafts;
use crate::questionnaires::words::questions_and_answers;
use crate::sql;
use crate::time::Time;

#[derive(sqlx::FromRow)]
struct SavedByPerson {
    id: QuestionnaireDraftId,
    questionnaire_id: QuestionnaireId,
    version: i64,
    number: i64,
    title: String,
    slug: String,
    answers: String,
    email: Option<String>,
    saved_at: Time,
    expires_at: Time,
    reminded_at: Option<Time>,
    closes_at: Option<Time>,
    withdrawn_at: Option<Time>,
}

/// The address by which a person's saved answers are known: only one that is confirmed to be theirs.
fn address(account: &Account) -> &str {
    if account.confirmed_at.is_some() { &account.email } else { "" }
}

/// Everything a person saved and did not send, to take away.
///
/// # Errors
/// When the record cannot be reached.
pub async fn saved(db: &Db, account: &Account) -> Result<Vec<Value>, DbError> {
    let rows: Vec<SavedByPerson> = sql!(
        "SELECT questionnaire_drafts.id AS id, questionnaire_id, version, questionnaires.number, questionnaires.title, \
             consultations.slug, answers, email, \
                saved_at, expires_at, reminded_at, closes_at, withdrawn_at \
         FROM questionnaire_drafts \
         JOIN questionnaires ON questionnaires.id = questionnaire_id \
         JOIN consultations ON consultations.id = questionnaires.consultation_id \
         LEFT JOIN questionnaire_draft_addresses ON draft_id = questionnaire_drafts.id \
         WHERE sent_at IS NULL AND (email = $2 OR changes_response_id IN \
             (SELECT responses.id FROM responses \
              JOIN account_participants ON account_participants.participant_id = responses.participant_id \
              WHERE account_participants.account_id = $1)) \
         ORDER BY questionnaire_drafts.id",
        account.id,
        address(account)
    )
    .all(db)
    .await?;
    let files = store::files::kept_with(db, rows.iter().map(|row| row.id)).await?;
    let mut told = Vec::with_capacity(rows.len());
    for row in rows {
        let answers = match store::version(db, row.questionnaire_id, row.version).await? {
            Some(version) => {
                let given =
                    reading::from_json(&row.answers, &version.form).map_err(|why| DbError::Decode(Box::new(why)))?;
                questions_and_answers(&version.form, &given, row.saved_at)
            }
            None => Vec::new(),
        };
        let dates = Dates { closes_at: row.closes_at, withdrawn_at: row.withdrawn_at, ..Dates::default() };
        let own = files.iter().filter(|(draft, ..)| *draft == row.id);
        let own: Vec<Value> = own.map(|(_, name, size)| json!({ "name": name, "bytes": size })).collect();
        let mut value = json!({
            "consultation": row.slug, "questionnaire": row.number, "title": row.title, "answers": answers,
            "link_sent_to": row.email, "saved_at": machine(row.saved_at),
            "reminded_at": row.reminded_at.map(machine), "erased_at": machine(erased_at(row.expires_at, &dates)),
        });
        // They are downloaded from the pages that the link or the code opens.
        if !own.is_empty() {
            value["files"] = own.into();
        }
        told.push(value);
    }
    Ok(told)
}

/// Erases everything a person saved and did not send, as their account goes.
///
/// # Errors
/// When the record refuses it.
pub async fn erase(tx: &mut Tx, account: &Account) -> Result<(), DbError> {
    let theirs: Vec<(QuestionnaireDraftId,)> = sql!(
        "SELECT id FROM questionnaire_drafts LEFT JOIN questionnaire_draft_addresses ON draft_id = id \
         WHERE email = $2 OR changes_response_id IN \
             (SELECT responses.id FROM responses \
              JOIN account_participants ON account_participants.participant_id = responses.participant_id \
              WHERE account_participants.account_id = $1)",
        account.id,
        address(account)
    )
    .all(&mut *tx)
    .await?;
    drafts::erase_all(tx, &theirs.into_iter().map(|(draft,)| draft).collect::<Vec<_>>()).await
}

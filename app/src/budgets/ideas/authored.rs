//! An idea for whoever sent it: found again, and withdrawn while nobody has decided about it. Its words are not put right
//! later: whoever checks an idea has to rely on what they read.

use futures::future::FutureExt;

use super::writing::Ideas;
use crate::consultations::instrument::Later;
use crate::db::{DbError, On, Tx, dialect};
use crate::ids::AccountId;
use crate::moderation::earlier::forget_words;
use crate::responses::own_writing::{OwnPiece, OwnWriting};
use crate::sql;
use crate::time::Time;

const KIND: &str = "idea";

impl OwnWriting for Ideas {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn by<'a>(&'a self, on: On<'a>, account: AccountId, before: i64, only: Option<i64>) -> Later<'a, Vec<OwnPiece>> {
        by(on, account, before, only).boxed()
    }

    fn when_withdrawn(&self) -> &'static [&'static str] {
        &[
            "Its words are erased, and it is not checked any more.",
            "Your vote stays, and you can send another idea while there is time for ideas.",
        ]
    }

    fn withdraw<'a>(&'a self, tx: &'a mut Tx, id: i64, now: Time) -> Later<'a, ()> {
        withdraw(tx, id, now).boxed()
    }
}

/// The ideas of an account, the newest first, before a number; or only one. Once an idea is in the vote, declined or part of
/// another, it is not its author's alone.
async fn by(on: On<'_>, account: AccountId, before: i64, only: Option<i64>) -> Result<Vec<OwnPiece>, DbError> {
    sql!(
        "SELECT budget_projects.id, \
                CASE WHEN idea_title = '' THEN '' ELSE idea_title || CAST($4 AS TEXT) || idea_text END AS words, \
                CASE WHEN state = 'held' THEN 'held' \
                     WHEN words_shown = 0 OR (state = 'declined' AND budget_projects.reason = 'policy') THEN 'removed' \
                     ELSE 'published' END AS state, \
                budgets.title, consultations.slug, \
                '/budget/ideas?before=' || CAST(budget_projects.number + 1 AS TEXT) || '#idea-' || CAST(budget_projects.number AS TEXT) AS place, \
                budget_projects.posted_at, CAST(NULL AS BIGINT) AS corrected_at, CAST(NULL AS BIGINT) AS vote_shown, \
                CAST(CASE WHEN state IN ('idea', 'held') THEN 0 ELSE 1 END AS BIGINT) AS taken_up, \
                CAST(0 AS BIGINT) AS answered, \
                consultations.published_at, consultations.opens_at, consultations.closes_at, \
                consultations.decision_due_at, consultations.withdrawn_at, consultations.decided_at \
         FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         JOIN budget_projects ON budget_projects.response_id = responses.id \
         JOIN budgets ON budgets.id = budget_projects.budget_id \
         JOIN consultations ON consultations.id = budgets.consultation_id \
         WHERE account_participants.account_id = $1 AND budget_projects.id < $2 \
           AND budget_projects.id = COALESCE(CAST($3 AS BIGINT), budget_projects.id) \
         ORDER BY budget_projects.id DESC LIMIT 21",
        account,
        before,
        only,
        "\n\n"
    )
    .all(on)
    .await
}

async fn withdraw(tx: &mut Tx, id: i64, now: Time) -> Result<(), DbError> {
    // Whoever decides what becomes of the idea holds the same lock.
    dialect::lock_counts(&mut *tx).await?;
    sql!(
        "UPDATE budget_projects SET idea_title = '', idea_text = '', idea_html = '', title = '', summary = '', \
             summary_html = '', pence = NULL, state = 'declined', decided_at = COALESCE(decided_at, CAST($2 AS BIGINT)) \
         WHERE id = $1 AND state IN ('idea', 'held')",
        id,
        now
    )
    .run(&mut *tx)
    .await?;
    forget_words(tx, KIND, &[id], now).await
}

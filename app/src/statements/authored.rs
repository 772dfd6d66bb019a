//! A statement for whoever added it: found again, and withdrawn while people can still answer it. Its words never change,
//! because people answer these very words.

use futures::future::FutureExt;

use super::model::StatementState;
use super::store::show_as;
use super::writing::Texts;
use crate::consultations::instrument::Later;
use crate::db::{DbError, On, Tx};
use crate::ids::{AccountId, StatementId};
use crate::moderation::earlier::forget_words;
use crate::responses::own_writing::{OwnPiece, OwnWriting};
use crate::sql;
use crate::time::Time;

const KIND: &str = "statement";

impl OwnWriting for Texts {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn by<'a>(&'a self, on: On<'a>, account: AccountId, before: i64, only: Option<i64>) -> Later<'a, Vec<OwnPiece>> {
        by(on, account, before, only).boxed()
    }

    fn when_withdrawn(&self) -> &'static [&'static str] {
        &[
            "It is asked no more, and the answers that others gave to it do not count any more. Its words are erased.",
            "Your own answers stay, and you can add another statement while the consultation is open.",
        ]
    }

    fn withdraw<'a>(&'a self, tx: &'a mut Tx, id: i64, now: Time) -> Later<'a, ()> {
        withdraw(tx, id, now).boxed()
    }
}

/// The statements of an account, the newest first, before a number; or only one.
async fn by(on: On<'_>, account: AccountId, before: i64, only: Option<i64>) -> Result<Vec<OwnPiece>, DbError> {
    sql!(
        "SELECT statements.id, statements.text AS words, statements.state, consultations.title, consultations.slug, \
                '/statements/all?only=mine' AS place, statements.posted_at, CAST(NULL AS BIGINT) AS corrected_at, \
                CAST(NULL AS BIGINT) AS vote_shown, CAST(0 AS BIGINT) AS taken_up, \
                CAST(0 AS BIGINT) AS answered, \
                consultations.published_at, consultations.opens_at, consultations.closes_at, \
                consultations.decision_due_at, consultations.withdrawn_at, consultations.decided_at \
         FROM account_participants \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
         JOIN statements ON statements.response_id = responses.id \
         JOIN consultations ON consultations.id = statements.consultation_id \
         WHERE account_participants.account_id = $1 AND statements.id < $2 \
           AND statements.id = COALESCE(CAST($3 AS BIGINT), statements.id) \
         ORDER BY statements.id DESC LIMIT 21",
        account,
        before,
        only
    )
    .all(on)
    .await
}

async fn withdraw(tx: &mut Tx, id: i64, now: Time) -> Result<(), DbError> {
    show_as(&mut *tx, StatementId(id), StatementState::Removed).await?;
    sql!("UPDATE statements SET text = '' WHERE id = $1", id).run(&mut *tx).await?;
    forget_words(tx, KIND, &[id], now).await
}

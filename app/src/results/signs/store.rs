//! The signs that answers may belong together, read from the record: how many, never who.

use crate::App;
use crate::db::{DbError, On};
use crate::ids::ConsultationId;
use crate::site::Cached;
use crate::site::app::Warm;
use crate::sql;

/// So many accounts from one network within an hour are shown.
const FROM_NETWORK: i64 = 5;
/// So many answers of one domain within an hour are shown.
const OF_DOMAIN: i64 = 10;
/// So many answers from accounts younger than an hour within an hour are shown.
const FROM_NEW: i64 = 10;
/// The most lines of each table.
const LINES: i64 = 20;

/// Accounts of one mailbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Mailboxes {
    /// How many mailboxes have more than one account here.
    pub mailboxes: i64,
    /// How many accounts they have together.
    pub accounts: i64,
    /// The most of one mailbox.
    pub most: i64,
}

/// Many within an hour.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Burst {
    /// The domain, where one is meant; empty otherwise.
    pub what: String,
    /// The hour it began in.
    pub hour: i64,
    /// How many.
    pub count: i64,
}

/// Everything there is to see.
#[derive(Clone, Debug, Default)]
pub struct Signs {
    /// Accounts that took part.
    pub accounts: i64,
    /// Accounts of one mailbox.
    pub mailboxes: Mailboxes,
    /// Accounts registered from one network, by the hour of registering.
    pub networks: Vec<Burst>,
    /// Answers of one domain, by the hour.
    pub domains: Vec<Burst>,
    /// Answers from accounts younger than an hour, by the hour.
    pub new: Vec<Burst>,
}

/// Reads the signs of a consultation. Deleted accounts are not among them: what joins them to an answer is gone.
///
/// # Errors
/// When the record cannot be reached.
pub async fn read(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Signs, DbError> {
    let mut on = on.into();
    let accounts =
        sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM account_participants WHERE consultation_id = $1", consultation)
            .number(on.again())
            .await?;
    let mailboxes = sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) AS mailboxes, CAST(COALESCE(SUM(many), 0) AS BIGINT) AS accounts, \
                CAST(COALESCE(MAX(many), 0) AS BIGINT) AS most \
         FROM (SELECT COUNT(*) AS many FROM account_participants JOIN accounts ON accounts.id = account_id \
               WHERE consultation_id = $1 AND mailbox <> '' GROUP BY mailbox HAVING COUNT(*) > 1) AS shared",
        consultation
    )
    .one(on.again())
    .await?;
    let networks = sql!(
        "SELECT '' AS what, accounts.created_at / 3600000 AS hour, CAST(COUNT(*) AS BIGINT) AS count \
         FROM account_participants JOIN accounts ON accounts.id = account_id \
         WHERE consultation_id = $1 AND network IS NOT NULL \
         GROUP BY network, accounts.created_at / 3600000 HAVING COUNT(*) >= $2 \
         ORDER BY count DESC, hour LIMIT $3",
        consultation,
        FROM_NETWORK,
        LINES
    )
    .all(on.again())
    .await?;
    let domains = sql!(
        "SELECT mail_domain AS what, received_at / 3600000 AS hour, CAST(COUNT(*) AS BIGINT) AS count \
         FROM account_participants JOIN accounts ON accounts.id = account_id \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
              AND responses.withdrawn_at IS NULL AND responses.superseded_by IS NULL \
         WHERE account_participants.consultation_id = $1 AND mail_domain <> '' \
         GROUP BY mail_domain, received_at / 3600000 HAVING COUNT(*) >= $2 \
         ORDER BY count DESC, hour, what LIMIT $3",
        consultation,
        OF_DOMAIN,
        LINES
    )
    .all(on.again())
    .await?;
    let new = sql!(
        "SELECT '' AS what, received_at / 3600000 AS hour, CAST(COUNT(*) AS BIGINT) AS count \
         FROM account_participants JOIN accounts ON accounts.id = account_id \
         JOIN responses ON responses.participant_id = account_participants.participant_id \
              AND responses.withdrawn_at IS NULL AND responses.superseded_by IS NULL \
         WHERE account_participants.consultation_id = $1 AND received_at - accounts.created_at < 3600000 \
         GROUP BY received_at / 3600000 HAVING COUNT(*) >= $2 ORDER BY count DESC, hour LIMIT $3",
        consultation,
        FROM_NEW,
        LINES
    )
    .all(on)
    .await?;
    Ok(Signs { accounts, mailboxes, networks, domains, new })
}

/// Signs by consultation, worked out once for each version of the record.
pub struct Signed(Cached<ConsultationId, Signs>);

impl Warm for Signed {
    fn open(app: &App) -> Self {
        Self(Cached::new(app.config.parts_cache, 100))
    }
}

impl Signed {
    /// The signs of a consultation as the record is now.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(&self, app: &App, consultation: ConsultationId) -> Result<Signs, DbError> {
        self.0.of(&app.db, consultation, async || read(&app.db, consultation).await).await
    }
}

//! The list of people that an administrator works with, in the record.

use crate::accounts::model::{Account, Role};
use crate::db::{DbError, On, Tx};
use crate::ids::AccountId;
use crate::sql;
use crate::time::Time;

/// How many people a page of the list shows.
pub const PAGE: usize = 50;

/// What the list is asked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of a name or an address.
    pub words: String,
    /// Only people of this role.
    pub role: Option<Role>,
    /// The last one of the page before.
    pub after: Option<AccountId>,
}

/// A pattern that finds a text anywhere; the marks that patterns are made of stand for themselves.
fn anywhere(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// A page of people, the newest first, and where the next begins. Filters choose among static texts.
///
/// # Errors
/// When the record cannot be reached.
pub async fn page(on: impl Into<On<'_>>, filter: &Filter) -> Result<(Vec<Account>, Option<AccountId>), DbError> {
    let after = filter.after.map_or(i64::MAX, |id| id.0);
    let folded = anywhere(&filter.words.to_lowercase());
    // LOWER folds only English letters on one engine, so what was typed is looked for as it is, too.
    let typed = anywhere(&filter.words);
    macro_rules! listing {
        ($where:literal $(, $value:expr)*) => {
            sql!(
                concat!(
                    "SELECT id, email, name, role, confirmed_at, disabled_at, created_at FROM accounts WHERE id < $1",
                    $where, " ORDER BY id DESC LIMIT 51"
                ),
                after $(, $value)*
            )
        };
    }
    let statement = match (filter.role, filter.words.is_empty()) {
        (None, true) => listing!(""),
        (Some(role), true) => listing!(" AND role = $2", role.word()),
        (None, false) => listing!(
            " AND (email LIKE $2 ESCAPE '!' OR LOWER(name) LIKE $2 ESCAPE '!' OR name LIKE $3 ESCAPE '!')",
            folded,
            typed
        ),
        (Some(role), false) => listing!(
            " AND (email LIKE $2 ESCAPE '!' OR LOWER(name) LIKE $2 ESCAPE '!' OR name LIKE $3 ESCAPE '!') \
              AND role = $4",
            folded,
            typed,
            role.word()
        ),
    };
    let mut people: Vec<Account> = statement.all(on).await?;
    let next = (people.len() > PAGE).then(|| {
        people.truncate(PAGE);
        people.last().map(|last| last.id)
    });
    Ok((people, next.flatten()))
}

/// How many administrators can sign in.
///
/// # Errors
/// When the record cannot be reached.
pub async fn administrators(on: impl Into<On<'_>>) -> Result<i64, DbError> {
    sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM accounts WHERE role = 'administrator' AND disabled_at IS NULL")
        .number(on)
        .await
}

/// Changes what a person is to the service.
///
/// # Errors
/// When the record refuses it.
pub async fn set_role(tx: &mut Tx, account: AccountId, role: Role) -> Result<(), DbError> {
    sql!("UPDATE accounts SET role = $2 WHERE id = $1", account, role.word()).run(tx).await.map(drop)
}

/// Closes an account at a moment, or opens it again.
///
/// # Errors
/// When the record refuses it.
pub async fn set_closed(tx: &mut Tx, account: AccountId, at: Option<Time>) -> Result<(), DbError> {
    sql!("UPDATE accounts SET disabled_at = $2 WHERE id = $1", account, at).run(tx).await.map(drop)
}

/// When somebody was last seen on any device they are still signed in on.
///
/// # Errors
/// When the record cannot be reached.
pub async fn last_seen(on: impl Into<On<'_>>, account: AccountId) -> Result<Option<Time>, DbError> {
    let (seen,): (Option<Time>,) =
        sql!("SELECT MAX(seen_at) AS seen_at FROM sessions WHERE account_id = $1", account).one(on).await?;
    Ok(seen)
}

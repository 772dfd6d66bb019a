//! The list of people that an administrator works with, in the record.

use crate::db::{DbError, On, Tx};
use crate::folding::fold;
use crate::identity::model::{Account, Role};
use crate::ids::AccountId;
use crate::sql;
use crate::time::Time;

/// How many people a page of the list shows.
pub const PAGE: usize = 50;

/// What the list is asked for.
#[derive(Clone, Debug, Default)]
pub struct PeopleFilter {
    /// Words, or parts of them, of a name or an address.
    pub words: String,
    /// Only people of this role.
    pub role: Option<Role>,
    /// The last one of the page before.
    pub after: Option<AccountId>,
}

/// How many people are read at a time when somebody is looked for.
const AT_ONCE: usize = 1_000;

/// Everybody of a role below a number, the newest first. Filters choose among static texts.
async fn before(on: On<'_>, role: Option<Role>, after: i64, most: usize) -> Result<Vec<Account>, DbError> {
    macro_rules! listing {
        ($where:literal $(, $value:expr)*) => {
            sql!(
                concat!(
                    "SELECT id, email, name, role, confirmed_at, disabled_at, created_at FROM accounts WHERE id < $1",
                    $where, " ORDER BY id DESC LIMIT $2"
                ),
                after, most as i64 $(, $value)*
            )
        };
    }
    match role {
        None => listing!("").all(on).await,
        Some(role) => listing!(" AND role = $3", role.word()).all(on).await,
    }
}

/// Whether each of these words, folded, is in a person's name or address.
fn has_all(account: &Account, words: &[String]) -> bool {
    let (name, email) = (fold(&account.name), fold(&account.email));
    words.iter().all(|word| name.contains(word.as_str()) || email.contains(word.as_str()))
}

/// A page of people, the newest first, and where the next begins.
///
/// Neither engine can fold "Łódź" to "lodz", so names are compared here, a thousand at a time, until a page is full.
///
/// # Errors
/// When the record cannot be reached.
pub async fn page(on: impl Into<On<'_>>, filter: &PeopleFilter) -> Result<(Vec<Account>, Option<AccountId>), DbError> {
    let mut on = on.into();
    let words: Vec<String> = fold(&filter.words).split_whitespace().map(str::to_owned).collect();
    let most = if words.is_empty() { PAGE + 1 } else { AT_ONCE };
    let mut after = filter.after.map_or(i64::MAX, |id| id.0);
    let mut people: Vec<Account> = Vec::new();
    loop {
        let some = before(on.again(), filter.role, after, most).await?;
        let (read, last) = (some.len(), some.last().map_or(0, |last| last.id.0));
        people.extend(some.into_iter().filter(|account| has_all(account, &words)));
        if people.len() > PAGE || read < most {
            break;
        }
        after = last;
    }
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

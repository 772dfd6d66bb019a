//! Two people at one draft: who saved it while somebody else was writing, found in the record of acts.

use super::read::{Latest, latest};
use crate::db::DbError;
use crate::ids::AccountId;
use crate::site::Visit;
use crate::ui::overtaken::{Overtaken, ReadField, SavedBy};

/// Something that staff write, by what the record of acts calls it.
pub struct StaffText<'a> {
    /// What it is, as a sentence names it: "this proposal".
    pub what: &'static str,
    /// The kind of thing that the acts are about.
    pub kind: &'static str,
    /// Its number in the record.
    pub id: i64,
    /// The acts that change it.
    pub acts: &'a [&'static str],
    /// What else an act must say, where several things are written under one number: a name and a value.
    pub among: Option<(&'static str, String)>,
}

/// Finds out who saved it last and when, and compares what they wrote (`theirs`) with what was typed (`yours`). Both
/// lists name their fields; a field that only one of them has is empty in the other.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(
    visit: &Visit,
    written: &StaffText<'_>,
    theirs: Vec<ReadField>,
    yours: Vec<ReadField>,
) -> Result<Overtaken, DbError> {
    let found = latest(&visit.app.db, written.kind, written.id, written.acts, written.among.as_ref()).await?;
    let (who, at) = match found {
        None => (SavedBy::Somebody, None),
        Some(Latest { account_id, name, at }) => {
            let own = visit.account().is_some_and(|account| Some(account.id) == account_id.map(AccountId));
            let who = match name {
                _ if own => SavedBy::Oneself,
                Some(name) => SavedBy::Colleague(name),
                None => SavedBy::Somebody,
            };
            (who, Some(at))
        }
    };
    Ok(Overtaken::new(written.what, who, at, theirs, yours))
}

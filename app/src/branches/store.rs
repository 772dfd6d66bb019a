//! Branches in the record.

use std::net::IpAddr;

use super::model::{Branch, BranchDetails, BranchKind, BranchName, OpeningHours};
use crate::db::{DbError, Flag, On, Tx};
use crate::ids::BranchId;
use crate::site::address::counted_text;
use crate::sql;
use crate::time::Time;

/// Every branch that is open, by name.
///
/// # Errors
/// When the record cannot be reached.
pub async fn all(on: impl Into<On<'_>>) -> Result<Vec<BranchName>, DbError> {
    sql!("SELECT id, slug, name FROM branches WHERE year_closed IS NULL ORDER BY name, id").all(on).await
}

#[derive(sqlx::FromRow)]
struct StoredBranch {
    id: BranchId,
    slug: String,
    name: String,
    #[sqlx(try_from = "String")]
    kind: BranchKind,
    address: String,
    postcode: String,
    statutory: Flag,
    co_located_with: String,
    hours: String,
    url: String,
    email: String,
    notes: String,
    year_opened: Option<i64>,
    year_closed: Option<i64>,
}

impl TryFrom<StoredBranch> for Branch {
    type Error = DbError;

    fn try_from(row: StoredBranch) -> Result<Self, DbError> {
        let kept: Vec<OpeningHours> =
            serde_json::from_str(&row.hours).map_err(|error| DbError::Decode(Box::new(error)))?;
        let mut hours = super::model::no_hours();
        for day in &mut hours {
            if let Some(found) = kept.iter().find(|found| found.day.eq_ignore_ascii_case(&day.day)) {
                day.staffed.clone_from(&found.staffed);
                day.unstaffed.clone_from(&found.unstaffed);
            }
        }
        Ok(Self {
            id: row.id,
            slug: row.slug,
            about: BranchDetails {
                name: row.name,
                kind: row.kind,
                address: row.address,
                postcode: row.postcode,
                statutory: row.statutory.0,
                co_located_with: row.co_located_with,
                hours,
                url: row.url,
                email: row.email,
                notes: row.notes,
                year_opened: row.year_opened,
                year_closed: row.year_closed,
            },
        })
    }
}

/// Every branch with everything about it, closed ones too, by name.
///
/// # Errors
/// When the record cannot be reached.
pub async fn everything(on: impl Into<On<'_>>) -> Result<Vec<Branch>, DbError> {
    sql!(
        "SELECT id, slug, name, kind, address, postcode, statutory, co_located_with, hours, url, email, notes, \
                year_opened, year_closed FROM branches ORDER BY name, id"
    )
    .all::<StoredBranch>(on)
    .await?
    .into_iter()
    .map(Branch::try_from)
    .collect()
}

/// The branch with this name in addresses.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_slug(on: impl Into<On<'_>>, slug: &str) -> Result<Option<Branch>, DbError> {
    sql!(
        "SELECT id, slug, name, kind, address, postcode, statutory, co_located_with, hours, url, email, notes, \
                year_opened, year_closed FROM branches WHERE slug = $1",
        slug
    )
    .maybe::<StoredBranch>(on)
    .await?
    .map(Branch::try_from)
    .transpose()
}

fn hours(about: &BranchDetails) -> Result<String, DbError> {
    serde_json::to_string(&about.hours).map_err(|error| DbError::Encode(Box::new(error)))
}

/// Adds a branch under a name in addresses that nobody has.
///
/// # Errors
/// When the record refuses it.
pub async fn add(tx: &mut Tx, slug: &str, about: &BranchDetails, now: Time) -> Result<BranchId, DbError> {
    sql!(
        "INSERT INTO branches (slug, name, kind, address, postcode, statutory, co_located_with, hours, url, email, \
             notes, year_opened, year_closed, created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) RETURNING id",
        slug,
        &about.name,
        about.kind.word(),
        &about.address,
        &about.postcode,
        about.statutory,
        &about.co_located_with,
        hours(about)?,
        &about.url,
        &about.email,
        &about.notes,
        about.year_opened,
        about.year_closed,
        now
    )
    .number(tx)
    .await
    .map(BranchId)
}

/// Changes a branch. Its name in addresses stays, so that links to it go on working.
///
/// # Errors
/// When the record refuses it.
pub async fn change(tx: &mut Tx, id: BranchId, about: &BranchDetails, now: Time) -> Result<(), DbError> {
    sql!(
        "UPDATE branches SET name = $2, kind = $3, address = $4, postcode = $5, statutory = $6, \
             co_located_with = $7, hours = $8, url = $9, email = $10, notes = $11, year_opened = $12, \
             year_closed = $13, updated_at = $14 WHERE id = $1",
        id,
        &about.name,
        about.kind.word(),
        &about.address,
        &about.postcode,
        about.statutory,
        &about.co_located_with,
        hours(about)?,
        &about.url,
        &about.email,
        &about.notes,
        about.year_opened,
        about.year_closed,
        now
    )
    .run(tx)
    .await
    .map(drop)
}

/// A network address that a branch's visitors share.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Shared {
    /// Its number.
    pub id: i64,
    /// The address.
    pub address: String,
}

/// The network addresses of a branch.
///
/// # Errors
/// When the record cannot be reached.
pub async fn addresses(on: impl Into<On<'_>>, branch: BranchId) -> Result<Vec<Shared>, DbError> {
    sql!("SELECT id, address FROM branch_addresses WHERE branch_id = $1 ORDER BY id", branch).all(on).await
}

/// A typed network address, as it is kept.
///
/// # Errors
/// A sentence for the form, when it is not one that visitors could come from.
pub fn address(typed: &str) -> Result<String, &'static str> {
    let Ok(address) = typed.trim().parse::<IpAddr>().map(|address| address.to_canonical()) else {
        return Err("Enter one network address, such as 203.0.113.7 or 2001:db8::7");
    };
    if address.is_unspecified() || address.is_multicast() {
        return Err("Visitors cannot come from that address: ask whoever runs the library’s network for the right one");
    }
    Ok(address.to_string())
}

/// Adds a network address to a branch.
///
/// # Errors
/// When the record refuses it; a duplicate when any branch has it already.
pub async fn add_address(tx: &mut Tx, branch: BranchId, address: &str, now: Time) -> Result<i64, DbError> {
    sql!(
        "INSERT INTO branch_addresses (branch_id, address, created_at) VALUES ($1, $2, $3) RETURNING id",
        branch,
        address,
        now
    )
    .number(tx)
    .await
}

/// Takes a network address from a branch. Says whether it was there.
///
/// # Errors
/// When the record refuses it.
pub async fn remove_address(tx: &mut Tx, branch: BranchId, id: i64) -> Result<bool, DbError> {
    let changed = sql!("DELETE FROM branch_addresses WHERE id = $1 AND branch_id = $2", id, branch).run(tx).await?;
    Ok(changed == 1)
}

/// Whether a network address is shared by a library's visitors. An IPv6 address stands for its whole network.
///
/// # Errors
/// When the record cannot be reached.
pub async fn is_branch_address(on: impl Into<On<'_>>, address: &str) -> Result<bool, DbError> {
    let Some(visitor) = counted_text(address) else { return Ok(false) };
    let known: Vec<(String,)> = sql!("SELECT address FROM branch_addresses").all(on).await?;
    Ok(known.iter().any(|(known,)| counted_text(known).as_ref() == Some(&visitor)))
}

/// The libraries with numbers above the first of these and up to the second, by their names in addresses, each with when
/// it was last changed: for programs that read every page.
///
/// # Errors
/// When the record cannot be reached.
pub async fn between(on: impl Into<On<'_>>, (after, last): (i64, i64)) -> Result<Vec<(String, Time)>, DbError> {
    sql!("SELECT slug, updated_at FROM branches WHERE id > $1 AND id <= $2 ORDER BY id", after, last).all(on).await
}

/// Which groups of so many numbers have a library: 0 for the first so many, then 1.
///
/// # Errors
/// When the record cannot be reached.
pub async fn groups(on: impl Into<On<'_>>, many: i64) -> Result<Vec<i64>, DbError> {
    let rows: Vec<(i64,)> =
        sql!("SELECT DISTINCT CAST((id - 1) / $1 AS BIGINT) AS part FROM branches ORDER BY 1", many).all(on).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

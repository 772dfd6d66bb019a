//! The demo library service: Kesterley, with eight branches, a consultation in every stage, six hundred
//! residents and what they said. Invented from one seed, so it is the same every time but for its dates, which
//! are counted from the day it is filled.

mod calendar;
mod content;
#[cfg(test)]
mod figures;
mod people;
mod plan;
mod residents;
mod size;
#[cfg(test)]
mod tests;
mod voices;
mod write;

use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

use crate::accounts::DEMO_PASSWORD;
use crate::clock::Clock;
use crate::db::{Db, DbError, Flag};
use crate::identity::model::Role;
use crate::identity::passwords::{PasswordError, Passwords};
use crate::sql;

pub use residents::RESIDENTS;
pub use size::DemoSize;
use size::SEED;

/// What was put into the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoSummary {
    /// Consultations.
    pub consultations: usize,
    /// Residents.
    pub residents: usize,
    /// Votes that count.
    pub votes: usize,
    /// Comments and replies.
    pub comments: usize,
    /// Marks of agreement with a comment.
    pub agreements: usize,
}

/// Why the demo could not be filled in.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// There is something in the database already, and it stays as it is.
    #[error("the demo needs an empty database; this one has something in it, and nothing was changed")]
    NotEmpty,
    /// The demo's own files are wrong; a bug.
    #[error("the demo's own content is not right: {0}")]
    Content(String),
    /// The record could not be reached or refused it; nothing was changed.
    #[error("the demo could not be written: {0}")]
    Record(#[from] DbError),
    /// The password could not be hashed.
    #[error("the demo's sign-ins could not be made: {0}")]
    Password(#[from] PasswordError),
}

/// Whether this database holds the demo library service.
///
/// # Errors
/// When the record cannot be reached.
pub async fn is_demo(db: &Db) -> Result<bool, DbError> {
    let found: Option<(Flag,)> = sql!("SELECT demo FROM installation WHERE id = 1").maybe(db).await?;
    Ok(found.is_some_and(|row| row.0.0))
}

/// Fills an empty database, whose tables are up to date, with the demo library service: all of it or nothing.
///
/// # Errors
/// When there is something in the database already, or it cannot be written.
pub async fn fill(db: &Db, clock: &Clock, passwords: &Passwords) -> Result<DemoSummary, FillError> {
    fill_sized(db, clock, passwords, DemoSize::ORDINARY).await
}

/// The same with more beside it.
///
/// # Errors
/// When there is something in the database already, or it cannot be written.
pub async fn fill_sized(
    db: &Db,
    clock: &Clock,
    passwords: &Passwords,
    size: DemoSize,
) -> Result<DemoSummary, FillError> {
    let now = clock.now();
    let content = content::read().map_err(FillError::Content)?;
    let calendar = calendar::Calendar::new(now);
    let mut random = ChaCha20Rng::seed_from_u64(SEED);
    let residents = residents::invent(&mut random, &content.branches);
    let campaigns: Vec<Option<plan::Campaign>> = (0..content.consultations.len())
        .map(|place| plan::campaign(&content, place, &residents, &calendar, &mut random))
        .collect();
    // One hash for all: hundreds would take minutes, and the password is no secret.
    let password_hash = passwords.hash(DEMO_PASSWORD.to_owned()).await?;
    let story = write::Story { content, residents, campaigns, calendar, now, password_hash, size };
    write::all(db, &story).await
}

/// The sign-ins, one for each role, as lines for the operator: `demo sign-in: ROLE EMAIL PASSWORD`.
///
/// # Errors
/// When the record cannot be reached.
pub async fn sign_in_lines(db: &Db) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String, String)> = sql!(
        "SELECT role, email FROM accounts \
         WHERE id IN (SELECT MIN(id) FROM accounts WHERE confirmed_at IS NOT NULL GROUP BY role) ORDER BY id"
    )
    .all(db)
    .await?;
    let known = |role: &str| Role::try_from(role.to_owned()).is_ok();
    Ok(rows
        .into_iter()
        .filter(|(role, _)| known(role))
        .map(|(role, email)| format!("demo sign-in: {role} {email} {DEMO_PASSWORD}"))
        .collect())
}

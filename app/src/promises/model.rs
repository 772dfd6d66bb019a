//! A promise.

use crate::time::Time;

/// Something the service said it would do.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Promise {
    /// Its number.
    pub id: i64,
    /// What was promised.
    pub text: String,
    /// The day it is due.
    pub due_at: Option<Time>,
    /// The day it was kept.
    pub kept_at: Option<Time>,
    /// How it was kept.
    pub kept_note: String,
}

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
    /// When it was said that it will not be kept.
    pub declined_at: Option<Time>,
    /// Why it will not.
    pub declined_because: String,
}

impl Promise {
    /// Whether it is still to be kept.
    pub const fn is_open(&self) -> bool {
        self.kept_at.is_none() && self.declined_at.is_none()
    }
}

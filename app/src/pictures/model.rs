//! What a picture is of, and what is kept beside it.

use crate::ids::{BranchId, ConsultationId};

/// What a picture stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictured {
    /// A consultation.
    Consultation(ConsultationId),
    /// A library.
    Library(BranchId),
}

impl Pictured {
    /// The two columns: of the consultation and of the library.
    pub(super) fn columns(self) -> (Option<ConsultationId>, Option<BranchId>) {
        match self {
            Self::Consultation(id) => (Some(id), None),
            Self::Library(id) => (None, Some(id)),
        }
    }

    /// Its kind and its number, for the record of acts.
    pub(super) const fn subject(self) -> (&'static str, i64) {
        match self {
            Self::Consultation(id) => ("consultation", id.0),
            Self::Library(id) => ("branch", id.0),
        }
    }
}

/// A picture without its dots.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Picture {
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// Who made it; empty when that need not be said.
    pub credit: String,
    /// What its files are called: `0a1b….jpg`.
    pub name: String,
    /// How wide the large one is, in dots.
    pub width: i64,
    /// How high it is.
    pub height: i64,
    /// How wide the small one is.
    pub small_width: i64,
}

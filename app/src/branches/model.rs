//! A library.

use crate::ids::BranchId;

/// A branch's name and number.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "ssr", derive(sqlx::FromRow))]
pub struct BranchName {
    /// Its number.
    pub id: BranchId,
    /// Its name in addresses.
    pub slug: String,
    /// What it is called.
    pub name: String,
}

//! The mathematics of a consultation: where people agree across sides, and how a budget is spent so that every
//! group gets its share. Pure functions over plain data: nothing here reads a file, a clock or a database, and
//! the same input with the same seed gives the same output, byte for byte.

#![forbid(unsafe_code)]

pub mod budgets;
pub mod groups;
pub mod ranked;

//! Tests of fair budgets from outside: against published results, against the plain definition of the method, and
//! against what it promises.

mod files;
mod limits;
mod made_up;
mod parsing;
mod plain;
mod promises;
#[path = "../real_data/mod.rs"]
mod real_data;
mod reasons;

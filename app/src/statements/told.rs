//! What the read API tells of statements.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::Object;

use super::model::Statement;
use crate::site::described::{address, one_of};

/// Short statements, and how many agree with each.
#[derive(Serialize, ToSchema)]
pub struct StatementResults {
    /// What the statements answer.
    pub question: String,
    /// What the last opinion map shows, in words; the map is worked out a little after the answers come in.
    pub finding: String,
    /// The statements that are shown.
    pub items: Vec<StatementCounts>,
    /// Its page.
    #[schema(schema_with = address)]
    pub url: String,
}

/// One statement with its answers.
#[derive(Serialize, ToSchema)]
pub struct StatementCounts {
    /// Its number in the consultation, from 1.
    #[schema(minimum = 1)]
    pub number: i64,
    /// Its words; empty when its author had them erased.
    pub text: String,
    /// Who wrote it.
    #[schema(schema_with = authors)]
    pub from: &'static str,
    /// People who agree.
    #[schema(minimum = 0)]
    pub agree: i64,
    /// People who disagree.
    #[schema(minimum = 0)]
    pub disagree: i64,
    /// People who passed.
    #[schema(minimum = 0)]
    pub pass: i64,
}

const SERVICE: &str = "library-service";
const RESIDENT: &str = "resident";

fn authors() -> Object {
    one_of([SERVICE, RESIDENT])
}

impl StatementCounts {
    /// What is told of a statement.
    pub fn of(statement: &Statement) -> Self {
        Self {
            number: statement.number,
            text: statement.text.clone(),
            from: if statement.response_id.is_none() { SERVICE } else { RESIDENT },
            agree: statement.agree,
            disagree: statement.disagree,
            pass: statement.pass,
        }
    }
}

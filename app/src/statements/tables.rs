//! Statements in the record: what a backup has of them.

use crate::db::bulk::ColumnType::{Bytes, Int, Text};
use crate::db::bulk::Table;

/// Every table of this room, each after those it refers to.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "statement_sets",
        key: "consultation_id",
        columns: &[
            ("consultation_id", Int),
            ("question", Text),
            ("own", Text),
            ("changes", Int),
            ("created_at", Int),
            ("updated_at", Int),
        ],
    },
    Table {
        name: "statements",
        key: "id",
        columns: &[
            ("id", Int),
            ("consultation_id", Int),
            ("number", Int),
            ("response_id", Int),
            ("text", Text),
            ("state", Text),
            ("agree", Int),
            ("disagree", Int),
            ("pass", Int),
            ("extremity", Int),
            ("posted_at", Int),
        ],
    },
    Table {
        name: "statement_answers",
        key: "response_id, statement_id",
        columns: &[
            ("response_id", Int),
            ("statement_id", Int),
            ("answer", Text),
            ("first_answered_at", Int),
            ("answered_at", Int),
        ],
    },
    Table {
        name: "opinion_maps",
        key: "consultation_id",
        columns: &[
            ("consultation_id", Int),
            ("changes", Int),
            ("final", Int),
            ("people", Int),
            ("answers", Int),
            ("report", Bytes),
            ("made_at", Int),
        ],
    },
    Table {
        name: "opinion_group_names",
        key: "consultation_id, name",
        columns: &[("consultation_id", Int), ("name", Text), ("marks", Text), ("named_at", Int)],
    },
];

//! Budget votes in the record: what a backup has of them.

use crate::db::bulk::ColumnType::{Int, Text};
use crate::db::bulk::Table;

/// Every table of this room, each after those it refers to.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "budgets",
        key: "id",
        columns: &[
            ("id", Int),
            ("consultation_id", Int),
            ("title", Text),
            ("about", Text),
            ("about_html", Text),
            ("renderer", Int),
            ("total", Int),
            ("ballot", Text),
            ("most", Int),
            ("caps", Text),
            ("completion", Text),
            ("ties", Text),
            ("seed", Text),
            ("ideas_close_at", Int),
            ("changes", Int),
            ("created_at", Int),
            ("updated_at", Int),
        ],
    },
    Table {
        name: "budget_caps",
        key: "id",
        columns: &[("id", Int), ("budget_id", Int), ("branch_id", Int), ("category", Text), ("pence", Int)],
    },
    Table {
        name: "budget_projects",
        key: "id",
        columns: &[
            ("id", Int),
            ("budget_id", Int),
            ("number", Int),
            ("state", Text),
            ("title", Text),
            ("summary", Text),
            ("summary_html", Text),
            ("renderer", Int),
            ("pence", Int),
            ("category", Text),
            ("branch_id", Int),
            ("response_id", Int),
            ("idea_title", Text),
            ("idea_text", Text),
            ("idea_html", Text),
            ("words_shown", Int),
            ("reason", Text),
            ("note", Text),
            ("merged_into", Int),
            ("posted_at", Int),
            ("entered_at", Int),
            ("decided_at", Int),
        ],
    },
    Table {
        name: "budget_ballots",
        key: "response_id",
        columns: &[("response_id", Int), ("budget_id", Int), ("first_cast_at", Int), ("cast_at", Int)],
    },
    Table {
        name: "budget_marks",
        key: "response_id, project_id",
        columns: &[("response_id", Int), ("project_id", Int), ("points", Int)],
    },
];

//! Rankings in the record: what a backup has of them.

use crate::db::bulk::ColumnType::{Int, Text};
use crate::db::bulk::Table;

/// Every table of this room, each after those it refers to.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "rankings",
        key: "id",
        columns: &[
            ("id", Int),
            ("consultation_id", Int),
            ("number", Int),
            ("question", Text),
            ("about", Text),
            ("about_html", Text),
            ("renderer", Int),
            ("method", Text),
            ("seed", Text),
            ("changes", Int),
            ("created_at", Int),
            ("updated_at", Int),
        ],
    },
    Table {
        name: "ranking_options",
        key: "ranking_id, number",
        columns: &[
            ("ranking_id", Int),
            ("number", Int),
            ("title", Text),
            ("summary", Text),
            ("withdrawn_at", Int),
            ("withdrawn_reason", Text),
        ],
    },
    Table {
        name: "ranking_ballots",
        key: "id",
        columns: &[
            ("id", Int),
            ("response_id", Int),
            ("ranking_id", Int),
            ("ranked", Text),
            ("first_cast_at", Int),
            ("cast_at", Int),
        ],
    },
];

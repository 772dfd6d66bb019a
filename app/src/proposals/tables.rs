//! Proposals, their versions and documents, votes and comments in the record: what a backup has of them.

use crate::db::bulk::ColumnType::{Bytes, Int, Text};
use crate::db::bulk::Table;

/// Every table of this room, each after those it refers to.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "proposals",
        key: "id",
        columns: &[
            ("id", Int),
            ("consultation_id", Int),
            ("number", Int),
            ("current_version_id", Int),
            ("comments", Int),
            ("created_at", Int),
        ],
    },
    Table {
        name: "proposal_drafts",
        key: "proposal_id",
        columns: &[("proposal_id", Int), ("content", Text), ("updated_at", Int)],
    },
    Table {
        name: "proposal_versions",
        key: "id",
        columns: &[
            ("id", Int),
            ("proposal_id", Int),
            ("version", Int),
            ("kind", Text),
            ("title", Text),
            ("summary", Text),
            ("content", Text),
            ("html", Text),
            ("renderer", Int),
            ("change_summary", Text),
            ("published_at", Int),
        ],
    },
    Table { name: "document_contents", key: "sha256", columns: &[("sha256", Bytes), ("bytes", Bytes)] },
    Table {
        name: "documents",
        key: "id",
        columns: &[
            ("id", Int),
            ("consultation_id", Int),
            ("proposal_id", Int),
            ("title", Text),
            ("file_name", Text),
            ("kind", Text),
            ("size", Int),
            ("sha256", Bytes),
            ("added_at", Int),
            ("removed_at", Int),
        ],
    },
    Table {
        name: "votes",
        key: "id",
        columns: &[
            ("id", Int),
            ("response_id", Int),
            ("proposal_id", Int),
            ("version_id", Int),
            ("choice", Text),
            ("first_cast_at", Int),
            ("cast_at", Int),
        ],
    },
    Table {
        name: "tallies",
        key: "proposal_id, version_id, choice, channel, branch_id",
        columns: &[
            ("proposal_id", Int),
            ("version_id", Int),
            ("choice", Text),
            ("channel", Text),
            ("branch_id", Int),
            ("votes", Int),
        ],
    },
    Table {
        name: "comments",
        key: "id",
        columns: &[
            ("id", Int),
            ("response_id", Int),
            ("consultation_id", Int),
            ("proposal_id", Int),
            ("reply_to", Int),
            ("account_id", Int),
            ("official", Int),
            ("body", Text),
            ("html", Text),
            ("renderer", Int),
            ("state", Text),
            ("branch_id", Int),
            ("choice", Text),
            ("agrees", Int),
            ("posted_at", Int),
            ("vote_shown", Int),
            ("corrected_at", Int),
        ],
    },
    Table {
        name: "proposal_hours",
        key: "proposal_id, hour",
        columns: &[("proposal_id", Int), ("hour", Int), ("votes", Int), ("comments", Int)],
    },
    Table {
        name: "comment_sums",
        key: "proposal_id, choice, state",
        columns: &[("proposal_id", Int), ("choice", Text), ("state", Text), ("comments", Int)],
    },
    Table {
        name: "reach_sums",
        key: "consultation_id, voted, wrote",
        columns: &[("consultation_id", Int), ("voted", Int), ("wrote", Int), ("responses", Int)],
    },
    Table {
        name: "agreements",
        key: "comment_id, response_id",
        columns: &[("comment_id", Int), ("response_id", Int), ("at", Int)],
    },
];

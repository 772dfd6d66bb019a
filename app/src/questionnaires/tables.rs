//! Questionnaires in the record: what a backup has of them.

use crate::db::bulk::ColumnType::{Bytes, Int, Text};
use crate::db::bulk::Table;

/// Every table of this room, each after those it refers to.
pub(super) const TABLES: &[Table] = &[
    Table {
        name: "questionnaires",
        key: "id",
        columns: &[
            ("id", Int),
            ("consultation_id", Int),
            ("number", Int),
            ("title", Text),
            ("draft", Text),
            ("current_version", Int),
            ("changes", Int),
            ("created_at", Int),
            ("updated_at", Int),
        ],
    },
    Table {
        name: "questionnaire_versions",
        key: "questionnaire_id, number",
        columns: &[
            ("questionnaire_id", Int),
            ("number", Int),
            ("definition", Text),
            ("summary", Text),
            ("published_at", Int),
            ("again", Text),
        ],
    },
    Table {
        name: "questionnaire_answers",
        key: "id",
        columns: &[
            ("id", Int),
            ("response_id", Int),
            ("questionnaire_id", Int),
            ("version", Int),
            ("answers", Text),
            ("language", Text),
            ("order_seed", Int),
            ("send_key", Int),
            ("first_sent_at", Int),
            ("sent_at", Int),
            ("superseded_at", Int),
        ],
    },
    Table {
        name: "questionnaire_tallies",
        key: "questionnaire_id, version, channel, question, part, code",
        columns: &[
            ("questionnaire_id", Int),
            ("version", Int),
            ("channel", Text),
            ("question", Text),
            ("part", Text),
            ("code", Text),
            ("amount", Int),
        ],
    },
    Table {
        name: "questionnaire_drafts",
        key: "id",
        columns: &[
            ("id", Int),
            ("questionnaire_id", Int),
            ("version", Int),
            ("language", Text),
            ("order_seed", Int),
            ("answers", Text),
            ("send_key", Int),
            ("changes_response_id", Int),
            ("started_at", Int),
            ("saved_at", Int),
            ("expires_at", Int),
            ("sent_at", Int),
            ("receipt", Text),
        ],
    },
    Table {
        name: "questionnaire_draft_keys",
        key: "key_hash",
        columns: &[("key_hash", Bytes), ("draft_id", Int), ("purpose", Text), ("created_at", Int)],
    },
    Table {
        name: "questionnaire_edits",
        key: "id",
        columns: &[
            ("id", Int),
            ("questionnaire_id", Int),
            ("account_id", Int),
            ("words", Text),
            ("before", Text),
            ("at", Int),
        ],
    },
    Table {
        name: "questionnaire_remarks",
        key: "id",
        columns: &[
            ("id", Int),
            ("questionnaire_id", Int),
            ("question", Text),
            ("account_id", Int),
            ("text", Text),
            ("at", Int),
            ("settled_at", Int),
        ],
    },
    Table {
        name: "questionnaire_reasons",
        key: "questionnaire_id, finding",
        columns: &[("questionnaire_id", Int), ("finding", Text), ("reason", Text), ("account_id", Int), ("at", Int)],
    },
    Table {
        name: "question_bank",
        key: "id",
        columns: &[("id", Int), ("name", Text), ("definition", Text), ("account_id", Int), ("at", Int)],
    },
    Table {
        name: "questionnaire_draft_addresses",
        key: "draft_id",
        columns: &[("draft_id", Int), ("email", Text), ("given_at", Int), ("reminded_at", Int)],
    },
    Table {
        name: "questionnaire_draft_messages",
        key: "message_id",
        columns: &[("message_id", Int), ("draft_id", Int)],
    },
    Table {
        name: "equality_blocks",
        key: "consultation_id",
        columns: &[
            ("consultation_id", Int),
            ("questionnaire_id", Int),
            ("asks", Int),
            ("nation", Text),
            ("topics", Text),
            ("unreviewed", Int),
            ("updated_at", Int),
        ],
    },
    Table {
        name: "equality_tickets",
        key: "ticket_hash",
        columns: &[("ticket_hash", Bytes), ("consultation_id", Int), ("expires_at", Int)],
    },
    Table {
        name: "equality_answers",
        key: "id",
        columns: &[
            ("id", Int),
            ("consultation_id", Int),
            ("block", Text),
            ("week", Text),
            ("topic", Text),
            ("answers", Text),
        ],
    },
    Table {
        name: "equality_counts",
        key: "consultation_id",
        columns: &[("consultation_id", Int), ("drawn_at", Int), ("counts", Text)],
    },
];

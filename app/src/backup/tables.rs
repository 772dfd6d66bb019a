//! Every table of the record and what it holds: what a backup has in it, in an order in which each table
//! comes after those it refers to. What a kind of thing that is asked keeps, it says itself.

use crate::consultations::instrument::Instruments;
use crate::db::bulk::ColumnType::{Bytes, Int, Text};
use crate::db::bulk::Table;

/// Columns that refer to a later row of the same table. Rows that have one are put back after all others, the
/// newest first; they are few.
pub(super) const AFTERWARDS: [(&str, &str); 1] = [("responses", "superseded_by")];

/// Every table but those made from others (words to search by) and the list of migrations.
pub(super) fn every(instruments: Instruments) -> Vec<&'static Table> {
    FIRST.iter().chain(instruments.all().flat_map(|one| one.tables())).chain(LAST).collect()
}

/// What every kind refers to.
const FIRST: &[Table] = &[
    Table {
        name: "installation",
        key: "id",
        columns: &[("id", Int), ("secret", Bytes), ("demo", Int), ("created_at", Int)],
    },
    Table { name: "settings", key: "name", columns: &[("name", Text), ("value", Text)] },
    Table {
        name: "branches",
        key: "id",
        columns: &[
            ("id", Int),
            ("slug", Text),
            ("name", Text),
            ("kind", Text),
            ("address", Text),
            ("postcode", Text),
            ("statutory", Int),
            ("co_located_with", Text),
            ("hours", Text),
            ("url", Text),
            ("email", Text),
            ("notes", Text),
            ("year_opened", Int),
            ("year_closed", Int),
            ("created_at", Int),
            ("updated_at", Int),
        ],
    },
    Table {
        name: "branch_addresses",
        key: "id",
        columns: &[("id", Int), ("branch_id", Int), ("address", Text), ("created_at", Int)],
    },
    Table {
        name: "accounts",
        key: "id",
        columns: &[
            ("id", Int),
            ("email", Text),
            ("name", Text),
            ("password_hash", Text),
            ("role", Text),
            ("confirmed_at", Int),
            ("disabled_at", Int),
            ("notify", Int),
            ("created_at", Int),
            ("mailbox", Text),
            ("mail_domain", Text),
            ("network", Bytes),
        ],
    },
    Table {
        name: "account_branches",
        key: "account_id, branch_id",
        columns: &[("account_id", Int), ("branch_id", Int), ("main", Int)],
    },
    Table {
        name: "sessions",
        key: "id",
        columns: &[
            ("id", Int),
            ("token_hash", Bytes),
            ("account_id", Int),
            ("own_device", Int),
            ("agent", Text),
            ("created_at", Int),
            ("seen_at", Int),
            ("expires_at", Int),
            ("own_desk", Int),
        ],
    },
    Table {
        name: "unsent_forms",
        key: "account_id, form",
        columns: &[("account_id", Int), ("form", Text), ("body", Text), ("kept_at", Int)],
    },
    Table {
        name: "tokens",
        key: "id",
        columns: &[
            ("id", Int),
            ("token_hash", Bytes),
            ("account_id", Int),
            ("purpose", Text),
            ("created_at", Int),
            ("expires_at", Int),
            ("used_at", Int),
        ],
    },
    Table {
        name: "pending_submissions",
        key: "id",
        columns: &[
            ("id", Int),
            ("account_id", Int),
            ("browser", Bytes),
            ("digest", Bytes),
            ("sealed", Bytes),
            ("created_at", Int),
            ("expires_at", Int),
            ("sent_at", Int),
        ],
    },
    Table {
        name: "registrations",
        key: "account_id",
        columns: &[
            ("account_id", Int),
            ("browser", Bytes),
            ("own_device", Int),
            ("onward", Text),
            ("registered_at", Int),
        ],
    },
    Table {
        name: "known_devices",
        key: "id",
        columns: &[("id", Int), ("account_id", Int), ("token_hash", Bytes), ("at", Int)],
    },
    Table { name: "sign_in_failures", key: "id", columns: &[("id", Int), ("subject", Bytes), ("at", Int)] },
    Table {
        name: "made_once",
        key: "key",
        columns: &[("key", Bytes), ("at", Int), ("location", Text), ("place", Text), ("place_id", Int)],
    },
    Table {
        name: "consultations",
        key: "id",
        columns: &[
            ("id", Int),
            ("slug", Text),
            ("title", Text),
            ("summary", Text),
            ("background", Text),
            ("background_html", Text),
            ("renderer", Int),
            ("level", Text),
            ("results", Text),
            ("created_at", Int),
            ("updated_at", Int),
            ("published_at", Int),
            ("opens_at", Int),
            ("closes_at", Int),
            ("decision_due_at", Int),
            ("withdrawn_at", Int),
            ("withdrawn_reason", Text),
            ("decided_at", Int),
        ],
    },
    Table {
        name: "consultation_branches",
        key: "consultation_id, branch_id",
        columns: &[("consultation_id", Int), ("branch_id", Int)],
    },
    Table {
        name: "consultation_notices",
        key: "id",
        columns: &[("id", Int), ("consultation_id", Int), ("kind", Text), ("text", Text), ("at", Int)],
    },
    Table { name: "participants", key: "id", columns: &[("id", Int), ("consultation_id", Int)] },
    Table {
        name: "account_participants",
        key: "account_id, consultation_id",
        columns: &[("account_id", Int), ("consultation_id", Int), ("participant_id", Int)],
    },
    Table { name: "organisations", key: "id", columns: &[("id", Int), ("name", Text), ("created_at", Int)] },
    Table {
        name: "responses",
        key: "id",
        columns: &[
            ("id", Int),
            ("consultation_id", Int),
            ("participant_id", Int),
            ("channel", Text),
            ("branch_id", Int),
            ("received_at", Int),
            ("withdrawn_at", Int),
            ("superseded_by", Int),
            ("kind", Text),
            ("organisation_id", Int),
            ("source", Text),
            ("language", Text),
            ("assurance", Text),
        ],
    },
    Table { name: "receipts", key: "response_id", columns: &[("response_id", Int), ("code", Text)] },
    Table {
        name: "reports",
        key: "id",
        columns: &[
            ("id", Int),
            ("kind", Text),
            ("subject_id", Int),
            ("account_id", Int),
            ("reason", Text),
            ("detail", Text),
            ("source", Bytes),
            ("at", Int),
            ("resolved_at", Int),
        ],
    },
    Table {
        name: "moderation_decisions",
        key: "id",
        columns: &[
            ("id", Int),
            ("kind", Text),
            ("subject_id", Int),
            ("action", Text),
            ("reason", Text),
            ("note", Text),
            ("account_id", Int),
            ("at", Int),
            ("former_id", Int),
        ],
    },
];

/// What came of it, and what the service did.
const LAST: &[Table] = &[
    Table {
        name: "decisions",
        key: "id",
        columns: &[
            ("id", Int),
            ("consultation_id", Int),
            ("content", Text),
            ("html", Text),
            ("renderer", Int),
            ("decided_on", Int),
            ("published_at", Int),
            ("updated_at", Int),
        ],
    },
    Table {
        name: "decision_rulings",
        key: "decision_id, kind, number",
        columns: &[("decision_id", Int), ("kind", Text), ("number", Int), ("outcome", Text), ("version", Int)],
    },
    Table {
        name: "promises",
        key: "id",
        columns: &[
            ("id", Int),
            ("consultation_id", Int),
            ("text", Text),
            ("due_at", Int),
            ("kept_at", Int),
            ("kept_note", Text),
            ("declined_at", Int),
            ("declined_because", Text),
            ("created_at", Int),
        ],
    },
    Table {
        name: "outbox",
        key: "id",
        columns: &[
            ("id", Int),
            ("account_id", Int),
            ("recipient", Text),
            ("subject", Text),
            ("body", Text),
            ("created_at", Int),
            ("due_at", Int),
            ("attempts", Int),
            ("sent_at", Int),
            ("failed_at", Int),
            ("last_error", Text),
            ("notice", Int),
            ("amended_in", Int),
        ],
    },
    Table {
        name: "mail_tests",
        key: "id",
        columns: &[("id", Int), ("at", Int), ("account_id", Int), ("server", Text), ("taken", Int), ("answer", Text)],
    },
    Table {
        name: "audit_log",
        key: "seq",
        columns: &[
            ("seq", Int),
            ("at", Int),
            ("account_id", Int),
            ("action", Text),
            ("subject_kind", Text),
            ("subject_id", Int),
            ("detail", Text),
            ("hash", Bytes),
        ],
    },
];

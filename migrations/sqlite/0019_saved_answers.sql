-- Answers that somebody saves to finish later. What opens them again says which it is: a link by mail or a code on paper.
CREATE TABLE all_draft_keys (
    key_hash BLOB PRIMARY KEY,
    draft_id INTEGER NOT NULL REFERENCES questionnaire_drafts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('page', 'link', 'code')),
    created_at INTEGER NOT NULL
) STRICT;

INSERT INTO all_draft_keys (key_hash, draft_id, purpose, created_at)
SELECT key_hash, draft_id, CASE purpose WHEN 'return' THEN 'link' ELSE purpose END, created_at FROM questionnaire_draft_keys;

DROP TABLE questionnaire_draft_keys;
ALTER TABLE all_draft_keys RENAME TO questionnaire_draft_keys;
CREATE INDEX questionnaire_draft_keys_by_draft ON questionnaire_draft_keys (draft_id);

-- The address that a link was sent to: for that and one reminder. It goes when the answers are sent or erased.
CREATE TABLE questionnaire_draft_addresses (
    draft_id INTEGER PRIMARY KEY REFERENCES questionnaire_drafts (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    -- When the reminder was written, of which there is one.
    reminded_at INTEGER
) STRICT;

CREATE INDEX questionnaire_draft_addresses_by_email ON questionnaire_draft_addresses (email);

-- The messages about a draft, so that they go from the outbox with the address.
CREATE TABLE questionnaire_draft_messages (
    message_id INTEGER PRIMARY KEY REFERENCES outbox (id) ON DELETE CASCADE,
    draft_id INTEGER NOT NULL REFERENCES questionnaire_drafts (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX questionnaire_draft_messages_by_draft ON questionnaire_draft_messages (draft_id);

-- The service's own legal texts, version by version. A page without any shows the text that comes with the program.
CREATE TABLE legal_texts (
    id INTEGER PRIMARY KEY,
    page TEXT NOT NULL CHECK (page IN ('privacy', 'accessibility', 'moderation-policy', 'terms')),
    version INTEGER NOT NULL,
    -- As it was written, with its gaps between braces.
    body TEXT NOT NULL,
    -- JSON: what fills each gap, by its name.
    facts TEXT NOT NULL DEFAULT '{}',
    -- What changed, for everybody to read.
    change TEXT NOT NULL DEFAULT '',
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL,
    -- Who read this version and stands for it; nobody yet while there is no time.
    reviewed_by TEXT NOT NULL DEFAULT '',
    reviewed_as TEXT NOT NULL DEFAULT '',
    reviewed_at INTEGER,
    UNIQUE (page, version)
) STRICT;

CREATE INDEX legal_texts_by_account ON legal_texts (account_id);

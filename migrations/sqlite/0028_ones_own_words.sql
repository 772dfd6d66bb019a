-- What somebody wrote stays theirs. Authors choose whether their vote stands beside a comment, and can put a comment right for
-- a quarter of an hour; the words it had before are kept for moderators, because somebody may have reported them.
ALTER TABLE comments ADD COLUMN vote_shown INTEGER NOT NULL DEFAULT 1;
ALTER TABLE comments ADD COLUMN corrected_at INTEGER;

CREATE TABLE earlier_words (
    id INTEGER PRIMARY KEY,
    -- The kind of writing and its number, as reports and moderation decisions name it.
    kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    words TEXT NOT NULL,
    -- Until when they stood.
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX earlier_words_by_subject ON earlier_words (kind, subject_id, id);

-- The links in letters to authors with which they appeal: only what a link hashes to is kept.
CREATE TABLE appeal_links (
    decision_id INTEGER PRIMARY KEY REFERENCES moderation_decisions (id) ON DELETE CASCADE,
    key_hash BLOB NOT NULL UNIQUE
) STRICT;

-- What an author says against a decision about their words: one for each decision. Who they are is known by what they
-- wrote, and nowhere else.
CREATE TABLE appeals (
    id INTEGER PRIMARY KEY,
    decision_id INTEGER NOT NULL UNIQUE REFERENCES moderation_decisions (id) ON DELETE CASCADE,
    words TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    -- Ended: nothing was left to decide, because the author had the words erased.
    outcome TEXT CHECK (outcome IN ('upheld', 'refused', 'ended')),
    -- What the author was told beside it.
    answer TEXT NOT NULL DEFAULT '',
    -- Who decided it.
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    decided_at INTEGER
) STRICT;

CREATE INDEX appeals_by_moment ON appeals (sent_at, id);
CREATE INDEX appeals_waiting ON appeals (sent_at, id) WHERE decided_at IS NULL;
CREATE INDEX appeals_decided ON appeals (decided_at, id);
CREATE INDEX appeals_by_account ON appeals (account_id);

-- Corrections of published decisions: once there is one, every version is here, the first too, and never changes.
ALTER TABLE decisions ADD COLUMN corrected_at INTEGER;

CREATE TABLE decision_versions (
    id INTEGER PRIMARY KEY,
    decision_id INTEGER NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    -- JSON, as in decisions.
    content TEXT NOT NULL,
    -- What changed and why; empty for the first.
    change_summary TEXT NOT NULL DEFAULT '',
    -- Whether what was decided was put right, and not only how it is told.
    outcome_changed INTEGER NOT NULL DEFAULT 0,
    published_at INTEGER NOT NULL,
    UNIQUE (decision_id, version)
) STRICT;

CREATE TRIGGER decision_versions_never_change BEFORE UPDATE ON decision_versions
BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END;

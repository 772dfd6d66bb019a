-- Who looks after a consultation: its owner, and the colleagues who work on it. Nobody is locked out by it: it says who is
-- told of what waits, and whom colleagues ask.
CREATE TABLE consultation_team (
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    owner INTEGER NOT NULL DEFAULT 0,
    since INTEGER NOT NULL,
    PRIMARY KEY (consultation_id, account_id)
) STRICT;

CREATE UNIQUE INDEX consultation_team_one_owner ON consultation_team (consultation_id) WHERE owner = 1;
CREATE INDEX consultation_team_by_account ON consultation_team (account_id, consultation_id);

-- Whoever began a consultation looks after it, as far as the record of acts knows them and their account is still there.
INSERT INTO consultation_team (consultation_id, account_id, owner, since)
SELECT consultations.id, MIN(accounts.id), 1, MIN(audit_log.at)
FROM audit_log
JOIN consultations ON consultations.id = audit_log.subject_id
JOIN accounts ON accounts.id = audit_log.account_id
WHERE audit_log.action = 'consultation.create' AND audit_log.subject_kind = 'consultation'
GROUP BY consultations.id;

-- Whom the public can ask about a consultation; without a row it is the contact of the service.
CREATE TABLE consultation_contacts (
    consultation_id INTEGER PRIMARY KEY REFERENCES consultations (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    email TEXT NOT NULL DEFAULT '',
    phone TEXT NOT NULL DEFAULT ''
) STRICT;

-- Asking for a second person's approval before publishing, and what came of it. The mark says which words it was about: an
-- approval of other words lets nothing be published.
CREATE TABLE approval_requests (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    asked_by INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    asked_at INTEGER NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    fingerprint TEXT NOT NULL,
    answered_by INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    answered_at INTEGER,
    approved INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX approval_requests_by_consultation ON approval_requests (consultation_id, id);
CREATE INDEX approval_requests_by_asker ON approval_requests (asked_by);
CREATE INDEX approval_requests_by_answerer ON approval_requests (answered_by);

-- Private links to a draft for people without an account. Only what a link hashes to is kept.
CREATE TABLE preview_links (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    -- For whom it is, as staff wrote it for their own list.
    label TEXT NOT NULL DEFAULT '',
    -- Who made it.
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    opened_at INTEGER
) STRICT;

CREATE INDEX preview_links_by_consultation ON preview_links (consultation_id, id);
CREATE INDEX preview_links_by_account ON preview_links (account_id);

-- What colleagues say to each other about a field of a form. Never shown to the public.
CREATE TABLE draft_notes (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    -- The form, as what follows the consultation's staff address, and the field's name; and what both are called.
    form TEXT NOT NULL,
    field TEXT NOT NULL,
    label TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    settled_at INTEGER,
    settled_by INTEGER REFERENCES accounts (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX draft_notes_by_consultation ON draft_notes (consultation_id, id);
CREATE INDEX draft_notes_by_account ON draft_notes (account_id, id);
CREATE INDEX draft_notes_by_settler ON draft_notes (settled_by);

-- Whether a colleague is told once a day by email what waits for them, and the last day (as 2026-03-02) on which they were
-- thought of. Without a row: yes, and never yet.
CREATE TABLE daily_messages (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    wanted INTEGER NOT NULL DEFAULT 1,
    day TEXT NOT NULL DEFAULT ''
) STRICT;

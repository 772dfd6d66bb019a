-- The ground floor: who takes part, what is put to them, what they said, and the record of what staff did.
-- Times are Unix milliseconds (UTC); money is pence; flags are 0 or 1. The PostgreSQL twin has the same names.

-- One row: the secret that receipts are made with, and what the service calls itself.
CREATE TABLE installation (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL,
    demo INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE branches (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('static', 'mobile', 'community')),
    address TEXT NOT NULL DEFAULT '',
    postcode TEXT NOT NULL DEFAULT '',
    statutory INTEGER NOT NULL DEFAULT 1,
    co_located_with TEXT NOT NULL DEFAULT '',
    -- JSON: seven days, each {"day", "staffed", "unstaffed"} in the words of the source.
    hours TEXT NOT NULL DEFAULT '[]',
    url TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '',
    year_opened INTEGER,
    year_closed INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- Network addresses that many residents share because they belong to a library: never slowed as one visitor.
CREATE TABLE branch_addresses (
    id INTEGER PRIMARY KEY,
    branch_id INTEGER NOT NULL REFERENCES branches (id) ON DELETE CASCADE,
    address TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
    -- A number is never given twice: the audit log still names it when the account is gone.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- Folded to lower case; what sign-in compares.
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('resident', 'staff', 'moderator', 'analyst', 'councillor', 'administrator')),
    confirmed_at INTEGER,
    disabled_at INTEGER,
    -- Wants mail about consultations they took part in.
    notify INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX accounts_by_role ON accounts (role, id);

CREATE TABLE account_branches (
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    branch_id INTEGER NOT NULL REFERENCES branches (id) ON DELETE CASCADE,
    -- The branch their responses are counted under.
    main INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account_id, branch_id)
) STRICT;

CREATE UNIQUE INDEX account_branches_one_main ON account_branches (account_id) WHERE main = 1;

CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    own_device INTEGER NOT NULL DEFAULT 0,
    agent TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_by_account ON sessions (account_id, id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- One-time links: confirm an address, reset a password, accept an invitation, become the first administrator.
CREATE TABLE tokens (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('confirm', 'reset', 'invite', 'first-administrator')),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE INDEX tokens_by_account ON tokens (account_id);

-- Wrong passwords of the last minutes, by account key and by network address (both hashed).
CREATE TABLE sign_in_failures (
    id INTEGER PRIMARY KEY,
    subject BLOB NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_failures_by_subject ON sign_in_failures (subject, at);
CREATE INDEX sign_in_failures_by_time ON sign_in_failures (at);

CREATE TABLE consultations (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    background TEXT NOT NULL,
    background_html TEXT NOT NULL,
    renderer INTEGER NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('inform', 'consult', 'involve', 'collaborate', 'empower')),
    results TEXT NOT NULL DEFAULT 'hidden' CHECK (results IN ('hidden', 'live')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    published_at INTEGER,
    opens_at INTEGER,
    closes_at INTEGER,
    decision_due_at INTEGER,
    withdrawn_at INTEGER,
    withdrawn_reason TEXT NOT NULL DEFAULT '',
    -- Copied from the decision when it is published, so that the stage follows from one row.
    decided_at INTEGER
) STRICT;

CREATE INDEX consultations_by_closing ON consultations (closes_at, id);
CREATE INDEX consultations_by_opening ON consultations (opens_at, id);

-- The branches a consultation is about; none means the whole service.
CREATE TABLE consultation_branches (
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    branch_id INTEGER NOT NULL REFERENCES branches (id),
    PRIMARY KEY (consultation_id, branch_id)
) STRICT;

CREATE INDEX consultation_branches_by_branch ON consultation_branches (branch_id, consultation_id);

-- What the public was told on the way: amended, corrected, extended, withdrawn, decided.
CREATE TABLE consultation_notices (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('amended', 'corrected', 'extended', 'withdrawn', 'decided', 'notice')),
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX consultation_notices_in_order ON consultation_notices (consultation_id, at, id);

CREATE TABLE proposals (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    -- The published version that stands; null until the consultation is published.
    current_version_id INTEGER,
    -- Published comments and replies, kept in the transaction that changes them.
    comments INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    UNIQUE (consultation_id, number)
) STRICT;

-- What staff are working on: one draft a proposal at most, dropped when it is published.
CREATE TABLE proposal_drafts (
    proposal_id INTEGER PRIMARY KEY REFERENCES proposals (id) ON DELETE CASCADE,
    -- JSON: title, summary, body, fixed, open, impact, alternatives, costs, as written.
    content TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE proposal_versions (
    id INTEGER PRIMARY KEY,
    proposal_id INTEGER NOT NULL REFERENCES proposals (id),
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('original', 'amendment', 'correction')),
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    content TEXT NOT NULL,
    -- JSON: the safe HTML of body, fixed, open and impact, rendered when published.
    html TEXT NOT NULL,
    renderer INTEGER NOT NULL,
    change_summary TEXT NOT NULL DEFAULT '',
    published_at INTEGER NOT NULL,
    UNIQUE (proposal_id, version)
) STRICT;

CREATE TRIGGER proposal_versions_never_change BEFORE UPDATE ON proposal_versions
BEGIN SELECT RAISE(ABORT, 'a published version never changes'); END;
CREATE TRIGGER proposal_versions_never_go BEFORE DELETE ON proposal_versions
BEGIN SELECT RAISE(ABORT, 'a published version is never deleted'); END;

CREATE TABLE document_contents (
    sha256 BLOB NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    proposal_id INTEGER REFERENCES proposals (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    file_name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'png', 'jpeg', 'webp', 'gif')),
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL REFERENCES document_contents (sha256),
    added_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

CREATE INDEX documents_by_consultation ON documents (consultation_id, id);

-- One person in one consultation. Carries no identity.
CREATE TABLE participants (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id)
) STRICT;

-- The only link between a person and what they said. Erasing a person deletes it.
CREATE TABLE account_participants (
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id),
    participant_id INTEGER NOT NULL UNIQUE REFERENCES participants (id),
    PRIMARY KEY (account_id, consultation_id)
) STRICT;

CREATE INDEX account_participants_by_consultation ON account_participants (consultation_id, account_id);

CREATE TABLE responses (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id),
    participant_id INTEGER NOT NULL REFERENCES participants (id),
    channel TEXT NOT NULL CHECK (channel IN ('online', 'kiosk', 'paper', 'desk', 'phone', 'event')),
    branch_id INTEGER REFERENCES branches (id),
    received_at INTEGER NOT NULL,
    withdrawn_at INTEGER,
    superseded_by INTEGER REFERENCES responses (id)
) STRICT;

CREATE UNIQUE INDEX responses_one_live ON responses (participant_id)
    WHERE withdrawn_at IS NULL AND superseded_by IS NULL;
CREATE INDEX responses_by_consultation ON responses (consultation_id, id);

CREATE TABLE receipts (
    response_id INTEGER PRIMARY KEY REFERENCES responses (id),
    code TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE votes (
    id INTEGER PRIMARY KEY,
    response_id INTEGER NOT NULL REFERENCES responses (id),
    proposal_id INTEGER NOT NULL REFERENCES proposals (id),
    version_id INTEGER NOT NULL REFERENCES proposal_versions (id),
    choice TEXT NOT NULL CHECK (choice IN ('strongly-support', 'support', 'neither', 'oppose', 'strongly-oppose', 'dont-know')),
    first_cast_at INTEGER NOT NULL,
    cast_at INTEGER NOT NULL,
    UNIQUE (response_id, proposal_id)
) STRICT;

CREATE INDEX votes_by_proposal ON votes (proposal_id, id);

-- The counts as they are shown; changed in the transaction that changes a vote. Branch 0: none given.
CREATE TABLE tallies (
    proposal_id INTEGER NOT NULL REFERENCES proposals (id),
    version_id INTEGER NOT NULL REFERENCES proposal_versions (id),
    choice TEXT NOT NULL,
    channel TEXT NOT NULL,
    branch_id INTEGER NOT NULL,
    votes INTEGER NOT NULL CHECK (votes >= 0),
    PRIMARY KEY (proposal_id, version_id, choice, channel, branch_id)
) STRICT;

CREATE TABLE comments (
    id INTEGER PRIMARY KEY,
    -- Null for an official reply: the library service is not a participant.
    response_id INTEGER REFERENCES responses (id),
    consultation_id INTEGER NOT NULL REFERENCES consultations (id),
    proposal_id INTEGER NOT NULL REFERENCES proposals (id),
    reply_to INTEGER REFERENCES comments (id),
    -- Set only on an official reply.
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    official INTEGER NOT NULL DEFAULT 0,
    -- As written. Seen only by moderators once the comment is redacted or removed.
    body TEXT NOT NULL,
    -- What is shown: rendered when written, and again when redacted; empty when removed.
    html TEXT NOT NULL,
    renderer INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('published', 'held', 'removed', 'redacted')),
    -- The branch the author agreed to show, if any.
    branch_id INTEGER REFERENCES branches (id),
    -- The author's vote on the proposal, kept beside the comment so that filtering by it stays cheap.
    choice TEXT,
    agrees INTEGER NOT NULL DEFAULT 0,
    posted_at INTEGER NOT NULL
) STRICT;

CREATE INDEX comments_newest ON comments (proposal_id, reply_to, id);
CREATE INDEX comments_most_agreed ON comments (proposal_id, reply_to, agrees, id);
CREATE INDEX comments_by_choice ON comments (proposal_id, reply_to, choice, id);
CREATE INDEX comments_by_reply ON comments (reply_to, id);
CREATE INDEX comments_by_response ON comments (response_id, proposal_id);
CREATE INDEX comments_by_state ON comments (state, id);
CREATE INDEX comments_by_consultation ON comments (consultation_id, id);

CREATE TABLE agreements (
    comment_id INTEGER NOT NULL REFERENCES comments (id),
    response_id INTEGER NOT NULL REFERENCES responses (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (comment_id, response_id)
) STRICT;

CREATE INDEX agreements_by_response ON agreements (response_id, comment_id);

CREATE TABLE reports (
    id INTEGER PRIMARY KEY,
    comment_id INTEGER NOT NULL REFERENCES comments (id),
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    -- Who reported, hashed with the day and the installation's secret: to slow many reports from one place.
    source BLOB,
    at INTEGER NOT NULL,
    resolved_at INTEGER
) STRICT;

CREATE INDEX reports_open ON reports (resolved_at, comment_id);
CREATE INDEX reports_by_comment ON reports (comment_id, id);
CREATE INDEX reports_by_source ON reports (source, at);

CREATE TABLE moderation_decisions (
    id INTEGER PRIMARY KEY,
    comment_id INTEGER NOT NULL REFERENCES comments (id),
    action TEXT NOT NULL CHECK (action IN ('publish', 'hold', 'remove', 'redact')),
    reason TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX moderation_decisions_by_comment ON moderation_decisions (comment_id, id);

CREATE TABLE decisions (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL UNIQUE REFERENCES consultations (id) ON DELETE CASCADE,
    -- JSON: outcome, we_asked, you_said, we_did, reasons, decided_by and the themes weighed, as written.
    content TEXT NOT NULL,
    html TEXT NOT NULL,
    renderer INTEGER NOT NULL,
    decided_on INTEGER,
    published_at INTEGER,
    updated_at INTEGER NOT NULL
) STRICT;

-- What was decided about each proposal, and the version it was decided on.
CREATE TABLE decision_proposals (
    decision_id INTEGER NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    proposal_id INTEGER NOT NULL REFERENCES proposals (id),
    version_id INTEGER REFERENCES proposal_versions (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('adopted', 'adopted-with-changes', 'not-adopted', 'deferred')),
    PRIMARY KEY (decision_id, proposal_id)
) STRICT;

CREATE TABLE promises (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    due_at INTEGER,
    kept_at INTEGER,
    kept_note TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX promises_by_consultation ON promises (consultation_id, id);

-- Mail waits here until it is sent; written in the transaction that it speaks of.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    sent_at INTEGER,
    failed_at INTEGER,
    last_error TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX outbox_waiting ON outbox (sent_at, failed_at, due_at);
CREATE INDEX outbox_by_account ON outbox (account_id);

CREATE TABLE audit_log (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account_id INTEGER,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    -- JSON object of strings: ids and hashes, never names, addresses or text.
    detail TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE INDEX audit_log_by_subject ON audit_log (subject_kind, subject_id, seq);

CREATE TRIGGER audit_log_never_changes BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log never changes'); END;
CREATE TRIGGER audit_log_never_shrinks BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log never shrinks'); END;

-- Words to search by, kept by the features that own the text.
CREATE VIRTUAL TABLE consultation_search USING fts5 (words, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE comment_search USING fts5 (words, proposal_id UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2');

-- Opinion mapping: short statements that residents answer with agree, disagree or pass, and what the answers show.

-- A consultation that has statements, and whether residents may add their own: not at all, only once a moderator
-- has read them ('before'), or at once, with a moderator reading afterwards ('after').
CREATE TABLE statement_sets (
    consultation_id INTEGER PRIMARY KEY REFERENCES consultations (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    own TEXT NOT NULL CHECK (own IN ('off', 'before', 'after')),
    -- Goes up with everything the opinion map depends on; the map says how far it has seen.
    changes INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

-- The text never changes once the consultation is published: people have answered these words and no others.
CREATE TABLE statements (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES statement_sets (consultation_id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    -- Null when the library service wrote it.
    response_id INTEGER REFERENCES responses (id),
    text TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('published', 'held', 'removed')),
    -- How many live responses gave each answer; changed in the transaction that changes an answer.
    agree INTEGER NOT NULL DEFAULT 0 CHECK (agree >= 0),
    disagree INTEGER NOT NULL DEFAULT 0 CHECK (disagree >= 0),
    pass INTEGER NOT NULL DEFAULT 0 CHECK (pass >= 0),
    -- How far agreeing takes somebody from the middle of the last map, in millionths: what its turn depends on.
    extremity INTEGER NOT NULL DEFAULT 0,
    posted_at INTEGER NOT NULL,
    UNIQUE (consultation_id, number)
) STRICT;

CREATE INDEX statements_by_response ON statements (response_id);
CREATE INDEX statements_by_state ON statements (state, id);

CREATE TABLE statement_answers (
    response_id INTEGER NOT NULL REFERENCES responses (id),
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    answer TEXT NOT NULL CHECK (answer IN ('agree', 'disagree', 'pass')),
    first_answered_at INTEGER NOT NULL,
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (response_id, statement_id)
) STRICT;

CREATE INDEX statement_answers_by_statement ON statement_answers (statement_id);

CREATE TABLE statement_reports (
    id INTEGER PRIMARY KEY,
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    -- Who reported, hashed with the day and the installation's secret: to slow many reports from one place.
    source BLOB,
    at INTEGER NOT NULL,
    resolved_at INTEGER
) STRICT;

CREATE INDEX statement_reports_open ON statement_reports (resolved_at, statement_id);
CREATE INDEX statement_reports_by_statement ON statement_reports (statement_id, id);
CREATE INDEX statement_reports_by_source ON statement_reports (source, at);

CREATE TABLE statement_decisions (
    id INTEGER PRIMARY KEY,
    statement_id INTEGER NOT NULL REFERENCES statements (id),
    action TEXT NOT NULL CHECK (action IN ('publish', 'hold', 'remove')),
    reason TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX statement_decisions_by_statement ON statement_decisions (statement_id, id);

-- The last opinion map of a consultation: worked out beside the site, shown until the next one is ready.
CREATE TABLE opinion_maps (
    consultation_id INTEGER PRIMARY KEY REFERENCES statement_sets (consultation_id) ON DELETE CASCADE,
    -- The set's `changes` that it has seen.
    changes INTEGER NOT NULL,
    -- Whether it was worked out afresh, from the answers alone, after closing.
    final INTEGER NOT NULL DEFAULT 0,
    people INTEGER NOT NULL,
    answers INTEGER NOT NULL,
    -- JSON, gzipped.
    report BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

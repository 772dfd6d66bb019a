-- One pair of tables for reports of what people wrote and decisions about it: comments, statements and ideas, each named by
-- its kind and its number. What there was is carried over.
CREATE TABLE all_reports (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    -- Who reported, hashed with the day and the installation's secret: to slow many reports from one place.
    source BLOB,
    at INTEGER NOT NULL,
    resolved_at INTEGER
) STRICT;

INSERT INTO all_reports (id, kind, subject_id, account_id, reason, detail, source, at, resolved_at)
SELECT id, 'comment', comment_id, account_id, reason, detail, source, at, resolved_at FROM reports;

INSERT INTO all_reports (id, kind, subject_id, account_id, reason, detail, source, at, resolved_at)
SELECT id + (SELECT COALESCE(MAX(id), 0) FROM reports), 'statement', statement_id, account_id, reason, detail, source, at,
    resolved_at
FROM statement_reports;

CREATE TABLE all_decisions (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    subject_id INTEGER NOT NULL,
    action TEXT NOT NULL CHECK (action IN ('publish', 'hold', 'remove', 'redact')),
    reason TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    at INTEGER NOT NULL,
    -- The number that a decision about a statement had while those had a table of their own: entries in the record of acts
    -- from that time name it.
    former_id INTEGER
) STRICT;

INSERT INTO all_decisions (id, kind, subject_id, action, reason, note, account_id, at)
SELECT id, 'comment', comment_id, action, reason, note, account_id, at FROM moderation_decisions;

INSERT INTO all_decisions (id, kind, subject_id, action, reason, note, account_id, at, former_id)
SELECT id + (SELECT COALESCE(MAX(id), 0) FROM moderation_decisions), 'statement', statement_id, action, reason, note,
    account_id, at, id
FROM statement_decisions;

DROP TABLE reports;
DROP TABLE statement_reports;
DROP TABLE moderation_decisions;
DROP TABLE statement_decisions;
ALTER TABLE all_reports RENAME TO reports;
ALTER TABLE all_decisions RENAME TO moderation_decisions;

CREATE INDEX reports_open ON reports (resolved_at, kind, subject_id);
CREATE INDEX reports_by_subject ON reports (kind, subject_id, id);
CREATE INDEX reports_by_source ON reports (source, at);
CREATE INDEX reports_by_account ON reports (account_id, id);
CREATE INDEX moderation_decisions_by_subject ON moderation_decisions (kind, subject_id, id);
CREATE INDEX moderation_decisions_by_moment ON moderation_decisions (at, id);

CREATE INDEX statements_held ON statements (id) WHERE state = 'held';
CREATE INDEX budget_projects_held ON budget_projects (id) WHERE state = 'held';

-- What waits to be read before it is shown, of every kind. A new kind of writing makes the view anew with one more part.
CREATE VIEW held_writing (kind, subject_id, since) AS
SELECT 'comment', id, posted_at FROM comments WHERE state = 'held'
UNION ALL SELECT 'statement', id, posted_at FROM statements WHERE state = 'held'
UNION ALL SELECT 'idea', id, posted_at FROM budget_projects WHERE state = 'held' AND response_id IS NOT NULL;

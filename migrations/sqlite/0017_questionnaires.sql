-- Questionnaires: questions with stable keys, in published versions that never change.

CREATE TABLE questionnaires (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    -- From 1 within the consultation.
    number INTEGER NOT NULL,
    -- Its title in its first language, for lists.
    title TEXT NOT NULL,
    -- The whole questionnaire as staff write it, as one document: the next version.
    draft TEXT NOT NULL,
    -- The version that residents are asked; null before the consultation is published.
    current_version INTEGER,
    -- Goes up with everything results depend on.
    changes INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (consultation_id, number)
) STRICT;

-- Never updated. Later versions reword, add and retire; nothing is taken away.
CREATE TABLE questionnaire_versions (
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    definition TEXT NOT NULL,
    -- What changed, for everybody; empty for the first.
    summary TEXT NOT NULL DEFAULT '',
    published_at INTEGER NOT NULL,
    PRIMARY KEY (questionnaire_id, number)
) STRICT;

-- What one person sent, all of it in one row. A change is a new row that supersedes the old one, so that it can be seen what
-- was answered when; only the one that nothing supersedes counts.
CREATE TABLE questionnaire_answers (
    id INTEGER PRIMARY KEY,
    response_id INTEGER NOT NULL REFERENCES responses (id),
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id),
    version INTEGER NOT NULL,
    -- By key, as JSON: what was on the route and nothing else.
    answers TEXT NOT NULL,
    language TEXT NOT NULL,
    -- What the order of options and pages was drawn from; null where nothing is left to chance.
    order_seed INTEGER,
    -- Drawn by chance for the draft it was sent from: the same draft is recorded once, however often it is sent.
    send_key INTEGER NOT NULL UNIQUE,
    first_sent_at INTEGER NOT NULL,
    sent_at INTEGER NOT NULL,
    -- When a later one took its place; null for the one that counts.
    superseded_at INTEGER,
    FOREIGN KEY (questionnaire_id, version) REFERENCES questionnaire_versions (questionnaire_id, number)
) STRICT;

CREATE UNIQUE INDEX questionnaire_answers_live ON questionnaire_answers (response_id, questionnaire_id)
    WHERE superseded_at IS NULL;
CREATE INDEX questionnaire_answers_by_questionnaire ON questionnaire_answers (questionnaire_id, id);

-- Sums of what live responses answer, changed in the transaction that changes the answers.
CREATE TABLE questionnaire_tallies (
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id),
    -- The version that was answered: an option of a later one was not offered to those who answered this.
    version INTEGER NOT NULL,
    channel TEXT NOT NULL,
    question TEXT NOT NULL,
    -- A row of a matrix, an option of a rank or a split; empty for the question itself.
    part TEXT NOT NULL,
    code TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (questionnaire_id, version, channel, question, part, code)
) STRICT;

-- What somebody has not sent yet. Never counted, never exported, erased on the day that is told; never holds answers to
-- equality questions.
CREATE TABLE questionnaire_drafts (
    id INTEGER PRIMARY KEY,
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id) ON DELETE CASCADE,
    -- The version it was last seen with.
    version INTEGER NOT NULL,
    language TEXT NOT NULL,
    order_seed INTEGER NOT NULL,
    -- By key, as JSON, off the route too.
    answers TEXT NOT NULL,
    -- Under which its answers are recorded, once.
    send_key INTEGER NOT NULL UNIQUE,
    -- The response whose answers it changes.
    changes_response_id INTEGER REFERENCES responses (id),
    started_at INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    -- When it is erased.
    expires_at INTEGER NOT NULL,
    -- When it was sent; its answers are gone from here then.
    sent_at INTEGER,
    -- The receipt of what was sent, which the same draft gets again.
    receipt TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX questionnaire_drafts_by_expiry ON questionnaire_drafts (expires_at);
CREATE INDEX questionnaire_drafts_by_questionnaire ON questionnaire_drafts (questionnaire_id);

-- Secrets that open a draft: in the address while it is filled in, in a link by mail, or a code on paper. Only their hashes.
CREATE TABLE questionnaire_draft_keys (
    key_hash BLOB PRIMARY KEY,
    draft_id INTEGER NOT NULL REFERENCES questionnaire_drafts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL CHECK (purpose IN ('page', 'return')),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX questionnaire_draft_keys_by_draft ON questionnaire_draft_keys (draft_id);

DROP VIEW consultation_asks;
CREATE VIEW consultation_asks (consultation_id, bits) AS
SELECT id,
    CASE WHEN EXISTS (SELECT 1 FROM statement_sets WHERE consultation_id = consultations.id) THEN 1 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM budgets WHERE consultation_id = consultations.id) THEN 2 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM rankings WHERE consultation_id = consultations.id) THEN 4 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM proposals WHERE consultation_id = consultations.id) THEN 8 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM questionnaires WHERE consultation_id = consultations.id) THEN 16 ELSE 0 END
FROM consultations;

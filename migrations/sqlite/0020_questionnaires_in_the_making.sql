-- Questionnaires while staff write and amend them.

-- The keys of the questions that staff want answered again because they were put in other words, as JSON.
ALTER TABLE questionnaire_versions ADD COLUMN again TEXT NOT NULL DEFAULT '[]';

-- What was done to the draft, with the whole draft before it, so that it can be undone. The oldest are dropped.
CREATE TABLE questionnaire_edits (
    id INTEGER PRIMARY KEY,
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id) ON DELETE CASCADE,
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    words TEXT NOT NULL,
    before TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX questionnaire_edits_by_questionnaire ON questionnaire_edits (questionnaire_id, id);

-- What colleagues say to each other about a draft. Never shown to the public.
CREATE TABLE questionnaire_remarks (
    id INTEGER PRIMARY KEY,
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id) ON DELETE CASCADE,
    -- The key of the question it is about; empty for the whole.
    question TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    settled_at INTEGER
) STRICT;

CREATE INDEX questionnaire_remarks_by_questionnaire ON questionnaire_remarks (questionnaire_id, id);

-- Why something stays as it is although a rule of good questions says otherwise. It stands for these words only.
CREATE TABLE questionnaire_reasons (
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id) ON DELETE CASCADE,
    -- The rule, what it is about, the language and the words, as one text that changes with any of them.
    finding TEXT NOT NULL,
    reason TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (questionnaire_id, finding)
) STRICT;

-- Questions that the service asks again and again.
CREATE TABLE question_bank (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    -- A questionnaire with this question alone, as JSON.
    definition TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    at INTEGER NOT NULL
) STRICT;

-- Who answered what, whatever kind of thing it is: those whose answer stands are told when it is amended.
CREATE VIEW who_answered (kind, subject_id, response_id) AS
SELECT 'proposal', proposal_id, response_id FROM votes
UNION ALL SELECT 'questionnaire', questionnaire_id, response_id FROM questionnaire_answers WHERE superseded_at IS NULL;

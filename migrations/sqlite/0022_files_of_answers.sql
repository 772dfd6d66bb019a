-- Files that people send with their answers to a questionnaire.

-- A file belongs to one side alone: to a draft, as long as the answers are not sent, or to the response that has answers which
-- name it. It goes with whichever it belongs to.
CREATE TABLE questionnaire_files (
    id INTEGER PRIMARY KEY,
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id) ON DELETE CASCADE,
    draft_id INTEGER REFERENCES questionnaire_drafts (id) ON DELETE CASCADE,
    response_id INTEGER REFERENCES responses (id),
    -- The key of the question it answers.
    question TEXT NOT NULL,
    -- A name that is safe to save it under.
    name TEXT NOT NULL,
    -- What it is, by what is in it.
    kind TEXT NOT NULL CHECK (kind IN ('pdf', 'png', 'jpeg', 'webp', 'gif')),
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    -- When it arrived.
    arrived_at INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    CHECK ((draft_id IS NULL) <> (response_id IS NULL))
) STRICT;

CREATE INDEX questionnaire_files_by_draft ON questionnaire_files (draft_id);
CREATE INDEX questionnaire_files_by_response ON questionnaire_files (response_id);
CREATE INDEX questionnaire_files_by_question ON questionnaire_files (questionnaire_id, question, id);

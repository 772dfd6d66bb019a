-- What people write in their own words in a questionnaire, a row for each text: so that staff can read one question's texts
-- page by page, and so that those which people were told may be published wait for a moderator. The answers as they were sent
-- stay whole in questionnaire_answers.
CREATE TABLE questionnaire_writings (
    id INTEGER PRIMARY KEY,
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id),
    response_id INTEGER NOT NULL REFERENCES responses (id),
    -- The key of the question.
    question TEXT NOT NULL,
    -- The option beside which it was written; empty for what was asked itself.
    part TEXT NOT NULL,
    -- As it was written; empty once it is erased.
    text TEXT NOT NULL,
    -- What is shown in its place, with words taken out; empty where nothing was.
    shown TEXT NOT NULL DEFAULT '',
    -- For staff alone; or waiting for a moderator, published, removed; or gone, with its words erased.
    state TEXT NOT NULL CHECK (state IN ('private', 'held', 'published', 'removed', 'gone')),
    -- Drawn by chance: lists are in this order, which says nothing about who wrote what, or when.
    place INTEGER NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;

-- One person has one text in one place.
CREATE UNIQUE INDEX questionnaire_writings_standing ON questionnaire_writings
    (response_id, questionnaire_id, question, part) WHERE state <> 'gone';
CREATE INDEX questionnaire_writings_in_lists ON questionnaire_writings (questionnaire_id, question, state, place, id);
CREATE INDEX questionnaire_writings_held ON questionnaire_writings (written_at, id) WHERE state = 'held';

DROP VIEW held_writing;
CREATE VIEW held_writing (kind, subject_id, since) AS
SELECT 'comment', id, posted_at FROM comments WHERE state = 'held'
UNION ALL SELECT 'statement', id, posted_at FROM statements WHERE state = 'held'
UNION ALL SELECT 'idea', id, posted_at FROM budget_projects WHERE state = 'held' AND response_id IS NOT NULL
UNION ALL SELECT 'answer', id, written_at FROM questionnaire_writings WHERE state = 'held';

-- What was written before is for staff alone: nobody was told anything else.
INSERT INTO questionnaire_writings (questionnaire_id, response_id, question, part, text, state, place, written_at)
SELECT sent.questionnaire_id, sent.response_id, texts.question, texts.part, texts.text, 'private',
    abs(random() / 2), sent.sent_at
FROM questionnaire_answers AS sent
JOIN responses ON responses.id = sent.response_id
JOIN (
    -- The answer to a question that is asked in words.
    SELECT answers.id AS answers_id, answer.key AS question, '' AS part, answer.value AS text
    FROM questionnaire_answers AS answers, json_each(answers.answers) AS answer,
        questionnaire_versions AS versions, json_each(versions.definition, '$.page') AS page,
        json_each(page.value, '$.question') AS asked
    WHERE versions.questionnaire_id = answers.questionnaire_id AND versions.number = answers.version
      AND asked.value ->> 'key' = answer.key AND asked.value ->> 'type' IN ('short-text', 'long-text')
      AND answer.type = 'text'
    -- What was written beside the one option that was chosen.
    UNION ALL
    SELECT answers.id, answer.key, answer.value ->> 'code', answer.value ->> 'other'
    FROM questionnaire_answers AS answers, json_each(answers.answers) AS answer
    WHERE answer.type = 'object' AND json_type(answer.value, '$.code') = 'text'
      AND json_type(answer.value, '$.other') = 'text'
    -- What was written beside options that were ticked.
    UNION ALL
    SELECT answers.id, answer.key, beside.key, beside.value
    FROM questionnaire_answers AS answers, json_each(answers.answers) AS answer,
        json_each(answer.value, '$.other') AS beside
    WHERE answer.type = 'object' AND json_type(answer.value, '$.codes') = 'array'
      AND json_type(answer.value, '$.other') = 'object' AND beside.type = 'text'
) AS texts ON texts.answers_id = sent.id
WHERE sent.superseded_at IS NULL AND responses.withdrawn_at IS NULL AND responses.superseded_by IS NULL;

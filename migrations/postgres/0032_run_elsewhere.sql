-- Consultations that were run elsewhere and entered afterwards, so that the record is whole. Their dates and words stand
-- with those of every other, their outcome is a published decision; here is what only they have.
CREATE TABLE earlier_consultations (
    consultation_id BIGINT NOT NULL PRIMARY KEY REFERENCES consultations (id) ON DELETE CASCADE,
    -- How it was run, in words: with which system, on paper, at meetings.
    run_with TEXT NOT NULL DEFAULT '',
    -- How many answered, if that is known.
    answers BIGINT CHECK (answers IS NULL OR answers >= 0),
    -- Where more of it can be read.
    link TEXT NOT NULL DEFAULT '',
    entered_at BIGINT NOT NULL
);

-- One bit more, far from those of the kinds of things that are asked: it was asked elsewhere.
DROP VIEW consultation_asks;
CREATE VIEW consultation_asks (consultation_id, bits) AS
SELECT id,
    CASE WHEN EXISTS (SELECT 1 FROM statement_sets WHERE consultation_id = consultations.id) THEN 1 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM budgets WHERE consultation_id = consultations.id) THEN 2 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM rankings WHERE consultation_id = consultations.id) THEN 4 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM proposals WHERE consultation_id = consultations.id) THEN 8 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM questionnaires WHERE consultation_id = consultations.id) THEN 16 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM earlier_consultations WHERE consultation_id = consultations.id) THEN 1073741824 ELSE 0 END
FROM consultations;

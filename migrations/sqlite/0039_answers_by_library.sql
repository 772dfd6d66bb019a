-- Sums of what live responses answer, by the library each is counted under (0: none given), so that a question can be
-- compared library by library. Those of answers that are there already are counted when this version of the program first
-- starts to serve.
CREATE TABLE questionnaire_branch_tallies (
    questionnaire_id INTEGER NOT NULL REFERENCES questionnaires (id),
    -- Empty for the questionnaire itself.
    question TEXT NOT NULL,
    branch_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    part TEXT NOT NULL,
    code TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (questionnaire_id, question, branch_id, version, part, code)
) STRICT, WITHOUT ROWID;

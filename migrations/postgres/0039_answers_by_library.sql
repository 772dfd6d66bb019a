-- Sums of what live responses answer, by the library each is counted under (0: none given), so that a question can be
-- compared library by library. Those of answers that are there already are counted when this version of the program first
-- starts to serve.
CREATE TABLE questionnaire_branch_tallies (
    questionnaire_id BIGINT NOT NULL REFERENCES questionnaires (id),
    -- Empty for the questionnaire itself.
    question TEXT NOT NULL COLLATE "C",
    branch_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    part TEXT NOT NULL COLLATE "C",
    code TEXT NOT NULL COLLATE "C",
    amount BIGINT NOT NULL,
    PRIMARY KEY (questionnaire_id, question, branch_id, version, part, code)
);

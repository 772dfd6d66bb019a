-- A decision can be about anything that was asked: proposals, the outcome of a ranking or a budget vote, statements. Each
-- thing is named by its kind and its number in the consultation, which never change once it is published; a proposal's
-- version by its number, from 1.
CREATE TABLE decision_rulings (
    decision_id BIGINT NOT NULL REFERENCES decisions (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    number BIGINT NOT NULL,
    outcome TEXT NOT NULL
        CHECK (outcome IN ('adopted', 'adopted-with-changes', 'not-adopted', 'deferred', 'considered')),
    version BIGINT,
    PRIMARY KEY (decision_id, kind, number)
);

INSERT INTO decision_rulings (decision_id, kind, number, outcome, version)
SELECT decision_id, 'proposals', proposals.number, outcome, proposal_versions.version
FROM decision_proposals
JOIN proposals ON proposals.id = decision_proposals.proposal_id
LEFT JOIN proposal_versions ON proposal_versions.id = decision_proposals.version_id;

DROP TABLE decision_proposals;

-- Sums that pages of results read, in place of everything that was answered. Each changes in the transaction that changes
-- what it counts, as the counts of votes do; `soundings recount` counts all of them again.

-- Live responses by the hour in which they began (hours since 1970), the way they came in and the library. Branch 0: none
-- given.
CREATE TABLE response_sums (
    consultation_id BIGINT NOT NULL REFERENCES consultations (id),
    hour BIGINT NOT NULL,
    channel TEXT NOT NULL COLLATE "C",
    branch_id BIGINT NOT NULL,
    responses BIGINT NOT NULL,
    PRIMARY KEY (consultation_id, hour, channel, branch_id)
);

-- First answers of live responses to a proposal, and residents' comments that are shown, by the hour.
CREATE TABLE proposal_hours (
    proposal_id BIGINT NOT NULL REFERENCES proposals (id),
    hour BIGINT NOT NULL,
    votes BIGINT NOT NULL,
    comments BIGINT NOT NULL,
    PRIMARY KEY (proposal_id, hour)
);

-- Residents' comments by the vote beside them (empty: none) and by what has become of them.
CREATE TABLE comment_sums (
    proposal_id BIGINT NOT NULL REFERENCES proposals (id),
    choice TEXT NOT NULL COLLATE "C",
    state TEXT NOT NULL COLLATE "C",
    comments BIGINT NOT NULL,
    PRIMARY KEY (proposal_id, choice, state)
);

-- How far live responses came: on how many proposals they voted, one at least, and whether they ever wrote a comment.
CREATE TABLE reach_sums (
    consultation_id BIGINT NOT NULL REFERENCES consultations (id),
    voted BIGINT NOT NULL,
    wrote BIGINT NOT NULL,
    responses BIGINT NOT NULL,
    PRIMARY KEY (consultation_id, voted, wrote)
);

-- What an installation has already.
INSERT INTO response_sums (consultation_id, hour, channel, branch_id, responses)
SELECT consultation_id, received_at / 3600000, channel, COALESCE(branch_id, 0), COUNT(*)
FROM responses WHERE withdrawn_at IS NULL AND superseded_by IS NULL
GROUP BY consultation_id, received_at / 3600000, channel, COALESCE(branch_id, 0);

INSERT INTO proposal_hours (proposal_id, hour, votes, comments)
SELECT proposal_id, at_hour, SUM(votes), SUM(comments)
FROM (SELECT proposal_id, first_cast_at / 3600000 AS at_hour, 1 AS votes, 0 AS comments
      FROM votes JOIN responses ON responses.id = response_id
      WHERE withdrawn_at IS NULL AND superseded_by IS NULL
      UNION ALL
      SELECT proposal_id, posted_at / 3600000, 0, 1 FROM comments
      WHERE official = 0 AND state IN ('published', 'redacted')) AS said
GROUP BY proposal_id, at_hour;

INSERT INTO comment_sums (proposal_id, choice, state, comments)
SELECT proposal_id, COALESCE(choice, ''), state, COUNT(*)
FROM comments WHERE official = 0
GROUP BY proposal_id, COALESCE(choice, ''), state;

INSERT INTO reach_sums (consultation_id, voted, wrote, responses)
SELECT consultation_id, voted, wrote, COUNT(*)
FROM (SELECT consultation_id,
             (SELECT COUNT(*) FROM votes WHERE votes.response_id = responses.id) AS voted,
             CASE WHEN EXISTS (SELECT 1 FROM comments WHERE comments.response_id = responses.id) THEN 1 ELSE 0 END AS wrote
      FROM responses WHERE withdrawn_at IS NULL AND superseded_by IS NULL) AS each_one
WHERE voted > 0
GROUP BY consultation_id, voted, wrote;

-- What lists of consultations are in the order of, so that a page of one costs the same after thousands. Those by the day of
-- a decision or a withdrawal follow in migration 36.
CREATE INDEX consultations_by_publication ON consultations (published_at, id);
CREATE INDEX consultations_undecided ON consultations (closes_at, id) WHERE decided_at IS NULL AND withdrawn_at IS NULL;

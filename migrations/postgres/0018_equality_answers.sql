-- Equality monitoring: what a consultation asks of the people who answer, the right to answer once, what they answered, and
-- the counts. Nothing here says whose an answer is, nor which answers are one person's.

-- Which questions a consultation asks, after one of its questionnaires. No row, or asks = 0: none.
CREATE TABLE equality_blocks (
    consultation_id BIGINT PRIMARY KEY REFERENCES consultations (id) ON DELETE CASCADE,
    questionnaire_id BIGINT NOT NULL UNIQUE REFERENCES questionnaires (id) ON DELETE CASCADE,
    asks BIGINT NOT NULL CHECK (asks IN (0, 1)),
    nation TEXT NOT NULL,
    -- The topics, with spaces between.
    topics TEXT NOT NULL,
    -- 1 where it is asked in a language too that nobody has checked.
    unreviewed BIGINT NOT NULL CHECK (unreviewed IN (0, 1)),
    updated_at BIGINT NOT NULL
);

-- The right to answer, given when somebody sends a questionnaire and used up when they answer or decline. The hash is of
-- what the program makes of the secret in their address, which the record does not hold: so it leads to no draft and to no
-- response.
CREATE TABLE equality_tickets (
    ticket_hash BYTEA PRIMARY KEY,
    consultation_id BIGINT NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    -- A full hour, one to two hours after it was given.
    expires_at BIGINT NOT NULL
);

-- What somebody answered about one topic. No response, no account, no other topic of theirs, no time but the week.
CREATE TABLE equality_answers (
    -- Drawn by chance, so that the order tells nothing.
    id BIGINT PRIMARY KEY,
    consultation_id BIGINT NOT NULL REFERENCES consultations (id),
    -- The nation and the edition of its questions.
    block TEXT NOT NULL,
    -- The Monday of the week in which it came in, or of an earlier one where few did.
    week TEXT NOT NULL,
    topic TEXT NOT NULL,
    -- By question the code, as JSON.
    answers TEXT NOT NULL
);

CREATE INDEX equality_answers_by_consultation ON equality_answers (consultation_id, topic, week);

-- The counts, drawn once after the end, with nothing in them that has to be hidden. They stay when the answers are erased.
CREATE TABLE equality_counts (
    consultation_id BIGINT PRIMARY KEY REFERENCES consultations (id),
    drawn_at BIGINT NOT NULL,
    -- As JSON.
    counts TEXT NOT NULL
);

-- Whether somebody has answered before and withdrawn it.
CREATE INDEX responses_withdrawn ON responses (participant_id) WHERE withdrawn_at IS NOT NULL;

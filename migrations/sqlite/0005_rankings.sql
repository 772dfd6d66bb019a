-- Ranked ballots: people put options in their order, and one is chosen by a method published beforehand.

-- Question, options and method never change once the consultation is open: people have ranked these and no others.
CREATE TABLE rankings (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    -- From 1 within the consultation.
    number INTEGER NOT NULL,
    question TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    about_html TEXT NOT NULL DEFAULT '',
    renderer INTEGER NOT NULL,
    -- What decides, said before anybody ranks.
    method TEXT NOT NULL CHECK (method IN ('instant-runoff', 'schulze')),
    -- Drawn by chance when the consultation is published, empty before: what the order of options on the page and the lot between
    -- options that are level are made from.
    seed TEXT NOT NULL,
    -- Goes up with everything the result depends on.
    changes INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (consultation_id, number)
) STRICT;

CREATE TABLE ranking_options (
    ranking_id INTEGER NOT NULL REFERENCES rankings (id) ON DELETE CASCADE,
    -- From 1 within the ranking; ballots name options by it.
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    -- Set when the option can no longer be chosen; ballots keep the other places.
    withdrawn_at INTEGER,
    withdrawn_reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (ranking_id, number)
) STRICT;

-- One person's order is one value: option numbers from the best down, with a comma between ("3,1,4").
CREATE TABLE ranking_ballots (
    id INTEGER PRIMARY KEY,
    response_id INTEGER NOT NULL REFERENCES responses (id),
    ranking_id INTEGER NOT NULL REFERENCES rankings (id),
    ranked TEXT NOT NULL CHECK (ranked <> ''),
    first_cast_at INTEGER NOT NULL,
    cast_at INTEGER NOT NULL,
    UNIQUE (response_id, ranking_id)
) STRICT;

CREATE INDEX ranking_ballots_by_ranking ON ranking_ballots (ranking_id, response_id);

-- Occasions at which staff meet people: drop-in sessions, story times, school visits, meetings.
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('drop-in', 'story-time', 'school-visit', 'meeting', 'other')),
    -- What people are asked there, if anything.
    consultation_id INTEGER REFERENCES consultations (id) ON DELETE SET NULL,
    -- The library where it is; somewhere else when there is none.
    branch_id INTEGER REFERENCES branches (id),
    -- A room in the library, or the place that is none.
    place TEXT NOT NULL DEFAULT '',
    address TEXT NOT NULL DEFAULT '',
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL CHECK (ends_at > starts_at),
    about TEXT NOT NULL DEFAULT '',
    about_html TEXT NOT NULL DEFAULT '',
    renderer INTEGER NOT NULL,
    -- What makes it reachable, as words with a space between them.
    access TEXT NOT NULL DEFAULT '',
    access_notes TEXT NOT NULL DEFAULT '',
    audience TEXT NOT NULL DEFAULT '',
    booking TEXT NOT NULL DEFAULT '',
    -- Six characters by which somebody who is there begins to answer.
    code TEXT NOT NULL UNIQUE,
    published_at INTEGER,
    cancelled_at INTEGER CHECK (cancelled_at IS NULL OR published_at IS NOT NULL),
    cancelled_reason TEXT NOT NULL DEFAULT '',
    -- How often it was changed once it was public, for calendars.
    sequence INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX events_by_start ON events (starts_at, id);
CREATE INDEX events_by_consultation ON events (consultation_id, starts_at, id);
CREATE INDEX events_by_branch ON events (branch_id, starts_at, id);
CREATE INDEX events_by_end ON events (ends_at);

-- What led somebody to a consultation a moment ago. It goes over to the response that they begin, and is erased then.
CREATE TABLE arrivals (
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    source TEXT NOT NULL CHECK (source <> ''),
    at INTEGER NOT NULL,
    PRIMARY KEY (account_id, consultation_id)
) STRICT;

CREATE INDEX arrivals_by_consultation ON arrivals (consultation_id);
CREATE INDEX arrivals_by_time ON arrivals (at);

CREATE INDEX responses_by_source ON responses (source) WHERE source <> '';

-- What a form made a short while ago, so that the same form sent again (a second press, or Back and press) is answered
-- with the first and makes nothing. Rows are of use for minutes, and go after a day.
CREATE TABLE made_once (
    -- SHA-256 over the installation's secret, who sent the form, where to, and everything in it.
    key BLOB PRIMARY KEY,
    at INTEGER NOT NULL,
    -- Where whoever sent it was led.
    location TEXT NOT NULL DEFAULT '',
    -- What it is a part of: a kind of things and a number. When something is taken away there, it may be made again.
    place TEXT NOT NULL DEFAULT '',
    place_id INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX made_once_by_time ON made_once (at);
CREATE INDEX made_once_by_place ON made_once (place, place_id);

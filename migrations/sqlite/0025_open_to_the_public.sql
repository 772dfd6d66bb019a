-- Since when everybody sees the site; nobody but colleagues while there is no time. One that has published something was
-- everybody's before there was a switch.
ALTER TABLE installation ADD COLUMN opened_at INTEGER;

UPDATE installation SET opened_at = (SELECT MIN(published_at) FROM consultations);

-- Backups that were made of this record, and those that were put back for practice.
CREATE TABLE safekeeping (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('backup', 'rehearsal')),
    at INTEGER NOT NULL,
    -- The moment of the record that the file holds.
    taken_at INTEGER NOT NULL,
    -- How many rows it has.
    rows_held INTEGER NOT NULL
) STRICT;

CREATE INDEX safekeeping_by_kind ON safekeeping (kind, id);

-- Consultations to start from, which the service made of its own. Those that come with the program are not here.
CREATE TABLE templates (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    about TEXT NOT NULL DEFAULT '',
    -- JSON: the words, and what each kind of thing keeps of itself.
    content TEXT NOT NULL,
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- What stands in the margin of a draft that was begun from a template: advice for one field of one of its forms.
CREATE TABLE consultation_guidance (
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    -- The form: that of the consultation, or of a kind of thing that is asked.
    place TEXT NOT NULL,
    position INTEGER NOT NULL,
    field TEXT NOT NULL,
    label TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (consultation_id, place, position)
) STRICT;

-- A picture of a consultation or a library, as it is shown: made smaller, and nothing in the files but the picture.
CREATE TABLE pictures (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER UNIQUE REFERENCES consultations (id) ON DELETE CASCADE,
    branch_id INTEGER UNIQUE REFERENCES branches (id) ON DELETE CASCADE,
    -- What it shows, for those who do not see it.
    alt TEXT NOT NULL,
    -- Who made it, if that has to be said.
    credit TEXT NOT NULL DEFAULT '',
    -- What the file is called: named after what is in it, so that another picture has another name.
    name TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    content BLOB NOT NULL,
    -- The same for narrow pages.
    small_width INTEGER NOT NULL,
    small BLOB NOT NULL,
    changed_at INTEGER NOT NULL,
    CHECK ((consultation_id IS NULL) <> (branch_id IS NULL))
) STRICT;

CREATE INDEX pictures_by_name ON pictures (name);

-- The same consultation for people who read, hear or see in another way: a link, or one of its documents.
CREATE TABLE other_formats (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL REFERENCES consultations (id) ON DELETE CASCADE,
    format TEXT NOT NULL CHECK (format IN ('easy-read', 'large-print', 'bsl', 'audio', 'language')),
    -- The code of a language, where the format is one.
    language TEXT NOT NULL DEFAULT '',
    link TEXT NOT NULL DEFAULT '',
    document_id INTEGER REFERENCES documents (id) ON DELETE CASCADE,
    added_at INTEGER NOT NULL,
    CHECK ((link = '') = (document_id IS NOT NULL))
) STRICT;

CREATE INDEX other_formats_by_consultation ON other_formats (consultation_id, id);

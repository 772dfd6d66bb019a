-- Who takes part and how, kept with the response they begin: a person or an organisation, what led there, the language, and
-- how sure we are that it is one person's. Every response so far is a person's with an account, in English.
CREATE TABLE organisations (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

ALTER TABLE responses ADD COLUMN kind TEXT NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'organisation'));
ALTER TABLE responses ADD COLUMN organisation_id INTEGER REFERENCES organisations (id)
    CHECK ((kind = 'organisation') = (organisation_id IS NOT NULL));
ALTER TABLE responses ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE responses ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE responses ADD COLUMN assurance TEXT NOT NULL DEFAULT 'account'
    CHECK (assurance IN ('none', 'address', 'account', 'code', 'desk'));

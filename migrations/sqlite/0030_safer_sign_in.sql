-- What somebody shows beside their password: codes of an authenticator app, or a passkey.
CREATE TABLE second_factors (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('app', 'passkey')),
    name TEXT NOT NULL,
    -- The app's secret, or what a passkey is checked by, sealed with the installation's key.
    sealed BLOB NOT NULL,
    -- What it is known by, so that none is kept twice: what a passkey calls itself, a keyed hash of an app's secret.
    credential BLOB UNIQUE,
    -- The last step of an app whose code was taken, or how often a passkey says that it was used.
    used_up_to INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE INDEX second_factors_by_account ON second_factors (account_id, id);

-- Codes on paper for somebody who lost their second factor, as keyed hashes.
CREATE TABLE recovery_codes (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    code_hash BLOB NOT NULL,
    used_at INTEGER,
    UNIQUE (account_id, code_hash)
) STRICT;

-- Sign-ins after a right password, before the second factor.
CREATE TABLE half_sign_ins (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The hash of the browser's cookie.
    browser BLOB NOT NULL,
    own_device INTEGER NOT NULL DEFAULT 0,
    own_desk INTEGER NOT NULL DEFAULT 0,
    -- What a passkey is asked, sealed, until it has answered.
    challenge BLOB,
    -- The entry in sign_ins that says that it was begun; it goes when it is finished.
    noted INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX half_sign_ins_by_account ON half_sign_ins (account_id);
CREATE INDEX half_sign_ins_by_expiry ON half_sign_ins (expires_at);

-- What a new passkey is asked while it is made, sealed.
CREATE TABLE passkeys_begun (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    challenge BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

-- Who signed in, or tried to, for ninety days.
CREATE TABLE sign_ins (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    -- In words: "Firefox on Windows".
    browser TEXT NOT NULL,
    outcome TEXT NOT NULL
) STRICT;

CREATE INDEX sign_ins_by_account ON sign_ins (account_id, id);
CREATE INDEX sign_ins_by_time ON sign_ins (at);

-- A change of address under way: it takes place when both ends have agreed.
CREATE TABLE address_changes (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL UNIQUE REFERENCES accounts (id) ON DELETE CASCADE,
    email TEXT NOT NULL,
    old_token_hash BLOB NOT NULL UNIQUE,
    new_token_hash BLOB NOT NULL UNIQUE,
    old_agreed_at INTEGER,
    new_agreed_at INTEGER,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

ALTER TABLE sessions ADD COLUMN how TEXT NOT NULL DEFAULT 'password';

-- What somebody sent before their address was confirmed, kept sealed until it is; and who registered from which
-- browser, so that nobody's answer is recorded in another person's name.

CREATE TABLE pending_submissions (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- The hash of the cookie of the browser it came from.
    browser BLOB NOT NULL,
    -- Tells the same thing sent twice; made with the installation's secret.
    digest BLOB NOT NULL,
    -- The address it was sent to and its fields, sealed with a key of the installation.
    sealed BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- When it was handed on to be recorded; it is deleted once that is done.
    sent_at INTEGER,
    UNIQUE (account_id, digest)
) STRICT;

CREATE INDEX pending_submissions_by_browser ON pending_submissions (browser, id);
CREATE INDEX pending_submissions_by_expiry ON pending_submissions (expires_at);

-- A registration whose address is not confirmed yet.
CREATE TABLE registrations (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
    browser BLOB NOT NULL,
    own_device INTEGER NOT NULL DEFAULT 0,
    -- The page to lead back to once the address is confirmed.
    onward TEXT NOT NULL DEFAULT '',
    registered_at INTEGER NOT NULL
) STRICT;

-- Browsers that signed in to an account before: a stranger's wrong guesses do not lock them out.
CREATE TABLE known_devices (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX known_devices_by_account ON known_devices (account_id, id);
CREATE INDEX known_devices_by_time ON known_devices (at);

-- The mailbox behind an address (without what follows a plus sign, and without dots where they mean nothing), the part
-- after the at sign, and a keyed hash of the network somebody registered from: for counting accounts that may belong
-- together.
ALTER TABLE accounts ADD COLUMN mailbox TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN mail_domain TEXT NOT NULL DEFAULT '';
ALTER TABLE accounts ADD COLUMN network BLOB;

UPDATE accounts SET mailbox = CASE
    WHEN instr(email, '+') > 1 AND instr(email, '+') < instr(email, '@')
    THEN substr(email, 1, instr(email, '+') - 1) || substr(email, instr(email, '@'))
    ELSE email END;
UPDATE accounts SET mailbox = replace(substr(mailbox, 1, instr(mailbox, '@') - 1), '.', '') || '@gmail.com'
    WHERE mailbox LIKE '%@gmail.com' OR mailbox LIKE '%@googlemail.com';

UPDATE accounts SET mail_domain = substr(email, instr(email, '@') + 1);

CREATE INDEX accounts_by_mailbox ON accounts (mailbox, id);

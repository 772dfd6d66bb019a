-- Whether a message is a notice: one that people can stop, and that carries the way to stop it.
ALTER TABLE outbox ADD COLUMN notice INTEGER NOT NULL DEFAULT 0;

-- The consultation whose amendments a message gathers while it waits to be sent.
ALTER TABLE outbox ADD COLUMN amended_in INTEGER REFERENCES consultations (id) ON DELETE CASCADE;

CREATE INDEX outbox_gathering ON outbox (amended_in, account_id);

-- Test messages that staff asked for, and what the mail server answered.
CREATE TABLE mail_tests (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account_id INTEGER REFERENCES accounts (id) ON DELETE SET NULL,
    server TEXT NOT NULL,
    taken INTEGER NOT NULL,
    answer TEXT NOT NULL
) STRICT;

-- What staff typed into a form and have not sent yet, kept while they type: for each person and each form's address the
-- latest. It goes when the form is sent and taken, when its author throws it away, and after thirty days.
CREATE TABLE unsent_forms (
    account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    form TEXT NOT NULL,
    -- The fields as the browser would send them.
    body TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, form)
) STRICT;

CREATE INDEX unsent_forms_by_age ON unsent_forms (kept_at);

-- Whether somebody who works for the service said that they sit at their own desk: the sign-in lasts a working day.
ALTER TABLE sessions ADD COLUMN own_desk INTEGER NOT NULL DEFAULT 0;

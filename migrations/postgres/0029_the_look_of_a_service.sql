-- Files of the service's own look, named after what is in them: its logo.
CREATE TABLE service_files (
    name TEXT PRIMARY KEY,
    content BYTEA NOT NULL,
    changed_at BIGINT NOT NULL
);

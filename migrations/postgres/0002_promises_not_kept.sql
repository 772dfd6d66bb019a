-- A promise can also end in "we will not, because…": the day that was said, and the reason people read.
ALTER TABLE promises ADD COLUMN declined_at BIGINT;
ALTER TABLE promises ADD COLUMN declined_because TEXT NOT NULL DEFAULT '';

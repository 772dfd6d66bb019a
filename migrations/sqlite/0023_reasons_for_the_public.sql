-- Whether a reason why a question stays as it is worded is shown to everybody, beneath all the questions.
ALTER TABLE questionnaire_reasons ADD COLUMN shown INTEGER NOT NULL DEFAULT 0 CHECK (shown IN (0, 1));

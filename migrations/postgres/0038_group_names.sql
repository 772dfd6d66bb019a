-- The names that staff gave to groups of an opinion map. Groups are worked out anew as answers come in, so a name is kept with
-- what told its group apart when it was given, and goes to whichever group of the map on show that fits.
CREATE TABLE opinion_group_names (
    consultation_id BIGINT NOT NULL REFERENCES statement_sets (consultation_id) ON DELETE CASCADE,
    name TEXT NOT NULL COLLATE "C",
    -- Statements by number, each with how far the group and all others leaned towards it, in thousandths: "3:812:-455 7:…".
    marks TEXT NOT NULL,
    named_at BIGINT NOT NULL,
    PRIMARY KEY (consultation_id, name)
);

-- The log of moderation is read by the moment of the decision, comments and statements side by side.
CREATE INDEX moderation_decisions_by_moment ON moderation_decisions (at, id);
CREATE INDEX statement_decisions_by_moment ON statement_decisions (at, id);

-- Erased words leave the index for searching too: without this the engine only notes that they are gone, and keeps them
-- until the index is tidied some day. What was erased before is tidied away now.
INSERT INTO comment_search (comment_search, rank) VALUES ('secure-delete', 1);
INSERT INTO consultation_search (consultation_search, rank) VALUES ('secure-delete', 1);
INSERT INTO comment_search (comment_search) VALUES ('optimize');
INSERT INTO consultation_search (consultation_search) VALUES ('optimize');

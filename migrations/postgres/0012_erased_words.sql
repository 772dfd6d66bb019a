-- The twin in SQLite makes erased words leave the index for searching. PostgreSQL clears them away by itself (autovacuum).
SELECT 1;

-- What each consultation asks, as one bit for each kind of thing, so that nothing but this view and the kind's own folder
-- has to know where a kind is kept. A new kind makes the view anew with one more line. One row for each consultation and no
-- UNION, so that an engine can look a single one up without going through them all.
CREATE VIEW consultation_asks (consultation_id, bits) AS
SELECT id,
    CASE WHEN EXISTS (SELECT 1 FROM statement_sets WHERE consultation_id = consultations.id) THEN 1 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM budgets WHERE consultation_id = consultations.id) THEN 2 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM rankings WHERE consultation_id = consultations.id) THEN 4 ELSE 0 END
    + CASE WHEN EXISTS (SELECT 1 FROM proposals WHERE consultation_id = consultations.id) THEN 8 ELSE 0 END
FROM consultations;

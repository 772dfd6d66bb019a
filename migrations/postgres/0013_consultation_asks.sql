-- What each consultation asks: a bit for each kind of thing, so that nothing but this view and the kind's own folder has
-- to know where a kind is kept. A new kind makes the view anew with one more line.
CREATE VIEW consultation_asks (consultation_id, bit) AS
SELECT id, 1 FROM consultations WHERE EXISTS (SELECT 1 FROM statement_sets WHERE consultation_id = consultations.id)
UNION ALL
SELECT id, 2 FROM consultations WHERE EXISTS (SELECT 1 FROM budgets WHERE consultation_id = consultations.id)
UNION ALL
SELECT id, 4 FROM consultations WHERE EXISTS (SELECT 1 FROM rankings WHERE consultation_id = consultations.id)
UNION ALL
SELECT id, 8 FROM consultations WHERE EXISTS (SELECT 1 FROM proposals WHERE consultation_id = consultations.id);

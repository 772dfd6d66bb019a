-- The staff's lists: what is under way by its closing date, what ended by when it did. Each index holds only what its list shows,
-- so that a page costs the same however many consultations there were.
CREATE INDEX consultations_under_way ON consultations (COALESCE(closes_at, 9223372036854775807), id)
    WHERE decided_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX consultations_by_decision ON consultations (decided_at, id)
    WHERE decided_at IS NOT NULL AND withdrawn_at IS NULL;
CREATE INDEX consultations_by_withdrawal ON consultations (withdrawn_at, id) WHERE withdrawn_at IS NOT NULL;
-- Promises that somebody still has to keep.
CREATE INDEX promises_to_keep ON promises (due_at) WHERE kept_at IS NULL AND declined_at IS NULL;

-- Where each piece of writing stands that people can report or that is read before it is shown. A new kind of writing makes the
-- view anew with one more part.
CREATE VIEW writing_places (kind, subject_id, consultation_id) AS
SELECT 'comment', id, consultation_id FROM comments
UNION ALL SELECT 'statement', id, consultation_id FROM statements
UNION ALL SELECT 'idea', budget_projects.id, budgets.consultation_id
    FROM budget_projects JOIN budgets ON budgets.id = budget_projects.budget_id
UNION ALL SELECT 'answer', questionnaire_writings.id, questionnaires.consultation_id
    FROM questionnaire_writings JOIN questionnaires ON questionnaires.id = questionnaire_writings.questionnaire_id;

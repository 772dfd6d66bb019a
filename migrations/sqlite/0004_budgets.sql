-- Budget votes: a sum of money, projects that it could pay for, and who would be glad of which.

-- One for each consultation at most. Money is whole pence.
CREATE TABLE budgets (
    id INTEGER PRIMARY KEY,
    consultation_id INTEGER NOT NULL UNIQUE REFERENCES consultations (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    about TEXT NOT NULL DEFAULT '',
    about_html TEXT NOT NULL DEFAULT '',
    renderer INTEGER NOT NULL,
    total INTEGER NOT NULL CHECK (total > 0),
    ballot TEXT NOT NULL CHECK (ballot IN ('approve-any', 'approve-up-to', 'divide-points')),
    -- How many projects may be ticked, or how many points there are to share; 0 where neither matters.
    most INTEGER NOT NULL CHECK (most >= 0),
    caps TEXT NOT NULL CHECK (caps IN ('none', 'branch', 'category')),
    completion TEXT NOT NULL CHECK (completion IN ('none', 'raise', 'raise-then-greedy')),
    ties TEXT NOT NULL CHECK (ties IN ('lot', 'number')),
    -- Drawn once by the program, so that nobody chooses who wins a tie.
    seed TEXT NOT NULL,
    -- Until when residents may send ideas; null when they may not.
    ideas_close_at INTEGER,
    -- Goes up with everything the outcome depends on; an outcome says how far it has seen.
    changes INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE INDEX budgets_by_ideas_close_at ON budgets (ideas_close_at);

-- At most so much for one library, or for one category.
CREATE TABLE budget_caps (
    id INTEGER PRIMARY KEY,
    budget_id INTEGER NOT NULL REFERENCES budgets (id) ON DELETE CASCADE,
    branch_id INTEGER REFERENCES branches (id),
    category TEXT NOT NULL DEFAULT '',
    pence INTEGER NOT NULL CHECK (pence > 0)
) STRICT;

CREATE INDEX budget_caps_by_budget ON budget_caps (budget_id);

-- Projects of the service, and residents' ideas on their way to becoming projects. What is in the vote keeps its
-- title, its text and its cost once the vote is open.
CREATE TABLE budget_projects (
    id INTEGER PRIMARY KEY,
    budget_id INTEGER NOT NULL REFERENCES budgets (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('idea', 'held', 'entered', 'declined', 'merged', 'withdrawn')),
    title TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    summary_html TEXT NOT NULL DEFAULT '',
    renderer INTEGER NOT NULL,
    -- Null while an idea has not been costed.
    pence INTEGER CHECK (pence > 0),
    category TEXT NOT NULL DEFAULT '',
    branch_id INTEGER REFERENCES branches (id),
    -- The response of the resident whose idea it was; null when it is the service's own.
    response_id INTEGER REFERENCES responses (id),
    -- The idea as its author wrote it. Empty once they had it erased.
    idea_title TEXT NOT NULL DEFAULT '',
    idea_text TEXT NOT NULL DEFAULT '',
    idea_html TEXT NOT NULL DEFAULT '',
    -- Whether everybody may read the author's own words, whatever becomes of the idea: not before somebody has read an
    -- idea that was held, and not once they are hidden.
    words_shown INTEGER NOT NULL DEFAULT 1 CHECK (words_shown IN (0, 1)),
    -- Why it was declined, merged or withdrawn: a reason's word, and a note for everybody.
    reason TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    -- The number of the project an idea became part of.
    merged_into INTEGER,
    posted_at INTEGER NOT NULL,
    entered_at INTEGER,
    decided_at INTEGER,
    UNIQUE (budget_id, number),
    CHECK (state NOT IN ('entered', 'withdrawn') OR (pence IS NOT NULL AND entered_at IS NOT NULL))
) STRICT;

CREATE INDEX budget_projects_by_response ON budget_projects (response_id);

CREATE TABLE budget_ballots (
    response_id INTEGER PRIMARY KEY REFERENCES responses (id),
    budget_id INTEGER NOT NULL REFERENCES budgets (id),
    first_cast_at INTEGER NOT NULL,
    cast_at INTEGER NOT NULL
) STRICT;

CREATE INDEX budget_ballots_by_budget ON budget_ballots (budget_id);

-- 1 point is a tick.
CREATE TABLE budget_marks (
    response_id INTEGER NOT NULL REFERENCES budget_ballots (response_id) ON DELETE CASCADE,
    project_id INTEGER NOT NULL REFERENCES budget_projects (id),
    points INTEGER NOT NULL CHECK (points > 0),
    PRIMARY KEY (response_id, project_id)
) STRICT;

CREATE INDEX budget_marks_by_project ON budget_marks (project_id);

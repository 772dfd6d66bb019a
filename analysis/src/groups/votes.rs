//! Who answered what. Most people answer only some of the statements, so the table of participants by
//! statements is mostly holes; it is kept as rows of answers, holes not stored.
//!
//! Rows lie in an order that depends on what people answered and never on their numbers. Every later sum runs
//! in that order, so giving participants other numbers cannot change even the last digit of a result.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// One answer to one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Choice {
    /// That is not so.
    Disagree,
    /// No view, or not clear enough to say.
    Pass,
    /// That is so.
    Agree,
}

impl Choice {
    /// Agree +1, pass 0, disagree −1: the signs of Polis' exported files. (Polis' database has them reversed.)
    pub fn sign(self) -> f64 {
        match self {
            Choice::Disagree => -1.0,
            Choice::Pass => 0.0,
            Choice::Agree => 1.0,
        }
    }
}

/// The choices in the order of their codes in a [`Cell`].
pub(super) const CHOICES: [Choice; 3] = [Choice::Disagree, Choice::Pass, Choice::Agree];

/// One participant's answer to one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// Who answers.
    pub participant: i64,
    /// What they answer.
    pub statement: i64,
    /// How.
    pub choice: Choice,
}

/// A statement and whether it has a part in the map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its id in the votes.
    pub id: i64,
    /// Moderators took it out: it counts nothing anywhere.
    pub moderated_out: bool,
    /// It asks who people are and not what they think (Polis' `is-meta`): no more does it count, as in Polis.
    #[serde(default)]
    pub is_meta: bool,
}

impl Statement {
    pub(super) fn counts(self) -> bool {
        !self.moderated_out && !self.is_meta
    }
}

/// One stored answer: three times the column, plus 0 for disagree, 1 for pass, 2 for agree. One number, so that a
/// pass over all answers looks each one up in a small table instead of branching on it.
pub(super) type Cell = u32;

fn cell(column: usize, choice: Choice) -> Cell {
    // A column number is far below a third of 2³²: each column costs its caller more than a byte.
    (column * 3 + choice as usize) as Cell
}

pub(super) fn column_of(cell: Cell) -> usize {
    cell as usize / 3
}

pub(super) fn choice_of(cell: Cell) -> Choice {
    CHOICES[cell as usize % 3]
}

/// The sparse vote matrix: participants × statements, the latest answer per pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoteMatrix {
    /// Every statement known, by ascending id.
    statements: Vec<Statement>,
    /// The ids of the statements that count, ascending: the columns.
    columns: Vec<i64>,
    /// Participants' ids, by row.
    participants: Vec<i64>,
    /// Row numbers by ascending participant id.
    by_id: Vec<usize>,
    /// Where each row begins in `cells`; one more entry than rows.
    starts: Vec<usize>,
    /// All rows end to end, each by ascending column.
    cells: Vec<Cell>,
    /// How many of each choice each column holds, in the order of [`CHOICES`].
    counts: Vec<[u32; 3]>,
}

impl VoteMatrix {
    /// Builds the matrix. Of several votes by one participant on one statement the last in `votes` counts.
    ///
    /// `statements` names what is known: statements nobody has answered yet, and those moderated out. A statement
    /// that has votes and is not named counts, for nobody has moderated it out; so with no list at all everything
    /// counts. Named twice, a statement is out or meta if either entry says so.
    pub fn new(votes: &[Vote], statements: &[Statement]) -> VoteMatrix {
        let mut known: BTreeMap<i64, Statement> = BTreeMap::new();
        let plain = |id| Statement { id, ..Statement::default() };
        for statement in statements {
            let entry = known.entry(statement.id).or_insert(plain(statement.id));
            entry.moderated_out |= statement.moderated_out;
            entry.is_meta |= statement.is_meta;
        }
        let mut column_by_id: HashMap<i64, Option<usize>> = HashMap::new();
        for vote in votes {
            column_by_id.entry(vote.statement).or_default();
        }
        for &id in column_by_id.keys() {
            known.entry(id).or_insert(plain(id));
        }
        let statements: Vec<Statement> = known.into_values().collect();
        let columns: Vec<i64> = statements.iter().filter(|s| s.counts()).map(|s| s.id).collect();
        for (column, id) in columns.iter().enumerate() {
            column_by_id.insert(*id, Some(column));
        }

        // Deal the votes into one pile per participant, in the order they came.
        let mut pile_by_id: HashMap<i64, usize> = HashMap::new();
        let mut participants = Vec::new();
        let mut pile_of = Vec::with_capacity(votes.len());
        let mut piles_start = vec![0_usize];
        for vote in votes {
            let pile = *pile_by_id.entry(vote.participant).or_insert_with(|| {
                participants.push(vote.participant);
                piles_start.push(0);
                participants.len() - 1
            });
            piles_start[pile + 1] += 1;
            pile_of.push(pile);
        }
        for pile in 1..piles_start.len() {
            piles_start[pile] += piles_start[pile - 1];
        }
        let mut next = piles_start.clone();
        let mut piled = vec![Cell::MAX; votes.len()];
        for (vote, pile) in votes.iter().zip(pile_of) {
            if let Some(Some(column)) = column_by_id.get(&vote.statement) {
                piled[next[pile]] = cell(*column, vote.choice);
                next[pile] += 1;
            }
        }

        let mut ends = next;
        for (start, end) in piles_start.iter().zip(&mut ends) {
            let pile = &mut piled[*start..*end];
            pile.sort_by_key(|&cell| column_of(cell));
            *end = start + keep_last_of_each_column(pile);
        }
        let mut rows: Vec<Row<'_>> = (participants.iter().zip(piles_start.iter().zip(&ends)))
            .map(|(&participant, (start, end))| Row { participant, cells: &piled[*start..*end] })
            .collect();
        rows.sort_unstable_by(Row::compare);
        let mut matrix =
            VoteMatrix::with_room(statements, columns, rows.len(), rows.iter().map(|row| row.cells.len()).sum());
        rows.iter().for_each(|row| matrix.push(row));
        matrix.by_id = (0..matrix.participants.len()).collect();
        let participants = &matrix.participants;
        matrix.by_id.sort_unstable_by_key(|&row| participants[row]);
        matrix
    }

    fn with_room(statements: Vec<Statement>, columns: Vec<i64>, rows: usize, cells: usize) -> VoteMatrix {
        let mut starts = Vec::with_capacity(rows + 1);
        starts.push(0);
        VoteMatrix {
            statements,
            counts: vec![[0; 3]; columns.len()],
            columns,
            participants: Vec::with_capacity(rows),
            by_id: Vec::new(),
            starts,
            cells: Vec::with_capacity(cells),
        }
    }

    fn push(&mut self, row: &Row<'_>) {
        self.participants.push(row.participant);
        self.cells.extend_from_slice(row.cells);
        self.starts.push(self.cells.len());
        for &cell in row.cells {
            self.counts[column_of(cell)][choice_of(cell) as usize] += 1;
        }
    }

    /// The matrix after some more votes, and without the participants named in `withdrawn`: the same, cell for
    /// cell, as building it anew from all votes, at the price of one copy. A vote replaces the earlier one by that
    /// participant on that statement; new participants and new statements may appear; votes on statements that
    /// are moderated out are passed over. Withdrawing comes before the votes. When moderation changes, build anew.
    pub fn updated(&self, votes: &[Vote], withdrawn: &[i64]) -> VoteMatrix {
        let mut statements = self.statements.clone();
        for vote in votes {
            if let Err(place) = statements.binary_search_by_key(&vote.statement, |s| s.id) {
                statements.insert(place, Statement { id: vote.statement, ..Statement::default() });
            }
        }
        let columns: Vec<i64> = statements.iter().filter(|s| s.counts()).map(|s| s.id).collect();
        if columns.len() != self.columns.len() {
            return self.widened(statements, columns).updated(votes, withdrawn);
        }

        // None for a vote that does not count: whoever cast it has a row all the same.
        let mut answers: Vec<(i64, Option<Cell>)> = (votes.iter())
            .map(|vote| {
                let column = columns.binary_search(&vote.statement).ok();
                (vote.participant, column.map(|column| cell(column, vote.choice)))
            })
            .collect();
        // The sort is stable, so of several answers in one column the last stays last.
        answers.sort_by_key(|(participant, cell)| (*participant, cell.map(column_of)));
        let mut leaving: BTreeSet<usize> = withdrawn.iter().filter_map(|id| self.row_of(*id)).collect();
        let mut cells: Vec<Cell> = Vec::new();
        let mut ends: Vec<(i64, usize)> = Vec::new();
        for answers in answers.chunk_by(|(one, _), (other, _)| one == other) {
            let Some(&(participant, _)) = answers.first() else { continue };
            let mut later: Vec<Cell> = answers.iter().filter_map(|(_, cell)| *cell).collect();
            let kept = keep_last_of_each_column(&mut later);
            let row = self.row_of(participant).filter(|row| leaving.insert(*row));
            overlay(row.map(|row| self.row(row)).unwrap_or_default(), &later[..kept], &mut cells);
            ends.push((participant, cells.len()));
        }
        let mut start = 0;
        let mut fresh: Vec<Row<'_>> = (ends.into_iter())
            .map(|(participant, end)| Row { participant, cells: &cells[std::mem::replace(&mut start, end)..end] })
            .collect();
        fresh.sort_unstable_by(Row::compare);
        self.spliced(statements, columns, &leaving, &fresh)
    }

    /// The matrix without the rows `leaving` and with the rows `fresh`, which lie in order.
    fn spliced(
        &self,
        statements: Vec<Statement>,
        columns: Vec<i64>,
        leaving: &BTreeSet<usize>,
        fresh: &[Row<'_>],
    ) -> VoteMatrix {
        let added = fresh.iter().map(|row| row.cells.len()).sum::<usize>();
        let rows = self.participants.len() + fresh.len();
        let mut next = VoteMatrix::with_room(statements, columns, rows, self.cells.len() + added);
        next.counts.clone_from(&self.counts);
        for &row in leaving {
            for &cell in self.row(row) {
                next.counts[column_of(cell)][choice_of(cell) as usize] -= 1;
            }
        }
        // Where each old row comes to lie.
        const GONE: usize = usize::MAX;
        let mut moved = vec![GONE; self.participants.len()];
        let mut copied = 0;
        let mut copy_up_to = |next: &mut VoteMatrix, end: usize| {
            while copied < end {
                let stop = leaving.range(copied..end).next().copied().unwrap_or(end);
                let first = next.participants.len();
                moved[copied..stop].iter_mut().zip(first..).for_each(|(place, row)| *place = row);
                next.participants.extend_from_slice(&self.participants[copied..stop]);
                let begin = next.cells.len();
                next.cells.extend_from_slice(&self.cells[self.starts[copied]..self.starts[stop]]);
                let ends = self.starts[copied + 1..=stop].iter();
                next.starts.extend(ends.map(|end| end - self.starts[copied] + begin));
                copied = stop + usize::from(stop < end);
            }
        };
        let mut fresh_by_id: Vec<(i64, usize)> = Vec::with_capacity(fresh.len());
        for row in fresh {
            copy_up_to(&mut next, self.place_for(row));
            fresh_by_id.push((row.participant, next.participants.len()));
            next.push(row);
        }
        copy_up_to(&mut next, self.participants.len());

        fresh_by_id.sort_unstable();
        let mut waiting = fresh_by_id.into_iter().peekable();
        next.by_id.reserve(next.participants.len());
        for &row in self.by_id.iter().filter(|row| moved[**row] != GONE) {
            while let Some((_, first)) = waiting.next_if(|(id, _)| *id < self.participants[row]) {
                next.by_id.push(first);
            }
            next.by_id.push(moved[row]);
        }
        next.by_id.extend(waiting.map(|(_, row)| row));
        next
    }

    /// The first row that does not come before `row`.
    fn place_for(&self, row: &Row<'_>) -> usize {
        let (mut low, mut high) = (0, self.participants.len());
        while low < high {
            let middle = low.midpoint(high);
            let there = Row { participant: self.participants[middle], cells: self.row(middle) };
            if there.compare(row).is_lt() { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The same answers with more columns. Old columns keep their order, so rows keep theirs.
    fn widened(&self, statements: Vec<Statement>, columns: Vec<i64>) -> VoteMatrix {
        let moved: Vec<usize> =
            self.columns.iter().map(|id| columns.binary_search(id).unwrap_or_else(|place| place)).collect();
        let cells = self.cells.iter().map(|&old| cell(moved[column_of(old)], choice_of(old))).collect();
        let mut counts = vec![[0; 3]; columns.len()];
        moved.iter().zip(&self.counts).for_each(|(&column, count)| counts[column] = *count);
        VoteMatrix {
            statements,
            columns,
            counts,
            cells,
            participants: self.participants.clone(),
            by_id: self.by_id.clone(),
            starts: self.starts.clone(),
        }
    }

    /// Every statement known, by ascending id, those moderated out among them.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// The ids of the statements that count, ascending.
    pub fn columns(&self) -> &[i64] {
        &self.columns
    }

    /// How many people answered anything, statements moderated out included.
    pub fn participant_count(&self) -> usize {
        self.participants.len()
    }

    /// How many of the statements that count anybody has answered.
    pub fn answered_columns(&self) -> usize {
        self.counts.iter().filter(|count| count.iter().any(|people| *people > 0)).count()
    }

    /// How many answers count.
    pub fn answer_count(&self) -> usize {
        self.cells.len()
    }

    /// A participant's answers that count, as (statement, choice) by ascending statement.
    pub fn answers(&self, participant: i64) -> Vec<(i64, Choice)> {
        let cells = self.row_of(participant).map(|row| self.row(row)).unwrap_or_default();
        cells.iter().map(|&cell| (self.columns[column_of(cell)], choice_of(cell))).collect()
    }

    /// How many of each choice each column holds, in the order of [`CHOICES`].
    pub(super) fn counts(&self) -> &[[u32; 3]] {
        &self.counts
    }

    /// Rows in the order of their participants' ids.
    pub(super) fn rows_by_id(&self) -> &[usize] {
        &self.by_id
    }

    pub(super) fn participant(&self, row: usize) -> i64 {
        self.participants[row]
    }

    pub(super) fn row(&self, row: usize) -> &[Cell] {
        &self.cells[self.range(row)]
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.starts.windows(2).map(|ends| &self.cells[ends[0]..ends[1]])
    }

    fn range(&self, row: usize) -> Range<usize> {
        self.starts[row]..self.starts[row + 1]
    }

    fn row_of(&self, participant: i64) -> Option<usize> {
        let place = self.by_id.binary_search_by_key(&participant, |&row| self.participants[row]).ok()?;
        self.by_id.get(place).copied()
    }
}

/// One participant's answers, while the matrix is being put together.
struct Row<'a> {
    participant: i64,
    cells: &'a [Cell],
}

impl Row<'_> {
    /// By what was answered; ids only part people who answered exactly alike, whom nothing later tells apart.
    fn compare(&self, other: &Row<'_>) -> std::cmp::Ordering {
        self.cells.cmp(other.cells).then(self.participant.cmp(&other.participant))
    }
}

/// Moves the last answer of each column to the front of `cells`, which lie by column; gives their number.
fn keep_last_of_each_column(cells: &mut [Cell]) -> usize {
    let mut kept = 0;
    for place in 0..cells.len() {
        let overtaken = cells.get(place + 1).is_some_and(|&next| column_of(next) == column_of(cells[place]));
        if !overtaken {
            cells[kept] = cells[place];
            kept += 1;
        }
    }
    kept
}

/// Adds the answers of `earlier` to `into`, with those of `later` in place of what was in the same columns. Both lie by
/// column.
fn overlay(earlier: &[Cell], later: &[Cell], into: &mut Vec<Cell>) {
    let mut rest = earlier;
    for &cell in later {
        let (before, after) = rest.split_at(rest.partition_point(|&old| column_of(old) < column_of(cell)));
        into.extend_from_slice(before);
        into.push(cell);
        let replaced = after.first().is_some_and(|&old| column_of(old) == column_of(cell));
        rest = &after[usize::from(replaced)..];
    }
    into.extend_from_slice(rest);
}

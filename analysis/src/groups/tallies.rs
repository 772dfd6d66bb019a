//! Counting: how many agreed, disagreed and passed, for every statement, among everyone and within each group.

use serde::{Deserialize, Serialize};

use super::votes::{Choice, VoteMatrix, choice_of, column_of};

/// How many people gave each answer to one statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many agree.
    pub agree: u32,
    /// How many disagree.
    pub disagree: u32,
    /// How many passed.
    pub pass: u32,
}

impl Tally {
    /// How many answered at all.
    pub fn answers(self) -> u32 {
        self.agree + self.disagree + self.pass
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.agree += other.agree;
        self.disagree += other.disagree;
        self.pass += other.pass;
    }
}

/// Tallies of the statements that count. All lists have one entry per statement, in the order of `statements`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tallies {
    /// Statement ids, ascending.
    pub statements: Vec<i64>,
    /// Among all participants, in a group or not.
    pub everyone: Vec<Tally>,
    /// Within each group.
    pub groups: Vec<Vec<Tally>>,
}

impl Tallies {
    /// Counts answers. `group_of` names each participant's group, below `groups`; `None` or a number too large
    /// means in no group.
    pub fn count(matrix: &VoteMatrix, groups: usize, group_of: impl Fn(i64) -> Option<usize>) -> Tallies {
        Tallies::count_rows(matrix, groups, |row| group_of(matrix.participant(row)))
    }

    pub(super) fn count_rows(matrix: &VoteMatrix, groups: usize, group_of: impl Fn(usize) -> Option<usize>) -> Tallies {
        // The last list is for people in no group. The largest list is never counted: it is what the others leave.
        let mut answers = vec![0_usize; groups + 1];
        let list_by_row: Vec<usize> = (matrix.rows().enumerate())
            .map(|(row, cells)| {
                let list = group_of(row).unwrap_or(groups).min(groups);
                answers[list] += cells.len();
                list
            })
            .collect();
        let largest = (0..answers.len()).max_by_key(|list| answers[*list]).unwrap_or(groups);
        let mut lists = vec![vec![0_u32; matrix.columns().len() * 3]; groups + 1];
        for (cells, &list) in matrix.rows().zip(&list_by_row).filter(|(_, list)| **list != largest) {
            let list = &mut lists[list];
            for &cell in cells {
                list[cell as usize] += 1;
            }
        }
        let mut left: Vec<u32> = matrix.counts().as_flattened().to_vec();
        let everyone = tallies(&left);
        for list in &lists {
            left.iter_mut().zip(list).for_each(|(left, counted)| *left -= counted);
        }
        lists[largest] = left;
        lists.truncate(groups);
        let groups = lists.iter().map(|counts| tallies(counts)).collect();
        Tallies { statements: matrix.columns().to_vec(), everyone, groups }
    }

    /// For each statement, the tally of all groups but `group`. Who is in no group is not in it either.
    pub(super) fn rest(&self, group: usize) -> Vec<Tally> {
        let mut rest = vec![Tally::default(); self.statements.len()];
        for (_, list) in self.groups.iter().enumerate().filter(|(other, _)| *other != group) {
            rest.iter_mut().zip(list).for_each(|(sum, tally)| *sum += *tally);
        }
        rest
    }
}

fn tallies(counts: &[u32]) -> Vec<Tally> {
    let mut list = vec![Tally::default(); counts.len() / 3];
    for (code, &count) in (0..).zip(counts) {
        let tally = &mut list[column_of(code)];
        match choice_of(code) {
            Choice::Agree => tally.agree = count,
            Choice::Disagree => tally.disagree = count,
            Choice::Pass => tally.pass = count,
        }
    }
    list
}

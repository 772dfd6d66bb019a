//! What sets a group apart: the statements its people answer differently from everyone in the other groups.
//!
//! For each group and statement four figures are tested, as in Polis (`repness.clj`, `stats.clj`): how likely
//! the group is to agree (there `pa`, tested by `pat`) and to disagree (`pd`, `pdt`), and how many times likelier
//! than the other groups (`ra`, `rat`, `rd`, `rdt`). One is added to every success and two to every number of
//! answers, so that three people out of three are not taken for certainty. The tests give z-scores; above 1.2816
//! a figure is taken to be more than chance, one time in ten wrongly.

use serde::{Deserialize, Serialize};

use super::tallies::{Tallies, Tally};

/// The z-score that chance alone exceeds one time in ten.
pub const BEYOND_CHANCE: f64 = 1.2816;
/// How many statements are picked for a group or a consensus list.
pub(super) const PICKED: usize = 5;

/// One side of a statement. Who passes takes neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// For the statement.
    Agree,
    /// Against it.
    Disagree,
}

/// How a group stands to one side, agree or disagree, of one statement.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct SideFigures {
    /// How many in the group took this side.
    pub count: u32,
    /// How many in the group answered.
    pub answers: u32,
    /// Chance that someone in the group takes this side: (count + 1) / (answers + 2).
    pub probability: f64,
    /// z-score of that chance being above one half.
    pub probability_test: f64,
    /// That chance, divided by the same chance in the other groups together.
    pub representativeness: f64,
    /// z-score of the group taking this side more than the other groups.
    pub representativeness_test: f64,
}

impl SideFigures {
    fn of(side: Side, group: Tally, rest: Tally) -> SideFigures {
        let (count, elsewhere) = match side {
            Side::Agree => (group.agree, rest.agree),
            Side::Disagree => (group.disagree, rest.disagree),
        };
        let probability = probability(count, group.answers());
        SideFigures {
            count,
            answers: group.answers(),
            probability,
            probability_test: proportion_test(count, group.answers()),
            representativeness: probability / self::probability(elsewhere, rest.answers()),
            representativeness_test: two_proportion_test(count, group.answers(), elsewhere, rest.answers()),
        }
    }

    fn passes(&self) -> bool {
        beyond_chance(self.representativeness_test) && beyond_chance(self.probability_test)
    }

    /// How strongly the statement speaks for the group, by all four figures together, as Polis orders them: more is
    /// stronger.
    pub fn weight(&self) -> f64 {
        self.representativeness * self.representativeness_test * self.probability * self.probability_test
    }
}

/// A statement that speaks for a group.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Representative {
    /// The statement’s id.
    pub statement: i64,
    /// Whether the group is set apart by agreeing or by disagreeing.
    pub side: Side,
    /// The statement the group agrees on most characteristically; at most one per group.
    pub best_agreement: bool,
    /// How the group’s answers stand out on that side.
    #[serde(flatten)]
    pub figures: SideFigures,
}

/// Up to five statements for each group of `tallies`, those it agrees with first. A group always gets at least one
/// if anybody answered anything, even if nothing passes the tests.
pub fn representative_statements(tallies: &Tallies) -> Vec<Vec<Representative>> {
    (0..tallies.groups.len())
        .map(|group| {
            let rest = tallies.rest(group);
            let pairs = tallies.groups[group].iter().zip(&rest);
            let tests: Vec<Tested> = (tallies.statements.iter().zip(pairs))
                .filter(|(_, (group, _))| group.answers() > 0)
                .map(|(statement, (group, rest))| Tested {
                    statement: *statement,
                    agree: SideFigures::of(Side::Agree, *group, *rest),
                    disagree: SideFigures::of(Side::Disagree, *group, *rest),
                })
                .collect();
            select(&tests)
        })
        .collect()
}

#[derive(Clone, Copy)]
struct Tested {
    statement: i64,
    agree: SideFigures,
    disagree: SideFigures,
}

impl Tested {
    fn strongest_test(&self) -> f64 {
        self.agree.representativeness_test.max(self.disagree.representativeness_test)
    }

    fn chosen(&self, best_agreement: bool) -> Representative {
        let agrees = self.agree.representativeness_test > self.disagree.representativeness_test;
        let (side, figures) = if agrees { (Side::Agree, self.agree) } else { (Side::Disagree, self.disagree) };
        Representative { statement: self.statement, side, best_agreement, figures }
    }
}

fn select(tests: &[Tested]) -> Vec<Representative> {
    let mut passing: Vec<Representative> = Vec::new();
    let mut strongest: Option<&Tested> = None;
    let mut agreed: Option<&Tested> = None;
    for test in tests {
        if test.agree.passes() || test.disagree.passes() {
            passing.push(test.chosen(false));
        }
        if strongest.is_none_or(|best| test.strongest_test() > best.strongest_test()) {
            strongest = Some(test);
        }
        if agrees_better(test, agreed) {
            agreed = Some(test);
        }
    }
    let first = agreed.map(|test| test.chosen(true));
    if passing.is_empty() {
        return first.or_else(|| strongest.map(|test| test.chosen(false))).into_iter().collect();
    }
    passing.retain(|one| first.is_none_or(|first| first.statement != one.statement));
    passing.sort_by(|a, b| b.figures.weight().total_cmp(&a.figures.weight()));
    let mut selected: Vec<Representative> = first.into_iter().chain(passing).take(PICKED).collect();
    selected.sort_by_key(|one| one.side == Side::Disagree);
    selected
}

/// Whether `test` is a better choice than `best` for the statement the group agrees on.
fn agrees_better(test: &Tested, best: Option<&Tested>) -> bool {
    if test.agree.count == 0 && test.disagree.count == 0 {
        return false;
    }
    let plain = |test: &Tested| test.agree.probability * test.agree.probability_test;
    match best {
        Some(best) if best.agree.representativeness > 1.0 => test.agree.weight() > best.agree.weight(),
        Some(best) => plain(test) > plain(best),
        None => {
            beyond_chance(test.agree.probability_test)
                || (test.agree.representativeness > 1.0 && test.agree.probability > 0.5)
        }
    }
}

pub(super) fn probability(count: u32, answers: u32) -> f64 {
    (f64::from(count) + 1.0) / (f64::from(answers) + 2.0)
}

/// z-score of `count` out of `answers` being more than half.
pub(super) fn proportion_test(count: u32, answers: u32) -> f64 {
    let (count, answers) = (f64::from(count) + 1.0, f64::from(answers) + 1.0);
    2.0 * answers.sqrt() * (count / answers - 0.5)
}

/// z-score of the share `count` of `answers` being more than the share `other_count` of `other_answers`.
pub(super) fn two_proportion_test(count: u32, answers: u32, other_count: u32, other_answers: u32) -> f64 {
    let [count, answers, other_count, other_answers] =
        [count, answers, other_count, other_answers].map(|number| f64::from(number) + 1.0);
    let pooled = (count + other_count) / (answers + other_answers);
    if pooled >= 1.0 {
        return 0.0;
    }
    let error = (pooled * (1.0 - pooled) * (1.0 / answers + 1.0 / other_answers)).sqrt();
    (count / answers - other_count / other_answers) / error
}

pub(super) fn beyond_chance(z: f64) -> bool {
    z > BEYOND_CHANCE
}

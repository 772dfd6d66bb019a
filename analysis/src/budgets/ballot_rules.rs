//! What a voter may put on a ballot, and what to tell them when they have not.

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::election::Choice;

/// The kind of ballot a budget vote uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ballot", rename_all = "kebab-case")]
pub enum BallotRule {
    /// Tick as many projects as you like.
    ApproveAny,
    /// Tick at most this many.
    ApproveUpTo {
        /// How many may be ticked.
        most: u64,
    },
    /// Share out at most so many points. Points may be kept back.
    DividePoints {
        /// How many points each voter has.
        points: u64,
    },
}

/// What is wrong with a ballot. `Display` says it to the voter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "problem", rename_all = "kebab-case")]
pub enum BallotProblem {
    /// The project at this place does not exist: a stale or made-up form.
    UnknownProject {
        /// The place that was named, counted from 0.
        project: usize,
    },
    /// A project stands on the ballot twice.
    SameProjectTwice {
        /// Its place in the election, counted from 0.
        project: usize,
    },
    /// More projects are ticked than may be.
    TooMany {
        /// How many are ticked.
        chosen: u64,
        /// How many may be.
        most: u64,
    },
    /// A tick with other than 1 point.
    PointsNotUsed {
        /// The place of the project, counted from 0.
        project: usize,
    },
    /// A project was given fewer points than none.
    BelowZero {
        /// The place of the project, counted from 0.
        project: usize,
    },
    /// More points are given than each voter has.
    TooManyPoints {
        /// How many are given.
        given: u64,
        /// How many each voter has.
        points: u64,
    },
}

impl fmt::Display for BallotProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownProject { .. } => {
                write!(f, "One of the projects you chose is not in this vote any more. Check your choices.")
            }
            Self::SameProjectTwice { .. } => write!(f, "You chose the same project twice. Choose it once."),
            Self::TooMany { chosen, most: 1 } => write!(f, "You chose {chosen} projects. Choose only 1."),
            Self::TooMany { chosen, most } => write!(f, "You chose {chosen} projects. Choose {most} or fewer."),
            Self::PointsNotUsed { .. } => write!(f, "This vote uses ticks, not points. Tick the projects you want."),
            Self::BelowZero { .. } => write!(f, "Points must be 0 or more."),
            Self::TooManyPoints { given, points } => {
                write!(f, "You gave out {given} points. You have {points} to share.")
            }
        }
    }
}

/// Checks a ballot of a vote with so many `projects` and lists everything that is wrong with it. An empty ballot is
/// allowed: the form decides whether it may be sent.
pub fn check_ballot(rule: BallotRule, projects: usize, choices: &[Choice]) -> Result<(), Vec<BallotProblem>> {
    let mut problems = Vec::new();
    let mut seen = HashSet::new();
    for choice in choices {
        let project = choice.project;
        if project >= projects {
            problems.push(BallotProblem::UnknownProject { project });
        } else if !seen.insert(project) {
            problems.push(BallotProblem::SameProjectTwice { project });
        }
        match rule {
            BallotRule::ApproveAny | BallotRule::ApproveUpTo { .. } if choice.points != 1 => {
                problems.push(BallotProblem::PointsNotUsed { project });
            }
            BallotRule::DividePoints { .. } if choice.points < 0 => {
                problems.push(BallotProblem::BelowZero { project });
            }
            _ => {}
        }
    }
    match rule {
        BallotRule::ApproveUpTo { most } if seen.len() as u64 > most => {
            problems.push(BallotProblem::TooMany { chosen: seen.len() as u64, most });
        }
        BallotRule::DividePoints { points } => {
            let positive = choices.iter().map(|choice| u64::try_from(choice.points).unwrap_or(0));
            let given = positive.fold(0_u64, u64::saturating_add);
            if given > points {
                problems.push(BallotProblem::TooManyPoints { given, points });
            }
        }
        _ => {}
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choices(list: &[(usize, i64)]) -> Vec<Choice> {
        list.iter().map(|(project, points)| Choice { project: *project, points: *points }).collect()
    }

    #[test]
    fn any_number_may_be_approved_when_the_rule_says_so() {
        assert_eq!(check_ballot(BallotRule::ApproveAny, 3, &choices(&[(0, 1), (1, 1), (2, 1)])), Ok(()));
        assert_eq!(check_ballot(BallotRule::ApproveAny, 3, &[]), Ok(()));
    }

    #[test]
    fn a_voter_is_told_everything_that_is_wrong_at_once() {
        let problems =
            check_ballot(BallotRule::ApproveUpTo { most: 1 }, 3, &choices(&[(0, 1), (0, 1), (1, 2), (7, 1)]));
        let problems = problems.unwrap_err();
        assert_eq!(
            problems,
            [
                BallotProblem::SameProjectTwice { project: 0 },
                BallotProblem::PointsNotUsed { project: 1 },
                BallotProblem::UnknownProject { project: 7 },
                BallotProblem::TooMany { chosen: 2, most: 1 },
            ]
        );
        assert_eq!(problems[3].to_string(), "You chose 2 projects. Choose only 1.");
    }

    #[test]
    fn points_may_be_kept_back_but_not_overspent_or_negative() {
        let rule = BallotRule::DividePoints { points: 10 };
        assert_eq!(check_ballot(rule, 3, &choices(&[(0, 6), (1, 0)])), Ok(()));
        assert_eq!(check_ballot(rule, 3, &choices(&[(0, 6), (2, 4)])), Ok(()));
        assert_eq!(
            check_ballot(rule, 3, &choices(&[(0, 6), (2, 5)])),
            Err(vec![BallotProblem::TooManyPoints { given: 11, points: 10 }])
        );
        assert_eq!(
            check_ballot(rule, 3, &choices(&[(0, i64::MAX), (1, i64::MAX), (2, i64::MIN)])),
            Err(vec![
                BallotProblem::BelowZero { project: 2 },
                BallotProblem::TooManyPoints { given: u64::MAX - 1, points: 10 }
            ])
        );
    }
}

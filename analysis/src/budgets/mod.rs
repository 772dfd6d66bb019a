//! Fair budgets: people vote on how a sum of money is spent.
//!
//! A library service puts projects with costs to its residents; they tick, rank or give points; a rule decides which
//! projects the budget pays for. *Greedy* takes the projects with most votes first, so the largest group may decide
//! over all of the money. The *Method of Equal Shares* gives each voter the same part of the budget to decide over, so
//! that every group gets its share. Both are here, side by side, with reasons that can be read out at a meeting.
//!
//! Describe the vote as an [`Election`] (or read one from a Pabulib file with [`pabulib::parse`]), call [`decide`] with
//! [`Settings`], and read the [`Outcome`]. [`check_ballot`] tells a voter what is wrong with a ballot before it is cast.
//!
//! What each kind of ballot counts for:
//!
//! | Ballot | Supports | Votes, with [`Utility::Cost`] (the default) | Votes, with [`Utility::Points`] |
//! |---|---|---|---|
//! | approval | the projects ticked | 1 voter each | 1 point each |
//! | ordinal (ranked) | the projects ranked, as far as ranks count | 1 voter each | the points of the rank |
//! | cumulative (divided points) | projects given more than 0 points | 1 voter each | the points |
//! | scoring | projects given more than 0 points | 1 voter each | the points |
//!
//! Greedy and greedy per cost count those votes. `soundings analyse` counts points wherever ballots have points or ranks,
//! unless it is told not to. Under equal shares with cost utilities a funded project is worth its
//! cost to each supporter, and supporters pay alike; with points it is worth the points, and they pay in proportion.
//! Pabulib's `default_score` is not used: a project that is not named on a ballot is not supported by it.
//!
//! All money is in whole minor units (pence), and every share of it is an exact fraction ([`Exact`]).

mod ballot_rules;
mod decide;
mod election;
mod electorate;
mod equal_shares;
mod exact;
mod greedy;
mod outcome;
pub mod pabulib;
mod report;
mod run;
mod ties;
mod wide;

pub use ballot_rules::{BallotProblem, BallotRule, check_ballot};
pub use decide::{Rule, Settings, coverage, decide};
pub use election::{Ballot, Cap, Choice, Election, ElectionError, Project};
pub use electorate::Utility;
pub use exact::{Exact, decimal, pounds};
pub use outcome::{BranchCoverage, Coverage, Fate, Outcome, Purse, Round, Shares};
pub use report::{ProjectReport, Report, RoundReport, report};
pub use ties::TieBreak;

//! Instant-runoff: strike out the least popular option, pass its votes on, and count again.
//!
//! Each ballot counts for its highest option still in the race; if several share that place, each gets an equal part
//! of the vote, as an exact fraction. A ballot with no option left in the race counts for nobody any more. An option
//! with more than half of the votes still counted wins. Otherwise the option with the fewest votes is struck out.
//!
//! When several have the fewest, the one that had fewer in the round before goes, or in the round before that, and so
//! on; if they were level throughout, the one that the published tie rule puts last goes. This is the usual rule of
//! "backwards" tie-breaking for single transferable votes (see Jeffrey O'Neill, "Tie-breaking with the single
//! transferable vote", Voting matters 18, 2004).

use serde::{Deserialize, Serialize};

use super::{Ranking, RankingProblem, check_ranking};
use crate::budgets::{Exact, TieBreak};

/// How the count went. Options are named by their place in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstantRunoff {
    /// Nothing if there are no options or no ballot ranks any.
    pub winner: Option<usize>,
    /// One for each count, in order.
    pub rounds: Vec<RunoffRound>,
}

/// One count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunoffRound {
    /// For each option, its votes; nothing once it has been struck out.
    pub votes: Vec<Option<Exact>>,
    /// Ballots on which no option is left.
    pub exhausted: u64,
    /// The option struck out after this count; nothing in the last one.
    pub struck_out: Option<Elimination>,
}

/// The option that was struck out of the count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Elimination {
    /// Its place in the list.
    pub option: usize,
    /// Options that had as few votes and stayed, and what decided it; nothing if there was no tie.
    pub tie: Option<(Vec<usize>, TieSettledBy)>,
}

/// What decided between options that had as few votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TieSettledBy {
    /// They were not level in an earlier round.
    EarlierRound,
    /// They were level in every round.
    TieRule,
}

/// Counts the ballots. `options` are the options' ids, for the tie rule. Fails if a ballot does not pass
/// [`check_ranking`].
pub fn instant_runoff(options: &[&str], ballots: &[Ranking], ties: &TieBreak) -> Result<InstantRunoff, RankingProblem> {
    for ballot in ballots {
        check_ranking(options.len(), ballot)?;
    }
    let ranks = ties.ranks(options.iter().copied());
    let mut racing = vec![true; options.len()];
    let mut rounds: Vec<RunoffRound> = Vec::new();
    loop {
        let (votes, exhausted) = count(ballots, &racing);
        let counted = ballots.len() as u64 - exhausted;
        let majority =
            votes.iter().position(|votes| votes.as_ref().is_some_and(|v| v.times(2) > Exact::ratio(counted, 1)));
        let left = racing.iter().filter(|racing| **racing).count();
        if majority.is_some() || left <= 1 || counted == 0 {
            // An option that is the last in the race with a vote to its name has more than half.
            rounds.push(RunoffRound { votes, exhausted, struck_out: None });
            return Ok(InstantRunoff { winner: majority, rounds });
        }
        let struck_out = weakest(&votes, &rounds, &ranks);
        if let Some(out) = &struck_out
            && let Some(racing) = racing.get_mut(out.option)
        {
            *racing = false;
        }
        rounds.push(RunoffRound { votes, exhausted, struck_out });
    }
}

fn count(ballots: &[Ranking], racing: &[bool]) -> (Vec<Option<Exact>>, u64) {
    // Votes by how many options share them: whole numbers, so that each fraction is added only once.
    let mut parts: Vec<Vec<u64>> = vec![vec![0; racing.len() + 1]; racing.len()];
    let mut exhausted = 0;
    let in_race = |option: &&usize| racing.get(**option).copied().unwrap_or(false);
    for ballot in ballots {
        let Some(place) = ballot.0.iter().find(|sharing| sharing.iter().any(|option| in_race(&option))) else {
            exhausted += 1;
            continue;
        };
        let sharing = place.iter().filter(in_race).count();
        for option in place.iter().filter(in_race) {
            if let Some(votes) = parts.get_mut(*option).and_then(|parts| parts.get_mut(sharing)) {
                *votes += 1;
            }
        }
    }
    let votes = parts.iter().zip(racing).map(|(parts, racing)| {
        racing.then(|| {
            let shared = (1_u64..).zip(parts.iter().skip(1)).filter(|(_, votes)| **votes > 0);
            shared.fold(Exact::zero(), |sum, (sharing, votes)| sum.plus(&Exact::ratio(*votes, sharing)))
        })
    });
    (votes.collect(), exhausted)
}

/// The option to strike out.
fn weakest(votes: &[Option<Exact>], earlier: &[RunoffRound], ranks: &[usize]) -> Option<Elimination> {
    let level = fewest(votes, (0..votes.len()).collect());
    let mut last = level.clone();
    for round in earlier.iter().rev() {
        last = fewest(&round.votes, last);
    }
    let option = last.iter().copied().max_by_key(|option| ranks.get(*option))?;
    let others: Vec<usize> = level.into_iter().filter(|other| *other != option).collect();
    let settled = if last.len() > 1 { TieSettledBy::TieRule } else { TieSettledBy::EarlierRound };
    Some(Elimination { option, tie: (!others.is_empty()).then_some((others, settled)) })
}

fn fewest(votes: &[Option<Exact>], among: Vec<usize>) -> Vec<usize> {
    let of = |option: &usize| votes.get(*option).and_then(Option::as_ref);
    let least = among.iter().filter_map(of).min();
    among.iter().copied().filter(|option| of(option).is_some() && of(option) == least).collect()
}

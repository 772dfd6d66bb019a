//! The count: from the orders people gave to what both methods say, round by round and pair by pair. Pure functions;
//! the mathematics is `soundings_analysis::ranked`.

use soundings_analysis::budgets::{Exact, TieBreak};
use soundings_analysis::ranked::{Ranking as Paper, RankingProblem, Schulze, TieSettledBy, instant_runoff, schulze};

use super::model::{Method, RankedOrder, RankingOption};
use crate::consultations::model::Stage;

/// An option in the count. Everything else names it by its place in [`Counted::options`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counting {
    /// Its number in the ranking.
    pub number: i64,
    /// What it is called.
    pub title: String,
}

/// One round of instant-runoff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Each option's votes; nothing once it has been struck out.
    pub votes: Vec<Option<u64>>,
    /// How many of them came from the option struck out before.
    pub gained: Vec<u64>,
    /// Ballots that still count for somebody.
    pub counting: u64,
    /// Ballots with no option left.
    pub exhausted: u64,
    /// The option struck out after this round; nothing in the last.
    pub out: Option<Out>,
}

/// An option that is struck out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Out {
    /// The option.
    pub option: usize,
    /// The others that had as few votes and stayed, and what decided it.
    pub tie: Option<(Vec<usize>, TieSettledBy)>,
}

/// What was counted.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The options that stand, in the order of their numbers.
    pub options: Vec<Counting>,
    /// People who gave an order.
    pub people: u64,
    /// Of those, the ones who ranked only options that were withdrawn since.
    pub lost: u64,
    /// Of those, the ones who left out an option that stands.
    pub left_out: u64,
    /// What instant-runoff chooses.
    pub runoff_winner: Option<usize>,
    /// Its rounds.
    pub rounds: Vec<Round>,
    /// What the Schulze method says.
    pub schulze: Schulze,
    /// The options as the lot drawn from the seed puts them.
    pub lot: Vec<usize>,
}

impl Counted {
    /// What a method chooses.
    pub fn winner(&self, method: Method) -> Option<usize> {
        if self.counting() == 0 {
            return None;
        }
        match method {
            Method::InstantRunoff => self.runoff_winner,
            Method::Schulze => self.schulze.winner,
        }
    }

    /// Whether several options come out best by a method while people still answer: the lot stays sealed, so none of them
    /// is named as the one ahead.
    pub fn is_level_so_far(&self, method: Method, at: Stage) -> bool {
        method == Method::Schulze && at == Stage::Open && self.counting() > 0 && self.schulze.winners.len() > 1
    }

    /// The options in an order that may be shown: the count's, or as they are numbered while people still answer and some
    /// are level, because the lot that stays sealed put those in order.
    pub fn order_shown(&self, at: Stage) -> (Vec<usize>, bool) {
        let order = &self.schulze.order;
        let strength =
            |from: usize, to: usize| self.schulze.strongest.get(from).and_then(|row| row.get(to)).copied().unwrap_or(0);
        let strict = order.windows(2).all(|two| strength(two[0], two[1]) > strength(two[1], two[0]));
        if at == Stage::Open && !strict { ((0..self.options.len()).collect(), false) } else { (order.clone(), true) }
    }

    /// People whose order ranks an option that stands.
    pub const fn counting(&self) -> u64 {
        self.people - self.lost
    }

    /// What an option is called.
    pub fn title(&self, option: usize) -> &str {
        self.options.get(option).map_or("", |option| &option.title)
    }

    /// How many people prefer one option to another.
    pub fn prefer(&self, one: usize, to: usize) -> u64 {
        self.schulze.pairwise.get(one).and_then(|row| row.get(to)).copied().unwrap_or(0)
    }

    /// The options from the last one standing in instant-runoff to the first struck out.
    pub fn by_runoff(&self) -> Vec<usize> {
        let last = |option: &usize| {
            let rounds = self.rounds.iter().filter_map(|round| round.votes.get(*option).copied().flatten());
            let rounds: Vec<u64> = rounds.collect();
            (rounds.len(), rounds.last().copied().unwrap_or(0))
        };
        let mut order: Vec<usize> = (0..self.options.len()).collect();
        order.sort_by_key(|option| std::cmp::Reverse(last(option)));
        order
    }

    /// Whether the lot decided who was struck out, or whom Schulze puts first.
    pub fn lot_decided(&self, method: Method) -> bool {
        match method {
            Method::InstantRunoff => self
                .rounds
                .iter()
                .any(|round| matches!(&round.out, Some(Out { tie: Some((_, TieSettledBy::TieRule)), .. }))),
            Method::Schulze => self.counting() > 0 && self.schulze.winners.len() > 1,
        }
    }
}

/// Counts the orders, each with how many people gave it, by both methods. Withdrawn options are skipped wherever
/// they stand, and the options after them move up.
///
/// # Errors
/// When an order names an option that there is not; a bug.
pub fn count(options: &[RankingOption], seed: &str, orders: &[(RankedOrder, u64)]) -> Result<Counted, RankingProblem> {
    let standing: Vec<Counting> = options
        .iter()
        .filter(|option| option.stands())
        .map(|option| Counting { number: option.number, title: option.title.clone() })
        .collect();
    let place_of = |number: &i64| standing.iter().position(|option| option.number == *number);
    let (mut papers, mut people, mut lost, mut left_out) = (Vec::new(), 0, 0, 0);
    for (order, many) in orders {
        people += many;
        let ranked: Vec<usize> = order.numbers().iter().filter_map(place_of).collect();
        if ranked.is_empty() {
            lost += many;
            continue;
        }
        if ranked.len() < standing.len() {
            left_out += many;
        }
        let paper = Paper::strict(ranked);
        papers.extend((0..*many).map(|_| paper.clone()));
    }
    let ids: Vec<String> = standing.iter().map(|option| option.number.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let ties = TieBreak::BySeed(seed.to_owned());
    let runoff = instant_runoff(&ids, &papers, &ties)?;
    let schulze = schulze(&ids, &papers, &ties)?;
    let mut lot: Vec<(usize, usize)> = ties.ranks(ids.iter().copied()).into_iter().zip(0..).collect();
    lot.sort_unstable();
    let mut rounds: Vec<Round> = Vec::with_capacity(runoff.rounds.len());
    for round in runoff.rounds {
        // No two options share a place, so every vote is whole.
        let votes: Vec<Option<u64>> = round.votes.iter().map(|votes| votes.as_ref().map(Exact::rounded)).collect();
        let gained = votes
            .iter()
            .enumerate()
            .map(|(option, now)| {
                let before = rounds.last().and_then(|before| before.votes.get(option).copied().flatten());
                before.map_or(0, |before| now.unwrap_or(before).saturating_sub(before))
            })
            .collect();
        rounds.push(Round {
            gained,
            counting: votes.iter().flatten().sum(),
            exhausted: round.exhausted,
            out: round.struck_out.map(|out| Out { option: out.option, tie: out.tie }),
            votes,
        });
    }
    Ok(Counted {
        people,
        lost,
        left_out,
        runoff_winner: runoff.winner,
        rounds,
        schulze,
        lot: lot.into_iter().map(|(_, option)| option).collect(),
        options: standing,
    })
}

//! The outcome of a budget vote, which explains itself: who won, what it cost, and why each project won or not.

use serde::{Deserialize, Serialize};

use super::electorate::Utility;
use super::exact::Exact;

/// What a rule decided, and how. Projects and ballots are named by their place in the election, counted from 0.
/// Money is in minor units (pence).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// How much there was to spend.
    pub budget: u64,
    /// How much the winners cost together.
    pub spend: u64,
    /// In the order they won.
    pub winners: Vec<usize>,
    /// One for each winner, in the same order.
    pub rounds: Vec<Round>,
    /// One for each project of the election, in its order.
    pub fates: Vec<Fate>,
    /// How many voters supported each project (not their points), in the order of the election.
    pub supporters: Vec<u64>,
    /// How equal shares came to its outcome; nothing for the greedy rules.
    pub shares: Option<Shares>,
    /// How many voters got something they supported.
    pub coverage: Coverage,
}

/// One purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// What was bought, by its place in the election.
    pub project: usize,
    /// Whether it was bought by votes alone: by a greedy rule, or by greedy completion after equal shares.
    pub greedily: bool,
    /// What a supporter paid who could pay in full. With [`Utility::Points`] it is the price of one point. For a
    /// greedy purchase nobody paid from a share of their own: it is the cost divided by the supporters.
    pub price: Exact,
    /// How many voters support it.
    pub supporters: u64,
    /// Supporters who had less than the price and paid all they had.
    pub paid_less: u64,
    /// Projects that were exactly as good and lost this round by the tie rule; a hundred of them at most.
    pub tied: Vec<usize>,
}

/// How many tied projects a round names. Were it all of them, a file with many projects and hardly a vote would need
/// memory for each pair.
pub(super) const MOST_TIED: usize = 100;

/// The voters' money under equal shares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shares {
    /// What each voter held at the start of the run that decided.
    pub share: Exact,
    /// By how many increments completion had raised it.
    pub raises: u64,
    /// How many runs were worked out to find it. The other increments were certain to give the same winners.
    pub runs: u64,
    /// What is left in the voters' purses; voters who chose alike have the same left.
    pub purses: Vec<Purse>,
    /// For each ballot, the place of its purse in `purses`.
    pub purse_of_ballot: Vec<usize>,
}

/// Voters who chose the same projects, and under [`Utility::Points`] gave each the same points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purse {
    /// What they chose, by place in the election.
    pub projects: Vec<usize>,
    /// How many they are.
    pub voters: u64,
    /// What each of them has left.
    pub left: Exact,
}

/// How many voters got at least one project they supported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// How many voted.
    pub voters: u64,
    /// How many of them support at least one winner.
    pub with_funded: u64,
    /// In the order of the branches' names, voters without a branch first; empty if no voter has a branch. Counts are
    /// as they are: whoever publishes them decides whether small ones must be hidden.
    pub by_branch: Vec<BranchCoverage>,
}

/// How many voters of one branch got at least one project they supported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BranchCoverage {
    /// The branch; nothing for voters without one.
    pub branch: Option<String>,
    /// How many of its voters voted.
    pub voters: u64,
    /// How many of them support at least one winner.
    pub with_funded: u64,
}

/// Why a project won or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "kebab-case", rename_all_fields = "snake_case")]
pub enum Fate {
    /// Its supporters paid for it out of their shares. Rounds count from 1.
    Won {
        /// The round it won in, from 1.
        round: u64,
        /// What a supporter paid who could pay in full.
        price: Exact,
        /// How many voters support it.
        supporters: u64,
        /// How many of them had less and paid all they had.
        paid_less: u64,
    },
    /// It was next by votes, or by votes for its cost, and it fitted.
    WonByVotes {
        /// The round it won in, from 1.
        round: u64,
        /// How many voters support it.
        supporters: u64,
    },
    /// Nobody supported it.
    NoSupport,
    /// Its points, or votes where there are no points, are fewer than any project needs.
    ScoreTooLow {
        /// What it has.
        score: u64,
        /// What any project needs.
        least: u64,
    },
    /// In the end its supporters had only `together`, less than it costs.
    SupportersShort {
        /// How many voters support it.
        supporters: u64,
        /// What they had left between them.
        together: Exact,
        /// What it costs.
        cost: u64,
    },
    /// When its turn came, less was left of the budget than it costs.
    NotEnoughLeft {
        /// What was left of the budget.
        left: u64,
        /// What it costs.
        cost: u64,
    },
    /// Less was left under the cap of its category than it costs.
    OverCap {
        /// The category.
        category: String,
        /// Its cap.
        limit: u64,
        /// What was left under it.
        left: u64,
        /// What the project costs.
        cost: u64,
    },
}

impl Fate {
    /// Whether it was bought.
    pub fn won(&self) -> bool {
        matches!(self, Fate::Won { .. } | Fate::WonByVotes { .. })
    }

    /// The reason in plain English. `money` writes an amount, for example [`pounds`](super::pounds).
    pub fn sentence(&self, utility: Utility, money: impl Fn(&Exact) -> String) -> String {
        let whole = |amount: u64| money(&Exact::ratio(amount, 1));
        match self {
            Fate::Won { round, price, supporters, paid_less } => {
                let each = match (utility, supporters) {
                    (Utility::Points, _) => format!("about {} for each point they gave it", money(price)),
                    (Utility::Cost, 1) => money(price),
                    (Utility::Cost, _) => format!("about {} each", money(price)),
                };
                let less = match paid_less {
                    0 => String::new(),
                    1 => " One of them had less left, and paid all of it.".to_owned(),
                    some => format!(" {some} of them had less left, and paid all of it."),
                };
                let who = people(*supporters, "supporter");
                format!("Funded in round {round}: its {who} paid {each} from their equal shares of the budget.{less}")
            }
            Fate::WonByVotes { round, supporters } => format!(
                "Funded in round {round}: {} chose it, and there was enough money left when its turn came.",
                people(*supporters, "voter")
            ),
            Fate::NoSupport => "Not funded: nobody chose it.".to_owned(),
            // Points may be counted in parts of a point, so no figure here: who prints it knows the parts.
            Fate::ScoreTooLow { .. } => "Not funded: it has fewer votes or points than a project needs.".to_owned(),
            Fate::SupportersShort { supporters, together, cost } => format!(
                "Not funded: it costs {}, but its {} had only {} left between them.",
                whole(*cost),
                people(*supporters, "supporter"),
                money(together)
            ),
            Fate::NotEnoughLeft { left, cost } => format!(
                "Not funded: it costs {}, but only {} of the budget was left when its turn came.",
                whole(*cost),
                whole(*left)
            ),
            Fate::OverCap { category, limit, left, cost } => format!(
                "Not funded: at most {} may be spent on “{category}”. Only {} of that was left, and it costs {}.",
                whole(*limit),
                whole(*left),
                whole(*cost)
            ),
        }
    }
}

fn people(count: u64, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

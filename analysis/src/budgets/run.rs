//! One run of the Method of Equal Shares, and how long its winners would stay the same.
//!
//! Every voter holds the same sum. In each round, a project can be bought if its supporters together can pay for it;
//! they share the cost equally, and those who have less than an equal share pay all they have. Of the projects that
//! can be bought, the one that asks least of its supporters for what it is worth to them is bought. When none can be
//! bought, the run ends.
//!
//! Completion repeats the run with every voter holding one increment more, tens of thousands of times if increments
//! are small. Almost always nothing changes but the prices. So, beside each voter's money, a run also follows by how
//! much that money would differ with one increment more (its *slope*), and for every decision it takes, for how many
//! further increments that decision is certain to stand ([`Run::steady`]). Runs that are certain to have the same
//! winners are then skipped. This changes nothing in the outcome: a skipped run is one whose decisions are all known.
//!
//! Why the decisions stand, with `t` further increments (all sums below are linear in `t`; `V` is a voter's money, `A`
//! its slope and `w` the voter's weight for a project; `R`, `S` and `U` are a price's money, slope and weight):
//! * Those who pay all they have for a winner go on doing so while `(V + tA) U ≤ (R − tS) w`. Those who
//!   pay a full share go on doing so for every `t`, because their money grows and the share shrinks.
//! * A project that was not bought costs, at any later `t`, at least its price worked out with the same division into
//!   poor and rich, because the least money a price can raise is found with that very division, and any other gives
//!   a bound that is too high. Prices from earlier rounds are bounds for the same reason that they are in a single
//!   run: money only gets less from round to round.
//! * A project that cannot be paid for stays so while its supporters' money, with its slope, is below its cost.

use super::electorate::Supporter;
use super::outcome::MOST_TIED;
use super::wide::{Number, TooNarrow};

/// What does not change from run to run.
pub(super) struct Field {
    pub voters: u64,
    pub budget: u64,
    /// How much more every voter holds in each further run; 0 if there is only one run.
    pub increment: u64,
    pub group_sizes: Vec<u64>,
    pub projects: Vec<Candidate>,
    pub cap_limits: Vec<u64>,
}

pub(super) struct Candidate {
    pub cost: u64,
    /// What one unit of weight is worth: the cost under cost utilities, 1 under points.
    pub worth: u64,
    pub weight: u64,
    pub rank: usize,
    /// Places in [`Field::cap_limits`].
    pub caps: Vec<usize>,
}

impl Candidate {
    pub(super) fn fits_caps(&self, cap_left: &[u64]) -> bool {
        self.caps.iter().all(|cap| cap_left.get(*cap).is_none_or(|left| *left >= self.cost))
    }
}

pub(super) struct Run<T> {
    pub winners: Vec<usize>,
    pub spend: u64,
    /// The winners are the same for at least this many further increments.
    pub steady: u64,
    /// One smallest coin is `1 / coin` of a minor unit.
    pub coin: T,
    /// What each group's voter has left, in smallest coins.
    pub left: Vec<T>,
    pub purchases: Vec<Purchase<T>>,
}

pub(super) struct Purchase<T> {
    pub project: usize,
    /// The price per unit of weight is `money / (coin × weight)`.
    pub money: T,
    pub coin: T,
    pub weight: u64,
    /// Voters who paid all they had because it was less than the price.
    pub paid_less: u64,
    /// Projects that asked exactly as much and lost by the tie rule.
    pub tied: Vec<usize>,
}

/// What a project would ask of its supporters: the rich together pay `money − t × slope` smallest coins, shared by
/// their `weight`.
#[derive(Clone)]
struct Price<T> {
    money: T,
    slope: T,
    weight: u64,
    /// How many entries at the head of the project's supporter list pay all they have.
    poor: usize,
    /// The number of purchases made when it was worked out; none if it is only the first bound.
    made_after: Option<usize>,
}

impl<T> Price<T> {
    fn weight_times(&self, worth: u64) -> u128 {
        u128::from(self.weight) * u128::from(worth)
    }
}

/// Longer than any search, and small enough that adding two does not overflow.
const FOREVER: u64 = 1 << 62;

/// The money in everybody's purse at one moment of a run.
struct Purses<T> {
    coin: T,
    money: Vec<T>,
    slopes: Vec<T>,
    /// For how many further increments all decisions so far stand. Once it is 0, slopes are no longer followed.
    steady: u64,
}

impl<T: Number> Purses<T> {
    /// A decision stands while `t × rate ≤ slack`.
    fn stands_while(&mut self, slack: &T, rate: &T) {
        self.steady = slack.quotient_up_to(rate, self.steady);
    }

    /// What these voters hold together.
    fn money_of(&self, field: &Field, voters: &[Supporter]) -> Result<T, TooNarrow> {
        total(&self.money, field, voters)
    }

    /// By how much that would differ with one increment more.
    fn slope_of(&self, field: &Field, voters: &[Supporter]) -> Result<T, TooNarrow> {
        if self.steady == 0 { Ok(T::zero()) } else { total(&self.slopes, field, voters) }
    }
}

fn total<T: Number>(purses: &[T], field: &Field, voters: &[Supporter]) -> Result<T, TooNarrow> {
    let mut sum = T::zero();
    for (group, _) in voters {
        match (purses.get(*group), field.group_sizes.get(*group)) {
            (Some(purse), Some(1)) => sum = sum.plus(purse)?,
            (Some(purse), Some(size)) => sum = sum.plus(&purse.times(*size)?)?,
            _ => {}
        }
    }
    Ok(sum)
}

/// Runs equal shares with `raises` increments added to every voter's share. `supporters` lists each project's
/// supporting groups; their order is changed. `thorough` works out every price in every round, to note ties.
pub(super) fn run<T: Number>(
    field: &Field,
    supporters: &mut [Vec<Supporter>],
    raises: u64,
    thorough: bool,
) -> Result<Run<T>, TooNarrow> {
    let mut purses = opening_purses::<T>(field, raises)?;
    let mut live: Vec<(usize, Price<T>)> = Vec::new();
    for (number, project) in field.projects.iter().enumerate().filter(|(_, project)| project.weight > 0) {
        // Nobody is known to be poor yet: a first bound from below.
        let money = purses.coin.times(project.cost)?;
        let price = Price { money, slope: T::zero(), weight: project.weight, poor: 0, made_after: None };
        live.push((number, price));
    }
    let mut cap_left = field.cap_limits.clone();
    let (mut winners, mut purchases, mut spend) = (Vec::new(), Vec::new(), 0_u64);
    loop {
        live.retain(|(number, _)| field.projects.get(*number).is_some_and(|project| project.fits_caps(&cap_left)));
        if thorough {
            for place in (0..live.len()).rev() {
                refresh(field, supporters, &mut purses, &mut live, place, winners.len())?;
            }
        }
        let Some((winner, price)) = cheapest(field, supporters, &mut purses, &mut live, winners.len())? else { break };
        let (Some(project), Some(list)) = (field.projects.get(winner), supporters.get(winner)) else { break };
        let mut tied = Vec::new();
        if thorough {
            for (rival, other) in &live {
                let Some(candidate) = field.projects.get(*rival) else { continue };
                let (theirs, ours) = cross(other, candidate, &price, project)?;
                if theirs == ours && tied.len() < MOST_TIED {
                    tied.push(*rival);
                }
            }
        }
        if purses.steady > 0 {
            stands_against_rivals(field, &mut purses, &live, project, &price)?;
            poor_stay_poor(&mut purses, list.get(..price.poor).unwrap_or_default(), &price)?;
        }
        let poor = list.get(..price.poor).unwrap_or_default().iter();
        let paid_less = poor.filter_map(|(group, _)| field.group_sizes.get(*group)).sum();
        let coin = purses.coin.clone();
        pay(&mut purses, list, &price, &mut live)?;
        for cap in &project.caps {
            if let Some(left) = cap_left.get_mut(*cap) {
                *left = left.saturating_sub(project.cost);
            }
        }
        spend = spend.saturating_add(project.cost);
        winners.push(winner);
        purchases.push(Purchase { project: winner, money: price.money, coin, weight: price.weight, paid_less, tied });
    }
    Ok(Run { winners, spend, steady: purses.steady, coin: purses.coin, left: purses.money, purchases })
}

fn opening_purses<T: Number>(field: &Field, raises: u64) -> Result<Purses<T>, TooNarrow> {
    let common = num_integer::gcd(field.budget, field.voters).max(1);
    let coin = field.voters / common;
    let slope = T::from_u64(field.increment)?.times(coin)?;
    let share = slope.times(raises)?.plus(&T::from_u64(field.budget / common)?)?;
    let groups = field.group_sizes.len();
    Ok(Purses {
        coin: T::from_u64(coin)?,
        money: vec![share; groups],
        slopes: vec![slope; groups],
        steady: if field.increment == 0 { 0 } else { FOREVER },
    })
}

/// Takes the project with the lowest price from the list. Prices never fall during a run, so a project whose price
/// was already too high some rounds ago need not be looked at again.
fn cheapest<T: Number>(
    field: &Field,
    supporters: &mut [Vec<Supporter>],
    purses: &mut Purses<T>,
    live: &mut Vec<(usize, Price<T>)>,
    round: usize,
) -> Result<Option<(usize, Price<T>)>, TooNarrow> {
    loop {
        let mut best: Option<(usize, &Candidate, &Price<T>)> = None;
        for (place, (number, price)) in live.iter().enumerate() {
            let Some(project) = field.projects.get(*number) else { continue };
            let ahead = match best {
                None => true,
                Some((_, leader, leading)) => {
                    let (ours, theirs) = cross(price, project, leading, leader)?;
                    (ours, project.rank) < (theirs, leader.rank)
                }
            };
            if ahead {
                best = Some((place, project, price));
            }
        }
        let Some((place, _, price)) = best else { return Ok(None) };
        if price.made_after == Some(round) {
            return Ok(Some(live.remove(place)));
        }
        refresh(field, supporters, purses, live, place, round)?;
    }
}

/// The two prices, per unit of what the project is worth, brought to a common denominator.
fn cross<T: Number>(a: &Price<T>, of_a: &Candidate, b: &Price<T>, of_b: &Candidate) -> Result<(T, T), TooNarrow> {
    Ok((a.money.times_wide(b.weight_times(of_b.worth))?, b.money.times_wide(a.weight_times(of_a.worth))?))
}

/// Works out a project's price from what its supporters hold now, or strikes it off the list if they cannot pay.
fn refresh<T: Number>(
    field: &Field,
    supporters: &mut [Vec<Supporter>],
    purses: &mut Purses<T>,
    live: &mut Vec<(usize, Price<T>)>,
    place: usize,
    round: usize,
) -> Result<(), TooNarrow> {
    let Some((number, price)) = live.get_mut(place) else { return Ok(()) };
    let (Some(project), Some(list)) = (field.projects.get(*number), supporters.get_mut(*number)) else { return Ok(()) };
    let cost = purses.coin.times(project.cost)?;
    let (poor, rich) = list.split_at(price.poor.min(list.len()));
    let (mut poor_money, mut poor_slope) = (purses.money_of(field, poor)?, purses.slope_of(field, poor)?);
    let together = poor_money.plus(&purses.money_of(field, rich)?)?;
    if together < cost {
        if purses.steady > 0 {
            // Struck off while the sum stays at least one smallest coin short.
            let short = cost.less(&together).less(&T::from_u64(1)?);
            purses.stands_while(&short, &poor_slope.plus(&purses.slope_of(field, rich)?)?);
        }
        live.remove(place);
        return Ok(());
    }
    // Whoever cannot pay an equal share pays all they have, which raises the share of the others, until all can pay.
    // Who was poor in an earlier round still is: they hold no more, and the price is no lower.
    let mut poor_until = price.poor;
    let mut weight = price.weight;
    loop {
        let to_pay = cost.less(&poor_money);
        let share = to_pay.less(&T::from_u64(1)?).over(weight);
        let (was, mut newly_poor) = (poor_until, 0);
        for place in was..list.len() {
            let Some((group, per_voter)) = list.get(place).copied() else { continue };
            let Some(money) = purses.money.get(group) else { continue };
            // `money < to_pay × per_voter / weight`, and for a weight of 1 against the whole number just below.
            let poor = if per_voter == 1 { *money <= share } else { money.times(weight)? < to_pay.times(per_voter)? };
            if poor {
                list.swap(poor_until, place);
                poor_until += 1;
                newly_poor += field.group_sizes.get(group).copied().unwrap_or(0) * per_voter;
            }
        }
        if poor_until == was || newly_poor >= weight {
            *price = Price { money: to_pay, slope: poor_slope, weight, poor: was, made_after: Some(round) };
            return Ok(());
        }
        weight -= newly_poor;
        let newly_poor = list.get(was..poor_until).unwrap_or_default();
        poor_money = poor_money.plus(&purses.money_of(field, newly_poor)?)?;
        poor_slope = poor_slope.plus(&purses.slope_of(field, newly_poor)?)?;
    }
}

/// The winner stays ahead of every project still in the running.
fn stands_against_rivals<T: Number>(
    field: &Field,
    purses: &mut Purses<T>,
    live: &[(usize, Price<T>)],
    winner: &Candidate,
    price: &Price<T>,
) -> Result<(), TooNarrow> {
    let one = T::from_u64(1)?;
    for (number, rival) in live {
        let Some(project) = field.projects.get(*number) else { continue };
        let (ours, theirs) = (rival.weight_times(project.worth), price.weight_times(winner.worth));
        let falls = rival.slope.times_wide(theirs)?.less(&price.slope.times_wide(ours)?);
        if falls.is_zero() {
            continue;
        }
        let mut lead = rival.money.times_wide(theirs)?.less(&price.money.times_wide(ours)?);
        if project.rank < winner.rank {
            // At the same price the rival would win the tie.
            lead = lead.less(&one);
        }
        purses.stands_while(&lead, &falls);
    }
    Ok(())
}

/// Those who pay all they have for the winner go on doing so.
fn poor_stay_poor<T: Number>(purses: &mut Purses<T>, poor: &[Supporter], price: &Price<T>) -> Result<(), TooNarrow> {
    for (group, per_voter) in poor {
        let (Some(money), Some(slope)) = (purses.money.get(*group), purses.slopes.get(*group)) else { continue };
        let slack = price.money.times(*per_voter)?.less(&money.times(price.weight)?);
        let rate = slope.times(price.weight)?.plus(&price.slope.times(*per_voter)?)?;
        purses.stands_while(&slack, &rate);
    }
    Ok(())
}

/// Takes the price from the supporters' purses, in coins as much smaller as the sum needs.
fn pay<T: Number>(
    purses: &mut Purses<T>,
    supporters: &[Supporter],
    price: &Price<T>,
    live: &mut [(usize, Price<T>)],
) -> Result<(), TooNarrow> {
    let follow = purses.steady > 0;
    let mut common = price.money.gcd_with(price.weight);
    if follow {
        common = price.slope.gcd_with(common);
    }
    let finer = price.weight / common.max(1);
    let (money_each, slope_each) = (price.money.over(common), price.slope.over(common));
    if finer != 1 {
        purses.coin = purses.coin.times(finer)?;
        for money in purses.money.iter_mut().filter(|money| !money.is_zero()) {
            *money = money.times(finer)?;
        }
        for (_, other) in live.iter_mut() {
            other.money = other.money.times(finer)?;
        }
        if follow {
            for slope in purses.slopes.iter_mut().filter(|slope| !slope.is_zero()) {
                *slope = slope.times(finer)?;
            }
            for (_, other) in live.iter_mut() {
                other.slope = other.slope.times(finer)?;
            }
        }
    }
    for (place, (group, per_voter)) in supporters.iter().enumerate() {
        let (Some(money), Some(slope)) = (purses.money.get_mut(*group), purses.slopes.get_mut(*group)) else {
            continue;
        };
        if place < price.poor {
            (*money, *slope) = (T::zero(), T::zero());
            continue;
        }
        *money = money.less(&money_each.times(*per_voter)?);
        if follow {
            *slope = slope.plus(&slope_each.times(*per_voter)?)?;
        }
    }
    Ok(())
}

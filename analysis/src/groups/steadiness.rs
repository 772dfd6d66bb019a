//! Into how many groups: the number that sets people best apart; but after an earlier run the number taken then stays
//! until another is better by more than chance explains, several runs in a row.
//!
//! **Why a margin.** Two numbers of groups may differ by a thousandth in silhouette, and then a handful of answers
//! decides which is ahead: a quarter of the people would be told that they belong to another group although nobody
//! changed their mind. Polis only counts runs (`group-k-smoother`), which puts such a change off and does not prevent
//! it, for a lead of a thousandth can last four runs.
//!
//! **What is compared.** Every number of groups stands there with its best fresh division; the number taken before also
//! with the division of the run before, if that is better. What people are shown while the number stays is the earlier
//! division (`grouping`), which may have grown stale; that must not make another number look better.
//!
//! **What chance explains.** Both numbers divide the same people on the same map, so the silhouettes are compared
//! person by person, and what makes both of them uncertain alike cancels out. The mean of these differences has a
//! standard error, and another number must be ahead by [two](super::Settings::steady_margin) of it. The standard error
//! would be far too small if everybody were a witness of their own: when an axis of the map turns or a centre moves,
//! all who stand close together get nearer to, or farther from, the same neighbours. So those who stand together, a
//! base cluster, are one witness, who counts for as many as they are (the usual standard error of a mean over
//! clusters of unequal size: Cochran 1977, *Sampling Techniques*, chapter 9A; Liang and Zeger 1986). docs/scale.md
//! has figures: in a near tie of 10,000 people the lead wandered by four of the first standard error while nobody
//! changed their mind, and by less than half of the second.
//!
//! **Not an exact test.** Base clusters are made from the same places on the map that the silhouettes are taken of, and
//! made anew as people move. The theory is about clusters that were there before anybody looked, and witnesses who do
//! not know of each other; and the best of several divisions is better than a division. So two standard errors is a
//! rule of thumb, whose worth is what it does in docs/scale.md. It must not be read as "wrong once in forty times".
//!
//! **What follows from it.** A change back needs the same margin the other way, so numbers that fit equally well
//! cannot take turns. There are a hundred base clusters at most, so the margin hardly shrinks as more people come: a
//! lead of a hundredth is not worth telling thousands of people that their group is gone, however certain it is. And
//! as the run from scratch knows no margin, it may take another number than runs that followed one another.

use super::report::Steadiness;

/// What another number of groups has to show, from the settings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Steady {
    /// How many runs in a row it must be clearly better.
    pub runs: u32,
    /// By how many standard errors.
    pub margin: f64,
}

/// A number of groups that was tried.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Standing<'a> {
    pub groups: usize,
    /// The mean silhouette of everybody.
    pub silhouette: f64,
    /// The silhouettes of the people in each base cluster, added up.
    pub by_base_cluster: &'a [f64],
}

/// Which of `tried` to take, by place, and what the next run has to know. `people` says how many there are in each base
/// cluster.
///
/// With nothing before, or when the number taken before is not possible now: the number with the best silhouette, the
/// fewest groups on a tie. Otherwise the number taken before, until another has been clearly better `steady.runs` runs
/// in a row. Where several are, those count that are not clearly worse than the best of them: the one that was counted
/// in the last run, or else the one with the fewest groups. By the best alone, two others that fit equally well would
/// set each other back for ever.
pub(super) fn choose(
    tried: &[Standing<'_>],
    people: &[f64],
    steady: Steady,
    before: Option<&Steadiness>,
) -> (Option<usize>, Steadiness) {
    let Some(best) = best(tried, |_| true) else { return (None, Steadiness::default()) };
    let place_of = |groups: usize| tried.iter().position(|standing| standing.groups == groups);
    let kept = before.and_then(|before| place_of(before.groups));
    let winner = kept.map_or(best, |kept| {
        let clearly = |one: usize, other: usize| clearly_better(&tried[one], &tried[other], people, steady.margin);
        let Some(best) = self::best(tried, |place| clearly(place, kept)) else { return kept };
        let last = before.and_then(|before| place_of(before.winner));
        let stands = |place: &usize| clearly(*place, kept) && !clearly(best, *place);
        last.filter(stands).or_else(|| (0..tried.len()).find(stands)).unwrap_or(best)
    });
    let runs = match before {
        Some(before) if before.winner == tried[winner].groups => before.runs.saturating_add(1),
        _ => 1,
    };
    let taken = kept.filter(|_| runs < steady.runs).unwrap_or(winner);
    (Some(taken), Steadiness { groups: tried[taken].groups, winner: tried[winner].groups, runs })
}

/// The place of the best silhouette among those that `may` stand, the first on a tie.
fn best(tried: &[Standing<'_>], may: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best: Option<usize> = None;
    for place in (0..tried.len()).filter(|place| may(*place)) {
        if best.is_none_or(|best| tried[place].silhouette > tried[best].silhouette) {
            best = Some(place);
        }
    }
    best
}

/// Whether one number of groups is better than another by more than chance explains.
fn clearly_better(one: &Standing<'_>, other: &Standing<'_>, people: &[f64], margin: f64) -> bool {
    let lead = one.silhouette - other.silhouette;
    let (mut everybody, mut witnesses, mut squares) = (0.0, 0.0, 0.0);
    for ((one, other), people) in one.by_base_cluster.iter().zip(other.by_base_cluster).zip(people) {
        everybody += people;
        witnesses += 1.0;
        squares += (one - other - lead * people).powi(2);
    }
    // Without a second witness nothing can be said against the first.
    let variance = if witnesses > 1.0 { squares * witnesses / (witnesses - 1.0) } else { 0.0 };
    lead > 0.0 && lead * everybody > margin * variance.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEADY: Steady = Steady { runs: 3, margin: 2.0 };
    const PEOPLE: [f64; 4] = [10.0, 10.0, 20.0, 20.0];

    /// The silhouettes of the people in each of four base clusters, for two groups, three, …
    fn numbers(each: &[[f64; 4]], before: Option<&Steadiness>) -> Steadiness {
        let added: Vec<[f64; 4]> = each.iter().map(|each| std::array::from_fn(|b| each[b] * PEOPLE[b])).collect();
        let tried: Vec<Standing<'_>> = (added.iter().zip(2..))
            .map(|(added, groups)| Standing {
                groups,
                silhouette: added.iter().sum::<f64>() / 60.0,
                by_base_cluster: added,
            })
            .collect();
        let (place, steadiness) = choose(&tried, &PEOPLE, STEADY, before);
        assert_eq!(place.map(|place| tried[place].groups), Some(steadiness.groups));
        steadiness
    }

    fn steadiness(groups: usize, winner: usize, runs: u32) -> Steadiness {
        Steadiness { groups, winner, runs }
    }

    #[test]
    fn with_nothing_before_the_smallest_lead_decides_and_on_a_tie_the_fewest_groups() {
        assert_eq!(numbers(&[[0.5; 4], [0.5, 0.5, 0.5, 0.51]], None), steadiness(3, 3, 1));
        assert_eq!(numbers(&[[0.5; 4], [0.5; 4]], None), steadiness(2, 2, 1));
        // What was taken before cannot be taken any more.
        assert_eq!(numbers(&[[0.5; 4], [0.5, 0.5, 0.5, 0.51]], Some(&steadiness(5, 5, 9))), steadiness(3, 3, 1));
    }

    #[test]
    fn a_lead_that_some_places_make_and_others_unmake_changes_nothing() {
        let mut now = steadiness(2, 2, 1);
        for run in 2..9 {
            now = numbers(&[[0.5; 4], [0.9, 0.3, 0.4, 0.7]], Some(&now));
            assert_eq!(now, steadiness(2, 2, run));
        }
        // Nor does one that a single place makes, however large.
        assert_eq!(numbers(&[[0.0; 4], [0.0, 0.0, 0.0, 1.0]], Some(&now)).winner, 2);
    }

    #[test]
    fn a_lead_in_most_places_is_followed_with_the_third_run_in_a_row() {
        let (two, three) = ([0.5; 4], [0.6, 0.55, 0.6, 0.65]);
        let first = numbers(&[two, three], Some(&steadiness(2, 2, 9)));
        assert_eq!(first, steadiness(2, 3, 1));
        // A run between in which it was not ahead: from the beginning again.
        let between = numbers(&[two, two], Some(&first));
        assert_eq!(between, steadiness(2, 2, 1));
        let mut now = between;
        for expected in [steadiness(2, 3, 1), steadiness(2, 3, 2), steadiness(3, 3, 3), steadiness(3, 3, 4)] {
            now = numbers(&[two, three], Some(&now));
            assert_eq!(now, expected);
        }
    }

    #[test]
    fn two_others_that_fit_equally_well_do_not_set_each_other_back() {
        let (two, three, four) = ([0.2; 4], [0.6, 0.55, 0.6, 0.65], [0.55, 0.6, 0.65, 0.59]);
        let first = numbers(&[two, three, four], Some(&steadiness(2, 2, 9)));
        assert_eq!(first, steadiness(2, 3, 1));
        // Four groups ahead by a hair: three are counted on, and four if those were counted before.
        let ahead = four.map(|each| each + 0.02);
        let second = numbers(&[two, three, ahead], Some(&first));
        assert_eq!(second, steadiness(2, 3, 2));
        assert_eq!(numbers(&[two, three, ahead], Some(&second)), steadiness(3, 3, 3));
        assert_eq!(numbers(&[two, three, four], Some(&steadiness(2, 4, 1))), steadiness(2, 4, 2));
        // Where neither was counted before, the fewest.
        assert_eq!(numbers(&[two, three, ahead], Some(&steadiness(2, 2, 9))), steadiness(2, 3, 1));
        // By far.
        let ahead = four.map(|each| each + 0.2);
        assert_eq!(numbers(&[two, three, ahead], Some(&first)), steadiness(2, 4, 1));
    }

    #[test]
    fn whoever_stands_together_counts_as_one_witness() {
        let lead = |each: &[f64], people: &[f64]| {
            let added: Vec<f64> = each.iter().zip(people).map(|(each, people)| each * people).collect();
            let nothing = vec![0.0; people.len()];
            let silhouette = added.iter().sum::<f64>() / people.iter().sum::<f64>();
            let one = Standing { groups: 3, silhouette, by_base_cluster: &added };
            let other = Standing { groups: 2, silhouette: 0.0, by_base_cluster: &nothing };
            clearly_better(&one, &other, people, 2.0)
        };
        assert!(!lead(&[0.3, -0.1], &[500.0, 500.0]), "two witnesses who contradict each other");
        let each: Vec<f64> = (0..1000).map(|person| if person % 2 == 0 { 0.3 } else { -0.1 }).collect();
        assert!(lead(&each, &[1.0; 1000]), "the same people and silhouettes, each a witness");
    }
}

//! A name stays with what it was given to, whatever the map does meanwhile.

use proptest::prelude::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use soundings_analysis::groups::{Choice, Group, Settings, StatementFigures, Vote, VoteMatrix, analyse};

use super::*;

const fn tally(agree: u32, disagree: u32, pass: u32) -> Tally {
    Tally { agree, disagree, pass }
}

/// A map with these answers: for each statement, those of each group.
fn map(statements: &[Vec<Tally>]) -> Report {
    let groups = statements.first().map_or(0, Vec::len);
    let figures = |(number, groups): (i64, &Vec<Tally>)| StatementFigures {
        id: number,
        moderated_out: false,
        is_meta: false,
        counts: groups.iter().fold(Tally::default(), |mut sum, one| {
            sum += *one;
            sum
        }),
        group_counts: groups.clone(),
        loadings: [0.0; 2],
        extremity: 0.0,
        priority: 0.0,
    };
    Report {
        statements: (1..).zip(statements).map(figures).collect(),
        groups: (0..groups).map(|id| Group { id, people: 20, centre: [0.0; 2], representative: Vec::new() }).collect(),
        ..Report::default()
    }
}

/// Groups that each agree with a third of twelve statements, nine in ten, and are against the rest.
fn apart(groups: usize, people: u32) -> Vec<Vec<Tally>> {
    let (most, few) = (people * 9 / 10, people / 10);
    let own = |statement: usize, group: usize| statement % groups == group;
    (0..12)
        .map(|statement| {
            (0..groups)
                .map(|group| if own(statement, group) { tally(most, few, 0) } else { tally(few, most, 0) })
                .collect()
        })
        .collect()
}

fn named(report: &Report) -> Vec<Marks> {
    (0..report.groups.len()).map(|place| Marks::of(report, place).unwrap()).collect()
}

fn groups(names: &[Marks], report: &Report) -> Vec<Option<usize>> {
    groups_of(&names.iter().collect::<Vec<_>>(), report)
}

#[test]
fn what_is_written_is_read_again_and_nothing_else_is() {
    let report = map(&apart(3, 40));
    for marks in named(&report) {
        assert_eq!(Marks::read(&marks.written()), Some(marks));
    }
    let long: Vec<String> = (1..=21).map(|number| format!("{number}:500:-500")).collect();
    for bad in [
        "",
        " ",
        "1",
        "1:2",
        "1:2:3:4",
        "1:1001:0",
        "1:0:-1001",
        "1:5:5",
        "0:1:2",
        "2:1:2 1:1:2",
        "1:1:2 1:1:2",
        "x:1:2",
        "1:1:2  2:1:2",
        "1:1:99999999999999999999",
        "-1:1:2",
        &long.join(" "),
    ] {
        assert_eq!(Marks::read(bad), None, "{bad:?}");
    }
    assert!(Marks::read(&long[..20].join(" ")).is_some());
}

#[test]
fn few_answers_or_one_mind_are_no_marks() {
    assert_eq!(Marks::of(&map(&apart(2, 4)), 0), None, "four people are not described");
    assert_eq!(Marks::of(&map(&[vec![tally(20, 2, 0), tally(30, 4, 0)]]), 0), None);
    assert_eq!(Marks::of(&map(&apart(2, 40)), 2), None, "there is no such group");
    assert_eq!(Marks::of(&Report::default(), 0), None);
}

#[test]
fn the_clearest_mark_says_which_way() {
    let report = map(&[vec![tally(20, 10, 0), tally(10, 20, 0)], vec![tally(2, 28, 0), tally(28, 2, 0)]]);
    assert_eq!(Marks::of(&report, 0).unwrap().clearest(), Some((2, false)));
    assert_eq!(Marks::of(&report, 1).unwrap().clearest(), Some((2, true)));
}

#[test]
fn a_group_that_is_dissolved_among_the_others_loses_its_name_and_the_others_keep_theirs() {
    let before = apart(3, 40);
    let names = named(&map(&before));
    // The third group's people went half to the first and half to the second.
    let half = |whole: Tally| tally(whole.agree / 2, whole.disagree / 2, whole.pass / 2);
    let after: Vec<Vec<Tally>> = before
        .iter()
        .map(|of| {
            let with = |mut own: Tally| {
                own += half(of[2]);
                own
            };
            vec![with(of[0]), with(of[1])]
        })
        .collect();
    assert_eq!(groups(&names, &map(&after)), [Some(0), Some(1), None]);
}

#[test]
fn a_group_that_split_in_two_alike_leaves_its_name_waiting_and_so_does_one_that_everybody_joined() {
    let before = apart(2, 40);
    let names = named(&map(&before));
    let split: Vec<Vec<Tally>> = before.iter().map(|of| vec![of[0], of[0], of[1]]).collect();
    assert_eq!(groups(&names, &map(&split)), [None, Some(2)]);
    let joined: Vec<Vec<Tally>> = before.iter().map(|of| vec![of[0], of[0]]).collect();
    assert_eq!(groups(&names, &map(&joined)), [None, None]);
    assert_eq!(groups(&names, &Report::default()), [None, None]);
}

#[test]
fn a_group_that_goes_much_further_does_not_take_the_name_of_a_moderate_one() {
    let moderate: Vec<Vec<Tally>> = (0..6).map(|_| vec![tally(22, 18, 0), tally(10, 30, 0)]).collect();
    let names = vec![Marks::of(&map(&moderate), 0).unwrap()];
    let with_zealots: Vec<Vec<Tally>> = moderate.iter().map(|of| vec![tally(40, 0, 0), of[0], of[1]]).collect();
    assert_eq!(groups(&names, &map(&with_zealots)), [Some(1)]);
}

#[test]
fn a_name_waits_when_most_of_what_told_its_group_apart_was_taken_out() {
    let mut report = map(&apart(2, 40));
    let names = named(&report);
    report.statements.iter_mut().skip(7).for_each(|figures| figures.moderated_out = true);
    assert_eq!(groups(&names, &report), [Some(0), Some(1)]);
    report.statements.iter_mut().skip(5).for_each(|figures| figures.moderated_out = true);
    assert_eq!(groups(&names, &report), [None, None]);
}

#[test]
fn of_two_names_for_one_group_the_likelier_stays_and_the_newer_on_a_tie() {
    let report = map(&apart(2, 40));
    let exact = Marks::of(&report, 0).unwrap();
    let Marks(mut weaker) = exact.clone();
    weaker.iter_mut().for_each(|mark| mark.group = mark.group * 8 / 10);
    let weaker = Marks(weaker);
    assert_eq!(groups(&[weaker.clone(), exact.clone()], &report), [None, Some(0)]);
    assert_eq!(groups(&[exact.clone(), exact.clone(), weaker], &report), [Some(0), None, None]);
}

/// People of some camps; each answers two statements in three, and nine times out of ten as their camp does.
fn conversation(people: std::ops::Range<i64>, camps: &[i64], seed: u64) -> Vec<Vote> {
    let mut chance = ChaCha20Rng::seed_from_u64(seed);
    let mut votes = Vec::new();
    for participant in people {
        let camp = camps[(participant as usize) % camps.len()];
        for statement in 1..=30 {
            let mut mind = ChaCha20Rng::seed_from_u64((statement * 31 + camp) as u64);
            let (slips, gives) = (chance.random_bool(0.1), chance.random_bool(0.66));
            let choice = if mind.random_bool(0.5) ^ slips { Choice::Agree } else { Choice::Disagree };
            if gives {
                votes.push(Vote { participant, statement, choice });
            }
        }
    }
    votes
}

/// How many of the people of a group are of its commonest camp, and which that is.
fn camp_of(report: &Report, place: usize, camps: &[i64]) -> i64 {
    let id = report.groups[place].id;
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for person in report.participants.iter().filter(|person| person.group == Some(id)) {
        *counts.entry(camps[(person.id as usize) % camps.len()]).or_default() += 1;
    }
    *counts.iter().max_by_key(|(_, count)| **count).unwrap().0
}

#[test]
fn on_worked_out_maps_names_follow_the_people_who_think_so_through_growth_and_a_run_from_scratch() {
    for (seed, camps) in [(1, &[0, 1][..]), (2, &[0, 1, 2]), (3, &[0, 0, 0, 1, 2]), (4, &[0, 1, 2, 2])] {
        let early = conversation(0..120, camps, seed);
        let first = analyse(&VoteMatrix::new(&early, &[]), &Settings::default(), None);
        let names = named(&first);
        let of_camp: Vec<i64> = (0..names.len()).map(|place| camp_of(&first, place, camps)).collect();
        assert_eq!(groups(&names, &first), (0..names.len()).map(Some).collect::<Vec<_>>(), "{seed}");
        // Ten times as many people come, and the smallest camp may become the largest.
        let mut all = early.clone();
        let rest = conversation(120..1_200, camps, seed + 100);
        let mut report = first;
        for part in rest.chunks(rest.len() / 4 + 1) {
            all.extend_from_slice(part);
            report = analyse(&VoteMatrix::new(&all, &[]), &Settings::default(), Some(&report));
            follows(&names, &of_camp, &report, camps, seed);
        }
        let scratch = analyse(&VoteMatrix::new(&all, &[]), &Settings::default(), None);
        follows(&names, &of_camp, &scratch, camps, seed);
    }
}

/// Every name that has a group has one of the same camp; and all have one as long as there are as many groups.
fn follows(names: &[Marks], of_camp: &[i64], report: &Report, camps: &[i64], seed: u64) {
    let given = groups(names, report);
    for (given, camp) in given.iter().zip(of_camp) {
        if let Some(place) = given {
            assert_eq!(camp_of(report, *place, camps), *camp, "{seed}");
        }
    }
    if report.groups.len() == names.len() {
        assert!(given.iter().all(Option::is_some), "{seed}: {given:?}");
    }
}

prop_compose! {
    fn any_tally()(agree in 0..60u32, disagree in 0..60u32, pass in 0..10u32) -> Tally {
        tally(agree, disagree, pass)
    }
}

/// Any answers of up to five groups to up to eight statements.
fn any_map() -> impl Strategy<Value = Vec<Vec<Tally>>> {
    (1..=5usize, 1..=8usize).prop_flat_map(|(groups, statements)| {
        prop::collection::vec(prop::collection::vec(any_tally(), groups), statements)
    })
}

proptest! {
    #[test]
    fn no_group_ever_has_two_names(then in any_map(), also in any_map(), now in any_map()) {
        let names: Vec<Marks> = [&then, &also]
            .into_iter()
            .flat_map(|of| (0..5).filter_map(|place| Marks::of(&map(of), place)))
            .collect();
        let given = groups(&names, &map(&now));
        prop_assert_eq!(given.len(), names.len());
        let mut places: Vec<usize> = given.into_iter().flatten().collect();
        places.sort_unstable();
        let count = places.len();
        places.dedup();
        prop_assert_eq!(places.len(), count);
    }

    #[test]
    fn whatever_order_and_ids_groups_have_names_go_to_the_same(
        then in any_map(),
        now in any_map(),
        order in Just([0usize, 1, 2, 3, 4]).prop_shuffle(),
    ) {
        let names: Vec<Marks> = (0..5).filter_map(|place| Marks::of(&map(&then), place)).collect();
        let count = now[0].len();
        let order: Vec<usize> = order.into_iter().filter(|place| *place < count).collect();
        let turned: Vec<Vec<Tally>> = now.iter().map(|of| order.iter().map(|place| of[*place]).collect()).collect();
        let mut renumbered = map(&turned);
        renumbered.groups.iter_mut().for_each(|group| group.id += 7);
        let (plain, turned) = (groups(&names, &map(&now)), groups(&names, &renumbered));
        let back: Vec<Option<usize>> = turned.into_iter().map(|place| place.map(|place| order[place])).collect();
        prop_assert_eq!(plain, back);
    }

    #[test]
    fn small_changes_and_other_sizes_leave_every_name_where_it_is(
        count in 2..=4usize,
        sizes in prop::collection::vec(1..=8u32, 4),
        moved in prop::collection::vec(0..=3u32, 48),
    ) {
        let before = apart(count, 40);
        let names = named(&map(&before));
        // Each group grows as it likes, and up to three in forty see one thing otherwise.
        let after: Vec<Vec<Tally>> = before
            .iter()
            .enumerate()
            .map(|(statement, of)| {
                let change = |(group, own): (usize, &Tally)| {
                    let (size, moved) = (sizes[group], moved[statement * 4 + group]);
                    let (from, to) = (own.agree.max(own.disagree) - moved, own.agree.min(own.disagree) + moved);
                    let (agree, disagree) = if own.agree > own.disagree { (from, to) } else { (to, from) };
                    tally(agree * size, disagree * size, own.pass)
                };
                of.iter().enumerate().map(change).collect()
            })
            .collect();
        let expected: Vec<Option<usize>> = (0..count).map(Some).collect();
        prop_assert_eq!(groups(&names, &map(&after)), expected);
    }

    #[test]
    fn a_group_between_the_named_one_and_the_others_has_the_name_while_it_is_nearer_to_it(away in 0..=100u32) {
        let before = apart(2, 1_000);
        let names = vec![Marks::of(&map(&before), 0).unwrap()];
        let toward = |own: u32, other: u32| (own * (100 - away) + other * away) / 100;
        let after: Vec<Vec<Tally>> = before
            .iter()
            .map(|of| {
                let moved = tally(toward(of[0].agree, of[1].agree), toward(of[0].disagree, of[1].disagree), 0);
                vec![moved, of[1]]
            })
            .collect();
        let kept = groups(&names, &map(&after)) == [Some(0)];
        prop_assert!(kept || away >= 49, "{away}");
        prop_assert!(!kept || away <= 51, "{away}");
    }
}

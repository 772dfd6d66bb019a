//! What may be done with a ranking at each stage, what an order must be, and in which order the options are shown.

use std::collections::BTreeMap;

use soundings_analysis::budgets::TieBreak;

use super::model::{RankedOrder, RankingOption, ordinal};
use crate::consultations::checks::{Check, CheckOutcome};
use crate::consultations::model::Stage;
use crate::ids::AccountId;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::time::Time;
use crate::ui::errors::Mistake;

/// The fewest options there can be a choice between.
pub const FEWEST_OPTIONS: usize = 2;
/// The most options: more cannot be put in order with care, on a phone or on paper.
pub const MOST_OPTIONS: usize = 12;
/// The longest question, in characters.
pub const QUESTION_LONGEST: usize = 200;
/// The longest text about it.
pub const ABOUT_LONGEST: usize = 10_000;
/// The longest name of an option.
pub const TITLE_LONGEST: usize = 120;
/// The longest text about an option.
pub const SUMMARY_LONGEST: usize = 500;

/// Why staff may not change a ranking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RankingFixed {
    /// People rely on knowing everything the consultation asks.
    Published,
    /// People have ranked these options by these rules.
    Open,
    /// The consultation has closed.
    Closed,
    /// The consultation was withdrawn.
    Withdrawn,
    /// Nobody has seen the option.
    OptionOfDraft,
    /// Ranking has ended.
    OptionOfClosed,
    /// Nobody would have a choice.
    TwoLeft,
}

impl WhyNot for RankingFixed {
    fn reason(&self) -> Reason {
        match self {
            Self::Published => reason!(
                "ranking-published",
                CONFLICT,
                Staff,
                "Rankings are added and deleted in drafts only",
                "This consultation is published. People rely on knowing everything it asks, so a new question needs a consultation of its own."
            ),
            Self::Open => reason!(
                "ranking-open",
                CONFLICT,
                Staff,
                "The consultation is open: its rankings stay as they are",
                "This consultation is open, and people have ranked these options by these rules. An option that cannot be had any more can be withdrawn."
            ),
            Self::Closed => reason!(
                "ranking-closed",
                CONFLICT,
                Staff,
                "The consultation has closed: its rankings stay as they were",
                "This consultation has closed. The question stays as people answered it."
            ),
            Self::Withdrawn => reason!(
                "ranking-withdrawn",
                CONFLICT,
                Staff,
                "The consultation was withdrawn: its rankings stay as they are",
                "This consultation was withdrawn, so it stays as it is."
            ),
            Self::OptionOfDraft => reason!(
                "option-of-draft",
                CONFLICT,
                Staff,
                "Options of a draft are deleted, not withdrawn",
                "Nobody has seen this draft: delete the option on the edit page."
            ),
            Self::OptionOfClosed => reason!(
                "option-of-closed",
                CONFLICT,
                Staff,
                "The consultation has closed: its options stay as they were",
                "This consultation has closed. What people ranked stays as it is; say in the decision why an option cannot be had."
            ),
            Self::TwoLeft => reason!(
                "two-options-left",
                CONFLICT,
                Staff,
                "With one option fewer nobody would have a choice",
                "Only two options are left. With one, nobody would have a choice: withdraw the consultation instead, and say why."
            ),
        }
    }
}

/// Whether a ranking can be added or deleted.
///
/// # Errors
/// Why not.
pub const fn may_add(stage: Stage) -> Result<(), RankingFixed> {
    match stage {
        Stage::Draft => Ok(()),
        _ => Err(RankingFixed::Published),
    }
}

/// Whether rankings of these numbers can be published with their consultation. None is written down without its options.
pub fn to_publish(rankings: &[i64]) -> Check {
    Check {
        key: "rankings",
        task: "Ask people to put options in order",
        outcome: CheckOutcome::Passed,
        found: match rankings.len() {
            1 => "There is 1 question with options to put in order.".to_owned(),
            many => format!("There are {many} questions with options to put in order."),
        },
        why: "The question, the options and the way of counting stand from the day the consultation opens, so that nobody can choose them by the result.",
        page: match rankings {
            [only] => format!("/rankings/{only}/edit#question"),
            _ => "/rankings#rankings".to_owned(),
        },
        aside: String::new(),
    }
}

/// Whether the question, the options and the method can be changed.
///
/// # Errors
/// Why not.
pub const fn may_reword(stage: Stage) -> Result<(), RankingFixed> {
    match stage {
        Stage::Draft | Stage::Upcoming => Ok(()),
        Stage::Open => Err(RankingFixed::Open),
        Stage::Closed | Stage::Decided => Err(RankingFixed::Closed),
        Stage::Withdrawn => Err(RankingFixed::Withdrawn),
    }
}

/// Whether one of the options can be withdrawn, when so many still stand.
///
/// # Errors
/// Why not.
pub const fn may_withdraw_option(stage: Stage, standing: usize) -> Result<(), RankingFixed> {
    match stage {
        Stage::Upcoming | Stage::Open if standing > FEWEST_OPTIONS => Ok(()),
        Stage::Upcoming | Stage::Open => Err(RankingFixed::TwoLeft),
        Stage::Draft => Err(RankingFixed::OptionOfDraft),
        Stage::Closed | Stage::Decided => Err(RankingFixed::OptionOfClosed),
        Stage::Withdrawn => Err(RankingFixed::Withdrawn),
    }
}

/// What somebody chose for each option: the option's number and the place, as sent ("" for none).
pub type Chosen = BTreeMap<i64, String>;

/// What is wrong with an order, beside which option.
#[derive(Clone, Copy, Debug)]
pub enum BadOrder<'a> {
    /// What was sent for it is none of so many places.
    NoPlace(&'a RankingOption, usize),
    /// It shares this place with another, which stands before it.
    Shared(&'a RankingOption, usize, &'a RankingOption),
    /// It has this place, and nothing has the one wanted before it.
    Gap(&'a RankingOption, usize, usize),
    /// Nothing was chosen at all; it is the first of them.
    Nothing(&'a RankingOption),
}

impl Mistake for BadOrder<'_> {
    fn field(&self) -> String {
        match self {
            Self::NoPlace(option, _) | Self::Shared(option, ..) | Self::Gap(option, ..) | Self::Nothing(option) => {
                option.field()
            }
        }
    }

    fn words(&self) -> String {
        match *self {
            Self::NoPlace(_, places) => format!("Choose a place from 1st to {}", ordinal(places)),
            Self::Shared(option, place, taken) => format!(
                "“{}” and “{}” are both your {} choice: give each a place of its own",
                taken.title,
                option.title,
                ordinal(place)
            ),
            Self::Gap(option, place, wanted) => format!(
                "You have a {} choice but no {}: make “{}” your {}, or choose a {}",
                ordinal(place),
                ordinal(wanted),
                option.title,
                ordinal(wanted),
                ordinal(wanted)
            ),
            Self::Nothing(_) => "Choose at least the option you want most, as your 1st choice".to_owned(),
        }
    }
}

/// The order that was chosen. Options share no place: two 1st choices are nearly always a slip, and without sharing the
/// counts are whole numbers that anybody can check.
///
/// # Errors
/// What is wrong with it; nothing is said where there are no options.
pub fn order<'a>(options: &[&'a RankingOption], chosen: &Chosen) -> Result<RankedOrder, Vec<BadOrder<'a>>> {
    let mut places: BTreeMap<usize, &'a RankingOption> = BTreeMap::new();
    let mut wrong = Vec::new();
    for option in options {
        let text = chosen.get(&option.number).map_or("", String::as_str);
        if text.is_empty() {
            continue;
        }
        match text.parse::<usize>() {
            Ok(place) if (1..=options.len()).contains(&place) => match places.get(&place) {
                None => {
                    places.insert(place, option);
                }
                Some(taken) => wrong.push(BadOrder::Shared(option, place, taken)),
            },
            _ => wrong.push(BadOrder::NoPlace(option, options.len())),
        }
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    if let Some((wanted, (place, option))) = (1..).zip(&places).find(|(wanted, (place, _))| *place != wanted) {
        return Err(vec![BadOrder::Gap(option, *place, wanted)]);
    }
    RankedOrder::new(places.values().map(|option| option.number).collect())
        .ok_or_else(|| options.first().map(|first| BadOrder::Nothing(first)).into_iter().collect())
}

/// The places of an order, as the form has them, once some options are withdrawn: the others close up.
pub fn closed_up(options: &[&RankingOption], order: &RankedOrder) -> Chosen {
    let left = order.numbers().iter().filter(|number| options.iter().any(|option| option.number == **number));
    left.zip(1..).map(|(number, place)| (*number, place.to_string())).collect()
}

/// The options in the order in which this visitor is shown them. The first in a list gets extra votes for being
/// first, so everybody who is signed in has a shuffle of their own, always the same. Visitors, whose page is kept for
/// all of them, see another shuffle each hour: it follows the clock alone, so that nobody can turn it by sending an
/// order, or see by it that somebody did.
pub fn shown<'a>(
    options: &'a [RankingOption],
    seed: &str,
    account: Option<AccountId>,
    now: Time,
) -> Vec<&'a RankingOption> {
    match account {
        Some(account) => by_lot(options, &format!("{seed}:{account}")),
        None => by_lot(options, &format!("{seed}:shown:{}", now.0.div_euclid(Time::HOUR))),
    }
}

/// The options that still stand, in an order drawn from a seed.
pub fn by_lot<'a>(options: &'a [RankingOption], seed: &str) -> Vec<&'a RankingOption> {
    let standing: Vec<&RankingOption> = options.iter().filter(|option| option.stands()).collect();
    let ids: Vec<String> = standing.iter().map(|option| option.number.to_string()).collect();
    let ranks = TieBreak::BySeed(seed.to_owned()).ranks(ids.iter().map(String::as_str));
    let mut drawn: Vec<(usize, &RankingOption)> = ranks.into_iter().zip(standing).collect();
    drawn.sort_by_key(|(rank, _)| *rank);
    drawn.into_iter().map(|(_, option)| option).collect()
}

/// Why an order is not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderRefused {
    /// The numbers may stand for other options now.
    Changed,
    /// An option of this name was withdrawn meanwhile.
    OptionWithdrawn(String),
}

impl WhyNot for OrderRefused {
    fn reason(&self) -> Reason {
        match self {
            Self::Changed => reason!(
                "ranking-changed",
                CONFLICT,
                Residents,
                "The ranking was changed while somebody read it",
                "The ranking was changed meanwhile, so your order was not recorded. Please read it again."
            ),
            Self::OptionWithdrawn(title) => reason!(
                "option-withdrawn",
                CONFLICT,
                Residents,
                "An option in the order was withdrawn meanwhile",
                format!("“{title}” was withdrawn meanwhile, so your order was not recorded.")
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RankingId;
    use crate::site::FormErrors;

    fn options(many: i64) -> Vec<RankingOption> {
        (1..=many)
            .map(|number| RankingOption {
                ranking_id: RankingId(1),
                number,
                title: format!("Option {number}"),
                summary: String::new(),
                withdrawn_at: None,
                withdrawn_reason: String::new(),
            })
            .collect()
    }

    /// What comes of choosing these places for options 1, 2, 3…
    fn sent(places: &[&str]) -> (Option<RankedOrder>, Vec<String>) {
        let options = options(places.len() as i64);
        let chosen = (1..).zip(places).map(|(number, place)| (number, (*place).to_owned())).collect();
        let mut errors = FormErrors::none();
        let order = errors.check_all(order(&options.iter().collect::<Vec<_>>(), &chosen));
        let said = errors.iter().map(|(field, sentence)| format!("{field}: {sentence}")).collect();
        (order, said)
    }

    #[test]
    fn an_order_may_leave_options_out() {
        assert_eq!(sent(&["2", "", "1"]), (RankedOrder::new(vec![3, 1]), vec![]));
        assert_eq!(sent(&["", "1", ""]), (RankedOrder::new(vec![2]), vec![]));
    }

    #[test]
    fn doubles_gaps_and_nothing_are_told_beside_the_field() {
        let (order, said) = sent(&["1", "1", "2"]);
        assert_eq!(order, None);
        assert_eq!(
            said,
            ["option_2: “Option 1” and “Option 2” are both your 1st choice: give each a place of its own"]
        );
        let (order, said) = sent(&["1", "", "3"]);
        assert_eq!(order, None);
        assert_eq!(said, ["option_3: You have a 3rd choice but no 2nd: make “Option 3” your 2nd, or choose a 2nd"]);
        let (order, said) = sent(&["", "", ""]);
        assert_eq!(order, None);
        assert_eq!(said, ["option_1: Choose at least the option you want most, as your 1st choice"]);
    }

    #[test]
    fn a_place_that_is_not_one_is_refused() {
        for place in ["0", "4", "first", "-1", "1.5", "99999999999999999999999"] {
            let (order, said) = sent(&[place, "1", ""]);
            assert_eq!((order, said.len()), (None, 1), "{place}");
            assert_eq!(said[0], "option_1: Choose a place from 1st to 3rd");
        }
    }

    #[test]
    fn places_close_up_when_an_option_is_withdrawn() {
        let all = options(4);
        let standing: Vec<&RankingOption> = all.iter().filter(|option| option.number != 2).collect();
        let chosen = closed_up(&standing, &RankedOrder::new(vec![4, 2, 1]).unwrap());
        assert_eq!(chosen, Chosen::from([(4, "1".to_owned()), (1, "2".to_owned())]));
    }

    #[test]
    fn every_option_comes_first_about_as_often() {
        let all = options(4);
        let mut first = [0_u32; 4];
        for account in 0..2_000 {
            let shown = shown(&all, "seed", Some(AccountId(account)), Time(0));
            first[shown[0].number as usize - 1] += 1;
        }
        assert!(first.iter().all(|times| (400..600).contains(times)), "{first:?}");
        let mut first = [0_u32; 4];
        for hour in 0..2_000 {
            let shown = shown(&all, "seed", None, Time(hour * Time::HOUR));
            first[shown[0].number as usize - 1] += 1;
        }
        assert!(first.iter().all(|times| (400..600).contains(times)), "visitors: {first:?}");
    }

    #[test]
    fn visitors_see_one_order_until_the_hour_is_over() {
        let all = options(12);
        let at = |time| super::shown(&all, "seed", None, Time(time)).iter().map(|one| one.number).collect::<Vec<_>>();
        assert_eq!(at(0), at(Time::HOUR - 1));
        assert_ne!(at(0), at(Time::HOUR));
    }

    #[test]
    fn a_withdrawn_option_is_not_shown() {
        let mut all = options(3);
        all[1].withdrawn_at = Some(Time(5));
        assert!(shown(&all, "seed", None, Time(0)).iter().all(|option| option.number != 2));
    }

    #[test]
    fn each_act_has_its_stages() {
        use Stage::{Closed, Decided, Draft, Open, Upcoming, Withdrawn};
        let all = [Draft, Upcoming, Open, Closed, Decided, Withdrawn];
        let where_allowed =
            |rule: &dyn Fn(Stage) -> bool| all.into_iter().filter(|stage| rule(*stage)).collect::<Vec<_>>();
        assert_eq!(where_allowed(&|stage| may_add(stage).is_ok()), [Draft]);
        assert_eq!(where_allowed(&|stage| may_reword(stage).is_ok()), [Draft, Upcoming]);
        assert_eq!(where_allowed(&|stage| may_withdraw_option(stage, 3).is_ok()), [Upcoming, Open]);
        assert_eq!(where_allowed(&|stage| may_withdraw_option(stage, 2).is_ok()), []);
    }
}

//! Sums that are added and taken away, against a count from scratch.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::figures::{CountOf, FigureDetail, QuestionFigures, figures};
use super::*;
use crate::questionnaires::files::columns::ColumnPlan;
use crate::questionnaires::files::made;
use crate::questionnaires::files::response::FiledResponse;

fn tallies(versions: &[(i64, Questionnaire)], response: &FiledResponse) -> Vec<(AnswerTally, i64)> {
    let (version, whole) = versions.iter().find(|(number, _)| *number == response.version).expect("a version");
    tally_keys(*version, whole, &response.given)
}

fn sums(versions: &[(i64, Questionnaire)], given: &[(i64, &[(&str, Answer)])]) -> AnswerSums {
    given
        .iter()
        .flat_map(|(version, given)| {
            let (_, whole) = versions.iter().find(|(number, _)| number == version).expect("a version");
            let given: Given =
                given.iter().map(|(key, answer)| (Key::new(key).expect("a key"), answer.clone())).collect();
            tally_keys(*version, whole, &given)
        })
        .collect()
}

fn of<'a>(figures: &'a [QuestionFigures<'a>], key: &str) -> &'a QuestionFigures<'a> {
    figures.iter().find(|figures| figures.question.key.as_str() == key).expect(key)
}

#[test]
fn a_share_is_of_those_who_could_choose() {
    let versions = made::two_versions();
    let plan = ColumnPlan::of(&versions, BTreeMap::new()).expect("versions");
    let sums = sums(
        &versions,
        &[
            (1, &[("visits", Answer::code("rarely")), ("use", Answer::ticks(["books", "computers"]))]),
            (2, &[("visits", Answer::code("often")), ("use", Answer::ticks(["events"]))]),
            (2, &[("visits", Answer::code("rarely")), ("why_not", Answer::Blank(Blank::DontKnow))]),
        ],
    );
    let figures = figures(&plan, &sums);
    let used = of(&figures, "use");
    assert_eq!((used.asked, used.answered), (3, CountOf { count: 2, of: 3 }));
    assert_eq!(used.blanks, [(Blank::Skipped, CountOf { count: 1, of: 3 })]);
    let FigureDetail::Choices(choices) = &used.detail else { panic!("{used:?}") };
    let counts: Vec<(&str, u64, u64)> =
        choices.iter().map(|choice| (choice.code.as_str(), choice.chosen.count, choice.chosen.of)).collect();
    // Computers went with the first version, and events came with the second.
    assert_eq!(counts, [("books", 1, 3), ("computers", 1, 1), ("events", 1, 2), ("other", 0, 3)]);
    assert_eq!(choices[2].chosen.percent(), 50);
    let why = of(&figures, "why_not");
    assert_eq!((why.asked, why.answered.count), (2, 0));
    assert_eq!(
        why.blanks,
        [(Blank::Skipped, CountOf { count: 1, of: 2 }), (Blank::DontKnow, CountOf { count: 1, of: 2 })]
    );
}

#[test]
fn means_spreads_places_and_parts_are_what_a_calculator_says() {
    let versions = made::two_versions();
    let plan = ColumnPlan::of(&versions, BTreeMap::new()).expect("versions");
    let number = |text: &str| Answer::Number(text.parse().expect("a number"));
    let order = |codes: &[&str]| Answer::Order(codes.iter().map(|code| (*code).to_owned()).collect());
    let parts = |books: i64| Answer::Shares {
        parts: BTreeMap::from([("books".to_owned(), books), ("staff".to_owned(), 10_000 - books)]),
        money: true,
    };
    let rows = |staff: &str| Answer::Rows(BTreeMap::from([("staff".to_owned(), staff.to_owned())]));
    let sums = sums(
        &versions,
        &[
            (
                1,
                &[
                    ("hours", number("1.5")),
                    ("rate", Answer::code("5")),
                    ("best", order(&["sat", "mon"])),
                    ("share", parts(2_500)),
                    ("judge", rows("3")),
                ],
            ),
            (
                1,
                &[
                    ("hours", number("2")),
                    ("rate", Answer::code("2")),
                    ("best", order(&["sat"])),
                    ("share", parts(5_000)),
                    ("judge", Answer::Blank(Blank::DontKnow)),
                ],
            ),
            (2, &[("hours", number("4")), ("rate", Answer::code("2")), ("judge", rows("dont-know"))]),
        ],
    );
    let figures = figures(&plan, &sums);
    let near = |one: f64, other: f64| (one - other).abs() < 1e-9;
    let FigureDetail::Number { spread: Some(spread), bins } = &of(&figures, "hours").detail else { panic!() };
    assert!(
        spread.count == 3 && near(spread.mean, 2.5) && near(spread.deviation.expect("three"), 1.75_f64.sqrt()),
        "{spread:?}"
    );
    assert_eq!(bins.iter().map(|(_, count)| count).sum::<u64>(), 3);
    let FigureDetail::Scale { spread: Some(spread), points } = &of(&figures, "rate").detail else { panic!() };
    assert!(near(spread.mean, 3.0) && near(spread.deviation.expect("three"), 3_f64.sqrt()), "{spread:?}");
    assert_eq!(points[1].chosen.percent(), 67);
    let FigureDetail::Rank(ranked) = &of(&figures, "best").detail else { panic!() };
    assert_eq!(
        (ranked[1].code.as_str(), ranked[1].first, ranked[1].mean),
        ("sat", CountOf { count: 2, of: 2 }, Some(1.0))
    );
    assert_eq!((ranked[0].places.clone(), ranked[0].mean), (vec![0, 1], Some(2.0)));
    let FigureDetail::Parts(parts) = &of(&figures, "share").detail else { panic!() };
    assert_eq!((parts[0].sum, parts[0].mean, parts[1].mean), (7_500, Some(37.5), Some(62.5)));
    let FigureDetail::Matrix(rows) = &of(&figures, "judge").detail else { panic!() };
    let blank = |count: u64, of: u64| CountOf { count, of };
    assert_eq!(rows[0].points.iter().map(|point| point.chosen.count).collect::<Vec<_>>(), [0, 0, 1]);
    assert_eq!(rows[0].blanks, [(Blank::DontKnow, blank(2, 3))]);
    assert_eq!(rows[1].blanks, [(Blank::Skipped, blank(2, 3)), (Blank::DontKnow, blank(1, 3))]);
    assert_eq!((rows[2].code.as_str(), &rows[2].blanks[..]), ("wifi", &[(Blank::Skipped, blank(1, 1))][..]));
}

#[test]
fn the_largest_numbers_of_three_hundred_thousand_people_do_not_overflow() {
    let versions = made::two_versions();
    let plan = ColumnPlan::of(&versions, BTreeMap::new()).expect("versions");
    let largest: Decimal = "-999999999.999999".parse().expect("a number");
    let given = Given::from([(Key::new("hours").expect("a key"), Answer::Number(largest))]);
    let one = tally_keys(1, &versions[0].1, &given);
    let many: AnswerSums =
        one.iter().map(|(tally, amount)| (tally.clone(), amount.checked_mul(300_000).expect("room"))).collect();
    let figures = figures(&plan, &many);
    let FigureDetail::Number { spread: Some(spread), .. } = &of(&figures, "hours").detail else { panic!() };
    assert!((spread.mean - largest.as_f64()).abs() < 1e-3 && spread.count == 300_000, "{spread:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn sums_are_the_same_as_a_count_from_scratch(
        seed in any::<u64>(), sent in 1..12_i64, gone in proptest::collection::vec(any::<bool>(), 12),
    ) {
        let first = crate::questionnaires::definition::arbitrary::questionnaire(seed);
        let second = made::amended(&first, seed);
        let versions = vec![(1, first), (2, second)];
        let plan = ColumnPlan::of(&versions, BTreeMap::new()).unwrap();
        let responses: Vec<FiledResponse> =
            (0..sent).map(|number| made::response(&versions, (seed >> 8).cast_signed() + number)).collect();
        let mut kept = AnswerSums::default();
        for response in &responses {
            kept.add(tallies(&versions, response));
        }
        // Some are withdrawn, in another order than they came.
        let stays = |place: usize| !gone.get(place).copied().unwrap_or_default();
        for (place, response) in responses.iter().enumerate().rev() {
            if !stays(place) {
                kept.subtract(tallies(&versions, response));
            }
        }
        let left: Vec<&FiledResponse> =
            responses.iter().enumerate().filter(|(place, _)| stays(*place)).map(|(_, response)| response).collect();
        let scratch: AnswerSums = left.iter().flat_map(|response| tallies(&versions, response)).collect();
        prop_assert_eq!(&kept, &scratch);
        // And the figures are what one counts in the responses themselves.
        for figures in figures(&plan, &kept) {
            recounted(&versions, &left, &figures)?;
        }
    }
}

/// Counts one question in the responses.
fn recounted(
    versions: &[(i64, Questionnaire)],
    responses: &[&FiledResponse],
    figures: &QuestionFigures<'_>,
) -> Result<(), TestCaseError> {
    let key = &figures.question.key;
    let routes: Vec<Route<'_>> = responses
        .iter()
        .map(|response| {
            let (_, whole) = versions.iter().find(|(number, _)| *number == response.version).unwrap();
            Route::of(whole, &response.given)
        })
        .collect();
    let asked = routes.iter().filter(|route| route.asks(key.as_str())).count() as u64;
    let answers: Vec<&Answer> = routes.iter().filter_map(|route| route.answer(key)).collect();
    let said: Vec<&&Answer> = answers.iter().filter(|answer| !matches!(answer, Answer::Blank(_))).collect();
    prop_assert_eq!((figures.asked, figures.answered.count), (asked, said.len() as u64));
    let skipped = figures.blanks.iter().find(|(blank, _)| *blank == Blank::Skipped).map_or(0, |(_, of)| of.count);
    prop_assert_eq!(skipped, asked - answers.len() as u64);
    match &figures.detail {
        FigureDetail::Choices(choices) => {
            for choice in choices {
                let chose = said.iter().filter(|answer| match answer {
                    Answer::Code { code, .. } => *code == choice.code,
                    Answer::Ticks { codes, .. } => codes.contains(&choice.code),
                    _ => false,
                });
                let could = routes.iter().zip(responses).filter(|(route, response)| {
                    let (_, whole) = versions.iter().find(|(number, _)| *number == response.version).unwrap();
                    let option = whole.question(key.as_str()).and_then(|question| question.option(&choice.code));
                    route.asks(key.as_str()) && option.is_some_and(|option| route.offers(option))
                });
                let could = could.count() as u64;
                prop_assert_eq!(choice.chosen, CountOf { count: chose.count() as u64, of: could });
            }
        }
        FigureDetail::Number { spread: Some(spread), bins } => {
            let numbers: Vec<f64> = said
                .iter()
                .filter_map(|answer| match answer {
                    Answer::Number(number) => Some(number.as_f64()),
                    Answer::Money(pence) => Decimal::pounds(*pence).map(Decimal::as_f64),
                    _ => None,
                })
                .collect();
            let n = numbers.len() as f64;
            let mean = numbers.iter().sum::<f64>() / n;
            let square = numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>();
            prop_assert!((spread.mean - mean).abs() < 1e-6);
            if let Some(deviation) = spread.deviation {
                prop_assert!((deviation - (square / (n - 1.0)).sqrt()).abs() < 1e-6);
            }
            prop_assert_eq!(bins.iter().map(|(_, count)| count).sum::<u64>(), numbers.len() as u64);
        }
        FigureDetail::Rank(ranked) => {
            for figure in ranked {
                let places = said.iter().filter_map(|answer| match answer {
                    Answer::Order(codes) => codes.iter().position(|code| *code == figure.code),
                    _ => None,
                });
                let mut counted = vec![0; figure.places.len()];
                places.for_each(|place| counted[place] += 1);
                prop_assert_eq!(&figure.places, &counted);
            }
        }
        FigureDetail::Matrix(rows) => {
            for row in rows {
                let could = routes.iter().zip(responses).filter(|(route, response)| {
                    let (_, whole) = versions.iter().find(|(number, _)| *number == response.version).unwrap();
                    let own = whole.question(key.as_str()).and_then(|question| question.option(&row.code));
                    route.asks(key.as_str()) && own.is_some_and(|own| route.offers(own))
                });
                let counted: u64 = row.points.iter().map(|point| point.chosen.count).sum();
                let blank: u64 = row.blanks.iter().map(|(_, of)| of.count).sum();
                prop_assert_eq!(counted + blank, could.count() as u64);
                let pointed =
                    said.iter().filter(|answer| matches!(answer, Answer::Rows(rows) if rows.contains_key(&row.code)));
                prop_assert_eq!(counted, pointed.count() as u64);
            }
        }
        FigureDetail::Named(names) => {
            prop_assert_eq!(names.iter().map(|(_, of)| of.count).sum::<u64>(), said.len() as u64);
        }
        FigureDetail::Years(years) => {
            prop_assert_eq!(years.iter().map(|(_, count)| count).sum::<u64>(), said.len() as u64);
        }
        _ => {}
    }
    Ok(())
}

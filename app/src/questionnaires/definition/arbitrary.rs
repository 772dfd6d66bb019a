//! Questionnaires, conditions and answers as chance makes them, for laws that hold for every one of them.

use std::collections::BTreeMap;

use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::answer::{Answer, Given, PartialDate};
use super::blank::Blank;
use super::condition::{Bound, Condition, Measure, Operand, Subject, Test};
use super::decimal::Decimal;
use super::key::Key;
use super::question::{
    AnswerOption, DateLimit, KINDS, OptionList, Question, QuestionKind, QuestionPage, Questionnaire,
};
use super::route::Route;
use super::texts::{Language, Wording};

/// Chance that is the same for the same seed.
pub(crate) fn chance(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// Words with everything in them that a file may trip over.
const AWKWARD: [&str; 12] = [
    "How far do you travel?",
    "“Curly” and \"straight\"",
    "Pa mor bell ydych chi’n teithio?",
    "Ends with a backslash \\",
    "=SUM(A1)",
    "Two\nlines",
    "Tab\there",
    "<b>bold</b> & more",
    "-5 degrees",
    "{curly} ${x} [square]",
    "日本語",
    "O'Neill's, one; two | three",
];

fn words(rng: &mut ChaCha8Rng, languages: &[Language], empty: bool) -> Wording {
    let mut wording = Wording::default();
    if empty && rng.random_bool(0.6) {
        return wording;
    }
    for (place, language) in languages.iter().enumerate() {
        if place == 0 || rng.random_bool(0.8) {
            let text = AWKWARD.choose(rng).copied().unwrap_or_default();
            wording.set(language, format!("{text} {}", rng.random_range(0..1000)));
        }
    }
    wording
}

fn options(rng: &mut ChaCha8Rng, languages: &[Language], earlier: &[Question], plain: bool) -> Vec<AnswerOption> {
    let count = rng.random_range(2..7);
    let mut codes: Vec<String> = (0..count)
        .map(|number| match rng.random_range(0..5) {
            0 => format!("{number}"),
            1 => format!("opt-{number}"),
            2 => format!("{number}0-{number}9"),
            3 => format!("ö{number}"),
            _ => format!("code_{number}"),
        })
        .collect();
    codes.dedup();
    codes
        .into_iter()
        .enumerate()
        .map(|(number, code)| {
            let last = number + 1 == count;
            AnswerOption {
                code,
                label: words(rng, languages, false),
                exclusive: !plain && last && rng.random_bool(0.3),
                write_in: !plain && number + 2 == count && rng.random_bool(0.4),
                fixed: !plain && last && rng.random_bool(0.3),
                when: (!plain && number > 0 && rng.random_bool(0.1)).then(|| condition(rng, earlier, 1)).flatten(),
                retired: number > 1 && rng.random_bool(0.05),
            }
        })
        .collect()
}

fn kind(rng: &mut ChaCha8Rng, languages: &[Language], earlier: &[Question]) -> QuestionKind {
    let (word, _) = KINDS.choose(rng).copied().unwrap_or(("information", ""));
    let list = |rng: &mut ChaCha8Rng| OptionList {
        options: options(rng, languages, earlier, false),
        shuffled: rng.random_bool(0.3),
    };
    let plain = |rng: &mut ChaCha8Rng| options(rng, languages, earlier, true);
    let some = |rng: &mut ChaCha8Rng, number: u32| rng.random_bool(0.3).then_some(number);
    let number = |rng: &mut ChaCha8Rng, number: i64| rng.random_bool(0.4).then(|| Decimal::whole(number)).flatten();
    let limit = |rng: &mut ChaCha8Rng, date: &str| {
        rng.random_bool(0.3)
            .then(|| if rng.random_bool(0.3) { Some(DateLimit::Today) } else { date.parse().ok().map(DateLimit::On) })
            .flatten()
    };
    match word {
        "one-of" => QuestionKind::OneOf(list(rng)),
        "several-of" => {
            // Neither so few nor so many that nobody could answer.
            let list = list(rng);
            QuestionKind::SeveralOf { list, least: some(rng, 1), most: some(rng, 2) }
        }
        "scale" => QuestionKind::Scale { points: (0..5).map(|at| words(rng, languages, at % 4 != 0)).collect() },
        "matrix" => QuestionKind::Matrix {
            rows: plain(rng),
            columns: (1..6).map(|code| AnswerOption::new(code.to_string(), words(rng, languages, false))).collect(),
            every_row: rng.random_bool(0.4),
        },
        "rank" => QuestionKind::Rank {
            list: OptionList { options: plain(rng), shuffled: rng.random_bool(0.3) },
            most: some(rng, 2),
        },
        "whole-number" => QuestionKind::Number {
            places: 0,
            least: number(rng, 0),
            most: number(rng, 120),
            unit: words(rng, languages, true),
        },
        "decimal-number" => {
            let places = rng.random_range(1..=3);
            QuestionKind::Number {
                places,
                least: number(rng, 0),
                most: number(rng, 50),
                unit: words(rng, languages, true),
            }
        }
        "money" => QuestionKind::Money { least: some(rng, 50).map(i64::from), most: some(rng, 12_345).map(i64::from) },
        "split-points" => QuestionKind::Split { options: plain(rng), total: 100, money: false },
        "split-money" => QuestionKind::Split { options: plain(rng), total: 500_050, money: true },
        "short-text" => QuestionKind::Text { long: false, most: some(rng, 80), published: rng.random_bool(0.3) },
        "long-text" => QuestionKind::Text { long: true, most: some(rng, 2_000), published: rng.random_bool(0.5) },
        "date" => {
            let earliest = limit(rng, "2001-02-03");
            // From today until today is one day, which nobody knows here.
            let latest = limit(rng, "2031-12-31").filter(|_| earliest != Some(DateLimit::Today));
            QuestionKind::Date { partial: rng.random_bool(0.4), earliest, latest }
        }
        "branch" => QuestionKind::Branch,
        "postcode-area" => QuestionKind::PostcodeArea,
        "file" => QuestionKind::File,
        _ => QuestionKind::Information,
    }
}

/// A condition on some of these questions; none if there is nothing to ask about.
pub(crate) fn condition(rng: &mut ChaCha8Rng, earlier: &[Question], deep: u32) -> Option<Condition> {
    if deep > 0 && rng.random_bool(0.5) {
        let inner: Option<Vec<Condition>> =
            (0..rng.random_range(2..4)).map(|_| condition(rng, earlier, deep - 1)).collect();
        return Some(match rng.random_range(0..3) {
            0 => Condition::All(inner?),
            1 => Condition::Any(inner?),
            _ => Condition::Not(Box::new(condition(rng, earlier, deep - 1)?)),
        });
    }
    let asking: Vec<&Question> = earlier
        .iter()
        .filter(|question| question.asks() && !question.retired && question.kind.word() != "file")
        .collect();
    let question = asking.choose(rng)?;
    let of = Subject::of(&question.key);
    if rng.random_bool(0.15) {
        return Some(Condition::test(of, if rng.random_bool(0.5) { Test::Unanswered } else { Test::Unasked }));
    }
    let standing: Vec<&str> =
        question.options().iter().filter(|option| !option.retired).map(|option| option.code.as_str()).collect();
    let bound = *Bound::ALL.choose(rng)?;
    let small = Operand::Number(Decimal::whole(rng.random_range(1..4))?);
    Some(match &question.kind {
        QuestionKind::OneOf(_) if rng.random_bool(0.3) => Condition::test(
            of,
            Test::IsOneOf(standing.iter().take(2).map(|code| Operand::Text((*code).to_owned())).collect()),
        ),
        QuestionKind::OneOf(_) => Condition::is(&question.key, *standing.choose(rng)?),
        QuestionKind::SeveralOf { .. } if rng.random_bool(0.3) => {
            Condition::test(Subject::count(&question.key), Test::Ordered(bound, small))
        }
        QuestionKind::SeveralOf { .. } => Condition::test(of, Test::Contains((*standing.choose(rng)?).to_owned())),
        QuestionKind::Scale { .. } => Condition::test(of, Test::Ordered(bound, small)),
        QuestionKind::Matrix { .. } => Condition::test(
            Subject::part(&question.key, *standing.choose(rng)?),
            Test::Is(Operand::Text(rng.random_range(1..6).to_string())),
        ),
        QuestionKind::Rank { .. } => {
            Condition::test(Subject::part(&question.key, *standing.choose(rng)?), Test::Ordered(Bound::AtMost, small))
        }
        QuestionKind::Split { .. } => {
            Condition::test(Subject::part(&question.key, *standing.choose(rng)?), Test::Ordered(bound, small))
        }
        QuestionKind::Number { .. } | QuestionKind::Money { .. } => Condition::test(of, Test::Ordered(bound, small)),
        QuestionKind::Text { .. } if rng.random_bool(0.5) => Condition::test(
            Subject { key: question.key.clone(), part: None, measure: Measure::Length },
            Test::Ordered(bound, small),
        ),
        QuestionKind::Text { .. } => Condition::is(&question.key, "a \"word\" \\ more"),
        QuestionKind::Date { .. } => Condition::test(of, Test::Ordered(bound, Operand::Text("2020-05-10".to_owned()))),
        QuestionKind::Branch => Condition::is(&question.key, "hythe-library"),
        QuestionKind::PostcodeArea => Condition::is(&question.key, "LL57"),
        QuestionKind::Information | QuestionKind::File => return None,
    })
}

/// A questionnaire that can be published, but for conditions that may be always true or false.
pub(crate) fn questionnaire(seed: u64) -> Questionnaire {
    let mut rng = chance(seed);
    let rng = &mut rng;
    let languages: Vec<Language> =
        ["en", "cy"].iter().take(rng.random_range(1..=2)).filter_map(|code| Language::new(code)).collect();
    let mut whole = Questionnaire::empty(Language::english());
    whole.title = words(rng, &languages, false);
    whole.introduction = words(rng, &languages, true);
    whole.thanks = words(rng, &languages, true);
    whole.languages.clone_from(&languages);
    let mut earlier: Vec<Question> = Vec::new();
    for page in 0..rng.random_range(1..6) {
        let when = rng.random_bool(0.25).then(|| condition(rng, &earlier, 2)).flatten();
        let mut questions = Vec::new();
        for _ in 0..rng.random_range(1..4) {
            let Ok(key) = Key::new(&format!("q{}", earlier.len())) else { continue };
            let mut question = Question::new(key, kind(rng, &languages, &earlier));
            question.label = words(rng, &languages, false);
            question.help = words(rng, &languages, true);
            question.error = words(rng, &languages, true);
            question.note = words(rng, &languages, true);
            question.required = question.asks() && rng.random_bool(0.3);
            question.dont_know = question.asks() && rng.random_bool(0.2);
            question.prefer_not_to_say = question.asks() && rng.random_bool(0.2);
            question.when = rng.random_bool(0.3).then(|| condition(rng, &earlier, 2)).flatten();
            question.retired = rng.random_bool(0.04);
            earlier.push(question.clone());
            questions.push(question);
        }
        let Ok(key) = Key::new(&format!("page{page}")) else { continue };
        whole.pages.push(QuestionPage { key, title: words(rng, &languages, true), when, shuffled: false, questions });
    }
    whole
}

/// An answer to a question, of what is offered; none if there is nothing to answer with.
pub(crate) fn answer(
    rng: &mut ChaCha8Rng,
    question: &Question,
    offers: impl Fn(&AnswerOption) -> bool,
) -> Option<Answer> {
    for (offered, blank) in [(question.dont_know, Blank::DontKnow), (question.prefer_not_to_say, Blank::PreferNotToSay)]
    {
        if offered && rng.random_bool(0.15) {
            return Some(Answer::Blank(blank));
        }
    }
    let offered: Vec<&AnswerOption> = question.options().iter().filter(|option| offers(option)).collect();
    let written = |rng: &mut ChaCha8Rng| AWKWARD.choose(rng).map(|text| (*text).trim().to_owned());
    match &question.kind {
        QuestionKind::OneOf(_) => {
            let option = offered.choose(rng)?;
            let other = option.write_in.then(|| written(rng)).flatten();
            Some(Answer::Code { code: option.code.clone(), other })
        }
        QuestionKind::SeveralOf { most, .. } => {
            let most = most.map_or(offered.len(), |most| most as usize).min(offered.len());
            let open: Vec<&&AnswerOption> = offered.iter().filter(|option| !option.exclusive).collect();
            let alone = rng.random_bool(0.2) || open.is_empty();
            if let Some(exclusive) = offered.iter().find(|option| option.exclusive).filter(|_| alone) {
                return Some(Answer::Ticks { codes: vec![exclusive.code.clone()], other: BTreeMap::new() });
            }
            let count = rng.random_range(1..=most.max(1));
            let chosen: Vec<&&&AnswerOption> = open.choose_multiple(rng, count).collect();
            let codes: Vec<String> = offered
                .iter()
                .filter(|option| chosen.iter().any(|one| one.code == option.code))
                .map(|option| option.code.clone())
                .collect();
            let other = chosen.iter().filter(|option| option.write_in);
            let other: Vec<String> = other.map(|option| option.code.clone()).collect();
            let other = other.into_iter().filter_map(|code| Some((code, written(rng)?))).collect();
            (!codes.is_empty()).then_some(Answer::Ticks { codes, other })
        }
        QuestionKind::Scale { points } => Some(Answer::code(rng.random_range(1..=points.len()).to_string())),
        QuestionKind::Matrix { columns, every_row, .. } => {
            let every = *every_row && question.required;
            let left: Vec<bool> = offered.iter().map(|_| !every && rng.random_bool(0.2)).collect();
            // Who leaves every row has not answered, so the first is always answered then.
            let none = left.iter().all(|left| *left);
            let answered = offered.iter().zip(left).enumerate().filter(|(at, (_, left))| !left || none && *at == 0);
            let rows: BTreeMap<String, String> = answered
                .filter_map(|(_, (row, _))| Some((row.code.clone(), columns.choose(rng)?.code.clone())))
                .collect();
            (!rows.is_empty()).then_some(Answer::Rows(rows))
        }
        QuestionKind::Rank { most, .. } => {
            let mut codes: Vec<String> = offered.iter().map(|option| option.code.clone()).collect();
            codes.shuffle(rng);
            if let Some(most) = most {
                codes.truncate(*most as usize);
            }
            (!codes.is_empty()).then_some(Answer::Order(codes))
        }
        QuestionKind::Number { places, least, most, .. } => {
            let number =
                least.unwrap_or_default().step(rng.random_range(0..50) * 10_i64.pow(*places).min(100), *places)?;
            Some(Answer::Number(most.map_or(number, |most| number.min(most))))
        }
        QuestionKind::Money { least, most } => {
            Some(Answer::Money(rng.random_range(least.unwrap_or(0)..=most.unwrap_or(100_000))))
        }
        QuestionKind::Split { total, money, .. } => {
            let mut left = *total;
            let mut parts = BTreeMap::new();
            for (place, option) in offered.iter().enumerate() {
                let part = if place + 1 == offered.len() { left } else { rng.random_range(0..=left) };
                left -= part;
                if part > 0 {
                    parts.insert(option.code.clone(), part);
                }
            }
            (!parts.is_empty()).then_some(Answer::Shares { parts, money: *money })
        }
        QuestionKind::Text { long, most, .. } => {
            let most = most.map_or(200, |most| most as usize);
            let text: String = written(rng)?.chars().take(most).collect();
            let text = if *long { text } else { text.replace(['\n', '\t'], " ") };
            Some(Answer::Text(text.trim().to_owned())).filter(|answer| *answer != Answer::Text(String::new()))
        }
        QuestionKind::Date { partial, earliest, .. } => {
            // Whenever it is answered: no test is later than 2030 nor earlier than 2026.
            let years = if *earliest == Some(DateLimit::Today) { 2031..2032 } else { 2002..2026 };
            let (year, month, day) = (rng.random_range(years), rng.random_range(1..=12), rng.random_range(1..=28));
            let part = if *partial { rng.random_range(0..3) } else { 2 };
            PartialDate::new(year, (part > 0).then_some(month), (part > 1).then_some(day)).map(Answer::Date)
        }
        QuestionKind::Branch => Some(Answer::Branch((*["hythe-library", "ash-library"].choose(rng)?).to_owned())),
        QuestionKind::PostcodeArea => Some(Answer::Area((*["LL57", "CT21"].choose(rng)?).to_owned())),
        QuestionKind::File => Some(Answer::File { id: rng.random_range(1..100), name: "plan.pdf".to_owned() }),
        QuestionKind::Information => None,
    }
}

/// What somebody answers who goes along their route and answers most of it; required questions always, where there is an
/// answer.
pub(crate) fn given(whole: &Questionnaire, seed: u64) -> Given {
    let mut rng = chance(seed);
    let mut given = Given::new();
    for question in whole.questions() {
        let route = Route::of(whole, &given);
        if !route.asks(question.key.as_str()) || !question.required && rng.random_bool(0.2) {
            continue;
        }
        if let Some(answer) = answer(&mut rng, question, |option| route.offers(option)) {
            given.insert(question.key.clone(), answer);
        }
    }
    given
}

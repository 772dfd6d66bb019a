//! Questionnaires with versions, and responses to them, for the tests of files.

use rand::Rng;
use rand::seq::IndexedRandom;

use super::response::{FiledResponse, as_filed};
use crate::questionnaires::definition::answer::{Answer, Given, PartialDate};
use crate::questionnaires::definition::arbitrary::{self, chance};
use crate::questionnaires::definition::condition::Condition;
use crate::questionnaires::definition::decimal::Decimal;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{
    AnswerOption, OptionList, Question, QuestionKind, QuestionPage, Questionnaire,
};
use crate::questionnaires::definition::route::Route;
use crate::questionnaires::definition::texts::{Language, Wording};

fn english(text: &str) -> Wording {
    Wording::one(&Language::english(), text)
}

fn option(code: &str, label: &str) -> AnswerOption {
    AnswerOption::new(code, english(label))
}

fn question(key: &str, label: &str, kind: QuestionKind) -> Question {
    let mut question = Question::new(Key::new(key).expect("a key"), kind);
    question.label = english(label);
    question
}

fn list(options: &[(&str, &str)]) -> OptionList {
    OptionList { options: options.iter().map(|(code, label)| option(code, label)).collect(), shuffled: false }
}

fn whole(questions: Vec<Question>) -> Questionnaire {
    let mut whole = Questionnaire::empty(Language::english());
    whole.title = english("Opening hours & what you use");
    whole.pages = questions
        .into_iter()
        .map(|question| QuestionPage {
            key: Key::new(&format!("page_{}", question.key)).expect("a key"),
            title: Wording::default(),
            when: None,
            shuffled: false,
            questions: vec![question],
        })
        .collect();
    whole
}

/// A questionnaire of every kind of column, as it was and as it was amended.
pub(crate) fn two_versions() -> Vec<(i64, Questionnaire)> {
    let visits = list(&[("often", "Often"), ("rarely", "Rarely"), ("never", "Never")]);
    let mut used = list(&[("books", "Books"), ("computers", "Computers"), ("other", "Something else")]);
    used.options[2].write_in = true;
    let mut why = list(&[("far", "Too far"), ("shut", "Shut when I am free")]);
    why.options[0].write_in = true;
    let points = ["Very poor", "", "", "", "Very good"].map(english).to_vec();
    let rows = list(&[("staff", "Staff"), ("hours", "Hours")]).options;
    let columns = list(&[("1", "Poor"), ("2", "Fair"), ("3", "Good")]).options;
    let number =
        QuestionKind::Number { places: 1, least: Decimal::whole(0), most: Decimal::whole(24), unit: english("hours") };
    let first = vec![
        question("visits", "How often do you visit?", QuestionKind::OneOf(visits)),
        question("use", "What do you use?", QuestionKind::SeveralOf { list: used, least: None, most: None }),
        question("why_not", "Why not more often?", QuestionKind::OneOf(why)),
        question("rate", "How good is it?", QuestionKind::Scale { points }),
        question("judge", "How good are these?", QuestionKind::Matrix { rows, columns, every_row: false }),
        question(
            "best",
            "Which days are best?",
            QuestionKind::Rank { list: list(&[("mon", "Monday"), ("sat", "Saturday")]), most: None },
        ),
        question("hours", "How many hours?", number),
        question("spend", "What does the fare cost?", QuestionKind::Money { least: None, most: Some(10_000) }),
        question(
            "share",
            "How would you share £100?",
            QuestionKind::Split {
                options: list(&[("books", "Books"), ("staff", "Staff")]).options,
                total: 10_000,
                money: true,
            },
        ),
        question("born", "When were you born?", QuestionKind::Date { partial: false, earliest: None, latest: None }),
        question(
            "version",
            "Which version of the leaflet?",
            QuestionKind::Text { long: false, most: Some(40), published: false },
        ),
    ];
    let mut first = whole(first);
    let why_not = &mut first.pages[2].questions[0];
    why_not.when = Some(Condition::is(&Key::new("visits").expect("a key"), "rarely"));
    why_not.dont_know = true;
    first.pages[4].questions[0].dont_know = true;
    first.pages[6].questions[0].prefer_not_to_say = true;
    let mut second = first.clone();
    second.pages[0].questions[0].label = english("How often do you come to the library?");
    if let QuestionKind::SeveralOf { list, .. } = &mut second.pages[1].questions[0].kind {
        list.options[1].retired = true;
        list.options.insert(2, option("events", "Events"));
    }
    if let QuestionKind::Matrix { rows, .. } = &mut second.pages[4].questions[0].kind {
        rows.push(option("wifi", "Wi-Fi"));
    }
    second.pages[7].questions[0].retired = true;
    vec![(1, first), (2, second)]
}

/// A later version: one question reworded, one retired, an option retired, an option and a question added.
pub(crate) fn amended(before: &Questionnaire, seed: u64) -> Questionnaire {
    let mut rng = chance(seed ^ 0x5eed);
    let mut after = before.clone();
    let count = after.questions().count();
    let pages = after.pages.len();
    if pages == 0 || count == 0 {
        return after;
    }
    let (reworded, retired, grown) =
        (rng.random_range(0..count), rng.random_range(0..count * 2), rng.random_range(0..count));
    let earlier: Vec<Question> = after.questions().cloned().collect();
    for (place, question) in after.pages.iter_mut().flat_map(|page| &mut page.questions).enumerate() {
        if place == reworded {
            question.label = english("Put in other words");
        }
        if place == retired {
            question.retired = true;
        }
        let options = match &mut question.kind {
            QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. } => {
                &mut list.options
            }
            QuestionKind::Split { options, .. } | QuestionKind::Matrix { rows: options, .. } => options,
            _ => continue,
        };
        if place == grown {
            if options.len() > 2 {
                options[0].retired = true;
            }
            let at = rng.random_range(0..=options.len());
            let mut added = option(&format!("added-{}", options.len()), "Added");
            added.write_in = rng.random_bool(0.3);
            options.insert(at, added);
        }
    }
    let mut added =
        question(&format!("added{count}"), "Added", QuestionKind::Text { long: true, most: None, published: false });
    added.when = arbitrary::condition(&mut rng, &earlier, 1);
    let page = &mut after.pages[pages - 1];
    page.questions.push(added);
    after
}

/// Words that a file may take for something else.
const TRAPS: [&str; 10] = [
    "skipped",
    "not-asked",
    "'tis",
    "'skipped",
    "007",
    "1-2",
    "=1+1",
    "a \"b\", c;\nd",
    " led by a space",
    "x\u{1}y\u{FFFE}",
];

/// What somebody answers to a version, with traps in the words.
pub(crate) fn given(version: &Questionnaire, seed: u64) -> Given {
    let mut rng = chance(seed);
    let mut given = arbitrary::given(version, seed);
    for answer in given.values_mut() {
        match answer {
            Answer::Text(text) if rng.random_bool(0.5) => {
                *text = TRAPS.choose(&mut rng).map_or("", |trap| trap).to_owned()
            }
            Answer::Code { other: Some(text), .. } if rng.random_bool(0.5) => "dont-know".clone_into(text),
            _ => {}
        }
    }
    given
}

/// Responses to the versions, one after the other.
pub(crate) fn response(versions: &[(i64, Questionnaire)], number: i64) -> FiledResponse {
    let seed = number.unsigned_abs();
    let mut rng = chance(seed.wrapping_mul(31));
    let (version, whole) = versions.choose(&mut rng).expect("a version");
    let one_of =
        |rng: &mut rand_chacha::ChaCha8Rng, words: &[&str]| words.choose(rng).map_or("", |word| word).to_owned();
    FiledResponse {
        number,
        version: *version,
        channel: one_of(&mut rng, &["web", "paper", "phone"]),
        language: one_of(&mut rng, &["en", "cy"]),
        received_on: PartialDate::new(2027, Some(rng.random_range(1..=12)), Some(rng.random_range(1..=28)))
            .expect("a day"),
        branch: rng.random_bool(0.5).then(|| "ash-library".to_owned()),
        assurance: one_of(&mut rng, &["open", "mail"]),
        kind: one_of(&mut rng, &["resident", "skipped", ""]),
        order_shown: one_of(&mut rng, &["", "use: other books computers"]),
        given: given(whole, seed),
    }
}

/// A response as it comes back: what was sent, as files can tell it.
pub(crate) fn filed(versions: &[(i64, Questionnaire)], response: &FiledResponse) -> FiledResponse {
    let (_, whole) = versions.iter().find(|(number, _)| *number == response.version).expect("a version");
    let route = Route::of(whole, &response.given);
    let rows = |key: &Key| {
        let question = whole.question(key.as_str()).expect("a question");
        question.options().iter().filter(|row| route.offers(row)).count()
    };
    let given = route.sent().into_iter().map(|(key, answer)| {
        let answer = as_filed(answer, rows(&key));
        (key, answer)
    });
    FiledResponse { given: given.collect(), ..response.clone() }
}

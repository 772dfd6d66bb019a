use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::questionnaires::amending::{self, TextPlace, refused, text_place};
use crate::questionnaires::definition::answer::PartialDate;
use crate::questionnaires::definition::arbitrary;
use crate::questionnaires::definition::checking::Around;
use crate::questionnaires::definition::decimal::Decimal;
use crate::questionnaires::definition::document::{from_json, from_toml, to_json, to_toml};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::piping;
use crate::questionnaires::definition::question::{DateLimit, KINDS, Questionnaire};
use crate::questionnaires::definition::reading;
use crate::questionnaires::definition::route::Route;
use crate::questionnaires::definition::texts::Language;

use super::edit::{ConditionPlace, MoveTo, OptionsOf, QuestionMove, QuestionSpot, QuestionnaireEdit as Edit};
use super::references::{all_conditions, missing, options_of};
use super::{EditBounds, EditRefused, EditedForm};

const FORM: &str = r#"
title = "Hours"
[[page]]
key = "use"
title = "Your use"
[[page.question]]
key = "visits"
type = "one-of"
label = "How often do you come?"
option = [{ code = "often", label = "Often" }, { code = "never", label = "Never" }, { code = "rarely", label = "Rarely" }]
[[page.question]]
key = "why"
type = "long-text"
label = "Why {{visits|so}}?"
when = 'visits = "never"'
[[page]]
key = "rest"
when = 'visits != "never"'
[[page.question]]
key = "uses"
type = "several-of"
label = "What do you use?"
option = [{ code = "books", label = "Books" }, { code = "other", label = "Other", write-in = true }, { code = "none", label = "None of these", exclusive = true }]
[[page.question]]
key = "far"
type = "scale"
label = "How far is it?"
points = ["Near", "", "Far"]
[[page.question]]
key = "tea"
type = "short-text"
label = "Which tea?"
when = 'far > 1'
"#;

fn form() -> Questionnaire {
    from_toml(FORM).unwrap()
}

fn key(text: &str) -> Key {
    Key::new(text).unwrap()
}

fn english() -> Language {
    Language::english()
}

fn nothing_used() -> BTreeSet<Key> {
    BTreeSet::new()
}

fn drafted(form: &Questionnaire, edit: &Edit) -> Result<EditedForm, EditRefused> {
    edit.apply(form, &EditBounds { published: &[], used: &nothing_used() })
}

fn amended(form: &Questionnaire, edit: &Edit) -> Result<EditedForm, EditRefused> {
    edit.apply(form, &EditBounds { published: &[form], used: &nothing_used() })
}

fn keys(form: &Questionnaire) -> String {
    let pages = form.pages.iter().map(|page| {
        let questions: Vec<&str> = page.questions.iter().map(|question| question.key.as_str()).collect();
        format!("{}: {}", page.key, questions.join(" "))
    });
    pages.collect::<Vec<_>>().join("; ")
}

#[test]
fn questions_are_added_copied_and_moved() {
    let add = Edit::AddQuestion {
        kind: "one-of".into(),
        label: "How often do you come by bus?".into(),
        language: english(),
        spot: QuestionSpot::After(key("visits")),
    };
    let edited = drafted(&form(), &add).unwrap();
    assert_eq!(keys(&edited.form), "use: visits often_come_bus why; rest: uses far tea");
    assert_eq!(edited.words, "Added “How often do you come by bus?”");
    assert_eq!(edited.at.question(), Some(&key("often_come_bus")));
    // A key that an earlier draft had is not given again.
    let used = BTreeSet::from([key("often_come_bus")]);
    let edited = add.apply(&form(), &EditBounds { published: &[], used: &used }).unwrap();
    assert!(edited.form.question("often_come_bus_2").is_some());

    let edited = drafted(&form(), &Edit::Duplicate(key("visits"))).unwrap();
    assert_eq!(keys(&edited.form), "use: visits visits_2 why; rest: uses far tea");
    assert_eq!(edited.form.question("why").unwrap().when, form().question("why").unwrap().when);

    let go = |question: &str, to: QuestionMove| {
        drafted(&form(), &Edit::MoveQuestion { question: key(question), to }).map(|done| (keys(&done.form), done.words))
    };
    for (question, to, wanted, words) in [
        ("why", QuestionMove::Up, "use: why visits; rest: uses far tea", "Moved “Why so?” up"),
        ("uses", QuestionMove::Up, "use: visits why uses; rest: far tea", "Moved “What do you use?” up"),
        ("tea", QuestionMove::Up, "use: visits why; rest: uses tea far", "Moved “Which tea?” up"),
        ("why", QuestionMove::Down, "use: visits; rest: why uses far tea", "Moved “Why so?” down"),
        ("uses", QuestionMove::Down, "use: visits why; rest: far uses tea", "Moved “What do you use?” down"),
        (
            "tea",
            QuestionMove::To(QuestionSpot::First(key("use"))),
            "use: tea visits why; rest: uses far",
            "Moved “Which tea?” to the beginning of the page “Your use”",
        ),
        (
            "visits",
            QuestionMove::To(QuestionSpot::After(key("why"))),
            "use: why visits; rest: uses far tea",
            "Moved “How often do you come?” after “Why so?”",
        ),
        (
            "far",
            QuestionMove::To(QuestionSpot::After(key("far"))),
            "use: visits why; rest: uses far tea",
            "Moved “How far is it?” after “How far is it?”",
        ),
    ] {
        assert_eq!(go(question, to), Ok((wanted.to_owned(), words.to_owned())));
    }
    assert_eq!(go("visits", QuestionMove::Up).unwrap_err().why, "“How often do you come?” is the first already.");
    assert!(go("tea", QuestionMove::Down).unwrap_err().why.contains("the last already"));
    assert!(go("gone", QuestionMove::Down).unwrap_err().why.contains("no question “gone”"));
}

#[test]
fn what_is_referred_to_is_not_taken_out_and_who_refers_to_it_is_named() {
    let why = drafted(&form(), &Edit::RemoveQuestion(key("visits"))).unwrap_err().why;
    assert_eq!(
        why,
        "The condition of question 2 (“Why so?”), the condition of the page “rest” and the words of question 2 (“Why so?”) \
         refer to question 1 (“How often do you come?”). Change that first; then it can be taken out."
    );
    let option = |code: &str| Edit::RemoveOption { question: key("visits"), of: OptionsOf::Options, code: code.into() };
    assert!(drafted(&form(), &option("never")).unwrap_err().why.contains("the condition of the page “rest”"));
    assert!(drafted(&form(), &option("rarely")).unwrap().form.question("visits").unwrap().option("rarely").is_none());
    assert!(
        drafted(&form(), &Edit::SetPoints { question: key("far"), points: 5 }).unwrap_err().why.contains("question 5")
    );
    let removed = drafted(&form(), &Edit::RemoveQuestion(key("tea"))).unwrap();
    assert_eq!(
        (keys(&removed.form).as_str(), removed.words.as_str()),
        ("use: visits why; rest: uses far", "Removed “Which tea?”")
    );
    let page = drafted(&form(), &Edit::RemovePage(key("use"))).unwrap_err().why;
    assert!(page.contains("The condition of the page “rest” refers"), "{page}");
    assert_eq!(keys(&drafted(&form(), &Edit::RemovePage(key("rest"))).unwrap().form), "use: visits why");
}

#[test]
fn what_was_published_is_retired_and_what_an_amendment_may_not_do_is_refused_at_once() {
    let tea = amended(&form(), &Edit::RemoveQuestion(key("tea"))).unwrap();
    assert!(tea.form.question("tea").unwrap().retired);
    assert_eq!(tea.words, "Retired “Which tea?”: it was published, so it keeps its column and is asked of nobody new");
    let bounds = [form()];
    let published: Vec<&Questionnaire> = bounds.iter().collect();
    let used = nothing_used();
    let bounds = EditBounds { published: &published, used: &used };
    // What only a retired question looks at can be retired too.
    let far = Edit::RemoveQuestion(key("far"));
    assert!(far.apply(&form(), &bounds).is_err());
    let both = far.apply(&tea.form, &bounds).unwrap();
    assert!(both.form.question("far").unwrap().retired);
    assert!(
        !Edit::BringBackQuestion(key("far")).apply(&both.form, &bounds).unwrap().form.question("far").unwrap().retired
    );
    assert!(far.apply(&both.form, &bounds).unwrap_err().why.contains("retired already"));

    let rarely = Edit::RemoveOption { question: key("visits"), of: OptionsOf::Options, code: "rarely".into() };
    assert!(amended(&form(), &rarely).unwrap().form.question("visits").unwrap().option("rarely").unwrap().retired);
    assert!(
        amended(&form(), &Edit::RemovePage(key("rest")))
            .unwrap_err()
            .why
            .contains("was published and keeps its column")
    );
    let exclusive =
        Edit::SetOption { question: key("uses"), code: "books".into(), exclusive: true, write_in: false, fixed: false };
    assert!(amended(&form(), &exclusive).unwrap_err().why.contains("cannot exclude the others now"));
    assert!(drafted(&form(), &exclusive).is_ok());
    let shorter = Edit::SetWriting { question: key("tea"), most: Some(10), published: false };
    assert!(amended(&form(), &shorter).unwrap_err().why.contains("cannot take fewer characters"));
}

#[test]
fn a_list_is_pasted_with_codes_of_its_own_and_what_is_there_is_named() {
    let paste = |text: &str| {
        let edit = Edit::PasteOptions {
            question: key("uses"),
            of: OptionsOf::Options,
            text: text.into(),
            language: english(),
        };
        drafted(&form(), &edit).map(|done| {
            let codes: Vec<String> =
                done.form.question("uses").unwrap().options().iter().map(|one| one.code.clone()).collect();
            (codes.join(" "), done.words)
        })
    };
    assert_eq!(
        paste("Films\nbooks\n\nGames and puzzles\nfilms"),
        Ok((
            "books films games-and-puzzles other none".to_owned(),
            "Added 2 options to “What do you use?” from a list; left out what is there already: “films”, “books”"
                .to_owned()
        ))
    );
    // What is new stands before "other" and "none of these"; a written code is not taken by one that is made.
    assert_eq!(paste("Films\nfilms = Silent films").unwrap().0, "books films-2 films other none");
    assert!(paste("books = Journals").unwrap_err().why.contains("The code “books” of “Journals” is taken"));
    assert!(paste("  ").unwrap_err().why.contains("no option"));
}

#[test]
fn a_scale_keeps_its_poles_and_a_text_its_place() {
    let mut free = form();
    free.pages[1].questions.remove(2);
    let points = |count: usize| drafted(&free, &Edit::SetPoints { question: key("far"), points: count });
    let texts = |form: &Questionnaire| -> Vec<String> {
        let places = text_place::of_question(form.question("far").unwrap());
        let points = places.into_iter().filter(|(place, _)| matches!(place, TextPlace::Point(..)));
        points.map(|(_, text)| text.read(&english(), &[]).to_owned()).collect()
    };
    assert_eq!(texts(&points(5).unwrap().form), ["Near", "", "", "", "Far"]);
    assert_eq!(texts(&points(2).unwrap().form), ["Near", "Far"]);
    assert!(points(12).unwrap_err().why.contains("2 to 11"));
    let text =
        |at: TextPlace| drafted(&form(), &Edit::SetText { at, language: english(), text: " New\r\nwords ".into() });
    for (at, _) in text_place::of_form(&form()) {
        let done = text(at.clone()).unwrap_or_else(|why| panic!("{at:?}: {why}"));
        let said = text_place::of_form(&done.form)
            .into_iter()
            .find(|(place, _)| *place == at)
            .map(|(_, words)| words.read(&english(), &[]).to_owned());
        assert_eq!(said.as_deref(), Some("New\nwords"), "{at:?}");
    }
    assert!(text(TextPlace::Label(key("gone"))).unwrap_err().why.contains("not there any more"));
    let welsh = Edit::SetText { at: TextPlace::Title, language: Language::new("cy").unwrap(), text: "Oriau".into() };
    assert!(drafted(&form(), &welsh).unwrap_err().why.contains("Add it first"));
}

#[test]
fn a_condition_on_what_is_not_there_is_refused() {
    let set = |when: &str| {
        let of = ConditionPlace::Question(key("far"));
        drafted(&form(), &Edit::SetCondition { of, when: Some(when.parse().unwrap()) })
    };
    assert_eq!(
        set("visits = \"often\"").unwrap().words,
        "Let “How far is it?” be asked of people who chose “Often” for question 1"
    );
    for (when, words) in [
        ("gone = \"x\"", "looks at “gone”, which is no question"),
        ("visits in (\"often\", \"daily\")", "names “daily”, which question 1"),
        ("uses contains \"film\"", "names “film”"),
        ("visits = \"dont-know\"", "names “dont-know”"),
    ] {
        let why = set(when).unwrap_err().why;
        assert!(why.contains(words), "{why}");
    }
}

/// Something that staff could do to a questionnaire.
fn any_edit(rng: &mut ChaCha8Rng, form: &Questionnaire) -> Option<Edit> {
    let questions: Vec<&_> = form.questions().collect();
    let question = questions.choose(rng).copied();
    let own = question.map(|question| question.key.clone());
    let page = form.pages.choose(rng).map(|page| page.key.clone());
    let language = form.languages.choose(rng)?.clone();
    let words = ["Often", "Books, films", "How far?", "", "日本語", "Not sure", "16 to 24"].choose(rng)?.to_string();
    let of = if rng.random_bool(0.3) { OptionsOf::Columns } else { OptionsOf::Options };
    let code = question.and_then(|question| options_of(question, of).choose(rng)).map(|option| option.code.clone());
    let spot = match rng.random_range(0..3) {
        0 => QuestionSpot::First(page.clone()?),
        1 => QuestionSpot::Last(page.clone()?),
        _ => QuestionSpot::After(questions.choose(rng)?.key.clone()),
    };
    let small = |rng: &mut ChaCha8Rng| rng.random_bool(0.6).then(|| rng.random_range(0..5_u32));
    let flag = rng.random_bool(0.5);
    Some(match rng.random_range(0..34) {
        0 => Edit::AddQuestion { kind: KINDS.choose(rng)?.0.to_owned(), label: words, language, spot },
        1 => {
            let other = arbitrary::questionnaire(rng.random());
            let copies: Vec<_> = other.questions().cloned().collect();
            Edit::AddCopy { question: Box::new(copies.choose(rng)?.clone()), spot }
        }
        2 => Edit::Duplicate(own?),
        3 => Edit::MoveQuestion { question: own?, to: QuestionMove::Up },
        4 => Edit::MoveQuestion { question: own?, to: QuestionMove::Down },
        5 => Edit::MoveQuestion { question: own?, to: QuestionMove::To(spot) },
        6 | 7 => Edit::RemoveQuestion(own?),
        8 => Edit::BringBackQuestion(own?),
        9 => Edit::SetText { at: text_place::of_form(form).choose(rng)?.0.clone(), language, text: words },
        10 => Edit::SetRequired { question: own?, required: flag },
        11 => Edit::SetBlanks { question: own?, dont_know: flag, prefer_not_to_say: rng.random_bool(0.5) },
        12 => Edit::AddLanguage(Language::new(["en", "cy", "pl"].choose(rng)?)?),
        13 => Edit::RemoveLanguage(language),
        14 => Edit::AddPage { title: words, language, after: page.filter(|_| flag) },
        15 => Edit::MovePage { page: page?, to: MoveTo::Up },
        16 => Edit::MovePage { page: page?, to: MoveTo::After(form.pages.choose(rng).map(|page| page.key.clone())) },
        17 => Edit::SplitPage(own?),
        18 => Edit::MergePage(page?),
        19 => Edit::RemovePage(page?),
        20 => Edit::SetPageShuffled { page: page?, shuffled: flag },
        21 => Edit::AddOption { question: own?, of, label: words, language },
        22 => Edit::PasteOptions {
            question: own?,
            of,
            text: format!("{words}\nx{0} = Tea\nBooks", rng.random_range(0..4)),
            language,
        },
        23 => Edit::MoveOption {
            question: own?,
            of,
            code: code?,
            to: if flag { MoveTo::Up } else { MoveTo::After(None) },
        },
        24 | 25 => Edit::RemoveOption { question: own?, of, code: code? },
        26 => Edit::BringBackOption { question: own?, of, code: code? },
        27 => Edit::SetOption {
            question: own?,
            code: code?,
            exclusive: rng.random_bool(0.2),
            write_in: flag,
            fixed: rng.random_bool(0.2),
        },
        28 => Edit::SetShuffled { question: own?, shuffled: flag },
        29 => Edit::SetTicks { question: own?, least: small(rng), most: small(rng) },
        30 => Edit::SetPoints { question: own?, points: rng.random_range(0..13) },
        31 => Edit::SetNumber {
            question: own?,
            places: rng.random_range(0..8),
            least: Decimal::whole(rng.random_range(-5..5)),
            most: small(rng).and_then(|most| Decimal::whole(i64::from(most))),
        },
        32 => match rng.random_range(0..6) {
            0 => Edit::SetRankPlaces { question: own?, most: small(rng) },
            1 => Edit::SetEveryRow { question: own?, every_row: flag },
            2 => Edit::SetMoney { question: own?, least: small(rng).map(i64::from), most: Some(99) },
            3 => Edit::SetTotal { question: own?, total: rng.random_range(0..200) },
            4 => Edit::SetWriting { question: own?, most: small(rng).map(|most| most * 2_000), published: flag },
            _ => Edit::SetDates {
                question: own?,
                partial: flag,
                earliest: None,
                latest: flag.then_some(DateLimit::Today),
            },
        },
        _ => {
            let all: Vec<_> = form.questions().cloned().collect();
            let when = flag.then(|| arbitrary::condition(rng, &all, 2)).flatten();
            let of = match (rng.random_range(0..3), code) {
                (0, Some(code)) if of == OptionsOf::Options => ConditionPlace::Option(own?, code),
                (1, _) => ConditionPlace::Page(page?),
                _ => ConditionPlace::Question(own?),
            };
            Edit::SetCondition { of, when }
        }
    })
}

pub(super) fn is_sound(form: &Questionnaire) -> Result<(), TestCaseError> {
    let toml = to_toml(form).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let read = from_toml(&toml).map_err(|why| TestCaseError::fail(format!("{why}\n{toml}")))?;
    prop_assert_eq!(to_toml(&read).ok(), Some(toml));
    let json = to_json(form).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let read = from_json(&json);
    prop_assert_eq!(read.as_ref(), Ok(form));
    let (mut questions, mut pages) = (BTreeSet::new(), BTreeSet::new());
    for page in &form.pages {
        prop_assert!(pages.insert(&page.key), "two pages {}", page.key);
        for question in &page.questions {
            prop_assert!(questions.insert(&question.key), "two questions {}", question.key);
            for of in [OptionsOf::Options, OptionsOf::Columns] {
                let codes: BTreeSet<&str> =
                    options_of(question, of).iter().map(|option| option.code.as_str()).collect();
                prop_assert_eq!(codes.len(), options_of(question, of).len(), "codes of {}", question.key);
            }
        }
    }
    for (_, when) in all_conditions(form) {
        prop_assert_eq!(missing(form, when), None);
    }
    for (_, wording) in text_place::of_form(form) {
        for (_, text) in wording.all() {
            for (piped, _) in piping::piped(text) {
                // Chance writes pipes to questions that never were; none of these is one.
                prop_assert!(Key::new(piped).is_err() || form.question(piped).is_some(), "{}", piped);
            }
        }
    }
    Ok(())
}

/// The walks of chance are no walk in place: most edits that are drawn can be done, of every sort.
#[test]
fn most_edits_that_chance_draws_can_be_done() {
    let (mut drawn, mut done) = (0, BTreeMap::<String, usize>::new());
    for seed in 0..150 {
        let mut form = arbitrary::questionnaire(seed);
        let mut rng = arbitrary::chance(seed);
        for _ in 0..40 {
            let Some(edit) = any_edit(&mut rng, &form) else { continue };
            drawn += 1;
            if let Ok(edited) = drafted(&form, &edit) {
                let name = format!("{edit:?}");
                let name = name.split([' ', '(']).next().unwrap_or_default().to_owned();
                *done.entry(name).or_default() += 1;
                form = edited.form;
            }
        }
    }
    let all: usize = done.values().sum();
    assert!(all * 3 > drawn, "{all} of {drawn}: {done:?}");
    assert!(done.len() >= 30, "{}: {done:?}", done.len());
}

proptest! {
    // Each case is a walk of many edits.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_sequence_of_edits_leaves_a_sound_questionnaire(seed: u64) {
        let mut rng = arbitrary::chance(seed);
        let mut form = arbitrary::questionnaire(seed);
        let mut used = BTreeSet::new();
        let mut done = 0;
        for _ in 0..40 {
            let Some(edit) = any_edit(&mut rng, &form) else { continue };
            let before: BTreeSet<Key> = form.questions().map(|question| question.key.clone()).collect();
            let Ok(edited) = edit.apply(&form, &EditBounds { published: &[], used: &used }) else { continue };
            done += 1;
            prop_assert!(!edited.words.is_empty());
            is_sound(&edited.form)?;
            for question in edited.form.questions().filter(|question| !before.contains(&question.key)) {
                prop_assert!(!used.contains(&question.key), "{} was used before", question.key);
            }
            used.extend(before);
            form = edited.form;
        }
        prop_assert!(done > 0);
    }

    #[test]
    fn no_edit_does_to_a_published_form_what_an_amendment_may_not_and_no_answer_is_lost(seed: u64) {
        let published = arbitrary::questionnaire(seed);
        let used = BTreeSet::new();
        let versions = [&published];
        let bounds = EditBounds { published: &versions, used: &used };
        let mut rng = arbitrary::chance(seed);
        let mut form = published.clone();
        for _ in 0..30 {
            let Some(edit) = any_edit(&mut rng, &form) else { continue };
            if let Ok(edited) = edit.apply(&form, &bounds) {
                form = edited.form;
            }
        }
        prop_assert_eq!(refused(&versions, &form), vec![]);
        is_sound(&form)?;
        for more in 0..4 {
            let given = arbitrary::given(&published, seed.wrapping_add(more));
            // Every answer of version 1 is read by version 2 as what it was.
            let read = reading::from_json(&reading::to_json(&given), &form);
            prop_assert_eq!(read.map(|read| sorted(&read)), Ok(sorted(&given)));
            let today: PartialDate = "2027-03-01".parse().unwrap();
            // What could be sent then can be sent now, but for what was retired and rows that are new.
            let around = Around { offers: &|_| true, branch: &|_| true, today };
            for (key, answer) in &given {
                let (old, new) = (published.question(key.as_str()).unwrap(), form.question(key.as_str()).unwrap());
                let language = english();
                if old.check(answer, &language, &around).is_ok() {
                    let now = new.check(answer, &language, &around);
                    let row = matches!(now, Err(crate::questionnaires::definition::checking::AnswerRefused::RowMissing(_)));
                    prop_assert!(row || now.is_ok(), "{key}: {now:?}");
                }
            }
            // Whoever is asked again is asked what they have no answer to now, or what was changed.
            let nothing = BTreeSet::new();
            for key in amending::to_ask_again(&published, &form, &given, &nothing) {
                let (was, is) = (Route::of(&published, &given), Route::of(&form, &given));
                let same = published.question(key.as_str()) == form.question(key.as_str())
                    && was.asks(key.as_str())
                    && was.answer(&key) == is.answer(&key);
                prop_assert!(!same, "{key} did not change");
            }
        }
    }

    #[test]
    fn a_page_that_is_split_or_joined_asks_everybody_what_it_asked(seed: u64) {
        let form = arbitrary::questionnaire(seed);
        let mut edits: Vec<Edit> = form.pages.iter().map(|page| Edit::MergePage(page.key.clone())).collect();
        edits.extend(form.questions().map(|question| Edit::SplitPage(question.key.clone())));
        for edit in edits {
            let Ok(edited) = drafted(&form, &edit) else { continue };
            for more in 0..3 {
                let given = arbitrary::given(&form, seed.wrapping_add(more));
                let asked = |form: &Questionnaire| -> Vec<String> {
                    Route::of(form, &given).asked().map(|(_, question)| question.key.to_string()).collect()
                };
                prop_assert_eq!(asked(&form), asked(&edited.form), "{:?}", edit);
            }
        }
    }
}

/// Answers with ticks in the order of their codes: a moved option moves its tick.
fn sorted(given: &crate::questionnaires::definition::answer::Given) -> BTreeMap<String, String> {
    use crate::questionnaires::definition::answer::Answer;
    let one = |answer: &Answer| match answer {
        Answer::Ticks { codes, other } => {
            let mut codes = codes.clone();
            codes.sort();
            format!("{codes:?} {other:?}")
        }
        other => format!("{other:?}"),
    };
    given.iter().map(|(key, answer)| (key.to_string(), one(answer))).collect()
}

//! The files, the questionnaires that are made of them, and what is kept and counted of the answers.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::definition::answer::{Answer, Given, PartialDate};
use super::super::definition::blank::Blank;
use super::super::definition::document::{from_toml, to_toml};
use super::super::definition::key::Key;
use super::super::definition::question::{Question, Questionnaire};
use super::super::definition::route::Route;
use super::super::definition::texts::Language;
use super::*;
use EqualityTopic::{Age, Disability, EthnicGroup, GenderIdentity, SexualOrientation, UnpaidCare};

fn block(nation: Nation) -> EqualityBlock {
    let found = blocks().expect("the files").into_iter().find(|block| block.nation == nation);
    found.expect("every nation")
}

fn key(text: &str) -> Key {
    Key::new(text).expect(text)
}

fn date(text: &str) -> PartialDate {
    text.parse().expect(text)
}

fn given(answers: &[(&str, &str)]) -> Given {
    let answer = |code: &str| Blank::chosen(code).map_or_else(|| Answer::code(code), Answer::Blank);
    answers.iter().map(|(of, code)| (key(of), answer(code))).collect()
}

fn asked(questionnaire: &Questionnaire, answers: &[(&str, &str)]) -> Vec<String> {
    let given = given(answers);
    Route::of(questionnaire, &given).asked().map(|(_, question)| question.key.to_string()).collect()
}

fn every_question(block: &EqualityBlock) -> impl Iterator<Item = &Question> {
    block.topics.iter().flat_map(|topic| &topic.questions)
}

#[test]
fn the_file_of_every_nation_can_be_read() {
    let nations: Vec<Nation> = blocks().expect("the files").iter().map(|block| block.nation).collect();
    assert_eq!(nations, Nation::ALL);
}

#[test]
fn every_topic_is_there_in_the_same_order_and_only_one_has_no_question() {
    for block in blocks().expect("the files") {
        let topics: Vec<EqualityTopic> = block.topics.iter().map(|topic| topic.topic).collect();
        assert_eq!(topics, EqualityTopic::ALL, "{}", block.nation.name());
        for topic in block.topics.iter().filter(|topic| topic.questions.is_empty()) {
            assert_eq!((block.nation, topic.topic), (Nation::NorthernIreland, GenderIdentity));
        }
    }
}

#[test]
fn everything_that_residents_read_is_there_in_each_language_of_the_block() {
    for mut block in blocks().expect("the files") {
        let languages = block.languages.clone();
        let nation = block.nation;
        block.each_wording(&mut |wording| {
            let have: Vec<&Language> = wording.all().map(|(language, _)| language).collect();
            assert!(have.is_empty() || have.len() == languages.len(), "{}: {wording:?}", nation.name());
        });
        for text in [&block.title, &block.introduction, &block.consent, &block.start, &block.skip] {
            assert!(!text.is_empty());
        }
        for question in every_question(&block) {
            assert!(!question.label.is_empty() && question.options().iter().all(|option| !option.label.is_empty()));
            assert!(question.prefer_not_to_say && !question.required, "{}", question.key);
        }
    }
    assert_eq!(block(Nation::Wales).languages.len(), 2);
}

#[test]
fn a_block_makes_a_questionnaire_that_can_be_written_down_and_read_again() {
    for block in blocks().expect("the files") {
        let whole = block.questionnaire(&EqualityTopic::ALL);
        assert!(whole.pages.iter().all(|page| page.questions.len() == 1), "one thing a page");
        assert_eq!(from_toml(&to_toml(&whole).expect("writes")), Ok(whole));
    }
}

#[test]
fn whoever_is_under_16_is_not_asked_what_is_asked_from_16() {
    let whole = block(Nation::England).questionnaire(&EqualityTopic::ALL);
    assert_eq!(asked(&whole, &[("age", "under-16")]), ["age", "sex", "ethnic-group", "religion", "unpaid-care"]);
    let adult = asked(&whole, &[("age", "35-49")]);
    for question in ["gender-identity", "health-condition", "sexual-orientation", "marital-status"] {
        assert!(adult.iter().any(|asked| asked == question), "{question}");
    }
    assert!(!adult.iter().any(|asked| asked == "sixteen-or-over"), "they have said so");
}

#[test]
fn whoever_gives_no_age_is_asked_whether_they_are_16() {
    let whole = block(Nation::Scotland).questionnaire(&[Age, SexualOrientation]);
    assert_eq!(asked(&whole, &[]), ["age", "sixteen-or-over"]);
    assert_eq!(asked(&whole, &[("age", "prefer-not-to-say")]), ["age", "sixteen-or-over"]);
    let told = [("age", "prefer-not-to-say"), ("sixteen-or-over", "yes")];
    assert_eq!(asked(&whole, &told), ["age", "sixteen-or-over", "sexual-orientation"]);
    let declined = [("age", "prefer-not-to-say"), ("sixteen-or-over", "prefer-not-to-say")];
    assert_eq!(asked(&whole, &declined), ["age", "sixteen-or-over"]);
    // Somebody under 16 who goes back and had said otherwise before.
    let back = [("age", "under-16"), ("sixteen-or-over", "yes")];
    assert_eq!(asked(&whole, &back), ["age"], "what is off the route counts as not answered");
}

#[test]
fn where_age_is_not_asked_the_question_whether_they_are_16_is() {
    let whole = block(Nation::England).questionnaire(&[SexualOrientation]);
    assert_eq!(asked(&whole, &[]), ["sixteen-or-over"]);
    assert_eq!(asked(&whole, &[("sixteen-or-over", "yes")]), ["sixteen-or-over", "sexual-orientation"]);
    assert_eq!(asked(&block(Nation::England).questionnaire(&[UnpaidCare]), &[]), ["unpaid-care"]);
}

#[test]
fn ethnic_group_is_asked_in_two_steps_and_each_group_has_its_own_list() {
    let whole = block(Nation::Wales).questionnaire(&[EthnicGroup]);
    assert_eq!(asked(&whole, &[("ethnic-group", "asian")]), ["ethnic-group", "ethnic-group-asian"]);
    assert_eq!(asked(&whole, &[("ethnic-group", "prefer-not-to-say")]), ["ethnic-group"]);
    let scotland = block(Nation::Scotland).questionnaire(&[EthnicGroup]);
    assert_eq!(asked(&scotland, &[("ethnic-group", "african")]), ["ethnic-group"], "a write-in has no list");
    let northern_ireland = block(Nation::NorthernIreland).questionnaire(&[EthnicGroup]);
    assert_eq!(northern_ireland.questions().count(), 1);
}

#[test]
fn what_a_condition_does_is_asked_only_of_those_who_have_one() {
    let whole = block(Nation::England).questionnaire(&[Age, Disability]);
    let answers = |code| [("age", "85-and-over"), ("health-condition", code)];
    assert!(asked(&whole, &answers("yes")).contains(&"condition-effect".to_owned()));
    assert!(!asked(&whole, &answers("no")).contains(&"condition-effect".to_owned()));
}

fn some_topics() -> impl Strategy<Value = Vec<EqualityTopic>> {
    prop::sample::subsequence(EqualityTopic::ALL.to_vec(), 0..=EqualityTopic::ALL.len())
}

proptest! {
    /// Whatever topics a service asks and whatever somebody answers, in whatever nation and channel.
    #[test]
    fn nobody_is_asked_what_is_asked_from_16_unless_they_said_that_they_are(
        nation in prop::sample::select(Nation::ALL.to_vec()),
        interview in any::<bool>(),
        topics in some_topics(),
        picks in prop::collection::vec(0..12usize, 24),
    ) {
        let block = block(nation);
        let block = if interview { block.for_interview() } else { block };
        let whole = block.questionnaire(&topics);
        let mut answers = Given::new();
        for (question, pick) in whole.questions().zip(picks) {
            match question.options().get(pick) {
                Some(option) => { answers.insert(question.key.clone(), Answer::code(option.code.as_str())); }
                None if pick % 2 == 0 => {
                    answers.insert(question.key.clone(), Answer::Blank(Blank::PreferNotToSay));
                }
                None => {}
            }
        }
        let route = Route::of(&whole, &answers);
        let code = |question: &str| match route.answer(&key(question)) {
            Some(Answer::Code { code, .. }) => Some(code.clone()),
            _ => None,
        };
        let by_age = code("age").filter(|age| age != REFUSED).map(|age| age != "under-16");
        let old_enough = by_age.unwrap_or_else(|| code("sixteen-or-over").as_deref() == Some("yes"));
        for topic in block.topics.iter().filter(|topic| topic.from_age.is_some()) {
            for question in &topic.questions {
                prop_assert!(old_enough || !route.asks(question.key.as_str()), "{}", question.key);
            }
        }
        // And what is filed are answers on the route, one record a topic, without the question whether they are 16.
        let records = filed(&block, &topics, &answers);
        let asked: Vec<EqualityTopic> =
            block.askable().map(|topic| topic.topic).filter(|topic| topics.contains(topic)).collect();
        prop_assert!(records.is_empty() || records.iter().map(|record| record.topic).eq(asked));
        let sent = route.sent();
        let kept: usize = records.iter().map(|record| record.codes.len()).sum();
        let screen = usize::from(sent.contains_key(&key("sixteen-or-over")));
        prop_assert!(records.is_empty() || kept == sent.len() - screen);
        prop_assert!(!records.iter().any(|record| record.codes.contains_key("sixteen-or-over")));
    }
}

#[test]
fn staff_who_ask_do_not_offer_prefer_not_to_say_and_note_a_refusal() {
    for block in blocks().expect("the files") {
        let interview = block.for_interview();
        for question in every_question(&interview) {
            assert!(!question.prefer_not_to_say, "{}", question.key);
            let last = question.options().last().expect("an option");
            assert_eq!(last.code, REFUSED);
            assert!(last.label.all().count() == block.languages.len());
        }
        assert_eq!(interview.for_interview(), interview, "twice is the same");
    }
    let whole = block(Nation::England).for_interview().questionnaire(&[Age, SexualOrientation]);
    assert_eq!(asked(&whole, &[("age", REFUSED)]), ["age", "sixteen-or-over"]);
    assert_eq!(asked(&whole, &[("age", REFUSED), ("sixteen-or-over", REFUSED)]), ["age", "sixteen-or-over"]);
}

#[test]
fn welsh_can_be_left_out_until_somebody_has_checked_it() {
    let wales = block(Nation::Wales);
    assert_eq!(wales.unreviewed.len(), 1);
    let mut english = wales.without_unreviewed();
    assert_eq!(english.languages, [Language::english()]);
    assert!(english.unreviewed.is_empty());
    english.each_wording(&mut |wording| assert!(wording.all().all(|(language, _)| language.is_english())));
    let unreviewed = |block: &EqualityBlock| {
        let warnings = block.warnings(date("2026-12-01"));
        warnings.iter().any(|warning| warning.concern == EqualityConcern::Unreviewed)
    };
    assert!(unreviewed(&wales) && !unreviewed(&english));
}

#[test]
fn staff_are_told_how_each_standard_stands() {
    let warnings = block(Nation::England).warnings(date("2026-12-01"));
    let concern = |topic| -> Vec<EqualityConcern> {
        warnings.iter().filter(|warning| warning.topic == Some(topic)).map(|warning| warning.concern).collect()
    };
    assert_eq!(concern(EqualityTopic::Sex), [EqualityConcern::NoStandard]);
    assert_eq!(concern(GenderIdentity), [EqualityConcern::Interim]);
    assert_eq!(concern(EthnicGroup), [EqualityConcern::BeingRedone]);
    assert_eq!(concern(Disability), [EqualityConcern::BeingRedone]);
    assert_eq!(concern(Age), []);
    assert_eq!(concern(EqualityTopic::MaritalStatus), [EqualityConcern::Unchecked]);
    let sex = warnings.iter().find(|warning| warning.topic == Some(EqualityTopic::Sex)).expect("sex");
    assert!(sex.sentence.starts_with("Sex: There is currently no harmonised standard"), "{}", sex.sentence);
}

#[test]
fn a_topic_is_old_from_the_day_after_it_was_to_be_looked_at_again() {
    let england = block(Nation::England);
    let old = |today: &str| -> Vec<EqualityTopic> {
        let warnings = england.warnings(date(today)).into_iter();
        warnings.filter(|warning| warning.concern == EqualityConcern::Old).filter_map(|warning| warning.topic).collect()
    };
    assert_eq!(old("2027-02-28"), []);
    assert_eq!(old("2027-03-01"), [EqualityTopic::Sex, GenderIdentity, EthnicGroup]);
    assert_eq!(old("2028-01-01"), EqualityTopic::ALL);
    let warnings = england.warnings(date("2027-03-01"));
    let sentence = &warnings.iter().find(|warning| warning.concern == EqualityConcern::Old).expect("one").sentence;
    assert_eq!(
        sentence,
        "Sex: this was last checked on 28 November 2026 and was to be checked again by 28 February 2027. The standard may \
         have changed."
    );
}

#[test]
fn what_is_not_settled_or_not_checked_is_said() {
    let warnings = block(Nation::NorthernIreland).warnings(date("2026-12-01"));
    let says = |topic, concern, words: &str| {
        assert!(
            warnings.iter().any(|warning| {
                warning.topic == topic && warning.concern == concern && warning.sentence.contains(words)
            }),
            "{words}"
        );
    };
    says(Some(EthnicGroup), EqualityConcern::Note, "not settled");
    says(Some(EqualityTopic::Religion), EqualityConcern::Unchecked, "not checked against the form");
    says(Some(GenderIdentity), EqualityConcern::NoStandard, "asks nothing");
    says(None, EqualityConcern::Note, "political opinion");
}

#[test]
fn an_option_says_which_census_category_it_belongs_to() {
    let england = block(Nation::England);
    let category = |question, option| england.census(question, option).expect(option);
    assert_eq!(category("unpaid-care", "up-to-9").parts[0].code.as_deref(), Some("2"));
    let roma = &category("ethnic-group-white", "roma").parts[0];
    assert_eq!((roma.code.as_deref(), roma.name.as_str()), (Some("16"), "White: Roma"));
    assert_eq!(category("marital-status", "married").parts.len(), 2, "two categories are added up");
    assert_eq!(category("religion", "sikh").parts[0].code, None, "a category, not a code");
    assert_eq!(england.census("religion", "pagan"), None);
    assert_eq!(block(Nation::Scotland).census("health-condition", "yes"), None, "nothing to compare with");
}

#[test]
fn no_code_stands_where_no_list_of_codes_was_seen_and_no_list_is_used_half() {
    for block in blocks().expect("the files") {
        for question in every_question(&block) {
            for option in question.options() {
                let Some(category) = block.census(question.key.as_str(), &option.code) else { continue };
                let by_name = category.variable.contains("by their names") || category.variable.contains("age");
                for part in &category.parts {
                    assert_eq!(part.code.is_none(), by_name, "{} {}: {category:?}", block.nation.name(), question.key);
                }
            }
        }
    }
}

#[test]
fn a_group_and_its_list_belong_to_the_same_census_categories() {
    for block in blocks().expect("the files") {
        for question in every_question(&block) {
            let Some((above, code)) = question.when.as_ref().and_then(file::follows) else { continue };
            let Some(group) = block.census(above, code) else { continue };
            let of_list: BTreeSet<&str> = question
                .options()
                .iter()
                .filter_map(|option| block.census(question.key.as_str(), &option.code))
                .flat_map(|category| category.parts.iter().map(|part| part.name.as_str()))
                .collect();
            let of_group: BTreeSet<&str> = group.parts.iter().map(|part| part.name.as_str()).collect();
            assert_eq!(of_group, of_list, "{} {}", block.nation.name(), question.key);
        }
    }
}

#[test]
fn what_is_kept_is_apart_by_topic_and_does_not_say_who() {
    let mut answers = given(&[("age", "prefer-not-to-say"), ("sixteen-or-over", "yes"), ("ethnic-group", "black")]);
    answers.insert(
        key("ethnic-group-black"),
        Answer::Code { code: "african".to_owned(), other: Some(" Ghanaian ".to_owned()) },
    );
    let records = filed(&block(Nation::England), &[Age, EthnicGroup, SexualOrientation], &answers);
    let json: Vec<String> = records.iter().map(|record| serde_json::to_string(record).expect("writes")).collect();
    assert_eq!(
        json,
        [
            r#"{"topic":"age","codes":{"age":"prefer-not-to-say"}}"#,
            concat!(
                r#"{"topic":"ethnic-group","codes":{"ethnic-group":"black","ethnic-group-black":"african"},"#,
                r#""words":{"ethnic-group-black":"Ghanaian"}}"#
            ),
            r#"{"topic":"sexual-orientation","codes":{}}"#,
        ]
    );
    let back: FiledTopic = serde_json::from_str(&json[1]).expect("reads");
    assert_eq!(back, records[1]);
    assert_eq!(filed(&block(Nation::England), &[Age], &Given::new()), [], "who answered nothing leaves nothing");
}

/// So many people with the same answers.
fn people(block: &EqualityBlock, topics: &[EqualityTopic], many: usize, answers: &[(&str, &str)]) -> Vec<FiledTopic> {
    (0..many).flat_map(|_| filed(block, topics, &given(answers))).collect()
}

fn row(counts: &[QuestionCounts], question: &str, code: &str) -> Option<ShownCount> {
    let counts = counts.iter().find(|counts| counts.question == question)?;
    Some(counts.rows.iter().find(|row| row.codes == [code])?.people)
}

#[test]
fn a_list_is_counted_only_where_the_count_of_its_group_is_shown() {
    let england = block(Nation::England);
    let ask = [EthnicGroup];
    let mut records = people(&england, &ask, 30, &[("ethnic-group", "white"), ("ethnic-group-white", "british")]);
    records.extend(people(&england, &ask, 6, &[("ethnic-group", "white"), ("ethnic-group-white", "irish")]));
    records.extend(people(&england, &ask, 3, &[("ethnic-group", "asian"), ("ethnic-group-asian", "indian")]));
    records.extend(people(&england, &ask, 8, &[("ethnic-group", "black"), ("ethnic-group-black", "african")]));
    records.extend(people(&england, &ask, 9, &[("ethnic-group", "prefer-not-to-say")]));
    let counts = england.counts(&records);
    use ShownCount::{Hidden, People};
    assert_eq!(row(&counts, "ethnic-group", "white"), Some(People(36)));
    assert_eq!(row(&counts, "ethnic-group-white", "irish"), Some(People(6)));
    assert_eq!(row(&counts, "ethnic-group", NO_ANSWER), Some(People(9)));
    assert_eq!(row(&counts, "ethnic-group", "asian"), Some(Hidden));
    assert_eq!(row(&counts, "ethnic-group", "black"), Some(Hidden), "the next smallest");
    assert_eq!(row(&counts, "ethnic-group-asian", "indian"), None);
    assert_eq!(row(&counts, "ethnic-group-black", "african"), None, "it would say how many are Black");
}

#[test]
fn a_few_under_16_are_put_together_with_the_next_band() {
    let england = block(Nation::England);
    let ask = [Age, SexualOrientation];
    let mut records = people(&england, &ask, 3, &[("age", "under-16")]);
    records.extend(people(&england, &ask, 9, &[("age", "16-24"), ("sexual-orientation", "straight")]));
    records.extend(people(&england, &ask, 20, &[("age", "50-64"), ("sexual-orientation", "straight")]));
    records.extend(people(&england, &ask, 5, &[("age", "50-64"), ("sexual-orientation", "prefer-not-to-say")]));
    let counts = england.counts(&records);
    assert_eq!(counts[0].rows[0].codes, ["under-16", "16-24"]);
    assert_eq!(counts[0].rows[0].people, ShownCount::People(12));
    assert_eq!(row(&counts, "sexual-orientation", NO_ANSWER), Some(ShownCount::People(8)), "whoever they are");
    assert_eq!(counts[1].people, Some(37));
}

#[test]
fn refusals_at_the_desk_and_prefer_not_to_say_are_one_row() {
    let england = block(Nation::England);
    let desk = england.for_interview();
    let mut records = people(&desk, &[UnpaidCare], 4, &[("unpaid-care", REFUSED)]);
    records.extend(people(&england, &[UnpaidCare], 4, &[("unpaid-care", "prefer-not-to-say")]));
    records.extend(people(&england, &[UnpaidCare], 11, &[("unpaid-care", "no")]));
    // An option of an earlier edition.
    records.extend(people(&england, &[UnpaidCare], 6, &[("unpaid-care", "1-19")]));
    let counts = desk.counts(&records);
    assert_eq!(row(&counts, "unpaid-care", NO_ANSWER), Some(ShownCount::People(8)));
    assert_eq!(row(&counts, "unpaid-care", REFUSED), None);
    assert_eq!(row(&counts, "unpaid-care", "1-19"), Some(ShownCount::People(6)));
}

#[test]
fn fewer_than_five_people_make_no_table_at_all() {
    let england = block(Nation::England);
    let counts = england.counts(&people(&england, &[UnpaidCare], 4, &[("unpaid-care", "no")]));
    assert_eq!((counts[0].people, counts[0].rows.len()), (None, 0));
}

#[test]
fn a_file_that_breaks_a_rule_is_named_with_what_is_wrong() {
    let text = FILES[0].1;
    for (find, put, says) in [
        ("prefer-not-to-say = true\n", "", "has to offer “prefer not to say”"),
        ("code = \"female\"", "code = \"refused\"", "has a meaning of its own"),
        ("female = { code = \"1\", name = \"Female\" }\n", "", "\"female\" of sex has no census category"),
        ("when = 'health-condition = \"yes\"'", "when = 'sex = \"male\"'", "which its topic does not ask"),
        ("when = 'health-condition = \"yes\"'", "when = 'answered(health-condition)'", "can only follow one answer"),
        ("from-age = 16", "from-age = 18", "from another age"),
        ("key = \"religion\"\nname", "key = \"sex\"\nname", "is there twice"),
        ("review-by = \"2027-11-28\"", "review-by = \"soon\"", "is not a date"),
        ("under = [\"under-16\"]", "under = [\"child\"]", "no band \"child\""),
        ("type = \"one-of\"", "type = \"short-text\"", "has no `option`"),
        ("languages = [\"en\"]", "languages = []", "names no language"),
        ("languages = [\"en\"]", "languages = [\"en\"]\nunreviewed = [\"cy\"]", "waits to be checked"),
    ] {
        assert!(text.contains(find), "{find}");
        let error = file::read("england.toml", &text.replacen(find, put, 1)).expect_err(says).to_string();
        assert!(error.contains("england.toml") && error.contains(says), "{error}");
    }
}

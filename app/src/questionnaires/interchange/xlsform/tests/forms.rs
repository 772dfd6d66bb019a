//! Small forms, one idea each: what becomes of it.

use std::collections::BTreeMap;

use super::super::super::super::definition::question::{Question, QuestionKind};
use super::super::super::super::definition::texts::Language;
use super::super::super::imported::{Imported, NotImported};
use super::super::cells::SheetCells;
use super::super::read_sheets;

/// A sheet from lines of cells with `|` between them.
fn sheet(name: &str, lines: &str) -> SheetCells {
    let cells = |line: &str| -> BTreeMap<u32, String> {
        let cells = (0_u32..).zip(line.split('|')).filter(|(_, cell)| !cell.trim().is_empty());
        cells.map(|(column, cell)| (column, cell.to_owned())).collect()
    };
    let lines = (0_u32..).zip(lines.trim().lines().map(cells)).filter(|(_, cells)| !cells.is_empty()).collect();
    SheetCells { name: name.to_owned(), lines, errors: Vec::new() }
}

const CHOICES: &str = "list_name|name|label
    yn|yes|Yes
    yn|no|No
    five|1|Very bad
    five|2|Bad
    five|3|Neither
    five|4|Good
    five|5|Very good
    things|books|Books
    things|films|Films
    things|none|None of these";

fn tried(survey: &str, choices: &str) -> Result<Imported, NotImported> {
    let choices: Vec<&str> = choices.lines().map(str::trim).collect();
    read_sheets(&[sheet("survey", survey), sheet("choices", &choices.join("\n"))])
}

fn form(survey: &str) -> Imported {
    tried(survey, CHOICES).unwrap()
}

fn question<'a>(imported: &'a Imported, key: &str) -> &'a Question {
    imported.questionnaire.question(key).unwrap_or_else(|| panic!("{key}: {imported:#?}"))
}

fn when(imported: &Imported, key: &str) -> String {
    question(imported, key).when.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn english(imported: &Imported, key: &str) -> String {
    question(imported, key).label.get(&Language::english()).unwrap_or_default().to_owned()
}

fn dropped<'a>(imported: &'a Imported, name: &str) -> Vec<&'a str> {
    imported.dropped.iter().filter(|dropped| dropped.name == name).map(|dropped| dropped.what.as_str()).collect()
}

#[test]
fn every_type_has_its_counterpart() {
    let imported = form(
        "type|name|label|appearance|parameters
        select_one yn|one|L|
        select_multiple things|several|L|minimal|randomize=true
        select_one five|scale|L|likert
        rank things|rank|L
        integer|whole|L
        decimal|part|L
        range|slider|L||start=0 end=1 step=0.1
        text|words|L
        text|more|L|multiline
        date|day|L
        date|month|L|month-year
        note|told|L
        acknowledge|agree|L
        file|paper|L
        percentage|percent|L
        phone number|phone|L"
            .replace("        ", "")
            .as_str(),
    );
    let kinds: Vec<&str> = imported.questionnaire.questions().map(|question| question.kind.word()).collect();
    assert_eq!(
        kinds,
        [
            "one-of",
            "several-of",
            "scale",
            "rank",
            "whole-number",
            "decimal-number",
            "decimal-number",
            "short-text",
            "long-text",
            "date",
            "date",
            "information",
            "several-of",
            "file",
            "whole-number",
            "short-text",
        ]
    );
    assert!(imported.dropped.is_empty() && imported.unclear.is_empty(), "{:?}", imported.dropped);
    let QuestionKind::SeveralOf { list, .. } = &question(&imported, "several").kind else { panic!() };
    assert!(list.shuffled);
    let QuestionKind::Number { places, least, most, .. } = &question(&imported, "slider").kind else { panic!() };
    assert_eq!((*places, least.unwrap().to_string(), most.unwrap().to_string()), (1, "0".to_owned(), "1".to_owned()));
    assert!(matches!(question(&imported, "month").kind, QuestionKind::Date { partial: true, .. }));
}

#[test]
fn what_has_no_counterpart_is_named_with_its_reason() {
    let imported = form(
        "type|name|label|default|relevant|calculation|image|required|constraint
start|start
geopoint|place|Where?
time|hour|When?
calculate|sum|||| 1 + 1
select_one_from_file a.csv|far|Which?
select_one nolist|lost|Which?
text|kept|Which?|Ash||||${place} = 'x'|regex(., 'a')
text|after|Say||${sum} > 1
image|photo|Photo
note|shown|Look|||| map.png
begin repeat|again|Again
text|inner|Inner
begin group|deeper|Deeper
text|innermost|Inner
end group
end repeat
text|later|Later||${inner} = 'x'
begin loop over things|looped
integer|number|How many %(label)s?
end loop
gibberish|what|What?
|orphan|No type",
    );
    for (name, what) in [
        ("start", vec!["metadata"]),
        ("place", vec!["place on a map"]),
        ("hour", vec!["time"]),
        ("sum", vec!["calculate"]),
        ("far", vec!["choices elsewhere"]),
        ("lost", vec!["no options"]),
        ("kept", vec!["required", "default", "constraint"]),
        ("photo", vec!["media"]),
        ("shown", vec!["media"]),
        ("again", vec!["repeat"]),
        ("inner", vec!["text"]),
        ("deeper", vec!["group"]),
        ("innermost", vec!["text"]),
        ("looped", vec!["loop"]),
        ("number", vec!["integer"]),
        ("what", vec!["gibberish"]),
        ("orphan", vec!["row"]),
    ] {
        assert_eq!(dropped(&imported, name), what, "{name}");
    }
    let keys: Vec<&str> = imported.questionnaire.questions().map(|question| question.key.as_str()).collect();
    assert_eq!(keys, ["kept", "after", "shown", "later"]);
    // What asks about something that is not there is not understood, and never "always".
    let unclear: Vec<&str> = imported.unclear.iter().map(|unclear| unclear.question.as_str()).collect();
    assert_eq!(unclear, ["after", "later"]);
    assert_eq!((when(&imported, "after"), when(&imported, "later")), ("false".to_owned(), "false".to_owned()));
    let left = imported.without_unclear();
    assert_eq!(left.questionnaire.questions().count(), 2);
}

#[test]
fn conditions_keep_their_meaning() {
    let survey = "type|name|label|relevant|appearance
select_one yn|a|A
select_multiple things|b|B
integer|n|N
text|t|T
date|d|D
select_one five|s|S||likert
";
    for (condition, ours) in [
        ("${a} = 'yes'", r#"a = "yes""#),
        ("${a}=‘yes’ and ${n}>5", r#"a = "yes" and n > 5"#),
        ("${a} != 'yes' or not(${n} <= 5)", r#"a != "yes" or not n <= 5"#),
        ("${a} = 'yes' and (${n} = 1 or ${n} = 2)", r#"a = "yes" and (n = 1 or n = 2)"#),
        ("${a} = 'yes' and ${n} = 1 or ${n} = 2", r#"a = "yes" and n = 1 or n = 2"#),
        ("selected(${a}, 'no')", r#"a = "no""#),
        ("selected(${b}, 'films') and count-selected(${b}) >= 2", r#"b contains "films" and count(b) >= 2"#),
        ("${b} = 'films'", r#"b contains "films" and count(b) = 1"#),
        ("not(selected(${b}, 'none'))", r#"not b contains "none""#),
        ("${a} = '' or ${b} != ''", "unanswered(a) or answered(b)"),
        ("string-length(${t}) > 10", "length(t) > 10"),
        ("string-length(${a}) > 0", "answered(a)"),
        ("count-selected(${a}) = 0", "unanswered(a)"),
        ("18 <= ${n}", "n >= 18"),
        ("${n} > 2 * 3 + 1", "n > 7"),
        ("${n} = '5'", "n = 5"),
        ("${n} > -1", "n > -1"),
        ("${d} < date('2020-02-01')", r#"d < "2020-02-01""#),
        ("${s} >= 4", "s >= 4"),
        ("${s} = '1'", r#"s = "1""#),
        ("selected('1 2', ${s})", r#"s = "1" or s = "2""#),
        ("if(${a} = 'yes', ${n} > 1, ${n} > 2)", r#"a = "yes" and n > 1 or a != "yes" and n > 2"#),
        ("selected(${b}, 'books') = true()", r#"b contains "books""#),
        ("true() and ${a} = 'yes'", r#"a = "yes""#),
        ("1", ""),
        ("yes", ""),
        ("0", "false"),
        ("false()", "false"),
        ("FALSE", "false"),
    ] {
        let imported = form(&format!("{survey}text|last|Last|{condition}"));
        assert!(imported.unclear.is_empty(), "{condition}: {:?}", imported.unclear);
        assert_eq!(when(&imported, "last"), ours, "{condition}");
    }
    for (condition, words) in [
        ("${a} = ${n}", "with each other"),
        ("${n} + 1 > 5", "reckons"),
        ("today() > ${d}", "which day it is"),
        ("regex(${t}, 'a')", "pattern"),
        ("position(..) = 1", "repeats"),
        ("../a = 'yes'", "place in the form"),
        ("a = 'yes'", "stands by itself"),
        ("${zzz} = 'yes'", "no question “zzz”"),
        ("jr:choice-name(${a}, '${a}') = 'Yes'", "not understood"),
        ("coalesce(${a}, ${t}) = 'x'", "not understood"),
        ("${a}", "compared with"),
        (". = 'x'", "question itself"),
        ("${a} = 'yes' and", "ends"),
        ("${d} < '1 May'", "not a day"),
        ("${b} > 1", "no size"),
        ("sum(${n}) > 3", "“sum”"),
    ] {
        let imported = form(&format!("{survey}text|last|Last|{condition}"));
        let why = imported.unclear.first().unwrap_or_else(|| panic!("{condition}: {}", when(&imported, "last")));
        assert_eq!((why.question.as_str(), why.condition.as_str()), ("last", condition));
        assert!(why.why.contains(words), "{condition}: {}", why.why);
        assert_eq!(when(&imported, "last"), "false", "{condition}");
    }
}

#[test]
fn groups_give_their_condition_and_heading_to_pages() {
    let imported = form(
        "type|name|label|relevant|appearance
select_one yn|a|A
begin group|outer|Outer|${a} = 'yes'
text|t1|T1|${a} != ''
begin_group|inner|Inner|${t1} = 'x'|w2 field-list
text|t2|T2
begin group|nested|Nested|${t2} = 'y'
text|t3|T3|${t2} != 'z'
end group
end_group
end group
text|t4|T4",
    );
    let pages = &imported.questionnaire.pages;
    let keys: Vec<&str> = pages.iter().map(|page| page.key.as_str()).collect();
    assert_eq!(keys, ["page-a", "page-t1", "inner", "page-t4"]);
    let condition = |page: usize| pages[page].when.as_ref().map(ToString::to_string).unwrap_or_default();
    let title = |page: usize| pages[page].title.get(&Language::english()).unwrap_or_default();
    assert_eq!((condition(1).as_str(), title(1)), (r#"a = "yes""#, "Outer"));
    assert_eq!((condition(2).as_str(), title(2)), (r#"a = "yes" and t1 = "x""#, "Inner"));
    assert_eq!((condition(3).as_str(), title(3)), ("", ""));
    // The heading of a group within a page stays, as words among the questions.
    let on_page: Vec<&str> = pages[2].questions.iter().map(|question| question.key.as_str()).collect();
    assert_eq!(on_page, ["t2", "nested", "t3"]);
    assert_eq!(
        (when(&imported, "nested"), when(&imported, "t3")),
        (r#"t2 = "y""#.to_owned(), r#"t2 = "y" and t2 != "z""#.to_owned())
    );
    assert_eq!(when(&imported, "t1"), "answered(a)");
}

#[test]
fn a_condition_of_a_group_that_is_not_understood_leaves_out_what_is_in_it() {
    let imported = form(
        "type|name|label|relevant|appearance
begin group|outer|Outer|today() > 1
text|t1|T1
end group
begin group|both|Both|position(..) = 2|field-list
text|t2|T2
text|t3|T3
end group
text|t4|T4",
    );
    let unclear: Vec<&str> = imported.unclear.iter().map(|unclear| unclear.question.as_str()).collect();
    assert_eq!(unclear, ["t1", "both"]);
    let left = imported.without_unclear();
    let keys: Vec<&str> = left.questionnaire.questions().map(|question| question.key.as_str()).collect();
    assert_eq!(keys, ["t4"]);
}

#[test]
fn a_table_of_choices_is_a_matrix() {
    let imported = form(
        "type|name|label|appearance|required|relevant
begin group|m1|How good?|table-list
select_one five|r1|Row 1||yes
select_one five|r2|Row 2||yes|${r1} = '5'
end group
begin group|m2|Heading|field-list
note|intro|Say
select_one yn|head|Do you?|label
select_one yn|r3|Row 3|list-nolabel|yes
select_one yn|r4|Row 4|list-nolabel
end group
begin group|m3|Ticks|table-list
select_multiple things|r5|Row 5
end group
text|last|Last|||${r3} = 'yes' or ${r2} >= 4",
    );
    let m1 = question(&imported, "m1");
    let QuestionKind::Matrix { rows, columns, every_row } = &m1.kind else { panic!("{m1:?}") };
    assert_eq!((rows.len(), columns.len(), *every_row, m1.required), (2, 5, true, true));
    assert_eq!(rows[1].when.as_ref().map(ToString::to_string).as_deref(), Some(r#"m1/"r1" = "5""#));
    assert_eq!(english(&imported, "m1"), "How good?");
    let m2 = question(&imported, "m2");
    let QuestionKind::Matrix { every_row, .. } = &m2.kind else { panic!("{m2:?}") };
    assert_eq!((*every_row, m2.required, english(&imported, "m2").as_str()), (false, true, "Do you?"));
    assert_eq!(dropped(&imported, "head"), ["words above a matrix"]);
    assert_eq!(question(&imported, "r5").kind.word(), "several-of");
    assert_eq!(when(&imported, "last"), r#"m2/"r3" = "yes" or m1/"r2" >= 4"#);
}

#[test]
fn other_please_say_is_known_in_all_its_forms() {
    let imported = form(
        "type|name|label|relevant
select_one yn or_other|q1|Q1
select all that apply from things or specify other|q2|Q2
select_one things|q3|Q3
text|q3_other|Which?|${q3} = 'none'
select_multiple things|q4|Q4
text|q4_specify|Which?|selected(${q4}, 'films')
select_one things|q5|Q5
text|q5_other|Which?|${q5} = 'none'
select_one things|q6|Q6
text|q6_films|Which?|${q6} = 'films'
text|why|Why?|${q6} = 'films'
text|last|Last|${q5_other} != ''",
    );
    let write_ins = |key: &str| {
        let options = question(&imported, key).options().iter().filter(|option| option.write_in);
        options.map(|option| option.code.clone()).collect::<Vec<_>>()
    };
    assert_eq!((write_ins("q1"), write_ins("q2")), (vec!["other".to_owned()], vec!["other".to_owned()]));
    assert_eq!((write_ins("q3"), write_ins("q4")), (vec!["none".to_owned()], vec!["films".to_owned()]));
    assert!(write_ins("q5").is_empty(), "a condition asks about it, so it stays a question");
    assert_eq!(write_ins("q6"), ["films"]);
    let keys: Vec<&str> = imported.questionnaire.questions().map(|question| question.key.as_str()).collect();
    assert_eq!(keys, ["q1", "q2", "q3", "q4", "q5", "q5_other", "q6", "why", "last"]);
    assert!(imported.warnings.iter().any(|warning| warning.starts_with("q3_other became")));
}

#[test]
fn options_are_filtered_as_the_form_says() {
    let choices = "list_name|name|label|state|big
        states|texas|Texas
        states|utah|Utah
        towns|austin|Austin|texas|yes
        towns|king|King|texas|no
        towns|king|King|utah|no
        towns|king|King|utah|no
        parts|north|North|king|yes";
    let imported = tried(
        "type|name|label|choice_filter
select_one states|state|State
select_one towns|town|Town|${state}=state
select_one towns|large|Town|big = 'yes'
select_one towns|bare|Town|big = yes
select_one towns|mixed|Town|big='yes' or state = ${state} and name != 'austin'
select_one parts|part|Part|${town} = state
select_one towns|odd|Town|position(..) = 1",
        choices,
    )
    .unwrap();
    let options = |key: &str| -> Vec<String> {
        let options = question(&imported, key).options().iter();
        let words = |option: &super::super::super::super::definition::question::AnswerOption| {
            let when = option.when.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{} {when}", option.code)
        };
        options.map(words).collect()
    };
    let by_state = [r#"austin state = "texas""#, r#"king state = "texas""#, r#"king-2 state = "utah""#];
    assert_eq!(options("town"), by_state);
    assert_eq!((options("large"), options("bare")), (vec!["austin ".to_owned()], vec!["austin ".to_owned()]));
    assert_eq!(options("mixed"), ["austin ", r#"king state = "texas""#, r#"king-2 state = "utah""#]);
    assert_eq!(options("part"), [r#"north town in ("king", "king-2")"#]);
    let unclear: Vec<&str> = imported.unclear.iter().map(|unclear| unclear.question.as_str()).collect();
    assert_eq!(unclear, ["odd"]);
    assert!(imported.warnings.iter().any(|warning| warning.contains("twice")), "{:?}", imported.warnings);
}

#[test]
fn a_scale_is_one_whose_options_have_an_order() {
    let choices = "list_name|name|label
        down|5|Good
        down|4|Fair
        down|3|Bad
        words|low|Low
        words|mid|Mid
        words|high|High
        dk|1|Bad
        dk|2|Good
        dk|3|Better
        dk|99|Don't know
        two|1|No
        two|2|Yes
        score|0|0
        score|1|1
        score|2|2
        score|3|3";
    let imported = tried(
        "type|name|label|appearance|relevant
select_one down|a|A|likert
select_one words|b|B|likert
select_one dk|c|C|likert
select_one two|d|D|likert
select_one score|e|E|likert
note|n1|N||${a} >= 4
note|n2|N||${b} = 'high' or ${b} != 'low'
note|n3|N||${c} = 99
note|n4|N||${e} >= 2
note|n5|N||${e} = 0",
        choices,
    )
    .unwrap();
    let kinds: Vec<&str> = imported.questionnaire.questions().map(|question| question.kind.word()).take(5).collect();
    assert_eq!(kinds, ["scale", "scale", "one-of", "one-of", "scale"]);
    for (key, ours) in [
        ("n1", "a <= 2"),
        ("n2", r#"b = "3" or b != "1""#),
        ("n3", r#"c = "99""#),
        ("n4", "e >= 3"),
        ("n5", r#"e = "1""#),
    ] {
        assert_eq!(when(&imported, key), ours, "{key}");
    }
    assert!(imported.warnings.iter().any(|warning| warning.contains("low, mid, high are now 1 to 3")));
}

#[test]
fn languages_and_missing_translations_are_told_apart() {
    let settings = sheet("Settings", "form_title|default_language\nOpening hours|Welsh");
    let survey = sheet(
        "SURVEY",
        "Type|NAME|label::English (en)\t|Label : Cymraeg (cy)|hint|bind:relevant|label::Elvish
text|q|Which library?|Pa lyfrgell?|cymorth
text|r|Why ${q}?|-|||Man?",
    );
    let imported = read_sheets(&[survey, settings]).unwrap();
    let whole = &imported.questionnaire;
    let codes: Vec<&str> = whole.languages.iter().map(Language::code).collect();
    assert_eq!(codes, ["cy", "en", "qaa"]);
    let welsh = Language::new("cy").unwrap();
    assert_eq!(whole.title.get(&welsh), Some("Opening hours"));
    let (q, r) = (question(&imported, "q"), question(&imported, "r"));
    assert_eq!((q.label.get(&welsh), q.help.get(&welsh)), (Some("Pa lyfrgell?"), Some("cymorth")));
    assert_eq!((r.label.get(&welsh), r.label.get(&Language::english())), (None, Some("Why {{q|…}}?")));
    assert!(imported.warnings.iter().any(|warning| warning.contains("Elvish")), "{:?}", imported.warnings);
}

#[test]
fn the_sheet_of_choices_may_name_a_language_by_half() {
    let survey = sheet("survey", "type|name|label::English (en)|label::Welsh (cy)\nselect_one l|q|Which?|Pa un?");
    let choices = sheet("choices", "list name|name|label::English|label::Cymraeg\nl|a|One|Un");
    let imported = read_sheets(&[survey, choices]).unwrap();
    assert_eq!(imported.questionnaire.languages.len(), 2);
    let option = question(&imported, "q").option("a").unwrap();
    assert_eq!(option.label.get(&Language::new("cy").unwrap()), Some("Un"));
}

#[test]
fn names_that_cannot_be_keys_are_changed_and_conditions_follow() {
    let choices = "list_name|name|label\nl|a b|One\nl|a/b|Two\nl|Fish&Chips|Three\nl|a_b|Four";
    let imported = tried(
        "type|name|label|relevant
select_one l|my question|Q
text|q-1.x|R|${my question} = 'a/b'
text|1st|S
text|q-1.x|T
text|u|U|${q-1.x} = 'a'",
        choices,
    )
    .unwrap();
    let keys: Vec<&str> = imported.questionnaire.questions().map(|question| question.key.as_str()).collect();
    assert_eq!(keys, ["my_question", "q-1.x", "_1st", "q-1.x-2", "u"]);
    let codes: Vec<&str> =
        question(&imported, "my_question").options().iter().map(|option| option.code.as_str()).collect();
    assert_eq!(codes, ["a_b", "a_b-2", "Fish&Chips", "a_b-3"]);
    assert_eq!(when(&imported, "q-1.x"), r#"my_question = "a_b-2""#);
    assert!(imported.unclear[0].why.contains("Several questions"), "{:?}", imported.unclear);
    assert!(imported.warnings.len() >= 4, "{:?}", imported.warnings);
}

#[test]
fn a_form_that_is_none_is_refused_in_a_sentence() {
    for (survey, words) in [
        ("a|b\nc|d", "no heading “type”"),
        ("type|name\nend group|x", "ends a group"),
        ("type|name\nbegin group|x\ntext|y", "never ends"),
    ] {
        let why = tried(survey, "").unwrap_err().to_string();
        assert!(why.contains(words), "{survey}: {why}");
    }
    assert!(read_sheets(&[sheet("choices", "a")]).unwrap_err().why.contains("no sheet called “survey”"));
    let deep = format!("type|name\n{}", "begin group|g\n".repeat(60));
    assert!(tried(&deep, "").unwrap_err().why.contains("groups"));
    let long: String = (0..2_001).map(|at| format!("l|{at}|x\n")).collect();
    let many = format!("type|name\n{}", "select_one l|q\n".repeat(101));
    let why = tried(&many, &format!("list_name|name|label\n{long}")).unwrap_err();
    assert!(why.why.contains("200000 options"), "{why}");
}

#[test]
fn what_comes_later_cannot_be_asked_about_and_that_is_said() {
    let imported = form("type|name|label|relevant\ntext|a|A|${b} = 'x'\ntext|b|B");
    assert_eq!(when(&imported, "a"), r#"b = "x""#);
    assert!(imported.warnings.iter().any(|warning| warning.contains("asks about b, which comes later")));
}

//! What people find when they open the files, and what comes back when they are read.

use std::collections::{BTreeMap, HashMap};
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _};
use proptest::prelude::*;

use super::columns::{CellsAs, ColumnMeaning, ColumnPiece, ColumnPlan};
use super::formats::{FileFormat, write_all};
use super::made;
use super::read_delimited::read_csv;
use super::read_lines::read_jsonl;
use super::response::FiledResponse;
use super::row::{FileCell, FileRow};
use super::writer::FileFault;
use super::{ddi, spss, triple_s};
use crate::questionnaires::definition::answer::Answer;
use crate::questionnaires::definition::arbitrary;
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::Questionnaire;
use crate::questionnaires::definition::route::Route;
use crate::questionnaires::definition::texts::Language;

type Versions = Vec<(i64, Questionnaire)>;

fn written(format: FileFormat, versions: &Versions, responses: &[FiledResponse], shown: CellsAs) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let responses = responses.iter().cloned().map(Ok);
    write_all(format, versions, BTreeMap::new(), shown, responses, &mut file).expect("a file");
    file.into_inner()
}

fn made_versions(seed: u64) -> Versions {
    let first = arbitrary::questionnaire(seed);
    let second = made::amended(&first, seed);
    vec![(1, first), (2, second)]
}

fn lines(versions: &Versions, responses: &[FiledResponse], shown: CellsAs) -> Vec<HashMap<String, String>> {
    let file = written(FileFormat::Csv, versions, responses, shown);
    let text = file.strip_prefix(b"\xEF\xBB\xBF").expect("a byte-order mark");
    let mut reader = csv::Reader::from_reader(text);
    let headings = reader.headers().expect("headings").clone();
    let line =
        |record: csv::StringRecord| headings.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect();
    reader.into_records().map(|record| line(record.expect("a line"))).collect()
}

fn answered(given: &[(&str, Answer)]) -> FiledResponse {
    let mut response = made::response(&made::two_versions()[..1], 1);
    response.given = given.iter().map(|(key, answer)| (Key::new(key).expect("a key"), answer.clone())).collect();
    response
}

#[test]
fn every_kind_of_blank_has_its_own_code() {
    let versions = made::two_versions();
    let response = answered(&[
        ("visits", Answer::code("rarely")),
        ("why_not", Answer::Blank(Blank::DontKnow)),
        ("judge", Answer::Rows(BTreeMap::from([("staff".to_owned(), "3".to_owned())]))),
        ("hours", Answer::Blank(Blank::PreferNotToSay)),
        ("best", Answer::Order(vec!["sat".to_owned()])),
        ("share", Answer::Shares { parts: BTreeMap::from([("books".to_owned(), 10_000)]), money: true }),
        ("version", Answer::Text("-5, or \"so\"".to_owned())),
    ]);
    let line = &lines(&versions, &[response], CellsAs::Codes)[0];
    for (column, cell) in [
        ("visits", "rarely"),
        ("why_not", "dont-know"),
        ("why_not/far/text", "not-asked"),
        ("use", "skipped"),
        ("use/books", "0"),
        ("use/events", ""),
        ("use/other/text", "not-asked"),
        ("judge/staff", "3"),
        ("judge/hours", "skipped"),
        ("judge/wifi", "not-asked"),
        ("hours", "prefer-not-to-say"),
        ("best/sat", "1"),
        ("best/mon", "skipped"),
        ("share/books", "100.00"),
        ("share/staff", "0.00"),
        ("born", "skipped"),
        ("version", "1"),
        ("version//answer", "'-5, or \"so\""),
    ] {
        assert_eq!(line.get(column).map(String::as_str), Some(cell), "{column}");
    }
}

#[test]
fn what_is_off_the_route_is_never_written() {
    let response = answered(&[("visits", Answer::code("often")), ("why_not", Answer::code("far"))]);
    let line = &lines(&made::two_versions(), &[response], CellsAs::Codes)[0];
    assert_eq!((line["visits"].as_str(), line["why_not"].as_str()), ("often", "not-asked"));
}

#[test]
fn words_beside_an_option_are_skipped_only_by_who_chose_it() {
    let mut response = answered(&[("use", Answer::ticks(["other"])), ("visits", Answer::code("rarely"))]);
    response.given.insert(
        Key::new("why_not").expect("a key"),
        Answer::Code { code: "far".to_owned(), other: Some("skipped".to_owned()) },
    );
    let line = &lines(&made::two_versions(), &[response], CellsAs::Codes)[0];
    assert_eq!((line["use/other/text"].as_str(), line["why_not/far/text"].as_str()), ("skipped", "'skipped"));
}

#[test]
fn labels_stand_for_codes_where_they_are_asked_for() {
    let response = answered(&[("visits", Answer::code("rarely")), ("use", Answer::ticks(["books", "other"]))]);
    let line = &lines(&made::two_versions(), &[response], CellsAs::Labels(Language::english()))[0];
    assert_eq!(line["How often do you come to the library?"], "Rarely");
    assert_eq!(line["What do you use?"], "Books; Something else");
    assert_eq!(line["What do you use?: Books"], "1");
    assert_eq!(line["How many hours?"], "Skipped");
}

#[test]
fn texts_stand_in_quotation_marks_and_numbers_and_dates_do_not() {
    let number = |text: &str| Answer::Number(text.parse().expect("a number"));
    let response = answered(&[
        ("hours", number("-1.5")),
        ("spend", Answer::Money(250)),
        ("born", Answer::Date("1950-03-07".parse().expect("a date"))),
        ("version", Answer::Text("007".to_owned())),
    ]);
    let file = written(FileFormat::Csv, &made::two_versions(), &[response], CellsAs::Codes);
    let text = String::from_utf8(file).expect("UTF-8");
    assert!(text.contains(",-1.5,2.50,skipped,skipped,1950-03-07,\"007\","), "{text}");
    assert!(text.starts_with("\u{feff}\"response\",\"version\","), "{text}");
}

#[test]
fn a_response_to_a_version_that_is_not_at_hand_is_refused_by_its_number() {
    let versions = made::two_versions();
    let response = FiledResponse { version: 7, number: 12, ..answered(&[]) };
    let error = write_all(
        FileFormat::JsonLines,
        &versions,
        BTreeMap::new(),
        CellsAs::Codes,
        [Ok(response)],
        &mut Cursor::new(Vec::new()),
    );
    let error = error.expect_err("an unknown version").to_string();
    assert!(error.starts_with("Response 12 answers version 7"), "{error}");
    let none = ColumnPlan::of(&[], BTreeMap::new());
    assert!(matches!(none, Err(FileFault::Versions)));
}

/// The cells of a sheet.
fn sheet(format: FileFormat, file: Vec<u8>, name: &str) -> calamine::Range<Data> {
    let file = Cursor::new(file);
    match format {
        FileFormat::Ods => calamine::Ods::new(file).expect("a spreadsheet").worksheet_range(name).expect("the sheet"),
        _ => calamine::Xlsx::new(file).expect("a workbook").worksheet_range(name).expect("the sheet"),
    }
}

#[test]
fn spreadsheets_hold_numbers_dates_and_texts_as_what_they_are() {
    let long = "é".repeat(40_000);
    let response = answered(&[
        (
            "use",
            Answer::Ticks {
                codes: vec!["other".to_owned()],
                other: BTreeMap::from([("other".to_owned(), "a  b\n\tc ".to_owned())]),
            },
        ),
        ("hours", Answer::Number("7.5".parse().expect("a number"))),
        ("spend", Answer::Money(250)),
        ("born", Answer::Date("1950-03-07".parse().expect("a date"))),
        ("version", Answer::Text(long.clone())),
    ]);
    let mut second = answered(&[("version", Answer::Text("=1+1".to_owned()))]);
    second.number = 2;
    for format in [FileFormat::Xlsx, FileFormat::Ods] {
        let file = written(format, &made::two_versions(), &[response.clone(), second.clone()], CellsAs::Codes);
        let cells = sheet(format, file.clone(), "Responses");
        let headings: Vec<String> = cells.rows().next().expect("headings").iter().map(ToString::to_string).collect();
        let cell = |row: usize, name: &str| {
            let column = headings.iter().position(|heading| heading == name).expect(name);
            cells.get((row, column)).cloned().unwrap_or(Data::Empty)
        };
        assert_eq!(cells.height(), 3, "{format:?}");
        assert_eq!(cell(1, "hours"), Data::Float(7.5), "{format:?}");
        assert_eq!(cell(1, "spend"), Data::Float(2.5), "{format:?}");
        assert_eq!(cell(1, "use/other/text"), Data::String("a  b\n\tc ".to_owned()), "{format:?}");
        assert_eq!(cell(1, "use/events"), Data::Empty, "{format:?}");
        match cell(1, "born") {
            Data::DateTime(date) => assert_eq!(date.to_ymd_hms_milli(), (1950, 3, 7, 0, 0, 0, 0)),
            Data::DateTimeIso(date) => assert_eq!(date, "1950-03-07"),
            other => panic!("{format:?}: {other:?}"),
        }
        assert_eq!(cell(2, "version//answer"), Data::String("=1+1".to_owned()), "{format:?}");
        let told = cell(1, "version//answer").to_string();
        assert!(told.contains("40,000 characters") && told.contains("“Too long”"), "{told}");
        let pieces: Vec<String> =
            sheet(format, file.clone(), "Too long").rows().skip(1).map(|row| row[4].to_string()).collect();
        assert_eq!((pieces.len(), pieces.concat()), (2, long.clone()), "{format:?}");
        let codebook = sheet(format, file, "Codebook");
        assert_eq!(codebook.height(), headings.len() + 1, "{format:?}");
    }
}

#[test]
fn spreadsheets_keep_their_heading_in_sight_and_can_be_filtered() {
    let responses = [answered(&[])];
    let part = |format: FileFormat, name: &str| {
        let file = written(format, &made::two_versions(), &responses, CellsAs::Codes);
        let mut archive = zip::ZipArchive::new(Cursor::new(file)).expect("an archive");
        let mut text = String::new();
        archive.by_name(name).expect(name).read_to_string(&mut text).expect("text");
        text
    };
    let sheet = part(FileFormat::Xlsx, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("state=\"frozen\"") && sheet.contains("<autoFilter ref=\"A1:"), "{sheet}");
    let content = part(FileFormat::Ods, "content.xml");
    assert!(content.contains("table:display-filter-buttons=\"true\""), "{content}");
    assert!(part(FileFormat::Ods, "settings.xml").contains("VerticalSplitPosition"));
    let file = written(FileFormat::Ods, &made::two_versions(), &responses, CellsAs::Codes);
    assert_eq!(&file[30..38], b"mimetype", "a program tells by its first bytes what the archive is");
    assert_eq!(&file[38..84], b"application/vnd.oasis.opendocument.spreadsheet");
}

#[test]
fn more_columns_than_a_spreadsheet_holds_are_refused_with_a_way_on() {
    let mut versions = made::two_versions();
    let (_, whole) = &mut versions[1];
    let question = &mut whole.pages[1].questions[0];
    if let crate::questionnaires::definition::question::QuestionKind::SeveralOf { list, .. } = &mut question.kind {
        for number in 0..16_400 {
            let option = crate::questionnaires::definition::question::AnswerOption::new(
                format!("o{number}"),
                crate::questionnaires::definition::texts::Wording::default(),
            );
            list.options.push(option);
        }
    }
    for format in [FileFormat::Xlsx, FileFormat::Ods] {
        let mut file = Cursor::new(Vec::new());
        let error = write_all(format, &versions, BTreeMap::new(), CellsAs::Codes, [], &mut file).expect_err("too many");
        assert!(error.to_string().ends_with("Use the CSV file or JSON Lines."), "{error}");
    }
    assert!(!written(FileFormat::Csv, &versions, &[], CellsAs::Codes).is_empty());
}

/// Whether a text is XML: every element closed.
fn well_formed(text: &[u8]) -> Result<usize, String> {
    let mut reader = quick_xml::Reader::from_reader(text);
    let mut elements = 0;
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            quick_xml::events::Event::Eof => return Ok(elements),
            quick_xml::events::Event::Start(element) | quick_xml::events::Event::Empty(element) => {
                for attribute in element.attributes() {
                    attribute.map_err(|error| error.to_string())?;
                }
                elements += 1;
            }
            _ => {}
        }
    }
}

#[test]
fn a_triple_s_file_has_numbers_for_codes_and_a_row_of_ticks() {
    let versions = made::two_versions();
    let mut response = answered(&[
        ("visits", Answer::code("rarely")),
        ("use", Answer::ticks(["books", "events"])),
        ("born", Answer::Date("1950-03-07".parse().expect("a date"))),
    ]);
    response.version = 2;
    let file = written(FileFormat::TripleSData, &versions, &[response], CellsAs::Codes);
    let mut reader = csv::Reader::from_reader(file.as_slice());
    let headings = reader.headers().expect("headings").clone();
    let line = reader.records().next().expect("a line").expect("a line");
    let cell =
        |name: &str| headings.iter().position(|heading| heading == name).and_then(|at| line.get(at)).expect(name);
    assert_eq!((cell("visits"), cell("why_not"), cell("use"), cell("use_blank")), ("2", "99992", "1001", "0"));
    assert_eq!((cell("born"), cell("hours"), cell("hours_blank")), ("19500307", "", "99992"));
    let plan = ColumnPlan::of(&versions, BTreeMap::new()).expect("versions");
    let mut xml = Vec::new();
    triple_s::description(&plan, "responses.csv", &mut xml).expect("a description");
    let text = String::from_utf8(xml).expect("UTF-8");
    assert_eq!(text.matches("<variable ").count(), headings.len());
    assert!(
        text.contains("<range from=\"0.0\" to=\"24.0\"/>") && text.contains("<value code=\"4\">Events</value>"),
        "{text}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_cell_is_what_the_route_says(seed in any::<u64>()) {
        let versions = made_versions(seed);
        let plan = ColumnPlan::of(&versions, BTreeMap::new()).unwrap();
        let response = made::response(&versions, (seed >> 8).cast_signed());
        let (_, whole) = versions.iter().find(|(number, _)| *number == response.version).unwrap();
        let route = Route::of(whole, &response.given);
        let row = FileRow::of(&plan, &response).unwrap();
        for (column, cell) in plan.columns().iter().zip(row.cells(&CellsAs::Codes)) {
            let Some(key) = column.meaning.key() else { continue };
            let option = column.meaning.code();
            let asked = route.asks(key.as_str()) && option.is_none_or(|code| {
                whole.question(key.as_str()).unwrap().option(code).is_some_and(|option| route.offers(option))
            });
            match (&column.meaning, route.answer(key)) {
                (ColumnMeaning::Piece { piece: ColumnPiece::Tick, code, .. }, answer) if asked => {
                    let ticked = matches!(answer, Some(Answer::Ticks { codes, .. }) if codes.contains(code));
                    prop_assert_eq!(cell, FileCell::Whole(ticked.into()));
                }
                (ColumnMeaning::Piece { piece: ColumnPiece::Tick, .. }, _) => prop_assert_eq!(cell, FileCell::Empty),
                _ if !asked => prop_assert_eq!(cell, FileCell::Blank(Blank::NotAsked)),
                (ColumnMeaning::Piece { piece: ColumnPiece::WriteIn, .. }, _) => {}
                (_, None) => prop_assert_eq!(cell, FileCell::Blank(Blank::Skipped)),
                (_, Some(Answer::Blank(blank))) => prop_assert_eq!(cell, FileCell::Blank(*blank)),
                (ColumnMeaning::Whole(_), Some(_)) => {
                    prop_assert!(!matches!(cell, FileCell::Blank(_) | FileCell::Empty), "{:?}", cell);
                }
                _ => prop_assert_ne!(cell, FileCell::Blank(Blank::NotAsked)),
            }
        }
    }

    #[test]
    fn what_is_written_comes_back_the_same(seed in any::<u64>()) {
        let versions = made_versions(seed);
        let plan = ColumnPlan::of(&versions, BTreeMap::new()).unwrap();
        let responses: Vec<FiledResponse> =
            (0..4).map(|number| made::response(&versions, (seed >> 8).cast_signed() + number)).collect();
        let filed: Vec<FiledResponse> = responses.iter().map(|response| made::filed(&versions, response)).collect();
        let file = written(FileFormat::Csv, &versions, &responses, CellsAs::Codes);
        let back: Result<Vec<FiledResponse>, String> = read_csv(&plan, file.as_slice()).unwrap().collect();
        prop_assert_eq!(back, Ok(filed.clone()));
        let file = written(FileFormat::JsonLines, &versions, &responses, CellsAs::Codes);
        let back: Result<Vec<FiledResponse>, String> = read_jsonl(&plan, file.as_slice()).collect();
        prop_assert_eq!(back, Ok(filed));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn every_format_holds_for_what_chance_makes(seed in any::<u64>()) {
        let versions = made_versions(seed);
        let plan = ColumnPlan::of(&versions, BTreeMap::new()).unwrap();
        let responses: Vec<FiledResponse> = (1..6).map(|number| made::response(&versions, number)).collect();
        let shown = CellsAs::Labels(Language::english());
        for format in [FileFormat::Xlsx, FileFormat::Ods] {
            let file = written(format, &versions, &responses, shown.clone());
            let cells = sheet(format, file, "Responses");
            prop_assert_eq!((cells.height(), cells.width()), (6, plan.columns().len()));
        }
        prop_assert!(!written(FileFormat::DataPackage, &versions, &responses, shown.clone()).is_empty());
        let one_line = written(FileFormat::CsvOneLine, &versions, &responses, CellsAs::Codes);
        prop_assert_eq!(one_line.split(|byte| *byte == b'\n').count(), 8 - 1);
        let triple_s = written(FileFormat::TripleSData, &versions, &responses, shown);
        prop_assert_eq!(csv::Reader::from_reader(triple_s.as_slice()).records().filter(Result::is_ok).count(), 5);
        let (mut sss, mut codebook) = (Vec::new(), Vec::new());
        triple_s::description(&plan, "responses.csv", &mut sss).unwrap();
        ddi::description(&plan, "responses.csv", &mut codebook).unwrap();
        for xml in [sss, codebook] {
            prop_assert!(well_formed(&xml).unwrap() > plan.versions().len());
        }
        // A column may break a line of syntax nowhere, and no line is longer than SPSS reads.
        prop_assert!(spss::syntax(&plan, "responses.csv").lines().all(|line| line.len() < 250));
    }
}

#[test]
fn ten_thousand_responses_to_two_versions_with_conditions_come_back_without_a_difference() {
    let versions = (0..)
        .map(made_versions)
        .find(|versions| {
            let questions: Vec<_> = versions[1].1.questions().collect();
            let conditions = questions.iter().filter(|question| question.when.is_some()).count();
            questions.len() >= 8 && conditions >= 2
        })
        .expect("one with conditions");
    let plan = ColumnPlan::of(&versions, BTreeMap::new()).expect("versions");
    let responses: Vec<FiledResponse> = (1..=10_000).map(|number| made::response(&versions, number)).collect();
    let file = written(FileFormat::Csv, &versions, &responses, CellsAs::Codes);
    let mut count = 0;
    for (back, response) in read_csv(&plan, file.as_slice()).expect("a file").zip(&responses) {
        assert_eq!(back, Ok(made::filed(&versions, response)));
        count += 1;
    }
    assert_eq!(count, 10_000);
    let file = written(FileFormat::JsonLines, &versions, &responses, CellsAs::Codes);
    let same = read_jsonl(&plan, file.as_slice())
        .zip(&responses)
        .filter(|(back, response)| *back == Ok(made::filed(&versions, response)))
        .count();
    assert_eq!(same, 10_000);
    let versions_answered: std::collections::BTreeSet<i64> =
        responses.iter().map(|response| response.version).collect();
    assert_eq!(versions_answered.len(), 2);
    let not_asked = file.windows(9).filter(|bytes| bytes == b"not-asked").count();
    assert!(not_asked > 1_000, "conditions leave questions out: {not_asked}");
}

//! Whole lists are read; broken lists are explained.

use proptest::prelude::*;

use super::*;

#[path = "../../../../analysis/tests/real_data/mod.rs"]
mod real_data;

const ANYTOWN: &[u8] = include_bytes!("fixtures/anytown.csv");
const SEATON: &[u8] = include_bytes!("fixtures/seaton_and_moorside.csv");

const HEADINGS: &str = "Library name,Address 1,Postcode,Statutory,Type of library,Year closed,URL,Email address,Notes";

fn list(rows: &[&str]) -> Vec<u8> {
    format!("{HEADINGS}\n{}\n", rows.join("\n")).into_bytes()
}

/// The one problem of a file, as a person reads it.
fn problem_of(rows: &[&str]) -> String {
    match parse(&list(rows)) {
        Err(problems) if problems.len() == 1 => problems[0].to_string(),
        other => panic!("expected one problem, found {other:?}"),
    }
}

const GOOD: &str = "Mill Library,1 Mill Lane,B27 7XH,Yes,LAL,,,,";

#[test]
fn a_list_as_spreadsheets_save_it_reads_whole() {
    let rows = parse(ANYTOWN).unwrap();
    let slugs: Vec<&str> = rows.iter().map(|row| row.slug.as_str()).collect();
    assert_eq!(
        slugs,
        ["harbour-library-closed-2022", "harbour-library", "anytown-central", "orchard-library", "keep-hill-library"]
    );
    assert_eq!(rows[0].line, 2);
    assert_eq!(rows[0].co_located_with.as_deref(), Some("Anytown Evening School"));
    assert_eq!((rows[1].year_opened, rows[1].year_closed), (Some(2022), None));
    assert_eq!(rows[1].address, "Old Lifeboat Station Pier Road, Anytown, Northshire");
    assert_eq!(rows[2].year_closed, Some(2013));
    assert!(!rows[2].statutory);
    assert_eq!(rows[3].hours[1].staffed.as_deref(), Some("09:00-17:00"));
    assert_eq!(rows[3].hours[6], DayHours::default());
    assert_eq!(rows[3].notes.as_deref(), Some("Closed for lunch, Tues & Weds 1-1.30pm"));
    assert_eq!(rows[3].email.as_deref(), Some("orchard.library@library.example"));
    assert_eq!((rows[3].kind, rows[4].kind), (BranchKind::Static, BranchKind::Community));
    assert_eq!(rows[4].postcode.as_deref(), Some("ZX35 7PR"));
}

#[test]
fn a_plain_list_with_stray_spaces_reads_whole() {
    let rows = parse(SEATON).unwrap();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0].address, "Moorside Academy, Heather Road, Seaton-under-Moor, South Moorland");
    assert!(rows[0].co_located && rows[0].co_located_with.is_none());
    let moved: Vec<_> = rows.iter().filter(|row| row.name == "Ferry Library").map(|row| row.slug.as_str()).collect();
    assert_eq!(moved, ["ferry-library", "ferry-library-closed-2017"]);
}

#[test]
fn real_lists_read_whole() {
    let Some(folder) = real_data::real_data("branches", "real branch lists") else { return };
    let mut lists = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let filled = reader.records().filter(|row| row.as_ref().unwrap().iter().any(|field| !field.trim().is_empty()));
        assert_eq!(parse(&bytes).unwrap().len(), filled.count(), "{}", path.display());
        lists += 1;
    }
    assert!(lists > 0);
}

#[test]
fn hours_in_anybodys_words_are_kept() {
    let file = "Library name,Address 1,Postcode,Statutory,Type of library,monday staffed  HOURS,Monday unstaffed hours,Special hours\n\
                A,1 Road,B1 1AA,no,CL,\"10-12 (alternate weeks),\n 2pm to dusk\",6am-9am,Closed bank holidays\n";
    let rows = parse(file.as_bytes()).unwrap();
    assert_eq!(rows[0].hours[0].staffed.as_deref(), Some("10-12 (alternate weeks), 2pm to dusk"));
    assert_eq!(rows[0].hours[0].unstaffed.as_deref(), Some("6am-9am"));
    assert_eq!(rows[0].special_hours.as_deref(), Some("Closed bank holidays"));
}

#[test]
fn a_mobile_library_needs_no_postcode() {
    let rows = parse(&list(&["North Mobile Library,,,Yes,LAL,,,,", "Van,,,Yes,Mobile,,,,"])).unwrap();
    assert!(rows.iter().all(|row| row.kind == BranchKind::Mobile && row.postcode.is_none()));
}

#[test]
fn every_missing_column_is_named() {
    let problems = parse(b"Library name,Postcode,Notes\nA,B1 1AA,\n").unwrap_err();
    let columns: Vec<_> = problems.iter().filter_map(|problem| problem.column.as_deref()).collect();
    assert_eq!(columns, ["Address 1", "Statutory", "Type of library"]);
    assert!(problems.iter().all(|problem| problem.line == 1));
}

#[test]
fn every_bad_row_is_named_with_its_line() {
    let problems = parse(&list(&[
        GOOD,
        ",2 Lane,B27 7XH,Yes,LAL,,,,",
        "\"Two\nlines\",3 Lane,nowhere,Maybe,XYZ,13,www.example.org,jo,",
        "Short,row",
        "Last Library,4 Lane,,Yes,CRL,,,,",
    ]))
    .unwrap_err();
    let said: Vec<(u64, &str)> = problems.iter().map(|p| (p.line, p.column.as_deref().unwrap_or(""))).collect();
    assert_eq!(
        said,
        [
            (3, "Library name"),
            (4, "Type of library"),
            (4, "Postcode"),
            (4, "Year closed"),
            (4, "Statutory"),
            (4, "URL"),
            (4, "Email address"),
            (6, ""),
            (7, "Postcode"),
        ]
    );
}

#[test]
fn lines_are_counted_alike_whatever_ends_them() {
    for end in ["\n", "\r\n"] {
        let file = format!("{HEADINGS}\n\n{GOOD}\n\"A\nB\",1,B1 1AA,Yes,LAL,,,,\n,,,,,,,,\nC,1,B1 1AA,Yes,LAL,,,,")
            .replace('\n', end);
        let lines: Vec<u64> = parse(file.as_bytes()).unwrap().iter().map(|row| row.line).collect();
        assert_eq!(lines, [3, 4, 7]);
    }
}

#[test]
fn one_name_is_one_open_library() {
    let twice = problem_of(&[GOOD, "Other,1 Lane,B1 1AA,Yes,LAL,,,,", "MILL  library,2 Lane,B1 1AA,Yes,LAL,,,,"]);
    assert_eq!(twice, "line 4, Library name: MILL library is already on line 2. Give each library once.");
    let closed_twice = problem_of(&["A,1 Lane,B1 1AA,No,LAL,2010,,,", "a,1 Lane,B1 1AA,No,LAL,2010,,,"]);
    assert!(closed_twice.contains("already on line 2"));
}

#[test]
fn a_bad_postcode_is_named_and_good_ones_are_spaced() {
    for bad in ["B27", "12345", "B27 7X", "BB BB7 7XH", "B277 7XHH", "Ü1 1AA", "B2# 7XH"] {
        assert!(problem_of(&[&format!("A,1 Lane,{bad},Yes,LAL,,,,")]).contains("not a UK postcode"), "{bad}");
    }
    let spelled = [
        ("b277xh", "B27 7XH"),
        ("ec1a  1bb", "EC1A 1BB"),
        ("M1 1AE", "M1 1AE"),
        ("cr26xh", "CR2 6XH"),
        ("W1A0AX", "W1A 0AX"),
    ];
    for (written, kept) in spelled {
        let rows = parse(&list(&[&format!("A,1 Lane,{written},Yes,LAL,,,,")])).unwrap();
        assert_eq!(rows[0].postcode.as_deref(), Some(kept));
    }
}

#[test]
fn a_file_in_another_encoding_names_its_lines() {
    let mut file = list(&[GOOD, "Caf", GOOD]);
    let at = file.windows(3).position(|three| three == b"Caf").unwrap() + 3;
    file.insert(at, 0xE9);
    let problems = parse(&file).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].line, 3);
    assert!(problems[0].message.contains("CSV UTF-8"));
    for other in [&b"\xFF\xFEL\0i\0"[..], b"PK\x03\x04", b"Library name\0"] {
        assert!(parse(other).unwrap_err()[0].message.contains("CSV UTF-8"));
    }
}

#[test]
fn empty_and_oversized_files_are_refused() {
    assert!(parse(b"").unwrap_err()[0].message.contains("empty"));
    assert!(parse(b"\xEF\xBB\xBF\n\n").unwrap_err()[0].message.contains("empty"));
    assert!(parse(&list(&[",,,,,,,,"])).unwrap_err()[0].message.contains("no rows"));
    assert!(parse(&vec![b'a'; MAX_BYTES + 1]).unwrap_err()[0].message.contains("larger than 2 MB"));
    let many: Vec<String> = (0..=MAX_ROWS).map(|n| format!("Library {n},1 Lane,B1 1AA,Yes,LAL,,,,")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(problem_of(&many).contains("more than 5000 rows"));
    assert_eq!(parse(&list(&many[..MAX_ROWS])).map(|rows| rows.len()), Ok(MAX_ROWS));
}

#[test]
fn a_repeated_heading_is_named() {
    let problems = parse(b"Library name,Address 1,Postcode,Statutory,Type of library,postcode\n").unwrap_err();
    assert_eq!(problems[0].to_string(), "line 1, postcode: This column is here twice. Remove one.");
}

#[test]
fn names_become_addresses_people_can_type() {
    assert_eq!(slug_of("St Anne's Library & Hub"), "st-annes-library-and-hub");
    assert_eq!(slug_of("Llyfrgell Tŷ-Newydd"), "llyfrgell-ty-newydd");
    let rows = parse(&list(&["Mill-Library,1,B1 1AA,Yes,LAL,2001,,,", "Mill Library,1,B1 1AA,Yes,LAL,2002,,,", GOOD]))
        .unwrap();
    let slugs: Vec<&str> = rows.iter().map(|row| row.slug.as_str()).collect();
    assert_eq!(slugs, ["mill-library-closed-2001", "mill-library-closed-2002", "mill-library"]);
}

proptest! {
    #[test]
    fn no_bytes_can_panic(bytes: Vec<u8>, cells in "(Library name|Yes|LAL|B1 1AA|,|,|,|\n|\"|\r|é){0,60}") {
        let _ = parse(&bytes);
        let _ = parse(&list(&[&cells]));
        let _ = parse(cells.as_bytes());
    }

    #[test]
    fn no_two_branches_share_an_address(rows in proptest::collection::vec(("[ab]{1,2}[ -]?(closed)?[ -]?(2001|2)?", "(2001|2002)?"), 1..12)) {
        let rows: Vec<String> = rows.iter().map(|(name, closed)| format!("{name},1 Lane,B1 1AA,Yes,LAL,{closed},,,")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        if let Ok(read) = parse(&list(&rows)) {
            let mut slugs: Vec<_> = read.iter().map(|row| row.slug.clone()).collect();
            slugs.sort();
            slugs.dedup();
            prop_assert_eq!(slugs.len(), rows.len());
        }
    }
}

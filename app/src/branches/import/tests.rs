//! Whole lists are read; broken lists are explained.

use proptest::prelude::*;

use super::*;
use crate::branches::naming::slug_of;

#[path = "../../../../analysis/tests/real_data/mod.rs"]
mod real_data;

const ANYTOWN: &[u8] = include_bytes!("fixtures/anytown.csv");
const SEATON: &[u8] = include_bytes!("fixtures/seaton_and_moorside.csv");

const HEADINGS: &str = "Library name,Address 1,Postcode,Statutory,Type of library,Year closed,URL,Email address,Notes";

fn list(rows: &[&str]) -> Vec<u8> {
    format!("{HEADINGS}\n{}\n", rows.join("\n")).into_bytes()
}

/// A list that comes in, with its remarks as a person reads them.
fn read(rows: &[&str]) -> (ImportList, Vec<String>) {
    let list = parse(&list(rows)).unwrap_or_else(|problems| panic!("{problems:?}"));
    let remarks = list.remarks.iter().map(ToString::to_string).collect();
    (list, remarks)
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
    assert_eq!((rows[3].kind, rows[4].kind), (ImportedKind::Static, ImportedKind::Community));
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
    assert!(rows.iter().all(|row| row.kind == ImportedKind::Mobile && row.postcode.is_none()));
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
        "Last Library,4 Lane,,Yes,,,,,",
    ]))
    .unwrap_err();
    let said: Vec<(u64, &str)> = problems.iter().map(|p| (p.line, p.column.as_deref().unwrap_or(""))).collect();
    assert_eq!(
        said,
        [
            (3, "Library name"),
            (4, "Type of library"),
            (4, "Year closed"),
            (4, "Statutory"),
            (6, ""),
            (7, "Type of library"),
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
fn a_bad_postcode_is_left_out_with_a_remark_and_good_ones_are_spaced() {
    for bad in ["B27", "12345", "B27 7X", "B277 7XHH", "Ü1 1AA"] {
        let (rows, remarks) = read(&[&format!("A,1 Lane,{bad},Yes,LAL,,,,")]);
        assert_eq!(rows[0].postcode, None, "{bad}");
        assert_eq!(remarks, [format!("line 2, Postcode: “{bad}” is not a UK postcode, so it is left out.")]);
    }
    let spelled = [
        ("b277xh", "B27 7XH"),
        ("ec1a  1bb", "EC1A 1BB"),
        ("M1 1AE", "M1 1AE"),
        ("cr26xh", "CR2 6XH"),
        ("W1A0AX", "W1A 0AX"),
    ];
    for (written, kept) in spelled {
        let (rows, remarks) = read(&[&format!("A,1 Lane,{written},Yes,LAL,,,,")]);
        assert_eq!((rows[0].postcode.as_deref(), remarks), (Some(kept), vec![]));
    }
    let (rows, remarks) = read(&["A,\"1 Lane, B1 1AA\",,Yes,LAL,,,,"]);
    assert_eq!(rows[0].postcode.as_deref(), Some("B1 1AA"));
    assert_eq!(remarks, ["line 2, Postcode: B1 1AA is taken from the address."]);
}

#[test]
fn a_shifted_row_stops_the_list() {
    let heads = "Library name,Address 1,Postcode,Unique property reference number,Statutory,Type of library,Notes";
    let shifted = format!("{heads}\nMill,1 Lane,Anytown,B1 1AA,,Yes,LAL\n");
    let problems = parse(shifted.as_bytes()).unwrap_err();
    assert!(problems.iter().any(|problem| problem.message.contains("this row is shifted")), "{problems:?}");
    assert!(problem_of(&["Mill,1 Lane,Anytown,B1 1AA,Yes,LAL,,,,note"]).contains("10 cells"));
}

#[test]
fn cells_that_are_missing_or_empty_at_the_end_of_a_row_do_no_harm() {
    let (rows, remarks) =
        read(&["A,1 Lane,B1 1AA,Yes,LAL", "B,1 Lane,B1 1AA,Yes,LAL,,,,,,,,", "\"Source: the council\",,,,,,,,"]);
    assert_eq!(rows.len(), 2);
    assert_eq!(remarks, ["line 4: Passed over: there is nothing on this line but “Source: the council”."]);
    let file = format!("{HEADINGS},,,\nA,1 Lane,B1 1AA,Yes,LAL,,,,,,,\n,,,,,,,,,,,\n");
    assert_eq!(parse(file.as_bytes()).unwrap().len(), 1);
}

#[test]
fn a_reopened_library_is_open() {
    let heads = "Library name,Address 1,Postcode,Statutory,Type of library,Year opened,Year closed";
    let years = |opened: &str, closed: &str| {
        let file = format!("{heads}\nA,1 Lane,B1 1AA,Yes,LAL,{opened},{closed}\n");
        let list = parse(file.as_bytes()).unwrap();
        (list[0].year_opened, list[0].year_closed, list.remarks.len())
    };
    assert_eq!(years("2018", "2016"), (Some(2018), None, 1));
    assert_eq!(years("01/04/2018", "31/03/2016"), (Some(2018), None, 3));
    assert_eq!(years("1932", "2016"), (Some(1932), Some(2016), 0));
    assert_eq!(years("1932", "closed 2016 and reopened 2018"), (Some(1932), None, 1));
    assert_eq!(years("about 1932", "n/a"), (Some(1932), None, 1));
    assert_eq!(years("in the thirties", ""), (None, None, 1));
}

#[test]
fn contacts_are_read_from_what_stands_around_them_and_nothing_is_lost() {
    let contact = |url: &str, email: &str| {
        let (rows, remarks) = read(&[&format!("A,1 Lane,B1 1AA,Yes,LAL,,{url},{email},Lift")]);
        let row = rows[0].clone();
        (row.url.unwrap_or_default(), row.email.unwrap_or_default(), row.notes.unwrap_or_default(), remarks.len())
    };
    let is =
        |url: &str, email: &str, notes: &str, remarks| (url.to_owned(), email.to_owned(), notes.to_owned(), remarks);
    assert_eq!(contact("https://example.org", "a@example.org"), is("https://example.org", "a@example.org", "Lift", 0));
    assert_eq!(
        contact("example.org", "A Library <a@example.org>"),
        is("https://example.org", "a@example.org", "Lift", 2)
    );
    assert_eq!(
        contact("", "\"a@example.org, b@example.org\""),
        is("", "a@example.org", "Lift. Another email address: b@example.org", 1)
    );
    assert_eq!(contact("a@example.org", ""), is("", "a@example.org", "Lift", 1));
    assert_eq!(
        contact("", "https://example.org/form"),
        is("", "", "Lift. To write to the library: https://example.org/form", 1)
    );
    assert_eq!(contact("see council site", "-"), is("", "", "Lift. Web page: see council site", 1));
    assert_eq!(contact("n/a", "none"), is("", "", "Lift", 0));
}

#[test]
fn semicolons_tabs_and_bars_divide_cells_too() {
    let with = |divider: &str| {
        let file = format!("{HEADINGS}\n{GOOD}\n").replace(',', divider);
        let list = parse(file.as_bytes()).unwrap_or_else(|problems| panic!("{divider}: {problems:?}"));
        (list.rows, list.remarks)
    };
    let plain = with(",");
    for divider in [";", "\t", "|"] {
        assert_eq!(with(divider), plain);
        let marked = format!("sep={divider}\n{HEADINGS}\n{GOOD}\n").replace(',', divider);
        let list = parse(marked.as_bytes()).unwrap();
        assert_eq!((list[0].name.as_str(), list[0].line, list.remarks.len()), ("Mill Library", 3, 0));
    }
}

#[test]
fn headings_may_be_written_in_other_ways_and_stand_below_a_title() {
    let file = "Libraries of Anytown,,,,,\n\nLIBRARY_NAME, address 1 ,Post Code,Statutory (Yes/No),Library type,E-mail,Website\n\
                Mill,1 Lane,B1 1AA,yes,lal,a@example.org,https://example.org\n";
    let list = parse(file.as_bytes()).unwrap();
    assert_eq!((list[0].line, list[0].email.as_deref()), (4, Some("a@example.org")));
    let said: Vec<String> = list.remarks.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "line 1: The headings stand on line 3; what is above them is passed over.",
            "line 3, Statutory (Yes/No): Read as “Statutory”.",
            "line 3, Library type: Read as “Type of library”.",
            "line 3, E-mail: Read as “Email address”.",
            "line 3, Website: Read as “URL”.",
        ]
    );
}

#[test]
fn another_kind_of_file_is_named() {
    for (file, name) in [
        ("Reporting service,Library name,In use 1 April 2010,Closed,Weekly hours open,Postcode\n", "Arts Council"),
        ("@id,name,amenity,addr:street,addr:postcode,opening_hours\n", "OpenStreetMap"),
        ("First name,Surname,Email,Role\n", "a list of people"),
        ("Organisation,Mobile,Route,Community,Stop,Address,Postcode,Day,Arrival,Departure\n", "mobile library stops"),
        ("ISBN;Title;Author;Item count\n", "a list of stock"),
        ("timestamp,comment-id,author-id,agrees,disagrees,moderated,comment-body\n", "Polis"),
        ("META\nkey;value\n", "Pabulib"),
        ("{\"type\": \"FeatureCollection\", \"features\": []}", "GeoJSON"),
        ("<!DOCTYPE html><html>", "a web page"),
        ("<kml xmlns=\"\">", "KML"),
    ] {
        let problems = parse(file.as_bytes()).unwrap_err();
        assert!(problems[0].message.starts_with("This looks like "), "{file}: {problems:?}");
        assert!(problems[0].message.contains(name), "{file}: {problems:?}");
    }
}

#[test]
fn names_are_compared_without_what_cannot_be_seen() {
    for twin in [
        "Mill\u{200B} Library",
        "Mill\u{A0}Library",
        "Mill Lib\u{AD}rary",
        "\u{FEFF}Mill Library",
        "Mill\u{200D} Library",
    ] {
        let twice = problem_of(&[GOOD, &format!("{twin},2 Lane,B1 1AA,Yes,LAL,,,,")]);
        assert!(twice.contains("is already on line 2"), "{twice}");
    }
    let (rows, remarks) = read(&[GOOD, GOOD]);
    assert_eq!(rows.len(), 1);
    assert_eq!(remarks, ["line 3, Library name: Mill Library is here twice, word for word; it comes in once."]);
}

#[test]
fn a_quotation_mark_that_is_never_closed_stops_the_list() {
    let problem = problem_of(&["A,\"1 Lane,B1 1AA,Yes,LAL,,,,", GOOD, "C,3 Lane,B1 1AA,Yes,LAL,,,,"]);
    assert!(problem.starts_with("line 2: A quotation mark on this line is never closed"), "{problem}");
}

#[test]
fn a_file_in_another_encoding_is_read_and_guessed_lines_are_named() {
    let mut file = list(&[GOOD, "Caf Library,1 Lane,B1 1AA,Yes,LAL,,,,"]);
    let at = file.windows(3).position(|three| three == b"Caf").unwrap() + 3;
    file.insert(at, 0xE9);
    let read = parse(&file).unwrap();
    assert_eq!((read[1].name.as_str(), read[1].slug.as_str()), ("Café Library", "cafe-library"));
    assert_eq!(
        read.remarks[0].to_string(),
        "line 3: Not saved as UTF-8, so its letters were taken for Windows’: check “Café”."
    );
    for other in [&b"\xFF\xFEL"[..], b"PK\x03\x04", b"Library name\0"] {
        assert!(parse(other).unwrap_err()[0].message.contains("CSV UTF-8"));
    }
}

#[test]
fn empty_and_oversized_files_are_refused() {
    assert!(parse(b"").unwrap_err()[0].message.contains("empty"));
    assert!(parse(b"\xEF\xBB\xBF\n\n").unwrap_err()[0].message.contains("empty"));
    assert!(parse(&list(&[",,,,,,,,"])).unwrap_err()[0].message.contains("no rows"));
    assert!(parse(&vec![b','; 100_000]).is_err());
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
        let rows: Vec<String> = (1..).zip(&rows).map(|(number, (name, closed))| format!("{name},{number} Lane,B1 1AA,Yes,LAL,{closed},,,")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        if let Ok(read) = parse(&list(&rows)) {
            let mut slugs: Vec<_> = read.iter().map(|row| row.slug.clone()).collect();
            slugs.sort();
            slugs.dedup();
            prop_assert_eq!(slugs.len(), rows.len());
        }
    }
}

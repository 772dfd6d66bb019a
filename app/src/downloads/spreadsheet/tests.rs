//! What people find when they open the files.

use std::io::Read;

use proptest::collection::vec;
use proptest::prelude::*;

use jiff::Timestamp;

use super::workbook::{MAX_CELL, MAX_COLUMNS, fitted, tab_name};
use super::*;

fn column(key: &str) -> SheetColumn {
    SheetColumn { key: key.into(), label: format!("{key} for people"), description: format!("What {key} means") }
}

fn sheet(rows: Vec<Vec<Cell>>) -> Sheet {
    let width = rows.first().map_or(1, Vec::len);
    Sheet { name: "Responses".into(), columns: (0..width).map(|n| column(&format!("c{n}"))).collect(), rows }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

fn csv_text(sheet: &Sheet) -> String {
    String::from_utf8(csv(sheet, ByteOrderMark::No)).unwrap()
}

fn created() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

fn xlsx(sheets: &[Sheet], created: Timestamp) -> Result<Vec<u8>, SpreadsheetError> {
    let folder = tempfile::tempdir().unwrap();
    let mut book = WorkbookOut::begin(created, folder.path())?;
    for sheet in sheets {
        book.sheet(&sheet.name, &sheet.columns)?;
        for row in &sheet.rows {
            book.row(row)?;
        }
    }
    let mut file = std::io::Cursor::new(Vec::new());
    book.save(&mut file)?;
    Ok(file.into_inner())
}

/// One file out of a ZIP archive, found by the archive's directory.
pub(crate) fn unzipped(archive: &[u8], wanted: &str) -> Option<String> {
    let number =
        |at: usize, bytes: usize| (0..bytes).rev().fold(0usize, |n, i| (n << 8) | usize::from(archive[at + i]));
    let end = archive.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let mut at = number(end + 16, 4);
    for _ in 0..number(end + 10, 2) {
        let (name, extra, comment) = (number(at + 28, 2), number(at + 30, 2), number(at + 32, 2));
        if &archive[at + 46..at + 46 + name] == wanted.as_bytes() {
            let local = number(at + 42, 4);
            let start = local + 30 + number(local + 26, 2) + number(local + 28, 2);
            let packed = &archive[start..start + number(at + 20, 4)];
            let mut text = String::new();
            flate2::read::DeflateDecoder::new(packed).read_to_string(&mut text).ok()?;
            return Some(text);
        }
        at += 46 + name + extra + comment;
    }
    None
}

#[test]
fn a_csv_file_has_keys_above_and_quotes_only_where_needed() {
    let sheet =
        sheet(vec![vec![text("plain"), text("a, \"b\"\nc"), Cell::Int(-5), Cell::Empty], vec![text("short row")]]);
    assert_eq!(csv_text(&sheet), "c0,c1,c2,c3\r\nplain,\"a, \"\"b\"\"\nc\",-5,\r\nshort row,,,\r\n");
}

#[test]
fn a_byte_order_mark_is_written_when_asked_for() {
    let sheet = sheet(vec![vec![text("tŷ")]]);
    assert_eq!(csv(&sheet, ByteOrderMark::Yes), [b"\xEF\xBB\xBF".to_vec(), csv(&sheet, ByteOrderMark::No)].concat());
}

#[test]
fn text_that_looks_like_a_formula_is_made_harmless() {
    for formula in [
        "=1+1",
        "+44",
        "-1",
        "@SUM",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "−1",
        " =1",
        "\u{a0}=1",
        "\u{feff}=1",
    ] {
        assert_eq!(guarded(formula), format!("'{formula}"));
    }
    for harmless in ["1-1", "a=b", "", " ", "'quoted'", "café", "(=1)"] {
        assert_eq!(guarded(harmless), harmless);
    }
}

#[test]
fn a_heading_that_looks_like_a_formula_is_made_harmless_too() {
    let sheet = Sheet { columns: vec![column("=key")], ..sheet(vec![]) };
    assert_eq!(csv_text(&sheet), "'=key\r\n");
}

#[test]
fn a_workbook_holds_text_as_text_and_numbers_as_numbers() {
    let sheet = sheet(vec![vec![text("=1+1"), Cell::Int(42), Cell::Int(i64::MAX), Cell::Empty]]);
    let book = xlsx(&[sheet], created()).unwrap();
    let cells = unzipped(&book, "xl/worksheets/sheet1.xml").unwrap();
    assert!(!cells.contains("<f>"), "{cells}");
    assert!(cells.contains("<c r=\"A2\" t=\"inlineStr\">") && cells.contains("<c r=\"B2\"><v>42</v></c>"), "{cells}");
    assert!(cells.contains("<c r=\"C2\" t=\"inlineStr\">") && !cells.contains("r=\"D2\""), "{cells}");
    assert!(cells.contains("<t>=1+1</t>") && cells.contains("9223372036854775807"), "{cells}");
}

#[test]
fn a_workbooks_headings_are_bold_stay_in_sight_and_read_as_words() {
    let book = xlsx(&[sheet(vec![vec![text("x")]])], created()).unwrap();
    let cells = unzipped(&book, "xl/worksheets/sheet1.xml").unwrap();
    assert!(cells.contains("ySplit=\"1\"") && cells.contains("state=\"frozen\""), "{cells}");
    assert!(cells.contains("<c r=\"A1\" s=\"1\" t=\"inlineStr\">"), "{cells}");
    assert!(unzipped(&book, "xl/styles.xml").unwrap().contains("<b/>"));
    assert!(cells.contains("c0 for people"), "{cells}");
}

#[test]
fn a_workbook_ends_with_a_codebook_of_every_column() {
    let two = [sheet(vec![vec![text("x"), text("y")]]), Sheet { name: "Votes".into(), ..sheet(vec![]) }];
    let book = xlsx(&two, created()).unwrap();
    let tabs = unzipped(&book, "xl/workbook.xml").unwrap();
    assert!(
        tabs.contains("name=\"Responses\"") && tabs.contains("name=\"Votes\"") && tabs.contains("name=\"Codebook\"")
    );
    let codebook = unzipped(&book, "xl/worksheets/sheet3.xml").unwrap();
    assert_eq!(codebook.matches("<row ").count(), 4, "a heading and three columns");
    assert!(codebook.contains("What c1 means") && codebook.contains("What it means"), "{codebook}");
}

#[test]
fn the_same_workbook_twice_is_the_same_to_the_byte() {
    let make = || xlsx(&[sheet(vec![vec![text("x"), Cell::Int(1)]])], created()).unwrap();
    assert_eq!(make(), make());
    assert!(unzipped(&make(), "docProps/core.xml").unwrap().contains("2026-03-02T09:00:00Z"));
}

#[test]
fn a_text_too_long_for_excel_is_cut_and_says_so() {
    let long = "é".repeat(MAX_CELL + 1);
    let book = xlsx(&[sheet(vec![vec![text(&long)]])], created()).unwrap();
    let texts = unzipped(&book, "xl/worksheets/sheet1.xml").unwrap();
    assert!(texts.contains("é … [cut: the CSV file has all of it]") && !texts.contains(&long));
    assert!(csv_text(&sheet(vec![vec![text(&long)]])).contains(&long));
    // Two units each: the last one that would fit by half is left out.
    assert_eq!(fitted(&"𝄞".repeat(20_000)).encode_utf16().count(), MAX_CELL - 1);
}

#[test]
fn no_character_damages_a_workbook() {
    let book = xlsx(&[sheet(vec![vec![text("a\u{FFFE}b\u{FFFF}c\0d\u{1}e<&>")]])], created()).unwrap();
    let texts = unzipped(&book, "xl/worksheets/sheet1.xml").unwrap();
    assert!(texts.contains("a\u{FFFD}b\u{FFFD}c_x0000_d_x0001_e&lt;&amp;&gt;"), "{texts}");
}

#[test]
fn a_sheet_too_large_for_excel_is_refused_with_a_way_on() {
    let columns = (0..=MAX_COLUMNS).map(|n| column(&n.to_string())).collect();
    let error = xlsx(&[Sheet { name: "Wide".into(), columns, rows: vec![] }], created()).unwrap_err();
    assert_eq!(error.to_string(), "“Wide” has more rows or columns than an Excel sheet can hold. Use the CSV file.");
}

#[test]
fn tabs_have_names_excel_accepts() {
    assert_eq!(tab_name("Votes: 1/2 [all]?", &[]), "Votes 1 2 all");
    assert_eq!(tab_name("'Quoted'", &[]), "Quoted");
    assert_eq!(tab_name("***", &[]), "Sheet");
    assert_eq!(tab_name("History", &[]), "History 2");
    assert_eq!(tab_name("votes", &["Votes".into(), "Votes 2".into()]), "votes 3");
    assert_eq!(tab_name(&"x".repeat(40), &["x".repeat(31)]), format!("{} 2", "x".repeat(29)));
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        "([=+@＝－ \t\r\n,\"'-]|[a-zé]){0,8}".prop_map(Cell::Text),
        any::<String>().prop_map(Cell::Text),
        any::<i64>().prop_map(Cell::Int),
        Just(Cell::Empty),
    ]
}

fn any_sheet() -> impl Strategy<Value = Sheet> {
    (1..5usize).prop_flat_map(|width| vec(vec(any_cell(), width), 1..6)).prop_map(sheet)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn a_csv_file_reads_back_as_the_same_cells_but_for_the_guard(sheet in any_sheet()) {
        let file = csv(&sheet, ByteOrderMark::No);
        let mut reader = ::csv::ReaderBuilder::new().has_headers(true).from_reader(file.as_slice());
        let read: Vec<Vec<String>> = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(read.len(), sheet.rows.len());
        for (row, read) in sheet.rows.iter().zip(read) {
            prop_assert_eq!(row.len(), read.len());
            for (cell, read) in row.iter().zip(read) {
                match cell {
                    Cell::Text(text) => {
                        prop_assert!(!read.starts_with(is_dangerous));
                        prop_assert_eq!(read, guarded(text));
                    }
                    Cell::Int(number) => prop_assert_eq!(read, number.to_string()),
                    Cell::Empty => prop_assert_eq!(read, ""),
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_cells_and_any_names_make_a_workbook_without_formulas(mut sheet in any_sheet(), name: String, twin: String) {
        sheet.name = name;
        let sheets = [sheet.clone(), Sheet { name: twin, ..sheet.clone() }, sheet];
        let book = xlsx(&sheets, created()).unwrap();
        for number in 1..=4 {
            let cells = unzipped(&book, &format!("xl/worksheets/sheet{number}.xml")).unwrap();
            prop_assert!(!cells.contains("<f>") && !cells.contains("<f "));
        }
    }
}

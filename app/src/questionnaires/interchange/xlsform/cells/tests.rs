use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn excel(sheet: &str, strings: &str) -> Vec<u8> {
    archive(&[
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="Survey" sheetId="1" r:id="rId7"/>
               <sheet name="notes" sheetId="2" r:id="rId8"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="rId7" Target="worksheets/a.xml"/></Relationships>"#,
        ),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#),
        ("xl/worksheets/a.xml", sheet),
    ])
}

fn open_document(rows: &str) -> Vec<u8> {
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest/>"),
        ("content.xml", &format!(r#"<d><table:table table:name="survey">{rows}</table:table></d>"#)),
    ])
}

fn why(bytes: &[u8]) -> String {
    open(bytes).map(|_| ()).unwrap_err().to_string()
}

fn texts(sheets: &[SheetCells]) -> Vec<(u32, u32, &str)> {
    let lines = sheets.iter().flat_map(|sheet| &sheet.lines);
    lines.flat_map(|(line, cells)| cells.iter().map(|(column, text)| (*line, *column, text.as_str()))).collect()
}

#[test]
fn cells_of_every_kind_are_read_as_what_they_show() {
    let sheet = r#"<worksheet><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c>
        <c r="C1" t="inlineStr"><is><t>in</t><rPh><t>no</t></rPh><t> line</t></is></c></row>
        <row r="9"><c><v>1</v></c><c><v>2.50</v></c><c t="b"><v>1</v></c><c t="str"><f>A1</f><v>cached &amp; kept</v></c>
        <c t="e"><v>#N/A</v></c><c s="1"><v>45351</v></c><c t="s"><v>99</v></c></row></sheetData></worksheet>"#;
    let sheets =
        open(&excel(sheet, "<sst uniqueCount=\"99999999999\"><si><r><t>ty</t></r><r><t>pe</t></r></si></sst>"))
            .unwrap();
    assert_eq!(
        texts(&sheets),
        [
            (0, 0, "type"),
            (0, 2, "in line"),
            (8, 0, "1"),
            (8, 1, "2.5"),
            (8, 2, "TRUE"),
            (8, 3, "cached & kept"),
            (8, 5, "2024-02-29"),
        ]
    );
    assert_eq!(
        (sheets.len(), sheets[0].name.as_str(), sheets[0].errors.as_slice()),
        (1, "Survey", [(8, 4)].as_slice())
    );
}

#[test]
fn an_open_document_is_read_without_its_notes_and_empty_repeats() {
    let rows = r#"<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/>
        <table:table-cell office:value-type="string" table:number-columns-repeated="2">
        <office:annotation><text:p>note</text:p></office:annotation>
        <text:p>a<text:s text:c="2"/>&amp;</text:p><text:p>b</text:p>
        </table:table-cell></table:table-row>
        <table:table-row>
        <table:table-cell office:value-type="float" office:value="1.0"><text:p>1.00</text:p></table:table-cell>
        <table:table-cell office:value-type="boolean" office:boolean-value="false"><text:p>NO</text:p></table:table-cell>
        <table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>
        </table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>"#;
    let sheets = open(&open_document(rows)).unwrap();
    let twice = "a  &\nb";
    assert_eq!(
        texts(&sheets),
        [(0, 3, twice), (0, 4, twice), (1, 3, twice), (1, 4, twice), (2, 0, "1"), (2, 1, "FALSE")]
    );
    assert_eq!(sheets[0].errors, [(2, 2)]);
}

/// An .xls file with these records.
fn old(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut stream = file.create_stream("/Workbook").unwrap();
    for (kind, data) in records {
        stream.write_all(&kind.to_le_bytes()).unwrap();
        stream.write_all(&u16::try_from(data.len()).unwrap().to_le_bytes()).unwrap();
        stream.write_all(data).unwrap();
    }
    stream.flush().unwrap();
    drop(stream);
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn begin() -> (u16, Vec<u8>) {
    (0x0809, [0x0600_u16.to_le_bytes(), 0x0005_u16.to_le_bytes()].concat())
}

/// The head of a cell: its line, column and format.
fn cell(line: u16, column: u16, rest: &[u8]) -> Vec<u8> {
    [&line.to_le_bytes()[..], &column.to_le_bytes(), &[0, 0], rest].concat()
}

fn old_survey(cells: Vec<(u16, Vec<u8>)>, at: u32) -> Vec<u8> {
    let sheet = [&at.to_le_bytes()[..], &[0, 0, 6, 0], b"survey"].concat();
    let strings =
        [&2_u32.to_le_bytes()[..], &2_u32.to_le_bytes(), &[4, 0, 0], b"type", &[6, 0, 1], &[0x57, 0, 0x57, 0]].concat();
    // The second text goes on in a record of its own, in narrow letters.
    let goes_on = [&[0_u8][..], b"XYZ!"].concat();
    let records = [begin(), (0x0085, sheet), (0x00FC, strings), (0x003C, goes_on), (0x000A, vec![]), begin()];
    let records: Vec<_> = records.into_iter().chain(cells).chain([(0x000A, vec![])]).collect();
    old(&records)
}

/// Where the sheet begins in `old_survey`.
const BEGINS: u32 = 8 + 18 + 4 + 8 + 7 + 3 + 4 + 4 + 5 + 4;

#[test]
fn an_old_spreadsheet_is_read() {
    let bytes = old_survey(
        vec![
            (0x00FD, cell(0, 0, &0_u32.to_le_bytes())),
            (0x00FD, cell(0, 1, &1_u32.to_le_bytes())),
            (0x0203, cell(1, 0, &2.5_f64.to_le_bytes())),
            (0x027E, cell(1, 1, &((7_u32 << 2) | 2).to_le_bytes())),
            (0x0205, cell(1, 2, &[1, 0])),
            (0x0205, cell(1, 3, &[42, 1])),
            (0x0006, cell(2, 0, &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0])),
            (0x0207, [&[3, 0, 0][..], b"sum"].concat()),
            (
                0x00BD,
                [&[3_u8, 0, 0, 0][..], &[0, 0], &6_u32.to_le_bytes(), &[0, 0], &10_u32.to_le_bytes(), &[1, 0]].concat(),
            ),
        ],
        BEGINS,
    );
    let sheets = open(&bytes).unwrap();
    let found = texts(&sheets);
    assert_eq!(
        found,
        [
            (0, 0, "type"),
            (0, 1, "WWXYZ!"),
            (1, 0, "2.5"),
            (1, 1, "7"),
            (1, 2, "TRUE"),
            (2, 0, "sum"),
            (3, 0, "1"),
            (3, 1, "2"),
        ]
    );
    assert_eq!(sheets[0].errors, [(1, 3)]);
    assert!(why(&old_survey(vec![], 4_000_000)).contains("not in it"));
    let far = old_survey(vec![(0x0203, cell(u16::MAX, u16::MAX, &1.0_f64.to_le_bytes()))], BEGINS);
    assert_eq!(texts(&open(&far).unwrap()), [(65_535, 65_535, "1")]);
}

#[test]
fn what_is_no_spreadsheet_or_a_trap_is_refused_in_a_sentence() {
    let sheet = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    let long = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(LONGEST_CELL + 1));
    let repeated = open_document(
        r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string">
           <text:p>x</text:p></table:table-cell></table:table-row>"#,
    );
    let wide = open_document(
        r#"<table:table-row><table:table-cell office:value-type="string" table:number-columns-repeated="4000000000">
           <text:p>x</text:p></table:table-cell></table:table-row>"#,
    );
    let string = "a".repeat(LONGEST_CELL);
    let many =
        format!("<worksheet><sheetData>{}</sheetData></worksheet>", "<row><c t=\"s\"><v>0</v></c></row>".repeat(2_000));
    for (bytes, words) in [
        (Vec::new(), "empty"),
        (b"type,name\ntext,a".to_vec(), "not a spreadsheet"),
        (b"<html>".to_vec(), "not a spreadsheet"),
        (b"PK\x03\x04 and nothing more".to_vec(), "cannot be unpacked"),
        (archive(&[("readme.txt", "hello")]), "not a spreadsheet"),
        (archive(&[("xl/workbook.xml", ""), ("xl/vbaProject.bin", "")]), "macros"),
        (archive(&[("xl/workbook.bin", "")]), ".xlsb"),
        (excel(sheet, &long), "more than 32767 characters"),
        (excel(&many, &format!("<sst><si><t>{string}</t></si></sst>")), "far larger than a form"),
        (repeated, "far larger than a form"),
        (wide, "too many cells"),
        (excel("<worksheet><row", ""), "damaged"),
        (old(&[(0x0809, vec![0, 5, 5, 0])]), "older than 1997"),
        (old(&[begin(), (0x002F, vec![1, 0])]), "password"),
        (b"\xD0\xCF\x11\xE0 cut short".to_vec(), "damaged"),
        (vec![0; LARGEST_FILE + 1], "larger than"),
    ] {
        let why = why(&bytes);
        assert!(why.contains(words), "{words}: {why}");
    }
}

#[test]
fn a_file_that_unpacks_to_far_more_than_a_form_is_not_opened() {
    let bomb = excel("<worksheet/>", &format!("<sst>{}</sst>", "<si><t>a</t></si>".repeat(200_000)));
    assert!(bomb.len() < 50_000, "{}", bomb.len());
    let why = |bytes: &[u8]| archive::inside_within(bytes, 2_000_000).map(|_| ()).unwrap_err().to_string();
    assert!(why(&bomb).contains("more than 2 MB"));
    // The same if the archive says of itself that it is small.
    let mut lying = bomb.clone();
    let size = u32::try_from("<sst></sst>".len() + 200_000 * "<si><t>a</t></si>".len()).unwrap().to_le_bytes();
    let mut at = 0;
    while let Some(found) = lying[at..].windows(4).position(|window| window == size) {
        at += found;
        lying[at..at + 4].copy_from_slice(&9_u32.to_le_bytes());
        at += 4;
    }
    assert_ne!(lying, bomb);
    let why = why(&lying);
    assert!(why.contains("more than 2 MB") || why.contains("damaged"), "{why}");
}

//! Reading a list of earlier consultations from a spreadsheet, as an officer keeps one, or as another system wrote it.
//! Everything that would make a wrong entry stops the list and is named by line and column, so that one round of
//! corrections is enough. Formulas are refused: what they would show is not in the file.

use super::dates;
use super::form::EarlierForm;
use crate::files::sheets::{self, CellTable, Columns, RowError, short};
use crate::folding;

/// The largest file, in bytes: 10 megabytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// The most consultations in one file.
const MAX_ROWS: usize = 5_000;

/// Fields of the form, each with the heading it has in a file.
pub(super) const HEADINGS: [(&str, &str); 15] = [
    ("title", "Title"),
    ("summary", "Summary"),
    ("background", "What was asked"),
    ("run_with", "How it was run"),
    ("opened", "Opened"),
    ("closed", "Closed"),
    ("answers", "Answers"),
    ("link", "Web page"),
    ("branch", "Libraries"),
    ("outcome", "Outcome"),
    ("decided_by", "Decided by"),
    ("decided_on", "Decided on"),
    ("you_said", "What people said"),
    ("we_did", "What the service did"),
    ("reasons", "Reasons"),
];

const KNOWN: [&str; 15] = {
    let mut known = [""; 15];
    let mut place = 0;
    while place < 15 {
        known[place] = HEADINGS[place].1;
        place += 1;
    }
    known
};

const PROSE: [&str; 4] = ["What was asked", "What people said", "What the service did", "Reasons"];

/// Other names that such columns have, by their letters and digits.
const ALIASES: [(&str, &str); 48] = [
    ("name", "Title"),
    ("consultation", "Title"),
    ("consultationtitle", "Title"),
    ("consultationname", "Title"),
    ("activityname", "Title"),
    ("description", "Summary"),
    ("overview", "Summary"),
    ("about", "Summary"),
    ("background", "What was asked"),
    ("question", "What was asked"),
    ("questions", "What was asked"),
    ("whyweareconsulting", "What was asked"),
    ("method", "How it was run"),
    ("system", "How it was run"),
    ("platform", "How it was run"),
    ("runwith", "How it was run"),
    ("start", "Opened"),
    ("startdate", "Opened"),
    ("opens", "Opened"),
    ("opendate", "Opened"),
    ("openedon", "Opened"),
    ("dateopened", "Opened"),
    ("end", "Closed"),
    ("enddate", "Closed"),
    ("closes", "Closed"),
    ("closedate", "Closed"),
    ("closingdate", "Closed"),
    ("closedon", "Closed"),
    ("dateclosed", "Closed"),
    ("responses", "Answers"),
    ("numberofresponses", "Answers"),
    ("responsecount", "Answers"),
    ("respondents", "Answers"),
    ("howmanyanswered", "Answers"),
    ("url", "Web page"),
    ("link", "Web page"),
    ("website", "Web page"),
    ("library", "Libraries"),
    ("branch", "Libraries"),
    ("branches", "Libraries"),
    ("decision", "Outcome"),
    ("result", "Outcome"),
    ("whatwasdecided", "Outcome"),
    ("decisionmaker", "Decided by"),
    ("decisiondate", "Decided on"),
    ("yousaid", "What people said"),
    ("wedid", "What the service did"),
    ("why", "Reasons"),
];

/// One row: what it says, with the names of its libraries as they are written.
#[derive(Clone, Debug)]
pub struct EarlierRow {
    /// The line it begins on.
    pub(super) line: u64,
    pub(super) form: EarlierForm,
    pub(super) libraries: Vec<String>,
}

/// A list as it was read. What its rows may say is judged with the record beside it.
#[derive(Clone, Debug, Default)]
pub struct EarlierList {
    /// Its rows.
    pub rows: Vec<EarlierRow>,
    /// What was noticed.
    pub remarks: Vec<RowError>,
    /// What cannot be read in single cells; nothing comes in then.
    pub problems: Vec<RowError>,
}

fn nothing_known(_: &[String]) -> Option<String> {
    None
}

/// Reads a list.
///
/// # Errors
/// When the file as a whole cannot be used: empty, too large, no text, headings missing, too many rows.
pub fn parse(bytes: &[u8]) -> Result<EarlierList, Vec<RowError>> {
    let columns = Columns {
        known: &KNOWN,
        required: &["Title", "Summary", "Closed"],
        aliases: &ALIASES,
        prose: &PROSE,
        looks_like: nothing_known,
    };
    let mut table = sheets::read(bytes, MAX_BYTES, MAX_ROWS, &columns)?;
    let (problems, remarks) = table.said();
    let mut list = EarlierList { rows: Vec::new(), remarks, problems };
    for row in 0..table.count() {
        let line = table.line(row);
        no_formulas(&table, row, &mut list.problems);
        let text = |heading: &str| table.cell(row, heading).to_owned();
        let mut date = |heading: &'static str| match dates::day(table.cell(row, heading)) {
            Ok(day) => day,
            Err(message) => {
                if !is_formula(table.cell(row, heading)) {
                    list.problems.push(RowError { line, column: Some(heading.to_owned()), message });
                }
                String::new()
            }
        };
        let form = EarlierForm {
            title: folding::visible(table.cell(row, "Title")),
            summary: text("Summary"),
            background: text("What was asked"),
            run_with: text("How it was run"),
            opened: date("Opened"),
            closed: date("Closed"),
            answers: text("Answers"),
            link: text("Web page"),
            branches: Vec::new(),
            outcome: text("Outcome"),
            decided_by: text("Decided by"),
            decided_on: date("Decided on"),
            you_said: text("What people said"),
            we_did: text("What the service did"),
            reasons: text("Reasons"),
            seen: 0,
        };
        let libraries = table.cell(row, "Libraries").split([';', '|']).map(str::trim);
        let libraries = libraries.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        list.rows.push(EarlierRow { line, form, libraries });
    }
    Ok(list)
}

/// Whether a cell is a formula, or the error that one left.
fn is_formula(cell: &str) -> bool {
    let after = |first: char| cell.strip_prefix(first).map(str::trim_start);
    let calls = |rest: &str| {
        let name =
            rest.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_'));
        name.len() < rest.len() && name.starts_with(['(', '|', '!'])
    };
    let error = ["#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#N/A"];
    after('=').is_some()
        || ['+', '-', '@'].into_iter().filter_map(after).any(calls)
        || error.iter().any(|known| cell.eq_ignore_ascii_case(known))
}

fn no_formulas(table: &CellTable, row: usize, problems: &mut Vec<RowError>) {
    for heading in KNOWN {
        let cell = table.cell(row, heading);
        if is_formula(cell) {
            let message =
                format!("“{}” is a formula, not what it shows. Write the words or the number there.", short(cell));
            problems.push(RowError { line: table.line(row), column: Some(heading.to_owned()), message });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_told_from_words() {
        for formula in [
            "=1+1",
            "=HYPERLINK(\"https://evil.example\",\"Read\")",
            "@SUM(A1:A9)",
            "-cmd|' /C calc'!A0",
            "+Sheet1!A1",
            "#REF!",
            "#n/a",
        ] {
            assert!(is_formula(formula), "{formula}");
        }
        for words in [
            "- more hours",
            "+44 1632 960000",
            "@fenmarch on the web",
            "-12 visits (on average)",
            "a=b",
            "# 4 of the plan",
            "",
        ] {
            assert!(!is_formula(words), "{words}");
        }
    }

    #[test]
    fn a_list_under_other_headings_and_with_paragraphs_is_read() {
        let file = "Consultation;Description;Start date;End date;Responses;Why\r\n\
                    Hours;Later on Thursdays;1/2/2019;14/3/2019;412;\"First, this; and that.\n\n\nSecond, the other, too, and more, much.\"\r\n";
        let list = parse(file.as_bytes()).unwrap();
        assert!(list.problems.is_empty(), "{:?}", list.problems);
        let form = &list.rows[0].form;
        assert_eq!(
            (form.title.as_str(), form.opened.as_str(), form.closed.as_str()),
            ("Hours", "2019-02-01", "2019-03-14")
        );
        assert_eq!(form.reasons, "First, this; and that.\n\nSecond, the other, too, and more, much.");
        assert_eq!(list.remarks.len(), 6, "{:?}", list.remarks);
    }

    #[test]
    fn every_bad_cell_of_a_list_is_named() {
        let file = "Title,Summary,Closed,Opened,Outcome\n\
                    Hours,Later,14/3/19,2019,=A1\n\
                    \"=HYPERLINK(\"\"x\"\")\",Later,=TODAY(),,\n";
        let list = parse(file.as_bytes()).unwrap();
        let said: Vec<String> = list.problems.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), 5, "{said:?}");
        for (line, begins) in [
            (0, "line 2, Outcome: “=A1” is a formula"),
            (1, "line 2, Opened: “2019” is a year"),
            (2, "line 2, Closed: “14/3/19” has two"),
            (3, "line 3, Title: "),
            (4, "line 3, Closed: “=TODAY()” is a formula"),
        ] {
            assert!(said[line].starts_with(begins), "{said:?}");
        }
    }

    #[test]
    fn another_file_is_refused_as_a_whole() {
        assert!(parse(b"").is_err());
        assert!(parse(b"a,b\n1,2\n").unwrap_err().iter().any(|said| said.message.contains("missing")));
        assert!(parse(b"PK\x03\x04rest").is_err());
        assert!(parse(b"Title,Summary,Closed\n").is_err());
    }

    proptest! {
        #[test]
        fn whatever_is_sent_is_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let mut file = b"Title,Summary,Closed,Reasons\n".to_vec();
            file.extend(bytes);
            if let Ok(list) = parse(&file) {
                prop_assert!(list.rows.len() <= MAX_ROWS);
            }
        }
    }
}

//! SPSS syntax that reads the CSV file of responses and makes it a labelled data set: variables with labels, options as
//! numbers with labels, the kinds of blank as missing values, and ticks as multiple-response sets.
//!
//! It reads the CSV file with codes that has no line break in a text ([`CsvOneLine`](super::writer::FileFormat)), for SPSS
//! takes every line for a case. Columns that may hold the code of a blank come in as text and are made numbers afterwards:
//! read as numbers at once, every kind of blank would become the same nothing. Checked with PSPP by hand.

use std::fmt::Write as _;

use super::codebook::choices_of;
use super::column_type::{ColumnType, blanks};
use super::columns::{ColumnMeaning, ColumnPiece, ColumnPlan, FileColumn};
use super::guard::guard;
use super::numbered::numbers;
use super::program_names::ProgramNames;
use super::row::blank_label;
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::texts::Language;

/// The longest text SPSS holds, in bytes.
const LONGEST_TEXT: usize = 32_767;
/// Bytes enough for the code of every blank.
const BLANK_WIDTH: usize = 17;
/// The longest label of a variable, in bytes.
const LONGEST_LABEL: usize = 255;
/// The longest label of a value, in bytes.
const LONGEST_VALUE_LABEL: usize = 120;
/// The most bytes of a text on one line of syntax.
const PIECE: usize = 150;

/// The numbers of the kinds of blank, by which they are missing values.
const fn blank_number(blank: Blank) -> i64 {
    // Below every number that an answer may be, so that one number serves for all variables.
    match blank {
        Blank::NotAsked => -9_999_999_991,
        Blank::Skipped => -9_999_999_992,
        Blank::DontKnow => -9_999_999_993,
        Blank::PreferNotToSay => -9_999_999_994,
    }
}

/// One variable, and how its column is read.
struct SpssVariable<'b> {
    column: &'b FileColumn,
    name: String,
    /// The text it is made of, if it is not read as it is.
    made_of: Option<String>,
    kind: ColumnType,
    label: String,
}

/// The syntax, for a CSV file of this name beside it.
pub fn syntax(plan: &ColumnPlan<'_>, csv: &str) -> String {
    let language = plan.newest().first_language();
    let mut names = ProgramNames::of(plan);
    let variables: Vec<SpssVariable<'_>> = plan
        .columns()
        .iter()
        .enumerate()
        .map(|(place, column)| {
            let kind = ColumnType::of(plan, column);
            let coded = kind == ColumnType::Code || kind.is_number() && !blanks(plan, column).is_empty();
            let made_of = coded.then(|| format!("@t{place}"));
            SpssVariable {
                column,
                name: names.name(place).to_owned(),
                made_of,
                kind,
                label: plan.label(place, language),
            }
        })
        .collect();
    let mut out = String::from(
        "* Reads the file of responses and labels it. The file has to be in the folder that SPSS is working in;\n  \
         otherwise write its whole path below. SPSS holds at most 32,767 bytes of a text: where more was written,\n  \
         the CSV file has all of it.\n",
    );
    // Writing to a text cannot fail.
    let _ = write(&mut out, plan, language, &variables, &mut names, csv);
    out
}

fn write(
    out: &mut String,
    plan: &ColumnPlan<'_>,
    language: &Language,
    variables: &[SpssVariable<'_>],
    names: &mut ProgramNames,
    csv: &str,
) -> std::fmt::Result {
    writeln!(out, "SET DECIMAL=DOT.")?;
    writeln!(out, "GET DATA")?;
    writeln!(out, "  /TYPE=TXT")?;
    writeln!(out, "  /FILE={}", literal(csv, LONGEST_LABEL))?;
    writeln!(out, "  /ENCODING='UTF8'")?;
    writeln!(out, "  /ARRANGEMENT=DELIMITED")?;
    writeln!(out, "  /FIRSTCASE=2")?;
    writeln!(out, "  /DELIMITERS=\",\"")?;
    writeln!(out, "  /QUALIFIER='\"'")?;
    writeln!(out, "  /VARIABLES=")?;
    for variable in variables {
        writeln!(out, "    {} {}", variable.made_of.as_ref().unwrap_or(&variable.name), format(plan, variable))?;
    }
    writeln!(out, "  .")?;
    let mut dates = Vec::new();
    for variable in variables {
        recode(out, plan, language, variable)?;
        if variable.kind == ColumnType::Day && variable.column.meaning.key().is_some() {
            let date = names.another(&format!("{}_date", variable.name));
            // The code of no blank is ten characters long.
            writeln!(out, "IF (LENGTH(RTRIM({0})) = 10) {date} = NUMBER({0}, SDATE10).", variable.name)?;
            writeln!(out, "FORMATS {date} (SDATE10).")?;
            writeln!(out, "VARIABLE LABELS {date}\n  {}.", literal(&variable.label, LONGEST_LABEL))?;
            dates.push((variable.name.clone(), date));
        }
    }
    // Back into the order of the questionnaire, without what was only read.
    writeln!(out, "ADD FILES /FILE=*\n  /KEEP=")?;
    for variable in variables {
        writeln!(out, "    {}", variable.name)?;
        if let Some((_, date)) = dates.iter().find(|(name, _)| *name == variable.name) {
            writeln!(out, "    {date}")?;
        }
    }
    writeln!(out, "  .")?;
    // After that, for it keeps no sets.
    response_sets(out, plan, language, variables, names)?;
    writeln!(out, "EXECUTE.")
}

/// The format in which a column is read: of a text, its width in bytes.
fn format(plan: &ColumnPlan<'_>, variable: &SpssVariable<'_>) -> String {
    let longest = |codes: &mut dyn Iterator<Item = usize>| codes.fold(BLANK_WIDTH, usize::max);
    match variable.kind {
        ColumnType::Tick => "F1.0".to_owned(),
        ColumnType::Count { .. } if variable.made_of.is_none() => "F12.0".to_owned(),
        ColumnType::Day if variable.column.meaning.key().is_none() => "SDATE10".to_owned(),
        ColumnType::Code => {
            let width = longest(&mut choices_of(plan, variable.column).map(|(code, _)| guard(code).len()));
            format!("A{width}")
        }
        ColumnType::Codes => {
            let all: usize = choices_of(plan, variable.column).map(|(code, _)| code.len() + 1).sum();
            format!("A{}", (all + 1).clamp(BLANK_WIDTH, LONGEST_TEXT))
        }
        // A number of an answer has at most eighteen characters; more were recorded by something else.
        ColumnType::Count { .. } | ColumnType::Figure { .. } | ColumnType::Pounds { .. } | ColumnType::Point => {
            "A24".to_owned()
        }
        ColumnType::Day | ColumnType::PartOfDate => format!("A{BLANK_WIDTH}"),
        ColumnType::Words { most } => {
            // A character has at most four bytes, and a guard one more.
            let width =
                most.map_or(LONGEST_TEXT, |most| usize::try_from(most).unwrap_or(LONGEST_TEXT).saturating_mul(4) + 1);
            format!("A{}", width.clamp(BLANK_WIDTH, LONGEST_TEXT))
        }
    }
}

fn recode(
    out: &mut String,
    plan: &ColumnPlan<'_>,
    language: &Language,
    variable: &SpssVariable<'_>,
) -> std::fmt::Result {
    let (name, blanks) = (&variable.name, blanks(plan, variable.column));
    let numbered = match (variable.kind, variable.column.meaning.key()) {
        (ColumnType::Code | ColumnType::Point, Some(key)) => numbers(plan, key),
        _ => Vec::new(),
    };
    if let Some(text) = &variable.made_of {
        writeln!(out, "RECODE {text}")?;
        for blank in &blanks {
            writeln!(out, "  ('{}'={})", blank.code(), blank_number(*blank))?;
        }
        if variable.kind == ColumnType::Code {
            for (choice, number) in &numbered {
                writeln!(out, "  ({}={number})", literal(&guard(&choice.code), LONGEST_LABEL))?;
            }
        } else {
            writeln!(out, "  (CONVERT)")?;
        }
        writeln!(out, "  INTO {name}.")?;
        let shape = match variable.kind {
            ColumnType::Figure { places, .. } => format!("F18.{places}"),
            ColumnType::Pounds { .. } => "F18.2".to_owned(),
            _ => "F12.0".to_owned(),
        };
        writeln!(out, "FORMATS {name} ({shape}).")?;
        writeln!(
            out,
            "MISSING VALUES {name} ({} THRU {}).",
            blank_number(Blank::PreferNotToSay),
            blank_number(Blank::NotAsked)
        )?;
    }
    if matches!(variable.kind, ColumnType::Words { .. } | ColumnType::Codes) {
        // The apostrophe in front is taken away again, but where the text would be taken for a blank.
        let codes: Vec<String> = Blank::ALL.iter().map(|blank| format!("\"'{}\"", blank.code())).collect();
        writeln!(
            out,
            "IF (SUBSTR({name}, 1, 1) = \"'\" AND NOT ANY({name}, {})) {name} = SUBSTR({name}, 2).",
            codes.join(", ")
        )?;
    }
    writeln!(out, "VARIABLE LABELS {name}\n  {}.", literal(&variable.label, LONGEST_LABEL))?;
    let mut labels = Vec::new();
    for (choice, number) in &numbered {
        let label = plan.words(choice.label, language);
        let label = if label.is_empty() { choice.code.as_str() } else { label };
        labels.push(format!("  {number} {}", literal(label, LONGEST_VALUE_LABEL)));
    }
    if variable.made_of.is_some() {
        for blank in &blanks {
            labels.push(format!(
                "  {} {}",
                blank_number(*blank),
                literal(blank_label(*blank, language), LONGEST_VALUE_LABEL)
            ));
        }
    } else if variable.kind == ColumnType::Tick {
        labels.extend(["  1 'Ticked'".to_owned(), "  0 'Not ticked'".to_owned()]);
    }
    if !labels.is_empty() {
        writeln!(out, "VALUE LABELS {name}\n{}.", labels.join("\n"))?;
    }
    Ok(())
}

fn response_sets(
    out: &mut String,
    plan: &ColumnPlan<'_>,
    language: &Language,
    variables: &[SpssVariable<'_>],
    names: &mut ProgramNames,
) -> std::fmt::Result {
    for variable in variables.iter().filter(|variable| variable.kind == ColumnType::Codes) {
        let Some(key) = variable.column.meaning.key() else { continue };
        let ticks: Vec<&str> = variables
            .iter()
            .filter(|tick| {
                matches!(&tick.column.meaning, ColumnMeaning::Piece { key: own, piece: ColumnPiece::Tick, .. } if own == key)
            })
            .map(|tick| tick.name.as_str())
            .collect();
        // A set of one is none.
        if ticks.len() < 2 {
            continue;
        }
        let label = plan.question(key).map(|question| plan.words(&question.label, language)).unwrap_or_default();
        writeln!(out, "MRSETS\n  /MDGROUP NAME=${}", names.another(&format!("{}_set", variable.name)))?;
        writeln!(out, "  LABEL={}", literal(label, LONGEST_LABEL))?;
        writeln!(out, "  CATEGORYLABELS=VARLABELS\n  VARIABLES=")?;
        for tick in ticks {
            writeln!(out, "    {tick}")?;
        }
        writeln!(out, "  VALUE=1.")?;
    }
    Ok(())
}

/// A text in apostrophes, cut after so many bytes, without line breaks, over several lines where it is long.
fn literal(text: &str, longest: usize) -> String {
    let text = crate::downloads::xml::printable(text).replace(['\n', '\t'], " ");
    let mut kept = String::new();
    for letter in text.chars() {
        if kept.len() + letter.len_utf8() > longest {
            // Room for the mark that something is missing, which has three bytes.
            while kept.len() + '…'.len_utf8() > longest && kept.pop().is_some() {}
            kept.push('…');
            break;
        }
        kept.push(letter);
    }
    let mut pieces = vec![String::new()];
    let mut room = PIECE;
    for letter in kept.chars() {
        if letter.len_utf8() > room {
            pieces.push(String::new());
            room = PIECE;
        }
        room -= letter.len_utf8();
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
            if letter == '\'' {
                piece.push('\'');
            }
        }
    }
    let pieces: Vec<String> = pieces.iter().map(|piece| format!("'{piece}'")).collect();
    pieces.join(" +\n  ")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::questionnaires::files::made;

    #[test]
    fn a_text_is_doubled_cut_and_laid_over_lines() {
        assert_eq!(literal("O'Neill's\nhouse", 255), "'O''Neill''s house'");
        assert_eq!(literal("abcdef", 5), "'ab…'");
        let long = literal(&"é".repeat(300), 255);
        assert!(long.lines().all(|line| line.len() < 250) && long.contains(" +\n"), "{long}");
    }

    #[test]
    fn the_syntax_names_numbers_labels_blanks_and_sets() {
        let versions = made::two_versions();
        let plan = ColumnPlan::of(&versions, BTreeMap::new()).expect("versions");
        let syntax = syntax(&plan, "responses.csv");
        for line in [
            "  ('far'=1)",
            "  (CONVERT)",
            "MISSING VALUES hours (-9999999994 THRU -9999999991).",
            "  /MDGROUP NAME=$use_set",
            "    born_date",
            "  2 'Rarely'",
        ] {
            assert!(syntax.lines().any(|own| own == line), "{line}\n{syntax}");
        }
        assert!(syntax.lines().all(|line| line.len() < 250));
    }
}

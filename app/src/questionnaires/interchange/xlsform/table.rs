//! A sheet as a table: what its headings mean, and its lines. Headings come in any case, with spaces or tabs around them,
//! under old names, with a language after one colon or two; a column that is there twice is read once.

use std::collections::BTreeMap;

use super::cells::SheetCells;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    /// The field, by its usual name: `label`, `relevant`.
    pub(super) field: String,
    /// The language of its words, as the file calls it.
    pub(super) language: Option<String>,
    /// The heading as it stands in the file.
    pub(super) written: String,
}

/// A sheet with its headings.
#[derive(Clone, Debug, Default)]
pub(super) struct SheetTable {
    /// What each column holds, by its place.
    pub(super) headings: BTreeMap<u32, Heading>,
    /// The lines below.
    pub(super) lines: Vec<SheetLine>,
    /// Headings that are there twice.
    pub(super) doubled: Vec<String>,
}

/// A line of a table.
#[derive(Clone, Debug, Default)]
pub(super) struct SheetLine {
    /// Its number as spreadsheet programs show it, from 1.
    pub(super) number: u32,
    cells: BTreeMap<u32, String>,
}

/// Other names of fields, and the usual one.
const NAMES: [(&str, &str); 23] = [
    ("command", "type"),
    ("tag", "name"),
    ("value", "name"),
    ("caption", "label"),
    ("relevance", "relevant"),
    ("constraintmsg", "constraint_message"),
    ("constraining_message", "constraint_message"),
    ("jr:constraintmsg", "constraint_message"),
    ("requiredmsg", "required_message"),
    ("jr:requiredmsg", "required_message"),
    ("calculate", "calculation"),
    ("readonly", "read_only"),
    ("count", "repeat_count"),
    ("jr:count", "repeat_count"),
    ("list", "list_name"),
    ("listname", "list_name"),
    ("set_form_title", "form_title"),
    ("title", "form_title"),
    ("set_form_id", "form_id"),
    ("id_string", "form_id"),
    ("guidance", "guidance_hint"),
    ("noapperrorstring", "no_app_error_string"),
    ("jr:noapperrorstring", "no_app_error_string"),
];

/// Fields whose words are in a language.
const TRANSLATED: [&str; 9] = [
    "label",
    "hint",
    "guidance_hint",
    "constraint_message",
    "required_message",
    "image",
    "big-image",
    "audio",
    "video",
];

/// What a heading means.
pub(super) fn heading(written: &str) -> Heading {
    let written = written.trim();
    let mut parts: Vec<String> = if written.contains("::") {
        written.split("::").map(str::to_owned).collect()
    } else {
        // One colon parts as well, but not in `jr:constraintMsg`.
        written.replace("jr:", "jr\u{1}").split(':').map(|part| part.replace('\u{1}', ":")).collect()
    };
    let plain = |part: &str| {
        let words: Vec<String> = part.split_whitespace().map(str::to_lowercase).collect();
        let name = words.join("_");
        NAMES.iter().find(|(other, _)| *other == name).map_or(name, |(_, usual)| (*usual).to_owned())
    };
    if parts.len() > 1 && ["bind", "control", "body", "media"].contains(&plain(&parts[0]).as_str()) {
        parts.remove(0);
    }
    let field = plain(parts.first().map_or("", String::as_str));
    let language = parts.get(1).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty());
    if language.is_some() && !TRANSLATED.contains(&field.as_str()) {
        // Something of another tool's: kept under its whole name, so that it is not taken for a field.
        return Heading { field: written.to_lowercase(), language: None, written: written.to_owned() };
    }
    Heading { field, language, written: written.to_owned() }
}

impl SheetTable {
    /// Reads a sheet: the first line that holds something has the headings.
    pub(super) fn of(sheet: &SheetCells) -> Self {
        let mut lines = sheet.lines.iter();
        let Some((_, first)) = lines.next() else { return Self::default() };
        let mut table = Self::default();
        for (column, written) in first {
            let new = heading(written);
            let taken = |heading: &Heading| {
                let language = |heading: &Heading| heading.language.as_deref().map(str::to_lowercase);
                heading.field == new.field && language(heading) == language(&new)
            };
            if table.headings.values().any(taken) {
                table.doubled.push(new.written);
            } else {
                table.headings.insert(*column, new);
            }
        }
        table.lines =
            lines.map(|(place, cells)| SheetLine { number: place.saturating_add(1), cells: cells.clone() }).collect();
        table
    }

    /// Whether it has a column.
    pub(super) fn has(&self, field: &str) -> bool {
        self.headings.values().any(|heading| heading.field == field)
    }

    /// What a line has in a column without a language; empty if nothing.
    pub(super) fn get<'a>(&self, line: &'a SheetLine, field: &str) -> &'a str {
        let columns = self.headings.iter().filter(|(_, heading)| heading.field == field && heading.language.is_none());
        columns.filter_map(|(column, _)| line.cells.get(column)).map(|text| text.trim()).next().unwrap_or_default()
    }

    /// What a line has of a field in each language, and in none.
    pub(super) fn texts<'a>(
        &'a self,
        line: &'a SheetLine,
        field: &'a str,
    ) -> impl Iterator<Item = (Option<&'a str>, &'a str)> {
        self.headings
            .iter()
            .filter(move |(_, heading)| heading.field == field)
            .filter_map(|(column, heading)| Some((heading.language.as_deref(), line.cells.get(column)?.trim())))
    }

    /// Every cell of a line with its heading, for columns that mean something only to this file.
    pub(super) fn all<'a>(&'a self, line: &'a SheetLine) -> impl Iterator<Item = (&'a Heading, &'a str)> {
        self.headings.iter().filter_map(|(column, heading)| Some((heading, line.cells.get(column)?.trim())))
    }

    /// A line that is built and not read, for columns that there are.
    #[cfg(test)]
    pub(super) fn headings_in_order(&self) -> Vec<&str> {
        self.headings.values().map(|heading| heading.written.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_known_under_all_its_names() {
        for (written, field, language) in [
            ("label", "label", None),
            ("LABEL::EN", "label", Some("EN")),
            ("label:English (en)", "label", Some("English (en)")),
            ("label::English (en)\t", "label", Some("English (en)")),
            ("Label :: Welsh (cy) ", "label", Some("Welsh (cy)")),
            ("list name", "list_name", None),
            ("bind:relevant", "relevant", None),
            ("bind::relevant", "relevant", None),
            ("relevance", "relevant", None),
            ("bind:jr:constraintMsg", "constraint_message", None),
            ("bind::jr:constraintMsg::French", "constraint_message", Some("French")),
            ("constraint message::Welsh", "constraint_message", Some("Welsh")),
            ("requiredMsg", "required_message", None),
            ("media::image::English", "image", Some("English")),
            ("Read Only", "read_only", None),
            ("form_title\t", "form_title", None),
            ("my:column", "my:column", None),
        ] {
            let heading = heading(written);
            assert_eq!((heading.field.as_str(), heading.language.as_deref()), (field, language), "{written}");
        }
    }

    #[test]
    fn a_column_that_is_there_twice_is_read_once() {
        let mut sheet = SheetCells { name: "survey".to_owned(), lines: BTreeMap::new(), errors: Vec::new() };
        let line = |cells: &[&str]| (0_u32..).zip(cells.iter().map(|cell| (*cell).to_owned())).collect();
        sheet.lines.insert(2, line(&["type", "label", "Label"]));
        sheet.lines.insert(7, line(&["text", "One", "Two"]));
        let table = SheetTable::of(&sheet);
        assert_eq!(table.doubled, ["Label"]);
        assert_eq!((table.lines[0].number, table.get(&table.lines[0], "label")), (8, "One"));
        assert_eq!(table.headings_in_order(), ["type", "label"]);
    }
}

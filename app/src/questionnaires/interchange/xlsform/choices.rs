//! The sheet of choices: lists of options, with columns of their own by which a form filters them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::definition::key::{LONGEST_CODE, can_be_code};
use super::super::imported::Dropped;
use super::draft::{FormSource, FormText};
use super::extra::LineExtra;
use super::table::SheetTable;

/// One option of a list.
#[derive(Clone, Debug)]
pub(super) struct ListChoice {
    /// What the form calls it.
    pub(super) raw: String,
    /// Its code here.
    pub(super) code: String,
    /// What people read.
    pub(super) label: FormText,
    /// Its other columns, by their names in lower case.
    pub(super) columns: BTreeMap<String, String>,
    /// What the column of ours says.
    pub(super) extra: LineExtra,
}

/// The lists of a form.
pub(super) type ChoiceLists = BTreeMap<String, Vec<ListChoice>>;

/// The code nearest to what the form calls an option: what cannot be in a code becomes `_`.
fn code_of(raw: &str, taken: &BTreeSet<String>) -> String {
    let fits = |letter: char| !letter.is_whitespace() && !letter.is_control() && !matches!(letter, '/' | '"');
    let plain: String = raw.chars().map(|letter| if fits(letter) { letter } else { '_' }).take(LONGEST_CODE).collect();
    let plain = if can_be_code(&plain) { plain } else { "option".to_owned() };
    numbered(&plain, LONGEST_CODE, |code| taken.contains(code))
}

/// A name that is free: itself, or itself with a number. However many are taken, it is soon found.
pub(super) fn numbered(name: &str, longest: usize, taken: impl Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    let with = |number: u64| {
        let ending = format!("-{number}");
        let start: String = name.chars().take(longest.saturating_sub(ending.len())).collect();
        start + &ending
    };
    let (mut last_taken, mut free) = (1, 2);
    while taken(&with(free)) {
        (last_taken, free) = (free, free.saturating_mul(2));
    }
    while free - last_taken > 1 {
        let middle = last_taken + (free - last_taken) / 2;
        if taken(&with(middle)) {
            last_taken = middle;
        } else {
            free = middle;
        }
    }
    with(free)
}

/// Reads the sheet.
pub(super) fn lists(table: &SheetTable, source: &mut FormSource) -> ChoiceLists {
    let mut lists = ChoiceLists::new();
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut changed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut unlabelled: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut again: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in &table.lines {
        let (list, raw) = (table.get(line, "list_name"), table.get(line, "name"));
        if list.is_empty() && raw.is_empty() {
            continue;
        }
        if list.is_empty() || raw.is_empty() {
            let name =
                if raw.is_empty() { format!("{list}, row {} of the choices", line.number) } else { raw.to_owned() };
            source.dropped.push(Dropped::new(name, "option", "It lacks its name or the name of its list."));
            continue;
        }
        let extra = source.extra(table, line, &format!("row {} of the choices", line.number));
        let mut label = source.text(table, line, "label", &extra);
        if label.is_empty() {
            label = FormText::plain(source.first(), raw);
            unlabelled.entry(list.to_owned()).or_default().push(raw.to_owned());
        }
        for field in ["image", "big-image", "audio", "video"] {
            if table.texts(line, field).any(|(_, text)| !text.is_empty()) {
                source.media.insert(format!("{list}/{raw}"));
            }
        }
        let columns: BTreeMap<String, String> = table
            .headings
            .values()
            .filter(|heading| heading.field != super::extra::COLUMN)
            .map(|heading| (heading.written.to_lowercase(), String::new()))
            .chain(table.all(line).map(|(heading, text)| (heading.written.to_lowercase(), text.to_owned())))
            .chain([("name".to_owned(), raw.to_owned()), ("list_name".to_owned(), list.to_owned())])
            .collect();
        let options = lists.entry(list.to_owned()).or_default();
        // The same line once more: cells that say something to us only apart.
        let cells = table.all(line).filter(|(heading, _)| heading.field != super::extra::COLUMN);
        let cells = cells.map(|(heading, text)| format!("{}\u{1}{text}", heading.written));
        if !seen.insert(cells.collect::<Vec<_>>().join("\u{2}")) {
            again.entry(list.to_owned()).or_default().push(raw.to_owned());
            continue;
        }
        let taken = codes.entry(list.to_owned()).or_default();
        let own = extra.key.clone().filter(|code| can_be_code(code) && !taken.contains(code));
        let code = own.clone().unwrap_or_else(|| code_of(raw, taken));
        if code != raw && own.is_none() {
            changed.entry(list.to_owned()).or_default().push(format!("“{raw}” became “{code}”"));
        }
        taken.insert(code.clone());
        options.push(ListChoice { raw: raw.to_owned(), code, label, columns, extra });
    }
    let all = |names: Vec<String>| {
        let more = names.len().saturating_sub(8);
        let named = names.into_iter().take(8).collect::<Vec<_>>().join(", ");
        if more > 0 { format!("{named} and {more} more") } else { named }
    };
    for (list, changes) in changed {
        source.warnings.push(format!("Codes of the list {list} had to be changed: {}.", all(changes)));
    }
    for (list, names) in unlabelled {
        source
            .warnings
            .push(format!("Options of the list {list} have no words; their names were taken: {}.", all(names)));
    }
    for (list, names) in again {
        source
            .warnings
            .push(format!("Options of the list {list} are there twice and were taken once: {}.", all(names)));
    }
    lists
}

//! What a library is called in a list and in addresses: which names are the same, which rows say a library twice, and the name
//! for addresses, which no two share.

use std::collections::HashMap;

use super::columns::NAME;
use super::import::{BranchRow, ImportRemarks};
use crate::files::sheets::RowError;
use crate::folding;

/// A row that says the same as one before it, word for word, is passed over.
pub(super) fn pass_over_repeated(rows: &mut Vec<BranchRow>, said: &mut ImportRemarks) {
    let mut seen: HashMap<String, Vec<BranchRow>> = HashMap::new();
    rows.retain(|row| {
        let plain = BranchRow { line: 0, ..row.clone() };
        let same_name = seen.entry(folding::name_key(&row.name)).or_default();
        if same_name.contains(&plain) {
            said.line = row.line;
            said.remark(NAME, format!("{} is here twice, word for word; it comes in once.", row.name));
            return false;
        }
        same_name.push(plain);
        true
    });
}

/// One open branch to a name: "Aston Library" may be in the list closed and, elsewhere, open.
pub(super) fn refuse_duplicates(rows: &[BranchRow], problems: &mut Vec<RowError>) {
    let mut open: HashMap<String, u64> = HashMap::new();
    let mut closed: HashMap<(String, i64), u64> = HashMap::new();
    for row in rows {
        let name = folding::name_key(&row.name);
        let earlier = match row.year_closed {
            None => open.insert(name, row.line),
            Some(year) => closed.insert((name, year), row.line),
        };
        if let Some(earlier) = earlier {
            problems.push(RowError {
                line: row.line,
                column: Some(NAME.to_owned()),
                message: format!("{} is already on line {earlier}. Give each library once.", row.name),
            });
        }
    }
}

/// Gives each branch its address in the site: the open one has the plain name, a closed one its year too.
pub(super) fn name_addresses(rows: &mut [BranchRow]) {
    let mut taken: HashMap<String, u64> = HashMap::new();
    let (open, closed): (Vec<_>, Vec<_>) = rows.iter_mut().partition(|row| row.year_closed.is_none());
    for row in open.into_iter().chain(closed) {
        let plain = slug_of(&row.name);
        let dated = row.year_closed.map(|year| format!("{plain}-closed-{year}"));
        let numbered = (2..).map(|number| format!("{plain}-{number}"));
        let free = std::iter::once(plain.clone()).chain(dated).chain(numbered).find(|slug| !taken.contains_key(slug));
        row.slug = free.unwrap_or(plain);
        taken.insert(row.slug.clone(), row.line);
    }
}

/// A name for addresses; "library" for a name that has no letter of English in it.
pub(super) fn slug_of(name: &str) -> String {
    Some(folding::slug(name)).filter(|slug| !slug.is_empty()).unwrap_or_else(|| "library".to_owned())
}

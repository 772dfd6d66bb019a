//! The layers of the house, as `docs/architecture.md` has them, held against the code: a room uses rooms on lower lines
//! and no others, so that each can be read, tested and changed without what is built upon it.
//!
//! Read are the files of `app/src`, tests left out. An *arrow* goes from the file that names something to the file that
//! defines it; names that a face (`mod.rs`) only hands on are followed to where they come from. `names` holds the words
//! apart: a name of a type has one meaning.

mod circles;
mod imports;
mod names;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Result, bail};

pub(crate) use table::Table;

/// The most files that may use each other in a circle, all inside one room.
pub(crate) const LARGEST_CIRCLE: usize = 9;

/// What was found in the code.
pub(crate) struct House {
    /// For each file (`rankings/rules.rs`), the files it uses and the names it takes from them.
    pub arrows: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
}

impl House {
    /// Reads the code under a repository.
    ///
    /// # Errors
    /// When a file cannot be read as Rust.
    pub(crate) fn read(repository: &Path) -> Result<Self> {
        Ok(Self { arrows: imports::arrows(&repository.join("app/src"))? })
    }

    /// The arrows between rooms that do not run down, as `from -> to`, with the names taken.
    ///
    /// # Errors
    /// When a file belongs to no room of the table.
    pub(crate) fn running_up(&self, table: &Table) -> Result<BTreeMap<String, String>> {
        let mut found = BTreeMap::new();
        for (from, uses) in &self.arrows {
            let Some(here) = table.room(from) else {
                bail!("{from} is in no room of the table in docs/architecture.md")
            };
            for (to, names) in uses {
                let Some(there) = table.room(to) else {
                    bail!("{to} is in no room of the table in docs/architecture.md")
                };
                if here.name != there.name && there.line >= here.line {
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    found.insert(format!("{from} -> {to}"), names.join(", "));
                }
            }
        }
        Ok(found)
    }

    /// Files that use each other in a circle, the largest circle first.
    pub(crate) fn circles_of_files(&self) -> Vec<Vec<String>> {
        circles::find(&self.arrows.iter().map(|(from, to)| (from.clone(), to.keys().cloned().collect())).collect())
    }

    /// Rooms that use each other in a circle, the largest circle first.
    pub(crate) fn circles_of_rooms(&self, table: &Table) -> Vec<Vec<String>> {
        let mut rooms: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (from, uses) in &self.arrows {
            for to in uses.keys() {
                if let (Some(from), Some(to)) = (table.room(from), table.room(to))
                    && from.name != to.name
                {
                    rooms.entry(from.name.clone()).or_default().insert(to.name.clone());
                }
            }
        }
        circles::find(&rooms)
    }
}

/// What is wrong with the house, in words; nothing if it stands.
///
/// # Errors
/// When the code or the table cannot be read.
pub(crate) fn faults(repository: &Path) -> Result<String> {
    let table = Table::of(repository)?;
    let house = House::read(repository)?;
    let up = house.running_up(&table)?;
    let mut faults = String::new();
    for (arrow, names) in &up {
        let _ = writeln!(faults, "runs up: {arrow} ({names})");
    }
    for circle in house.circles_of_files().iter().filter(|circle| circle.len() > LARGEST_CIRCLE) {
        let _ = writeln!(faults, "a circle of {} files: {}", circle.len(), circle.join(", "));
    }
    for circle in house.circles_of_rooms(&table) {
        let _ = writeln!(faults, "a circle of rooms: {}", circle.join(", "));
    }
    Ok(faults)
}

/// Prints the house in figures and lists, for whoever mends it, and says what is wrong with it.
///
/// # Errors
/// When the code or the table cannot be read, or the house does not stand.
pub(crate) fn look(repository: &Path) -> Result<()> {
    let table = Table::of(repository)?;
    let house = House::read(repository)?;
    let up = house.running_up(&table)?;
    let arrows: usize = house.arrows.values().map(BTreeMap::len).sum();
    println!("{} files, {arrows} arrows, {} of them running up", house.arrows.len(), up.len());
    for (arrow, names) in &up {
        println!("  {arrow} ({names})");
    }
    for circle in house.circles_of_rooms(&table) {
        println!("a circle of {} rooms: {}", circle.len(), circle.join(", "));
    }
    for circle in house.circles_of_files() {
        println!("a circle of {} files: {}", circle.len(), circle.join(", "));
    }
    let faults = faults(repository)? + &names::faults(repository)?;
    if faults.is_empty() { Ok(()) } else { bail!("the house does not stand:\n{faults}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repository() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
    }

    #[test]
    fn no_room_uses_a_room_above_it() {
        let faults = faults(repository()).unwrap();
        assert!(faults.is_empty(), "\n{faults}\nThe layers are the table in docs/architecture.md.");
    }

    #[test]
    fn an_arrow_that_runs_up_is_seen() {
        let table = Table::read("| Line | Rooms |\n|---|---|\n| ground | `db` |\n| site | `site` |\n").unwrap();
        let mut house = House { arrows: BTreeMap::new() };
        let uses = |to: &str| BTreeMap::from([(to.to_owned(), BTreeSet::from(["Thing".to_owned()]))]);
        house.arrows.insert("site/visit.rs".into(), uses("db/mod.rs"));
        assert!(house.running_up(&table).unwrap().is_empty());
        house.arrows.insert("db/mod.rs".into(), uses("site/visit.rs"));
        assert_eq!(house.running_up(&table).unwrap().keys().collect::<Vec<_>>(), ["db/mod.rs -> site/visit.rs"]);
        assert_eq!(house.circles_of_rooms(&table), [["db", "site"]]);
    }

    #[test]
    fn a_file_in_no_room_is_an_error() {
        let table = Table::read("| Line | Rooms |\n|---|---|\n| ground | `db` |\n").unwrap();
        let stray = House { arrows: BTreeMap::from([("attic.rs".into(), BTreeMap::new())]) };
        assert!(stray.running_up(&table).unwrap_err().to_string().contains("attic.rs"));
    }
}

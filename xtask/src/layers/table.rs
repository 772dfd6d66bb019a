//! The table of layers in `docs/architecture.md`: one row for each line of the house, the ground first, and in it the
//! rooms that stand on that line. Rooms of one row do not use each other.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A folder or file of `app/src` (without `.rs`), and the line it stands on: 0 is the ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Room {
    /// Such as `rankings` or `proposals/votes`.
    pub name: String,
    /// How far from the ground.
    pub line: usize,
}

/// Which room stands where.
pub(crate) struct Table {
    rooms: BTreeMap<String, Room>,
}

impl Table {
    /// The table of a repository.
    ///
    /// # Errors
    /// When there is none, or a room stands in it twice.
    pub(crate) fn of(repository: &Path) -> Result<Self> {
        let page = repository.join("docs/architecture.md");
        Self::read(&std::fs::read_to_string(&page).with_context(|| page.display().to_string())?)
    }

    /// Reads the table that begins with `| Line | Rooms |`; rooms are the words in backticks in its second column.
    ///
    /// # Errors
    /// When there is no such table, or a room stands in it twice.
    pub(crate) fn read(page: &str) -> Result<Self> {
        let mut rows = page.lines().skip_while(|line| !line.starts_with("| Line | Rooms |")).skip(2);
        let mut rooms = BTreeMap::new();
        for line in 0.. {
            let Some(row) = rows.next().filter(|row| row.starts_with('|')) else { break };
            let Some(cell) = row.split('|').nth(2) else { bail!("a row without rooms: {row}") };
            for name in cell.split('`').skip(1).step_by(2) {
                let room = Room { name: name.to_owned(), line };
                if rooms.insert(name.to_owned(), room).is_some() {
                    bail!("{name} stands on two lines");
                }
            }
        }
        if rooms.is_empty() {
            bail!("there is no table of layers (| Line | Rooms |)");
        }
        Ok(Self { rooms })
    }

    /// The room that a file is in: the one with the longest name that leads to it.
    pub(crate) fn room(&self, file: &str) -> Option<&Room> {
        let mut path = file.strip_suffix("/mod.rs").or_else(|| file.strip_suffix(".rs"))?;
        loop {
            if let Some(room) = self.rooms.get(path) {
                return Some(room);
            }
            path = path.rsplit_once('/')?.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "Text\n\n| Line | Rooms |\n|---|---|\n| ground | `time`, the record (`db`) |\n| site | `site` |\n\
        | parts of it | `site/settings/pages` |\n\n| `other` | `table` |\n";

    #[test]
    fn rooms_stand_on_lines_from_the_ground_up() {
        let table = Table::read(PAGE).unwrap();
        assert_eq!(table.room("time.rs").unwrap().line, 0);
        assert_eq!(table.room("db/mod.rs").unwrap().name, "db");
        assert_eq!(table.room("site/visit.rs").unwrap().line, 1);
        assert_eq!(table.room("other.rs"), None);
    }

    #[test]
    fn a_part_of_a_room_can_stand_on_a_line_of_its_own() {
        let table = Table::read(PAGE).unwrap();
        assert_eq!(table.room("site/settings/pages.rs").unwrap().line, 2);
        assert_eq!(table.room("site/settings.rs").unwrap().line, 1);
    }

    #[test]
    fn a_room_on_two_lines_is_an_error() {
        assert!(Table::read("| Line | Rooms |\n|---|---|\n| a | `db` |\n| b | `db` |").is_err());
    }
}

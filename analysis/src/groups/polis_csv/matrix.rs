//! Polis' `participants-votes.csv`: a row for each participant, a column for each statement.
//!
//! It holds everybody's last answer to each statement, which is all that a map is made from; only when and in what order
//! people answered is not in it.

use std::collections::{HashMap, HashSet};

use super::table::Table;
use super::votes::answer;
use super::{FileError, VotesFile};
use crate::groups::votes::{Choice, Vote};

/// Whether this is such a table: it has participants, columns called by numbers, and no column for one vote.
pub(super) fn is_one(table: &Table<'_>) -> bool {
    table.has("participant") && !table.has("vote") && statements(table).next().is_some()
}

/// The columns called by numbers, with their places.
fn statements<'a>(table: &'a Table<'_>) -> impl Iterator<Item = (usize, i64)> + 'a {
    let numbered = |name: &String| name.bytes().all(|digit| digit.is_ascii_digit()).then(|| name.parse().ok())?;
    table.headings().iter().enumerate().filter_map(move |(place, name)| Some((place, numbered(name)?)))
}

pub(super) fn read(table: Table<'_>, name: &str) -> Result<VotesFile, FileError> {
    let [participant] = table.places(["participant"])?;
    let columns: Vec<(usize, i64)> = statements(&table).collect();
    let mut seen = HashSet::new();
    if let Some((_, twice)) = columns.iter().find(|(_, id)| !seen.insert(*id)) {
        return Err(table.error(format!("the heading has two columns {twice}")));
    }
    let (votes_place, agree_place, disagree_place) =
        (table.place("n-votes")?, table.place("n-agree")?, table.place("n-disagree")?);
    let heading = table.error(String::new());
    let mut votes: Vec<Vote> = Vec::new();
    let mut lines: HashMap<i64, u64> = HashMap::new();
    // How many rows have as many of each answer as they say, and how many only if agree and disagree change places.
    let (mut upright, mut reversed) = (0_u64, 0_u64);
    table.each(false, |line| {
        let participant = line.id(participant, "participant")?;
        if let Some(first) = lines.insert(participant, line.number) {
            return Err(line.error(format!("participant {participant} is already on line {first}")));
        }
        let from = votes.len();
        for (place, statement) in &columns {
            match line.get(*place) {
                Some("") => {}
                Some(text) => votes.push(Vote { participant, statement: *statement, choice: answer(line, text)? }),
                // Empty fields at the end may have been left away, which the number of votes shows.
                None if votes_place.is_some() => {}
                None => return Err(line.error(format!("there is no {statement}: the line is too short"))),
            }
        }
        let own = votes.get(from..).unwrap_or_default();
        let count = |choice| own.iter().filter(|vote| vote.choice == choice).count() as i64;
        if let Some(place) = votes_place {
            let (says, has) = (line.id(place, "n-votes")?, own.len() as i64);
            if says != has {
                return Err(line.error(format!("n-votes is {says}, but the line has {has} votes")));
            }
        }
        if let (Some(agree), Some(disagree)) = (agree_place, disagree_place) {
            let says = (line.id(agree, "n-agree")?, line.id(disagree, "n-disagree")?);
            let has = (count(Choice::Agree), count(Choice::Disagree));
            upright += u64::from(says == has);
            reversed += u64::from(says == (has.1, has.0));
        }
        Ok(())
    })?;
    if reversed > upright {
        let what =
            "agree is -1 and disagree 1 here, by n-agree and n-disagree; in Polis' files it is the other way round";
        return Err(FileError { what: what.to_owned(), ..heading });
    }
    let what = "this is a table of participants and statements: everybody's last answer, which is all that a map needs";
    let note = FileError { file: name.to_owned(), what: what.to_owned(), ..heading };
    Ok(VotesFile { votes, notes: vec![note.to_string()] })
}

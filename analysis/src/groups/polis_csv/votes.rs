//! The votes: one row for each vote (`votes.csv`), or one for each person (`participants-votes.csv`).

use super::numbers::{self, Moment, choice, written_moment};
use super::order::{Shortened, Timed, in_order};
use super::table::{Line, Table, decode};
use super::{FileError, VotesFile, matrix, quoted};
use crate::groups::votes::{Choice, Vote};

/// Reads a votes file (`timestamp,datetime,comment-id,voter-id,vote`; `datetime` may be missing), or a table of
/// participants and statements (`participant,…,0,1,2,…`). The votes come back by ascending timestamp, those of one
/// moment in the order of the file: so where somebody voted on a statement more than once, the last one listed is the
/// one that stands, as [`super::super::VoteMatrix::new`] expects.
///
/// `name` is how errors call the file. A file with a heading and no votes is not an error.
pub fn parse_votes(bytes: &[u8], name: &str) -> Result<VotesFile, FileError> {
    let text = decode(bytes, name)?;
    let table = Table::open(name, &text)?;
    if matrix::is_one(&table) {
        return matrix::read(table, name);
    }
    let columns = ["timestamp", "comment-id", "voter-id", "vote"];
    let [at, statement, participant, vote] = table.places(columns)?;
    let datetime = table.place("datetime")?;
    let mut votes: Vec<Timed> = Vec::new();
    let mut shortened: Option<Shortened> = None;
    table.each(false, |line| {
        let stamp = line.field(at, "timestamp")?;
        let moment = timestamp(line, stamp)?;
        if !moment.is_exact() && shortened.is_none() {
            shortened = Some(Shortened { example: stamp.to_owned(), line: line.number, written: Vec::new() });
        }
        let statement = line.id(statement, "comment-id")?;
        let participant = line.id(participant, "voter-id")?;
        let choice = answer(line, line.field(vote, "vote")?)?;
        votes.push(Timed { vote: Vote { participant, statement, choice }, at: moment, line: line.number });
        Ok(())
    })?;
    if let (Some(shortened), Some(datetime)) = (&mut shortened, datetime) {
        Table::open(name, &text)?.each(false, |line| {
            shortened.written.push(line.get(datetime).and_then(written_moment));
            Ok(())
        })?;
    }
    let mut notes = Vec::new();
    let votes = in_order(name, votes, shortened, &mut notes)?;
    Ok(VotesFile { votes, notes })
}

fn timestamp(line: &Line<'_>, text: &str) -> Result<Moment, FileError> {
    numbers::whole(text)
        .map(Moment::exactly)
        .or_else(|| numbers::shortened(text))
        .ok_or_else(|| line.error(format!("timestamp must be a whole number, not {}", quoted(text))))
}

pub(super) fn answer(line: &Line<'_>, text: &str) -> Result<Choice, FileError> {
    choice(text).ok_or_else(|| line.error(format!("vote must be -1, 0 or 1, not {}", quoted(text))))
}

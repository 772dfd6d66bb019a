//! The comments, for what moderators decided about each.

use std::collections::HashMap;

use super::numbers;
use super::table::{Line, Table, decode};
use super::{CommentsFile, FileError, quoted};
use crate::groups::votes::Statement;

/// Reads a comments file, for what moderators decided: columns `comment-id` and `moderated` (−1 out, 0 not yet
/// moderated, 1 in; only −1 takes a statement out), and `is-meta` if there is one (`true` keeps it out of the map). A
/// comment listed twice is an error if the lines differ.
pub fn parse_comments(bytes: &[u8], name: &str) -> Result<CommentsFile, FileError> {
    let text = decode(bytes, name)?;
    let table = Table::open(name, &text)?;
    let [id, moderated] = table.places(["comment-id", "moderated"])?;
    let meta = table.place("is-meta")?;
    let last_is_text = table.headings().last().is_some_and(|last| last == "commentbody");
    let mut statements: Vec<Statement> = Vec::new();
    let mut seen: HashMap<i64, (u64, Statement)> = HashMap::new();
    let mut first_meta = None;
    table.each(last_is_text, |line| {
        let id = line.id(id, "comment-id")?;
        let moderated_out = moderated_out(line, line.field(moderated, "moderated")?)?;
        let is_meta = match meta {
            Some(place) => is_meta(line, line.field(place, "is-meta")?)?,
            None => false,
        };
        let statement = Statement { id, moderated_out, is_meta };
        match seen.get(&id) {
            Some((_, before)) if *before == statement => {}
            Some((first, before)) => {
                let how = if before.moderated_out == moderated_out { "marked" } else { "moderated" };
                return Err(line.error(format!("comment {id} is {how} differently here and on line {first}")));
            }
            None => {
                seen.insert(id, (line.number, statement));
                statements.push(statement);
                if is_meta {
                    first_meta.get_or_insert(line.number);
                }
            }
        }
        Ok(())
    })?;
    let notes = first_meta.map(|line| {
        let count = statements.iter().filter(|statement| statement.is_meta).count();
        let what = format!("{count} of the comments are marked as is-meta and stay out of the map");
        FileError { file: name.to_owned(), line: Some(line), what }.to_string()
    });
    Ok(CommentsFile { statements, notes: notes.into_iter().collect() })
}

fn moderated_out(line: &Line<'_>, text: &str) -> Result<bool, FileError> {
    let number = text.strip_prefix('−').and_then(numbers::whole).map(|number| -number);
    match number.or_else(|| numbers::whole(text)) {
        Some(-1) => Ok(true),
        Some(0 | 1) => Ok(false),
        _ => Err(line.error(format!("moderated must be -1, 0 or 1, not {}", quoted(text)))),
    }
}

fn is_meta(line: &Line<'_>, text: &str) -> Result<bool, FileError> {
    match text.to_lowercase().as_str() {
        "true" | "t" | "1" | "yes" => Ok(true),
        "false" | "f" | "0" | "no" | "" => Ok(false),
        _ => Err(line.error(format!("is-meta must be true or false, not {}", quoted(text)))),
    }
}

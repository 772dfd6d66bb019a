//! Which of several votes by one person on one statement came last, if that can be known.

use std::collections::HashMap;

use super::numbers::Moment;
use super::{FileError, quoted};
use crate::groups::votes::Vote;

/// A vote and when it was cast.
pub(super) struct Timed {
    pub vote: Vote,
    pub at: Moment,
    pub line: u64,
}

/// What is known about moments that a spreadsheet shortened.
pub(super) struct Shortened {
    /// The first one, for people to recognise.
    pub example: String,
    pub line: u64,
    /// The other column with the moment, for each vote, as far as it can be read.
    pub written: Vec<Option<(i64, String)>>,
}

/// Puts votes in such an order that the last vote of each person on each statement is the one that came last. Votes of
/// one known moment stay in the order of the file. With moments that a spreadsheet shortened, a note is added, or it is
/// an error if it cannot be known what somebody's last answer was.
pub(super) fn in_order(
    file: &str,
    mut votes: Vec<Timed>,
    shortened: Option<Shortened>,
    notes: &mut Vec<String>,
) -> Result<Vec<Vote>, FileError> {
    let Some(shortened) = shortened else {
        votes.sort_by_key(|timed| timed.at);
        return Ok(votes.into_iter().map(|timed| timed.vote).collect());
    };
    let mut pairs: HashMap<(i64, i64), Vec<usize>> = HashMap::new();
    for (place, timed) in votes.iter().enumerate() {
        pairs.entry((timed.vote.participant, timed.vote.statement)).or_default().push(place);
    }
    let mut changed: Vec<Vec<usize>> = pairs.into_values().filter(|places| places.len() > 1).collect();
    changed.sort_unstable();
    let mut stands = vec![false; votes.len()];
    let mut by_words = 0;
    for places in &changed {
        let choice = |place: &usize| votes.get(*place).map(|timed| timed.vote.choice);
        let last = if places.iter().all(|place| choice(place) == places.first().and_then(choice)) {
            places.last().copied()
        } else if let Some(last) = last_by(places, |place| votes.get(place).map(|timed| timed.at), choice) {
            Some(last)
        } else {
            by_words += 1;
            last_by_words(places, &votes, &shortened)
        };
        match last.and_then(|last| stands.get_mut(last)) {
            Some(flag) => *flag = true,
            None => return Err(unknown(file, places, &votes, &shortened)),
        }
    }
    let mut what = format!("a spreadsheet has shortened timestamps, as in {}", quoted(&shortened.example));
    what.push_str("; nobody's last answer depends on the digits that are lost");
    if by_words > 0 {
        what.push_str(", as datetime tells which of changed votes came last");
    }
    notes.push(FileError { file: file.to_owned(), line: Some(shortened.line), what }.to_string());
    let mut order: Vec<usize> = (0..votes.len()).collect();
    order.sort_by_key(|place| (stands.get(*place).copied(), votes.get(*place).map(|timed| timed.at)));
    Ok(order.into_iter().filter_map(|place| votes.get(place).map(|timed| timed.vote)).collect())
}

/// The place of the vote that came last, if whatever may have come last says the same.
fn last_by<C: PartialEq>(
    places: &[usize],
    at: impl Fn(usize) -> Option<Moment>,
    choice: impl Fn(&usize) -> C,
) -> Option<usize> {
    let moments: Vec<(usize, Moment)> =
        places.iter().map(|place| Some((*place, at(*place)?))).collect::<Option<_>>()?;
    let surely = moments.iter().map(|(_, moment)| moment.earliest).max()?;
    let possible: Vec<(usize, Moment)> = moments.into_iter().filter(|(_, moment)| moment.latest >= surely).collect();
    let (last, moment) = *possible.last()?;
    let same_moment = moment.is_exact() && possible.iter().all(|(_, other)| *other == moment);
    (same_moment || possible.iter().all(|(place, _)| choice(place) == choice(&last))).then_some(last)
}

/// The same by what the other column says, to the second, where all of these votes have it in one time zone and it does
/// not contradict the timestamp.
fn last_by_words(places: &[usize], votes: &[Timed], shortened: &Shortened) -> Option<usize> {
    const FARTHEST_ZONE: i64 = 15 * 3_600_000;
    let written = |place: usize| shortened.written.get(place).and_then(Option::as_ref);
    let zone = places.first().and_then(|place| written(*place)).map(|(_, zone)| zone)?;
    let at = |place: usize| {
        let (seconds, own) = written(place)?;
        let (moment, stamp) = (seconds.checked_mul(1000)?, votes.get(place)?.at);
        let fits = moment >= stamp.earliest.saturating_sub(FARTHEST_ZONE)
            && moment <= stamp.latest.saturating_add(FARTHEST_ZONE);
        // Within a second nothing is known.
        (own == zone && fits).then_some(Moment { earliest: moment, latest: moment + 999 })
    };
    last_by(places, at, |place| votes.get(*place).map(|timed| timed.vote.choice))
}

fn unknown(file: &str, places: &[usize], votes: &[Timed], shortened: &Shortened) -> FileError {
    let lines: Vec<&Timed> = places.iter().filter_map(|place| votes.get(*place)).collect();
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return FileError { file: file.to_owned(), line: None, what: "the votes have no order".to_owned() };
    };
    let what = format!(
        "a spreadsheet has shortened the timestamps, as in {}, so it is not known whether this vote by voter {} on \
         comment {} came after the one on line {}; export the votes from Polis again, and do not save them with a \
         spreadsheet",
        quoted(&shortened.example),
        last.vote.participant,
        last.vote.statement,
        first.line
    );
    FileError { file: file.to_owned(), line: Some(last.line), what }
}

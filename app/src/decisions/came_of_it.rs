//! What came of a consultation, in few words: the first sentence of its decision, and how its promises stand. Lists, the
//! front page, a consultation's own page, an account and a receipt all say it in these words.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::model::DecisionContent;
use crate::clock;
use crate::db::{DbError, On};
use crate::decisions::promises::model::Promise;
use crate::ids::ConsultationId;
use crate::sql_in;
use crate::time::Time;
use crate::ui::shortened::shortened;

/// The longest sentence shown in a list, in characters; a longer one is cut between words.
const LONGEST: usize = 300;

/// Short forms whose full stop ends no sentence.
const SHORT: [&str; 19] = [
    "St", "Mr", "Mrs", "Ms", "Mx", "Dr", "Prof", "Rev", "Cllr", "Nos", "Rd", "Ave", "Ltd", "approx", "incl", "e.g",
    "i.e", "vs", "cf",
];

/// How the promises of a decision stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PromiseTally {
    /// Kept.
    pub kept: usize,
    /// Still to be kept, in time.
    pub to_come: usize,
    /// Still to be kept, and their day has gone by.
    pub overdue: usize,
    /// Given up, with a reason.
    pub given_up: usize,
    /// The next day by which one is due.
    pub next: Option<Time>,
}

impl PromiseTally {
    /// How these promises stand at a moment.
    pub fn of<'a>(promises: impl IntoIterator<Item = &'a Promise>, now: Time) -> Self {
        let mut standing = Self::default();
        for promise in promises {
            match (promise.declined_at, promise.kept_at, promise.due_at) {
                (Some(_), ..) => standing.given_up += 1,
                (_, Some(_), _) => standing.kept += 1,
                (.., Some(due)) if clock::day_is_over(due, now) => standing.overdue += 1,
                (.., due) => {
                    standing.to_come += 1;
                    standing.next = [standing.next, due].into_iter().flatten().min();
                }
            }
        }
        standing
    }

    /// Whether there were promises, and each was kept.
    pub const fn all_kept(&self) -> bool {
        self.kept > 0 && self.to_come + self.overdue + self.given_up == 0
    }

    /// "3 promises: 1 kept, 1 overdue, 1 to come, by Monday 1 March 2027."; nothing without promises.
    pub fn words(&self) -> Option<String> {
        let total = self.kept + self.to_come + self.overdue + self.given_up;
        let by = self.next.map(|next| format!(", by {}", clock::long_date(next))).unwrap_or_default();
        let coming = |count: usize| match count {
            0 | 1 => by.clone(),
            _ => by.replace(", by ", ", the next by "),
        };
        let parts: Vec<(usize, String)> = vec![
            (self.kept, "kept".to_owned()),
            (self.overdue, "overdue".to_owned()),
            (self.given_up, "given up".to_owned()),
            (self.to_come, format!("still to be kept{}", coming(self.to_come))),
        ];
        let parts: Vec<(usize, String)> = parts.into_iter().filter(|(count, _)| *count > 0).collect();
        match (total, parts.as_slice()) {
            (0, _) => None,
            (1, [(_, words)]) => Some(format!("1 promise: {words}.")),
            (_, [(_, words)]) => Some(format!("{total} promises: all {words}.")),
            _ => {
                let said: Vec<String> = parts.iter().map(|(count, words)| format!("{count} {words}")).collect();
                Some(format!("{total} promises: {}.", said.join(", ")))
            }
        }
    }
}

/// What came of one consultation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CameOfIt {
    /// The decision's first sentence.
    pub decided: String,
    /// How its promises stand.
    pub promises: PromiseTally,
    /// When it was last corrected.
    pub corrected_at: Option<Time>,
}

#[derive(sqlx::FromRow)]
struct PublishedContentRow {
    consultation_id: ConsultationId,
    content: String,
    corrected_at: Option<Time>,
}

#[derive(sqlx::FromRow)]
struct Promised {
    consultation_id: ConsultationId,
    #[sqlx(flatten)]
    promise: Promise,
}

/// What came of those of these consultations whose decision is published.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(
    on: impl Into<On<'_>>,
    consultations: impl IntoIterator<Item = ConsultationId>,
    now: Time,
) -> Result<BTreeMap<ConsultationId, CameOfIt>, DbError> {
    let mut on = on.into();
    let ids: Vec<i64> = consultations.into_iter().map(|id| id.0).collect();
    let rows: Vec<PublishedContentRow> = sql_in!(
        "SELECT consultation_id, content, corrected_at FROM decisions WHERE published_at IS NOT NULL AND consultation_id IN",
        ids.iter().copied(),
        ""
    )
    .all(on.again())
    .await?;
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let promised: Vec<Promised> = sql_in!(
        "SELECT consultation_id, id, text, due_at, kept_at, kept_note, declined_at, declined_because FROM promises \
         WHERE consultation_id IN",
        rows.iter().map(|row| row.consultation_id.0),
        "ORDER BY id"
    )
    .all(on)
    .await?;
    rows.into_iter()
        .map(|row| {
            let content: DecisionContent =
                serde_json::from_str(&row.content).map_err(|error| DbError::Decode(Box::new(error)))?;
            let own = promised.iter().filter(|one| one.consultation_id == row.consultation_id);
            let promises = PromiseTally::of(own.map(|one| &one.promise), now);
            let (decided, corrected_at) = (first_sentence(&content.outcome), row.corrected_at);
            Ok((row.consultation_id, CameOfIt { decided, promises, corrected_at }))
        })
        .collect()
}

impl CameOfIt {
    /// As paragraphs, for lists and pages.
    pub fn show(&self) -> AnyView {
        view! {
            <p>{self.decided.clone()}</p>
            {self.promises.all_kept().then(|| view! { <p><strong class="stamp">{if self.promises.kept == 1 { "Promise kept" } else { "Promises kept" }}</strong></p> })}
            {self.promises.words().map(|words| view! { <p><small class="quiet">{words}</small></p> })}
        }
        .into_any()
    }
}

/// The first sentence of a text: up to the first full stop, question or exclamation mark after which a new one begins.
/// A stop in a number, an address or a short form ends nothing.
pub fn first_sentence(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or("").trim();
    let mut end = line.len();
    for (at, mark) in line.char_indices().filter(|(_, letter)| matches!(letter, '.' | '!' | '?' | '…')) {
        let after = &line[at + mark.len_utf8()..];
        let closing = after.len() - after.trim_start_matches(['”', '’', '"', '\'', ')', '»']).len();
        let rest = &after[closing..];
        let begins = rest.trim_start().trim_start_matches(['“', '‘', '"', '\'', '(', '«']).chars().next();
        let word = line[..at].rsplit(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or("");
        let short = mark == '.'
            && (SHORT.contains(&word)
                || (word.chars().count() == 1 && word.chars().all(|letter| letter.is_alphabetic() && letter != 'I')));
        let new_one = rest.starts_with(char::is_whitespace) && begins.is_some_and(|letter| !letter.is_lowercase());
        if new_one && !short {
            end = at + mark.len_utf8() + closing;
            break;
        }
    }
    shortened(&line[..end], LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_ends_where_a_new_one_begins() {
        for (text, first) in [
            ("Millbrook opens on Saturdays. Quay follows in May.", "Millbrook opens on Saturdays."),
            ("We keep it open", "We keep it open"),
            ("St. Mary’s keeps its £1.5m. The rest waits.", "St. Mary’s keeps its £1.5m."),
            ("Dr. A. Smith’s plan was adopted! Not all of it.", "Dr. A. Smith’s plan was adopted!"),
            ("Shorter hours, e.g. Mondays, were refused. Why? Read on.", "Shorter hours, e.g. Mondays, were refused."),
            ("They asked: “Why now?” We waited.", "They asked: “Why now?”"),
            ("See library.example for more. Thank you.", "See library.example for more."),
            ("Adopted (with changes.) More below.", "Adopted (with changes.)"),
            ("One line\nand another. Third.", "One line"),
            ("No. We will not do it.", "No."),
            ("", ""),
        ] {
            assert_eq!(first_sentence(text), first, "{text}");
        }
        let long = first_sentence(&"word ".repeat(200));
        assert!(long.ends_with("word …") && long.chars().count() <= LONGEST + 2, "{long}");
    }

    #[test]
    fn promises_are_summed_up_by_how_they_stand() {
        let now = clock::moment("2027-03-02", "10:00").unwrap();
        let promise = |due: &str, kept: bool, declined: bool| Promise {
            id: 1,
            text: "More hours".to_owned(),
            due_at: clock::moment(due, "00:00").ok(),
            kept_at: kept.then_some(now),
            kept_note: String::new(),
            declined_at: declined.then_some(now),
            declined_because: String::new(),
        };
        let said = |promises: &[Promise]| PromiseTally::of(promises, now).words();
        let (kept, late, later, no) = (
            promise("2027-03-01", true, false),
            promise("2027-03-01", false, false),
            promise("2027-04-01", false, false),
            promise("2027-03-01", false, true),
        );
        assert_eq!(said(&[]), None);
        assert_eq!(said(std::slice::from_ref(&kept)).unwrap(), "1 promise: kept.");
        assert_eq!(said(&[kept.clone(), kept.clone()]).unwrap(), "2 promises: all kept.");
        assert_eq!(
            said(std::slice::from_ref(&later)).unwrap(),
            "1 promise: still to be kept, by Thursday 1 April 2027."
        );
        assert_eq!(
            said(&[kept, late, no, later.clone(), later]).unwrap(),
            "5 promises: 1 kept, 1 overdue, 1 given up, 2 still to be kept, the next by Thursday 1 April 2027."
        );
        let today = promise("2027-03-02", false, false);
        assert!(said(&[today]).unwrap().contains("still to be kept"));
    }
}

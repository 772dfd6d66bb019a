//! One response as it goes into a file: what was answered, and what is known of how it came.

use crate::questionnaires::definition::answer::{Answer, Given, PartialDate};
use crate::questionnaires::definition::decimal::Decimal;

/// A response and what is told about it in every file.
#[derive(Clone, Debug, PartialEq)]
pub struct FiledResponse {
    /// Its number in this file, from 1, in a shuffled order: it says nothing about when it came.
    pub number: i64,
    /// The version of the questionnaire that was answered.
    pub version: i64,
    /// How it came: on the web, on paper.
    pub channel: String,
    /// The language it was answered in, by its code.
    pub language: String,
    /// The day on which it was received.
    pub received_on: PartialDate,
    /// The library it came through, by its name in addresses.
    pub branch: Option<String>,
    /// How sure it is that one person answered once.
    pub assurance: String,
    /// What kind of respondent it is.
    pub kind: String,
    /// The order of pages and options that this person saw; empty if it was the written one.
    pub order_shown: String,
    /// What was answered. Only what is on the route is written.
    pub given: Given,
}

/// An answer as files can tell it: a share of nought is no share, a matrix in which every row is blank in the same way is
/// blank as a whole (`rows` is how many were asked; nought keeps it as it is), and a file is known by its name alone, for
/// the number of a file in the record would tell the order in which responses came.
pub(super) fn as_filed(answer: Answer, rows: usize) -> Answer {
    use crate::questionnaires::definition::blank::Blank;
    match answer {
        Answer::Shares { mut parts, money } => {
            parts.retain(|_, part| *part != 0);
            Answer::Shares { parts, money }
        }
        Answer::Rows(said) if said.len() == rows => {
            let mut blanks = said.values().map(|code| Blank::chosen(code));
            match blanks.next().flatten() {
                Some(blank) if blanks.all(|other| other == Some(blank)) => Answer::Blank(blank),
                _ => Answer::Rows(said),
            }
        }
        Answer::File { name, .. } => Answer::File { id: 0, name },
        other => other,
    }
}

/// Pence as pounds with two decimals: "12.50", "-0.05".
pub(super) fn pounds(pence: i64) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    let pence = pence.unsigned_abs();
    format!("{sign}{}.{:02}", pence / 100, pence % 100)
}

/// Pounds as [`pounds`] writes them, in pence; none if the text is something else.
pub(super) fn pence(text: &str) -> Option<i64> {
    if let Ok(amount) = text.parse::<Decimal>() {
        return amount.pence();
    }
    // More than a number of an answer may be: still an amount of pence that was once recorded.
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.')?;
    let plain =
        part.len() == 2 && !whole.is_empty() && whole.bytes().chain(part.bytes()).all(|byte| byte.is_ascii_digit());
    let pence = plain.then(|| format!("{whole}{part}").parse::<i128>().ok()).flatten()?;
    i64::try_from(sign * pence).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_amount_of_money_comes_back_from_its_text(amount in any::<i64>()) {
            prop_assert_eq!(pence(&pounds(amount)), Some(amount));
        }
    }

    #[test]
    fn what_is_no_amount_of_money_is_told() {
        assert_eq!(pounds(-5), "-0.05");
        for text in ["", "x", "1.234", "1e3", "99999999999999999999999.00"] {
            assert_eq!(pence(text), None, "{text}");
        }
    }
}

//! Which words wait for a moderator before they are shown: those that seem to hold somebody's phone number or email
//! address, or many links. Never because of words on a list: lists stop the wrong people.

/// What an author is told whose comment waits.
pub const HELD_NOTE: &str = "It seems to hold a phone number, an email address or several links. We read such \
    comments before they are shown, so that nobody’s private details are published by mistake. Until then only \
    you can see it. You need not do anything.";

/// The most links a comment may have without waiting.
const LINKS: usize = 2;

/// How many digits a phone number has, with its country's.
const LONG_ENOUGH: std::ops::RangeInclusive<usize> = 10..=13;

/// Why a comment waits for a moderator. Never because of words on a list: lists stop the wrong people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldReason {
    /// It seems to hold a phone number.
    PhoneNumber,
    /// It seems to hold an email address.
    EmailAddress,
    /// It has more than two links.
    Links,
}

/// Whether a comment waits for a moderator, and why.
pub fn why_held(body: &str) -> Option<HoldReason> {
    if has_email_address(body) {
        Some(HoldReason::EmailAddress)
    } else if has_phone_number(body) {
        Some(HoldReason::PhoneNumber)
    } else if links(body) > LINKS {
        Some(HoldReason::Links)
    } else {
        None
    }
}

/// `name@host.tld`, wherever it stands.
fn has_email_address(body: &str) -> bool {
    let parts: Vec<&str> = body.split('@').collect();
    parts.windows(2).any(|sides| {
        let name = sides[0].chars().next_back().is_some_and(|last| last.is_alphanumeric() || "._+-".contains(last));
        let host: String = sides[1].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '.' | '-')).collect();
        let host = host.trim_end_matches('.');
        name && host.rsplit_once('.').is_some_and(|(start, end)| !start.is_empty() && end.chars().count() >= 2)
    })
}

/// A number that could be rung in Britain: 10 to 13 digits from 0 or +, with nothing but spaces, hyphens, dots and
/// brackets between them. Years, prices, times and ranges of them are too short or begin otherwise.
fn has_phone_number(body: &str) -> bool {
    let letters: Vec<char> = body.chars().collect();
    let begins = |at: usize| {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let apart =
            before.is_none_or(|before| !before.is_alphanumeric() && !matches!(before, '£' | '$' | '€' | '.' | ','));
        apart && matches!(letters[at], '0' | '+')
    };
    (0..letters.len()).filter(|&at| begins(at)).any(|at| {
        let mut digits = 0;
        let mut between = 0;
        for (offset, letter) in letters[at..].iter().enumerate() {
            match letter {
                '0'..='9' => {
                    digits += 1;
                    between = 0;
                }
                '+' if offset == 0 => {}
                ' ' | '-' | '.' | '(' | ')' if between < 2 && !LONG_ENOUGH.contains(&digits) => between += 1,
                _ => break,
            }
        }
        LONG_ENOUGH.contains(&digits)
    })
}

/// Web addresses: `https://…`, `http://…` or `www.…`.
fn links(body: &str) -> usize {
    body.split_whitespace()
        .map(|word| {
            let word = word.to_lowercase();
            let schemes = word.matches("http://").count() + word.matches("https://").count();
            if schemes > 0 { schemes } else { usize::from(word.contains("www.")) }
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phone_numbers_are_found_however_they_are_written() {
        for text in [
            "Ring 01632 960001",
            "Ring (01632) 960 001.",
            "07700900123",
            "on +44 7700 900 123, please",
            "+44 (0) 1632 960 001",
            "020-7946-0018",
            "01632 960001. 2026 was better",
        ] {
            assert_eq!(why_held(text), Some(HoldReason::PhoneNumber), "{text}");
        }
    }

    #[test]
    fn years_prices_times_and_counts_are_not_phone_numbers() {
        for text in [
            "From 2019 to 2026 it was open 09:00 to 17:00",
            "It costs £1,234,567.00 or £0.0000000001",
            "0900 1700",
            "9780141439518 is a good book",
            "1000000000 people",
            "On 02/03/2026 and 2026-03-02",
            "",
        ] {
            assert_eq!(why_held(text), None, "{text}");
        }
    }

    #[test]
    fn email_addresses_are_found_and_other_at_signs_are_not() {
        for text in ["write to ann@example.org", "ann.b+c@mail.example.co.uk.", "(ann@example.org)"] {
            assert_eq!(why_held(text), Some(HoldReason::EmailAddress), "{text}");
        }
        for text in ["@library", "meet @ 10", "ann@home", "a @b.c", "3 books @ £2.50"] {
            assert_eq!(why_held(text), None, "{text}");
        }
    }

    #[test]
    fn two_links_are_welcome_and_three_wait() {
        assert_eq!(why_held("See https://a.example and www.b.example"), None);
        let three = "https://a.example https://b.example,http://c.example";
        assert_eq!(why_held(three), Some(HoldReason::Links));
        assert_eq!(why_held("www.a.example WWW.b.example www.c.example"), Some(HoldReason::Links));
    }
}

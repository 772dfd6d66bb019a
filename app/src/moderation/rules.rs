//! What a moderator may and may not do to somebody's words, and how gently reports are slowed.

use super::model::{Action, PolicyReason, WritingState};

/// The longest thing that may stand in a mark, in characters: `[removed: phone number]`.
const MARK_LONGEST: usize = 60;
const MARK_BEGINS: &str = "[removed: ";

/// Why a text with words taken out will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRedaction {
    /// It is empty.
    Empty,
    /// Nothing was taken out.
    Same,
    /// No mark says that something was.
    NoMark,
    /// There are marks and nothing else.
    NothingLeft,
    /// Words were added, moved, or dropped without a mark.
    OtherWords,
}

impl From<BadRedaction> for String {
    /// How it is said to the moderator, beside the field.
    fn from(why: BadRedaction) -> Self {
        match why {
            BadRedaction::Empty => "The text is empty: to take all of it down, remove the comment instead",
            BadRedaction::Same => {
                "The text is still the same: replace the words to take out with a mark such as [removed: phone number]"
            }
            BadRedaction::NoMark => {
                "Put a mark such as [removed: phone number] where you take words out, so that readers can see it"
            }
            BadRedaction::NothingLeft => "Nothing of the text is left: remove the comment instead",
            BadRedaction::OtherWords => {
                "Apart from the marks, the text must be the author’s own words in their order: please only take words \
                 out, and put a mark such as [removed: phone number] wherever you do"
            }
        }
        .to_owned()
    }
}

/// Whether a redacted text only takes words out of the original.
///
/// A moderator may not put words into somebody's mouth, nor let words vanish without a trace: between its marks
/// the text must be the original's, in the original's order, and whatever is missing must leave a mark.
///
/// # Errors
/// Why it will not do.
pub fn redaction(original: &str, redacted: &str) -> Result<(), BadRedaction> {
    let original = one_line(original);
    let redacted = one_line(redacted);
    if redacted.is_empty() {
        return Err(BadRedaction::Empty);
    }
    if redacted == original {
        return Err(BadRedaction::Same);
    }
    let pieces = pieces(&redacted);
    if pieces.len() == 1 {
        return Err(BadRedaction::NoMark);
    }
    if pieces.iter().all(|piece| piece.is_empty()) {
        return Err(BadRedaction::NothingLeft);
    }
    let other = BadRedaction::OtherWords;
    let mut rest = original.as_str();
    let last = pieces.len() - 1;
    for (index, piece) in pieces.iter().enumerate() {
        rest = match (index, piece.as_str()) {
            (_, "") => rest,
            (0, piece) => rest.strip_prefix(piece).ok_or(other)?,
            (index, piece) if index == last => rest.strip_suffix(piece).map(|_| "").ok_or(other)?,
            (_, piece) => rest.split_once(piece).map(|(_, after)| after).ok_or(other)?,
        };
    }
    Ok(())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The texts around the marks, trimmed: one more than there are marks.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(MARK_BEGINS) {
        let (before, from) = rest.split_at(at);
        piece.push_str(before);
        match mark_length(from) {
            Some(length) => {
                pieces.push(std::mem::take(&mut piece));
                rest = &from[length..];
            }
            None => {
                piece.push_str(MARK_BEGINS);
                rest = &from[MARK_BEGINS.len()..];
            }
        }
    }
    piece.push_str(rest);
    pieces.push(piece);
    pieces.into_iter().map(|piece| piece.trim().to_owned()).collect()
}

/// The length in bytes of the mark a text begins with.
fn mark_length(text: &str) -> Option<usize> {
    let inside = text.strip_prefix(MARK_BEGINS)?;
    let (label, _) = inside.split_once(']')?;
    let fits = !label.trim().is_empty()
        && label.chars().count() <= MARK_LONGEST
        && label.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | ',' | '’'));
    fits.then_some(MARK_BEGINS.len() + label.len() + 1)
}

/// Sets the marks of a redacted text apart, in HTML made by [`prose::render`](crate::ui::prose::render).
pub fn set_marks_apart(html: &str) -> String {
    let mut set = String::with_capacity(html.len() + 64);
    let mut rest = html;
    while let Some(at) = rest.find(MARK_BEGINS) {
        let (before, from) = rest.split_at(at);
        set.push_str(before);
        // A label holds letters, digits and a few signs only, so a mark never reaches into a tag.
        let length = mark_length(from);
        let (mark, after) = from.split_at(length.unwrap_or(MARK_BEGINS.len()));
        if length.is_some() {
            set.push_str("<span class=\"redacted\">");
            set.push_str(mark);
            set.push_str("</span>");
        } else {
            set.push_str(mark);
        }
        rest = after;
    }
    set.push_str(rest);
    set
}

/// Why no reason from the policy can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadReason {
    /// It is none of the policy's.
    Unknown,
    /// One is needed, and none was chosen.
    Needed,
}

impl From<BadReason> for String {
    /// How it is said beside the field.
    fn from(why: BadReason) -> Self {
        match why {
            BadReason::Unknown => "Choose a reason from the list",
            BadReason::Needed => "Choose a reason from the policy: the author and the public are told it",
        }
        .to_owned()
    }
}

/// The reason from the policy that was chosen for hiding something, where one is needed: nothing that people wrote is hidden
/// for any other.
///
/// # Errors
/// When the word is no reason's, or there is none and one is needed.
pub fn reason(word: &str, needed: bool) -> Result<Option<PolicyReason>, BadReason> {
    match PolicyReason::from_word(word) {
        None if !word.is_empty() => Err(BadReason::Unknown),
        None if needed => Err(BadReason::Needed),
        reason => Ok(reason),
    }
}

/// Whether the author hears of a decision: of every change to what is shown of their words, not of a report
/// that changed nothing.
pub fn author_hears(was: WritingState, action: Action, same_text: bool) -> bool {
    was != action.state() || (action == Action::Redact && !same_text)
}

/// How long a report from one network address waits, in milliseconds, after this many within the hour. A branch
/// shares one address, so reports are slowed and never refused.
pub fn report_wait(within_the_hour: i64) -> u64 {
    (within_the_hour - 5).clamp(0, 20).unsigned_abs() * 100
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGINAL: &str = "Ask Mrs Smith on 01632 960001.\n\nShe runs the desk on Saturdays.";

    #[test]
    fn words_may_be_taken_out_where_a_mark_says_so() {
        for good in [
            "Ask [removed: name] on [removed: phone number].\n\nShe runs the desk on Saturdays.",
            "[removed: details]\nShe runs the desk on Saturdays.",
            "Ask Mrs Smith on 01632 960001. [removed: where somebody works]",
            "Ask Mrs Smith on [removed: phone number] on Saturdays.",
        ] {
            assert_eq!(redaction(ORIGINAL, good), Ok(()), "{good}");
        }
    }

    #[test]
    fn a_redaction_never_adds_moves_or_silently_drops_words() {
        for bad in [
            "",
            ORIGINAL,
            "Ask Mrs Smith.",
            "[removed: all of it]",
            "Ask nobody on [removed: phone number].\n\nShe runs the desk on Saturdays.",
            "She runs the desk on Saturdays. [removed: name] Ask",
            "Ask [removed: name] on",
            "Ask [removed: ] on 01632 960001. She runs the desk on Saturdays.",
        ] {
            assert!(redaction(ORIGINAL, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn marks_are_set_apart_and_never_reach_into_tags() {
        assert_eq!(
            set_marks_apart("<p>Ask [removed: name] now</p>"),
            "<p>Ask <span class=\"redacted\">[removed: name]</span> now</p>"
        );
        let odd = "<p>[removed: <strong>x</strong>] [removed: </p>";
        assert_eq!(set_marks_apart(odd), odd);
    }

    #[test]
    fn the_author_hears_of_changes_and_not_of_a_report_that_changed_nothing() {
        assert!(!author_hears(WritingState::Published, Action::Publish, true));
        assert!(author_hears(WritingState::Held, Action::Publish, true));
        assert!(author_hears(WritingState::Published, Action::Remove, true));
        assert!(author_hears(WritingState::Redacted, Action::Redact, false));
        assert!(!author_hears(WritingState::Redacted, Action::Redact, true));
    }

    #[test]
    fn nothing_is_hidden_but_for_a_reason_from_the_policy() {
        for reason_of in PolicyReason::ALL {
            assert_eq!(reason(reason_of.word(), true), Ok(Some(reason_of)));
        }
        assert_eq!(reason("", false), Ok(None));
        assert_eq!(reason("", true), Err(BadReason::Needed));
        assert_eq!([true, false].map(|needed| reason("dislike", needed)), [Err(BadReason::Unknown); 2]);
    }

    #[test]
    fn many_reports_from_one_address_wait_a_little_and_are_never_refused() {
        assert_eq!([0, 5, 6, 15, 1_000].map(report_wait), [0, 0, 100, 1_000, 2_000]);
    }
}

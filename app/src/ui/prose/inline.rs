//! The signs inside a line: emphasis and links. One pass from left to right with at most four marks open, so a
//! line of ten thousand stars takes no longer than one of ten thousand letters.

use std::iter::Peekable;

use super::{Author, may_be_linked};

/// The longest address of a link, in characters.
const LONGEST_ADDRESS: usize = 2_000;

/// The most brackets inside brackets in an address.
const MOST_BRACKETS: usize = 8;

/// A mark of emphasis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EmphasisMark {
    sign: char,
    strong: bool,
}

impl EmphasisMark {
    pub(super) fn tag(self) -> &'static str {
        if self.strong { "strong" } else { "em" }
    }

    fn length(self) -> usize {
        if self.strong { 2 } else { 1 }
    }
}

/// A part of a line without links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum InlinePart<'a> {
    Text(&'a str),
    Open(EmphasisMark),
    Close(EmphasisMark),
}

impl<'a> InlinePart<'a> {
    pub(super) fn text(&self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Open(_) | Self::Close(_) => None,
        }
    }
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Run<'a> {
    Words(Vec<InlinePart<'a>>),
    Link { words: Vec<InlinePart<'a>>, address: &'a str },
}

/// A link in a line: where it stands, its words and its address.
struct Link {
    from: usize,
    to: usize,
    words: (usize, usize),
    address: (usize, usize),
}

/// Reads a line. A link may stand inside emphasis and have emphasis in its words; neither reaches across the other.
pub(super) fn read(line: &str, author: Author) -> Vec<Run<'_>> {
    let links = links(line, author);
    let mut inside = links.iter().peekable();
    let mut outer = signs(line);
    outer.retain(|one| {
        while inside.next_if(|link| link.to <= one.from).is_some() {}
        inside.peek().is_none_or(|link| one.from < link.from)
    });
    let marks = pairs(&outer);
    let mut marks = marks.iter().peekable();
    let mut runs = Vec::with_capacity(2 * links.len() + 1);
    let mut from = 0;
    for link in &links {
        runs.push(Run::Words(parts(line, from, link.from, &mut marks)));
        let address = &line[link.address.0..link.address.1];
        let label = &line[link.words.0..link.words.1];
        // The words of `<https://…>` are the address itself.
        let words = if link.words == link.address {
            vec![InlinePart::Text(label)]
        } else {
            parts(label, 0, label.len(), &mut pairs(&signs(label)).iter().peekable())
        };
        runs.push(Run::Link { words, address });
        from = link.to;
    }
    runs.push(Run::Words(parts(line, from, line.len(), &mut marks)));
    runs
}

/// Whether this is where a link may lead, for the eye: what else stands in brackets is shown as it was typed.
fn is_address(text: &str) -> bool {
    may_be_linked(text)
}

/// Whether this is an email address without "mailto:".
pub(super) fn is_mailbox(text: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || ":;,/@()".contains(c));
    text.split_once('@').is_some_and(|(who, host)| plain(who) && plain(host) && host.contains('.'))
}

/// The links of a line, in their order.
fn links(line: &str, author: Author) -> Vec<Link> {
    let mut links = Vec::new();
    let mut bracket: Option<usize> = None;
    let mut at = 0;
    while let Some(sign) = line[at..].find(['[', ']', '<']).map(|found| at + found) {
        at = sign + 1;
        match line.as_bytes()[sign] {
            // `![…](…)` is no link but a picture, which nobody can show here.
            b'[' => bracket = (!line[..sign].ends_with('!')).then_some(sign),
            b'<' if author == Author::Service => {
                let Some(end) = end_of_address(&line[at..], '>') else { continue };
                let address = (at, at + end);
                let written = &line[address.0..address.1];
                if is_address(written) || is_mailbox(written) {
                    links.push(Link { from: sign, to: address.1 + 1, words: address, address });
                    at = address.1 + 1;
                    bracket = None;
                }
            }
            b']' => {
                let Some(begin) = bracket.take() else { continue };
                let words = (begin + 1, sign);
                let label = &line[words.0..words.1];
                // The marks of words that a moderator took out stay whole.
                let fits = !label.trim().is_empty() && !label.starts_with("removed:");
                let Some(after) = line[at..].strip_prefix('(').filter(|_| fits) else { continue };
                let Some(end) = end_of_address(after, ')') else { continue };
                let address = (at + 1, at + 1 + end);
                if is_address(&line[address.0..address.1]) {
                    at = address.1 + 1;
                    links.push(Link { from: begin, to: at, words, address });
                }
            }
            _ => {}
        }
    }
    links
}

/// Where an address ends: at the closing sign that does not belong to it. White space is in no address.
fn end_of_address(text: &str, closing: char) -> Option<usize> {
    let mut open = 0_usize;
    for (at, c) in text.char_indices().take(LONGEST_ADDRESS) {
        match c {
            _ if c == closing && open == 0 => return (at > 0).then_some(at),
            '<' => return None,
            ')' => open = open.saturating_sub(1),
            '(' if open == MOST_BRACKETS => return None,
            '(' => open += 1,
            _ if c.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

/// A run of stars or underscores that may be a mark.
struct EmphasisRun {
    from: usize,
    mark: EmphasisMark,
    may_open: bool,
    may_close: bool,
}

/// A sign that is a mark: where it stands, and whether it opens.
type Placed = (usize, EmphasisMark, bool);

/// The signs that fit together; pairs are found by closing what was opened last.
fn pairs(signs: &[EmphasisRun]) -> Vec<Placed> {
    let mut used: Vec<Option<bool>> = vec![None; signs.len()];
    // At most one of each kind, so never more than four.
    let mut open: Vec<usize> = Vec::new();
    for (index, one) in signs.iter().enumerate() {
        let partner = open.iter().rposition(|known| signs[*known].mark == one.mark);
        match partner {
            Some(place) if one.may_close => {
                used[open[place]] = Some(true);
                used[index] = Some(false);
                // What was opened inside and not closed is text.
                open.truncate(place);
            }
            // An earlier one of the same kind that nothing closed is text, too: the nearer one is meant.
            Some(place) if one.may_open => {
                open.remove(place);
                open.push(index);
            }
            None if one.may_open => open.push(index),
            _ => {}
        }
    }
    signs.iter().zip(used).filter_map(|(one, used)| used.map(|opens| (one.from, one.mark, opens))).collect()
}

/// The parts of a text between two places: its words and its marks.
fn parts<'a>(
    text: &'a str,
    mut from: usize,
    to: usize,
    marks: &mut Peekable<std::slice::Iter<'_, Placed>>,
) -> Vec<InlinePart<'a>> {
    let mut parts = Vec::new();
    while let Some((at, mark, opens)) = marks.next_if(|(at, _, _)| *at < to) {
        if *at > from {
            parts.push(InlinePart::Text(&text[from..*at]));
        }
        parts.push(if *opens { InlinePart::Open(*mark) } else { InlinePart::Close(*mark) });
        from = at + mark.length();
    }
    if from < to {
        parts.push(InlinePart::Text(&text[from..to]));
    }
    parts
}

/// The runs of one or two stars or underscores outside addresses, and on which side they stand of words.
fn signs(text: &str) -> Vec<EmphasisRun> {
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let address = address_in(word).unwrap_or((word.len(), word.len()));
        let mut inside = 0;
        while let Some(next) = word[inside..].find(['*', '_']).map(|next| inside + next) {
            let sign = if word.as_bytes()[next] == b'*' { '*' } else { '_' };
            let length = word[next..].chars().take_while(|c| *c == sign).count();
            inside = next + length;
            if length > 2 || (next >= address.0 && next < address.1) {
                continue;
            }
            let (before, after) = (&word[..next], word[inside..].trim_end());
            let (may_open, may_close) = (opens(before, after, sign), closes(before, after, sign));
            if may_open || may_close {
                found.push(EmphasisRun {
                    from: at + next,
                    mark: EmphasisMark { sign, strong: length == 2 },
                    may_open,
                    may_close,
                });
            }
        }
        at += word.len();
    }
    found
}

/// Where an address stands in a word, without the stars and the full stop that follow it.
fn address_in(word: &str) -> Option<(usize, usize)> {
    let word = word.trim_end();
    let lower = word.to_ascii_lowercase();
    let begin = match lower.find("://") {
        Some(at) => lower[..at].rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |before| before + 1),
        None => lower.find("www.").or_else(|| lower.find("mailto:")).or_else(|| {
            let at = lower.find('@')?;
            Some(lower[..at].find(|c: char| !matches!(c, '*' | '(' | '<' | '"' | '“' | '‘')).unwrap_or(at))
        })?,
    };
    let end = word.trim_end_matches(['*', '.', ',', ';', ':', '!', '?', ')', '"', '”', '’']).len();
    (begin < end).then_some((begin, end))
}

/// Signs that may stand between a mark and the edge of its word.
fn is_bracket(c: char) -> bool {
    matches!(c, '(' | '[' | '{' | '"' | '\'' | '“' | '‘' | '«' | '¿' | '¡' | '*' | '_')
}

fn is_ending(c: char) -> bool {
    matches!(c, ')' | ']' | '}' | '"' | '\'' | '”' | '’' | '»' | '.' | ',' | ';' | ':' | '!' | '?' | '…' | '*' | '_')
}

/// Signs that join words: "*pre*-school", "—*never*—". Underscores are no marks beside them: file names have both.
fn joins(c: char, sign: char) -> bool {
    sign == '*' && matches!(c, '-' | '–' | '—')
}

/// The most signs that may stand between a mark and the edge of its word.
const MOST_BETWEEN: usize = 8;

/// A text without the signs at its end that one may look past.
fn without_last(text: &str, past: fn(char) -> bool) -> &str {
    let signs: usize = text.chars().rev().take(MOST_BETWEEN).take_while(|c| past(*c)).map(char::len_utf8).sum();
    &text[..text.len() - signs]
}

/// A text without the signs at its beginning that one may look past.
fn without_first(text: &str, past: fn(char) -> bool) -> &str {
    let signs: usize = text.chars().take(MOST_BETWEEN).take_while(|c| past(*c)).map(char::len_utf8).sum();
    &text[signs..]
}

/// Whether a run stands before a word: at the edge on its left, and with something to mark on its right.
fn opens(before: &str, after: &str, sign: char) -> bool {
    let outside = without_last(before, is_bracket);
    let edge = outside.is_empty() || (outside.len() == before.len() && outside.ends_with(|c| joins(c, sign)));
    let inside = without_first(after, is_bracket).chars().next();
    edge && inside.is_some_and(|c| c.is_alphanumeric() || matches!(c, '£' | '$' | '#' | '&' | '+') || !c.is_ascii())
}

/// Whether a run stands after a word: at the edge on its right, and with something to mark on its left.
fn closes(before: &str, after: &str, sign: char) -> bool {
    let outside = without_first(after, is_ending);
    let edge = outside.is_empty()
        || outside.starts_with(|c| joins(c, sign))
        || (sign == '*' && after.starts_with(['\'', '’']) && outside == "s");
    let inside = without_last(before, is_ending).chars().next_back();
    // A backslash before a sign says that none is meant.
    edge && !before.ends_with('\\')
        && inside.is_some_and(|c| !c.is_ascii_punctuation() || matches!(c, '%' | '&' | '+' | '#' | '/'))
}

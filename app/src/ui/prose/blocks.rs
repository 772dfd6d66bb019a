//! The lines of a text, told apart: paragraphs, headings, quotations, lists. One pass over the lines with two small
//! stacks; a line that fits no rule is text.

use super::{Author, Block, ProseWriter};

/// Quotations inside quotations beyond this depth are shown with the signs that were typed.
const MOST_QUOTED: usize = 3;

/// Lists inside lists beyond this depth go on in the innermost.
const MOST_LISTS: usize = 4;

/// A list that is open.
struct OpenList {
    /// How far its points are moved in.
    indent: usize,
    numbered: bool,
    /// The number the next point has by itself.
    next: u64,
    block: Block,
    point: Block,
}

struct BlockReader<'a> {
    author: Author,
    told: &'a mut dyn ProseWriter,
    quotations: usize,
    lists: Vec<OpenList>,
    /// Whether a paragraph (or a point's line) is open and the next line of text goes on in it.
    text: OpenText,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenText {
    None,
    Paragraph,
    Point,
}

/// Reads a text and tells what it is made of.
pub(super) fn read(text: &str, author: Author, told: &mut dyn ProseWriter) {
    let mut reader = BlockReader { author, told, quotations: 0, lists: Vec::new(), text: OpenText::None };
    for line in text.split('\n') {
        reader.line(line);
    }
    reader.leave_quotations(0);
}

impl BlockReader<'_> {
    fn line(&mut self, line: &str) {
        let (quoted, line) = quotation(line);
        if line.trim().is_empty() {
            if quoted != self.quotations {
                self.leave_quotations(quoted);
            }
            self.end_text();
            return;
        }
        if quoted != self.quotations {
            self.leave_quotations(quoted);
            while self.quotations < quoted {
                self.leave_lists();
                self.told.open(Block::Quotation);
                self.quotations += 1;
            }
        }
        let indent = indent_of(line);
        let words = line.trim();
        match marker(words) {
            Some((number, rest)) if self.may_begin(number) => self.point(indent, number, rest),
            _ => self.words(indent, words),
        }
    }

    /// A numbered point in the middle of a paragraph is one only when it begins with 1: "It opened in\n1932. Since…".
    fn may_begin(&self, number: Option<u64>) -> bool {
        number.is_none_or(|number| number == 1) || self.text != OpenText::Paragraph || !self.lists.is_empty()
    }

    fn words(&mut self, indent: usize, words: &str) {
        // A line that is not moved in ends the list, unless it goes on in the point that stands there.
        while self.lists.last().is_some_and(|list| indent < list.indent + 2) {
            self.leave_list();
        }
        if self.author == Author::Service
            && self.lists.is_empty()
            && let Some((level, title)) = heading(words)
        {
            self.end_text();
            self.told.open(Block::Heading(level));
            self.told.line(title);
            self.told.close(Block::Heading(level));
            return;
        }
        match self.text {
            OpenText::Paragraph | OpenText::Point => self.told.line_end(),
            OpenText::None => {
                self.told.open(Block::Paragraph);
                self.text = OpenText::Paragraph;
            }
        }
        self.told.line(words);
    }

    fn point(&mut self, indent: usize, number: Option<u64>, words: &str) {
        self.end_text();
        let numbered = number.is_some();
        loop {
            let depth = self.lists.len();
            match self.lists.last() {
                Some(list) if indent < list.indent && depth > 1 => self.leave_list(),
                Some(list) if (indent < list.indent + 2 || depth >= MOST_LISTS) && list.numbered == numbered => {
                    self.end_point();
                    break;
                }
                Some(list) if indent < list.indent + 2 || depth >= MOST_LISTS => self.leave_list(),
                _ => {
                    let block = number.map_or(Block::Points, Block::Numbers);
                    self.told.open(block);
                    let (next, point) = (number.unwrap_or(1), Block::Point(None));
                    self.lists.push(OpenList { indent, numbered, next, block, point });
                    break;
                }
            }
        }
        if let Some(list) = self.lists.last_mut() {
            list.indent = list.indent.min(indent);
            list.point = Block::Point(number.filter(|number| *number != list.next));
            list.next = number.map_or(list.next, |number| number.saturating_add(1));
            self.told.open(list.point);
        }
        self.told.line(words);
        self.text = OpenText::Point;
    }

    fn end_text(&mut self) {
        if self.text == OpenText::Paragraph {
            self.told.close(Block::Paragraph);
        }
        self.text = OpenText::None;
    }

    fn end_point(&mut self) {
        self.end_text();
        if let Some(list) = self.lists.last() {
            self.told.close(list.point);
        }
    }

    fn leave_list(&mut self) {
        self.end_point();
        if let Some(list) = self.lists.pop() {
            self.told.close(list.block);
        }
    }

    fn leave_lists(&mut self) {
        while !self.lists.is_empty() {
            self.leave_list();
        }
        self.end_text();
    }

    /// Ends what is quoted deeper than this; with it, every list and paragraph inside.
    fn leave_quotations(&mut self, depth: usize) {
        self.leave_lists();
        while self.quotations > depth {
            self.told.close(Block::Quotation);
            self.quotations -= 1;
        }
    }
}

/// How deep a line is quoted, and the line without the signs. ">50 people" is a sum and no quotation.
fn quotation(line: &str) -> (usize, &str) {
    let mut depth = 0;
    let mut rest = line;
    while depth < MOST_QUOTED {
        let inner = if depth == 0 { rest } else { rest.trim_start_matches(' ') };
        let Some(after) = inner.strip_prefix('>') else { break };
        let next = after.trim_start_matches(' ').chars().next();
        let sign = match after.chars().next() {
            None | Some('>') => true,
            Some(' ') => !next.is_some_and(|c| c.is_ascii_digit() || matches!(c, '£' | '=')),
            Some(_) => false,
        };
        // ">>>>>>" and "> >" alone are signs, not empty quotations.
        if !sign || rest.trim_matches(['>', ' ']).is_empty() && rest.trim() != ">" {
            break;
        }
        depth += 1;
        rest = after.strip_prefix(' ').unwrap_or(after);
    }
    if depth == 0 { (0, line) } else { (depth, rest) }
}

/// How far a line is moved in; a tab counts as four.
fn indent_of(line: &str) -> usize {
    line.chars().take_while(|c| matches!(c, ' ' | '\t')).map(|c| if c == '\t' { 4 } else { 1 }).sum::<usize>().min(100)
}

/// The number of a point (none for a dot) and its words. A point has words: "- - -" and "* * *" are lines of signs.
fn marker(words: &str) -> Option<(Option<u64>, &str)> {
    let has_words = |rest: &str| rest.chars().any(char::is_alphanumeric);
    if let Some(rest) = words.strip_prefix(['-', '*']) {
        let fits = rest.starts_with([' ', '\t']) && has_words(rest);
        return fits.then(|| (None, rest.trim_start()));
    }
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = words.split_at(digits);
    let rest = rest.strip_prefix('.').filter(|rest| rest.starts_with([' ', '\t']) && has_words(rest))?;
    // "007." would be shown as "7.".
    let number = Some(number)
        .filter(|number| (1..=4).contains(&number.len()) && (*number == "0" || !number.starts_with('0')))?;
    Some((Some(number.parse().ok()?), rest.trim_start()))
}

/// The level and the words of a heading. Pages have one `h1` and their sections are `h2`.
fn heading(words: &str) -> Option<(u8, &str)> {
    let signs = words.bytes().take_while(|byte| *byte == b'#').count();
    let title = words.get(signs..)?.strip_prefix(' ')?.trim_start();
    let level = match signs {
        1 | 2 => 3,
        3 => 4,
        4 => 5,
        5 | 6 => 6,
        _ => return None,
    };
    (!title.is_empty()).then_some((level, title))
}

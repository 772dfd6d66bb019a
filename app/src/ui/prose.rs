//! What people write, made safe to show. What is shown is what was typed: a line of signs, a backslash, `&copy;`,
//! the stars of a sum and the underscores of an address stay as they are. Nothing typed can become markup of the
//! page, and nothing typed vanishes but these few marks, where they can mean nothing else:
//!
//! - an empty line ends a paragraph, and a line end is a line end;
//! - `- ` or `* ` before a line makes a list, `1. ` a numbered one, with the number that was typed;
//! - `> ` before a line makes a quotation;
//! - `*one star*` or `_one underscore_` on both sides of words makes emphasis and two make strong, where the marks
//!   stand at the edges of words on one line;
//! - `[words](https://address)` is a link: for the library service a link to follow, for a resident the words and
//!   the address, so that nobody is sent to another site from a council's page by a stranger;
//! - for the service only: `# ` to `###### ` before a line makes a heading, and `<https://address>` a link.
//!
//! There is no way to switch a mark off: marks that do not fit these rules are shown, so none is needed. The text is
//! read once, line by line ([`blocks`]) and sign by sign ([`inline`]), without recursion, so no text takes long. The
//! HTML is rendered when the text is stored, beside the text itself and [`RENDERER`].

mod blocks;
mod inline;

use unicode_normalization::UnicodeNormalization;

/// The first blocks of rendered text (paragraphs, lists, quotations, headings), and the rest. Together they are the text.
pub fn first_blocks(html: &str, most: usize) -> (&str, &str) {
    let (mut depth, mut blocks, mut at) = (0_usize, 0, 0);
    while let Some(start) = html[at..].find('<').map(|found| at + found) {
        let Some(end) = html[start..].find('>').map(|found| start + found + 1) else { break };
        let tag = &html[start..end];
        at = end;
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                blocks += 1;
                if blocks == most {
                    return html.split_at(end);
                }
            }
        } else if !tag.starts_with("<br") && !tag.starts_with("<hr") && !tag.ends_with("/>") {
            depth += 1;
        }
    }
    (html, "")
}

/// The version of the rendering rules, stored beside rendered HTML. Raise it when [`render`] changes what
/// it writes: rows of an older version are rendered again when the program starts
/// ([`refresh`](crate::assembly::refresh)).
pub const RENDERER: i64 = 2;

/// Who is speaking, which decides how much formatting they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The library service: may also use headings and links.
    Service,
    /// A resident: a link is shown as its text and its address.
    Resident,
}

/// HTML that is safe to put into a page as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(String);

impl Html {
    /// The HTML.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The HTML, to be stored or shown.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Why a text cannot be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// It contains NUL, which no keyboard types and PostgreSQL cannot keep.
    #[error("This text contains a character that cannot be stored. Type it again, or paste it as plain text.")]
    ControlCharacter,
}

/// Text in the one form in which it is stored and compared: Unicode NFC, lines ended by `\n`, no space at
/// the ends of lines, no blank lines around it, no control characters, and nothing that turns the
/// direction of the text around it (a trick to make words read as other words).
///
/// # Errors
///
/// [`TextError::ControlCharacter`] if the text contains NUL.
pub fn normalise(text: &str) -> Result<String, TextError> {
    if text.contains('\0') {
        return Err(TextError::ControlCharacter);
    }
    let lines = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{B}', '\u{C}'], "\n");
    let clean: String = lines.chars().filter(|c| !is_unwanted(*c)).nfc().collect();
    let trimmed: Vec<&str> = clean.split('\n').map(str::trim_end).collect();
    Ok(trimmed.join("\n").trim_end().trim_start_matches('\n').to_owned())
}

/// Control characters, byte-order marks, and the overrides and isolates of bidirectional text. The plain
/// direction marks and joiners stay: Arabic, Hebrew and emoji need them.
fn is_unwanted(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

/// Renders a text as safe HTML.
///
/// Only these tags can appear: `p`, `br`, `strong`, `em`, `ul`, `ol`, `li`, `blockquote`; for the service
/// also `h3` to `h6`, and `a` with an `http`, `https` or `mailto` address. The only attributes are `href`
/// and `rel` on `a`, `start` on an `ol` that does not begin at 1, and `value` on an `li` that does not follow the
/// one before (so that "1. Garden, 3. Café" is not shown as points 1 and 2).
pub fn render(text: &str, author: Author) -> Html {
    written(text, author, 3)
}

/// Renders a text of the service's that is a page of its own, under nothing but the page's title: its headings are the page's
/// sections and begin at `h2`. Otherwise it is as [`render`] makes it.
pub fn render_page(text: &str) -> Html {
    written(text, Author::Service, 2)
}

fn written(text: &str, author: Author, highest: u8) -> Html {
    let mut page = HtmlWriter { html: String::with_capacity(text.len() * 5 / 4 + 16), author, highest };
    blocks::read(text, author, &mut page);
    Html(page.html)
}

/// The words of a text without any formatting, on one line: for search and excerpts.
pub fn plain(text: &str) -> String {
    let mut words = PlainWords(String::with_capacity(text.len()));
    blocks::read(text, Author::Service, &mut words);
    words.0.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as its reader sees it, without HTML: paragraphs apart by an empty line, points with a dot or their number,
/// links as their words and address. Two texts that look the same are the same here, whatever marks they are
/// written with.
pub fn as_read(text: &str) -> String {
    let mut lines = LineWriter::default();
    blocks::read(text, Author::Service, &mut lines);
    lines.text.trim_end().to_owned()
}

/// A block that holds text or other blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    Paragraph,
    /// A heading and its level in the page: 3 to 6.
    Heading(u8),
    Quotation,
    Points,
    /// A numbered list and its first number.
    Numbers(u64),
    /// A point; its number where it does not follow from the one before.
    Point(Option<u64>),
}

/// What a text is made of, told to whoever writes it down, in the order of reading.
trait ProseWriter {
    fn open(&mut self, block: Block);
    fn close(&mut self, block: Block);
    /// A line of text inside a block.
    fn line(&mut self, text: &str);
    /// The end of a line that is followed by another in the same block.
    fn line_end(&mut self);
}

/// Writes the HTML.
struct HtmlWriter {
    html: String,
    author: Author,
    /// The level that the highest heading of a text has in its page.
    highest: u8,
}

/// Pages have one `h1` and their sections are `h2`, so what the service writes begins at `h3`.
fn heading(level: u8) -> &'static str {
    match level {
        0..=2 => "h2",
        3 => "h3",
        4 => "h4",
        5 => "h5",
        _ => "h6",
    }
}

impl HtmlWriter {
    /// The tag of a heading that has this level, 3 to 6, where the highest has 3.
    fn heading(&self, level: u8) -> &'static str {
        heading(level + self.highest - 3)
    }

    /// Writes text so that no character of it is markup.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                '\0' => self.html.push('\u{FFFD}'),
                other => self.html.push(other),
            }
        }
    }

    fn link(&mut self, words: &[inline::InlinePart<'_>], address: &str) {
        let mailbox = inline::is_mailbox(address);
        if self.author == Author::Service && (mailbox || may_be_linked(address)) {
            self.html.push_str(if mailbox { "<a href=\"mailto:" } else { "<a href=\"" });
            self.text(address);
            self.html.push_str("\" rel=\"nofollow ugc noopener\">");
            self.parts(words);
            self.html.push_str("</a>");
        } else {
            self.parts(words);
            self.html.push_str(" (");
            self.text(address);
            self.html.push(')');
        }
    }

    /// Parts without links in them.
    fn parts(&mut self, parts: &[inline::InlinePart<'_>]) {
        for part in parts {
            match part {
                inline::InlinePart::Text(text) => self.text(text),
                inline::InlinePart::Open(mark) => self.html.extend(["<", mark.tag(), ">"]),
                inline::InlinePart::Close(mark) => self.html.extend(["</", mark.tag(), ">"]),
            }
        }
    }
}

impl ProseWriter for HtmlWriter {
    fn open(&mut self, block: Block) {
        match block {
            Block::Paragraph => self.html.push_str("<p>"),
            Block::Heading(level) => self.html.extend(["<", self.heading(level), ">"]),
            Block::Quotation => self.html.push_str("<blockquote>"),
            Block::Points => self.html.push_str("<ul>"),
            Block::Numbers(1) => self.html.push_str("<ol>"),
            Block::Numbers(first) => self.html.push_str(&format!("<ol start=\"{first}\">")),
            Block::Point(None) => self.html.push_str("<li>"),
            Block::Point(Some(number)) => self.html.push_str(&format!("<li value=\"{number}\">")),
        }
    }

    fn close(&mut self, block: Block) {
        let name = match block {
            Block::Paragraph => "p",
            Block::Heading(level) => self.heading(level),
            Block::Quotation => "blockquote",
            Block::Points => "ul",
            Block::Numbers(_) => "ol",
            Block::Point(_) => "li",
        };
        self.html.extend(["</", name, ">\n"]);
    }

    fn line(&mut self, text: &str) {
        for run in inline::read(text, self.author) {
            match run {
                inline::Run::Words(parts) => self.parts(&parts),
                inline::Run::Link { words, address } => self.link(&words, address),
            }
        }
    }

    fn line_end(&mut self) {
        self.html.push_str("<br>\n");
    }
}

/// Gathers the words alone.
struct PlainWords(String);

impl ProseWriter for PlainWords {
    fn open(&mut self, _: Block) {
        self.0.push(' ');
    }

    fn close(&mut self, _: Block) {
        self.0.push(' ');
    }

    fn line(&mut self, text: &str) {
        for run in inline::read(text, Author::Service) {
            let (inline::Run::Words(parts) | inline::Run::Link { words: parts, .. }) = run;
            self.0.extend(parts.iter().filter_map(inline::InlinePart::text));
        }
    }

    fn line_end(&mut self) {
        self.0.push(' ');
    }
}

/// Writes lines as they are read.
#[derive(Default)]
struct LineWriter {
    text: String,
    /// For each list that is open, the number of the next point; none for points without numbers.
    lists: Vec<Option<u64>>,
}

impl LineWriter {
    /// Begins a line of its own.
    fn begin(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }
}

impl ProseWriter for LineWriter {
    fn open(&mut self, block: Block) {
        match block {
            Block::Paragraph | Block::Heading(_) | Block::Quotation => self.begin(),
            Block::Points => {
                self.begin();
                self.lists.push(None);
            }
            Block::Numbers(first) => {
                self.begin();
                self.lists.push(Some(first));
            }
            Block::Point(number) => {
                self.begin();
                self.text.push_str(&"  ".repeat(self.lists.len().saturating_sub(1)));
                match self.lists.last_mut() {
                    Some(Some(next)) => {
                        let number = number.unwrap_or(*next);
                        *next = number.saturating_add(1);
                        self.text.push_str(&format!("{number}. "));
                    }
                    _ => self.text.push_str("• "),
                }
            }
        }
    }

    fn close(&mut self, block: Block) {
        self.begin();
        match block {
            Block::Points | Block::Numbers(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.text.push('\n');
                }
            }
            Block::Paragraph | Block::Heading(_) if self.lists.is_empty() => self.text.push('\n'),
            _ => {}
        }
    }

    fn line(&mut self, text: &str) {
        for run in inline::read(text, Author::Service) {
            match run {
                inline::Run::Words(parts) => self.text.extend(parts.iter().filter_map(inline::InlinePart::text)),
                inline::Run::Link { words, address } => {
                    let words: String = words.iter().filter_map(inline::InlinePart::text).collect();
                    self.text.push_str(&words);
                    if words != address {
                        self.text.extend([" (", address, ")"]);
                    }
                }
            }
        }
    }

    fn line_end(&mut self) {
        self.text.push('\n');
    }
}

/// Whether an address is one of the web or of email and has nothing hidden in it.
fn may_be_linked(address: &str) -> bool {
    let begins = |scheme: &str| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && address.len() > scheme.len()
    };
    ["https://", "http://", "mailto:"].into_iter().any(begins)
        && !address.chars().any(|c| c.is_whitespace() || c.is_control() || is_unwanted(c))
}

#[cfg(test)]
mod tests;

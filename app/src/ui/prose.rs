//! What people write, made safe to show. Residents and staff may use a little formatting: paragraphs,
//! line breaks, **strong**, *emphasis*, lists, quotations and links. Everything else a person types is
//! shown as the characters they typed; nothing they type can become markup of the page.
//!
//! The formatting is a small subset of CommonMark. The HTML is written here, tag by tag, from the
//! parser's events, and never copied from the text, so only the tags in [`render`] can appear. It is
//! rendered once, when the text is stored, beside the text itself and [`RENDERER`].

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Parser, Tag};
use unicode_normalization::UnicodeNormalization;

/// The version of the rendering rules, stored beside rendered HTML. Raise it when [`render`] changes what
/// it writes, so that stored HTML can be found and rendered again.
pub const RENDERER: i64 = 1;

/// Elements inside elements beyond this depth are shown without their tags: nobody quotes a quotation a
/// hundred times but to see what breaks.
const MAX_DEPTH: usize = 12;

/// Who is speaking, which decides how much formatting they have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The library service: may also use headings and links.
    Service,
    /// A resident: a link is shown as its text and its address, so that nobody is sent to another site
    /// from a council's page by a stranger.
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
/// and `rel` on `a`, and `start` on an `ol` that does not begin at 1 (so that "5. Keep the garden" is not
/// shown as point 1).
pub fn render(text: &str, author: Author) -> Html {
    let source = without_definitions(text);
    let mut writer = Writer { html: String::with_capacity(source.len() * 5 / 4 + 16), open: Vec::new(), author };
    for event in Parser::new(&source) {
        writer.event(event);
    }
    Html(writer.html)
}

/// The words of a text without any formatting, on one line: for search and excerpts.
pub fn plain(text: &str) -> String {
    let source = without_definitions(text);
    let mut words = String::with_capacity(source.len());
    for event in Parser::new(&source) {
        match event {
            Event::Text(text) => words.push_str(&text),
            Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                words.push_str(&with_definitions(&text));
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => words.push(' '),
            Event::Start(tag) if is_block(&tag) => words.push(' '),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// CommonMark lets `[name]: address` on a line of its own define a link and vanish from the page. Nothing
/// a resident wrote may vanish, so such lines are made ordinary text.
fn without_definitions(text: &str) -> String {
    text.replace("]:", "]\\:")
}

/// Undoes [`without_definitions`] where backslashes are shown as they are.
fn with_definitions(text: &str) -> String {
    text.replace("]\\:", "]:")
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Link { .. } | Tag::Image { .. })
}

/// What is owed when an element ends.
enum Open {
    /// A closing tag.
    Tag(&'static str),
    /// The end of a block that has no tag of its own: its words must not run into the next.
    Space,
    /// The address of a link that is not a link here.
    Address(String),
    /// Nothing.
    Nothing,
}

struct Writer {
    html: String,
    open: Vec<Open>,
    author: Author,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => {
                let open = self.start(tag);
                self.open.push(open);
            }
            Event::End(_) => match self.open.pop() {
                Some(Open::Tag(name)) => {
                    self.html.extend(["</", name, ">"]);
                    if !matches!(name, "em" | "strong" | "a") {
                        self.html.push('\n');
                    }
                }
                Some(Open::Space) => self.html.push('\n'),
                Some(Open::Address(address)) => self.address(&address),
                Some(Open::Nothing) | None => {}
            },
            Event::Text(text) => self.text(&text),
            // Backquotes are more often apostrophes than code: "the library`s garden". They stay.
            Event::Code(text) => self.text(&format!("`{}`", with_definitions(&text))),
            Event::Html(text) | Event::InlineHtml(text) => self.text(&with_definitions(&text)),
            // People who press Enter mean a new line.
            Event::SoftBreak | Event::HardBreak => self.html.push_str("<br>\n"),
            Event::Rule => self.html.push('\n'),
            // Extensions that are not switched on.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => self.text(&text),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) -> Open {
        // Lists need room for their items too.
        let room = MAX_DEPTH - 1 > self.open.len();
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.block("p"),
            Tag::Heading { level, .. } => match self.author {
                Author::Service => self.block(heading(level)),
                Author::Resident => self.block("p"),
            },
            Tag::BlockQuote(_) => self.block("blockquote"),
            Tag::CodeBlock(kind) => {
                let open = self.block("p");
                if let CodeBlockKind::Fenced(info) = kind
                    && !info.is_empty()
                {
                    self.text(&with_definitions(&info));
                    self.html.push_str("<br>\n");
                }
                open
            }
            Tag::List(None) if room => self.block("ul"),
            Tag::List(Some(1)) if room => self.block("ol"),
            Tag::List(Some(first)) if room => {
                self.html.push_str(&format!("<ol start=\"{first}\">"));
                Open::Tag("ol")
            }
            Tag::Item => self.block("li"),
            Tag::Emphasis => self.inline("em"),
            Tag::Strong => self.inline("strong"),
            Tag::Link { link_type, dest_url, .. } => self.link(link_type, dest_url),
            Tag::Image { dest_url, .. } => Open::Address(dest_url.into_string()),
            _ => Open::Space,
        }
    }

    fn block(&mut self, name: &'static str) -> Open {
        if self.open.len() >= MAX_DEPTH {
            return Open::Space;
        }
        self.html.extend(["<", name, ">"]);
        Open::Tag(name)
    }

    fn inline(&mut self, name: &'static str) -> Open {
        if self.open.len() >= MAX_DEPTH {
            return Open::Nothing;
        }
        self.html.extend(["<", name, ">"]);
        Open::Tag(name)
    }

    fn link(&mut self, link_type: LinkType, dest_url: CowStr<'_>) -> Open {
        let address = if link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.into_string() };
        if self.author == Author::Service && self.open.len() < MAX_DEPTH && may_be_linked(&address) {
            self.html.push_str("<a href=\"");
            self.text(&address);
            self.html.push_str("\" rel=\"nofollow ugc noopener\">");
            return Open::Tag("a");
        }
        match link_type {
            // `<https://example.org>` shows its address already.
            LinkType::Autolink | LinkType::Email => Open::Nothing,
            _ => Open::Address(address),
        }
    }

    fn address(&mut self, address: &str) {
        if address.is_empty() {
            return;
        }
        self.html.push_str(" (");
        self.text(address);
        self.html.push(')');
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
                '\n' => self.html.push_str("<br>\n"),
                '\0' => self.html.push('\u{FFFD}'),
                other => self.html.push(other),
            }
        }
    }
}

/// Pages have one `h1` and their sections are `h2`, so what the service writes begins at `h3`.
fn heading(level: HeadingLevel) -> &'static str {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => "h3",
        HeadingLevel::H3 => "h4",
        HeadingLevel::H4 => "h5",
        HeadingLevel::H5 | HeadingLevel::H6 => "h6",
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

//! What an answer says, as lines that can be compared: of a page the text that people read, where its links lead and what
//! its fields hold; of data every value with the way to it; of a workbook its sheets; of a file its lines. How it is
//! dressed (the order of attributes, classes, spaces) says nothing.

use axum::http::header;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::clock;
use crate::downloads::spreadsheet::tests::unzipped;
use crate::site::testing::TestResponse;
use crate::time::Time;

/// The kind of file that a workbook is.
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What stands inside a line of text and does not end it.
const INSIDE: [&str; 20] = [
    "a", "abbr", "b", "bdi", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "small", "span", "strong",
    "sub", "sup", "time", "wbr",
];

/// What an answer says. Times within the minute that began at this moment lose their seconds: an old program was asked
/// while its clock went on.
pub(super) fn said(answer: &TestResponse, moment: Time) -> Vec<String> {
    let kind = answer.headers.get(header::CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap());
    let kind = kind.split(';').next().unwrap_or("");
    let head = format!("{} {kind} {}", answer.status.as_u16(), answer.location());
    let body = match kind {
        "text/html" => page(&answer.body),
        "application/json" | "application/problem+json" => data(&answer.body),
        WORKBOOK => sheets(&answer.bytes),
        kind if kind.starts_with("text/") => answer.body.lines().map(str::to_owned).collect(),
        _ if answer.bytes.is_empty() => Vec::new(),
        _ => vec![format!("{} bytes, SHA-256 {}", answer.bytes.len(), hex::encode(Sha256::digest(&answer.bytes)))],
    };
    let minutes = [clock::machine(moment)[..17].to_owned(), format!("{}:", clock::time_input(moment))];
    let lines = std::iter::once(head.trim_end().to_owned()).chain(body);
    lines.map(|line| minutes.iter().fold(line, |line, minute| without_seconds(&line, minute))).collect()
}

/// A line in which the seconds after each mention of a minute are gone.
fn without_seconds(line: &str, minute: &str) -> String {
    let mut parts = line.split(minute);
    let mut kept = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let seconds = part.bytes().take(2).take_while(u8::is_ascii_digit).count();
        kept.push_str(minute);
        kept.push_str(if seconds == 2 { &part[2..] } else { part });
    }
    kept
}

/// Every value in a piece of JSON with the way to it, in one order however they were sent.
fn data(text: &str) -> Vec<String> {
    fn walk(way: &str, value: &Value, lines: &mut Vec<String>) {
        match value {
            Value::Object(all) if !all.is_empty() => {
                let mut all: Vec<_> = all.iter().collect();
                all.sort_by_key(|(name, _)| *name);
                all.into_iter().for_each(|(name, one)| walk(&format!("{way}/{name}"), one, lines));
            }
            Value::Array(all) if !all.is_empty() => {
                all.iter().enumerate().for_each(|(place, one)| walk(&format!("{way}/{place}"), one, lines));
            }
            value => lines.push(format!("{way} = {value}")),
        }
    }
    let mut lines = Vec::new();
    walk("", &serde_json::from_str(text).unwrap(), &mut lines);
    lines
}

/// What an answer said, told alike however a program writes it: in a workbook a text stands beside all cells, or in its own.
pub(super) fn alike(said: &[String]) -> Vec<String> {
    if !said.first().is_some_and(|head| head.contains(WORKBOOK)) {
        return said.to_vec();
    }
    let whole = said.join("\n");
    let inside = |part: &str, open: &str, close: &str| {
        let (_, rest) = part.split_once(open)?;
        Some(rest.split_once(close)?.0.to_owned())
    };
    let text = |part: &str| inside(part, "<t>", "</t>").or_else(|| inside(part, "<t xml:space=\"preserve\">", "</t>"));
    let shared: Vec<String> = whole.split("<si>").skip(1).map(|part| text(part).unwrap_or_default()).collect();
    let mut told: Vec<String> = said.iter().filter(|line| line.starts_with("<sheet ")).cloned().collect();
    for part in whole.split("<c r=\"").skip(1) {
        let Some((cell, rest)) = part.split_once('"') else { continue };
        let (head, rest) = rest.split_once('>').unwrap_or_default();
        let rest = rest.split("</c>").next().unwrap_or_default();
        let style = inside(head, "s=\"", "\"").unwrap_or_default();
        let value = inside(rest, "<v>", "</v>");
        let value = match (head.contains("t=\"s\""), value) {
            (true, Some(place)) => place.parse().ok().and_then(|place: usize| shared.get(place).cloned()),
            (false, Some(number)) => Some(number),
            (_, None) => text(rest),
        };
        told.push(format!("{cell} {style} {}", value.unwrap_or_default()));
    }
    told
}

/// The names, texts and cells of a workbook, one element a line; when it was made is left out.
fn sheets(archive: &[u8]) -> Vec<String> {
    let cells = (1..).map_while(|number| unzipped(archive, &format!("xl/worksheets/sheet{number}.xml")));
    let parts = ["xl/workbook.xml", "xl/sharedStrings.xml"].into_iter().filter_map(|part| unzipped(archive, part));
    parts
        .chain(cells)
        .flat_map(|part| part.replace("><", ">\n<").lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// What a page says.
fn page(html: &str) -> Vec<String> {
    let mut text = String::new();
    for piece in pieces(html) {
        match piece {
            Piece::Text(words) => text.push_str(&unescaped(words).replace('\n', " ")),
            Piece::Tag(tag) => text.push_str(&tag_said(&tag)),
        }
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect()
}

fn tag_said(tag: &Tag) -> String {
    let (value, name) = (tag.attribute("value"), tag.attribute("name"));
    let label = tag.attribute("aria-label").or_else(|| tag.attribute("alt")).map(|label| format!(" ({label})"));
    let said = match tag.name {
        "a" => tag.attribute("href").map(|href| format!("[{href}] ")).unwrap_or_default(),
        "time" => tag.attribute("datetime").map(|at| format!("[{at}] ")).unwrap_or_default(),
        "form" => format!("{{form {}}}", tag.attribute("action").unwrap_or_default()),
        "input" | "button" | "select" | "option" | "textarea" => {
            let on = tag.has("checked") || tag.has("selected");
            let chosen = if on { ", chosen" } else { "" };
            let kind = tag.attribute("type").unwrap_or_default();
            format!("{{{} {kind} {}={}{chosen}}}", tag.name, name.unwrap_or_default(), value.unwrap_or_default())
        }
        _ => String::new(),
    };
    let end = if INSIDE.contains(&tag.name.trim_start_matches('/')) { " " } else { "\n" };
    let end = if said.is_empty() && label.is_none() && end == " " { "" } else { end };
    format!("{end}{said}{}{end}", label.unwrap_or_default())
}

/// Where the links of a page lead.
pub(super) fn links(html: &str) -> Vec<String> {
    let tags = pieces(html).into_iter().filter_map(|piece| match piece {
        Piece::Tag(tag) if tag.name == "a" => tag.attribute("href"),
        _ => None,
    });
    tags.collect()
}

/// A piece of a page.
enum Piece<'a> {
    Text(&'a str),
    Tag(Tag<'a>),
}

/// A tag; the name of one that closes begins with a stroke.
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<String> {
        let value = self.attributes.split_once(&format!(" {name}=\""))?.1;
        Some(unescaped(value.split('"').next().unwrap_or("")))
    }

    fn has(&self, name: &str) -> bool {
        // What is quoted is no attribute.
        self.attributes
            .split('"')
            .step_by(2)
            .any(|part| part.split_whitespace().any(|word| word.trim_end_matches('=') == name))
    }
}

/// A page in pieces; comments, and what is between the tags of scripts and styles, are left out.
fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        pieces.push(Piece::Text(&rest[..open]));
        rest = &rest[open + 1..];
        if rest.starts_with('!') {
            let close = if rest.starts_with("!--") { "-->" } else { ">" };
            rest = rest.split_once(close).map_or("", |(_, after)| after);
            continue;
        }
        let mut quoted = false;
        let end = rest.find(|sign: char| {
            quoted ^= sign == '"';
            sign == '>' && !quoted
        });
        let (tag, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after.get(1..).unwrap_or("");
        let (name, attributes) = tag.split_at(tag.find(char::is_whitespace).unwrap_or(tag.len()));
        if matches!(name, "script" | "style") {
            rest = rest.split_once(&format!("</{name}>")).map_or("", |(_, after)| after);
        }
        pieces.push(Piece::Tag(Tag { name, attributes }));
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// A text as it is read.
fn unescaped(text: &str) -> String {
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&nbsp;", "\u{a0}")];
    let text = marks.iter().fold(text.to_owned(), |text, (mark, sign)| text.replace(mark, sign));
    text.replace("&amp;", "&")
}

#[test]
fn a_page_says_what_people_read_where_links_lead_and_what_fields_hold() {
    let html = "<!DOCTYPE html><html><head><title>A &amp; B<!></title><style>p > a {}</style></head><body><!-- no --><p class=\"x\">\
        Read <a class=\"y\" href=\"/b?c=1&amp;d=&quot;>\">this\n<strong>now</strong></a>.</p>\
        <form method=\"post\" action=\"/vote\"><input value=\"yes\" type=\"radio\" name=\"choice\" checked>Yes</form></body></html>";
    let expected =
        ["A & B", "Read [/b?c=1&d=\">] this now.", "{form /vote}", "{input radio choice=yes, chosen}", "Yes"];
    assert_eq!(page(html), expected);
    assert_eq!(links(html), ["/b?c=1&d=\">"]);
}

#[test]
fn data_is_the_same_in_whatever_order_it_was_sent() {
    let lines = ["/a/0 = 1", "/a/1/c = null", "/b = \"x\""];
    assert_eq!(data("{\"b\": \"x\", \"a\": [1, {\"c\": null}]}"), lines);
    assert_eq!(data("{\"a\": [1, {\"c\": null}], \"b\": \"x\"}"), lines);
}

#[test]
fn only_the_seconds_of_the_minute_that_is_meant_are_left_out() {
    assert_eq!(
        without_seconds("14:02:28 and 14:02:07, 14:03:28, 14:02:x", "14:02:"),
        "14:02: and 14:02:, 14:03:28, 14:02:x"
    );
}

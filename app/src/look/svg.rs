//! A logo that came as a drawing (SVG), made harmless. A drawing can hold scripts, load other files and ask other hosts, so
//! nothing of it is taken but what is on a list: shapes, how they are filled, and gradients. What is not on the list is
//! left out, and whoever sent it is told. The result is written anew from what was read, never copied.
//!
//! Drawing programs put colours into style sheets (`class="cls-1"`); those are turned into attributes.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::downloads::xml::XmlOut;

/// The largest drawing that is read, in bytes.
pub const LARGEST: usize = 300 * 1024;
/// How deep elements may stand in one another.
const DEEPEST: usize = 60;
/// How many elements are taken.
const MOST: usize = 5_000;

/// What is taken, by its name.
const ELEMENTS: [&str; 14] = [
    "circle",
    "clipPath",
    "defs",
    "ellipse",
    "g",
    "line",
    "linearGradient",
    "mask",
    "path",
    "polygon",
    "polyline",
    "radialGradient",
    "rect",
    "stop",
];
/// What is drawn.
const SHAPES: [&str; 7] = ["circle", "ellipse", "line", "path", "polygon", "polyline", "rect"];
/// Attributes that say where something is.
const PLACES: [&str; 29] = [
    "clipPathUnits",
    "cx",
    "cy",
    "d",
    "fr",
    "fx",
    "fy",
    "gradientTransform",
    "gradientUnits",
    "height",
    "id",
    "maskContentUnits",
    "maskUnits",
    "offset",
    "pathLength",
    "points",
    "r",
    "rx",
    "ry",
    "spreadMethod",
    "transform",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
    "href",
];
/// Attributes that say how it looks; they may stand in a style too.
const LOOKS: [&str; 20] = [
    "clip-path",
    "clip-rule",
    "color",
    "display",
    "fill",
    "fill-opacity",
    "fill-rule",
    "mask",
    "opacity",
    "paint-order",
    "stop-color",
    "stop-opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-miterlimit",
    "stroke-opacity",
    "stroke-width",
];

/// A drawing made harmless.
#[derive(Clone, Debug, PartialEq)]
pub struct CleanDrawing {
    /// The file.
    pub bytes: Vec<u8>,
    /// How wide it is, in its own measure.
    pub width: f64,
    /// How high.
    pub height: f64,
    /// What was left out, by its name.
    pub left_out: BTreeSet<String>,
}

/// Why a drawing cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawingProblem {
    /// It is no SVG.
    #[error("This is not an SVG drawing that we can read. Save it again as “plain SVG”, or send a PNG")]
    Unreadable,
    /// It is too large.
    #[error("This drawing is too large or too intricate for a logo. Send a simpler one, or a PNG")]
    TooMuch,
    /// It does not say how large it is.
    #[error("This drawing does not say how wide and high it is. Save it again with a size, or send a PNG")]
    NoSize,
    /// Nothing that could be drawn was left.
    #[error(
        "Nothing is left of this drawing: it is made of letters, pictures or scripts, which we do not take. Turn its letters into shapes (“outlines”), or send a PNG"
    )]
    Empty,
}

/// Properties by their name.
type Looks = BTreeMap<&'static str, String>;

fn known(list: &'static [&'static str], name: &str) -> Option<&'static str> {
    list.iter().copied().find(|known| *known == name)
}

/// The name of an element of the drawing's own kind; none of another (`inkscape:…`).
fn element(tag: &BytesStart<'_>) -> Option<String> {
    let name = tag.name();
    let own = name.prefix().is_none_or(|prefix| prefix.as_ref() == "svg");
    own.then(|| name.local_name().as_ref().to_owned())
}

/// A value that can do nothing but look like something: no address but of a part of this very drawing.
fn harmless(value: &str) -> Option<String> {
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let value = value.trim_end_matches("!important").trim().to_owned();
    let plain = |c: char| c.is_ascii_alphanumeric() || " .,#%()+-_".contains(c);
    if value.is_empty() || !value.chars().all(plain) {
        return None;
    }
    if let Some((_, rest)) = value.to_ascii_lowercase().split_once("url") {
        let inside = value.strip_prefix("url(#").and_then(|rest| rest.strip_suffix(')'));
        let named = inside.is_some_and(|name| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
        });
        if !named || rest.contains("url") {
            return None;
        }
    }
    Some(value)
}

/// The properties of `fill:#fff; stroke:none`.
fn properties(style: &str) -> Looks {
    let pairs = style.split(';').filter_map(|one| one.split_once(':'));
    pairs.filter_map(|(name, value)| Some((known(&LOOKS, name.trim())?, harmless(value)?))).collect()
}

/// The rules for classes in a style sheet: `.a, .b { … }`. Everything else in it is passed over.
fn rules(sheet: &str, into: &mut BTreeMap<String, Looks>) {
    for rule in sheet.split('}') {
        let Some((selectors, body)) = rule.split_once('{') else { continue };
        let looks = properties(body);
        for selector in selectors.split(',') {
            let Some(class) = selector.trim().strip_prefix('.') else { continue };
            if class.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
                into.entry(class.to_owned()).or_default().extend(looks.clone());
            }
        }
    }
}

fn unreadable(_: impl std::error::Error) -> DrawingProblem {
    DrawingProblem::Unreadable
}

/// The text of an attribute.
fn attributes(tag: &BytesStart<'_>) -> Result<Vec<(String, String)>, DrawingProblem> {
    let mut found = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(unreadable)?;
        let key = attribute.key.as_ref().to_owned();
        if key.starts_with("xmlns") {
            continue;
        }
        // An entity of the file's own is not known here, and is no reason to refuse what is left out anyway.
        let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0) else { continue };
        found.push((key, value.into_owned()));
    }
    Ok(found)
}

/// The classes that a drawing's style sheets give looks to.
fn style_sheets(text: &str) -> Result<BTreeMap<String, Looks>, DrawingProblem> {
    let (mut found, mut inside) = (BTreeMap::new(), false);
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().map_err(unreadable)? {
            Event::Start(tag) => inside = element(&tag).as_deref() == Some("style"),
            Event::End(_) => inside = false,
            Event::Text(words) if inside => rules(&words, &mut found),
            Event::CData(words) if inside => rules(&words, &mut found),
            Event::Eof => return Ok(found),
            _ => {}
        }
    }
}

/// A drawing while it is written anew.
struct Cleaning {
    xml: XmlOut<Vec<u8>>,
    classes: BTreeMap<String, Looks>,
    left_out: BTreeSet<String>,
    shapes: usize,
    taken: usize,
}

impl Cleaning {
    /// What is taken of an element's attributes.
    fn taken(&mut self, name: &str, tag: &BytesStart<'_>) -> Result<Vec<(&'static str, String)>, DrawingProblem> {
        let (mut places, mut looks, mut styled, mut own) = (Looks::new(), Looks::new(), Looks::new(), Looks::new());
        for (key, value) in attributes(tag)? {
            let key = key.strip_prefix("xlink:").unwrap_or(&key);
            match key {
                "style" => own = properties(&value),
                "class" => {
                    for class in value.split_whitespace() {
                        styled.extend(self.classes.get(class).cloned().unwrap_or_default());
                    }
                }
                // A gradient may take its colours from another one of this drawing.
                "href" => {
                    let of_this = value.strip_prefix('#').filter(|_| name.ends_with("Gradient"));
                    if of_this.is_some_and(|id| harmless(id).as_deref() == Some(id)) {
                        places.insert("href", value);
                    } else {
                        self.left_out.insert(key.to_owned());
                    }
                }
                _ => match (known(&PLACES, key), known(&LOOKS, key), harmless(&value)) {
                    (Some(key), _, Some(value)) => drop(places.insert(key, value)),
                    (_, Some(key), Some(value)) => drop(looks.insert(key, value)),
                    // Names that drawing programs give things are missed by nobody.
                    _ if key.starts_with("data-") || key.contains(':') || key == "version" => {}
                    _ => drop(self.left_out.insert(key.to_owned())),
                },
            }
        }
        // A style sheet outweighs attributes, and an element's own style outweighs both.
        looks.extend(styled);
        looks.extend(own);
        Ok(places.into_iter().chain(looks).collect())
    }

    fn write(&mut self, name: &'static str, tag: &BytesStart<'_>, empty: bool) -> Result<(), DrawingProblem> {
        self.taken += 1;
        if self.taken > MOST {
            return Err(DrawingProblem::TooMuch);
        }
        self.shapes += usize::from(SHAPES.contains(&name));
        let attributes = self.taken(name, tag)?;
        let attributes: Vec<(&str, &str)> = attributes.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let written = if empty { self.xml.empty(name, &attributes) } else { self.xml.open(name, &attributes) };
        written.map_err(unreadable)
    }
}

/// A length in dots: `120`, `120px`.
fn length(value: &str) -> Option<f64> {
    let number = value.trim().trim_end_matches("px").trim_end_matches("pt");
    number.parse::<f64>().ok().filter(|length| length.is_finite() && *length > 0.0 && *length < 100_000.0)
}

/// The frame that a drawing is seen in: from where, how wide and how high.
fn frame(root: &BytesStart<'_>) -> Result<[f64; 4], DrawingProblem> {
    let attributes = attributes(root)?;
    let value = |name: &str| attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let seen: Vec<f64> = value("viewBox")
        .unwrap_or_default()
        .split([' ', ',', '\t', '\n', '\r'])
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse::<f64>().ok().filter(|number| number.abs() < 100_000.0))
        .collect();
    let frame = match (seen.as_slice(), value("width").and_then(length), value("height").and_then(length)) {
        ([left, top, width, height], ..) => [*left, *top, *width, *height],
        (_, Some(width), Some(height)) => [0.0, 0.0, width, height],
        _ => return Err(DrawingProblem::NoSize),
    };
    if frame[2] > 0.0 && frame[3] > 0.0 { Ok(frame) } else { Err(DrawingProblem::NoSize) }
}

/// Makes a drawing harmless.
///
/// # Errors
/// Why it cannot be taken.
pub fn cleaned(bytes: &[u8]) -> Result<CleanDrawing, DrawingProblem> {
    if bytes.len() > LARGEST {
        return Err(DrawingProblem::TooMuch);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| DrawingProblem::Unreadable)?;
    let text = text.trim_start_matches('\u{feff}');
    let classes = style_sheets(text)?;
    let xml = XmlOut::begin(Vec::new()).map_err(unreadable)?;
    let mut work = Cleaning { xml, classes, left_out: BTreeSet::new(), shapes: 0, taken: 0 };
    let mut reader = Reader::from_str(text);
    let mut size = None;
    let (mut depth, mut passed_over) = (0_usize, 0_usize);
    loop {
        let event = reader.read_event().map_err(unreadable)?;
        let (tag, empty) = match &event {
            Event::Start(tag) => (tag, false),
            Event::Empty(tag) => (tag, true),
            Event::End(_) => {
                if passed_over > 0 {
                    passed_over -= 1;
                } else {
                    work.xml.close().map_err(unreadable)?;
                    depth -= 1;
                }
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        if depth + passed_over >= DEEPEST {
            return Err(DrawingProblem::TooMuch);
        }
        let name = element(tag);
        if passed_over > 0 {
            passed_over += usize::from(!empty);
            continue;
        }
        if size.is_none() {
            if name.as_deref() != Some("svg") || empty {
                return Err(DrawingProblem::Unreadable);
            }
            let [left, top, width, height] = frame(tag)?;
            let seen = format!("{left} {top} {width} {height}");
            let (wide, high) = (width.to_string(), height.to_string());
            let root = [
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("width", &wide),
                ("height", &high),
                ("viewBox", seen.as_str()),
            ];
            work.xml.open("svg", &root).map_err(unreadable)?;
            (size, depth) = (Some((width, height)), 1);
            continue;
        }
        match name.as_deref().and_then(|name| known(&ELEMENTS, name)) {
            Some(name) => {
                work.write(name, tag, empty)?;
                depth += usize::from(!empty);
            }
            None => {
                // Its own words about itself, and its style sheets, are dealt with.
                if let Some(name) = name.filter(|name| !["title", "desc", "metadata", "style"].contains(&name.as_str()))
                {
                    work.left_out.insert(name);
                }
                passed_over += usize::from(!empty);
            }
        }
    }
    let (Some((width, height)), true) = (size, depth == 0) else { return Err(DrawingProblem::Unreadable) };
    if work.shapes == 0 {
        return Err(DrawingProblem::Empty);
    }
    let bytes = work.xml.end().map_err(unreadable)?;
    Ok(CleanDrawing { bytes, width, height, left_out: work.left_out })
}

#[cfg(test)]
mod tests;

//! XML as we write it: elements opened and closed, texts and attributes escaped, nothing that XML cannot hold.

use std::borrow::Cow;
use std::io::{self, Write};

/// Writes XML as it comes.
#[derive(Debug)]
pub struct XmlOut<W: Write> {
    out: W,
    open: Vec<&'static str>,
}

impl<W: Write> XmlOut<W> {
    /// Begins a document.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn begin(mut out: W) -> io::Result<Self> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        Ok(Self { out, open: Vec::new() })
    }

    /// Opens an element.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.tag(name, attributes, ">")?;
        self.open.push(name);
        Ok(())
    }

    /// An element with nothing in it.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) -> io::Result<()> {
        self.tag(name, attributes, "/>")
    }

    /// A text.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn text(&mut self, text: &str) -> io::Result<()> {
        escape(&mut self.out, text, false)
    }

    /// An element with a text in it.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn told(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) -> io::Result<()> {
        self.tag(name, attributes, ">")?;
        self.text(text)?;
        write!(self.out, "</{name}>")
    }

    /// Closes the element that was opened last.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn close(&mut self) -> io::Result<()> {
        if let Some(name) = self.open.pop() {
            write!(self.out, "</{name}>")?;
        }
        Ok(())
    }

    /// A line break between elements, for people who look at the file.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn line(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    /// Closes what is open, and gives back what was written to.
    ///
    /// # Errors
    /// When it cannot be written to.
    pub fn end(mut self) -> io::Result<W> {
        while !self.open.is_empty() {
            self.close()?;
        }
        Ok(self.out)
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)], end: &str) -> io::Result<()> {
        write!(self.out, "<{name}")?;
        for (attribute, value) in attributes {
            write!(self.out, " {attribute}=\"")?;
            escape(&mut self.out, value, true)?;
            self.out.write_all(b"\"")?;
        }
        self.out.write_all(end.as_bytes())
    }
}

fn escape(out: &mut impl Write, text: &str, attribute: bool) -> io::Result<()> {
    let text = printable(text);
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let written: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' if attribute => b"&quot;",
            // A reader makes a space of these in an attribute.
            b'\n' if attribute => b"&#10;",
            b'\t' if attribute => b"&#9;",
            _ => continue,
        };
        // What is replaced is one byte long, so no character is cut.
        out.write_all(text.as_bytes().get(from..at).unwrap_or_default())?;
        out.write_all(written)?;
        from = at + 1;
    }
    out.write_all(text.as_bytes().get(from..).unwrap_or_default())
}

/// A text without what XML, and so a spreadsheet or a feed, cannot hold: control characters become the mark for what could not be
/// shown. Line breaks and tabs stay.
pub fn printable(text: &str) -> Cow<'_, str> {
    let bad = |letter: char| {
        letter.is_control() && !matches!(letter, '\n' | '\t') || matches!(letter, '\u{FFFE}' | '\u{FFFF}')
    };
    if !text.contains(bad) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").replace(bad, "\u{FFFD}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_marked() {
        assert_eq!(printable("a\u{0}b\r\nc\u{FFFE}\td"), "a\u{FFFD}b\nc\u{FFFD}\td");
    }
}

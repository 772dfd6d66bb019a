//! What an old program answered, in one packed file: the moment at which it was asked, then each address with who asked
//! for it and, indented, what the answer said.

use std::fmt::Write;
use std::io::Read;

use crate::time::Time;

/// One address that was asked for.
pub(super) struct Answered {
    /// Who asked, by the name in their demonstration address; [`ANYBODY`] for somebody who is not signed in.
    pub by: String,
    /// The address.
    pub at: String,
    /// What the answer said.
    pub said: Vec<String>,
}

/// Somebody who is not signed in.
pub(super) const ANYBODY: &str = "anybody";

/// Everything that was asked at one moment, in the order in which it was.
pub(super) struct Answers {
    /// The minute in which everything was asked.
    pub moment: Time,
    /// What was answered.
    pub all: Vec<Answered>,
}

impl Answers {
    /// The answers as they are kept.
    pub(super) fn written(&self) -> String {
        let mut text = format!("{}\n", self.moment.0);
        for one in &self.all {
            writeln!(text, "{} {}", one.by, one.at).unwrap();
            for line in &one.said {
                writeln!(text, "\t{line}").unwrap();
            }
        }
        text
    }

    /// Answers as they were kept.
    pub(super) fn read(text: &str) -> Self {
        let mut lines = text.strip_suffix('\n').unwrap_or(text).split('\n');
        let moment = Time(lines.next().unwrap().parse().unwrap());
        let mut all: Vec<Answered> = Vec::new();
        for line in lines {
            if let Some(line) = line.strip_prefix('\t') {
                all.last_mut().unwrap().said.push(line.to_owned());
            } else {
                let (by, at) = line.split_once(' ').unwrap();
                all.push(Answered { by: by.to_owned(), at: at.to_owned(), said: Vec::new() });
            }
        }
        Self { moment, all }
    }
}

/// How far back what is packed may repeat itself (2 to this power): pages repeat each other over their whole length.
const WINDOW: i32 = 24;

/// A text, packed as small as may be.
pub(super) fn packed(text: &str) -> Vec<u8> {
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: WINDOW, ..Default::default() };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut text.as_bytes(), &mut packed, &params).unwrap();
    packed
}

/// A packed text.
pub(super) fn unpacked(packed: &[u8]) -> String {
    let mut text = String::new();
    brotli::Decompressor::new(packed, 64 * 1024).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn answers_are_kept_as_they_were() {
    let one = |at: &str, said: &[&str]| Answered {
        by: ANYBODY.to_owned(),
        at: at.to_owned(),
        said: said.iter().map(|line| (*line).to_owned()).collect(),
    };
    let answers = Answers { moment: Time(60_000), all: vec![one("/a", &["x y", "\tz", ""]), one("/b", &[])] };
    let text = answers.written();
    assert_eq!(unpacked(&packed(&text)), text);
    let again = Answers::read(&text);
    assert_eq!(again.moment, Time(60_000));
    assert_eq!(again.all[0].said, ["x y", "\tz", ""]);
    assert_eq!((again.all.len(), again.all[1].at.as_str()), (2, "/b"));
}

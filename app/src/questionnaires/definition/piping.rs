//! Earlier answers in later words: `You said you use {{library|your library}} most.` What stands before the bar is the key
//! of a question that was asked before, what stands after it is said where that was not answered.
//!
//! Only answers that are one word or number can be said so: an option, a point, a library, a number, an amount. What people
//! wrote themselves is never piped. Whoever puts the words on a page escapes them, as all words.

use super::answer::Answer;
use super::key::Key;
use super::question::{Question, QuestionKind, Questionnaire};
use super::route::Route;
use super::texts::Language;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words as they are.
    Plain(&'a str),
    /// An earlier answer.
    Piped {
        /// The question, as it is written: it may be no key at all.
        key: &'a str,
        /// What is said where it was not answered.
        otherwise: &'a str,
    },
}

/// The pieces of a text. What only looks like the beginning of a pipe is plain.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let inner = &rest[start + 2..];
        let Some(end) = inner.find("}}") else { break };
        if start > 0 {
            found.push(Piece::Plain(&rest[..start]));
        }
        let (key, otherwise) = inner[..end].split_once('|').unwrap_or((&inner[..end], ""));
        found.push(Piece::Piped { key: key.trim(), otherwise: otherwise.trim() });
        rest = &inner[end + 2..];
    }
    if !rest.is_empty() {
        found.push(Piece::Plain(rest));
    }
    found
}

/// The keys of the questions that a text repeats the answers to, as written, each with its wording for no answer.
pub fn piped(text: &str) -> Vec<(&str, &str)> {
    let piped = pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Piped { key, otherwise } => Some((key, otherwise)),
        Piece::Plain(_) => None,
    });
    piped.collect()
}

/// Whether the answers to a question can be repeated in later words.
pub const fn can_be_piped(question: &Question) -> bool {
    matches!(
        question.kind,
        QuestionKind::OneOf(_)
            | QuestionKind::Scale { .. }
            | QuestionKind::Branch
            | QuestionKind::Number { .. }
            | QuestionKind::Money { .. }
    )
}

/// A text as somebody on this route reads it, in plain words that still have to be escaped.
pub fn said<'a>(
    text: &'a str,
    whole: &Questionnaire,
    route: &Route<'_>,
    language: &Language,
    branch: impl Fn(&str) -> Option<String>,
) -> std::borrow::Cow<'a, str> {
    if !text.contains("{{") {
        return std::borrow::Cow::Borrowed(text);
    }
    let mut words = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => words.push_str(plain),
            Piece::Piped { key, otherwise } => {
                let answer = Key::new(key).ok().and_then(|key| {
                    let question = whole.question(key.as_str()).filter(|question| can_be_piped(question))?;
                    in_words(question, route.answer(&key)?, language, &whole.languages, &branch)
                });
                words.push_str(answer.as_deref().filter(|answer| !answer.is_empty()).unwrap_or(otherwise));
            }
        }
    }
    std::borrow::Cow::Owned(words)
}

/// A text as it reads for nobody in particular: with the words for no answer where an answer would stand.
pub fn for_everybody(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains("{{") {
        return std::borrow::Cow::Borrowed(text);
    }
    let words = pieces(text).into_iter().map(|piece| match piece {
        Piece::Plain(plain) => plain,
        Piece::Piped { otherwise, .. } => otherwise,
    });
    std::borrow::Cow::Owned(words.collect())
}

/// An answer in a word or a number; nothing for those that are not, and for "I don't know".
fn in_words(
    question: &Question,
    answer: &Answer,
    language: &Language,
    otherwise: &[Language],
    branch: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    match (answer, &question.kind) {
        (Answer::Code { code, .. }, QuestionKind::Scale { points }) => {
            let point = points.get(code.parse::<usize>().ok()?.checked_sub(1)?)?.read(language, otherwise);
            Some(if point.is_empty() { code.clone() } else { point.to_owned() })
        }
        // An option that asks "please say" says nothing by itself, and what was written is not piped.
        (Answer::Code { code, .. }, _) => {
            let option = question.option(code).filter(|option| !option.write_in)?;
            Some(option.label.read(language, otherwise).to_owned())
        }
        (Answer::Number(number), QuestionKind::Number { unit, .. }) => {
            let unit = unit.read(language, otherwise);
            Some(if unit.is_empty() { number.to_string() } else { format!("{number} {unit}") })
        }
        (Answer::Money(pence), _) => Some(crate::money::pounds(*pence)),
        (Answer::Branch(slug), _) => branch(slug),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::answer::Given;
    use super::super::document::from_toml;
    use super::*;

    #[test]
    fn a_text_is_taken_apart_and_what_only_looks_so_is_plain() {
        assert_eq!(
            pieces("You use {{ library | a library }} most"),
            [Piece::Plain("You use "), Piece::Piped { key: "library", otherwise: "a library" }, Piece::Plain(" most")]
        );
        for plain in ["", "{{", "{ {a} }", "}} {{ open"] {
            assert!(piped(plain).is_empty(), "{plain}");
        }
        assert_eq!(piped("{{a}}{{b|c}}"), [("a", ""), ("b", "c")]);
    }

    #[test]
    fn an_earlier_answer_is_said_and_what_was_not_answered_has_its_wording() {
        let whole = from_toml(
            r#"
            [[page]]
            key = "p"
            [[page.question]]
            key = "use"
            type = "one-of"
            option = [{ code = "a", label = "<Reading> & more" }, { code = "other", label = "Other", write-in = true }]
            [[page.question]]
            key = "hours"
            type = "whole-number"
            unit = "hours"
            [[page.question]]
            key = "words"
            type = "short-text"
            "#,
        )
        .unwrap();
        let text = "You said {{use|something}}, {{hours|some time}}, {{words|much}}, {{gone|never}}.";
        let said = |given: &Given| {
            let route = Route::of(&whole, given);
            super::said(text, &whole, &route, &Language::english(), |_| None).into_owned()
        };
        assert_eq!(said(&Given::new()), "You said something, some time, much, never.");
        assert_eq!(for_everybody(text), "You said something, some time, much, never.");
        let key = |key| Key::new(key).unwrap();
        let mut given = Given::from([
            (key("use"), Answer::code("a")),
            (key("hours"), Answer::Number("3".parse().unwrap())),
            (key("words"), Answer::Text("my own".into())),
        ]);
        assert_eq!(said(&given), "You said <Reading> & more, 3 hours, much, never.");
        given.insert(key("use"), Answer::Code { code: "other".into(), other: Some("knitting".into()) });
        assert!(said(&given).starts_with("You said something"));
    }
}

//! Words as a form has them: an earlier answer is repeated by `${name}` there and by `{{key|words if there is none}}` here.

use std::collections::BTreeSet;

use super::super::super::definition::piping::{Piece, pieces};

/// What stands where an answer that was to be repeated is missing, when the file has no words for it.
pub(super) const NOTHING: &str = "…";

/// A text of ours as a form has it. What would be taken for a reference there is parted by a space.
pub(super) fn encoded(text: &str, name: impl Fn(&str) -> Option<String>) -> String {
    let mut written = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Plain(plain) => written.push_str(&plain.replace("${", "$ {")),
            Piece::Piped { key, otherwise } => match name(key) {
                Some(name) => written.extend(["${", name.as_str(), "}"]),
                None => written.push_str(&otherwise.replace("${", "$ {")),
            },
        }
    }
    // Line breaks are the same everywhere, and what XML cannot hold has no place in a form.
    let plain = written.replace("\r\n", "\n").replace('\r', "\n");
    let plain: String = plain.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\t')).collect();
    plain.trim().to_owned()
}

/// A text of a form as ours, with the names that it refers to.
pub(super) fn decoded(text: &str, refers: &mut BTreeSet<String>, key: impl Fn(&str) -> Option<String>) -> String {
    let text = text.replace("\r\n", "\n");
    let mut read = String::new();
    let mut rest = text.as_str();
    // Two brackets of the form's own would be taken for a reference here.
    let plain = |text: &str| text.replace("{{", "{ {");
    while let Some((before, after)) = rest.split_once("${") {
        let Some((name, left)) = after.split_once('}') else { break };
        read.push_str(&plain(before));
        let name = name.trim();
        refers.insert(name.to_owned());
        match key(name) {
            Some(key) => read.extend(["{{", key.as_str(), "|", NOTHING, "}}"]),
            None => read.push_str(NOTHING),
        }
        rest = left;
    }
    read.push_str(&plain(rest));
    read.trim().to_owned()
}

/// Whether a cell stands for a missing translation.
pub(super) fn is_missing(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "–" | "—")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_repeated_in_both_ways_of_writing() {
        let mut refers = BTreeSet::new();
        let ours = decoded("You use ${library}, and ${gone}.", &mut refers, |name| {
            (name == "library").then(|| "library".to_owned())
        });
        assert_eq!(ours, "You use {{library|…}}, and ….");
        assert_eq!(refers.len(), 2);
        assert_eq!(encoded(&ours, |key| Some(key.to_owned())), "You use ${library}, and ….");
        assert_eq!(encoded("{{x|none}} ${y} {{z", |_| None), "none $ {y} {{z");
        assert_eq!(decoded("a {{b|c}} ${d", &mut refers, |_| None), "a { {b|c}} ${d");
    }
}

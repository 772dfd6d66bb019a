//! The words of a survey: without markup, with earlier answers repeated as they are here.

use super::super::super::super::definition::key::Key;
use super::super::super::super::definition::texts::Wording;
use super::super::plain::{self, LimePiece};
use super::super::script::{self, Script};
use super::super::source::Texts;
use super::Taking;

/// What is said in place of an answer that a text repeats, where it was not given.
const UNSAID: &str = "…";
/// Stands for an expression while the markup round it is taken away: no text has it.
const HERE: char = '\u{f8f0}';

impl Taking<'_> {
    /// Words in every language, without their markup.
    pub(in super::super) fn words(&mut self, of: &str, texts: &Texts) -> Wording {
        let mut wording = Wording::default();
        for (place, (code, language)) in self.languages.clone().into_iter().enumerate() {
            let common = texts.get("").filter(|_| place == 0);
            if let Some(html) = texts.get(&code).or(common).filter(|html| !html.trim().is_empty()) {
                let text = self.text(of, html);
                wording.set(&language, text);
            }
        }
        wording
    }

    /// Words in one language, without their markup.
    fn text(&mut self, of: &str, html: &str) -> String {
        let (html, scripts) = plain::without_scripts(html);
        let html = html.replace(HERE, "");
        let (mut markup, mut said) = (String::new(), Vec::new());
        for piece in plain::pieces(&html) {
            match piece {
                LimePiece::Words(words) => markup.push_str(words),
                LimePiece::Expression(expression) => {
                    markup.push(HERE);
                    said.push(self.repeated(of, expression));
                }
            }
        }
        let plain = plain::plain(&markup);
        if scripts {
            self.drop(of, "script", "Scripts in texts are not taken over.");
        }
        for lost in plain.lost {
            let what = lost.split(' ').next().unwrap_or("image").to_owned();
            self.drop(of, &what, &format!("Texts here are plain words, so this is left out: {lost}."));
        }
        // What looks like a repeated answer here and was none there stays what it was.
        let words = plain.text.replace("{{", "{ {");
        let mut said = said.into_iter();
        let mut text = String::with_capacity(words.len());
        for letter in words.chars() {
            if letter == HERE { text.push_str(&said.next().unwrap_or_default()) } else { text.push(letter) }
        }
        text
    }

    /// An expression in a text: an earlier answer that is repeated, or something that is worked out, which nothing is here.
    fn repeated(&mut self, of: &str, expression: &str) -> String {
        let found = script::read(expression).ok().and_then(|script| self.answer_of(&script));
        match found {
            Some((key, otherwise)) if otherwise.is_some() => {
                format!("{{{{{key}|{}}}}}", otherwise.unwrap_or_default().replace(['{', '}', '|'], ""))
            }
            Some((key, _)) => {
                self.warnings.push(format!(
                    "The text of {of} repeats the answer to {key}; where it is not answered it says “{UNSAID}”, which somebody \
                     should put into words."
                ));
                format!("{{{{{key}|{UNSAID}}}}}")
            }
            None => {
                self.drop(
                    of,
                    "expression in a text",
                    &format!("“{{{expression}}}” is worked out by LimeSurvey; the text says “{UNSAID}” in its place."),
                );
                UNSAID.to_owned()
            }
        }
    }

    /// The question whose answer an expression is, with what is said where there is none.
    fn answer_of(&self, script: &Script) -> Option<(Key, Option<String>)> {
        match script {
            Script::Name(name) => {
                let (code, suffix) = name.split_once('.').unwrap_or((name, ""));
                let said = matches!(suffix, "" | "shown" | "NAOK" | "shown.NAOK" | "NAOK.shown" | "value");
                Some((self.piped.get(code).filter(|_| said)?.clone(), None))
            }
            Script::Call(name, of) if name == "if" => match of.as_slice() {
                [Script::Call(empty, looked), Script::Text(otherwise), Script::Name(_)] if empty == "is_empty" => {
                    let (key, _) = self.answer_of(of.get(2)?)?;
                    let (asked, _) = self.answer_of(looked.first()?)?;
                    (key == asked).then(|| (key, Some(otherwise.clone())))
                }
                _ => None,
            },
            _ => None,
        }
    }
}

//! The fields of a form in words: when somebody reads again what they sent (before they sign in, or because it could not be
//! recorded), they read "Your answer: Support", not the names that programs use. Each kind of thing that is asked says the
//! words of its own fields; what every form may have is said here.

use super::app::App;

/// What a field holds.
#[derive(Clone, Copy)]
pub enum Holds {
    /// Words that somebody wrote.
    Text,
    /// One of the answers that were offered, with the words for how forms write it.
    Choice(fn(&str) -> Option<&'static str>),
    /// A tick.
    Tick,
    /// One of many marks that make one answer: what is said before how many there are, of one, and of more.
    Mark {
        /// "Your order of the options, with"
        before: &'static str,
        /// "one place given"
        one: &'static str,
        /// "places given"
        many: &'static str,
    },
}

/// A field in words.
#[derive(Clone, Copy)]
pub struct FieldWords {
    /// Its name; with `*` at the end, the beginning of its name before the number of what it is about.
    pub name: &'static str,
    /// What it is called: "Your answer", or "Points for project" before its number.
    pub called: &'static str,
    /// What it holds.
    pub holds: Holds,
}

impl FieldWords {
    /// Words that somebody writes.
    pub const fn text(name: &'static str, called: &'static str) -> Self {
        Self { name, called, holds: Holds::Text }
    }

    /// Whether a field is this one.
    pub fn is(&self, name: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == self.name,
        }
    }

    /// What a field of this name is called.
    pub fn called(&self, name: &str) -> String {
        match self.name.strip_suffix('*').and_then(|beginning| name.strip_prefix(beginning)) {
            Some(number) => format!("{} {number}", self.called),
            None => self.called.to_owned(),
        }
    }

    /// A value in the words in which it was offered, if it was.
    pub fn offered(&self, value: &str) -> Option<&'static str> {
        match self.holds {
            Holds::Choice(words) => words(value),
            Holds::Tick => Some("yes"),
            Holds::Text | Holds::Mark { .. } => None,
        }
    }
}

/// Fields that many forms have.
const EVERYWHERE: &[FieldWords] = &[
    FieldWords::text("body", "What you wrote"),
    FieldWords::text("text", "What you wrote"),
    FieldWords::text("texts", "What you wrote"),
    FieldWords::text("title", "Title"),
    FieldWords::text("event-code", "The code of the event"),
    FieldWords { name: "sure", called: "Sure", holds: Holds::Tick },
    FieldWords { name: "anyway", called: "Anyway", holds: Holds::Tick },
    FieldWords { name: "confirm", called: "Confirm", holds: Holds::Tick },
];

/// The words of a field that a resident sends to take part: those of the kind of thing that is asked, or else those that many
/// forms share.
pub fn of_an_answer(app: &App, name: &str) -> Option<&'static FieldWords> {
    (app.frame.field)(app, name).or_else(|| everywhere(name))
}

/// The words of a field of whatever form: texts have the same names in forms of staff, so they are called what they are called
/// everywhere.
pub fn of_any_form(app: &App, name: &str) -> Option<&'static FieldWords> {
    everywhere(name).or_else(|| (app.frame.field)(app, name))
}

fn everywhere(name: &str) -> Option<&'static FieldWords> {
    EVERYWHERE.iter().find(|field| field.is(name))
}

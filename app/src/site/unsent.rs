//! Text that staff have typed and not sent yet. A form that is marked for it is kept by itself while somebody types, for
//! them alone; when they open it again they are asked whether to take the text up or to throw it away. It goes when the
//! form is sent and taken, and after thirty days. Each feature's own drafts are another matter: nothing here is anybody
//! else's, and nothing of it is ever published.
//!
//! A form that comes back only to be looked at (because it was taken up here, or because somebody else signed in to send
//! it) carries one more field, [`TakenUp::FIELD`], which every form that keeps itself understands: it shows what was
//! typed and records nothing.

mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

pub use pages::{note, routes};

/// Why a form came only to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenUp {
    /// Its author takes up what they typed before.
    Own,
    /// It was typed while somebody else was signed in, or nobody knows who.
    Another,
}

impl TakenUp {
    /// The field that says so.
    pub const FIELD: &str = "taken-up";

    /// What the field holds.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Another => "another",
        }
    }

    /// What a field means; anything unknown is looked at all the same.
    pub fn from_word(word: &str) -> Self {
        if word == "another" { Self::Another } else { Self::Own }
    }

    /// What the page says above the form.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Own => "This is the text you had typed. It is not saved yet: look at it, and then save it.",
            Self::Another => {
                "This was typed before you signed in, perhaps by somebody else. It is not saved yet: look at it, and save \
                 it only if you mean it."
            }
        }
    }
}

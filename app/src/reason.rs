//! Why something is refused. The rules of a room answer with a type of their own, which says why in the room's terms; what
//! that is called and how it is said stands beside the type, once. A reason is told to three kinds of reader: to whoever
//! asked (a resident, or somebody who works for the service) in a sentence, to programs by a code that never changes, and
//! to those who write programs by what the code means, which stands in `docs/codes.md`.

use std::borrow::Cow;

use axum::http::StatusCode;

/// Who asks for what is refused, and so reads the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever comes.
    Everybody,
    /// Residents who take part.
    Residents,
    /// People who work for the service.
    Staff,
}

impl Audience {
    /// How the documentation says it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Residents => "residents",
            Self::Staff => "staff",
        }
    }
}

/// What a reason is called. Written with [`code!`](crate::code), so that a test finds every one of them.
#[derive(Debug)]
pub struct Code {
    /// The code, such as `closed`: it never changes.
    pub code: &'static str,
    /// The status of an answer that refuses for this reason.
    pub status: StatusCode,
    /// Who is told the sentence.
    pub to: Audience,
    /// What it means, for those who write programs.
    pub means: &'static str,
}

/// A code known to the program, so that a test can hold the documentation to all of them.
pub struct RegisteredCode(pub &'static Code);

crate::db::inventory::collect!(RegisteredCode);

/// A code, the status of the answer, who is told the sentence, and what the code means to a program.
///
/// Each is written down once; the line it needs in `docs/codes.md` is held to it by a test.
#[macro_export]
macro_rules! code {
    ($code:literal, $status:ident, $to:ident, $means:literal) => {{
        static CODE: $crate::reason::Code = $crate::reason::Code {
            code: $code,
            status: axum::http::StatusCode::$status,
            to: $crate::reason::Audience::$to,
            means: $means,
        };
        $crate::db::inventory::submit! { $crate::reason::RegisteredCode(&CODE) }
        &CODE
    }};
}

/// Why something is refused, ready to be told.
#[derive(Clone, Debug)]
pub struct Reason {
    /// What it is called.
    pub code: &'static Code,
    /// The sentence for whoever asked.
    pub words: Cow<'static, str>,
}

impl Reason {
    /// A reason with this code, said so.
    pub fn new(code: &'static Code, words: impl Into<Cow<'static, str>>) -> Self {
        Self { code, words: words.into() }
    }

    /// Somebody else changed, meanwhile, what this was about.
    pub fn changed_meanwhile(words: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code!("changed-meanwhile", CONFLICT, Staff, "Somebody else changed it meanwhile: look again"), words)
    }
}

impl PartialEq for Reason {
    fn eq(&self, other: &Self) -> bool {
        self.code.code == other.code.code && self.words == other.words
    }
}

impl Eq for Reason {}

/// What a rule answers when something may not be done: why, in the terms of its room.
pub trait WhyNot {
    /// The code and the sentence.
    fn reason(&self) -> Reason;

    /// The sentence for whoever asked.
    fn words(&self) -> Cow<'static, str> {
        self.reason().words
    }
}

impl WhyNot for Reason {
    fn reason(&self) -> Reason {
        self.clone()
    }
}

/// A reason under a code of its own, for what is said in one place only: the code, the status, who is told it, what it means
/// to a program, and the sentence.
#[macro_export]
macro_rules! reason {
    ($code:literal, $status:ident, $to:ident, $means:literal, $words:expr $(,)?) => {
        $crate::reason::Reason::new($crate::code!($code, $status, $to, $means), $words)
    };
}

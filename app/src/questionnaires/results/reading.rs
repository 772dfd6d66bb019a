//! How somebody wants to read the page of one question: in which order the choices and the libraries stand, and whether only
//! one library is set beside everybody. It is all in the address, so that it can be passed on.

use super::charts::ChoicesOrder;
use crate::questionnaires::definition::key::in_address;
use crate::site::Visit;

/// In which order libraries stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LibrariesOrder {
    /// By their names.
    #[default]
    Name,
    /// The most answers first.
    Answers,
}

impl LibrariesOrder {
    pub(super) const ALL: [Self; 2] = [Self::Name, Self::Answers];

    const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Answers => "answers",
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Name => "By name",
            Self::Answers => "Most answers first",
        }
    }
}

/// What an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct QuestionReading {
    /// The order of the choices.
    pub(super) order: ChoicesOrder,
    /// The order of the libraries.
    pub(super) libraries: LibrariesOrder,
    /// The name in addresses of the one library that is wanted; empty for all.
    pub(super) library: String,
    /// Whether all libraries are wanted where there are many.
    pub(super) whole: bool,
}

/// The names of what an address may ask for.
const ORDER: &str = "order";
const LIBRARIES: &str = "libraries";
pub(super) const LIBRARY: &str = "library";
const LIST: &str = "list";
const WHOLE: &str = "whole";

impl QuestionReading {
    /// What the address of a visit asks for; what it does not know, it leaves as it is without.
    pub(super) fn of(visit: &Visit) -> Self {
        let word = visit.query_value(LIBRARIES);
        Self {
            order: ChoicesOrder::of(&visit.query_value(ORDER)),
            libraries: LibrariesOrder::ALL.into_iter().find(|order| order.word() == word).unwrap_or_default(),
            library: visit.query_value(LIBRARY),
            whole: visit.query_value(LIST) == WHOLE,
        }
    }

    /// What it asks for beside the one library, as names and values: for an address, or for the form that asks for a library.
    pub(super) fn beside_library(&self) -> Vec<(&'static str, &'static str)> {
        let all = [
            (self.order != ChoicesOrder::default()).then(|| (ORDER, self.order.word())),
            (self.libraries != LibrariesOrder::default()).then(|| (LIBRARIES, self.libraries.word())),
            self.whole.then_some((LIST, WHOLE)),
        ];
        all.into_iter().flatten().collect()
    }

    /// The address of a question's page that asks for this.
    pub(super) fn address(&self, here: &str) -> String {
        let mut asked: Vec<String> =
            self.beside_library().into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !self.library.is_empty() {
            asked.push(format!("{LIBRARY}={}", in_address(&self.library)));
        }
        if asked.is_empty() { here.to_owned() } else { format!("{here}?{}", asked.join("&")) }
    }
}

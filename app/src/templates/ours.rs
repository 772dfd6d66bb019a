//! The templates that come with the program. Their words are drafts to be changed: square brackets stand where a service
//! has to write its own.

use super::content::TemplateContent;

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct OurTemplate {
    /// Its name in addresses.
    pub(super) key: &'static str,
    /// What it is called.
    pub(super) name: &'static str,
    /// What it is for, and what it asks.
    pub(super) about: &'static str,
    document: &'static str,
}

/// All of them, in the order of the list.
pub(super) const OURS: [OurTemplate; 6] = [
    OurTemplate {
        key: "opening-hours",
        name: "Opening hours",
        about: "When a library should be open: what you propose, and a questionnaire about what people missed and what suits them.",
        document: include_str!("ours/opening-hours.toml"),
    },
    OurTemplate {
        key: "moving-a-library",
        name: "Closing or moving a library",
        about: "The hardest thing to ask about, and the one that courts look at. With what the law expects beside each field.",
        document: include_str!("ours/moving-a-library.toml"),
    },
    OurTemplate {
        key: "book-fund",
        name: "The book fund",
        about: "People share out a sum of money among kinds of books and other things to borrow.",
        document: include_str!("ours/book-fund.toml"),
    },
    OurTemplate {
        key: "mobile-stops",
        name: "Mobile library stops",
        about: "Where and when the van stops: a questionnaire for those who use it and those who could, and what matters most to them in order.",
        document: include_str!("ours/mobile-stops.toml"),
    },
    OurTemplate {
        key: "makerspace",
        name: "A makerspace",
        about: "Before anything is planned: statements to agree or disagree with, to which people add their own.",
        document: include_str!("ours/makerspace.toml"),
    },
    OurTemplate {
        key: "self-service",
        name: "Self-service hours",
        about: "A library that is open without staff at some hours: a proposal, and statements about what people hope and fear.",
        document: include_str!("ours/self-service.toml"),
    },
];

impl OurTemplate {
    /// The one with this name.
    pub(super) fn named(key: &str) -> Option<Self> {
        OURS.into_iter().find(|one| one.key == key)
    }

    /// What it holds.
    ///
    /// # Errors
    /// When it is not written well: a fault of the program, which the tests find.
    pub(super) fn content(self) -> Result<TemplateContent, toml::de::Error> {
        toml::from_str(self.document)
    }
}

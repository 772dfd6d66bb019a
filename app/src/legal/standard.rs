//! Our texts, which a service starts from, and the gaps in them that only it can fill.

use super::model::{Facts, LegalPage, LegalText};

/// A gap in a text.
pub struct Gap {
    /// Its name between braces.
    pub name: &'static str,
    /// What is asked for.
    pub label: &'static str,
    /// How to answer, with an example.
    pub hint: &'static str,
    /// Whether the answer takes several lines.
    pub long: bool,
}

const fn short(name: &'static str, label: &'static str, hint: &'static str) -> Gap {
    Gap { name, label, hint, long: false }
}

const fn long(name: &'static str, label: &'static str, hint: &'static str) -> Gap {
    Gap { name, label, hint, long: true }
}

const PRIVACY: &[Gap] = &[
    short(
        "controller",
        "Who is responsible for the data",
        "The council or trust in full, such as “Millbrook Borough Council”.",
    ),
    short(
        "officer",
        "How to reach the data protection officer",
        "A name or office with an email address or phone number.",
    ),
    long(
        "basis",
        "Why you may keep it",
        "The lawful basis. For most library authorities: “Asking residents about their libraries is part of our public task (UK GDPR, Article 6(1)(e)). Equality questions are asked to meet our duty under the Equality Act 2010 (Article 9(2)(g)).”",
    ),
    long(
        "retention",
        "How long things are kept",
        "For accounts nobody uses, answers, files and mail: how long, and what happens then. Your records officer has a schedule.",
    ),
    long(
        "processors",
        "Who else handles it",
        "Whoever runs the machine and sends the mail for you. If nobody does, say that nobody does.",
    ),
    long(
        "age",
        "How old people have to be",
        "From what age you let people register by themselves, and what children younger than that can do. In the UK a child can agree to an online service from 13.",
    ),
];

const ACCESSIBILITY: &[Gap] = &[
    short(
        "status",
        "How far the site meets the standard",
        "One sentence: “It is fully compliant.”, “It is partly compliant, because of what is told below.” or “It is not compliant.”, as your own check found.",
    ),
    long(
        "problems",
        "What does not work yet",
        "What your check found, for whom, and until when you will mend it. If it found nothing, say when and how you checked.",
    ),
    short("reply", "How soon you answer", "A sentence: “We answer within five working days.”"),
    short("prepared", "When the statement was prepared", "A date, such as “2 March 2026”."),
];

const MODERATION: &[Gap] = &[
    short("reply", "How soon a comment that waits is read", "A sentence: “That takes at most two working days.”"),
    short("appeal", "How soon an appeal is answered", "A sentence: “We answer within ten working days.”"),
];

const TERMS: &[Gap] = &[
    long(
        "who",
        "Who can take part",
        "Who you ask: people who live, work or study in the area, or use its libraries; and from what age.",
    ),
    short("controller", "Who publishes what people write", "The council or trust in full."),
    long(
        "failing",
        "What people do when the site does not work",
        "Whom they tell, and whether you give more time when it was out of reach for long.",
    ),
];

/// The gaps of a page.
pub const fn gaps(page: LegalPage) -> &'static [Gap] {
    match page {
        LegalPage::Privacy => PRIVACY,
        LegalPage::Accessibility => ACCESSIBILITY,
        LegalPage::Moderation => MODERATION,
        LegalPage::Terms => TERMS,
    }
}

impl LegalText {
    /// Our text of a page, with nothing filled in.
    pub fn ours(page: LegalPage) -> Self {
        let body = match page {
            LegalPage::Privacy => include_str!("standard/privacy.md"),
            LegalPage::Accessibility => include_str!("standard/accessibility.md"),
            LegalPage::Moderation => include_str!("standard/moderation-policy.md"),
            LegalPage::Terms => include_str!("standard/terms.md"),
        };
        Self {
            version: 0,
            body: body.trim_end().to_owned(),
            facts: Facts::new(),
            change: String::new(),
            created_at: None,
            review: None,
        }
    }
}

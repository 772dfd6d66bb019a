//! The service's legal texts: three made its own and reviewed, the second with an earlier version; the terms as they come.

use super::story::{Deed, DemoRecord, Story};
use crate::clock;
use crate::db::{DbError, Tx};
use crate::identity::model::Role;
use crate::legal::{Facts, LegalPage, LegalReview, LegalText, store};

const PRIVACY: &[(&str, &str)] = &[
    ("controller", "Kesterley Borough Council"),
    ("officer", "Ines Calloway, dataprotection@kesterley.example"),
    (
        "basis",
        "Asking residents about their libraries is part of the council’s public task (UK GDPR, Article 6(1)(e)). Equality \
         questions are asked to meet our duty under the Equality Act 2010 (Article 9(2)(g), and Schedule 1 of the Data \
         Protection Act 2018).",
    ),
    (
        "retention",
        "An account that nobody has used for two years is deleted, after we have written to its address. Answers are kept \
         for six years after the decision, without names. Files sent with answers are deleted a year after the decision.",
    ),
    ("processors", "Nobody. The council’s own machines run the site and send its mail."),
    (
        "age",
        "You can register by yourself from 13. Younger children can say what they think together with somebody who looks \
         after them, and who answers for both.",
    ),
];

const ACCESSIBILITY: [&[(&str, &str)]; 2] = [
    &[
        ("status", "It is partly compliant, because of what is told below."),
        (
            "problems",
            "The plans of Staithe Road are pictures of drawings without a description. We will describe them within three months.",
        ),
        ("reply", "We answer within five working days."),
    ],
    &[
        ("status", "It is fully compliant."),
        (
            "problems",
            "Nothing that we know of. Two people from the Kesterley Sight Loss Group and one who uses a switch tried the site \
             with us.",
        ),
        ("reply", "We answer within five working days."),
    ],
];

const MODERATION: &[(&str, &str)] = &[
    ("reply", "That takes at most two working days."),
    ("appeal", "Somebody other than the first moderator looks at it and answers within ten working days."),
];

fn facts(all: &[(&str, &str)]) -> Facts {
    all.iter().map(|(name, fact)| ((*name).to_owned(), (*fact).to_owned())).collect()
}

/// One version of a page: what fills it, what changed, the day it was saved, and who stands for it.
struct Saved {
    page: LegalPage,
    facts: &'static [(&'static str, &'static str)],
    change: &'static str,
    day: i32,
    reviewer: (&'static str, &'static str),
}

pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<(), DbError> {
    let officer = ("Ines Calloway", "data protection officer");
    let head = ("Jo Marsh", "head of libraries");
    let all = [
        Saved { page: LegalPage::Privacy, facts: PRIVACY, change: "", day: -298, reviewer: officer },
        Saved { page: LegalPage::Accessibility, facts: ACCESSIBILITY[0], change: "", day: -297, reviewer: head },
        Saved {
            page: LegalPage::Accessibility,
            facts: ACCESSIBILITY[1],
            change: "The drawings of Staithe Road are described now, and we tried the whole site again.",
            day: -170,
            reviewer: head,
        },
        Saved { page: LegalPage::Moderation, facts: MODERATION, change: "", day: -296, reviewer: head },
    ];
    let administrator = written.person(Role::Administrator);
    for Saved { page, facts: filled, change, day, reviewer: (by, role) } in all {
        let mut text = LegalText { facts: facts(filled), change: change.to_owned(), ..LegalText::ours(page) };
        let at = story.calendar.at(day, "10:20");
        if page == LegalPage::Accessibility {
            text.facts.insert("prepared".to_owned(), clock::long_date(at));
        }
        let version = store::save(tx, page, &text, administrator, at).await?;
        let reviewed = story.calendar.at(day + 2, "15:05");
        let review = LegalReview { by: by.to_owned(), role: role.to_owned(), at: reviewed };
        store::review(tx, page, version, &review).await?;
        for (at, action) in [(at, "legal.save"), (reviewed, "legal.review")] {
            written.deeds.push(Deed { at, by: Role::Administrator, action, kind: "legal", id: page.number() });
        }
    }
    Ok(())
}

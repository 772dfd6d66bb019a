//! The set-up list: what there is to do, and how far each thing is. Pure functions of what was read.

use super::safekeeping::{self, Safekeeping, SafekeepingNote};
use crate::accounts::store::people;
use crate::branches;
use crate::clock;
use crate::consultations::checks::{Check, CheckOutcome, verdict};
use crate::db::DbError;
use crate::legal::{LegalPage, LegalText, store as legal, text::state as how_far};
use crate::notices::delivery::{self, MailState};
use crate::numbers::Noun;
use crate::running::checks as publishing;
use crate::site::Visit;
use crate::time::Time;
use crate::ui::first_letter::uncapitalised;

/// How old a backup may be to count as one that is made as a habit, in milliseconds.
const FRESH: i64 = 8 * Time::DAY;

/// How far a service is with setting up.
#[derive(Clone, Debug)]
pub struct SetUp {
    /// What there is to do, in the order in which it is best done.
    pub checks: Vec<Check>,
}

impl SetUp {
    /// Reads how far everything is.
    ///
    /// # Errors
    /// When the record cannot be read.
    pub async fn of(visit: &Visit) -> Result<Self, DbError> {
        let db = &visit.app.db;
        let mut texts = Vec::with_capacity(LegalPage::ALL.len());
        for page in LegalPage::ALL {
            texts.push((page, legal::current(db, page).await?));
        }
        Ok(Self {
            checks: vec![
                words(visit),
                own_look(visit),
                front_page(visit),
                legal_texts(&texts),
                mail(&delivery::state(&visit.app).await?),
                libraries(branches::store::all(db).await?.len()),
                colleagues(people::administrators(db).await?),
                backup(safekeeping::last(db, Safekeeping::Backup).await?, visit.now),
                rehearsal(safekeeping::last(db, Safekeeping::Rehearsal).await?),
            ],
        })
    }

    /// How many things are done, and of how many.
    pub fn done(&self) -> (usize, usize) {
        let done = self.checks.iter().filter(|check| check.outcome == CheckOutcome::Passed).count();
        (done, self.checks.len())
    }

    /// The first thing that is not.
    pub fn next(&self) -> Option<&Check> {
        let first = |outcome| self.checks.iter().find(|check| check.outcome == outcome);
        first(CheckOutcome::Missing).or_else(|| first(CheckOutcome::Advised))
    }

    /// Whether the site may be opened, and whether that needs a reason.
    pub fn verdict(&self) -> CheckOutcome {
        verdict(&self.checks)
    }

    /// The codes of what is left although it should be done.
    pub fn left(&self) -> Vec<&'static str> {
        let advised = self.checks.iter().filter(|check| check.outcome == CheckOutcome::Advised);
        advised.map(|check| check.key).collect()
    }
}

fn words(visit: &Visit) -> Check {
    let service = &visit.service;
    let (outcome, found) = if service.has_its_own_words() {
        (CheckOutcome::Passed, format!("{}. Residents can ask {}.", service.name, service.contact))
    } else {
        (
            CheckOutcome::Missing,
            "The site still calls itself what it came with, or does not say whom residents can ask.".to_owned(),
        )
    };
    Check {
        key: "service-words",
        task: "Name the service, and say where residents can ask",
        outcome,
        found,
        why: "The name stands at the top of every page and in every message. People answer more readily when they know who asks, and when somebody can be asked back.",
        page: "/staff/settings".to_owned(),
        aside: String::new(),
    }
}

/// A logo or a colour of one's own. The site works without, so it is advice.
fn own_look(visit: &Visit) -> Check {
    let look = &visit.service.look;
    let (outcome, found) = match (look.logo.is_some(), look.accent.is_some()) {
        (true, true) => (CheckOutcome::Passed, "Your logo and your colour are there.".to_owned()),
        (true, false) => (CheckOutcome::Passed, "Your logo is there. The colour is ours.".to_owned()),
        (false, true) => (CheckOutcome::Passed, "Your colour is there, and no logo.".to_owned()),
        (false, false) => (CheckOutcome::Warned, "The site has no logo and our colour.".to_owned()),
    };
    Check {
        key: "own-look",
        task: "Put your logo and your colour on it",
        outcome,
        found,
        why: "People should see at once that it is their library service that asks, on a poster and in a message too. Whether a colour can be read is checked.",
        page: "/staff/settings/look".to_owned(),
        aside: String::new(),
    }
}

/// What the front page says, and links to the council's own pages.
fn front_page(visit: &Visit) -> Check {
    let service = &visit.service;
    let said = [
        (!service.front_words.trim().is_empty(), "the words of the front page"),
        (!service.links.is_empty(), "the links at the foot of every page"),
    ];
    let there: Vec<&str> = said.iter().filter(|(is, _)| *is).map(|(_, what)| *what).collect();
    let (outcome, found) = match there.as_slice() {
        [] => (
            CheckOutcome::Warned,
            "The front page says what it came with, and the foot of the pages links to nothing of yours.".to_owned(),
        ),
        there => (CheckOutcome::Passed, format!("Yours: {}.", there.join(" and "))),
    };
    Check {
        key: "front-page",
        task: "Welcome people in your own words, and link to your own pages",
        outcome,
        found,
        why: "The front page is the first thing a resident reads. At the foot of every page they look for the way back to the council and the library’s own site.",
        page: "/staff/settings#front_words".to_owned(),
        aside: String::new(),
    }
}

fn legal_texts(texts: &[(LegalPage, LegalText)]) -> Check {
    let left: Vec<String> = texts
        .iter()
        .map(|(page, text)| (page.title(), how_far(*page, text)))
        .filter(|(_, (_, done))| !done)
        .map(|(title, (words, _))| format!("{title}: {}", uncapitalised(&words)))
        .collect();
    let (outcome, found) = if left.is_empty() {
        (CheckOutcome::Passed, "Each of the four texts is filled in, and somebody has put their name to it.".to_owned())
    } else {
        (CheckOutcome::Missing, format!("{}.", left.join("; ")))
    };
    Check {
        key: "legal-texts",
        task: "Make the legal texts yours, and have them reviewed",
        outcome,
        found,
        why: "Privacy, accessibility, moderation and terms are promises in your name. The law asks for the first two before anybody gives you their data. Nobody should publish a promise that nobody has read.",
        page: "/staff/legal".to_owned(),
        aside: String::new(),
    }
}

/// What is only a warning before publishing has to be right before the site is opened, and to be tried.
fn mail(state: &MailState) -> Check {
    let (outcome, found) = match publishing::mail(state) {
        None => (
            CheckOutcome::Passed,
            "This is a demonstration: links that people would get by email are shown on the page.".to_owned(),
        ),
        Some(check) if check.outcome != CheckOutcome::Passed => (CheckOutcome::Missing, check.found),
        Some(_) if state.last_test.is_none() => (
            CheckOutcome::Missing,
            "A mail server is set up. Send yourself a test message, and see that it arrives.".to_owned(),
        ),
        Some(check) => (CheckOutcome::Passed, check.found),
    };
    Check {
        key: "mail-tested",
        task: "Send a test message",
        outcome,
        found,
        why: "Residents confirm their address by email before they can take part, and everybody who took part is told by email what came of it.",
        page: "/staff/mail".to_owned(),
        aside: String::new(),
    }
}

fn libraries(many: usize) -> Check {
    let (outcome, found) = match many {
        0 => (CheckOutcome::Advised, "There is no library yet.".to_owned()),
        many => (CheckOutcome::Passed, format!("{}.", Noun { one: "library", many: "libraries" }.count(many))),
    };
    Check {
        key: "libraries",
        task: "Enter your libraries",
        outcome,
        found,
        why: "People look for their own library first. Consultations say which libraries they are about, and results can be read library by library. A list can be brought in as a file.",
        page: "/staff/branches".to_owned(),
        aside: String::new(),
    }
}

fn colleagues(administrators: i64) -> Check {
    let (outcome, found) = if administrators < 2 {
        (
            CheckOutcome::Advised,
            "There is one administrator: if they are ill or leave, nobody can add people or change the settings."
                .to_owned(),
        )
    } else {
        (CheckOutcome::Passed, format!("{administrators} administrators."))
    };
    Check {
        key: "colleagues",
        task: "Add a second administrator, and the people who work with you",
        outcome,
        found,
        why: "A consultation runs for weeks, and comments come in at weekends and in holidays. Nobody should carry that alone, and somebody else has to look at what one person decided.",
        page: "/staff/people".to_owned(),
        aside: String::new(),
    }
}

fn backup(last: Option<SafekeepingNote>, now: Time) -> Check {
    let (outcome, found) = match last {
        None => (
            CheckOutcome::Advised,
            "No backup of this record was seen. Ask whoever runs the program to set up “soundings backup” every night."
                .to_owned(),
        ),
        Some(kept) if now.0 - kept.at.0 > FRESH => (
            CheckOutcome::Advised,
            format!(
                "The last backup was made on {}. Ask whoever runs the program why there was none since.",
                clock::long_date(kept.at)
            ),
        ),
        Some(kept) => (CheckOutcome::Passed, format!("The last one was made on {}.", clock::long_date_time(kept.at))),
    };
    Check {
        key: "backup",
        task: "See that backups are made",
        outcome,
        found,
        why: "What residents were told is recorded has to be there tomorrow, whatever happens to the machine.",
        page: "/staff/set-up#backups".to_owned(),
        aside: String::new(),
    }
}

fn rehearsal(last: Option<SafekeepingNote>) -> Check {
    let (outcome, found) = match last {
        None => (CheckOutcome::Advised, "No backup was put back for practice yet. Ask whoever runs the program to try “soundings rehearse” with the file of a backup.".to_owned()),
        Some(kept) => (
            CheckOutcome::Passed,
            format!("On {}, with the backup of {}: every count was right.", clock::long_date(kept.at), clock::long_date_time(kept.taken_at)),
        ),
    };
    Check {
        key: "rehearsal",
        task: "Put a backup back for practice",
        outcome,
        found,
        why: "A backup that nobody has ever put back is a hope. The rehearsal does it beside the site, changes nothing, and says whether every count is right.",
        page: "/staff/set-up#backups".to_owned(),
        aside: String::new(),
    }
}

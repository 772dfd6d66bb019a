//! What is told to one person: pure functions of what waits everywhere.

use crate::clock;
use crate::consultations::model::{ListedConsultation, Stage};
use crate::consultations::rules::{decision_overdue, stage};
use crate::identity::model::Account;
use crate::identity::rules::{Permission, may};
use crate::ids::{AccountId, ConsultationId};
use crate::mail::letter::one_line;
use crate::numbers::Noun;
use crate::time::Time;
use crate::together::team::TeamMember;

/// How long before it closes, or a decision or a promise is due, people are told of it.
pub(super) const AHEAD: i64 = 3 * Time::DAY;

/// A promise that is due or overdue.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct DuePromise {
    /// The consultation, by number.
    pub(super) consultation_id: ConsultationId,
    /// The same, by its name in addresses.
    pub(super) slug: String,
    /// What it is called.
    pub(super) title: String,
    /// The day it is due.
    pub(super) due_at: Time,
}

/// Everything that waits, for whomever.
#[derive(Clone, Debug, Default)]
pub(super) struct WaitingEverywhere {
    /// What people wrote that a moderator has to look at, in words.
    pub(super) moderation: Option<String>,
    /// What is not over.
    pub(super) consultations: Vec<ListedConsultation>,
    /// Who looks after what.
    pub(super) team: Vec<TeamMember>,
    /// What waits in a consultation, in words, and where after its staff address.
    pub(super) work: Vec<(ConsultationId, String, &'static str)>,
    /// Promises that are due or overdue.
    pub(super) promises: Vec<DuePromise>,
    /// Drafts that wait for an approval, each with who asked.
    pub(super) approvals: Vec<(ConsultationId, Option<AccountId>)>,
    /// Open notes between colleagues, by consultation and author.
    pub(super) notes: Vec<(ConsultationId, Option<AccountId>, i64)>,
}

impl WaitingEverywhere {
    fn of(&self, consultation: ConsultationId) -> impl Iterator<Item = &TeamMember> {
        self.team.iter().filter(move |one| one.consultation_id == consultation)
    }

    /// Who owns a consultation and can look after it.
    fn owner(&self, consultation: ConsultationId) -> Option<AccountId> {
        self.of(consultation).find(|one| one.owner.0 && one.works()).map(|one| one.account.id)
    }

    /// Whether somebody is told of what waits in a consultation: those who look after it, and administrators where nobody does.
    fn concerns(&self, person: &Account, consultation: ConsultationId) -> bool {
        if !may(person.role, Permission::RunConsultations) {
            return false;
        }
        let nobody = self.owner(consultation).is_none();
        self.of(consultation).any(|one| one.account.id == person.id)
            || (nobody && may(person.role, Permission::ManagePeople))
    }

    /// Whether somebody is asked to approve a draft: a colleague of it who may, or everybody who may where there is none.
    fn approves(&self, person: &Account, consultation: ConsultationId, asker: Option<AccountId>) -> bool {
        let owner = self.owner(consultation);
        let could = |id: AccountId| Some(id) != asker && Some(id) != owner;
        if !may(person.role, Permission::RunConsultations) || !could(person.id) {
            return false;
        }
        let mut colleagues = self.of(consultation).filter(|one| one.works() && could(one.account.id)).peekable();
        colleagues.peek().is_none() || colleagues.any(|one| one.account.id == person.id)
    }
}

/// One thing that waits: a sentence, and the path where it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DigestLine {
    pub(super) words: String,
    pub(super) path: String,
}

/// What is said of the dates of one consultation.
fn dates(item: &ListedConsultation, now: Time) -> Option<(String, &'static str)> {
    let soon = |at: Time| at.0 - now.0 <= AHEAD;
    match stage(&item.dates, now) {
        Stage::Open => {
            let closes = item.dates.closes_at.filter(|at| soon(*at))?;
            Some((format!("It closes on {}.", clock::end_date_time(closes)), ""))
        }
        Stage::Closed if decision_overdue(&item.dates, now) => {
            let due = item.dates.decision_due_at?;
            Some((format!("The decision is overdue: it was due by {}.", clock::end_date(due)), "/decision"))
        }
        Stage::Closed => {
            let due = item.dates.decision_due_at.filter(|at| soon(*at))?;
            Some((format!("The decision is due by {}.", clock::end_date(due)), "/decision"))
        }
        _ => None,
    }
}

/// Everything that waits for somebody.
pub(super) fn for_person(person: &Account, waiting: &WaitingEverywhere, now: Time) -> Vec<DigestLine> {
    let mut lines = Vec::new();
    let mut add = |words: String, path: String| lines.push(DigestLine { words, path });
    if let Some(words) = waiting.moderation.as_ref().filter(|_| may(person.role, Permission::Moderate)) {
        add(format!("{words} for a moderator."), "/staff/moderation".to_owned());
    }
    for item in &waiting.consultations {
        let base = format!("/staff/consultations/{}", item.slug);
        let title = one_line(&item.title);
        let asked =
            waiting.approvals.iter().find(|(id, asker)| *id == item.id && waiting.approves(person, *id, *asker));
        if asked.is_some() {
            add(format!("{title}: a colleague asks for your approval."), format!("{base}#approval"));
        }
        if !waiting.concerns(person, item.id) {
            continue;
        }
        if waiting.owner(item.id).is_none() {
            add(format!("{title}: nobody looks after it."), format!("{base}/people"));
        }
        for (_, words, page) in waiting.work.iter().filter(|(id, _, _)| *id == item.id) {
            add(format!("{title}: {words}."), format!("{base}{page}"));
        }
        let of_others =
            |(id, author, _): &&(ConsultationId, Option<AccountId>, i64)| *id == item.id && *author != Some(person.id);
        let notes: i64 = waiting.notes.iter().filter(of_others).map(|(_, _, many)| many).sum();
        if notes > 0 {
            let counted = Noun { one: "open note", many: "open notes" }.count(notes);
            add(format!("{title}: {counted} from colleagues."), format!("{base}/notes"));
        }
        if let Some((words, page)) = dates(item, now) {
            add(format!("{title}: {}", words_after(&words)), format!("{base}{page}"));
        }
    }
    for promise in waiting.promises.iter().filter(|promise| waiting.concerns(person, promise.consultation_id)) {
        let title = one_line(&promise.title);
        let day = clock::long_date(promise.due_at);
        let words = match clock::day_is_over(promise.due_at, now) {
            true => format!("{title}: a promise is overdue since {day}."),
            false => format!("{title}: a promise is due on {day}."),
        };
        add(words, format!("/staff/consultations/{}/decision", promise.slug));
    }
    lines
}

/// A sentence as it goes on after a colon.
fn words_after(sentence: &str) -> String {
    crate::ui::first_letter::uncapitalised(sentence)
}

/// The text of the message.
pub(super) fn body(lines: &[DigestLine], service: &str, link: impl Fn(&str) -> String) -> String {
    let mut text = format!("Hello,\n\nthis is what waits for you today at {}.\n", one_line(service));
    for line in lines {
        text.push_str(&format!("\n- {}\n  {}\n", line.words, link(&line.path)));
    }
    text.push_str(&format!(
        "\nYou get this once a day at most, and only when something waits. To get it no more, open your account:\n{}\n",
        link("/account#messages-title")
    ));
    text
}

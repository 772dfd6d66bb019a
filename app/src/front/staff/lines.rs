//! The lines of the staff's list: what is known of each consultation, and which needs somebody first.

use std::collections::BTreeMap;

use super::asked::{AskedList, ListOrder};
use crate::App;
use crate::consultations::checks::CheckOutcome;
use crate::consultations::editing::store::{self, ListPlace};
use crate::consultations::instrument::{Instruments, WaitingWork};
use crate::consultations::model::{ListedConsultation, Stage};
use crate::consultations::rules::{decision_overdue, in_order, stage};
use crate::consultations::store as consultations;
use crate::db::{DbError, Scope, dialect};
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::folding;
use crate::identity::rules::Permission;
use crate::ids::ConsultationId;
use crate::running::{checks, readiness};
use crate::site::app::Warm;
use crate::site::{Cached, Fault, Visit};
use crate::time::Time;
use crate::together::approval;
use crate::together::team::{self, Team};

/// How many consultations a page of the list shows.
pub(super) const PAGE: usize = 50;

/// How many drafts’ checks are kept.
const DRAFTS: usize = 500;

/// What a draft still needs, by the draft and the hour: some checks follow the calendar.
pub(super) struct CachedMissing(Cached<(i64, i64), usize>);

impl Warm for CachedMissing {
    fn open(app: &App) -> Self {
        let cached = Cached::new(app.config.parts_cache, DRAFTS);
        Self(cached.about(|(id, _), _| Scope::Consultation(*id)))
    }
}

/// How many things a draft still needs.
async fn missing(visit: &Visit, id: ConsultationId) -> Result<usize, Fault> {
    let db = &visit.app.db;
    let count = async || -> Result<usize, Fault> {
        let Some(consultation) = consultations::by_id(db, id).await? else { return Ok(0) };
        let asked = readiness::of(db, Instruments::of(&visit.app), &consultation, visit.now).await?.checks;
        let checks = checks::all(&consultation, &asked, visit.now);
        Ok(checks.iter().filter(|check| check.outcome == CheckOutcome::Missing).count())
    };
    visit.app.warm::<CachedMissing>().0.of(db, (id.0, visit.now.0 / Time::HOUR), count).await
}

/// What is known of a consultation in the list.
pub(super) struct StaffLine {
    /// The consultation.
    pub(super) item: ListedConsultation,
    /// Where it stands now.
    pub(super) at: Stage,
    /// Who looks after it.
    pub(super) team: Team,
    /// What waits for staff in it.
    pub(super) waiting: Vec<WaitingWork>,
    /// Whether it waits for a second person's approval.
    pub(super) approval: bool,
    /// How many responses came in.
    pub(super) responses: i64,
    /// What came of it.
    pub(super) came: Option<CameOfIt>,
    /// How many things a draft still needs.
    pub(super) missing: usize,
}

impl StaffLine {
    fn of(item: ListedConsultation, now: Time) -> Self {
        Self {
            at: stage(&item.dates, now),
            item,
            team: Team::default(),
            waiting: Vec::new(),
            approval: false,
            responses: 0,
            came: None,
            missing: 0,
        }
    }

    /// Whether it is over, and needs nobody to look after it.
    pub(super) fn over(&self) -> bool {
        matches!(self.at, Stage::Decided | Stage::Withdrawn)
    }

    /// How soon it needs somebody.
    fn need(&self, now: Time) -> Need {
        need(&NeedSigns {
            stage: self.at,
            overdue: decision_overdue(&self.item.dates, now),
            waits: !self.waiting.is_empty() || self.approval,
            nobody: self.team.owner().is_none(),
            closes_in: self.item.dates.closes_at.map(|closes| closes.0 - now.0),
        })
    }
}

/// By what it is known how soon a consultation needs somebody.
struct NeedSigns {
    stage: Stage,
    /// Whether the day of its decision has gone by.
    overdue: bool,
    /// Whether something waits for staff in it.
    waits: bool,
    /// Whether nobody looks after it.
    nobody: bool,
    /// The milliseconds until it closes.
    closes_in: Option<i64>,
}

/// How soon a consultation needs somebody, the soonest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    /// A promised date has gone by.
    Late,
    /// Somebody waits for an answer, or nobody looks after it.
    Waits,
    /// It waits for its decision.
    Decision,
    /// It closes within a week: the last days in which people can be reached.
    LastWeek,
    /// It is being written.
    Writing,
    /// It runs by itself.
    Runs,
    /// It has not begun.
    Comes,
    /// It is over.
    Over,
}

/// How soon a consultation needs somebody.
fn need(signs: &NeedSigns) -> Need {
    match signs.stage {
        Stage::Decided | Stage::Withdrawn => Need::Over,
        _ if signs.overdue => Need::Late,
        _ if signs.waits || signs.nobody => Need::Waits,
        Stage::Closed => Need::Decision,
        Stage::Open if signs.closes_in.is_some_and(|left| left <= 7 * Time::DAY) => Need::LastWeek,
        Stage::Draft => Need::Writing,
        Stage::Open => Need::Runs,
        Stage::Upcoming => Need::Comes,
    }
}

/// A page of the list.
pub(super) struct StaffList {
    /// Its lines, in order.
    pub(super) lines: Vec<StaffLine>,
    /// The address of the next page, if there is one.
    pub(super) next: Option<String>,
    /// Whether more is under way than was put in order.
    pub(super) more_under_way: bool,
}

/// Whether all the words are in its title or summary, or begin one of theirs.
fn has_words(item: &ListedConsultation, words: &[String]) -> bool {
    let own = folding::words(&format!("{} {}", item.title, item.summary));
    words.iter().all(|word| own.iter().any(|one| one.starts_with(word.as_str())))
}

/// What is over and was asked for: a page of it, or what the search finds.
async fn over(visit: &Visit, asked: &AskedList) -> Result<(Vec<ListedConsultation>, Option<ListPlace>), Fault> {
    let db = &visit.app.db;
    if asked.words.is_empty() {
        let withdrawn = asked.stage == Some(Stage::Withdrawn);
        return Ok(store::ended_page(db, withdrawn, asked.from, PAGE).await?);
    }
    let found = dialect::find_consultations(db, &asked.words).await?;
    let mut items = store::ended_among(db, found.into_iter().take(store::WINDOW)).await?;
    items.retain(|item| asked.stage.is_none_or(|wanted| stage(&item.dates, visit.now) == wanted));
    in_order(&mut items, visit.now);
    items.truncate(PAGE);
    Ok((items, None))
}

/// The list that was asked for.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn read(visit: &Visit, asked: &AskedList) -> Result<StaffList, Fault> {
    let db = &visit.app.db;
    let runs = visit.may(Permission::RunConsultations);
    if asked.over() {
        let (items, next) = over(visit, asked).await?;
        let mut lines: Vec<StaffLine> = items.into_iter().map(|item| StaffLine::of(item, visit.now)).collect();
        complete(visit, &mut lines, false).await?;
        let next = next.map(|(at, id)| asked.address_with("from", &format!("{at}-{id}")));
        return Ok(StaffList { lines, next, more_under_way: false });
    }
    let (mut items, window) = store::under_way_from(db, asked.from).await?;
    let words = folding::words(&asked.words);
    items.retain(|item| {
        let at = stage(&item.dates, visit.now);
        (runs || at != Stage::Draft) && asked.stage.is_none_or(|wanted| wanted == at) && has_words(item, &words)
    });
    // Whoever looks for words looks for what is over too.
    if !words.is_empty() && asked.stage.is_none() {
        items.extend(over(visit, asked).await?.0);
    }
    in_order(&mut items, visit.now);
    let mut lines: Vec<StaffLine> = items.into_iter().map(|item| StaffLine::of(item, visit.now)).collect();
    orderly(visit, asked, &mut lines).await?;
    // The last one of the page before may be gone by now; then it begins anew.
    let begins = lines.iter().position(|line| Some(line.item.id.0) == asked.after).map_or(0, |place| place + 1);
    let mut lines: Vec<StaffLine> = lines.into_iter().skip(begins).take(PAGE + 1).collect();
    let more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let last = lines.last().map(|line| line.item.id.0).filter(|_| more);
    complete(visit, &mut lines, asked.order.0 != ListOrder::Needs).await?;
    let next = match (last, window) {
        (Some(last), _) => {
            let begun = asked.from.map(|(at, id)| format!("&from={at}-{id}")).unwrap_or_default();
            Some(format!("{}{begun}", asked.address_with("after", &last.to_string())))
        }
        (None, Some((at, id))) => Some(asked.address_with("from", &format!("{at}-{id}"))),
        (None, None) => None,
    };
    Ok(StaffList { lines, next, more_under_way: window.is_some() || asked.from.is_some() })
}

/// Reads what the order and the filters need of every line, and puts the lines in order.
async fn orderly(visit: &Visit, asked: &AskedList, lines: &mut Vec<StaffLine>) -> Result<(), Fault> {
    let db = &visit.app.db;
    let ids: Vec<ConsultationId> = lines.iter().map(|line| line.item.id).collect();
    let mut members: BTreeMap<ConsultationId, Vec<_>> = BTreeMap::new();
    for member in team::store::of_all(db, ids.iter().copied()).await? {
        members.entry(member.consultation_id).or_default().push(member);
    }
    for line in lines.iter_mut() {
        line.team = Team(members.remove(&line.item.id).unwrap_or_default());
    }
    if asked.mine {
        let reader = visit.account().map(|account| account.id);
        lines.retain(|line| reader.is_some_and(|reader| line.team.has(reader)));
    }
    let ids: Vec<ConsultationId> = lines.iter().map(|line| line.item.id).collect();
    let (order, turned) = asked.order;
    match order {
        ListOrder::Needs => {
            what_waits(visit, &ids, lines).await?;
            lines.sort_by_key(|line| line.need(visit.now));
        }
        ListOrder::Title => lines.sort_by_cached_key(|line| folding::fold(&line.item.title)),
        // As they are: stages in order, and in each the date that matters.
        ListOrder::Stage => {}
        ListOrder::Closes => lines.sort_by_key(|line| line.item.dates.closes_at.map_or(i64::MAX, |at| at.0)),
        ListOrder::Responses => {
            let counts: BTreeMap<_, _> = store::responses(db, ids).await?.into_iter().collect();
            lines.sort_by_key(|line| std::cmp::Reverse(counts.get(&line.item.id).copied().unwrap_or(0)));
        }
        ListOrder::Owner => {
            lines.sort_by_cached_key(|line| line.team.owner().map(|owner| folding::fold(&owner.name)));
        }
    }
    if turned {
        lines.reverse();
    }
    Ok(())
}

/// Notes what waits in each.
async fn what_waits(visit: &Visit, ids: &[ConsultationId], lines: &mut [StaffLine]) -> Result<(), DbError> {
    let db = &visit.app.db;
    let mut waiting: BTreeMap<ConsultationId, Vec<WaitingWork>> = BTreeMap::new();
    for instrument in Instruments::of(&visit.app).all() {
        for work in instrument.waiting(db.into(), ids).await? {
            waiting.entry(work.consultation).or_default().push(work);
        }
    }
    let asked = match visit.service.second_person {
        true => approval::store::waiting(db, ids.iter().copied()).await?,
        false => Vec::new(),
    };
    for line in lines {
        line.waiting = waiting.remove(&line.item.id).unwrap_or_default();
        line.approval = line.at == Stage::Draft && asked.iter().any(|(id, _)| *id == line.item.id);
    }
    Ok(())
}

/// Reads the rest of what a page shows of its lines; what waits in them too, where it is not known yet.
async fn complete(visit: &Visit, lines: &mut [StaffLine], waits: bool) -> Result<(), Fault> {
    let db = &visit.app.db;
    let ids: Vec<ConsultationId> = lines.iter().map(|line| line.item.id).collect();
    if waits {
        what_waits(visit, &ids, lines).await?;
    }
    let counts: BTreeMap<_, _> = store::responses(db, ids.iter().copied()).await?.into_iter().collect();
    let over = lines.iter().filter(|line| line.at == Stage::Decided).map(|line| line.item.id);
    let mut came = came_of_it::of(db, over, visit.now).await?;
    let runs = visit.may(Permission::RunConsultations);
    for line in lines {
        line.responses = counts.get(&line.item.id).copied().unwrap_or(0);
        line.came = came.remove(&line.item.id);
        if runs && line.at == Stage::Draft {
            line.missing = missing(visit, line.item.id).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(stage: Stage, change: impl FnOnce(&mut NeedSigns)) -> Need {
        let mut signs =
            NeedSigns { stage, overdue: false, waits: false, nobody: false, closes_in: Some(30 * Time::DAY) };
        change(&mut signs);
        need(&signs)
    }

    #[test]
    fn what_is_late_comes_first_then_who_waits_then_what_ends() {
        let in_order = [
            needs(Stage::Closed, |signs| signs.overdue = true),
            needs(Stage::Open, |signs| signs.waits = true),
            needs(Stage::Closed, |_| {}),
            needs(Stage::Open, |signs| signs.closes_in = Some(7 * Time::DAY)),
            needs(Stage::Draft, |_| {}),
            needs(Stage::Open, |_| {}),
            needs(Stage::Upcoming, |_| {}),
            needs(Stage::Decided, |_| {}),
        ];
        assert!(in_order.is_sorted(), "{in_order:?}");
        assert_eq!(needs(Stage::Upcoming, |signs| signs.nobody = true), Need::Waits);
        assert_eq!(needs(Stage::Withdrawn, |signs| signs.nobody = true), Need::Over);
        assert_eq!(needs(Stage::Open, |signs| signs.closes_in = None), Need::Runs);
    }
}

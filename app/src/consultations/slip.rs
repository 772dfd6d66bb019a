//! The date slip from the front of a library book: opened, amended, closes, decision due, decided, promise
//! kept, stamped as they happen. It is a consultation's timeline and its status at a glance.

use leptos::prelude::*;

use super::model::{Consultation, Notice, Stage};
use super::rules::{decision_overdue, stage};
use crate::clock;
use crate::time::Time;

/// What happens to a consultation, in the order in which it happens when several fall on one day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum SlipStep {
    Opening,
    Change,
    Closing,
    Withdrawal,
    Decision,
    Promise,
}

/// One line of the slip.
struct SlipLine {
    class: &'static str,
    word: &'static str,
    step: SlipStep,
    /// The moment that is written. For an end it is the last minute before it.
    at: Time,
    by: bool,
    small: Option<String>,
}

impl SlipLine {
    fn new(class: &'static str, word: &'static str, step: SlipStep, at: Time) -> Self {
        Self { class, word, step, at, by: false, small: None }
    }

    fn small(mut self, words: impl Into<String>) -> Self {
        self.small = Some(words.into());
        self
    }

    /// A day by which something is due, and whether it has gone by.
    fn due(class: &'static str, word: &'static str, step: SlipStep, at: Time, overdue: bool) -> Self {
        let line = Self { by: true, ..Self::new(class, word, step, at) };
        if overdue { line.small("overdue") } else { line }
    }
}

/// A promise on the slip.
#[derive(sqlx::FromRow)]
pub struct PromiseLine {
    /// When it is due.
    pub due_at: Option<Time>,
    /// When it was kept.
    pub kept_at: Option<Time>,
    /// When it was said that it will not be.
    pub declined_at: Option<Time>,
}

/// Opening and closing, as they were or will be.
fn opening_and_closing(consultation: &Consultation, now: Time) -> Vec<SlipLine> {
    let dates = &consultation.dates;
    let stage = stage(dates, now);
    let mut lines = Vec::new();
    // What was withdrawn before its time came never happened.
    let before_withdrawal = |at: Time| dates.withdrawn_at.is_none_or(|withdrawn| withdrawn > at);
    if let Some(opens) = dates.opens_at {
        if stage == Stage::Draft && opens <= now {
            lines.push(SlipLine::new("pencilled", "Opens", SlipStep::Opening, now).small("as soon as it is published"));
        } else if opens <= now && before_withdrawal(opens) {
            lines.push(SlipLine::new("stamped", "Opened", SlipStep::Opening, opens));
        } else if stage != Stage::Withdrawn {
            let class = if stage == Stage::Upcoming { "pencilled next" } else { "pencilled" };
            let small = format!("at {}", clock::time_of_day(opens));
            lines.push(SlipLine::new(class, "Opens", SlipStep::Opening, opens).small(small));
        }
    }
    if let Some(closes) = dates.closes_at {
        let written = clock::last_minute(closes);
        if stage == Stage::Draft && closes <= now {
            lines.push(SlipLine::new("pencilled", "Closes", SlipStep::Closing, written).small("this date has passed"));
        } else if closes <= now && before_withdrawal(closes) {
            lines.push(SlipLine::new("stamped", "Closed", SlipStep::Closing, written));
        } else if stage != Stage::Withdrawn {
            let class = if stage == Stage::Open { "pencilled next" } else { "pencilled" };
            let weekday = clock::long_date(written).split(' ').next().unwrap_or("").to_owned();
            let small = format!("{weekday}, at {}", clock::time_of_day(written));
            lines.push(SlipLine::new(class, "Closes", SlipStep::Closing, written).small(small));
        }
    }
    lines
}

fn decision(consultation: &Consultation, now: Time) -> Option<SlipLine> {
    let dates = &consultation.dates;
    let stage = stage(dates, now);
    let late = |decided| dates.decision_due_at.is_some_and(|due| clock::day_is_over(clock::last_minute(due), decided));
    match (dates.decided_at, dates.decision_due_at) {
        (Some(decided), _) if late(decided) => {
            Some(SlipLine::new("stamped late", "Decided", SlipStep::Decision, decided).small("after its date"))
        }
        (Some(decided), _) => Some(SlipLine::new("stamped", "Decided", SlipStep::Decision, decided)),
        (None, Some(due)) if stage != Stage::Withdrawn => {
            let class = if stage == Stage::Closed { "pencilled next" } else { "pencilled" };
            let overdue = decision_overdue(dates, now);
            let line = SlipLine::due(class, "Decision due", SlipStep::Decision, clock::last_minute(due), overdue);
            // A draft has nothing to be late with yet.
            let past = stage == Stage::Draft && clock::day_is_over(line.at, now);
            Some(if past { line.small("this date has passed") } else { line })
        }
        _ => None,
    }
}

fn promise(promise: &PromiseLine, now: Time) -> Option<SlipLine> {
    let line = |class, word, at| SlipLine::new(class, word, SlipStep::Promise, at);
    if let Some(declined) = promise.declined_at {
        return Some(line("stamped void", "Promise given up", declined));
    }
    match (promise.kept_at, promise.due_at) {
        (Some(kept), Some(due)) if clock::day_is_over(due, kept) => {
            Some(line("stamped late", "Promise kept", kept).small("after its date"))
        }
        (Some(kept), _) => Some(line("stamped", "Promise kept", kept)),
        (None, Some(due)) => {
            Some(SlipLine::due("pencilled", "Promise due", SlipStep::Promise, due, clock::day_is_over(due, now)))
        }
        (None, None) => None,
    }
}

/// The lines in the order of their days, and on one day in the order of the steps: what is overdue stands at its day,
/// and a promise kept on the day of the decision stands after it.
fn lines(consultation: &Consultation, notices: &[Notice], promises: &[PromiseLine], now: Time) -> Vec<SlipLine> {
    let mut lines = opening_and_closing(consultation, now);
    for notice in notices {
        let word = match notice.kind.as_str() {
            "amended" => "Amended",
            "corrected" => "Corrected",
            "extended" => "Extended",
            _ => continue,
        };
        lines.push(SlipLine::new("stamped", word, SlipStep::Change, notice.at));
    }
    if let Some(withdrawn) = consultation.dates.withdrawn_at {
        lines.push(SlipLine::new("stamped void", "Withdrawn", SlipStep::Withdrawal, withdrawn));
    }
    lines.extend(decision(consultation, now));
    lines.extend(promises.iter().filter_map(|one| promise(one, now)));
    lines.sort_by_key(|line| (clock::start_of_day(line.at), line.step));
    lines
}

/// A line of the slip in words, for where it is drawn and not shown as a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SlipWords {
    /// What happens.
    pub word: &'static str,
    /// When: "2 Mar 2026", "by 2 Mar 2026".
    pub date: String,
    /// Whether it has happened.
    pub stamped: bool,
}

/// The lines around the present, in words: of what has happened the last, then what is to come; `most` of them.
pub fn around_now(
    consultation: &Consultation,
    notices: &[Notice],
    promises: &[PromiseLine],
    now: Time,
    most: usize,
) -> Vec<SlipWords> {
    let words = lines(consultation, notices, promises, now).into_iter().map(|line| {
        let date = clock::short_date(line.at);
        let date = if line.by { format!("by {date}") } else { date };
        SlipWords { word: line.word, date, stamped: line.class.starts_with("stamped") }
    });
    let words: Vec<SlipWords> = words.collect();
    let last_stamp = words.iter().rposition(|line| line.stamped).unwrap_or(0);
    let first = last_stamp.min(words.len().saturating_sub(most));
    words.into_iter().skip(first).take(most).collect()
}

/// The slip of a consultation. `small` fits in a card.
pub fn slip(
    consultation: &Consultation,
    notices: &[Notice],
    promises: &[PromiseLine],
    now: Time,
    small: bool,
) -> AnyView {
    let title = format!("slip-{}", consultation.slug);
    let items: Vec<AnyView> = lines(consultation, notices, promises, now)
        .into_iter()
        .map(|line| {
            let date = clock::short_date(line.at);
            view! {
                <li class=line.class>
                    <span>{line.word}</span>" "
                    <time datetime=clock::machine(line.at)>{if line.by { format!("by {date}") } else { date }}</time>
                    {line.small.map(|small| view! { " "<small>{small}</small> })}
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class=if small { "slip small" } else { "slip" } aria-labelledby=title.clone()>
            <h2 id=title.clone()>"Date slip"{small.then(|| view! { <span class="vh">{format!(" of {}", consultation.title)}</span> })}</h2>
            <ol>{items}</ol>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consultations::model::{Dates, Level, Parts, Showing};
    use crate::ids::ConsultationId;

    fn at(date: &str, time: &str) -> Time {
        clock::moment(date, time).unwrap()
    }

    fn consultation(dates: Dates) -> Consultation {
        Consultation {
            id: ConsultationId(1),
            slug: "hours".to_owned(),
            title: "Hours".to_owned(),
            summary: String::new(),
            background: String::new(),
            background_html: String::new(),
            level: Level::Consult,
            results: Showing::Hidden,
            withdrawn_reason: String::new(),
            dates,
            updated_at: Time(0),
            parts: Parts::default(),
        }
    }

    fn published() -> Dates {
        Dates {
            published_at: Some(at("2027-01-04", "09:00")),
            opens_at: Some(at("2027-01-04", "09:00")),
            closes_at: Some(at("2027-01-20", "00:00")),
            decision_due_at: Some(at("2027-02-01", "23:59")),
            ..Dates::default()
        }
    }

    /// Each line as it reads: "Closes 19 Jan 2027 (Tuesday, at 11:59pm)".
    fn read(dates: Dates, notices: &[Notice], promises: &[PromiseLine], now: Time) -> Vec<String> {
        lines(&consultation(dates), notices, promises, now)
            .into_iter()
            .map(|line| {
                let small = line.small.map(|small| format!(" ({small})")).unwrap_or_default();
                let by = if line.by { "by " } else { "" };
                let ink = if line.class.starts_with("stamped") { "*" } else { "" };
                format!("{ink}{} {by}{}{small}", line.word, clock::short_date(line.at))
            })
            .collect()
    }

    #[test]
    fn a_closing_at_midnight_is_on_the_day_that_ends() {
        let open = read(published(), &[], &[], at("2027-01-10", "12:00"));
        assert_eq!(
            open,
            ["*Opened 4 Jan 2027", "Closes 19 Jan 2027 (Tuesday, at 11:59pm)", "Decision due by 1 Feb 2027"]
        );
        let closed = read(published(), &[], &[], at("2027-01-20", "00:00"));
        assert_eq!(closed[1], "*Closed 19 Jan 2027");
    }

    #[test]
    fn nothing_is_stamped_on_a_draft() {
        let draft = Dates { published_at: None, ..published() };
        assert_eq!(
            read(draft, &[], &[], at("2027-03-01", "12:00")),
            [
                "Closes 19 Jan 2027 (this date has passed)",
                "Decision due by 1 Feb 2027 (this date has passed)",
                "Opens 1 Mar 2027 (as soon as it is published)",
            ]
        );
    }

    #[test]
    fn a_day_has_its_steps_in_the_order_they_happen() {
        let told = |kind: &str, time| Notice { kind: kind.to_owned(), text: String::new(), at: time };
        let dates = Dates {
            opens_at: Some(at("2027-01-04", "14:00")),
            closes_at: Some(at("2027-01-04", "18:00")),
            decided_at: Some(at("2027-01-04", "20:00")),
            ..published()
        };
        // A promise is kept on a day, which begins before the decision of that day.
        let kept = PromiseLine {
            due_at: Some(at("2027-02-01", "00:00")),
            kept_at: Some(at("2027-01-04", "00:00")),
            declined_at: None,
        };
        let notices = [told("amended", at("2027-01-04", "10:00"))];
        let lines = read(dates, &notices, &[kept], at("2027-01-05", "12:00"));
        assert_eq!(
            lines,
            [
                "*Opened 4 Jan 2027",
                "*Amended 4 Jan 2027",
                "*Closed 4 Jan 2027",
                "*Decided 4 Jan 2027",
                "*Promise kept 4 Jan 2027",
            ]
        );
    }

    #[test]
    fn what_is_overdue_says_so_once_its_day_is_over() {
        let promise = || PromiseLine { due_at: Some(at("2027-03-01", "00:00")), kept_at: None, declined_at: None };
        let last_day = read(published(), &[], &[promise()], at("2027-02-01", "23:59"));
        assert_eq!(last_day[2..], ["Decision due by 1 Feb 2027", "Promise due by 1 Mar 2027"]);
        let after = read(published(), &[], &[promise()], at("2027-03-02", "00:00"));
        assert_eq!(after[2..], ["Decision due by 1 Feb 2027 (overdue)", "Promise due by 1 Mar 2027 (overdue)"]);
        let decided = Dates { decided_at: Some(at("2027-02-02", "09:00")), ..published() };
        assert_eq!(read(decided, &[], &[], at("2027-02-03", "09:00"))[2], "*Decided 2 Feb 2027 (after its date)");
    }

    #[test]
    fn what_is_withdrawn_before_it_opens_never_opened() {
        let withdrawn = Dates { withdrawn_at: Some(at("2027-01-03", "10:00")), ..published() };
        assert_eq!(read(withdrawn, &[], &[], at("2027-02-03", "09:00")), ["*Withdrawn 3 Jan 2027"]);
    }

    #[test]
    fn a_few_lines_are_those_around_the_present() {
        let told = |day| Notice { kind: "amended".to_owned(), text: String::new(), at: at(day, "10:00") };
        let notices = [told("2027-01-05"), told("2027-01-06")];
        let few = |dates: Dates, now| -> Vec<String> {
            let few = around_now(&consultation(dates), &notices, &[], now, 3);
            few.into_iter().map(|line| format!("{} {}", line.word, line.date)).collect()
        };
        let open = few(published(), at("2027-01-10", "12:00"));
        assert_eq!(open, ["Amended 6 Jan 2027", "Closes 19 Jan 2027", "Decision due by 1 Feb 2027"]);
        let decided = Dates { decided_at: Some(at("2027-02-01", "09:00")), ..published() };
        let over = few(decided, at("2027-03-01", "12:00"));
        assert_eq!(over, ["Amended 6 Jan 2027", "Closed 19 Jan 2027", "Decided 1 Feb 2027"]);
    }
}

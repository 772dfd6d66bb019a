//! The date slip from the front of a library book: opened, amended, closes, decision due, decided, promise
//! kept, stamped as they happen. It is a consultation's timeline and its status at a glance.

use leptos::prelude::*;

use super::model::{Consultation, Notice, Stage};
use super::rules::stage;
use crate::clock;
use crate::time::Time;

/// One line of the slip.
struct Line {
    class: &'static str,
    word: &'static str,
    at: Time,
    by: bool,
    small: Option<String>,
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

fn lines(consultation: &Consultation, notices: &[Notice], promises: &[PromiseLine], now: Time) -> Vec<Line> {
    let dates = &consultation.dates;
    let stage = stage(dates, now);
    let line = |class, word, at: Time| Line { class, word, at, by: false, small: None };
    let mut stamped = Vec::new();
    let mut pencilled = Vec::new();
    if let Some(opens) = dates.opens_at {
        if stage == Stage::Draft && opens <= now {
            let small = Some("as soon as it is published".to_owned());
            pencilled.push(Line { small, ..line("pencilled", "Opens", now) });
        } else if opens <= now {
            stamped.push(line("stamped", "Opened", opens));
        } else if stage != Stage::Withdrawn {
            let class = if stage == Stage::Upcoming { "pencilled next" } else { "pencilled" };
            pencilled
                .push(Line { small: Some(format!("at {}", clock::clock_time(opens))), ..line(class, "Opens", opens) });
        }
    }
    for notice in notices {
        let word = match notice.kind.as_str() {
            "amended" => "Amended",
            "corrected" => "Corrected",
            "extended" => "Extended",
            _ => continue,
        };
        stamped.push(line("stamped", word, notice.at));
    }
    if let Some(closes) = dates.closes_at {
        if closes <= now && dates.withdrawn_at.is_none_or(|withdrawn| withdrawn > closes) {
            stamped.push(line("stamped", "Closed", closes));
        } else if stage != Stage::Withdrawn {
            let class = if stage == Stage::Open { "pencilled next" } else { "pencilled" };
            let weekday = clock::long_date(closes).split(' ').next().unwrap_or("").to_owned();
            let small = Some(format!("{weekday}, at {}", clock::clock_time(closes)));
            pencilled.push(Line { small, ..line(class, "Closes", closes) });
        }
    }
    if let Some(withdrawn) = dates.withdrawn_at {
        stamped.push(line("stamped void", "Withdrawn", withdrawn));
    }
    match (dates.decided_at, dates.decision_due_at) {
        (Some(decided), _) => stamped.push(line("stamped", "Decided", decided)),
        (None, Some(due)) if stage != Stage::Withdrawn => {
            let class = if stage == Stage::Closed { "pencilled next" } else { "pencilled" };
            pencilled.push(Line { by: true, ..line(class, "Decision due", due) });
        }
        _ => {}
    }
    for promise in promises {
        if let Some(declined) = promise.declined_at {
            stamped.push(line("stamped void", "Promise given up", declined));
            continue;
        }
        match (promise.kept_at, promise.due_at) {
            (Some(kept), Some(due)) if kept.0 > due.0 + Time::DAY => {
                stamped.push(Line {
                    small: Some("after its date".to_owned()),
                    ..line("stamped late", "Promise kept", kept)
                });
            }
            (Some(kept), _) => stamped.push(line("stamped", "Promise kept", kept)),
            (None, Some(due)) => pencilled.push(Line { by: true, ..line("pencilled", "Promise due", due) }),
            (None, None) => {}
        }
    }
    stamped.sort_by_key(|line| line.at);
    pencilled.sort_by_key(|line| line.at);
    stamped.into_iter().chain(pencilled).collect()
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

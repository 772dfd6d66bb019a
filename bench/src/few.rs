//! A few at a time: how long somebody waits who votes or comments while hardly anybody else does, as on most evenings
//! of a consultation. Many at once share one commit; here each waits for nearly all of its own.

use std::time::Duration;

use anyhow::{Context, Result};
use soundings_app::sql;

use crate::answering::Question;
use crate::load::Load;
use crate::people::Proposal;
use crate::program::Installation;
use crate::reading::{alive, mean};
use crate::report::{Report, Wanted, milliseconds};
use crate::voting::{durable, settings_that_lose_votes};

/// How many send something at the same time.
const VISITORS: [usize; 2] = [1, 8];
/// What a submission that is alone may take beyond one sync of the disk, in milliseconds.
const BEYOND_A_SYNC: f64 = 1.0;

/// Measures first votes and comments, each of a resident with nothing in this consultation yet. `sync` is how long the
/// disk under the record takes to keep something, if that is known.
///
/// # Errors
/// When something is not answered as it should be, or the record does not hold what was answered.
pub(crate) async fn measure(
    engine: &str,
    installation: &Installation,
    load: &Load,
    residents: u32,
    sync: Option<Duration>,
    report: &mut Report,
) -> Result<()> {
    installation.settle().await?;
    let db = installation.record().await?;
    let durable = durable(&settings_that_lose_votes(&db).await?);
    let server = installation.serve(&[]).await?;
    let proposal = Proposal::most_discussed(&db).await?;
    for visitors in VISITORS {
        let load = load.by(visitors);
        for question in [votes(&proposal), comments(&proposal)] {
            let what = question.what;
            eprintln!("{engine}: {what}, {visitors} at a time");
            let before = alive(&server, &load).await?;
            let kind = format!("{}-{visitors}", what.replace(' ', "-"));
            let figures = question.ask(&db, &server, &load, &kind, residents).await?;
            let alive = mean(before, alive(&server, &load).await?);
            report.rate(
                &format!("{engine}: {what}, {visitors} at a time, {durable}"),
                figures.per_second,
                Some(alive),
                None,
            );
            let wanted = match sync {
                Some(sync) if visitors == 1 => at_most_a_sync_and_a_little(sync, figures.median),
                _ => Wanted::Nothing,
            };
            let took = format!("{} / {}", milliseconds(figures.median), milliseconds(figures.p99));
            report.plain(&format!("{engine}: {what}, {visitors} at a time, half within / 99 % within"), took, wanted);
        }
    }
    server.stop()?;
    db.close().await;
    installation.run("recount").context("the counts differ from what was sent")
}

/// In milliseconds, to one decimal, as the table shows them.
fn at_most_a_sync_and_a_little(sync: Duration, median: Duration) -> Wanted {
    let tenths = |milliseconds: f64| (milliseconds * 10.0).round() / 10.0;
    let limit = tenths(sync.as_secs_f64() * 1_000.0 + BEYOND_A_SYNC);
    Wanted::AtMost(limit, tenths(median.as_secs_f64() * 1_000.0))
}

fn votes(proposal: &Proposal) -> Question {
    Question {
        what: "first votes",
        path: format!("{}/vote", proposal.path()),
        bodies: ["support", "oppose", "neither"].map(|choice| proposal.vote(choice)).to_vec(),
        recorded: || sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM votes"),
    }
}

/// Comments of some length, no two beside each other alike.
fn comments(proposal: &Proposal) -> Question {
    let body = |number: usize| {
        format!(
            "body=I+come+to+this+library+{number}+times+a+year%2C+mostly+on+Saturdays.+Shorter+hours+would+mean+another+bus+\
             for+us%2C+and+the+children+would+miss+their+reading+group.+Could+volunteers+open+the+doors+instead%3F"
        )
    };
    Question {
        what: "comments",
        path: format!("{}/comments", proposal.path()),
        bodies: (2..400).map(body).collect(),
        recorded: || sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM comments"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_submission_may_take_a_sync_and_a_millisecond() {
        let holds = |sync: u64, took: u64| {
            let wanted = at_most_a_sync_and_a_little(Duration::from_micros(sync), Duration::from_micros(took));
            matches!(wanted, Wanted::AtMost(limit, is) if is <= limit)
        };
        assert!(holds(200, 1_200));
        assert!(!holds(200, 1_300));
        assert!(holds(4_040, 5_040), "what the table shows as equal is equal");
    }
}

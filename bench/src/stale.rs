//! Going stale: what a vote in one consultation costs the readers of the others. What is kept of a page holds until the
//! record changes; if any change anywhere counted, one busy consultation would empty everybody's pages.

use std::cell::Cell;
use std::time::Duration;

use anyhow::{Result, ensure};
use soundings_app::clock::Clock;
use soundings_app::db::Db;
use soundings_app::sql;

use crate::http::{self, Connection};
use crate::load::{Asked, Figures, Load};
use crate::people::{self, Proposal};
use crate::program::{Installation, Server};
use crate::reading::{self, PARTS_KEPT};
use crate::report::Report;

/// How often somebody votes elsewhere.
const PACE: Duration = Duration::from_secs(1);
/// The least that is wanted of the rate at which nobody votes.
const LEAST: f64 = 0.8;

/// A way of reading.
struct Way<'a> {
    /// What the table calls it.
    how: &'static str,
    /// How the program is started.
    options: &'static [&'static str],
    /// The session of each visitor, if they have one.
    visitors: &'a [Option<&'a str>],
}

/// Measures the pages of all consultations but one, while nobody votes and while somebody votes once a second in that one.
///
/// # Errors
/// When something is not answered as it should be.
pub(crate) async fn measure(installation: &Installation, load: &Load, report: &mut Report) -> Result<()> {
    let db = installation.record().await?;
    let busy = Proposal::most_discussed(&db).await?;
    let pages = pages_elsewhere(&db, &busy).await?;
    report.note(&format!(
        "While somebody votes once a second in one consultation, {} pages of the others are read in turns.",
        pages.len()
    ));
    let readers = people::sign_in(&db, "elsewhere", u32::try_from(load.connections)?).await?;
    let readers: Vec<Option<&str>> = readers.iter().map(|token| Some(token.as_str())).collect();
    let strangers = vec![None; load.connections];
    let ways = [
        Way { how: "signed out", options: &[], visitors: &strangers },
        Way { how: "signed in", options: &[], visitors: &readers },
        Way { how: "signed out, page cache off", options: PARTS_KEPT, visitors: &strangers },
    ];
    for (number, Way { how, options, visitors }) in ways.into_iter().enumerate() {
        let server = installation.serve(options).await?;
        let voters = people::sign_in(&db, &format!("voter-elsewhere-{number}"), votes_at_most(load)).await?;
        let read = || read(&server, load, &pages, visitors);
        eprintln!("other consultations, {how}");
        // Once for every page, so that each has been made before it is counted.
        let before = read().await?.per_second;
        eprintln!("other consultations, {how}, while somebody votes");
        let voted = Cell::new(0);
        let votes = vote_at_a_pace(&server, &busy, &voters, &voted);
        let disturbed = tokio::select! {
            figures = read() => figures?.per_second,
            error = votes => return Err(error.err().unwrap_or_else(|| anyhow::anyhow!("everybody has voted"))),
        };
        ensure!(
            Duration::from_secs(voted.get()) >= load.lasting,
            "only {} votes were recorded in {} s",
            voted.get(),
            load.lasting.as_secs()
        );
        let still = reading::mean(before, read().await?.per_second);
        report.two_rates(&format!("pages of other consultations, {how}, busy to still"), disturbed, still, Some(LEAST));
        server.stop()?;
    }
    db.close().await;
    Ok(())
}

/// The pages of every published consultation but one, and of its proposals.
async fn pages_elsewhere(db: &Db, busy: &Proposal) -> Result<Vec<String>> {
    let found: Vec<(String, i64)> = sql!(
        "SELECT consultations.slug, proposals.number FROM proposals \
         JOIN consultations ON consultations.id = proposals.consultation_id \
         WHERE published_at <= $1 AND withdrawn_at IS NULL AND current_version_id IS NOT NULL \
         ORDER BY consultations.id, proposals.number",
        Clock::system().now()
    )
    .all(db)
    .await?;
    let mut pages = Vec::new();
    let mut last = "";
    for (slug, number) in found.iter().filter(|(slug, _)| slug != busy.consultation()) {
        let page = format!("/consultations/{slug}");
        if slug != last {
            pages.push(page.clone());
            pages.push(format!("{page}/results"));
            last = slug;
        }
        pages.push(format!("{page}/proposals/{number}"));
        pages.push(format!("{page}/proposals/{number}?order=agreed"));
    }
    ensure!(pages.len() > 10, "only {} pages of other consultations were found: the demo has more", pages.len());
    Ok(pages)
}

/// Everybody goes round the pages again and again, each beginning at another one.
async fn read(server: &Server, load: &Load, pages: &[String], visitors: &[Option<&str>]) -> Result<Figures> {
    let requests = visitors
        .iter()
        .enumerate()
        .map(|(place, token)| {
            let from = pages.iter().cycle().skip(place * pages.len() / visitors.len()).take(pages.len());
            from.map(|page| http::get(server.address, page, *token).into()).collect()
        })
        .collect();
    load.run(server.address, Asked { requests, again: true, expected: 200 }).await
}

fn votes_at_most(load: &Load) -> u32 {
    let seconds = (load.warm_up + load.lasting).as_secs() / PACE.as_secs();
    // As many again, in case the machine is slow to notice that the time is over.
    u32::try_from(2 * seconds + 10).unwrap_or(u32::MAX)
}

/// Votes once a second until it is dropped, each time as somebody else.
async fn vote_at_a_pace(server: &Server, busy: &Proposal, voters: &[String], voted: &Cell<u64>) -> Result<()> {
    let mut connection = Connection::open(server.address).await?;
    let mut pace = tokio::time::interval(PACE);
    let path = format!("{}/vote", busy.path());
    for token in voters {
        pace.tick().await;
        let status = connection.exchange(&http::post(server.address, &path, token, &busy.vote("support"))).await?;
        ensure!(status == 303, "a vote was answered with {status}");
        voted.set(voted.get() + 1);
    }
    Ok(())
}

//! A service that a whole county answers: thousands of consultations, one of them with hundreds of thousands of responses. How
//! soon staff and councillors see the figures, how lists behave, and how much memory it takes to give everything away.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use soundings_app::identity::model::Role;
use soundings_app::sql;

use crate::http::{self, Connection, fetch};
use crate::people;
use crate::program::{Installation, Server};
use crate::report::{Report, Wanted, megabytes, milliseconds, seconds};

/// The consultation that everybody has answered.
const ANSWERED: &str = "saturday-hours";
/// How often a page is fetched; the middle time counts.
const TIMES: usize = 21;
/// How often a page is fetched just after a vote; the middle time counts.
const CHANGES: usize = 7;

/// Fills a large demonstration with the program itself, and measures it.
///
/// # Errors
/// When something is not answered as it should be.
pub(crate) async fn measure(installation: &Installation, report: &mut Report) -> Result<()> {
    eprintln!("SQLite: filling the large demonstration");
    let begin = Instant::now();
    installation.run_with(&["demo", "--size", "large"])?;
    let took = begin.elapsed();
    report.plain("large: filling it", seconds(took), Wanted::Under(300.0, took.as_secs_f64()));
    installation.settle().await?;
    let db = installation.record().await?;
    let voters = people::sign_in(&db, "large", 2 * CHANGES as u32).await?;
    let staff = people::sign_in(&db, "large-staff", 1).await?.pop().context("somebody is signed in")?;
    let councillor = people::sign_in(&db, "large-council", 1).await?.pop().context("somebody is signed in")?;
    let mut tx = db.begin().await?;
    for (email, role) in [("large-staff", Role::Administrator), ("large-council", Role::Councillor)] {
        let email = format!("{email}-0@bench.example");
        sql!("UPDATE accounts SET role = $1 WHERE email = $2", role.word(), email).run(&mut tx).await?;
    }
    tx.commit().await?;
    let server = installation.serve(&[]).await?;
    let mut voters = voters.into_iter();
    let dashboard = format!("/staff/consultations/{ANSWERED}/results");
    let council = format!("/council/consultations/{ANSWERED}");
    for (what, path, token) in
        [("dashboard", dashboard.as_str(), &staff), ("council’s page", council.as_str(), &councillor)]
    {
        eprintln!("SQLite: the large {what}");
        let (_, warm) = fetched(&server, path, token).await?;
        let figure = milliseconds(warm);
        report.plain(&format!("large: {what}, warm, half within"), figure, under(50.0, warm));
        let mut times = Vec::new();
        for voter in voters.by_ref().take(CHANGES) {
            vote(&server, &voter).await?;
            times.push(once(&server, path, token).await?);
        }
        let changed = middle(times);
        let figure = milliseconds(changed);
        report.plain(&format!("large: {what}, just after a vote, half within"), figure, under(300.0, changed));
    }
    for (what, path) in [
        ("staff’s list", "/staff"),
        ("list of what was decided", "/consultations?stage=decided"),
        ("feed of decisions", "/decisions.atom"),
    ] {
        let (size, warm) = fetched(&server, path, &staff).await?;
        let figure = format!("{} for {}", milliseconds(warm), megabytes(size as u64));
        report.plain(&format!("large: {what}, half within"), figure, Wanted::Nothing);
    }
    for (what, ending) in [("responses as CSV", "csv"), ("comments as CSV", "csv?sheet=comments"), ("workbook", "xlsx")]
    {
        eprintln!("SQLite: the large {what}");
        let before = server.most_resident()?;
        let began = Instant::now();
        let path = format!("/staff/consultations/{ANSWERED}/export.{ending}");
        let file = fetch(server.address, &path, Some(&staff), "identity").await?;
        let took = began.elapsed();
        ensure!(file.status == 200, "{path} was answered with {}", file.status);
        let figure = format!("{} for {}", seconds(took), megabytes(file.body.len() as u64));
        report.plain(&format!("large: {what}"), figure, Wanted::Nothing);
        let more = server.most_resident()?.saturating_sub(before);
        let wanted = Wanted::AtMost(64.0, more as f64 / 1_000_000.0);
        report.plain(&format!("large: {what}, memory beyond the most before"), megabytes(more), wanted);
    }
    server.stop()?;
    db.close().await;
    Ok(())
}

fn under(limit: f64, time: Duration) -> Wanted {
    Wanted::Under(limit, time.as_secs_f64() * 1_000.0)
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

async fn once(server: &Server, path: &str, token: &str) -> Result<Duration> {
    let begin = Instant::now();
    let page = fetch(server.address, path, Some(token), "identity").await?;
    ensure!(page.status == 200, "{path} was answered with {}", page.status);
    Ok(begin.elapsed())
}

/// How large a page is, and the middle time of many.
async fn fetched(server: &Server, path: &str, token: &str) -> Result<(usize, Duration)> {
    let page = fetch(server.address, path, Some(token), "identity").await?;
    ensure!(page.status == 200, "{path} was answered with {}", page.status);
    let mut times = Vec::new();
    for _ in 0..TIMES {
        times.push(once(server, path, token).await?);
    }
    Ok((page.body.len(), middle(times)))
}

async fn vote(server: &Server, token: &str) -> Result<()> {
    let path = format!("/consultations/{ANSWERED}/proposals/1/vote");
    let mut connection = Connection::open(server.address).await?;
    let status = connection.exchange(&http::post(server.address, &path, token, "choice=support")).await?;
    ensure!(status == 303, "a vote was answered with {status}");
    Ok(())
}

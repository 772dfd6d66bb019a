//! Reading: how soon the server answers after it was started, what it holds in memory, and how many pages a
//! second it gives to visitors and to residents who are signed in.

use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::http::{self, Connection, fetch};
use crate::load::{Asked, Figures, Load};
use crate::people::{self, Proposal};
use crate::program::{Installation, Server};
use crate::report::{Report, Wanted, megabytes, milliseconds};

/// How many comments the measured proposal lists: as many as fit on one page.
const COMMENTS: u32 = 50;
/// How often the server is started; the middle time counts.
const STARTS: usize = 5;
/// How often the list of consultations is measured with kept parts and without.
const TURNS: u32 = 2;
/// Every page is made for every visit, from parts that are kept.
pub(crate) const PARTS_KEPT: &[&str] = &["--no-page-cache"];
/// Everything is read from the record for every visit.
const NOTHING_KEPT: &[&str] = &["--no-page-cache", "--no-parts-cache"];

/// Measures starting, with a database that is there already, and memory before there is any load.
///
/// # Errors
/// When the server does not start or stop.
pub(crate) async fn start_and_rest(installation: &Installation, report: &mut Report) -> Result<()> {
    eprintln!("starting, {STARTS} times");
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let server = installation.serve(&[]).await?;
        times.push(server.started_in);
        server.stop()?;
    }
    times.sort_unstable();
    let middle = times[times.len() / 2];
    report.plain("start to first page, existing database", milliseconds(middle), Wanted::Under(300.0, ms(middle)));
    let working = installation.settle().await?;
    report.plain("memory after working out the demo’s opinion maps", megabytes(working), Wanted::Nothing);
    let server = installation.serve(&[]).await?;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let resident = server.resident()?;
    report.plain("memory at rest", megabytes(resident), Wanted::Under(60.0, in_megabytes(resident)));
    server.stop()
}

/// Measures pages, with the page cache and without it, and the statements each takes.
///
/// # Errors
/// When something is not answered as it should be.
pub(crate) async fn pages(installation: &Installation, load: &Load, report: &mut Report) -> Result<()> {
    let db = installation.record().await?;
    let server = installation.serve(&[]).await?;
    let proposal = Proposal::most_discussed(&db).await?;
    proposal.fill(&db, &server, COMMENTS).await?;
    let path = proposal.path();
    let residents = people::sign_in(&db, "reader", u32::try_from(load.connections)?).await?;
    vote_once(&server, &proposal, &residents).await?;

    let before = alive(&server, load).await?;
    eprintln!("signed in: {path}");
    let requests = residents.iter().map(|token| vec![http::get(server.address, &path, Some(token)).into()]).collect();
    let signed_in = load.run(server.address, Asked { requests, again: true, expected: 200 }).await?;
    let list = page(&server, load, "/consultations").await?;
    let signed_out = page(&server, load, &path).await?;
    eprintln!("signed out, not compressed: {path}");
    let bytes_alone = load.run(server.address, Asked::same(load, http::get_plain(server.address, &path))).await?;
    let alive_cached = mean(before, alive(&server, load).await?);
    let loaded = server.resident()?;
    server.stop()?;

    let server = installation.serve(PARTS_KEPT).await?;
    let before = alive(&server, load).await?;
    let list_made = page(&server, load, "/consultations").await?;
    let signed_out_made = page(&server, load, &path).await?;
    let alive_made = mean(before, alive(&server, load).await?);
    server.stop()?;

    let server = installation.serve(NOTHING_KEPT).await?;
    let before = alive(&server, load).await?;
    let list_read = page(&server, load, "/consultations").await?;
    let signed_out_read = page(&server, load, &path).await?;
    eprintln!("signed in: {path}");
    let requests = residents.iter().map(|token| vec![http::get(server.address, &path, Some(token)).into()]).collect();
    let signed_in_read = load.run(server.address, Asked { requests, again: true, expected: 200 }).await?;
    let alive_read = mean(before, alive(&server, load).await?);
    server.stop()?;

    report.rate("/healthz", alive_cached, None, None);
    report.rate("list of consultations, from the page cache", list.per_second, Some(alive_cached), Some(0.35));
    report.rate("proposal, from the page cache", signed_out.per_second, Some(alive_cached), Some(0.35));
    let what = format!("proposal with {COMMENTS} comments, signed in");
    report.rate(&what, signed_in.per_second, Some(alive_cached), Some(0.15));
    let what = format!("proposal with {COMMENTS} comments, from the page cache, not compressed");
    report.rate(&what, bytes_alone.per_second, Some(alive_cached), None);
    report.rate("/healthz, page cache off", alive_made, None, None);
    report.rate("list of consultations, page cache off", list_made.per_second, Some(alive_made), Some(0.06));
    report.rate("proposal, page cache off", signed_out_made.per_second, Some(alive_made), Some(0.06));
    report.rate("/healthz, nothing kept", alive_read, None, None);
    report.rate("list of consultations, nothing kept", list_read.per_second, Some(alive_read), None);
    report.rate("proposal, nothing kept", signed_out_read.per_second, Some(alive_read), None);
    let what = format!("proposal with {COMMENTS} comments, signed in, nothing kept");
    report.rate(&what, signed_in_read.per_second, Some(alive_read), Some(0.04));
    report.plain("memory after all this reading", megabytes(loaded), Wanted::Nothing);

    list_with_and_without_parts(installation, load, report).await?;
    queries(installation, &path, &residents, report).await?;
    db.close().await;
    Ok(())
}

/// Measures the list of consultations with kept parts and without, in turns, so that what else the machine does
/// weighs on both alike: what is kept must not cost more than it saves.
async fn list_with_and_without_parts(installation: &Installation, load: &Load, report: &mut Report) -> Result<()> {
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        for (rates, options) in rates.iter_mut().zip([PARTS_KEPT, NOTHING_KEPT]) {
            let server = installation.serve(options).await?;
            rates.push(page(&server, load, "/consultations").await?.per_second);
            server.stop()?;
        }
    }
    let [with, without] = rates.map(|rates| rates.into_iter().sum::<f64>() / f64::from(TURNS));
    report.two_rates("list of consultations, kept parts to none", with, without, Some(0.95));
    Ok(())
}

/// How many answers a second `/healthz` gives to as many visitors.
///
/// # Errors
/// When it does not answer.
pub(crate) async fn alive(server: &Server, load: &Load) -> Result<f64> {
    Ok(page(server, load, "/healthz").await?.per_second)
}

async fn page(server: &Server, load: &Load, path: &str) -> Result<Figures> {
    eprintln!("signed out: {path}");
    load.run(server.address, Asked::same(load, http::get(server.address, path, None))).await
}

/// Readers who took part see more on the page, and it takes more to make.
async fn vote_once(server: &Server, proposal: &Proposal, residents: &[String]) -> Result<()> {
    let mut connection = Connection::open(server.address).await?;
    for token in residents {
        let path = format!("{}/vote", proposal.path());
        let status = connection.exchange(&http::post(server.address, &path, token, &proposal.vote("support"))).await?;
        ensure!(status == 303, "a vote was answered with {status}");
    }
    Ok(())
}

async fn queries(installation: &Installation, path: &str, residents: &[String], report: &mut Report) -> Result<()> {
    let resident = residents.first().map(String::as_str);
    let asked = [
        ("list of consultations, signed out", "/consultations", None),
        ("proposal, signed out", path, None),
        ("proposal, signed in", path, resident),
    ];
    let kept: [(&str, &[&str]); 2] = [
        ("page cache off", &["--no-page-cache", "--count-queries"]),
        ("nothing kept", &["--no-page-cache", "--no-parts-cache", "--count-queries"]),
    ];
    for (how, options) in kept {
        let server = installation.serve(options).await?;
        for (what, path, token) in asked {
            // The first visit also finds out who is signed in and what the service is called.
            fetch(server.address, path, token, "identity").await?;
            let answer = fetch(server.address, path, token, "identity").await?;
            ensure!(answer.status == 200, "{path} was answered with {}", answer.status);
            let queries = answer.header("x-soundings-queries").context("the server does not count its queries")?;
            report.plain(&format!("queries: {what}, {how}"), queries.to_owned(), Wanted::Nothing);
        }
        server.stop()?;
    }
    Ok(())
}

/// Half of both.
pub(crate) fn mean(one: f64, other: f64) -> f64 {
    f64::midpoint(one, other)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn in_megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

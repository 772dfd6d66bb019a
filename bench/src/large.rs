//! A service that a whole county answers: thousands of consultations, one of them with hundreds of thousands of responses. How
//! soon staff and councillors see the figures, how lists behave, and how much memory it takes to give everything away.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use soundings_app::clock::Clock;
use soundings_app::db::Db;
use soundings_app::demo::{self, DemoSize};
use soundings_app::identity::model::Role;
use soundings_app::identity::passwords::{HashCost, Passwords};
use soundings_app::random::Random;
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
/// A record with a tenth of the consultations, beside which lists are set: with them they must not grow.
const LESS: DemoSize = DemoSize { consultations: 500, responses: 0, comments: 0 };
/// The lists that must not grow.
const LISTS: [(&str, &str); 3] = [
    ("staff’s list", "/staff"),
    ("list of what was decided", "/consultations?stage=decided"),
    ("feed of decisions", "/decisions.atom"),
];

/// Fills a large demonstration with the program itself, and measures it; and a smaller one beside it.
///
/// # Errors
/// When something is not answered as it should be.
pub(crate) async fn measure(
    engine: &str,
    installation: &Installation,
    less: Option<&Installation>,
    report: &mut Report,
) -> Result<()> {
    let line = |what: &str| format!("large, {engine}: {what}");
    eprintln!("{engine}: filling the large demonstration");
    let begin = Instant::now();
    installation.run_with(&["demo", "--size", "large"])?;
    let took = begin.elapsed();
    report.plain(&line("filling it"), seconds(took), Wanted::Under(300.0, took.as_secs_f64()));
    installation.settle().await?;
    let db = installation.record().await?;
    let voters = people::sign_in(&db, "large", 2 * CHANGES as u32).await?;
    let staff = in_role(&db, "large-staff", Role::Administrator).await?;
    let councillor = in_role(&db, "large-council", Role::Councillor).await?;
    let server = installation.serve(&[]).await?;
    report.plain(&line("start to first page"), milliseconds(server.started_in), Wanted::Nothing);
    let mut voters = voters.into_iter();
    let dashboard = format!("/staff/consultations/{ANSWERED}/results");
    let council = format!("/council/consultations/{ANSWERED}");
    for (what, path, token) in
        [("dashboard", dashboard.as_str(), &staff), ("council’s page", council.as_str(), &councillor)]
    {
        eprintln!("{engine}: the large {what}");
        let (_, warm) = fetched(&server, path, token).await?;
        let figure = milliseconds(warm);
        report.plain(&line(&format!("{what}, warm, half within")), figure, under(50.0, warm));
        let mut times = Vec::new();
        for voter in voters.by_ref().take(CHANGES) {
            vote(&server, &voter).await?;
            times.push(once(&server, path, token).await?);
        }
        let changed = middle(times);
        let figure = milliseconds(changed);
        report.plain(&line(&format!("{what}, just after a vote, half within")), figure, under(300.0, changed));
    }
    let smaller = match less {
        Some(less) => lists_of_less(less).await?,
        None => Vec::new(),
    };
    for (place, (what, path)) in LISTS.into_iter().enumerate() {
        let (size, warm) = fetched(&server, path, &staff).await?;
        let figure = format!("{} for {}", milliseconds(warm), megabytes(size as u64));
        report.plain(&line(&format!("{what}, half within")), figure, Wanted::Nothing);
        if let Some(before) = smaller.get(place) {
            let ratio = warm.as_secs_f64() / before.as_secs_f64();
            let what = line(&format!("{what}, to that of a tenth of the consultations"));
            report.ratio(&what, milliseconds(*before), ratio, Wanted::AtMost(1.5, ratio));
        }
    }
    for (what, ending) in [("responses as CSV", "csv"), ("comments as CSV", "csv?sheet=comments"), ("workbook", "xlsx")]
    {
        eprintln!("{engine}: the large {what}");
        let before = server.most_resident()?;
        let began = Instant::now();
        let path = format!("/staff/consultations/{ANSWERED}/export.{ending}");
        let file = fetch(server.address, &path, Some(&staff), "identity").await?;
        let took = began.elapsed();
        ensure!(file.status == 200, "{path} was answered with {}", file.status);
        let figure = format!("{} for {}", seconds(took), megabytes(file.body.len() as u64));
        report.plain(&line(what), figure, Wanted::Nothing);
        let more = server.most_resident()?.saturating_sub(before);
        let wanted = Wanted::AtMost(64.0, more as f64 / 1_000_000.0);
        report.plain(&line(&format!("{what}, memory beyond the most before")), megabytes(more), wanted);
    }
    server.stop()?;
    db.close().await;
    Ok(())
}

/// Signs somebody in who has a role.
async fn in_role(db: &Db, kind: &str, role: Role) -> Result<String> {
    let token = people::sign_in(db, kind, 1).await?.pop().context("somebody is signed in")?;
    let mut tx = db.begin().await?;
    let email = format!("{kind}-0@bench.example");
    sql!("UPDATE accounts SET role = $1 WHERE email = $2", role.word(), email).run(&mut tx).await?;
    tx.commit().await?;
    Ok(token)
}

/// How long the lists take with a tenth of the consultations.
async fn lists_of_less(installation: &Installation) -> Result<Vec<Duration>> {
    let db = installation.record().await?;
    db.migrate().await?;
    let passwords = Passwords::new(HashCost::Cheap, Random::from_system())?;
    demo::fill_sized(&db, &Clock::system(), &passwords, LESS).await?;
    let staff = in_role(&db, "less-staff", Role::Administrator).await?;
    db.close().await;
    installation.settle().await?;
    let server = installation.serve(&[]).await?;
    let mut times = Vec::new();
    for (_, path) in LISTS {
        times.push(fetched(&server, path, &staff).await?.1);
    }
    server.stop()?;
    Ok(times)
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

//! Voting: how many votes a second are safely on disk before the resident is told so, and that none is lost
//! or counted twice on the way.

use anyhow::{Context, Result, ensure};
use soundings_app::clock::Clock;
use soundings_app::db::{Db, Engine};
use soundings_app::sql;

use crate::http;
use crate::load::{Asked, Figures, Load};
use crate::people::{self, Proposal};
use crate::program::{Installation, Server};
use crate::reading;
use crate::report::{Report, Wanted, milliseconds};

/// The six answers, as forms name them.
const CHOICES: [&str; 6] = ["strongly-support", "support", "neither", "oppose", "strongly-oppose", "dont-know"];

/// Measures first votes, each of a resident with nothing in this consultation yet, and then changed ones. Says how many
/// first votes a second there were.
///
/// # Errors
/// When a vote is not answered as it should be, or the record does not hold what was answered.
pub(crate) async fn measure(
    engine: &str,
    installation: &Installation,
    load: &Load,
    residents: u32,
    least: Option<f64>,
    report: &mut Report,
) -> Result<f64> {
    let db = installation.record().await?;
    let unsafe_settings = settings_that_lose_votes(&db).await?;
    let durable = durable(&unsafe_settings);
    let server = installation.serve(&[]).await?;
    let proposal = Proposal::most_discussed(&db).await?;
    eprintln!("{engine}: signing in {residents} residents");
    let tokens = people::sign_in(&db, "voter", residents).await?;
    let mut forms = prepare(&server, &proposal, &tokens, load.connections, 0);
    let begin = Clock::system().now();
    let alive_before = reading::alive(&server, load).await?;

    eprintln!("{engine}: first votes");
    let before = votes(&db).await?;
    let first = load.run(server.address, Asked { requests: forms, again: false, expected: 303 }).await?;
    let answered: usize = first.answered.iter().sum();
    let recorded = votes(&db).await? - before;
    ensure!(
        i64::try_from(answered)? == recorded,
        "{answered} first votes were answered, and {recorded} are in the record"
    );

    eprintln!("{engine}: changed votes");
    forms = prepare(&server, &proposal, &tokens, load.connections, 1);
    for (forms, voted) in forms.iter_mut().zip(&first.answered) {
        forms.truncate(*voted);
    }
    let changed = load.run(server.address, Asked { requests: forms, again: true, expected: 303 }).await?;
    ensure!(votes(&db).await? == before + recorded, "changing a vote made another one");
    let latest = sql!("SELECT CAST(MAX(cast_at) AS BIGINT) FROM votes").number(&db).await?;
    ensure!(latest >= begin.0, "no vote carries the time of this measurement");
    let alive = reading::mean(alive_before, reading::alive(&server, load).await?);
    server.stop()?;
    db.close().await;
    installation.run("recount").context("the counts differ from the votes")?;

    for (what, figures, least) in [("first votes", &first, least), ("changed votes", &changed, None)] {
        let Figures { per_second, median, p99, .. } = *figures;
        report.rate(&format!("{engine}: {what}, {durable}"), per_second, Some(alive), least);
        let took = format!("{} / {}", milliseconds(median), milliseconds(p99));
        report.plain(&format!("{engine}: {what}, half within / 99 % within"), took, Wanted::Nothing);
    }
    for setting in unsafe_settings {
        report.note(&format!("{engine} runs with {setting}: a power cut could lose votes, so its figures say little."));
    }
    report.note(&format!(
        "{engine}: {recorded} first votes were answered, and as many are in the record; recounting agrees."
    ));
    Ok(first.per_second)
}

/// The forms of each visitor, one for each of their residents. Another turn gives everybody another answer.
fn prepare(
    server: &Server,
    proposal: &Proposal,
    tokens: &[String],
    visitors: usize,
    turn: usize,
) -> Vec<Vec<std::sync::Arc<[u8]>>> {
    let path = format!("{}/vote", proposal.path());
    let mut forms = vec![Vec::new(); visitors];
    for (number, token) in tokens.iter().enumerate() {
        let choice = CHOICES[(number / visitors + turn) % CHOICES.len()];
        forms[number % visitors].push(http::post(server.address, &path, token, &proposal.vote(choice)).into());
    }
    forms
}

async fn votes(db: &Db) -> Result<i64> {
    Ok(sql!("SELECT COUNT(*) FROM votes").number(db).await?)
}

/// The table's word for votes taken with these settings.
pub(crate) fn durable(settings_that_lose_votes: &[String]) -> &'static str {
    if settings_that_lose_votes.is_empty() { "durable" } else { "NOT durable" }
}

/// What the engine is told to do that would let it forget a vote which it said was recorded.
///
/// # Errors
/// When it does not say.
pub(crate) async fn settings_that_lose_votes(db: &Db) -> Result<Vec<String>> {
    match db.engine() {
        // The program opens its file so that every commit waits for the disk; there is nothing to set.
        Engine::Sqlite { .. } => Ok(Vec::new()),
        Engine::Postgres(_) => {
            let found: Vec<(String,)> = sql!(
                "SELECT name || '=' || setting FROM pg_settings \
                 WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off'"
            )
            .all(db)
            .await?;
            Ok(found.into_iter().map(|row| row.0).collect())
        }
    }
}

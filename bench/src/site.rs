//! The site: the server as it would be installed, visited and voted at, and what its pages weigh.

use std::path::Path;

use anyhow::{Context, Result};
use soundings_app::sql;

use crate::load::Load;
use crate::program::{Installation, PostgresDatabase};
use crate::report::Report;
use crate::{answering, bundle, few, large, long, pages, reading, stale, voting};

/// The least that 32 first votes at once on SQLite should come to, as a share of `/healthz`.
const VOTES_TO_ALIVE: Option<f64> = Some(0.15);

/// What is measured, and where.
pub(crate) struct Site<'a> {
    /// The `soundings` program.
    pub program: &'a Path,
    /// The folder of published files, if they are to be weighed.
    pub dist: Option<&'a Path>,
    /// An empty folder for databases.
    pub scratch: &'a Path,
    /// A PostgreSQL server, if there is one.
    pub postgres: Option<&'a str>,
    /// How many residents are ready to vote.
    pub residents: u32,
}

/// Which part of the site.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of them.
    Everything,
    /// How fast pages are read.
    Read,
    /// Votes and other answers, by many at once.
    Many,
    /// Votes and comments, one and a few at a time.
    Few,
    /// What a vote in one consultation costs the readers of the others.
    Stale,
    /// A service that a whole county answers.
    Large,
}

/// Measures it.
///
/// # Errors
/// When something is not answered as it should be.
pub(crate) async fn measure(site: &Site<'_>, part: Part, load: &Load, report: &mut Report) -> Result<()> {
    report.note(&format!(
        "{} connections that are kept open, {} s for each line; visitors and server share the machine.",
        load.connections,
        load.lasting.as_secs()
    ));
    let sync = report.disk("SQLite", site.scratch)?;
    report.hand_over();
    if part == Part::Stale {
        let on_sqlite = site.demo_on_sqlite("sqlite")?;
        on_sqlite.settle().await?;
        return stale::measure(&on_sqlite, load, report).await;
    }

    if part == Part::Large {
        return large_on_both(site, report).await;
    }

    let mut weighed = None;
    let mut votes_on_sqlite = None;
    if matches!(part, Part::Everything | Part::Read | Part::Many) {
        let on_sqlite = site.demo_on_sqlite("sqlite")?;
        if part == Part::Many {
            on_sqlite.settle().await?;
        } else {
            reading::start_and_rest(&on_sqlite, report).await?;
            reading::pages(&on_sqlite, load, report).await?;
        }
        if part == Part::Read {
            return Ok(());
        }
        if part == Part::Everything {
            stale::measure(&on_sqlite, load, report).await?;
        }
        let votes = voting::measure("SQLite", &on_sqlite, load, site.residents, VOTES_TO_ALIVE, report).await?;
        votes_on_sqlite = Some(votes);
        answering::measure("SQLite", &on_sqlite, load, site.residents, votes, report).await?;
        if part == Part::Everything {
            weighed = Some((site.dist.context("--dist is missing")?, on_sqlite));
        }
    }
    if matches!(part, Part::Everything | Part::Many) {
        // A demo of its own: ten thousand more answers would otherwise be under everything else that is measured.
        let installation = site.demo_on_sqlite("sqlite-long")?;
        let sheet = bundle::style_sheet(site.dist.context("--dist is missing")?)?;
        long::measure(&installation, load, sheet, report).await?;
    }
    if part == Part::Everything {
        large_on_sqlite(site, report).await?;
    }
    if part != Part::Many {
        // A demo of its own: thousands of comments would otherwise be among the pages that are weighed.
        let on_sqlite = site.demo_on_sqlite("sqlite-few")?;
        few::measure("SQLite", &on_sqlite, load, site.residents, Some(sync), report).await?;
    }

    match site.postgres {
        Some(server) => {
            if let Some(on_sqlite) = votes_on_sqlite {
                let database = PostgresDatabase::make(server).await?;
                let measured = many_on_postgres(site, database.url(), on_sqlite, load, report).await;
                // Removed also when measuring failed.
                database.remove().await?;
                measured?;
            }
            if part == Part::Many {
                return Ok(());
            }
            let database = PostgresDatabase::make(server).await?;
            let measured = few_on_postgres(site, database.url(), load, report).await;
            database.remove().await?;
            measured?;
        }
        None => report.note("PostgreSQL was not measured: no server was given."),
    }

    if let Some((dist, on_sqlite)) = weighed {
        let sheet = bundle::sizes(dist, report)?;
        pages::sizes(&on_sqlite, sheet, report).await?;
    }
    Ok(())
}

impl Site<'_> {
    fn demo_on_sqlite(&self, folder: &str) -> Result<Installation> {
        let installation = self.on_sqlite(folder)?;
        installation.run("demo")?;
        Ok(installation)
    }

    fn on_sqlite(&self, folder: &str) -> Result<Installation> {
        Installation::on_sqlite(self.program, &self.scratch.join(folder))
    }

    fn demo_on_postgres(&self, folder: &str, url: &str) -> Result<Installation> {
        let installation = Installation::on_postgres(self.program, &self.scratch.join(folder), url)?;
        installation.run("demo")?;
        Ok(installation)
    }
}

async fn many_on_postgres(site: &Site<'_>, url: &str, on_sqlite: f64, load: &Load, report: &mut Report) -> Result<()> {
    let installation = site.demo_on_postgres("postgres", url)?;
    let votes = voting::measure("PostgreSQL", &installation, load, site.residents, None, report).await?;
    report.two_rates("first votes, PostgreSQL to SQLite", votes, on_sqlite, Some(0.5));
    answering::measure("PostgreSQL", &installation, load, site.residents, votes, report).await
}

async fn large_on_sqlite(site: &Site<'_>, report: &mut Report) -> Result<()> {
    let (large, less) = (site.on_sqlite("sqlite-large")?, site.on_sqlite("sqlite-less")?);
    large::measure("SQLite", &large, Some(&less), report).await
}

/// On PostgreSQL only by itself: filling it takes minutes.
async fn large_on_both(site: &Site<'_>, report: &mut Report) -> Result<()> {
    large_on_sqlite(site, report).await?;
    let Some(server) = site.postgres else {
        report.note("PostgreSQL was not measured: no server was given.");
        return Ok(());
    };
    let database = PostgresDatabase::make(server).await?;
    let measured = large_on_postgres(site, database.url(), report).await;
    database.remove().await?;
    measured
}

async fn large_on_postgres(site: &Site<'_>, url: &str, report: &mut Report) -> Result<()> {
    let installation = Installation::on_postgres(site.program, &site.scratch.join("postgres-large"), url)?;
    large::measure("PostgreSQL", &installation, None, report).await
}

async fn few_on_postgres(site: &Site<'_>, url: &str, load: &Load, report: &mut Report) -> Result<()> {
    let installation = site.demo_on_postgres("postgres-few", url)?;
    // A server of this run keeps its files in the folder for temporary ones; of another one's disk nothing is known.
    #[expect(clippy::disallowed_methods, reason = "nothing is made there")]
    let folder = std::env::temp_dir();
    let db = installation.record().await?;
    let kept_in: Vec<(String,)> =
        sql!("SELECT setting FROM pg_settings WHERE name = 'data_directory'").all(&db).await?;
    db.close().await;
    let here = kept_in.first().is_some_and(|(path,)| Path::new(path).starts_with(&folder));
    let sync = if here { Some(report.disk("PostgreSQL", &folder)?) } else { None };
    few::measure("PostgreSQL", &installation, load, site.residents, sync, report).await
}

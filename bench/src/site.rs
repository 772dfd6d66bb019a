//! The site: the server as it would be installed, visited and voted at, and what its pages weigh.

use std::path::Path;

use anyhow::Result;

use crate::load::Load;
use crate::program::{Installation, PostgresDatabase};
use crate::report::Report;
use crate::{answering, bundle, pages, reading, voting};

/// What is measured, and where.
pub struct Site<'a> {
    /// The `soundings` program.
    pub program: &'a Path,
    /// The folder of published files.
    pub dist: &'a Path,
    /// An empty folder for databases.
    pub scratch: &'a Path,
    /// A PostgreSQL server, if there is one.
    pub postgres: Option<&'a str>,
    /// How many residents are ready to vote.
    pub residents: u32,
}

/// Measures it.
///
/// # Errors
/// When something is not answered as it should be.
pub async fn measure(site: &Site<'_>, load: &Load, report: &mut Report) -> Result<()> {
    report.note(&format!(
        "{} connections that are kept open, {} s for each line; visitors and server share the machine.",
        load.connections,
        load.lasting.as_secs()
    ));
    report.disk(site.scratch)?;
    let on_sqlite = Installation::on_sqlite(site.program, &site.scratch.join("sqlite"))?;
    on_sqlite.run("demo")?;
    reading::start_and_rest(&on_sqlite, report).await?;
    reading::pages(&on_sqlite, load, report).await?;
    voting::measure("SQLite", &on_sqlite, load, site.residents, report).await?;
    answering::measure("SQLite", &on_sqlite, load, site.residents, report).await?;

    match site.postgres {
        Some(server) => {
            let database = PostgresDatabase::make(server).await?;
            let folder = site.scratch.join("postgres");
            let on_postgres = Installation::on_postgres(site.program, &folder, database.url())?;
            let measured = async {
                on_postgres.run("demo")?;
                voting::measure("PostgreSQL", &on_postgres, load, site.residents, report).await?;
                answering::measure("PostgreSQL", &on_postgres, load, site.residents, report).await
            }
            .await;
            // Removed also when measuring failed.
            database.remove().await?;
            measured?;
        }
        None => report.note("PostgreSQL was not measured: no server was given."),
    }

    let sheet = bundle::sizes(site.dist, report)?;
    pages::sizes(&on_sqlite, sheet, report).await
}

//! Measures Soundings on the machine it runs on: how many pages and votes a second, how large a page is, how
//! much memory the server takes, how soon it answers. Started by `make bench`.
//!
//! The machine also plays the visitors, so a figure alone says little. What can be compared is the ratio to
//! `/healthz`, an answer of two letters that passes the same layers, measured against the same server.

mod bundle;
mod http;
mod load;
mod pages;
mod people;
mod program;
mod reading;
mod report;
mod voting;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::Parser;

use crate::load::Load;
use crate::program::Installation;
use crate::report::Report;

/// Measures a built Soundings. Use `make bench`, which builds everything and knows these options.
#[derive(Parser)]
#[command(name = "bench")]
struct Arguments {
    /// The `soundings` program, built for release.
    #[arg(long)]
    program: PathBuf,
    /// The folder of published files, built with `cargo xtask bundle --release`.
    #[arg(long)]
    dist: PathBuf,
    /// An empty folder for databases, on the disk that is to be measured; removed by whoever made it.
    #[arg(long)]
    scratch: PathBuf,
    /// A PostgreSQL server to make a database on; without it, only SQLite is measured.
    #[arg(long, env = "SOUNDINGS_TEST_POSTGRES", hide_env_values = true)]
    postgres: Option<String>,
    /// How long each thing is measured, in seconds.
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// How many visitors there are at once, each on a connection of their own.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    connections: u16,
    /// How many residents are ready to vote.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1_000..=200_000))]
    residents: u32,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let load = Load {
        connections: usize::from(arguments.connections),
        warm_up: Duration::from_millis(500),
        lasting: Duration::from_secs(arguments.seconds),
    };
    let mut report = Report::new(&load);
    report.machine(&arguments.scratch)?;

    let on_sqlite = Installation::on_sqlite(&arguments.program, &arguments.scratch.join("sqlite"))?;
    on_sqlite.run("demo")?;
    reading::start_and_rest(&on_sqlite, &mut report).await?;
    reading::pages(&on_sqlite, &load, &mut report).await?;
    voting::measure("SQLite", &on_sqlite, &load, arguments.residents, &mut report).await?;

    match &arguments.postgres {
        Some(server) => {
            let database = program::PostgresDatabase::make(server).await?;
            let folder = arguments.scratch.join("postgres");
            let on_postgres = Installation::on_postgres(&arguments.program, &folder, database.url())?;
            let measured = async {
                on_postgres.run("demo")?;
                voting::measure("PostgreSQL", &on_postgres, &load, arguments.residents, &mut report).await
            }
            .await;
            // Removed also when measuring failed.
            database.remove().await?;
            measured?;
        }
        None => report.note("PostgreSQL was not measured: no server was given."),
    }

    let sheet = bundle::sizes(&arguments.dist, &mut report)?;
    pages::sizes(&on_sqlite, sheet, &mut report).await?;
    report.print();
    Ok(())
}

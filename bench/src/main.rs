//! Measures Soundings on the machine it runs on. The site: how many pages and votes a second, how large a page is,
//! how much memory the server takes, how soon it answers. The analysis: how long opinion groups and fair budgets
//! take, also beside the programs in Python that do the same. Started by `make bench`.
//!
//! A figure alone says more about the machine than about Soundings. What can be compared are ratios of figures from
//! one run: of a page to `/healthz`, an answer of two letters that passes the same layers; of another program's time
//! to ours.

mod analysis;
mod answering;
mod bundle;
mod criterion;
mod few;
mod http;
mod large;
mod load;
mod long;
mod pages;
mod peers;
mod people;
mod program;
mod reading;
mod report;
mod site;
mod stale;
mod voting;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};

use crate::analysis::Analysis;
use crate::load::Load;
use crate::report::Report;
use crate::site::{Part, Site};

/// Measures a built Soundings. Use `make bench`, which builds everything and knows these options.
#[derive(Parser)]
#[command(name = "bench")]
struct Arguments {
    /// Measure only this.
    #[arg(long)]
    only: Option<Only>,
    /// The `soundings` program, built for release.
    #[arg(long, required_unless_present = "only")]
    program: Option<PathBuf>,
    /// The folder of published files, built with `cargo xtask bundle --release`.
    #[arg(long, required_unless_present = "only")]
    dist: Option<PathBuf>,
    /// The folder where Criterion left its figures.
    #[arg(long, required_unless_present = "only")]
    criterion: Option<PathBuf>,
    /// The `scale` program, an example of soundings-analysis, built for release.
    #[arg(long, required_unless_present = "only")]
    scale: Option<PathBuf>,
    /// A Python that has what bench/peers/requirements.txt names; without it, nothing is compared with other programs.
    #[arg(long)]
    python: Option<PathBuf>,
    /// The repository, for the made-up votes of its tests and its programs in Python.
    #[arg(long, default_value = ".")]
    repository: PathBuf,
    /// A folder with real conversations and budget votes, to compare on instead of the made-up ones.
    #[arg(long, env = "SOUNDINGS_REAL_DATA")]
    real_data: Option<PathBuf>,
    /// An empty folder for databases, on the disk that is to be measured; removed by whoever made it.
    #[arg(long)]
    scratch: PathBuf,
    /// A PostgreSQL server to make a database on; without it, only SQLite is measured.
    #[arg(long, env = "SOUNDINGS_TEST_POSTGRES", hide_env_values = true)]
    postgres: Option<String>,
    /// How long each thing about the site is measured, in seconds.
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// How many visitors there are at once, each on a connection of their own.
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    connections: u16,
    /// How many residents are ready to vote.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1_000..=200_000))]
    residents: u32,
}

/// Parts of the measurement.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    /// The server and its pages.
    Site,
    /// Opinion groups and fair budgets.
    Analysis,
    /// Of the site, how fast pages are read, and how many queries they take.
    Read,
    /// Of the site, votes and other answers by many at once.
    Many,
    /// Of the site, votes and comments one and a few at a time.
    Few,
    /// Of the site, what a vote in one consultation costs the readers of the others.
    Stale,
    /// Of the site, one that a whole county answers.
    Large,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let mut report = Report::new();
    report.machine();
    let part = match arguments.only {
        None | Some(Only::Site) => Some(Part::Everything),
        Some(Only::Read) => Some(Part::Read),
        Some(Only::Many) => Some(Part::Many),
        Some(Only::Few) => Some(Part::Few),
        Some(Only::Stale) => Some(Part::Stale),
        Some(Only::Large) => Some(Part::Large),
        Some(Only::Analysis) => None,
    };
    if let Some(part) = part {
        let load = Load {
            connections: usize::from(arguments.connections),
            warm_up: Duration::from_millis(500),
            lasting: Duration::from_secs(arguments.seconds),
        };
        let site = Site {
            program: arguments.program.as_deref().context("--program is missing")?,
            dist: arguments.dist.as_deref(),
            scratch: &arguments.scratch,
            postgres: arguments.postgres.as_deref(),
            residents: arguments.residents,
        };
        site::measure(&site, part, &load, &mut report).await?;
    }
    if matches!(arguments.only, None | Some(Only::Analysis)) {
        let analysis = Analysis {
            criterion: arguments.criterion.as_deref().context("--criterion is missing")?,
            scale: arguments.scale.as_deref().context("--scale is missing")?,
            python: arguments.python.as_deref(),
            repository: &arguments.repository,
            real_data: arguments.real_data.as_deref(),
            scratch: &arguments.scratch,
        };
        analysis.measure(&mut report)?;
    }
    report.print();
    Ok(())
}

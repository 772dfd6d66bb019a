//! `soundings demo`: fills an empty database with a believable library service, to try things out with.

use soundings_app::clock::Clock;
use soundings_app::db::Db;
use soundings_app::demo::{self, DemoSize};
use soundings_app::identity::passwords::{HashCost, Passwords};
use soundings_app::random::Random;

use super::{Failure, say};
use crate::configuration::Configuration;

/// How much is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Size {
    /// A service as people try it out.
    Ordinary,
    /// The same beside 5,000 consultations, one of them with 300,000 responses: to measure with.
    Large,
}

/// Fills it and prints the sign-ins; on a database that holds the demo already, prints them again.
pub(crate) async fn run(size: Size, configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    match size {
        Size::Ordinary => prepare(&db, configuration).await?,
        Size::Large if demo::is_demo(&db).await? => {
            return Err(Failure::new("the large demo needs an empty database, and this one has a demo in it already"));
        }
        Size::Large => fill(&db, configuration, DemoSize::LARGE).await?,
    }
    print_sign_ins(&db).await
}

/// Makes sure that the database holds the demo.
///
/// # Errors
/// When there is something else in it.
pub(crate) async fn prepare(db: &Db, configuration: &Configuration) -> Result<(), Failure> {
    if demo::is_demo(db).await? {
        return Ok(());
    }
    match fill(db, configuration, DemoSize::ORDINARY).await {
        // Another server on the same database was quicker.
        Err(_) if demo::is_demo(db).await? => Ok(()),
        outcome => outcome,
    }
}

async fn fill(db: &Db, configuration: &Configuration, size: DemoSize) -> Result<(), Failure> {
    let cost = if configuration.test_passwords { HashCost::Cheap } else { HashCost::Real };
    let passwords = Passwords::new(cost, Random::from_system()).map_err(Failure::new)?;
    let made = demo::fill_sized(db, &Clock::system(), &passwords, size).await.map_err(Failure::new)?;
    say!(
        "The demo library service is ready: {} consultations, {} residents, {} votes and {} comments.",
        made.consultations,
        made.residents,
        made.votes,
        made.comments
    );
    Ok(())
}

/// Prints one sign-in for each role.
///
/// # Errors
/// When the database cannot be read.
pub(crate) async fn print_sign_ins(db: &Db) -> Result<(), Failure> {
    for line in demo::sign_in_lines(db).await? {
        say!("{line}");
    }
    Ok(())
}

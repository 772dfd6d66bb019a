//! `soundings demo`: fills an empty database with a believable library service, to try things out with.

use soundings_app::clock::Clock;
use soundings_app::db::Db;
use soundings_app::demo::{self, FillError};
use soundings_app::identity::passwords::{HashCost, Passwords};
use soundings_app::random::Random;

use super::{Failure, say};
use crate::configuration::Configuration;

/// Fills it and prints the sign-ins; on a database that holds the demo already, prints them again.
pub(crate) async fn run(configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    prepare(&db, configuration).await?;
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
    let cost = if configuration.test_passwords { HashCost::Cheap } else { HashCost::Real };
    let passwords = Passwords::new(cost, Random::from_system()).map_err(Failure::new)?;
    let made = match demo::fill(db, &Clock::system(), &passwords).await {
        Ok(made) => made,
        // Another server on the same database was quicker.
        Err(FillError::NotEmpty) if demo::is_demo(db).await? => return Ok(()),
        Err(error) => return Err(Failure::new(error)),
    };
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

//! What the program can be told to do, one file for each.

pub mod demo;
pub mod migrate;
pub mod serve;
pub mod user;

use std::fmt::{self, Display};

use clap::Subcommand;

use crate::configuration::Configuration;

/// What the program can be told to do.
#[derive(Subcommand)]
pub enum Command {
    /// Serve the site (the default).
    Serve(serve::Serve),
    /// Bring the database's tables up to date.
    Migrate,
    /// Fill an empty database with a believable library service, and print its sign-ins.
    Demo,
    /// Manage people.
    #[command(subcommand)]
    User(user::User),
}

/// Why a command failed: one clear line for the operator.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure in these words.
    pub fn new(words: impl Display) -> Self {
        Self(words.to_string())
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One line, whatever the cause had to say.
        f.write_str(&self.0.replace('\n', " "))
    }
}

impl From<soundings_app::db::DbError> for Failure {
    fn from(error: soundings_app::db::DbError) -> Self {
        Self::new(format!("the database answered: {error}"))
    }
}

/// Does a command.
///
/// # Errors
/// A [`Failure`] in one clear line.
pub async fn run(command: Command, configuration: &Configuration) -> Result<(), Failure> {
    match command {
        Command::Serve(serve) => serve::run(&serve, configuration).await,
        Command::Migrate => migrate::run(configuration).await,
        Command::Demo => demo::run(configuration).await,
        Command::User(user) => user::run(user, configuration).await,
    }
}

//! What the program can be told to do, one file for each.

pub(crate) mod analyse;
pub(crate) mod archive;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod branches;
pub(crate) mod demo;
pub(crate) mod migrate;
pub(crate) mod questionnaire;
pub(crate) mod recount;
pub(crate) mod responses;
pub(crate) mod serve;
pub(crate) mod user;

use std::fmt::{self, Display};
use std::path::PathBuf;

use clap::Subcommand;

use crate::configuration::Configuration;

/// Prints a line for whoever reads along. `println!` would end the program with an error when they read no
/// further (`soundings demo | head`), and what was done is done whether or not anybody reads about it.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}
pub(crate) use say;

/// What the program can be told to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Serve the site (the default).
    Serve(serve::Serve),
    /// Bring the database's tables up to date.
    Migrate,
    /// Fill an empty database with a believable library service, and print its sign-ins.
    Demo {
        /// How much.
        #[arg(long, value_enum, default_value_t = demo::Size::Ordinary)]
        size: demo::Size,
    },
    /// Manage people.
    #[command(subcommand)]
    User(user::User),
    /// Manage the libraries.
    #[command(subcommand)]
    Branches(branches::Branches),
    /// Consultations that were run elsewhere.
    #[command(subcommand)]
    Archive(archive::Archive),
    /// What residents answered.
    #[command(subcommand)]
    Responses(responses::Responses),
    /// Write the whole record to one file, while the site serves.
    Backup {
        /// The file to write; it must not be there yet.
        out: PathBuf,
    },
    /// Put a backup into an empty database, on either engine.
    Restore {
        /// The file that `backup` wrote.
        file: PathBuf,
    },
    /// Put a backup back for practice, in a record of its own that is thrown away afterwards.
    Rehearse {
        /// The file that `backup` wrote.
        file: PathBuf,
    },
    /// Count every vote again and compare with the counts that are shown.
    Recount,
    /// The mathematics, on files: opinion groups and budget votes.
    #[command(subcommand)]
    Analyse(analyse::Analyse),
    /// Questionnaires: bring in, write out, check.
    #[command(subcommand)]
    Questionnaire(questionnaire::Questionnaires),
    /// The log of what staff did.
    #[command(subcommand)]
    Audit(audit::Audit),
}

/// Why a command failed: one clear line for the operator.
#[derive(Debug)]
pub(crate) struct Failure {
    words: String,
    code: u8,
}

impl Failure {
    /// A failure in these words.
    pub(crate) fn new(words: impl Display) -> Self {
        Self { words: words.to_string(), code: 1 }
    }

    /// The command was not used as it is meant to be, in a way that its options alone cannot say.
    pub(crate) fn usage(words: impl Display) -> Self {
        Self { words: words.to_string(), code: 2 }
    }

    /// What the program ends with.
    pub(crate) const fn code(&self) -> u8 {
        self.code
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // One line, whatever the cause had to say.
        f.write_str(&self.words.replace('\n', " "))
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
pub(crate) async fn run(command: Command, configuration: &Configuration) -> Result<(), Failure> {
    match command {
        Command::Serve(serve) => serve::run(&serve, configuration).await,
        Command::Migrate => migrate::run(configuration).await,
        Command::Demo { size } => demo::run(size, configuration).await,
        Command::Branches(branches) => branches::run(branches, configuration).await,
        Command::Archive(archive) => archive::run(archive, configuration).await,
        Command::Responses(responses) => responses::run(responses, configuration).await,
        Command::Backup { out } => backup::back_up(&out, configuration).await,
        Command::Restore { file } => backup::restore(&file, configuration).await,
        Command::Rehearse { file } => backup::rehearse(&file, configuration).await,
        Command::Recount => recount::run(configuration).await,
        Command::Analyse(analyse) => analyse::run(analyse),
        Command::Questionnaire(questionnaires) => questionnaire::run(questionnaires, configuration).await,
        Command::Audit(audit) => audit::run(audit, configuration).await,
        Command::User(user) => user::run(user, configuration).await,
    }
}

//! `soundings branches import`: brings in the list of libraries that the service publishes already.

use std::path::PathBuf;

use clap::Subcommand;
use soundings_app::branches::intake;
use soundings_app::clock::Clock;

use super::{Failure, say};
use crate::configuration::Configuration;

/// The libraries of the service.
#[derive(Subcommand)]
pub(crate) enum Branches {
    /// Bring in a list of libraries (a CSV file in the Libraries Hacked open schema): all of it or nothing.
    ///
    /// What would make a wrong library stops the file. What can be read although it is written in another way is
    /// read, what does no harm is left out, and a line says so for each.
    Import {
        /// The file.
        file: PathBuf,
    },
}

/// Does it, and says what was noticed. Every row that has to be put right is a line; the last line says that nothing came in.
pub(crate) async fn run(Branches::Import { file }: Branches, configuration: &Configuration) -> Result<(), Failure> {
    let bytes =
        std::fs::read(&file).map_err(|error| Failure::new(format!("{} could not be read: {error}", file.display())))?;
    let db = configuration.open().await?;
    match intake::import_file(&db, &bytes, None, Clock::system().now()).await {
        Ok(imported) => {
            for remark in &imported.remarks {
                say!("{remark}");
            }
            if !imported.remarks.is_empty() {
                say!("These cells were read in another way than they are written, or left out.");
            }
            say!("Libraries: {}.", imported.summary);
            Ok(())
        }
        Err(intake::ImportError::Rows(rows)) => {
            for row in &rows {
                say!("{row}");
            }
            Err(Failure::new(format!("nothing was imported: {} things to put right in {}", rows.len(), file.display())))
        }
        Err(error @ intake::ImportError::Db(_)) => Err(Failure::new(error)),
    }
}

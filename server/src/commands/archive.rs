//! `soundings archive import`: puts consultations that were run elsewhere on the record.

use std::path::PathBuf;

use clap::Subcommand;
use soundings_app::archive::{ArchiveError, import_file};
use soundings_app::clock::Clock;

use super::{Failure, say};
use crate::configuration::Configuration;

/// What was asked before this site was here.
#[derive(Subcommand)]
pub(crate) enum Archive {
    /// Bring in a list of consultations that were run elsewhere (a CSV file): all of it or nothing.
    ///
    /// The headings Title, Summary and Closed must be there. Read as well: What was asked, How it was run, Opened,
    /// Answers, Web page, Libraries, Outcome, Decided by, Decided on, What people said, What the service did, Reasons.
    /// What is on the record already is passed over, so the same list can be brought in again.
    Import {
        /// The file.
        file: PathBuf,
    },
}

/// Does it, and says what was noticed. Every cell that has to be put right is a line; the last says that nothing came in.
pub(crate) async fn run(Archive::Import { file }: Archive, configuration: &Configuration) -> Result<(), Failure> {
    let bytes =
        std::fs::read(&file).map_err(|error| Failure::new(format!("{} could not be read: {error}", file.display())))?;
    let db = configuration.open().await?;
    match import_file(&db, &bytes, None, Clock::system().now()).await {
        Ok(came) => {
            for remark in &came.remarks {
                say!("{remark}");
            }
            say!("{came}.");
            Ok(())
        }
        Err(ArchiveError::Rows(rows)) => {
            for row in &rows {
                say!("{row}");
            }
            Err(Failure::new(format!("nothing was imported: {} things to put right in {}", rows.len(), file.display())))
        }
        Err(ArchiveError::Fault(fault)) => Err(Failure::new(format!("nothing was imported: {}", fault.words().1))),
    }
}

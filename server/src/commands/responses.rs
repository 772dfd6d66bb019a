//! `soundings responses export`: everything that was answered in a consultation, as a file.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use sha2::{Digest, Sha256};
use soundings_app::audit::store::{Act, append};
use soundings_app::clock::Clock;
use soundings_app::consultations::store::by_slug;
use soundings_app::results::export::export;
use soundings_app::results::spreadsheet::{self, ByteOrderMark};

use super::Failure;
use crate::configuration::Configuration;

/// What residents answered.
#[derive(Subcommand)]
pub enum Responses {
    /// Write a consultation's responses to a CSV file, one row each.
    Export {
        /// The consultation's name in its address.
        slug: String,
        /// The file to write; it must not be there yet.
        #[arg(long)]
        out: PathBuf,
    },
}

fn cannot_write(out: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} could not be written: {error}", out.display()))
}

/// Does it, and notes the file's fingerprint in the audit log, as a download does.
pub async fn run(Responses::Export { slug, out }: Responses, configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    let consultation =
        by_slug(&db, &slug).await?.ok_or_else(|| Failure::new(format!("there is no consultation named {slug:?}")))?;
    let sheets = export(&db, consultation.id).await?;
    let sheet = sheets.first().ok_or_else(|| Failure::new("there is nothing to export"))?;
    let bytes = spreadsheet::csv(sheet, ByteOrderMark::Yes);
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&out)
        .map_err(|error| cannot_write(&out, &error))?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(|error| cannot_write(&out, &error))?;
    let mut tx = db.begin().await?;
    let detail = [("sha256", hex::encode(Sha256::digest(&bytes)))];
    let act = Act {
        actor: None,
        action: "results.export",
        subject_kind: "consultation",
        subject_id: consultation.id.0,
        detail: &detail,
    };
    append(&mut tx, &act, Clock::system().now()).await?;
    tx.commit().await?;
    println!("{} has every response to {}.", out.display(), consultation.title);
    Ok(())
}

//! `soundings responses export`: everything that was answered in a consultation, as a file.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use jiff::Timestamp;
use soundings_app::audit::store::{NewEntry, append};
use soundings_app::clock::Clock;
use soundings_app::consultations::store::by_slug;
use soundings_app::db::Db;
use soundings_app::downloads::made::MadeFile;
use soundings_app::downloads::rows::{self, SheetFormat};
use soundings_app::downloads::spreadsheet::ByteOrderMark;
use soundings_app::ids::ConsultationId;
use soundings_app::results::export::{AT_ONCE, ExportSheet, feed};

use super::{Failure, say};
use crate::configuration::Configuration;

/// What residents answered.
#[derive(Subcommand)]
pub(crate) enum Responses {
    /// Write a consultation's responses to a file, one row each.
    ///
    /// A name that ends in .xlsx makes a workbook with the responses, the comments and a codebook that explains
    /// every column. Any other name makes a CSV file of the responses, or of the comments with --comments.
    Export {
        /// The consultation's name in its address.
        slug: String,
        /// The file to write; it must not be there yet.
        #[arg(long)]
        out: PathBuf,
        /// Every comment, one row each, in place of the responses.
        #[arg(long)]
        comments: bool,
    },
}

fn cannot_write(out: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("{} could not be written: {error}", out.display()))
}

/// Does it, and notes the file's fingerprint in the audit log, as a download does.
pub(crate) async fn run(
    Responses::Export { slug, out, comments }: Responses,
    configuration: &Configuration,
) -> Result<(), Failure> {
    let db = configuration.open().await?;
    let consultation =
        by_slug(&db, &slug).await?.ok_or_else(|| Failure::new(format!("there is no consultation named {slug:?}")))?;
    let now = Clock::system().now();
    let workbook = out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
    let format = if workbook {
        SheetFormat::Xlsx(Timestamp::from_millisecond(now.0).map_err(Failure::new)?)
    } else {
        SheetFormat::Csv(ByteOrderMark::Yes)
    };
    let sheets: &[ExportSheet] = match (workbook, comments) {
        (true, _) => &ExportSheet::ALL,
        (false, true) => &[ExportSheet::Comments],
        (false, false) => &[ExportSheet::Responses],
    };
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&out)
        .map_err(|error| cannot_write(&out, &error))?;
    let mut made = match made(&db, consultation.id, sheets, format, &out).await {
        Ok(made) => made,
        Err(failure) => {
            // Nothing is left of what could not be made.
            let _ = std::fs::remove_file(&out);
            return Err(failure);
        }
    };
    made.copy_to(&mut file).and_then(|()| file.sync_all()).map_err(|error| cannot_write(&out, &error))?;
    let mut tx = db.begin().await?;
    let detail = [("sha256", made.sha256().to_owned())];
    let act = NewEntry {
        actor: None,
        action: "results.export",
        subject_kind: "consultation",
        subject_id: consultation.id.0,
        detail: &detail,
    };
    append(&mut tx, &act, now).await?;
    tx.commit().await?;
    let what = match (workbook, comments) {
        (true, _) => "response and comment",
        (false, true) => "comment",
        (false, false) => "response",
    };
    say!("{} has every {what} in {}.", out.display(), consultation.title);
    Ok(())
}

/// Makes the file beside the one it is to become, without a name.
async fn made(
    db: &Db,
    consultation: ConsultationId,
    sheets: &[ExportSheet],
    format: SheetFormat,
    out: &Path,
) -> Result<MadeFile, Failure> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let (to, writing) = rows::begin(folder, format);
    let mut reading = db.begin_reading().await?;
    feed(&mut reading, consultation, sheets, AT_ONCE, &to).await?;
    drop(to);
    reading.rollback().await?;
    writing.made().await.map_err(Failure::new)
}

//! Downloads of the answers. Each is noted in the record of acts with the fingerprint of the very file, so
//! that a file found later can be told to be genuine.
//!
//! The file is written to the disk first, from the record as it is at one moment, and goes out from there: however many
//! answered, a few hundred rows of it are in memory.

use axum::body::Body;
use axum::http::Method;
use jiff::Timestamp;

use super::export::{AT_ONCE, ExportSheet, feed};
use crate::consultations::model::Consultation;
use crate::consultations::pages::with_results;
use crate::downloads::made::MadeFile;
use crate::downloads::rows::{self, SheetFormat};
use crate::downloads::spreadsheet::{ByteOrderMark, SpreadsheetError};
use crate::downloads::{note_fingerprint, send};
use crate::site::{Fault, Page, Path, Visit};

const CSV: &str = "text/csv; charset=utf-8";
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /staff/consultations/{slug}/export.csv`, and with `?sheet=comments` the comments, with `?sheet=costs` what the
/// proposals cost.
pub async fn csv(visit: Visit, method: Method, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let (sheet, name) = match visit.query_value("sheet").as_str() {
        "" | "responses" => (ExportSheet::Responses, format!("{slug}-responses.csv")),
        "comments" => (ExportSheet::Comments, format!("{slug}-comments.csv")),
        "costs" => (ExportSheet::Costs, format!("{slug}-costs.csv")),
        _ => return Err(Fault::Missing),
    };
    if method == Method::HEAD {
        // Whoever only asks what it would be takes nothing away.
        return send(Body::empty(), CSV, &name);
    }
    // Excel reads Welsh letters only after a byte-order mark.
    let made = make(&visit, &consultation, &[sheet], SheetFormat::Csv(ByteOrderMark::Yes)).await?;
    note_fingerprint(&visit, consultation.id, made.sha256()).await?;
    made.sent(CSV, &name)
}

/// `GET /staff/consultations/{slug}/export.xlsx`
pub async fn xlsx(visit: Visit, method: Method, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let name = format!("{slug}.xlsx");
    if method == Method::HEAD {
        return send(Body::empty(), WORKBOOK, &name);
    }
    let created = Timestamp::from_millisecond(visit.now.0).map_err(Fault::broken)?;
    let made = make(&visit, &consultation, &ExportSheet::ALL, SheetFormat::Xlsx(created)).await?;
    note_fingerprint(&visit, consultation.id, made.sha256()).await?;
    made.sent(WORKBOOK, &name)
}

async fn allowed(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    visit.require_own_wish()?;
    with_results(visit, slug).await
}

async fn make(
    visit: &Visit,
    consultation: &Consultation,
    sheets: &[ExportSheet],
    format: SheetFormat,
) -> Result<MadeFile, Fault> {
    let (to, writing) = rows::begin(&visit.app.config.data_dir, format);
    let mut reading = visit.app.db.begin_reading().await?;
    let fed = feed(&mut reading, consultation.id, sheets, AT_ONCE, &to).await;
    drop(to);
    reading.rollback().await?;
    fed?;
    match writing.made().await {
        Ok(made) => Ok(made),
        Err(too_large @ SpreadsheetError::TooLarge { .. }) => Err(Fault::TooLarge(too_large.to_string())),
        Err(error) => Err(Fault::broken(error)),
    }
}

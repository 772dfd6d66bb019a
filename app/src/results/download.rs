//! Downloads of the answers. Each is noted in the record of acts with the fingerprint of the very file, so
//! that a file found later can be told to be genuine.

use axum::extract::Path;
use jiff::Timestamp;

use super::export::export;
use crate::consultations::model::Consultation;
use crate::consultations::pages::with_results;
use crate::db::taking_time;
use crate::downloads::spreadsheet;
use crate::downloads::spreadsheet::ByteOrderMark;
use crate::downloads::{note, send};
use crate::site::{Fault, Page, Visit};

/// `GET /staff/consultations/{slug}/export.csv`, and with `?sheet=comments` the comments, with `?sheet=costs` what the
/// proposals cost.
pub async fn csv(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let [responses, comments, costs] = taking_time(export(&visit.app.db, consultation.id)).await?;
    let (sheet, name) = match visit.query_value("sheet").as_str() {
        "" | "responses" => (&responses, format!("{slug}-responses.csv")),
        "comments" => (&comments, format!("{slug}-comments.csv")),
        "costs" => (&costs, format!("{slug}-costs.csv")),
        _ => return Err(Fault::Missing),
    };
    // Excel reads Welsh letters only after a byte-order mark.
    let file = spreadsheet::csv(sheet, ByteOrderMark::Yes);
    note(&visit, consultation.id, &file).await?;
    send(file, "text/csv; charset=utf-8", &name)
}

/// `GET /staff/consultations/{slug}/export.xlsx`
pub async fn xlsx(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let sheets = taking_time(export(&visit.app.db, consultation.id)).await?;
    let created = Timestamp::from_millisecond(visit.now.0).map_err(Fault::broken)?;
    // Packing a large workbook takes a while: not on a thread that answers others.
    let made = tokio::task::spawn_blocking(move || spreadsheet::xlsx(&sheets, created)).await.map_err(Fault::broken)?;
    let file = match made {
        Ok(file) => file,
        Err(too_large @ spreadsheet::SpreadsheetError::TooLarge { .. }) => {
            return Err(Fault::TooLarge(too_large.to_string()));
        }
        Err(error) => return Err(Fault::broken(error)),
    };
    note(&visit, consultation.id, &file).await?;
    send(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &format!("{slug}.xlsx"))
}

async fn allowed(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    visit.require_own_wish()?;
    with_results(visit, slug).await
}

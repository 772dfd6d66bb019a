//! Making a private link, and ending one.

use axum::http::StatusCode;

use super::pages::{PreviewForm, render};
use super::{MOST_DAYS, MOST_LINKS, NoPreview, ends, store};
use crate::audit::store::append;
use crate::consultations::editing::{self, entry, find};
use crate::consultations::model::Stage;
use crate::consultations::rules::stage;
use crate::reason::WhyNot;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};

/// Longest note on whom a link is for, in characters.
const LONGEST: usize = 120;

/// `POST /staff/consultations/{slug}/previews` (`label`, `days`): the answer shows the link, the only time there is.
pub async fn make(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let typed = PreviewForm { label: fields.line("label"), days: fields.text("days").to_owned() };
    let mut errors = FormErrors::none();
    fields.expect_only(&["label", "days"], &mut errors);
    let label = errors.check("label", length(&typed.label, "whom it is for", false, LONGEST));
    let days = typed.days.trim().parse::<i64>().ok().filter(|days| (1..=MOST_DAYS).contains(days));
    if days.is_none() {
        errors.add("days", format!("Enter a number of days from 1 to {MOST_DAYS}"));
    }
    let (Some(label), Some(days), true) = (label, days, errors.is_empty()) else {
        return render(&visit, &consultation, (&typed, None), &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (mut tx, latest, now) = editing::writing(&visit, &consultation).await?;
    if stage(&latest.dates, now) != Stage::Draft {
        return Err(Fault::Refused(NoPreview::Published.reason()));
    }
    // The link is shown once, so a second press makes another: whoever presses again has not got the first. Of two presses
    // within a breath nobody saw the first link, and it ends.
    store::end_unseen(&mut tx, latest.id, (actor, &label), now).await?;
    if store::working(&mut tx, latest.id, now).await? >= MOST_LINKS {
        return Err(Fault::Refused(NoPreview::Full.reason()));
    }
    let token = visit.app.random.token();
    let id = store::make(&mut tx, latest.id, &token, (actor, &label), ends(now, days), now).await?;
    let detail = [("link", id.to_string())];
    append(&mut tx, &entry(actor, "consultation.make-preview", latest.id, &detail), now).await?;
    tx.commit().await?;
    let link = visit.app.config.link(&format!("/preview/{token}"));
    render(&visit, &latest, (&PreviewForm::default(), Some(link)), &errors, StatusCode::OK).await
}

/// `POST /staff/consultations/{slug}/previews/{id}/end`
pub async fn end(visit: Visit, Path((slug, id)): Path<(String, i64)>) -> Page {
    let consultation = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let (mut tx, latest, now) = editing::writing(&visit, &consultation).await?;
    if store::end(&mut tx, latest.id, id, now).await? {
        let detail = [("link", id.to_string())];
        append(&mut tx, &entry(actor, "consultation.end-preview", latest.id, &detail), now).await?;
        tx.commit().await?;
    }
    visit.go(&format!("/staff/consultations/{slug}/previews?done=ended"))
}

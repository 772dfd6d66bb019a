//! Reporting what somebody wrote: anybody may ask a moderator to look, signed in or not. Many reports from one place are
//! slowed a little and never refused, because a branch shares one address.

use std::time::Duration;

use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::model::{DETAIL_LONGEST, OTHER, PolicyReason};
use super::rules::report_wait;
use super::store::{NewReport, WritingRef, report, reports_since};
use crate::branches::store::is_branch_address;
use crate::clock;
use crate::db::DbError;
use crate::site::fields::length;
use crate::site::{Fields, FormErrors, Once, Page, Visit};
use crate::time::Time;
use crate::ui::form::{Field, FieldKind, FieldOption, radios};

/// The questions of a report: what is wrong, and anything a moderator should know.
pub fn questions(reason: &str, detail: &str, errors: &FormErrors) -> AnyView {
    let choices = PolicyReason::ALL
        .into_iter()
        .map(|reason| FieldOption::new(reason.word(), reason.title()))
        .chain([FieldOption::new(OTHER, "Something else").hint("please say what, below")])
        .collect();
    view! {
        {radios("reason", "What is wrong with it?", choices, reason, errors)}
        {Field::new("detail", "Anything a moderator should know")
            .kind(FieldKind::Lines(4))
            .hint(format!("You can leave this empty, unless you chose “Something else”. At most {DETAIL_LONGEST} characters."))
            .value(detail)
            .show(errors)}
    }
    .into_any()
}

/// The place a report comes from: an account, or a network address on one day. Never kept as it is, and of an
/// address nothing that joins two days.
fn source(visit: &Visit) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(&visit.app.secret);
    match visit.account() {
        Some(account) => hash.update(format!("report account {}", account.id)),
        None => hash.update(format!("report address {} {}", clock::day(visit.now), visit.address)),
    }
    hash.finalize().to_vec()
}

/// The reason and the detail that a report was sent with; notes what is wrong with them.
pub fn reason_and_detail<'a>(fields: &'a Fields, errors: &mut FormErrors) -> (&'a str, &'a str) {
    fields.expect_only(&["reason", "detail"], errors);
    let reason = fields.text("reason");
    let detail = fields.text("detail");
    if reason.is_empty() {
        errors.add("reason", "Choose what is wrong with it");
    } else if reason != OTHER && PolicyReason::from_word(reason).is_none() {
        errors.add("reason", "Choose one of the reasons in the list");
    }
    if reason == OTHER && detail.is_empty() {
        errors.add("detail", "Say in a few words what is wrong with it");
    }
    errors.check("detail", length(detail, "what you add", false, DETAIL_LONGEST));
    (reason, detail)
}

/// Records a report of what somebody wrote, and leads back with a thank-you.
///
/// # Errors
/// When the record refuses it.
pub async fn send(
    visit: &Visit,
    fields: &Fields,
    about: WritingRef<'_>,
    (reason, detail): (&str, &str),
    done: &str,
) -> Page {
    let source = source(visit);
    let db = &visit.app.db;
    slow_down(visit, reports_since(db, &source, visit.now.plus(-Time::HOUR)).await?).await?;
    let mut tx = db.begin().await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    let account = visit.account().map(|account| account.id);
    let new = NewReport { about, account, reason, detail, source: &source };
    report(&mut tx, &new, visit.now).await?;
    once.keep(&mut tx, (about.kind, about.id), done).await?;
    tx.commit().await?;
    visit.go(done)
}

/// Waits a little when many reports came from one place within the hour; not for a library's own address.
///
/// # Errors
/// When the record cannot be reached.
async fn slow_down(visit: &Visit, many: i64) -> Result<(), DbError> {
    let wait = report_wait(many);
    if wait > 0 && !is_branch_address(&visit.app.db, &visit.address).await? {
        tokio::time::sleep(Duration::from_millis(wait)).await;
    }
    Ok(())
}

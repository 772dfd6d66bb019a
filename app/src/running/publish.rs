//! Publishing: the checks are asked once more, each kind of thing that is asked does what it has to do (every draft of a
//! proposal becomes version 1), and the consultation is everybody's to see.

use axum::http::StatusCode;

use super::checks;
use super::manage::{ManagedConsultation, PublishForm, load, render};
use super::readiness;
use crate::audit::store::append;
use crate::consultations::checks::{CheckOutcome, verdict};
use crate::consultations::editing::entry;
use crate::consultations::editing::{hash_of_text, store};
use crate::consultations::instrument::Instruments;
use crate::consultations::model::Stage;
use crate::consultations::rules::stage;
use crate::consultations::store as consultations;
use crate::db::dialect;
use crate::proposals::search;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::running::approval::fingerprint;
use crate::site::fields::length;
use crate::site::settings::second_person;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::together::approval::{self, ApprovalState};

/// `POST /staff/consultations/{slug}/publish` (`anyway` and `because` when a check only advises).
pub async fn publish(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let managed = load(&visit, &slug).await?;
    let now = visit.app.clock.now();
    if stage(&managed.consultation.dates, now) != Stage::Draft {
        return Err(published_already());
    }
    approval::may_publish(&managed.approval).map_err(|why| Fault::Refused(why.reason()))?;
    let sent = PublishForm {
        anyway: fields.ticked("anyway"),
        because: fields.text("because").to_owned(),
        words: String::new(),
    };
    let mut errors = FormErrors::none();
    fields.expect_only(&["anyway", "because"], &mut errors);
    let found = managed.checks(now);
    let mut reason = None;
    match verdict(&found) {
        CheckOutcome::Missing => {
            for check in found.iter().filter(|check| check.outcome == CheckOutcome::Missing) {
                errors.add("form", format!("{}. {}", check.task, check.found));
            }
        }
        CheckOutcome::Advised => {
            if sent.anyway {
                reason = errors.check("because", length(&sent.because, "your reason for publishing anyway", true, 500));
            } else {
                errors.add(
                    "anyway",
                    "Tick “Publish anyway” and give your reason, or do what the list still marks “Should be better”",
                );
            }
        }
        CheckOutcome::Passed | CheckOutcome::Warned => {}
    }
    if !errors.is_empty() {
        return render(&visit, &managed, &sent, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let done = format!("/staff/consultations/{slug}?done=published");
    record(&visit, &managed, reason.as_deref(), (&fields, &done)).await?;
    visit.go(&done)
}

/// Why nothing more is published, approved or sent back.
pub fn published_already() -> Fault {
    Fault::Refused(reason!(
        "published-already",
        CONFLICT,
        Staff,
        "The consultation is published already",
        "This consultation is published already."
    ))
}

async fn record(
    visit: &Visit,
    managed: &ManagedConsultation,
    reason: Option<&str>,
    (fields, done): (&Fields, &str),
) -> Result<(), Fault> {
    let actor = visit.actor()?;
    let now = visit.app.clock.now();
    let id = managed.consultation.id;
    let changed = || {
        Fault::Refused(Reason::changed_meanwhile(
            "Somebody else changed this consultation meanwhile. Look at it again first.",
        ))
    };
    let instruments = Instruments::of(&visit.app);
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    // What else it asks is changed under the same lock.
    dialect::lock_counts(&mut tx).await?;
    // What was checked is what is published: a colleague's change in between has to be looked at first.
    let latest = consultations::by_id(&mut tx, id).await?.ok_or(Fault::Missing)?;
    let readiness = readiness::of(&mut tx, instruments, &latest, now).await?;
    if latest.updated_at != managed.consultation.updated_at || readiness != managed.readiness {
        return Err(changed());
    }
    // The approval too is for what is published now, and the service may have begun to ask for one meanwhile.
    let mark = fingerprint(&mut tx, &latest, &readiness).await?;
    let given = approval::store::latest(&mut tx, id).await?;
    let state = ApprovalState::of(second_person(&mut tx).await?, given, &mark);
    approval::may_publish(&state).map_err(|why| Fault::Refused(why.reason()))?;
    // One that was to open earlier opens now: the slip must not say that it was open before anybody saw it.
    let opens_at = latest.dates.opens_at.ok_or(Fault::Missing)?.max(now);
    if !store::publish(&mut tx, id, opens_at, now).await? {
        return Err(changed());
    }
    let mut noted = Vec::new();
    for instrument in instruments.asked(latest.parts) {
        noted.extend(instrument.publish(&mut tx, id, &visit.app.random, now).await?);
    }
    let mut detail: Vec<(&str, String)> = noted.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    if let Some(reason) = reason {
        let found = managed.checks(now);
        let left: Vec<&str> =
            found.iter().filter(|check| check.outcome == CheckOutcome::Advised).map(|check| check.key).collect();
        let aside = checks::set_aside(&found);
        let text = format!("Published although not everything is as we usually do it: {aside}. Our reason: {reason}");
        consultations::tell(&mut tx, id, "notice", &text, now).await?;
        detail.push(("advised", left.join(",")));
        detail.push(("reason_sha256", hash_of_text(reason)));
    }
    search::index(&mut tx, id).await?;
    append(&mut tx, &entry(actor, "consultation.publish", id, &detail), now).await?;
    once.keep(&mut tx, ("consultations", id.0), done).await?;
    tx.commit().await?;
    Ok(())
}

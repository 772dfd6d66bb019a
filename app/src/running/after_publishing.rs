//! What may still be done with a consultation once it is published: move the closing date on, withdraw it, and
//! show the counts live or hide them until it closes. Each is told to the public, and goes into the record.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::pages::showing;
use crate::audit::store::append;
use crate::clock;
use crate::consultations::editing::entry;
use crate::consultations::editing::form::date_time;
use crate::consultations::editing::{crumbs, find, hash_of_text, rules, store};
use crate::consultations::model::{Consultation, Showing, Stage};
use crate::consultations::rules::stage;
use crate::consultations::store as consultations;
use crate::reason::Reason;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::time::Time;
use crate::ui::form::check as tick;
use crate::ui::{Field, FieldKind, error_summary};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

fn meanwhile() -> Fault {
    Fault::Refused(Reason::changed_meanwhile(
        "Somebody else changed this consultation meanwhile, so nothing was done. Look at it again first.",
    ))
}

/// A short staff form about one consultation.
fn short_form(
    visit: &Visit,
    consultation: &Consultation,
    title: &'static str,
    errors: &FormErrors,
    content: impl FnOnce() -> AnyView,
) -> Page {
    let status = if errors.is_empty() { StatusCode::OK } else { BAD };
    visit.page(title).status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(consultation))}
            <header class="title"><h1>{title}</h1></header>
            {content()}
        }
        .into_any()
    })
}

/// What is typed to extend a consultation.
#[derive(Default)]
struct Extension {
    closes: (String, String),
    decision_due: String,
    reason: String,
}

/// `GET /staff/consultations/{slug}/extend`
pub async fn extend_page(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = find(&visit, &slug).await?;
    rules::may_extend(stage(&consultation.dates, visit.now))?;
    let typed = Extension {
        closes: (
            String::new(),
            consultation.dates.closes_at.map(|at| clock::time_input(clock::last_minute(at))).unwrap_or_default(),
        ),
        decision_due: consultation.dates.decision_due_at.map(clock::end_day).unwrap_or_default(),
        reason: String::new(),
    };
    extend_form(&visit, &consultation, &typed, &FormErrors::none())
}

fn extend_form(visit: &Visit, consultation: &Consultation, typed: &Extension, errors: &FormErrors) -> Page {
    let base = format!("/staff/consultations/{}", consultation.slug);
    let closes = consultation.dates.closes_at.map(clock::end_date_time).unwrap_or_default();
    short_form(visit, consultation, "Extend the consultation", errors, || {
        view! {
            <p>{format!("It closes on {closes}. You can give people more time, but never less: some have planned for the date they were told.")}</p>
            <form class="editor" method="post" action=format!("{base}/extend") data-keep=errors.keeping() novalidate>
                <fieldset>
                    <legend>"New closing date"</legend>
                    <p class="hint">"Midnight, 00:00, is the end of the day before."</p>
                    <div class="field-row">
                        {Field::new("closes_date", "Date").kind(FieldKind::Date).value(&typed.closes.0).short().show(errors)}
                        {Field::new("closes_time", "Time").kind(FieldKind::Time).value(&typed.closes.1).short().show(errors)}
                    </div>
                </fieldset>
                {Field::new("decision_due", "Decision due by").hint("Move it too, if the decision will come later.").kind(FieldKind::Date).value(&typed.decision_due).short().show(errors)}
                {Field::new("reason", "Why").hint("A sentence for everybody. It appears on the consultation’s page and on its slip.").kind(FieldKind::Lines(2)).value(&typed.reason).show(errors)}
                <p class="actions"><button class="button">"Extend and tell people"</button>" "<a href=base.clone()>"Back"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/extend`
pub async fn extend(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = find(&visit, &slug).await?;
    let now = visit.app.clock.now();
    rules::may_extend(stage(&consultation.dates, now))?;
    let actor = visit.actor()?;
    let Some(from) = consultation.dates.closes_at else { return Err(meanwhile()) };
    let text = |name: &str| fields.text(name).to_owned();
    let typed = Extension {
        closes: (text("closes_date"), text("closes_time")),
        decision_due: text("decision_due"),
        reason: text("reason"),
    };
    if let Some(taken_up) = fields.taken_up() {
        return extend_form(&visit, &consultation, &typed, &taken_up);
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["closes_date", "closes_time", "decision_due", "reason"], &mut errors);
    let until = date_time("closes", "closing", &typed.closes, &mut errors);
    match until {
        None => errors.add("closes_date", "Enter the new closing date"),
        Some(until) if until <= from => {
            errors.add("closes_date", format!("Choose a date and time later than {}", clock::end_date_time(from)));
        }
        Some(_) => {}
    }
    let due = decision(&typed.decision_due, until, &mut errors);
    let reason = errors.check("reason", length(&typed.reason, "the reason", true, 500));
    let (Some(until), Some(reason), true) = (until, reason, errors.is_empty()) else {
        return extend_form(&visit, &consultation, &typed, &errors);
    };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    if !store::extend(&mut tx, consultation.id, from, until, due, now).await? {
        return Err(meanwhile());
    }
    let notice = format!(
        "Open longer: it now closes on {} instead of {}. {reason}",
        clock::end_date_time(until),
        clock::end_date_time(from)
    );
    consultations::tell(&mut tx, consultation.id, "extended", &notice, now).await?;
    let detail =
        [("from", from.0.to_string()), ("until", until.0.to_string()), ("reason_sha256", hash_of_text(&reason))];
    append(&mut tx, &entry(actor, "consultation.extend", consultation.id, &detail), now).await?;
    let done = format!("/staff/consultations/{slug}?done=extended");
    once.keep(&mut tx, ("consultations", consultation.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

fn decision(typed: &str, closes: Option<Time>, errors: &mut FormErrors) -> Option<Time> {
    if typed.is_empty() {
        return None;
    }
    let due =
        clock::moment(typed, "23:59").map_err(|_| "Enter the decision date as year, month and day, like 2026-04-13");
    let due = errors.check("decision_due", due)?;
    if closes.is_some_and(|closes| due <= closes || clock::day(due) == clock::end_day(closes)) {
        errors.add("decision_due", "The decision would now be due before it closes: choose a later date");
    }
    Some(due)
}

/// `GET /staff/consultations/{slug}/withdraw`
pub async fn withdraw_page(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = find(&visit, &slug).await?;
    if consultation.parts.elsewhere() {
        return Err(Fault::Missing);
    }
    rules::may_withdraw(stage(&consultation.dates, visit.now))?;
    withdraw_form(&visit, &consultation, "", &FormErrors::none())
}

fn withdraw_form(visit: &Visit, consultation: &Consultation, reason: &str, errors: &FormErrors) -> Page {
    let base = format!("/staff/consultations/{}", consultation.slug);
    short_form(visit, consultation, "Withdraw the consultation", errors, || {
        view! {
            <div class="note warn"><p><strong>"This cannot be undone."</strong>" Nobody can answer any more from then on, and there will be no decision. What people said stays on the record, and the page stays, with your reason."</p></div>
            <details class="why"><summary>"When is withdrawing right?"</summary><p>"When the question has gone away, when what you asked was seriously wrong, or when people were not given what they needed to answer. If it only needs more time, extend it; if a text is wrong, amend it."</p></details>
            <form class="editor" method="post" action=format!("{base}/withdraw") data-keep=errors.keeping() novalidate>
                {Field::new("reason", "Why it is withdrawn").hint("For everybody to read. Say what happens next.").kind(FieldKind::Lines(3)).value(reason).show(errors)}
                {errors.of("sure").map(|error| view! { <p class="error"><span class="vh">"Error: "</span>{error.to_owned()}</p> })}
                {tick("sure", "Yes, withdraw it for good", None, false)}
                <p class="actions"><button class="button warn">"Withdraw the consultation"</button>" "<a href=base.clone()>"Back"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/withdraw`
pub async fn withdraw(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = find(&visit, &slug).await?;
    let now = visit.app.clock.now();
    if consultation.parts.elsewhere() {
        return Err(Fault::Missing);
    }
    rules::may_withdraw(stage(&consultation.dates, now))?;
    let actor = visit.actor()?;
    if let Some(taken_up) = fields.taken_up() {
        return withdraw_form(&visit, &consultation, fields.text("reason"), &taken_up);
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["reason", "sure"], &mut errors);
    let reason = errors.check("reason", length(fields.text("reason"), "the reason", true, 1_000));
    if !fields.ticked("sure") {
        errors.add("sure", "Tick the box to show that you mean it");
    }
    let (Some(reason), true) = (reason, errors.is_empty()) else {
        return withdraw_form(&visit, &consultation, fields.text("reason"), &errors);
    };
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    if !store::withdraw(&mut tx, consultation.id, &reason, now).await? {
        return Err(meanwhile());
    }
    consultations::tell(&mut tx, consultation.id, "withdrawn", &format!("Withdrawn. {reason}"), now).await?;
    let detail = [("reason_sha256", hash_of_text(&reason))];
    append(&mut tx, &entry(actor, "consultation.withdraw", consultation.id, &detail), now).await?;
    let done = format!("/staff/consultations/{slug}?done=withdrawn");
    once.keep(&mut tx, ("consultations", consultation.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `GET /staff/consultations/{slug}/showing`
pub async fn showing_page(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = find(&visit, &slug).await?;
    rules::may_choose_showing(stage(&consultation.dates, visit.now))?;
    showing_form(&visit, &consultation, consultation.results.word(), "", &FormErrors::none())
}

fn showing_form(visit: &Visit, consultation: &Consultation, chosen: &str, reason: &str, errors: &FormErrors) -> Page {
    let base = format!("/staff/consultations/{}", consultation.slug);
    let draft = stage(&consultation.dates, visit.now) == Stage::Draft;
    short_form(visit, consultation, "Show or hide the results", errors, || {
        view! {
            <p>"Hidden means hidden everywhere: on pages, in the open data and in live counts. Staff always see them. When it closes, everybody does."</p>
            <form class="editor" method="post" action=format!("{base}/showing") novalidate>
                {showing(chosen, errors)}
                <details class="why"><summary>"Why hide them?"</summary><p>"People who see a count tend to follow it or stay away. Hiding it until the end gets more honest answers. Showing it live can draw more people in, when trust matters more than independence."</p></details>
                {(!draft).then(|| Field::new("reason", "Why you change it").hint("People who took part were told otherwise, so the change and your reason appear on the consultation’s page.").kind(FieldKind::Lines(2)).value(reason).show(errors))}
                <p class="actions"><button class="button">"Save"</button>" "<a href=base.clone()>"Back"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/showing`
pub async fn show_or_hide(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = find(&visit, &slug).await?;
    let now = visit.app.clock.now();
    let at = stage(&consultation.dates, now);
    rules::may_choose_showing(at)?;
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["results", "reason"], &mut errors);
    let chosen = Showing::try_from(fields.text("results").to_owned());
    let chosen = errors.check("results", chosen.map_err(|_| "Choose whether counts are hidden or shown"));
    let told = at != Stage::Draft && chosen.is_some_and(|chosen| chosen != consultation.results);
    let reason = errors.check("reason", length(fields.text("reason"), "the reason", told, 500));
    let (Some(chosen), Some(reason), true) = (chosen, reason, errors.is_empty()) else {
        return showing_form(&visit, &consultation, fields.text("results"), fields.text("reason"), &errors);
    };
    let done = format!("/staff/consultations/{slug}?done=showing");
    if chosen != consultation.results {
        let mut tx = visit.app.db.begin().await?;
        let once = Once::begin(&mut tx, &visit, &fields).await?;
        store::set_showing(&mut tx, consultation.id, chosen, now).await?;
        if told {
            let what = match chosen {
                Showing::Live => "The vote counts are now shown while it is open.",
                Showing::Hidden => "The vote counts are now hidden until it closes.",
            };
            consultations::tell(&mut tx, consultation.id, "notice", &format!("{what} {reason}"), now).await?;
        }
        let detail = [("results", chosen.word().to_owned()), ("reason_sha256", hash_of_text(&reason))];
        append(&mut tx, &entry(actor, "consultation.show-results", consultation.id, &detail), now).await?;
        once.keep_latest(&mut tx, ("showing", consultation.id.0), &done).await?;
        tx.commit().await?;
    }
    visit.go(&done)
}

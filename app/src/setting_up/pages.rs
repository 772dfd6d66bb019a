//! The set-up list as administrators see it, and the switch that opens the site.

use axum::http::StatusCode;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::steps::SetUp;
use crate::audit::store::{NewEntry, append};
use crate::clock;
use crate::consultations::checks::CheckOutcome;
use crate::consultations::store as consultations;
use crate::db::dialect;
use crate::reason;
use crate::running::tasks::{AnywayWords, anyway, tasks};
use crate::site::fields::length;
use crate::site::settings::{set, set_opened, value};
use crate::site::{Area, Fault, Fields, FormErrors, Page, Visit};
use crate::ui::{done_note, error_summary};

/// Longest reason for opening although something is left, in characters.
const LONGEST_REASON: usize = 500;

/// The setting that keeps why the site was opened although something was left.
const OPENED_BECAUSE: &str = "opened-because";

/// What the form of the switch held when it was sent.
#[derive(Default)]
struct OpeningForm {
    anyway: bool,
    because: String,
}

const DONE: &[(&str, &str, &str)] = &[
    (
        "opened",
        "The site is open to the public.",
        "Everybody can see it from now on. Publish your first consultation when it is ready.",
    ),
    ("closed", "The site is closed to the public again.", "Everybody else sees a page that says it is not open yet."),
];

/// `GET /staff/set-up`
pub(super) async fn show(visit: Visit) -> Page {
    let set_up = SetUp::of(&visit).await?;
    page(&visit, &set_up, &OpeningForm::default(), &FormErrors::none(), StatusCode::OK).await
}

async fn page(visit: &Visit, set_up: &SetUp, sent: &OpeningForm, errors: &FormErrors, status: StatusCode) -> Page {
    let published = consultations::any_published(&visit.app.db).await?;
    let because = value(&visit.app.db, OPENED_BECAUSE).await?;
    visit.page("Set up your service").area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title"><h1>"Set up your service"</h1>
                <p class="lede">{match visit.service.opened_at {
                    None => "What stands between a new installation and a site that carries your name. Nothing is public until you open it, so take your time.",
                    Some(_) => "What a service needs to be well set up. Come back to it now and then.",
                }}</p>
</header>
            <h2>"What there is to do"</h2>
            {tasks("/staff", &set_up.checks)}
            {match visit.service.opened_at {
                None => opening(set_up, sent, errors),
                Some(at) => is_open(&clock::long_date(at), because.as_deref(), published),
            }}
            {backups()}
        }
        .into_any()
    })
}

/// The switch while the site is closed.
fn opening(set_up: &SetUp, sent: &OpeningForm, errors: &FormErrors) -> AnyView {
    let words = AnywayWords {
        why: "You can open without these, if you know why.",
        tick: "Open anyway, because:",
        hint: "A sentence, for your colleagues. Nobody else reads it.",
    };
    let form = match set_up.verdict() {
        CheckOutcome::Missing => view! { <div class="note"><p><strong>"Not ready to open."</strong>" Do what the list above still marks “To do”; then the button appears here."</p></div> }.into_any(),
        verdict => view! {
            <form class="editor" method="post" action="/staff/set-up/open" novalidate>
                {(verdict == CheckOutcome::Advised).then(|| anyway(&set_up.checks, &words, (sent.anyway, &sent.because), errors))}
                <p>"From then on everybody sees the site: its front page, your libraries, your legal texts, and each consultation once you publish it."</p>
                <p class="actions"><button class="button">"Open to the public"</button></p>
            </form>
        }
        .into_any(),
    };
    view! {
        <section aria-labelledby="open"><h2 id="open">"Open to the public"</h2>
            <p>"Until you open it, everybody but the people who work for the service sees one page, which says that the site is not open yet."</p>
            {form}
        </section>
    }
    .into_any()
}

/// The switch once the site is open.
fn is_open(since: &str, because: Option<&str>, published: bool) -> AnyView {
    view! {
        <section aria-labelledby="open"><h2 id="open">"Open to the public"</h2>
            <p>{format!("Everybody has seen the site since {since}.")}</p>
            {because.map(|because| view! { <p dir="auto">{format!("Something on the list was left then. The reason given: {because}")}</p> })}
            {if published {
                view! { <p>"It stays open: something was published on it, and people have receipts that lead here."</p> }.into_any()
            } else {
                view! {
                    <form method="post" action="/staff/set-up/close">
                        <p>"Nothing was published yet, so you can still close it."</p>
                        <p class="actions"><button class="button quiet">"Close it to the public again"</button></p>
                    </form>
                }
                .into_any()
            }}
        </section>
    }
    .into_any()
}

/// What to ask of whoever runs the program.
fn backups() -> AnyView {
    view! {
        <section aria-labelledby="backups"><h2 id="backups">"For whoever runs the program"</h2>
            <p>"Backups are made and put back on the machine itself. These are the two commands; the handbook for operating it has the rest."</p>
            <dl class="facts">
                <div><dt>"Every night"</dt><dd><code>"soundings backup FILE"</code><br/>"Writes the whole record to a file while the site serves, and proves it."</dd></div>
                <div><dt>"Now, and once a year"</dt><dd><code>"soundings rehearse FILE"</code><br/>"Puts the file of a backup back beside the site, in a record of its own that is thrown away afterwards, and says what it holds."</dd></div>
            </dl>
        </section>
    }
    .into_any()
}

/// `POST /staff/set-up/open` (`anyway` and `because` when something only advised is left).
pub(super) async fn open(visit: Visit, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let sent = OpeningForm { anyway: fields.ticked("anyway"), because: fields.text("because").to_owned() };
    let mut errors = FormErrors::none();
    fields.expect_only(&["anyway", "because"], &mut errors);
    let set_up = SetUp::of(&visit).await?;
    let mut reason = None;
    match set_up.verdict() {
        CheckOutcome::Missing => {
            for check in set_up.checks.iter().filter(|check| check.outcome == CheckOutcome::Missing) {
                errors.add("form", format!("{}. {}", check.task, check.found));
            }
        }
        CheckOutcome::Advised if sent.anyway => {
            reason =
                errors.check("because", length(&sent.because, "your reason for opening anyway", true, LONGEST_REASON));
        }
        CheckOutcome::Advised => errors.add(
            "anyway",
            "Tick “Open anyway” and give your reason, or do what the list still marks “Should be better”",
        ),
        CheckOutcome::Passed | CheckOutcome::Warned => {}
    }
    if !errors.is_empty() {
        return page(&visit, &set_up, &sent, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut tx = visit.app.db.begin().await?;
    dialect::lock_audit_log(&mut tx).await?;
    // Opened twice is opened once: a colleague was faster.
    if set_opened(&mut tx, Some(visit.now)).await? {
        let mut detail = vec![("left", set_up.left().join(","))];
        if let Some(reason) = reason {
            set(&mut tx, OPENED_BECAUSE, &reason).await?;
            detail.push(("reason_sha256", hex::encode(Sha256::digest(reason.as_bytes()))));
        }
        record(&mut tx, &visit, "site.open", actor, &detail).await?;
        tx.commit().await?;
    }
    visit.go("/staff/set-up?done=opened")
}

/// `POST /staff/set-up/close`: while nothing was ever published.
pub(super) async fn close(visit: Visit) -> Page {
    let actor = visit.actor()?;
    let mut tx = visit.app.db.begin().await?;
    dialect::lock_audit_log(&mut tx).await?;
    if consultations::any_published(&mut tx).await? {
        return Err(Fault::Refused(reason!(
            "site-stays-open",
            CONFLICT,
            Staff,
            "Something was published on the site: it stays open to the public",
            "Something was published on this site, and people have receipts that lead here. So it stays open."
        )));
    }
    if set_opened(&mut tx, None).await? {
        record(&mut tx, &visit, "site.close", actor, &[]).await?;
        tx.commit().await?;
    }
    visit.go("/staff/set-up?done=closed")
}

async fn record(
    tx: &mut crate::db::Tx,
    visit: &Visit,
    action: &str,
    actor: crate::ids::AccountId,
    detail: &[(&str, String)],
) -> Result<(), crate::db::DbError> {
    let entry = NewEntry { actor: Some(actor), action, subject_kind: "settings", subject_id: 1, detail };
    append(tx, &entry, visit.now).await
}

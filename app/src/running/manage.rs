//! One consultation as staff see it: what is done, what is missing, and what can be done now.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::approval::fingerprint;
use super::approval::view::ApprovalBox;
use super::checks;
use super::readiness::{self, Readiness};
use super::tasks::{AnywayWords, anyway, tasks};
use super::workbench::{around, next, parts, side};
use crate::audit::history;
use crate::consultations::checks::{Check, CheckOutcome, verdict};
use crate::consultations::editing::{crumbs, find};
use crate::consultations::instrument::{Instruments, WaitingWork};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{date_that_matters, decision_due, stage_tag};
use crate::consultations::rules::stage;
use crate::consultations::{slip, store};
use crate::identity::rules::Permission;
use crate::notices;
use crate::proposals::documents::{self, model::Document};
use crate::proposals::editing::store::{self as drafts, Working};
use crate::site::{Area, Fault, FormErrors, Page, Path, Visit};
use crate::together::approval::{self, ApprovalState};
use crate::together::team::{self, Team};
use crate::ui::{done_note, error_summary};

/// What the page needs.
pub struct ManagedConsultation {
    /// The consultation.
    pub consultation: Consultation,
    /// Its proposals.
    pub proposals: Vec<Working>,
    /// Its documents.
    pub documents: Vec<Document>,
    /// How far what it asks is.
    pub readiness: Readiness,
    /// While it is a draft, what around it should be right: that people can see the site, and be told anything by email.
    pub around: Vec<Check>,
    /// Who looks after it.
    pub team: Team,
    /// How far it is with a second person’s approval, if it is a draft and the service asks for one.
    pub approval: ApprovalState,
    /// The mark of the words that an approval would be for.
    pub fingerprint: String,
    /// What waits for staff in it.
    pub waiting: Vec<WaitingWork>,
    /// Every kind of thing that it could ask.
    pub instruments: Instruments,
}

impl ManagedConsultation {
    /// How its checks come out now.
    pub fn checks(&self, now: crate::time::Time) -> Vec<Check> {
        let mut checks = checks::all(&self.consultation, &self.readiness.checks, now);
        checks.extend(self.around.iter().cloned());
        checks
    }
}

/// Loads what the page needs.
///
/// # Errors
/// [`Fault::Missing`] when there is no such consultation; sign-in faults for others than staff.
pub async fn load(visit: &Visit, slug: &str) -> Result<ManagedConsultation, Fault> {
    let consultation = find(visit, slug).await?;
    let proposals = drafts::all(&visit.app.db, [consultation.id]).await?;
    let documents = documents::store::of_consultation(&visit.app.db, consultation.id).await?;
    let instruments = Instruments::of(&visit.app);
    let mut waiting = Vec::new();
    for instrument in instruments.asked(consultation.parts) {
        waiting.extend(instrument.waiting((&visit.app.db).into(), &[consultation.id]).await?);
    }
    let readiness = readiness::of(&visit.app.db, instruments, &consultation, visit.now).await?;
    let team = team::store::of(&visit.app.db, consultation.id).await?;
    let around = match consultation.dates.published_at {
        None => {
            let mail = checks::mail(&notices::delivery::state(&visit.app).await?);
            let owned = checks::owned(&team);
            owned
                .into_iter()
                .chain(checks::opened(visit.service.opened_at, visit.may(Permission::ManagePeople)))
                .chain(mail)
                .collect()
        }
        Some(_) => Vec::new(),
    };
    let (approval, fingerprint) = match visit.service.second_person && consultation.dates.published_at.is_none() {
        true => {
            let mark = fingerprint(&visit.app.db, &consultation, &readiness).await?;
            let latest = approval::store::latest(&visit.app.db, consultation.id).await?;
            (ApprovalState::of(true, latest, &mark), mark)
        }
        false => (ApprovalState::NotNeeded, String::new()),
    };
    Ok(ManagedConsultation {
        consultation,
        proposals,
        documents,
        readiness,
        around,
        team,
        approval,
        fingerprint,
        waiting,
        instruments,
    })
}

/// `GET /staff/consultations/{slug}`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let managed = load(&visit, &slug).await?;
    if managed.consultation.parts.elsewhere() {
        return visit.go(&format!("/staff/archive/{slug}"));
    }
    render(&visit, &managed, &PublishForm::default(), &FormErrors::none(), StatusCode::OK).await
}

/// What the publishing form held when it was sent.
#[derive(Default)]
pub struct PublishForm {
    /// Whether “Publish anyway” was ticked.
    pub anyway: bool,
    /// The reason.
    pub because: String,
    /// What was written to whoever approves it, or by them.
    pub words: String,
}

fn publish_box(
    base: &str,
    managed: &ManagedConsultation,
    checks: &[Check],
    sent: &PublishForm,
    errors: &FormErrors,
) -> AnyView {
    let verdict = verdict(checks);
    if verdict == CheckOutcome::Missing {
        return view! { <p class="quiet"><strong>"Not ready to publish."</strong>" Do what the list below still marks “To do”; then the button appears here."</p> }.into_any();
    }
    let anyway = (verdict == CheckOutcome::Advised).then(|| {
        let ask = AnywayWords {
            why: "These are not as they should be. You can publish anyway if there is a good reason; people will see it.",
            tick: "Publish anyway, because:",
            hint: "One or two sentences. It is shown on the consultation’s page.",
        };
        anyway(checks, &ask, (sent.anyway, &sent.because), errors)
    });
    if approval::may_publish(&managed.approval).is_err() {
        return view! { <p>"The button to publish appears here once it is approved."</p> }.into_any();
    }
    let warned: Vec<AnyView> = checks
        .iter()
        .filter(|check| check.outcome == CheckOutcome::Warned)
        .map(|check| {
            view! {
                <div class="note warn"><p><strong>"Before you publish:"</strong>" "{check.found.clone()}" "<a href=check.link(base)>"What to do"</a></p></div>
            }
            .into_any()
        })
        .collect();
    view! {
        {warned}
        <form class="editor" method="post" action=format!("{base}/publish") novalidate>
            {anyway}
            <p>"Publishing shows the consultation to everybody."{(!managed.proposals.is_empty()).then_some(" Every proposal’s text becomes version 1, which never changes: later changes become new versions, and people can compare them.")}</p>
            <p class="actions"><button class="button">"Publish"</button></p>
        </form>
    }
    .into_any()
}

const DONE: &[(&str, &str, &str)] = &[
    ("created", "Your draft is saved.", "Only staff can see it. Next, do what the list marks “To do”."),
    ("saved", "Saved.", "Only staff can see the draft."),
    ("told", "Saved.", "People see the change, and your sentence about it, on the consultation’s page."),
    ("draft", "The proposal’s draft is saved.", "Residents see nothing of it until you publish."),
    ("deleted", "The draft proposal is deleted.", ""),
    ("discarded", "The changed draft is thrown away.", "The published text stays as it is."),
    (
        "published",
        "The consultation is published.",
        "It opens and closes by itself at the times you set. See it as residents do, and tell people about it. While it is open, look here every working day for what waits.",
    ),
    (
        "approval-asked",
        "Your colleagues are asked.",
        "They are told by email, and so are you once somebody has answered.",
    ),
    ("approved", "Approved.", "Whoever asked is told by email. It can be published as it stands."),
    ("sent-back", "Sent back.", "Whoever asked is told by email, and reads what you wrote."),
    ("amended", "The amendment is published.", "Those who answered before are told and asked to look again."),
    ("corrected", "The correction is published.", "Nobody is asked again; the difference can be seen by all."),
    ("extended", "The closing date is moved.", "The public notice is on the consultation’s page."),
    ("withdrawn", "The consultation is withdrawn.", "Its page says so, with your reason."),
    ("showing", "Changed.", "The pages follow at once."),
];

/// The page, with what is wrong with the publishing form.
pub async fn render(
    visit: &Visit,
    managed: &ManagedConsultation,
    sent: &PublishForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let consultation = &managed.consultation;
    let now = visit.now;
    let at = stage(&consultation.dates, now);
    let notices = store::notices(&visit.app.db, consultation.id).await?;
    let promises = store::promise_lines(&visit.app.db, consultation.id).await?;
    let checks = managed.checks(now);
    let base = format!("/staff/consultations/{}", consultation.slug);
    let everybody = match managed.approval {
        ApprovalState::NotNeeded => Vec::new(),
        _ => team::store::who_may_run(&visit.app.db).await?,
    };
    let approval_box = ApprovalBox {
        base: &base,
        state: &managed.approval,
        team: &managed.team,
        everybody: &everybody,
        reader: visit.account().map(|account| account.id),
        fingerprint: &managed.fingerprint,
        typed: &sent.words,
    };
    let done = visit.query_value("done");
    let proposals: Vec<history::ActSubject> = managed.proposals.iter().map(|one| ("proposal", one.id.0)).collect();
    let history = history::of(visit, ("consultation", consultation.id.0), &proposals).await?;
    visit.page(consultation.title.clone()).status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(None)}
            {done_note(&done, DONE)}
            <div class="bench wide">
                <header class="title">
                    <p class="over">"Consultation "{stage_tag(at)}</p>
                    <h1 dir="auto">{consultation.title.clone()}</h1>
                    <p class="meta">{date_that_matters(&consultation.dates, now)}
                        {decision_due(&consultation.dates, now)}
                    </p>
                </header>
                <div class="work">
                    <section class="next-step" aria-labelledby="next">
                        <h2 id="next">"What to do next"</h2>
                        {match next::of_draft(&base, &checks).filter(|_| at == Stage::Draft) {
                            Some(step) => next::show(step),
                            None if at == Stage::Draft => approval_box.show(errors).into_any(),
                            None => next::show(next::of_published(&base, managed, now)),
                        }}
                        {(at == Stage::Draft).then(|| view! { <div id="publish">{publish_box(&base, managed, &checks, sent, errors)}</div> })}
                    </section>
                    {(at == Stage::Draft).then(|| view! {
                        <section aria-labelledby="checks"><h2 id="checks">"Before you publish"</h2>{tasks(&base, &checks)}</section>
                    })}
                    {parts::parts(&base, managed, at)}
                    {around::around(visit, &base, managed, at)}
                    {history.as_ref().map(|history| history.show(visit))}
                </div>
                <aside aria-label="Dates and people">
                    {slip::slip(consultation, &notices, &promises, now, false)}
                    {side::people(&base, managed)}
                    {side::seen_by(managed, at)}
                </aside>
            </div>
        }
        .into_any()
    })
}

//! One consultation as staff see it: what is done, what is missing, and what can be done now.

use axum::extract::Path;
use axum::http::StatusCode;
use leptos::prelude::*;

use super::approval::fingerprint;
use super::approval::view::ApprovalBox;
use super::checks;
use super::readiness::{self, Readiness};
use super::tasks::{AnywayWords, anyway, tasks};
use super::telling;
use crate::consultations::checks::{Check, CheckOutcome, verdict};
use crate::consultations::editing::{crumbs, find, rules};
use crate::consultations::instrument::{Instruments, WaitingWork};
use crate::consultations::model::{Consultation, Showing, Stage};
use crate::consultations::pages::{date_that_matters, decision_due, stage_tag};
use crate::consultations::rules::stage;
use crate::consultations::{slip, store};
use crate::identity::rules::Permission;
use crate::notices;
use crate::proposals::documents::{self, model::Document};
use crate::proposals::editing::store::{self as drafts, Working};
use crate::site::{Area, Fault, FormErrors, Page, Visit};
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
        return view! { <div class="note"><p><strong>"Not ready to publish."</strong>" Do what the list above still marks “To do”; then the button appears here."</p></div> }.into_any();
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

fn proposal_line(base: &str, working: &Working, at: Stage) -> AnyView {
    let path = format!("{base}/proposals/{}", working.number);
    let state = match (&working.published, &working.draft) {
        (None, _) => "Draft".to_owned(),
        (Some((_, version, _)), Some(_)) if working.differs() => {
            format!("Version {version} is published; a changed draft is waiting")
        }
        (Some((_, version, _)), _) => format!("Version {version} is published"),
    };
    let title = working.content().title;
    let for_this = view! { <span class="vh">{format!(" proposal {}", working.number)}</span> }.into_any();
    let may_edit = rules::may_edit_proposals(at).is_ok();
    view! {
        <li class="notice">
            <h3><a href=format!("{path}/preview")>{title}</a></h3>
            <p class="meta"><span>{state}</span></p>
            <p class="actions">
                {may_edit.then(|| view! { <a href=format!("{path}/edit")>{if working.published.is_some() { "Change" } else { "Edit" }}{for_this}</a>" " })}
                <a href=format!("{path}/preview")>"Preview"</a>" "
                {(may_edit && working.published.is_some() && working.differs()).then(|| view! { <a href=format!("{path}/amend")>"Compare and publish the change"</a>" " })}
                {(may_edit && working.published.is_some() && working.draft.is_some()).then(|| view! { <a href=format!("{path}/discard")>"Throw the draft away"<span class="vh">{format!(" of proposal {}", working.number)}</span></a>" " })}
                {(at == Stage::Draft && working.published.is_none()).then(|| view! { <a href=format!("{path}/delete")>"Delete"</a> })}
            </p>
        </li>
    }
    .into_any()
}

fn proposals(base: &str, managed: &ManagedConsultation, at: Stage) -> AnyView {
    let items: Vec<AnyView> = managed.proposals.iter().map(|working| proposal_line(base, working, at)).collect();
    if items.is_empty() && at != Stage::Draft {
        return ().into_any();
    }
    if items.is_empty() {
        return what_to_ask(base, managed);
    }
    view! {
        <h2 id="proposals">"Proposals"</h2>
        <ol class="notices numbered">{items}</ol>
        {rules::may_add_proposals(at).is_ok().then(|| view! { <p class="actions"><a class="button quiet" href=format!("{base}/proposals/new")>"Write a proposal"</a></p> })}
    }
    .into_any()
}

/// What a draft without a proposal can ask: everything while nothing is asked, the rest after that.
fn what_to_ask(base: &str, managed: &ManagedConsultation) -> AnyView {
    let parts = managed.consultation.parts;
    let others = managed.instruments.all().filter(|one| !parts.asks(one.words().bit)).map(|one| one.words().begin);
    let choices: Vec<AnyView> = others
        .map(|(ending, title, what)| {
            view! { <li class="notice"><h3><a href=format!("{base}{ending}")>{title}</a></h3><p>{what}</p></li> }
                .into_any()
        })
        .collect();
    let title = if parts.more_than_proposals() { "What else you could ask" } else { "What do you want to ask?" };
    view! {
        <h2 id="ask">{title}</h2>
        <p>{if parts.more_than_proposals() { "Nothing more is needed." } else { "One is enough. You can have more than one." }}</p>
        <ul class="notices">{choices}</ul>
    }
    .into_any()
}

fn ways_on(base: &str, managed: &ManagedConsultation, at: Stage) -> AnyView {
    let public = format!("/consultations/{}", managed.consultation.slug);
    let link = |shown: bool, href: String, label: &'static str| {
        shown.then(|| view! { <li><a href=href>{label}</a></li> }.into_any())
    };
    let seen = at != Stage::Draft;
    let parts = managed.consultation.parts;
    // A draft without a proposal offers them above.
    let offered = !seen && managed.proposals.is_empty();
    let kinds: Vec<AnyView> = managed
        .instruments
        .all()
        // A kind without a page of its own is on this one.
        .filter(|one| !one.words().page.is_empty())
        .filter(|one| parts.asks(one.words().bit) || (!offered && one.may_begin(at)))
        .map(|one| {
            let words = one.words();
            let waits = managed.waiting.iter().find(|waits| waits.kind == words.key);
            let waits = waits.map(|waits| format!(" ({})", waits.short)).unwrap_or_default();
            view! { <li><a href=format!("{base}{}", words.page)>{one.way(parts.asks(words.bit))}{waits}</a></li> }
                .into_any()
        })
        .collect();
    let documents = match managed.documents.len() {
        0 => "Documents".to_owned(),
        many => format!("Documents ({many})"),
    };
    view! {
        <h2>"What you can do"</h2>
        <ul>
            {link(true, public, if seen { "See it as the public does" } else { "Preview the consultation’s page" })}
            {link(rules::scope(at).is_ok(), format!("{base}/edit"), "Edit the consultation")}
            <li><a href=format!("{base}/documents")>{documents}</a></li>
            <li><a href=format!("{base}/picture")>"Its picture"</a></li>
            <li><a href=format!("{base}/formats")>"Other formats: easy read, sign language, audio, other languages"</a></li>
            <li><a href=format!("{base}/contact")>"Contact for the public"</a></li>
            <li><a href=format!("{base}/notes")>"Notes between colleagues"</a></li>
            {link(!seen, format!("{base}/previews"), "Private links for people without an account")}
            <li><a href=format!("/staff/events?consultation={}", managed.consultation.slug)>"Events where people are asked"</a></li>
            {kinds}
            {link(rules::may_choose_showing(at).is_ok(), format!("{base}/showing"), match managed.consultation.results {
                Showing::Hidden => "Show results live (hidden now)",
                Showing::Live => "Hide results until it closes (live now)",
            })}
            {link(seen, format!("{base}/results"), if at == Stage::Open { "Results so far" } else { "Results" })}
            {link(seen, "/staff/moderation".to_owned(), "Moderation")}
            {link(rules::may_extend(at).is_ok(), format!("{base}/extend"), "Extend it")}
            {link(matches!(at, Stage::Closed | Stage::Decided), format!("{base}/decision"), "The decision")}
            {link(rules::may_withdraw(at).is_ok(), format!("{base}/withdraw"), "Withdraw it")}
            {link(true, format!("{base}/template"), "Make a template of it")}
            {link(rules::may_delete(at).is_ok(), format!("{base}/delete"), "Delete the draft")}
        </ul>
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
    visit.page(consultation.title.clone()).status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(None)}
            {done_note(&done, DONE)}
            <div class="spread">
                <header class="title">
                    <p class="over">"Consultation "{stage_tag(at)}</p>
                    <h1 dir="auto">{consultation.title.clone()}</h1>
                    <p class="meta">{date_that_matters(&consultation.dates, now)}
                        {decision_due(&consultation.dates, now)}
                    </p>
                    <p class="meta"><span dir="auto">{managed.team.words()}</span>" "<a href=format!("{base}/people")>"Who works on it"</a></p>
                </header>
                <aside>{slip::slip(consultation, &notices, &promises, now, false)}</aside>
                <div>
                    {(at == Stage::Draft).then(|| view! {
                        <h2 id="checks">"Before you publish"</h2>
                        {tasks(&base, &checks)}
                        {(verdict(&checks) != CheckOutcome::Missing).then(|| approval_box.show(errors))}
                        {publish_box(&base, managed, &checks, sent, errors)}
                    })}
                    {proposals(&base, managed, at)}
                    {ways_on(&base, managed, at)}
                    {telling::section(visit, consultation, at)}
                </div>
            </div>
        }
        .into_any()
    })
}

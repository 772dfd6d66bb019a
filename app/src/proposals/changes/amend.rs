//! Publishing a change: staff see the difference, say what changed, and say whether people are asked again.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::view::{compare, difference};
use crate::audit::store::{NewEntry, append};
use crate::consultations::editing::{self, rules};
use crate::consultations::model::Consultation;
use crate::consultations::rules::stage;
use crate::consultations::store as consultations;
use crate::db::{Tx, is_duplicate};
use crate::notices::voters;
use crate::proposals::editing::pages::find;
use crate::proposals::editing::store::{self as drafts, Working};
use crate::proposals::model::{ProposalContent, VersionKind};
use crate::proposals::search;
use crate::proposals::store;
use crate::reason;
use crate::reason::Reason;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::time::Time;
use crate::ui::form::{FieldOption, radios};
use crate::ui::{Field, FieldKind, error_summary};

/// The published text and the draft, if they differ.
fn texts(working: &Working) -> Result<(&ProposalContent, &ProposalContent), Fault> {
    match (&working.published, &working.draft) {
        (Some((_, _, published)), Some((draft, _))) if published != draft => Ok((published, draft)),
        _ => Err(Fault::Refused(reason!(
            "nothing-to-publish",
            CONFLICT,
            Staff,
            "No draft says something else than the published text",
            "There is nothing to publish: no draft says something else than the published text. Change it first on \
             the edit page."
        ))),
    }
}

/// What would be wrong with publishing this text.
fn unfinished(draft: &ProposalContent, errors: &mut FormErrors) {
    let needed = [
        ("summary", &draft.summary),
        ("reasons", &draft.body),
        ("list of what is fixed", &draft.fixed),
        ("list of what is open", &draft.open),
    ];
    for (what, text) in needed {
        if text.trim().is_empty() {
            errors.add("form", format!("The draft has no {what}: write it on the edit page first"));
        }
    }
}

/// `GET /staff/consultations/{slug}/proposals/{number}/amend`
pub async fn show(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (consultation, working) = find(&visit, &slug, &number).await?;
    rules::may_amend(stage(&consultation.dates, visit.now))?;
    form_page(&visit, &consultation, &working, ("", ""), &FormErrors::none(), StatusCode::OK)
}

/// A mark of exactly these two texts, so that what is published is what was looked at.
fn mark(published: &ProposalContent, draft: &ProposalContent) -> Result<String, Fault> {
    editing::hash_of(&(published, draft))
}

fn form_page(
    visit: &Visit,
    consultation: &Consultation,
    working: &Working,
    (summary, kind): (&str, &str),
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let (published, draft) = texts(working)?;
    let (parts, counts) = compare(published, draft);
    let seen = mark(published, draft)?;
    let base = format!("/staff/consultations/{}/proposals/{}", consultation.slug, working.number);
    visit.page("Publish a change").status(status).area(Area::Staff).show(|| {
        let kinds = vec![
            FieldOption::new("amendment", "An amendment")
                .hint("What is proposed changes. Those who answered are told by mail and asked again. If in doubt, choose this."),
            FieldOption::new("correction", "A correction")
                .hint("A slip of the pen: a typing mistake, a wrong weekday. Nobody would answer differently. Nobody is asked again."),
        ];
        view! {
            {error_summary(errors)}
            {editing::crumbs(Some(consultation))}
            <header class="title">
                <p class="over">{format!("Proposal {}", working.number)}</p>
                <h1>"Publish a change"</h1>
                <p class="lede">"These are the words that change. The versions so far stay, and everybody can compare them."</p>
            </header>
            <p class="quiet">{counts.sentence()}</p>
            <h2>"What changes"</h2>
            {difference(&parts)}
            <form class="editor" method="post" action=format!("{base}/amend") data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=seen/>
                <h2>"Tell people"</h2>
                {Field::new("summary", "What changed, and why").hint("One or two sentences for everybody: on the proposal, on the consultation’s page, and in the mail.").kind(FieldKind::Lines(3)).value(summary).show(errors)}
                {radios("kind", "What kind of change is it?", kinds, kind, errors)}
                <details class="why"><summary>"Why does it matter?"</summary><p>"People answered the text they read. If what is proposed changes, their answer may not hold, and counting it silently would mislead everybody. That is why each answer names the version it was given to. A correction must never be used to slip a real change through: the difference is shown to all."</p></details>
                <p class="actions"><button class="button">"Publish the change"</button>" "<a href=format!("{base}/edit")>"Back to editing"</a></p>
            </form>
        }
        .into_any()
    })
}

fn kind_of(word: &str) -> Result<VersionKind, &'static str> {
    match word {
        "amendment" => Ok(VersionKind::Amendment),
        "correction" => Ok(VersionKind::Correction),
        _ => Err("Choose whether it is an amendment or a correction"),
    }
}

/// `POST /staff/consultations/{slug}/proposals/{number}/amend`
pub async fn publish(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let (consultation, working) = find(&visit, &slug, &number).await?;
    rules::may_amend(stage(&consultation.dates, visit.app.clock.now()))?;
    let (published, draft) = texts(&working)?;
    let typed = (fields.text("summary"), fields.text("kind"));
    if let Some(taken_up) = fields.taken_up() {
        return form_page(&visit, &consultation, &working, typed, &taken_up, StatusCode::OK);
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["summary", "kind", "seen"], &mut errors);
    if fields.text("seen") != mark(published, draft)? {
        errors.add(
            "form",
            "The draft or the published text changed since you opened this page, so nothing is published yet. Look \
             at the difference again, then publish it.",
        );
        return form_page(&visit, &consultation, &working, typed, &errors, StatusCode::CONFLICT);
    }
    unfinished(draft, &mut errors);
    let summary = errors.check("summary", length(typed.0, "what changed", true, 500));
    let kind = errors.check("kind", kind_of(typed.1));
    let (Some(summary), Some(kind), true) = (summary, kind, errors.is_empty()) else {
        return form_page(&visit, &consultation, &working, typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let word = if kind == VersionKind::Amendment { "amended" } else { "corrected" };
    let done = format!("/staff/consultations/{slug}?done={word}#done");
    let revision = Revision { content: draft, kind, summary: &summary };
    record(&visit, &consultation, &working, &revision, (&fields, &done)).await?;
    visit.go(&done)
}

/// A version about to be published.
struct Revision<'a> {
    content: &'a ProposalContent,
    kind: VersionKind,
    summary: &'a str,
}

async fn record(
    visit: &Visit,
    consultation: &Consultation,
    working: &Working,
    revision: &Revision<'_>,
    (fields, done): (&Fields, &str),
) -> Result<(), Fault> {
    let changed = || {
        Fault::Refused(Reason::changed_meanwhile(
            "This proposal changed meanwhile, so nothing was published. Look at it again first.",
        ))
    };
    let actor = visit.actor()?;
    let now = visit.app.clock.now();
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    // It may have closed, or a colleague may have saved, since the form was read.
    let latest = consultations::by_id(&mut tx, consultation.id).await?.ok_or(Fault::Missing)?;
    rules::may_amend(stage(&latest.dates, now))?;
    let current = drafts::one(&mut tx, consultation.id, working.number).await?.ok_or(Fault::Missing)?;
    let standing = |working: &Working| working.published.as_ref().map(|(id, _, _)| *id);
    if current.seen() != working.seen() || standing(&current) != standing(working) {
        return Err(changed());
    }
    let Revision { content, kind, summary } = revision;
    let version = match store::publish(&mut tx, working.id, *kind, content, summary, now).await {
        Err(error) if is_duplicate(&error) => return Err(changed()),
        other => other?,
    };
    drafts::drop_draft(&mut tx, working.id).await?;
    let (word, action) = match kind {
        VersionKind::Correction => ("corrected", "proposal.correct"),
        _ => ("amended", "proposal.amend"),
    };
    let notice = format!("Proposal {}, “{}”, was {word}. {summary}", working.number, content.title);
    consultations::tell(&mut tx, consultation.id, word, &notice, now).await?;
    let mailed = match kind {
        VersionKind::Correction => 0,
        _ => mail(&mut tx, visit, consultation, working, revision, now).await?,
    };
    search::index(&mut tx, consultation.id).await?;
    let entry = NewEntry {
        actor: Some(actor),
        action,
        subject_kind: "proposal",
        subject_id: working.id.0,
        detail: &[
            ("version", version.to_string()),
            ("content_sha256", editing::hash_of(content)?),
            ("mailed", mailed.to_string()),
        ],
    };
    append(&mut tx, &entry, now).await?;
    once.keep(&mut tx, ("proposals", consultation.id.0), done).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes to everybody who answered an older version; what is amended within an hour becomes one message.
async fn mail(
    tx: &mut Tx,
    visit: &Visit,
    consultation: &Consultation,
    working: &Working,
    revision: &Revision<'_>,
    now: Time,
) -> Result<u64, Fault> {
    let number = working.number;
    let title = &revision.content.title;
    let path = format!("/consultations/{}/proposals/{number}", consultation.slug);
    let words = format!(
        "Proposal {number}: {title}\nWhat changed: {summary}\nEvery different word: {changes}\nYour answer, which you can \
         change or leave: {proposal}\n",
        summary = revision.summary,
        changes = visit.app.config.link(&format!("{path}/changes")),
        proposal = visit.app.config.link(&path),
    );
    let change = voters::AnsweredChange {
        consultation: consultation.id,
        title: &consultation.title,
        closes_at: consultation.dates.closes_at,
        subject: ("proposal", working.id.0),
        heading: &format!("A proposal you answered has changed: {title}"),
        words: &words,
    };
    Ok(voters::tell(tx, &change, now).await?)
}

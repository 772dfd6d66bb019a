//! What the rules of good questions say of a draft, and the reasons why something stays all the same. A reason stands for the
//! words it was given for: when those change, the rule is asked anew.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::http::StatusCode;
use leptos::prelude::*;

use super::{At, ManagedQuestionnaire, find};
use crate::audit::store::append;
use crate::consultations::editing::{self, entry, writing};
use crate::consultations::rules::stage;
use crate::numbers::Noun;
use crate::questionnaires::definition::key::in_address;
use crate::questionnaires::definition::question::Questionnaire;
use crate::questionnaires::linter::{LintFinding, LintStrength};
use crate::questionnaires::model::GivenReason;
use crate::questionnaires::reading_over::KeptReadings;
use crate::questionnaires::rules;
use crate::questionnaires::store::making;
use crate::questionnaires::worded::about;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Visit};
use crate::ui::{Field, FieldKind, check, error_summary};

fn item(
    form: &Questionnaire,
    finding: &LintFinding,
    reason: Option<&GivenReason>,
    managed: &ManagedQuestionnaire,
    whole: bool,
) -> AnyView {
    let strong = finding.strength == LintStrength::Strong;
    let about = about(form, finding);
    let href = format!("{}/reason?finding={}", managed.base(), in_address(&finding.identity()));
    let answered = match (strong, reason) {
        (_, Some(reason)) => Some(
            view! { <p class="note small"><strong>"Stays as it is: "</strong><bdi>{reason.words.clone()}</bdi>{reason.shown.then_some(" (Everybody can read this reason.)")}" "<a href=href>"Change the reason"</a></p> }.into_any(),
        ),
        (true, None) => Some(view! { <p><a href=href>"Keep it and say why"</a></p> }.into_any()),
        (false, None) => None,
    };
    view! {
        <li>
            <h3>{finding.rule.title()}{(strong && reason.is_none()).then(|| view! { " "<span class="tag warn">"(important)"</span> })}</h3>
            {whole.then(|| view! { <p class="meta"><span dir="auto">{format!("In {about}")}</span></p> })}
            {(!finding.words.is_empty()).then(|| view! { <blockquote dir="auto">{finding.words.clone()}</blockquote> })}
            <p dir="auto">{finding.suggestion.clone()}</p>
            {answered}
            <details class="why"><summary>"Why does this matter?"</summary><p>{finding.rule.why()}</p><p class="quiet">{format!("After: {}", finding.rule.source())}</p></details>
        </li>
    }
    .into_any()
}

/// Findings as a list; `whole` says whether they are of the whole questionnaire, so that each names its question.
pub fn list(
    form: &Questionnaire,
    findings: &[LintFinding],
    reasons: &BTreeMap<String, GivenReason>,
    managed: &ManagedQuestionnaire,
    whole: bool,
) -> AnyView {
    if findings.is_empty() {
        return if whole {
            view! { <div class="note"><p><strong>"The wording is clear."</strong>" No rule of good questions has anything to say. Have somebody answer it who has not written it, all the same."</p></div> }.into_any()
        } else {
            view! { <section><h2>"How it reads"</h2><p class="quiet">"No rule of good questions has anything to say about it."</p></section> }.into_any()
        };
    }
    let items: Vec<AnyView> =
        findings.iter().map(|finding| item(form, finding, reasons.get(&finding.identity()), managed, whole)).collect();
    let count = Noun { one: "thing", many: "things" }.count(findings.len());
    view! {
        <section>
            <h2 id="wording">"How it reads"</h2>
            <p>{format!("{count} to look at before anybody answers. A rule can be wrong about your question: then leave it as it is.")}{whole.then_some(" What is marked as important needs a reason before it is published.")}</p>
            <ol class="wording-findings">{items}</ol>
        </section>
    }
    .into_any()
}

/// The finding that an address names.
fn named<'a>(findings: &'a [LintFinding], identity: &str) -> Result<&'a LintFinding, Fault> {
    findings.iter().find(|finding| finding.identity() == identity).ok_or(Fault::Missing)
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/reason?finding=`
pub async fn ask(visit: Visit, Path((slug, number)): At) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    rules::may_rewrite(stage(&managed.consultation.dates, visit.now))?;
    let identity = visit.query_value("finding");
    let reasons = making::reasons(&visit.app.db, managed.record.id).await?;
    let typed = reasons.get(&identity).cloned().unwrap_or_default();
    form(&visit, &managed, &identity, &typed, &FormErrors::none(), StatusCode::OK).await
}

async fn form(
    visit: &Visit,
    managed: &ManagedQuestionnaire,
    identity: &str,
    typed: &GivenReason,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let read = visit.app.warm::<KeptReadings>().of(&managed.form).await?;
    let finding = named(&read.findings, identity)?;
    let action = format!("{}/reason", managed.base());
    visit.page("Why it stays as it is").status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {editing::crumbs(Some(&managed.consultation))}
            <header class="title"><p class="over" dir="auto">{about(&managed.form, finding)}</p><h1>"Why it stays as it is"</h1></header>
            <h2>{finding.rule.title()}</h2>
            <blockquote dir="auto">{finding.words.clone()}</blockquote>
            <p dir="auto">{finding.suggestion.clone()}</p>
            <form class="editor" method="post" action=action novalidate>
                <input type="hidden" name="finding" value=identity.to_owned()/>
                {Field::new("reason", "Your reason").hint("One or two sentences. It is kept with the questionnaire. Leave it empty to take a reason back.").kind(FieldKind::Lines(3)).value(&typed.words).show(errors)}
                {check("shown", "Show this reason to the public", Some("It stands below all the questions, with the question that it is about and without your name."), typed.shown)}
                <p class="actions"><button class="button">"Save"</button>" "<a href=managed.base()>"Back"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/questionnaires/{number}/reason` (`finding`, `reason`, `shown`)
pub async fn give(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    let actor = visit.actor()?;
    let identity = fields.text("finding").to_owned();
    let typed = GivenReason { words: fields.text("reason").to_owned(), shown: fields.ticked("shown") };
    let mut errors = FormErrors::none();
    fields.expect_only(&["finding", "reason", "shown"], &mut errors);
    let reason = errors.check("reason", length(&typed.words, "the reason", false, 500));
    let (Some(reason), true) = (reason, errors.is_empty()) else {
        return form(&visit, &managed, &identity, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let read = visit.app.warm::<KeptReadings>().of(&managed.form).await?;
    let finding = named(&read.findings, &identity)?;
    let rule = finding.rule.name();
    let (mut tx, consultation, now) = writing(&visit, &managed.consultation).await?;
    rules::may_rewrite(stage(&consultation.dates, now))?;
    if reason.is_empty() {
        making::drop_reason(&mut tx, managed.record.id, &identity).await?;
    } else {
        let reason = GivenReason { words: reason, shown: typed.shown };
        making::give_reason(&mut tx, managed.record.id, &identity, &reason, actor, now).await?;
    }
    let detail = [("questionnaire", managed.record.number.to_string()), ("rule", rule.to_owned())];
    append(&mut tx, &entry(actor, "questionnaire.reason", consultation.id, &detail), now).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=reason#wording", managed.base()))
}

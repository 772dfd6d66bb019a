//! What the rules of good questions say of a draft, and the reasons why something stays all the same. A reason stands for the
//! words it was given for: when those change, the rule is asked anew.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{At, ManagedQuestionnaire, find};
use crate::audit::store::append;
use crate::consultations::editing::{self, entry, writing};
use crate::consultations::rules::stage;
use crate::numbers::Noun;
use crate::questionnaires::definition::key::in_address;
use crate::questionnaires::linter::{LintFinding, LintRule, LintStrength};
use crate::questionnaires::model::GivenReason;
use crate::questionnaires::reading_over::KeptReadings;
use crate::questionnaires::rules;
use crate::questionnaires::store::making;
use crate::questionnaires::worded::about;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::first_letter::capitalised;
use crate::ui::{Field, FieldKind, check, error_summary};

/// How many findings of one rule a page of the whole questionnaire shows before it is asked for all of them: with two hundred
/// questions, one rule can have something to say of each.
const OF_A_RULE: usize = 10;

/// A finding, with where it is if the page does not say that, and with the reason why it stays.
fn item(found: &WordingFindings<'_>, finding: &LintFinding, whole: bool) -> AnyView {
    let strong = finding.strength == LintStrength::Strong;
    let reason = found.reasons.get(&finding.identity());
    let href = format!("{}/reason?finding={}", found.managed.base(), in_address(&finding.identity()));
    let answered = match (strong, reason) {
        (_, Some(reason)) => Some(
            view! { <p class="note small"><strong>"Stays as it is: "</strong><bdi>{reason.words.clone()}</bdi>{reason.shown.then_some(" (Everybody can read this reason.)")}" "<a href=href>"Change the reason"</a></p> }.into_any(),
        ),
        (true, None) => Some(view! { <p><a href=href>"Keep it and say why"</a></p> }.into_any()),
        (false, None) => None,
    };
    let head = if whole {
        view! { <h4 class="meta"><span dir="auto">{capitalised(&about(&found.managed.form, finding))}</span></h4> }
            .into_any()
    } else {
        view! { <h3>{finding.rule.title()}{found.important(finding).then(important)}</h3> }.into_any()
    };
    view! {
        <li>
            {head}
            {(!finding.words.is_empty()).then(|| view! { <blockquote dir="auto">{finding.words.clone()}</blockquote> })}
            <p dir="auto">{finding.suggestion.clone()}</p>
            {answered}
            {(!whole).then(|| why(finding.rule))}
        </li>
    }
    .into_any()
}

fn important() -> AnyView {
    view! { " "<span class="tag warn">"(important)"</span> }.into_any()
}

fn why(rule: LintRule) -> AnyView {
    view! { <details class="why"><summary>"Why does this matter?"</summary><p>{rule.why()}</p><p class="quiet">{format!("After: {}", rule.source())}</p></details> }
        .into_any()
}

/// What was found in a questionnaire.
pub struct WordingFindings<'a> {
    /// The questionnaire.
    pub managed: &'a ManagedQuestionnaire,
    /// What the rules say of it.
    pub findings: &'a [LintFinding],
    /// Why something stays all the same, by what was found.
    pub reasons: &'a BTreeMap<String, GivenReason>,
}

impl WordingFindings<'_> {
    /// Whether it needs a reason and has none.
    fn important(&self, finding: &LintFinding) -> bool {
        finding.strength == LintStrength::Strong && !self.reasons.contains_key(&finding.identity())
    }

    /// What was found in one question.
    pub fn of_a_question(&self, key: &str) -> AnyView {
        let own = || self.findings.iter().filter(|one| one.place.question() == Some(key));
        if own().next().is_none() {
            return view! { <section><h2>"How it reads"</h2><p class="quiet">"No rule of good questions has anything to say about it."</p></section> }.into_any();
        }
        let items: Vec<AnyView> = own().map(|finding| item(self, finding, false)).collect();
        section(items.len(), false, view! { <ol class="wording-findings">{items}</ol> }.into_any())
    }

    /// What was found in the whole questionnaire, rule by rule; all of one rule where its name is `chosen`, and of each rule
    /// as many as one looks through at once where none is.
    pub fn of_the_whole(&self, chosen: &str) -> AnyView {
        if self.findings.is_empty() {
            return view! { <div class="note"><p><strong>"The wording is clear."</strong>" No rule of good questions has anything to say. Have somebody answer it who has not written it, all the same."</p></div> }.into_any();
        }
        let mut rules: Vec<LintRule> = Vec::new();
        for finding in self.findings {
            if !rules.contains(&finding.rule) {
                rules.push(finding.rule);
            }
        }
        // What needs a reason comes first.
        let urgent = |rule: &LintRule| self.findings.iter().any(|one| one.rule == *rule && self.important(one));
        rules.sort_by_key(|rule| !urgent(rule));
        let chosen = rules.iter().copied().find(|rule| rule.name() == chosen);
        let groups: Vec<AnyView> = rules.into_iter().map(|rule| self.of_a_rule(rule, chosen)).collect();
        section(self.findings.len(), true, groups.into_any())
    }

    fn of_a_rule(&self, rule: LintRule, chosen: Option<LintRule>) -> AnyView {
        let mut own: Vec<&LintFinding> = self.findings.iter().filter(|one| one.rule == rule).collect();
        // What needs a reason comes first.
        own.sort_by_key(|one| !self.important(one));
        let count = own.len();
        let shown = match chosen {
            None => OF_A_RULE,
            Some(chosen) if chosen == rule => usize::MAX,
            Some(_) => 0,
        };
        let items: Vec<AnyView> = own.iter().take(shown).map(|finding| item(self, finding, true)).collect();
        let all = (items.len() < count).then(|| {
            let href = format!("{0}?rule={1}#rule-{1}", self.managed.base(), rule.name());
            let words = if items.is_empty() { format!("Show the {count}") } else { format!("Show all {count}") };
            let words = if count == 1 { "Show it".to_owned() } else { words };
            view! { <p><a href=href>{words}<span class="vh">{format!(": {}", rule.title())}</span></a></p> }
        });
        let others = (chosen == Some(rule) && count > OF_A_RULE).then(|| {
            view! { <p><a href=format!("{}#wording", self.managed.base())>"Back to what every rule says"</a></p> }
        });
        view! {
            <section class="wording-rule" id=format!("rule-{}", rule.name())>
                <h3>{rule.title()}" "<span class="count">{count}</span>{own.iter().any(|one| self.important(one)).then(important)}</h3>
                {why(rule)}
                {(!items.is_empty()).then(|| view! { <ol class="wording-findings">{items}</ol> })}
                {all}
                {others}
            </section>
        }
        .into_any()
    }
}

fn section(count: usize, whole: bool, list: AnyView) -> AnyView {
    let count = Noun { one: "thing", many: "things" }.count(count);
    view! {
        <section>
            <h2 id="wording">"How it reads"</h2>
            <p>{format!("{count} to look at before anybody answers. A rule can be wrong about your question: then leave it as it is.")}{whole.then_some(" What is marked as important needs a reason before it is published.")}</p>
            {list}
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
    // Back to where it was found: all of its rule, where a page does not show all of every rule.
    let many = read.findings.iter().filter(|one| one.rule == finding.rule).count() > OF_A_RULE;
    let chosen = if many { format!("&rule={rule}") } else { String::new() };
    let at = format!("{}?done=reason{chosen}#rule-{rule}", managed.base());
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
    visit.go(&at)
}

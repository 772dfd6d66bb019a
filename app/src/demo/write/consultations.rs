//! The consultations: their proposals and versions, what the public was told, and what was decided.

use serde_json::json;

use super::super::content::{self, DemoConsultation, DemoDecision};
use super::super::plan::WITHDRAWN_DAY;
use super::story::{Deed, DemoRecord, Story, missing};
use crate::consultations::model::Stage;
use crate::consultations::store::tell;
use crate::db::{DbError, Tx, dialect};
use crate::decisions::model::RulingOutcome;
use crate::identity::model::Role;
use crate::ids::ConsultationId;
use crate::proposals::model::{ProposalContent, VersionKind};
use crate::proposals::store as proposals;
use crate::sql;
use crate::time::Time;
use crate::ui::prose::{self, Author};

/// Days between the meeting that decided and the date the decision was promised for.
const EARLY: i32 = 3;

pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<(), DbError> {
    for (place, consultation) in story.content.consultations.iter().enumerate() {
        one(tx, story, written, (place, consultation)).await?;
    }
    Ok(())
}

/// When a consultation was published: a week before it opens, or a few days ago for one that opens later.
fn published(story: &Story, consultation: &DemoConsultation) -> Option<Time> {
    match consultation.stage {
        Stage::Draft => None,
        _ => Some(story.calendar.at((consultation.opens - 7).min(-5), "10:00")),
    }
}

/// Writes one consultation, the next of those written.
pub(super) async fn one(
    tx: &mut Tx,
    story: &Story,
    written: &mut DemoRecord,
    (place, consultation): (usize, &DemoConsultation),
) -> Result<(), DbError> {
    let calendar = &story.calendar;
    let published_at = published(story, consultation);
    let created_at = calendar.at((consultation.opens - 30).min(-9), "14:00");
    let withdrawn_at = (consultation.stage == Stage::Withdrawn).then(|| calendar.at(WITHDRAWN_DAY, "10:30"));
    let decided_at = consultation.decision.as_ref().map(|_| calendar.at(consultation.decision_due - EARLY, "14:00"));
    let id = sql!(
        "INSERT INTO consultations (slug, title, summary, background, background_html, renderer, level, results, \
             created_at, updated_at, published_at, opens_at, closes_at, decision_due_at, withdrawn_at, withdrawn_reason, decided_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) RETURNING id",
        &consultation.slug,
        &consultation.title,
        &consultation.summary,
        &consultation.background,
        prose::render(&consultation.background, Author::Service).into_string(),
        prose::RENDERER,
        consultation.level.word(),
        consultation.results.word(),
        created_at,
        decided_at.or(withdrawn_at).or(published_at).unwrap_or(created_at),
        published_at,
        calendar.at(consultation.opens, "09:00"),
        calendar.at(consultation.closes, "17:00"),
        calendar.at(consultation.decision_due, "17:00"),
        withdrawn_at,
        consultation.withdrawn_reason.as_deref().unwrap_or(""),
        decided_at
    )
    .number(&mut *tx)
    .await?;
    let id = ConsultationId(id);
    written.consultations.push(id);
    written.looked_after(tx, id, created_at).await?;
    let mut deed =
        |at, action| written.deeds.push(Deed { at, by: Role::Staff, action, kind: "consultation", id: id.0 });
    deed(created_at, "consultation.create");
    if let Some(at) = published_at {
        deed(at, "consultation.publish");
    }
    if let (Some(at), Some(reason)) = (withdrawn_at, &consultation.withdrawn_reason) {
        deed(at, "consultation.withdraw");
        tell(tx, id, "withdrawn", reason, at).await?;
    }
    if let Some(slug) = &consultation.branch {
        let at = story.content.branches.iter().position(|branch| branch.slug == *slug).ok_or_else(missing)?;
        let branch = written.branches.get(at).copied().ok_or_else(missing)?;
        sql!("INSERT INTO consultation_branches (consultation_id, branch_id) VALUES ($1, $2)", id, branch)
            .run(&mut *tx)
            .await?;
    }
    let mut words =
        vec![consultation.title.clone(), consultation.summary.clone(), prose::plain(&consultation.background)];
    for (number, proposal) in consultation.proposals.iter().enumerate() {
        put(tx, story, written, (place, number), id, published_at, proposal).await?;
        words.extend([proposal.title.clone(), proposal.summary.clone(), prose::plain(&proposal.body)]);
    }
    if published_at.is_some() {
        dialect::index_consultation(tx, id.0, &words.join("\n")).await?;
    }
    if let (Some(decision), Some(at)) = (&consultation.decision, decided_at) {
        decide(tx, story, written, (id, consultation.proposals.len()), decision, at).await?;
    }
    Ok(())
}

/// What a proposal says, with this body.
fn text(proposal: &content::DemoProposal, body: &str) -> ProposalContent {
    ProposalContent {
        title: proposal.title.clone(),
        summary: proposal.summary.clone(),
        body: body.to_owned(),
        fixed: proposal.fixed.clone(),
        open: proposal.open.clone(),
        impact: proposal.impact.clone(),
        alternatives: proposal.alternatives.clone(),
        costs: proposal.costs.clone(),
    }
}

/// Puts a proposal: published with its amendment, or as a draft.
async fn put(
    tx: &mut Tx,
    story: &Story,
    written: &mut DemoRecord,
    key: (usize, usize),
    consultation: ConsultationId,
    published_at: Option<Time>,
    proposal: &content::DemoProposal,
) -> Result<(), DbError> {
    let first = text(proposal, &proposal.body);
    let created_at = published_at.unwrap_or(story.now).plus(-2 * Time::DAY);
    let place = proposals::add(tx, consultation, created_at).await?;
    let mut versions = Vec::new();
    match published_at {
        None => {
            sql!(
                "INSERT INTO proposal_drafts (proposal_id, content, updated_at) VALUES ($1, $2, $3)",
                place.id,
                serde_json::to_string(&first).map_err(|error| DbError::Encode(Box::new(error)))?,
                created_at
            )
            .run(tx)
            .await?;
        }
        Some(at) => {
            versions.push(proposals::publish(tx, place.id, VersionKind::Original, &first, "", at).await?);
            if let Some(amendment) = &proposal.amendment {
                let at = story.calendar.at(amendment.day, "11:00");
                let content = text(proposal, &amendment.body);
                let version =
                    proposals::publish(tx, place.id, VersionKind::Amendment, &content, &amendment.summary, at).await?;
                versions.push(version);
                let told = format!("{}: {}", proposal.title, amendment.summary);
                tell(tx, consultation, "amended", &told, at).await?;
                let deed = Deed { at, by: Role::Staff, action: "proposal.amend", kind: "proposal", id: place.id.0 };
                written.deeds.push(deed);
            }
        }
    }
    written.proposals.insert(key, (place.id, versions));
    Ok(())
}

/// The key of questionnaires, among what a decision is about.
const QUESTIONNAIRES: &str = "questionnaires";

/// The decision on a consultation, and what was promised with it.
async fn decide(
    tx: &mut Tx,
    story: &Story,
    written: &mut DemoRecord,
    (id, proposals): (ConsultationId, usize),
    decision: &DemoDecision,
    at: Time,
) -> Result<(), DbError> {
    // The first proposal was adopted as it was put, the second changed.
    let rulings = [("adopted", ""), ("adopted-with-changes", "Half the amount, and all of it for audio.")];
    let date = crate::clock::date_input;
    let promises: Vec<(&str, bool, Time)> = decision
        .promises
        .iter()
        .map(|promise| (promise.text.as_str(), promise.kept, story.calendar.at(promise.due, "17:00")))
        .collect();
    let ruled: Vec<serde_json::Value> = rulings
        .iter()
        .take(proposals)
        .enumerate()
        .map(|(place, (outcome, changes))| json!({"number": place + 1, "outcome": outcome, "version": 1, "changes": changes}))
        .chain(decision.questionnaire.iter().map(|made_of_it| {
            json!({"kind": QUESTIONNAIRES, "number": 1, "outcome": RulingOutcome::Considered.word(), "changes": made_of_it})
        }))
        .collect();
    let pledged: Vec<serde_json::Value> =
        promises.iter().map(|(text, _, due)| json!({"text": text, "due": date(*due)})).collect();
    let content = json!({
        "outcome": decision.outcome, "we_asked": decision.we_asked, "you_said": decision.you_said,
        "we_did": decision.we_did, "reasons": decision.reasons, "decided_by": decision.decided_by,
        "decided_on": date(at), "themes": decision.themes, "rulings": ruled, "promises": pledged,
    });
    let html = |text: &str| prose::render(text, Author::Service).into_string();
    let rendered = json!({
        "we_asked": html(&decision.we_asked), "you_said": html(&decision.you_said),
        "we_did": html(&decision.we_did), "reasons": html(&decision.reasons),
    });
    let decision_id = sql!(
        "INSERT INTO decisions (consultation_id, content, html, renderer, decided_on, published_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6) RETURNING id",
        id,
        content.to_string(),
        rendered.to_string(),
        prose::RENDERER,
        crate::clock::start_of_day(at),
        at
    )
    .number(&mut *tx)
    .await?;
    let ruled = rulings.into_iter().take(proposals).enumerate();
    let ruled = ruled.map(|(place, (outcome, _))| ("proposals", place + 1, outcome, Some(1_i64)));
    let considered = decision.questionnaire.iter().map(|_| (QUESTIONNAIRES, 1, RulingOutcome::Considered.word(), None));
    for (kind, number, outcome, version) in ruled.chain(considered) {
        sql!(
            "INSERT INTO decision_rulings (decision_id, kind, number, outcome, version) VALUES ($1, $2, $3, $4, $5)",
            decision_id,
            kind,
            i64::try_from(number).map_err(|_| missing())?,
            outcome,
            version
        )
        .run(&mut *tx)
        .await?;
    }
    for (text, kept, due) in promises {
        // What is kept was kept a little early.
        let kept_at = kept.then(|| due.plus(-5 * Time::DAY - 6 * Time::HOUR));
        sql!(
            "INSERT INTO promises (consultation_id, text, due_at, kept_at, kept_note, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            id,
            text,
            due,
            kept_at,
            if kept { "Done, at every branch." } else { "" },
            at
        )
        .run(&mut *tx)
        .await?;
    }
    tell(tx, id, "decided", &decision.outcome, at).await?;
    written.deeds.push(Deed { at, by: Role::Staff, action: "decision.publish", kind: "decision", id: decision_id });
    Ok(())
}

//! Publishing an amendment: staff see what would change and for whom, say it in a sentence, and tick what should be asked
//! again. Those who answered are told by mail, and asked about nothing but what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::http::StatusCode;
use leptos::prelude::*;

use super::pages::{languages, proof};
use super::{At, ManagedQuestionnaire, find};
use crate::audit::store::append;
use crate::consultations::editing::{self, entry, hash_of_text, writing};
use crate::consultations::model::Stage;
use crate::consultations::rules::stage;
use crate::consultations::store as consultations;
use crate::db::Tx;
use crate::notices::voters;
use crate::questionnaires::amending::{self, AmendmentRefusal, FormChange, HowChanged};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::proof::ProofFault;
use crate::questionnaires::definition::question::Questionnaire;
use crate::questionnaires::definition::{document, logic};
use crate::questionnaires::model::{GivenReason, QuestionnaireVersion};
use crate::questionnaires::reading_over::{KeptReadings, ReadOver};
use crate::questionnaires::store::making;
use crate::questionnaires::{rules, store};
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::ui::first_letter::capitalised;
use crate::ui::form::radios;
use crate::ui::{Field, FieldKind, FieldOption, error_summary};

/// The draft of a published questionnaire beside the version that people are asked.
pub struct Amending {
    /// The questionnaire.
    pub managed: ManagedQuestionnaire,
    /// Every version that was published, the first one first.
    pub versions: Vec<QuestionnaireVersion>,
    /// What is found in the draft.
    draft_read: Arc<ReadOver>,
    /// What is found in what was published last.
    published_read: Arc<ReadOver>,
}

/// What was typed.
#[derive(Default)]
struct TypedAmendment {
    summary: String,
    kind: String,
    again: BTreeSet<String>,
}

impl Amending {
    /// The draft at a staff address.
    ///
    /// # Errors
    /// [`Fault::Missing`] when there is none, or nothing was published yet.
    pub async fn find(visit: &Visit, slug: &str, number: &str) -> Result<Self, Fault> {
        let managed = find(visit, slug, number).await?;
        let versions = store::versions(&visit.app.db, managed.record.id).await?;
        if versions.is_empty() {
            return Err(Fault::Missing);
        }
        let kept = visit.app.warm::<KeptReadings>();
        let draft_read = kept.of(&managed.form).await?;
        let published_read = kept.of(versions.last().map_or(&managed.form, |version| &version.form)).await?;
        Ok(Self { managed, versions, draft_read, published_read })
    }

    fn published(&self) -> &Questionnaire {
        // There is one, or it was not found.
        self.versions.last().map_or(&self.managed.form, |version| &version.form)
    }

    /// What would change.
    pub fn changes(&self) -> Vec<FormChange> {
        amending::changes(self.published(), &self.managed.form)
    }

    /// What is not allowed.
    pub fn refused(&self) -> Vec<AmendmentRefusal> {
        let versions: Vec<&Questionnaire> = self.versions.iter().map(|version| &*version.form).collect();
        amending::refused(&versions, &self.managed.form)
    }

    /// What keeps the draft from being published.
    pub fn faults(&self) -> &[ProofFault] {
        &self.draft_read.faults
    }

    /// The questions that are put in other words, which staff may want answered again.
    fn reworded(&self) -> Vec<Key> {
        let questions = self.managed.form.questions().filter(|question| question.asks() && !question.retired);
        let reworded = questions.filter(|question| {
            let old = self.published().question(question.key.as_str());
            old.is_some_and(|old| amending::is_reworded(old, question))
        });
        reworded.map(|question| question.key.clone()).collect()
    }

    /// Whether nothing changes but words.
    fn is_correction(&self, changes: &[FormChange]) -> bool {
        changes.iter().all(|change| matches!(change.how, HowChanged::Reworded { .. }))
    }

    /// What the rules of good questions say strongly of what changes, did not say of what is published, and has no reason yet:
    /// in sentences.
    fn unexplained(&self, changes: &[FormChange], reasons: &BTreeMap<String, GivenReason>) -> Vec<String> {
        let form = &self.managed.form;
        let changed: BTreeSet<&str> =
            changes.iter().filter_map(|change| change.part.question()).map(Key::as_str).collect();
        let known: BTreeSet<String> = self.published_read.findings.iter().map(|one| one.identity()).collect();
        rules::without_reason(&self.draft_read.findings, reasons)
            .filter(|finding| !known.contains(&finding.identity()))
            .filter_map(|finding| {
                let key = finding.place.question().filter(|key| changed.contains(key))?;
                let title = logic::title(form, form.question(key)?);
                let rule = finding.rule.title().to_lowercase();
                Some(format!("{}: {rule}. Mend it, or say why it stays", capitalised(&title)))
            })
            .collect()
    }

    /// A mark of exactly these two texts, so that what is published is what was looked at.
    fn mark(&self) -> Result<String, Fault> {
        let draft = document::to_json(&self.managed.form).map_err(Fault::broken)?;
        let last = self.versions.last().map_or(0, |version| version.number);
        Ok(hash_of_text(&format!("{last} {draft}")))
    }
}

/// The list of changes, for staff.
pub fn changes_list(before: &Questionnaire, after: &Questionnaire, changes: &[FormChange]) -> AnyView {
    let items: Vec<AnyView> = changes
        .iter()
        .map(|change| view! { <li dir="auto">{change.for_staff(before, after)}</li> }.into_any())
        .collect();
    view! { <ul class="changes">{items}</ul> }.into_any()
}

/// What an amendment may not do, as a list.
pub fn refusals(refused: &[AmendmentRefusal]) -> AnyView {
    let items: Vec<AnyView> =
        refused.iter().map(|one| view! { <li dir="auto">{one.words.clone()}</li> }.into_any()).collect();
    view! {
        <div class="note warn"><p><strong>"An amendment may not do this."</strong></p><ul>{items}</ul>
            <details class="why"><summary>"Why not?"</summary><p>"Whatever somebody answered has to go on meaning what it meant. So an amendment may put things in better words, add, and retire. What is retired keeps its column in every file."</p></details></div>
    }
    .into_any()
}

/// What staff are told of a draft that differs from what is published.
pub fn prepared(amending: &Amending) -> Option<AnyView> {
    let changes = amending.changes();
    if changes.is_empty() {
        return None;
    }
    let (refused, faults) = (amending.refused(), amending.faults());
    let ready = refused.is_empty() && faults.is_empty();
    let base = amending.managed.base();
    Some(
        view! {
            <section class="amendment">
                <h2 id="amendment">"What an amendment would change"</h2>
                <p>"Residents are still asked the published version."</p>
                {changes_list(amending.published(), &amending.managed.form, &changes)}
                {(!refused.is_empty()).then(|| refusals(&refused))}
                {(!faults.is_empty()).then(|| proof(Stage::Draft, faults))}
                {ready.then(|| view! { <p class="actions"><a class="button" href=format!("{base}/amend")>"Publish the amendment"</a></p> })}
            </section>
        }
        .into_any(),
    )
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/amend`
pub async fn ask(visit: Visit, Path((slug, number)): At) -> Page {
    let amending = Amending::find(&visit, &slug, &number).await?;
    rules::may_amend(stage(&amending.managed.consultation.dates, visit.now))?;
    form(&visit, &amending, &TypedAmendment::default(), &FormErrors::none(), StatusCode::OK)
}

fn form(visit: &Visit, amending: &Amending, typed: &TypedAmendment, errors: &FormErrors, status: StatusCode) -> Page {
    let ManagedQuestionnaire { consultation, record, form } = &amending.managed;
    let changes = amending.changes();
    let (refused, faults) = (amending.refused(), amending.faults());
    let base = amending.managed.base();
    if changes.is_empty() {
        return visit.go(&base);
    }
    let seen = amending.mark()?;
    let correction = amending.is_correction(&changes);
    let again: Vec<AnyView> = amending
        .reworded()
        .iter()
        .filter_map(|key| {
            let question = form.question(key.as_str())?;
            let checked = typed.again.contains(key.as_str());
            Some(view! { <label class="check"><input type="checkbox" name="again" value=key.to_string() checked=checked/>" "<span dir="auto">{logic::title(form, question)}</span></label> }.into_any())
        })
        .collect();
    let ready = refused.is_empty() && faults.is_empty();
    visit.page("Publish an amendment").status(status).area(Area::Staff).show(|| {
        let mut kinds = vec![
            FieldOption::new("amendment", "An amendment")
                .hint("Something is asked that was not asked, or not so. Those who answered are told by mail, and asked about what changed and nothing else. If in doubt, choose this."),
        ];
        if correction {
            kinds.push(
                FieldOption::new("correction", "A correction")
                    .hint("A slip of the pen. Nobody would answer differently, and nobody is asked again."),
            );
        }
        view! {
            {error_summary(errors)}
            {editing::crumbs(Some(consultation))}
            <header class="title">
                <p class="over" dir="auto">{record.title.clone()}</p>
                <h1>"Publish an amendment"</h1>
                <p class="lede">{format!("Version {} stays as it was answered, and everybody can compare them. In {}.", amending.versions.len(), languages(form))}</p>
            </header>
            <h2>"What changes"</h2>
            {changes_list(amending.published(), form, &changes)}
            {(!refused.is_empty()).then(|| refusals(&refused))}
            {(!faults.is_empty()).then(|| proof(Stage::Draft, faults))}
            {if ready {
                view! {
                    <form class="editor" method="post" action=format!("{base}/amend") data-keep=errors.keeping() novalidate>
                        <input type="hidden" name="seen" value=seen/>
                        <h2>"Tell people"</h2>
                        {Field::new("summary", "What changed, and why").hint("One or two sentences for everybody: on the questionnaire, on the consultation’s page, and in the mail.").kind(FieldKind::Lines(3)).value(&typed.summary).show(errors)}
                        {radios("kind", "What kind of change is it?", kinds, &typed.kind, errors)}
                        {(!again.is_empty()).then(|| view! {
                            <fieldset><legend>"Ask again those who answered it in the old words"</legend>
                                <p class="hint">"Tick a question only if its new words could change an answer. The old answer counts until it is changed."</p>{again}</fieldset>
                        })}
                        <details class="why"><summary>"Who is asked again?"</summary><p>"Whoever has sent their answers is asked what is new on their way through the questionnaire, what they answered with an option that is gone, and what you tick here. Everything else they said stays. What they sent counts until they send again."</p></details>
                        <p class="actions"><button class="button">"Publish the amendment"</button>" "<a href=base.clone()>"Back"</a></p>
                    </form>
                }.into_any()
            } else {
                view! { <p class="actions"><a class="button" href=format!("{base}/edit")>"Edit the draft"</a></p> }.into_any()
            }}
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/questionnaires/{number}/amend` (`summary`, `kind`, `again` for each question that is asked
/// again, `seen`)
pub async fn publish(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let amending = Amending::find(&visit, &slug, &number).await?;
    rules::may_amend(stage(&amending.managed.consultation.dates, visit.app.clock.now()))?;
    let typed = TypedAmendment {
        summary: fields.text("summary").to_owned(),
        kind: fields.text("kind").to_owned(),
        again: fields.pairs().iter().filter(|(name, _)| name == "again").map(|(_, key)| key.clone()).collect(),
    };
    if let Some(taken_up) = fields.taken_up() {
        return form(&visit, &amending, &typed, &taken_up, StatusCode::OK);
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["summary", "kind", "again", "seen"], &mut errors);
    if fields.text("seen") != amending.mark()? {
        errors.add(
            "form",
            "The draft changed since you opened this page, so nothing is published yet. Look at what changes again, then publish it.",
        );
        return form(&visit, &amending, &typed, &errors, StatusCode::CONFLICT);
    }
    let changes = amending.changes();
    let summary = errors.check("summary", length(&typed.summary, "what changed", true, 500));
    let correction = match typed.kind.as_str() {
        "amendment" => Some(false),
        "correction" if amending.is_correction(&changes) && typed.again.is_empty() => Some(true),
        "correction" => {
            errors.add("kind", "More than words changes, or something is asked again: that is an amendment");
            None
        }
        _ => {
            errors.add("kind", "Choose what kind of change it is");
            None
        }
    };
    let reworded = amending.reworded();
    let again: BTreeSet<Key> = reworded.into_iter().filter(|key| typed.again.contains(key.as_str())).collect();
    if again.len() < typed.again.len() {
        errors.add("form", "A question that is ticked is not put in other words: look at the list again");
    }
    for refused in amending.refused() {
        errors.add("form", refused.words);
    }
    for fault in amending.faults() {
        errors.add("form", fault.words.clone());
    }
    let reasons = making::reasons(&visit.app.db, amending.managed.record.id).await?;
    for words in amending.unexplained(&changes, &reasons) {
        errors.add("form", words);
    }
    let (Some(summary), Some(correction), true) = (summary, correction, errors.is_empty()) else {
        return form(&visit, &amending, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let done = format!("{}?done=amended", amending.managed.base());
    let revision = QuestionnaireRevision { summary: &summary, again: &again, correction };
    record(&visit, &amending, &revision, (&fields, &done)).await?;
    visit.go(&done)
}

/// A version about to be published.
struct QuestionnaireRevision<'a> {
    summary: &'a str,
    again: &'a BTreeSet<Key>,
    correction: bool,
}

async fn record(
    visit: &Visit,
    amending: &Amending,
    revision: &QuestionnaireRevision<'_>,
    (fields, done): (&Fields, &str),
) -> Result<(), Fault> {
    let ManagedQuestionnaire { consultation, record, form } = &amending.managed;
    let actor = visit.actor()?;
    let (mut tx, latest, now) = writing(visit, consultation).await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    rules::may_amend(stage(&latest.dates, now))?;
    // A colleague may have saved or published since the form was read.
    let current = store::by_number(&mut tx, consultation.id, record.number).await?.ok_or(Fault::Missing)?;
    if current.updated_at != record.updated_at || current.current_version != record.current_version {
        return Err(Fault::Refused(crate::reason::Reason::changed_meanwhile(
            "This questionnaire changed meanwhile, so nothing was published. Look at it again first.",
        )));
    }
    let QuestionnaireRevision { summary, again, correction } = revision;
    let version = store::publish(&mut tx, record.id, summary, again, now).await?;
    let word = if *correction { "corrected" } else { "amended" };
    let title = form.title.read(form.first_language(), &form.languages);
    let notice = format!("The questionnaire “{title}” was {word}. {summary}");
    consultations::tell(&mut tx, consultation.id, word, &notice, now).await?;
    let mailed = if *correction { 0 } else { mail(&mut tx, visit, amending, summary, now).await? };
    let written = document::to_json(form).map_err(Fault::broken)?;
    let detail = [
        ("questionnaire", record.number.to_string()),
        ("version", version.to_string()),
        ("content_sha256", hash_of_text(&written)),
        ("again", again.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
        ("mailed", mailed.to_string()),
    ];
    let act = if *correction { "questionnaire.correct" } else { "questionnaire.amend" };
    append(&mut tx, &entry(actor, act, consultation.id, &detail), now).await?;
    once.keep(&mut tx, ("questionnaires", consultation.id.0), done).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes to everybody whose answers stand; what is amended within an hour becomes one message.
async fn mail(
    tx: &mut Tx,
    visit: &Visit,
    amending: &Amending,
    summary: &str,
    now: crate::time::Time,
) -> Result<u64, Fault> {
    let ManagedQuestionnaire { consultation, record, form } = &amending.managed;
    let title = form.title.read(form.first_language(), &form.languages);
    let path = format!("/consultations/{}/questionnaires/{}", consultation.slug, record.number);
    let words = format!(
        "Questionnaire: {title}\nWhat changed: {summary}\nEvery change: {changes}\nWhat is new for you, and your answers: \
         {page}\n",
        changes = visit.app.config.link(&format!("{path}/changes")),
        page = visit.app.config.link(&path),
    );
    let change = voters::AnsweredChange {
        consultation: consultation.id,
        title: &consultation.title,
        closes_at: consultation.dates.closes_at,
        subject: ("questionnaire", record.id.0),
        heading: &format!("A questionnaire you answered has changed: {title}"),
        words: &words,
    };
    Ok(voters::tell(tx, &change, now).await?)
}

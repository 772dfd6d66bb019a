//! What happens when staff save, preview or publish a decision.

use axum::http::StatusCode;
use sha2::{Digest, Sha256};

use super::editor::{self, DecisionEditor, More};
use super::model::{Decision, DecisionContent, Pledge, Ruling, RulingOutcome, Theme, ending};
use super::{pages, rules, store};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::{NewEntry, append};
use crate::clock;
use crate::consultations::editing;
use crate::consultations::instrument::Finding;
use crate::consultations::model::Consultation;
use crate::consultations::store as consultations;
use crate::ids::AccountId;
use crate::notices::participants::tell_participants;
use crate::reason;
use crate::results::findings;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::ui::overtaken::Overtaken;

/// The fields in which a decision is told. A name that ends in `*` has a number after it.
const TOLD: [&str; 12] = [
    "outcome",
    "we-asked",
    "you-said",
    "we-did",
    "reasons",
    "decided-by",
    "decided-on",
    "outcome-*",
    "version-*",
    "changes-*",
    "theme-*",
    "weighed-*",
];

/// The fields in which a decision is told, and some more beside them.
pub(super) fn fields_told_and(more: &[&'static str]) -> Vec<&'static str> {
    TOLD.iter().chain(more).copied().collect()
}

/// What else the form has.
const MORE: [&str; 6] = ["act", "seen", "confirm", "promise-*", "due-*", "rows"];

fn published() -> Fault {
    Fault::Refused(reason!(
        "decision-published",
        CONFLICT,
        Staff,
        "The decision is published: it is not changed any more",
        "This decision is published, so its draft cannot be changed. What is told wrongly can be corrected, in public, and \
         promises can still be marked as kept."
    ))
}

/// The decision as the form has it. Rows that are empty altogether are left out.
pub(super) fn typed(fields: &Fields, asked: &[Finding], errors: &mut FormErrors) -> DecisionContent {
    let text = |name: &str| fields.text(name).to_owned();
    let rulings = asked.iter().map(|about| {
        let ending = ending(about);
        let word = fields.text(&format!("outcome-{ending}"));
        let outcome =
            RulingOutcome::from_word(word).filter(|outcome| RulingOutcome::ALL.contains(outcome) && about.adoptable);
        if outcome.is_none() && !word.is_empty() {
            errors.add(format!("outcome-{ending}"), "Choose one of the four outcomes");
        }
        let version = fields.number(&format!("version-{ending}"));
        Ruling { outcome, version, changes: text(&format!("changes-{ending}")), ..Ruling::about(about) }
    });
    let rulings = rulings.collect();
    let rows = || 1..=rules::ROWS_MOST;
    let themes = rows()
        .map(|row| Theme { theme: text(&format!("theme-{row}")), weight_given: text(&format!("weighed-{row}")) })
        .filter(|theme| *theme != Theme::default());
    let promises = rows()
        .map(|row| Pledge { text: text(&format!("promise-{row}")), due: text(&format!("due-{row}")) })
        .filter(|promise| *promise != Pledge::default());
    for name in ["theme", "weighed", "promise", "due"] {
        if fields.has(&format!("{name}-{}", rules::ROWS_MOST + 1)) {
            errors.add("form", format!("A decision can have up to {} themes and promises", rules::ROWS_MOST));
        }
    }
    DecisionContent {
        outcome: text("outcome"),
        we_asked: text("we-asked"),
        you_said: text("you-said"),
        we_did: text("we-did"),
        reasons: text("reasons"),
        decided_by: text("decided-by"),
        decided_on: text("decided-on"),
        themes: themes.collect(),
        rulings,
        promises: promises.collect(),
    }
}

/// `POST /staff/consultations/{slug}/decision`: keeps the draft, gives more rows, or publishes.
pub async fn save(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let db = &visit.app.db;
    let consultation = consultations::by_slug(db, &slug).await?.ok_or(Fault::Missing)?;
    if let Some(why) = rules::too_early(&consultation, visit.now) {
        return pages::too_early(&visit, &consultation, why, StatusCode::CONFLICT);
    }
    let stored = store::of(db, consultation.id).await?;
    if stored.as_ref().is_some_and(|decision| decision.published_at.is_some()) {
        return Err(published());
    }
    let asked = findings::of(&visit.app, &consultation, visit.now).await?.0;
    let mut errors = FormErrors::none();
    fields.expect_only(&fields_told_and(&MORE), &mut errors);
    let entry = fields.text("act");
    // The page that previews a draft sends no text: what is published is the draft that was shown.
    let content = match &stored {
        Some(decision) if entry == "publish" && !fields.has("reasons") => decision.content.clone(),
        _ => typed(&fields, &asked, &mut errors),
    };
    let now_stored = stored.as_ref().map_or(0, |decision| decision.updated_at.0);
    let writing =
        |more| DecisionEditor { consultation: &consultation, content: &content, asked: &asked, seen: now_stored, more };
    if let Some(taken_up) = fields.taken_up() {
        // What it saw when it was typed stays with it, so that saving still finds what changed since.
        let writing = DecisionEditor { seen: fields.number("seen").unwrap_or(now_stored), ..writing(More::default()) };
        return editor::show(&visit, &writing, &taken_up, StatusCode::OK);
    }
    if let Some(stored) = stored.as_ref().filter(|_| fields.number("seen").is_some_and(|seen| seen != now_stored)) {
        errors.overtaken_by(overtaken(&visit, (stored, &content), &consultation, &asked).await?);
        return editor::show(&visit, &writing(More::default()), &errors, StatusCode::CONFLICT);
    }
    let more = match entry {
        "add-themes" => More { themes: 3, promises: 0 },
        "add-promises" => More { themes: 0, promises: 3 },
        _ => More::default(),
    };
    if more != More::default() && errors.is_empty() {
        return editor::show(&visit, &writing(more), &errors.unsaved(), StatusCode::OK);
    }
    if entry == "publish" {
        let checked = rules::check(&consultation, &content, &asked, visit.now, &mut errors);
        let Some(checked) = checked.filter(|_| errors.is_empty()) else {
            return editor::show(&visit, &writing(more), &errors, StatusCode::UNPROCESSABLE_ENTITY);
        };
        if !fields.ticked("confirm") {
            errors.add("confirm", "Tick the box to say that you have checked the decision");
            return match &stored {
                Some(stored) if !fields.has("reasons") => {
                    pages::previewed(&visit, &consultation, stored, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
                }
                _ => editor::show(&visit, &writing(more), &errors, StatusCode::UNPROCESSABLE_ENTITY),
            };
        }
        return publish(&visit, actor, &consultation, &checked, &fields).await;
    }
    if !matches!(entry, "" | "save" | "preview") {
        errors.add("form", "This form was sent with a button it does not have");
    }
    rules::check_lengths(&content, &asked, &mut errors);
    if !errors.is_empty() {
        return editor::show(&visit, &writing(more), &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut tx = db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    // Nobody else saves it from here on; somebody may have since it was read above.
    editing::store::hold(&mut tx, consultation.id).await?;
    let latest = store::of(&mut tx, consultation.id).await?.filter(|latest| latest.updated_at.0 != now_stored);
    if let Some(latest) = latest {
        tx.rollback().await?;
        errors.overtaken_by(overtaken(&visit, (&latest, &content), &consultation, &asked).await?);
        let writing = DecisionEditor { seen: latest.updated_at.0, ..writing(more) };
        return editor::show(&visit, &writing, &errors, StatusCode::CONFLICT);
    }
    let decided_on = clock::moment(&content.decided_on, "00:00").ok();
    if !store::save(&mut tx, consultation.id, &content, decided_on, visit.now).await? {
        return Err(published());
    }
    let act_of_writing = NewEntry {
        actor: Some(actor),
        action: "decision.draft",
        subject_kind: "consultation",
        subject_id: consultation.id.0,
        detail: &[("content_sha256", editing::hash_of(&content)?)],
    };
    append(&mut tx, &act_of_writing, visit.now).await?;
    let next = if entry == "preview" { "/preview" } else { "?done=saved" };
    let done = format!("/staff/consultations/{slug}/decision{next}");
    once.keep_latest(&mut tx, ("decision", consultation.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// What a colleague saved of this decision meanwhile.
pub(super) async fn overtaken(
    visit: &Visit,
    (stored, yours): (&Decision, &DecisionContent),
    consultation: &Consultation,
    asked: &[Finding],
) -> Result<Overtaken, Fault> {
    let written = StaffText {
        what: if stored.published_at.is_some() { "this decision" } else { "this draft" },
        kind: "consultation",
        id: consultation.id.0,
        acts: &["decision.draft", "decision.publish", "decision.correct"],
        among: None,
    };
    Ok(overtaken::of(visit, &written, stored.content.read(asked), yours.read(asked)).await?)
}

/// Publishes, tells the public and everybody who took part, and notes the act: all of it or nothing.
async fn publish(
    visit: &Visit,
    actor: AccountId,
    consultation: &Consultation,
    checked: &super::model::PublishableDecision,
    fields: &Fields,
) -> Page {
    let now = visit.now;
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    // Judged again where nobody else can write: it may have been extended or withdrawn meanwhile.
    let current = consultations::by_id(&mut tx, consultation.id).await?.ok_or(Fault::Missing)?;
    if let Some(why) = rules::too_early(&current, now) {
        return Err(why.into());
    }
    let Some(decision) = store::publish(&mut tx, checked, now).await? else {
        return Err(published());
    };
    let outcome = &checked.content.outcome;
    consultations::tell(&mut tx, current.id, "decided", &format!("The decision is published. {outcome}"), now).await?;
    let link = visit.app.config.link(&format!("/consultations/{}/decision", current.slug));
    let subject = format!("Decided: {}", current.title);
    let text = format!(
        "You took part in “{}”. It has been decided.\n\n{outcome}\n\nWhat people said, how it was weighed, and what \
         happens next:\n{link}\n",
        current.title
    );
    let told = tell_participants(&mut tx, visit, current.id, &subject, &text).await?;
    let digest = Sha256::digest(serde_json::to_string(&checked.content)?);
    let detail = [("decision", decision.to_string()), ("told", told.to_string()), ("content", hex::encode(digest))];
    let entry = NewEntry {
        actor: Some(actor),
        action: "decision.publish",
        subject_kind: "consultation",
        subject_id: current.id.0,
        detail: &detail,
    };
    append(&mut tx, &entry, now).await?;
    let done = format!("/staff/consultations/{}/decision?done=published", current.slug);
    once.keep(&mut tx, ("decision", current.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

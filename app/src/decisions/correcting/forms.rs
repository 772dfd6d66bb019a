//! Correcting a published decision: staff change the text, look at every different word, say what changed and why, and publish.

use axum::http::StatusCode;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::store::{self, NewCorrection};
use super::{decides_otherwise, differences, without_promises};
use crate::audit::store::{NewEntry, append};
use crate::consultations::editing;
use crate::consultations::instrument::Finding;
use crate::consultations::model::Consultation;
use crate::consultations::pages::crumbs;
use crate::consultations::store as consultations;
use crate::decisions::editor::{self, DecisionEditor, More};
use crate::decisions::forms::{fields_told_and, overtaken, typed};
use crate::decisions::model::{Decision, DecisionContent};
use crate::decisions::{rules, store as decisions};
use crate::notices::participants::tell_participants;
use crate::proposals::changes::view::difference;
use crate::reason;
use crate::reason::WhyNot;
use crate::results::findings;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::ui::contents::{part, with_contents};
use crate::ui::error_summary;
use crate::ui::form::{Field, FieldKind, check};

/// The longest note on what changed, in characters.
const CHANGE_LONGEST: usize = 500;

/// What else the form has.
const MORE: [&str; 5] = ["act", "seen", "looked", "change", "tell"];

/// A correction being written.
struct Correction<'a> {
    consultation: &'a Consultation,
    /// What stands.
    stands: &'a Decision,
    /// What it is to say.
    content: DecisionContent,
    asked: &'a [Finding],
    /// What changed and why, as typed.
    change: String,
    /// Whether everybody who took part is told.
    tell: bool,
    /// When what the form began from was saved.
    seen: i64,
    more: More,
    /// Whether to show every different word, and the button that publishes.
    looked: bool,
}

/// The published decision of a consultation, and what was asked in it.
async fn find(visit: &Visit, slug: &str) -> Result<(Consultation, Decision, Vec<Finding>), Fault> {
    let db = &visit.app.db;
    let consultation = consultations::by_slug(db, slug).await?.ok_or(Fault::Missing)?;
    if consultation.parts.elsewhere() {
        return Err(Fault::Refused(rules::TooEarly::Elsewhere.reason()));
    }
    let decision = decisions::of(db, consultation.id).await?.filter(|decision| decision.published_at.is_some());
    let decision = decision.ok_or_else(|| {
        Fault::Refused(reason!(
            "decision-not-published",
            CONFLICT,
            Staff,
            "The decision is not published: there is nothing to correct",
            "This decision is not published yet, so there is nothing to correct. You can change its draft."
        ))
    })?;
    let asked = findings::of(&visit.app, &consultation, visit.now).await?.0;
    Ok((consultation, decision, asked))
}

/// A mark of exactly these two texts, so that what is published is what was looked at.
fn mark(stands: &DecisionContent, content: &DecisionContent) -> Result<String, Fault> {
    editing::hash_of(&(stands, content))
}

/// `GET /staff/consultations/{slug}/decision/correct`
pub async fn ask(visit: Visit, Path(slug): Path<String>) -> Page {
    let (consultation, stands, asked) = find(&visit, &slug).await?;
    let correction = Correction {
        consultation: &consultation,
        content: stands.content.clone(),
        asked: &asked,
        change: String::new(),
        tell: false,
        seen: stands.updated_at.0,
        more: More::default(),
        looked: false,
        stands: &stands,
    };
    show(&visit, &correction, &FormErrors::none(), StatusCode::OK)
}

/// What changes, and the button that publishes it.
fn looked_at(of: &Correction<'_>, errors: &FormErrors) -> AnyView {
    let parts = differences(&of.stands.content, &of.content, of.asked);
    let otherwise = decides_otherwise(&of.stands.content, &of.content);
    view! {
        <section aria-labelledby="looked">
            <h2 id="looked" tabindex="-1">"What changes"</h2>
            {otherwise.then(|| view! { <div class="note warn"><p><strong>"This changes what was decided."</strong>" Correct it only if the decision itself was told wrongly. If something else has been decided since, that is a new decision. The page will say first of all that what was decided was corrected."</p></div> })}
            {difference(&parts)}
            <p class="actions"><button class="button" name="act" value="publish">"Publish the correction"</button></p>
            {errors.of("looked").map(|wrong| view! { <p class="error">{wrong.to_owned()}</p> })}
        </section>
    }
    .into_any()
}

fn show(visit: &Visit, of: &Correction<'_>, errors: &FormErrors, status: StatusCode) -> Page {
    let consultation = of.consultation;
    let action = format!("/staff/consultations/{}/decision/correct", consultation.slug);
    let looked = match of.looked {
        true => Some(mark(&of.stands.content, &of.content)?),
        false => None,
    };
    let writing = DecisionEditor { consultation, content: &of.content, asked: of.asked, seen: of.seen, more: of.more };
    visit.page("Correct the decision").area(Area::Staff).status(status).show(|| {
        let form = view! {
            <form class="editor" method="post" action=action.clone() data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=of.seen/>
                {looked.map(|looked| view! { <input type="hidden" name="looked" value=looked/> })}
                <h2 id="part-change">"What changed"</h2>
                {Field::new("change", "What changed, and why")
                    .hint(format!("One or two sentences for everybody: on the decision, on the consultation’s page and on the date slip. At most {CHANGE_LONGEST} characters."))
                    .kind(FieldKind::Lines(3))
                    .value(&of.change)
                    .show(errors)}
                {check("tell", "Tell everybody who took part by email", Some("Only if they would want to know: each message that was not worth reading makes people stop reading them. If what was decided is put right, tell them."), of.tell)}
                {of.looked.then(|| looked_at(of, errors))}
                {editor::decided(&writing, errors)}
                {editor::told(writing.content, errors)}
                {editor::themes(&writing, &action, errors)}
                <h2>"Look before you publish"</h2>
                <p class="actions"><button class="button" name="act" value="look">"See what changes"</button>" "<a href=format!("/staff/consultations/{}/decision", consultation.slug)>"Leave it as it is"</a></p>
                <p class="quiet">"Nothing is public until you have seen every different word and published them."</p>
            </form>
        };
        let mut parts = vec![part("part-change", "What changed", &[&of.change])];
        parts.extend(editor::parts(&writing));
        view! {
            {error_summary(errors)}
            {crumbs(Some(consultation))}
            <header class="title"><p class="over">"Correct the decision"</p><h1 dir="auto">{consultation.title.clone()}</h1>
                <p class="lede">"Put right what is wrong in the published text. What was published stays where everybody can read it, with every different word marked."</p></header>
            {editor::law("A correction is for what was told wrongly: a wrong date, a slip, a figure. Promises are not changed here.", "When is it not a correction?", "If something else has been decided since, people should hear of a new decision with its own date and reasons. A correction that quietly changes what was decided would mislead everybody who relied on it, and so might a court think.")}
            {with_contents(form.into_any(), &parts)}
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/decision/correct` (act: look, publish or add-themes)
pub async fn save(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let (consultation, stands, asked) = find(&visit, &slug).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&fields_told_and(&MORE), &mut errors);
    let mut content = typed(&fields, &asked, &mut errors);
    // What was promised stays promised.
    content.promises.clone_from(&stands.content.promises);
    let act = fields.text("act");
    let mut correction = Correction {
        consultation: &consultation,
        content,
        asked: &asked,
        change: fields.raw_text("change").to_owned(),
        tell: fields.ticked("tell"),
        seen: fields.number("seen").unwrap_or(stands.updated_at.0),
        more: if act == "add-themes" { More { themes: 3, promises: 0 } } else { More::default() },
        looked: false,
        stands: &stands,
    };
    if let Some(taken_up) = fields.taken_up() {
        return show(&visit, &correction, &taken_up, StatusCode::OK);
    }
    if correction.seen != stands.updated_at.0 {
        errors.overtaken_by(overtaken(&visit, (&stands, &correction.content), &consultation, &asked).await?);
        correction.seen = stands.updated_at.0;
        return show(&visit, &correction, &errors, StatusCode::CONFLICT);
    }
    if act == "add-themes" && errors.is_empty() {
        return show(&visit, &correction, &errors.unsaved(), StatusCode::OK);
    }
    if !matches!(act, "" | "look" | "publish") {
        errors.add("form", "This form was sent with a button it does not have");
    }
    if correction.content == stands.content {
        errors.add("form", "Nothing differs from what is published: change the text first");
    }
    let checked = rules::check(&consultation, &without_promises(&correction.content), &asked, visit.now, &mut errors);
    let change =
        errors.check("change", length(fields.text("change"), "what changed", act == "publish", CHANGE_LONGEST));
    let (Some(mut checked), Some(change), true) = (checked, change, errors.is_empty()) else {
        return show(&visit, &correction, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    checked.content = correction.content.clone();
    correction.looked = true;
    if act != "publish" {
        return show(&visit, &correction, &errors.unsaved(), StatusCode::OK);
    }
    if fields.text("looked") != mark(&stands.content, &correction.content)? {
        errors.add("form", "Nothing is published yet: these words are not those that you looked at. Look at what changes, then publish it.");
        return show(&visit, &correction, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let new = NewCorrection {
        outcome_changed: decides_otherwise(&stands.content, &checked.content),
        stands: &stands,
        checked: &checked,
        change: &change,
    };
    if publish(&visit, &consultation, &new, (correction.tell, &fields)).await? {
        return visit.go(&format!("/staff/consultations/{slug}/decision?done=corrected#done"));
    }
    let (consultation, stands, asked) = find(&visit, &slug).await?;
    errors.overtaken_by(overtaken(&visit, (&stands, &correction.content), &consultation, &asked).await?);
    let correction = Correction {
        consultation: &consultation,
        stands: &stands,
        asked: &asked,
        seen: stands.updated_at.0,
        looked: false,
        ..correction
    };
    show(&visit, &correction, &errors, StatusCode::CONFLICT)
}

/// Publishes it, tells the public and, if they are to be told, everybody who took part, and notes the act. Gives false when a
/// colleague was quicker.
async fn publish(
    visit: &Visit,
    consultation: &Consultation,
    new: &NewCorrection<'_>,
    (tell, fields): (bool, &Fields),
) -> Result<bool, Fault> {
    let now = visit.now;
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    let Some(version) = store::correct(&mut tx, new, now).await? else {
        tx.rollback().await?;
        return Ok(false);
    };
    let what = if new.outcome_changed { "What was decided was corrected." } else { "The decision was corrected." };
    consultations::tell(&mut tx, consultation.id, "corrected", &format!("{what} {}", new.change), now).await?;
    let link = visit.app.config.link(&format!("/consultations/{}/decision", consultation.slug));
    let told = match tell {
        false => 0,
        true => {
            let subject = format!("Corrected: the decision on {}", consultation.title);
            let text = format!(
                "You took part in “{}”. The decision that we published has been corrected.\n\n{what} {}\n\nThe decision as \
                 it stands, with every different word marked:\n{link}\n",
                consultation.title, new.change
            );
            tell_participants(&mut tx, visit, consultation.id, &subject, &text).await?
        }
    };
    let digest = Sha256::digest(serde_json::to_string(&new.checked.content)?);
    let detail = [
        ("decision", new.stands.id.to_string()),
        ("version", version.to_string()),
        ("told", told.to_string()),
        ("content", hex::encode(digest)),
    ];
    let entry = NewEntry {
        actor: Some(visit.actor()?),
        action: "decision.correct",
        subject_kind: "consultation",
        subject_id: consultation.id.0,
        detail: &detail,
    };
    append(&mut tx, &entry, now).await?;
    let done = format!("/staff/consultations/{}/decision?done=corrected#done", consultation.slug);
    once.keep(&mut tx, ("decision-correction", consultation.id.0), &done).await?;
    tx.commit().await?;
    Ok(true)
}

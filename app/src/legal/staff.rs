//! Where administrators make the legal texts the service's own: fill the gaps, change the words, and note who reviewed them.

use axum::http::StatusCode;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::model::{Facts, LegalPage, LegalReview, LegalText};
use super::pages::body;
use super::standard::{Gap, gaps};
use super::store;
use super::text::{made_part, missing, state, unknown_gap};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::{NewEntry, append};
use crate::clock;
use crate::db::dialect;
use crate::reason::Reason;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::form::{Field, FieldKind};
use crate::ui::overtaken::ReadField;
use crate::ui::{done_note, error_summary, prose};

/// Longest answer to a gap, in characters.
const LONGEST_FACT: usize = 2_000;
/// Longest text, in characters.
const LONGEST_TEXT: usize = 60_000;
/// Longest word on what changed, in characters.
const LONGEST_CHANGE: usize = 500;
/// Longest name or role of a reviewer, in characters.
const LONGEST_NAME: usize = 120;

fn crumbs(page: Option<LegalPage>) -> AnyView {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
            <li><a href="/staff/settings">"Settings"</a></li>
            {page.map(|_| view! { <li><a href="/staff/legal">"Legal texts"</a></li> })}
        </ol></nav>
    }
    .into_any()
}

/// `GET /staff/legal`
pub async fn list(visit: Visit) -> Page {
    let mut texts = Vec::with_capacity(LegalPage::ALL.len());
    for page in LegalPage::ALL {
        texts.push((page, store::current(&visit.app.db, page).await?));
    }
    visit.page("Legal texts").area(Area::Staff).show(|| {
        let rows: Vec<AnyView> = texts
            .iter()
            .map(|(page, text)| {
                let (words, done) = state(*page, text);
                let whose = match text.version {
                    0 => "Ours, as it comes".to_owned(),
                    number => format!("Version {number}"),
                };
                let tag = if done { "tag" } else { "tag warn" };
                view! {
                    <tr><th scope="row"><a href=format!("/staff/legal/{}", page.word())>{page.title()}</a></th>
                        <td>{whose}</td><td><span class=tag dir="auto">{words}</span></td></tr>
                }
                .into_any()
            })
            .collect();
        view! {
            {crumbs(None)}
            <header class="title"><h1>"Legal texts"</h1>
                <p class="lede">"What you promise everybody, on four pages at the foot of the site. Each begins as ours. Fill in what only you can know, change what is different with you, and have somebody put their name to it."</p></header>
            <div class="table-wrap" role="region" aria-labelledby="legal-texts" tabindex="0">
            <table class="wide">
                <caption id="legal-texts">"How far each of them is"</caption>
                <thead><tr><th scope="col">"Page"</th><th scope="col">"Text"</th><th scope="col">"State"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            </div>
            <details class="why"><summary>"Why does somebody have to review them?"</summary>
                <p>"A text that nobody has read promises what nobody keeps. Your data protection officer reads the privacy page, whoever is responsible for accessibility the statement, and the head of moderation the policy. Until then each page says that it was not reviewed yet. We are not lawyers, and these texts are not legal advice."</p></details>
        }
        .into_any()
    })
}

/// What is typed in the form.
#[derive(Clone)]
struct LegalForm {
    facts: Facts,
    body: String,
    change: String,
    /// The version that whoever writes has seen.
    seen: i64,
}

impl LegalForm {
    fn of(text: &LegalText) -> Self {
        Self { facts: text.facts.clone(), body: text.body.clone(), change: String::new(), seen: text.version }
    }

    fn from_fields(page: LegalPage, fields: &Fields, current: &LegalText) -> Self {
        let facts = gaps(page)
            .iter()
            .map(|gap| (gap.name.to_owned(), fields.raw_text(gap.name).trim().to_owned()))
            .filter(|(_, fact)| !fact.is_empty())
            .collect();
        Self {
            facts,
            body: fields.raw_text("body").trim_end().to_owned(),
            change: fields.text("change").to_owned(),
            seen: fields.number("seen").unwrap_or(current.version),
        }
    }

    fn fact(&self, name: &str) -> String {
        self.facts.get(name).cloned().unwrap_or_default()
    }

    /// Every field by its label, for whoever has to compare two of them.
    fn read(&self, page: LegalPage) -> Vec<ReadField> {
        let mut all: Vec<ReadField> =
            gaps(page).iter().map(|gap| (gap.label.to_owned(), self.fact(gap.name))).collect();
        all.push(("The text".to_owned(), self.body.clone()));
        all
    }
}

fn field(gap: &Gap, typed: &LegalForm, errors: &FormErrors) -> AnyView {
    let field = Field::new(gap.name, gap.label).hint(gap.hint).value(typed.fact(gap.name));
    if gap.long { field.kind(FieldKind::Lines(4)).show(errors) } else { field.show(errors) }
}

/// Who puts their name to a text.
#[derive(Default)]
struct ReviewForm {
    name: String,
    role: String,
}

fn review_part(page: LegalPage, text: &LegalText, typed: &ReviewForm, errors: &FormErrors) -> AnyView {
    let gaps = missing(page, text);
    let content = if let Some(review) = &text.review {
        let role = if review.role.is_empty() { String::new() } else { format!(", {}", review.role) };
        let words =
            format!("{}{role} reviewed version {} on {}.", review.by, text.version, clock::long_date(review.at));
        view! { <p dir="auto">{words}</p><p class="quiet">"When you save another version, it has to be reviewed again."</p> }.into_any()
    } else if text.version == 0 || !gaps.is_empty() {
        view! { <p>"Save the text with every gap filled first. Then somebody can put their name to it."</p> }.into_any()
    } else {
        view! {
            <p>"Have the person who answers for it read the page as everybody sees it. Their name stands at its foot."</p>
            <form class="editor" method="post" action=format!("/staff/legal/{}/review", page.word()) novalidate>
                <input type="hidden" name="version" value=text.version.to_string()/>
                {Field::new("reviewer", "Who has reviewed it").hint("A person’s name, such as “Jo Marsh”.").value(&typed.name).show(errors)}
                {Field::new("role", "What they are").hint("Such as “data protection officer”. Leave it empty to name nobody’s office.").value(&typed.role).show(errors)}
                <p class="actions"><button class="button quiet">"They have reviewed it"</button></p>
            </form>
        }
        .into_any()
    };
    view! { <section><h2 id="review">"Review"</h2>{content}</section> }.into_any()
}

fn render(
    visit: &Visit,
    (page, text): (LegalPage, &LegalText),
    typed: &LegalForm,
    reviewed: &ReviewForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    visit.page(format!("{}: the text", page.title())).area(Area::Staff).status(status).show(|| {
        let fields: Vec<AnyView> = gaps(page).iter().map(|gap| field(gap, typed, errors)).collect();
        let made = made_part(page).map(|part| {
            format!(" The line {} stands where the program puts in what it knows itself; without it, that comes last.", part.line())
        });
        let (words, _) = state(page, text);
        view! {
            {error_summary(errors)}
            {crumbs(Some(page))}
            {done_note(&visit.query_value("done"), &[
                ("saved", "Saved.", "Everybody reads the new version from now on. It says that it was not reviewed yet until somebody has."),
                ("reviewed", "Noted.", "The page no longer says that it was not reviewed."),
                ("same", "Nothing changed.", "The text is as it was, so there is no new version."),
            ])}
            <header class="title"><p class="over" dir="auto">{words}</p><h1>{page.title()}</h1></header>
            <p class="actions"><a href=format!("/{}", page.word())>"As everybody reads it"</a>" "<a href=format!("/{}/versions", page.word())>"Versions"</a></p>
            <div class="build-beside wide"><div>
            <form class="editor" method="post" action=format!("/staff/legal/{}", page.word()) data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=typed.seen.to_string()/>
                <h2>"What only you can know"</h2>
                {fields}
                <h2>"The text"</h2>
                {Field::new("body", "The text").hint(format!("Lines that begin with # are headings. Names between braces, such as {{contact}}, are filled from above and from the settings.{}", made.unwrap_or_default())).kind(FieldKind::Lines(24)).value(&typed.body).show(errors)}
                {Field::new("change", "What changed").hint("For everybody to read beside the version. Leave it empty the first time.").value(&typed.change).show(errors)}
                <p class="actions"><button class="button">{errors.save("Save").to_owned()}</button></p>
            </form>
            {review_part(page, text, reviewed, errors)}
            </div>
            <section class="build-aside legal-preview" aria-labelledby="preview" tabindex="0"><h2 id="preview">"As everybody reads it now"</h2>{body(visit, page, text)}</section>
            </div>
        }
        .into_any()
    })
}

fn page_of(word: &str) -> Result<LegalPage, Fault> {
    LegalPage::from_word(word).ok_or(Fault::Missing)
}

/// `GET /staff/legal/{page}`
pub async fn show(visit: Visit, Path(word): Path<String>) -> Page {
    let page = page_of(&word)?;
    let text = store::current(&visit.app.db, page).await?;
    let typed = LegalForm::of(&text);
    render(&visit, (page, &text), &typed, &ReviewForm::default(), &FormErrors::none(), StatusCode::OK)
}

/// `POST /staff/legal/{page}` (each gap by its name, `body`, `change`, `seen`)
pub async fn save(visit: Visit, Path(word): Path<String>, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let page = page_of(&word)?;
    let current = store::current(&visit.app.db, page).await?;
    let mut errors = FormErrors::none();
    let known: Vec<&str> = gaps(page).iter().map(|gap| gap.name).chain(["body", "change", "seen"]).collect();
    fields.expect_only(&known, &mut errors);
    let mut typed = LegalForm::from_fields(page, &fields, &current);
    let nobody = ReviewForm::default();
    if let Some(taken_up) = fields.taken_up() {
        return render(&visit, (page, &current), &typed, &nobody, &taken_up, StatusCode::OK);
    }
    for gap in gaps(page) {
        errors.check(gap.name, length(&typed.fact(gap.name), "this", false, LONGEST_FACT));
    }
    let body = errors.check("body", length(&typed.body, "the text", true, LONGEST_TEXT));
    let change = errors.check("change", length(&typed.change, "what changed", false, LONGEST_CHANGE));
    let (Some(body), Some(change), true) = (body, change, errors.is_empty()) else {
        return render(&visit, (page, &current), &typed, &nobody, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    if let Some(name) = unknown_gap(page, &body) {
        let known: Vec<String> = gaps(page)
            .iter()
            .map(|gap| gap.name)
            .chain(["service", "contact"])
            .map(|name| format!("{{{name}}}"))
            .collect();
        let words = format!("Nothing fills {{{name}}} on this page. What is filled is {}", known.join(", "));
        errors.add("body", words);
    }
    let body = errors.check("body", prose::normalise(&body).map_err(|error| error.to_string())).unwrap_or_default();
    let mut facts = Facts::new();
    for (name, fact) in &typed.facts {
        if let Some(fact) = errors.check(name, prose::normalise(fact).map_err(|error| error.to_string())) {
            facts.insert(name.clone(), fact);
        }
    }
    if !errors.is_empty() {
        return render(&visit, (page, &current), &typed, &nobody, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut tx = visit.app.db.begin().await?;
    // From here on no other administrator changes the text.
    dialect::lock_audit_log(&mut tx).await?;
    let latest = store::current(&mut tx, page).await?;
    if latest.version != typed.seen {
        tx.rollback().await?;
        let what =
            StaffText { what: "this text", kind: "legal", id: page.number(), acts: &["legal.save"], among: None };
        let differing = overtaken::of(&visit, &what, LegalForm::of(&latest).read(page), typed.read(page)).await?;
        errors.overtaken_by(differing);
        typed.seen = latest.version;
        return render(&visit, (page, &latest), &typed, &nobody, &errors, StatusCode::CONFLICT);
    }
    let at = format!("/staff/legal/{}", page.word());
    if latest.body == body && latest.facts == facts {
        tx.rollback().await?;
        if !change.is_empty() {
            errors.add(
                "change",
                "Change the text too: what changed is told with another version, and the text is as it was",
            );
            return render(&visit, (page, &latest), &typed, &nobody, &errors, StatusCode::UNPROCESSABLE_ENTITY);
        }
        return visit.go(&format!("{at}?done=same"));
    }
    let text = LegalText { version: 0, body, facts, change, created_at: None, review: None };
    let version = store::save(&mut tx, page, &text, Some(actor), visit.now).await?;
    let hash = hex::encode(Sha256::digest(format!("{}{:?}", text.body, text.facts).as_bytes()));
    let detail = [("version", version.to_string()), ("text_sha256", hash)];
    note(&mut tx, &visit, "legal.save", page, &detail).await?;
    tx.commit().await?;
    visit.go(&format!("{at}?done=saved#review"))
}

async fn note(
    tx: &mut crate::db::Tx,
    visit: &Visit,
    action: &str,
    page: LegalPage,
    detail: &[(&str, String)],
) -> Result<(), Fault> {
    let actor = visit.actor()?;
    let entry = NewEntry { actor: Some(actor), action, subject_kind: "legal", subject_id: page.number(), detail };
    Ok(append(tx, &entry, visit.now).await?)
}

/// `POST /staff/legal/{page}/review` (`reviewer`, `role`, `version`)
pub async fn review(visit: Visit, Path(word): Path<String>, fields: Fields) -> Page {
    visit.actor()?;
    let page = page_of(&word)?;
    let text = store::current(&visit.app.db, page).await?;
    let changed = || {
        Fault::Refused(Reason::changed_meanwhile(
            "This text was saved or reviewed by somebody else meanwhile. Look at it again before anybody puts their name to it.",
        ))
    };
    // A name stands under the very words that were read, so this comes before anything else that may be wrong.
    if fields.number("version") != Some(text.version) {
        return Err(changed());
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["reviewer", "role", "version"], &mut errors);
    let reviewed = ReviewForm { name: fields.text("reviewer").to_owned(), role: fields.text("role").to_owned() };
    let name = errors.check("reviewer", length(&reviewed.name, "who has reviewed it", true, LONGEST_NAME));
    let role = errors.check("role", length(&reviewed.role, "what they are", false, LONGEST_NAME));
    if !missing(page, &text).is_empty() || text.version == 0 {
        errors.add("form", "Save the text with every gap filled before somebody puts their name to it");
    }
    let (Some(by), Some(role), true) = (name, role, errors.is_empty()) else {
        let typed = LegalForm::of(&text);
        return render(&visit, (page, &text), &typed, &reviewed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let seen = text.version;
    let mut tx = visit.app.db.begin().await?;
    dialect::lock_audit_log(&mut tx).await?;
    let latest = store::current(&mut tx, page).await?;
    let review = LegalReview { by, role, at: visit.now };
    if latest.version != seen || !store::review(&mut tx, page, seen, &review).await? {
        tx.rollback().await?;
        return Err(changed());
    }
    note(&mut tx, &visit, "legal.review", page, &[("version", seen.to_string())]).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/legal/{}?done=reviewed#review", page.word()))
}

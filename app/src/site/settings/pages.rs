//! Where an administrator sets what the service calls itself.

use axum::http::StatusCode;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::{FooterLink, ON, SECOND_PERSON, Service, links, load, set};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::{NewEntry, append};
use crate::db::dialect;
use crate::identity::counts::how_many_may;
use crate::identity::rules::Permission;
use crate::site::Routes;
use crate::site::fields::length;
use crate::site::routes::Authority::Needs;
use crate::site::{Area, Fields, FormErrors, Page, Visit};
use crate::ui::form::{Field, FieldKind};
use crate::ui::overtaken::ReadField;
use crate::ui::{check, done_note, error_summary};

/// Longest of the words, in characters.
const LONGEST: usize = 120;

/// The page of settings.
pub fn routes() -> Routes {
    Routes::new()
        .get("/staff/settings", Needs(Permission::ManagePeople), show)
        .post("/staff/settings", Needs(Permission::ManagePeople), save)
        .keeps_itself()
}

/// A mark of the words as they stand: another one when a colleague has changed them.
fn mark(service: &Service) -> String {
    let words = format!("{:?}", read(service));
    hex::encode(Sha256::digest(words.as_bytes())).chars().take(16).collect()
}

/// Longest words on the front page, in characters.
const LONGEST_WORDS: usize = 600;

/// Links as they are typed.
fn lines(links: &[FooterLink]) -> String {
    links.iter().map(|link| format!("{} {}", link.words, link.address)).collect::<Vec<_>>().join("\n")
}

/// The words by the labels of their fields.
fn read(service: &Service) -> Vec<ReadField> {
    vec![
        ("Name of the library service".to_owned(), service.name.clone()),
        ("A few words under the name".to_owned(), service.tagline.clone()),
        ("Where residents can ask".to_owned(), service.contact.clone()),
        ("Heading of the front page".to_owned(), service.front_title.clone()),
        ("What stands under it".to_owned(), service.front_words.clone()),
        ("Links at the foot of every page".to_owned(), lines(&service.links)),
        ("A second person’s approval".to_owned(), on_or_off(service.second_person).to_owned()),
    ]
}

const fn on_or_off(on: bool) -> &'static str {
    if on { ON } else { "off" }
}

/// The fewest people who have to be able to publish where one asks and another approves.
const FEWEST: i64 = 2;

/// What was typed: the words, and the links as lines.
struct SettingsForm {
    service: Service,
    links: String,
}

impl SettingsForm {
    fn of(service: &Service) -> Self {
        Self { service: service.clone(), links: lines(&service.links) }
    }
}

/// The form. `seen` is the mark of the words that whoever writes has seen.
fn page(visit: &Visit, typed: &SettingsForm, seen: &str, errors: &FormErrors, status: StatusCode) -> Page {
    let service = &typed.service;
    visit.page("Settings").area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {done_note(&visit.query_value("done"), &[("saved", "Saved.", "Every page shows the new words from now on.")])}
            <header class="title"><h1>"Settings"</h1><p class="lede">"What the library service calls itself on every page and in every message."</p></header>
            <p>"What the pages look like, with your logo and your colour, is set at "<a href="/staff/settings/look">"logo and accent"</a>"."</p>
            <p>"What you promise everybody about privacy, accessibility, moderation and taking part stands in your "<a href="/staff/legal">"legal texts"</a>"."</p>
            <p>"Who has to show more than a password: "<a href="/staff/settings/second-factor">"second step for signing in"</a>"."</p>
            <form class="editor" method="post" action="/staff/settings" data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=seen.to_owned()/>
                {Field::new("name", "Name of the library service").hint("At the top of every page, such as “Millbrook Libraries”.").value(&service.name).show(errors)}
                {Field::new("tagline", "A few words under the name").hint("Leave it empty to show nothing.").value(&service.tagline).show(errors)}
                {Field::new("contact", "Where residents can ask").hint("An email address, or words such as “your local library”. It stands in sentences like “Ask …”.").value(&service.contact).show(errors)}
                <h2>"The front page and the foot"</h2>
                {Field::new("front_title", "Heading of the front page").hint("Leave it empty for “Have your say on your library”.").value(&service.front_title).show(errors)}
                {Field::new("front_words", "What stands under it").hint("One or two sentences: why you ask people, and what you do with what they say. Leave it empty for ours.").kind(FieldKind::Lines(3)).value(&service.front_words).show(errors)}
                {Field::new("links", "Links at the foot of every page").hint(format!("At most {}, one on a line: the words, a space and the address. “Fenmarch Council https://www.fenmarch.example”.", links::MOST)).kind(FieldKind::Lines(4)).value(&typed.links).show(errors)}
                <h2>"Before something is published"</h2>
                {errors.of("second_person").map(|sentence| view! { <p class="error" id="second_person-error"><span class="vh">"Error: "</span>{sentence.to_owned()}</p> })}
                {check("second_person", "A second person approves every consultation before it is published", Some("Whoever asks for the approval does not give it, and neither does the owner of the consultation. It takes at least two people who run consultations."), service.second_person)}
                <p class="actions"><button class="button">{errors.save("Save").to_owned()}</button></p>
            </form>
        }
        .into_any()
    })
}

/// `GET /staff/settings`
async fn show(visit: Visit) -> Page {
    page(&visit, &SettingsForm::of(&visit.service), &mark(&visit.service), &FormErrors::none(), StatusCode::OK)
}

/// `POST /staff/settings`
async fn save(visit: Visit, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    fields.expect_only(
        &["name", "tagline", "contact", "front_title", "front_words", "links", "second_person", "seen"],
        &mut errors,
    );
    let mut typed = SettingsForm {
        service: Service {
            name: fields.line("name"),
            tagline: fields.line("tagline"),
            contact: fields.line("contact"),
            front_title: fields.line("front_title"),
            front_words: fields.text("front_words").to_owned(),
            second_person: fields.ticked("second_person"),
            ..Service::clone(&visit.service)
        },
        links: fields.raw_text("links").to_owned(),
    };
    let seen = if fields.has("seen") { fields.text("seen").to_owned() } else { mark(&visit.service) };
    if let Some(taken_up) = fields.taken_up() {
        return page(&visit, &typed, &seen, &taken_up, StatusCode::OK);
    }
    errors.check("name", length(&typed.service.name, "the name of the library service", true, LONGEST));
    errors.check("tagline", length(&typed.service.tagline, "the words under the name", false, LONGEST));
    errors.check("contact", length(&typed.service.contact, "where residents can ask", true, LONGEST));
    errors.check("front_title", length(&typed.service.front_title, "the heading of the front page", false, LONGEST));
    errors.check("front_words", length(&typed.service.front_words, "what stands under it", false, LONGEST_WORDS));
    typed.service.links = errors.check("links", links::read(&typed.links)).unwrap_or_default();
    if typed.service.second_person
        && !visit.service.second_person
        && how_many_may(&visit.app.db, Permission::RunConsultations).await? < FEWEST
    {
        errors.add(
            "second_person",
            "Only one person can run consultations, so nobody could approve what they ask for. Add a second person first, under “People”",
        );
    }
    if !errors.is_empty() {
        return page(&visit, &typed, &seen, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut tx = visit.app.db.begin().await?;
    // From here on no other administrator changes the words.
    dialect::lock_audit_log(&mut tx).await?;
    let old = load(&mut tx).await?;
    if mark(&old) != seen {
        tx.rollback().await?;
        let written = StaffText { what: "these words", kind: "settings", id: 1, acts: &["settings.set"], among: None };
        errors.overtaken_by(overtaken::of(&visit, &written, read(&old), read(&typed.service)).await?);
        return page(&visit, &typed, &mark(&old), &errors, StatusCode::CONFLICT);
    }
    let new = &typed.service;
    let (links_before, links_after) = (lines(&old.links), lines(&new.links));
    let approval = |service: &Service| on_or_off(service.second_person).to_owned();
    let (approval_before, approval_after) = (approval(&old), approval(new));
    let changed: Vec<(&str, &String)> = [
        ("service-name", &old.name, &new.name),
        ("tagline", &old.tagline, &new.tagline),
        ("contact", &old.contact, &new.contact),
        ("front-title", &old.front_title, &new.front_title),
        ("front-words", &old.front_words, &new.front_words),
        ("footer-links", &links_before, &links_after),
        (SECOND_PERSON, &approval_before, &approval_after),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(name, _, after)| (name, after))
    .collect();
    if !changed.is_empty() {
        for (name, value) in &changed {
            set(&mut tx, name, value).await?;
        }
        let detail: Vec<(&str, String)> =
            changed.iter().map(|(name, value)| (*name, hex::encode(Sha256::digest(value.as_bytes())))).collect();
        let entry = NewEntry {
            actor: Some(actor),
            action: "settings.set",
            subject_kind: "settings",
            subject_id: 1,
            detail: &detail,
        };
        append(&mut tx, &entry, visit.now).await?;
        tx.commit().await?;
    }
    visit.go("/staff/settings?done=saved")
}

#[cfg(test)]
mod tests {
    use crate::audit;
    use crate::identity::model::Role;
    use crate::test_both;

    test_both! {
        async fn an_administrator_names_the_service_and_it_is_recorded(site) {
            site.visitor().get("/staff/settings").await.is(401);
            site.person(Role::Staff).await.get("/staff/settings").await.is(403);
            let mut admin = site.person(Role::Administrator).await;
            admin.get("/staff/settings").await.is(200).says("Your library service");
            let long = "x".repeat(121);
            admin.post("/staff/settings", &[("name", ""), ("tagline", &long), ("contact", "the desk")]).await.is(422)
                .says("Enter the name of the library service").says("1 too many").says("the desk");
            admin.post("/staff/settings", &[("name", "F"), ("contact", "d"), ("links", "Evil javascript:alert(1)")]).await.is(422)
                .says("Line 1: end it with a whole address").says("Evil javascript:alert(1)</textarea>");
            let words = [
                ("name", "Fenmarch Libraries"),
                ("tagline", "Say it"),
                ("contact", "the desk"),
                ("front_title", "What should your library be?"),
                ("front_words", "We ask before we <change> anything."),
                ("links", "Fenmarch Council https://www.fenmarch.example\nWrite to us mailto:desk@fenmarch.example"),
            ];
            admin.post("/staff/settings", &words).await.is(303);
            let front = site.visitor().get("/").await.is(200).says("Fenmarch Libraries").says("Say it");
            front.says("<h1 dir=\"auto\">What should your library be?").says("We ask before we &lt;change&gt; anything.")
                .says("href=\"https://www.fenmarch.example/\"").says("href=\"mailto:desk@fenmarch.example\"");
            // A form that was opened before does not write over what was saved since.
            let mut stale = words.to_vec();
            stale[0].1 = "Fen Libraries";
            stale.push(("seen", "old"));
            let page = admin.post("/staff/settings", &stale).await.is(409).says("You saved these words in another window");
            page.says("Name of the library service").says("Fen Libraries").says("Save mine").does_not_say("<h3>A few words");
            // Saving the same again is no act.
            admin.post("/staff/settings", &words).await.is(303);
            assert_eq!(audit::store::verify(&site.app.db).await.unwrap().unwrap().count, 1);
        }
    }
}

//! The form in which staff say whom the public can ask.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{Contact, store};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::append;
use crate::consultations::editing::{self, crumbs, entry, find, hash_of_text};
use crate::consultations::model::Consultation;
use crate::site::{Area, Fields, FormErrors, Page, Path, Visit};
use crate::ui::overtaken::ReadField;
use crate::ui::{Field, FieldKind, done_note, error_summary};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// A mark of a contact as it stands: another one when a colleague has changed it.
fn mark(contact: &Contact) -> String {
    hash_of_text(&format!("{contact:?}")).chars().take(16).collect()
}

fn read(contact: &Contact) -> Vec<ReadField> {
    vec![
        ("Name or role".to_owned(), contact.name.clone()),
        ("Email address".to_owned(), contact.email.clone()),
        ("Telephone".to_owned(), contact.phone.clone()),
    ]
}

/// `GET /staff/consultations/{slug}/contact`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = find(&visit, &slug).await?;
    let contact = store::of(&visit.app.db, consultation.id).await?;
    render(&visit, &consultation, &contact, &mark(&contact), &FormErrors::none(), StatusCode::OK)
}

fn render(
    visit: &Visit,
    consultation: &Consultation,
    typed: &Contact,
    seen: &str,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let base = format!("/staff/consultations/{}", consultation.slug);
    visit.page("Contact for the public").status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(consultation))}
            {done_note(&visit.query_value("done"), &[("saved", "Saved.", "The consultation’s page, its poster and people’s receipts show it.")])}
            <header class="title"><h1>"Contact for the public"</h1>
                <p class="lede">"Whom people can ask about this consultation. It stands on its page and its poster, and on the receipts of those who answered."</p></header>
            <details class="why"><summary>"Why say whom to ask?"</summary>
                <p>"Somebody always needs the text in another form, or wants to know whether it concerns them. A role that others cover too, such as “Engagement team”, answers in holidays as well, and nobody’s own name has to be public."</p></details>
            <form class="editor" method="post" action=format!("{base}/contact") data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=seen.to_owned()/>
                {Field::new("name", "Name or role").hint("Such as “Engagement team”.").value(&typed.name).show(errors)}
                {Field::new("email", "Email address").kind(FieldKind::Email).value(&typed.email).autocomplete("off").show(errors)}
                {Field::new("phone", "Telephone").hint("Such as 01632 960 001.").value(&typed.phone).autocomplete("off").show(errors)}
                <p class="hint">{format!("Leave all three empty for the contact of the service: {}.", visit.service.contact)}</p>
                <p class="actions"><button class="button">{errors.save("Save").to_owned()}</button>" "<a href=base.clone()>"Back without saving"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/contact`
pub async fn save(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let standing = store::of(&visit.app.db, consultation.id).await?;
    let text = |name: &str| fields.text(name).to_owned();
    let typed = Contact { name: fields.line("name"), email: text("email"), phone: text("phone") };
    let seen = if fields.has("seen") { text("seen") } else { mark(&standing) };
    if let Some(taken_up) = fields.taken_up() {
        return render(&visit, &consultation, &typed, &seen, &taken_up, StatusCode::OK);
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["name", "email", "phone", "seen"], &mut errors);
    let Some(checked) = typed.checked(&mut errors).filter(|_| errors.is_empty()) else {
        return render(&visit, &consultation, &typed, &seen, &errors, BAD);
    };
    let (mut tx, latest, now) = editing::writing(&visit, &consultation).await?;
    let theirs = store::of(&mut tx, latest.id).await?;
    if mark(&theirs) != seen && theirs != checked {
        tx.rollback().await?;
        let written = StaffText {
            what: "this contact",
            kind: "consultation",
            id: consultation.id.0,
            acts: &["consultation.contact"],
            among: None,
        };
        errors.overtaken_by(overtaken::of(&visit, &written, read(&theirs), read(&typed)).await?);
        return render(&visit, &consultation, &typed, &mark(&theirs), &errors, StatusCode::CONFLICT);
    }
    if theirs != checked {
        store::set(&mut tx, latest.id, &checked).await?;
        let detail = [("content_sha256", hash_of_text(&format!("{checked:?}")))];
        append(&mut tx, &entry(actor, "consultation.contact", latest.id, &detail), now).await?;
        tx.commit().await?;
    }
    visit.go(&format!("/staff/consultations/{}/contact?done=saved", consultation.slug))
}

//! Handing a consultation over, and adding and taking away colleagues. Each is in the record of acts, by number.

use axum::http::StatusCode;

use super::pages::render;
use super::{NotOnTeam, may_join, store};
use crate::accounts::store::by_id;
use crate::audit::store::append;
use crate::consultations::editing::{self, entry, find};
use crate::consultations::model::Consultation;
use crate::db::Tx;
use crate::identity::model::Account;
use crate::ids::AccountId;
use crate::notices::store::{Message, post};
use crate::reason::WhyNot;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit, once};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// The account that a form chose, or the mistake of choosing none.
async fn chosen(
    visit: &Visit,
    fields: &Fields,
    field: &str,
    errors: &mut FormErrors,
) -> Result<Option<Account>, Fault> {
    let found = match fields.number(field) {
        Some(id) => by_id(&visit.app.db, AccountId(id)).await?,
        None => None,
    };
    if found.is_none() {
        errors.add(field, "Choose somebody from the list");
    }
    Ok(found)
}

/// Tells somebody that they look after a consultation now, unless they did it themselves.
async fn tell(tx: &mut Tx, visit: &Visit, consultation: &Consultation, to: &Account, owner: bool) -> Result<(), Fault> {
    if visit.actor()? == to.id {
        return Ok(());
    }
    let what = if owner { "You look after a consultation now" } else { "You work on a consultation now" };
    let link = visit.app.config.link(&format!("/staff/consultations/{}/people", consultation.slug));
    let body = format!(
        "Hello,\n\na colleague has written you down as {} of a consultation of {}. You are told what waits in it. Who else \
         works on it, and how to change that, stands here:\n{link}\n",
        if owner { "the owner" } else { "a colleague" },
        visit.service.name,
    );
    let message = Message { account: Some(to.id), recipient: &to.email, subject: what, body: &body };
    post(tx, &message, visit.now).await?;
    Ok(())
}

/// `POST /staff/consultations/{slug}/people/owner`
pub async fn hand_over(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    put(visit, slug, fields, "owner").await
}

/// `POST /staff/consultations/{slug}/people/add`
pub async fn add(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    put(visit, slug, fields, "colleague").await
}

async fn put(visit: Visit, slug: String, fields: Fields, field: &'static str) -> Page {
    let owner = field == "owner";
    let consultation = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&[field], &mut errors);
    let typed = fields.text(field).to_owned();
    let typed = if owner { (typed.as_str(), "") } else { ("", typed.as_str()) };
    let Some(account) = chosen(&visit, &fields, field, &mut errors).await?.filter(|_| errors.is_empty()) else {
        return render(&visit, &consultation, typed, &errors, BAD).await;
    };
    let (mut tx, latest, now) = editing::writing(&visit, &consultation).await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let team = store::of(&mut tx, latest.id).await?;
    // As they are now, and not as the page showed them.
    let person = by_id(&mut tx, account.id).await?.ok_or(Fault::Missing)?;
    if let Err(why) = may_join(&person, &team) {
        tx.rollback().await?;
        errors.add(field, why.words());
        return render(&visit, &consultation, typed, &errors, why.reason().code.status).await;
    }
    let (action, word) = match owner {
        true => ("consultation.owner", "owner"),
        false => ("consultation.add-colleague", "added"),
    };
    let changed = match owner {
        true if team.owner().is_some_and(|known| known.id == person.id) => false,
        true => {
            store::set_owner(&mut tx, latest.id, person.id, now).await?;
            true
        }
        false => store::add(&mut tx, latest.id, person.id, now).await?,
    };
    let done = format!("/staff/consultations/{}/people?done={word}", latest.slug);
    if changed {
        tell(&mut tx, &visit, &latest, &person, owner).await?;
        append(&mut tx, &entry(actor, action, latest.id, &[("account", person.id.to_string())]), now).await?;
    }
    once.keep_latest(&mut tx, ("consultation-team", latest.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `POST /staff/consultations/{slug}/people/{account}/remove`
pub async fn remove(visit: Visit, Path((slug, account)): Path<(String, i64)>) -> Page {
    let consultation = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let (mut tx, latest, now) = editing::writing(&visit, &consultation).await?;
    let team = store::of(&mut tx, latest.id).await?;
    if team.owner().is_some_and(|owner| owner.id.0 == account) {
        return Err(Fault::Refused(NotOnTeam::IsOwner.reason()));
    }
    if store::remove(&mut tx, latest.id, AccountId(account)).await? {
        let detail = [("account", account.to_string())];
        once::forget(&mut tx, ("consultation-team", latest.id.0)).await?;
        append(&mut tx, &entry(actor, "consultation.remove-colleague", latest.id, &detail), now).await?;
        tx.commit().await?;
    }
    visit.go(&format!("/staff/consultations/{}/people?done=removed", consultation.slug))
}

//! One person, as an administrator manages them: adding them, changing their role, closing their account and
//! opening it again. Never what they said: nobody on the staff can see that.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::invite;
use super::people::standing_words;
use super::second_factor;
use super::store::{self, NewAccount, people};
use crate::audit::store::{NewEntry, append};
use crate::clock;
use crate::db::{Tx, dialect, is_duplicate};
use crate::identity::model::{Account, Role};
use crate::identity::rules::{self, BadEmail, BadName, PersonFixed};
use crate::identity::sessions;
use crate::ids::AccountId;
use crate::notices::store::{Message, post as post_message};
use crate::notices::{Delivery, delivery};
use crate::reason::WhyNot;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Question, Visit};
use crate::time::Time;
use crate::ui::{Field, FieldKind, FieldOption, done_note, error_summary, form};

/// What a role is for, in a line.
const fn about(role: Role) -> &'static str {
    match role {
        Role::Resident => "Takes part. The only role that votes and comments.",
        Role::Staff => "Writes and runs consultations, moderates, sees and exports results, records decisions.",
        Role::Moderator => "Decides which comments are shown.",
        Role::Analyst => "Sees and exports results.",
        Role::Councillor => "Sees what is open, results without personal data, and decisions.",
        Role::Administrator => "Does all that staff do, and manages people and libraries.",
    }
}

fn role_choices() -> Vec<FieldOption> {
    Role::ALL.map(|role| FieldOption::new(role.word(), role.title()).hint(about(role))).to_vec()
}

pub(super) fn crumbs(here: &str) -> AnyView {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
            <li><a href="/staff/people">"People"</a></li><li>{here.to_owned()}</li>
        </ol></nav>
    }
    .into_any()
}

/// What is typed about a person to add.
#[derive(Clone, Debug, Default)]
struct PersonForm {
    name: String,
    email: String,
    role: String,
}

/// `GET /staff/people/new`
pub async fn new(visit: Visit) -> Page {
    new_form(&visit, &PersonForm::default(), &FormErrors::none())
}

/// How the person gets their link.
fn new_lede(visit: &Visit) -> &'static str {
    if delivery(&visit.app).leaves() {
        "They get a message with a link, and choose their own password behind it. You never know it."
    } else {
        "No message leaves this site, so you are shown a link to give them yourself. They choose their own password behind it."
    }
}

fn new_form(visit: &Visit, typed: &PersonForm, errors: &FormErrors) -> Page {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page("Add a person").area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs("Add a person")}
            <header class="title"><h1>"Add a person"</h1>
                <p class="lede">{new_lede(visit)}</p>
            </header>
            <form method="post" action="/staff/people/new" novalidate>
                {Field::new("name", "Their name").value(&typed.name).autocomplete("off").show(errors)}
                {Field::new("email", "Email address").kind(FieldKind::Email).value(&typed.email).autocomplete("off").show(errors)}
                {form::radios("role", "What will they do?", role_choices(), &typed.role, errors)}
                <p class="actions"><button class="button">"Add and invite"</button> <a href="/staff/people">"Back to the list"</a></p>
            </form>
            <details class="why"><summary>"Why choose the smallest role that will do?"</summary>
                <p>"Each role can do only what the work needs. If a password is lost or stolen, less can go wrong. You can change the role at any time."</p>
            </details>
        }
        .into_any()
    })
}

/// `POST /staff/people/new`
pub async fn add(visit: Visit, fields: Fields) -> Page {
    let administrator = visit.own_account()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["name", "email", "role"], &mut errors);
    let typed = PersonForm {
        name: fields.line("name"),
        email: fields.text("email").to_owned(),
        role: fields.text("role").to_owned(),
    };
    // The same rules as when people register, said about somebody else.
    let name = rules::name(&typed.name).map_err(|why| match why {
        BadName::Nothing => "Enter their name",
        why => why.words(),
    });
    let email = rules::email(&typed.email).map_err(|why| match why {
        BadEmail::Nothing => "Enter their email address",
        why => why.words(),
    });
    let (name, email) = (errors.check("name", name), errors.check("email", email));
    let role = errors.check("role", Role::try_from(typed.role.clone()).map_err(|_| "Choose what they will do"));
    let (Some(name), Some(email), Some(role), true) = (name, email, role, errors.is_empty()) else {
        return new_form(&visit, &typed, &errors);
    };
    // A password nobody knows, until they choose one.
    let hash = visit.app.passwords.hash(visit.app.random.token()).await?;
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let new = NewAccount { email: &email, name: &name, password_hash: &hash, role, confirmed_at: None };
    let id = match store::create(&mut tx, &new, visit.now).await {
        Ok(id) => id,
        Err(error) if is_duplicate(&error) => {
            drop(tx);
            errors.add("email", "This address has an account already: find it in the list and change its role");
            return new_form(&visit, &typed, &errors);
        }
        Err(error) => return Err(error.into()),
    };
    let account = store::by_id(&mut tx, id).await?.ok_or(Fault::Missing)?;
    let link = invite::send(&mut tx, &visit, &account).await?;
    record(&mut tx, administrator, "account.add", id, &[("role", role.word().to_owned())], visit.now).await?;
    let done = "/staff/people?done=added";
    once.keep(&mut tx, ("people", 0), done).await?;
    tx.commit().await?;
    if !delivery(&visit.app).leaves() {
        return invite::to_hand_over(&visit, &account, &link);
    }
    visit.go(done)
}

pub(super) async fn record(
    tx: &mut Tx,
    administrator: &Account,
    action: &str,
    person: AccountId,
    detail: &[(&str, String)],
    now: Time,
) -> Result<(), Fault> {
    let entry =
        NewEntry { actor: Some(administrator.id), action, subject_kind: "account", subject_id: person.0, detail };
    append(tx, &entry, now).await?;
    Ok(())
}

/// `GET /staff/people/{id}`: looking is recorded.
pub async fn get(visit: Visit, Path(id): Path<i64>) -> Page {
    render(&visit, AccountId(id), None, &FormErrors::none(), StatusCode::OK).await
}

async fn render(visit: &Visit, id: AccountId, chosen: Option<&str>, errors: &FormErrors, status: StatusCode) -> Page {
    let administrator = visit.own_account()?;
    visit.require_own_wish()?;
    let mut tx = visit.app.db.begin().await?;
    let person = store::by_id(&mut tx, id).await?.ok_or(Fault::Missing)?;
    let seen = people::last_seen(&mut tx, id).await?;
    let second = second_factor::store::has(&mut tx, id).await?;
    record(&mut tx, administrator, "people.look", id, &[], visit.now).await?;
    tx.commit().await?;
    let told = if delivery(&visit.app).leaves() {
        "The person is told by email, and has to sign in again."
    } else {
        "The person has to sign in again. No message reaches them, so tell them yourself."
    };
    let may_change = rules::may_change(administrator, &person);
    let note = done_note(
        &visit.query_value("done"),
        &[
            ("role", "The role is changed.", told),
            ("closed", "The account is closed.", "The person is signed out everywhere."),
            ("reopened", "The account is open again.", "The person can sign in with their password."),
            ("second-step", "The second step is taken off.", told),
            (
                "address",
                "A link is on its way to the new address.",
                "The change takes place when it is opened and the button pressed. The old address is told, and can stop it.",
            ),
            ("invited", "A new invitation is on its way.", "The link in the earlier message no longer works."),
        ],
    );
    let title = person.name.clone();
    visit.page(title.clone()).area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {note}
            {crumbs(&title)}
            <header class="title"><h1 dir="auto">{title.clone()}</h1></header>
            <dl class="facts">
                <div><dt>"Email address"</dt><dd>{person.email.clone()}</dd></div>
                <div><dt>"Role"</dt><dd>{person.role.title()}" "<small>{about(person.role)}</small></dd></div>
                <div><dt>"State"</dt><dd>{standing_words(&person)}</dd></div>
                <div><dt>"Second step"</dt><dd>{if second { "Yes" } else { "No: signs in with the password alone" }}</dd></div>
                <div><dt>"Since"</dt><dd>{clock::long_date(person.created_at)}</dd></div>
                <div><dt>"Last seen"</dt><dd>{seen.map_or_else(|| "Not signed in anywhere now".to_owned(), clock::long_date_time)}</dd></div>
            </dl>
            {invitation(&person, delivery(&visit.app))}
            {match may_change {
                Ok(()) => view! { {changes(&person, chosen, told, errors)} {helping(&person, second)} }.into_any(),
                Err(why) => view! { <div class="note"><p><strong>"This is you."</strong>" "{why.words()}</p></div> }.into_any(),
            }}
            <p class="quiet">"What this person said in consultations cannot be seen here, or anywhere by staff: answers are kept apart from names."</p>
        }
        .into_any()
    })
}

fn invitation(person: &Account, delivery: Delivery) -> Option<AnyView> {
    let (what, button) = if delivery.leaves() {
        (
            "They have not confirmed their address yet. A new message lets them choose a password and confirms the address.",
            "Send a new invitation",
        )
    } else {
        (
            "They have not confirmed their address yet. No message reaches them, so you are shown a link to give them yourself. They choose a password behind it, and the address counts as confirmed.",
            "Make a new link",
        )
    };
    (person.confirmed_at.is_none() && person.disabled_at.is_none()).then(|| {
        view! {
            <form method="post" action=format!("/staff/people/{}/invite", person.id)>
                <p>{what}</p>
                <p class="actions"><button class="button quiet">{button}</button></p>
            </form>
        }
        .into_any()
    })
}

fn changes(person: &Account, chosen: Option<&str>, told: &'static str, errors: &FormErrors) -> AnyView {
    let chosen = chosen.unwrap_or_else(|| person.role.word());
    let closing = if person.disabled_at.is_some() {
        view! {
            <h2>"Open the account again"</h2>
            <p>"The person can then sign in with the password they had."</p>
            <form method="post" action=format!("/staff/people/{}/reopen", person.id)><p class="actions"><button class="button quiet">"Open this account again"</button></p></form>
        }
        .into_any()
    } else {
        view! {
            <h2>"Close the account"</h2>
            <p>"The person is signed out and cannot sign in until it is opened again. What they said stays counted."</p>
            <details class="why"><summary>"Why does it stay counted?"</summary>
                <p>"Closing an account must not be a way to change a result. Only the person can withdraw what they said, by deleting their account."</p>
            </details>
            <p class="actions"><a class="button quiet warn" href=format!("/staff/people/{}/close", person.id)>"Close this account"</a></p>
        }
        .into_any()
    };
    view! {
        <h2>"Change the role"</h2>
        <p>{told}</p>
        <details class="why"><summary>"Why do only residents vote?"</summary>
            <p>"Whoever asks the question or decides about it should not also be counted in the answers. Votes that a resident gave before becoming staff stay counted, like everybody’s."</p>
        </details>
        <form method="post" action=format!("/staff/people/{}/role", person.id) novalidate>
            {form::radios("role", "Role", role_choices(), chosen, errors)}
            <p class="actions"><button class="button">"Change the role"</button></p>
        </form>
        {closing}
    }
    .into_any()
}

/// The ways to help somebody who cannot sign in any more.
fn helping(person: &Account, second: bool) -> AnyView {
    let path = format!("/staff/people/{}", person.id);
    let works_here = person.role != Role::Resident;
    view! {
        {second.then(|| view! {
            <h2>"They lost their second step"</h2>
            <p>"Ask them first, face to face or on a telephone number you know, whether it is really them who asks."</p>
            <p class="actions"><a class="button quiet" href=format!("{path}/second-step")>"Take their second step off"</a></p>
        })}
        {works_here.then(|| view! {
            <h2>"Their address does not work any more"</h2>
            <p>"People change their address themselves, on their account page. Where the old address is gone, you can begin the change for them."</p>
            <p class="actions"><a class="button quiet" href=format!("{path}/address")>"Change their address"</a></p>
        })}
    }
    .into_any()
}

/// Begins a change to a person: the log is held first, so that of two administrators who remove each other at
/// the same moment one is refused.
///
/// # Errors
/// The answer to give instead, when there is no such person or this administrator may not change them.
pub(super) async fn begin(visit: &Visit, id: i64) -> Result<(Tx, &Account, Account), Page> {
    let (tx, administrator, person) = hold(visit, id).await.map_err(Err)?;
    match rules::may_change(administrator, &person) {
        Ok(()) => Ok((tx, administrator, person)),
        Err(why) => {
            drop(tx);
            Err(refuse(visit, id, why).await)
        }
    }
}

async fn hold(visit: &Visit, id: i64) -> Result<(Tx, &Account, Account), Fault> {
    let administrator = visit.own_account()?;
    let mut tx = visit.app.db.begin().await?;
    dialect::lock_audit_log(&mut tx).await?;
    let person = store::by_id(&mut tx, AccountId(id)).await?.ok_or(Fault::Missing)?;
    Ok((tx, administrator, person))
}

async fn refuse(visit: &Visit, id: i64, why: PersonFixed) -> Page {
    let mut errors = FormErrors::none();
    errors.add("form", why.words());
    render(visit, AccountId(id), None, &errors, StatusCode::CONFLICT).await
}

/// `POST /staff/people/{id}/role`
pub async fn role(visit: Visit, Path(id): Path<i64>, fields: Fields) -> Page {
    let mut errors = FormErrors::none();
    fields.expect_only(&["role"], &mut errors);
    let typed = fields.text("role").to_owned();
    let role = errors.check("role", Role::try_from(typed.clone()).map_err(|_| "Choose one of the six roles"));
    let (Some(role), true) = (role, errors.is_empty()) else {
        return render(&visit, AccountId(id), Some(&typed), &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let (mut tx, administrator, person) = match begin(&visit, id).await {
        Ok(begun) => begun,
        Err(answer) => return answer,
    };
    if person.role == role {
        return visit.go(&format!("/staff/people/{id}"));
    }
    people::set_role(&mut tx, person.id, role).await?;
    if let Err(why) = rules::administrators_left(people::administrators(&mut tx).await?) {
        drop(tx);
        return refuse(&visit, id, why).await;
    }
    sessions::end_all(&mut tx, person.id, None).await?;
    let subject = format!("Your role with {} has changed", visit.service.name);
    let body = format!(
        "Hello {},\n\nAn administrator of {} changed your role. You are now: {}.\n{}\n\nPlease sign in again: {}\n",
        person.name,
        visit.service.name,
        role.title().to_lowercase(),
        about(role),
        visit.app.config.link("/sign-in"),
    );
    let message = Message { account: Some(person.id), recipient: &person.email, subject: &subject, body: &body };
    post_message(&mut tx, &message, visit.now).await?;
    let detail = [("from", person.role.word().to_owned()), ("to", role.word().to_owned())];
    record(&mut tx, administrator, "account.role", person.id, &detail, visit.now).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/people/{id}?done=role"))
}

/// `GET /staff/people/{id}/close`: only a question. Closing can be undone, but not unnoticed: the person is signed out.
pub async fn ask_to_close(visit: Visit, Path(id): Path<i64>) -> Page {
    let administrator = visit.own_account()?;
    let person = store::by_id(&visit.app.db, AccountId(id)).await?.ok_or(Fault::Missing)?;
    if let Err(why) = rules::may_change(administrator, &person) {
        return refuse(&visit, id, why).await;
    }
    let path = format!("/staff/people/{id}");
    let question = Question {
        title: "Close this account?".to_owned(),
        about: format!("{} ({})", person.name, person.email),
        consequences: vec![
            "The person is signed out everywhere at once, and what they are typing just then may not be recorded."
                .to_owned(),
            "They cannot sign in until you open the account again. What they said stays counted.".to_owned(),
        ],
        action: format!("{path}/close"),
        button: "Close the account",
        back: (path, "Leave it open"),
        can_be_undone: true,
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(&person.name))
}

/// `POST /staff/people/{id}/close`
pub async fn close(visit: Visit, Path(id): Path<i64>) -> Page {
    let (mut tx, administrator, person) = match begin(&visit, id).await {
        Ok(begun) => begun,
        Err(answer) => return answer,
    };
    if person.disabled_at.is_none() {
        people::set_closed(&mut tx, person.id, Some(visit.now)).await?;
        if let Err(why) = rules::administrators_left(people::administrators(&mut tx).await?) {
            drop(tx);
            return refuse(&visit, id, why).await;
        }
        sessions::end_all(&mut tx, person.id, None).await?;
        record(&mut tx, administrator, "account.close", person.id, &[], visit.now).await?;
        tx.commit().await?;
    }
    visit.go(&format!("/staff/people/{id}?done=closed"))
}

/// `POST /staff/people/{id}/reopen`
pub async fn reopen(visit: Visit, Path(id): Path<i64>) -> Page {
    let (mut tx, administrator, person) = match begin(&visit, id).await {
        Ok(begun) => begun,
        Err(answer) => return answer,
    };
    if person.disabled_at.is_some() {
        people::set_closed(&mut tx, person.id, None).await?;
        record(&mut tx, administrator, "account.reopen", person.id, &[], visit.now).await?;
        tx.commit().await?;
    }
    visit.go(&format!("/staff/people/{id}?done=reopened"))
}

/// `POST /staff/people/{id}/invite`: a new invitation for somebody who has not confirmed their address.
pub async fn invite_again(visit: Visit, Path(id): Path<i64>) -> Page {
    let (mut tx, administrator, person) = match begin(&visit, id).await {
        Ok(begun) => begun,
        Err(answer) => return answer,
    };
    // A message is sent once for two presses. A link that is shown on the page is shown once, and whoever presses again has
    // not got it: each new one ends the one before.
    let once = match delivery(&visit.app).leaves() {
        true => Some(Once::begin(&mut tx, &visit, &Fields::default()).await?),
        false => None,
    };
    if person.confirmed_at.is_some() || person.disabled_at.is_some() {
        return visit.go(&format!("/staff/people/{id}"));
    }
    let link = invite::send(&mut tx, &visit, &person).await?;
    record(&mut tx, administrator, "account.invite", person.id, &[], visit.now).await?;
    let done = format!("/staff/people/{id}?done=invited");
    if let Some(once) = once {
        once.keep(&mut tx, ("people", 0), &done).await?;
    }
    tx.commit().await?;
    if !delivery(&visit.app).leaves() {
        return invite::to_hand_over(&visit, &person, &link);
    }
    visit.go(&done)
}

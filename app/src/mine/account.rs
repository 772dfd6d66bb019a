//! A person's own account: what the library service knows about them, what they took part in, and the forms
//! to change it.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use leptos::prelude::*;

use super::writing::pages::{self as written, OwnList};
use super::{devices, password};
use crate::accounts::forms::post_confirming;
use crate::accounts::store::own;
use crate::accounts::store::own::{Device, OwnBranch};
use crate::accounts::{limits, pending, second_factor};
use crate::branches;
use crate::branches::model::BranchName;
use crate::clock;
use crate::consultations::instrument;
use crate::consultations::pages::{decision_due, stage_now};
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::identity::model::{Account, Role};
use crate::identity::sign_ins::SignIn;
use crate::identity::{rules, sign_ins};
use crate::ids::{BranchId, ConsultationId, ResponseId};
use crate::mine::store as took_part;
use crate::mine::store::OwnResponse;
use crate::notices::delivery;
use crate::responses::code::ReceiptCode;
use crate::responses::person::{Persons, ResponseRef};
use crate::responses::receipt::link;
use crate::site::{Fields, FormErrors, Page, Visit};
use crate::together::daily;
use crate::ui::{Field, FieldOption, check, done_note, error_summary, form};

/// What was typed in a form of the page that has to be sent again.
#[derive(Clone, Debug, Default)]
pub(super) struct AccountForm {
    name: Option<String>,
    branches: Option<(BTreeSet<BranchId>, Option<BranchId>)>,
}

/// Everything the page shows.
struct AccountPage {
    waits: usize,
    wants_mail: bool,
    /// Whether a colleague wants the message of the day; none for residents, who get none.
    daily: Option<bool>,
    all_branches: Vec<BranchName>,
    own_branches: Vec<OwnBranch>,
    devices: Vec<Device>,
    sign_ins: Vec<SignIn>,
    responses: Vec<OwnResponse>,
    said: Vec<(ResponseId, instrument::PagePart)>,
    came: BTreeMap<ConsultationId, CameOfIt>,
    wrote: Vec<OwnList>,
}

/// `GET /account`
pub async fn get(visit: Visit) -> Page {
    render(&visit, &AccountForm::default(), &FormErrors::none(), StatusCode::OK).await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn render(visit: &Visit, typed: &AccountForm, errors: &FormErrors, status: StatusCode) -> Page {
    let account = visit.own_account()?;
    let db = &visit.app.db;
    let responses = took_part::responses(db, account.id).await?;
    let own: Vec<ResponseRef> =
        responses.iter().map(|one| ResponseRef { response: one.response_id, slug: one.slug.clone() }).collect();
    let mut said = Vec::new();
    for person in Persons::of(&visit.app).all() {
        said.extend(person.said(db, &own).await?);
    }
    let shown = AccountPage {
        waits: pending::of_account(&visit.app, account.id, visit.now).await?.len(),
        wants_mail: own::wants_mail(db, account.id).await?,
        daily: match account.role {
            Role::Resident => None,
            _ => Some(daily::store::wants(db, account.id).await?),
        },
        all_branches: branches::store::all(db).await?,
        own_branches: own::branches(db, account.id).await?,
        devices: own::devices(db, account.id, visit.now).await?,
        sign_ins: sign_ins::latest(db, account.id, visit.now).await?,
        said,
        came: came_of_it::of(db, responses.iter().map(|response| response.consultation_id), visit.now).await?,
        wrote: written::latest_of(visit, account.id).await?,
        responses,
    };
    let signing_in = second_factor::pages::summary(visit, account).await?;
    let note = done_note(
        &visit.query_value("done"),
        &[
            ("name", "Your name is changed.", ""),
            ("branches", "Your libraries are saved.", "What you send from now on is counted under your main library."),
            ("messages", "Your choice is saved.", ""),
            ("password", "Your password is changed.", "Every other device is signed out."),
            ("sessions", "Signed out.", "That device has to sign in again."),
            (
                "confirm",
                "We have sent you a new message.",
                "Open the link in it and press the button. Older links no longer work.",
            ),
        ],
    );
    visit.page("Your account").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {note}
            <header class="title">
                <h1>"Your account"</h1>
                <p class="lede">"What we know about you, what you took part in, and how to change or delete it. Your name and address are never published."</p>
            </header>
            {(shown.waits > 0).then(waits)}
            {details(account, typed, errors)}
            {(account.role == Role::Resident).then(|| libraries(&shown, typed, errors))}
            {(account.role == Role::Resident || !shown.responses.is_empty()).then(|| taking_part(visit, &shown))}
            {written::latest(&shown.wrote)}
            {messages_form(shown.wants_mail, shown.daily)}
            {signing_in}
            {password::form(errors)}
            {devices::list(visit, &shown.devices)}
            {devices::history(&shown.sign_ins)}
            {your_data()}
        }
        .into_any()
    })
}

/// Said while something waits that was sent before the address was confirmed.
fn waits() -> AnyView {
    view! { <div class="note"><p><strong>"Something waits for you."</strong>" It was sent with your address and is not recorded yet. "<a href="/account/waiting">"See what it is"</a></p></div> }
        .into_any()
}

fn details(account: &Account, typed: &AccountForm, errors: &FormErrors) -> AnyView {
    let name = typed.name.clone().unwrap_or_else(|| account.name.clone());
    let confirmed = match account.confirmed_at {
        Some(at) => format!("Confirmed on {}", clock::long_date(at)).into_any(),
        None => view! { <strong>"Not confirmed yet."</strong>" Until it is, you cannot vote or comment." }.into_any(),
    };
    view! {
        <section aria-labelledby="details-title">
            <h2 id="details-title">"You"</h2>
            <dl class="facts">
                <div><dt>"Email address"</dt><dd>{account.email.clone()}" "<small>{confirmed}</small>{account.confirmed_at.is_some().then(|| view! { " "<a href="/account/address">"Change your address"</a> })}</dd></div>
                <div><dt>"Role"</dt><dd>{account.role.title()}</dd></div>
                <div><dt>"Member since"</dt><dd>{clock::long_date(account.created_at)}</dd></div>
            </dl>
            {account.confirmed_at.is_none().then(|| view! {
                <div class="note warn">
                    <p><strong>"Please confirm your address."</strong>" Open the link in the message we sent you and press the button. No message? Look in the folder for unwanted mail, or ask for a new one."</p>
                    <form method="post" action="/account/confirm-again"><p class="actions"><button class="button">"Send a new message"</button></p></form>
                </div>
            })}
            <form method="post" action="/account/name" novalidate>
                {Field::new("name", "Your name").hint(if account.role == Role::Resident { "Only administrators of the library service can see it." } else { "Colleagues see it where you work together. It is never published." }).value(name).autocomplete("name").show(errors)}
                <p class="actions"><button class="button quiet">"Change my name"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn libraries(shown: &AccountPage, typed: &AccountForm, errors: &FormErrors) -> AnyView {
    if shown.all_branches.is_empty() {
        return ().into_any();
    }
    let (ticked, main) = typed.branches.clone().unwrap_or_else(|| {
        let ticked = shown.own_branches.iter().map(|branch| branch.id).collect();
        (ticked, shown.own_branches.iter().find(|branch| branch.main.0).map(|branch| branch.id))
    });
    let boxes: Vec<AnyView> = shown
        .all_branches
        .iter()
        .map(|branch| {
            let checked = ticked.contains(&branch.id);
            view! {
                <label class="check">
                    <input type="checkbox" name="branch" value=branch.id.to_string() checked=checked/>
                    " "<span dir="auto">{branch.name.clone()}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    let mut mains = vec![FieldOption::new("", "No main library")];
    mains.extend(shown.all_branches.iter().map(|branch| FieldOption::new(branch.id.to_string(), branch.name.clone())));
    let chosen = main.map_or_else(String::new, |id| id.to_string());
    view! {
        <section aria-labelledby="libraries-title">
            <h2 id="libraries-title">"Your libraries"</h2>
            <p>"Tell us which libraries you use, if you like. Results are shown by library too: what you send is counted under your main one."</p>
            <details class="why"><summary>"What happens when I change it?"</summary>
                <p>"Answers you have given already keep the library they were given with, so that results which others have read do not shift. In a consultation you have not answered yet, the new one counts. Nobody can see from the results which library you named: they show numbers, not people."</p>
            </details>
            <form method="post" action="/account/branches" novalidate>
                <fieldset id="branches">
                    <legend>"Libraries you use"</legend>
                    <div class="columns">{boxes}</div>
                </fieldset>
                {form::select("main_library", "Your main library", mains, &chosen, errors)}
                <p class="actions"><button class="button quiet">"Save my libraries"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn messages_form(wants_mail: bool, daily: Option<bool>) -> AnyView {
    view! {
        <section aria-labelledby="messages-title">
            <h2 id="messages-title">"Messages"</h2>
            <form method="post" action="/account/messages" novalidate>
                {check("notify", "Tell me by email what came of consultations I took part in", Some("When a proposal you voted on is amended, and when what you answered is decided. Messages about your account itself come in any case."), wants_mail)}
                {daily.map(|wanted| check("daily", "Tell me once a day what waits for me", Some("In the morning, and only when something waits: comments to look at, notes from colleagues, dates that come near. Counts and links, nothing about anybody."), wanted))}
                <p class="actions"><button class="button quiet">"Save"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn taking_part(visit: &Visit, shown: &AccountPage) -> AnyView {
    let items: Vec<AnyView> = shown.responses.iter().map(|response| one_response(visit, response, shown)).collect();
    let body = if items.is_empty() {
        view! {
            <div class="empty"><h3>"Nothing yet"</h3>
                <p>"When you vote, comment or answer something else, the consultation, your answers and your receipt will be listed here."</p>
                <p class="actions"><a class="button" href="/consultations?stage=open">"See what is open"</a></p>
            </div>
        }
        .into_any()
    } else {
        view! { <ul class="notices">{items}</ul> }.into_any()
    };
    view! {
        <section aria-labelledby="part-title">
            <h2 id="part-title">"What you took part in"</h2>
            {body}
        </section>
    }
    .into_any()
}

fn one_response(visit: &Visit, response: &OwnResponse, shown: &AccountPage) -> AnyView {
    let code = ReceiptCode::for_response(&visit.app.secret, response.response_id.0).to_string();
    let slug = response.slug.clone();
    let own = shown.said.iter().filter(|(own, _)| *own == response.response_id);
    let lines: Vec<AnyView> = own.map(|(_, line)| line()).collect();
    let counted = if let Some(at) = response.response_withdrawn_at {
        Some(format!("Withdrawn on {}, so it is not counted", clock::long_date(at)))
    } else {
        response.superseded_by.map(|_| "A later response took its place".to_owned())
    };
    view! {
        <li class="notice">
            <h3><a dir="auto" href=format!("/consultations/{slug}")>{response.title.clone()}</a></h3>
            <p class="meta">
                {stage_now(&response.dates, visit.now)}
                " "{decision_due(&response.dates, visit.now)}
                " "<span>{format!("First answer {}", clock::long_date(response.received_at))}</span>
                {response.branch.clone().map(|branch| view! { " "<span>{format!("counted under {branch}")}</span> })}
                {counted.map(|counted| view! { " "<span>{counted}</span> })}
            </p>
            {shown.came.get(&response.consultation_id).map(|came| view! {
                <p>"What came of it: "<a href=format!("/consultations/{slug}/decision")>{came.decided.clone()}</a></p>
                {came.promises.words().map(|words| view! { <p class="meta"><span>{words}</span></p> })}
            })}
            {(!lines.is_empty()).then(|| view! { <ul>{lines}</ul> })}
            <p>"Your receipt: "{link(&code)}</p>
        </li>
    }
    .into_any()
}

fn your_data() -> AnyView {
    view! {
        <section aria-labelledby="data-title">
            <h2 id="data-title">"Your data"</h2>
            <p>"You can take away everything we hold about you: your account, your answers and comments, and the messages we wrote to you. It is one file that other programs can read (JSON)."</p>
            <p class="actions"><a class="button quiet" href="/account/data">"Download my data"</a> <a href="/account/delete">"Delete my account"</a></p>
        </section>
    }
    .into_any()
}

/// `POST /account/name`
pub async fn name(visit: Visit, fields: Fields) -> Page {
    let account = visit.own_account()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["name"], &mut errors);
    let typed = fields.line("name");
    let name = errors.check("name", rules::name(&typed));
    let (Some(name), true) = (name, errors.is_empty()) else {
        let typed = AccountForm { name: Some(typed), ..AccountForm::default() };
        return render(&visit, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let mut tx = visit.app.db.begin().await?;
    own::set_name(&mut tx, account.id, &name).await?;
    tx.commit().await?;
    visit.go("/account?done=name")
}

/// `POST /account/branches`
pub async fn branches(visit: Visit, fields: Fields) -> Page {
    let account = visit.own_account()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["branch", "main_library"], &mut errors);
    let known: BTreeSet<BranchId> = branches::store::all(&visit.app.db).await?.iter().map(|branch| branch.id).collect();
    let of_word = |word: &str| word.trim().parse().ok().map(BranchId).filter(|id| known.contains(id));
    let mut ticked = BTreeSet::new();
    for word in fields.all("branch") {
        match of_word(word) {
            Some(id) => {
                ticked.insert(id);
            }
            None => errors.add("branches", "Choose libraries from the list: one of those sent is not there any more"),
        }
    }
    let mut main = match fields.text("main_library") {
        "" => None,
        word => {
            let main = of_word(word);
            if main.is_none() {
                errors.add("main_library", "Choose your main library from the list");
            }
            main
        }
    };
    if !errors.is_empty() {
        let typed = AccountForm { branches: Some((ticked, main)), ..AccountForm::default() };
        return render(&visit, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    // Whoever names a main library uses it; whoever uses one library has no other to be counted under.
    ticked.extend(main);
    if ticked.len() == 1 {
        main = ticked.first().copied();
    }
    let ticked: Vec<BranchId> = ticked.into_iter().collect();
    let mut tx = visit.app.db.begin().await?;
    own::set_branches(&mut tx, account.id, &ticked, main).await?;
    tx.commit().await?;
    visit.go("/account?done=branches")
}

/// `POST /account/messages`
pub async fn messages(visit: Visit, fields: Fields) -> Page {
    let account = visit.own_account()?;
    let mut errors = FormErrors::none();
    let colleague = account.role != Role::Resident;
    fields.expect_only(if colleague { &["notify", "daily"] } else { &["notify"] }, &mut errors);
    if !errors.is_empty() {
        return render(&visit, &AccountForm::default(), &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let mut tx = visit.app.db.begin().await?;
    own::set_wants_mail(&mut tx, account.id, fields.ticked("notify")).await?;
    if colleague {
        daily::store::set_wants(&mut tx, account.id, fields.ticked("daily")).await?;
    }
    tx.commit().await?;
    visit.go("/account?done=messages")
}

/// `POST /account/confirm-again`: a new confirming message; at most a few an hour.
pub async fn confirm_again(visit: Visit) -> Page {
    let account = visit.own_account()?;
    if account.confirmed_at.is_some() {
        return visit.go("/account");
    }
    let mut tx = visit.app.db.begin().await?;
    if !limits::may_write(&mut tx, &visit, &account.email).await? {
        drop(tx);
        let mut errors = FormErrors::none();
        errors.add(
            "form",
            "We have sent several messages to your address: at most three an hour, and six a day. They can take a few \
             minutes to arrive: please look in the folder for unwanted mail, or ask again later.",
        );
        return render(&visit, &AccountForm::default(), &errors, StatusCode::TOO_MANY_REQUESTS).await;
    }
    let token = post_confirming(&mut tx, &visit, account.id, &account.email).await?;
    tx.commit().await?;
    if visit.app.demo {
        // No mail leaves a demonstration: the page that follows shows the link.
        return visit.go(&format!("/registered?confirm={token}"));
    }
    visit.go(if delivery(&visit.app).leaves() { "/account?done=confirm" } else { "/registered" })
}

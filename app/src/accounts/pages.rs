//! The pages for registering, confirming an address and signing in.

use axum::extract::Path;
use axum::http::StatusCode;
use leptos::prelude::*;

use super::store::{self, Purpose, TokenState};
use crate::site::{Fields, FormErrors, Page, Visit};
use crate::ui::{Field, Kind, done_note, error_summary, form};

/// Something that waits until its author has signed in: a page to go to, or a form to send on.
#[derive(Clone, Debug, Default)]
pub struct Waiting {
    /// The path to go to or to send the form to. Always one of ours.
    pub path: String,
    /// The form's body as it was sent, if there is one.
    pub body: Option<String>,
}

impl Waiting {
    /// The page being asked for.
    pub fn page(visit: &Visit) -> Self {
        let query = if visit.query.is_empty() { String::new() } else { format!("?{}", visit.query) };
        Self { path: format!("{}{query}", visit.path), body: None }
    }

    /// A form that was sent by somebody who is not signed in.
    pub fn form(visit: &Visit, fields: &Fields) -> Self {
        Self { path: visit.path.clone(), body: Some(fields.raw().to_owned()) }
    }

    /// What the sign-in form sent back, if it points into this site.
    pub fn from_fields(fields: &Fields) -> Self {
        let path = fields.text("continue_to");
        let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r']);
        Self {
            path: if ours { path.to_owned() } else { String::new() },
            body: fields.has("carry").then(|| fields.raw_text("carry").to_owned()),
        }
    }

    fn inputs(&self) -> AnyView {
        let Self { path, body } = self.clone();
        view! {
            {(!path.is_empty()).then(|| view! { <input type="hidden" name="continue_to" value=path/> })}
            {body.map(|body| view! { <input type="hidden" name="carry" value=body/> })}
        }
        .into_any()
    }
}

/// What is typed in the registration form.
#[derive(Clone, Debug, Default)]
pub struct Registration {
    /// A name, never published.
    pub name: String,
    /// An address.
    pub email: String,
}

/// `GET /register`
pub async fn register(visit: Visit) -> Page {
    if visit.session.is_some() {
        return visit.go("/account");
    }
    register_form(&visit, &Registration::default(), &FormErrors::none())
}

/// The registration form, with what was typed and what is wrong with it.
pub fn register_form(visit: &Visit, typed: &Registration, errors: &FormErrors) -> Page {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page("Register").status(status).show(|| {
        view! {
            {error_summary(errors)}
            <header class="title"><h1>"Register to take part"</h1>
                <p class="lede">"You need an account to vote and comment, so that everybody is counted once. Your name is never published."</p>
            </header>
            <form method="post" action="/register" novalidate>
                {Field::new("name", "Your name").hint("Only administrators of the library service can see it.").value(&typed.name).autocomplete("name").show(errors)}
                {Field::new("email", "Email address").kind(Kind::Email).hint("We send one message to confirm it is yours.").value(&typed.email).autocomplete("email").show(errors)}
                {Field::new("password", "Password").kind(Kind::Password).hint("At least 10 characters. Three or four words are easy to remember and hard to guess.").autocomplete("new-password").show(errors)}
                {form::check("own_device", "This is my own device", Some("Stay signed in for 30 days. Leave this empty on a library computer."), false)}
                <p class="actions"><button class="button">"Create my account"</button> <a href="/sign-in">"I already have one"</a></p>
            </form>
            <p class="quiet">"What we keep and why: "<a href="/privacy">"privacy"</a>"."</p>
        }
        .into_any()
    })
}

/// `GET /registered`: what to do next. In a demo it shows the confirming link, since no mail is sent.
pub async fn registered(visit: Visit) -> Page {
    let link = if visit.app.demo {
        let asked = visit.asked("confirm");
        (!asked.is_empty() && asked.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')))
            .then(|| format!("/confirm/{asked}"))
    } else {
        None
    };
    visit.page("Check your email").private().show(|| {
        view! {
            <header class="title"><h1>"Check your email"</h1>
                <p class="lede">"We have sent you a message with a link. Open it and press the button to confirm that the address is yours. After that you can vote and comment."</p>
            </header>
            {link.map(|link| view! {
                <div class="note"><p><strong>"Demonstration."</strong>" No mail leaves this machine. Here is the link: "<a href=link>"confirm the address"</a></p></div>
            })}
            <p>"The link works for three days. Nothing there? Look in the folder for unwanted mail, or ask for "<a href="/account">"a new message on your account page"</a>"."</p>
            <p class="actions"><a class="button quiet" href="/consultations">"Read the consultations meanwhile"</a></p>
        }
        .into_any()
    })
}

/// `GET /confirm/{token}`: only a button, because mail scanners follow links.
pub async fn confirm(visit: Visit, Path(token): Path<String>) -> Page {
    let state = store::look_at_token(&visit.app.db, Purpose::Confirm, &token, visit.now).await?;
    confirm_page(&visit, &token, state)
}

/// The confirming page for a link in this state.
pub fn confirm_page(visit: &Visit, token: &str, state: TokenState) -> Page {
    let action = format!("/confirm/{token}");
    let (status, title, body) = match state {
        TokenState::Good(_) => (
            StatusCode::OK,
            "Confirm your email address",
            view! {
                <p class="lede">"One press and your address is confirmed."</p>
                <form method="post" action=action><p class="actions"><button class="button">"Confirm my address"</button></p></form>
            }
            .into_any(),
        ),
        TokenState::Used(_) => (
            StatusCode::GONE,
            "This link was used already",
            view! {
                <p class="lede">"Your address is confirmed. There is nothing more to do."</p>
                <p class="actions"><a class="button" href="/sign-in">"Sign in"</a></p>
            }
            .into_any(),
        ),
        TokenState::Expired => (
            StatusCode::GONE,
            "This link is too old",
            view! {
                <p class="lede">"Links work for three days. Sign in and ask for a new message on your account page."</p>
                <p class="actions"><a class="button" href="/account">"Your account"</a></p>
            }
            .into_any(),
        ),
        TokenState::Unknown => (
            StatusCode::NOT_FOUND,
            "We do not know this link",
            view! {
                <p class="lede">"It may be cut short (some mail programs break long links), or a newer message replaced it. Sign in and ask for a new message on your account page."</p>
                <p class="actions"><a class="button" href="/account">"Your account"</a></p>
            }
            .into_any(),
        ),
    };
    visit
        .page(title)
        .status(status)
        .private()
        .show(|| view! { <header class="title"><h1>{title}</h1></header> {body} }.into_any())
}

/// `GET /sign-in`
pub async fn sign_in(visit: Visit) -> Page {
    let waiting = Waiting { path: safe_path(&visit.asked("to")), body: None };
    sign_in_form(&visit, "", &waiting, &FormErrors::none(), StatusCode::OK).await
}

fn safe_path(path: &str) -> String {
    Waiting::from_fields(&Fields::from_pairs([("continue_to".to_owned(), path.to_owned())])).path
}

/// A sign-in per role of a demo installation.
#[derive(sqlx::FromRow)]
pub struct DemoSignIn {
    /// The role's word.
    pub role: String,
    /// The address.
    pub email: String,
}

/// The sign-in form that keeps what waits: 401 for somebody who has to sign in first.
pub fn sign_in_first(visit: &Visit, waiting: &Waiting) -> Page {
    let mut errors = FormErrors::none();
    if waiting.body.is_some() {
        errors.add(
            "form",
            "Please sign in to send this. What you chose and wrote is kept and is sent when you have signed in.",
        );
    }
    sign_in_sheet(visit, "", waiting, &errors, StatusCode::UNAUTHORIZED, Vec::new())
}

/// The sign-in form with what is wrong, and the demo's accounts where there are some.
pub async fn sign_in_form(
    visit: &Visit,
    email: &str,
    waiting: &Waiting,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let demo = if visit.app.demo { store::demo_sign_ins(&visit.app.db).await? } else { Vec::new() };
    sign_in_sheet(visit, email, waiting, errors, status, demo)
}

fn sign_in_sheet(
    visit: &Visit,
    email: &str,
    waiting: &Waiting,
    errors: &FormErrors,
    status: StatusCode,
    demo: Vec<DemoSignIn>,
) -> Page {
    let note = done_note(
        &visit.asked("done"),
        &[
            ("confirmed", "Your address is confirmed.", "Sign in to vote and comment."),
            ("signed-out", "You are signed out.", "Thank you for taking part."),
            ("password", "Your password is changed.", "Sign in with the new one."),
            ("deleted", "Your account is deleted.", "Your name and address are erased."),
            ("invited", "Your account is ready.", "Sign in with the password you just chose."),
            ("first-administrator", "You are the first administrator.", "Sign in with the password you just chose."),
            ("elsewhere", "You are signed out.", "This device was signed out on your account page."),
        ],
    );
    visit.page("Sign in").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {note}
            <header class="title"><h1>"Sign in"</h1></header>
            <form method="post" action="/sign-in" novalidate>
                {waiting.inputs()}
                {Field::new("email", "Email address").kind(Kind::Email).value(email).autocomplete("username").show(errors)}
                {Field::new("password", "Password").kind(Kind::Password).autocomplete("current-password").show(errors)}
                {form::check("own_device", "This is my own device", Some("Stay signed in for 30 days. Leave this empty on a library computer."), false)}
                {form::check("own_desk", "I work for the library service and this is my own desk", Some("Stay signed in for a working day (10 hours), until the browser closes. Leave this empty on a computer that others use."), false)}
                <p class="actions"><button class="button">"Sign in"</button> <a href="/reset">"I forgot my password"</a></p>
            </form>
            <p>"No account yet? "<a href="/register">"Register to take part"</a>"."</p>
            {(!demo.is_empty()).then(|| demo_accounts(demo))}
        }
        .into_any()
    })
}

fn demo_accounts(demo: Vec<DemoSignIn>) -> AnyView {
    let items: Vec<AnyView> = demo
        .into_iter()
        .map(|sign_in| {
            let what = match sign_in.role.as_str() {
                "resident" => "votes and comments",
                "staff" => "runs consultations",
                "moderator" => "looks after the comments",
                "analyst" => "reads and exports results",
                "councillor" => "views results and decides",
                _ => "manages people, roles and libraries",
            };
            let title = super::model::Role::try_from(sign_in.role.clone()).map_or("Account", super::model::Role::title);
            view! {
                <li><form method="post" action="/sign-in">
                    <input type="hidden" name="email" value=sign_in.email.clone()/>
                    <input type="hidden" name="password" value=crate::accounts::DEMO_PASSWORD/>
                    <button class="button quiet">{title}</button>" "<small>{what}</small>" "<code>{sign_in.email}</code>
                </form></li>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="demo-accounts" aria-labelledby="demo-title">
            <h2 id="demo-title">"Try it as…"</h2>
            <ul>{items}</ul>
            <p class="meta">"The password of each is "<code>{crate::accounts::DEMO_PASSWORD}</code></p>
        </section>
    }
    .into_any()
}

/// What somebody sees who may take part once their address is confirmed: how to confirm it, and what they typed.
pub fn confirm_first(visit: &Visit, typed: AnyView) -> Page {
    visit.page("Confirm your address first").status(StatusCode::FORBIDDEN).private().show(|| {
        view! {
            <header class="title"><h1>"Confirm your address first"</h1>
                <p class="lede">"Before you can vote or comment, open the link in the message we sent you and press the button. It shows that the address is yours, so that everybody is counted once."</p>
            </header>
            <p>"No message? Look in the folder for unwanted mail, or ask for a new one on "<a href="/account">"your account page"</a>". Then come back here: what you sent is kept below."</p>
            {typed}
        }
        .into_any()
    })
}

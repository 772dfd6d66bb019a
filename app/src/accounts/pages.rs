//! The pages for registering and signing in.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::waiting::{AwaitingSignIn, SignInForm, one_more_step};
use super::{confirming, pending, store};
use crate::notices::no_mail_note;
use crate::site::{FormErrors, Page, Visit};
use crate::ui::{Field, FieldKind, done_note, error_summary, form};

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
    let waiting = AwaitingSignIn::page_at(&visit.query_value("to"));
    register_form(&visit, &waiting, &Registration::default(), &FormErrors::none(), StatusCode::OK)
}

/// The registration form, with what waits, what was typed and what is wrong with it.
pub fn register_form(
    visit: &Visit,
    waiting: &AwaitingSignIn,
    typed: &Registration,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    if waiting.body.is_some() {
        return one_more_step(visit, waiting, "", typed, (SignInForm::Register, errors), status);
    }
    visit.page("Register").status(status).show(|| {
        view! {
            {error_summary(errors)}
            <header class="title"><h1>"Register to take part"</h1>
                <p class="lede">"You need an account to vote and comment, so that everybody is counted once. Your name is never published."</p>
            </header>
            {no_mail_note(visit)}
            {register_fields(waiting, typed, errors, false)}
            <p>"You have an account already? "<a href=format!("/sign-in{}", waiting.query())>"Sign in"</a>"."</p>
            <p class="quiet">"What we keep and why: "<a href="/privacy">"privacy"</a>"."</p>
        }
        .into_any()
    })
}

/// The form that makes an account. Beside the sign-in form its fields have ids of their own.
pub(super) fn register_fields(
    waiting: &AwaitingSignIn,
    typed: &Registration,
    errors: &FormErrors,
    beside: bool,
) -> AnyView {
    let own = |id: &'static str, name: &'static str| if beside { id } else { name };
    view! {
        <form method="post" action="/register" novalidate>
            {waiting.inputs()}
            {Field::new("name", "Your name").hint("Only administrators of the library service can see it.").value(&typed.name).autocomplete("name").show(errors)}
            {Field::new("email", "Email address").id(own("new-email", "email")).kind(FieldKind::Email).hint("We send one message to confirm it is yours.").value(&typed.email).autocomplete("email").show(errors)}
            {Field::new("password", "Password").id(own("new-password", "password")).kind(FieldKind::Password).hint("At least 10 characters. Three or four words are easy to remember and hard to guess.").autocomplete("new-password").show(errors)}
            {form::check_as(own("new-own_device", "own_device"), "own_device", "This is my own device", Some("Stay signed in for 30 days. Leave this empty on a library computer."), waiting.ticked.0)}
            <p class="actions"><button class="button">"Create my account"</button></p>
        </form>
    }
    .into_any()
}

/// `GET /registered`: what to do next, and what this browser sent a short while ago. In a demo it shows the confirming
/// link, since no mail is sent.
pub async fn registered(visit: Visit) -> Page {
    let link = if visit.app.demo {
        let asked = visit.query_value("confirm");
        (!asked.is_empty() && asked.chars().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')))
            .then(|| format!("/confirm/{asked}"))
    } else {
        None
    };
    let waiting = pending::of_browser(&visit).await?;
    let waits = !waiting.is_empty();
    let title = if waits { "Check your email: your answer is kept" } else { "Check your email" };
    let note = done_note(
        &visit.query_value("done"),
        &[(
            "again",
            "A new message is on its way.",
            "If the address waits to be confirmed, that is. Older links no longer work.",
        )],
    );
    if let Some(note) = no_mail_note(&visit) {
        return visit.page("Registered").private().show(|| {
            view! {
                <header class="title"><h1>"Thank you"</h1></header>
                {note}
                {waits.then(|| view! { <section aria-labelledby="waits-title"><h2 id="waits-title">"What is kept"</h2>{pending::pages::list(&visit, &waiting)}<p class="quiet">"It is not recorded yet. We keep it for 14 days, sealed."</p></section> })}
                <p class="actions"><a class="button quiet" href="/consultations">"Read the consultations meanwhile"</a></p>
            }
            .into_any()
        });
    }
    visit.page(title).private().show(|| {
        view! {
            {note}
            <header class="title"><h1>{title}</h1>
                <p class="lede">{if waits {
                    "We have sent you a message with a link. Open it and press the button: then your address is confirmed and what you sent is recorded."
                } else {
                    "We have sent you a message with a link. Open it and press the button to confirm that the address is yours. After that you can vote and comment."
                }}</p>
            </header>
            {link.map(|link| view! {
                <div class="note"><p><strong>"Demonstration."</strong>" No mail leaves this machine. Here is the link: "<a href=link>"confirm the address"</a></p></div>
            })}
            {waits.then(|| view! {
                <section aria-labelledby="waits-title">
                    <h2 id="waits-title">"What is kept"</h2>
                    {pending::pages::list(&visit, &waiting)}
                    <p class="quiet">"It is not recorded yet. We keep it for 14 days, sealed; if the address is not confirmed by then, or the consultation has closed, it does not count."</p>
                </section>
            })}
            <p>"The link works for three days. It is quickest to open it in this browser: then you need not type your password again."</p>
            <details class="why"><summary>"Nothing there after a few minutes?"</summary>
                <p>"Look in the folder for unwanted mail, and check the address. We send at most three messages an hour to one address, and six a day."</p>
                {confirming::again_form("", &FormErrors::none())}
            </details>
            <p class="actions"><a class="button quiet" href="/consultations">"Read the consultations meanwhile"</a></p>
        }
        .into_any()
    })
}

/// `GET /sign-in`
pub async fn sign_in(visit: Visit) -> Page {
    let waiting = AwaitingSignIn::page_at(&visit.query_value("to"));
    sign_in_form(&visit, "", &waiting, &FormErrors::none(), StatusCode::OK).await
}

/// The sign-in form with what is wrong, and the demo's accounts where there are some.
pub async fn sign_in_form(
    visit: &Visit,
    email: &str,
    waiting: &AwaitingSignIn,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    if waiting.body.is_some() {
        return one_more_step(visit, waiting, email, &Registration::default(), (SignInForm::SignIn, errors), status);
    }
    let demo = if visit.app.demo { store::demo_sign_ins(&visit.app.db).await? } else { Vec::new() };
    sign_in_sheet(visit, email, waiting, errors, status, demo)
}

fn sign_in_sheet(
    visit: &Visit,
    email: &str,
    waiting: &AwaitingSignIn,
    errors: &FormErrors,
    status: StatusCode,
    demo: Vec<store::DemoSignIn>,
) -> Page {
    let note = done_note(
        &visit.query_value("done"),
        &[
            ("confirmed", "Your address is confirmed.", "Sign in to vote and comment."),
            ("signed-out", "You are signed out.", "Thank you for taking part."),
            (
                "password",
                "Your new password is set.",
                "Sign in with it. You are asked for your second step too: a mailbox alone lets nobody in.",
            ),
            ("deleted", "Your account is deleted.", "Your name and address are erased."),
            ("elsewhere", "You are signed out.", "This device was signed out on your account page."),
        ],
    );
    visit.page("Sign in").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {note}
            <header class="title"><h1>"Sign in"</h1></header>
            {sign_in_fields(waiting, email, errors)}
            {visit.sees_the_site().then(|| view! { <p>"No account yet? "<a href=format!("/register{}", waiting.query())>"Register to take part"</a>"."</p> })}
            {(!demo.is_empty()).then(|| demo_accounts(demo))}
        }
        .into_any()
    })
}

/// The form that signs in, on whatever page it stands.
pub(super) fn sign_in_fields(waiting: &AwaitingSignIn, email: &str, errors: &FormErrors) -> AnyView {
    view! {
        <form method="post" action="/sign-in" novalidate>
            {waiting.inputs()}
            {Field::new("email", "Email address").kind(FieldKind::Email).value(email).autocomplete("username").show(errors)}
            {Field::new("password", "Password").kind(FieldKind::Password).autocomplete("current-password").show(errors)}
            {form::check("own_device", "This is my own device", Some("Stay signed in for 30 days. Leave this empty on a library computer."), waiting.ticked.0)}
            {(!waiting.from_a_resident()).then(|| form::check("own_desk", "I work for the library service and this is my own desk", Some("Stay signed in for a working day (10 hours), until the browser closes. Leave this empty on a computer that others use."), waiting.ticked.1))}
            <p class="actions"><button class="button">"Sign in"</button></p>
        </form>
        // A form of its own, so that what waits comes along and no password does.
        <form method="post" action="/reset/begin">{waiting.inputs()}<p class="actions"><button class="link">"I forgot my password"</button></p></form>
    }
    .into_any()
}

fn demo_accounts(demo: Vec<store::DemoSignIn>) -> AnyView {
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
            let title = crate::identity::model::Role::try_from(sign_in.role.clone())
                .map_or("Account", crate::identity::model::Role::title);
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

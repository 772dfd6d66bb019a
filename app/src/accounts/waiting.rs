//! What waits until its author has signed in: a page to go to, or a form to send on. Somebody who answers before they
//! have signed in meets one more step, not an error: their answer is repeated, and there are two equal ways on, for
//! those who have an account and for those who are new. Either way the answer goes with them.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::pages::{Registration, register_fields, sign_in_fields};
use crate::App;
use crate::site::field_words::{self, Holds};
use crate::site::fields::FORM_LARGEST;
use crate::site::{Fields, FormErrors, Onward, Page, Visit};
use crate::ui::error_summary;

/// Something that waits until its author has signed in: a page to go to, or a form to send on.
#[derive(Clone, Debug, Default)]
pub struct AwaitingSignIn {
    /// The path to go to or to send the form to; empty when there is none.
    pub path: String,
    /// The form's body as it was sent, if there is one.
    pub body: Option<String>,
    /// Which boxes were ticked when the sign-in form was sent that is shown again: one's own device, one's own desk.
    pub ticked: (bool, bool),
}

impl AwaitingSignIn {
    /// The page being asked for.
    pub fn page(visit: &Visit) -> Self {
        let query = if visit.query.is_empty() { String::new() } else { format!("?{}", visit.query) };
        Self::page_at(&format!("{}{query}", visit.path))
    }

    /// A page somebody is to be led to, if it is one of ours.
    pub fn page_at(typed: &str) -> Self {
        Self { path: Onward::page(typed).map_or_else(String::new, |page| page.as_str().to_owned()), ..Self::default() }
    }

    /// A form that was sent by somebody who is not signed in. A form that cannot wait, or holds a password, does not.
    pub fn form(visit: &Visit, fields: &Fields) -> Self {
        Self::form_at(&visit.path, fields.raw().to_owned())
    }

    /// A form's body on its way to an address.
    pub fn form_at(path: &str, body: String) -> Self {
        let secret = Fields::parse(body.as_bytes()).map_or(true, |fields| fields.holds_secret());
        match Onward::form(path) {
            Some(address) if !secret && body.len() <= FORM_LARGEST => {
                Self { path: address.as_str().to_owned(), body: Some(body), ..Self::default() }
            }
            _ => Self::default(),
        }
    }

    /// What a sign-in form sent back, if it points to a place of ours where it can wait.
    pub fn from_fields(fields: &Fields) -> Self {
        let path = fields.text("continue_to");
        let waiting = match fields.has("carry") {
            true => Self::form_at(path, fields.raw_text("carry").to_owned()),
            false => Self::page_at(path),
        };
        Self { ticked: (fields.ticked("own_device"), fields.ticked("own_desk")), ..waiting }
    }

    /// The hidden fields that take it along.
    pub fn inputs(&self) -> AnyView {
        let Self { path, body, .. } = self.clone();
        view! {
            {(!path.is_empty()).then(|| view! { <input type="hidden" name="continue_to" value=path/> })}
            {body.map(|body| view! { <input type="hidden" name="carry" value=body/> })}
        }
        .into_any()
    }

    /// The end of an address that takes the page along, such as `?to=%2Fconsultations`; empty when there is none.
    pub fn query(&self) -> String {
        if self.path.is_empty() || self.body.is_some() {
            return String::new();
        }
        format!("?to={}", percent_encoding::utf8_percent_encode(&self.path, percent_encoding::NON_ALPHANUMERIC))
    }

    /// Whether a resident sent it, who may still have to register; staff are invited.
    pub fn from_a_resident(&self) -> bool {
        self.path.starts_with("/consultations/")
    }
}

/// The longest value that only programs read: an answer's name, a number.
const LONGEST_WORD: usize = 40;

/// What somebody is about to send, in their own words.
pub fn repeated(app: &App, body: &str) -> AnyView {
    let Ok(fields) = Fields::parse(body.as_bytes()) else { return ().into_any() };
    let mut lines: Vec<AnyView> = Vec::new();
    let mut marks: Vec<(Together, usize)> = Vec::new();
    for (name, value) in fields.pairs().iter().filter(|(_, value)| !value.trim().is_empty()) {
        let known = field_words::of_an_answer(app, name);
        match known.map(|known| (known, known.holds)) {
            Some((known, Holds::Text)) => lines.push(words(known.called(name), value)),
            Some((known, Holds::Choice(offered))) if let Some(title) = offered(value) => {
                lines.push(view! { <p>{format!("{}: ", known.called(name))}<strong>{title}</strong></p> }.into_any());
            }
            Some((_, Holds::Mark { before, one, many })) => {
                let together = (before, one, many);
                match marks.iter_mut().find(|(known, _)| *known == together) {
                    _ if value.trim() == "0" => {}
                    Some((_, count)) => *count += 1,
                    None => marks.push((together, 1)),
                }
            }
            Some((_, Holds::Tick)) => {}
            _ if value.len() > LONGEST_WORD || value.contains(char::is_whitespace) => {
                lines.push(words("What you wrote".to_owned(), value));
            }
            _ => {}
        }
    }
    lines.extend(marks.into_iter().map(|((before, one, many), count)| {
        let said = if count == 1 { one.to_owned() } else { format!("{count} {many}") };
        view! { <p>{before}" "<strong>{said}</strong>"."</p> }.into_any()
    }));
    lines.into_any()
}

/// Marks that make one answer: what is said before how many there are, of one, and of more.
type Together = (&'static str, &'static str, &'static str);

fn words(label: String, value: &str) -> AnyView {
    view! { <p class="meta">{label}</p><blockquote class="as-typed" dir="auto">{value.to_owned()}</blockquote> }
        .into_any()
}

/// Where a form that waits belongs: the page it was sent from, to go back to.
fn back(path: &str) -> String {
    let mut segments: Vec<&str> = path.split('/').collect();
    // An answer is sent to an address below the page it stands on.
    if segments.len() > 3 {
        segments.pop();
    }
    segments.join("/")
}

/// 401 for somebody who has to sign in first. With a form that waits: one more step, the answer repeated, two ways on.
pub fn sign_in_first(visit: &Visit, waiting: &AwaitingSignIn) -> Page {
    let asked = (SignInForm::SignIn, &FormErrors::none());
    one_more_step(visit, waiting, "", &Registration::default(), asked, StatusCode::UNAUTHORIZED)
}

/// The form of the page that was sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SignInForm {
    /// Of those who have an account.
    SignIn,
    /// Of those who are new.
    Register,
}

/// Both ways on, with what was typed in either and what is wrong with the one that was sent.
pub fn one_more_step(
    visit: &Visit,
    waiting: &AwaitingSignIn,
    email: &str,
    typed: &Registration,
    (way, errors): (SignInForm, &FormErrors),
    status: StatusCode,
) -> Page {
    let Some(body) = waiting.body.clone() else { return plain(visit, waiting, email, errors, status) };
    // The fields of the second form have ids of their own, and the summary leads to them.
    let mut summary = FormErrors::none();
    for (field, sentence) in errors.iter() {
        let second = way == SignInForm::Register && field != "form" && field != "name";
        summary.add(if second { format!("new-{field}") } else { field.to_owned() }, sentence);
    }
    let none = FormErrors::none();
    let (signing_in, registering) = if way == SignInForm::SignIn { (errors, &none) } else { (&none, errors) };
    let resident = waiting.from_a_resident();
    // A step on the way, not a mistake, unless there is one.
    let page = visit.page("One more step").status(status).private();
    let page = if errors.is_empty() { page.step() } else { page };
    page.show(|| {
        view! {
            {error_summary(&summary)}
            <header class="title"><h1>"One more step"</h1>
                <p class="lede">{if resident {
                    "Nothing is lost: what you sent is below. It is recorded as soon as we know that it is you, so that everybody is counted once."
                } else {
                    "You are signed out, perhaps because nothing happened here for a while. Nothing is lost: what you sent is kept on this page and goes on when you have signed in."
                }}</p>
            </header>
            <section class="note" aria-labelledby="waits-title">
                <h2 id="waits-title">"What you are about to send"</h2>
                {repeated(&visit.app, &body)}
                {resident.then(|| view! { <p class="meta"><a href=back(&waiting.path)>"Back to the page, without sending it"</a></p> })}
            </section>
            <div class=if resident { "two-ways wide" } else { "" }>
                <section aria-labelledby="known-title">
                    <h2 id="known-title">{if resident { "I have an account" } else { "Sign in" }}</h2>
                    {sign_in_fields(waiting, email, signing_in)}
                </section>
                {resident.then(|| view! {
                    <section aria-labelledby="new-title">
                        <h2 id="new-title">"I am new here"</h2>
                        {register_fields(waiting, typed, registering, true)}
                    </section>
                })}
            </div>
            {resident.then(|| view! { <p class="quiet">"What we keep and why: "<a href="/privacy">"privacy"</a>"."</p> })}
        }
        .into_any()
    })
}

fn plain(visit: &Visit, waiting: &AwaitingSignIn, email: &str, errors: &FormErrors, status: StatusCode) -> Page {
    let query = waiting.query();
    let staff = waiting.path.starts_with("/staff") || waiting.path.starts_with("/council");
    let page = visit.page("Sign in").status(status).private();
    let page = if errors.is_empty() { page.step() } else { page };
    page.show(|| {
        view! {
            {error_summary(errors)}
            <header class="title"><h1>"Sign in"</h1>
                <p class="lede">"The page you asked for is for people who are signed in. You come to it when you have signed in."</p>
            </header>
            {sign_in_fields(waiting, email, errors)}
            {(!staff).then(|| view! { <p>"No account yet? "<a href=format!("/register{query}")>"Register to take part"</a>"."</p> })}
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::{AwaitingSignIn, back};
    use crate::site::Fields;

    fn sent(path: &str, body: &str) -> AwaitingSignIn {
        AwaitingSignIn::from_fields(&Fields::from_pairs([
            ("continue_to".to_owned(), path.to_owned()),
            ("carry".to_owned(), body.to_owned()),
        ]))
    }

    #[test]
    fn a_form_waits_only_for_an_address_that_takes_one_and_never_with_a_password() {
        assert!(sent("/consultations/hours/proposals/1/vote", "choice=support").body.is_some());
        for path in ["/sign-in", "/register", "/reset", "/confirm/x", "//evil.example", "/\t/evil.example", ""] {
            let waiting = sent(path, "choice=support");
            assert_eq!((waiting.path.as_str(), waiting.body), ("", None), "{path:?}");
        }
        assert_eq!(sent("/account/password", "current_password=x&new_password=y").body, None);
    }

    #[test]
    fn the_way_back_is_the_page_the_answer_was_given_on() {
        assert_eq!(back("/consultations/hours/proposals/1/vote"), "/consultations/hours/proposals/1");
        assert_eq!(back("/consultations/hours/budget"), "/consultations/hours");
        assert_eq!(back("/consultations/hours"), "/consultations/hours");
    }
}

//! The page on which somebody sees and changes how they sign in, and the page with their recovery codes.

use leptos::prelude::*;

use super::model::SecondFactor;
use super::passkeys::RelyingParty;
use super::store;
use crate::clock;
use crate::identity::model::Account;
use crate::identity::obligation::Obligation;
use crate::identity::rules;
use crate::site::{Fault, Page, Visit};
use crate::ui::done_note;

/// What the account page says about the second step.
///
/// # Errors
/// When the record cannot be reached.
pub async fn summary(visit: &Visit, account: &Account) -> Result<AnyView, Fault> {
    let factors = store::all(&visit.app.db, account.id).await?;
    let (said, link) = match factors.len() {
        0 => (
            "Your password alone. A second step keeps others out even if they learn it.".to_owned(),
            "Set up a second step",
        ),
        1 => ("Your password, and then a second step.".to_owned(), "See or change it"),
        many => (format!("Your password, and then one of {many} second steps."), "See or change them"),
    };
    let asked = obligation(visit, account, factors.is_empty());
    Ok(view! {
        <section aria-labelledby="second-title">
            <h2 id="second-title">"How you sign in"</h2>
            {asked}
            <p>{said}" "<a href="/account/second-factor">{link}</a></p>
        </section>
    }
    .into_any())
}

/// The crumbs of the pages below the account page.
pub(super) fn crumbs(here: &'static str) -> AnyView {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
            <li><a href="/account">"Your account"</a></li>
            <li><a href="/account/second-factor">"How you sign in"</a></li>
            <li>{here}</li>
        </ol></nav>
    }
    .into_any()
}

/// `GET /account/second-factor`
pub async fn get(visit: Visit) -> Page {
    let account = visit.own_account()?;
    let factors = store::all(&visit.app.db, account.id).await?;
    let left = store::codes_left(&visit.app.db, account.id).await?;
    let passkeys = RelyingParty::of(&visit).is_some();
    let note = done_note(
        &visit.query_value("done"),
        &[
            ("added", "It is added.", "From now on you are asked for it after your password."),
            (
                "known",
                "It was added a moment ago.",
                "If you have not seen your recovery codes, make new ones: they are shown once.",
            ),
            ("removed", "It is taken off.", "We have written to you about it."),
        ],
    );
    visit.page("How you sign in").private().show(|| {
        view! {
            {note}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/account">"Your account"</a></li><li>"How you sign in"</li></ol></nav>
            <header class="title"><h1>"How you sign in"</h1>
                <p class="lede">"With your password, and then with a second step, if you set one up: something you have, not only something you know."</p>
            </header>
            {obligation(&visit, account, factors.is_empty())}
            <details class="why"><summary>"Why a second step?"</summary>
                <p>"Passwords get known: they are guessed, looked over the shoulder, or lost by another site where you used the same one. Whoever has yours still cannot sign in without your telephone or your passkey."</p>
            </details>
            {if factors.is_empty() {
                view! { <p>"You have no second step yet."</p> }.into_any()
            } else {
                list(&factors)
            }}
            <h2>{if factors.is_empty() { "Set one up" } else { "Add another" }}</h2>
            <p>"Have two, if you can: then losing one is no trouble."{factors.is_empty().then_some(" With the first one you are signed out on every other device.")}</p>
            <p><a class="button" href="/account/second-factor/app">"An authenticator app"</a></p>
            <p class="quiet">"Six digits from an app on your telephone. Works everywhere, also on a library computer."</p>
            {passkeys.then(|| view! {
                <p><a class="button quiet" href="/account/second-factor/passkey">"A passkey"</a></p>
                <p class="quiet">"Your fingerprint, face or PIN on a device of your own, or a security key. Nothing to type, and it cannot be given to a false site. Needs JavaScript."</p>
            })}
            {(!factors.is_empty()).then(|| codes_left(left))}
        }
        .into_any()
    })
}

fn obligation(visit: &Visit, account: &Account, none: bool) -> Option<AnyView> {
    let words = match visit.service.second_factor.of(account.role, visit.now) {
        Obligation::None => return None,
        Obligation::From(at) => format!("Your role needs a second step from {}.", clock::long_date(at)),
        Obligation::Now if none => {
            "Your role needs a second step. Until you have one, you can read the public pages and look after your account, \
             and the pages of the service wait."
                .to_owned()
        }
        Obligation::Now => return Some(view! { <p>"Your role needs a second step, so the last one can only be replaced: add the new one first."</p> }.into_any()),
    };
    none.then(|| {
        view! { <div class="note warn"><p><strong>"Please set up a second step."</strong>" "{words}</p></div> }
            .into_any()
    })
}

fn list(factors: &[SecondFactor]) -> AnyView {
    let rows: Vec<AnyView> = factors
        .iter()
        .map(|factor| {
            let used = factor.used_at.map_or_else(|| "Not yet".to_owned(), clock::long_date_time);
            view! {
                <tr>
                    <th scope="row" dir="auto">{factor.name.clone()}</th>
                    <td>{factor.kind.title()}</td>
                    <td>{clock::short_date(factor.created_at)}</td>
                    <td>{used}</td>
                    <td><a href=format!("/account/second-factor/{}/remove", factor.id)>"Take off"<span class="vh">{format!(": {}", factor.name)}</span></a></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="table-wrap" role="region" aria-labelledby="factors-caption" tabindex="0">
            <table>
                <caption id="factors-caption">"Your second steps"</caption>
                <thead><tr><th scope="col">"Name"</th><th scope="col">"What it is"</th><th scope="col">"Since"</th><th scope="col">"Last used"</th><th scope="col">"Change"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn codes_left(left: i64) -> AnyView {
    let said = match left {
        0 => "You have no recovery codes left.".to_owned(),
        1 => "You have one recovery code left.".to_owned(),
        left => format!("You have {left} recovery codes left."),
    };
    view! {
        <h2>"Recovery codes"</h2>
        <p>{said}" Each lets you in once when you do not have your telephone or passkey with you."</p>
        <p class="actions"><a class="button quiet" href="/account/second-factor/codes">"Make new codes"</a></p>
    }
    .into_any()
}

/// The page that shows new recovery codes, once. It is the answer to the form, so no address shows them again.
pub(super) fn show_codes(visit: &Visit, codes: &[String]) -> Page {
    let items: Vec<AnyView> =
        codes.iter().map(|code| view! { <li><code>{code.clone()}</code></li> }.into_any()).collect();
    let obliged = |account: &&Account| visit.service.second_factor.of(account.role, visit.now) != Obligation::None;
    let after = visit.account().filter(obliged).map_or(("/account/second-factor", "I have kept them"), |account| {
        (rules::home(account.role), "I have kept them: go on")
    });
    visit.page("Your recovery codes").private().show(|| {
        view! {
            {crumbs("Recovery codes")}
            <header class="title"><h1>"Your recovery codes"</h1>
                <p class="lede">"Print this page or write the codes down now: you will not see them again. Each lets you in once, in place of your second step."</p>
            </header>
            <ol>{items}</ol>
            <details class="why"><summary>"Where should I keep them?"</summary>
                <p>"Where you keep other papers that matter, or in a password manager. Not beside your password, and not on the telephone that they are to stand in for. Only a fingerprint of each code is kept here, so nobody can tell them to you again."</p>
            </details>
            <p class="actions no-print"><a class="button" href=after.0>{after.1}</a></p>
        }
        .into_any()
    })
}

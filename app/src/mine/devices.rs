//! Where a person is signed in, and signing out there from here.

use axum::response::IntoResponse;
use leptos::prelude::*;

use crate::accounts::forms::{sign_out_cookie, with_cookie};
use crate::accounts::store::own::Device;
use crate::clock;
use crate::identity::model::SignedInBy;
use crate::identity::sign_ins::{SignIn, SignInOutcome};
use crate::identity::{browsers, sessions};
use crate::ids::SessionId;
use crate::site::{Page, Path, Visit};
use crate::time::Time;
use crate::ui::first_letter::capitalised;
use crate::ui::worklist::cell;

/// The list on the account page.
pub(super) fn list(visit: &Visit, devices: &[Device]) -> AnyView {
    let this = visit.session.as_deref().map(|session| session.id);
    let rows: Vec<AnyView> = devices.iter().map(|device| row(device, this)).collect();
    view! {
        <section aria-labelledby="devices-title">
            <h2 id="devices-title">"Where you are signed in"</h2>
            <div class="table-wrap" role="region" aria-labelledby="devices-caption" tabindex="0">
                <table class="worklist" role="table">
                    <caption id="devices-caption">"Devices; a sign-in on a shared computer ends by itself after 20 minutes unused"</caption>
                    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">"Device"</th><th scope="col" role="columnheader">"Signed in"</th><th scope="col" role="columnheader">"Last used"</th><th scope="col" role="columnheader">"How"</th><th scope="col" role="columnheader">"Sign out"</th></tr></thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
            {(devices.len() > 1).then(|| view! {
                <form method="post" action="/account/sessions/others/end"><p class="actions"><button class="button quiet">"Sign out everywhere else"</button></p></form>
            })}
        </section>
    }
    .into_any()
}

fn row(device: &Device, this: Option<SessionId>) -> AnyView {
    let words = browsers::in_words(&device.agent);
    let here = this == Some(device.id);
    let moment = |at: Time| format!("{} {}", clock::short_date(at), clock::clock_time(at)).into_any();
    let sign_out = view! {
        <form method="post" action=format!("/account/sessions/{}/end", device.id)>
            <button class="button small quiet">"Sign out"<span class="vh">{format!(" on {words}, signed in {}", clock::long_date_time(device.created_at))}</span></button>
        </form>
    };
    view! {
        <tr role="row" class=here.then_some("chosen")>
            <th scope="row" role="rowheader">
                {words.clone()}
                {here.then(|| view! { " "<small>"this one"</small> })}
                {device.own_device.0.then(|| view! { " "<small>"your own device"</small> })}
            </th>
            {cell("Signed in", "", moment(device.created_at))}
            {cell("Last used", "", moment(device.seen_at))}
            {cell("How", "", SignedInBy::of_word(&device.how).map(|how| capitalised(how.words())).into_any())}
            {cell("", "", sign_out.into_any())}
        </tr>
    }
    .into_any()
}

/// The last times that somebody signed in to the account, or tried to.
pub(super) fn history(sign_ins: &[SignIn]) -> AnyView {
    if sign_ins.is_empty() {
        return ().into_any();
    }
    let rows: Vec<AnyView> = sign_ins
        .iter()
        .map(|one| {
            let refused = !matches!(one.outcome, SignInOutcome::In(_));
            let words = one.outcome.words();
            view! {
                <tr>
                    <th scope="row">{clock::short_date(one.at)}" "{clock::clock_time(one.at)}</th>
                    <td>{one.browser.clone()}</td>
                    <td>{if refused { view! { <strong>{words}</strong> }.into_any() } else { words.into_any() }}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <details>
            <summary>"Your last sign-ins, and tries that failed"</summary>
            <p>"The last twenty. They are kept for 90 days, for you alone. One that was not you? Change your password, and sign out everywhere else."</p>
            <div class="table-wrap" role="region" aria-labelledby="sign-ins-caption" tabindex="0">
                <table>
                    <caption id="sign-ins-caption">"Sign-ins, the latest first"</caption>
                    <thead><tr><th scope="col">"When"</th><th scope="col">"With what"</th><th scope="col">"What came of it"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}

/// `POST /account/sessions/{id}/end`
pub async fn end(visit: Visit, Path(id): Path<i64>) -> Page {
    let account = visit.own_account()?;
    let session = SessionId(id);
    let mut tx = visit.app.db.begin().await?;
    // Somebody else's session is not found under this account, so nothing happens to it.
    sessions::end(&mut tx, account.id, session).await?;
    tx.commit().await?;
    if visit.session.as_deref().is_some_and(|own| own.id == session) {
        let response = axum::response::Redirect::to("/sign-in?done=elsewhere").into_response();
        return Ok(with_cookie(response, &sign_out_cookie(&visit)));
    }
    visit.go("/account?done=sessions")
}

/// `POST /account/sessions/others/end`
pub async fn end_others(visit: Visit) -> Page {
    let account = visit.own_account()?;
    let this = visit.session.as_deref().map(|session| session.id);
    let mut tx = visit.app.db.begin().await?;
    sessions::end_all(&mut tx, account.id, this).await?;
    tx.commit().await?;
    visit.go("/account?done=sessions")
}

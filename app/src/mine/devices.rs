//! Where a person is signed in, and signing out there from here.

use axum::extract::Path;
use axum::response::IntoResponse;
use leptos::prelude::*;

use crate::accounts::forms::{sign_out_cookie, with_cookie};
use crate::accounts::store::own::Device;
use crate::clock;
use crate::identity::sessions;
use crate::ids::SessionId;
use crate::site::{Page, Visit};

/// What a browser calls itself, in words a person knows it by: "Firefox on Windows".
pub fn device_words(agent: &str) -> String {
    // The order matters: most browsers also claim to be those further down.
    const BROWSERS: &[(&str, &str)] = &[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: &[(&str, &str)] = &[
        ("iPhone", "an iPhone"),
        ("iPad", "an iPad"),
        ("Android", "Android"),
        ("CrOS", "a Chromebook"),
        ("Windows", "Windows"),
        ("Mac OS X", "a Mac"),
        ("Linux", "Linux"),
    ];
    let first =
        |list: &[(&str, &'static str)]| list.iter().find(|(mark, _)| agent.contains(mark)).map(|&(_, word)| word);
    match (first(BROWSERS), first(SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "A browser we do not know".to_owned(),
    }
}

/// The list on the account page.
pub(super) fn list(visit: &Visit, devices: &[Device]) -> AnyView {
    let this = visit.session.as_deref().map(|session| session.id);
    let rows: Vec<AnyView> = devices.iter().map(|device| row(device, this)).collect();
    view! {
        <section aria-labelledby="devices-title">
            <h2 id="devices-title">"Where you are signed in"</h2>
            <div class="table-wrap" role="region" aria-labelledby="devices-caption" tabindex="0">
                <table>
                    <caption id="devices-caption">"Devices; a sign-in on a shared computer ends by itself after 20 minutes unused"</caption>
                    <thead><tr><th scope="col">"Device"</th><th scope="col">"Signed in"</th><th scope="col">"Last used"</th><th scope="col">"Sign out"</th></tr></thead>
                    <tbody>{rows}</tbody>
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
    let words = device_words(&device.agent);
    let here = this == Some(device.id);
    view! {
        <tr class=here.then_some("chosen")>
            <th scope="row">
                {words.clone()}
                {here.then(|| view! { " "<small>"this one"</small> })}
                {device.own_device.0.then(|| view! { " "<small>"your own device"</small> })}
            </th>
            <td>{clock::short_date(device.created_at)}" "{clock::clock_time(device.created_at)}</td>
            <td>{clock::short_date(device.seen_at)}" "{clock::clock_time(device.seen_at)}</td>
            <td>
                <form method="post" action=format!("/account/sessions/{}/end", device.id)>
                    <button class="button small quiet">"Sign out"<span class="vh">{format!(" on {words}, signed in {}", clock::long_date_time(device.created_at))}</span></button>
                </form>
            </td>
        </tr>
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

#[cfg(test)]
mod tests {
    use super::device_words;

    #[test]
    fn a_device_is_named_as_its_owner_would() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1";
        let tablet = "Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Safari/537.36";
        assert_eq!(device_words(edge), "Edge on Windows");
        assert_eq!(device_words(phone), "Safari on an iPhone");
        assert_eq!(device_words(tablet), "Samsung Internet on Android");
        assert_eq!(device_words("curl/8.5"), "A browser we do not know");
    }
}

//! The page behind the link that stops messages about consultations, and its one button.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::store::own;
use crate::notices::unsubscribe::{FOLDER, owner};
use crate::site::{Page, Path, Visit};

fn unknown(visit: &Visit) -> Page {
    visit.page("We do not know this link").status(StatusCode::NOT_FOUND).private().show(|| {
        view! {
            <header class="title"><h1>"We do not know this link"</h1>
                <p class="lede">"It may be cut short: some mail programs break long links. You can also switch messages off on your account page."</p>
            </header>
            <p class="actions"><a class="button" href="/account">"Your account"</a></p>
        }
        .into_any()
    })
}

/// `GET /unsubscribe/{token}`: only a button, because mail scanners follow links.
pub async fn get(visit: Visit, Path(token): Path<String>) -> Page {
    if owner(&visit.app.secret, &token).is_none() {
        return unknown(&visit);
    }
    let action = format!("{FOLDER}{token}");
    visit.page("Stop messages about consultations").private().show(|| {
        view! {
            <header class="title"><h1>"Stop messages about consultations?"</h1>
                <p class="lede">"Press the button and we write to you no more about consultations you took part in."</p>
            </header>
            {what_stops()}
            <form method="post" action=action><p class="actions"><button class="button">"Stop these messages"</button></p></form>
        }
        .into_any()
    })
}

fn what_stops() -> AnyView {
    view! {
        <h2>"What stops"</h2>
        <ul>
            <li>"A proposal you answered has changed."</li>
            <li>"The library service replied to your comment."</li>
            <li>"What became of an idea you sent, or of a project you chose."</li>
            <li>"What was decided, and whether promises were kept."</li>
        </ul>
        <h2>"What does not"</h2>
        <p>"Messages about your account itself, such as a link for a new password, and about what a moderator did with something you wrote. What you sent stays counted."</p>
    }
    .into_any()
}

/// `POST /unsubscribe/{token}`: whatever the body says, for each mail program writes its own. Pressing twice is the
/// same as once.
pub async fn post(visit: Visit, Path(token): Path<String>) -> Page {
    let Some(account) = owner(&visit.app.secret, &token) else { return unknown(&visit) };
    let mut tx = visit.app.db.begin().await?;
    own::set_wants_mail(&mut tx, account, false).await?;
    tx.commit().await?;
    visit.page("These messages have stopped").private().show(|| {
        view! {
            <header class="title"><h1>"These messages have stopped"</h1>
                <p class="lede">"You get no more messages about consultations from us, also none that were waiting to be sent."</p>
            </header>
            <p>"Messages about your account itself, such as a link for a new password, still come. If you change your mind, switch messages on again on "<a href="/account">"your account page"</a>"."</p>
            <p class="actions"><a class="button quiet" href="/consultations">"To the consultations"</a></p>
        }
        .into_any()
    })
}

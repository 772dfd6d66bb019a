//! Mail that did not go out, for the administrator: what waits to be tried again, what was given up, and why.

use axum::extract::Path;
use leptos::prelude::*;

use super::store::{self, Trouble};
use crate::accounts::rules::Act;
use crate::clock;
use crate::site::{Area, Page, Visit};
use crate::ui::done_note;

/// `GET /staff/mail`
pub async fn get(visit: Visit) -> Page {
    visit.require(Act::ManagePeople)?;
    let troubles = store::troubles(&visit.app.db).await?;
    let note = done_note(&visit.asked("done"), &[("again", "It will be tried again.", "Look again in a minute.")]);
    visit.page("Mail that did not go out").area(Area::Staff).show(|| {
        view! {
            {note}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/people">"People"</a></li><li>"Mail"</li></ol></nav>
            <header class="title"><h1>"Mail that did not go out"</h1>
                <p class="lede">"A message that cannot be sent is tried again after 1, 5 and 30 minutes and then every 2 hours. After a day it is given up and stays here."</p>
            </header>
            <details class="why"><summary>"Why is it not shown to whom they go?"</summary>
                <p>"What goes wrong with mail is nearly always the mail server, not the person. So this page gives away no more than it must."</p>
            </details>
            {table(&troubles)}
        }
        .into_any()
    })
}

fn table(troubles: &[Trouble]) -> AnyView {
    if troubles.is_empty() {
        return view! {
            <div class="empty"><h2>"All mail has gone out"</h2><p>"When the mail server does not take a message, it will be listed here with the reason."</p></div>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = troubles.iter().map(row).collect();
    view! {
        <div class="table-wrap wide" role="region" aria-labelledby="mail-caption" tabindex="0">
            <table>
                <caption id="mail-caption">"Messages, the newest first; at most a hundred"</caption>
                <thead><tr><th scope="col">"Message"</th><th scope="col">"Written"</th><th scope="col" class="num">"Tries"</th><th scope="col">"What next"</th><th scope="col">"Why it did not go"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(trouble: &Trouble) -> AnyView {
    let next = match trouble.failed_at {
        None => format!("Tried again from {}", clock::long_date_time(trouble.due_at)).into_any(),
        Some(at) => view! {
            {format!("Given up on {} ", clock::short_date(at))}
            <form method="post" action=format!("/staff/mail/{}/again", trouble.id)>
                <button class="button small quiet">"Try once more"<span class="vh">{format!(": {}", trouble.subject)}</span></button>
            </form>
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row">{trouble.subject.clone()}</th>
            <td>{clock::short_date(trouble.created_at)}" "{clock::clock_time(trouble.created_at)}</td>
            <td class="num">{trouble.attempts}</td>
            <td>{next}</td>
            <td>{trouble.last_error.clone()}</td>
        </tr>
    }
    .into_any()
}

/// `POST /staff/mail/{id}/again`: what was given up is tried once more.
pub async fn again(visit: Visit, Path(id): Path<i64>) -> Page {
    visit.require(Act::ManagePeople)?;
    let mut tx = visit.app.db.begin().await?;
    store::try_again(&mut tx, id, visit.now).await?;
    tx.commit().await?;
    visit.go("/staff/mail?done=again")
}

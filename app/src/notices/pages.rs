//! Mail, for the staff: whether it leaves this machine, a test message, and, for administrators, what did not go out:
//! what waits to be tried again, what was given up, and why.

use leptos::prelude::*;

use super::delivery::{self, Delivery, MailState};
use super::store::{self, Tested, UnsentMessage};
use crate::clock;
use crate::db::Flag;
use crate::identity::rules::Permission;
use crate::mail::letter::Letter;
use crate::site::{Area, Page, Path, Visit};
use crate::ui::done_note;

/// `GET /staff/mail`
pub async fn get(visit: Visit) -> Page {
    let email = visit.own_account()?.email.clone();
    let manages = visit.may(Permission::ManagePeople);
    let state = delivery::state(&visit.app).await?;
    let waiting = store::waiting(&visit.app.db).await?;
    let troubles = if manages { store::troubles(&visit.app.db).await? } else { Vec::new() };
    let note =
        done_note(&visit.query_value("done"), &[("again", "It will be tried again.", "Look again in a minute.")]);
    let tested = (visit.query_value("done") == "tested").then_some(state.last_test.as_ref()).flatten();
    visit.page("Mail").area(Area::Staff).show(|| {
        view! {
            {note}
            {tested.map(|tested| test_note(tested, &email))}
            {manages.then(|| view! {
                <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/people">"People"</a></li><li>"Mail"</li></ol></nav>
            })}
            <header class="title"><h1 id="how-mail-stands">"Mail"</h1>
                <p class="lede">"Whether messages to residents and to the people who work here leave this machine, and what did not go out."</p>
            </header>
            {how_it_stands(&visit, &state)}
            {(state.delivery == Delivery::Server).then(|| test_form(&state, &email))}
            {manages.then(|| did_not_go(&troubles, waiting, state.delivery))}
        }
        .into_any()
    })
}

fn how_it_stands(visit: &Visit, state: &MailState) -> AnyView {
    match state.delivery {
        Delivery::Demonstration => view! {
            <div class="note"><p><strong>"This is a demonstration."</strong>" No message leaves this machine. Links that people would get by email are shown on the page instead."</p></div>
        }
        .into_any(),
        Delivery::Nowhere => view! {
            <div class="note warn">
                <h2>"Mail is not set up"</h2>
                <p>"No message leaves this machine. Each is written as a file into the folder "<code>"mail"</code>" of the data directory, and stays there: it is not sent later either."</p>
                <ul>
                    <li>"New residents cannot confirm their address, so they cannot vote or comment."</li>
                    <li>"Nobody can set a new password who has forgotten theirs."</li>
                    <li>"People you add here do not get their invitation. You are shown the link, to give them yourself."</li>
                    <li>"Nobody is told what came of what they said."</li>
                </ul>
                <p>"What to do: ask whoever runs this program to start it with "<code>"--mail"</code>" (the address of a mail server) and "<code>"--mail-from"</code>" (whom mail is from). The handbook for operating it says how."</p>
            </div>
        }
        .into_any(),
        Delivery::Server => {
            let server = visit.app.mail.server().unwrap_or_default();
            let from = visit.app.mail.from(&visit.service.name);
            view! {
                {state.trouble.as_ref().map(|trouble| view! {
                    <div class="note warn"><p><strong>{format!("Mail is not going out since {}.", clock::long_date_time(trouble.since))}</strong>" "{trouble.what.clone()}</p>
                        <p>"Messages wait and are tried again by themselves. If this lasts, show the sentence above to whoever runs this program."</p></div>
                })}
                <dl class="facts">
                    <div><dt>"Goes out by"</dt><dd>{server}</dd></div>
                    <div><dt>"Is from"</dt><dd>{from.name.clone().unwrap_or_default()}" "<small>{from.email.to_string()}</small></dd></div>
                    <div><dt>"Last test message"</dt><dd>{state.last_test.as_ref().map_or_else(|| "None has been sent yet".to_owned(), test_words)}</dd></div>
                </dl>
            }
            .into_any()
        }
    }
}

fn test_words(tested: &Tested) -> String {
    let when = clock::long_date_time(tested.at);
    if tested.taken.0 {
        format!("{when}: the mail server took it and answered “{}”", tested.answer)
    } else {
        format!("{when}: it did not go out. {}", tested.answer)
    }
}

fn test_note(tested: &Tested, email: &str) -> AnyView {
    if tested.taken.0 {
        view! {
            <div class="note success" role="status" tabindex="-1"><p><strong>"The mail server took the message."</strong>
                {format!(" It answered “{}”. The message is on its way to {email}: look in your mailbox, and in the folder for unwanted mail. If nothing is there after some minutes, the server accepted it but did not deliver it.", tested.answer)}
            </p></div>
        }
        .into_any()
    } else {
        view! {
            <div class="note warn" role="alert" tabindex="-1"><p><strong>"The message did not go out."</strong>" "{tested.answer.clone()}</p></div>
        }
        .into_any()
    }
}

fn test_form(state: &MailState, email: &str) -> AnyView {
    let failed = state.last_test.as_ref().is_some_and(|tested| !tested.taken.0);
    view! {
        <h2>"Try it"</h2>
        <form method="post" action="/staff/mail/test">
            <p>{format!("A message goes to your own address, {email}, and you see here at once what the mail server answered. It can take half a minute.")}</p>
            <p class="actions"><button class="button">{if failed { "Send me another test message" } else { "Send me a test message" }}</button></p>
        </form>
    }
    .into_any()
}

/// `POST /staff/mail/test`: a message to whoever presses, sent while they wait.
pub async fn test(visit: Visit) -> Page {
    let account = visit.own_account()?;
    let Some(server) = visit.app.mail.server() else { return visit.go("/staff/mail") };
    let name = &visit.service.name;
    let letter = Letter {
        id: format!("test.{}", visit.app.random.token()),
        recipient: account.email.clone(),
        subject: format!("A test message from {name}"),
        body: format!(
            "Hello,\n\nYou asked for a test message from the consultations of {name}. It has arrived, so mail leaves \
             this site and reaches you.\n\nHow mail stands: {}\n",
            visit.app.config.link("/staff/mail"),
        ),
        written: visit.now,
        stop: None,
    };
    let outcome = visit.app.mail.send(&letter, name, visit.now).await;
    let tested = match outcome {
        Ok(answer) => Tested { at: visit.now, taken: Flag(true), answer },
        Err(error) => Tested { at: visit.now, taken: Flag(false), answer: error.to_string() },
    };
    let mut tx = visit.app.db.begin().await?;
    store::note_test(&mut tx, account.id, &server, &tested).await?;
    tx.commit().await?;
    visit.go("/staff/mail?done=tested")
}

fn did_not_go(troubles: &[UnsentMessage], waiting: i64, delivery: Delivery) -> AnyView {
    let waits = match waiting {
        0 => "No message waits to be sent.".to_owned(),
        1 => "One message waits to be sent.".to_owned(),
        many => format!("{many} messages wait to be sent."),
    };
    let given_up = troubles.iter().filter(|trouble| trouble.failed_at.is_some()).count();
    view! {
        <h2>"Messages that did not go out"</h2>
        {(delivery == Delivery::Server || !troubles.is_empty()).then(|| view! {
            <p>{waits}" A message that cannot be sent is tried again after 1, 5 and 30 minutes and then every 2 hours. After a day it is given up and stays here. One that the mail server refuses for good, for example because there is no such address, is given up at once."</p>
            <details class="why"><summary>"Why is it not shown to whom they go?"</summary>
                <p>"What goes wrong with mail is nearly always the mail server, not the person. So this page gives away no more than it must."</p>
            </details>
        })}
        {(given_up > 1).then(|| view! {
            <form method="post" action="/staff/mail/again"><p class="actions"><button class="button quiet">"Try all that were given up once more"</button></p></form>
        })}
        {table(troubles, delivery)}
    }
    .into_any()
}

fn table(troubles: &[UnsentMessage], delivery: Delivery) -> AnyView {
    if troubles.is_empty() {
        return match delivery {
            Delivery::Server => view! {
                <div class="empty"><h3>"All mail has gone out"</h3><p>"When the mail server does not take a message, it will be listed here with the reason."</p></div>
            }
            .into_any(),
            Delivery::Demonstration | Delivery::Nowhere => view! {
                <p>"Nothing is listed, because nothing is sent: every message is written as a file."</p>
            }
            .into_any(),
        };
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

fn row(trouble: &UnsentMessage) -> AnyView {
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
    let mut tx = visit.app.db.begin().await?;
    store::try_again(&mut tx, id, visit.now).await?;
    tx.commit().await?;
    visit.go("/staff/mail?done=again")
}

/// `POST /staff/mail/again`: everything that was given up is tried once more.
pub async fn all_again(visit: Visit) -> Page {
    let mut tx = visit.app.db.begin().await?;
    store::try_all_again(&mut tx, visit.now).await?;
    tx.commit().await?;
    visit.go("/staff/mail?done=again")
}

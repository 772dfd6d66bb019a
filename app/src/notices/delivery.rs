//! Whether mail leaves this machine, and what is said where it does not. Everything that promises a message asks here
//! first, so that nobody waits for one that cannot come.

use leptos::prelude::*;

use super::store::{self, Tested};
use crate::App;
use crate::clock;
use crate::db::DbError;
use crate::identity::rules::Permission;
use crate::mail::transport::MailTrouble;
use crate::site::Visit;

/// Whether mail leaves this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// By a mail server.
    Server,
    /// It does not, and need not: everything in a demonstration is invented.
    Demonstration,
    /// It does not: no mail server is set up, and people wait for messages.
    Nowhere,
}

impl Delivery {
    /// Whether somebody who is sent a message can get it.
    pub const fn leaves(self) -> bool {
        matches!(self, Self::Server)
    }
}

/// Whether mail leaves this machine.
pub fn delivery(app: &App) -> Delivery {
    match (app.mail.server(), app.demo) {
        (Some(_), _) => Delivery::Server,
        (None, true) => Delivery::Demonstration,
        (None, false) => Delivery::Nowhere,
    }
}

/// How mail stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailState {
    /// Whether it leaves.
    pub delivery: Delivery,
    /// What came of the last test message, if the mail server is still the same.
    pub last_test: Option<Tested>,
    /// What keeps mail from going out at the moment, if anything was seen.
    pub trouble: Option<MailTrouble>,
}

/// How mail stands.
///
/// # Errors
/// When the record cannot be reached.
pub async fn state(app: &App) -> Result<MailState, DbError> {
    let last_test = match app.mail.server() {
        Some(server) => store::last_test(&app.db, &server).await?,
        None => None,
    };
    Ok(MailState { delivery: delivery(app), last_test, trouble: app.mail.trouble() })
}

/// What stands at the top of every page of the staff while mail does not go out.
pub fn banner(visit: &Visit) -> Option<AnyView> {
    let can_do_something = visit.may(Permission::RunConsultations);
    let (strong, rest) = match (delivery(&visit.app), visit.app.mail.trouble()) {
        (Delivery::Nowhere, _) => (
            "Mail is not set up, so no message reaches anybody.",
            " New residents cannot confirm their address and take part; nobody is told what happened.".to_owned(),
        ),
        (Delivery::Server, Some(trouble)) => (
            "Mail is not going out at the moment.",
            format!(
                " Messages have waited since {} and are tried again by themselves.",
                clock::long_date_time(trouble.since)
            ),
        ),
        (Delivery::Server, None) | (Delivery::Demonstration, _) => return None,
    };
    Some(
        view! {
            <aside class="mail-banner" aria-label="Mail">
                <strong>{strong}</strong>{rest}
                {can_do_something.then(|| view! { " "<a href="/staff/mail">"What to do"</a> })}
            </aside>
        }
        .into_any(),
    )
}

/// What stands on pages that would promise a message, while none can be sent. The same for everybody, so it tells
/// nobody who has an account.
pub fn no_mail_note(visit: &Visit) -> Option<AnyView> {
    (delivery(&visit.app) == Delivery::Nowhere).then(|| {
        let ask = format!(
            " So no message from us will reach you, and a new address cannot be confirmed yet. Ask {} how you can take \
             part meanwhile.",
            visit.service.contact
        );
        view! {
            <div class="note warn"><p><strong>"This site cannot send email at the moment."</strong>{ask}</p></div>
        }
        .into_any()
    })
}

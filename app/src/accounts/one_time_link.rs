//! What the pages behind one-time links share: choosing a password, which an invitation and a forgotten password do alike,
//! and what is said about a link that does not work.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::store::{self, Purpose, TokenState};
use crate::db::Tx;
use crate::identity::model::Account;
use crate::identity::rules;
use crate::site::{Fault, Fields, FormErrors, Page, Visit};
use crate::ui::{Field, FieldKind, error_summary};

/// A link behind which somebody chooses the password of their account: whoever has it has the mailbox.
pub(super) struct PasswordLink {
    /// What it is for.
    pub purpose: Purpose,
    /// What its address begins with: `/invite`.
    pub path: &'static str,
    /// What somebody can do whose link does not work any more.
    pub way_on: WayOn,
    /// The page's name.
    pub title: &'static str,
    /// What stands above the form: a heading and a sentence.
    pub head: fn(&Visit, &Account) -> (&'static str, String),
    /// What the button says.
    pub button: &'static str,
}

/// What comes of sending the form behind a [`PasswordLink`].
pub(super) enum Chosen {
    /// The password is set, the link used and the address confirmed, in a change that is not yet at its end.
    Set(Tx, Account),
    /// It is not: the page that says why.
    Not(Page),
}

impl PasswordLink {
    /// Whose password the link may set, or why it may not.
    async fn owner(&self, visit: &Visit, token: &str) -> Result<Result<Account, TokenState>, Fault> {
        let state = store::look_at_token(&visit.app.db, self.purpose, token, visit.now).await?;
        let TokenState::Good(Some(id)) = state else { return Ok(Err(state)) };
        let account = store::by_id(&visit.app.db, id).await?.filter(|account| account.disabled_at.is_none());
        Ok(account.ok_or(TokenState::Unknown))
    }

    /// The page with the form.
    pub(super) async fn page(&self, visit: &Visit, token: &str) -> Page {
        match self.owner(visit, token).await? {
            Ok(account) => self.form(visit, token, &account, &FormErrors::none()),
            Err(state) => spent(visit, state, self.way_on),
        }
    }

    fn form(&self, visit: &Visit, token: &str, account: &Account, errors: &FormErrors) -> Page {
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let action = format!("{}/{token}", self.path);
        let (heading, lede) = (self.head)(visit, account);
        visit.page(self.title).status(status).private().show(|| {
            view! {
                {error_summary(errors)}
                <header class="title"><h1>{heading}</h1>
                    <p class="lede">{lede}</p>
                </header>
                <form method="post" action=action novalidate>
                    {address(&account.email)}
                    {new_password(errors)}
                    <p class="actions"><button class="button">{self.button}</button></p>
                </form>
            }
            .into_any()
        })
    }

    /// Sets the password that was chosen, and confirms the address. Whoever asked for it goes on from there.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub(super) async fn take(&self, visit: &Visit, token: &str, fields: &Fields) -> Result<Chosen, Fault> {
        let account = match self.owner(visit, token).await? {
            Ok(account) => account,
            Err(state) => return Ok(Chosen::Not(spent(visit, state, self.way_on))),
        };
        let mut errors = FormErrors::none();
        fields.expect_only(&["email", "password"], &mut errors);
        let new = fields.raw_text("password").to_owned();
        errors.check("password", rules::password(&new, &account.email));
        if !errors.is_empty() {
            return Ok(Chosen::Not(self.form(visit, token, &account, &errors)));
        }
        let hash = visit.app.passwords.hash(new).await?;
        let mut tx = visit.app.db.begin().await?;
        let state = store::use_token(&mut tx, self.purpose, token, visit.now).await?;
        if !matches!(state, TokenState::Good(_)) {
            drop(tx);
            return Ok(Chosen::Not(spent(visit, state, self.way_on)));
        }
        store::set_password(&mut tx, account.id, &hash).await?;
        store::confirm(&mut tx, account.id, visit.now).await?;
        Ok(Chosen::Set(tx, account))
    }
}

/// What somebody can do whose link does not work any more.
#[derive(Clone, Copy)]
pub(super) struct WayOn {
    /// A sentence: how to get another link.
    pub sentence: &'static str,
    /// Where to go.
    pub href: &'static str,
    /// What the button there says.
    pub label: &'static str,
}

/// The page for a link that was used, is too old, or was never ours.
pub(super) fn spent(visit: &Visit, state: TokenState, way_on: WayOn) -> Page {
    let (status, title, lede) = match state {
        TokenState::Good(_) | TokenState::Unknown => (
            StatusCode::NOT_FOUND,
            "We do not know this link",
            "It may be cut short (some mail programs break long links), or a newer message replaced it.",
        ),
        TokenState::Used(_) => (
            StatusCode::GONE,
            "This link was used already",
            "Each link works once, so that nobody can use it after you.",
        ),
        TokenState::Expired => (
            StatusCode::GONE,
            "This link is too old",
            "Links work for a limited time, so that an old message in the wrong hands does no harm.",
        ),
    };
    visit.page(title).status(status).private().show(|| {
        view! {
            <header class="title"><h1>{title}</h1><p class="lede">{lede}</p></header>
            <p>{way_on.sentence}</p>
            <p class="actions"><a class="button" href=way_on.href>{way_on.label}</a></p>
        }
        .into_any()
    })
}

/// The page after a registration was erased that somebody else had made.
pub(super) fn erased(visit: &Visit) -> Page {
    visit.page("The registration is erased").private().show(|| {
        view! {
            <header class="title"><h1>"The registration is erased"</h1>
                <p class="lede">"Your address takes no part in anything, and whatever was sent with it is gone. Thank you for telling us."</p>
            </header>
            <p class="actions"><a class="button quiet" href="/consultations">"See what is being decided"</a></p>
        }
        .into_any()
    })
}

/// The field for a new password.
pub(super) fn new_password(errors: &FormErrors) -> AnyView {
    Field::new("password", "A new password")
        .kind(FieldKind::Password)
        .hint("At least 10 characters. Three or four words are easy to remember and hard to guess.")
        .autocomplete("new-password")
        .show(errors)
}

/// The box that shows which address a password will belong to, so that a password store keeps both together.
fn address(email: &str) -> AnyView {
    view! {
        <p>"For the account of "<strong>{email.to_owned()}</strong>"."</p>
        <input type="hidden" name="email" value=email.to_owned() autocomplete="username"/>
    }
    .into_any()
}

//! `soundings user`: makes an account from the command line, which is how the first administrator can be made; and takes a
//! lost second step off, for the last administrator, whom no other can help.

use std::io::Read;

use clap::{Subcommand, ValueEnum};
use soundings_app::accounts::{second_factor, store};
use soundings_app::audit::store::{NewEntry, append};
use soundings_app::clock::Clock;
use soundings_app::db::is_duplicate;
use soundings_app::identity::model::Role;
use soundings_app::identity::passwords::{HashCost, Passwords};
use soundings_app::identity::{rules, sessions};
use soundings_app::notices::store::{Message, post};
use soundings_app::random::Random;

use super::{Failure, say};
use crate::configuration::Configuration;

/// Manage people.
#[derive(Subcommand)]
pub(crate) enum User {
    /// Make an account. The password is read from standard input.
    Add {
        /// The email address.
        #[arg(long)]
        email: String,
        /// The name.
        #[arg(long)]
        name: String,
        /// What the person is to the service.
        #[arg(long)]
        role: RoleWord,
    },
    /// Take every second step for signing in off an account, and sign it out everywhere: for an administrator who lost
    /// theirs when there is no other to help.
    DropSecondStep {
        /// The email address.
        #[arg(long)]
        email: String,
    },
}

/// A role's word on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum RoleWord {
    Resident,
    Staff,
    Moderator,
    Analyst,
    Councillor,
    Administrator,
}

impl From<RoleWord> for Role {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Resident => Self::Resident,
            RoleWord::Staff => Self::Staff,
            RoleWord::Moderator => Self::Moderator,
            RoleWord::Analyst => Self::Analyst,
            RoleWord::Councillor => Self::Councillor,
            RoleWord::Administrator => Self::Administrator,
        }
    }
}

/// Does it.
pub(crate) async fn run(user: User, configuration: &Configuration) -> Result<(), Failure> {
    match user {
        User::Add { email, name, role } => add(&email, &name, role, configuration).await,
        User::DropSecondStep { email } => drop_second_step(&email, configuration).await,
    }
}

async fn drop_second_step(email: &str, configuration: &Configuration) -> Result<(), Failure> {
    let email = rules::email(email).map_err(|why| Failure::new(why.words()))?;
    let db = configuration.open().await?;
    let now = Clock::system().now();
    let mut tx = db.begin().await?;
    let account = store::by_email(&mut tx, &email).await?;
    let account = account.ok_or_else(|| Failure::new(format!("{email} has no account")))?;
    if second_factor::store::remove_all(&mut tx, account.id).await? == 0 {
        return Err(Failure::new(format!("{email} has no second step for signing in")));
    }
    sessions::end_all(&mut tx, account.id, None).await?;
    sessions::forget_known(&mut tx, account.id).await?;
    let body = "Hello,\n\nThe operator of the site took the second step for signing in off your account, and signed you out \
                everywhere.\n\nYou sign in with your password, and can set up a new second step then. If you did not ask \
                for this, speak to whoever runs the site.\n";
    let subject = "Your second step for signing in was taken off";
    let message = Message { account: Some(account.id), recipient: &email, subject, body };
    post(&mut tx, &message, now).await?;
    let id = account.id.0;
    let act =
        NewEntry { actor: None, action: "second-factor.reset", subject_kind: "account", subject_id: id, detail: &[] };
    append(&mut tx, &act, now).await?;
    tx.commit().await?;
    say!("{email} signs in with the password alone, and should set up a new second step.");
    Ok(())
}

async fn add(email: &str, name: &str, role: RoleWord, configuration: &Configuration) -> Result<(), Failure> {
    let email = rules::email(email).map_err(|why| Failure::new(why.words()))?;
    let name = rules::name(name).map_err(|why| Failure::new(why.words()))?;
    let mut password = String::new();
    std::io::stdin()
        .read_to_string(&mut password)
        .map_err(|error| Failure::new(format!("the password could not be read from standard input: {error}")))?;
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    rules::password(&password, &email).map_err(|why| Failure::new(why.words()))?;
    let db = configuration.open().await?;
    let clock = Clock::system();
    let cost = if configuration.test_passwords { HashCost::Cheap } else { HashCost::Real };
    let passwords = Passwords::new(cost, Random::from_system()).map_err(Failure::new)?;
    let hash = passwords.hash(password).await.map_err(Failure::new)?;
    let now = clock.now();
    let mut tx = db.begin().await?;
    let role = Role::from(role);
    let new = store::NewAccount { email: &email, name: &name, password_hash: &hash, role, confirmed_at: Some(now) };
    let id = store::create(&mut tx, &new, now).await.map_err(|error| {
        if is_duplicate(&error) { Failure::new(format!("{email} has an account already")) } else { error.into() }
    })?;
    let act = NewEntry { actor: None, action: "account.add", subject_kind: "account", subject_id: id.0, detail: &[] };
    append(&mut tx, &act, now).await?;
    tx.commit().await?;
    say!("{email} can sign in as {}.", role.word());
    Ok(())
}

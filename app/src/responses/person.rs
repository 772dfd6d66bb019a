//! What one person did in each kind of thing that is asked, for that person: their part on a consultation's page, their own
//! page, their data to take away, withdrawing and erasing. Each kind says it in its own folder.

use std::collections::BTreeSet;

use leptos::prelude::*;
use serde_json::Value;

use super::model::Channel;
use super::own_writing::OwnWriting;
use crate::App;
use crate::clock;
use crate::consultations::instrument::{Later, PagePart, nothing};
use crate::consultations::model::Consultation;
use crate::db::{Db, Tx};
use crate::identity::model::Account;
use crate::ids::{BranchId, ResponseId};
use crate::site::app::Warm;
use crate::time::Time;

/// A response that was just withdrawn.
#[derive(Clone, Copy, Debug)]
pub struct Withdrawn {
    /// Its number.
    pub response: ResponseId,
    /// The way it came in.
    pub channel: Channel,
    /// The branch it was counted under.
    pub branch: Option<BranchId>,
    /// When.
    pub at: Time,
}

/// What the reader did of one thing that is asked.
pub struct PartLine {
    /// The page of its step on the way through the consultation (`consultations::instrument::Step`).
    pub page: String,
    /// What this person did, in a few words; nothing yet.
    pub done: Option<String>,
}

/// A response of one person, with where its consultation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseRef {
    /// The response.
    pub response: ResponseId,
    /// The consultation's name in addresses.
    pub slug: String,
}

/// A line for an answer as it stands: what was asked, what they answered, and when.
pub fn given(href: String, title: String, answer: String, at: Time) -> PagePart {
    let given = format!("given on {}", clock::long_date(at));
    Box::new(move || {
        view! {
            <li><a dir="auto" href=href.clone()>{title.clone()}</a>": "<strong>{answer.clone()}</strong>" "<small>{given.clone()}</small></li>
        }
        .into_any()
    })
}

/// What one person did in one kind of thing, for that person.
pub trait OnePerson: Send + Sync {
    /// What they did in a consultation, and what they could still do.
    fn part<'a>(&'a self, app: &'a App, of: &'a Consultation, response: ResponseId) -> Later<'a, Vec<PartLine>>;

    /// What they said in each of their responses, as lines of a list.
    fn said<'a>(&'a self, db: &'a Db, own: &'a [ResponseRef]) -> Later<'a, Vec<(ResponseId, PagePart)>>;

    /// All of it to take away: for each response, fields with their names.
    fn data<'a>(
        &'a self,
        db: &'a Db,
        responses: &'a BTreeSet<ResponseId>,
    ) -> Later<'a, Vec<(ResponseId, &'static str, Value)>>;

    /// The names of those fields, in order; each response has them all.
    fn fields(&self) -> &'static [&'static str];

    /// What they saved and did not send, as far as it is known to be theirs, under the name it has in their data.
    fn unsent<'a>(&'a self, _db: &'a Db, _account: &'a Account) -> Later<'a, Option<(&'static str, Vec<Value>)>> {
        nothing()
    }

    /// Erases it, as their account goes.
    fn erase_unsent<'a>(&'a self, _tx: &'a mut Tx, _account: &'a Account) -> Later<'a, ()> {
        nothing()
    }

    /// How many texts they wrote that are shown to others, and files they sent, so that they are asked whether to erase them.
    fn written<'a>(&'a self, _db: &'a Db, _responses: &'a BTreeSet<ResponseId>) -> Later<'a, usize> {
        nothing()
    }

    /// What they write in it that others can read and that stays theirs, as moderation has it.
    fn own_writing(&self) -> Option<&'static dyn OwnWriting> {
        None
    }

    /// Takes a withdrawn response out of what is counted.
    fn withdraw<'a>(&'a self, tx: &'a mut Tx, withdrawn: Withdrawn) -> Later<'a, ()>;

    /// Erases what they wrote.
    fn erase<'a>(&'a self, _tx: &'a mut Tx, _responses: &'a BTreeSet<ResponseId>, _now: Time) -> Later<'a, ()> {
        nothing()
    }
}

/// What one person did, for every kind, in the order in which a person reads it. The assembly puts the list in.
#[derive(Clone, Copy, Default)]
pub struct Persons(pub &'static [&'static dyn OnePerson]);

impl Warm for Persons {
    fn open(_: &App) -> Self {
        Self::default()
    }
}

impl Persons {
    /// The list of a running program.
    pub fn of(app: &App) -> Self {
        *app.warm::<Self>()
    }

    /// Every kind.
    pub fn all(self) -> impl Iterator<Item = &'static dyn OnePerson> + Clone + Send {
        self.0.iter().copied()
    }
}

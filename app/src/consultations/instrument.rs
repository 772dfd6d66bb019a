//! What the house needs to know of an instrument: a kind of thing that a consultation asks. Each kind says it in its own
//! folder (`instrument.rs`), one list in the room `assembly` names them all, and whoever has to know every kind walks the
//! list: steps, checks, publishing, results, the read API, what one person did, erasing. So a new kind is one folder and one
//! line in the list.
//!
//! There are three sides to a kind: what staff and readers see ([`Instrument`]), what one person did in it
//! (`responses::person`), and how its submissions are judged and written (the desk in the response writer). What only one kind
//! needs does not belong here.

use futures::future::{BoxFuture, FutureExt};
use leptos::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::checks::Check;
use super::model::{Consultation, Parts, Stage};
use crate::App;
use crate::db::bulk::Table;
use crate::db::{Db, DbError, On, Statement, Tx};
use crate::ids::ConsultationId;
use crate::moderation::writing::Writing;
use crate::numbers::Noun;
use crate::random::Random;
use crate::site::Routes;
use crate::site::app::Warm;
use crate::site::described::Described;
use crate::site::field_words::FieldWords;
use crate::site::{Fault, Visit};
use crate::time::Time;

/// Something that is known or done a little later.
pub type Later<'a, T, E = DbError> = BoxFuture<'a, Result<T, E>>;

/// Work beside the site, as long as the program runs.
pub type Work = fn(App) -> BoxFuture<'static, ()>;

/// Words and names of a kind that never change.
pub struct InstrumentWords {
    /// What it is called in the read API, in checks and in addresses, such as `budget`.
    pub key: &'static str,
    /// Its bit in [`Parts`], the same as in the view `consultation_asks`.
    pub bit: i64,
    /// What it is called in a list of what a consultation asks.
    pub title: &'static str,
    /// Where residents find it, after the consultation's address; and where staff look after it, after the staff's.
    pub page: &'static str,
    /// Where staff begin one in a draft, after the consultation's staff address, what that is called, and what it is for.
    pub begin: (&'static str, &'static str, &'static str),
    /// What goes with a draft that is deleted: "its budget vote".
    pub deleted: &'static str,
    /// Acts in the record of acts, each with the words that go before the consultation's name.
    pub acts: &'static [(&'static str, &'static str)],
    /// Fields of its forms in words, for whoever reads again what they sent.
    pub fields: &'static [FieldWords],
    /// Rows of the privacy page: what a resident does, what everybody sees of it, what staff see.
    pub privacy: &'static [(&'static str, &'static str, &'static str)],
}

/// How far a draft is with what it asks.
pub struct Draft {
    /// What is done and what is missing.
    pub checks: Vec<Check>,
    /// All its words, so that nothing is published that was not checked.
    pub seen: String,
}

/// A form of a consultation beside whose fields colleagues can leave notes.
pub struct NotedForm {
    /// Where it is, after the consultation's staff address.
    pub path: String,
    /// What it is called, in front of a field's name: "Proposal 1".
    pub called: String,
    /// Its fields, each with what it is called.
    pub fields: &'static [(&'static str, &'static str)],
}

/// Work that waits for staff in a consultation.
pub struct WaitingWork {
    /// The key of the kind it is of.
    pub kind: &'static str,
    /// The consultation.
    pub consultation: ConsultationId,
    /// In words: "2 ideas for the budget vote wait to be checked".
    pub words: String,
    /// The same in few, beside the way to it: "ideas wait to be checked".
    pub short: &'static str,
    /// Where it is done, after the consultation's staff address.
    pub page: &'static str,
}

/// Why a template cannot be made, or used.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// The record could not be read or written.
    #[error("the record: {0}")]
    Db(#[from] DbError),
    /// What was kept cannot be read any more.
    #[error("what was kept: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// What was kept has a word that nobody knows.
    #[error("not known: {0}")]
    Unknown(String),
}

/// A part of a page, with what it shows already read.
pub type PagePart = Box<dyn Fn() -> AnyView + Send + Sync>;

/// One thing that a consultation asks, as a step of a resident's way through it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it is answered, after the consultation's address. What somebody did is matched with it by this.
    pub page: String,
    /// Where it leads at this stage, if that is somewhere else: the whole address.
    pub leads: Option<String>,
    /// What kind of thing it is, with its number where there are several: "Proposal 2".
    pub kind: String,
    /// What it is called, or the question.
    pub title: String,
    /// What it is about, in a sentence or two; empty where the title says it.
    pub summary: String,
    /// Facts in a few words: "51 comments".
    pub facts: Vec<String>,
    /// How long it takes, in seconds, for somebody who reads slowly.
    pub seconds: u64,
    /// What one does there, as a button says it: "Read and vote".
    pub to_do: &'static str,
}

impl Step {
    /// How long it takes, in words: "about 2 minutes".
    pub fn takes(&self) -> String {
        format!("about {}", Noun { one: "minute", many: "minutes" }.count(self.seconds.div_ceil(60).max(1)))
    }
}

/// How long it takes to read a text of so many letters, in seconds: 200 words a minute, of six letters with their space.
pub const fn seconds_to_read(letters: u64) -> u64 {
    letters / 20
}

/// A text that was put to people while they could answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// Which version it is, from 1.
    pub version: i64,
    /// What it was called.
    pub title: String,
    /// When it was published.
    pub published_at: Time,
}

/// One thing that was asked, with what came of it as everybody is told; and what a decision can be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The key of its kind.
    pub key: &'static str,
    /// Its number among those of its kind in the consultation, from 1.
    pub number: i64,
    /// What kind of thing it is, as a list says it.
    pub kind: &'static str,
    /// The question, or what it is called.
    pub title: String,
    /// Where all of it is, after the consultation's address: the same for everybody's pages and for the staff's.
    pub page: String,
    /// What came of it, in a sentence or two.
    pub sentence: String,
    /// How many answered what, in words, where the sentence leaves that to a chart.
    pub counted: Option<String>,
    /// Whether it is a little behind what came in, without a change of the record to come that would say so.
    pub behind: bool,
    /// The versions that were put to people while they could answer, oldest first; none if it never changed.
    pub put: Vec<Put>,
    /// Whether so few people voted that the sentence says only that.
    pub too_few: bool,
    /// Whether a decision adopts its outcome, or not. Otherwise it says what was made of it.
    pub adoptable: bool,
}

impl Finding {
    /// One thing that was asked, of which nothing is known yet.
    pub const fn about(key: &'static str, number: i64, kind: &'static str, title: String, page: String) -> Self {
        Self {
            key,
            number,
            kind,
            title,
            page,
            sentence: String::new(),
            counted: None,
            behind: false,
            put: Vec::new(),
            too_few: false,
            adoptable: true,
        }
    }

    /// The same with what came of it.
    #[must_use]
    pub fn saying(self, sentence: String) -> Self {
        Self { sentence, ..self }
    }

    /// The same, of which nothing is shown because too few people voted.
    #[must_use]
    pub fn of_too_few(self, too_few: bool) -> Self {
        Self { too_few, ..self }
    }

    /// The same with what came of it: a sentence, and whether it is behind. When that could not be worked out, the cause
    /// is in the log, and the rest of the page stays. Other faults are the caller's.
    ///
    /// # Errors
    /// Every fault but a busy or broken machine.
    pub fn or_failed(self, worked: Result<(String, bool), Fault>) -> Result<Self, Fault> {
        let (sentence, behind) = match worked {
            Ok(worked) => worked,
            Err(Fault::Busy | Fault::Broken(_)) => {
                ("What came of it cannot be shown at the moment. Please look again later.".to_owned(), true)
            }
            Err(fault) => return Err(fault),
        };
        Ok(Self { sentence, behind, ..self })
    }
}

/// How much of a kind the read API may tell.
#[derive(Clone, Copy, Debug)]
pub enum Telling<'a> {
    /// What came of it, as it is at a moment.
    Shown(Time),
    /// That it is asked, and nothing that people answered, for a reason in words.
    Hidden(&'a str),
}

/// What the read API tells of a kind.
#[derive(Debug)]
pub struct ApiValue {
    /// What stands under its key. Null while it is hidden, or cannot be worked out now: a program asks again later.
    pub value: Value,
    /// Whether it is a little behind what came in.
    pub behind: bool,
}

impl ApiValue {
    /// A value as it is now.
    ///
    /// # Errors
    /// When it cannot be written as JSON: a fault of the program.
    pub fn now(value: impl Serialize) -> Result<Option<Self>, Fault> {
        Self::at(value, false)
    }

    /// A value that may be a little behind what came in.
    ///
    /// # Errors
    /// When it cannot be written as JSON: a fault of the program.
    pub fn at(value: impl Serialize, behind: bool) -> Result<Option<Self>, Fault> {
        let value = serde_json::to_value(value).map_err(Fault::broken)?;
        Ok(Some(Self { value, behind }))
    }
}

/// Who reads a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportReader {
    /// Everybody.
    Public,
    /// Councillors: the same figures, and more of how they came about.
    Council,
    /// Staff: figures of single libraries too.
    Staff,
}

/// The part of a page of results that a kind writes itself, where a sentence for each thing is not enough.
pub struct ResultsPart {
    /// Figures for the head of the page: what they count (one, many), and how many.
    pub figures: Vec<([&'static str; 2], i64)>,
    /// What people answered, in short, with the ways to all of it.
    pub overview: PagePart,
    /// When and how far they came, for those who run consultations and decide.
    pub course: Option<PagePart>,
}

/// One kind of thing that a consultation asks: what staff and readers see of it.
pub trait Instrument: Send + Sync {
    /// Words that never change.
    fn words(&self) -> &'static InstrumentWords;

    /// Its addresses: residents' and staff's.
    fn routes(&self) -> Routes;

    /// Whether it can be begun at this stage.
    fn may_begin(&self, at: Stage) -> bool;

    /// What the staff's way to it says: to what is there, or to begin.
    fn way(&self, asked: bool) -> &'static str;

    /// How far a draft that asks it is; none when there is nothing to check.
    fn draft<'a>(&'a self, on: On<'a>, of: &'a Consultation, now: Time) -> Later<'a, Option<Draft>>;

    /// Does what has to be done when the consultation is published, in the same transaction, and gives what the record of
    /// acts notes of it.
    fn publish<'a>(
        &'a self,
        _tx: &'a mut Tx,
        _of: ConsultationId,
        _random: &'a Random,
        _now: Time,
    ) -> Later<'a, Vec<(String, String)>> {
        nothing()
    }

    /// What a template keeps of it: everything that staff wrote, and nothing that anybody else did. None where it is not
    /// asked.
    fn kept<'a>(&'a self, on: On<'a>, of: ConsultationId) -> Later<'a, Option<Value>, TemplateError>;

    /// Puts what a template keeps into a draft that does not ask it yet. Gives a sentence for each thing that could not be
    /// taken over, or has to be chosen anew.
    fn begun<'a>(
        &'a self,
        tx: &'a mut Tx,
        into: ConsultationId,
        kept: &'a Value,
        now: Time,
    ) -> Later<'a, Vec<String>, TemplateError>;

    /// The forms in which staff write it, for notes between colleagues.
    fn noted<'a>(&'a self, _on: On<'a>, _of: ConsultationId) -> Later<'a, Vec<NotedForm>> {
        nothing()
    }

    /// What waits for staff in some consultations.
    fn waiting<'a>(&'a self, _on: On<'a>, _of: &'a [ConsultationId]) -> Later<'a, Vec<WaitingWork>> {
        nothing()
    }

    /// What it asks of residents, one by one, as steps of their way through the consultation. In a draft: as it would be.
    fn steps<'a>(&'a self, visit: &'a Visit, of: &'a Consultation) -> Later<'a, Vec<Step>>;

    /// What came of it, one by one. Whoever asks has made sure that results may be seen.
    fn findings<'a>(&'a self, app: &'a App, of: &'a Consultation, now: Time) -> Later<'a, Vec<Finding>, Fault>;

    /// Its own part of a page of results; none when what came of each thing, in a sentence and with a way to the rest, says
    /// it. Whoever asks has made sure that the reader may see results.
    fn report<'a>(
        &'a self,
        _app: &'a App,
        _of: &'a Consultation,
        _reader: ReportReader,
    ) -> Later<'a, Option<ResultsPart>, Fault> {
        nothing()
    }

    /// What the read API tells of it, under its key; nothing where it is not asked, unless programs may rely on its name
    /// being there.
    fn told<'a>(
        &'a self,
        app: &'a App,
        of: &'a Consultation,
        telling: Telling<'a>,
    ) -> Later<'a, Option<ApiValue>, Fault>;

    /// What people write in it, each kind for moderators to look at.
    fn writings(&self) -> &'static [&'static dyn Writing] {
        &[]
    }

    /// The description of what the read API tells of it: from the type that is told.
    fn described(&self) -> Described;

    /// Renders what was stored by an older renderer again, and says how many texts there were.
    fn render_again<'a>(&'a self, _db: &'a Db) -> Later<'a, u64> {
        nothing()
    }

    /// Adds up what this version of the program keeps a sum of and an older one did not; says of how many things.
    fn count_anew<'a>(&'a self, _db: &'a Db) -> Later<'a, u64> {
        nothing()
    }

    /// The next moment after now at which its pages change by themselves; none if they change with the record or at a full
    /// hour only.
    fn next_change<'a>(&'a self, _db: &'a Db, _now: Time) -> Later<'a, Option<Time>> {
        nothing()
    }

    /// Works beside the site as long as the program runs, if it has to.
    fn background(&self) -> Option<Work> {
        None
    }

    /// Counts again what is kept as a number, and gives a sentence for each number that is wrong.
    fn recount<'a>(&'a self, _on: On<'a>) -> Later<'a, Vec<String>> {
        nothing()
    }

    /// Its tables, each after those it refers to, for a backup.
    fn tables(&self) -> &'static [Table];

    /// How many things of each sort [`recount`](Self::recount) counts, in words: "5000 votes".
    fn counted<'a>(&'a self, _on: On<'a>) -> Later<'a, Vec<String>> {
        nothing()
    }

    /// One of the kind for the tests that hold for every kind.
    #[cfg(test)]
    fn example(&self) -> super::example::Example;

    /// What cannot be in the record, each with a question that finds how many there are and the first of them.
    fn impossible(&self) -> Vec<(&'static str, Statement)> {
        Vec::new()
    }
}

/// Nothing to do, and nothing to say.
pub fn nothing<'a, T: Default + Send + 'a, E: Send + 'a>() -> Later<'a, T, E> {
    async { Ok(T::default()) }.boxed()
}

/// Every kind there is, in the order of a consultation's tabs. The assembly puts the list in.
#[derive(Clone, Copy, Default)]
pub struct Instruments(pub &'static [&'static dyn Instrument]);

impl Warm for Instruments {
    fn open(_: &App) -> Self {
        Self::default()
    }
}

impl Instruments {
    /// The list of a running program.
    pub fn of(app: &App) -> Self {
        *app.warm::<Self>()
    }

    /// Every kind.
    pub fn all(self) -> impl Iterator<Item = &'static dyn Instrument> + Clone + Send {
        self.0.iter().copied()
    }

    /// The kinds that a consultation asks.
    pub fn asked(self, parts: Parts) -> impl Iterator<Item = &'static dyn Instrument> + Clone + Send {
        self.all().filter(move |one| parts.asks(one.words().bit))
    }
}

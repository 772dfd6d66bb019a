//! What statements tell the house of themselves.

use std::collections::BTreeSet;

use futures::future::FutureExt;
use leptos::prelude::*;
use serde_json::{Value, json};

use super::map;
use super::model::{Answer, BIT, Set, Statement, StatementState};
use super::store::own as theirs;
use super::tables::TABLES;
use super::told::{StatementCounts, StatementResults};
use super::writing::Texts;
use super::{rules, store, template};
use crate::App;
use crate::clock::machine;
use crate::consultations::instrument::{
    ApiValue, Draft, Finding, Instrument, InstrumentWords, Later, NotedForm, PagePart, Step, Telling, TemplateError,
    Work,
};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::db::bulk::Table;
use crate::db::{Db, On, Tx};
use crate::ids::{ConsultationId, ResponseId};
use crate::moderation::store::{self as moderation, WritingRef};
use crate::moderation::writing::Writing;
use crate::numbers::Noun;
use crate::responses::own_writing::OwnWriting;
use crate::responses::person::{OnePerson, PartLine, ResponseRef, Withdrawn};
use crate::site::described::Described;
use crate::site::field_words::{FieldWords, Holds};
use crate::site::{Fault, Routes, Visit};
use crate::time::Time;

/// The kind.
pub struct Statements;

const STATEMENT: Noun = Noun { one: "statement", many: "statements" };

/// How long it takes to read a statement and make up one's mind, in seconds: an estimate of ours.
const SECONDS_EACH: u64 = 8;

/// How many statements most people answer at a sitting: nobody has to answer all of them.
const MOST_AT_ONCE: u64 = 30;

pub(super) const WORDS: InstrumentWords = InstrumentWords {
    key: "statements",
    bit: BIT,
    title: "Statements",
    page: "/statements",
    begin: (
        "/statements",
        "Begin with statements",
        "People agree or disagree with short sentences. For finding out what matters to them.",
    ),
    deleted: "its statements",
    acts: &[
        ("statements.set-up", "set up the statements of the consultation"),
        ("statements.add", "added statements to the consultation"),
        ("statements.reword", "reworded a statement of the consultation"),
        ("statements.delete", "deleted a statement of the consultation"),
        ("statements.stop", "took the statements away from the draft of the consultation"),
        ("statements.name-groups", "named groups of the opinion map of the consultation"),
        ("statement.publish", "showed a statement"),
        ("statement.hold", "held back a statement"),
        ("statement.remove", "took out a statement"),
        ("statement.keep", "left a statement as it was"),
    ],
    fields: &[
        FieldWords {
            name: "answer",
            called: "Your answer",
            holds: Holds::Choice(|word| Answer::from_word(word).map(Answer::title)),
        },
        FieldWords::text("text", "Your statement"),
    ],
    privacy: &[
        (
            "Answer a statement",
            "A count, and once the results are shown, a place on the opinion map among people who answer alike. Never who answered how.",
            "The same. Files of answers go by numbers that lead to nobody.",
        ),
        (
            "Add a statement",
            "The text and the words “From a resident”.",
            "The same. Moderators also see text that was taken down.",
        ),
    ],
};

/// Where the opinion map is, after the consultation's address.
const MAP: &str = "/statements/map";

impl Instrument for Statements {
    fn words(&self) -> &'static InstrumentWords {
        &WORDS
    }

    fn routes(&self) -> Routes {
        super::routes()
    }

    fn may_begin(&self, at: Stage) -> bool {
        rules::may_set_up(at).is_ok()
    }

    fn way(&self, asked: bool) -> &'static str {
        if asked { "Statements" } else { "Ask statements too" }
    }

    fn draft<'a>(&'a self, mut on: On<'a>, of: &'a Consultation, _now: Time) -> Later<'a, Option<Draft>> {
        async move {
            let Some(set) = store::set(on.again(), of.id).await? else { return Ok(None) };
            let all = store::all(on, of.id).await?;
            let standing: Vec<&str> =
                all.iter().filter(|one| one.state == StatementState::Published).map(|one| one.text.as_str()).collect();
            let seen = format!("{:?} {:?} {standing:?}", set.question, set.own);
            Ok(Some(Draft { checks: vec![rules::to_publish(&set, standing.len())], seen }))
        }
        .boxed()
    }

    fn kept<'a>(&'a self, on: On<'a>, of: ConsultationId) -> Later<'a, Option<Value>, TemplateError> {
        template::kept(on, of).boxed()
    }

    fn begun<'a>(
        &'a self,
        tx: &'a mut Tx,
        into: ConsultationId,
        kept: &'a Value,
        now: Time,
    ) -> Later<'a, Vec<String>, TemplateError> {
        template::begun(tx, into, kept, now).boxed()
    }

    fn noted<'a>(&'a self, _on: On<'a>, _of: ConsultationId) -> Later<'a, Vec<NotedForm>> {
        async {
            Ok(vec![NotedForm {
                path: "/statements".to_owned(),
                called: "Statements".to_owned(),
                fields: &[("question", "The question"), ("texts", "The statements")],
            }])
        }
        .boxed()
    }

    fn steps<'a>(&'a self, visit: &'a Visit, of: &'a Consultation) -> Later<'a, Vec<Step>> {
        async move {
            let Some(set) = store::set(&visit.app.db, of.id).await? else { return Ok(Vec::new()) };
            let shown = store::shown(&visit.app.db, of.id).await?;
            Ok(vec![Step {
                page: WORDS.page.to_owned(),
                leads: None,
                kind: "Statements".to_owned(),
                title: set.question,
                summary: "Short statements to agree or disagree with. They show what people have in common, and where \
                          they part."
                    .to_owned(),
                facts: vec![STATEMENT.count(shown)],
                seconds: SECONDS_EACH * shown.unsigned_abs().min(MOST_AT_ONCE),
                to_do: "Answer some statements",
            }])
        }
        .boxed()
    }

    fn findings<'a>(&'a self, app: &'a App, of: &'a Consultation, now: Time) -> Later<'a, Vec<Finding>, Fault> {
        async move {
            let Some(set) = store::set(&app.db, of.id).await? else { return Ok(Vec::new()) };
            let all = store::all(&app.db, of.id).await?;
            let sentence = sentence(app, of, &set, &all, now).await?;
            // A new map is a change of the record.
            // Nobody adopts a map of opinions; a decision says what was made of it.
            let about = Finding::about(WORDS.key, 1, "Statements", set.question, MAP.to_owned()).saying(sentence);
            Ok(vec![Finding { adoptable: false, ..about }])
        }
        .boxed()
    }

    fn told<'a>(
        &'a self,
        app: &'a App,
        of: &'a Consultation,
        telling: Telling<'a>,
    ) -> Later<'a, Option<ApiValue>, Fault> {
        async move {
            if !of.parts.asks(BIT) {
                return Ok(None);
            }
            let Telling::Shown(now) = telling else { return ApiValue::now(Value::Null) };
            let Some(set) = store::set(&app.db, of.id).await? else { return ApiValue::now(Value::Null) };
            let all = store::all(&app.db, of.id).await?;
            let finding = sentence(app, of, &set, &all, now).await?;
            let shown = all.iter().filter(|statement| statement.state == StatementState::Published);
            let items = shown.map(StatementCounts::of).collect();
            let url = app.config.link(&format!("/consultations/{}{MAP}", of.slug));
            ApiValue::now(StatementResults { question: set.question, finding, items, url })
        }
        .boxed()
    }

    fn described(&self) -> Described {
        Described::or_null::<StatementResults>("Short statements; absent when none are asked, null while hidden.")
    }

    fn background(&self) -> Option<Work> {
        Some(|app| map::run(app).boxed())
    }

    fn writings(&self) -> &'static [&'static dyn Writing] {
        &[&Texts]
    }

    fn recount<'a>(&'a self, on: On<'a>) -> Later<'a, Vec<String>> {
        async move {
            let wrong = store::recount(on).await?.into_iter().map(|one| {
                let store::AnswerCountDifference { statement_id, answer, kept, counted } = one;
                format!("statement {statement_id}, {answer}: {kept} shown, {counted} counted")
            });
            Ok(wrong.collect())
        }
        .boxed()
    }

    fn counted<'a>(&'a self, on: On<'a>) -> Later<'a, Vec<String>> {
        async move { Ok(vec![format!("{} answers to statements", store::answers_counted(on).await?)]) }.boxed()
    }

    fn impossible(&self) -> Vec<(&'static str, crate::db::Statement)> {
        let mut all = store::impossible();
        all.push(store::moderated::lost());
        all
    }

    fn tables(&self) -> &'static [Table] {
        TABLES
    }

    #[cfg(test)]
    fn example(&self) -> crate::consultations::example::Example {
        crate::consultations::example::Example {
            drafted: &[
                ("/statements", &[("question", "What matters to you?"), ("own", "after")]),
                ("/statements/add", &[("texts", "Sundays matter.\nEvenings matter.")]),
            ],
            asked: ("/statements/all", "Evenings matter."),
            answered: (("/statements/1/answer", &[("answer", "agree")]), "1 statement"),
            changed: (("/statements/2/answer", &[("answer", "disagree")]), "2 statements"),
            data: "statements_answered",
            found: "1 person gave",
            written: Some((("/statements", &[("text", "Quarry buses should stop nearby.")]), "Quarry buses")),
            decided: &[("changes-statements-1", "Evenings count.")],
        }
    }
}

/// What came of the statements, in a few sentences.
async fn sentence(app: &App, of: &Consultation, set: &Set, all: &[Statement], now: Time) -> Result<String, Fault> {
    Ok(match map::last(app, of.id).await? {
        Some(map) if map.answers > 0 => map.finding(all, &map::store::names(&app.db, of.id).await?),
        // Every answer goes into the number of changes.
        None if set.changes > 0 => "What people answered is being worked out.".to_owned(),
        _ if stage(&of.dates, now) == Stage::Open => "Nobody has answered a statement yet.".to_owned(),
        _ => "Nobody answered a statement.".to_owned(),
    })
}

impl OnePerson for Statements {
    fn part<'a>(&'a self, app: &'a App, of: &'a Consultation, response: ResponseId) -> Later<'a, Vec<PartLine>> {
        async move {
            if !of.parts.asks(BIT) {
                return Ok(Vec::new());
            }
            let answered = theirs::answered(&app.db, [response].into_iter()).await?.first().map(|(_, count)| *count);
            let done = answered.map(|count| format!("you answered {}", STATEMENT.count(count)));
            Ok(vec![PartLine { page: WORDS.page.to_owned(), done }])
        }
        .boxed()
    }

    fn said<'a>(&'a self, db: &'a Db, own: &'a [ResponseRef]) -> Later<'a, Vec<(ResponseId, PagePart)>> {
        async move {
            let answered = theirs::answered(db, own.iter().map(|one| one.response)).await?;
            let lines = answered.into_iter().filter_map(|(response, count)| {
                let slug = &own.iter().find(|one| one.response == response)?.slug;
                let href = format!("/consultations/{slug}/statements/all?only=mine");
                let count = STATEMENT.count(count);
                let line: PagePart = Box::new(move || {
                    view! { <li>"You answered "<a href=href.clone()>{count.clone()}</a></li> }.into_any()
                });
                Some((response, line))
            });
            Ok(lines.collect())
        }
        .boxed()
    }

    fn data<'a>(
        &'a self,
        db: &'a Db,
        responses: &'a BTreeSet<ResponseId>,
    ) -> Later<'a, Vec<(ResponseId, &'static str, Value)>> {
        async move {
            let mut told = Vec::new();
            for answer in theirs::answers_with_words(db, responses.iter().copied()).await? {
                let one = json!({
                    "statement": answer.text, "answer": answer.answer,
                    "first_given_at": machine(answer.first_answered_at), "given_at": machine(answer.answered_at),
                });
                told.push((answer.response_id, "statements_answered", one));
            }
            for added in theirs::added_in(db, responses.iter().copied()).await? {
                let decisions =
                    moderation::decisions_as_data(db, WritingRef { kind: Texts.words().kind, id: added.id.0 }).await?;
                let one = json!({
                    "text": added.text, "state": added.state, "added_at": machine(added.posted_at),
                    "moderation": decisions,
                });
                told.push((added.response_id, "statements_added", one));
            }
            Ok(told)
        }
        .boxed()
    }

    fn fields(&self) -> &'static [&'static str] {
        &["statements_answered", "statements_added"]
    }

    fn written<'a>(&'a self, db: &'a Db, responses: &'a BTreeSet<ResponseId>) -> Later<'a, usize> {
        async move { Ok(theirs::added_in(db, responses.iter().copied()).await?.len()) }.boxed()
    }

    fn own_writing(&self) -> Option<&'static dyn OwnWriting> {
        Some(&Texts)
    }

    fn withdraw<'a>(&'a self, tx: &'a mut Tx, withdrawn: Withdrawn) -> Later<'a, ()> {
        store::uncount(tx, withdrawn.response).boxed()
    }

    fn erase<'a>(&'a self, tx: &'a mut Tx, responses: &'a BTreeSet<ResponseId>, now: Time) -> Later<'a, ()> {
        store::erase(tx, responses, now).boxed()
    }
}

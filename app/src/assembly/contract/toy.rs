//! A kind of thing made for the tests by following `docs/adding-an-instrument.md`: one question, answered yes or no. It touches
//! no file but this one and the list that the tests use, which is what the list is for. Its tables, and its part of the view
//! `consultation_asks`, are made where a migration would make them.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use futures::future::FutureExt;
use leptos::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use utoipa::ToSchema;

use crate::App;
use crate::assembly::instruments::InstrumentLists;
use crate::assembly::{DESKS, INSTRUMENTS, PERSONS};
use crate::audit::store::append;
use crate::consultations::checks::{Check, CheckOutcome};
use crate::consultations::editing::{entry, find, writing};
use crate::consultations::example::Example;
use crate::consultations::instrument::{
    ApiValue, Draft, Finding, Instrument, InstrumentWords, Instruments, Later, PagePart, Step, Telling, TemplateError,
};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::visible;
use crate::db::bulk::{ColumnType, Table};
use crate::db::testing::{MadeForTests, On as Engine, Scratch};
use crate::db::{Db, DbError, On, Tx};
use crate::identity::rules::Permission;
use crate::ids::{ConsultationId, ResponseId};
use crate::reason::{Audience, Code, Reason};
use crate::responses::answering::{Answering, fault_of, taking_part};
use crate::responses::form::AnswerForm;
use crate::responses::person::{OnePerson, PartLine, Persons, ResponseRef, Withdrawn};
use crate::responses::writer::desk::{Accepted, Contribution, Desk, Desks, OpenConsultation, OpensDesk};
use crate::responses::writer::{Refusal, Submission, Writer};
use crate::site::described::Described;
use crate::site::field_words::FieldWords;
use crate::site::routes::Authority::{Anyone, Needs, TakesPart};
use crate::site::testing::{Site, start};
use crate::site::{Fault, Fields, FormErrors, Page, Path, Routes, Visit};
use crate::sql;
use crate::time::Time;
use crate::ui::form::{FieldOption, Names, radios};

/// The kind.
pub(super) struct YesOrNo;

const BIT: i64 = 1 << 20;

const WORDS: InstrumentWords = InstrumentWords {
    key: "yes-or-no",
    bit: BIT,
    title: "Yes or no",
    page: "/yes-or-no",
    begin: ("/yes-or-no", "Ask yes or no", "One question with two answers."),
    deleted: "its question",
    acts: &[("yes-or-no.ask", "asked yes or no in the consultation")],
    fields: &[FieldWords::text("answer-yes-or-no", "Yes or no")],
    privacy: &[("Answer yes or no", "A count of each.", "A count of each, nothing more.")],
};

/// Every kind there is, and this one.
pub(super) const LISTS: InstrumentLists = InstrumentLists {
    instruments: Instruments(&[INSTRUMENTS.0[0], INSTRUMENTS.0[1], INSTRUMENTS.0[2], INSTRUMENTS.0[3], &YesOrNo]),
    desks: Desks(&[DESKS.0[0], DESKS.0[1], DESKS.0[2], DESKS.0[3], &YesOrNo]),
    persons: Persons(&[PERSONS.0[0], PERSONS.0[1], PERSONS.0[2], PERSONS.0[3], &YesOrNo]),
};

const TABLES: &[Table] = &[
    Table {
        name: "yes_or_no",
        key: "consultation_id",
        columns: &[("consultation_id", ColumnType::Int), ("question", ColumnType::Text)],
    },
    Table {
        name: "yes_or_no_answers",
        key: "response_id",
        columns: &[
            ("response_id", ColumnType::Int),
            ("consultation_id", ColumnType::Int),
            ("answer", ColumnType::Text),
        ],
    },
];

inventory::submit!(MadeForTests { table: "yes_or_no", make: |db| migrate(db).boxed() });

/// What a migration would do: its tables, and the view of what consultations ask, made anew with one more line.
pub(super) async fn migrate(db: &Db) {
    let (found,): (String,) = match db.engine() {
        crate::db::Engine::Sqlite { write, .. } => {
            sqlx::query_as("SELECT sql FROM sqlite_master WHERE name = 'consultation_asks'")
                .fetch_one(write)
                .await
                .unwrap()
        }
        crate::db::Engine::Postgres(pool) => {
            let text = "SELECT 'CREATE VIEW consultation_asks (consultation_id, bits) AS ' || \
                        pg_get_viewdef('consultation_asks'::regclass)";
            sqlx::query_as(text).fetch_one(pool).await.unwrap()
        }
    };
    let term = format!(
        " + CASE WHEN EXISTS (SELECT 1 FROM yes_or_no WHERE yes_or_no.consultation_id = consultations.id) \
         THEN {BIT} ELSE 0 END "
    );
    let at = found.rfind("FROM consultations").unwrap();
    // The column has a name of its own in what one of the engines tells of a view.
    let head = found[..at].trim_end();
    let (head, name) = head.rsplit_once(" AS ").filter(|(_, name)| !name.contains(' ')).unwrap_or((head, ""));
    let name = if name.is_empty() { String::new() } else { format!(" AS {name}") };
    let view = format!("{head}{term}{name} {}", &found[at..]);
    let (number, strict) = match db.engine() {
        crate::db::Engine::Sqlite { .. } => ("INTEGER", " STRICT"),
        crate::db::Engine::Postgres(_) => ("BIGINT", ""),
    };
    let tables = [
        format!(
            "CREATE TABLE yes_or_no (consultation_id {number} PRIMARY KEY REFERENCES consultations (id), \
             question TEXT NOT NULL){strict}"
        ),
        format!(
            "CREATE TABLE yes_or_no_answers (response_id {number} PRIMARY KEY REFERENCES responses (id), \
             consultation_id {number} NOT NULL, answer TEXT NOT NULL){strict}"
        ),
    ];
    for text in tables.into_iter().chain(["DROP VIEW consultation_asks".to_owned(), view]) {
        match db.engine() {
            crate::db::Engine::Sqlite { write, .. } => sqlx::query(AssertSqlSafe(text)).execute(write).await.map(drop),
            crate::db::Engine::Postgres(pool) => sqlx::query(AssertSqlSafe(text)).execute(pool).await.map(drop),
        }
        .unwrap();
    }
}

/// A site that has this kind too.
pub(super) async fn site(on: Engine) -> Site {
    let scratch = Scratch::new(on).await;
    migrate(&scratch.db).await;
    Site::with_lists(scratch, start(), LISTS).await
}

async fn question(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> =
        sql!("SELECT question FROM yes_or_no WHERE consultation_id = $1", consultation).maybe(on).await?;
    Ok(found.map(|(question,)| question))
}

/// Every answer with its consultation and its response.
async fn answers(on: impl Into<On<'_>>) -> Result<Vec<(i64, ResponseId, String)>, DbError> {
    sql!("SELECT consultation_id, response_id, answer FROM yes_or_no_answers ORDER BY response_id").all(on).await
}

async fn counted(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<[usize; 2], DbError> {
    let all = answers(on).await?;
    let count = |word: &str| all.iter().filter(|(of, _, answer)| *of == consultation.0 && answer == word).count();
    Ok([count("yes"), count("no")])
}

fn sentence([yes, no]: [usize; 2]) -> String {
    format!("{yes} said yes and {no} said no.")
}

/// What the read API tells of it.
#[derive(Serialize, ToSchema)]
struct YesOrNoResults {
    /// What people were asked.
    question: String,
    /// How many said yes.
    yes: usize,
    /// How many said no.
    no: usize,
}

/// `GET /consultations/{slug}/yes-or-no`
async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = visible(&visit, &slug).await?;
    let question = question(&visit.app.db, consultation.id).await?.ok_or(Fault::Missing)?;
    visit.page("Yes or no").show(|| view! { <h1>{question.clone()}</h1> }.into_any())
}

/// The question as a form.
struct Question {
    question: String,
}

/// Reads an answer.
fn read(filled: &Fields, errors: &mut FormErrors) -> Option<Said> {
    filled.expect_only(&["answer"], errors);
    let answer = filled.text("answer");
    if !matches!(answer, "yes" | "no") {
        errors.add("answer", "Say yes or no");
        return None;
    }
    Some(Said(answer.to_owned()))
}

impl AnswerForm for Question {
    fn word(&self) -> String {
        "yes-or-no".to_owned()
    }

    fn fields(&self, names: Names<'_>, filled: &Fields, errors: &FormErrors) -> AnyView {
        let choices = vec![FieldOption::new("yes", "Yes"), FieldOption::new("no", "No")];
        radios(&names.of("answer"), &self.question, choices, filled.text("answer"), errors)
    }

    fn read(&self, filled: &Fields, errors: &mut FormErrors) -> Option<Box<dyn Contribution>> {
        if filled.text("answer").is_empty() {
            return None;
        }
        Some(Box::new(read(filled, errors)?))
    }
}

/// `POST /consultations/{slug}/yes-or-no`
async fn answer(Path(slug): Path<String>, Answering { visit, fields, received_at }: Answering) -> Page {
    let consultation = visible(&visit, &slug).await?;
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let mut errors = FormErrors::none();
    let Some(said) = read(&fields, &mut errors) else {
        return Err(Fault::Unreadable("Say yes or no.".to_owned()));
    };
    let submission = Submission { part, consultation: consultation.id, contribution: Box::new(said) };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(_) => visit.go(&format!("/consultations/{slug}/yes-or-no")),
        Err(refusal) => Err(fault_of(&refusal)),
    }
}

/// `POST /staff/consultations/{slug}/yes-or-no`
async fn ask(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let before = find(&visit, &slug).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["question"], &mut errors);
    let (mut tx, consultation, now) = writing(&visit, &before).await?;
    sql!("INSERT INTO yes_or_no (consultation_id, question) VALUES ($1, $2)", consultation.id, fields.text("question"))
        .run(&mut tx)
        .await?;
    append(&mut tx, &entry(visit.actor()?, "yes-or-no.ask", consultation.id, &[]), now).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/consultations/{slug}"))
}

impl Instrument for YesOrNo {
    fn words(&self) -> &'static InstrumentWords {
        &WORDS
    }

    fn routes(&self) -> Routes {
        Routes::new()
            .get("/consultations/{slug}/yes-or-no", Anyone, show)
            .post_self_checked("/consultations/{slug}/yes-or-no", TakesPart, answer)
            .post("/staff/consultations/{slug}/yes-or-no", Needs(Permission::RunConsultations), ask)
    }

    fn may_begin(&self, at: Stage) -> bool {
        at == Stage::Draft
    }

    fn way(&self, _asked: bool) -> &'static str {
        WORDS.title
    }

    fn draft<'a>(&'a self, on: On<'a>, of: &'a Consultation, _now: Time) -> Later<'a, Option<Draft>> {
        async move {
            let seen = question(on, of.id).await?.unwrap_or_default();
            let check = Check {
                key: WORDS.key,
                task: "Ask yes or no",
                outcome: CheckOutcome::Passed,
                found: "There is a question.".to_owned(),
                why: "People answer it with one press.",
                page: WORDS.page.to_owned(),
                aside: String::new(),
            };
            Ok(Some(Draft { checks: vec![check], seen }))
        }
        .boxed()
    }

    fn kept<'a>(&'a self, on: On<'a>, of: ConsultationId) -> Later<'a, Option<Value>, TemplateError> {
        async move { Ok(question(on, of).await?.map(Value::String)) }.boxed()
    }

    fn begun<'a>(
        &'a self,
        tx: &'a mut Tx,
        into: ConsultationId,
        kept: &'a Value,
        _now: Time,
    ) -> Later<'a, Vec<String>, TemplateError> {
        async move {
            let question = kept.as_str().unwrap_or_default();
            sql!("INSERT INTO yes_or_no (consultation_id, question) VALUES ($1, $2)", into, question).run(tx).await?;
            Ok(Vec::new())
        }
        .boxed()
    }

    fn steps<'a>(&'a self, visit: &'a Visit, of: &'a Consultation) -> Later<'a, Vec<Step>> {
        async move {
            let question = question(&visit.app.db, of.id).await?.unwrap_or_default();
            Ok(vec![Step {
                page: WORDS.page.to_owned(),
                leads: None,
                kind: WORDS.title.to_owned(),
                title: question,
                summary: String::new(),
                facts: Vec::new(),
                seconds: 10,
                to_do: "Say yes or no",
            }])
        }
        .boxed()
    }

    fn findings<'a>(&'a self, app: &'a App, of: &'a Consultation, _now: Time) -> Later<'a, Vec<Finding>, Fault> {
        async move {
            let question = question(&app.db, of.id).await?.unwrap_or_default();
            let about = Finding::about(WORDS.key, 1, "Yes or no", question, WORDS.page.to_owned());
            Ok(vec![about.saying(sentence(counted(&app.db, of.id).await?))])
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
            let Telling::Shown(_) = telling else { return ApiValue::now(Value::Null) };
            let question = question(&app.db, of.id).await?.unwrap_or_default();
            let [yes, no] = counted(&app.db, of.id).await?;
            ApiValue::now(YesOrNoResults { question, yes, no })
        }
        .boxed()
    }

    fn tables(&self) -> &'static [Table] {
        TABLES
    }

    fn described(&self) -> Described {
        Described::or_null::<YesOrNoResults>("A question with two answers.")
    }

    fn example(&self) -> Example {
        Example {
            drafted: &[("/yes-or-no", &[("question", "Shall we open on Sundays?")])],
            asked: ("/yes-or-no", "Shall we open on Sundays?"),
            answered: (("/yes-or-no", &[("answer", "yes")]), "You said yes"),
            changed: (("/yes-or-no", &[("answer", "no")]), "You said no"),
            data: "yes_or_no",
            found: "0 said yes and 1 said no.",
            written: None,
            decided: &[("outcome-yes-or-no-1", "not-adopted")],
        }
    }
}

impl OnePerson for YesOrNo {
    fn part<'a>(&'a self, app: &'a App, of: &'a Consultation, response: ResponseId) -> Later<'a, Vec<PartLine>> {
        async move {
            if !of.parts.asks(BIT) {
                return Ok(Vec::new());
            }
            let all = answers(&app.db).await?;
            let own = all.into_iter().find(|(_, by, _)| *by == response);
            let done = own.map(|(_, _, answer)| format!("you said {answer}"));
            Ok(vec![PartLine { page: WORDS.page.to_owned(), done }])
        }
        .boxed()
    }

    fn said<'a>(&'a self, db: &'a Db, own: &'a [ResponseRef]) -> Later<'a, Vec<(ResponseId, PagePart)>> {
        async move {
            let all = answers(db).await?.into_iter().filter(|(_, by, _)| own.iter().any(|one| one.response == *by));
            let lines = all.map(|(_, by, answer)| {
                let line: PagePart = Box::new(move || view! { <li>{format!("You said {answer}")}</li> }.into_any());
                (by, line)
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
            let all = answers(db).await?.into_iter().filter(|(_, by, _)| responses.contains(by));
            Ok(all.map(|(_, by, answer)| (by, "yes_or_no", json!({ "answer": answer }))).collect())
        }
        .boxed()
    }

    fn fields(&self) -> &'static [&'static str] {
        &["yes_or_no"]
    }

    fn withdraw<'a>(&'a self, tx: &'a mut Tx, withdrawn: Withdrawn) -> Later<'a, ()> {
        async move {
            sql!("DELETE FROM yes_or_no_answers WHERE response_id = $1", withdrawn.response).run(&mut *tx).await?;
            Ok(())
        }
        .boxed()
    }
}

/// Says yes or no.
struct Said(String);

/// What a batch will write.
#[derive(Default)]
struct AtWork(BTreeMap<ResponseId, (ConsultationId, String)>);

impl OpensDesk for YesOrNo {
    fn open<'a>(&'a self, _tx: &'a mut Tx, _batch: &'a [Submission]) -> Later<'a, Box<dyn Desk>> {
        async { Ok(Box::new(AtWork::default()) as Box<dyn Desk>) }.boxed()
    }

    fn forms<'a>(&'a self, app: &'a App, of: &'a Consultation, _now: Time) -> Later<'a, Vec<Box<dyn AnswerForm>>> {
        async move {
            let question = question(&app.db, of.id).await?;
            Ok(question.map(|question| Box::new(Question { question }) as Box<dyn AnswerForm>).into_iter().collect())
        }
        .boxed()
    }
}

/// The code of a kind that only tests know stands in no documentation, so it is not written with `code!`.
static NEITHER: Code = Code {
    code: "neither",
    status: StatusCode::CONFLICT,
    to: Audience::Residents,
    means: "The answer is neither yes nor no",
};

impl Desk for AtWork {
    fn takes(&self, one: &Submission) -> bool {
        one.contribution::<Said>().is_some()
    }

    fn judge(&mut self, _place: OpenConsultation<'_>, _number: usize, one: &Submission) -> Result<(), Refusal> {
        let Said(answer) = one.contribution().ok_or(Refusal::Missing)?;
        if matches!(answer.as_str(), "yes" | "no") {
            Ok(())
        } else {
            Err(Refusal::Unfit(Reason::new(&NEITHER, "Say yes or no.")))
        }
    }

    fn read<'a>(&'a mut self, _tx: &'a mut Tx, _accepted: &'a [Accepted<'a>]) -> Later<'a, ()> {
        async { Ok(()) }.boxed()
    }

    fn write<'a>(&'a mut self, _tx: &'a mut Tx, one: Accepted<'a>) -> Later<'a, Result<Option<i64>, Refusal>> {
        if let Some(Said(answer)) = one.one.contribution() {
            self.0.insert(one.live.id, (one.one.consultation, answer.clone()));
        }
        async { Ok(Ok(None)) }.boxed()
    }

    fn finish<'a>(self: Box<Self>, tx: &'a mut Tx) -> Later<'a, ()> {
        async move {
            for (response, (consultation, answer)) in &self.0 {
                sql!(
                    "INSERT INTO yes_or_no_answers (response_id, consultation_id, answer) VALUES ($1, $2, $3) \
                     ON CONFLICT (response_id) DO UPDATE SET answer = excluded.answer",
                    *response,
                    *consultation,
                    answer.as_str()
                )
                .run(&mut *tx)
                .await?;
            }
            Ok(())
        }
        .boxed()
    }
}

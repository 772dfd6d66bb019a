//! What questionnaires tell the house of themselves.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::future::FutureExt;
use serde_json::{Value, json};

use super::definition::reading;
use super::equality::keeping;
use super::linter::{self, LintContext};
use super::model::BIT;
use super::results;
use super::results::kept::KeptFigures;
use super::returning::{own, reminding};
use super::store::{self, answers, drafts, making, tallies};
use super::tables::TABLES;
use super::told::QuestionnaireResults;
use super::words::questions_and_answers;
use super::writings::moderated::PublishedWords;
use super::writings::store::take_all_out;
use super::writings::{self, erasing, public};
use super::{pages, rules, sent_files, tally, template};
use crate::App;
use crate::clock::machine;
use crate::consultations::instrument::{
    ApiValue, Draft, Finding, Instrument, InstrumentWords, Later, PagePart, Step, Telling, TemplateError, Work,
};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::db::bulk::Table;
use crate::db::{Db, DbError, On, Statement, Tx};
use crate::identity::model::Account;
use crate::ids::{ConsultationId, ResponseId};
use crate::moderation::store::{WritingRef, decisions_as_data};
use crate::moderation::writing::Writing;
use crate::numbers::Noun;
use crate::random::Random;
use crate::responses::person::{OnePerson, PartLine, ResponseRef, Withdrawn, given};
use crate::site::described::Described;
use crate::site::field_words::{FieldWords, Holds};
use crate::site::{Fault, Routes, Visit};
use crate::sql;
use crate::time::Time;

/// The kind.
pub struct Questionnaires;

const WORDS: InstrumentWords = InstrumentWords {
    key: "questionnaires",
    bit: BIT,
    title: "Questions",
    page: "/questionnaires",
    begin: (
        "/questionnaires/new",
        "Write a questionnaire",
        "People answer questions one after the other; who is asked what can depend on what they said before.",
    ),
    deleted: "its questionnaires",
    acts: &[
        ("questionnaire.create", "wrote a questionnaire in the consultation"),
        ("questionnaire.edit", "changed a questionnaire in the consultation"),
        ("questionnaire.delete", "deleted the draft of a questionnaire in the consultation"),
        ("questionnaire.equality", "chose the equality questions of the consultation"),
        ("questionnaire.equality-counts", "took away the counts of equality answers of the consultation as a file"),
        ("questionnaire.reason", "said why a questionnaire of the consultation stays as it is"),
        ("question-bank.keep", "kept a question in the bank of questions"),
        ("question-bank.remove", "took a question out of the bank of questions"),
        ("questionnaire.amend", "amended a questionnaire of the consultation"),
        ("questionnaire.correct", "corrected a questionnaire of the consultation"),
        ("answer.publish", "published an answer in somebody’s own words"),
        ("answer.hold", "held back an answer in somebody’s own words"),
        ("answer.remove", "decided not to publish an answer in somebody’s own words"),
        ("answer.redact", "published an answer with words taken out"),
        (
            "questionnaire.file",
            "opened a file that somebody sent with their answers to a questionnaire in the consultation",
        ),
        ("questionnaire.export", "took away the answers to a questionnaire in the consultation as a file"),
    ],
    fields: &[
        FieldWords {
            name: "q-*",
            called: "Answer",
            holds: Holds::Mark { before: "Your answers, with", one: "one thing filled in", many: "things filled in" },
        },
        FieldWords::text("checked", "What you checked"),
    ],
    privacy: &[
        (
            "Answers to a questionnaire",
            "Counts and averages; and what you write where the page says that it may be published, once a moderator has read it, without your name. Never what else one person answered.",
            "Each set of answers, with the library you told us you use. Never your name beside your answers.",
        ),
        (
            "Send a file with your answers to a questionnaire",
            "Nothing: files are never published.",
            "The file. Whoever opens it is noted. It is kept with your answers and erased when you take it back, delete your unsent answers, or withdraw what you sent.",
        ),
        (
            "Save answers to a questionnaire for later",
            "Nothing.",
            "Nothing. They are kept until you send them, or a day after the consultation closes; the address for your link until then too.",
        ),
        (
            "Answers about yourself (equality monitoring), if you choose to give them",
            "Nothing.",
            "Totals, once, after the end, and none that is smaller than five. The answers are kept without anything that says whose they are, so we can neither find yours for you nor delete them on request; all of them are erased 90 days after the end.",
        ),
    ],
};

/// What somebody is told of equality answers who asks for everything that is held about them.
const NOT_FOUND_BY_PERSON: &str = "If you answered the questions about you afterwards, those answers are kept without anything \
                                   that says whose they are. They cannot be found by person, so they are not in this file.";

/// How often unsent answers are looked for whose day has come, or of which somebody is to be reminded.
const HOURLY: Duration = Duration::from_secs(3_600);

async fn look_after_unsent(app: App) {
    loop {
        // Before anything is erased: whoever can still send is told so first.
        if let Err(error) = reminding::remind(&app).await {
            tracing::warn!(%error, "not everybody could be reminded of unsent answers; trying again in an hour");
        }
        let erased = async {
            let mut tx = app.db.begin().await?;
            tx.touches_only([]);
            let erased = drafts::erase_old(&mut tx, app.clock.now()).await?;
            tx.commit().await?;
            keeping::tend(&app).await?;
            Ok::<usize, DbError>(erased)
        };
        if let Err(error) = erased.await {
            tracing::warn!(%error, "what was due could not be erased or counted; trying again in an hour");
        }
        tokio::time::sleep(HOURLY).await;
    }
}

impl Instrument for Questionnaires {
    fn words(&self) -> &'static InstrumentWords {
        &WORDS
    }

    fn routes(&self) -> Routes {
        super::routes()
    }

    fn may_begin(&self, at: Stage) -> bool {
        rules::may_add(at).is_ok()
    }

    fn way(&self, asked: bool) -> &'static str {
        if asked { "Questionnaires" } else { "Ask a questionnaire too" }
    }

    fn draft<'a>(&'a self, on: On<'a>, of: &'a Consultation, _now: Time) -> Later<'a, Option<Draft>> {
        async move {
            let mut on = on;
            let records = store::all(on.again(), of.id).await?;
            let mut read = Vec::with_capacity(records.len());
            for record in &records {
                let form = store::draft(on.again(), record.id).await?;
                let reasons = making::reasons(on.again(), record.id).await?;
                let findings = linter::lint(&form, &LintContext::default());
                let without_reason =
                    rules::without_reason(&findings, &reasons).map(|finding| finding.rule.name()).collect();
                let faults = rules::faults(&form);
                read.push(rules::ReadDraft { number: record.number, form, faults, without_reason });
            }
            let mut seen: String = records.iter().map(|one| format!("{}@{} ", one.number, one.updated_at.0)).collect();
            if let Some(setting) = store::equality::setting(on.again(), of.id).await? {
                seen.push_str(&format!("equality@{}", setting.updated_at.0));
            }
            Ok(Some(Draft { checks: vec![rules::to_publish(&read)], seen }))
        }
        .boxed()
    }

    fn publish<'a>(
        &'a self,
        tx: &'a mut Tx,
        of: ConsultationId,
        _random: &'a Random,
        now: Time,
    ) -> Later<'a, Vec<(String, String)>> {
        async move {
            let mut versions = Vec::new();
            for record in store::all(&mut *tx, of).await? {
                let number = store::publish(&mut *tx, record.id, "", &BTreeSet::new(), now).await?;
                versions.push(format!("{}:{number}", record.number));
            }
            let noted = (!versions.is_empty()).then(|| ("questionnaire_versions".to_owned(), versions.join(",")));
            Ok(noted.into_iter().collect())
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

    fn steps<'a>(&'a self, visit: &'a Visit, of: &'a Consultation) -> Later<'a, Vec<Step>> {
        async move {
            let asked = pages::asked(&visit.app, of).await?;
            let several = asked.len() > 1;
            let steps = asked.into_iter().map(|(record, version)| {
                let length = pages::Length::of(&version.form);
                Step {
                    page: pages::page_of(&record),
                    leads: None,
                    kind: if several { format!("Questionnaire {}", record.number) } else { "Questionnaire".to_owned() },
                    title: record.title,
                    summary: String::new(),
                    facts: vec![length.questions()],
                    seconds: length.seconds,
                    to_do: "Answer the questions",
                }
            });
            Ok(steps.collect())
        }
        .boxed()
    }

    fn findings<'a>(&'a self, app: &'a App, of: &'a Consultation, _now: Time) -> Later<'a, Vec<Finding>, Fault> {
        async move {
            let mut found = Vec::new();
            for (record, version) in pages::asked(app, of).await? {
                let page = format!("/questionnaires/{}/results", record.number);
                let finding = Finding::about(WORDS.key, record.number, "Questionnaire", record.title.clone(), page);
                let worked = match answers::people(&app.db, of.id).await {
                    Ok(people) => {
                        let people = people.iter().find(|(id, _)| *id == record.id).map_or(0, |(_, people)| *people);
                        Ok((results::sentence(&version.form, people), false))
                    }
                    Err(error) => Err(Fault::from(error)),
                };
                found.push(Finding { adoptable: false, ..finding.or_failed(worked)? });
            }
            Ok(found)
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
            let asked = pages::asked(app, of).await?;
            if asked.is_empty() {
                return Ok(None);
            }
            let Telling::Shown(_) = telling else { return ApiValue::now(Value::Null) };
            let open = stage(&of.dates, app.clock.now()) == Stage::Open;
            let mut told = Vec::new();
            for (record, _) in asked {
                let counted = app.warm::<KeptFigures>().public(app, &record, open).await?;
                let page = format!("/consultations/{}/questionnaires/{}", of.slug, record.number);
                let url = app.config.link(&format!("{page}/results"));
                let words = |question: &str| app.config.link(&public::href(&page, question));
                told.push(QuestionnaireResults::of(&record, &counted, url, words));
            }
            ApiValue::now(told)
        }
        .boxed()
    }

    fn writings(&self) -> &'static [&'static dyn Writing] {
        &[&PublishedWords]
    }

    fn described(&self) -> Described {
        Described::list_or_null::<QuestionnaireResults>(
            "Questionnaires with the sums of what people answered; absent when none are asked, null while hidden.",
        )
    }

    fn background(&self) -> Option<Work> {
        Some(|app| look_after_unsent(app).boxed())
    }

    fn count_anew<'a>(&'a self, db: &'a Db) -> Later<'a, u64> {
        tally::count_by_library(db).boxed()
    }

    fn recount<'a>(&'a self, on: On<'a>) -> Later<'a, Vec<String>> {
        tally::recount(on).boxed()
    }

    fn counted<'a>(&'a self, on: On<'a>) -> Later<'a, Vec<String>> {
        async move {
            let (count,): (i64,) =
                sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_answers WHERE superseded_at IS NULL")
                    .one(on)
                    .await?;
            let noun = Noun { one: "set of answers to a questionnaire", many: "sets of answers to questionnaires" };
            Ok(vec![noun.count(count)])
        }
        .boxed()
    }

    fn tables(&self) -> &'static [Table] {
        TABLES
    }

    fn impossible(&self) -> Vec<(&'static str, Statement)> {
        store::impossible()
    }

    #[cfg(test)]
    fn example(&self) -> crate::consultations::example::Example {
        crate::consultations::example::Example {
            drafted: &[("/questionnaires/new", &[("definition", super::tests::EXAMPLE)])],
            asked: ("/questionnaires/1", "What do you use the library for?"),
            answered: (
                ("/questionnaires/1/answers", &[("q-visits", "often"), ("q-why/blank", "dont-know")]),
                "2 questions answered",
            ),
            changed: (("/questionnaires/1/answers", &[("q-visits", "never")]), "1 question answered"),
            data: "questionnaires",
            found: "1 person answered",
            written: Some((
                ("/questionnaires/1/answers", &[("q-visits", "often"), ("q-why", "For the quokka reading circle.")]),
                "quokka reading circle",
            )),
            decided: &[("changes-questionnaires-1", "Evenings count.")],
        }
    }
}

impl OnePerson for Questionnaires {
    fn part<'a>(&'a self, app: &'a App, of: &'a Consultation, response: ResponseId) -> Later<'a, Vec<PartLine>> {
        async move {
            if !of.parts.asks(BIT) {
                return Ok(Vec::new());
            }
            let own = answers::own(&app.db, [response]).await?;
            let lines = store::all(&app.db, of.id).await?.into_iter().map(|record| {
                let done = own.iter().any(|one| one.questionnaire_id == record.id);
                PartLine { page: pages::page_of(&record), done: done.then(|| "you sent your answers".to_owned()) }
            });
            Ok(lines.collect())
        }
        .boxed()
    }

    fn said<'a>(&'a self, db: &'a Db, own: &'a [ResponseRef]) -> Later<'a, Vec<(ResponseId, PagePart)>> {
        async move {
            let sent = answers::own(db, own.iter().map(|one| one.response)).await?;
            let mut lines = Vec::new();
            for one in sent {
                let Some(slug) = own.iter().find(|own| own.response == one.response_id).map(|own| &own.slug) else {
                    continue;
                };
                let count = match store::version(db, one.questionnaire_id, one.version).await? {
                    Some(version) => reading::from_json(&one.answers, &version.form).map_or(0, |given| given.len()),
                    None => 0,
                };
                let href = format!("/consultations/{slug}/questionnaires/{}", one.number);
                let answered = Noun { one: "question", many: "questions" }.count(count);
                lines.push((one.response_id, given(href, one.title, format!("{answered} answered"), one.sent_at)));
            }
            Ok(lines)
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
            let own = answers::own(db, responses.iter().copied()).await?;
            let texts = writings::store::own(db, responses.iter().copied()).await?;
            let files = store::files::own(db, responses.iter().copied()).await?;
            let asks_equality = store::equality::asked_after(db, own.iter().map(|one| one.questionnaire_id)).await?;
            for one in own {
                let Some(version) = store::version(db, one.questionnaire_id, one.version).await? else { continue };
                let form = &version.form;
                let given = reading::from_json(&one.answers, form).map_err(|why| DbError::Decode(Box::new(why)))?;
                let answers = questions_and_answers(form, &given, one.sent_at);
                let mut value = json!({
                    "questionnaire": one.number, "title": one.title, "version": one.version, "answers": answers,
                    "first_sent_at": machine(one.first_sent_at), "sent_at": machine(one.sent_at),
                });
                let mut published = Vec::new();
                for text in texts
                    .iter()
                    .filter(|text| (text.response_id, text.questionnaire_id) == (one.response_id, one.questionnaire_id))
                {
                    let about = WritingRef { kind: PublishedWords.words().kind, id: text.id };
                    published.push(json!({
                        "question": text.question, "state": text.state,
                        "moderation": decisions_as_data(db, about).await?,
                    }));
                }
                if !published.is_empty() {
                    value["words_that_may_be_published"] = published.into();
                }
                if let Some(files) = sent_files::for_their_owner(&files, (one.response_id, one.questionnaire_id)) {
                    value["files"] = files;
                }
                if asks_equality.contains(&one.questionnaire_id) {
                    value["equality_answers"] = NOT_FOUND_BY_PERSON.into();
                }
                told.push((one.response_id, "questionnaires", value));
            }
            Ok(told)
        }
        .boxed()
    }

    fn fields(&self) -> &'static [&'static str] {
        &["questionnaires"]
    }

    fn unsent<'a>(&'a self, db: &'a Db, account: &'a Account) -> Later<'a, Option<(&'static str, Vec<Value>)>> {
        async move { Ok(Some(("saved_answers", own::saved(db, account).await?))) }.boxed()
    }

    fn erase_unsent<'a>(&'a self, tx: &'a mut Tx, account: &'a Account) -> Later<'a, ()> {
        own::erase(tx, account).boxed()
    }

    fn written<'a>(&'a self, db: &'a Db, responses: &'a BTreeSet<ResponseId>) -> Later<'a, usize> {
        async move {
            let texts = writings::store::standing(db, responses).await?;
            Ok(texts + store::files::own(db, responses.iter().copied()).await?.len())
        }
        .boxed()
    }

    fn erase<'a>(&'a self, tx: &'a mut Tx, responses: &'a BTreeSet<ResponseId>, now: Time) -> Later<'a, ()> {
        erasing::erase(tx, responses, now).boxed()
    }

    fn withdraw<'a>(&'a self, tx: &'a mut Tx, withdrawn: Withdrawn) -> Later<'a, ()> {
        async move {
            let mut changes = tallies::TallyChanges::default();
            let mut touched = Vec::new();
            let under = tallies::CountedUnder { channel: withdrawn.channel, branch: withdrawn.branch };
            for live in answers::live(&mut *tx, [withdrawn.response]).await? {
                let version =
                    store::version(&mut *tx, live.questionnaire_id, live.version).await?.ok_or(DbError::RowNotFound)?;
                let given =
                    reading::from_json(&live.answers, &version.form).map_err(|why| DbError::Decode(Box::new(why)))?;
                tally::change(&mut changes, live.questionnaire_id, under, &version, &given, -1);
                touched.push(live.questionnaire_id);
            }
            changes.write(&mut *tx).await?;
            take_all_out(&mut *tx, &BTreeSet::from([withdrawn.response]), withdrawn.at).await?;
            drafts::erase_changes(&mut *tx, withdrawn.response).await?;
            store::files::erase_of_responses(&mut *tx, [withdrawn.response]).await?;
            for id in touched {
                sql!("UPDATE questionnaires SET changes = changes + 1 WHERE id = $1", id).run(&mut *tx).await?;
            }
            Ok(())
        }
        .boxed()
    }
}

//! Answering what is asked beside proposals: how many answers to statements, orders of options and budget ballots a
//! second are safely on disk before the resident is told so, and that none is lost or counted twice on the way.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use soundings_app::clock::Clock;
use soundings_app::db::{Db, Statement};
use soundings_app::ids::QuestionnaireId;
use soundings_app::questionnaires::definition::answer::{Answer, Given};
use soundings_app::questionnaires::definition::question::{QuestionKind, Questionnaire};
use soundings_app::questionnaires::definition::route::Route;
use soundings_app::questionnaires::store;
use soundings_app::sql;

use crate::http;
use crate::load::{Asked, Figures, Load};
use crate::people;
use crate::program::{Installation, Server};
use crate::report::{Report, Wanted, milliseconds};

/// The answers to a statement, as forms name them.
const ANSWERS: [&str; 3] = ["agree", "disagree", "pass"];

/// Something that is asked: where its form is sent, and what each resident sends.
pub(crate) struct Question {
    /// What the table calls its answers.
    pub what: &'static str,
    /// Where the form is sent.
    pub path: String,
    /// What the forms hold; residents take turns.
    pub bodies: Vec<String>,
    /// Counts what is on record of it.
    pub recorded: fn() -> Statement,
}

impl Question {
    /// New residents, called `kind` and a number, answer it, each once.
    ///
    /// # Errors
    /// When an answer is not taken as it should be, or the record does not hold what was answered.
    pub(crate) async fn ask(
        &self,
        db: &Db,
        server: &Server,
        load: &Load,
        kind: &str,
        residents: u32,
    ) -> Result<Figures> {
        let tokens = people::sign_in(db, kind, residents).await?;
        let mut forms = vec![Vec::new(); load.connections];
        for (place, token) in tokens.iter().enumerate() {
            let body = &self.bodies[place % self.bodies.len()];
            let form: Arc<[u8]> = http::post(server.address, &self.path, token, body).into();
            forms[place % load.connections].push(form);
        }
        let before = (self.recorded)().number(db).await?;
        let figures = load.run(server.address, Asked { requests: forms, again: false, expected: 303 }).await?;
        let answered: usize = figures.answered.iter().sum();
        let recorded = (self.recorded)().number(db).await? - before;
        ensure!(
            i64::try_from(answered)? == recorded,
            "{answered} {} were answered, and {recorded} are in the record",
            self.what
        );
        Ok(figures)
    }
}

/// Measures first answers of each kind, each of a resident with nothing in that consultation yet.
///
/// # Errors
/// When an answer is not taken as it should be, or the record does not hold what was answered.
pub(crate) async fn measure(
    engine: &str,
    installation: &Installation,
    load: &Load,
    residents: u32,
    votes: f64,
    report: &mut Report,
) -> Result<()> {
    let db = installation.record().await?;
    let server = installation.serve(&[]).await?;
    let all = [
        (statement(&db).await?, None),
        (ranking(&db).await?, None),
        (ballot(&db).await?, None),
        // As many answers in one as a questionnaire has, and still at least half as many as votes.
        (questionnaire(&db).await?, Some(0.5)),
    ];
    for (number, (question, least)) in all.iter().enumerate() {
        eprintln!("{engine}: {}", question.what);
        let figures = question.ask(&db, &server, load, &format!("answerer-{number}"), residents).await?;
        let what = match least {
            Some(_) => format!("{engine}: {}, to first votes", question.what),
            None => format!("{engine}: {}", question.what),
        };
        report.rate(&what, figures.per_second, least.map(|_| votes), *least);
        let took = format!("{} / {}", milliseconds(figures.median), milliseconds(figures.p99));
        report.plain(&format!("{engine}: {}, half within / 99 % within", question.what), took, Wanted::Nothing);
    }
    server.stop()?;
    db.close().await;
    installation.run("recount").context("the counts differ from the answers")?;
    Ok(())
}

/// A statement of an open consultation.
async fn statement(db: &Db) -> Result<Question> {
    let found: Option<(String, i64)> = sql!(
        "SELECT consultations.slug, statements.number FROM statements \
         JOIN consultations ON consultations.id = statements.consultation_id \
         WHERE state = 'published' AND opens_at <= $1 AND closes_at > $1 AND withdrawn_at IS NULL \
         ORDER BY statements.id LIMIT 1",
        Clock::system().now()
    )
    .maybe(db)
    .await?;
    let (slug, number) = found.context("the demo has no open statement")?;
    Ok(Question {
        what: "answers to a statement",
        path: format!("/consultations/{slug}/statements/{number}/answer"),
        bodies: ANSWERS.map(|answer| format!("answer={answer}")).to_vec(),
        recorded: || sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM statement_answers"),
    })
}

/// A ranking of an open consultation, whose first two options are put in either order.
async fn ranking(db: &Db) -> Result<Question> {
    let found: Option<(String, i64)> = sql!(
        "SELECT consultations.slug, rankings.number FROM rankings \
         JOIN consultations ON consultations.id = rankings.consultation_id \
         WHERE opens_at <= $1 AND closes_at > $1 AND consultations.withdrawn_at IS NULL ORDER BY rankings.id LIMIT 1",
        Clock::system().now()
    )
    .maybe(db)
    .await?;
    let (slug, number) = found.context("the demo has no open ranking")?;
    Ok(Question {
        what: "orders of options",
        path: format!("/consultations/{slug}/rankings/{number}/vote"),
        bodies: vec!["option_1=1&option_2=2".to_owned(), "option_1=2&option_2=1".to_owned()],
        recorded: || sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM ranking_ballots"),
    })
}

/// A budget vote of an open consultation, with two of its projects ticked.
async fn ballot(db: &Db) -> Result<Question> {
    let found: Vec<(String, i64)> = sql!(
        "SELECT consultations.slug, budget_projects.number FROM budget_projects \
         JOIN budgets ON budgets.id = budget_id JOIN consultations ON consultations.id = budgets.consultation_id \
         WHERE state = 'entered' AND opens_at <= $1 AND closes_at > $1 AND withdrawn_at IS NULL \
         ORDER BY budget_projects.id LIMIT 3",
        Clock::system().now()
    )
    .all(db)
    .await?;
    let (slug, first) = found.first().context("the demo has no open budget vote")?;
    let bodies = found.iter().skip(1).map(|(_, other)| format!("project={first}&project={other}")).collect();
    Ok(Question {
        what: "budget ballots",
        path: format!("/consultations/{slug}/budget/vote"),
        bodies,
        recorded: || sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM budget_ballots"),
    })
}

/// The open questionnaire of the demo, with every question answered that a program can answer by taking what stands first.
async fn questionnaire(db: &Db) -> Result<Question> {
    let found: Option<(String, i64, QuestionnaireId, i64)> = sql!(
        "SELECT consultations.slug, questionnaires.number, questionnaires.id, current_version FROM questionnaires \
         JOIN consultations ON consultations.id = questionnaires.consultation_id \
         WHERE current_version IS NOT NULL AND opens_at <= $1 AND closes_at > $1 AND withdrawn_at IS NULL \
         ORDER BY questionnaires.id LIMIT 1",
        Clock::system().now()
    )
    .maybe(db)
    .await?;
    let (slug, number, id, version) = found.context("the demo has no open questionnaire")?;
    let version = store::version(db, id, version).await?.context("its version is there")?;
    let bodies = (0..3).map(|turn| body(&version.form, turn)).collect::<Result<_>>()?;
    Ok(Question {
        what: "sets of answers to a questionnaire",
        path: format!("/consultations/{slug}/questionnaires/{number}/answers"),
        bodies,
        recorded: || sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_answers"),
    })
}

/// What somebody answers who goes along their route and takes one option after the other.
pub(crate) fn given(form: &Questionnaire, turn: usize) -> Given {
    let mut given = Given::new();
    for (place, question) in form.questions().enumerate() {
        if !Route::of(form, &given).asks(question.key.as_str()) {
            continue;
        }
        let options: Vec<&str> = question
            .options()
            .iter()
            .filter(|option| !option.write_in && !option.exclusive && !option.retired && option.when.is_none())
            .map(|option| option.code.as_str())
            .collect();
        let taken = options.get((turn + place) % options.len().max(1)).copied();
        let answer = match &question.kind {
            QuestionKind::OneOf(_) => taken.map(Answer::code),
            QuestionKind::SeveralOf { .. } => taken.map(|code| Answer::ticks([code])),
            QuestionKind::Scale { points } => Some(Answer::code(((turn + place) % points.len() + 1).to_string())),
            QuestionKind::Matrix { rows, columns, .. } => columns
                .get(turn % columns.len().max(1))
                .map(|column| Answer::Rows(rows.iter().map(|row| (row.code.clone(), column.code.clone())).collect())),
            QuestionKind::Text { .. } => Some(Answer::Text("A later bus, or a warm room until six.".to_owned())),
            _ => None,
        };
        if let Some(answer) = answer {
            given.insert(question.key.clone(), answer);
        }
    }
    given
}

/// The form that they send.
pub(crate) fn body(form: &Questionnaire, turn: usize) -> Result<String> {
    let given = given(form, turn);
    let fields: Vec<(String, String)> = form
        .questions()
        .filter_map(|question| Some(question.written_fields(given.get(&question.key)?)))
        .flatten()
        .collect();
    ensure!(!fields.is_empty(), "nothing of the questionnaire can be answered by a program");
    Ok(serde_urlencoded::to_string(fields)?)
}

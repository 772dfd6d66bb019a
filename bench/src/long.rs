//! Long questionnaires: ten thousand sets of answers to sixty questions, sent as residents send them; how soon staff see the
//! figures, how the answers are taken away as a file; and how large the pages of a questionnaire of two hundred questions are.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use soundings_app::clock::Clock;
use soundings_app::db::Db;
use soundings_app::identity::model::Role;
use soundings_app::ids::{ConsultationId, QuestionnaireId};
use soundings_app::questionnaires::definition::question::Questionnaire;
use soundings_app::questionnaires::definition::{document, reading};
use soundings_app::questionnaires::interchange::{self, WriteFormat};
use soundings_app::questionnaires::store;
use soundings_app::questionnaires::store::drafts::{self, KeyPurpose, NewAnswerDraft};
use soundings_app::sql;

use crate::answering::{Question, body, given};
use crate::http::fetch;
use crate::load::Load;
use crate::pages::{compressed, page_budget};
use crate::people;
use crate::program::Installation;
use crate::report::{Report, Wanted, kilobytes, megabytes, milliseconds, seconds};

/// How many sets of answers there are.
const SETS: u32 = 10_000;
/// How often a page is fetched; the middle time counts.
const TIMES: usize = 21;

/// Measures all of it.
///
/// # Errors
/// When something is not answered as it should be.
pub(crate) async fn measure(installation: &Installation, load: &Load, sheet: usize, report: &mut Report) -> Result<()> {
    let db = installation.record().await?;
    let (consultation, slug): (ConsultationId, String) = sql!(
        "SELECT consultations.id, slug FROM consultations JOIN questionnaires ON consultation_id = consultations.id \
         WHERE current_version IS NOT NULL AND opens_at <= $1 AND closes_at > $1 AND withdrawn_at IS NULL LIMIT 1",
        Clock::system().now()
    )
    .maybe(&db)
    .await?
    .context("the demo has no open questionnaire")?;
    let sixty = made(60, 60)?;
    let (_, number) = publish(&db, consultation, &sixty).await?;
    let two_hundred = made(200, 50)?;
    let (long_id, long) = publish(&db, consultation, &two_hundred).await?;
    let draft = unsent(&db, long_id, &two_hundred).await?;
    let server = installation.serve(&[]).await?;
    eprintln!("{SETS} sets of answers to 60 questions");
    let question = Question {
        what: "sets of answers to 60 questions",
        path: format!("/consultations/{slug}/questionnaires/{number}/answers"),
        bodies: (0..5).map(|turn| body(&sixty, turn)).collect::<Result<_>>()?,
        recorded: || sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM questionnaire_answers"),
    };
    let sent = question.ask(&db, &server, load, "answers-much", SETS).await?;
    report.rate("SQLite: sets of answers to 60 questions", sent.per_second, None, None);
    let staff = colleague(&db).await?;
    let base = format!("/staff/consultations/{slug}/questionnaires");
    let results = format!("{base}/{number}/results?show=all");
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let begin = Instant::now();
        let page = fetch(server.address, &results, Some(&staff), "identity").await?;
        times.push(begin.elapsed());
        ensure!(page.status == 200, "the results were answered with {}", page.status);
    }
    // The first one counts them up; afterwards they are kept until an answer changes them.
    let first = times.first().copied().unwrap_or_default();
    times.sort_unstable();
    let middle = times.get(TIMES / 2).copied().unwrap_or_default();
    let what = "staff’s results of 60 questions, 10,000 answered: the first time";
    report.plain(what, milliseconds(first), Wanted::Nothing);
    let wanted = Wanted::Under(50.0, middle.as_secs_f64() * 1_000.0);
    report.plain("staff’s results of 60 questions, 10,000 answered: half within", milliseconds(middle), wanted);
    let before = server.resident()?;
    for (file, most) in [("answers.csv", None), ("answers.xlsx", None), ("answers.jsonl", None)] {
        let begin = Instant::now();
        let answer = fetch(server.address, &format!("{base}/{number}/files/{file}"), Some(&staff), "identity").await?;
        let took = begin.elapsed();
        ensure!(answer.status == 200, "{file} was answered with {}", answer.status);
        let figure = format!("{} for {}", seconds(took), megabytes(answer.body.len() as u64));
        report.plain(&format!("10,000 answers as {file}"), figure, most.unwrap_or(Wanted::Nothing));
    }
    let grown = server.resident()?.saturating_sub(before);
    report.plain("memory that three files of 10,000 answers leave behind", megabytes(grown), Wanted::Nothing);
    let pages = [
        ("builder’s outline of 200 questions, HTML", format!("{base}/{long}/build"), 200.0),
        ("staff’s page of 200 questions, HTML", format!("{base}/{long}"), 200.0),
    ];
    for (what, path, most) in pages {
        let page = fetch(server.address, &path, Some(&staff), "identity").await?;
        ensure!(page.status == 200, "{path} was answered with {}", page.status);
        let size = page.body.len();
        report.plain(what, kilobytes(size), Wanted::AtMost(most, size as f64 / 1_000.0));
    }
    let residents = format!("/consultations/{slug}/questionnaires/{long}");
    let pages = [
        ("a page of 200 questions on 50 pages", format!("{residents}/answers/{draft}/pages/p100")),
        ("checking the answers to 200 questions", format!("{residents}/answers/{draft}/check")),
        ("all 200 questions on one page, as on paper", format!("{residents}/questions")),
    ];
    for (what, path) in pages {
        let page = fetch(server.address, &path, None, "gzip").await?;
        ensure!(page.status == 200, "{path} was answered with {}", page.status);
        let whole = compressed(&page)? + sheet;
        report.plain(&format!("{what}: HTML (gzip) and style"), kilobytes(whole), page_budget(whole));
    }
    server.stop()?;
    db.close().await;
    reads_forms(report)
}

/// A draft of somebody who answered all that they were asked, and has not sent it; the secret that opens it.
async fn unsent(db: &Db, questionnaire: QuestionnaireId, form: &Questionnaire) -> Result<String> {
    let now = Clock::system().now();
    let secret = "a-draft-to-measure".to_owned();
    let new = NewAnswerDraft {
        questionnaire,
        version: 1,
        language: form.first_language(),
        order_seed: 1,
        send_key: 1,
        answers: &reading::to_json(&given(form, 1)),
        changes: None,
        expires_at: now.plus(86_400_000),
    };
    let mut tx = db.begin().await?;
    let draft = drafts::begin(&mut tx, &new, now).await?;
    drafts::add_key(&mut tx, draft, &secret, KeyPurpose::Page, now).await?;
    tx.commit().await?;
    Ok(secret)
}

/// How long the largest form takes to be read.
fn reads_forms(report: &mut Report) -> Result<()> {
    let form = made(200, 50)?;
    for (name, format) in [("XLSForm", WriteFormat::XlsForm), ("LimeSurvey table", WriteFormat::LimeSurveyTable)] {
        let written = interchange::write(format, &form).map_err(anyhow::Error::msg)?;
        let begin = Instant::now();
        let read = interchange::read(&written).map_err(|why| anyhow::Error::msg(why.to_string()))?;
        let took: Duration = begin.elapsed();
        ensure!(read.questionnaire == form, "what was written is read otherwise");
        let wanted = Wanted::Under(1_000.0, took.as_secs_f64() * 1_000.0);
        report.plain(&format!("reading 200 questions from {name}"), milliseconds(took), wanted);
    }
    Ok(())
}

/// A questionnaire of so many questions on so many pages; of every five questions one is asked of some only.
fn made(questions: usize, pages: usize) -> Result<Questionnaire> {
    let mut text = "title = \"A long one\"\n".to_owned();
    for number in 0..questions {
        if number % (questions / pages).max(1) == 0 {
            write!(text, "\n[[page]]\nkey = \"p{number}\"\n")?;
        }
        write!(
            text,
            "\n[[page.question]]\nkey = \"q{number}\"\ntype = \"one-of\"\nlabel = \"{}\"\n\
             dont-know = true\noption = [{{ code = \"very\", label = \"Very well\" }}, {{ code = \"well\", label = \"Well\" }}, \
             {{ code = \"neither\", label = \"Neither\" }}, {{ code = \"badly\", label = \"Badly\" }}, {{ code = \"very-badly\", label = \"Very badly\" }}]\n",
            label(number)
        )?;
        if number % 5 == 4 {
            writeln!(text, "when = 'q{} in (\"very\", \"well\", \"neither\")'", number - 1)?;
        }
    }
    document::from_toml(&text).map_err(|why| anyhow::Error::msg(why.to_string()))
}

/// What a question asks. Texts that say the same over and over would be packed into almost nothing, as real ones are not.
fn label(number: usize) -> String {
    const WHAT: [&str; 20] = [
        "story times for babies",
        "warm places to sit in winter",
        "the printers and scanners",
        "books in large print",
        "help with online forms",
        "meeting rooms in the evening",
        "the local history shelves",
        "quiet tables for homework",
        "talks by writers",
        "the mobile library's stop",
        "returning books at night",
        "the reading groups",
        "newspapers from abroad",
        "toys and games to borrow",
        "the café corner",
        "music scores and vinyl",
        "advice from the council's desk",
        "parking for bicycles",
        "the way in for wheelchairs",
        "e-books on the telephone",
    ];
    const WHO: [&str; 11] = [
        "you yourself",
        "children under five",
        "your neighbours",
        "people who work shifts",
        "a person who cares for somebody",
        "students before their examinations",
        "those new to the county",
        "older people who live alone",
        "families at weekends",
        "someone who does not drive",
        "small clubs without a room",
    ];
    format!("{}. How well do {} suit {}?", number + 1, WHAT[number % WHAT.len()], WHO[number % WHO.len()])
}

async fn publish(db: &Db, consultation: ConsultationId, form: &Questionnaire) -> Result<(QuestionnaireId, i64)> {
    let now = Clock::system().now();
    let mut tx = db.begin().await?;
    let (id, number) = store::add(&mut tx, consultation, form, now).await?;
    store::publish(&mut tx, id, "", &std::collections::BTreeSet::new(), now).await?;
    tx.commit().await?;
    Ok((id, number))
}

/// Somebody who works for the service, signed in.
async fn colleague(db: &Db) -> Result<String> {
    let token = people::sign_in(db, "colleague", 1).await?.pop().context("somebody is signed in")?;
    let mut tx = db.begin().await?;
    sql!("UPDATE accounts SET role = $1 WHERE email = 'colleague-0@bench.example'", Role::Administrator.word())
        .run(&mut tx)
        .await?;
    tx.commit().await?;
    Ok(token)
}

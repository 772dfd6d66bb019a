//! The answers and the statements as files, in the columns of a Polis export, so that analysts' programs read them
//! and anybody who has both can check the opinion map. People go by a number that exists only in the file and follows
//! no order, and no line says when it was given, so that nobody's answers can be put together with what they wrote.

use std::collections::{BTreeMap, BTreeSet};

use super::model::BIT;
use super::model::{Answer, StatementState};
use super::store;
use crate::App;
use crate::clock;
use crate::consultations::model::Consultation;
use crate::consultations::store::by_slug;
use crate::db::{DbError, taking_time};
use crate::downloads::spreadsheet::guarded;
use crate::downloads::{note, send};
use crate::ids::ResponseId;
use crate::responses::shuffle::shuffled;
use crate::site::{Fault, Page, Path, Visit};
use crate::time::Time;

async fn allowed(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    visit.require_own_wish()?;
    by_slug(&visit.app.db, slug).await?.filter(|found| found.parts.asks(BIT)).ok_or(Fault::Missing)
}

/// The moment that every line carries: when the consultation opened. The moments of answers and statements are left
/// out, since with them an author could be known by the answer that came with their statement.
fn moment(consultation: &Consultation) -> [String; 2] {
    let opened = consultation.dates.opens_at.unwrap_or(Time(0));
    [(opened.0 / 1000).to_string(), format!("{} {}", clock::date_input(opened), clock::time_input(opened))]
}

/// Numbers for people, by response, from 0: in an order that follows nothing but the installation's secret, and is the
/// same in every file of one consultation.
fn numbers(secret: &[u8], responses: impl Iterator<Item = ResponseId>) -> BTreeMap<ResponseId, usize> {
    let all: BTreeSet<ResponseId> = responses.collect();
    shuffled(secret, "voter", all.into_iter().collect(), |response| *response).into_iter().zip(0..).collect()
}

/// Every answer that counts to a statement that is shown: `timestamp,datetime,comment-id,voter-id,vote`, agree 1,
/// disagree -1, pass 0.
///
/// # Errors
/// When the record cannot be reached.
pub async fn votes_file(app: &App, consultation: &Consultation) -> Result<Vec<u8>, DbError> {
    let shown: BTreeSet<i64> = store::all(&app.db, consultation.id)
        .await?
        .into_iter()
        .filter(|one| one.state == StatementState::Published)
        .map(|one| one.number)
        .collect();
    let answers = store::live_answers(&app.db, consultation.id).await?;
    let people = numbers(&app.secret, answers.iter().map(|one| one.response_id));
    let mut rows: Vec<(usize, i64, &'static str)> = answers
        .iter()
        .filter(|one| shown.contains(&one.number))
        .filter_map(|one| {
            let vote = match one.answer {
                Answer::Agree => "1",
                Answer::Disagree => "-1",
                Answer::Pass => "0",
            };
            Some((*people.get(&one.response_id)?, one.number, vote))
        })
        .collect();
    rows.sort_unstable();
    let [seconds, words] = moment(consultation);
    let mut file = b"timestamp,datetime,comment-id,voter-id,vote\n".to_vec();
    for (person, number, vote) in rows {
        file.extend(format!("{seconds},{words},{number},{person},{vote}\n").into_bytes());
    }
    Ok(file)
}

/// Every statement: `timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body`. Moderated is 1
/// for what is shown, and -1, without its words, for what is held or taken out: it counts nothing. The author is
/// `service` or `resident`.
///
/// # Errors
/// When the record cannot be reached.
pub async fn comments_file(app: &App, consultation: &Consultation) -> Result<Vec<u8>, Fault> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"];
    file.write_record(head).map_err(Fault::broken)?;
    let [seconds, words] = moment(consultation);
    for one in store::all(&app.db, consultation.id).await? {
        let shown = one.state == StatementState::Published;
        let moderated = if shown { "1" } else { "-1" };
        let author = if one.response_id.is_none() { "service" } else { "resident" };
        let count = |count: i64| if shown { count.to_string() } else { String::new() };
        // A spreadsheet must not take what somebody wrote for a formula.
        let text = if shown { guarded(&one.text) } else { String::new() };
        let (number, agree, disagree) = (one.number.to_string(), count(one.agree), count(one.disagree));
        file.write_record([&seconds, &words, &number, author, &agree, &disagree, moderated, &text])
            .map_err(Fault::broken)?;
    }
    file.into_inner().map_err(Fault::broken)
}

/// `GET /staff/consultations/{slug}/statements/votes.csv`
pub async fn votes(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let file = taking_time(votes_file(&visit.app, &consultation)).await?;
    note(&visit, consultation.id, &file).await?;
    send(file, "text/csv; charset=utf-8", &format!("{slug}-votes.csv"))
}

/// `GET /staff/consultations/{slug}/statements/comments.csv`
pub async fn comments(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let file = comments_file(&visit.app, &consultation).await?;
    note(&visit, consultation.id, &file).await?;
    send(file, "text/csv; charset=utf-8", &format!("{slug}-comments.csv"))
}

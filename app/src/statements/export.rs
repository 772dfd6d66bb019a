//! The answers and the statements as files, in the columns of a Polis export, so that analysts' programs read them
//! and anybody who has both can check the opinion map. People go by a number that exists only in the file.

use std::collections::BTreeMap;

use axum::extract::Path;

use super::model::{Answer, State};
use super::store;
use crate::accounts::rules::Act;
use crate::clock;
use crate::consultations::model::Consultation;
use crate::consultations::store::by_slug;
use crate::db::{Db, DbError};
use crate::ids::{ConsultationId, ResponseId};
use crate::results::download::{note, send};
use crate::site::{Fault, Page, Visit};
use crate::time::Time;

async fn allowed(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    visit.require(Act::Export)?;
    by_slug(&visit.app.db, slug).await?.filter(|found| found.parts.statements).ok_or(Fault::Missing)
}

/// Seconds and words of a moment, as Polis writes them.
fn moment(time: Time) -> [String; 2] {
    [(time.0 / 1000).to_string(), format!("{} {}", clock::date_input(time), clock::time_input(time))]
}

/// Numbers for the people of a consultation, by response: from 0 in the order they began.
fn numbers(responses: impl Iterator<Item = ResponseId>) -> BTreeMap<ResponseId, usize> {
    let mut numbers: BTreeMap<ResponseId, usize> = responses.map(|response| (response, 0)).collect();
    numbers.values_mut().zip(0..).for_each(|(number, place)| *number = place);
    numbers
}

/// Every answer that counts: `timestamp,datetime,comment-id,voter-id,vote`, agree 1, disagree -1, pass 0.
///
/// # Errors
/// When the record cannot be reached.
pub async fn votes_file(db: &Db, consultation: ConsultationId) -> Result<Vec<u8>, DbError> {
    let answers = store::live_answers(db, consultation).await?;
    let people = numbers(answers.iter().map(|one| one.response_id));
    let mut file = b"timestamp,datetime,comment-id,voter-id,vote\n".to_vec();
    for one in answers {
        let vote = match one.answer {
            Answer::Agree => "1",
            Answer::Disagree => "-1",
            Answer::Pass => "0",
        };
        let [seconds, words] = moment(one.answered_at);
        let person = people.get(&one.response_id).copied().unwrap_or_default();
        file.extend(format!("{seconds},{words},{},{person},{vote}\n", one.number).into_bytes());
    }
    Ok(file)
}

/// Every statement:
/// `timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body`, moderated 1 shown, 0 held,
/// -1 taken out; author-id is empty, and `service` for the library service's own.
///
/// # Errors
/// When the record cannot be reached.
pub async fn comments_file(db: &Db, consultation: ConsultationId) -> Result<Vec<u8>, Fault> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"];
    file.write_record(head).map_err(Fault::broken)?;
    for one in store::all(db, consultation).await? {
        let [seconds, words] = moment(one.posted_at);
        let moderated = match one.state {
            State::Published => "1",
            // Held counts nothing on the map either.
            State::Held | State::Removed => "-1",
        };
        let author = if one.response_id.is_none() { "service" } else { "" };
        let (number, agree, disagree) = (one.number.to_string(), one.agree.to_string(), one.disagree.to_string());
        // A spreadsheet must not take what somebody wrote for a formula.
        let text = crate::results::spreadsheet::guarded(&one.text);
        file.write_record([&seconds, &words, &number, author, &agree, &disagree, moderated, &text])
            .map_err(Fault::broken)?;
    }
    file.into_inner().map_err(Fault::broken)
}

/// `GET /staff/consultations/{slug}/statements/votes.csv`
pub async fn votes(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let file = votes_file(&visit.app.db, consultation.id).await?;
    note(&visit, &consultation, &file).await?;
    send(file, "text/csv; charset=utf-8", &format!("{slug}-votes.csv"))
}

/// `GET /staff/consultations/{slug}/statements/comments.csv`
pub async fn comments(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = allowed(&visit, &slug).await?;
    let file = comments_file(&visit.app.db, consultation.id).await?;
    note(&visit, &consultation, &file).await?;
    send(file, "text/csv; charset=utf-8", &format!("{slug}-comments.csv"))
}

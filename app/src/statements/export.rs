//! The answers and the statements as files, in the columns of a Polis export, so that analysts' programs read them
//! and anybody who has both can check the opinion map. People go by a number that exists only in the file and follows
//! no order, and no line says when it was given, so that nobody's answers can be put together with what they wrote.
//!
//! A file is written to the disk while it is read, from the record as it is at one moment, and goes out from there: of a hundred
//! thousand people only their order and the answers of a few hundred are in memory.

use std::collections::HashMap;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::Method;

use super::model::BIT;
use super::model::{Answer, StatementState};
use super::store;
use crate::App;
use crate::clock;
use crate::consultations::model::Consultation;
use crate::consultations::store::by_slug;
use crate::db::{DbError, Tx, taking_time};
use crate::downloads::made::MadeFile;
use crate::downloads::rows::{SheetFeed, SheetFormat, SheetPiece, made_by};
use crate::downloads::spreadsheet::{ByteOrderMark, guarded};
use crate::downloads::{note_fingerprint, send};
use crate::ids::{ConsultationId, ResponseId};
use crate::responses::shuffle::shuffled;
use crate::site::{Fault, Page, Path, Visit};
use crate::time::Time;

const CSV: &str = "text/csv; charset=utf-8";

/// How many people's answers are read at a time.
pub const AT_ONCE: usize = 500;

/// A file that can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementsFile {
    /// Every answer that counts to a statement that is shown.
    Votes,
    /// Every statement.
    Comments,
}

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

/// Everybody who answered and counts, in the order of their numbers in the file, from 0: it follows nothing but the installation's
/// secret, and is the same in every file of one consultation.
async fn people(
    secret: &[u8],
    tx: &mut Tx,
    consultation: ConsultationId,
    at_once: usize,
) -> Result<Vec<ResponseId>, DbError> {
    let mut all: Vec<ResponseId> = Vec::new();
    loop {
        let after = all.last().copied().unwrap_or(ResponseId(0));
        let some = store::answers::who_answered(&mut *tx, consultation, after, 20 * at_once as i64).await?;
        if some.is_empty() {
            return Ok(shuffled(secret, "voter", all, |response| *response));
        }
        all.extend(some);
    }
}

/// Every answer that counts to a statement that is shown: `timestamp,datetime,comment-id,voter-id,vote`, agree 1,
/// disagree -1, pass 0.
async fn votes_to(
    secret: &[u8],
    tx: &mut Tx,
    consultation: &Consultation,
    at_once: usize,
    to: &SheetFeed,
) -> Result<(), DbError> {
    let all = people(secret, tx, consultation.id, at_once).await?;
    let [seconds, words] = moment(consultation);
    let mut lines = "timestamp,datetime,comment-id,voter-id,vote\n".to_owned();
    let numbered: Vec<(usize, ResponseId)> = (0..).zip(all).collect();
    for some in numbered.chunks(at_once.max(1)) {
        let numbers: HashMap<ResponseId, usize> = some.iter().map(|(number, response)| (*response, *number)).collect();
        let answers = store::answers::to_shown(&mut *tx, some.iter().map(|(_, response)| *response)).await?;
        let mut rows: Vec<(usize, i64, &'static str)> = answers
            .iter()
            .filter_map(|one| {
                let vote = match one.answer {
                    Answer::Agree => "1",
                    Answer::Disagree => "-1",
                    Answer::Pass => "0",
                };
                Some((*numbers.get(&one.response_id)?, one.number, vote))
            })
            .collect();
        rows.sort_unstable();
        for (person, number, vote) in rows {
            let _ = writeln!(lines, "{seconds},{words},{number},{person},{vote}");
        }
        if to.give(SheetPiece::Lines(std::mem::take(&mut lines))).await.is_err() {
            return Ok(());
        }
    }
    // The heads alone, where nobody answered. Who stopped taking them says why itself.
    let _ = to.give(SheetPiece::Lines(lines)).await;
    Ok(())
}

/// Every statement: `timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body`. Moderated is 1
/// for what is shown, and -1, without its words, for what is held or taken out: it counts nothing. The author is
/// `service` or `resident`. A consultation has a thousand statements at most.
async fn comments_of(tx: &mut Tx, consultation: &Consultation) -> Result<String, Fault> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = ["timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body"];
    file.write_record(head).map_err(Fault::broken)?;
    let [seconds, words] = moment(consultation);
    for one in store::all(&mut *tx, consultation.id).await? {
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
    String::from_utf8(file.into_inner().map_err(Fault::broken)?).map_err(Fault::broken)
}

/// A file of the record as it is at the moment this reading began at, so many people's answers read at a time.
///
/// # Errors
/// When the record cannot be reached, or the file not be written.
pub async fn file_of(
    app: &App,
    reading: &mut Tx,
    consultation: &Consultation,
    which: StatementsFile,
    at_once: usize,
) -> Result<MadeFile, Fault> {
    let comments = match which {
        StatementsFile::Votes => None,
        StatementsFile::Comments => Some(comments_of(reading, consultation).await?),
    };
    made_by(&app.config.data_dir, SheetFormat::Csv(ByteOrderMark::No), async |to| {
        let Some(comments) = comments else {
            return votes_to(&app.secret, reading, consultation, at_once, to).await;
        };
        let _ = to.give(SheetPiece::Lines(comments)).await;
        Ok(())
    })
    .await
}

async fn taken_away(visit: &Visit, method: &Method, slug: &str, which: StatementsFile) -> Page {
    let consultation = allowed(visit, slug).await?;
    let ending = if which == StatementsFile::Votes { "votes" } else { "comments" };
    let name = format!("{slug}-{ending}.csv");
    if method == Method::HEAD {
        // Whoever only asks what it would be takes nothing away.
        return send(Body::empty(), CSV, &name);
    }
    let made = taking_time(async {
        let mut reading = visit.app.db.begin_reading().await?;
        let made = file_of(&visit.app, &mut reading, &consultation, which, AT_ONCE).await;
        reading.rollback().await?;
        made
    })
    .await?;
    note_fingerprint(visit, consultation.id, made.sha256()).await?;
    made.sent(CSV, &name)
}

/// `GET /staff/consultations/{slug}/statements/votes.csv`
pub async fn votes(visit: Visit, method: Method, Path(slug): Path<String>) -> Page {
    taken_away(&visit, &method, &slug, StatementsFile::Votes).await
}

/// `GET /staff/consultations/{slug}/statements/comments.csv`
pub async fn comments(visit: Visit, method: Method, Path(slug): Path<String>) -> Page {
    taken_away(&visit, &method, &slug, StatementsFile::Comments).await
}

//! The ballots of a ranking as a file, and what its columns mean. The file is written to the disk first, from the record as it
//! is at one moment, and goes out from there: of however many ballots, only the numbers of their responses are in memory,
//! because the rows are shuffled. Each download is noted in the record of acts with the fingerprint of the very file.

use axum::body::Body;
use axum::http::Method;

use super::{At, ManagedRanking, of};
use crate::audit::store::append;
use crate::consultations::editing::entry;
use crate::consultations::store::by_slug;
use crate::db::{DbError, Tx};
use crate::downloads::rows::{self, SheetFeed, SheetFormat, SheetPiece};
use crate::downloads::send;
use crate::downloads::spreadsheet::{ByteOrderMark, Cell, SheetColumn};
use crate::ids::{RankingId, ResponseId};
use crate::rankings::model::RankingOption;
use crate::rankings::store;
use crate::rankings::store::ballots;
use crate::responses::shuffle::shuffled;
use crate::site::{Fault, Page, Path, Visit};

const CSV: &str = "text/csv; charset=utf-8";

/// How many ballots are read at a time.
pub(in crate::rankings) const AT_ONCE: usize = 1_000;

/// `GET /staff/consultations/{slug}/rankings/{number}/ballots.csv`, and with `?sheet=codebook` what its columns mean.
pub async fn csv(visit: Visit, method: Method, Path((slug, number)): At) -> Page {
    let actor = visit.actor()?;
    visit.require_own_wish()?;
    let consultation = by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    let managed = of(&visit, consultation, &number).await?;
    let stem = format!("{slug}-ranking-{}", managed.ranking.number);
    let (codebook, name) = match visit.query_value("sheet").as_str() {
        "" | "ballots" => (false, format!("{stem}-ballots.csv")),
        "codebook" => (true, format!("{stem}-codebook.csv")),
        _ => return Err(Fault::Missing),
    };
    if method == Method::HEAD {
        // Whoever only asks what it would be takes nothing away.
        return send(Body::empty(), CSV, &name);
    }
    let ManagedRanking { consultation, ranking, .. } = &managed;
    let mut reading = visit.app.db.begin_reading().await?;
    // Excel reads Welsh letters only after a byte-order mark.
    let made =
        rows::made_by(&visit.app.config.data_dir, SheetFormat::Csv(ByteOrderMark::Yes), async |to| match codebook {
            true => feed_codebook(&mut reading, ranking.id, to).await,
            false => feed(&mut reading, (ranking.id, &visit.app.secret), AT_ONCE, to).await,
        })
        .await?;
    reading.rollback().await?;
    let detail = [("ranking", ranking.number.to_string()), ("sha256", made.sha256().to_owned())];
    let mut tx = visit.app.db.begin().await?;
    append(&mut tx, &entry(actor, "ranking.export", consultation.id, &detail), visit.now).await?;
    tx.commit().await?;
    made.sent(CSV, &name)
}

/// One row for each ballot that counts, one column for each option whether anybody ranked it or not. Nothing else: with
/// a time, a library or a response's number, a whole order would be tied to one person's comments.
///
/// # Errors
/// When the record cannot be reached.
pub(in crate::rankings) async fn feed(
    tx: &mut Tx,
    (ranking, secret): (RankingId, &[u8]),
    at_once: usize,
    to: &SheetFeed,
) -> Result<(), DbError> {
    let options = store::options(&mut *tx, [ranking]).await?;
    if to.give(SheetPiece::Begin { name: "Ballots", columns: columns(&options) }).await.is_err() {
        return Ok(());
    }
    let mut all: Vec<ResponseId> = Vec::new();
    loop {
        let after = all.last().copied().unwrap_or(ResponseId(0));
        let some = ballots::that_count(&mut *tx, ranking, after, at_once as i64).await?;
        if some.is_empty() {
            break;
        }
        all.extend(some);
    }
    let drawn = shuffled(secret, &format!("ballot {ranking}"), all, |response| *response);
    let mut number = 0;
    for some in drawn.chunks(at_once) {
        let rows = ballots::orders_of(&mut *tx, ranking, some).await?.into_iter().map(|ranked| {
            number += 1;
            let places = options.iter().map(|option| {
                let place = ranked.place(option.number);
                place.and_then(|place| i64::try_from(place).ok()).map_or(Cell::Empty, Cell::Int)
            });
            std::iter::once(Cell::Int(number)).chain(places).collect()
        });
        if to.give(SheetPiece::Rows(rows.collect())).await.is_err() {
            return Ok(());
        }
    }
    Ok(())
}

/// A line for each column of that file: its key, its name and what it means.
async fn feed_codebook(tx: &mut Tx, ranking: RankingId, to: &SheetFeed) -> Result<(), DbError> {
    let options = store::options(tx, [ranking]).await?;
    let heads = vec![
        column("column".into(), "Column", String::new()),
        column("name".into(), "Name", String::new()),
        column("meaning".into(), "Meaning", String::new()),
    ];
    let columns = columns(&options).into_iter();
    let rows = columns.map(|one| [one.key, one.label, one.description].map(Cell::Text).into()).collect();
    for piece in [SheetPiece::Begin { name: "Codebook", columns: heads }, SheetPiece::Rows(rows)] {
        if to.give(piece).await.is_err() {
            break;
        }
    }
    Ok(())
}

fn column(key: String, label: &str, description: String) -> SheetColumn {
    SheetColumn { key, label: label.to_owned(), description }
}

fn columns(options: &[RankingOption]) -> Vec<SheetColumn> {
    let ballot =
        column("ballot".into(), "Ballot", "A number that exists only in this file and follows no order.".into());
    let places = options.iter().map(|option| {
        let gone = if option.stands() { "" } else { " The option was withdrawn; places are as people gave them." };
        column(
            option.field(),
            &option.title,
            format!("The place given to “{}”: 1 is the best. Empty if it was left out.{gone}", option.title),
        )
    });
    std::iter::once(ballot).chain(places).collect()
}

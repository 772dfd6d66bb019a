//! The results for staff, whether the public may see them yet or not, and the ballots as a file.

use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::{At, ManagedRanking, of};
use crate::audit::store::append;
use crate::consultations::editing::entry;
use crate::consultations::model::Stage;
use crate::consultations::pages::stage_tag;
use crate::consultations::rules::stage;
use crate::consultations::showing::hidden_because;
use crate::consultations::store::by_slug;
use crate::db::DbError;
use crate::downloads::send;
use crate::downloads::spreadsheet;
use crate::downloads::spreadsheet::{ByteOrderMark, Cell, Sheet, SheetColumn};
use crate::identity::rules::Permission;
use crate::rankings::cached::CachedCounts;
use crate::rankings::results::view;
use crate::rankings::store::ballots;
use crate::responses::shuffle::shuffled;
use crate::responses::suppression::{FEW_BALLOTS, few_voters, what_staff_can_do};
use crate::site::{Area, Fault, Page, Path, Visit};

/// `GET /staff/consultations/{slug}/rankings/{number}/results`
pub async fn show(visit: Visit, Path((slug, number)): At) -> Page {
    let consultation = by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    let managed = of(&visit, consultation, &number).await?;
    let at = stage(&managed.consultation.dates, visit.now);
    let open = at == Stage::Open;
    let made = visit
        .app
        .warm::<CachedCounts>()
        .of(&visit.app.db, (&managed.ranking, &managed.options), open, visit.now)
        .await?;
    let hidden = hidden_because(&managed.consultation, visit.now);
    let few = few_voters(made.counted.counting(), at).is_some();
    visit.page(format!("Results: {}", managed.ranking.question)).area(Area::Staff).show(|| {
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a dir="auto" href=format!("/consultations/{slug}")>{managed.consultation.title.clone()}</a></li>
            </ol></nav>
            <header class="title">
                <p class="over">"Results of a ranking "{stage_tag(at)}</p>
                <h1 dir="auto">{managed.ranking.question.clone()}</h1>
            </header>
            {hidden.is_some().then(|| view! {
                <div class="note warn"><p><strong>"The public cannot see these numbers."</strong>" Please do not pass them on before."</p></div>
            })}
            {few.then(|| view! { <div class="note"><p><strong>"What you can do:"</strong>" "{what_staff_can_do(at)}</p></div> })}
            {visit.may(Permission::Export).then(|| view! {
                <p class="actions"><a class="button quiet" href=format!("{}/ballots.csv", managed.base()) download="download">"Ballots as CSV"</a>" "<a href=format!("{}/ballots.csv?sheet=codebook", managed.base()) download="download">"What its columns mean"</a></p>
                <p class="quiet">"One row for each ballot: the places it gives, and nothing about the person. The rows are shuffled, and their numbers exist only in this file, so nobody’s order can be put together with what they wrote. Every download is noted in the record of acts."</p>
                {few.then(|| view! { <p class="quiet">{FEW_BALLOTS}</p> })}
            })}
            {open.then(|| view! { <p class="quiet">{view::counted_at(made.at)}</p> })}
            {view::everything(&managed.ranking, &managed.options, &made.counted, at)}
        }
        .into_any()
    })
}

/// `GET /staff/consultations/{slug}/rankings/{number}/ballots.csv`, and with `?sheet=codebook` what its columns mean.
pub async fn csv(visit: Visit, Path((slug, number)): At) -> Page {
    let actor = visit.actor()?;
    visit.require_own_wish()?;
    let consultation = by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    let managed = of(&visit, consultation, &number).await?;
    let stem = format!("{slug}-ranking-{}", managed.ranking.number);
    let (sheet, name) = match visit.query_value("sheet").as_str() {
        "" | "ballots" => (sheet(&visit, &managed, true).await?, format!("{stem}-ballots.csv")),
        "codebook" => (codebook(sheet(&visit, &managed, false).await?), format!("{stem}-codebook.csv")),
        _ => return Err(Fault::Missing),
    };
    // Excel reads Welsh letters only after a byte-order mark.
    let file = spreadsheet::csv(&sheet, ByteOrderMark::Yes);
    let detail = [("ranking", managed.ranking.number.to_string()), ("sha256", hex::encode(Sha256::digest(&file)))];
    let mut tx = visit.app.db.begin().await?;
    append(&mut tx, &entry(actor, "ranking.export", managed.consultation.id, &detail), visit.now).await?;
    tx.commit().await?;
    send(file, "text/csv; charset=utf-8", &name)
}

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

/// One row for each ballot that counts, one column for each option whether anybody ranked it or not. Nothing else: with
/// a time, a library or a response's number, a whole order would be tied to one person's comments.
async fn sheet(visit: &Visit, managed: &ManagedRanking, with_rows: bool) -> Result<Sheet, DbError> {
    let column =
        |key: String, label: &str, description: String| SheetColumn { key, label: label.to_owned(), description };
    let mut columns =
        vec![column("ballot".into(), "Ballot", "A number that exists only in this file and follows no order.".into())];
    for option in &managed.options {
        let gone = if option.stands() { "" } else { " The option was withdrawn; places are as people gave them." };
        columns.push(column(
            option.field(),
            &option.title,
            format!("The place given to “{}”: 1 is the best. Empty if it was left out.{gone}", option.title),
        ));
    }
    let mut rows = Vec::new();
    if with_rows {
        let ballots = ballots::exported(&visit.app.db, managed.ranking.id).await?;
        let what = format!("ballot {}", managed.ranking.id);
        let drawn = shuffled(&visit.app.secret, &what, ballots, |ballot| ballot.response_id);
        for (number, ballot) in (1..).zip(drawn) {
            let mut row = vec![Cell::Int(number)];
            row.extend(managed.options.iter().map(|option| {
                let place = ballot.ranked.place(option.number);
                place.and_then(|place| i64::try_from(place).ok()).map_or(Cell::Empty, Cell::Int)
            }));
            rows.push(row);
        }
    }
    Ok(Sheet { name: "Ballots".to_owned(), columns, rows })
}

/// A line for each column of a sheet: its key, its name and what it means.
fn codebook(sheet: Sheet) -> Sheet {
    let column =
        |key: &str, label: &str| SheetColumn { key: key.into(), label: label.into(), description: String::new() };
    let rows = sheet.columns.into_iter().map(|one| [one.key, one.label, one.description].map(text).into()).collect();
    Sheet {
        name: "Codebook".to_owned(),
        columns: vec![column("column", "Column"), column("name", "Name"), column("meaning", "Meaning")],
        rows,
    }
}

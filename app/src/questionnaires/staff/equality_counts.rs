//! Who answered: the counts of the equality questions, drawn once after the end, in which nobody can be found.

use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::{At, ManagedQuestionnaire, find, list_path};
use crate::audit::store::append;
use crate::clock;
use crate::consultations::editing::entry;
use crate::consultations::pages::stage_tag;
use crate::consultations::rules::stage;
use crate::downloads;
use crate::downloads::spreadsheet::{ByteOrderMark, csv};
use crate::identity::rules::Permission;
use crate::numbers::grouped;
use crate::questionnaires::equality::drawn::{DrawnQuestion, DrawnTables};
use crate::questionnaires::equality::keeping::{drawn_from, ends_at, erased_at};
use crate::questionnaires::equality::may_be_drawn;
use crate::questionnaires::store::equality;
use crate::site::{Area, Fault, Page, Path, Visit};

/// `GET /staff/consultations/{slug}/questionnaires/{number}/equality/counts`
pub async fn show(visit: Visit, Path((slug, number)): At) -> Page {
    let ManagedQuestionnaire { consultation, record, .. } = find(&visit, &slug, &number).await?;
    let setting = equality::setting(&visit.app.db, consultation.id).await?;
    let asked = setting.is_some_and(|setting| setting.questionnaire == record.id);
    let drawn = if asked { equality::counts(&visit.app.db, consultation.id).await? } else { None };
    let at = stage(&consultation.dates, visit.now);
    let ended = ends_at(&consultation.dates).is_some_and(|end| end <= visit.now);
    let base = format!("{}/{}/equality", list_path(&consultation), record.number);
    let erased = erased_at(&consultation.dates);
    visit.page(format!("Who answered: {}", record.title)).area(Area::Staff).show(|| {
        let body = match (&drawn, may_be_drawn(ended, 0)) {
            _ if !asked => view! { <div class="empty"><h2>"Not asked"</h2><p>"This questionnaire does not ask equality questions."</p></div> }.into_any(),
            (Some((at, drawn)), _) => {
                let erased = erased.map(|day| {
                    let day_text = clock::long_date(day);
                    if day <= visit.now { format!(" The answers were to be erased on {day_text}.") } else { format!(" The answers are erased on {day_text}; these counts stay.") }
                });
                view! {
                    <p>{format!("Drawn on {}, once and for good, from everything that was answered.", clock::long_date_time(*at))}{erased}</p>
                    {visit.may(Permission::Export).then(|| view! { <p class="actions"><a class="button quiet" href=format!("{base}/counts.csv") download="download">"Take the counts away (CSV)"</a></p> })}
                    {tables(drawn)}
                }.into_any()
            }
            (None, Err(why)) => view! { <div class="empty"><h2>"Not counted yet"</h2><p>{why.to_string()}</p></div> }.into_any(),
            (None, Ok(())) => {
                let from = drawn_from(&consultation.dates).map(clock::long_date_time).unwrap_or_default();
                view! { <div class="empty"><h2>"Not counted yet"</h2><p>{format!("Whoever sent their answers in the last minutes may still be answering. The counts are here within an hour after {from}.")}</p></div> }.into_any()
            }
        };
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a dir="auto" href=format!("/consultations/{}", consultation.slug)>{consultation.title.clone()}</a></li>
            </ol></nav>
            <header class="title">
                <p class="over">"Equality questions "{stage_tag(at)}</p>
                <h1>"Who answered"</h1>
                <p class="lede" dir="auto">{record.title.clone()}</p>
            </header>
            {body}
        }
        .into_any()
    })
}

fn tables(drawn: &DrawnTables) -> AnyView {
    if drawn.questions.is_empty() {
        return view! { <div class="empty"><h2>"Nobody answered"</h2><p>"Nobody has answered the equality questions."</p></div> }.into_any();
    }
    let all: Vec<AnyView> = drawn.questions.iter().map(table).collect();
    view! {
        <p>"“Not shown” stands for fewer than five people, nobody among them; and for a larger count where the small one could be worked out from it. Those who preferred not to say, left a question out or were not asked it are one line."</p>
        {all}
        <p class="quiet">"Each topic was counted by itself. Which answers are one person’s is not known, so no table of two topics can be made."</p>
    }
    .into_any()
}

fn table(question: &DrawnQuestion) -> AnyView {
    let Some(people) = question.people else {
        return view! { <section><h2 dir="auto">{question.label.clone()}</h2><p>"Fewer than five people, so nothing is shown."</p></section> }.into_any();
    };
    let shown = |people: Option<u64>| people.map_or_else(|| "not shown".to_owned(), grouped);
    let rows: Vec<AnyView> = question
        .rows
        .iter()
        .map(|row| {
            view! { <tr><th scope="row">{row.label.clone()}</th><td class="number">{shown(row.people)}</td><td>{row.census.clone()}</td></tr> }
                .into_any()
        })
        .collect();
    let caption = format!("{}: {} people who were offered it", question.topic, grouped(people));
    view! {
        <section>
            <h2 dir="auto">{question.label.clone()}</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label=question.label.clone()><table><caption>{caption}</caption><thead><tr><th scope="col">"Answer"</th><th scope="col" class="number">"People"</th><th scope="col">"Census category"</th></tr></thead><tbody>{rows}</tbody></table></div>
        </section>
    }
    .into_any()
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/equality/counts.csv`
pub async fn file(visit: Visit, Path((slug, number)): At) -> Page {
    let actor = visit.actor()?;
    visit.require_own_wish()?;
    let ManagedQuestionnaire { consultation, record, .. } = find(&visit, &slug, &number).await?;
    let setting = equality::setting(&visit.app.db, consultation.id).await?;
    if setting.is_none_or(|setting| setting.questionnaire != record.id) {
        return Err(Fault::Missing);
    }
    let (_, drawn) = equality::counts(&visit.app.db, consultation.id).await?.ok_or(Fault::Missing)?;
    let file = csv(&drawn.sheet(), ByteOrderMark::Yes);
    let detail = [("questionnaire", record.number.to_string()), ("sha256", hex::encode(Sha256::digest(&file)))];
    let mut tx = visit.app.db.begin().await?;
    append(&mut tx, &entry(actor, "questionnaire.equality-counts", consultation.id, &detail), visit.now).await?;
    tx.commit().await?;
    downloads::send(
        file,
        "text/csv; charset=utf-8",
        &format!("{slug}-questionnaire-{}-equality-counts.csv", record.number),
    )
}

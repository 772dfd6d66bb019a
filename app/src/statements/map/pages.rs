//! The page of the opinion map: for everybody once the results may be seen, for staff at any time.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::called::GivenName;
use super::naming::{self, NamesForm, StaffMap};
use super::view::{Reading, method};
use super::{Map, choice, last, store};
use crate::consultations::model::Stage;
use crate::consultations::showing::hidden_because;
use crate::identity::rules::Permission;
use crate::reason::WhyNot;
use crate::responses::path;
use crate::site::{Area, FormErrors, Page, Path, Visit};
use crate::statements::pages::{BESIDE_DECK, StatementsPage, find};
use crate::statements::{rules, view};
use crate::ui::{done_note, error_summary};

pub(super) const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
pub(super) const CONFLICT: StatusCode = StatusCode::CONFLICT;

/// `GET /consultations/{slug}/statements/map`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let found = find(&visit, &slug).await?;
    let hidden = hidden_because(&found.consultation, visit.now);
    let id = found.consultation.id;
    let map = if hidden.is_some() { None } else { last(&visit.app, id).await? };
    let names = if map.is_some() { store::names(&visit.app.db, id).await? } else { Vec::new() };
    let beside = path::beside(&visit, &found.consultation).await?;
    visit.page(format!("Opinion map: {}", found.consultation.title)).about(found.consultation.id).described(&found.consultation.summary).show(|| {
        let body = match (&hidden, &map) {
            (Some(why), _) => view! { <div class="empty"><h2>"The opinion map is hidden for now"</h2><p>{why.words()}</p></div> }.into_any(),
            (None, None) => nothing_yet(),
            (None, Some(map)) => reading(&found, map, &names),
        };
        let head = view::head(&visit, &found, "Where people agree", "/map");
        let body = view! {
            {(found.stage == Stage::Open && hidden.is_none()).then(|| view! { <div class="note"><p><strong>"This consultation is still open."</strong>" The map changes as people answer."</p></div> })}
            {visit.may(Permission::SeeResults).then(|| view! { <div class="note"><p><strong>"For staff:"</strong>" the map and the files are on "<a href=format!("/staff/consultations/{slug}/statements/map")>"your own page"</a>", whether they are hidden here or not."</p></div> })}
            {body}
        };
        beside.around(&visit, &found.consultation, BESIDE_DECK, head, body)
    })
}

fn nothing_yet() -> AnyView {
    view! { <div class="empty"><h2>"No map yet"</h2><p>"It appears a little after the first people have answered."</p></div> }.into_any()
}

fn reading(found: &StatementsPage, map: &Map, names: &[GivenName]) -> AnyView {
    let numbers: std::collections::HashMap<_, _> =
        found.published().map(|statement| (statement.id, statement.number)).collect();
    let answers: Vec<_> = found
        .answers
        .iter()
        .filter_map(|mine| Some((*numbers.get(&mine.statement_id)?, choice(mine.answer))))
        .collect();
    let shown = map.has_groups_to_show();
    let you = (shown && rules::enough_answers(answers.len(), numbers.len())).then(|| map.report.place(&answers));
    let reading = Reading { you, ..Reading::of(map, &found.statements, names) };
    let few = shown && !answers.is_empty() && reading.you.is_none();
    view! {
        {few.then(|| view! { <p>{format!("Where do you sit? You are shown your place once you have answered {} statements. ", rules::ENOUGH_ANSWERS.min(numbers.len()))}<a href=found.base()>"Answer some more"</a></p> })}
        {reading.show()}
        {method(map)}
        <p><a href=format!("{}/all", found.base())>"All statements, with how many gave each answer"</a></p>
    }
    .into_any()
}

/// How many gave each answer to each statement, for staff while the results are hidden.
fn answered(found: &StatementsPage) -> AnyView {
    let rows: Vec<AnyView> = found
        .published()
        .map(|one| {
            view! {
                <tr><th scope="row">{one.words()}</th><td class="num">{one.agree}</td><td class="num">{one.disagree}</td><td class="num">{one.pass}</td></tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <h2 id="answered">"How many answered what"</h2>
        <div class="table-wrap wide" role="region" aria-labelledby="t-answered" tabindex="0"><table class="shares">
            <caption id="t-answered">"Every statement that is shown, in its order"</caption>
            <thead><tr><th scope="col">"Statement"</th><th scope="col" class="num">"Agree"</th><th scope="col" class="num">"Disagree"</th><th scope="col" class="num">"Passed"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}

const DONE: &[(&str, &str, &str)] = &[
    ("named", "The names are saved.", "Everybody who may see the map reads them from now on."),
    ("same", "Nothing was changed.", "The names are as they were."),
];

/// `GET /staff/consultations/{slug}/statements/map`
pub async fn staff(visit: Visit, Path(slug): Path<String>) -> Page {
    let about = StaffMap::find(&visit, &slug).await?;
    staff_page(&visit, &about, &about.form(), &FormErrors::none(), StatusCode::OK)
}

/// The staff's page of the map, with the form for the names of its groups as it is filled in.
pub(super) fn staff_page(
    visit: &Visit,
    about: &StaffMap,
    typed: &NamesForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let StaffMap { found, map, names } = about;
    let files = visit.may(Permission::Export);
    let may_name = visit.may(Permission::RunConsultations);
    let hidden = hidden_because(&found.consultation, visit.now).is_some();
    let slug = &found.consultation.slug;
    visit.page(format!("Opinion map: {}", found.consultation.title)).status(status).area(Area::Staff).show(|| {
        let base = format!("/staff/consultations/{slug}/statements");
        view! {
            {error_summary(errors)}
            // Analysts see results, and not the page on which a consultation is run.
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a dir="auto" href=format!("/staff/consultations/{slug}/results")>{found.consultation.title.clone()}</a></li>
            </ol></nav>
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title"><p class="over">"Statements"</p><h1>"Where people agree"</h1></header>
            {hidden.then(|| view! { <div class="note warn"><p><strong>"Residents and councillors cannot see this yet."</strong>" Please keep it to yourself until the consultation closes, so that nobody is swayed."</p></div> })}
            {files.then(|| view! {
                <p class="actions"><a href=format!("{base}/votes.csv")>"Answers as a file (CSV)"</a>" "<a href=format!("{base}/comments.csv")>"Statements as a file (CSV)"</a></p>
                <details class="why"><summary>"What are the files for?"</summary><p>"They have the columns of a Polis export, so other programs read them too. Anybody who has both can check the map: soundings analyse groups votes.csv --comments comments.csv. People go by a number that exists only in the file and follows no order, and no moment is given, so that nobody’s answers can be put together with what they wrote. Each download is noted in the record of acts."</p></details>
            })}
            {map.as_deref().map_or_else(nothing_yet, |map| {
                view! { {Reading::of(map, &found.statements, names).show()}{may_name.then(|| naming::form(about, typed, errors))}{method(map)} }.into_any()
            })}
            {answered(found)}
        }
        .into_any()
    })
}

//! The log of moderation: what was decided, when, why and in which role. No names and no text, so that it can be
//! shown to anybody who asks; also as a file for a spreadsheet.

pub mod store;

use axum::http::header;
use axum::response::IntoResponse;
use leptos::prelude::*;

use self::store::Place;
use super::backlog;
use super::model::{Action, Reason};
use super::rules::cell;
use super::view as parts;
use crate::clock;
use crate::identity::rules::Act;
use crate::site::{Area, Fault, Page, Visit};
use crate::ui::pager::pager;

/// Lines a page shows.
const PAGE: usize = 50;

/// `GET /staff/moderation/log`
pub async fn show(visit: Visit) -> Page {
    visit.require(Act::Moderate)?;
    let asked = visit.asked("before");
    let before: Option<Place> = asked.parse().ok();
    let mut decisions = store::log(&visit.app.db, before, PAGE + 1).await?;
    let next = (decisions.len() > PAGE).then(|| {
        decisions.truncate(PAGE);
        decisions.last().map(|last| last.place)
    });
    let backlog = backlog::count(&visit.app.db).await?;
    visit.page("Moderation log").area(Area::Staff).show(|| {
        let rows: Vec<AnyView> = decisions
            .iter()
            .map(|one| {
                let reason = Reason::from_word(&one.reason).map_or("", Reason::title);
                view! {
                    <tr>
                        <th scope="row"><time datetime=clock::machine(one.place.at)>{clock::long_date_time(one.place.at)}</time></th>
                        <td><a href=one.about.path(one.number)>{format!("{} {}", one.about.title(), one.number)}</a></td>
                        <td>{Action::from_word(&one.action).map_or("", Action::done)}</td>
                        <td>{reason}</td>
                        <td>{parts::role_title(one.role.as_deref())}</td>
                    </tr>
                }
                .into_any()
            })
            .collect();
        view! {
            <header class="title"><p class="over">"Moderation"</p><h1>"Log"</h1>
                <p class="lede">"Every decision about a comment or a statement, newest first. It holds no names and no text, so you can show it to anybody who asks how we moderate."</p></header>
            {parts::tabs(&visit, backlog)}
            {if rows.is_empty() {
                view! { <div class="empty"><h2>"Nothing decided yet"</h2><p>"Each moderation decision will be listed here, with its reason."</p></div> }.into_any()
            } else {
                view! {
                    <p class="actions"><a class="button quiet" href="/staff/moderation/log.csv">"Take the whole log away (CSV)"</a></p>
                    <div class="table-wrap wide" role="region" aria-labelledby="log-title" tabindex="0">
                        <table>
                            <caption id="log-title">"Moderation decisions"</caption>
                            <thead><tr><th scope="col">"When"</th><th scope="col">"About"</th><th scope="col">"Decision"</th><th scope="col">"Reason"</th><th scope="col">"Decided by"</th></tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }.into_any()
            }}
            {pager("More decisions", before.map(|_| "/staff/moderation/log".to_owned()), next.flatten().map(|id| format!("/staff/moderation/log?before={id}")))}
        }
        .into_any()
    })
}

/// `GET /staff/moderation/log.csv`
pub async fn csv(visit: Visit) -> Page {
    visit.require(Act::Moderate)?;
    visit.require_own_wish()?;
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["decided_at", "about", "number", "action", "reason", "role"]).map_err(Fault::broken)?;
    let mut before = None;
    loop {
        let decisions = store::log(&visit.app.db, before, 1_000).await?;
        for one in &decisions {
            let role = one.role.clone().unwrap_or_default();
            let (at, about) = (clock::machine(one.place.at), one.about.word().to_owned());
            let record = [at, about, one.number.to_string(), one.action.clone(), one.reason.clone(), role];
            file.write_record(record.iter().map(|text| cell(text))).map_err(Fault::broken)?;
        }
        match decisions.last() {
            Some(last) if decisions.len() == 1_000 => before = Some(last.place),
            _ => break,
        }
    }
    let bytes = file.into_inner().map_err(|error| Fault::broken(error.error().to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"moderation-log.csv\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}

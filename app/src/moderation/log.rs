//! The log of moderation: what was decided, when, why and in which role. No names and no text, so that it can be
//! shown to anybody who asks; also as a file for a spreadsheet.

use leptos::prelude::*;

use super::appeals::counted;
use super::model::{Action, PolicyReason};
use super::store;
use super::view as parts;
use super::writing::Writings;
use crate::clock;
use crate::downloads::send;
use crate::downloads::spreadsheet::guarded;
use crate::site::{Area, Fault, Page, Visit};
use crate::time::Time;
use crate::ui::pager::pager;

/// Lines a page shows.
const PAGE: usize = 50;

/// A place in the log as an address carries it: a moment and a number.
fn place(text: &str) -> Option<(Time, i64)> {
    let (at, id) = text.split_once('-')?;
    Some((Time(at.parse().ok()?), id.parse().ok()?))
}

/// `GET /staff/moderation/log`
pub async fn show(visit: Visit) -> Page {
    let before = place(&visit.query_value("before"));
    let mut decisions = store::log(&visit.app.db, before, PAGE + 1).await?;
    let next = (decisions.len() > PAGE).then(|| {
        decisions.truncate(PAGE);
        decisions.last().map(|last| format!("{}-{}", last.at.0, last.id))
    });
    let writings = visit.app.warm::<Writings>();
    let backlog = store::backlog(&visit.app.db, &writings).await?;
    let years = counted::years(&visit.app.db, visit.now).await?;
    visit.page("Moderation log").area(Area::Staff).show(|| {
        let rows: Vec<AnyView> = decisions
            .iter()
            .map(|one| {
                let reason = PolicyReason::from_word(&one.reason).map_or("", PolicyReason::title);
                let about = match writings.of_kind(&one.kind).map(|writing| writing.words()) {
                    Some(words) => view! { <a href=words.page(one.subject_id)>{format!("{} {}", words.title, one.subject_id)}</a> }.into_any(),
                    None => format!("{} {}", one.kind, one.subject_id).into_any(),
                };
                view! {
                    <tr>
                        <th scope="row"><time datetime=clock::machine(one.at)>{clock::long_date_time(one.at)}</time></th>
                        <td>{about}</td>
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
                <p class="lede">"Every decision about something that people wrote, newest first. It holds no names and no text, so you can show it to anybody who asks how we moderate."</p></header>
            {parts::tabs(&visit, &writings, &backlog)}
            {before.is_none().then(|| counted::table(&years))}
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
            {pager("More decisions", before.map(|_| "/staff/moderation/log".to_owned()), next.flatten().map(|place| format!("/staff/moderation/log?before={place}")))}
        }
        .into_any()
    })
}

/// `GET /staff/moderation/log.csv`
pub async fn csv(visit: Visit) -> Page {
    visit.require_own_wish()?;
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["decided_at", "about", "number", "action", "reason", "role"]).map_err(Fault::broken)?;
    let mut before = None;
    loop {
        let decisions = store::log(&visit.app.db, before, 1_000).await?;
        for one in &decisions {
            let role = one.role.clone().unwrap_or_default();
            let (at, about) = (clock::machine(one.at), one.kind.clone());
            let record = [at, about, one.subject_id.to_string(), one.action.clone(), one.reason.clone(), role];
            file.write_record(record.iter().map(|text| guarded(text))).map_err(Fault::broken)?;
        }
        match decisions.last() {
            Some(last) if decisions.len() == 1_000 => before = Some((last.at, last.id)),
            _ => break,
        }
    }
    let bytes = file.into_inner().map_err(|error| Fault::broken(error.error().to_string()))?;
    send(bytes, "text/csv; charset=utf-8", "moderation-log.csv")
}

//! The libraries as residents see them.

use leptos::prelude::*;

use crate::branches::model::{Branch, BranchKind};
use crate::branches::store;
use crate::consultations::model::Stage;
use crate::consultations::store::{self as consultations, ConsultationFilter};
use crate::consultations::{pages as consultation_pages, rules};
use crate::decisions::came_of_it;
use crate::events::coming::ComingEvents;
use crate::pictures::{self, Pictured};
use crate::site::{Fault, Page, Path, Visit};

/// "Library building in Millbrook", "Community-run library, shared with a leisure centre".
fn sort(branch: &Branch) -> String {
    branch.about.kind.title().to_owned()
}

fn line(branch: &Branch) -> AnyView {
    let about = &branch.about;
    view! {
        <li class="notice">
            <h2><a dir="auto" href=format!("/branches/{}", branch.slug)>{about.name.clone()}</a></h2>
            <p class="meta">
                <span>{sort(branch)}</span>
                {(!about.postcode.is_empty()).then(|| view! { " "<span>{about.postcode.clone()}</span> })}
                {(!about.co_located_with.is_empty()).then(|| view! { " "<span>{format!("shared with {}", about.co_located_with)}</span> })}
            </p>
        </li>
    }
    .into_any()
}

/// `GET /branches`
pub async fn list(visit: Visit) -> Page {
    let all = store::everything(&visit.app.db).await?;
    let (open, closed): (Vec<_>, Vec<_>) = all.into_iter().partition(|branch| branch.about.year_closed.is_none());
    visit.page("Libraries").described(format!("The libraries of {}: where they are, when they are open, and what people are asked about each.", visit.service.name)).show(|| {
        let lines: Vec<AnyView> = open.iter().map(line).collect();
        let closed_lines: Vec<AnyView> = closed
            .iter()
            .map(|branch| {
                let year = branch.about.year_closed.map(|year| format!(" (closed in {year})")).unwrap_or_default();
                view! { <li><a dir="auto" href=format!("/branches/{}", branch.slug)>{branch.about.name.clone()}</a>{year}</li> }.into_any()
            })
            .collect();
        view! {
            <header class="title"><h1>"Libraries"</h1>
                <p class="lede">"Where they are, when they are open, and what we are asking about each."</p></header>
            {if lines.is_empty() {
                view! { <div class="empty"><h2>"No libraries are listed yet"</h2><p>"The library service has not added its libraries yet. You can still read its consultations."</p><p class="actions"><a class="button quiet" href="/consultations">"See all consultations"</a></p></div> }.into_any()
            } else {
                view! { <ul class="notices wide">{lines}</ul> }.into_any()
            }}
            {(!closed_lines.is_empty()).then(|| view! {
                <details><summary>"Libraries that have closed"</summary><ul>{closed_lines}</ul></details>
            })}
        }
        .into_any()
    })
}

/// "09:30" as people say it: "9:30am".
fn spoken(time: &str) -> Option<String> {
    let (hour, minute) = time.trim().split_once(':')?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    match (hour, minute) {
        (12, 0) => Some("midday".to_owned()),
        (0 | 24, 0) => Some("midnight".to_owned()),
        (0..24, 0..60) => {
            let half = if hour < 12 { "am" } else { "pm" };
            let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
            Some(if minute == 0 { format!("{hour}{half}") } else { format!("{hour}:{minute:02}{half}") })
        }
        _ => None,
    }
}

/// Hours as people say them, when they are written as "09:00-16:30, 18:00-20:00"; else as they are written.
fn said(words: &str) -> String {
    let spans = words.split(',').map(|span| {
        let (from, to) = span.split_once(['-', '–'])?;
        Some(format!("{} to {}", spoken(from)?, spoken(to)?))
    });
    spans.collect::<Option<Vec<_>>>().map_or_else(|| words.to_owned(), |spans| spans.join(", and "))
}

/// The opening hours as a table, staffed and unstaffed apart where there are both.
pub fn hours(branch: &Branch) -> AnyView {
    let hours = &branch.about.hours;
    if hours.iter().all(|day| day.staffed.is_empty() && day.unstaffed.is_empty()) {
        return view! { <p>"No opening hours are given. Ask the library before you go."</p> }.into_any();
    }
    let unstaffed = hours.iter().any(|day| !day.unstaffed.is_empty());
    let cell = |words: &str, none: &'static str| if words.is_empty() { none.to_owned() } else { said(words) };
    let rows: Vec<AnyView> = hours
        .iter()
        .map(|day| {
            let staffed = if day.staffed.is_empty() && day.unstaffed.is_empty() { "Closed" } else { "No staff" };
            view! {
                <tr>
                    <th scope="row">{day.day.clone()}</th>
                    <td dir="auto">{cell(&day.staffed, staffed)}</td>
                    {unstaffed.then(|| view! { <td dir="auto">{cell(&day.unstaffed, "–")}</td> })}
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="table-wrap" role="region" aria-labelledby="opening" tabindex="0">
            <table>
                <caption id="opening">"Opening hours"</caption>
                <thead><tr><th scope="col">"Day"</th><th scope="col">{if unstaffed { "With staff" } else { "Open" }}</th>
                    {unstaffed.then(|| view! { <th scope="col">"Without staff, for members"</th> })}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn facts(branch: &Branch) -> AnyView {
    let about = &branch.about;
    let row = |term: &'static str, words: String| {
        (!words.is_empty()).then(|| view! { <div><dt>{term}</dt><dd dir="auto">{words}</dd></div> })
    };
    let address = [about.address.as_str(), about.postcode.as_str()].into_iter().filter(|part| !part.is_empty());
    let run_by = match about.kind {
        BranchKind::Community => "Its community, with help from the library service",
        BranchKind::Static | BranchKind::Mobile => "The library service",
    };
    view! {
        <dl class="facts">
            {row("Address", address.collect::<Vec<_>>().join(", "))}
            <div><dt>"Run by"</dt><dd>{run_by}</dd></div>
            {row("Shares its building with", about.co_located_with.clone())}
            {row("Opened in", about.year_opened.map(|year| year.to_string()).unwrap_or_default())}
            {(!about.email.is_empty()).then(|| view! { <div><dt>"Email"</dt><dd><a href=format!("mailto:{}", about.email)>{about.email.clone()}</a></dd></div> })}
            {(!about.url.is_empty()).then(|| view! { <div><dt>"Web page"</dt><dd><a href=about.url.clone()>"This library’s own page"</a></dd></div> })}
        </dl>
    }
    .into_any()
}

/// What a library is, in a sentence or two.
fn described(branch: &Branch) -> String {
    let about = &branch.about;
    let place = [about.address.as_str(), about.postcode.as_str()].into_iter().filter(|part| !part.is_empty());
    let place = place.collect::<Vec<_>>().join(", ");
    let at = if place.is_empty() { String::new() } else { format!(", {place}") };
    format!(
        "{}: {}{at}. When it is open, what people are asked about it, and what came of it.",
        about.name,
        sort(branch)
    )
}

/// `GET /branches/{slug}`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let db = &visit.app.db;
    let branch = store::by_slug(db, &slug).await?.ok_or(Fault::Missing)?;
    let filter = ConsultationFilter { branch: Some(branch.id), ..ConsultationFilter::default() };
    let (items, more) = consultations::list(db, &filter, visit.now).await?;
    let about = consultations::branches_of(db, items.iter().map(|item| item.id)).await?;
    let now = visit.now;
    let came = came_of_it::of(db, items.iter().map(|item| item.id), now).await?;
    let picture = pictures::view::of(db, Pictured::Library(branch.id)).await?;
    let coming = ComingEvents::of_library(db, (branch.id, &branch.slug), now).await?;
    visit.page(branch.about.name.clone()).described(described(&branch)).show(|| {
        let stages: Vec<AnyView> = Stage::PUBLIC
            .into_iter()
            .filter_map(|stage| {
                let lines: Vec<AnyView> = items
                    .iter()
                    .filter(|item| rules::stage(&item.dates, now) == stage)
                    .map(|item| {
                        view! {
                            <li class="notice">
                                <h4><a dir="auto" href=format!("/consultations/{}", item.slug)>{item.title.clone()}</a></h4>
                                <p class="meta">{consultation_pages::stage_now(&item.dates, now)}" "{consultation_pages::date_that_matters(&item.dates, now)}" "{consultation_pages::decision_due(&item.dates, now)}
                                    {about.iter().all(|about| about.consultation_id != item.id).then(|| view! { " "<span>"About all libraries"</span> })}</p>
                                {match came.get(&item.id) {
                                    Some(came) => came.show(),
                                    None => view! { <p dir="auto">{item.summary.clone()}</p> }.into_any(),
                                }}
                            </li>
                        }
                        .into_any()
                    })
                    .collect();
                (!lines.is_empty()).then(|| view! { <h3>{stage.title()}</h3><ul class="notices">{lines}</ul> }.into_any())
            })
            .collect();
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/branches">"Libraries"</a></li></ol></nav>
            <header class="title"><p class="over">{sort(&branch)}</p><h1 dir="auto">{branch.about.name.clone()}</h1></header>
            {branch.about.year_closed.map(|year| view! { <div class="note warn"><p><strong>{format!("This library closed in {year}.")}</strong>" The page stays for what was said about it."</p></div> })}
            <div class="spread">
                <aside>{facts(&branch)}</aside>
                <div>
                    {picture.as_ref().map(pictures::Picture::show)}
                    {branch.about.year_closed.is_none().then(|| hours(&branch))}
                    {(!branch.about.notes.is_empty()).then(|| view! { <p dir="auto">{branch.about.notes.clone()}</p> })}
                    {coming.show("Come and talk to us", now)}
                    <h2>"What we are asking, and what came of it"</h2>
                    {if stages.is_empty() {
                        view! { <div class="empty"><h3>"Nothing so far"</h3><p>"When the library service asks about this library, it is listed here, from the first question to the decision."</p></div> }.into_any()
                    } else {
                        stages.into_any()
                    }}
                    {more.is_some().then(|| view! { <p><a href=format!("/consultations?branch={}", branch.slug)>"Everything we asked about this library"</a></p> })}
                </div>
            </div>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::said;

    #[test]
    fn hours_written_by_the_clock_are_said_in_words_and_others_are_left_alone() {
        assert_eq!(said("09:00-16:30"), "9am to 4:30pm");
        assert_eq!(said("9:30–12:00, 13:00 - 19:00"), "9:30am to midday, and 1pm to 7pm");
        for kept in ["10 to 12, alternate Tuesdays", "by appointment", "25:00-26:00", "09:00"] {
            assert_eq!(said(kept), kept);
        }
    }
}

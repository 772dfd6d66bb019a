//! Where an administrator keeps the libraries: the list, one library, and the network addresses it shares.

use axum::http::StatusCode;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::model::{Branch, BranchDetails, BranchKind, no_hours};
use super::store::{self, Shared};
use crate::numbers::Noun;
use crate::site::{Area, Fault, FormErrors, Page, Path, Visit};
use crate::ui::form::{Field, FieldKind, FieldOption, check, radios};
use crate::ui::overtaken::ReadField;
use crate::ui::{done_note, error_summary};

/// A branch being written, with its numbers as typed.
#[derive(Clone, Debug, Default)]
pub struct BranchForm {
    /// Everything but the years.
    pub about: BranchDetails,
    /// The year it opened, as typed.
    pub year_opened: String,
    /// The year it closed, as typed.
    pub year_closed: String,
    /// The library as it was when the form was opened.
    pub seen: String,
}

/// A mark of everything a library says: another one when a colleague has changed it.
pub fn mark(about: &BranchDetails) -> String {
    hex::encode(Sha256::digest(format!("{about:?}").as_bytes())).chars().take(16).collect()
}

impl BranchForm {
    /// Every field of the form by its label, as people read it, for whoever has to compare two of them.
    pub fn read(&self) -> Vec<ReadField> {
        let about = &self.about;
        let mut all: Vec<ReadField> = [
            ("Name", about.name.as_str()),
            ("Kind", about.kind.title()),
            ("Address", &about.address),
            ("Postcode", &about.postcode),
            ("Counts towards the council’s duty", if about.statutory { "Yes" } else { "No" }),
            ("Shares its building with", &about.co_located_with),
            ("Email address", &about.email),
            ("Its own web page", &about.url),
            ("Anything else", &about.notes),
            ("Year it opened", &self.year_opened),
            ("Year it closed for good", &self.year_closed),
        ]
        .map(|(label, value)| (label.to_owned(), value.to_owned()))
        .into();
        for day in &about.hours {
            all.push((format!("{}, with staff", day.day), day.staffed.clone()));
            all.push((format!("{}, without staff", day.day), day.unstaffed.clone()));
        }
        all
    }
}

impl From<BranchDetails> for BranchForm {
    fn from(about: BranchDetails) -> Self {
        let year = |year: Option<i64>| year.map(|year| year.to_string()).unwrap_or_default();
        let seen = mark(&about);
        Self { year_opened: year(about.year_opened), year_closed: year(about.year_closed), seen, about }
    }
}

/// `GET /staff/branches`
pub async fn list(visit: Visit) -> Page {
    let branches = store::everything(&visit.app.db).await?;
    let imported = (visit.query_value("done") == "imported").then(|| {
        let count = |name: &str| visit.query_value(name).parse::<u64>().unwrap_or(0);
        format!("{} added, {} updated, {} unchanged.", count("added"), count("updated"), count("unchanged"))
    });
    visit.page("Libraries").area(Area::Staff).show(|| {
        let rows: Vec<AnyView> = branches
            .iter()
            .map(|branch| {
                let about = &branch.about;
                let closed = about.year_closed.map(|year| format!("Closed {year}")).unwrap_or_else(|| "Open".to_owned());
                view! {
                    <tr>
                        <th scope="row"><a dir="auto" href=format!("/staff/branches/{}", branch.slug)>{about.name.clone()}</a></th>
                        <td>{about.kind.title()}</td>
                        <td>{about.postcode.clone()}</td>
                        <td>{closed}</td>
                    </tr>
                }
                .into_any()
            })
            .collect();
        view! {
            {imported.map(|counts| view! { <div class="note success" role="status" tabindex="-1"><p><strong>"The list is in."</strong>" "{counts}</p></div> })}
            {done_note(&visit.query_value("done"), &[("added", "The library is added.", "Residents can choose it from now on.")])}
            <header class="title"><h1>"Libraries"</h1>
                <p class="lede">"Residents say which they use, so that you can see what people think at each."</p></header>
            <p class="actions"><a class="button" href="/staff/branches/import">"Bring in a list"</a>" "<a class="button quiet" href="/staff/branches/new">"Add one library"</a></p>
            {if rows.is_empty() {
                view! { <div class="empty"><h2>"No libraries yet"</h2><p>"The quickest way is to bring in the list that your service publishes. You can also add them one by one."</p></div> }.into_any()
            } else {
                view! {
                    <div class="table-wrap wide" role="region" aria-labelledby="libraries" tabindex="0">
                        <table>
                            <caption id="libraries">{Noun { one: "library", many: "libraries" }.count(branches.len())}</caption>
                            <thead><tr><th scope="col">"Name"</th><th scope="col">"Kind"</th><th scope="col">"Postcode"</th><th scope="col">"State"</th></tr></thead>
                            <tbody>{rows}</tbody>
                        </table>
                    </div>
                }
                .into_any()
            }}
        }
        .into_any()
    })
}

fn hours(about: &BranchDetails, errors: &FormErrors) -> AnyView {
    let days: Vec<AnyView> = about
        .hours
        .iter()
        .map(|day| {
            let lower = day.day.to_lowercase();
            view! {
                <div class="field-row">
                    {Field::new(format!("staffed-{lower}"), format!("{}, with staff", day.day)).value(&day.staffed).short().show(errors)}
                    {Field::new(format!("unstaffed-{lower}"), format!("{}, without staff", day.day)).value(&day.unstaffed).short().show(errors)}
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        <h2>"Opening hours"</h2>
        <p>"In your own words, such as “10am to 5pm” or “10 to 12, every other week”. Leave a day empty when it is closed."</p>
        {days}
    }
    .into_any()
}

fn fields(typed: &BranchForm, errors: &FormErrors) -> AnyView {
    let about = &typed.about;
    let kinds = BranchKind::ALL.into_iter().map(|kind| FieldOption::new(kind.word(), kind.title())).collect();
    view! {
        <h2>"What it is and where"</h2>
        {Field::new("name", "Name").value(&about.name).show(errors)}
        {radios("kind", "Kind", kinds, about.kind.word(), errors)}
        {Field::new("address", "Address").hint("Without the postcode.").value(&about.address).show(errors)}
        {Field::new("postcode", "Postcode").hint("A mobile stop may have none.").value(&about.postcode).short().show(errors)}
        {check("statutory", "It counts towards the council’s duty to provide a library service", Some("Public Libraries and Museums Act 1964, section 7"), about.statutory)}
        {Field::new("co-located-with", "Shares its building with").hint("Such as a leisure centre. Leave it empty when it does not.").value(&about.co_located_with).show(errors)}
        {hours(about, errors)}
        <h2>"More"</h2>
        {Field::new("email", "Email address").value(&about.email).show(errors)}
        {Field::new("url", "Its own web page").value(&about.url).show(errors)}
        {Field::new("notes", "Anything else").kind(FieldKind::Lines(3)).value(&about.notes).show(errors)}
        <div class="field-row">
            {Field::new("year-opened", "Year it opened").kind(FieldKind::Number).value(&typed.year_opened).short().show(errors)}
            {Field::new("year-closed", "Year it closed for good").kind(FieldKind::Number).value(&typed.year_closed).short().show(errors)}
        </div>
        <p class="quiet">"A closed library is kept, with what was said about it, but residents can no longer choose it."</p>
    }
    .into_any()
}

/// The form for a library that is not there yet.
///
/// # Errors
/// Never; the type is a handler's.
pub fn adding(visit: &Visit, typed: &BranchForm, errors: &FormErrors, status: StatusCode) -> Page {
    visit.page("Add a library").area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/branches">"Libraries"</a></li></ol></nav>
            <header class="title"><h1>"Add a library"</h1></header>
            <form class="editor" method="post" action="/staff/branches/new" data-keep=errors.keeping() novalidate>
                {fields(typed, errors)}
                <p class="actions"><button class="button">"Add the library"</button></p>
            </form>
        }
        .into_any()
    })
}

/// `GET /staff/branches/new`
pub async fn new(visit: Visit) -> Page {
    let about = BranchDetails { statutory: true, hours: no_hours(), ..BranchDetails::default() };
    adding(&visit, &about.into(), &FormErrors::none(), StatusCode::OK)
}

/// What is typed on the page of one library.
#[derive(Clone, Debug, Default)]
pub struct Editing {
    /// What is typed about it; nothing when the form was not sent.
    pub typed: Option<BranchForm>,
    /// The network address being added.
    pub address: String,
}

fn shared(branch: &Branch, addresses: &[Shared], typed: &str, errors: &FormErrors) -> AnyView {
    let action = format!("/staff/branches/{}/addresses", branch.slug);
    let lines: Vec<AnyView> = addresses
        .iter()
        .map(|shared| {
            let remove = format!("{action}/{}/remove", shared.id);
            view! {
                <li>
                    <code>{shared.address.clone()}</code>
                    <form method="post" action=remove><button class="button quiet small">"Remove"<span class="vh">{format!(" {}", shared.address)}</span></button></form>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <h2 id="addresses">"Network addresses"</h2>
        <p>"Everybody in a library reaches this site from the same address, because its computers and wifi share one. Name it here, so that people in the library are never slowed down as if they were one person trying again and again."</p>
        <details class="why"><summary>"Where do I find it?"</summary><p>"Ask whoever runs the library’s network for its public address, for IPv4 and, if there is one, IPv6: any one of its IPv6 addresses stands for the whole network. If it changes often, you can leave this empty: people are slowed down a little when many try at once, but never locked out."</p></details>
        {if lines.is_empty() { view! { <p class="quiet">"None so far."</p> }.into_any() } else { view! { <ul>{lines}</ul> }.into_any() }}
        <form method="post" action=action.clone() novalidate>
            {Field::new("network", "Address to add").hint("Such as 203.0.113.7 or 2001:db8::7").value(typed).show(errors)}
            <p class="actions"><button class="button quiet">"Add the address"</button></p>
        </form>
    }
    .into_any()
}

/// The page of one library.
///
/// # Errors
/// When the record cannot be reached.
pub async fn editing(
    visit: &Visit,
    branch: &Branch,
    editing: Editing,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let addresses = store::addresses(&visit.app.db, branch.id).await?;
    let typed = editing.typed.unwrap_or_else(|| branch.about.clone().into());
    visit.page(branch.about.name.clone()).area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {done_note(&visit.query_value("done"), &[
                ("changed", "The library is changed.", "Residents see it from now on."),
                ("address", "The address is added.", "People there are no longer slowed down together."),
                ("removed", "The address is removed.", ""),
            ])}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/branches">"Libraries"</a></li></ol></nav>
            <header class="title"><h1 dir="auto">{branch.about.name.clone()}</h1></header>
            <p class="actions"><a class="button quiet" href=format!("/branches/{}", branch.slug)>"See its page"</a>" "<a href=format!("/staff/events?library={}", branch.slug)>"Its events"</a>" "<a href=format!("/staff/branches/{}/picture", branch.slug)>"Its picture"</a></p>
            <form class="editor" method="post" action=format!("/staff/branches/{}", branch.slug) data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=typed.seen.clone()/>
                {fields(&typed, errors)}
                <p class="actions"><button class="button">{errors.save("Save").to_owned()}</button></p>
            </form>
            {shared(branch, &addresses, &editing.address, errors)}
        }
        .into_any()
    })
}

/// `GET /staff/branches/{slug}`
pub async fn edit(visit: Visit, Path(slug): Path<String>) -> Page {
    let branch = store::by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    editing(&visit, &branch, Editing::default(), &FormErrors::none(), StatusCode::OK).await
}

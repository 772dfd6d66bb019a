//! Where staff see what is entered, enter one more, and send a list.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::form::{self, EarlierForm};
use crate::branches;
use crate::branches::choice::libraries;
use crate::branches::model::BranchName;
use crate::clock;
use crate::consultations::earlier::{self, ListedEarlier, RunElsewhere};
use crate::consultations::model::Consultation;
use crate::consultations::store as consultations;
use crate::decisions;
use crate::files::sheets::RowError;
use crate::site::{Area, Fault, FormErrors, Page, Path, Visit};
use crate::ui::contents::{part, with_contents};
use crate::ui::form::problem_box;
use crate::ui::lines_of_a_file::lines;
use crate::ui::pager::pager;
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// How many stand on a page of the list.
const PAGE: i64 = 50;

/// The crumbs above these pages.
pub(super) fn crumbs(consultation: Option<&Consultation>) -> AnyView {
    let own = consultation.map(|consultation| {
        view! { <li><a dir="auto" href=format!("/staff/archive/{}", consultation.slug)>{consultation.title.clone()}</a></li> }
    });
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff">"Staff"</a></li><li><a href="/staff/archive">"Earlier consultations"</a></li>{own}</ol></nav>
    }
    .into_any()
}

/// One that was run elsewhere, with what only it has.
///
/// # Errors
/// [`Fault::Missing`] when there is none.
pub(super) async fn find(visit: &Visit, slug: &str) -> Result<(Consultation, RunElsewhere), Fault> {
    let db = &visit.app.db;
    let consultation = consultations::by_slug(db, slug).await?.ok_or(Fault::Missing)?;
    let own = earlier::of(db, consultation.id).await?.ok_or(Fault::Missing)?;
    Ok((consultation, own))
}

/// Libraries it can be about.
pub(super) async fn choices(visit: &Visit) -> Result<Vec<BranchName>, Fault> {
    Ok(form::names(&branches::store::everything(&visit.app.db).await?))
}

/// What stands now, as it would be typed.
pub(super) async fn stands(
    visit: &Visit,
    consultation: &Consultation,
    own: &RunElsewhere,
) -> Result<EarlierForm, Fault> {
    let db = &visit.app.db;
    let about = consultations::branches_of(db, [consultation.id]).await?;
    let decision = decisions::store::of(db, consultation.id).await?;
    let about = about.into_iter().map(|branch| branch.slug).collect();
    Ok(EarlierForm::of(consultation, own, about, decision.as_ref()))
}

/// `GET /staff/archive?after=`
pub(super) async fn list(visit: Visit) -> Page {
    let after = visit.query_value("after");
    let place = after.split_once('-').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
    let mut found = earlier::list(&visit.app.db, place.unwrap_or((i64::MAX, i64::MAX)), PAGE + 1).await?;
    let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| more).map(|last| format!("?after={}-{}", last.closes_at.0, last.id.0));
    let first = place.map(|_| "/staff/archive".to_owned());
    visit.page("Earlier consultations").area(Area::Staff).show(|| {
        let line = |one: &ListedEarlier| {
            let closed = clock::last_minute(one.closes_at);
            view! {
                <tr>
                    <th scope="row"><a dir="auto" href=format!("/staff/archive/{}", one.slug)>{one.title.clone()}</a></th>
                    <td><time datetime=clock::machine(closed)>{clock::short_date(closed)}</time></td>
                    <td>{match one.decided_at {
                        Some(at) => view! { <time datetime=clock::machine(at)>{clock::short_date(at)}</time> }.into_any(),
                        None => "Not recorded".into_any(),
                    }}</td>
                    <td><a href=format!("/consultations/{}", one.slug)>"Its page"<span class="vh">{format!(" of {}", one.title)}</span></a></td>
                </tr>
            }
            .into_any()
        };
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff">"Staff"</a></li></ol></nav>
            {done_note(&visit.query_value("done"), &[
                ("entered", "It is on the record.", "Look at its page, and add its documents if you have them."),
                ("taken-off", "It is off the record.", "Nobody finds it here any more."),
            ])}
            <header class="title"><h1>"Earlier consultations"</h1>
                <p class="lede">"What the service asked before this site was here, or beside it: on paper, at meetings, with another system. Enter it, and people find everything in one place."</p></header>
            <p class="actions"><a class="button" href="/staff/archive/new">"Enter one"</a>" "<a class="button quiet" href="/staff/archive/import">"Bring in a list"</a></p>
            {if found.is_empty() {
                view! { <div class="empty"><h2>"None is entered yet"</h2><p>"A title, a sentence and the day on which it closed are enough to begin. What was decided matters most to people: add it if you can."</p></div> }.into_any()
            } else {
                view! {
                    <div class="table-wrap" role="region" aria-labelledby="entered" tabindex="0"><table>
                        <caption id="entered">"On the record, the latest first"</caption>
                        <thead><tr><th scope="col">"Title"</th><th scope="col">"Closed"</th><th scope="col">"Decided"</th><th scope="col">"As people see it"</th></tr></thead>
                        <tbody>{found.iter().map(line).collect::<Vec<_>>()}</tbody>
                    </table></div>
                }.into_any()
            }}
            {pager("More earlier consultations", first, next)}
        }
        .into_any()
    })
}

/// `GET /staff/archive/new`
pub(super) async fn new(visit: Visit) -> Page {
    form_page(&visit, None, &EarlierForm::default(), &FormErrors::none(), StatusCode::OK).await
}

/// `GET /staff/archive/{slug}`
pub(super) async fn edit(visit: Visit, Path(slug): Path<String>) -> Page {
    let (consultation, own) = find(&visit, &slug).await?;
    let typed = stands(&visit, &consultation, &own).await?;
    form_page(&visit, Some(&consultation), &typed, &FormErrors::none(), StatusCode::OK).await
}

fn what_it_was(typed: &EarlierForm, all: &[BranchName], errors: &FormErrors) -> AnyView {
    let day = |name: &'static str, label: &'static str, value: &str| {
        Field::new(name, label).kind(FieldKind::Date).value(value).short().show(errors)
    };
    view! {
        <h2 id="part-was">"What it was"</h2>
        {Field::new("title", "Title").hint("As it was called then.").value(&typed.title).show(errors)}
        {Field::new("summary", "Summary").hint("One or two sentences: what was to change, and for whom.").kind(FieldKind::Lines(2)).value(&typed.summary).show(errors)}
        <fieldset>
            <legend>"When people could answer"</legend>
            <p class="hint">"The first day may stay empty if nobody knows it."</p>
            <div class="field-row">{day("opened", "Opened", &typed.opened)}{day("closed", "Closed", &typed.closed)}</div>
        </fieldset>
        {Field::new("run_with", "How it was run").hint("With which system, on paper, at meetings: “A survey on the council’s site, and paper forms in six libraries”.").value(&typed.run_with).show(errors)}
        {Field::new("answers", "How many answered").hint("People and groups together. Leave it empty if nobody counted.").value(&typed.answers).short().show(errors)}
        {Field::new("background", "What was asked, and why").hint("Leave a line empty between paragraphs; begin lines with - for a list.").formatted().kind(FieldKind::Lines(8)).value(&typed.background).show(errors)}
        {Field::new("link", "Where more of it can be read").hint("A whole address, such as that of the report. Pages move: add the report as a document too.").value(&typed.link).show(errors)}
        {libraries("Which libraries was it about?", "Tick none if it was about the whole service.", &typed.branches, all, errors)}
    }
    .into_any()
}

fn what_came_of_it(typed: &EarlierForm, errors: &FormErrors) -> AnyView {
    view! {
        <h2 id="part-came">"What came of it"</h2>
        <p>"If nobody knows what was decided, leave all of this empty: the page then says that it is not recorded."</p>
        {Field::new("outcome", "What was decided").hint("In a sentence or two.").kind(FieldKind::Lines(3)).value(&typed.outcome).show(errors)}
        <div class="field-row">
            {Field::new("decided_by", "Decided by").value(&typed.decided_by).show(errors)}
            {Field::new("decided_on", "Decided on").kind(FieldKind::Date).value(&typed.decided_on).short().show(errors)}
        </div>
        {Field::new("you_said", "What people said").hint("Without names, and without anything by which one person could be known.").formatted().kind(FieldKind::Lines(6)).value(&typed.you_said).show(errors)}
        {Field::new("we_did", "What the service did").formatted().kind(FieldKind::Lines(6)).value(&typed.we_did).show(errors)}
        {Field::new("reasons", "Why").formatted().kind(FieldKind::Lines(6)).value(&typed.reasons).show(errors)}
    }
    .into_any()
}

/// The form. `consultation` is none for a new one.
pub(super) async fn form_page(
    visit: &Visit,
    consultation: Option<&Consultation>,
    typed: &EarlierForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let all = choices(visit).await?;
    let (title, action) = match consultation {
        None => ("Enter an earlier consultation", "/staff/archive/new".to_owned()),
        Some(consultation) => ("Change an earlier consultation", format!("/staff/archive/{}", consultation.slug)),
    };
    visit.page(title).status(status).area(Area::Staff).show(|| {
        let base = consultation.map(|consultation| consultation.slug.clone());
        let parts = [
            part("part-was", "What it was", &[&typed.title, &typed.summary, &typed.closed]),
            part("part-came", "What came of it", &[]),
        ];
        let form = view! {
            <form class="editor" method="post" action=action data-keep=errors.keeping() novalidate>
                {consultation.map(|_| view! { <input type="hidden" name="seen" value=typed.seen.to_string()/> })}
                {what_it_was(typed, &all, errors)}
                {what_came_of_it(typed, errors)}
                <p class="actions"><button class="button">{errors.save(if consultation.is_some() { "Save the change" } else { "Put it on the record" }).to_owned()}</button>" "<a href="/staff/archive">"Back without saving"</a></p>
            </form>
        };
        view! {
            {error_summary(errors)}
            {crumbs(consultation)}
            {done_note(&visit.query_value("done"), &[
                ("entered", "It is on the record.", "Everybody can find it now. Add its documents, if you have them."),
                ("changed", "The change is saved.", "Everybody sees it now."),
            ])}
            <header class="title"><h1>{title}</h1>
                {match consultation {
                    None => view! { <p class="lede">"It is public as soon as you enter it. You can change it at any time."</p> }.into_any(),
                    Some(consultation) => view! { <p class="lede" dir="auto">{consultation.title.clone()}</p> }.into_any(),
                }}
            </header>
            {base.clone().map(|slug| view! {
                <p class="actions"><a class="button quiet" href=format!("/consultations/{slug}")>"See its page"</a>" "<a class="button quiet" href=format!("/staff/consultations/{slug}/documents")>"Its documents"</a></p>
            })}
            {with_contents(form.into_any(), &parts)}
            {base.map(|slug| view! { <p><a class="button quiet warn" href=format!("/staff/archive/{slug}/delete")>"Take it off the record"</a></p> })}
        }
        .into_any()
    })
}

/// The page to which a list is sent, with what is wrong with the one that was.
pub(super) fn import_page(visit: &Visit, problems: &[RowError], status: StatusCode) -> Page {
    visit.page("Bring in earlier consultations").area(Area::Staff).status(status).show(|| {
        view! {
            {(!problems.is_empty()).then(|| view! {
                <p>"Put this right in the file, and send it again:"</p>
                {lines(problems)}
            }).map(|what| problem_box("Nothing was brought in", what.into_any()))}
            {crumbs(None)}
            <header class="title"><h1>"Bring in earlier consultations"</h1>
                <p class="lede">"Send a list from a spreadsheet, saved as CSV: one row for each consultation. Those that are on the record already are passed over."</p></header>
            <form method="post" action="/staff/archive/import" enctype="multipart/form-data">
                <div class="field">
                    <label for="file">"CSV file"</label>
                    <p class="hint" id="file-hint">"At most 10 MB. In a spreadsheet program, save as “CSV UTF-8”. Commas, semicolons and tabs between the cells are all understood."</p>
                    <input id="file" name="file" type="file" accept=".csv,text/csv" aria-describedby="file-hint"/>
                </div>
                <p class="actions"><button class="button">"Bring it in"</button>" "<a href="/staff/archive">"Back to the list"</a></p>
            </form>
            <h2>"What the file looks like"</h2>
            <p>"The first line has the headings. Three must be there: Title, Summary and Closed. These are read when they are there: What was asked, How it was run, Opened, Answers, Web page, Libraries (with a semicolon between several), Outcome, Decided by, Decided on, What people said, What the service did, Reasons."</p>
            <details class="why"><summary>"How are dates written?"</summary><p>"With the day first, as 14/03/2019 or 14 March 2019, or as 2019-03-14. A year alone, or a year of two figures, is not enough."</p></details>
            <details class="why"><summary>"What if one row is wrong?"</summary><p>"Then nothing comes in, and each bad cell is listed with its line, so that you never have half a list. A formula is a mistake too: the file has the formula, and not what it shows."</p></details>
        }
        .into_any()
    })
}

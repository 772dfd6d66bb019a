//! The public pages of consultations: the front page's list, the list with its filters, and one consultation.

use std::collections::BTreeMap;

use axum::extract::Path;
use leptos::prelude::*;

use super::model::{AboutBranch, Consultation, Listed, Notice, Stage};
use super::store::{self, Filter};
use super::{part, rules, slip};
use crate::branches;
use crate::clock;
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::ids::ConsultationId;
use crate::proposals;
use crate::site::{Fault, FormErrors, Page, Visit};
use crate::time::Time;
use crate::ui::done_note;
use crate::ui::form::{Choice, Field, select};
use crate::ui::pager::pager;

/// The tag that says where a consultation stands.
pub fn stage_tag(stage: Stage) -> AnyView {
    view! { <strong class="stage" data-stage=stage.word()>{stage.title()}</strong> }.into_any()
}

/// "Closes Monday 13 April 2026", or whatever date matters at this stage.
pub fn date_that_matters(dates: &super::model::Dates, now: Time) -> AnyView {
    let (word, at) = match rules::stage(dates, now) {
        Stage::Draft if dates.opens_at.is_some_and(|opens| opens <= now) => {
            return view! { <span>"Opens as soon as it is published"</span> }.into_any();
        }
        Stage::Draft => ("Would open", dates.opens_at),
        Stage::Upcoming => ("Opens", dates.opens_at),
        Stage::Open => ("Closes", dates.closes_at.map(clock::last_minute)),
        Stage::Closed => ("Closed", dates.closes_at.map(clock::last_minute)),
        Stage::Decided => ("Decided", dates.decided_at),
        Stage::Withdrawn => ("Withdrawn", dates.withdrawn_at),
    };
    match at {
        Some(at) => view! {
            <span>{word}" "<time datetime=clock::machine(at)>{clock::long_date(at)}</time></span>
        }
        .into_any(),
        None => ().into_any(),
    }
}

/// By when the decision on a closed consultation is due, and whether it is overdue.
pub fn decision_due(dates: &super::model::Dates, now: Time) -> Option<AnyView> {
    let due = dates.decision_due_at.filter(|_| rules::stage(dates, now) == Stage::Closed)?;
    let overdue = rules::decision_overdue(dates, now);
    let words = if overdue { "Decision overdue: it was due by " } else { "Decision due by " };
    let by = clock::last_minute(due);
    Some(view! { <span>{words}<time datetime=clock::machine(by)>{clock::long_date(by)}</time></span> }.into_any())
}

/// A consultation in a list. Once it is decided, what came of it stands in the place of what was asked.
pub fn notice(
    item: &Listed,
    branches: &[AboutBranch],
    came: &BTreeMap<ConsultationId, CameOfIt>,
    now: Time,
) -> AnyView {
    let names: Vec<String> =
        branches.iter().filter(|about| about.consultation_id == item.id).map(|about| about.name.clone()).collect();
    let place = if names.is_empty() { "All libraries".to_owned() } else { names.join(", ") };
    view! {
        <li class="notice">
            <h2><a dir="auto" href=format!("/consultations/{}", item.slug)>{item.title.clone()}</a></h2>
            <p class="meta">{stage_tag(rules::stage(&item.dates, now))}" "{date_that_matters(&item.dates, now)}" "{decision_due(&item.dates, now)}" "<span>{place}</span></p>
            {match came.get(&item.id) {
                Some(came) => came.show(),
                None => view! { <p dir="auto">{item.summary.clone()}</p> }.into_any(),
            }}
        </li>
    }
    .into_any()
}

/// The front page.
pub async fn home(visit: &Visit) -> Page {
    let filter = |stage| Filter { stage: Some(stage), ..Filter::default() };
    let db = &visit.app.db;
    let (open, _) = store::list(db, &filter(Stage::Open), visit.now).await?;
    let (decided, _) = store::list(db, &filter(Stage::Decided), visit.now).await?;
    let decided = &decided[..decided.len().min(3)];
    let (mut closed, _) = store::list(db, &filter(Stage::Closed), visit.now).await?;
    // What has waited longest comes first.
    closed.reverse();
    let now = visit.now;
    closed.sort_by_key(|item| !rules::decision_overdue(&item.dates, now));
    let closed = &closed[..closed.len().min(3)];
    let about = store::branches_of(db, open.iter().chain(decided).chain(closed).map(|item| item.id)).await?;
    let came = came_of_it::of(db, decided.iter().map(|item| item.id), now).await?;
    let list = |items: &[Listed]| items.iter().map(|item| notice(item, &about, &came, now)).collect::<Vec<_>>();
    visit.page("Have your say on your library").show(|| {
        view! {
            <header class="title">
                <h1>"Have your say on your library"</h1>
                <p class="lede">"Before we change something about your libraries we ask you. Read what is proposed, say what you think, and see what came of it."</p>
            </header>
            <section aria-labelledby="open-now">
                <h2 id="open-now">"Open now"</h2>
                {if open.is_empty() {
                    view! { <div class="empty"><h3>"Nothing is open at the moment"</h3><p>"When the library service asks for your views, it is listed here first."</p><p class="actions"><a class="button quiet" href="/consultations">"See earlier consultations"</a></p></div> }.into_any()
                } else {
                    view! { <ul class="notices wide">{list(&open)}</ul> }.into_any()
                }}
            </section>
            <section aria-labelledby="how">
                <h2 id="how">"How it works"</h2>
                <ol class="steps">
                    <li><h3>"We ask"</h3><p>"Each consultation says what is proposed or asked and why, what is already fixed, what can still change, and when it closes."</p></li>
                    <li><h3>"You say"</h3><p>"Vote, comment or answer what is asked. You can change your answers until it closes. Your name is never shown, and you get a receipt."</p></li>
                    <li><h3>"We decide, and tell you"</h3><p>"Councillors see what everybody said before they decide. Then we publish what was decided, why, and what your answers changed."</p></li>
                </ol>
            </section>
            {(!closed.is_empty()).then(|| view! {
                <section aria-labelledby="waiting">
                    <h2 id="waiting">"Waiting for a decision"</h2>
                    <ul class="notices wide">{list(closed)}</ul>
                </section>
            })}
            {(!decided.is_empty()).then(|| view! {
                <section aria-labelledby="decided">
                    <h2 id="decided">"What came of it"</h2>
                    <ul class="notices wide">{list(decided)}</ul>
                    <p><a href="/consultations?stage=decided">"All decisions"</a></p>
                </section>
            })}
        }
        .into_any()
    })
}

/// `GET /consultations?stage=&branch=&q=`
pub async fn list(visit: Visit) -> Page {
    let (stage, branch, words) = (visit.asked("stage"), visit.asked("branch"), visit.asked("q"));
    let all_branches = branches::store::all(&visit.app.db).await?;
    let after = visit.asked("after");
    let filter = Filter {
        stage: Stage::from_word(&stage),
        branch: all_branches.iter().find(|known| known.slug == branch).map(|known| known.id),
        words: words.chars().take(200).collect(),
        after: after.parse().ok(),
    };
    let (items, next) = store::list(&visit.app.db, &filter, visit.now).await?;
    let about = store::branches_of(&visit.app.db, items.iter().map(|item| item.id)).await?;
    let came = came_of_it::of(&visit.app.db, items.iter().map(|item| item.id), visit.now).await?;
    let now = visit.now;
    let none = FormErrors::none();
    let stages = std::iter::once(Choice::new("", "Any stage"))
        .chain(Stage::PUBLIC.map(|stage| Choice::new(stage.word(), stage.title())))
        .collect();
    let places = std::iter::once(Choice::new("", "Any library"))
        .chain(all_branches.iter().map(|branch| Choice::new(branch.slug.clone(), branch.name.clone())))
        .collect();
    let next = next.map(|place| {
        format!("/consultations?stage={}&branch={}&after={place}", filter.stage.map_or("", Stage::word), branch)
    });
    let first = (!after.is_empty()).then(|| format!("/consultations?stage={}", filter.stage.map_or("", Stage::word)));
    let count = items.len();
    let found = match (count, next.is_some() || first.is_some()) {
        (_, true) => String::new(),
        (0, _) => "No consultations match".to_owned(),
        (1, _) => "1 consultation".to_owned(),
        (many, _) => format!("{many} consultations"),
    };
    visit.page("Consultations").show(|| {
        view! {
            {done_note(&visit.asked("done"), &[("confirmed", "Your address is confirmed.", "You can vote and comment now.")])}
            <header class="title"><h1>"Consultations"</h1></header>
            <form class="filters" method="get" action="/consultations" role="search" aria-label="Find consultations">
                {Field::new("q", "Search").value(&filter.words).show(&none)}
                {select("stage", "Stage", stages, &stage, &none)}
                {select("branch", "Library", places, &branch, &none)}
                <button class="button quiet">"Show"</button>
            </form>
            <p class="meta" role="status">{found}</p>
            {if items.is_empty() {
                view! { <div class="empty"><h2>"Nothing here"</h2><p>"No consultation fits what you asked for. Try fewer words, or another stage or library."</p><p class="actions"><a class="button quiet" href="/consultations">"Show all consultations"</a></p></div> }.into_any()
            } else {
                let items: Vec<AnyView> = items.iter().map(|item| notice(item, &about, &came, now)).collect();
                view! { <ul class="notices wide">{items}</ul> }.into_any()
            }}
            {pager("More consultations", first, next)}
        }
        .into_any()
    })
}

/// A consultation the visitor may see: everybody once it is published, staff before.
///
/// # Errors
/// [`Fault::Missing`] when there is none for this visitor.
pub async fn visible(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    let consultation = store::by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)?;
    may_see(visit, &consultation)?;
    Ok(consultation)
}

/// Whether a visitor may see a consultation: a draft is for those who run consultations.
///
/// # Errors
/// [`Fault::Missing`] when they may not.
pub fn may_see(visit: &Visit, consultation: &Consultation) -> Result<(), Fault> {
    let draft = rules::stage(&consultation.dates, visit.now) == Stage::Draft;
    if draft && !visit.may(crate::identity::rules::Act::RunConsultations) {
        return Err(Fault::Missing);
    }
    Ok(())
}

/// The tabs of a consultation's pages.
pub fn tabs(consultation: &Consultation, here: &str, now: Time) -> AnyView {
    let stage = rules::stage(&consultation.dates, now);
    let tab = |ending: &str, label: &'static str| {
        let href = format!("/consultations/{}{ending}", consultation.slug);
        view! { <li><a href=href aria-current=(here == ending).then_some("page")>{label}</a></li> }.into_any()
    };
    view! {
        <nav class="tabs" aria-label="This consultation">
            <ul>
                {tab("", if consultation.parts.without_proposals() { "What we ask" } else { "Proposals" })}
                {consultation.parts.statements.then(|| tab("/statements", "Statements"))}
                {consultation.parts.rankings.then(|| tab("/rankings", "Ranking"))}
                {consultation.parts.budget.then(|| tab("/budget", "Budget vote"))}
                {(stage != Stage::Draft && stage != Stage::Upcoming).then(|| tab("/results", "Results"))}
                {matches!(stage, Stage::Closed | Stage::Decided).then(|| tab("/decision", "Decision"))}
            </ul>
        </nav>
    }
    .into_any()
}

/// What the public was told, as a list of sentences.
pub fn told(notices: &[Notice]) -> AnyView {
    if notices.is_empty() {
        return ().into_any();
    }
    let items: Vec<AnyView> = notices
        .iter()
        .map(|notice| {
            view! { <li><time datetime=clock::machine(notice.at)>{clock::long_date(notice.at)}</time>": "<bdi>{notice.text.clone()}</bdi></li> }
                .into_any()
        })
        .collect();
    view! { <h2>"Notices"</h2><ul>{items}</ul> }.into_any()
}

/// The crumbs above a page of a consultation.
pub fn crumbs(consultation: Option<&Consultation>) -> AnyView {
    let own = consultation.map(|consultation| {
        view! { <li><a dir="auto" href=format!("/consultations/{}", consultation.slug)>{consultation.title.clone()}</a></li> }
    });
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/consultations">"Consultations"</a></li>{own}</ol></nav>
    }
    .into_any()
}

/// `GET /consultations/{slug}`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = visible(&visit, &slug).await?;
    let db = &visit.app.db;
    let id: ConsultationId = consultation.id;
    let notices = store::notices(db, id).await?;
    let about = store::branches_of(db, [id]).await?;
    let now = visit.now;
    let stage = rules::stage(&consultation.dates, now);
    let mut documents = proposals::documents::store::of_consultation(db, id).await?;
    documents.retain(|document| document.proposal_id.is_none());
    // A preview lists what is being written.
    let proposals = match stage {
        Stage::Draft => proposals::editing::store::as_listed(db, id).await?,
        _ => proposals::store::listed(db, id).await?,
    };
    let promises = crate::consultations::store::promise_lines(db, id).await?;
    let came = came_of_it::of(db, [id], now).await?.remove(&id);
    let rankings = crate::rankings::pages::asked(&visit.app, &consultation).await?;
    let part = part::of(&visit, &consultation, proposals.len(), &rankings).await?;
    visit.page(consultation.title.clone()).show(|| {
        let items: Vec<AnyView> = proposals
            .iter()
            .map(|proposal| {
                let href = match stage {
                    Stage::Draft => {
                        format!("/staff/consultations/{}/proposals/{}/preview", consultation.slug, proposal.number)
                    }
                    _ => format!("/consultations/{}/proposals/{}", consultation.slug, proposal.number),
                };
                let comments = match proposal.comments {
                    1 => "1 comment".to_owned(),
                    many => format!("{many} comments"),
                };
                view! {
                    <li class="notice">
                        <h3><a dir="auto" href=href>{proposal.title.clone()}</a></h3>
                        <p dir="auto">{proposal.summary.clone()}</p>
                        <p class="meta"><span>{comments}</span>
                            {(proposal.version > 1).then(|| view! { " "<span>{format!("version {}", proposal.version)}</span> })}
                        </p>
                    </li>
                }
                .into_any()
            })
            .collect();
        let places: AnyView = if about.is_empty() {
            "All libraries".into_any()
        } else {
            let links: Vec<AnyView> = about
                .iter()
                .enumerate()
                .map(|(index, branch)| {
                    let comma = if index > 0 { ", " } else { "" };
                    view! { {comma}<a dir="auto" href=format!("/branches/{}", branch.slug)>{branch.name.clone()}</a> }.into_any()
                })
                .collect();
            links.into_any()
        };
        view! {
            {crumbs(None)}
            <header class="title">
                <p class="over">"Consultation "{stage_tag(stage)}</p>
                <h1 dir="auto">{consultation.title.clone()}</h1>
                <p class="lede" dir="auto">{consultation.summary.clone()}</p>
            </header>
            {tabs(&consultation, "", now)}
            <div class="spread">
                <aside>
                    {slip::slip(&consultation, &notices, &promises, now, false)}
                    <dl class="facts">
                        <div><dt>"Libraries"</dt><dd>{places}</dd></div>
                        <div><dt>"Our promise"</dt><dd>{consultation.level.title()}" "<small>{consultation.level.promise()}</small></dd></div>
                    </dl>
                </aside>
                <div>
                    {stage_note(&consultation, came.as_ref(), now)}
                    {part.as_ref().map(|part| part.show(&consultation))}
                    {if !items.is_empty() {
                        view! { <h2>"What we propose"</h2><ol class="notices numbered">{items}</ol> }.into_any()
                    } else if !consultation.parts.beside() {
                        view! { <h2>"What we propose"</h2><div class="empty"><h3>"No proposals yet"</h3><p>"They appear here when they are written."</p></div> }.into_any()
                    } else {
                        ().into_any()
                    }}
                    {consultation.parts.statements.then(|| view! {
                        <h2>"Do you agree?"</h2>
                        <p>{if consultation.parts.proposals { "Beside the proposals there are" } else { "There are" }}" short statements to agree or disagree with. They show what people have in common, and where they part. "<a href=format!("/consultations/{}/statements", consultation.slug)>{if stage == Stage::Open { "Answer some statements" } else { "See the statements" }}</a></p>
                    })}
                    {(!rankings.is_empty()).then(|| view! {
                        <h2>"Put options in order"</h2>
                        {crate::rankings::view::list(&consultation, &rankings)}
                    })}
                    {consultation.parts.budget.then(|| crate::budgets::view::invitation(&consultation, now))}
                    <h2>"Why we are asking"</h2>
                    <div dir="auto" inner_html=consultation.background_html.clone()></div>
                    {proposals::documents::view::list(&documents)}
                    {told(&notices)}
                </div>
            </div>
        }
        .into_any()
    })
}

/// What a visitor should know first at this stage.
fn stage_note(consultation: &Consultation, came: Option<&CameOfIt>, now: Time) -> AnyView {
    let dates = &consultation.dates;
    let slug = &consultation.slug;
    match rules::stage(dates, now) {
        Stage::Draft => view! { <aside class="preview-band" aria-label="Preview"><strong>"Preview."</strong>" Residents cannot see this yet. "<a href=format!("/staff/consultations/{slug}")>"Back to the checks"</a></aside> }.into_any(),
        Stage::Upcoming => {
            let opens = dates.opens_at.map(clock::long_date_time).unwrap_or_default();
            view! { <div class="note"><p><strong>{format!("Opens on {opens}.")}</strong>{if consultation.parts.without_proposals() { " You can read what we ask now and answer then." } else { " You can read the proposals now and vote and comment then." }}</p></div> }.into_any()
        }
        Stage::Open => {
            let closes = dates.closes_at.map(clock::end_date_time).unwrap_or_default();
            view! { <div class="note"><p><strong>{format!("Open until {closes}.")}</strong>{if consultation.parts.without_proposals() { " You can change your answers until it closes." } else { " Read a proposal, then vote and comment. You can change your vote until it closes." }}</p></div> }.into_any()
        }
        Stage::Closed => view! {
            <div class="note"><p><strong>"This consultation has closed."</strong>" "<a href=format!("/consultations/{slug}/results")>"See what people said"</a>". "{decision_due(dates, now).unwrap_or_else(|| "The decision comes next".into_any())}"."</p></div>
        }
        .into_any(),
        Stage::Decided => view! {
            <div class="note success"><p><strong>"This has been decided."</strong>" "<a href=format!("/consultations/{slug}/decision")>"What was decided, and why"</a></p>{came.map(CameOfIt::show)}</div>
        }
        .into_any(),
        Stage::Withdrawn => view! {
            <div class="note warn"><p><strong>"This consultation was withdrawn."</strong>" "<bdi>{consultation.withdrawn_reason.clone()}</bdi></p></div>
        }
        .into_any(),
    }
}

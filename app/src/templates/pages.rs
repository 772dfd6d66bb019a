//! Where staff choose what to start from, and make a template of a consultation.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::content::TemplateContent;
use super::ours::{OURS, OurTemplate};
use super::store::{self, OwnTemplate};
use crate::clock;
use crate::consultations::editing::store::{ended, under_way};
use crate::consultations::editing::{crumbs, find};
use crate::consultations::instrument::Instruments;
use crate::consultations::model::Consultation;
use crate::consultations::store as consultations;
use crate::site::{Area, Fault, FormErrors, Page, Path, Visit};
use crate::ui::form::{FieldOption, select};
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// What a draft is begun from.
pub(super) struct Beginning {
    /// As it stands in addresses and in the form.
    pub(super) from: String,
    /// What it is called.
    pub(super) name: String,
    /// What it is, in a word or two.
    pub(super) kind: &'static str,
    pub(super) content: TemplateContent,
}

/// What is meant by an address such as `ours-opening-hours`, `own-12` or `consultation-saturday-hours`.
///
/// # Errors
/// [`Fault::Missing`] when there is nothing of that name any more.
pub(super) async fn beginning(visit: &Visit, from: &str) -> Result<Beginning, Fault> {
    let db = &visit.app.db;
    let (kind, rest) = from.split_once('-').ok_or(Fault::Missing)?;
    let (name, kind, content) = match kind {
        "ours" => {
            let ours = OurTemplate::named(rest).ok_or(Fault::Missing)?;
            (ours.name.to_owned(), "Template", ours.content().map_err(Fault::broken)?)
        }
        "own" => {
            let id = rest.parse().map_err(|_| Fault::Missing)?;
            let own = store::one(db, id).await?.ok_or(Fault::Missing)?;
            (own.name, "Template of your service", store::content(db, id).await?.ok_or(Fault::Missing)?)
        }
        "consultation" => {
            let earlier = consultations::by_slug(db, rest).await?.filter(|one| !one.parts.elsewhere());
            let earlier = earlier.ok_or(Fault::Missing)?;
            let content = TemplateContent::of(db, Instruments::of(&visit.app), &earlier).await?;
            (earlier.title, "Earlier consultation", content)
        }
        _ => return Err(Fault::Missing),
    };
    Ok(Beginning { from: from.to_owned(), name, kind, content })
}

fn card(from: &str, name: &str, about: &str, asks: &[&'static str], more: AnyView) -> AnyView {
    let asks = match asks {
        [] => "Words alone".to_owned(),
        many => format!("Asks: {}", many.join(", ").to_lowercase()),
    };
    view! {
        <li class="card">
            <h3 dir="auto">{name.to_owned()}</h3>
            <p dir="auto">{about.to_owned()}</p>
            <p class="meta">{asks}</p>
            <p class="actions"><a class="button quiet" href=format!("/staff/templates/use?from={from}")>"Start from this"<span class="vh">{format!(" ({name})")}</span></a>{more}</p>
        </li>
    }
    .into_any()
}

/// `GET /staff/templates`
pub(super) async fn list(visit: Visit) -> Page {
    let db = &visit.app.db;
    let own = store::all(db).await?;
    let mut earlier = under_way(db).await?;
    earlier.extend(ended(db).await?);
    let instruments = Instruments::of(&visit.app);
    let mut ours = Vec::new();
    for one in OURS {
        let content = one.content().map_err(Fault::broken)?;
        ours.push((one, content.asks(instruments)));
    }
    let mut kept: Vec<(OwnTemplate, Vec<&'static str>)> = Vec::new();
    for one in own {
        let content = store::content(db, one.id).await?;
        kept.push((one, content.map(|content| content.asks(instruments)).unwrap_or_default()));
    }
    visit.page("Start a consultation").area(Area::Staff).show(|| {
        let ours: Vec<AnyView> = ours
            .iter()
            .map(|(one, asks)| card(&format!("ours-{}", one.key), one.name, one.about, asks, ().into_any()))
            .collect();
        let own: Vec<AnyView> = kept
            .iter()
            .map(|(one, asks)| {
                let delete = view! { " "<a class="button quiet warn" href=format!("/staff/templates/{}/delete", one.id)>"Delete"<span class="vh">{format!(" {}", one.name)}</span></a> };
                let about = format!("{} Kept on {}.", one.about, clock::long_date(one.created_at));
                card(&format!("own-{}", one.id), &one.name, about.trim(), asks, delete.into_any())
            })
            .collect();
        let choices: Vec<FieldOption> = std::iter::once(FieldOption::new("", "Choose…"))
            .chain(earlier.iter().map(|one| FieldOption::new(format!("consultation-{}", one.slug), one.title.clone())))
            .collect();
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff">"Staff"</a></li></ol></nav>
            {done_note(&visit.query_value("done"), &[
                ("kept", "The template is kept.", "Everybody who runs consultations here can start from it."),
                ("deleted", "The template is deleted.", "Drafts that were begun from it stay as they are."),
            ])}
            <header class="title"><h1>"Start a consultation"</h1>
                <p class="lede">"You need not begin at an empty page. Whatever you choose becomes a draft that only staff see, and every word of it can be changed."</p></header>
            <p class="actions"><a class="button" href="/staff/consultations/new">"Start from nothing"</a></p>
            <h2 id="ours">"Templates, with advice in the margin"</h2>
            <ul class="cards wide">{ours}</ul>
            <h2 id="own">"Templates of your service"</h2>
            {if own.is_empty() {
                view! { <p>"None yet. Open a consultation that went well and choose “Make a template of it”."</p> }.into_any()
            } else {
                view! { <ul class="cards wide">{own}</ul> }.into_any()
            }}
            <h2 id="earlier">"An earlier consultation"</h2>
            <p>"What staff wrote in it and in what it asks is copied. What people answered is not, nor its dates, documents, other formats, picture and contact. The list has what is under way and the last twenty that ended; from an older one, open it and choose “Make a template of it”."</p>
            <form class="filters" method="get" action="/staff/templates/use" aria-label="Start from an earlier consultation">
                {select("from", "Consultation", choices, "", &FormErrors::none())}
                <button class="button quiet">"Go on"</button>
            </form>
        }
        .into_any()
    })
}

/// `GET /staff/templates/use?from=`
pub(super) async fn ask(visit: Visit) -> Page {
    let from = visit.query_value("from");
    if from.is_empty() {
        return visit.go("/staff/templates");
    }
    let beginning = beginning(&visit, &from).await?;
    let title = beginning.content.title.clone();
    use_page(&visit, &beginning, &title, &FormErrors::none(), StatusCode::OK)
}

/// The page before a draft is begun.
pub(super) fn use_page(
    visit: &Visit,
    beginning: &Beginning,
    title: &str,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let instruments = Instruments::of(&visit.app);
    visit.page(format!("Start from {}", beginning.name)).area(Area::Staff).status(status).show(|| {
        let content = &beginning.content;
        let asks = content.asks(instruments);
        view! {
            {error_summary(errors)}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff">"Staff"</a></li><li><a href="/staff/templates">"Start a consultation"</a></li></ol></nav>
            <header class="title"><p class="over">{beginning.kind}</p><h1 dir="auto">{beginning.name.clone()}</h1>
                <p class="lede" dir="auto">{content.summary.clone()}</p></header>
            <dl class="facts">
                <div><dt>"What it asks"</dt><dd>{if asks.is_empty() { "Nothing yet: words alone".to_owned() } else { asks.join(", ") }}</dd></div>
                <div><dt>"Our promise"</dt><dd>{content.level.title()}" "<small>{content.level.promise()}</small></dd></div>
                <div><dt>"How long"</dt><dd>{format!("Open for {} days, decided {} days later. You can change both.", content.days, content.days_to_decide)}</dd></div>
                {(!content.guidance.is_empty()).then(|| view! { <div><dt>"Advice"</dt><dd>{format!("{} notes in the margins of its forms", content.guidance.len())}</dd></div> })}
            </dl>
            <form class="editor" method="post" action="/staff/templates/use" novalidate>
                <input type="hidden" name="from" value=beginning.from.clone()/>
                {Field::new("title", "Title of the new consultation").hint("In words people use. It can be changed until it is published.").value(title).show(errors)}
                <p class="actions"><button class="button">"Start the draft"</button>" "<a href="/staff/templates">"Back"</a></p>
            </form>
        }
        .into_any()
    })
}

/// What is typed to keep a template.
#[derive(Clone, Debug, Default)]
pub(super) struct TemplateForm {
    pub(super) name: String,
    pub(super) about: String,
    /// Whether one of the same name may be replaced.
    pub(super) replace: bool,
}

/// `GET /staff/consultations/{slug}/template`
pub(super) async fn ask_to_keep(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = find(&visit, &slug).await?;
    if consultation.parts.elsewhere() {
        return Err(Fault::Missing);
    }
    let typed = TemplateForm { name: consultation.title.clone(), ..TemplateForm::default() };
    keep_page(&visit, &consultation, &typed, false, &FormErrors::none(), StatusCode::OK)
}

/// The page on which a template is made. `taken` is whether there is one of that name.
pub(super) fn keep_page(
    visit: &Visit,
    consultation: &Consultation,
    typed: &TemplateForm,
    taken: bool,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let base = format!("/staff/consultations/{}", consultation.slug);
    visit.page("Make a template").area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(consultation))}
            <header class="title"><h1>"Make a template"</h1>
                <p class="lede">"What staff wrote in this consultation is kept for others to start from: its words, what it asks, how long it was open. What people answered is not, nor are documents and dates."</p></header>
            <form class="editor" method="post" action=format!("{base}/template") data-keep=errors.keeping() novalidate>
                {Field::new("name", "What the template is called").hint("So that a colleague finds it next year: “Opening hours, two libraries”.").value(&typed.name).show(errors)}
                {Field::new("about", "What it is for").hint("A sentence or two.").kind(FieldKind::Lines(2)).value(&typed.about).show(errors)}
                {taken.then(|| crate::ui::check("replace", "Replace the template of this name", Some("It goes, and this one takes its place. Drafts that were begun from it stay as they are."), typed.replace))}
                <p class="actions"><button class="button">{errors.save("Keep the template").to_owned()}</button>" "<a href=base.clone()>"Back to the consultation"</a></p>
            </form>
            <p>"Only one more like it? You can "<a href=format!("/staff/templates/use?from=consultation-{}", consultation.slug)>"start another consultation from this one"</a>" without keeping a template."</p>
        }
        .into_any()
    })
}

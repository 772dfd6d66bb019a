//! A poster for the wall of a library or the board of a shop: what is asked, until when, and how to answer, with a code
//! for the telephone. It is a page that is made to be printed on a sheet of A4, and the same as one drawing for those who
//! send it to a printer.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use leptos::prelude::*;

use super::published::{self, until};
use super::{poster_sheet, published::find};
use crate::branches::model::BranchName;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::{rules, store};
use crate::site::kept_answer::for_other_sites;
use crate::site::{Fault, FormErrors, Page, Path, Visit};
use crate::time::Time;
use crate::together::contact;
use crate::ui::address_code::{AddressCode, breakable, short_address};
use crate::ui::form::{FieldOption, select};
use crate::{App, branches, clock};

/// What the drawing may load: nothing.
const POLICY: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// How many libraries are named; of more, their number is.
const NAMED: usize = 6;

/// What stands on a poster.
pub(super) struct PosterWords {
    pub(super) service: String,
    /// The colour of the band at the top, as a drawing names it.
    pub(super) accent: String,
    pub(super) title: String,
    pub(super) summary: String,
    /// "Have your say by Monday 13 April 2026".
    pub(super) call: String,
    /// What to do with the code.
    pub(super) how: &'static str,
    /// The whole address, for the code.
    pub(super) address: String,
    /// "Or ask at the desk at Quay Library."
    pub(super) desk: Option<String>,
    /// "Questions? Engagement team, hours@library.example"; none where the service has no other contact for it.
    pub(super) ask: Option<String>,
    /// "About Quay Library and Millbrook Library".
    pub(super) about: String,
}

/// A poster that was asked for.
struct AskedPoster {
    words: PosterWords,
    consultation: Consultation,
    /// The library that it is for, if it is for one.
    library: Option<BranchName>,
    /// Every library that it could be for.
    libraries: Vec<BranchName>,
}

fn call(consultation: &Consultation, now: Time) -> String {
    let dates = &consultation.dates;
    match (rules::stage(dates, now), dates.opens_at, dates.closes_at) {
        (Stage::Open, _, Some(closes)) => format!("Have your say by {}", until(closes)),
        (Stage::Upcoming, Some(opens), Some(closes)) => {
            format!("Have your say from {} to {}", clock::long_date(opens), until(closes))
        }
        _ => published::date(dates, now),
    }
}

fn named(names: &[String]) -> String {
    match names {
        [] => "About all our libraries".to_owned(),
        [one] => format!("About {one}"),
        names if names.len() > NAMED => {
            let (first, rest) = names.split_at(NAMED);
            format!("About {} and {} more libraries", first.join(", "), rest.len())
        }
        [first @ .., last] => format!("About {} and {last}", first.join(", ")),
    }
}

async fn asked(app: &App, slug: &str, library: &str, now: Time) -> Result<AskedPoster, Fault> {
    let consultation = find(app, slug, now).await?;
    let libraries = branches::store::all(&app.db).await?;
    let chosen = libraries.iter().find(|known| known.slug == library).cloned();
    if chosen.is_none() && !library.is_empty() {
        // A poster that sends people to a desk that is not there is worse than none.
        return Err(Fault::Missing);
    }
    let about = store::branches_of(&app.db, [consultation.id]).await?;
    let names: Vec<String> = about.into_iter().map(|branch| branch.name).collect();
    let stage = rules::stage(&consultation.dates, now);
    let takes = matches!(stage, Stage::Open | Stage::Upcoming);
    let desk = match &chosen {
        Some(branch) => format!("Or ask at the desk at {}.", branch.name),
        None => "Or ask at the desk of your library.".to_owned(),
    };
    let contact = contact::store::of(&app.db, consultation.id).await?;
    let service = app.settings.now(&app.db).await;
    let words = PosterWords {
        accent: service.look.ink().to_string(),
        service: service.name.clone(),
        title: consultation.title.clone(),
        summary: consultation.summary.clone(),
        call: call(&consultation, now),
        how: if takes { "Read it and answer here:" } else { "Read about it here:" },
        address: app.config.link(&format!("/consultations/{}", consultation.slug)),
        desk: takes.then_some(desk),
        ask: (!contact.is_empty()).then(|| format!("Questions? {}", contact.line())),
        about: named(&names),
    };
    Ok(AskedPoster { words, consultation, library: chosen, libraries })
}

/// How large the title can be set: by how long it is.
fn size(title: &str) -> &'static str {
    match title.chars().count() {
        0..=28 => "largest",
        29..=60 => "large",
        61..=110 => "middle",
        _ => "small",
    }
}

/// `GET /consultations/{slug}/poster?library=`
pub(super) async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let asked = asked(&visit.app, &slug, &visit.query_value("library"), visit.now).await?;
    let AskedPoster { words, consultation, library, libraries } = &asked;
    let code = AddressCode::of(&words.address).map_err(Fault::broken)?;
    let base = format!("/consultations/{}", consultation.slug);
    let own = library.as_ref().map(|branch| format!("?library={}", branch.slug)).unwrap_or_default();
    let page = visit.page(format!("Poster: {}", consultation.title)).about_none().unlisted();
    page.show(|| {
        let short = short_address(&words.address);
        let places: Vec<FieldOption> = std::iter::once(FieldOption::new("", "Any library"))
            .chain(libraries.iter().map(|branch| FieldOption::new(branch.slug.clone(), branch.name.clone())))
            .collect();
        let chosen = library.as_ref().map(|branch| branch.slug.clone()).unwrap_or_default();
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a dir="auto" href=base.clone()>{words.title.clone()}</a></li></ol></nav>
            <article class="poster" data-title=size(&words.title)>
                <p class="poster-service" dir="auto">{words.service.clone()}</p>
                <h1 dir="auto">{words.title.clone()}</h1>
                <p class="lede" dir="auto">{words.summary.clone()}</p>
                <p class="poster-call">{words.call.clone()}</p>
                <div class="poster-way">
                    {code.drawn(&words.address)}
                    <div>
                        <p>{words.how}</p>
                        <p class="poster-address"><strong>{breakable(short)}</strong></p>
                        {words.desk.clone().map(|desk| view! { <p dir="auto">{desk}</p> })}
                        {words.ask.clone().map(|ask| view! { <p dir="auto">{ask}</p> })}
                    </div>
                </div>
                <p class="poster-about" dir="auto">{words.about.clone()}</p>
            </article>
            <section class="no-print" aria-labelledby="print-it">
                <h2 id="print-it">"Print it"</h2>
                <p>"Print this page on a sheet of A4. What stands around the poster is left out."</p>
                <form class="filters" method="get" action=format!("{base}/poster")>
                    {select("library", "Name the desk of", places, &chosen, &FormErrors::none())}
                    <button class="button quiet">"Show"</button>
                </form>
                <ul>
                    <li><a href=format!("{base}/poster.svg{own}")>"The poster as one drawing (SVG)"</a></li>
                    <li><a href=base.clone()>"Back to the consultation"</a></li>
                </ul>
            </section>
        }
        .into_any()
    })
}

/// `GET /consultations/{slug}/poster.svg?library=`
pub(super) async fn drawing(State(app): State<App>, visit: Visit, Path(slug): Path<String>) -> Result<Response, Fault> {
    let asked = asked(&app, &slug, &visit.query_value("library"), visit.now).await?;
    let sheet = poster_sheet::write(&asked.words)?;
    let mut response = for_other_sites("image/svg+xml; charset=utf-8", sheet);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    // A slug has letters, digits and hyphens only.
    let name = format!("inline; filename=\"{}-poster.svg\"", asked.consultation.slug);
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Fault::broken)?);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_named_as_people_name_them_and_many_are_counted() {
        let names = |count: usize| (1..=count).map(|n| format!("L{n}")).collect::<Vec<_>>();
        assert_eq!(named(&names(0)), "About all our libraries");
        assert_eq!(named(&names(1)), "About L1");
        assert_eq!(named(&names(3)), "About L1, L2 and L3");
        assert_eq!(named(&names(9)), "About L1, L2, L3, L4, L5, L6 and 3 more libraries");
    }
}

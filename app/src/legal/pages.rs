//! The public pages: the text in force, and its versions with what changed.

use leptos::prelude::*;

use super::model::{LegalPage, LegalText};
use super::store;
use super::text::{MadePart, ServiceWords, Stretch, missing, stretches};
use crate::clock;
use crate::consultations::instrument::Instruments;
use crate::moderation::appeals::counted;
use crate::moderation::policy;
use crate::proposals::changes::view::{ChangedPart, difference};
use crate::site::{Page, Visit};
use crate::ui::pager::pager;
use crate::ui::prose;

/// Versions on a page.
const VERSIONS: i64 = 10;

/// The first sentence of a page, which the service does not have to write.
fn lede(page: LegalPage, name: &str) -> String {
    match page {
        LegalPage::Privacy => {
            format!("What {name} keeps about you when you take part, who sees it, and how to have it removed.")
        }
        LegalPage::Accessibility => {
            format!("{name} wants everybody to be able to use this site, whatever they use to read it.")
        }
        LegalPage::Moderation => "Comments are for everybody to read, so there are a few rules. Here is all of them, who decides, and what to do if we get it wrong.".to_owned(),
        LegalPage::Terms => format!("What you can rely on when you take part here, and what {name} asks of you."),
    }
}

/// What happens to each thing that people do. The kinds of things that are asked say it themselves, so it is never out of date.
fn who_sees_what(instruments: Instruments) -> AnyView {
    let asked: Vec<AnyView> = instruments
        .all()
        .flat_map(|one| one.words().privacy)
        .map(|(act, everybody, staff)| {
            view! { <tr><th scope="row">{*act}</th><td>{*everybody}</td><td>{*staff}</td></tr> }.into_any()
        })
        .collect();
    view! {
        <div class="table-wrap" role="region" aria-labelledby="who-sees" tabindex="0">
        <table>
            <caption id="who-sees">"What happens to each thing you do"</caption>
            <thead><tr><th scope="col">"What you do"</th><th scope="col">"What everybody sees"</th><th scope="col">"What staff see"</th></tr></thead>
            <tbody>
                {asked}
                <tr><th scope="row">"Report a comment"</th><td>"Nothing."</td><td>"Your reason, so that a moderator can look."</td></tr>
                <tr><th scope="row">"Send something before your address is confirmed"</th><td>"Nothing, until it is recorded."</td><td>"Nothing. It is kept sealed for 14 days at most, shown only to you, and erased."</td></tr>
                <tr><th scope="row">"Register"</th><td>"Nothing."</td><td>"Administrators can see your name and email address. Each look is recorded."</td></tr>
            </tbody>
        </table>
        </div>
    }
    .into_any()
}

/// A text as it is shown.
pub(super) fn body(visit: &Visit, page: LegalPage, text: &LegalText) -> AnyView {
    let service = ServiceWords { name: &visit.service.name, contact: &visit.service.contact };
    let parts: Vec<AnyView> = stretches(page, text, service)
        .into_iter()
        .map(|part| match part {
            Stretch::Words(words) => {
                let html = prose::render_page(&words).into_string();
                view! { <div class="prose legal" inner_html=html></div> }.into_any()
            }
            Stretch::Made(MadePart::WhoSeesWhat) => who_sees_what(Instruments::of(&visit.app)),
            Stretch::Made(MadePart::Reasons) => policy::reasons(),
        })
        .collect();
    parts.into_any()
}

/// What a reader has to know of a text that nobody has reviewed, or that has gaps.
fn unfinished(visit: &Visit, page: LegalPage, text: &LegalText) -> Option<AnyView> {
    let gaps = !missing(page, text).is_empty();
    (gaps || text.review.is_none()).then(|| {
        let name = visit.service.name.clone();
        let whose = if text.version == 0 {
            format!("This is the text that comes with the program. {name} has not made it its own yet.")
        } else {
            format!("Nobody at {name} has put their name to this version yet.")
        };
        view! {
            <div class="note warn"><p><strong>"Not reviewed yet."</strong>" "<span dir="auto">{whose}</span>
                {gaps.then_some(" Places in square brackets are still to be filled in.")}</p></div>
        }
        .into_any()
    })
}

/// Since when it holds, and who stands for it.
fn standing(page: LegalPage, text: &LegalText) -> Option<AnyView> {
    let since = clock::long_date(text.created_at?);
    let review =
        text.review.as_ref().map(|review| format!("Reviewed by {}, on {}.", review.who(), clock::long_date(review.at)));
    Some(
        view! {
            <p class="quiet legal-standing">{format!("Version {}, since {since}. ", text.version)}{review.map(|review| view! { <span dir="auto">{review}</span>" " })}
                <a href=format!("/{}/versions", page.word())>"All versions, and what changed"</a></p>
        }
        .into_any(),
    )
}

/// `GET /privacy`, `/accessibility`, `/moderation-policy`, `/terms`
pub async fn show(visit: Visit, page: LegalPage) -> Page {
    let text = store::current(&visit.app.db, page).await?;
    let years = match page {
        LegalPage::Moderation => counted::years(&visit.app.db, visit.now).await?,
        _ => Vec::new(),
    };
    visit.page(page.title()).described(lede(page, &visit.service.name)).about_none().show(|| {
        view! {
            <header class="title"><h1>{page.title()}</h1><p class="lede" dir="auto">{lede(page, &visit.service.name)}</p></header>
            {unfinished(&visit, page, &text)}
            {body(&visit, page, &text)}
            {(page == LegalPage::Moderation).then(|| view! { <h2 id="years">"What was decided, year by year"</h2>{counted::table(&years)} })}
            {standing(page, &text)}
        }
        .into_any()
    })
}

/// What a reader sees of a text, for comparing; what the service is called now stands in both.
fn compared(visit: &Visit, page: LegalPage, text: &LegalText) -> String {
    let service = ServiceWords { name: &visit.service.name, contact: &visit.service.contact };
    let words = stretches(page, text, service).into_iter().filter_map(|part| match part {
        Stretch::Words(words) => Some(prose::as_read(&words)),
        Stretch::Made(_) => None,
    });
    words.collect::<Vec<_>>().join("\n")
}

/// `GET /privacy/versions` and so on (`?before=` a version)
pub async fn versions(visit: Visit, page: LegalPage) -> Page {
    let before = visit.query_value("before").parse::<i64>().unwrap_or(i64::MAX).max(1);
    // One more than is shown: the oldest shown is compared with it.
    let mut found = store::versions(&visit.app.db, page, before, VERSIONS + 1).await?;
    let more = i64::try_from(found.len()).is_ok_and(|found| found > VERSIONS);
    if !more {
        found.push(LegalText::ours(page));
    }
    let first = before == i64::MAX;
    visit.page(format!("{}: versions", page.title())).described("What changed, and when.").about_none().show(|| {
        let items: Vec<AnyView> = found
            .windows(2)
            .filter_map(|pair| match pair {
                [new, old] => Some(version(&visit, page, new, old)),
                _ => None,
            })
            .collect();
        let oldest = found.iter().rev().nth(1).map_or(0, |text| text.version);
        let path = format!("/{}/versions", page.word());
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href=format!("/{}", page.word())>{page.title()}</a></li></ol></nav>
            <header class="title"><h1>{format!("{}: every version", page.title())}</h1>
                <p class="lede">"What changed, and when. Words that came are underlined, words that went are struck through."</p></header>
            {if items.is_empty() {
                let words = if first { "There is one version so far: the text that comes with the program." } else { "There are no earlier versions." };
                view! { <p>{words}</p> }.into_any()
            } else {
                items.into_any()
            }}
            {pager("Versions", (!first).then(|| path.clone()), more.then(|| format!("{path}?before={oldest}")))}
        }
        .into_any()
    })
}

fn version(visit: &Visit, page: LegalPage, new: &LegalText, old: &LegalText) -> AnyView {
    let (before, after) = (compared(visit, page, old), compared(visit, page, new));
    let since = new.created_at.map(clock::long_date).unwrap_or_default();
    let against = match old.version {
        0 => "Compared with the text that comes with the program".to_owned(),
        number => format!("Compared with version {number}"),
    };
    let parts: Vec<ChangedPart> = ChangedPart::between("", &before, &after).into_iter().collect();
    view! {
        <section class="legal-version">
            <h2>{format!("Version {}, since {since}", new.version)}</h2>
            {(!new.change.is_empty()).then(|| view! { <p dir="auto">{new.change.clone()}</p> })}
            <p class="meta">{match &new.review {
                Some(review) => format!("Reviewed by {} on {}", review.by, clock::long_date(review.at)),
                None => "Not reviewed".to_owned(),
            }}</p>
            <details class="why"><summary>{against}</summary>{difference(&parts)}</details>
        </section>
    }
    .into_any()
}

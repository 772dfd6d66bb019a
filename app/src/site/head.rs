//! What a page says of itself to those who do not look at it: search engines, and programs that make a card of an address
//! that somebody shares. Every address in it begins with the site's own, as its operator wrote it down, and never with
//! what a visitor says the site is called.

use leptos::prelude::*;

use super::visit::Visit;
use crate::ui::prose;
use crate::ui::shortened::shortened;

/// How many characters of a description are said; search engines show no more.
const LONGEST: usize = 200;

/// Where the news of the service can be followed, in which form, and what that is called.
const FEEDS: [(&str, &str, &str); 3] = [
    ("/consultations.atom", "application/atom+xml", "Consultations"),
    ("/decisions.atom", "application/atom+xml", "Decisions"),
    ("/events.ics", "text/calendar", "Events"),
];

/// What a page says of itself.
pub(super) struct HeadWords {
    /// What it is about, in a sentence; the service's own words when it says nothing.
    pub(super) description: String,
    /// Whether search engines may list it.
    pub(super) listed: bool,
    /// Whether it says what it is about, to programs that make a card of its address: not what one visitor alone sees.
    pub(super) shared: bool,
    /// Whether it says where the news can be followed.
    pub(super) feeds: bool,
}

/// The picture of a page: of the consultation that it belongs to, else of the service.
fn picture(path: &str) -> String {
    match path.strip_prefix("/consultations/").and_then(|rest| rest.split('/').next()) {
        Some(slug) if !slug.is_empty() => format!("/consultations/{slug}/card.png"),
        _ => "/card.png".to_owned(),
    }
}

/// A line of the kind that programs read which show a shared address as a card.
fn og(property: &'static str, content: String) -> AnyView {
    leptos::html::meta().attr("property", property).content(content).into_any()
}

/// The lines of the head.
pub(super) fn lines(visit: &Visit, title: &str, words: &HeadWords) -> AnyView {
    let unlisted = (!words.listed).then(|| view! { <meta name="robots" content="noindex"/> });
    if !words.shared {
        return unlisted.into_any();
    }
    let config = &visit.app.config;
    let service = &visit.service;
    let description = prose::plain(&words.description);
    let description = if description.is_empty() {
        [service.name.as_str(), &service.tagline].join(" ").trim().to_owned()
    } else {
        description
    };
    let description = shortened(&description, LONGEST);
    let kind = if visit.path.starts_with("/consultations/") { "article" } else { "website" };
    // A page that a query chose (the next of many, a language) is none of its own name, and is not the first one either.
    let address = visit.query.is_empty().then(|| config.link(&visit.path));
    let feeds = words.feeds.then(|| {
        FEEDS.map(|(path, kind, called)| {
            let title = format!("{called} – {}", service.name);
            view! { <link rel="alternate" r#type=kind title=title href=config.link(path)/> }
        })
    });
    view! {
        {unlisted}
        <meta name="description" content=description.clone()/>
        {address.clone().map(|address| view! { <link rel="canonical" href=address/> })}
        {og("og:title", shortened(title, LONGEST))}
        {og("og:description", description)}
        {og("og:type", kind.to_owned())}
        {address.map(|address| og("og:url", address))}
        {og("og:site_name", service.name.clone())}
        {og("og:image", config.link(&picture(&visit.path)))}
        {og("og:image:alt", shortened(title, LONGEST))}
        {og("og:image:width", "1200".to_owned())}
        {og("og:image:height", "630".to_owned())}
        <meta name="twitter:card" content="summary_large_image"/>
        {feeds}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::picture;

    #[test]
    fn pages_of_a_consultation_have_its_picture_and_others_the_services() {
        assert_eq!(picture("/consultations/hours/proposals/1"), "/consultations/hours/card.png");
        assert_eq!(picture("/consultations/hours"), "/consultations/hours/card.png");
        for other in ["/consultations", "/consultations/", "/", "/branches/quay"] {
            assert_eq!(picture(other), "/card.png");
        }
    }
}

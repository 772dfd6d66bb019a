//! The page around every page: the document, the way to everything else, and the foot.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use leptos::prelude::*;

use super::fault::Page;
use super::head::{self, HeadWords};
use super::page_cache::Keepable;
use super::render;
use super::settings::Service;
use super::unsent;
use super::visit::Visit;
use crate::clock;
use crate::db::Scope;
use crate::identity::rules::Permission;
use crate::ids::ConsultationId;
use crate::ui::colour::Colour;
use crate::ui::form::{FieldNotes, Mistakes, escaped};

/// Three lines of a date slip on the accent, for the browser's tab. Part of the page, so that nothing is fetched.
fn icon(accent: Colour) -> String {
    let accent = accent.to_string().replace('#', "%23");
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' \
         height='16' rx='3' fill='{accent}'/%3E%3Cpath d='M4 5h8M4 8h8M4 11h5' stroke='%23fbfaf5' stroke-width='1.6'/%3E%3C/svg%3E"
    )
}

/// The style sheet of the service's own accent, after ours.
pub fn accent_link(service: &Service) -> Option<AnyView> {
    let (name, _) = service.look.style_sheet()?;
    Some(view! { <link rel="stylesheet" href=format!("/look/{name}")/> }.into_any())
}

/// Whose part of the site a page is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Area {
    /// Everybody's.
    #[default]
    Public,
    /// The staff's.
    Staff,
    /// The councillors'.
    Council,
}

/// A page being put together.
#[must_use = "a page is not sent until it is shown"]
pub struct PageBuilder<'a> {
    visit: &'a Visit,
    title: String,
    area: Area,
    status: StatusCode,
    keepable: bool,
    scope: Scope,
    step: bool,
    description: String,
    listed: bool,
    shared: bool,
    feeds: bool,
}

impl Visit {
    /// Begins a page with this title (for the browser's tab; the page has its own `h1`).
    pub fn page(&self, title: impl Into<String>) -> PageBuilder<'_> {
        PageBuilder {
            visit: self,
            title: title.into(),
            area: Area::Public,
            status: StatusCode::OK,
            keepable: self.session.is_none() && self.preview.is_none(),
            scope: Scope::Everything,
            step: false,
            description: String::new(),
            listed: self.preview.is_none(),
            shared: self.preview.is_none(),
            feeds: false,
        }
    }

    /// Goes on to another page after a form was accepted.
    pub fn go(&self, path: &str) -> Page {
        Ok(Redirect::to(path).into_response())
    }
}

impl PageBuilder<'_> {
    /// Puts the page in an area of the site.
    pub const fn area(mut self, area: Area) -> Self {
        self.area = area;
        self
    }

    /// Sends it with another status: 422 for a form with mistakes.
    pub const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Says that the page shows nothing that came in to any consultation but this one, so that it may be kept while others
    /// are answered. A page that says nothing is made anew after any change.
    pub const fn about(mut self, consultation: ConsultationId) -> Self {
        self.scope = Scope::Consultation(consultation.0);
        self
    }

    /// Says that the page shows nothing that came in to any consultation, so that it may be kept while they are answered.
    pub const fn about_none(mut self) -> Self {
        self.scope = Scope::Site;
        self
    }

    /// Says that the page asks for a normal step before a form can be taken (to sign in, to confirm an address), so that
    /// it is not told as an error whatever its status.
    pub const fn step(mut self) -> Self {
        self.step = true;
        self
    }

    /// Says that the page is for this visitor alone, even signed out: receipts, one-time links.
    pub const fn private(mut self) -> Self {
        self.keepable = false;
        self.listed = false;
        self.shared = false;
        self
    }

    /// Says that the page shows something that will be otherwise in a moment, so that it is not kept for others.
    pub const fn passing(mut self) -> Self {
        self.keepable = false;
        self
    }

    /// Says in a sentence what the page is about, to search engines and to whoever shares its address. Marks of formatting
    /// are left out, and a long text is cut.
    pub fn described(mut self, words: impl Into<String>) -> Self {
        self.description = words.into();
        self
    }

    /// Says that search engines should leave the page out: it is another form of one that they list.
    pub const fn unlisted(mut self) -> Self {
        self.listed = false;
        self
    }

    /// Says on the page where the news of the service can be followed.
    pub const fn feeds(mut self) -> Self {
        self.feeds = true;
        self
    }

    /// Shows the page.
    ///
    /// # Errors
    /// Never; the type is a handler's.
    pub fn show(self, content: impl FnOnce() -> AnyView) -> Page {
        let Self { visit, title, area, status, keepable, scope, step, description, listed, shared, feeds } = self;
        let public = area == Area::Public && status == StatusCode::OK;
        let words = HeadWords { description, listed: listed && public, shared: shared && public, feeds };
        // The tab's title is what a screen reader says first, so a refused form is told there: whichever page it is, a
        // form cannot forget it.
        let step = step || status == StatusCode::UNAUTHORIZED;
        let refused = visit.posted && status.as_u16() >= 400;
        let document = render::Document::of(|| {
            let mistakes = Mistakes::watch();
            provide_notes(visit);
            let content = content();
            let error = !step && (refused || mistakes.are_shown());
            let title = if error { format!("Error: {title}") } else { title };
            document(visit, &title, area, &words, content)
        });
        let length = HeaderValue::from(document.length());
        let mut response = Response::new(document.into_body());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LENGTH, length);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        if keepable {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, no-cache"));
            headers.insert(header::VARY, HeaderValue::from_static("cookie, accept-encoding"));
            response.extensions_mut().insert(Keepable(scope));
        } else {
            // The back button on a library PC must not show the last person's page.
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        }
        Ok(response)
    }
}

fn document(visit: &Visit, title: &str, area: Area, words: &HeadWords, content: AnyView) -> AnyView {
    let assets = &visit.app.assets;
    let head = head::lines(visit, title, words);
    // As text of its own: between these tags even the marks that Leptos leaves for itself are read out.
    let title = escaped(&format!("{title} – {}", visit.service.name));
    let body_class = match area {
        Area::Public => None,
        Area::Staff => Some("staff"),
        Area::Council => Some("council"),
    };
    view! {
        <html lang="en-GB">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title inner_html=title></title>
                {head}
                {assets.url("style.css").map(|url| view! { <link rel="stylesheet" href=url/> })}
                {["serif.woff2", "sans.woff2"].map(|name| assets.url(name).map(|url| view! {
                    <link rel="preload" href=url r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                })).into_iter().collect::<Vec<_>>()}
                {accent_link(&visit.service)}
                <link rel="icon" href=icon(visit.service.look.ink())/>
                // Nothing works on a preview, so nothing wakes up either.
                {assets.url("loader.js").filter(|_| visit.preview.is_none()).map(|url| view! { <script r#type="module" src=url></script> })}
                // What staff type is kept while they type.
                {(area == Area::Staff).then(|| assets.url("keep.js")).flatten().map(|url| view! { <script r#type="module" src=url></script> })}
                {(area == Area::Staff).then(|| assets.url("as-read.js")).flatten().map(|url| view! { <script r#type="module" src=url></script> })}
                {(area == Area::Staff && visit.path.starts_with("/staff/moderation")).then(|| assets.url("desk.js")).flatten().map(|url| view! { <script r#type="module" src=url></script> })}
            </head>
            <body class=body_class>
                <a class="skip" href="#main">"Skip to the main content"</a>
                {visit.app.demo.then(|| view! {
                    <aside class="demo-banner" aria-label="Demonstration">
                        <strong>"This is a demonstration."</strong>
                        " The library service and everybody in it are invented. "
                        <a href="/sign-in">"Try each role"</a>
                    </aside>
                })}
                {not_open_banner(visit)}
                {masthead(visit)}
                {area_nav(visit, area)}
                {preview_band(visit)}
                {(area == Area::Staff).then(|| (visit.app.frame.banner)(visit))}
                <main id="main" tabindex="-1">{unsent::note(visit)}{content}{way_to_notes(visit)}</main>
                {foot(visit)}
                {(visit.app.frame.warning)(visit)}
            </body>
        </html>
    }
    .into_any()
}

/// What stands above every page of a preview.
fn preview_band(visit: &Visit) -> Option<AnyView> {
    visit.preview.map(|pass| {
        view! {
            <aside class="preview-band" aria-label="Preview">
                <strong>"Preview, not published."</strong>
                {format!(" This is a draft, and it may still change. Your link works until {}. Nothing can be sent from here: buttons and fields are switched off.", clock::end_date_time(pass.until))}
            </aside>
        }
        .into_any()
    })
}

/// Hands the notes of a page to the fields that are put on it from now on.
fn provide_notes(visit: &Visit) {
    if let Some(here) = &visit.field_notes {
        provide_context(FieldNotes(here.open.clone()));
    }
}

/// The way from a form to the notes about it.
fn way_to_notes(visit: &Visit) -> Option<AnyView> {
    visit.field_notes.as_ref().map(|here| {
        let words = match here.open.len() {
            0 => "Leave a note for colleagues".to_owned(),
            1 => "1 note between colleagues".to_owned(),
            many => format!("{many} notes between colleagues"),
        };
        view! { <p class="notes-way"><a href=here.all.clone()>{words}</a></p> }.into_any()
    })
}

/// What colleagues read on every page while nobody else sees the site.
fn not_open_banner(visit: &Visit) -> Option<AnyView> {
    (visit.service.opened_at.is_none() && visit.sees_the_site()).then(|| {
        view! {
            <aside class="demo-banner" aria-label="Not open yet">
                <strong>"This site is not open to the public yet."</strong>
                " Only people who work for the service see this page. "
                {visit.may(Permission::ManagePeople).then(|| view! { <a href="/staff/set-up">"What is left to do"</a> })}
            </aside>
        }
        .into_any()
    })
}

/// A link in a navigation list, marked when it is the page being shown or, if `whole`, a page below it.
fn nav_link(visit: &Visit, href: &'static str, label: impl IntoView, whole: bool) -> AnyView {
    let here = visit.path == href || (whole && visit.path.starts_with(&format!("{href}/")));
    view! { <li><a href=href aria-current=here.then_some("page")>{label.into_any()}</a></li> }.into_any()
}

fn masthead(visit: &Visit) -> AnyView {
    let account = match visit.account() {
        None => view! {
            <li class="account"><a href="/sign-in" aria-current=(visit.path == "/sign-in").then_some("page")>"Sign in"</a></li>
        }
        .into_any(),
        Some(_) => view! {
            <li class="account"><a href="/account" aria-current=(visit.path == "/account").then_some("page")>"Your account"</a></li>
            <li class="account">
                <form method="post" action="/sign-out"><button class="link">"Sign out"</button></form>
            </li>
        }
        .into_any(),
    };
    let staff = visit.may(Permission::SeeResults) || visit.may(Permission::Moderate);
    let seen = visit.sees_the_site();
    let logo = visit.service.look.logo.clone();
    let alone = logo.as_ref().is_some_and(|logo| logo.has_name);
    view! {
        <header class="site">
            <a class="service" href="/">
                {logo.map(|logo| view! { <img class="logo" src=logo.address() alt=if alone { visit.service.name.clone() } else { String::new() } width=logo.width.to_string() height=logo.height.to_string()/> })}
                {(!alone).then(|| view! { <span class="service-name" dir="auto">{visit.service.name.clone()}</span> })}
                <span class="tagline" dir="auto">{visit.service.tagline.clone()}</span>
            </a>
            {visit.preview.is_none().then(|| view! {
            <nav aria-label="Main">
                <ul>
                    {seen.then(|| nav_link(visit, "/consultations", "Consultations", true))}
                    {seen.then(|| nav_link(visit, "/branches", "Libraries", true))}
                    {staff.then(|| nav_link(visit, if visit.may(Permission::SeeResults) { "/staff" } else { "/staff/moderation" }, "Staff", true))}
                    {visit.may(Permission::SeeCouncil).then(|| nav_link(visit, "/council", "Council", true))}
                    {account}
                </ul>
            </nav>
            })}
        </header>
    }
    .into_any()
}

fn area_nav(visit: &Visit, area: Area) -> Option<AnyView> {
    (area == Area::Staff).then(|| {
        view! {
            <nav class="staff-nav" aria-label="Staff">
                <ul>
                    {visit.may(Permission::SeeResults).then(|| nav_link(visit, "/staff", "Consultations", false))}
                    {visit.may(Permission::RunConsultations).then(|| nav_link(visit, "/staff/events", "Events", true))}
                    {visit.may(Permission::Moderate).then(|| nav_link(visit, "/staff/moderation", "Moderation", true))}
                    {visit.may(Permission::ManagePeople).then(|| nav_link(visit, "/staff/people", "People", true))}
                    {visit.may(Permission::ManageBranches).then(|| nav_link(visit, "/staff/branches", "Libraries", true))}
                    {visit.may(Permission::ManagePeople).then(|| nav_link(visit, "/staff/settings", "Settings", true))}
                    {visit.may(Permission::ReadAudit).then(|| nav_link(visit, "/staff/audit", "Record of acts", true))}
                </ul>
            </nav>
        }
        .into_any()
    })
}

fn foot(visit: &Visit) -> AnyView {
    view! {
        <footer class="site">
            {visit.sees_the_site().then(|| view! {
                <nav aria-label="About this site">
                    <ul>
                        {nav_link(visit, "/events", "Events", true)}
                        {nav_link(visit, "/receipts", "Check a receipt", true)}
                        {nav_link(visit, "/moderation-policy", "Moderation policy", false)}
                        {nav_link(visit, "/privacy", "Privacy", false)}
                        {nav_link(visit, "/accessibility", "Accessibility", false)}
                        {nav_link(visit, "/terms", "Terms", false)}
                    </ul>
                </nav>
            })}
            {(!visit.service.links.is_empty()).then(|| {
                let links: Vec<AnyView> = visit.service.links.iter().map(|link| view! { <li><a href=link.address.clone() dir="auto">{link.words.clone()}</a></li> }.into_any()).collect();
                view! { <nav aria-label=format!("More from {}", visit.service.name)><ul>{links}</ul></nav> }
            })}
            <p>{format!("Run by {}, with Soundings.", visit.service.name)}</p>
        </footer>
    }
    .into_any()
}

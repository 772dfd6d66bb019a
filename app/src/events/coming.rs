//! What is coming up, as a part of other pages: the consultation's, the library's and the front page.

use leptos::prelude::*;

use super::model::Event;
use super::store::{self, EventFilter};
use super::words;
use crate::db::{DbError, On};
use crate::ids::{BranchId, ConsultationId};
use crate::time::Time;

/// How many are shown on another page.
const SHOWN: i64 = 3;

/// Events still to come, the next first.
pub struct ComingEvents {
    events: Vec<Event>,
    more: bool,
    /// The query that lists them all.
    query: String,
}

impl ComingEvents {
    async fn of(on: On<'_>, filter: EventFilter, query: String, now: Time) -> Result<Self, DbError> {
        let (events, next) = store::list(on, &EventFilter { most: Some(SHOWN), ..filter }, now).await?;
        Ok(Self { events, more: next.is_some(), query })
    }

    /// Of a consultation.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of_consultation(
        on: impl Into<On<'_>>,
        (id, slug): (ConsultationId, &str),
        now: Time,
    ) -> Result<Self, DbError> {
        let filter = EventFilter { consultation: Some(id), ..EventFilter::default() };
        Self::of(on.into(), filter, format!("?consultation={slug}"), now).await
    }

    /// In a library.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of_library(on: impl Into<On<'_>>, (id, slug): (BranchId, &str), now: Time) -> Result<Self, DbError> {
        let filter = EventFilter { library: Some(id), ..EventFilter::default() };
        Self::of(on.into(), filter, format!("?library={slug}"), now).await
    }

    /// Anywhere.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn everywhere(on: impl Into<On<'_>>, now: Time) -> Result<Self, DbError> {
        Self::of(on.into(), EventFilter::default(), String::new(), now).await
    }

    /// Whether nothing is coming.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The section; nothing when nothing is coming.
    pub fn show(&self, title: &'static str, now: Time) -> Option<AnyView> {
        if self.events.is_empty() {
            return None;
        }
        let lines: Vec<AnyView> = self.events.iter().map(|event| words::notice(event, now, (3, false), None)).collect();
        let all = if self.more { "All events" } else { "Events, and those that are over" };
        let query = &self.query;
        let view = view! {
            <section aria-labelledby="coming-up">
                <h2 id="coming-up">{title}</h2>
                <ul class="notices">{lines}</ul>
                <p class="meta"><span><a href=format!("/events{query}")>{all}</a></span>" "<span><a href=format!("/events.ics{query}")>"Add them to your calendar"</a></span></p>
            </section>
        };
        Some(view.into_any())
    }
}

//! The head of a page of results: how many answered, and the ways they came in. Both come from kept sums, so that
//! the page costs the same however many answered.

use std::sync::Arc;

use leptos::prelude::*;

use crate::App;
use crate::consultations::instrument::ResultsPart;
use crate::db::{Db, DbError, Scope};
use crate::ids::ConsultationId;
use crate::numbers::{Noun, grouped};
use crate::responses::model::Channel;
use crate::responses::sums;
use crate::site::Cached;
use crate::site::app::Warm;
use crate::ui::charts::bars::{Bar, BarsChart, Colour, Whole, finding_of_largest};

/// How many consultations' ways are kept.
const CONSULTATIONS: usize = 100;

/// Live responses by the way they came in, most first.
pub type Ways = Arc<Vec<(Channel, i64)>>;

/// The ways of each consultation, as the record is now.
pub struct Overviews(Cached<ConsultationId, Ways>);

impl Warm for Overviews {
    fn open(app: &App) -> Self {
        Self(Cached::new(app.config.parts_cache, CONSULTATIONS).about(|id, _| Scope::Consultation(id.0)))
    }
}

impl Overviews {
    /// The ways of one consultation.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(&self, db: &Db, consultation: ConsultationId) -> Result<Ways, DbError> {
        self.0.of(db, consultation, async || sums::by_channel(db, consultation).await.map(Arc::new)).await
    }
}

/// What people answered in short, of each kind that says it itself.
pub fn in_short(reports: &[ResultsPart]) -> Vec<AnyView> {
    reports.iter().map(|report| (report.overview)()).collect()
}

/// When people answered and how far they came, of each kind that tells it.
fn courses(reports: &[ResultsPart]) -> Vec<AnyView> {
    reports.iter().filter_map(|report| report.course.as_ref()).map(|course| course()).collect()
}

/// Who answered, how and when: the same for staff and for councillors.
pub fn turnout(ways: &Ways, reports: &[ResultsPart]) -> AnyView {
    view! { {figures(ways, reports)}{channels(ways)}{courses(reports)} }.into_any()
}

/// A number that cannot be below nothing, as the charts take it.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The figures at the head: responses, and what each kind of thing counts.
pub fn figures(ways: &Ways, reports: &[ResultsPart]) -> AnyView {
    let responses = (["Response", "Responses"], ways.iter().map(|(_, number)| number).sum());
    let figures: Vec<AnyView> = std::iter::once(&responses)
        .chain(reports.iter().flat_map(|report| &report.figures))
        .map(|([one, many], number): &([&'static str; 2], i64)| {
            let label = if *number == 1 { *one } else { *many };
            view! { <div><dt>{label}</dt><dd>{grouped(count(*number))}</dd></div> }.into_any()
        })
        .collect();
    view! { <dl class="figures">{figures}</dl> }.into_any()
}

/// The way responses came in.
fn channels(ways: &Ways) -> AnyView {
    let bars = ways
        .iter()
        .map(|(channel, number)| Bar {
            label: channel.title().to_owned(),
            count: count(*number),
            colour: Colour::Count,
        })
        .collect();
    ways_chart(bars)
}

/// Bars of the ways as a chart with its heading. Everything that came in one way needs none.
pub fn ways_chart(bars: Vec<Bar>) -> AnyView {
    if bars.len() < 2 {
        return ().into_any();
    }
    let finding = finding_of_largest(&bars, Noun::RESPONSE);
    view! {
            <h2 id="channels">"How responses came in"</h2>
            <BarsChart caption="Responses by the way they came in" finding=finding bars_are="Way" noun=Noun::RESPONSE whole=Whole::Together bars=bars/>
    }
    .into_any()
}

//! What people answered to one proposal, on a page of its own: all answers, then side by side by version, by library and by
//! the way they came in, on one scale, and the comments that most people agree with. Everybody, councillors and staff read
//! the same figures; each at an address in their own part of the site.

use std::cmp::Reverse;

use leptos::prelude::*;

use super::model::{Dashboard, ProposalResults, ResultsRow};
use super::{figures, store, view};
use crate::consultations::instrument::ReportReader;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{crumbs, stage_now, tabs, with_results};
use crate::consultations::rail::Rail;
use crate::consultations::rules::{results_visible, stage};
use crate::consultations::showing;
use crate::consultations::slip_notes::SlipNotes;
use crate::proposals::results::cache::Dashboards;
use crate::proposals::store as proposals;
use crate::site::{Area, Fault, Page, Path, Visit};
use crate::ui::charts::scale::farthest;

/// In which order rows stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOrder {
    /// By their names.
    Name,
    /// The largest share in favour first.
    Support,
    /// The most answers first.
    Answers,
}

impl RowOrder {
    const ALL: [Self; 3] = [Self::Name, Self::Support, Self::Answers];

    /// The word in an address.
    const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Support => "support",
            Self::Answers => "answers",
        }
    }

    /// As a link says it.
    const fn title(self) -> &'static str {
        match self {
            Self::Name => "By name",
            Self::Support => "Most support first",
            Self::Answers => "Most answers first",
        }
    }

    /// The order that an address asks for.
    fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|order| order.word() == word).unwrap_or(Self::Name)
    }

    /// Puts rows in this order; rows that are alike stay as they were.
    fn sort(self, rows: &mut [ResultsRow]) {
        // Shares are compared in whole numbers, as parts of a million, so that equal ones are equal.
        let support = |row: &ResultsRow| {
            let answers = figures::answers(&row.counts);
            answers.for_it().saturating_mul(1_000_000).checked_div(answers.views()).unwrap_or(0)
        };
        match self {
            Self::Name => {}
            Self::Support => rows.sort_by_key(|row| Reverse(support(row))),
            Self::Answers => rows.sort_by_key(|row| Reverse(row.counts.total())),
        }
    }
}

/// Where the results of a proposal are read: the address before its number.
pub fn base(reader: ReportReader, slug: &str) -> String {
    match reader {
        ReportReader::Public => format!("/consultations/{slug}/results/proposals"),
        ReportReader::Council => format!("/council/consultations/{slug}/proposals"),
        ReportReader::Staff => format!("/staff/consultations/{slug}/results/proposals"),
    }
}

/// `GET /consultations/{slug}/results/proposals/{number}?order=`
pub async fn public(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let consultation = with_results(&visit, &slug).await?;
    if showing::hidden_because(&consultation, visit.now).is_some() {
        return visit.go(&format!("/consultations/{slug}/results"));
    }
    let db = &visit.app.db;
    let results = store::results(db, consultation.id).await?;
    let (before, proposal, after) = around(&results, &number)?;
    let top = store::top_comments(db, std::slice::from_ref(proposal)).await?;
    let costs = proposals::costs(db, consultation.id).await?;
    let notes = SlipNotes::of(&visit.app, consultation.id).await?;
    let shown = ShownResults::of(&visit, &consultation, proposal, ReportReader::Public);
    visit
        .page(format!("Results: {}", proposal.title))
        .about(consultation.id)
        .described(figures::finding(&proposal.counts))
        .show(|| {
            let contents = shown.contents(!top.is_empty(), false);
            let rail = Rail { contents, ..Rail::of(&consultation, &notes, visit.now) };
            let head = view! {
                {crumbs(Some(&consultation))}
                <header class="title">
                    <p class="over">{format!("Results of proposal {} ", proposal.number)}{stage_now(&consultation.dates, visit.now)}</p>
                    <h1 dir="auto">{proposal.title.clone()}</h1>
                </header>
                {tabs(&visit, &consultation, "/results")}
            };
            let body = view! {
                {shown.answers()}
                {view::cost(&costs, proposal)}
                {view::comment_count(&slug, proposal)}
                {shown.splits()}
                {view::top_comments(&slug, proposal, &top)}
                {view::neighbours(&base(ReportReader::Public, &slug), before, after)}
            };
            rail.beside(head.into_any(), body.into_any())
        })
}

/// `GET /staff/consultations/{slug}/results/proposals/{number}?order=`
pub async fn staff(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let consultation = with_results(&visit, &slug).await?;
    whole(&visit, &consultation, &number, ReportReader::Staff).await
}

/// `GET /council/consultations/{slug}/proposals/{number}?order=`
pub async fn council(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let consultation = with_results(&visit, &slug).await?;
    if stage(&consultation.dates, visit.now) == Stage::Draft || !results_visible(&consultation, visit.now) {
        return visit.go(&format!("/council/consultations/{slug}"));
    }
    whole(&visit, &consultation, &number, ReportReader::Council).await
}

async fn whole(visit: &Visit, consultation: &Consultation, number: &str, reader: ReportReader) -> Page {
    let dashboard = visit.app.warm::<Dashboards>().of(&visit.app.db, consultation).await?;
    let Dashboard { proposals, costs, comments_by_vote, top, .. } = &*dashboard;
    let (before, proposal, after) = around(proposals, number)?;
    let shown = ShownResults::of(visit, consultation, proposal, reader);
    let slug = &consultation.slug;
    let (area, up, words) = match reader {
        ReportReader::Council => (Area::Council, format!("/council/consultations/{slug}"), "What people said"),
        _ => (Area::Staff, format!("/staff/consultations/{slug}/results"), "Dashboard"),
    };
    let hidden = showing::hidden_because(consultation, visit.now).is_some();
    visit.page(format!("Results: {}", proposal.title)).area(area).show(|| {
        let rail = Rail { contents: shown.contents(top.iter().any(|comment| comment.proposal == proposal.id), true), brief: true, ..Rail::default() };
        let head = view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a dir="auto" href=format!("/consultations/{slug}")>{consultation.title.clone()}</a></li>
                <li><a href=up>{words}</a></li>
            </ol></nav>
            <header class="title">
                <p class="over">{format!("Results of proposal {} ", proposal.number)}{stage_now(&consultation.dates, visit.now)}</p>
                <h1 dir="auto">{proposal.title.clone()}</h1>
            </header>
            {hidden.then(|| view! { <div class="note warn"><p><strong>"The public cannot see these numbers."</strong>" Please do not pass them on before they can."</p></div> })}
        };
        let body = view! {
            {shown.answers()}
            {view::cost(costs, proposal)}
            {view::comment_count(slug, proposal)}
            {view::by_answer(proposal)}
            {shown.splits()}
            {view::comments_by_vote(proposal, comments_by_vote)}
            {view::top_comments(slug, proposal, top)}
            {view::neighbours(&base(reader, slug), before, after)}
        };
        rail.beside(head.into_any(), body.into_any())
    })
}

type ProposalBetween<'a> = (Option<&'a ProposalResults>, &'a ProposalResults, Option<&'a ProposalResults>);

/// The proposal with a number, with those before and after it.
fn around<'a>(all: &'a [ProposalResults], number: &str) -> Result<ProposalBetween<'a>, Fault> {
    let at = all.iter().position(|one| one.number.to_string() == number).ok_or(Fault::Missing)?;
    let proposal = all.get(at).ok_or(Fault::Missing)?;
    Ok((at.checked_sub(1).and_then(|before| all.get(before)), proposal, all.get(at + 1)))
}

/// The rows of a page, with the scale that all of its bars share.
struct ShownResults<'a> {
    proposal: &'a ProposalResults,
    by_version: Vec<ResultsRow>,
    /// None while libraries are not compared in public, because each new answer could be read off.
    by_library: Option<Vec<ResultsRow>>,
    by_channel: Vec<ResultsRow>,
    reader: ReportReader,
    order: RowOrder,
    here: String,
    reach: f64,
}

impl<'a> ShownResults<'a> {
    fn of(visit: &Visit, consultation: &Consultation, proposal: &'a ProposalResults, reader: ReportReader) -> Self {
        let order = RowOrder::of(&visit.query_value("order"));
        let mut by_library = match reader {
            ReportReader::Staff => Some(figures::named(&proposal.branches)),
            ReportReader::Public | ReportReader::Council if showing::by_library(consultation, visit.now) => {
                Some(figures::grouped(&proposal.branches))
            }
            ReportReader::Public | ReportReader::Council => None,
        };
        by_library.iter_mut().for_each(|rows| order.sort(rows));
        let by_version = figures::by_version(&proposal.versions);
        let by_channel = match reader {
            ReportReader::Public => Vec::new(),
            _ => figures::by_channel(&proposal.channels),
        };
        let all = view::drawn(by_version.iter().chain(by_library.iter().flatten()).chain(&by_channel));
        let reach = farthest(&all).max(farthest(&view::all_answers(proposal)));
        Self { proposal, by_version, by_library, by_channel, reader, order, here: visit.path.clone(), reach }
    }

    fn contents(&self, comments: bool, by_answer: bool) -> Vec<(&'static str, String)> {
        let parts = [
            ("all-answers", "All answers", true),
            ("by-answer", "By answer", by_answer),
            ("by-version", "By version", !self.by_version.is_empty()),
            ("by-library", "By library", true),
            ("by-channel", "By the way they came in", !self.by_channel.is_empty()),
            ("top-comments", "Comments", comments),
        ];
        parts.into_iter().filter(|(.., there)| *there).map(|(mark, words, _)| (mark, words.to_owned())).collect()
    }

    fn answers(&self) -> AnyView {
        view! { <h2 id="all-answers">"All answers"</h2>{view::headline(self.proposal, self.reach)} }.into_any()
    }

    fn splits(&self) -> AnyView {
        let number = self.proposal.number;
        let by_version = (!self.by_version.is_empty()).then(|| {
            view! {
                <h2 id="by-version">"By version"</h2>
                <p class="quiet">"People who had answered an earlier version could answer again once it was changed. Each person is counted once, under the version of their latest answer."</p>
                {view::rows_chart(format!("Answers to proposal {number} by the version they were given to"), "Version", &self.by_version, self.reach)}
            }
        });
        let by_channel = (!self.by_channel.is_empty()).then(|| {
            view! {
                <h2 id="by-channel">"By the way they came in"</h2>
                {view::rows_chart(format!("Answers to proposal {number} by the way they came in"), "Way", &self.by_channel, self.reach)}
            }
        });
        view! {
            {by_version}
            <h2 id="by-library">"By library"</h2>
            {self.libraries()}
            {by_channel}
        }
        .into_any()
    }

    fn libraries(&self) -> AnyView {
        let Some(rows) = &self.by_library else {
            return view! { <p class="quiet">{showing::NOT_BY_LIBRARY}</p> }.into_any();
        };
        if rows.is_empty() {
            return view! { <p class="quiet">"There are too few answers to compare libraries without giving away how somebody voted."</p> }.into_any();
        }
        let note = match self.reader {
            ReportReader::Staff => {
                "By the library people told us they use. In public, libraries are compared after closing only, and those \
                 with fewer than 5 answers are put together: please do not quote such numbers before."
            }
            _ => {
                "By the library people told us they use. Libraries with fewer than 5 answers are put together, so that \
                 nobody can guess how a neighbour voted."
            }
        };
        let orders = RowOrder::ALL.map(|order| {
            let href = format!("{}?order={}#by-library", self.here, order.word());
            view! { <li><a href=href aria-current=(order == self.order).then_some("true")>{order.title()}</a></li> }
                .into_any()
        });
        view! {
            <p class="quiet">{note}</p>
            {(rows.len() > 2).then(|| view! { <nav class="orders" aria-label="Order of the libraries" data-in-place=""><ul>{orders.into_iter().collect::<Vec<_>>()}</ul></nav> })}
            {view::rows_chart(format!("Answers to proposal {} by library", self.proposal.number), "Library", rows, self.reach)}
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proposals::votes::model::Counts;

    fn row(label: &str, counts: [i64; 6]) -> ResultsRow {
        ResultsRow { label: label.to_owned(), counts: Counts(counts) }
    }

    #[test]
    fn rows_are_put_in_the_order_that_was_asked_for() {
        let rows = [row("Ash", [1, 0, 0, 1, 0, 9]), row("Elm", [0, 2, 0, 0, 0, 0]), row("Oak", [0; 6])];
        let sorted = |order: &str| {
            let mut rows = rows.to_vec();
            RowOrder::of(order).sort(&mut rows);
            rows.into_iter().map(|row| row.label).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(sorted("name"), "Ash Elm Oak");
        assert_eq!(sorted("support"), "Elm Ash Oak");
        assert_eq!(sorted("answers"), "Ash Elm Oak");
        assert_eq!(sorted("nonsense"), "Ash Elm Oak");
    }
}

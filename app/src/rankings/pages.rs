//! The residents' pages: the list of a consultation's rankings, and one with its form.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::instrument::page_of_ballot;
use super::model::BIT;
use super::model::{Ranking, RankingBallot, RankingOption};
use super::rules::{self, Chosen};
use super::store::ballots;
use super::{store, view, words};
use crate::App;
use crate::clock;
use crate::consultations::lot;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{crumbs, preview_band, stage_now, tabs, visible};
use crate::consultations::rules::{results_visible, stage};
use crate::db::DbError;
use crate::responses;
use crate::responses::path::{self, AtStep};
use crate::site::{Fault, FormErrors, Page, Path, Visit};
use crate::ui::error_summary;

/// A ranking with everything its pages need.
pub struct RankingPage {
    /// The consultation.
    pub consultation: Consultation,
    /// The ranking.
    pub ranking: Ranking,
    /// Its options, the withdrawn ones too.
    pub options: Vec<RankingOption>,
}

/// The ranking at an address.
///
/// # Errors
/// [`Fault::Missing`] when there is none for this visitor.
pub async fn find(visit: &Visit, slug: &str, number: &str) -> Result<RankingPage, Fault> {
    let consultation = visible(visit, slug).await?;
    let number = number.parse().map_err(|_| Fault::Missing)?;
    let ranking = store::by_number(&visit.app.db, consultation.id, number).await?.ok_or(Fault::Missing)?;
    let options = store::options(&visit.app.db, [ranking.id]).await?;
    Ok(RankingPage { consultation, ranking, options })
}

impl RankingPage {
    /// The path of its page.
    pub fn path(&self) -> String {
        format!("/consultations/{}/rankings/{}", self.consultation.slug, self.ranking.number)
    }
}

/// The rankings of a consultation with their options.
///
/// # Errors
/// When the record cannot be reached.
pub async fn rankings_of(
    app: &App,
    consultation: &Consultation,
) -> Result<Vec<(Ranking, Vec<RankingOption>)>, DbError> {
    if !consultation.parts.asks(BIT) {
        return Ok(Vec::new());
    }
    let rankings = store::all(&app.db, consultation.id).await?;
    let options = store::options(&app.db, rankings.iter().map(|ranking| ranking.id)).await?;
    Ok(rankings
        .into_iter()
        .map(|ranking| {
            let own = options.iter().filter(|option| option.ranking_id == ranking.id).cloned().collect();
            (ranking, own)
        })
        .collect())
}

/// `GET /consultations/{slug}/rankings`: straight to the only one.
pub async fn list(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = visible(&visit, &slug).await?;
    let asked = rankings_of(&visit.app, &consultation).await?;
    match asked.as_slice() {
        [] => return Err(Fault::Missing),
        [(only, _)] => return visit.go(&format!("/consultations/{slug}/rankings/{}", only.number)),
        _ => {}
    }
    visit
        .page(format!("Rankings: {}", consultation.title))
        .about(consultation.id)
        .described(&consultation.summary)
        .show(|| {
            view! {
                {crumbs(Some(&consultation))}
                <header class="title">
                    <p class="over">"Rankings "{stage_now(&consultation.dates, visit.now)}</p>
                    <h1>"Put options in order"</h1>
                    <p class="lede">"For each question, say which option you want most, which next, and so on."</p>
                </header>
                {tabs(&visit, &consultation, "/rankings")}
                {view::list(&consultation, &asked)}
            }
            .into_any()
        })
}

/// `GET /consultations/{slug}/rankings/{number}`
pub async fn show(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    page(&visit, &shown, None, &FormErrors::none(), StatusCode::OK).await
}

/// The page, with what was chosen in a form that is shown again and what is wrong with it.
pub async fn page(
    visit: &Visit,
    shown: &RankingPage,
    chosen: Option<Chosen>,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let RankingPage { consultation, ranking, options } = shown;
    let db = &visit.app.db;
    let own = match visit.account() {
        Some(account) => responses::store::live(db, account.id, consultation.id).await?,
        None => None,
    };
    let ballot: Option<RankingBallot> = match own {
        Some(response) => ballots::ballot(db, response, ranking.id).await?,
        None => None,
    };
    let receipt = own
        .filter(|_| visit.query_value("done") == "ranking")
        .map(|response| responses::code::ReceiptCode::for_response(&visit.app.secret, response.0).to_string());
    let beside = path::beside(visit, consultation).await?;
    let at_step = AtStep { step: &page_of_ballot(ranking), mark: Some("rank") };
    let account = visit.account().map(|account| account.id);
    let standing = rules::shown(options, &ranking.seed, account, visit.now);
    let chosen = chosen
        .or_else(|| ballot.as_ref().map(|ballot| rules::closed_up(&standing, &ballot.ranked)))
        .unwrap_or_default();
    let about = view::BallotBox { shown, standing: &standing, ballot: ballot.as_ref(), chosen: &chosen, errors };
    let at = stage(&consultation.dates, visit.now);
    let results = results_visible(consultation, visit.now);
    visit.page(ranking.question.clone()).status(status).about(shown.consultation.id).described(&shown.consultation.summary).show(|| {
        let head = view! {
            {error_summary(errors)}
            {crumbs(Some(consultation))}
            <header class="title">
                <p class="over">"Ranking "{stage_now(&consultation.dates, visit.now)}</p>
                <h1 dir="auto">{ranking.question.clone()}</h1>
            </header>
            {tabs(visit, consultation, "/rankings")}
        };
        let body = view! {
            {receipt.map(|code| done(&code, beside.way_on()))}
            {(at == Stage::Draft).then(|| preview_band(visit, format!("/staff/consultations/{}/rankings", consultation.slug), "Back to editing"))}
            {results.then(|| view! { <p class="actions"><a class="button quiet" href=format!("{}/results", shown.path())>{match at { Stage::Open => "See the results so far", Stage::Withdrawn => "See where it stood", _ => "See the result" }}</a></p> })}
            <div dir="auto" inner_html=ranking.about_html.clone()></div>
            {view::withdrawn(options, at)}
            {view::boxed(visit, &about)}
            {how_counted(shown, at)}
        };
        beside.around(visit, consultation, at_step, head, body)
    })
}

/// What was just recorded, with the receipt.
fn done(code: &str, way_on: AnyView) -> AnyView {
    view! {
        <div class="note success" id="done" role="status" tabindex="-1">
            <p><strong>"Your order is recorded."</strong></p>
            {responses::receipt::note(code)}
            {way_on}
        </div>
    }
    .into_any()
}

/// How it is counted, in two plain sentences; everything else about that is one link away.
fn how_counted(shown: &RankingPage, at: Stage) -> AnyView {
    let check = (at != Stage::Draft).then(|| {
        view! { <p><a href=format!("{}/results#how-counted", shown.path())>{lot::fold(at)}</a></p> }
    });
    view! {
        <h2 id="how-counted">"How it is counted"</h2>
        <p>{words::plainly(shown.ranking.method)}</p>
        {check}
    }
    .into_any()
}

/// When a ballot was given, for a sentence.
pub fn given_on(ballot: &RankingBallot) -> String {
    clock::long_date(ballot.cast_at)
}

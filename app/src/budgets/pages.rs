//! The page of a budget vote: how much there is, what it could pay for, how it is decided, and the ballot.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use leptos::prelude::*;

use super::instrument::PAGE;
use super::model::{Budget, Cap, CastBallot, PROJECT, Project, ProjectState};
use super::{store, view};
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{preview_band, visible};
use crate::consultations::rules::{results_visible, stage};
use crate::identity::model::Role;
use crate::money::pounds;
use crate::responses;
use crate::responses::code::ReceiptCode;
use crate::responses::path::{self, AtStep, Beside};
use crate::site::{Fault, FormErrors, Page, Path, Visit};
use crate::ui::error_summary;

/// A budget vote at a public address.
pub struct PublicBudget {
    /// The consultation it belongs to.
    pub consultation: Consultation,
    /// How it was set up.
    pub budget: Budget,
}

/// The budget vote at an address.
///
/// # Errors
/// [`Fault::Missing`] when there is none for this visitor.
pub async fn public_budget(visit: &Visit, slug: &str) -> Result<PublicBudget, Fault> {
    let consultation = visible(visit, slug).await?;
    let budget = store::of(&visit.app.db, consultation.id).await?.ok_or(Fault::Missing)?;
    Ok(PublicBudget { consultation, budget })
}

/// A budget vote with what its ballot shows.
pub struct BudgetPage {
    /// The consultation it belongs to.
    pub consultation: Consultation,
    /// How it was set up.
    pub budget: Budget,
    /// The projects in the vote, and those withdrawn from it.
    pub projects: Vec<Project>,
    /// Its limits.
    pub caps: Vec<Cap>,
}

impl BudgetPage {
    /// The projects in the vote.
    pub fn entered(&self) -> Vec<&Project> {
        self.projects.iter().filter(|project| project.state == ProjectState::Entered).collect()
    }
}

/// The same with what the ballot shows. Ideas have a page of their own, and are not read here.
///
/// # Errors
/// [`Fault::Missing`] when there is none for this visitor.
pub async fn find(visit: &Visit, slug: &str) -> Result<BudgetPage, Fault> {
    let PublicBudget { consultation, budget } = public_budget(visit, slug).await?;
    let db = &visit.app.db;
    let projects = store::in_vote(db, budget.id).await?;
    let caps = store::caps(db, budget.id).await?;
    Ok(BudgetPage { consultation, budget, projects, caps })
}

/// `GET /consultations/{slug}/budget`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let shown = find(&visit, &slug).await?;
    page(&visit, &shown, None, &FormErrors::none(), StatusCode::OK).await
}

/// The vote of whoever is signed in, and its receipt.
async fn own(visit: &Visit, shown: &BudgetPage) -> Result<(CastBallot, Option<String>), Fault> {
    let Some(account) = visit.account().filter(|account| account.role == Role::Resident) else {
        return Ok((CastBallot::default(), None));
    };
    let db = &visit.app.db;
    match responses::store::live(db, account.id, shown.consultation.id).await? {
        None => Ok((CastBallot::default(), None)),
        Some(response) => {
            let receipt = ReceiptCode::for_response(&visit.app.secret, response.0).to_string();
            Ok((store::ballots::of(db, response).await?, Some(receipt)))
        }
    }
}

/// The page, with what was sent and what is wrong with it.
pub async fn page(
    visit: &Visit,
    shown: &BudgetPage,
    sent: Option<BTreeMap<i64, String>>,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let (ballot, receipt) = own(visit, shown).await?;
    let beside = path::beside(visit, &shown.consultation).await?;
    let BudgetPage { consultation, budget, projects, caps } = shown;
    let at = stage(&consultation.dates, visit.now);
    let entered = shown.entered();
    let on_record: BTreeMap<i64, String> = ballot
        .marks
        .iter()
        .filter_map(|(id, points)| {
            let project = entered.iter().find(|project| project.id == *id)?;
            Some((project.number, points.to_string()))
        })
        .collect();
    let lede = format!("{} to spend, and {} it could pay for.", pounds(budget.total), PROJECT.count(entered.len()));
    visit
        .page(budget.title.clone())
        .status(status)
        .about(shown.consultation.id)
        .described(&shown.consultation.summary)
        .show(|| {
            let head = view! {
                {error_summary(errors)}
                {view::head(visit, consultation, "Budget vote", budget.title.clone(), lede)}
            };
            let body = view! {
                {done(visit, receipt, &beside)}
                {stage_note(shown, visit, at)}
                <div dir="auto" inner_html=budget.about_html.clone()></div>
                {vote_part(visit, shown, &entered, (&ballot, &on_record), sent, errors)}
                {view::withdrawn(projects)}
                {view::how_decided(&consultation.slug, budget, caps, consultation.level, at)}
                {view::ideas_note(&consultation.slug, budget, consultation, visit)}
            };
            beside.around(visit, consultation, AtStep { step: PAGE, mark: Some("ballot") }, head, body)
        })
}

/// What a visitor should know first at this stage.
fn stage_note(shown: &BudgetPage, visit: &Visit, at: Stage) -> AnyView {
    let slug = &shown.consultation.slug;
    let dates = &shown.consultation.dates;
    let results = format!("/consultations/{slug}/budget/results");
    match at {
        Stage::Draft => {
            preview_band(visit, format!("/staff/consultations/{slug}/budget"), "Back to the set-up").into_any()
        }
        Stage::Upcoming => {
            let opens = dates.opens_at.map(clock::long_date_time).unwrap_or_default();
            view! { <div class="note"><p><strong>{format!("Voting opens on {opens}.")}</strong>" You can read the projects now."</p></div> }.into_any()
        }
        Stage::Open if results_visible(&shown.consultation, visit.now) => {
            view! { <p><a href=results>"See how the vote stands"</a></p> }.into_any()
        }
        Stage::Open => ().into_any(),
        Stage::Closed | Stage::Decided => view! { <div class="note"><p><strong>"Voting has closed."</strong>" "<a href=results>"See what the money buys, and why"</a></p></div> }.into_any(),
        Stage::Withdrawn => view! { <div class="note warn"><p><strong>"This consultation was withdrawn."</strong>" "<bdi>{shown.consultation.withdrawn_reason.clone()}</bdi></p></div> }.into_any(),
    }
}

/// The ballot, or the projects to read with the reason why this visitor cannot vote here now.
fn vote_part(
    visit: &Visit,
    shown: &BudgetPage,
    entered: &[&Project],
    (ballot, on_record): (&CastBallot, &BTreeMap<i64, String>),
    sent: Option<BTreeMap<i64, String>>,
    errors: &FormErrors,
) -> AnyView {
    let BudgetPage { consultation, budget, .. } = shown;
    let at = stage(&consultation.dates, visit.now);
    if entered.is_empty() && !shown.projects.is_empty() {
        return view! { <div class="empty"><h2>"Every project was withdrawn"</h2><p>"Nothing is left to vote on. The reasons are below."</p></div> }.into_any();
    }
    if entered.is_empty() {
        return view! { <div class="empty"><h2>"No projects yet"</h2><p>"What the money could pay for is listed here as soon as it is checked and costed."</p></div> }.into_any();
    }
    let read_only = |note: AnyView| {
        view! { <h2>"The projects"</h2>{note}{view::list(entered, on_record, budget.ballot)} }.into_any()
    };
    if at != Stage::Open {
        return read_only(().into_any());
    }
    let closes = consultation.dates.closes_at.map(clock::end_date_time).unwrap_or_default();
    let hint = match visit.account().map(|account| account.role) {
        Some(Role::Resident) => format!("You can change your vote until {closes}."),
        None => format!(
            "You can change your vote until {closes}. You will be asked to sign in; what you choose is kept meanwhile."
        ),
        Some(role) => {
            return read_only(
                view! { <div class="note"><p><strong>"Only residents vote."</strong>{format!(" You are signed in as {}. Staff and councillors do not vote, so that the result is the residents’ own.", role.title().to_lowercase())}</p></div> }.into_any(),
            );
        }
    };
    let voted = ballot.cast_at.is_some();
    let new = ballot.cast_at.map_or(0, |cast| {
        entered.iter().filter(|project| project.entered_at.is_some_and(|entered| entered > cast)).count()
    });
    let gone = ballot.marks.len() - on_record.len();
    let chosen = sent.unwrap_or_else(|| on_record.clone());
    let form =
        view::BallotForm { slug: &consultation.slug, budget, projects: entered, chosen: &chosen, voted, errors, hint };
    view! {
        <h2>"Your vote"</h2>
        {view::how_to_vote(budget)}
        {(new > 0).then(|| view! { <div class="note"><p><strong>{format!("{} entered the vote after you voted.", PROJECT.count(new))}</strong>" Your vote still counts. Look at what is new, and change your vote if you like."</p></div> })}
        {(gone > 0).then(|| view! { <div class="note warn"><p><strong>{format!("{} you chose {} withdrawn.", PROJECT.count(gone), if gone == 1 { "was" } else { "were" })}</strong>" "<a href="#withdrawn">"See why"</a>". The rest of your vote counts; you can choose something else."</p></div> })}
        {ballot.cast_at.map(|cast| view! { <p class="current">{format!("You last sent your vote on {}.", clock::long_date_time(cast))}</p> })}
        {view::ballot(&form)}
    }
    .into_any()
}

/// What was just recorded, with the receipt.
fn done(visit: &Visit, receipt: Option<String>, beside: &Beside) -> AnyView {
    let (strong, rest) = match visit.query_value("done").as_str() {
        "budget" => ("Your vote is recorded.", ""),
        "budget-without" => (
            "Your vote is recorded, without what was withdrawn meanwhile.",
            "Look at the projects again: you can choose something else.",
        ),
        "taken-back" => ("Your vote is taken back.", "It is not counted. You can vote again until it closes."),
        _ => return ().into_any(),
    };
    view! {
        <div class="note success" id="done" role="status" tabindex="-1">
            <p><strong>{strong}</strong>" "{rest}</p>
            {receipt.map(|code| responses::receipt::note(&code))}
            {beside.way_on()}
        </div>
    }
    .into_any()
}

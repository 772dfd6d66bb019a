//! The vote box: the six answers, what the visitor answered, or why they cannot answer here.

use leptos::prelude::*;

use super::model::{Choice, Vote};
use crate::accounts::model::Role;
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules;
use crate::ids::VersionId;
use crate::site::{FormErrors, Visit};

/// What the box is about.
pub struct VoteBox<'a> {
    /// The consultation.
    pub consultation: &'a Consultation,
    /// The proposal's number in it.
    pub number: i64,
    /// The version that stands.
    pub version: VersionId,
    /// The vote the visitor has.
    pub vote: Option<Vote>,
    /// Whether that vote was given to a text that was amended since.
    pub amended_since: bool,
    /// The answer chosen in a form that is shown again.
    pub chosen: Option<Choice>,
    /// What is wrong with it.
    pub errors: &'a FormErrors,
}

/// The six answers as a form.
pub fn scale(action: &str, version: VersionId, chosen: Option<Choice>, hint: &str, errors: &FormErrors) -> AnyView {
    let error = errors.of("choice").map(str::to_owned);
    let options: Vec<AnyView> = Choice::ALL
        .into_iter()
        .map(|choice| {
            let id = if choice == Choice::StronglySupport { "choice".to_owned() } else { format!("choice-{}", choice.word()) };
            view! {
                <label class="option">
                    <input type="radio" id=id name="choice" value=choice.word() checked=chosen == Some(choice)/>
                    " "<span>{choice.title()}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    let button = if chosen.is_some() { "Change my answer" } else { "Send my answer" };
    let described = if error.is_some() { "vote-hint choice-error" } else { "vote-hint" };
    view! {
        <form class="vote" id="vote" method="post" action=action.to_owned()>
            <fieldset class="scale" aria-describedby=described>
                <legend>"What do you think of this proposal?"</legend>
                <p class="hint" id="vote-hint">{hint.to_owned()}</p>
                {error.map(|error| view! { <p class="error" id="choice-error"><span class="vh">"Error: "</span>{error}</p> })}
                <div class="options">{options}</div>
            </fieldset>
            <input type="hidden" name="version" value=version.0/>
            <p class="actions"><button class="button">{button}</button></p>
        </form>
    }
    .into_any()
}

/// The vote box for this visitor at this moment.
pub fn vote_box(visit: &Visit, about: &VoteBox<'_>) -> AnyView {
    let consultation = about.consultation;
    let action = format!("/consultations/{}/proposals/{}/vote", consultation.slug, about.number);
    let closes = consultation.dates.closes_at.map(clock::long_date_time).unwrap_or_default();
    let boxed = |title: String, text: String, way_on: AnyView| {
        view! { <div class="vote" id="vote"><h2>{title}</h2><p>{text}</p>{way_on}</div> }.into_any()
    };
    let current = about.vote.map(|vote| {
        view! {
            <p class="current">"Your answer now: "<strong>{vote.choice.title()}</strong>
                {format!(", given on {} to version {}.", clock::long_date(vote.cast_at), vote.version)}</p>
        }
    });
    match rules::stage(&consultation.dates, visit.now) {
        Stage::Open => {}
        Stage::Draft | Stage::Upcoming => {
            let opens = consultation.dates.opens_at.map(clock::long_date_time).unwrap_or_default();
            return boxed("Voting is not open yet".to_owned(), format!("You can vote from {opens}."), ().into_any());
        }
        _ => {
            let text = "You can still read the proposal and what people said.".to_owned();
            return view! { {boxed("Voting has closed".to_owned(), text, ().into_any())} {current} }.into_any();
        }
    }
    match visit.account().map(|account| account.role) {
        None => view! {
            {scale(&action, about.version, about.chosen, &format!("You can change your answer until {closes}. You will be asked to sign in; your answer is kept meanwhile."), about.errors)}
        }
        .into_any(),
        Some(Role::Resident) => {
            let hint = format!("You can change your answer until {closes}.");
            let chosen = about.chosen.or(about.vote.map(|vote| vote.choice));
            view! {
                {about.amended_since.then(|| view! {
                    <div class="note warn"><p><strong>"This proposal changed after you answered."</strong>" Your answer still counts. Please read what changed and answer again, even if you think the same."</p></div>
                })}
                {current}
                {scale(&action, about.version, chosen, &hint, about.errors)}
            }
            .into_any()
        }
        Some(role) => boxed(
            "Only residents vote".to_owned(),
            format!("You are signed in as {}. Staff and councillors do not vote, so that the result is the residents’ own.", role.title().to_lowercase()),
            ().into_any(),
        ),
    }
}

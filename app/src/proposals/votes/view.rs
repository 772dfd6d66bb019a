//! The vote box: the six answers, what the visitor answered, or why they cannot answer here.

use leptos::prelude::*;

use super::islands::{LiveTally, TallyIsland, VoteForm, VoteIsland, bars};
use super::model::{Choice, Figures, Vote};
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules;
use crate::identity::model::Role;
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
    /// The counts, if everybody may see them now.
    pub figures: Option<Figures>,
}

/// The answer on record and when it was given.
fn given(vote: Vote) -> (Choice, String) {
    (vote.choice, format!(", given on {} to version {}.", clock::long_date(vote.cast_at), vote.version))
}

/// A box without a form: why this visitor cannot vote here now, what they answered, and the counts.
fn boxed(about: &VoteBox<'_>, title: &'static str, text: String, open: bool) -> AnyView {
    let current = about.vote.map(|vote| {
        let (choice, rest) = given(vote);
        view! { <p class="current">"Your answer: "<strong>{choice.title()}</strong>{rest}</p> }
    });
    let counts = match (about.tally(), open) {
        (None, _) => ().into_any(),
        (Some(tally), true) => view! { <TallyIsland tally=tally/> }.into_any(),
        (Some(tally), false) => bars(RwSignal::new(tally.figures), false),
    };
    view! { <div class="vote" id="vote"><h2>{title}</h2><p>{text}</p>{current}</div>{counts} }.into_any()
}

impl VoteBox<'_> {
    fn base(&self) -> String {
        format!("/consultations/{}/proposals/{}", self.consultation.slug, self.number)
    }

    fn tally(&self) -> Option<LiveTally> {
        self.figures.clone().map(|figures| LiveTally { figures, news: format!("{}/live", self.base()) })
    }
}

/// The vote box for this visitor at this moment.
pub fn vote_box(visit: &Visit, about: &VoteBox<'_>) -> AnyView {
    let dates = &about.consultation.dates;
    let closes = dates.closes_at.map(clock::end_date_time).unwrap_or_default();
    match rules::stage(dates, visit.now) {
        Stage::Open => {}
        Stage::Draft | Stage::Upcoming => {
            let opens = dates.opens_at.map(clock::long_date_time).unwrap_or_default();
            return boxed(about, "Voting is not open yet", format!("You can vote from {opens}."), false);
        }
        _ => {
            let text = "You can still read the proposal and what people said.".to_owned();
            return boxed(about, "Voting has closed", text, false);
        }
    }
    let (signed_in, hint) = match visit.account().map(|account| account.role) {
        None => (
            false,
            format!(
                "You can change your answer until {closes}. You will be asked to sign in; your answer is kept meanwhile."
            ),
        ),
        Some(Role::Resident) => (true, format!("You can change your answer until {closes}.")),
        Some(role) => {
            let text = format!(
                "You are signed in as {}. Staff and councillors do not vote, so that the result is the residents’ own.",
                role.title().to_lowercase()
            );
            return boxed(about, "Only residents vote", text, true);
        }
    };
    let ballot = VoteForm {
        action: format!("{}/vote", about.base()),
        version: about.version,
        chosen: about.chosen.or(about.vote.map(|vote| vote.choice)),
        given: about.vote.map(given),
        hint,
        mistake: about.errors.of("choice").map(str::to_owned),
        signed_in,
        tally: about.tally(),
    };
    view! {
        {about.amended_since.then(|| view! {
            <div class="note warn"><p><strong>"This proposal changed after you answered."</strong>" Your answer still counts. Please read what changed and answer again, even if you think the same."</p></div>
        })}
        <VoteIsland ballot=ballot/>
    }
    .into_any()
}

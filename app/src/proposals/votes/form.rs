//! The vote on a proposal as a form: six answers to choose from, and the reading of what was chosen.

use leptos::prelude::*;

use super::islands::options;
use super::model::Choice;
use crate::ids::{ProposalId, VersionId};
use crate::proposals::desk::{OnProposal, ProposalContribution};
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk;
use crate::site::{Fields, FormErrors};
use crate::ui::form::Names;

/// What was chosen, as far as it can be read.
pub struct ChosenVote {
    /// The answer.
    pub choice: Option<Choice>,
    /// The version that was seen; none means the one that stands.
    pub version: Option<VersionId>,
}

/// Reads a vote.
pub fn read(filled: &Fields, errors: &mut FormErrors) -> ChosenVote {
    filled.expect_only(&["choice", "version"], errors);
    let choice = Choice::from_word(filled.text("choice"));
    if choice.is_none() {
        errors.add(
            "choice",
            if filled.text("choice").is_empty() { "Choose an answer" } else { "Choose one of the six answers" },
        );
    }
    let version = match filled.text("version") {
        "" => None,
        text => match text.parse() {
            Ok(id) => Some(VersionId(id)),
            Err(_) => {
                errors.add("form", "The version is not a number: please reload the page and answer again");
                None
            }
        },
    };
    ChosenVote { choice, version }
}

/// The vote on one proposal.
pub struct ProposalVote {
    /// The proposal.
    pub proposal: ProposalId,
    /// Its number in the consultation.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// The version that stands.
    pub version: VersionId,
}

impl AnswerForm for ProposalVote {
    fn word(&self) -> String {
        format!("vote-{}", self.number)
    }

    fn fields(&self, names: Names<'_>, filled: &Fields, errors: &FormErrors) -> AnyView {
        let name = names.of("choice");
        let error = errors.of(&name).map(str::to_owned);
        let error_id = format!("{name}-error");
        let version = Some(filled.text("version").to_owned()).filter(|seen| !seen.is_empty());
        let described = error.is_some().then(|| error_id.clone());
        view! {
            <fieldset class="scale" aria-describedby=described>
                <legend><bdi>{self.title.clone()}</bdi></legend>
                {error.map(|error| view! { <p class="error" id=error_id><span class="vh">"Error: "</span>{error}</p> })}
                <div class="options">{options(&name, Choice::from_word(filled.text("choice")))}</div>
            </fieldset>
            <input type="hidden" name=names.of("version") value=version.unwrap_or_else(|| self.version.0.to_string())/>
        }
        .into_any()
    }

    fn read(&self, filled: &Fields, errors: &mut FormErrors) -> Option<Box<dyn desk::Contribution>> {
        if filled.text("choice").is_empty() {
            return None;
        }
        let ChosenVote { choice, version } = read(filled, errors);
        Some(OnProposal::boxed(self.proposal, ProposalContribution::Vote { version, choice: choice? }))
    }
}

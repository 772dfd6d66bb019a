//! A comment as a form: a text and whether to show the library beside it, and the reading of what was written.

use leptos::prelude::*;

use super::model::LONGEST;
use crate::ids::{CommentId, ProposalId};
use crate::moderation::screening::why_held;
use crate::proposals::desk::{OnProposal, ProposalContribution};
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk;
use crate::site::fields::length;
use crate::site::{Fields, FormErrors};
use crate::ui::form::{Field, FieldKind, Names, check_as};
use crate::ui::prose::{self, Author};

/// What is typed in a comment form.
#[derive(Clone, Debug, Default)]
pub struct CommentForm {
    /// The text.
    pub body: String,
    /// The comment it replies to.
    pub reply_to: Option<i64>,
    /// Whether the author agrees to show their branch.
    pub show_branch: bool,
    /// Whether the author would rather not have their vote beside it.
    pub hide_vote: bool,
}

/// Reads a comment: what was typed, to be shown again, and the text if it can be posted.
pub fn read(filled: &Fields, errors: &mut FormErrors) -> (CommentForm, Option<String>) {
    filled.expect_only(&["body", "reply_to", "show_branch", "hide_vote"], errors);
    let typed = CommentForm {
        body: filled.raw_text("body").to_owned(),
        reply_to: filled.number("reply_to"),
        show_branch: filled.ticked("show_branch"),
        hide_vote: filled.ticked("hide_vote"),
    };
    if !filled.text("reply_to").is_empty() && typed.reply_to.is_none() {
        errors.add("form", "The comment you reply to is not a number: please reload the page and reply again");
    }
    let body = errors.check("body", length(filled.text("body"), "your comment", true, LONGEST));
    (typed, body)
}

/// What is done with a comment, and whether a moderator looks before it is shown.
pub fn contribution(typed: &CommentForm, body: String) -> (ProposalContribution, bool) {
    let html = prose::render(&body, Author::Resident).into_string();
    let held = why_held(&body).is_some();
    let reply_to = typed.reply_to.map(CommentId);
    let CommentForm { show_branch, hide_vote, .. } = *typed;
    (ProposalContribution::Comment { reply_to, body, html, show_branch, hide_vote, held }, held)
}

/// A comment on one proposal.
pub struct ProposalComment {
    /// The proposal.
    pub proposal: ProposalId,
    /// Its number in the consultation.
    pub number: i64,
    /// What it is called.
    pub title: String,
}

impl AnswerForm for ProposalComment {
    fn word(&self) -> String {
        format!("comment-{}", self.number)
    }

    fn fields(&self, names: Names<'_>, filled: &Fields, errors: &FormErrors) -> AnyView {
        let (branch, vote) = (names.of("show_branch"), names.of("hide_vote"));
        view! {
            {Field::new(names.of("body"), format!("What would you like to say about “{}”?", self.title))
                .kind(FieldKind::Lines(6))
                .value(filled.raw_text("body"))
                .show(errors)}
            {check_as(&branch, &branch, "Show the library beside it", None, filled.ticked("show_branch"))}
            {check_as(&vote, &vote, "Do not show how I voted beside it", None, filled.ticked("hide_vote"))}
        }
        .into_any()
    }

    fn read(&self, filled: &Fields, errors: &mut FormErrors) -> Option<Box<dyn desk::Contribution>> {
        if filled.text("body").is_empty() {
            return None;
        }
        let (typed, body) = read(filled, errors);
        let (contribution, _) = contribution(&typed, body?);
        Some(OnProposal::boxed(self.proposal, contribution))
    }
}

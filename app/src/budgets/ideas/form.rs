//! An idea for the budget vote as a form, and the reading of what was written.

use leptos::prelude::*;

use crate::branches::model::BranchName;
use crate::budgets::desk::BudgetContribution;
use crate::budgets::model::{IDEA_LONGEST, TITLE_LONGEST};
use crate::ids::BranchId;
use crate::moderation::screening::why_held;
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk;
use crate::site::fields::length;
use crate::site::{Fields, FormErrors};
use crate::ui::form::{FieldOption, Names, select};
use crate::ui::prose::{self, Author};
use crate::ui::{Field, FieldKind};

/// What is typed in the form.
#[derive(Clone, Debug, Default)]
pub struct IdeaForm {
    /// A short name.
    pub title: String,
    /// What it is.
    pub body: String,
    /// The library it is for, by its name in addresses.
    pub branch: String,
}

/// An idea that can be sent.
pub struct SendableIdea {
    /// A short name.
    pub title: String,
    /// What it is.
    pub body: String,
    /// The library it is for.
    pub branch: Option<BranchId>,
}

/// Reads an idea: what was typed, to be shown again, and the idea if it can be sent.
pub fn read(libraries: &[BranchName], filled: &Fields, errors: &mut FormErrors) -> (IdeaForm, Option<SendableIdea>) {
    filled.expect_only(&["title", "body", "branch"], errors);
    let typed = IdeaForm {
        title: filled.text("title").to_owned(),
        body: filled.raw_text("body").trim_end().to_owned(),
        branch: filled.text("branch").to_owned(),
    };
    let title = errors.check("title", length(&typed.title, "a short name for your idea", true, TITLE_LONGEST));
    let body = errors.check("body", length(&typed.body, "what your idea is", true, IDEA_LONGEST));
    let branch = libraries.iter().find(|library| library.slug == typed.branch).map(|library| library.id);
    if branch.is_none() && !typed.branch.is_empty() {
        errors.add("branch", "Choose a library from the list, or the whole service");
    }
    let written = match (title, body) {
        (Some(title), Some(body)) if errors.is_empty() => Some(SendableIdea { title, body, branch }),
        _ => None,
    };
    (typed, written)
}

/// What is done with an idea, and whether somebody reads it before it is shown.
pub fn contribution(written: SendableIdea) -> (BudgetContribution, bool) {
    let SendableIdea { title, body, branch } = written;
    let held = why_held(&title).is_some() || why_held(&body).is_some();
    let html = prose::render(&body, Author::Resident).into_string();
    (BudgetContribution::Idea { title, text: body, html, branch, held }, held)
}

/// The libraries that an idea can be for, to choose from.
pub fn places(libraries: &[BranchName]) -> Vec<FieldOption> {
    std::iter::once(FieldOption::new("", "The whole service"))
        .chain(libraries.iter().map(|library| FieldOption::new(library.slug.clone(), library.name.clone())))
        .collect()
}

/// An idea for the budget vote.
pub struct BudgetIdea {
    /// The libraries it can be for.
    pub libraries: Vec<BranchName>,
}

impl AnswerForm for BudgetIdea {
    fn word(&self) -> String {
        "idea".to_owned()
    }

    fn fields(&self, names: Names<'_>, filled: &Fields, errors: &FormErrors) -> AnyView {
        let places = places(&self.libraries);
        view! {
            {Field::new(names.of("title"), "An idea of your own: what is it?").value(filled.text("title")).show(errors)}
            {Field::new(names.of("body"), "Say more about it").kind(FieldKind::Lines(5)).value(filled.raw_text("body")).show(errors)}
            {select(&names.of("branch"), "Which library is it for?", places, filled.text("branch"), errors)}
        }
        .into_any()
    }

    fn read(&self, filled: &Fields, errors: &mut FormErrors) -> Option<Box<dyn desk::Contribution>> {
        if filled.text("title").is_empty() && filled.text("body").is_empty() {
            return None;
        }
        let (_, written) = read(&self.libraries, filled, errors);
        let (contribution, _) = contribution(written?);
        Some(Box::new(contribution))
    }
}

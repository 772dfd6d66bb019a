//! What is typed about a project, and what it comes to: the same fields for the service's own and for a resident's idea
//! that is checked.

use leptos::prelude::*;

use super::super::set_up::{category, sum};
use crate::branches::model::BranchName;
use crate::budgets::model::{Budget, Cap, Caps, Project, SUMMARY_LONGEST, TITLE_LONGEST, pounds};
use crate::budgets::store::{self, editing::Words};
use crate::db::{DbError, On};
use crate::proposals::editing::money;
use crate::site::fields::length;
use crate::site::{Fields, FormErrors};
use crate::ui::form::{Choice, select};
use crate::ui::{Field, Kind};

/// What a project stands beside: its form offers this, and is judged by it.
pub struct Around {
    budget: Budget,
    caps: Vec<Cap>,
    libraries: Vec<BranchName>,
    categories: Vec<String>,
}

impl Around {
    /// What stands beside a project, or beside a new one.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn read(on: impl Into<On<'_>>, budget: &Budget, project: Option<&Project>) -> Result<Self, DbError> {
        let mut on = on.into();
        let caps = store::caps(on.again(), budget.id).await?;
        let mut libraries = crate::branches::store::all(on.again()).await?;
        // A library that has closed since is not offered to others, and not taken away from this one.
        let own = project.and_then(|project| project.branch_id);
        if own.is_some_and(|own| libraries.iter().all(|library| library.id != own)) {
            libraries.extend(store::libraries(on.again()).await?.into_iter().filter(|library| Some(library.id) == own));
        }
        let categories = store::categories(on, budget.id, project.map(|project| project.id)).await?;
        Ok(Self { budget: budget.clone(), caps, libraries, categories })
    }
}

/// What is typed about a project.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    title: String,
    summary: String,
    cost: String,
    category: String,
    branch: String,
    /// What the public is told of the change, once it is published.
    pub change: String,
    /// The project as it was when the form was opened.
    pub seen: String,
}

impl Typed {
    /// What a project says now.
    pub fn of(project: &Project, around: &Around, seen: String) -> Self {
        let branch = around.libraries.iter().find(|library| Some(library.id) == project.branch_id);
        Self {
            title: project.title.clone(),
            summary: project.summary.clone(),
            cost: project.pence.map(money::typed).unwrap_or_default(),
            category: project.category.clone(),
            branch: branch.map(|library| library.slug.clone()).unwrap_or_default(),
            change: String::new(),
            seen,
        }
    }

    /// What a form sent.
    pub fn from_fields(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            title: text("title"),
            summary: fields.raw_text("summary").trim_end().to_owned(),
            cost: text("cost"),
            category: text("category"),
            branch: text("branch"),
            change: text("change"),
            seen: text("seen"),
        }
    }

    /// Everything of it in lines, for somebody who has to keep it elsewhere.
    pub fn in_words(&self) -> String {
        [&self.title, &self.summary, &self.cost, &self.category].map(String::as_str).join("\n")
    }

    /// What it means, or what is wrong. A category that is there already keeps its spelling.
    pub fn words(&self, around: &Around, errors: &mut FormErrors) -> Option<Words> {
        let title = errors.check("title", length(&self.title, "a title", true, TITLE_LONGEST));
        let summary = errors.check("summary", length(&self.summary, "what it is", true, SUMMARY_LONGEST));
        let pence = errors.check("cost", sum(&self.cost, "what it costs"));
        let total = around.budget.total;
        if pence.is_some_and(|pence| pence > total) {
            errors.add(
                "cost",
                format!("There is only {}, so a project that costs more could never be funded", pounds(total)),
            );
        }
        let needs_category = around.budget.caps == Caps::Category;
        let category = errors.check("category", category(&self.category, false)).map(|typed| {
            let known = around.categories.iter().find(|known| known.to_lowercase() == typed.to_lowercase());
            known.cloned().unwrap_or(typed)
        });
        if needs_category && category.as_deref() == Some("") {
            errors.add("category", "Enter a category: there are limits by category");
        }
        let branch = around.libraries.iter().find(|library| library.slug == self.branch).map(|library| library.id);
        if branch.is_none() && !self.branch.is_empty() {
            errors.add("branch", "Choose a library from the list, or the whole service");
        }
        let words = Words { title: title?, summary: summary?, pence: pence?, category: category?, branch };
        errors.is_empty().then_some(words)
    }

    /// The fields of a project.
    pub fn fields(&self, around: &Around, errors: &FormErrors) -> AnyView {
        let places = std::iter::once(Choice::new("", "The whole service"))
            .chain(around.libraries.iter().map(|library| Choice::new(library.slug.clone(), library.name.clone())))
            .collect();
        let used = if around.categories.is_empty() {
            "What kind of thing it is, such as Books or Furniture. May be left empty.".to_owned()
        } else {
            format!("What kind of thing it is. Used so far: {}.", around.categories.join(", "))
        };
        view! {
            {Field::new("title", "Title").hint("What would be there afterwards: “A children’s corner at Quay Library”.").value(&self.title).show(errors)}
            {Field::new("summary", "What it is").hint("Two or three sentences: what would be bought or done, where, for whom, and by when.").kind(Kind::Lines(4)).value(&self.summary).show(errors)}
            {Field::new("cost", "What it costs, in pounds").hint("Everything it takes, with VAT and fitting, to the penny if you know it. It cannot change once people vote.").kind(Kind::Number).value(&self.cost).short().show(errors)}
            {Field::new("category", "Category").hint(used).value(&self.category).show(errors)}
            {select("branch", "Library", places, &self.branch, errors)}
        }
        .into_any()
    }
}

//! What is typed about a project, and what it comes to: the same fields for the service's own and for a resident's idea
//! that is checked.

use leptos::prelude::*;

use super::super::set_up::{category, sum};
use crate::branches::model::BranchName;
use crate::budgets::model::{Budget, Cap, Caps, Project, SUMMARY_LONGEST, TITLE_LONGEST};
use crate::budgets::rules;
use crate::budgets::store::{self, editing::ProjectText};
use crate::db::{DbError, On};
use crate::money::amounts;
use crate::money::pounds;
use crate::site::fields::length;
use crate::site::{Fields, FormErrors};
use crate::ui::form::{FieldOption, select};
use crate::ui::overtaken::ReadField;
use crate::ui::{Field, FieldKind};

/// What the list of categories sends for one that is not in it. No category has a semicolon.
const ANOTHER: &str = ";another";

/// What a project stands beside: its form offers this, and is judged by it.
pub struct Around {
    budget: Budget,
    caps: Vec<Cap>,
    libraries: Vec<BranchName>,
    /// Each category that there is, once.
    categories: Vec<String>,
    /// The same without what this project alone calls it: it may be spelled anew.
    others: Vec<String>,
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
        let named = store::categories(on, budget.id).await?;
        let own = project.map(|project| project.id);
        let others = named.iter().filter(|named| own.is_none() || named.project != own);
        let others = rules::once(others.map(|named| &named.category));
        let categories = rules::once(named.iter().map(|named| &named.category));
        Ok(Self { budget: budget.clone(), caps, libraries, categories, others })
    }
}

/// What is typed about a project.
#[derive(Clone, Debug, Default)]
pub struct ProjectForm {
    title: String,
    summary: String,
    cost: String,
    category: String,
    /// A category that is not in the list.
    category_other: String,
    branch: String,
    /// What the public is told of the change, once it is published.
    pub change: String,
    /// The project as it was when the form was opened.
    pub seen: String,
}

impl ProjectForm {
    /// What a project says now.
    pub fn of(project: &Project, around: &Around, seen: String) -> Self {
        let branch = around.libraries.iter().find(|library| Some(library.id) == project.branch_id);
        Self {
            title: project.title.clone(),
            summary: project.summary.clone(),
            cost: project.pence.map(amounts::typed).unwrap_or_default(),
            category: rules::spelled(&project.category, &around.categories),
            category_other: String::new(),
            branch: branch.map(|library| library.slug.clone()).unwrap_or_default(),
            change: String::new(),
            seen,
        }
    }

    /// Takes the words out, to be written anew.
    pub fn empty_words(&mut self) {
        self.title.clear();
        self.summary.clear();
    }

    /// What a form sent.
    pub fn from_fields(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            title: fields.line("title"),
            summary: fields.raw_text("summary").trim_end().to_owned(),
            cost: text("cost"),
            category: text("category"),
            category_other: text("category_other"),
            branch: text("branch"),
            change: text("change"),
            seen: text("seen"),
        }
    }

    /// Every field of the form by its label, as people read it, for whoever has to compare two of them.
    pub fn read(&self, around: &Around) -> Vec<ReadField> {
        let library = around.libraries.iter().find(|library| library.slug == self.branch);
        let category =
            if self.category == ANOTHER || self.category.is_empty() { &self.category_other } else { &self.category };
        vec![
            ("Title".to_owned(), self.title.clone()),
            ("What it is".to_owned(), self.summary.clone()),
            ("What it costs, in pounds".to_owned(), self.cost.clone()),
            ("Category".to_owned(), category.clone()),
            ("Library".to_owned(), library.map_or("The whole service", |library| &library.name).to_owned()),
        ]
    }

    /// Everything of it in lines, for somebody who has to keep it elsewhere.
    pub fn in_words(&self) -> String {
        let category = if self.category == ANOTHER { "" } else { &self.category };
        [&self.title, &self.summary, &self.cost, category, &self.category_other, &self.branch].join("\n")
    }

    /// What it means, or what is wrong. A category that is there already keeps its spelling.
    pub fn words(&self, around: &Around, errors: &mut FormErrors) -> Option<ProjectText> {
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
        let category = self.category(around, errors);
        let branch = around.libraries.iter().find(|library| library.slug == self.branch).map(|library| library.id);
        if branch.is_none() && !self.branch.is_empty() {
            errors.add("branch", "Choose a library from the list, or the whole service");
        }
        let limit = rules::limit_for(&around.caps, category.as_deref().unwrap_or(""), branch);
        if let (Some(pence), Some(limit)) = (pence, limit)
            && pence > limit.pence
        {
            errors.add(
                "cost",
                format!(
                    "There is at most {} for {}, so a project that costs more could never be funded",
                    pounds(limit.pence),
                    limit.about()
                ),
            );
        }
        let words = ProjectText { title: title?, summary: summary?, pence: pence?, category: category?, branch };
        errors.is_empty().then_some(words)
    }

    /// The category that was chosen or written. One that says the same as another of this budget vote takes its spelling.
    fn category(&self, around: &Around, errors: &mut FormErrors) -> Option<String> {
        let (chosen, other) = (self.category.as_str(), self.category_other.as_str());
        let (field, typed) = match (chosen, other) {
            (ANOTHER, "") => {
                errors.add("category_other", "Enter the name of the category, or choose one from the list");
                return None;
            }
            (_, "") => ("category", chosen),
            (ANOTHER | "", _) => ("category_other", other),
            _ if rules::folded(chosen) == rules::folded(other) => ("category", chosen),
            _ => {
                errors.add(
                    "category_other",
                    format!(
                        "You chose “{chosen}” and wrote “{other}”: leave this empty, or choose another category above"
                    ),
                );
                return None;
            }
        };
        let typed = errors.check(field, category(typed, false))?;
        if typed.is_empty() && around.budget.caps == Caps::Category {
            errors.add("category", "Choose or enter a category: there are limits by category");
        }
        Some(rules::spelled(&typed, &around.others))
    }

    /// The categories to choose from, with room for another one.
    fn categories(&self, around: &Around, errors: &FormErrors) -> AnyView {
        if around.categories.is_empty() {
            let typed = if self.category_other.is_empty() { &self.category } else { &self.category_other };
            return Field::new("category", "Category")
                .hint("What kind of thing it is, such as Books or Furniture. May be left empty.")
                .value(typed)
                .show(errors);
        }
        let none = if around.budget.caps == Caps::Category { "Choose a category" } else { "No category" };
        let known = around.categories.iter().map(|category| FieldOption::new(category.clone(), category.clone()));
        let choices = std::iter::once(FieldOption::new("", none))
            .chain(known)
            .chain([FieldOption::new(ANOTHER, "Another, written below")])
            .collect();
        // What is not in the list, because nothing else has it any more, stands beside it.
        let listed = self.category.is_empty() || self.category == ANOTHER;
        let listed = listed || around.categories.contains(&self.category);
        let (chosen, other) = if listed || !self.category_other.is_empty() {
            (self.category.as_str(), self.category_other.as_str())
        } else {
            (ANOTHER, self.category.as_str())
        };
        view! {
            {select("category", "Category", choices, chosen, errors)}
            {Field::new("category_other", "Another category").hint("Only if none in the list fits.").value(other).show(errors)}
        }
        .into_any()
    }

    /// The fields of a project.
    pub fn fields(&self, around: &Around, errors: &FormErrors) -> AnyView {
        let places = std::iter::once(FieldOption::new("", "The whole service"))
            .chain(around.libraries.iter().map(|library| FieldOption::new(library.slug.clone(), library.name.clone())))
            .collect();
        view! {
            {Field::new("title", "Title").hint("What would be there afterwards: “A children’s corner at Quay Library”.").value(&self.title).show(errors)}
            {Field::new("summary", "What it is").hint("Two or three sentences: what would be bought or done, where, for whom, and by when.").formatted().kind(FieldKind::Lines(4)).value(&self.summary).show(errors)}
            {Field::new("cost", "What it costs, in pounds").hint("Everything it takes, with VAT and fitting, to the penny if you know it. It cannot change once people vote.").kind(FieldKind::Number).value(&self.cost).short().show(errors)}
            {self.categories(around, errors)}
            {select("branch", "Library", places, &self.branch, errors)}
        }
        .into_any()
    }
}

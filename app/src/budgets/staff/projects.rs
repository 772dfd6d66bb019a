//! The service's own projects: added, changed and deleted until people vote.

use axum::extract::Path;
use axum::http::StatusCode;
use leptos::prelude::*;

use super::set_up::{category, sum};
use super::{Managed, draw_anew, find, project as find_project, sheet, unchanged};
use crate::accounts::rules::Act as Permission;
use crate::audit::store::append;
use crate::branches::model::BranchName;
use crate::budgets::model::{Caps, Project, SUMMARY_LONGEST, State, TITLE_LONGEST, pounds};
use crate::budgets::rules::{self, Freedom};
use crate::budgets::store::editing::{self, Words};
use crate::budgets::store::{self};
use crate::consultations::editing::forms::act;
use crate::consultations::editing::hash_of;
use crate::consultations::rules::stage;
use crate::consultations::store::tell;
use crate::db::dialect;
use crate::proposals::editing::money;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Page, Visit};
use crate::ui::form::{Choice, select};
use crate::ui::{Field, Kind};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// What is typed about a project.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    title: String,
    summary: String,
    cost: String,
    category: String,
    branch: String,
    change: String,
}

impl Typed {
    /// What a project says now.
    pub fn of(project: &Project, libraries: &[BranchName]) -> Self {
        let branch = libraries.iter().find(|library| Some(library.id) == project.branch_id);
        Self {
            title: project.title.clone(),
            summary: project.summary.clone(),
            cost: project.pence.map(money::typed).unwrap_or_default(),
            category: project.category.clone(),
            branch: branch.map(|library| library.slug.clone()).unwrap_or_default(),
            change: String::new(),
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
        }
    }

    /// What it means, or what is wrong. A category that is there already keeps its spelling.
    pub fn words(
        &self,
        managed: &Managed,
        libraries: &[BranchName],
        categories: &[String],
        errors: &mut FormErrors,
    ) -> Option<Words> {
        let title = errors.check("title", length(&self.title, "a title", true, TITLE_LONGEST));
        let summary = errors.check("summary", length(&self.summary, "what it is", true, SUMMARY_LONGEST));
        let pence = errors.check("cost", sum(&self.cost, "what it costs"));
        let total = managed.budget.total;
        if pence.is_some_and(|pence| pence > total) {
            errors.add(
                "cost",
                format!("There is only {}, so a project that costs more could never be funded", pounds(total)),
            );
        }
        let needs_category = managed.budget.caps == Caps::Category;
        let category = errors.check("category", category(&self.category, false)).map(|typed| {
            categories.iter().find(|known| known.to_lowercase() == typed.to_lowercase()).cloned().unwrap_or(typed)
        });
        if needs_category && category.as_deref() == Some("") {
            errors.add("category", "Enter a category: there are limits by category");
        }
        let branch = libraries.iter().find(|library| library.slug == self.branch).map(|library| library.id);
        if branch.is_none() && !self.branch.is_empty() {
            errors.add("branch", "Choose a library from the list, or the whole service");
        }
        let words = Words { title: title?, summary: summary?, pence: pence?, category: category?, branch };
        errors.is_empty().then_some(words)
    }
}

/// The categories that limits and projects name.
///
/// # Errors
/// When the record cannot be reached.
pub async fn categories(visit: &Visit, managed: &Managed) -> Result<Vec<String>, Fault> {
    let caps = store::caps(&visit.app.db, managed.budget.id).await?;
    let projects = store::projects(&visit.app.db, managed.budget.id).await?;
    let mut names: Vec<String> =
        caps.into_iter().map(|cap| cap.category).chain(projects.into_iter().map(|project| project.category)).collect();
    names.retain(|name| !name.is_empty());
    let mut unique: Vec<String> = Vec::new();
    for name in names {
        if !unique.contains(&name) {
            unique.push(name);
        }
    }
    Ok(unique)
}

/// The fields of a project.
pub fn fields(typed: &Typed, libraries: &[BranchName], categories: &[String], errors: &FormErrors) -> AnyView {
    let places = std::iter::once(Choice::new("", "The whole service"))
        .chain(libraries.iter().map(|library| Choice::new(library.slug.clone(), library.name.clone())))
        .collect();
    let used = if categories.is_empty() {
        "What kind of thing it is, such as Books or Furniture. May be left empty.".to_owned()
    } else {
        format!("What kind of thing it is. Used so far: {}.", categories.join(", "))
    };
    view! {
        {Field::new("title", "Title").hint("What would be there afterwards: “A children’s corner at Quay Library”.").value(&typed.title).show(errors)}
        {Field::new("summary", "What it is").hint("Two or three sentences: what would be bought or done, where, for whom, and by when.").kind(Kind::Lines(4)).value(&typed.summary).show(errors)}
        {Field::new("cost", "What it costs, in pounds").hint("Everything it takes, with VAT and fitting, to the penny if you know it. It cannot change once people vote.").kind(Kind::Number).value(&typed.cost).short().show(errors)}
        {Field::new("category", "Category").hint(used).value(&typed.category).show(errors)}
        {select("branch", "Library", places, &typed.branch, errors)}
    }
    .into_any()
}

/// `GET /staff/consultations/{slug}/budget/projects/new`
pub async fn new(visit: Visit, Path(slug): Path<String>) -> Page {
    let managed = find(&visit, &slug).await?;
    rules::may_change(stage(&managed.consultation.dates, visit.now)).map_err(Fault::Conflict)?;
    form(&visit, &managed, None, &Typed::default(), &FormErrors::none(), StatusCode::OK).await
}

/// `GET /staff/consultations/{slug}/budget/projects/{number}`
pub async fn edit(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let managed = find(&visit, &slug).await?;
    let project = entered(&visit, &managed, &number).await?;
    rules::may_change(stage(&managed.consultation.dates, visit.now)).map_err(Fault::Conflict)?;
    let libraries = crate::branches::store::all(&visit.app.db).await?;
    let typed = Typed::of(&project, &libraries);
    form(&visit, &managed, Some(&project), &typed, &FormErrors::none(), StatusCode::OK).await
}

/// A project in the vote, by the number in the address.
async fn entered(visit: &Visit, managed: &Managed, number: &str) -> Result<Project, Fault> {
    let project = find_project(visit, managed, number).await?;
    if project.state == State::Entered { Ok(project) } else { Err(Fault::Missing) }
}

/// `POST /staff/consultations/{slug}/budget/projects/new`
pub async fn create(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let managed = find(&visit, &slug).await?;
    keep(&visit, &managed, None, &fields).await
}

/// `POST /staff/consultations/{slug}/budget/projects/{number}`
pub async fn save(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let managed = find(&visit, &slug).await?;
    let project = entered(&visit, &managed, &number).await?;
    keep(&visit, &managed, Some(&project), &fields).await
}

async fn keep(visit: &Visit, managed: &Managed, project: Option<&Project>, fields: &Fields) -> Page {
    let actor = visit.require(Permission::RunConsultations)?.id;
    let now = visit.app.clock.now();
    let consultation = &managed.consultation;
    let freedom = rules::may_change(stage(&consultation.dates, now)).map_err(Fault::Conflict)?;
    let libraries = crate::branches::store::all(&visit.app.db).await?;
    let categories = categories(visit, managed).await?;
    let typed = Typed::from_fields(fields);
    let mut errors = FormErrors::none();
    fields.expect_only(&["title", "summary", "cost", "category", "branch", "change"], &mut errors);
    let words = typed.words(managed, &libraries, &categories, &mut errors);
    let change = errors.check("change", length(&typed.change, "what changes, and why", freedom == Freedom::Told, 500));
    let (Some(words), Some(change), true) = (words, change, errors.is_empty()) else {
        return form(visit, managed, project, &typed, &errors, BAD).await;
    };
    let mut tx = visit.app.db.begin().await?;
    dialect::lock_counts(&mut tx).await?;
    let (number, action, done) = match project {
        Some(project) => {
            unchanged(&mut tx, managed, project).await?;
            editing::rewrite(&mut tx, managed.budget.id, project.id, &words).await?;
            (project.number, "budget.project.edit", "changed")
        }
        None => {
            let number = editing::add(&mut tx, managed.budget.id, &words, now).await?;
            (number, "budget.project.add", "added")
        }
    };
    let mut detail = vec![("project", number.to_string()), ("content_sha256", hash_of(&words)?)];
    if freedom == Freedom::Told {
        let anew = draw_anew(visit, &mut tx, consultation.id, managed.budget.ties, &mut detail).await?;
        let what = if project.is_some() { "A project in the budget vote changed" } else { "New in the budget vote" };
        let text = format!("{what}: “{}” ({}). {change}{anew}", words.title, pounds(words.pence));
        tell(&mut tx, consultation.id, "notice", &text, now).await?;
    }
    append(&mut tx, &act(actor, action, consultation.id, &detail), now).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done={done}#projects", managed.base()))
}

/// `POST /staff/consultations/{slug}/budget/projects/{number}/delete`
pub async fn delete(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let managed = find(&visit, &slug).await?;
    let project = entered(&visit, &managed, &number).await?;
    let now = visit.app.clock.now();
    rules::may_delete(stage(&managed.consultation.dates, now)).map_err(Fault::Conflict)?;
    let actor = visit.require(Permission::RunConsultations)?.id;
    let mut tx = visit.app.db.begin().await?;
    unchanged(&mut tx, &managed, &project).await?;
    editing::remove(&mut tx, managed.budget.id, project.id).await?;
    let detail = [("project", project.number.to_string())];
    append(&mut tx, &act(actor, "budget.project.delete", managed.consultation.id, &detail), now).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=deleted#projects", managed.base()))
}

async fn form(
    visit: &Visit,
    managed: &Managed,
    project: Option<&Project>,
    typed: &Typed,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let libraries = crate::branches::store::all(&visit.app.db).await?;
    let categories = categories(visit, managed).await?;
    let at = stage(&managed.consultation.dates, visit.now);
    let told = rules::may_change(at) == Ok(Freedom::Told);
    let base = managed.base();
    let (title, action) = match project {
        None => ("Add a project".to_owned(), format!("{base}/projects/new")),
        Some(project) => (format!("Change project {}", project.number), format!("{base}/projects/{}", project.number)),
    };
    sheet(visit, &managed.consultation, title, (errors, status), || {
        view! {
            <form class="editor" method="post" action=action.clone() novalidate>
                {fields(typed, &libraries, &categories, errors)}
                {told.then(|| Field::new("change", "What changes, and why").hint("One sentence. It appears on the consultation’s page with today’s date.").kind(Kind::Lines(2)).value(&typed.change).show(errors))}
                <p class="actions"><button class="button">{if told { "Save and tell people" } else { "Save" }}</button>" "<a href=base.clone()>"Back without saving"</a></p>
            </form>
            {(project.is_some() && rules::may_delete(at).is_ok()).then(|| view! {
                <form method="post" action=format!("{action}/delete")><p class="actions"><button class="button quiet warn">"Delete this project"</button></p></form>
            })}
        }
        .into_any()
    })
}

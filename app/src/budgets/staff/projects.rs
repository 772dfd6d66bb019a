//! The service's own projects: added, changed and deleted until people vote.

mod form;

pub use form::{Around, ProjectForm};

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{ManagedBudget, base, draw_anew, find, not_here, project as find_project, seen, sheet};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::append;
use crate::budgets::model::{Project, ProjectState};
use crate::budgets::rules::{self, BudgetFixed, Freedom};
use crate::budgets::store::{self, editing};
use crate::consultations::editing::entry;
use crate::consultations::editing::{crumbs, find as find_consultation, hash_of};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::consultations::store::tell;
use crate::money::pounds;
use crate::reason::{Reason, WhyNot};
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Question, Visit, once};
use crate::time::Time;
use crate::ui::overtaken::Overtaken;
use crate::ui::{Field, FieldKind};

const CHANGED: &str = "Somebody else changed this project while you were writing.";
const DELETED: &str = "A colleague deleted this project while you were writing. What you typed is below and not saved. If it is still \
                       needed, save it: it becomes a new project.";

const VOTE_DELETED: &str = "A colleague deleted this budget vote while you were writing.";

/// `GET /staff/consultations/{slug}/budget/projects/new`
pub async fn new(visit: Visit, Path(slug): Path<String>) -> Page {
    let managed = find(&visit, &slug).await?;
    rules::may_change(stage(&managed.consultation.dates, visit.now))?;
    let form = ProjectEditor { managed: &managed, project: None, typed: &ProjectForm::default(), now: visit.now };
    form.show(&visit, &FormErrors::none(), StatusCode::OK).await
}

/// `GET /staff/consultations/{slug}/budget/projects/{number}`
pub async fn edit(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let managed = find(&visit, &slug).await?;
    let project = entered(&visit, &managed, &number).await?;
    rules::may_change(stage(&managed.consultation.dates, visit.now))?;
    let around = Around::read(&visit.app.db, &managed.budget, Some(&project)).await?;
    let typed = ProjectForm::of(&project, &around, seen(&project)?);
    let form = ProjectEditor { managed: &managed, project: Some(&project), typed: &typed, now: visit.now };
    form.show(&visit, &FormErrors::none(), StatusCode::OK).await
}

/// A project in the vote, by the number in the address.
async fn entered(visit: &Visit, managed: &ManagedBudget, number: &str) -> Result<Project, Fault> {
    let project = find_project(visit, managed, number).await?;
    if project.state == ProjectState::Entered { Ok(project) } else { Err(Fault::Missing) }
}

/// `POST /staff/consultations/{slug}/budget/projects/new`
pub async fn create(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    keep(&visit, &slug, None, &fields).await
}

/// `POST /staff/consultations/{slug}/budget/projects/{number}`
pub async fn save(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    keep(&visit, &slug, Some(number), &fields).await
}

/// What was typed about a project of a budget vote that is gone.
fn gone(visit: &Visit, consultation: &Consultation, typed: &ProjectForm) -> Page {
    let on = (base(consultation), "Set up a budget vote again".to_owned());
    not_here(visit, consultation, VOTE_DELETED, &[typed.in_words(), typed.change.clone()], on)
}

async fn keep(visit: &Visit, slug: &str, number: Option<i64>, fields: &Fields) -> Page {
    let actor = visit.actor()?;
    let consultation = find_consultation(visit, slug).await?;
    let Some(budget) = store::of(&visit.app.db, consultation.id).await? else {
        return gone(visit, &consultation, &ProjectForm::from_fields(fields));
    };
    let before = ManagedBudget { consultation, budget };
    let was_draft = stage(&before.consultation.dates, visit.app.clock.now()) == Stage::Draft;
    let mut typed = ProjectForm::from_fields(fields);
    let mut errors = FormErrors::none();
    if let Some(taken_up) = fields.taken_up() {
        let project = match number {
            Some(number) => store::project(&visit.app.db, before.budget.id, number).await?,
            None => None,
        };
        let now = visit.app.clock.now();
        let form = ProjectEditor { managed: &before, project: project.as_ref(), typed: &typed, now };
        return form.show(visit, &taken_up, StatusCode::OK).await;
    }
    // What is read a moment before stands in for a form that does not say what it saw.
    let mut known = fields.has("seen").then(|| typed.seen.clone());
    if let (None, Some(number)) = (&known, number) {
        let project = store::project(&visit.app.db, before.budget.id, number).await?;
        known = project.as_ref().map(seen).transpose()?;
    }
    let Some((mut tx, managed, now)) = before.writing_if_there(visit).await? else {
        return gone(visit, &before.consultation, &typed);
    };
    let once = Once::begin(&mut tx, visit, fields).await?;
    let freedom = rules::may_change(stage(&managed.consultation.dates, now));
    let mut overtaken = match &freedom {
        Err(why) => Some(rules::not_saved(&why.words())),
        Ok(Freedom::Told) if was_draft => Some(rules::PUBLISHED_MEANWHILE.to_owned()),
        Ok(_) => None,
    };
    let mut latest = None;
    if let Some(number) = number {
        latest = store::project(&mut tx, managed.budget.id, number).await?;
        typed.seen = latest.as_ref().map(seen).transpose()?.unwrap_or_default();
        overtaken = overtaken.or_else(|| match latest.as_ref().map(|project| project.state) {
            None => Some(DELETED.to_owned()),
            Some(ProjectState::Withdrawn) => Some(rules::not_saved(&BudgetFixed::ProjectWithdrawn.words())),
            Some(_) if known.as_ref() != Some(&typed.seen) => Some(CHANGED.to_owned()),
            Some(_) => None,
        });
        // An idea on its way is written on a page of its own.
        if latest
            .as_ref()
            .is_some_and(|project| !matches!(project.state, ProjectState::Entered | ProjectState::Withdrawn))
        {
            tx.rollback().await?;
            let why = format!(
                "Number {number} is a resident’s idea and not in the vote, so it is written on a page of its own."
            );
            let on = (format!("{}/ideas/{number}", managed.base()), format!("Open idea {number}"));
            let typed = [typed.in_words(), typed.change];
            return not_here(visit, &managed.consultation, &why, &typed, on);
        }
    }
    let form = ProjectEditor { managed: &managed, project: latest.as_ref(), typed: &typed, now };
    if let Some(why) = overtaken {
        tx.rollback().await?;
        match latest.as_ref().filter(|_| why == CHANGED) {
            Some(project) => errors.overtaken_by(overtaken_by(visit, &managed, project, &typed).await?),
            None => errors.add("form", why),
        }
        return form.show(visit, &errors, StatusCode::CONFLICT).await;
    }
    let around = Around::read(&mut tx, &managed.budget, latest.as_ref()).await?;
    fields.expect_only(
        &["title", "summary", "cost", "category", "category_other", "branch", "change", "seen"],
        &mut errors,
    );
    let words = typed.words(&around, &mut errors);
    if latest.is_none() {
        let size = store::ballots::sizes(&mut tx, [managed.budget.id].into_iter()).await?;
        if size.iter().any(|size| size.projects >= rules::MOST_PROJECTS) {
            errors.add("form", BudgetFixed::Full.words());
        }
    }
    let told = freedom == Ok(Freedom::Told);
    // Saving the same again draws no lot and tells nobody anything.
    if let (Some(words), Some(project), true) = (&words, &latest, errors.is_empty())
        && *words == editing::ProjectText::of(project)
    {
        tx.rollback().await?;
        return visit.go(&format!("{}?done=nothing#done", managed.base()));
    }
    let change = errors.check("change", length(&typed.change, "what changes, and why", told, 500));
    let (Some(words), Some(change), true) = (words, change, errors.is_empty()) else {
        tx.rollback().await?;
        return form.show(visit, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let consultation = &managed.consultation;
    let (number, action, done) = match &latest {
        Some(project) => {
            editing::rewrite(&mut tx, managed.budget.id, project.id, &words).await?;
            (project.number, "budget.project.edit", "changed")
        }
        None => {
            let number = editing::add(&mut tx, managed.budget.id, &words, now).await?;
            (number, "budget.project.add", "added")
        }
    };
    let mut detail = vec![("project", number.to_string()), ("content_sha256", hash_of(&words)?)];
    if told {
        let anew = draw_anew(visit, &mut tx, consultation.id, managed.budget.ties, &mut detail).await?;
        let what = if latest.is_some() { "A project in the budget vote changed" } else { "New in the budget vote" };
        let text = format!("{what}: “{}” ({}). {}{anew}", words.title, pounds(words.pence), rules::sentence(&change));
        tell(&mut tx, consultation.id, "notice", &text, now).await?;
    }
    append(&mut tx, &entry(actor, action, consultation.id, &detail), now).await?;
    let done = format!("{}?done={done}#done", managed.base());
    match &latest {
        Some(_) => once.keep_latest(&mut tx, ("project-edits", consultation.id.0), &done).await?,
        None => once.keep(&mut tx, ("projects", consultation.id.0), &done).await?,
    }
    tx.commit().await?;
    visit.go(&done)
}

/// What a colleague saved of a project meanwhile.
pub(super) async fn overtaken_by(
    visit: &Visit,
    managed: &ManagedBudget,
    project: &Project,
    yours: &ProjectForm,
) -> Result<Overtaken, Fault> {
    let written = StaffText {
        what: "this project",
        kind: "consultation",
        id: managed.consultation.id.0,
        acts: &["budget.project.edit", "budget.project.add", "budget.idea.enter", "budget.idea.cost"],
        among: Some(("project", project.number.to_string())),
    };
    let around = Around::read(&visit.app.db, &managed.budget, Some(project)).await?;
    let theirs = ProjectForm::of(project, &around, String::new());
    Ok(overtaken::of(visit, &written, theirs.read(&around), yours.read(&around)).await?)
}

/// `GET /staff/consultations/{slug}/budget/projects/{number}/delete`: only a question.
pub async fn ask_to_delete(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let managed = find(&visit, &slug).await?;
    let project = entered(&visit, &managed, &number).await?;
    rules::may_delete(stage(&managed.consultation.dates, visit.now))?;
    let base = managed.base();
    let question = Question {
        title: "Delete this project?".to_owned(),
        about: format!("{} ({})", project.title, pounds(project.cost())),
        consequences: vec!["Nobody but staff has seen it.".to_owned()],
        action: format!("{base}/projects/{}/delete", project.number),
        fields: vec![("seen", seen(&project)?)],
        button: "Delete the project",
        back: (format!("{base}#projects"), "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(Some(&managed.consultation)))
}

/// `POST /staff/consultations/{slug}/budget/projects/{number}/delete` (optional `seen`)
pub async fn delete(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let managed = find(&visit, &slug).await?;
    let project = entered(&visit, &managed, &number).await?;
    let actor = visit.actor()?;
    let known = if fields.has("seen") { fields.text("seen").to_owned() } else { seen(&project)? };
    let (mut tx, managed, now) = managed.writing(&visit).await?;
    rules::may_delete(stage(&managed.consultation.dates, now))?;
    let latest = store::project(&mut tx, managed.budget.id, project.number).await?.ok_or(Fault::Missing)?;
    if seen(&latest)? != known {
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "A colleague changed this project meanwhile, so nothing was deleted. Look at it again first.",
        )));
    }
    editing::remove(&mut tx, managed.budget.id, latest.id).await?;
    let detail = [("project", latest.number.to_string())];
    append(&mut tx, &entry(actor, "budget.project.delete", managed.consultation.id, &detail), now).await?;
    once::forget(&mut tx, ("projects", managed.consultation.id.0)).await?;
    once::forget(&mut tx, ("project-edits", managed.consultation.id.0)).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=deleted#done", managed.base()))
}

/// The form in which a project is written.
struct ProjectEditor<'a> {
    managed: &'a ManagedBudget,
    /// The project being changed; none for a new one.
    project: Option<&'a Project>,
    typed: &'a ProjectForm,
    now: Time,
}

impl ProjectEditor<'_> {
    async fn show(&self, visit: &Visit, errors: &FormErrors, status: StatusCode) -> Page {
        let Self { managed, project, typed, now } = self;
        let around = Around::read(&visit.app.db, &managed.budget, *project).await?;
        let at = stage(&managed.consultation.dates, *now);
        let freedom = rules::may_change(at);
        let withdrawn = project.is_some_and(|project| project.state == ProjectState::Withdrawn);
        let told = freedom == Ok(Freedom::Told);
        let base = managed.base();
        let (title, action) = match project {
            None => ("Add a project".to_owned(), format!("{base}/projects/new")),
            Some(project) => {
                (format!("Change project {}", project.number), format!("{base}/projects/{}", project.number))
            }
        };
        sheet(visit, &managed.consultation, title, (errors, status), || {
            view! {
                <form class="editor" method="post" action=action.clone() data-keep=errors.keeping() novalidate>
                    {project.is_some().then(|| view! { <input type="hidden" name="seen" value=typed.seen.clone()/> })}
                    {typed.fields(&around, errors)}
                    {told.then(|| Field::new("change", "What changes, and why").hint("One sentence. It appears on the consultation’s page with today’s date.").kind(FieldKind::Lines(2)).value(&typed.change).show(errors))}
                    <p class="actions">{(freedom.is_ok() && !withdrawn).then(|| view! { <button class="button">{errors.save(if told { "Save and tell people" } else { "Save" }).to_owned()}</button>" " })}<a href=base.clone()>"Back without saving"</a></p>
                </form>
                {(project.is_some() && rules::may_delete(at).is_ok()).then(|| view! {
                    <p class="actions"><a class="button quiet warn" href=format!("{action}/delete")>"Delete this project"</a></p>
                })}
            }
            .into_any()
        })
    }
}

//! Setting a budget vote up: how much there is, how people vote, limits, ties, residents' ideas.

mod form;

pub use form::BudgetForm;
pub(super) use form::{category, sum};

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{base, draw_anew, find, sheet};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::append;
use crate::branches::model::BranchName;
use crate::budgets::model::{BallotKind, Budget, Caps, Completion, ProjectState, Ties};
use crate::budgets::rules::{self, Freedom};
use crate::budgets::store::{self, editing};
use crate::consultations::editing::entry;
use crate::consultations::editing::{crumbs, find as find_consultation, hash_of, writing};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::consultations::store::tell;
use crate::db::{DbError, On};
use crate::reason::{Reason, WhyNot};
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Question, Visit, once};
use crate::time::Time;
use crate::ui::contents::{FormPart, part, with_contents};
use crate::ui::form::{FieldOption, check as tick, radios, radios_and_more};
use crate::ui::overtaken::Overtaken;
use crate::ui::{Field, FieldKind};

/// What few need.
const MORE: &str = "Another way";
const CHANGED: &str = "Somebody else saved this budget vote while you were writing.";
const DELETED: &str = "A colleague deleted this budget vote while you were writing. What you typed is below and not saved. If it is still \
                       needed, save it: it becomes a new budget vote, without projects.";

/// `GET /staff/consultations/{slug}/budget/edit`
pub async fn edit(visit: Visit, Path(slug): Path<String>) -> Page {
    let managed = find(&visit, &slug).await?;
    rules::may_change(stage(&managed.consultation.dates, visit.now))?;
    let caps = store::caps(&visit.app.db, managed.budget.id).await?;
    let typed = BudgetForm::of(&managed.consultation, &managed.budget, &caps);
    let (of, as_is) = ((&managed.consultation, Some(&managed.budget)), (StatusCode::OK, visit.now));
    form(&visit, of, &typed, &FormErrors::none(), as_is).await
}

/// `POST /staff/consultations/{slug}/budget` and `/edit`
pub async fn save(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let before = find_consultation(&visit, &slug).await?;
    let actor = visit.actor()?;
    let was_draft = stage(&before.dates, visit.app.clock.now()) == Stage::Draft;
    let mut typed = BudgetForm::from_fields(&fields);
    let mut errors = FormErrors::none();
    if let Some(taken_up) = fields.taken_up() {
        let budget = store::of(&visit.app.db, before.id).await?;
        let now = visit.app.clock.now();
        return form(&visit, (&before, budget.as_ref()), &typed, &taken_up, (StatusCode::OK, now)).await;
    }
    let (mut tx, consultation, now) = writing(&visit, &before).await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let latest = store::of(&mut tx, consultation.id).await?;
    let freedom = rules::may_change(stage(&consultation.dates, now));
    let saved_at = latest.as_ref().map_or(0, |budget| budget.updated_at.0);
    let deleted = latest.is_none() && typed.seen != 0;
    let overtaken = match &freedom {
        Err(why) => Some(rules::not_saved(&why.words())),
        Ok(_) if deleted => Some(DELETED.to_owned()),
        Ok(Freedom::Told) if was_draft => Some(rules::PUBLISHED_MEANWHILE.to_owned()),
        Ok(_) if fields.has("seen") && saved_at != typed.seen => Some(CHANGED.to_owned()),
        Ok(_) => None,
    };
    if let Some(why) = overtaken {
        tx.rollback().await?;
        match latest.as_ref().filter(|_| why == CHANGED) {
            Some(budget) => errors.overtaken_by(overtaken_by(&visit, &consultation, budget, &typed).await?),
            None => errors.add("form", why),
        }
        typed.seen = saved_at;
        return form(&visit, (&consultation, latest.as_ref()), &typed, &errors, (StatusCode::CONFLICT, now)).await;
    }
    let mut entered = Vec::new();
    if let Some(budget) = &latest {
        entered = store::in_vote(&mut tx, budget.id).await?;
        entered.retain(|project| project.state == ProjectState::Entered);
    }
    let libraries = offered(&mut tx, latest.as_ref()).await?;
    let told = freedom == Ok(Freedom::Told);
    let set_up = typed.set_up(&fields, (&consultation, now), &libraries, &entered, &mut errors);
    // Saving the same again draws no lot and tells nobody anything.
    if let (Some(set_up), Some(budget), true) = (&set_up, &latest, errors.is_empty())
        && set_up.says_the_same_as(&editing::SetUp::of(budget, &store::caps(&mut tx, budget.id).await?))
    {
        tx.rollback().await?;
        return visit.go(&format!("{}?done=nothing", base(&consultation)));
    }
    let change = errors.check("change", length(&typed.change, "what changes, and why", told, 500));
    let (Some(set_up), Some(change), true) = (set_up, change, errors.is_empty()) else {
        tx.rollback().await?;
        let bad = StatusCode::UNPROCESSABLE_ENTITY;
        return form(&visit, (&consultation, latest.as_ref()), &typed, &errors, (bad, now)).await;
    };
    editing::set_up(&mut tx, consultation.id, &set_up, now).await?;
    let mut detail = vec![("content_sha256", hash_of(&set_up)?)];
    if told {
        let anew = draw_anew(&visit, &mut tx, consultation.id, set_up.ties, &mut detail).await?;
        let text = format!("The budget vote changed. {}{anew}", rules::sentence(&change));
        tell(&mut tx, consultation.id, "notice", &text, now).await?;
    }
    append(&mut tx, &entry(actor, "budget.set-up", consultation.id, &detail), now).await?;
    let done = format!("{}?done={}", base(&consultation), if told { "told" } else { "set-up" });
    once.keep_latest(&mut tx, ("budget", consultation.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// What a colleague saved of the set-up meanwhile.
async fn overtaken_by(
    visit: &Visit,
    consultation: &Consultation,
    budget: &Budget,
    yours: &BudgetForm,
) -> Result<Overtaken, Fault> {
    let written = StaffText {
        what: "this budget vote",
        kind: "consultation",
        id: consultation.id.0,
        acts: &["budget.set-up"],
        among: None,
    };
    let libraries = offered(&visit.app.db, Some(budget)).await?;
    let theirs = BudgetForm::of(consultation, budget, &store::caps(&visit.app.db, budget.id).await?);
    Ok(overtaken::of(visit, &written, theirs.read(&libraries), yours.read(&libraries)).await?)
}

/// `GET /staff/consultations/{slug}/budget/delete`: only a question.
pub async fn ask_to_delete(visit: Visit, Path(slug): Path<String>) -> Page {
    let managed = find(&visit, &slug).await?;
    rules::may_delete(stage(&managed.consultation.dates, visit.now))?;
    let projects = store::in_vote(&visit.app.db, managed.budget.id).await?.len();
    let base = managed.base();
    let question = Question {
        title: "Delete the budget vote?".to_owned(),
        about: managed.budget.title.clone(),
        consequences: vec![
            match projects {
                0 => "The set-up goes.".to_owned(),
                1 => "The set-up and its project go.".to_owned(),
                many => format!("The set-up and its {many} projects go."),
            },
            "Nobody but staff has seen them.".to_owned(),
        ],
        action: format!("{base}/delete"),
        fields: vec![("seen", managed.budget.updated_at.0.to_string())],
        button: "Delete the budget vote",
        back: (base, "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(Some(&managed.consultation)))
}

/// `POST /staff/consultations/{slug}/budget/delete` (optional `seen`)
pub async fn delete(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let managed = find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let seen = fields.number("seen").unwrap_or(managed.budget.updated_at.0);
    let (mut tx, managed, now) = managed.writing(&visit).await?;
    rules::may_delete(stage(&managed.consultation.dates, now))?;
    if managed.budget.updated_at.0 != seen {
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "A colleague changed this budget vote meanwhile, so nothing was deleted. Look at it again first.",
        )));
    }
    editing::delete(&mut tx, managed.budget.id).await?;
    append(&mut tx, &entry(actor, "budget.delete", managed.consultation.id, &[]), now).await?;
    once::forget(&mut tx, ("budget", managed.consultation.id.0)).await?;
    once::forget(&mut tx, ("projects", managed.consultation.id.0)).await?;
    once::forget(&mut tx, ("project-edits", managed.consultation.id.0)).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/consultations/{slug}?done=saved"))
}

/// The libraries that limits can be set for: those that are open, and those that have a limit, though they closed since.
async fn offered(on: impl Into<On<'_>>, budget: Option<&Budget>) -> Result<Vec<BranchName>, DbError> {
    let mut on = on.into();
    let mut libraries = crate::branches::store::all(on.again()).await?;
    if let Some(budget) = budget {
        let limited = store::caps(on.again(), budget.id).await?;
        let missing = |id| {
            limited.iter().any(|cap| cap.branch_id == Some(id)) && libraries.iter().all(|library| library.id != id)
        };
        let closed: Vec<BranchName> =
            store::libraries(on).await?.into_iter().filter(|library| missing(library.id)).collect();
        libraries.extend(closed);
    }
    Ok(libraries)
}

/// The parts of the form, and whether each is written.
fn parts(typed: &BudgetForm, told: bool) -> Vec<FormPart> {
    let mut parts = vec![
        part("part-words", "What it is about", &[&typed.title, &typed.about, &typed.total]),
        part("part-ballot", "How people vote", &[&typed.ballot]),
        part("part-limits", "Limits besides the total", &[]),
        part("part-counting", "How it is decided", &[&typed.completion, &typed.ties]),
        part("part-ideas", "Ideas from residents", &[]),
    ];
    if told {
        parts.push(part("part-tell", "Tell people", &[&typed.change]));
    }
    parts
}

/// The form, with what was typed and what is wrong with it.
pub async fn form(
    visit: &Visit,
    (consultation, budget): (&Consultation, Option<&Budget>),
    typed: &BudgetForm,
    errors: &FormErrors,
    (status, now): (StatusCode, Time),
) -> Page {
    let libraries = offered(&visit.app.db, budget).await?;
    let freedom = rules::may_change(stage(&consultation.dates, now));
    let told = freedom == Ok(Freedom::Told);
    let title = if budget.is_some() { "Change the budget vote" } else { "Set up a budget vote" };
    let back =
        if budget.is_some() { base(consultation) } else { format!("/staff/consultations/{}", consultation.slug) };
    let action = if budget.is_some() { format!("{}/edit", base(consultation)) } else { base(consultation) };
    sheet(visit, consultation, title.to_owned(), (errors, status), || {
        let form = view! {
            <form class="editor" method="post" action=action data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=typed.seen.to_string()/>
                <h2 id="part-words">"What it is about"</h2>
                {Field::new("title", "Title").hint("In words people use: “£50,000 for our libraries”.").value(&typed.title).show(errors)}
                {Field::new("about", "What people should know").hint("Where the money comes from, what it may be used for, and until when it is spent. Leave a line empty between paragraphs.").formatted().kind(FieldKind::Lines(5)).value(&typed.about).show(errors)}
                {Field::new("total", "Total in pounds").hint("Everything there is to spend, like 50,000.").kind(FieldKind::Number).value(&typed.total).short().show(errors)}
                {voting(typed, errors)}
                {limits(typed, &libraries, errors)}
                {counting(typed, errors)}
                {ideas(typed, errors)}
                {told.then(|| view! {
                    <h2 id="part-tell">"Tell people"</h2>
                    {Field::new("change", "What changes, and why").hint("One sentence. It appears on the consultation’s page with today’s date.").kind(FieldKind::Lines(2)).value(&typed.change).show(errors)}
                })}
                <p class="actions">{freedom.is_ok().then(|| view! { <button class="button">{errors.save(if told { "Save and tell people" } else { "Save" }).to_owned()}</button>" " })}<a href=back>"Back without saving"</a></p>
            </form>
        };
        view! {
            {budget.is_none().then(|| view! {
                <p class="lede">"Put a sum of money to residents, with projects it could pay for. They say what they would be glad to see, and a published rule shares the money out fairly."</p>
                <details class="why"><summary>"When is a budget vote right?"</summary><p>"When the money is really there, several things could be done with it, and you will do what comes out (or say in the decision why not). If the choice is made already, do not ask. Two to five people can set one up in an afternoon: most of the work is to say honestly what each project costs."</p></details>
            })}
            {with_contents(form.into_any(), &parts(typed, told))}
        }
        .into_any()
    })
}

fn voting(typed: &BudgetForm, errors: &FormErrors) -> AnyView {
    let choices = vec![
        FieldOption::new(BallotKind::ApproveAny.word(), BallotKind::ApproveAny.title())
            .hint("Recommended: the easiest to understand."),
        FieldOption::new(BallotKind::ApproveUpTo.word(), BallotKind::ApproveUpTo.title())
            .hint("When there are many projects and you want people to think about what matters most to them."),
        FieldOption::new(BallotKind::DividePoints.word(), BallotKind::DividePoints.title())
            .hint("Says how much people want each. Harder to fill in: people must add up."),
    ];
    view! {
        <h2 id="part-ballot">"How people vote"</h2>
        {radios("ballot", "The ballot", choices, &typed.ballot, errors)}
        <div class="field-row">
            {Field::new("up_to", "Most projects to tick").hint("For “up to a number”.").kind(FieldKind::Number).value(&typed.up_to).short().show(errors)}
            {Field::new("points", "Points to share").hint("For “share out points”.").kind(FieldKind::Number).value(&typed.points).short().show(errors)}
        </div>
    }
    .into_any()
}

fn limits(typed: &BudgetForm, libraries: &[BranchName], errors: &FormErrors) -> AnyView {
    let choices = vec![
        FieldOption::new(Caps::None.word(), "None")
            .hint("Recommended: the way of deciding sees to it by itself that no group takes all."),
        FieldOption::new(Caps::Branch.word(), "A limit for some libraries"),
        FieldOption::new(Caps::Category.word(), "A limit for some categories")
            .hint("Such as: at most £10,000 for furniture."),
    ];
    let by_branch: Vec<AnyView> = libraries
        .iter()
        .map(|library| {
            let value = typed.branch_caps.iter().find(|(id, _)| *id == library.id.0).map_or("", |(_, typed)| typed);
            Field::new(format!("cap_branch_{}", library.id), library.name.clone())
                .kind(FieldKind::Number)
                .value(value)
                .short()
                .show(errors)
        })
        .collect();
    let by_category: Vec<AnyView> = typed
        .category_caps
        .iter()
        .enumerate()
        .map(|(row, (name, amount))| {
            view! {
                <div class="field-row">
                    {Field::new(format!("cap_name_{row}"), format!("Category {}", row + 1)).value(name).show(errors)}
                    {Field::new(format!("cap_amount_{row}"), format!("At most, in pounds, for category {}", row + 1)).kind(FieldKind::Number).value(amount).short().show(errors)}
                </div>
            }
            .into_any()
        })
        .collect();
    // What holds something, or something wrong, is open.
    let wrong = |stem: &str| errors.iter().any(|(field, _)| field.starts_with(stem));
    let by_branch_open = typed.caps == Caps::Branch.word() || !typed.branch_caps.is_empty() || wrong("cap_branch_");
    let by_category_open =
        typed.caps == Caps::Category.word() || typed.has_category_caps() || wrong("cap_name_") || wrong("cap_amount_");
    view! {
        <h2 id="part-limits">"Limits besides the total"</h2>
        {radios("caps", "Is there a limit for parts of the total?", choices, &typed.caps, errors)}
        <details open=by_branch_open><summary>"Limits by library"</summary>
            <p class="hint">"In pounds. Leave empty where there is none. Projects say which library they are for."</p>{by_branch}</details>
        <details open=by_category_open><summary>"Limits by category"</summary>
            <p class="hint">"Projects say which category they belong to. Capitals and spaces make no difference."</p>{by_category}</details>
    }
    .into_any()
}

fn counting(typed: &BudgetForm, errors: &FormErrors) -> AnyView {
    let usual = vec![
        FieldOption::new(Completion::RaiseThenGreedy.word(), "The usual way: spend as much of it as possible")
            .hint("Everybody’s part is raised until nothing more fits; what still fits then goes to the projects with most votes."),
    ];
    let others = vec![
        FieldOption::new(Completion::Raise.word(), "Raise everybody’s part, and leave the rest")
            .hint("Every project is paid for by its supporters; a little may be left."),
        FieldOption::new(Completion::None.word(), "Leave it").hint("Often a third or more is left over."),
    ];
    let lot = vec![
        FieldOption::new(Ties::Lot.word(), "The usual way: by lot")
            .hint("The program draws it when this is published. Nobody can see it before the vote closes, and everybody can check it afterwards."),
    ];
    let number = vec![
        FieldOption::new(Ties::Number.word(), "The lower project number wins")
            .hint("Simple, but the order of the list then matters."),
    ];
    view! {
        <h2 id="part-counting">"How it is decided"</h2>
        <p>"Everybody who votes decides over the same part of the money, and a project is paid for by those who chose it. So a fifth of the voters can direct about a fifth of the money. The results show beside it what simply taking the most votes would buy."</p>
        <details class="why"><summary>"Why not simply the most votes?"</summary><p>"If the projects with most votes simply win, the largest group can decide over all of the money: often the users of the largest library. This way is proportional. It is called equal shares, has the best proven guarantees of all that are known (Peters, Pierczyński and Skowron, 2021), and cities use it."</p></details>
        {radios_and_more("completion", "What happens with money that no group can spend together?", usual, (MORE, others), &typed.completion, errors)}
        {radios_and_more("ties", "What if two projects are exactly as good?", lot, (MORE, number), &typed.ties, errors)}
    }
    .into_any()
}

fn ideas(typed: &BudgetForm, errors: &FormErrors) -> AnyView {
    view! {
        <h2 id="part-ideas">"Ideas from residents"</h2>
        {tick("ideas", "Residents may send ideas of their own", Some("You check and cost each before it enters the vote, and tell its author."), typed.ideas)}
        <fieldset>
            <legend>"Ideas can be sent until"</legend>
            <p class="hint">"While the consultation is open. Leave yourself time to check them, and people time to vote on them: half-way is usual."</p>
            <div class="field-row">
                {Field::new("ideas_close_date", "Date").kind(FieldKind::Date).value(&typed.ideas_close.0).short().show(errors)}
                {Field::new("ideas_close_time", "Time").hint("Midnight, 00:00, is the end of the day before.").kind(FieldKind::Time).value(&typed.ideas_close.1).short().show(errors)}
            </div>
        </fieldset>
    }
    .into_any()
}

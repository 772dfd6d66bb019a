//! Whom a question or a page is asked of, picked from what was asked before: lines of question, comparison and value, in
//! groups of which all or one has to hold. What is deeper than that is written as text.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::outline::crumbs;
use super::question::QuestionAt;
use super::{BuildOutcome, BuiltQuestionnaire, perform};
use crate::branches;
use crate::branches::model::BranchName;
use crate::questionnaires::building::picked::{
    MOST_GROUPS, MOST_LINES, PickComparison, PickJoin, PickSubject, PickValues, PickedCondition, join_field,
    line_fields, pickable, picked,
};
use crate::questionnaires::building::{ConditionPlace, QuestionnaireEdit as Edit};
use crate::questionnaires::definition::condition::Condition;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::logic;
use crate::questionnaires::definition::question::Questionnaire;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::first_letter::capitalised;
use crate::ui::{Field, FieldKind, error_summary};

/// How many empty lines a group ends with.
const EMPTY_LINES: usize = 1;

/// What a condition belongs to, as an address names it.
fn place_of(form: &Questionnaire, kind: &str, key: &str) -> Result<(ConditionPlace, Option<Condition>), Fault> {
    let name = Key::new(key).map_err(|_| Fault::Missing)?;
    if kind == "pages" {
        let page = form.pages.iter().find(|page| page.key == name).ok_or(Fault::Missing)?;
        return Ok((ConditionPlace::Page(name), page.when.clone()));
    }
    let question = form.question(key).ok_or(Fault::Missing)?;
    Ok((ConditionPlace::Question(name), question.when.clone()))
}

fn called(form: &Questionnaire, place: &ConditionPlace) -> String {
    match place {
        ConditionPlace::Page(key) => {
            let at = form.pages.iter().position(|page| page.key == *key).unwrap_or_default();
            format!("Page {}", at + 1)
        }
        ConditionPlace::Question(key) | ConditionPlace::Option(key, _) => {
            form.question(key.as_str()).map(|question| capitalised(&logic::title(form, question))).unwrap_or_default()
        }
    }
}

fn path(building: &BuiltQuestionnaire, kind: &str, key: &str) -> String {
    if kind == "pages" { building.page_path(key) } else { building.question_path(key) }
}

/// `GET …/build/questions/{key}/condition`
pub async fn of_question(visit: Visit, Path(at): QuestionAt) -> Page {
    ask(visit, at, "questions").await
}

/// `GET …/build/pages/{key}/condition`
pub async fn of_page(visit: Visit, Path(at): QuestionAt) -> Page {
    ask(visit, at, "pages").await
}

async fn ask(visit: Visit, (slug, number, key): (String, String, String), kind: &'static str) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    let (_, when) = place_of(building.form(), kind, &key)?;
    let shown = match when.as_ref().map(picked) {
        None => Some(PickedCondition::empty()),
        Some(picked) => picked,
    };
    let text = when.map(|when| when.to_string()).unwrap_or_default();
    let typed = match &shown {
        Some(picked) => Fields::from_pairs(picked.written_fields()),
        None => Fields::from_pairs([("as".to_owned(), "text".to_owned()), ("text".to_owned(), text.clone())]),
    };
    form(&visit, &building, (kind, &key), &typed, &FormErrors::none(), StatusCode::OK).await
}

async fn form(
    visit: &Visit,
    building: &BuiltQuestionnaire,
    (kind, key): (&'static str, &str),
    typed: &Fields,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let whole = building.form();
    let (place, when) = place_of(whole, kind, key)?;
    let subjects = pickable(whole, &place);
    let branches = branches::store::all(&visit.app.db).await?;
    let as_text = typed.text("as") == "text";
    let action = format!("{}/condition", path(building, kind, key));
    let title = called(whole, &place);
    let now = when.as_ref().map_or_else(
        || "Now everybody is asked.".to_owned(),
        |when| format!("Now it is asked of people who {}.", logic::in_words(whole, when)),
    );
    visit.page("Who is asked").status(status).area(Area::Staff).show(|| {
        let body = if subjects.is_empty() {
            view! { <p>"Nothing is asked before it, so everybody is asked."</p><p class="actions"><a class="button" href=path(building, kind, key)>"Back"</a></p> }.into_any()
        } else if as_text {
            view! {
                <form class="editor" method="post" action=action.clone() data-keep=errors.keeping() novalidate>
                    <input type="hidden" name="as" value="text"/>
                    {Field::new("text", "The condition").hint("It is deeper than lines can show. The words are and, or, not, brackets, =, <, >, contains, in (…), count(…), answered(…), asked(…) and their opposites.").kind(FieldKind::Lines(6)).class("code").value(typed.text("text")).show(errors)}
                    <p class="actions"><button class="button" name="do" value="save">"Save"</button>" "<button class="button quiet" name="do" value="everybody">"Ask everybody"</button></p>
                </form>
            }.into_any()
        } else {
            let groups = shown_groups(typed);
            let views: Vec<AnyView> = (0..groups.len())
                .map(|group| group_view((group, groups.len() == 1), groups.get(group).copied().unwrap_or(1), typed, &subjects, &branches, errors))
                .collect();
            let many = groups.len() > 1;
            let joins = join_choice(&join_field(None), typed, "of the groups");
            view! {
                <form class="editor condition" method="post" action=action.clone() data-keep=errors.keeping() novalidate>
                    <p>"It is asked of people for whom this holds. A line whose question is left empty is no line."</p>
                    {many.then_some(joins)}
                    {views}
                    <p class="actions"><button class="button" name="do" value="save">"Save"</button>" "<button class="button quiet" name="do" value="line">"Another line"</button>" "{(groups.len() < MOST_GROUPS).then(|| view! { <button class="button quiet" name="do" value="group">"Another group"</button> })}" "<button class="button quiet" name="do" value="everybody">"Ask everybody"</button></p>
                </form>
            }.into_any()
        };
        view! {
            {error_summary(errors)}
            {crumbs(building)}
            <header class="title"><p class="over" dir="auto">{title}</p><h1>"Who is asked"</h1><p class="lede" dir="auto">{now}</p></header>
            {body}
            <p class="actions"><a href=path(building, kind, key)>"Back without saving"</a></p>
            <details class="why"><summary>"What does it mean?"</summary><p>"What somebody is not asked any more counts as not answered, for everything that comes after it too. Whatever they had answered there is kept until they send, and comes back if they change their mind; what is not asked of them when they send is not sent."</p></details>
        }
        .into_any()
    })
}

/// How many lines of each group are shown: those that are filled in, and an empty one.
fn shown_groups(typed: &Fields) -> Vec<usize> {
    let filled = |group: usize, line: usize| !typed.text(&line_fields(group, line).question).is_empty();
    let last_line = |group: usize| (0..MOST_LINES).rev().find(|line| filled(group, *line));
    let more = typed.text("do");
    let mut groups: Vec<usize> = Vec::new();
    let last_group = (0..MOST_GROUPS).rev().find(|group| last_line(*group).is_some()).unwrap_or(0);
    for group in 0..=last_group {
        let lines = last_line(group).map_or(1, |last| last + 1);
        let extra = if more == "line" && group == last_group { EMPTY_LINES + 1 } else { EMPTY_LINES };
        groups.push((lines + if last_line(group).is_some() { extra } else { 0 }).min(MOST_LINES));
    }
    if more == "group" && groups.len() < MOST_GROUPS {
        groups.push(1);
    }
    groups
}

fn join_choice(name: &str, typed: &Fields, of: &'static str) -> AnyView {
    let chosen = typed.text(name).to_owned();
    let options: Vec<AnyView> = [PickJoin::All, PickJoin::Any]
        .into_iter()
        .map(|join| {
            let words = match join {
                PickJoin::All => format!("all {of}"),
                PickJoin::Any => format!("at least one {of}"),
            };
            view! { <option value=join.name() selected={join.name() == chosen}>{words}</option> }.into_any()
        })
        .collect();
    view! { <div class="field short"><label for=name.to_owned()>{format!("What has to hold {of}")}</label><select id=name.to_owned() name=name.to_owned()>{options}</select></div> }
        .into_any()
}

fn group_view(
    (group, alone): (usize, bool),
    lines: usize,
    typed: &Fields,
    subjects: &[PickSubject],
    branches: &[BranchName],
    errors: &FormErrors,
) -> AnyView {
    let views: Vec<AnyView> =
        (0..lines).map(|line| line_view((group, line), typed, subjects, branches, errors)).collect();
    let join = (lines > 1).then(|| join_choice(&join_field(Some(group)), typed, "of these lines"));
    let legend = if alone { "What has to hold".to_owned() } else { format!("Group {}", group + 1) };
    view! { <fieldset class="condition-group"><legend>{legend}</legend>{join}{views}</fieldset> }.into_any()
}

fn line_view(
    (group, line): (usize, usize),
    typed: &Fields,
    subjects: &[PickSubject],
    branches: &[BranchName],
    errors: &FormErrors,
) -> AnyView {
    let fields = line_fields(group, line);
    let chosen = typed.text(&fields.question).to_owned();
    let subject = subjects.iter().find(|one| one.value == chosen);
    let options: Vec<AnyView> = subjects
        .iter()
        .map(|one| {
            view! { <option value=one.value.clone() selected={one.value == chosen}>{capitalised(&one.words)}</option> }
                .into_any()
        })
        .collect();
    let wrong: Vec<AnyView> = [&fields.question, &fields.comparison, &fields.value]
        .into_iter()
        .filter_map(|name| errors.of(name))
        .map(|why| view! { <p class="error"><span class="vh">"Error: "</span>{why.to_owned()}</p> }.into_any())
        .collect();
    let rest = subject.map(|subject| rest_of_line(&fields, subject, typed, branches));
    let hint = subject.is_none().then(
        || view! { <button class="button small quiet" name="do" value="line">"Choose what it should say"</button> },
    );
    let label = format!("Line {}: question", line + 1);
    view! {
        <div class="condition-line">
            {wrong}
            <select id=fields.question.clone() name=fields.question.clone() aria-label=label><option value="">"Choose a question"</option>{options}</select>
            {rest}
            {hint}
        </div>
    }
    .into_any()
}

fn rest_of_line(
    fields: &crate::questionnaires::building::picked::LineFields,
    subject: &PickSubject,
    typed: &Fields,
    branches: &[BranchName],
) -> AnyView {
    let is = typed.text(&fields.comparison).to_owned();
    let comparisons: Vec<AnyView> = subject
        .comparisons
        .iter()
        .map(|(one, words)| view! { <option value=one.name() selected={one.name() == is}>{*words}</option> }.into_any())
        .collect();
    let values = typed.pairs().iter().filter(|(name, _)| *name == fields.value).map(|(_, value)| value.as_str());
    let values: Vec<&str> = values.collect();
    let includes =
        matches!(PickComparison::from_name(&is), Some(PickComparison::Includes | PickComparison::DoesNotInclude))
            || (is.is_empty() && !subject.included.is_empty());
    let boxes = |all: Vec<(String, String)>| -> AnyView {
        let items: Vec<AnyView> = all
            .into_iter()
            .map(|(code, words)| {
                let checked = values.contains(&code.as_str());
                view! { <label class="check small"><input type="checkbox" name=fields.value.clone() value=code checked=checked/>" "<span dir="auto">{words}</span></label> }.into_any()
            })
            .collect();
        view! { <div class="condition-values" id=fields.value.clone()>{items}</div> }.into_any()
    };
    let written = || {
        let value = values.first().map(|value| (*value).to_owned()).unwrap_or_default();
        view! { <input type="text" class="short" id=fields.value.clone() name=fields.value.clone() value=value aria-label="What it is compared with" dir="auto"/> }.into_any()
    };
    let value = match &subject.values {
        _ if includes && !subject.included.is_empty() => boxes(subject.included.clone()),
        PickValues::Chosen(all) => boxes(all.clone()),
        PickValues::Branch => boxes(branches.iter().map(|one| (one.slug.clone(), one.name.clone())).collect()),
        PickValues::Number | PickValues::Date | PickValues::Words => written(),
    };
    view! {
        <select name=fields.comparison.clone() id=fields.comparison.clone() aria-label="How it is compared">{comparisons}</select>
        {value}
    }
    .into_any()
}

/// `POST …/build/questions/{key}/condition`
pub async fn save_question(visit: Visit, Path(at): QuestionAt, fields: Fields) -> Page {
    save(visit, at, "questions", fields).await
}

/// `POST …/build/pages/{key}/condition`
pub async fn save_page(visit: Visit, Path(at): QuestionAt, fields: Fields) -> Page {
    save(visit, at, "pages", fields).await
}

async fn save(visit: Visit, (slug, number, key): (String, String, String), kind: &'static str, fields: Fields) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    let (place, _) = place_of(building.form(), kind, &key)?;
    let mut errors = FormErrors::none();
    if let Some(taken_up) = fields.taken_up() {
        return form(&visit, &building, (kind, &key), &fields, &taken_up, StatusCode::OK).await;
    }
    let act = fields.text("do");
    if matches!(act, "line" | "group") {
        return form(&visit, &building, (kind, &key), &fields, &errors, StatusCode::OK).await;
    }
    let mut known: Vec<String> = vec!["do".into(), "as".into(), "text".into(), join_field(None)];
    for group in 0..MOST_GROUPS {
        known.push(join_field(Some(group)));
        for line in 0..MOST_LINES {
            let names = line_fields(group, line);
            known.extend([names.question, names.comparison, names.value]);
        }
    }
    fields.expect_only(&known.iter().map(String::as_str).collect::<Vec<_>>(), &mut errors);
    let when = match (act, fields.text("as")) {
        ("everybody", _) => None,
        (_, "text") if fields.text("text").is_empty() => None,
        (_, "text") => match fields.text("text").parse::<Condition>() {
            Ok(condition) => Some(condition),
            Err(why) => {
                errors.add("text", why.to_string());
                None
            }
        },
        _ => match PickedCondition::read_fields(building.form(), &fields) {
            Ok(picked) => picked.condition(),
            Err(wrong) => {
                for (name, why) in wrong {
                    errors.add(&name, why);
                }
                None
            }
        },
    };
    if errors.is_empty() {
        let edit = Edit::SetCondition { of: place, when };
        match perform(&visit, &building.managed, &[edit], |_| true).await? {
            BuildOutcome::Refused(_, why) => errors.add(if fields.text("as") == "text" { "text" } else { "form" }, why),
            _ => return visit.go(&format!("{}?done=saved", path(&building, kind, &key))),
        }
    }
    form(&visit, &building, (kind, &key), &fields, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

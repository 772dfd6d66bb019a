//! The outline: the pages and questions in their order, each with what can be done to it by one press.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::super::At;
use super::super::list_path;
use super::super::pages::proof;
use super::parts::{OutlinePart, PageStretch};
use super::{BuildOutcome, BuiltQuestionnaire, history, parts, perform};
use crate::consultations::model::Stage;
use crate::consultations::pages::stage_tag;
use crate::consultations::rules::stage;
use crate::numbers::Noun;
use crate::questionnaires::amending::ChangedPart;
use crate::questionnaires::building::{MoveTo, QuestionMove, QuestionSpot, QuestionnaireEdit as Edit};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::logic;
use crate::questionnaires::definition::question::{KINDS, Question, QuestionPage, Questionnaire};
use crate::questionnaires::linter::LintFinding;
use crate::questionnaires::pages::length;
use crate::questionnaires::reading_over::{KeptReadings, ReadOver};
use crate::questionnaires::store::making;
use crate::site::{Area, Fields, FormErrors, Page, Path, Visit};
use crate::ui::{done_note, error_summary};

const DONE: &[(&str, &str, &str)] =
    &[("undone", "Taken back.", ""), ("saved", "Saved.", "Only staff can see the draft."), ("added", "Added.", "")];

/// The crumbs above a page of the builder.
pub fn crumbs(building: &BuiltQuestionnaire) -> AnyView {
    let consultation = &building.managed.consultation;
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
            <li><a href="/staff">"Staff"</a></li>
            <li><a dir="auto" href=format!("/staff/consultations/{}", consultation.slug)>{consultation.title.clone()}</a></li>
            <li><a href=list_path(consultation)>"Questionnaires"</a></li>
            <li><a dir="auto" href=building.managed.base()>{building.managed.record.title.clone()}</a></li>
        </ol></nav>
    }
    .into_any()
}

/// What a kind of question is called.
pub fn kind_name(question: &Question) -> &'static str {
    let word = question.kind.word();
    KINDS.iter().find(|(kind, _)| *kind == word).map_or("", |(_, name)| name)
}

/// The words of a question, or its key where it has none.
pub fn words_of(form: &Questionnaire, question: &Question) -> String {
    let words = logic::question_words(form, question).trim().to_owned();
    if words.is_empty() { format!("({}, without words yet)", kind_name(question).to_lowercase()) } else { words }
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/build`
pub async fn outline(visit: Visit, Path((slug, number)): At) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    show(&visit, &building, &FormErrors::none(), StatusCode::OK).await
}

async fn show(visit: &Visit, building: &BuiltQuestionnaire, errors: &FormErrors, status: StatusCode) -> Page {
    let record = &building.managed.record;
    let latest = making::latest(&visit.app.db, record.id, 1).await?;
    let remarks = making::remarks(&visit.app.db, record.id).await?;
    let open = |key: &str| remarks.iter().filter(|one| one.question == key && one.settled_at.is_none()).count();
    let form = building.form();
    let read = visit.app.warm::<KeptReadings>().of(form).await?;
    let ReadOver { faults, findings } = &*read;
    let at = stage(&building.managed.consultation.dates, visit.now);
    let parts = parts::of(form);
    let here = asked_part(visit, parts.len());
    let path = format!("{}{}", building.base(), parts::query(here));
    visit.page(format!("Build: {}", record.title)).status(status).area(Area::Staff).show(|| {
        let pages: Vec<AnyView> =
            parts.get(here).into_iter().flatten().map(|some| page_section(building, some, findings, &open)).collect();
        let last_page = form.pages.last().map(|page| page.key.to_string()).unwrap_or_default();
        view! {
            {error_summary(errors)}
            {crumbs(building)}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title">
                <p class="over">"Build a questionnaire "{stage_tag(at)}</p>
                <h1 dir="auto">{form.title.read(form.first_language(), &form.languages).to_owned()}</h1>
                <p class="lede">{length(form)}"."</p>
            </header>
            {history::last(building, latest.first())}
            {(at != Stage::Draft).then(|| view! { <div class="note"><p><strong>"Residents are asked the published version."</strong>" What you do here is the next one. "<a href=building.managed.base()>"What an amendment would change"</a></p></div> })}
            <p class="actions"><a class="button quiet" href=format!("{}/try", building.managed.base())>"Try it out"</a>" "<a href=format!("{}/about", building.base())>"Title, introduction and languages"</a>" "<a href=format!("{}/edit", building.managed.base())>"Edit as text"</a></p>
            {part_list(building, "Parts of the outline", &parts, here)}
            <form class="wide" method="post" action=path>
                <div class="build-outline" data-drag="questions">{pages}</div>
                <p class="actions"><button class="button quiet" name="do" value=format!("add-page {last_page}")>"Add a page"</button></p>
            </form>
            {part_list(building, "Parts of the outline, again", &parts, here)}
            {(!faults.is_empty()).then(|| proof(Stage::Draft, faults))}
            {visit.app.assets.url("drag.js").map(|url| view! { <script r#type="module" src=url></script> })}
        }
        .into_any()
    })
}

/// Which part is asked for, from 0: the last one where there are not so many.
fn asked_part(visit: &Visit, parts: usize) -> usize {
    visit.query_value("part").parse::<usize>().unwrap_or(1).clamp(1, parts.max(1)) - 1
}

fn act(what: &str, key: &Key, words: &'static str, of: &str) -> AnyView {
    view! { <button class="small-act" name="do" value=format!("{what} {key}")>{words}<span class="vh">{format!(" {of}")}</span></button> }
        .into_any()
}

/// The way to the parts of an outline that has several.
fn part_list(
    building: &BuiltQuestionnaire,
    label: &'static str,
    parts: &[OutlinePart],
    here: usize,
) -> Option<AnyView> {
    (parts.len() > 1).then(|| {
        let items: Vec<AnyView> = parts
            .iter()
            .enumerate()
            .map(|(number, part)| {
                let words = match part.as_slice() {
                    // Some of the questions of a page that is longer than a part.
                    [one] if one.questions.len() < building.form().pages.get(one.page).map_or(0, |page| page.questions.len()) => {
                        format!("Page {}, questions {} to {}", one.page + 1, one.questions.start + 1, one.questions.end)
                    }
                    [one] => format!("Page {}", one.page + 1),
                    [first, .., last] => format!("Pages {} to {}", first.page + 1, last.page + 1),
                    [] => String::new(),
                };
                let current = (number == here).then_some("true");
                view! { <li><a href=format!("{}{}", building.base(), parts::query(number)) aria-current=current>{words}</a></li> }.into_any()
            })
            .collect();
        view! { <nav class="outline-parts" aria-label=label><ol>{items}</ol></nav> }.into_any()
    })
}

fn page_section(
    building: &BuiltQuestionnaire,
    some: &PageStretch,
    findings: &[LintFinding],
    open: &impl Fn(&str) -> usize,
) -> AnyView {
    let (form, place) = (building.form(), some.page);
    let Some(page) = form.pages.get(place) else { return ().into_any() };
    let heading = page.title.read(form.first_language(), &form.languages).to_owned();
    let named = format!("page {}", place + 1);
    let begins = some.questions.start == 0;
    let ends = some.questions.end == page.questions.len();
    // What is dropped first in a part that goes on with a page comes after the last question of the part before.
    let after = (!begins).then(|| some.questions.start - 1).and_then(|at| page.questions.get(at));
    let questions: Vec<AnyView> = page
        .questions
        .iter()
        .enumerate()
        .filter(|(at, _)| some.questions.contains(at))
        .map(|(at, question)| question_line(building, form, (page, at), question, findings, open))
        .collect();
    let when = page.when.as_ref().map(|when| format!("Asked of people who {}.", logic::in_words(form, when)));
    let empty = page.questions.is_empty();
    view! {
        <section class="build-page" id=format!("page-{}", page.key) data-after=after.map(|question| question.key.to_string())>
            <header>
                <h2><a href=building.page_path(page.key.as_str())>{format!("Page {}", place + 1)}</a>{(!heading.is_empty()).then(|| view! { ": "<bdi>{heading}</bdi> })}{(!begins).then_some(" (goes on)")}</h2>
                {when.map(|when| view! { <p class="meta"><span dir="auto">{when}</span></p> })}
                <p class="small-acts">
                    {(place > 0).then(|| act("page-up", &page.key, "Up", &named))}
                    {(place + 1 < form.pages.len()).then(|| act("page-down", &page.key, "Down", &named))}
                    {(place > 0 && page.when.is_none()).then(|| act("page-join", &page.key, "Join to the page before", &named))}
                    {empty.then(|| act("page-remove", &page.key, "Remove", &named))}
                </p>
            </header>
            <ol class="build-questions">{questions}</ol>
            {ends.then(|| view! { <p><a href=format!("{}/add?page={}", building.base(), page.key.in_address())>"Add a question"<span class="vh">{format!(" to {named}")}</span></a></p> })}
        </section>
    }
    .into_any()
}

fn question_line(
    building: &BuiltQuestionnaire,
    form: &Questionnaire,
    (page, at): (&QuestionPage, usize),
    question: &Question,
    findings: &[LintFinding],
    open: &impl Fn(&str) -> usize,
) -> AnyView {
    let key = &question.key;
    let number = logic::number(form, key).map(|number| format!("{number}. "));
    let words = words_of(form, question);
    let found = findings.iter().filter(|finding| finding.place.question() == Some(key.as_str())).count();
    let remarks = open(key.as_str());
    let named = number
        .as_deref()
        .map_or_else(|| format!("“{words}”"), |number| format!("question {}", number.trim_end_matches(". ")));
    let when = question.when.as_ref().map(|when| format!("Asked of people who {}", logic::in_words(form, when)));
    let kind = kind_name(question);
    let last = page.questions.len() == at + 1;
    let first_of_all = at == 0 && form.pages.first().is_some_and(|first| first.key == page.key);
    let last_of_all = last && form.pages.last().is_some_and(|last| last.key == page.key);
    view! {
        <li id=format!("q-{key}") data-question=key.to_string()>
            <p class="build-words"><a href=building.question_path(key.as_str())>{number}<bdi>{words}</bdi></a>
                {question.retired.then(|| view! { " "<span class="tag">"retired"</span> })}
                {(found > 0).then(|| view! { " "<span class="tag warn">{Noun { one: "thing", many: "things" }.count(found)}" to look at"</span> })}
                {(remarks > 0).then(|| view! { " "<span class="tag">{Noun { one: "remark", many: "remarks" }.count(remarks)}</span> })}</p>
            <p class="meta"><span>{kind}</span>{question.required.then(|| view! { <span>"has to be answered"</span> })}{when.map(|when| view! { <span dir="auto">{when}</span> })}</p>
            <p class="small-acts">
                {(!first_of_all).then(|| act("up", key, "Up", &named))}
                {(!last_of_all).then(|| act("down", key, "Down", &named))}
                {act("copy", key, "Duplicate", &named)}
                {(at > 0).then(|| act("split", key, "Begin a page here", &named))}
                {if question.retired { act("back", key, "Ask it again", &named) } else if building.has_published(key) { act("remove", key, "Retire", &named) } else { act("remove", key, "Remove", &named) }}
            </p>
        </li>
    }
    .into_any()
}

/// What a button of the outline does.
fn edit_of(word: &str, key: &str, target: &str) -> Option<Edit> {
    let language = crate::questionnaires::definition::texts::Language::english;
    if word == "add-page" {
        let after = Key::new(key).ok();
        return Some(Edit::AddPage { title: String::new(), language: language(), after });
    }
    let key = Key::new(key).ok()?;
    Some(match word {
        "up" => Edit::MoveQuestion { question: key, to: QuestionMove::Up },
        "down" => Edit::MoveQuestion { question: key, to: QuestionMove::Down },
        // Where it is dropped: after another question, or first on a page.
        "after" => {
            Edit::MoveQuestion { question: key, to: QuestionMove::To(QuestionSpot::After(Key::new(target).ok()?)) }
        }
        "first" => {
            Edit::MoveQuestion { question: key, to: QuestionMove::To(QuestionSpot::First(Key::new(target).ok()?)) }
        }
        "copy" => Edit::Duplicate(key),
        "split" => Edit::SplitPage(key),
        "remove" => Edit::RemoveQuestion(key),
        "back" => Edit::BringBackQuestion(key),
        "page-up" => Edit::MovePage { page: key, to: MoveTo::Up },
        "page-down" => Edit::MovePage { page: key, to: MoveTo::Down },
        "page-join" => Edit::MergePage(key),
        "page-remove" => Edit::RemovePage(key),
        _ => return None,
    })
}

/// `POST …/build` (`do`: what, a space and the key of what it is done to; for dropping another space and where)
pub async fn act_on(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["do"], &mut errors);
    let mut words = fields.text("do").split(' ');
    let (word, key, target) = (words.next(), words.next(), words.next());
    let edit = edit_of(word.unwrap_or_default(), key.unwrap_or_default(), target.unwrap_or_default());
    let Some(edit) = edit else {
        errors.add("form", "Press one of the buttons beside a question or a page");
        return show(&visit, &building, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    match perform(&visit, &building.managed, &[edit], |_| true).await? {
        BuildOutcome::Done(at) => {
            // Where it is now, which may be in another part.
            let changed = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
            // What is of no one question or page is shown where it was asked for.
            let part = asked_part(&visit, parts::of(changed.form()).len());
            match at {
                ChangedPart::Whole => visit.go(&format!("{}{}", changed.base(), parts::query(part))),
                at => visit.go(&changed.outline_path(&at)),
            }
        }
        BuildOutcome::Refused(_, why) => {
            errors.add("form", why);
            show(&visit, &building, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        BuildOutcome::Overtaken => {
            let part = asked_part(&visit, parts::of(building.form()).len());
            visit.go(&format!("{}{}", building.base(), parts::query(part)))
        }
    }
}

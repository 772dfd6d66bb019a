//! What people wrote and a moderator published, for everybody: some of it beside the figures of its question, all of it on a
//! page of its own. It is shown where the figures are shown, and no sooner.

use leptos::prelude::*;

use super::store::{self, ListedText, TextsShown};
use crate::App;
use crate::consultations::model::Stage;
use crate::consultations::pages::{crumbs, stage_now, tabs};
use crate::consultations::rules::stage;
use crate::consultations::showing::hidden_because;
use crate::db::DbError;
use crate::ids::QuestionnaireId;
use crate::moderation::rules::set_marks_apart;
use crate::questionnaires::definition::key::{Key, in_address};
use crate::questionnaires::definition::logic;
use crate::questionnaires::definition::question::{Question, Questionnaire};
use crate::questionnaires::pages::{QuestionnairePage, find};
use crate::questionnaires::results::kept::KeptFigures;
use crate::site::{Fault, Page, Path, Visit};
use crate::ui::done_note;
use crate::ui::pager::pager;
use crate::ui::prose::{self, Author};

/// How many stand beside the figures.
const BESIDE: usize = 3;

const DONE: &[(&str, &str, &str)] = &[("report", "Thank you: a moderator will look at it.", "")];

/// Where everybody reads what was published of the answers to a question. `questionnaire` is the questionnaire's page.
pub fn href(questionnaire: &str, question: &str) -> String {
    format!("{questionnaire}/words?question={}", in_address(question))
}

/// A few published answers to a question, and whether there are more.
pub struct SomeWords {
    question: Key,
    texts: Vec<ListedText>,
    more: bool,
}

/// Some of what was published of each question whose answers are published.
///
/// # Errors
/// When the record cannot be reached.
pub async fn some(app: &App, id: QuestionnaireId, form: &Questionnaire) -> Result<Vec<SomeWords>, DbError> {
    let mut found = Vec::new();
    for question in form.questions().filter(|question| question.is_published()) {
        let of = (id, question.key.as_str());
        let (mut texts, _) = store::listed(&app.db, of, TextsShown::Published, (-1, 0)).await?;
        if !texts.is_empty() {
            let more = texts.len() > BESIDE;
            texts.truncate(BESIDE);
            found.push(SomeWords { question: question.key.clone(), texts, more });
        }
    }
    Ok(found)
}

/// Those of one question, beside its figures. `questionnaire` is the questionnaire's page.
pub fn beside(all: &[SomeWords], question: &Key, questionnaire: &str) -> AnyView {
    let Some(some) = all.iter().find(|some| some.question == *question) else { return ().into_any() };
    let items: Vec<AnyView> = some.texts.iter().map(|text| view! { <li>{quoted(text)}</li> }.into_any()).collect();
    let words = if some.more { "Read more of what people wrote" } else { "What people wrote, on a page of its own" };
    view! {
        <ul class="words">{items}</ul>
        <p class="actions"><a href=href(questionnaire, question.as_str())>{words}</a></p>
    }
    .into_any()
}

pub(super) fn quoted(text: &ListedText) -> AnyView {
    let html = prose::render(text.read(), Author::Resident).into_string();
    let html = if text.shown.is_empty() { html } else { set_marks_apart(&html) };
    view! { <blockquote dir="auto" inner_html=html></blockquote> }.into_any()
}

/// Whether everybody may read what was written in answer to a question now: it is to be published, and the figures of the
/// question are shown.
///
/// # Errors
/// [`Fault::Missing`] when not.
pub(super) async fn may_read(visit: &Visit, shown: &QuestionnairePage, key: &str) -> Result<(), Fault> {
    if !shown.version.form.question(key).is_some_and(Question::is_published) {
        return Err(Fault::Missing);
    }
    if hidden_because(&shown.consultation, visit.now).is_some() {
        return Err(Fault::Missing);
    }
    let open = stage(&shown.consultation.dates, visit.now) == Stage::Open;
    let counted = visit.app.warm::<KeptFigures>().public(&visit.app, &shown.record, open).await?;
    let plan = counted.plan()?;
    let shows = counted.figures(&plan).iter().any(|one| one.question.key.as_str() == key && counted.shows(one));
    if shows { Ok(()) } else { Err(Fault::Missing) }
}

/// `GET /consultations/{slug}/questionnaires/{number}/words` (`?question=KEY&after=…`)
pub async fn list(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    let key = visit.query_value("question");
    may_read(&visit, &shown, &key).await?;
    let QuestionnairePage { consultation, record, version } = &shown;
    let question = version.form.question(&key).ok_or(Fault::Missing)?;
    let after = visit.query_value("after");
    let place = after.split_once('-').and_then(|(place, id)| Some((place.parse().ok()?, id.parse().ok()?)));
    let of = (record.id, key.as_str());
    let (texts, next) = store::listed(&visit.app.db, of, TextsShown::Published, place.unwrap_or((-1, 0))).await?;
    let here = href(&shown.path(), &key);
    let name = logic::question_words(&version.form, question);
    visit.page(format!("What people wrote: {name}")).about(consultation.id).described(&consultation.summary).show(|| {
        let number = logic::number(&version.form, &question.key);
        let items: Vec<AnyView> = texts
            .iter()
            .map(|text| {
                let report = format!("{}/words/{}/report", shown.path(), text.id);
                view! { <li>{quoted(text)}<p class="actions after"><a class="report" href=report>"Report"<span class="vh">" this answer"</span></a></p></li> }.into_any()
            })
            .collect();
        view! {
            {crumbs(Some(consultation))}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title">
                <p class="over">"What people wrote "{stage_now(&consultation.dates, visit.now)}</p>
                <h1>{number.map(|number| format!("{number}. "))}<span dir="auto">{name.clone()}</span></h1>
                <p class="meta"><span><a href=format!("{}/results", shown.path())>"All results"</a></span></p>
            </header>
            {tabs(&visit, consultation, "/results")}
            <p>"Each is one person’s answer in their own words, read by a moderator before it was published. The order is one of chance and says nothing. What is taken out, and why, stands in "<a href="/moderation-policy">"our policy"</a>"."</p>
            {if items.is_empty() {
                view! { <div class="empty"><h2>"Nothing is published yet"</h2><p>"What people write is read first. What is published stands here."</p></div> }.into_any()
            } else {
                view! { <ul class="words">{items}</ul> }.into_any()
            }}
            {pager("More of what people wrote", place.map(|_: (i64, i64)| here.clone()), next.map(|(place, id)| format!("{here}&after={place}-{id}")))}
        }
        .into_any()
    })
}

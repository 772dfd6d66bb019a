//! Adding a question: of a kind, with its options pasted, or one that the service keeps.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::super::At;
use super::outline::crumbs;
use super::{BuildOutcome, BuiltQuestionnaire, perform};
use crate::ids::BankQuestionId;
use crate::questionnaires::amending::ChangedPart;
use crate::questionnaires::building::{OptionsOf, QuestionSpot, QuestionnaireEdit as Edit};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{KINDS, QuestionKind, Questionnaire};
use crate::questionnaires::store::making::{self, BankQuestion};
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::form::radios;
use crate::ui::{Field, FieldKind, FieldOption, error_summary};

/// A word more about a kind, for whoever chooses.
fn about(kind: &str) -> &'static str {
    match kind {
        "one-of" => "Yes or no, how often, which one. The easiest to answer and to count.",
        "several-of" => "Tick all that fit. Offer “None of these” as well.",
        "scale" => "From one pole to the other, with words of your own.",
        "matrix" => "At most seven lines: people stop reading.",
        "rank" => "Put in order by numbers. At most seven options.",
        "whole-number" => "How many times, how many people.",
        "split-points" | "split-money" => "Share out a fixed sum. It shows what matters more.",
        "long-text" => "In their own words. Somebody has to read every answer.",
        "branch" => "From your own list of libraries.",
        "postcode-area" => "Enough to see where answers come from, too little to find anybody.",
        "information" => "A plan, a map in words, what happens next.",
        _ => "",
    }
}

/// `GET …/build/add?page=KEY` or `?after=KEY`
pub async fn ask(visit: Visit, Path((slug, number)): At) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    form(&visit, &building, &Fields::default(), &FormErrors::none(), StatusCode::OK).await
}

async fn form(
    visit: &Visit,
    building: &BuiltQuestionnaire,
    typed: &Fields,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let bank = making::bank(&visit.app.db).await?;
    let page = if typed.has("page") { typed.text("page").to_owned() } else { visit.query_value("page") };
    let kinds: Vec<FieldOption> = KINDS
        .iter()
        .filter(|(word, _)| *word != "file")
        .map(|(word, name)| {
            let option = FieldOption::new(*word, *name);
            match about(word) {
                "" => option,
                more => option.hint(more),
            }
        })
        .collect();
    let action = format!("{}/add", building.base());
    visit.page("Add a question").status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(building)}
            <header class="title"><h1>"Add a question"</h1></header>
            <form class="editor" method="post" action=action.clone() data-keep=errors.keeping() novalidate>
                <input type="hidden" name="page" value=page.clone()/>
                {Field::new("label", "The question").hint("It can be changed afterwards.").kind(FieldKind::Lines(2)).value(typed.text("label")).show(errors)}
                {radios("kind", "How is it answered?", kinds, typed.text("kind"), errors)}
                {Field::new("paste", "Its options, if it has some").hint("One on each line, as from a letter or a spreadsheet. They can be changed afterwards.").kind(FieldKind::Lines(6)).value(typed.text("paste")).show(errors)}
                <p class="actions"><button class="button">"Add it"</button>" "<a href=building.base()>"Back to the outline"</a></p>
            </form>
            {from_the_bank(&bank, &action, &page)}
        }
        .into_any()
    })
}

fn from_the_bank(bank: &[BankQuestion], action: &str, page: &str) -> Option<AnyView> {
    if bank.is_empty() {
        return None;
    }
    let items: Vec<AnyView> = bank
        .iter()
        .filter_map(|one| {
            let question = one.question()?;
            let words = question.label.read(one.form.first_language(), &one.form.languages).to_owned();
            let name = one.name.clone();
            Some(view! {
                <li><p><strong dir="auto">{one.name.clone()}</strong>": "<bdi>{words}</bdi></p>
                    <button class="button small quiet" name="bank" value=one.id.0.to_string()>"Add this one"<span class="vh">{format!(": {name}")}</span></button></li>
            }.into_any())
        })
        .collect();
    Some(
        view! {
            <section><h2>"Or one that your service keeps"</h2>
                <form method="post" action=action.to_owned()>
                    <input type="hidden" name="page" value=page.to_owned()/>
                    <ul class="bank">{items}</ul>
                </form>
                <p><a href="/staff/question-bank">"The bank of questions"</a></p></section>
        }
        .into_any(),
    )
}

/// Where it is put: last on the page that was named, or on the last page.
fn spot(form: &Questionnaire, page: &str) -> Option<QuestionSpot> {
    let named = form.pages.iter().find(|one| one.key.as_str() == page).or(form.pages.last())?;
    Some(QuestionSpot::Last(named.key.clone()))
}

/// `POST …/build/add` (`page`, `kind`, `label`, `paste`; or `bank`: the number of one that is kept)
pub async fn add(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    if let Some(taken_up) = fields.taken_up() {
        return form(&visit, &building, &fields, &taken_up, StatusCode::OK).await;
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["page", "kind", "label", "paste", "bank"], &mut errors);
    let whole = building.form();
    let language = whole.first_language().clone();
    let mut spot = spot(whole, fields.text("page"));
    if spot.is_none() {
        // The first question of an empty questionnaire brings its page along.
        let page = Edit::AddPage { title: String::new(), language: language.clone(), after: None };
        match perform(&visit, &building.managed, &[page], |form| form.pages.is_empty()).await? {
            BuildOutcome::Done(ChangedPart::Page(key)) => spot = Some(QuestionSpot::Last(key)),
            _ => return Err(Fault::Busy),
        }
    }
    let spot = spot.ok_or(Fault::Busy)?;
    let edit = if fields.has("bank") {
        let id = fields.number("bank").map(BankQuestionId).ok_or(Fault::Missing)?;
        let kept = making::bank(&visit.app.db).await?.into_iter().find(|one| one.id == id).ok_or(Fault::Missing)?;
        let question = kept.question().ok_or(Fault::Missing)?.clone();
        Edit::AddCopy { question: Box::new(question), spot }
    } else {
        let kind = fields.text("kind").to_owned();
        if !KINDS.iter().any(|(word, _)| *word == kind && kind != "file") {
            errors.add("kind", "Choose how the question is answered");
        }
        if fields.text("label").is_empty() {
            errors.add("label", "Enter the question");
        }
        Edit::AddQuestion { kind, label: fields.text("label").to_owned(), language: language.clone(), spot }
    };
    if !errors.is_empty() {
        return form(&visit, &building, &fields, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let key = match perform(&visit, &building.managed, &[edit], |_| true).await? {
        BuildOutcome::Done(ChangedPart::Question(key)) => key,
        BuildOutcome::Refused(_, why) => {
            errors.add(if fields.has("bank") { "form" } else { "label" }, why);
            return form(&visit, &building, &fields, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        _ => return Err(Fault::Busy),
    };
    paste(&visit, &building, &key, &fields).await
}

/// The options of a question that was just added.
async fn paste(visit: &Visit, building: &BuiltQuestionnaire, key: &Key, fields: &Fields) -> Page {
    let text = fields.text("paste").to_owned();
    let added = format!("{}?done=added", building.question_path(key.as_str()));
    if text.is_empty() {
        return visit.go(&added);
    }
    let latest = BuiltQuestionnaire::find(
        visit,
        &building.managed.consultation.slug,
        &building.managed.record.number.to_string(),
    )
    .await?;
    let takes = latest.form().question(key.as_str()).is_some_and(|question| {
        question.list().is_some() || matches!(question.kind, QuestionKind::Matrix { .. } | QuestionKind::Split { .. })
    });
    if !takes {
        return visit.go(&added);
    }
    let language = latest.form().first_language().clone();
    let edit = Edit::PasteOptions { question: key.clone(), of: OptionsOf::Options, text, language };
    match perform(visit, &latest.managed, &[edit], |_| true).await? {
        BuildOutcome::Refused(_, why) => {
            // The question is there; what was pasted stays in the field of its page.
            let mut errors = FormErrors::none();
            errors.add("paste", why);
            let kept = Fields::from_pairs([("paste".to_owned(), fields.text("paste").to_owned())]);
            super::question::show(visit, &latest, key.as_str(), Some(&kept), &errors, StatusCode::UNPROCESSABLE_ENTITY)
                .await
        }
        _ => visit.go(&added),
    }
}

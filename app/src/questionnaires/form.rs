//! A questionnaire as a form: all its questions on one page, and the reading of what was filled in. On their own pages
//! residents answer one thing after the other; staff key in a sheet of paper, and programs send it, at once.

use std::sync::Arc;

use leptos::prelude::*;

use super::definition::answer::{Given, PartialDate};
use super::definition::checking::Around;
use super::definition::fields::FilledIn;
use super::definition::piping;
use super::definition::question::{AnswerOption, Question};
use super::definition::route::Route;
use super::desk::SendAnswers;
use super::model::{QuestionnaireRecord, QuestionnaireVersion};
use super::sent_files::is_file;
use super::view::{AskedOf, FilesHere, question_fields};
use crate::branches::model::BranchName;
use crate::clock;
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk::Contribution;
use crate::site::{Fields, FormErrors};
use crate::time::Time;
use crate::ui::form::Names;

impl FilledIn for Fields {
    fn value(&self, name: &str) -> &str {
        self.text(name)
    }

    fn values(&self, name: &str) -> Vec<&str> {
        self.pairs().iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// What is read of one question, with what is wrong with it noted. `route` is what was answered before it.
pub fn read_question(
    question: &Question,
    filled: &Fields,
    asked: &AskedOf<'_>,
    route: &Route<'_>,
    errors: &mut FormErrors,
) -> Option<super::definition::answer::Answer> {
    let offers = |option: &AnswerOption| route.offers(option);
    let branch = |slug: &str| asked.branches.iter().any(|one| one.slug == slug);
    let around = Around { offers: &offers, branch: &branch, today: today(asked.now) };
    let answer = question.read_fields(filled).and_then(|answer| match answer {
        Some(answer) => question.check(&answer, asked.language, &around).map(|()| Some(answer)),
        None => Ok(None),
    });
    let own = question.error.read(asked.language, &asked.form.languages);
    match answer {
        Ok(answer) => answer,
        Err(why) => {
            let words = if own.is_empty() { why.words() } else { own.to_owned() };
            errors.add(question.first_field(), words);
            None
        }
    }
}

/// What is said where a question that has to be answered was left empty.
pub fn missing(question: &Question, asked: &AskedOf<'_>) -> String {
    let own = question.error.read(asked.language, &asked.form.languages);
    if !own.is_empty() {
        return own.to_owned();
    }
    let label = piping::for_everybody(question.label.read(asked.language, &asked.form.languages));
    format!("Answer “{}”", label.trim())
}

/// What is said where a file is needed and cannot be sent.
fn no_file_here(question: &Question, asked: &AskedOf<'_>) -> String {
    let label = piping::for_everybody(question.label.read(asked.language, &asked.form.languages));
    format!(
        "“{}” asks for a file, which cannot be sent with a form that has all the questions. Press “Start” on the page of the \
         questionnaire and answer page by page: there it can",
        label.trim()
    )
}

/// What is said where something was filled in that is not asked after what stands before it: it is never left out silently.
fn not_asked(question: &Question, asked: &AskedOf<'_>) -> String {
    let label = piping::for_everybody(question.label.read(asked.language, &asked.form.languages));
    format!("“{}” is not asked of people who answered so: clear it, or change what it depends on", label.trim())
}

/// The answers to one questionnaire.
pub struct WholeForm {
    /// The questionnaire.
    pub record: QuestionnaireRecord,
    /// What is asked.
    pub version: Arc<QuestionnaireVersion>,
    /// The service's libraries.
    pub branches: Vec<BranchName>,
    /// The moment of the page.
    pub now: Time,
    /// Under which the answers are recorded, once, unless the form brings its own.
    pub send_key: i64,
}

impl WholeForm {
    fn asked(&self) -> AskedOf<'_> {
        AskedOf {
            form: &self.version.form,
            language: self.version.form.first_language(),
            branches: &self.branches,
            order_seed: None,
            now: self.now,
            files: FilesHere::Elsewhere,
        }
    }

    /// What was filled in, question after question: each is judged by what was answered before it.
    pub fn given(&self, filled: &Fields, errors: &mut FormErrors) -> Given {
        let form = &self.version.form;
        let asked = self.asked();
        let mut given = Given::new();
        for question in form.questions().filter(|question| question.asks() && !question.retired) {
            let route = Route::of(form, &given);
            if !route.asks(question.key.as_str()) {
                if question.field_names().iter().any(|name| !filled.text(name).is_empty()) {
                    errors.add(question.first_field(), not_asked(question, &asked));
                }
                continue;
            }
            // What is said of one here could be anybody's; a form that holds everything has none of its own.
            if is_file(question) && !filled.text(&question.field()).is_empty() {
                errors.add(question.first_field(), no_file_here(question, &asked));
                continue;
            }
            if let Some(answer) = read_question(question, filled, &asked, &route, errors) {
                given.insert(question.key.clone(), answer);
            }
        }
        given
    }

    /// The fields it has, and those that every such form may have.
    fn known(&self) -> Vec<String> {
        let questions = self.version.form.questions().flat_map(Question::field_names);
        questions.chain(["version", "key"].map(str::to_owned)).collect()
    }
}

impl AnswerForm for WholeForm {
    fn word(&self) -> String {
        format!("questionnaire-{}", self.record.number)
    }

    fn fields(&self, names: Names<'_>, filled: &Fields, errors: &FormErrors) -> AnyView {
        let form = &self.version.form;
        let asked = self.asked();
        let given = Given::new();
        let route = Route::of(form, &given);
        let questions: Vec<AnyView> = form
            .questions()
            .filter(|question| !question.retired)
            .map(|question| question_fields(question, &asked, &route, names, filled, errors, false))
            .collect();
        let key = if filled.has("key") { filled.text("key").to_owned() } else { self.send_key.to_string() };
        view! {
            <fieldset class="questionnaire">
                <legend><bdi>{self.record.title.clone()}</bdi></legend>
                {questions}
            </fieldset>
            <input type="hidden" name=names.of("version") value=self.version.number.to_string()/>
            <input type="hidden" name=names.of("key") value=key/>
        }
        .into_any()
    }

    fn read(&self, filled: &Fields, errors: &mut FormErrors) -> Option<Box<dyn Contribution>> {
        let known = self.known();
        filled.expect_only(&known.iter().map(String::as_str).collect::<Vec<_>>(), errors);
        if filled.has("version") && filled.number("version") != Some(self.version.number) {
            errors.add(
                "form",
                "The questionnaire was amended meanwhile, so nothing is recorded yet: look at it again before you send it",
            );
            return None;
        }
        let given = self.given(filled, errors);
        let touched = |(name, value): &(String, String)| name.starts_with("q-") && !value.trim().is_empty();
        if given.is_empty() && !filled.pairs().iter().any(touched) {
            return None;
        }
        let asked = self.asked();
        let route = Route::of(&self.version.form, &given);
        for (_, question) in route.missing() {
            let words = if is_file(question) { no_file_here(question, &asked) } else { missing(question, &asked) };
            errors.add(question.first_field(), words);
        }
        Some(Box::new(SendAnswers {
            questionnaire: self.record.id,
            version: Arc::clone(&self.version),
            given: route.sent(),
            order_seed: None,
            draft: None,
            send_key: filled.number("key").unwrap_or(self.send_key),
        }))
    }
}

/// The day that a moment is in.
pub fn today(now: Time) -> PartialDate {
    // The clock writes a day that the calendar has.
    clock::day(now).parse().unwrap_or(PartialDate { year: 1970, month: None, day: None })
}

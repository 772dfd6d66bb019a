//! A questionnaire described for programs: what an import would take over, before anything is recorded.

use serde_json::{Value, json};

use super::imported::Imported;
use crate::questionnaires::definition::condition::Condition;
use crate::questionnaires::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};

/// What was read: languages, pages, questions in order, what is left out and what should be looked at.
pub fn imported(read: &Imported) -> Value {
    let mut described = questionnaire(&read.questionnaire);
    described["dropped"] = read
        .dropped
        .iter()
        .map(|dropped| json!({ "name": dropped.name, "what": dropped.what, "why": dropped.why }))
        .collect();
    described["warnings"] = json!(read.warnings);
    described["unclear"] = read
        .unclear
        .iter()
        .map(|unclear| json!({ "question": unclear.question, "condition": unclear.condition, "why": unclear.why }))
        .collect();
    described
}

/// Languages, pages and questions.
pub fn questionnaire(whole: &Questionnaire) -> Value {
    let language = whole.first_language();
    let pages = whole.pages.iter().map(|page| {
        json!({
            "key": page.key,
            "title": page.title.read(language, &whole.languages),
            "condition": page.when.as_ref().map(ToString::to_string),
            "questions": page.questions.iter().map(|question| &question.key).collect::<Vec<_>>(),
        })
    });
    let questions = whole.pages.iter().flat_map(|page| {
        page.questions.iter().map(|question| {
            // Whom it is asked of, whichever way that is written: on its page or on itself.
            let when = Condition::both(page.when.clone(), question.when.clone());
            described(whole, question, when.as_ref())
        })
    });
    json!({
        "title": whole.title.read(language, &whole.languages),
        "languages": whole.languages,
        "pages": pages.collect::<Vec<Value>>(),
        "questions": questions.collect::<Vec<Value>>(),
    })
}

fn described(whole: &Questionnaire, question: &Question, when: Option<&Condition>) -> Value {
    let language = whole.first_language();
    let option = |option: &AnswerOption| {
        let mut described = json!({ "code": option.code, "label": option.label.read(language, &whole.languages) });
        if let Some(when) = &option.when {
            described["condition"] = json!(when.to_string());
        }
        for (name, is) in [
            ("exclusive", option.exclusive),
            ("write_in", option.write_in),
            ("fixed", option.fixed),
            ("retired", option.retired),
        ] {
            if is {
                described[name] = json!(true);
            }
        }
        described
    };
    let mut described = json!({
        "key": question.key,
        "type": question.kind.word(),
        "label": question.label.read(language, &whole.languages),
        "required": question.required,
        "options": question.options().iter().map(option).collect::<Vec<Value>>(),
        "condition": when.map(ToString::to_string),
    });
    match &question.kind {
        QuestionKind::Matrix { columns, .. } => {
            described["columns"] = columns.iter().map(option).collect();
        }
        QuestionKind::Scale { points } => {
            let points = points.iter().zip(1..).map(|(point, code): (_, usize)| {
                json!({ "code": code.to_string(), "label": point.read(language, &whole.languages) })
            });
            described["options"] = points.collect();
        }
        _ => {}
    }
    described
}

//! Bringing in a questionnaire that another program wrote: the file is read, and before anything is recorded a page says
//! what of it would be taken over, what would be left out and why, and what should be looked at. Only then is it added.

use axum::extract::Request;
use axum::http::StatusCode;
use leptos::prelude::*;

use super::pages::{languages, logic_table, proof};
use super::{At, find, list_path};
use crate::consultations::editing::{self, crumbs};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::downloads;
use crate::numbers::Noun;
use crate::questionnaires::definition::question::Questionnaire;
use crate::questionnaires::definition::{document, proof as proving};
use crate::questionnaires::interchange::imported::Imported;
use crate::questionnaires::interchange::{self, LARGEST_FILE, ReadFormat, WriteFormat};
use crate::questionnaires::pages::length;
use crate::questionnaires::{intake, rules};
use crate::reason;
use crate::site::upload::{UploadProblem, one_file};
use crate::site::{Area, Fault, FormErrors, Page, Path, Visit};
use crate::ui::error_summary;

/// The most room that the text of a questionnaire has in a form, in bytes.
pub const LARGEST_TEXT: usize = 4 * 1024 * 1024;

/// How many lines of one kind the page shows.
const LINES_SHOWN: usize = 200;

/// `GET /staff/consultations/{slug}/questionnaires/import`
pub async fn ask(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    rules::may_add(stage(&consultation.dates, visit.now))?;
    form(&visit, &consultation, &FormErrors::none(), StatusCode::OK)
}

fn form(visit: &Visit, consultation: &Consultation, errors: &FormErrors, status: StatusCode) -> Page {
    let list = list_path(consultation);
    let wrong = errors.of("file").map(str::to_owned);
    visit.page("Bring in a questionnaire").area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(consultation))}
            <header class="title"><h1>"Bring in a questionnaire"</h1>
                <p class="lede">"From a file that another program wrote. You are shown what would be taken over before anything is."</p></header>
            <form method="post" action=format!("{list}/import") enctype="multipart/form-data">
                <div class=if wrong.is_some() { "field invalid" } else { "field" }>
                    <label for="file">"File"</label>
                    <p class="hint" id="file-hint">"XLSForm (.xlsx, .xls or .ods), LimeSurvey (.txt or .lss) or a text that was written here (.toml). At most 20 MB. What it is, is told by what is in it."</p>
                    {wrong.clone().map(|wrong| view! { <p class="error" id="file-error">{wrong}</p> })}
                    <input id="file" name="file" type="file" accept=".xlsx,.xls,.ods,.txt,.tsv,.lss,.toml" aria-describedby=if wrong.is_some() { "file-hint file-error" } else { "file-hint" } aria-invalid=wrong.is_some().then_some("true")/>
                </div>
                <p class="actions"><button class="button">"See what would come in"</button>" "<a href=list.clone()>"Back"</a></p>
            </form>
            <details class="why"><summary>"What happens to what cannot be taken over?"</summary>
                <p>"It is named, question by question, with the reason. Calculations, repeated groups, pictures and scores are left out. A condition that is not understood is never taken for “ask everybody”: the file comes in only if the questions that hang on it are left out, and you are asked first."</p></details>
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/questionnaires/import` (multipart: `file`): only shows, records nothing.
pub async fn try_out(visit: Visit, Path(slug): Path<String>, request: Request) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    rules::may_add(stage(&consultation.dates, visit.now))?;
    let refused = |words: String, status| {
        let mut errors = FormErrors::none();
        errors.add("file", words);
        form(&visit, &consultation, &errors, status)
    };
    let bytes = match one_file(&visit.app, request).await {
        Ok(bytes) => bytes,
        Err(problem) => {
            let (words, status) = match problem {
                UploadProblem::NoForm | UploadProblem::Empty => {
                    ("Choose a file with a questionnaire", StatusCode::UNPROCESSABLE_ENTITY)
                }
                UploadProblem::TooLarge => {
                    ("This file is larger than 20 MB. Check that it is the right one", StatusCode::PAYLOAD_TOO_LARGE)
                }
                UploadProblem::Broken => {
                    ("The file did not arrive whole. Choose it again", StatusCode::UNPROCESSABLE_ENTITY)
                }
            };
            return refused(words.to_owned(), status);
        }
    };
    // The largest workbooks take a second to unpack, in which others should not wait.
    let read = tokio::task::spawn_blocking(move || {
        let format = ReadFormat::of(&bytes);
        interchange::read(&bytes).map(|read| (format, read))
    });
    match read.await.map_err(Fault::broken)? {
        Ok((format, read)) => shown(&visit, &consultation, format, &read),
        Err(why) => refused(why.to_string(), StatusCode::UNPROCESSABLE_ENTITY),
    }
}

/// What would come in, with the button that does it.
fn shown(visit: &Visit, consultation: &Consultation, format: ReadFormat, read: &Imported) -> Page {
    let clear = if read.unclear.is_empty() { read.clone() } else { read.clone().without_unclear() };
    let form = intake::titled(clear.questionnaire.clone());
    let text = document::to_toml(&form).map_err(Fault::broken)?;
    let faults = proving::faults(&form);
    let list = list_path(consultation);
    visit.page("What would come in").area(Area::Staff).show(|| {
        view! {
            {crumbs(Some(consultation))}
            <header class="title">
                <p class="over">{format!("From a file: {}", format.name())}</p>
                <h1 dir="auto">{form.title.read(form.first_language(), &form.languages).to_owned()}</h1>
                <p class="lede">{length(&form)}{format!(", in {}. Nothing is recorded yet.", languages(&form))}</p>
            </header>
            {unclear(read)}
            {offer(&list, read, &form, &text)}
            {left_out(&clear)}
            {to_look_at(&clear)}
            <h2>"Who would be asked what"</h2>
            {logic_table(&form)}
            {(!faults.is_empty()).then(|| proof(Stage::Draft, &faults))}
        }
        .into_any()
    })
}

fn offer(list: &str, read: &Imported, form: &Questionnaire, text: &str) -> AnyView {
    let another = format!("{list}/import");
    if form.questions().next().is_none() {
        return view! { <p>"There is no question in this file that can be taken over."</p><p class="actions"><a class="button" href=another>"Choose another file"</a></p> }
            .into_any();
    }
    // What stands in a form takes up to three times the room while it is sent.
    if text.len() > LARGEST_TEXT / 3 {
        return view! { <p>"This questionnaire is too long to be sent with a form. Whoever runs Soundings can bring it in with "<code>"soundings questionnaire import"</code>"."</p><p class="actions"><a class="button" href=another>"Choose another file"</a></p> }
            .into_any();
    }
    let button = if read.unclear.is_empty() { "Bring it in" } else { "Bring it in without these questions" };
    view! {
        <form method="post" action=format!("{list}/new")>
            <input type="hidden" name="definition" value=text.to_owned()/>
            <input type="hidden" name="seen" value="0"/>
            <p class="actions"><button class="button">{button}</button>" "<a href=another>"Choose another file"</a></p>
        </form>
    }
    .into_any()
}

fn some_of(lines: Vec<AnyView>) -> AnyView {
    let more = lines.len().saturating_sub(LINES_SHOWN);
    let lines: Vec<AnyView> = lines.into_iter().take(LINES_SHOWN).collect();
    view! { <ul>{lines}</ul>{(more > 0).then(|| view! { <p>{format!("And {more} more.")}</p> })} }.into_any()
}

fn unclear(read: &Imported) -> Option<AnyView> {
    if read.unclear.is_empty() {
        return None;
    }
    let lines = read.unclear.iter().map(|one| {
        view! { <li dir="auto"><strong>{one.question.clone()}</strong>": "<code>{one.condition.clone()}</code>" "{one.why.clone()}</li> }.into_any()
    });
    let title = match read.unclear.len() {
        1 => "One condition is not understood".to_owned(),
        many => format!("{many} conditions are not understood"),
    };
    Some(
        view! {
            <div class="note warn"><h2>{title}</h2>
                {some_of(lines.collect())}
                <p>"To ask everybody instead would be wrong, so these questions can only be left out, with all that hangs on them. Or put the conditions right in the file, and choose it again."</p></div>
        }
        .into_any(),
    )
}

fn left_out(read: &Imported) -> Option<AnyView> {
    if read.dropped.is_empty() {
        return None;
    }
    let lines = read.dropped.iter().map(|one| {
        view! { <li dir="auto"><strong>{one.name.clone()}</strong>{format!(" ({}): ", one.what)}{one.why.clone()}</li> }.into_any()
    });
    let title = format!("{} left out", Noun { one: "thing is", many: "things are" }.count(read.dropped.len()));
    Some(view! { <h2>{title}</h2>{some_of(lines.collect())} }.into_any())
}

fn to_look_at(read: &Imported) -> Option<AnyView> {
    if read.warnings.is_empty() {
        return None;
    }
    let lines = read.warnings.iter().map(|one| view! { <li dir="auto">{one.clone()}</li> }.into_any());
    let title = format!("{} to look at", Noun { one: "thing", many: "things" }.count(read.warnings.len()));
    Some(view! { <h2>{title}</h2>{some_of(lines.collect())} }.into_any())
}

/// The files that other programs read, as a list of links.
pub(super) fn offered(base: &str) -> AnyView {
    let items: Vec<AnyView> = WriteFormat::ALL
        .iter()
        .map(|(name, _, what)| {
            view! { <li><a href=format!("{base}/definition/{name}") download="download">{*name}</a>" "<small>{*what}</small></li> }
                .into_any()
        })
        .collect();
    view! {
        <details class="files"><summary>"Take the questions away"</summary>
            <p>"The questions only, without answers, for another program or to keep."</p>
            <ul>{items}</ul>
        </details>
    }
    .into_any()
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/definition/{file}`
pub async fn send(visit: Visit, Path((slug, number, file)): Path<(String, String, String)>) -> Page {
    let at: At = Path((slug, number));
    let managed = find(&visit, &at.0.0, &at.0.1).await?;
    let (name, format, _) = WriteFormat::ALL.iter().find(|(name, ..)| *name == file).ok_or(Fault::Missing)?;
    let written = interchange::write(*format, &managed.form);
    match written {
        Ok(written) => {
            let name = format!("{}-questionnaire-{}-{name}", managed.consultation.slug, managed.record.number);
            downloads::send(written, format.media_type(), &name)
        }
        Err(why) => Err(Fault::Refused(reason!(
            "questionnaire-not-written",
            UNPROCESSABLE_ENTITY,
            Staff,
            "This questionnaire cannot be written in that format",
            why
        ))),
    }
}

/// The most that a form with a file may send: the largest file that is read, and a little around it.
pub const LARGEST_UPLOAD: usize = LARGEST_FILE + 64 * 1024;

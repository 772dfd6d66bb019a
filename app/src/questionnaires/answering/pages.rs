//! The pages on which somebody answers: one thing at a time, with what they said before still in it.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{DraftAt, DraftPage, equality};
use crate::clock;
use crate::consultations::pages::crumbs;
use crate::consultations::rules::closed_to_answers;
use crate::questionnaires::form::WholeForm;
use crate::questionnaires::pages::{QuestionnairePage, paragraphs};
use crate::questionnaires::sent_files::{asks_for_files, is_file};
use crate::questionnaires::view::{AskedOf, question_fields};
use crate::responses;
use crate::responses::form::AnswerForm;
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::error_summary;
use crate::ui::form::Names;

/// `GET …/answers/{key}`: to the first question that is not answered.
pub async fn enter(visit: Visit, Path(at): Path<DraftAt>) -> Page {
    let opened = DraftPage::find(&visit, &at).await?;
    if let Some(sent) = opened.sent_already() {
        return visit.go(&sent);
    }
    visit.go(&opened.onward())
}

/// `GET …/answers/{key}/pages/{page}`
pub async fn page(visit: Visit, Path((slug, number, key, page)): Path<(String, String, String, String)>) -> Page {
    let opened = DraftPage::find(&visit, &(slug, number, key)).await?;
    if let Some(sent) = opened.sent_already() {
        return visit.go(&sent);
    }
    let place = opened.page_of(&page).ok_or(Fault::Missing)?;
    if opened.route().on_page(place).is_empty() {
        return visit.go(&opened.onward());
    }
    show(&visit, &opened, place, None, &FormErrors::none(), StatusCode::OK)
}

/// A page of questions, with what was filled in and what is wrong with it.
pub(super) fn show(
    visit: &Visit,
    opened: &DraftPage,
    place: usize,
    filled: Option<&Fields>,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let route = opened.route();
    let asked = opened.asked(visit.now);
    let form = asked.form;
    let questions = route.on_page(place);
    let kept = || {
        let answered = questions.iter().filter_map(|question| Some((question, route.answer(&question.key)?)));
        Fields::from_pairs(answered.flat_map(|(question, answer)| question.written_fields(answer)))
    };
    let kept = filled.cloned().unwrap_or_else(kept);
    let pages = opened.pages(&route);
    let here = pages.iter().position(|one| *one == place).unwrap_or_default();
    let to = if kept.has("to") { kept.text("to").to_owned() } else { visit.query_value("to") };
    let changing = to == "check";
    let again = (to == "again").then_some(opened.sent_before.as_ref()).flatten();
    let back = match (changing || again.is_some(), here) {
        (true, _) => format!("{}/check", opened.path()),
        (false, 0) => opened.shown.path(),
        (false, here) => pages.get(here - 1).map_or_else(|| opened.shown.path(), |before| opened.page_path(*before)),
    };
    let title = form.pages.get(place).map(|page| asked.said(&page.title, &route)).unwrap_or_default();
    let alone = questions.len() == 1;
    let first = questions.first().map(|question| asked.said(&question.label, &route)).unwrap_or_default();
    let name = if alone || title.is_empty() { first } else { title.clone() };
    // How many pages there are is certain only if no answer changes it.
    let certain = !form
        .pages
        .iter()
        .any(|page| page.when.is_some() || page.questions.iter().any(|question| question.when.is_some()));
    let progress = certain.then(|| format!("Page {} of {}", here + 1, pages.len()));
    let hangs = changing.then(|| hang_on(opened, place, &asked)).filter(|names| !names.is_empty());
    let action = opened.page_path(place);
    let closed = closed_to_answers(&opened.shown.consultation.dates, visit.now).is_some();
    let language = asked.language.code().to_owned();
    let with_file = questions.iter().any(|question| is_file(question));
    visit.page(format!("{name} – {}", opened.shown.record.title)).status(status).private().show(|| {
        let fields: Vec<AnyView> = questions
            .iter()
            .map(|question| question_fields(question, &asked, &route, Names::ALONE, &kept, errors, alone))
            .collect();
        view! {
            <p class="back"><a href=back>"Back"</a></p>
            {error_summary(errors)}
            <div class="one-thing" lang=language>
                <p class="over"><bdi>{opened.shown.record.title.clone()}</bdi>{progress.map(|progress| view! { " · "<span>{progress}</span> })}</p>
                {(!alone && !title.is_empty()).then(|| view! { <h1 dir="auto">{title.clone()}</h1> })}
                {(!alone && title.is_empty()).then(|| view! { <h1 class="vh">{opened.shown.record.title.clone()}</h1> })}
                {closed.then(|| view! { <div class="note warn"><p><strong>"This has closed."</strong>" Your answers cannot be sent any more."</p></div> })}
                {again.map(|_| view! { <div class="note"><p><strong>"The questionnaire was amended since you answered."</strong>" You are asked only about what is new for you. Everything else you said is kept. "<a href=format!("{}/changes", opened.shown.path())>"What changed"</a></p></div> })}
                {hangs.map(|names| view! { <div class="note"><p>"If you change this, other questions may be asked of you, and what you said about these may be left out: "{names.join("; ")}"."</p></div> })}
                <form method="post" action=action enctype=with_file.then_some("multipart/form-data") novalidate>
                    {(changing || again.is_some()).then(|| view! { <input type="hidden" name="to" value=to.clone()/> })}
                    {fields}
                    <p class="actions"><button class="button">{if changing { "Save and go back" } else { "Continue" }}</button>{(!closed).then(|| view! { " "<button class="button quiet" name="save" value="later">"Save and finish later"</button> })}</p>
                </form>
                <p class="meta">{format!("Your answers are kept on this service until {} and not sent before you say so. ", clock::long_date(opened.erased_at()))}<a href=format!("{}/delete", opened.path())>"Delete my answers"</a></p>
            </div>
        }
        .into_any()
    })
}

/// The answered questions that are asked because of what is answered on a page, in words.
fn hang_on(opened: &DraftPage, place: usize, asked: &AskedOf<'_>) -> Vec<String> {
    let form = &opened.shown.version.form;
    let here: Vec<&str> = form
        .pages
        .get(place)
        .into_iter()
        .flat_map(|page| &page.questions)
        .map(|question| question.key.as_str())
        .collect();
    let route = opened.route();
    let mut names = Vec::new();
    for page in form.pages.iter().skip(place) {
        for question in &page.questions {
            let looks = page.when.iter().chain(&question.when).flat_map(|when| when.tests());
            let hangs = looks.into_iter().any(|(of, _)| here.contains(&of.key.as_str()));
            if hangs && route.answer(&question.key).is_some() {
                names.push(format!("“{}”", asked.said(&question.label, &route)));
            }
        }
    }
    names
}

/// `GET …/answers/{key}/sent`: the receipt, again for every repeat.
pub async fn sent(visit: Visit, Path(at): Path<DraftAt>) -> Page {
    let opened = DraftPage::find(&visit, &at).await?;
    if opened.draft.sent_at.is_none() {
        return visit.go(&opened.onward());
    }
    let about_you = equality::still_open(&visit, &opened).await?;
    receipt(&visit, &opened, visit.query_value("already") == "yes", about_you)
}

/// The receipt of answers that were sent, for whoever comes back to them.
///
/// # Errors
/// When the page cannot be made.
pub fn already_sent(visit: &Visit, opened: &DraftPage) -> Page {
    // Only the address from which they were sent leads on to the questions about whoever sent them.
    receipt(visit, opened, true, None)
}

fn receipt(visit: &Visit, opened: &DraftPage, already: bool, about_you: Option<AnyView>) -> Page {
    let form = &opened.shown.version.form;
    let asked = opened.asked(visit.now);
    let thanks = form.thanks.read(asked.language, &form.languages).to_owned();
    let dates = &opened.shown.consultation.dates;
    let closes = dates.closes_at.map(clock::end_date_time).unwrap_or_default();
    let open = closed_to_answers(dates, visit.now).is_none();
    let title = if already { "Already sent" } else { "Thank you" };
    visit.page(title).private().show(|| {
        view! {
            {crumbs(Some(&opened.shown.consultation))}
            <div class="one-thing">
                <div class="note success stamped" id="done" role="status" tabindex="-1">
                    <h1>{title}</h1>
                    <p><strong>{if already { "These answers were sent before, and are recorded once." } else { "Your answers are recorded." }}</strong></p>
                    {responses::receipt::note(&opened.draft.receipt)}
                </div>
                {paragraphs(&thanks)}
                {about_you}
                {open.then(|| view! { <p>{format!("You can change your answers until {closes}: ")}<a href=opened.shown.path()>"change them"</a>"."</p> })}
                <p class="actions"><a class="button quiet" href=format!("/consultations/{}", opened.shown.consultation.slug)>"Back to the consultation"</a></p>
            </div>
        }
        .into_any()
    })
}

/// All questions on one page again, with what was filled in and what is wrong with it.
pub(super) fn all_again(
    visit: &Visit,
    shown: &QuestionnairePage,
    form: &WholeForm,
    fields: &Fields,
    errors: &FormErrors,
) -> Page {
    visit.page(shown.record.title.clone()).status(StatusCode::UNPROCESSABLE_ENTITY).private().show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(&shown.consultation))}
            <header class="title"><p class="over">"Questionnaire"</p><h1 dir="auto">{shown.record.title.clone()}</h1></header>
            <form class="editor" method="post" action=format!("{}/answers", shown.path()) novalidate>
                {form.fields(Names::ALONE, fields, errors)}
                <p class="actions"><button class="button">"Send my answers"</button>{asks_for_files(&shown.version.form).then(|| view! { " "<a href=shown.path()>"Answer page by page, with a file"</a> })}</p>
            </form>
        }
        .into_any()
    })
}

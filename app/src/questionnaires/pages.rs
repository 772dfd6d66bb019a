//! The residents' pages about a questionnaire: the list of a consultation's questionnaires, the page on which one begins,
//! and all its questions to read beforehand.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::again::asked_again;
use super::definition::answer::Given;
use super::definition::question::Questionnaire;
use super::definition::route::Route;
use super::definition::{logic, question};
use super::model::{BIT, QuestionnaireRecord, QuestionnaireVersion};
use super::reading_over::KeptReadings;
use super::store::{self, answers, making};
use super::versions::KeptVersions;
use super::view::{AskedOf, FilesHere, question_fields};
use super::worded::why_worded;
use crate::App;
use crate::branches;
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{crumbs, preview_band, stage_now, tabs, visible};
use crate::consultations::rules::{results_visible, stage};
use crate::db::DbError;
use crate::identity::model::Role;
use crate::numbers::Noun;
use crate::random::Random;
use crate::responses;
use crate::responses::path::{self, AtStep};
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::done_note;
use crate::ui::form::Names;

/// How long a question takes, in seconds: an estimate of ours that leaves time to think, said as "about".
const SECONDS_EACH: u64 = 15;
/// The same for one that asks for words of one's own.
const SECONDS_WRITING: u64 = 45;

/// A questionnaire with what residents are asked.
pub struct QuestionnairePage {
    /// The consultation.
    pub consultation: Consultation,
    /// The questionnaire.
    pub record: QuestionnaireRecord,
    /// What is asked: the current version, or the draft while there is none.
    pub version: Arc<QuestionnaireVersion>,
}

impl QuestionnairePage {
    /// The path of its page.
    pub fn path(&self) -> String {
        format!("/consultations/{}/questionnaires/{}", self.consultation.slug, self.record.number)
    }
}

/// A key under which answers are recorded: never twice the same.
pub fn key_by_chance(random: &Random) -> i64 {
    // Without a sign, so that it reads the same everywhere.
    i64::from_be_bytes(random.bytes::<8>()) & i64::MAX
}

/// What is asked of residents: the current version, or the draft while there is none.
///
/// # Errors
/// When the record cannot be reached.
pub async fn version_of(app: &App, record: &QuestionnaireRecord) -> Result<Arc<QuestionnaireVersion>, DbError> {
    match record.current_version {
        Some(number) => app.warm::<KeptVersions>().get(&app.db, record.id, number).await?.ok_or(DbError::RowNotFound),
        None => {
            let form = store::draft(&app.db, record.id).await?;
            Ok(Arc::new(QuestionnaireVersion {
                number: 0,
                form: Arc::new(form),
                summary: String::new(),
                published_at: None,
                again: BTreeSet::new(),
            }))
        }
    }
}

/// Where a questionnaire is answered, after the consultation's address.
pub fn page_of(record: &QuestionnaireRecord) -> String {
    format!("/questionnaires/{}", record.number)
}

/// The questionnaires of a consultation with what they ask.
///
/// # Errors
/// When the record cannot be reached.
pub async fn asked(
    app: &App,
    of: &Consultation,
) -> Result<Vec<(QuestionnaireRecord, Arc<QuestionnaireVersion>)>, DbError> {
    if !of.parts.asks(BIT) {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for record in store::all(&app.db, of.id).await? {
        let version = version_of(app, &record).await?;
        found.push((record, version));
    }
    Ok(found)
}

/// The questionnaire at an address.
///
/// # Errors
/// [`Fault::Missing`] when there is none for this visitor.
pub async fn find(visit: &Visit, slug: &str, number: &str) -> Result<QuestionnairePage, Fault> {
    let consultation = visible(visit, slug).await?;
    let number = number.parse().map_err(|_| Fault::Missing)?;
    let record = store::by_number(&visit.app.db, consultation.id, number).await?.ok_or(Fault::Missing)?;
    let version = version_of(&visit.app, &record).await?;
    Ok(QuestionnairePage { consultation, record, version })
}

/// `GET /consultations/{slug}/questionnaires`: straight to the only one.
pub async fn list(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = visible(&visit, &slug).await?;
    let asked = asked(&visit.app, &consultation).await?;
    match asked.as_slice() {
        [] => return Err(Fault::Missing),
        [(only, _)] => return visit.go(&format!("/consultations/{slug}/questionnaires/{}", only.number)),
        _ => {}
    }
    visit
        .page(format!("Questionnaires: {}", consultation.title))
        .about(consultation.id)
        .described(&consultation.summary)
        .show(|| {
            view! {
                {crumbs(Some(&consultation))}
                <header class="title">
                    <p class="over">"Questionnaires "{stage_now(&consultation.dates, visit.now)}</p>
                    <h1>"Questions for you"</h1>
                </header>
                {tabs(&visit, &consultation, "/questionnaires")}
                {invitations(&consultation, &asked)}
            }
            .into_any()
        })
}

/// The questionnaires of a consultation as a list; each leads to where it begins.
pub fn invitations(consultation: &Consultation, asked: &[(QuestionnaireRecord, Arc<QuestionnaireVersion>)]) -> AnyView {
    let items: Vec<AnyView> = asked
        .iter()
        .map(|(record, version)| {
            let href = format!("/consultations/{}/questionnaires/{}", consultation.slug, record.number);
            view! {
                <li class="notice">
                    <h3><a dir="auto" href=href>{record.title.clone()}</a></h3>
                    <p class="meta"><span>{length(&version.form)}</span></p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ol class="notices">{items}</ol> }.into_any()
}

/// How long a questionnaire is.
pub struct Length {
    /// How many questions it asks at most.
    count: usize,
    /// Whether some are asked of some people only.
    up_to: bool,
    /// How long it takes at most, in seconds.
    pub seconds: u64,
}

impl Length {
    /// Of a form.
    pub fn of(form: &Questionnaire) -> Self {
        let asked = || form.questions().filter(|question| question.asks() && !question.retired);
        let seconds = asked().map(|one| match one.kind {
            question::QuestionKind::Text { long: true, .. } => SECONDS_WRITING,
            _ => SECONDS_EACH,
        });
        let some = form.pages.iter().any(|page| page.when.is_some()) || asked().any(|question| question.when.is_some());
        Self { count: asked().count(), up_to: some, seconds: seconds.sum() }
    }

    /// "12 questions", or "up to" where some are asked of some people only.
    pub fn questions(&self) -> String {
        let up_to = if self.up_to { "Up to " } else { "" };
        format!("{up_to}{}", Noun { one: "question", many: "questions" }.count(self.count))
    }
}

/// How long it is: "12 questions, about 4 minutes".
pub fn length(form: &Questionnaire) -> String {
    let length = Length::of(form);
    let minutes = Noun { one: "minute", many: "minutes" }.count(length.seconds.div_ceil(60).max(1));
    format!("{}, about {minutes}", length.questions())
}

/// `GET /consultations/{slug}/questionnaires/{number}`
pub async fn show(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    let db = &visit.app.db;
    let own = match visit.account() {
        Some(account) => responses::store::live(db, account.id, shown.consultation.id).await?,
        None => None,
    };
    let sent = match own {
        Some(response) => answers::own(db, [response]).await?.into_iter().find(|one| one.number == shown.record.number),
        None => None,
    };
    let again = match &sent {
        Some(sent) => asked_again(&visit.app, sent, &shown.version).await?.len(),
        None => 0,
    };
    let receipt = own
        .filter(|_| visit.query_value("done") == "questionnaire")
        .map(|response| responses::code::ReceiptCode::for_response(&visit.app.secret, response.0).to_string());
    let QuestionnairePage { consultation, record, version } = &shown;
    let beside = path::beside(&visit, consultation).await?;
    let form = &version.form;
    let at = stage(&consultation.dates, visit.now);
    let language = form.first_language();
    let words = |wording: &super::definition::texts::Wording| wording.read(language, &form.languages).to_owned();
    let note = done_note(
        &visit.query_value("done"),
        &[
            ("deleted", "Your answers are deleted.", "Nothing of them was sent."),
            (
                "saved",
                "Your answers are saved.",
                "These pages are closed on this device: your link or your code opens them again.",
            ),
        ],
    );
    visit.page(record.title.clone()).about(consultation.id).described(&consultation.summary).show(|| {
        let head = view! {
            {crumbs(Some(consultation))}
            <header class="title">
                <p class="over">"Questionnaire "{stage_now(&consultation.dates, visit.now)}</p>
                <h1 dir="auto">{record.title.clone()}</h1>
                <p class="lede">{length(form)}"."</p>
            </header>
            {tabs(&visit, consultation, "/questionnaires")}
        };
        let body = view! {
            {note}
            {receipt.map(|code| view! {
                <div class="note success" id="done" role="status" tabindex="-1"><p><strong>"Your answers are recorded."</strong></p>{responses::receipt::note(&code)}{beside.way_on()}</div>
            })}
            {(at == Stage::Draft).then(|| preview_band(&visit, format!("/staff/consultations/{}/questionnaires/{}", consultation.slug, record.number), "Back to the questionnaire"))}
            {results_visible(consultation, visit.now).then(|| view! { <p class="actions"><a class="button quiet" href=format!("{}/results", shown.path())>{match at { Stage::Open => "See the results so far", Stage::Withdrawn => "See where it stood", _ => "See the results" }}</a></p> })}
            {paragraphs(&words(&form.introduction))}
            {(version.number > 1).then(|| view! { <p class="quiet">{version.published_at.map(|at| format!("Amended on {}. ", clock::long_date(at)))}<bdi>{version.summary.clone()}</bdi>" "<a href=format!("{}/changes", shown.path())>"What changed"</a></p> })}
            {begin(&visit, &shown, sent.as_ref().map(|sent| clock::long_date_time(sent.sent_at)), again)}
            <p class="actions"><a href=format!("{}/questions", shown.path())>"Read all the questions first"</a>{(at == Stage::Open).then(|| view! { " · "<a href="/saved-answers">"Go on with answers you saved"</a> })}</p>
        };
        beside.around(&visit, consultation, AtStep { step: &page_of(record), mark: Some("begin") }, head, body)
    })
}

/// A text with an empty line between its paragraphs.
pub fn paragraphs(text: &str) -> AnyView {
    let all: Vec<AnyView> = text
        .split("\n\n")
        .filter(|part| !part.trim().is_empty())
        .map(|part| view! { <p dir="auto">{part.trim().to_owned()}</p> }.into_any())
        .collect();
    all.into_any()
}

/// The button that begins, or why there is none.
fn begin(visit: &Visit, shown: &QuestionnairePage, sent: Option<String>, again: usize) -> AnyView {
    let dates = &shown.consultation.dates;
    let action = format!("{}/begin", shown.path());
    let until = dates.closes_at.map(clock::end_date_time).unwrap_or_default();
    match stage(dates, visit.now) {
        Stage::Open => {}
        Stage::Draft | Stage::Upcoming => {
            let from = dates
                .opens_at
                .map_or_else(|| "once it opens".to_owned(), |at| format!("from {}", clock::long_date_time(at)));
            return view! { <div class="note"><p><strong>"Not open yet."</strong>{format!(" You can answer {from}.")}</p></div> }.into_any();
        }
        _ => {
            return view! { <div class="note"><p><strong>"This has closed."</strong>" Answers cannot be sent any more."</p></div> }
                .into_any();
        }
    }
    if let Some(role) = visit.account().map(|account| account.role).filter(|role| *role != Role::Resident) {
        return view! {
            <div class="note"><p><strong>"Only residents answer."</strong>{format!(" You are signed in as {}. Staff and councillors do not take part, so that the result is the residents’ own.", role.title().to_lowercase())}</p></div>
        }
        .into_any();
    }
    let signed_in = visit.account().is_some();
    let languages = &shown.version.form.languages;
    let choice = (languages.len() > 1).then(|| {
        let options: Vec<AnyView> = languages
            .iter()
            .enumerate()
            .map(|(place, language)| {
                view! { <label class="check"><input type="radio" name="language" value=language.code().to_owned() checked={place == 0}/>" "<span lang=language.code().to_owned()>{language_name(language.code())}</span></label> }
                    .into_any()
            })
            .collect();
        view! { <fieldset><legend>"Language"</legend>{options}</fieldset> }
    });
    view! {
        <div class="note">
            {match &sent {
                Some(at) if again > 0 => view! { <p><strong>{format!("The questionnaire was amended since you answered on {at}.")}</strong>{format!(" You are asked {} again, and everything else you said is kept. What you sent counts until you send again.", Noun { one: "question", many: "questions" }.count(again))}</p> }.into_any(),
                Some(at) => view! { <p><strong>{format!("You sent your answers on {at}.")}</strong>{format!(" You can change them until {until}. What you sent before counts until you send again.")}</p> }.into_any(),
                None => view! { <p>{format!("You can answer until {until}. Nothing is sent before you have checked your answers at the end.")}{(!signed_in).then_some(" Then you will be asked to sign in, so that each person counts once; your answers are kept meanwhile.")}</p> }.into_any(),
            }}
        </div>
        <form method="post" id="begin" action=action>
            {choice}
            <p class="actions"><button class="button">{match (&sent, again) { (None, _) => "Start", (Some(_), 0) => "Change my answers", (Some(_), _) => "Answer what is new" }}</button></p>
        </form>
    }
    .into_any()
}

/// What a language calls itself.
pub fn language_name(code: &str) -> String {
    match code {
        "en" => "English".to_owned(),
        "cy" => "Cymraeg".to_owned(),
        "gd" => "Gàidhlig".to_owned(),
        "ga" => "Gaeilge".to_owned(),
        "pl" => "Polski".to_owned(),
        "fr" => "Français".to_owned(),
        "de" => "Deutsch".to_owned(),
        other => other.to_owned(),
    }
}

/// `GET /consultations/{slug}/questionnaires/{number}/questions`: all of them, to read.
pub async fn questions(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    let branches = branches::store::all(&visit.app.db).await?;
    let reasons = making::reasons(&visit.app.db, shown.record.id).await?;
    let QuestionnairePage { consultation, record, version } = &shown;
    let form = &version.form;
    // Hardly any questionnaire has a reason to show; the others need not be read over for everybody.
    let read = match reasons.values().any(|reason| reason.shown) {
        true => Some(visit.app.warm::<KeptReadings>().of(form).await?),
        false => None,
    };
    let (language, files) = (form.first_language(), FilesHere::ToRead);
    let asked = AskedOf { form, language, branches: &branches, order_seed: None, now: visit.now, files };
    let given = Given::new();
    let route = Route::of(form, &given);
    let beside = path::beside(&visit, consultation).await?;
    visit.page(format!("All the questions: {}", record.title)).about(consultation.id).described(&consultation.summary).show(|| {
        let items: Vec<AnyView> = form
            .pages
            .iter()
            .flat_map(|page| page.questions.iter().map(move |question| (page, question)))
            .filter(|(_, question)| !question.retired)
            .map(|(page, question)| {
                let when = super::definition::condition::Condition::both(page.when.clone(), question.when.clone());
                let of = when.map(|when| format!(" Asked of people who {}.", logic::in_words(form, &when)));
                let number = logic::number(form, &question.key).map(|number| format!("Question {number}."));
                let above = format!("{}{}", number.unwrap_or_default(), of.unwrap_or_default());
                let fields = question_fields(question, &asked, &route, Names::ALONE, &Fields::default(), &FormErrors::none(), false);
                view! { <li>{(!above.is_empty()).then(|| view! { <p class="meta">{above}</p> })}<div inert>{fields}</div></li> }.into_any()
            })
            .collect();
        let head = view! {
            {crumbs(Some(consultation))}
            <header class="title"><p class="over">"Questionnaire"</p><h1>"All the questions"</h1><p class="lede"><bdi>{record.title.clone()}</bdi><span class="no-print">" · To read beforehand: nothing can be filled in on this page."</span></p></header>
        };
        let body = view! {
            <ol class="all-questions">{items}</ol>
            {read.as_ref().map(|read| why_worded(form, &read.findings, &reasons))}
            <p class="actions no-print"><a class="button quiet" href=shown.path()>"Back to the beginning"</a></p>
        };
        beside.around(&visit, consultation, AtStep { step: &page_of(record), mark: None }, head, body)
    })
}

//! What happens when somebody begins, goes on to the next page, or deletes what they have not sent.

use std::collections::BTreeSet;

use axum::extract::Request;
use axum::http::StatusCode;

use super::files::{NewlySent, PageSent};
use super::{DraftAt, DraftPage, again, expires_at};
use crate::branches;
use crate::consultations::pages::crumbs;
use crate::consultations::rules::closed_to_answers;
use crate::questionnaires::definition::answer::{Answer, Given};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::Question as Asked;
use crate::questionnaires::definition::reading;
use crate::questionnaires::definition::route::Route;
use crate::questionnaires::definition::texts::Language;
use crate::questionnaires::form::{WholeForm, missing, read_question};
use crate::questionnaires::model::DRAFT_LARGEST;
use crate::questionnaires::pages::{find, key_by_chance};
use crate::questionnaires::returning::limits;
use crate::questionnaires::rules::FileRefused;
use crate::questionnaires::sent_files::{asks_for_files, named};
use crate::questionnaires::store::drafts::{self, KeyPurpose, NewAnswerDraft};
use crate::questionnaires::store::{answers, files};
use crate::responses;
use crate::responses::answering::{Answering, fault_of, recorded, refused, taking_part};
use crate::responses::form::AnswerForm;
use crate::responses::writer::{Submission, Writer};
use crate::site::question::Question;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};

/// `POST /consultations/{slug}/questionnaires/{number}/begin` (language, where there are several).
pub async fn begin(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    let now = visit.app.clock.now();
    if let Some(why) = closed_to_answers(&shown.consultation.dates, now) {
        return Err(why.into());
    }
    limits::may_begin(&visit).await?;
    let form = &shown.version.form;
    let chosen = Language::new(fields.text("language")).filter(|language| form.languages.contains(language));
    // Whoever sent answers before goes on from those.
    let own = match visit.account() {
        Some(account) => responses::store::live(&visit.app.db, account.id, shown.consultation.id).await?,
        None => None,
    };
    let before = match own {
        Some(response) => {
            let own = answers::own(&visit.app.db, [response]).await?;
            own.into_iter().find(|one| one.questionnaire_id == shown.record.id)
        }
        None => None,
    };
    let secret = visit.app.random.token();
    let new = NewAnswerDraft {
        questionnaire: shown.record.id,
        version: shown.version.number,
        language: chosen.as_ref().unwrap_or_else(|| form.first_language()),
        order_seed: key_by_chance(&visit.app.random),
        send_key: key_by_chance(&visit.app.random),
        answers: before.as_ref().map_or("{}", |before| before.answers.as_str()),
        changes: before.as_ref().map(|before| before.response_id),
        expires_at: expires_at(now),
    };
    let mut tx = visit.app.db.begin().await?;
    // Nobody is shown anything of what is not sent.
    tx.touches_only([]);
    let draft = drafts::begin(&mut tx, &new, now).await?;
    drafts::add_key(&mut tx, draft, &secret, KeyPurpose::Page, now).await?;
    tx.commit().await?;
    let path = format!("{}/answers/{secret}", shown.path());
    if before.is_none() {
        return visit.go(&path);
    }
    // Whoever answered an earlier version is asked what is new, and nothing else.
    let opened = DraftPage::find(&visit, &(slug, number, secret)).await?;
    let again = again::next_page(&opened, &opened.given, None);
    visit.go(&again.unwrap_or_else(|| format!("{path}/check")))
}

const TOO_LONG: &str = "Your answers together are longer than we can keep. Make what you wrote on this page shorter";

/// How often keeping a page is tried again when another window of the same draft kept one at the same moment.
const TRIES: usize = 4;

/// `POST …/answers/{key}/pages/{page}` (the fields of its questions; `to=check` goes back to the check page; `save=later`
/// keeps what is filled in so far and goes to where somebody saves it for later; files in parts of their own).
pub async fn save_page(
    Path((slug, number, key, page)): Path<(String, String, String, String)>,
    visit: Visit,
    request: Request,
) -> Page {
    let at: DraftAt = (slug, number, key);
    // Files are read only where there are answers to keep them with.
    DraftPage::find(&visit, &at).await?;
    let sent = PageSent::read(&visit, request).await?;
    let received_at = sent.received_at;
    for _ in 0..TRIES {
        let opened = DraftPage::find(&visit, &at).await?;
        if let Some(sent) = opened.sent_already() {
            return visit.go(&sent);
        }
        let place = opened.page_of(&page).ok_or(Fault::Missing)?;
        let mut errors = FormErrors::none();
        let (fields, new_files) = sent.settled(&opened, place, &mut errors);
        // Of what did not arrive nothing is missed.
        let leaving = fields.has("save") || sent.is_broken();
        let mut given = filled_in(&opened, place, &fields, received_at, leaving, &mut errors);
        let json = reading::to_json(&given);
        // What makes them shorter is always kept.
        if json.len() > DRAFT_LARGEST && json.len() > opened.draft.answers.len() {
            errors.add("form", TOO_LONG);
        }
        let wrong = !errors.is_empty();
        let new_files: Vec<NewlySent<'_>> =
            new_files.into_iter().filter(|file| errors.of(&file.field).is_none()).collect();
        if wrong && new_files.is_empty() {
            return super::pages::show(&visit, &opened, place, sent.to_show(&fields), &errors, sent.status());
        }
        if wrong {
            // No browser can show again what file was chosen, so a good one is kept at once; the rest waits to be put right.
            given = opened.given.clone();
        }
        let version = opened.shown.version.number;
        let mut tx = visit.app.db.begin().await?;
        tx.touches_only([]);
        for file in &new_files {
            if !limits::may_send_file(&mut tx, &visit).await? {
                tx.rollback().await?;
                errors.add(file.field.clone(), FileRefused::TooManyFromHere.words());
                let status = StatusCode::TOO_MANY_REQUESTS;
                return super::pages::show(&visit, &opened, place, Some(&fields), &errors, status);
            }
            file.keep(&mut tx, &opened, &mut given, received_at).await?;
        }
        let json = reading::to_json(&given);
        let expires = expires_at(received_at);
        if !drafts::save(&mut tx, &opened.draft, &json, version, expires, received_at).await? {
            // Another window kept a page at the same moment: that one stays, and this one is put to it.
            tx.rollback().await?;
            continue;
        }
        if asks_for_files(&opened.shown.version.form) {
            files::keep_only(&mut tx, opened.draft.id, &named(&given).map(|(_, file)| file).collect()).await?;
        }
        tx.commit().await?;
        if wrong {
            let opened = DraftPage::find(&visit, &at).await?;
            let fields = with_files(&fields, &new_files, &given);
            return super::pages::show(&visit, &opened, place, sent.to_show(&fields), &errors, sent.status());
        }
        if leaving {
            return visit.go(&format!("{}/save", opened.path()));
        }
        if opened.route().on_page(place).is_empty() {
            // Another window took the page off the route: what was said there is kept, and comes back with it.
            return visit.go(&opened.onward());
        }
        return visit.go(&next(&opened, place, given, &fields));
    }
    Err(Fault::Busy)
}

/// What was filled in, with the files that are kept now.
fn with_files(fields: &Fields, new: &[NewlySent<'_>], given: &Given) -> Fields {
    let kept = |name: &str| {
        let file = new.iter().find(|file| file.field == name)?;
        match given.get(&file.key) {
            Some(Answer::File { id, name }) => Some(format!("{id} {name}")),
            _ => None,
        }
    };
    let pairs = fields.pairs().iter().map(|(name, said)| (name.clone(), kept(name).unwrap_or_else(|| said.clone())));
    Fields::from_pairs(pairs.collect::<Vec<(String, String)>>())
}

/// All that was answered, with what this page says in place of what was said there before. What was asked and is left empty
/// has no answer any more. What another window took off the route meanwhile, or what comes on this very page by what is
/// answered on it, is kept as far as it was filled in.
fn filled_in(
    opened: &DraftPage,
    page: usize,
    fields: &Fields,
    now: crate::time::Time,
    leaving: bool,
    errors: &mut FormErrors,
) -> Given {
    let asked = opened.asked(now);
    let before = opened.route();
    let on_page = asked.form.pages.get(page).map(|page| page.questions.as_slice()).unwrap_or_default();
    let names: Vec<String> = on_page.iter().flat_map(Asked::field_names).collect();
    fields.expect_only(&names.iter().map(String::as_str).chain(["to", "save"]).collect::<Vec<_>>(), errors);
    let mut given = opened.given.clone();
    for question in on_page.iter().filter(|question| question.asks() && !question.retired) {
        let route = Route::of(asked.form, &given);
        let was_asked = before.asks(question.key.as_str()) && route.asks(question.key.as_str());
        match read_question(question, fields, &asked, &route, errors) {
            Some(answer) => {
                given.insert(question.key.clone(), answer);
            }
            None if was_asked => {
                given.remove(&question.key);
                // Whoever leaves in the middle answers it later.
                if question.required && !leaving {
                    errors.add(question.first_field(), missing(question, &asked));
                }
            }
            None => {}
        }
    }
    given
}

/// Where to go on: to what is new on this page, back to the check page, or to the next page.
fn next(opened: &DraftPage, page: usize, given: Given, fields: &Fields) -> String {
    let keys = |route: &Route<'_>| -> BTreeSet<Key> {
        route.asked().filter(|(_, question)| question.asks()).map(|(_, question)| question.key.clone()).collect()
    };
    let before = keys(&opened.route());
    let after = Route::of(&opened.shown.version.form, &given);
    let fresh = |(_, question): &(usize, &Asked)| {
        question.asks() && !before.contains(&question.key) && after.answer(&question.key).is_none()
    };
    if after.asked().any(|one| one.0 == page && fresh(&one)) {
        return opened.page_path(page);
    }
    let check = format!("{}/check", opened.path());
    if fields.text("to") == "again" {
        return again::next_page(opened, &given, Some(page)).unwrap_or(check);
    }
    if fields.text("to") == "check" {
        let first = after.asked().find(fresh).map(|(page, _)| opened.page_path(page));
        return first.map_or(check, |path| format!("{path}?to=check"));
    }
    let pages = opened.pages(&after);
    let here = pages.iter().position(|one| *one == page);
    here.and_then(|here| pages.get(here + 1)).map_or(check, |next| opened.page_path(*next))
}

/// `GET …/answers/{key}/delete`
pub async fn delete_page(visit: Visit, Path(at): Path<DraftAt>) -> Page {
    let opened = DraftPage::find(&visit, &at).await?;
    if let Some(sent) = opened.sent_already() {
        return visit.go(&sent);
    }
    let question = Question {
        title: "Delete your answers?".to_owned(),
        about: opened.shown.record.title.clone(),
        consequences: vec!["What you answered here and have not sent is erased now.".to_owned()],
        action: format!("{}/delete", opened.path()),
        button: "Delete my answers",
        back: (opened.path(), "Keep them"),
        ..Question::default()
    };
    question.ask(&visit, Area::Public, || crumbs(Some(&opened.shown.consultation)))
}

/// `POST …/answers/{key}/delete`
pub async fn delete(visit: Visit, Path(at): Path<DraftAt>) -> Page {
    let opened = DraftPage::find(&visit, &at).await?;
    if let Some(sent) = opened.sent_already() {
        return visit.go(&sent);
    }
    let mut tx = visit.app.db.begin().await?;
    tx.touches_only([]);
    drafts::erase(&mut tx, opened.draft.id).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=deleted", opened.shown.path()))
}

/// `POST /consultations/{slug}/questionnaires/{number}/answers`: all answers at once, for programs and for whoever fills in
/// everything on one page (`key` a number that tells a repeat from a second answer).
pub async fn send_all(
    Path((slug, number)): Path<(String, String)>,
    Answering { visit, fields, received_at }: Answering,
) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    if let Some(why) = closed_to_answers(&shown.consultation.dates, received_at) {
        return Err(why.into());
    }
    let branches = branches::store::all(&visit.app.db).await?;
    let form = WholeForm {
        record: shown.record.clone(),
        version: shown.version.clone(),
        branches,
        now: received_at,
        send_key: key_by_chance(&visit.app.random),
    };
    let mut errors = FormErrors::none();
    let contribution = form.read(&fields, &mut errors);
    if contribution.is_none() && errors.is_empty() {
        errors.add("form", "Answer at least one question before you send");
    }
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let (Some(contribution), true) = (contribution, errors.is_empty()) else {
        if visit.wants_json {
            return refused(&errors, StatusCode::UNPROCESSABLE_ENTITY);
        }
        return super::pages::all_again(&visit, &shown, &form, &fields, &errors);
    };
    let submission = Submission { part, consultation: shown.consultation.id, contribution };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(done) if visit.wants_json => recorded("questionnaire", &done, serde_json::json!({})),
        Ok(_) => visit.go(&format!("{}?done=questionnaire#done", shown.path())),
        Err(refusal) => Err(fault_of(&refusal)),
    }
}

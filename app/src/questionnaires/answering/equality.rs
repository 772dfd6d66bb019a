//! The questions about the people who answer: offered once, after their answers are sent and before the receipt. What
//! somebody says here is kept apart from what they sent, and nowhere before all of it is there: each page brings along what
//! was said on those before.
//!
//! The right to answer is claimed with the secret in the address of the draft, from which the program makes another one; the
//! record holds the hash of that and nothing that leads from one to the other.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use hmac::{Hmac, Mac};
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::{DraftAt, DraftPage};
use crate::clock;
use crate::db::{DbError, Tx};
use crate::questionnaires::definition::answer::Given;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::Question;
use crate::questionnaires::definition::route::Route;
use crate::questionnaires::definition::texts::Wording;
use crate::questionnaires::equality::asked::AskedEquality;
use crate::questionnaires::equality::keeping::{erased_at, expires_at};
use crate::questionnaires::equality::{EqualityWeek, file_under, filed};
use crate::questionnaires::form::{read_question, today};
use crate::questionnaires::pages::{key_by_chance, paragraphs};
use crate::questionnaires::store::equality::{self, EqualityRecord};
use crate::questionnaires::view::{AskedOf, FilesHere, question_fields};
use crate::responses::answering::Answering;
use crate::responses::model::Channel;
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::time::Time;
use crate::ui::error_summary;
use crate::ui::form::Names;

/// What the record holds of the right to answer that belongs to a secret.
fn ticket_hash(visit: &Visit, key: &str) -> Result<Vec<u8>, Fault> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&visit.app.secret).map_err(Fault::broken)?;
    mac.update(b"equality ticket ");
    mac.update(key.as_bytes());
    Ok(Sha256::digest(mac.finalize().into_bytes()).to_vec())
}

/// Gives whoever has just sent a draft the right to answer, if the consultation asks, they come in a way in which it is
/// asked, and they were not asked before. Says whether it did.
pub(super) async fn give_ticket(
    tx: &mut Tx,
    visit: &Visit,
    opened: &DraftPage,
    channel: Channel,
    now: Time,
) -> Result<bool, Fault> {
    let consultation = opened.shown.consultation.id;
    let setting = equality::setting(&mut *tx, consultation).await?;
    let setting = setting.filter(|setting| setting.questionnaire == opened.shown.record.id);
    if setting.and_then(|setting| AskedEquality::of(&setting, channel)).is_none()
        || !equality::is_first(&mut *tx, opened.draft.send_key).await?
    {
        return Ok(false);
    }
    equality::give_ticket(tx, &ticket_hash(visit, &opened.key)?, consultation, expires_at(now)).await?;
    Ok(true)
}

/// Where somebody is asked who has sent this draft.
pub(super) fn offer_path(opened: &DraftPage) -> String {
    format!("{}/about-you", opened.path())
}

/// The way to the questions from the receipt, as long as they can be answered.
pub(super) async fn still_open(visit: &Visit, opened: &DraftPage) -> Result<Option<AnyView>, Fault> {
    let Some(until) =
        equality::ticket(&visit.app.db, &ticket_hash(visit, &opened.key)?, opened.shown.consultation.id, visit.now)
            .await?
    else {
        return Ok(None);
    };
    let setting = equality::setting(&visit.app.db, opened.shown.consultation.id).await?;
    if !setting.is_some_and(|setting| setting.asks) {
        return Ok(None);
    }
    let path = offer_path(opened);
    let until = clock::clock_time(until);
    Ok(Some(
        view! { <p><a href=path>"A few questions about you"</a>{format!(" are left, if you like. You can answer them until {until}.")}</p> }.into_any(),
    ))
}

/// What somebody may answer about themselves.
struct EqualityOffer {
    opened: DraftPage,
    asked: AskedEquality,
    ticket: Vec<u8>,
    until: Time,
}

impl EqualityOffer {
    /// What may be answered at an address; or where to go instead.
    async fn find(visit: &Visit, at: &DraftAt) -> Result<Result<Self, String>, Fault> {
        let opened = DraftPage::find(visit, at).await?;
        if opened.draft.sent_at.is_none() {
            return Ok(Err(opened.onward()));
        }
        let receipt = format!("{}/sent", opened.path());
        let consultation = opened.shown.consultation.id;
        let setting = equality::setting(&visit.app.db, consultation).await?;
        let setting = setting.filter(|setting| setting.questionnaire == opened.shown.record.id);
        let Some(asked) = setting.and_then(|setting| AskedEquality::of(&setting, Channel::Online)) else {
            return Ok(Err(receipt));
        };
        let ticket = ticket_hash(visit, &opened.key)?;
        match equality::ticket(&visit.app.db, &ticket, consultation, visit.now).await? {
            Some(until) => Ok(Ok(Self { opened, asked, ticket, until })),
            None => Ok(Err(receipt)),
        }
    }

    fn receipt_path(&self) -> String {
        format!("{}/sent", self.opened.path())
    }

    fn said(&self, wording: &Wording) -> String {
        wording.read(self.asked.language(&self.opened.draft.language), &self.asked.form.languages).to_owned()
    }

    fn asked_of(&self, now: Time) -> AskedOf<'_> {
        AskedOf {
            form: &self.asked.form,
            language: self.asked.language(&self.opened.draft.language),
            branches: &[],
            order_seed: None,
            now,
            files: FilesHere::Elsewhere,
        }
    }

    /// Uses up the right to answer, with what is answered filed in the same change. Whoever has none leaves nothing.
    async fn close(&self, visit: &Visit, records: &[EqualityRecord], now: Time) -> Result<(), DbError> {
        let consultation = self.opened.shown.consultation.id;
        let mut tx = visit.app.db.begin().await?;
        tx.touches_only([]);
        if !equality::use_ticket(&mut tx, &self.ticket, consultation, now).await? {
            return tx.rollback().await;
        }
        if !records.is_empty() {
            equality::write(&mut tx, consultation, records, || key_by_chance(&visit.app.random)).await?;
        }
        tx.commit().await
    }

    /// What is filed of what was answered.
    fn records(&self, given: &Given, now: Time) -> Vec<EqualityRecord> {
        let dates = &self.opened.shown.consultation.dates;
        let days = dates.opens_at.zip(dates.closes_at);
        let week = days
            .and_then(|(opens, closes)| file_under(today(now), today(opens), today(clock::last_minute(closes))))
            .or_else(|| EqualityWeek::of(today(now)));
        let Some(week) = week else { return Vec::new() };
        filed(&self.asked.block, &self.asked.topics, given)
            .into_iter()
            .map(|filed| EqualityRecord { block: self.asked.block.name(), week, filed })
            .collect()
    }
}

/// `GET …/answers/{key}/about-you`: whether somebody wants to answer.
pub async fn offer(visit: Visit, Path(at): Path<DraftAt>) -> Page {
    match EqualityOffer::find(&visit, &at).await? {
        Ok(offer) => offer_page(&visit, &offer, &FormErrors::none(), StatusCode::OK),
        Err(elsewhere) => visit.go(&elsewhere),
    }
}

fn offer_page(visit: &Visit, offer: &EqualityOffer, errors: &FormErrors, status: StatusCode) -> Page {
    let block = &offer.asked.block;
    let title = offer.said(&block.title);
    let language = offer.asked_of(visit.now).language.code().to_owned();
    let erased = erased_at(&offer.opened.shown.consultation.dates).map(clock::long_date);
    let error = errors.of("answer").map(str::to_owned);
    visit.page(title.clone()).status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            <div class="one-thing">
                <p class="over"><bdi>{offer.opened.shown.record.title.clone()}</bdi></p>
                <div lang=language.clone()><h1 dir="auto">{title}</h1></div>
                <div class="note success"><p><strong>"Your answers are sent."</strong>" They are recorded whatever you do here; your receipt comes on the next page."</p></div>
                <div lang=language.clone()>{paragraphs(&offer.said(&block.introduction))}</div>
                <p>"Because nothing says whose they are, they cannot be found again: not by us to show them to you, and not to change or delete them for you."</p>
                <p class="consent"><strong lang=language.clone() dir="auto">{offer.said(&block.consent)}</strong>{erased.map(|day| format!(" They are erased on {day}, as the dates stand now; only the totals stay."))}</p>
                <form method="post" action=offer_path(&offer.opened) novalidate>
                    {error.map(|error| view! { <p class="error" id="answer-error"><span class="vh">"Error: "</span>{error}</p> })}
                    <p class="actions" lang=language><button class="button" id="answer" name="answer" value="yes">{offer.said(&block.start)}</button>" "<button class="button quiet" name="answer" value="no">{offer.said(&block.skip)}</button></p>
                </form>
                <p class="meta">{format!("You can decide until {}. If you do nothing, nothing is kept.", clock::clock_time(offer.until))}</p>
            </div>
        }
        .into_any()
    })
}

/// `POST …/answers/{key}/about-you` (`answer`: yes or no)
pub async fn choose(Path(at): Path<DraftAt>, Answering { visit, fields, received_at }: Answering) -> Page {
    let offer = match EqualityOffer::find(&visit, &at).await? {
        Ok(offer) => offer,
        Err(elsewhere) => return visit.go(&elsewhere),
    };
    let mut errors = FormErrors::none();
    fields.expect_only(&["answer"], &mut errors);
    match fields.text("answer") {
        "yes" if errors.is_empty() => visit.go(&format!("{}/questions", offer_path(&offer.opened))),
        "no" if errors.is_empty() => {
            offer.close(&visit, &[], received_at).await?;
            visit.go(&offer.receipt_path())
        }
        _ => {
            errors.add("answer", "Choose whether to answer these questions");
            offer_page(&visit, &offer, &errors, StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// How far somebody is.
struct EqualityProgress {
    /// What was answered on the pages before.
    given: Given,
    /// Which page is to be shown, from 1.
    page: usize,
    /// What it asks; nothing when everything was asked.
    here: Vec<Key>,
    /// What is wrong with what was answered there.
    errors: FormErrors,
}

/// Reads what was filled in page by page, up to the last one that somebody has been through: what each asks follows from
/// those before it.
fn progress(offer: &EqualityOffer, fields: &Fields, through: usize, now: Time) -> EqualityProgress {
    let asked = offer.asked_of(now);
    let mut given = Given::new();
    let mut seen: BTreeSet<Key> = BTreeSet::new();
    let mut page = 1;
    loop {
        let questions = offer.asked.next(&given, &seen);
        let here: Vec<Key> = questions.iter().map(|question| question.key.clone()).collect();
        if here.is_empty() || page > through {
            return EqualityProgress { given, page, here, errors: FormErrors::none() };
        }
        let mut errors = FormErrors::none();
        let answers: Vec<_> = {
            let route = Route::of(&offer.asked.form, &given);
            let read = |question: &&Question, errors: &mut FormErrors| {
                Some((question.key.clone(), read_question(question, fields, &asked, &route, errors)?))
            };
            questions.iter().filter_map(|question| read(question, &mut errors)).collect()
        };
        if !errors.is_empty() {
            return EqualityProgress { given, page, here, errors };
        }
        seen.extend(here);
        given.extend(answers);
        page += 1;
    }
}

/// `GET …/answers/{key}/about-you/questions`: the first page.
pub async fn questions(visit: Visit, Path(at): Path<DraftAt>) -> Page {
    match EqualityOffer::find(&visit, &at).await? {
        Ok(offer) => {
            let first = progress(&offer, &Fields::default(), 0, visit.now);
            questions_page(&visit, &offer, &first, &Fields::default(), StatusCode::OK)
        }
        Err(elsewhere) => visit.go(&elsewhere),
    }
}

/// `POST …/answers/{key}/about-you/questions` (the fields of all pages so far; `page`: the one that was filled in; `back`: to
/// the one before)
pub async fn answer(Path(at): Path<DraftAt>, Answering { visit, fields, received_at }: Answering) -> Page {
    let offer = match EqualityOffer::find(&visit, &at).await? {
        Ok(offer) => offer,
        Err(elsewhere) => return visit.go(&elsewhere),
    };
    let page = fields.number("page").and_then(|page| usize::try_from(page).ok()).unwrap_or(1).max(1);
    let through = if fields.has("back") { page.saturating_sub(2) } else { page };
    let mut progress = progress(&offer, &fields, through, received_at);
    let names: Vec<String> = offer.asked.form.questions().flat_map(Question::field_names).collect();
    let known: Vec<&str> = names.iter().map(String::as_str).chain(["page", "back"]).collect();
    fields.expect_only(&known, &mut progress.errors);
    if !progress.errors.is_empty() {
        return questions_page(&visit, &offer, &progress, &fields, StatusCode::UNPROCESSABLE_ENTITY);
    }
    if !progress.here.is_empty() {
        return questions_page(&visit, &offer, &progress, &fields, StatusCode::OK);
    }
    offer.close(&visit, &offer.records(&progress.given, received_at), received_at).await?;
    visit.go(&offer.receipt_path())
}

/// A page of questions, with what was filled in, what is wrong with it, and what was said on other pages along with it.
fn questions_page(
    visit: &Visit,
    offer: &EqualityOffer,
    progress: &EqualityProgress,
    fields: &Fields,
    status: StatusCode,
) -> Page {
    let asked = offer.asked_of(visit.now);
    let route = Route::of(&offer.asked.form, &progress.given);
    let here: Vec<&Question> = progress.here.iter().filter_map(|key| offer.asked.form.question(key.as_str())).collect();
    let on_page = |name: &str| {
        here.iter().any(|question| {
            let field = question.field();
            name.strip_prefix(&field).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    let title = offer.said(&offer.asked.block.title);
    let language = asked.language.code().to_owned();
    let alone = here.len() == 1;
    let leads_on = offer.asked.leads_on(&here);
    let action = format!("{}/questions", offer_path(&offer.opened));
    let errors = &progress.errors;
    let number = progress.page;
    visit.page(format!("{title} – page {number}")).status(status).private().show(|| {
        let along: Vec<AnyView> = fields
            .pairs()
            .iter()
            .filter(|(name, _)| name.starts_with("q-") && !on_page(name))
            .map(|(name, value)| view! { <input type="hidden" name=name.clone() value=value.clone()/> }.into_any())
            .collect();
        let questions: Vec<AnyView> = here
            .iter()
            .map(|question| question_fields(question, &asked, &route, Names::ALONE, fields, errors, alone))
            .collect();
        view! {
            {error_summary(errors)}
            <div class="one-thing" lang=language>
                {(!alone).then(|| view! { <h1 dir="auto">{title.clone()}</h1> })}
                <form method="post" action=action novalidate>
                    <input type="hidden" name="page" value=number.to_string()/>
                    {along}
                    {questions}
                    <p class="actions"><button class="button">{if leads_on { "Continue" } else { "Send these answers" }}</button>" "
                    {if number > 1 {
                        view! { <button class="button quiet" name="back" value="yes">"Back"</button> }.into_any()
                    } else {
                        view! { <a href=offer_path(&offer.opened)>"Back"</a> }.into_any()
                    }}</p>
                </form>
                <p class="meta">{leads_on.then_some("If nothing more is asked after this page, Continue sends these answers. ")}"Leave out whatever you like."</p>
            </div>
        }
        .into_any()
    })
}

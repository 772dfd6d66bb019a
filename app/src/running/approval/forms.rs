//! Asking for an approval, and answering. Both are in the record of acts with the mark of the words they are about. The
//! message goes at once, and not with the day's digest: somebody waits for it, and there are few.

use axum::http::StatusCode;

use super::fingerprint;
use crate::accounts::store::by_id;
use crate::audit::store::append;
use crate::consultations::checks::{CheckOutcome, verdict};
use crate::consultations::editing::{self, entry};
use crate::consultations::instrument::Instruments;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::db::Tx;
use crate::identity::model::Account;
use crate::notices::store::{Message, post};
use crate::reason::WhyNot;
use crate::running::manage::{ManagedConsultation, PublishForm, load, render};
use crate::running::publish::published_already;
use crate::running::readiness;
use crate::site::fields::length;
use crate::site::settings::second_person;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::time::Time;
use crate::together::approval::{ApprovalState, NotApproved, is_author, may_answer, may_ask, store};
use crate::together::team::{self, Team};

/// Longest word beside a request or an answer, in characters.
const LONGEST: usize = 1_000;
/// The most people who are told of one request.
const TOLD: usize = 50;

/// The draft as it stands inside a transaction in which nobody else changes it.
struct StandingDraft {
    tx: Tx,
    consultation: Consultation,
    team: Team,
    state: ApprovalState,
    mark: String,
    now: Time,
}

async fn hold(visit: &Visit, seen: &Consultation) -> Result<StandingDraft, Fault> {
    let (mut tx, consultation, now) = editing::writing(visit, seen).await?;
    if stage(&consultation.dates, now) != Stage::Draft {
        return Err(published_already());
    }
    let ready = readiness::of(&mut tx, Instruments::of(&visit.app), &consultation, now).await?;
    let mark = fingerprint(&mut tx, &consultation, &ready).await?;
    let team = team::store::of(&mut tx, consultation.id).await?;
    let latest = store::latest(&mut tx, consultation.id).await?;
    let state = ApprovalState::of(second_person(&mut tx).await?, latest, &mark);
    Ok(StandingDraft { tx, consultation, team, state, mark, now })
}

fn words_form(fields: &Fields) -> PublishForm {
    PublishForm { words: fields.text("words").to_owned(), ..PublishForm::default() }
}

async fn again(visit: &Visit, managed: &ManagedConsultation, sent: &PublishForm, errors: &FormErrors) -> Page {
    render(visit, managed, sent, errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// `POST /staff/consultations/{slug}/ask-approval` (`words`, `seen`)
pub async fn ask(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let managed = load(&visit, &slug).await?;
    let actor = visit.actor()?;
    let sent = words_form(&fields);
    let mut errors = FormErrors::none();
    fields.expect_only(&["words", "seen"], &mut errors);
    let words = errors.check("words", length(&sent.words, "a word to whoever reads it", false, LONGEST));
    let checks = managed.checks(visit.now);
    if stage(&managed.consultation.dates, visit.now) == Stage::Draft && verdict(&checks) == CheckOutcome::Missing {
        for check in checks.iter().filter(|check| check.outcome == CheckOutcome::Missing) {
            errors.add("form", format!("{}. {}", check.task, check.found));
        }
    }
    let (Some(words), true) = (words, errors.is_empty()) else {
        return again(&visit, &managed, &sent, &errors).await;
    };
    let mut draft = hold(&visit, &managed.consultation).await?;
    let once = Once::begin(&mut draft.tx, &visit, &fields).await?;
    may_ask(&draft.state).map_err(|why| Fault::Refused(why.reason()))?;
    as_seen(&fields, &draft.mark)?;
    let StandingDraft { mut tx, consultation, team, mark, now, .. } = draft;
    store::ask(&mut tx, consultation.id, actor, (&mark, &words), now).await?;
    tell_those_who_may(&mut tx, &visit, &consultation, &team).await?;
    let done = format!("/staff/consultations/{}?done=approval-asked", consultation.slug);
    once.keep_latest(&mut tx, ("approval", consultation.id.0), &done).await?;
    let detail = [("content_sha256", mark)];
    append(&mut tx, &entry(actor, "consultation.ask-approval", consultation.id, &detail), now).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// Whether the words are still those on the page that the form stood on.
fn as_seen(fields: &Fields, mark: &str) -> Result<(), Fault> {
    match fields.has("seen") && fields.text("seen") != mark {
        true => Err(Fault::Refused(NotApproved::Changed.reason())),
        false => Ok(()),
    }
}

/// Colleagues of the consultation who may approve it are told; where there are none, everybody who may.
async fn tell_those_who_may(tx: &mut Tx, visit: &Visit, consultation: &Consultation, team: &Team) -> Result<(), Fault> {
    let Some(asked) = store::latest(&mut *tx, consultation.id).await? else { return Ok(()) };
    let could = |one: &Account| !is_author(one.id, &asked, team);
    let mut told: Vec<Account> = team.working().filter(|one| could(one)).cloned().collect();
    if told.is_empty() {
        told = team::store::who_may_run(&mut *tx).await?.into_iter().filter(could).collect();
    }
    let link = visit.app.config.link(&format!("/staff/consultations/{}#approval", consultation.slug));
    let body = format!(
        "Hello,\n\na colleague asks you to read a consultation of {} before it is published, and to approve it or to send it \
         back:\n{link}\n\nIt cannot be published before somebody has approved it.\n",
        visit.service.name
    );
    for one in told.iter().take(TOLD) {
        let subject = "A consultation waits for your approval";
        let message = Message { account: Some(one.id), recipient: &one.email, subject, body: &body };
        post(tx, &message, visit.now).await?;
    }
    Ok(())
}

/// `POST /staff/consultations/{slug}/approve` (`answer`, `words`, `seen`)
pub async fn answer(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let managed = load(&visit, &slug).await?;
    let actor = visit.actor()?;
    // Whoever may not answer is told so, whatever the form says.
    may_answer(actor, &managed.approval, &managed.team).map_err(|why| Fault::Refused(why.reason()))?;
    let sent = words_form(&fields);
    let mut errors = FormErrors::none();
    fields.expect_only(&["answer", "words", "seen"], &mut errors);
    let approves = match fields.text("answer") {
        "approve" => true,
        "back" => false,
        _ => {
            errors.add("words", "Choose whether you approve it or send it back");
            false
        }
    };
    let words = match approves {
        true => length(&sent.words, "what you found", false, LONGEST),
        false => length(&sent.words, "what is missing, so that it can be mended", true, LONGEST),
    };
    let words = errors.check("words", words);
    let (Some(words), true) = (words, errors.is_empty()) else {
        return again(&visit, &managed, &sent, &errors).await;
    };
    let mut draft = hold(&visit, &managed.consultation).await?;
    let once = Once::begin(&mut draft.tx, &visit, &fields).await?;
    let asked = may_answer(actor, &draft.state, &draft.team).map_err(|why| Fault::Refused(why.reason()))?.clone();
    as_seen(&fields, &draft.mark)?;
    let StandingDraft { mut tx, consultation, mark, now, .. } = draft;
    if !store::answer(&mut tx, asked.id, actor, (approves, &words), now).await? {
        return Err(Fault::Refused(NotApproved::NotAsked.reason()));
    }
    let asker = match asked.asked_by {
        Some(asker) => by_id(&mut tx, asker).await?,
        None => None,
    };
    if let Some(asker) = asker.filter(team::runs_consultations) {
        tell_asker(&mut tx, &visit, &consultation, &asker, approves).await?;
    }
    let (action, word) =
        if approves { ("consultation.approve", "approved") } else { ("consultation.send-back", "sent-back") };
    let done = format!("/staff/consultations/{}?done={word}", consultation.slug);
    once.keep_latest(&mut tx, ("approval", consultation.id.0), &done).await?;
    append(&mut tx, &entry(actor, action, consultation.id, &[("content_sha256", mark)]), now).await?;
    tx.commit().await?;
    visit.go(&done)
}

async fn tell_asker(
    tx: &mut Tx,
    visit: &Visit,
    consultation: &Consultation,
    asker: &Account,
    approved: bool,
) -> Result<(), Fault> {
    let link = visit.app.config.link(&format!("/staff/consultations/{}", consultation.slug));
    let (subject, what) = match approved {
        true => ("Your consultation is approved", "approved it. It can be published as it stands"),
        false => ("Your consultation was sent back", "sent it back, and says why"),
    };
    let body = format!(
        "Hello,\n\nyou asked for the approval of a consultation. A colleague has read it and {what}:\n{link}\n"
    );
    let message = Message { account: Some(asker.id), recipient: &asker.email, subject, body: &body };
    post(tx, &message, visit.now).await?;
    Ok(())
}

//! Sending what somebody answered: once, whatever is pressed how often.

use std::sync::Arc;

use axum::http::StatusCode;

use super::{DraftAt, DraftPage, check, equality};
use crate::questionnaires::definition::answer::Given;
use crate::questionnaires::definition::checking::Around;
use crate::questionnaires::definition::order;
use crate::questionnaires::definition::question::AnswerOption;
use crate::questionnaires::desk::SendAnswers;
use crate::questionnaires::form::{missing, today};
use crate::questionnaires::pages::key_by_chance;
use crate::questionnaires::rules::AnswersRefused;
use crate::questionnaires::store::drafts::{self, SentDraft};
use crate::reason::WhyNot;
use crate::responses::answering::{Answering, fault_of, taking_part};
use crate::responses::writer::{Refusal, Submission, Writer};
use crate::site::{FormErrors, Page, Path};
use crate::time::Time;

const AMENDED: &str = "The questionnaire was amended while you were answering, so nothing is sent yet. All your answers are \
                       kept: look at them once more and send them again.";

/// `POST …/answers/{key}/send` (`version`: the one that was checked)
pub async fn send(Path(at): Path<DraftAt>, Answering { visit, fields, received_at }: Answering) -> Page {
    let opened = match DraftPage::find(&visit, &at).await {
        Ok(opened) => opened,
        // Whoever may not take part is told that first, as everywhere.
        Err(fault) => {
            return match taking_part(&visit, &fields, received_at).await {
                Ok(_) => Err(fault),
                Err(answer) => answer,
            };
        }
    };
    let sent = format!("{}/sent", opened.path());
    if let Some(already) = opened.sent_already() {
        return visit.go(&already);
    }
    let mut errors = FormErrors::none();
    fields.expect_only(&["version", "seen", "checked"], &mut errors);
    let version = opened.shown.version.number;
    if fields.has("version") && fields.number("version") != Some(version) {
        errors.add("form", AMENDED);
        return check::show(&visit, &opened, &errors, StatusCode::CONFLICT);
    }
    if fields.has("seen") && fields.text("seen") != super::mark_of(&opened.draft) {
        errors.add(
            "form",
            "Your answers were changed in another window after you checked them, so nothing is sent yet. Look at them \
             once more and send them again.",
        );
        return check::show(&visit, &opened, &errors, StatusCode::CONFLICT);
    }
    let given = judged(&opened, received_at, &mut errors);
    if given.is_empty() && errors.is_empty() {
        errors.add("form", "Answer at least one question before you send");
    }
    if !errors.is_empty() {
        return check::show(&visit, &opened, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let mut part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    part.language = opened.asked(received_at).language.code().to_owned();
    let channel = part.channel;
    let contribution = SendAnswers {
        questionnaire: opened.shown.record.id,
        version: Arc::clone(&opened.shown.version),
        given,
        order_seed: order::is_drawn(&opened.shown.version.form).then_some(opened.draft.order_seed),
        draft: Some(opened.draft.id),
        send_key: opened.draft.send_key,
    };
    let submission =
        Submission { part, consultation: opened.shown.consultation.id, contribution: Box::new(contribution) };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(recorded) => {
            // They are recorded, whatever happens from here on; the draft only notes it. Sent again, they get the same receipt.
            let mut tx = visit.app.db.begin().await?;
            tx.touches_only([]);
            let noted = drafts::sent(&mut tx, &opened.draft, &recorded.code, received_at).await?;
            if noted == SentDraft::ChangedMeanwhile {
                // Another window kept a page between checking and recording: that is not lost, it waits to be sent too.
                drafts::go_on(&mut tx, &opened.draft, key_by_chance(&visit.app.random)).await?;
                tx.commit().await?;
                return visit.go(&format!("{}/check?done=more", opened.path()));
            }
            let first = noted == SentDraft::Noted;
            let asks = first && equality::give_ticket(&mut tx, &visit, &opened, channel, received_at).await?;
            tx.commit().await?;
            visit.go(&if asks { equality::offer_path(&opened) } else { sent })
        }
        Err(Refusal::Unfit(why)) => {
            let opened = DraftPage::find(&visit, &at).await?;
            let gone = AnswersRefused::FileGone.reason();
            errors.add("form", if why == gone { gone.words } else { AMENDED.into() });
            check::show(&visit, &opened, &errors, StatusCode::CONFLICT)
        }
        Err(refusal) => Err(fault_of(&refusal)),
    }
}

/// What would be sent, with everything noted that keeps it from being sent.
fn judged(opened: &DraftPage, now: Time, errors: &mut FormErrors) -> Given {
    let route = opened.route();
    let asked = opened.asked(now);
    // A change elsewhere may have taken or brought options since a question was answered.
    let offers = |option: &AnswerOption| route.offers(option);
    let branch = |slug: &str| opened.branches.iter().any(|one| one.slug == slug);
    let around = Around { offers: &offers, branch: &branch, today: today(now) };
    for (_, question) in route.asked() {
        let refused = route.answer(&question.key).map(|answer| question.check(answer, asked.language, &around));
        if let Some(Err(why)) = refused {
            errors.add("form", format!("“{}”: {}", asked.said(&question.label, &route), why.words()));
        }
    }
    for (_, question) in route.missing() {
        errors.add("form", missing(question, &asked));
    }
    route.sent()
}

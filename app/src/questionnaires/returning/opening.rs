//! Going on with saved answers: by the link, whose page has only a button (mail scanners follow links, so nothing is opened
//! by looking), or by the code on paper. Each opening gives the draft another address for its pages, so two windows at once
//! both go on, and neither takes from the other what is written in it.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::code::ReturnCode;
use super::{limits, store};
use crate::accounts::store as tries;
use crate::clock;
use crate::consultations::pages::crumbs;
use crate::consultations::rules::{Closed, closed_to_answers};
use crate::numbers::Noun;
use crate::questionnaires::answering::{DraftPage, already_sent};
use crate::questionnaires::model::AnswerDraft;
use crate::questionnaires::pages::{QuestionnairePage, find};
use crate::questionnaires::rules::{AnswersRefused, erased_at};
use crate::questionnaires::store::drafts::{self, KeyPurpose};
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::{Field, error_summary};

/// What a link or a code opens; nothing when it was erased, or there never was any.
async fn saved(
    visit: &Visit,
    secret: &str,
    purpose: KeyPurpose,
) -> Result<Option<(QuestionnairePage, AnswerDraft)>, Fault> {
    let (db, now) = (&visit.app.db, visit.app.clock.now());
    let Some(draft) = drafts::by_key(db, secret, purpose, now).await? else { return Ok(None) };
    let Some((slug, number)) = store::place(db, draft.questionnaire_id).await? else { return Ok(None) };
    let shown = find(visit, &slug, &number.to_string()).await?;
    if erased_at(draft.expires_at, &shown.consultation.dates) <= now {
        return Ok(None);
    }
    // What was sent once and is being changed is shown to nobody but whoever sent it.
    if draft.changes_response_id.is_some() && draft.sent_at.is_none() && visit.account().is_none() {
        return Err(Fault::SignIn);
    }
    Ok(Some((shown, draft)))
}

/// Goes on where somebody stopped, under a new address.
async fn go_on(visit: &Visit, shown: QuestionnairePage, draft: AnswerDraft) -> Page {
    let opened = DraftPage::of(visit, shown, draft, visit.app.random.token()).await?;
    let mut tx = visit.app.db.begin().await?;
    tx.touches_only([]);
    if !store::open_pages(&mut tx, opened.draft.id, &opened.key, visit.app.clock.now()).await? {
        tx.rollback().await?;
        return Err(AnswersRefused::NoDraft.into());
    }
    tx.commit().await?;
    if let Some(sent) = opened.sent_already() {
        return visit.go(&sent);
    }
    match closed_to_answers(&opened.shown.consultation.dates, visit.now) {
        // What they answered, to read once more.
        Some(_) => visit.go(&format!("{}/check", opened.path())),
        None => visit.go(&opened.onward()),
    }
}

/// `GET /saved-answers/{token}`: only a button.
pub async fn show(visit: Visit, Path(token): Path<String>) -> Page {
    let Some((shown, draft)) = saved(&visit, &token, KeyPurpose::Link).await? else { return gone(&visit) };
    let reminds = store::address(&visit.app.db, draft.id).await?.is_some();
    let opened = DraftPage::of(&visit, shown, draft, String::new()).await?;
    if opened.draft.sent_at.is_some() {
        return already_sent(&visit, &opened);
    }
    let dates = &opened.shown.consultation.dates;
    let closed = closed_to_answers(dates, visit.now);
    let closes = dates.closes_at.map(clock::end_date_time).unwrap_or_default();
    let erased = clock::long_date(opened.erased_at());
    let answered = Noun { one: "question", many: "questions" }.count(opened.given.len());
    let changed = clock::long_date_time(opened.draft.saved_at);
    let title = match closed {
        None => "Go on with your answers",
        Some(Closed::Withdrawn) => "This was withdrawn",
        Some(_) => "This has closed",
    };
    let action = format!("/saved-answers/{token}");
    visit.page(title).private().show(|| {
        view! {
            {crumbs(Some(&opened.shown.consultation))}
            <div class="one-thing">
                <p class="over"><bdi>{opened.shown.record.title.clone()}</bdi></p>
                <h1>{title}</h1>
                <p class="lede">{match closed {
                    None => format!("You answered {answered} so far, last on {changed}. Nothing is sent yet."),
                    Some(_) => "Your saved answers were not sent, so they are not counted. They cannot be sent any more.".to_owned(),
                }}</p>
                <form method="post" action=action.clone()>
                    <p class="actions"><button class="button">{if closed.is_none() { "Go on" } else { "Read what I answered" }}</button></p>
                </form>
                <p>{match closed {
                    None => format!("You can send your answers until {closes}. What is not sent by then is not counted, and is erased on {erased}."),
                    Some(_) => format!("They are erased on {erased}."),
                }}</p>
                {reminds.then(|| view! {
                    <section aria-labelledby="forget">
                        <h2 id="forget">"You did not save these answers?"</h2>
                        <p>"Then somebody typed your address. We can forget it now: this link stops working, and nothing more is written to you. The answers stay for whoever saved them."</p>
                        <form method="post" action=format!("{action}/forget")>
                            <p class="actions"><button class="button quiet">"Forget my address"</button></p>
                        </form>
                    </section>
                })}
            </div>
        }
        .into_any()
    })
}

/// `POST /saved-answers/{token}`
pub async fn by_link(visit: Visit, Path(token): Path<String>, fields: Fields) -> Page {
    fields.require_only(&[])?;
    match saved(&visit, &token, KeyPurpose::Link).await? {
        Some((shown, draft)) => go_on(&visit, shown, draft).await,
        None => gone(&visit),
    }
}

/// `POST /saved-answers/{token}/forget`: the address is erased, with the messages to it and the links in them.
pub async fn forget_address(visit: Visit, Path(token): Path<String>, fields: Fields) -> Page {
    fields.require_only(&[])?;
    let Some((_, draft)) = saved(&visit, &token, KeyPurpose::Link).await? else { return gone(&visit) };
    let mut tx = visit.app.db.begin().await?;
    drafts::forget_address(&mut tx, draft.id).await?;
    store::drop_keys(&mut tx, draft.id, KeyPurpose::Link).await?;
    tx.commit().await?;
    visit.page("Your address is erased").private().show(|| {
        view! {
            <header class="title"><h1>"Your address is erased"</h1>
                <p class="lede">"Nothing more is written to you about these answers, and the link to them does not work any more."</p>
            </header>
            <p class="actions"><a class="button quiet" href="/consultations">"See what is being decided"</a></p>
        }
        .into_any()
    })
}

/// The page of a link that opens nothing. Why it does not is not known: of what was erased nothing is kept.
fn gone(visit: &Visit) -> Page {
    visit.page("These answers are not here").status(StatusCode::GONE).private().show(|| {
        view! {
            <header class="title"><h1>"These answers are not here"</h1>
                <p class="lede">"This link opens no saved answers, or does not any more."</p>
            </header>
            <ul>
                <li>"They may be erased: saved answers are erased a day after their consultation closes or is withdrawn, and when somebody deletes them."</li>
                <li>"The link may have been replaced: another address was given for the same answers, or the address was forgotten."</li>
                <li>"The link may be cut short: some mail programs break long links."</li>
            </ul>
            <p>"If the answers were sent, they are recorded, and "<a href="/receipts">"the receipt"</a>" shows it."</p>
            <p class="actions"><a class="button" href="/consultations">"See what is being decided"</a>" "<a class="button quiet" href="/saved-answers">"Enter a code"</a></p>
        }
        .into_any()
    })
}

/// `GET /saved-answers`: asks for a code.
pub async fn ask(visit: Visit) -> Page {
    form(&visit, "", &FormErrors::none(), StatusCode::OK)
}

fn form(visit: &Visit, typed: &str, errors: &FormErrors, status: StatusCode) -> Page {
    visit.page("Go on with answers you saved").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            <header class="title"><h1>"Go on with answers you saved"</h1>
                <p class="lede">"Enter the code that you wrote down or printed. If you had a link sent to you, open it in the message instead."</p>
            </header>
            <form method="post" action="/saved-answers" novalidate>
                {Field::new("code", "Your code").hint("20 letters and digits, such as 7H3K-M9QX-2C4D-VW5T-0B8N. Capitals, spaces and hyphens do not matter.").value(typed).class("code").autocomplete("off").show(errors)}
                <p class="actions"><button class="button">"Go on"</button></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /saved-answers` (code)
pub async fn by_code(visit: Visit, fields: Fields) -> Page {
    let mut errors = FormErrors::none();
    fields.expect_only(&["code"], &mut errors);
    let typed = fields.text("code");
    let shown: String = typed.chars().take(80).collect();
    // Counted before it is looked at, so that a hundred at the same moment are no more than a hundred one after another.
    let Some(tried) = limits::try_code(&visit).await? else {
        errors.add("code", "Many codes were tried from where you are. Wait a quarter of an hour and enter it again: your answers are kept");
        return form(&visit, &shown, &errors, StatusCode::TOO_MANY_REQUESTS);
    };
    let code = match ReturnCode::parse(typed) {
        Ok(code) if errors.is_empty() => code,
        Ok(_) => return form(&visit, &shown, &errors, StatusCode::UNPROCESSABLE_ENTITY),
        Err(why) => {
            errors.add("code", String::from(why));
            return form(&visit, &shown, &errors, StatusCode::UNPROCESSABLE_ENTITY);
        }
    };
    let Some((page, draft)) = saved(&visit, code.canonical(), KeyPurpose::Code).await? else {
        errors.add("code", "No saved answers have this code. Look at each letter and digit again. If they are right, the answers are erased: that happens a day after a consultation closes, and when another code was taken this one stopped working");
        return form(&visit, &shown, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut tx = visit.app.db.begin().await?;
    tx.touches_only([]);
    tries::forget_try(&mut tx, tried).await?;
    tx.commit().await?;
    go_on(&visit, page, draft).await
}

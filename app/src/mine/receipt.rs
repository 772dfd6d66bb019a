//! Receipts: anybody with a code can see that a response was recorded, without an account. Never the answers.

use axum::http::{HeaderValue, StatusCode, header};
use leptos::prelude::*;

use crate::clock;
use crate::consultations as consulting;
use crate::consultations::model::Stage;
use crate::consultations::pages::decision_due;
use crate::consultations::{rules, slip};
use crate::decisions::came_of_it::{self, CameOfIt};
use crate::responses::code::ReceiptCode;
use crate::responses::store;
use crate::site::{Fault, FormErrors, Page, Path, Visit};
use crate::together::contact;
use crate::ui::{Field, error_summary};

/// `GET /receipts?code=`: asks for a code, and goes to its receipt.
pub async fn ask(visit: Visit) -> Page {
    let typed = visit.query_value("code");
    let mut errors = FormErrors::none();
    if !visit.query.is_empty() {
        match ReceiptCode::parse(&typed) {
            Ok(code) => return visit.go(&format!("/receipts/{code}")),
            Err(error) => errors.add("code", error.to_string()),
        }
    }
    form(&visit, &typed, &errors)
}

fn form(visit: &Visit, typed: &str, errors: &FormErrors) -> Page {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page("Check a receipt").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            <header class="title"><h1>"Check a receipt"</h1>
                <p class="lede">"Your receipt shows that what you sent was recorded, and later what came of it. You need no account. It never shows your answers."</p>
            </header>
            <form method="get" action="/receipts">
                {Field::new("code", "Receipt code").hint("16 letters and digits, such as 7K3Q-X9M2-TDVW-B0R5. Capitals, spaces and hyphens do not matter.").value(typed).class("code").show(errors)}
                <p class="actions"><button class="button">"Check"</button></p>
            </form>
        }
        .into_any()
    })
}

/// `GET /receipts/{code}`
pub async fn show(visit: Visit, Path(typed): Path<String>) -> Page {
    let code = match ReceiptCode::parse(&typed) {
        Ok(code) => code,
        Err(error) => {
            let mut errors = FormErrors::none();
            errors.add("code", error.to_string());
            let shown: String = typed.chars().take(40).collect();
            return form(&visit, &shown, &errors);
        }
    };
    let db = &visit.app.db;
    let Some(receipt) = store::by_code(db, code.canonical()).await? else {
        let mut errors = FormErrors::none();
        errors.add("code", "We have no receipt with this code. Check that each letter and digit is right.");
        let mut page = form(&visit, &code.to_string(), &errors)?;
        *page.status_mut() = StatusCode::NOT_FOUND;
        return Ok(page);
    };
    let consultation = consulting::store::by_id(db, receipt.consultation_id).await?.ok_or(Fault::Missing)?;
    let notices = consulting::store::notices(db, consultation.id).await?;
    let promises = consulting::store::promise_lines(db, consultation.id).await?;
    let now = visit.now;
    let came = came_of_it::of(db, [consultation.id], now).await?.remove(&consultation.id);
    let stage = rules::stage(&consultation.dates, now);
    let contact = contact::store::of(db, consultation.id).await?;
    let counted = if let Some(at) = receipt.withdrawn_at {
        format!("No: it was withdrawn on {}.", clock::long_date(at))
    } else if receipt.superseded_by.is_some() {
        "No: a later response by the same person took its place.".to_owned()
    } else if stage == Stage::Withdrawn {
        "It was counted. The consultation was withdrawn, so no decision follows from it.".to_owned()
    } else {
        "Yes.".to_owned()
    };
    let slug = consultation.slug.clone();
    let mut page = visit.page("Your receipt").private().show(|| {
        view! {
            <section class="receipt">
                <h1>"Your receipt"</h1>
                <p class="code">{code.to_string()}</p>
                <dl class="facts">
                    <div><dt>"Consultation"</dt><dd><a dir="auto" href=format!("/consultations/{slug}")>{consultation.title.clone()}</a></dd></div>
                    <div><dt>"Received"</dt><dd>{clock::long_date_time(receipt.received_at)}</dd></div>
                    <div><dt>"How"</dt><dd>{receipt.channel.title()}</dd></div>
                    <div><dt>"Counted"</dt><dd>{counted}</dd></div>
                    <div><dt>"Outcome"</dt><dd>{match stage {
                        Stage::Decided => view! { {came.as_ref().map(CameOfIt::show)}<a href=format!("/consultations/{slug}/decision")>"What was decided, and why"</a> }.into_any(),
                        Stage::Closed => view! { "Closed. "{decision_due(&consultation.dates, now).unwrap_or_else(|| "The decision comes next".into_any())}"." }.into_any(),
                        Stage::Withdrawn => view! { "Withdrawn: "{consultation.withdrawn_reason.clone()} }.into_any(),
                        _ => "Not decided yet.".into_any(),
                    }}</dd></div>
                    <div><dt>"Questions?"</dt><dd>{contact.show(&visit.service)}</dd></div>
                </dl>
                <p>"Keep this code. It shows that what you sent was recorded, and never what you answered."</p>
            </section>
            {slip::slip(&consultation, &notices, &promises, now, true)}
        }
        .into_any()
    })?;
    // The code is in the address: links from here must not carry it on.
    page.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(page)
}

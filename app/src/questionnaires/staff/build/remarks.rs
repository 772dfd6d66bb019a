//! What colleagues say to each other about a question. Residents never see it.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::BuiltQuestionnaire;
use super::question::{QuestionAt, show};
use crate::clock;
use crate::consultations::editing::writing;
use crate::ids::QuestionnaireRemarkId;
use crate::questionnaires::definition::key::in_address;
use crate::questionnaires::store::making::{self, Remark};
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::{Field, FieldKind};

/// The remarks about a question, with the form for another.
pub fn section(
    building: &BuiltQuestionnaire,
    key: &str,
    remarks: &[Remark],
    typed: &str,
    errors: &FormErrors,
) -> AnyView {
    let base = format!("{}/remarks", building.question_path(key));
    let items: Vec<AnyView> = remarks
        .iter()
        .map(|remark| {
            let by = remark.name.clone().unwrap_or_else(|| "Somebody who has left".to_owned());
            let settled = remark.settled_at.is_some();
            let words = if settled { "Open it again" } else { "Settled" };
            view! {
                <li class=if settled { "settled" } else { "" }>
                    <p class="meta"><span dir="auto">{by}</span><span>{clock::long_date_time(remark.at)}</span>{settled.then(|| view! { <span>"settled"</span> })}</p>
                    <p dir="auto">{remark.text.clone()}</p>
                    <form method="post" action=base.clone()><button class="small-act" name="settle" value=remark.id.0.to_string()>{words}<span class="vh">{format!(": {}", remark.text)}</span></button></form>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="remarks" id="remarks"><h2>"Between colleagues"</h2>
            {(!items.is_empty()).then(|| view! { <ol>{items}</ol> })}
            <form method="post" action=base>
                {Field::new("text", "Say something about this question").kind(FieldKind::Lines(2)).value(typed).show(errors)}
                <p class="actions"><button class="button small quiet">"Say it"</button></p>
            </form>
        </section>
    }
    .into_any()
}

/// `POST …/build/questions/{key}/remarks` (`text`, or `settle`: the number of one)
pub async fn say(visit: Visit, Path((slug, number, key)): QuestionAt, fields: Fields) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    building.question(&key)?;
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["text", "settle"], &mut errors);
    let id = building.managed.record.id;
    if fields.has("settle") {
        let remark = fields.number("settle").map(QuestionnaireRemarkId).ok_or(Fault::Missing)?;
        let settled = making::remarks(&visit.app.db, id).await?.into_iter().find(|one| one.id == remark);
        let settled = settled.ok_or(Fault::Missing)?.settled_at.is_some();
        let (mut tx, _, now) = writing(&visit, &building.managed.consultation).await?;
        making::settle(&mut tx, id, remark, (!settled).then_some(now)).await?;
        tx.commit().await?;
    } else {
        let text = errors.check("text", length(fields.text("text"), "what you want to say", true, 2_000));
        let (Some(text), true) = (text, errors.is_empty()) else {
            return show(&visit, &building, &key, Some(&fields), &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
        };
        let (mut tx, _, now) = writing(&visit, &building.managed.consultation).await?;
        making::remark(&mut tx, id, &key, actor, &text, now).await?;
        tx.commit().await?;
    }
    visit.go(&format!("{}/questions/{}#remarks", building.base(), in_address(&key)))
}

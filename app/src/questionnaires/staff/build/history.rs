//! What was done to the draft, and taking it back.

use leptos::prelude::*;

use super::super::At;
use super::BuiltQuestionnaire;
use crate::clock;
use crate::consultations::editing::writing;
use crate::consultations::rules::stage;
use crate::ids::QuestionnaireEditId;
use crate::questionnaires::store::making::{self, NotedEdit};
use crate::questionnaires::{rules, store};
use crate::reason::Reason;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};

/// How many edits the page shows.
const SHOWN: i64 = 50;

fn line(edit: &NotedEdit) -> AnyView {
    let by = edit.name.clone().map(|name| view! { ", by "<bdi>{name}</bdi> });
    view! { <span dir="auto">{edit.words.clone()}</span><small class="quiet">{by}{format!(", {}", clock::long_date_time(edit.at))}</small> }
        .into_any()
}

/// The last edit with the button that takes it back.
pub fn last(building: &BuiltQuestionnaire, latest: Option<&NotedEdit>) -> Option<AnyView> {
    let edit = latest?;
    Some(
        view! {
            <form class="last-edit wide" method="post" action=format!("{}/undo", building.base())>
                <p>{line(edit)}</p>
                <p class="actions"><button class="button small quiet" name="edit" value=edit.id.0.to_string()>"Undo"</button>" "<a href=format!("{}/history", building.base())>"Everything that was done"</a></p>
            </form>
        }
        .into_any(),
    )
}

/// `GET …/build/history`
pub async fn list(visit: Visit, Path((slug, number)): At) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    let edits = making::latest(&visit.app.db, building.managed.record.id, SHOWN).await?;
    visit.page(format!("What was done: {}", building.managed.record.title)).area(Area::Staff).show(|| {
        let items: Vec<AnyView> = edits.iter().map(|edit| view! { <li>{line(edit)}</li> }.into_any()).collect();
        let undo = edits.first().map(|edit| {
            view! {
                <form method="post" action=format!("{}/undo", building.base())>
                    <p class="actions"><button class="button" name="edit" value=edit.id.0.to_string()>"Undo the last one"</button>" "<a href=building.base()>"Back to building"</a></p>
                </form>
            }
        });
        view! {
            {super::outline::crumbs(&building)}
            <header class="title"><h1>"What was done"</h1><p class="lede">"The last one first. Undo takes back one after the other, as far as a hundred steps."</p></header>
            {undo}
            {if items.is_empty() {
                view! { <p class="quiet">"Nothing yet."</p> }.into_any()
            } else {
                view! { <ol class="history">{items}</ol> }.into_any()
            }}
        }
        .into_any()
    })
}

/// `POST …/build/undo` (`edit`: the one that was shown as the last)
pub async fn undo(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["edit"], &mut errors);
    let edit = fields.number("edit").map(QuestionnaireEditId).ok_or(Fault::Missing)?;
    let managed = &building.managed;
    let (mut tx, consultation, now) = writing(&visit, &managed.consultation).await?;
    rules::may_rewrite(stage(&consultation.dates, now))?;
    let record = store::by_number(&mut tx, consultation.id, managed.record.number).await?.ok_or(Fault::Missing)?;
    let Some((_, before)) = making::take_back(&mut tx, record.id, edit).await? else {
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "Something else was done since you saw this, so nothing was taken back. Look at what was done last.",
        )));
    };
    if !store::rewrite(&mut tx, record.id, &before, record.updated_at, now).await? {
        return Err(Fault::Busy);
    }
    tx.commit().await?;
    visit.go(&format!("{}?done=undone", building.base()))
}

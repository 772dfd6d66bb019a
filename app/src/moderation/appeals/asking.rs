//! The author's page of an appeal: what was decided about their words and why, and a form to ask for another look. Whoever has
//! the link from the letter may use it, signed in or not; an author who is signed in gets there from their own page.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::{APPEAL_LONGEST, Appeal, AppealedDecision, WINDOW_WORDS};
use super::{rules, store};
use crate::clock;
use crate::identity::sessions::token_hash;
use crate::ids::AccountId;
use crate::moderation::model::{Action, PolicyReason};
use crate::moderation::writing::{Writing, WritingItem, Writings};
use crate::reason::WhyNot;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::prose::{self, Author};
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// A decision that its author looks at.
struct AppealPlace {
    /// Its address: by the link of the letter, or on the author's own page.
    href: String,
    decision: AppealedDecision,
    writing: &'static dyn Writing,
    item: WritingItem,
    words: String,
    appeal: Option<Appeal>,
}

impl AppealPlace {
    /// By the link from a letter.
    async fn linked(visit: &Visit, key: &str) -> Result<Self, Fault> {
        let id = store::linked(&visit.app.db, &token_hash(key)).await?.ok_or(Fault::Missing)?;
        Self::of(visit, id, None).await
    }

    /// By the decision's number, for the author who is signed in.
    async fn own(visit: &Visit, id: &str) -> Result<Self, Fault> {
        let id = id.parse().map_err(|_| Fault::Missing)?;
        Self::of(visit, id, Some(visit.own_account()?.id)).await
    }

    async fn of(visit: &Visit, id: i64, account: Option<AccountId>) -> Result<Self, Fault> {
        let db = &visit.app.db;
        let decision = store::decision(db, id).await?.filter(AppealedDecision::hides).ok_or(Fault::Missing)?;
        let writing = visit.app.warm::<Writings>().of_kind(&decision.kind).ok_or(Fault::Missing)?;
        if let Some(account) = account {
            let mut tx = db.begin().await?;
            let author = writing.author(&mut tx, decision.subject_id).await?;
            tx.rollback().await?;
            author.filter(|(author, _)| *author == account).ok_or(Fault::Missing)?;
        }
        let item = writing.items(db.into(), &[decision.subject_id]).await?.pop().ok_or(Fault::Missing)?;
        let words = writing.as_written(db.into(), decision.subject_id).await?.unwrap_or_default();
        let appeal = store::against(db, id).await?;
        Ok(Self { href: visit.path.clone(), decision, writing, item, words, appeal })
    }

    fn may(&self, visit: &Visit) -> Result<(), rules::NoAppeal> {
        rules::may_appeal(&self.decision, &self.item, self.appeal.is_some(), visit.now)
    }
}

/// `GET /appeals/{key}`
pub async fn ask(visit: Visit, Path(key): Path<String>) -> Page {
    let place = AppealPlace::linked(&visit, &key).await?;
    show(&visit, &place, "", &FormErrors::none(), StatusCode::OK)
}

/// `GET /account/appeals/{decision}`
pub async fn ask_own(visit: Visit, Path(id): Path<String>) -> Page {
    let place = AppealPlace::own(&visit, &id).await?;
    show(&visit, &place, "", &FormErrors::none(), StatusCode::OK)
}

/// What was decided, by which rule.
fn decided(place: &AppealPlace) -> AnyView {
    let (words, decision) = (place.writing.words(), &place.decision);
    let done = match Action::from_word(&decision.action) {
        Some(Action::Remove) => words.removed_title,
        Some(action) => action.done(),
        None => "Decided",
    };
    let reason = PolicyReason::from_word(&decision.reason);
    view! {
        <h2>"What was decided"</h2>
        <p><strong>{done}</strong>{format!(" on {}", clock::long_date_time(decision.at))}
            {reason.map(|reason| view! { ", for this reason in our policy: "<a href=format!("/moderation-policy#{}", reason.word())>{reason.title()}</a>"." })}</p>
        {reason.map(|reason| view! { <p>{reason.definition()}</p> })}
        {(!decision.note.is_empty()).then(|| view! { <p>"The moderator added: "<q dir="auto">{decision.note.clone()}</q></p> })}
    }
    .into_any()
}

fn sent(appeal: &Appeal) -> AnyView {
    view! {
        <h2>"Your appeal"</h2>
        <p><strong>{appeal.standing()}</strong></p>
        {(!appeal.words.is_empty()).then(|| view! { <blockquote class="as-typed" dir="auto">{appeal.words.clone()}</blockquote> })}
        {(!appeal.answer.is_empty()).then(|| view! { <p>"The answer: "<q dir="auto">{appeal.answer.clone()}</q></p> })}
    }
    .into_any()
}

fn show(visit: &Visit, place: &AppealPlace, typed: &str, errors: &FormErrors, status: StatusCode) -> Page {
    let words = place.writing.words();
    let may = place.may(visit);
    // What a moderator took down is shown to whoever has the link only as long as they need it.
    let shows_words = !place.words.is_empty() && (may.is_ok() || place.appeal.is_some());
    visit.page("Ask for another look").status(status).private().show(|| {
        view! {
            {error_summary(errors)}
            {done_note(&visit.query_value("done"), &[("sent", "We have your appeal.", "Somebody who has not decided about it before will look, and we write to you.")])}
            <header class="title"><h1>"Ask for another look"</h1>
                <p class="lede">{format!("About the {} you {} on {} {} ", words.kind, words.sent, clock::long_date(place.item.posted_at), words.about)}<a dir="auto" href=place.item.href.clone()>{place.item.title.clone()}</a></p></header>
            {shows_words.then(|| view! {
                <h2>"What you wrote"</h2>
                <blockquote dir="auto" inner_html=prose::render(&place.words, Author::Resident).into_string()></blockquote>
            })}
            {decided(place)}
            {place.appeal.as_ref().map(sent)}
            {match may {
                Ok(()) => view! {
                    <h2>"Your appeal"</h2>
                    <p>{format!("If you think that we were wrong, say why. Somebody who has not decided about it before looks at it again and writes to you. You can do this once, until {}: {WINDOW_WORDS} after the decision.", clock::end_date_time(place.decision.until()))}</p>
                    <form method="post" action=place.href.clone() novalidate>
                        {Field::new("words", "Why do you think we were wrong?")
                            .kind(FieldKind::Lines(6))
                            .hint(format!("Only moderators of the library service read it. At most {APPEAL_LONGEST} characters."))
                            .value(typed)
                            .show(errors)}
                        <p class="actions"><button class="button">"Send my appeal"</button>" "<a href="/moderation-policy">"Our moderation policy"</a></p>
                    </form>
                }.into_any(),
                Err(rules::NoAppeal::Made) => ().into_any(),
                Err(why) => view! {
                    <p>{why.words().into_owned()}</p>
                    <p>"Questions: "<bdi>{visit.service.contact.clone()}</bdi></p>
                }.into_any(),
            }}
            {(may.is_err() && !typed.is_empty()).then(|| view! { <h2>"What you typed"</h2><blockquote class="as-typed" dir="auto">{typed.to_owned()}</blockquote> })}
        }
        .into_any()
    })
}

/// `POST /appeals/{key}`
pub async fn send(visit: Visit, Path(key): Path<String>, fields: Fields) -> Page {
    let place = AppealPlace::linked(&visit, &key).await?;
    record(&visit, place, &fields).await
}

/// `POST /account/appeals/{decision}`
pub async fn send_own(visit: Visit, Path(id): Path<String>, fields: Fields) -> Page {
    let place = AppealPlace::own(&visit, &id).await?;
    record(&visit, place, &fields).await
}

async fn record(visit: &Visit, mut place: AppealPlace, fields: &Fields) -> Page {
    let typed = fields.raw_text("words").to_owned();
    let mut errors = FormErrors::none();
    fields.expect_only(&["words"], &mut errors);
    let words = errors.check("words", length(fields.text("words"), "your appeal", true, APPEAL_LONGEST));
    let done = format!("{}?done=sent#done", place.href);
    if place.appeal.as_ref().is_some_and(|appeal| words.as_ref() == Some(&appeal.words)) {
        // Pressed twice.
        return visit.go(&done);
    }
    if let Err(why) = place.may(visit) {
        return refused(visit, &place, &typed, why);
    }
    let (Some(words), true) = (words, errors.is_empty()) else {
        return show(visit, &place, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut tx = visit.app.db.begin().await?;
    // Nobody decides about the words, or erases them, until the appeal is there.
    place.writing.hold(&mut tx, place.item.id).await?.ok_or(Fault::Missing)?;
    let item = place.writing.items((&mut tx).into(), &[place.item.id]).await?.pop().ok_or(Fault::Missing)?;
    let made = match rules::may_appeal(&place.decision, &item, false, visit.now) {
        Ok(()) if store::send(&mut tx, place.decision.id, &words, visit.now).await? => Ok(()),
        Ok(()) => Err(rules::NoAppeal::Made),
        Err(why) => Err(why),
    };
    if let Err(why) = made {
        tx.rollback().await?;
        place.item = item;
        place.appeal = store::against(&visit.app.db, place.decision.id).await?;
        return refused(visit, &place, &typed, why);
    }
    tx.commit().await?;
    visit.go(&done)
}

fn refused(visit: &Visit, place: &AppealPlace, typed: &str, why: rules::NoAppeal) -> Page {
    let mut errors = FormErrors::none();
    errors.add("form", format!("{} What you typed is not sent; it is below.", why.words()));
    show(visit, place, typed, &errors, StatusCode::CONFLICT)
}

//! The list of what somebody wrote, and the page of each piece.

use std::collections::HashMap;

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{OwnPage, href};
use crate::clock;
use crate::ids::AccountId;
use crate::moderation::appeals::model::WINDOW;
use crate::moderation::model::{Action, PolicyReason, WritingState};
use crate::moderation::store::{self as moderation, ModerationDecision};
use crate::moderation::writing::{WritingWords, Writings};
use crate::reason::WhyNot;
use crate::responses::own_writing::{OwnPiece, OwnWriting, PAGE, kinds, may_withdraw};
use crate::responses::person::Persons;
use crate::site::{Fault, FormErrors, Page, Path, Visit};
use crate::time::Time;
use crate::ui::pager::pager;
use crate::ui::prose::{self, Author};
use crate::ui::shortened::shortened;
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// How much of a text a list shows, in characters.
const EXCERPT: usize = 160;
/// How many of each kind the account's page shows.
const LATEST: usize = 3;

/// What somebody wrote of one kind.
pub(in crate::mine) struct OwnList {
    own: &'static dyn OwnWriting,
    words: &'static WritingWords,
    pieces: Vec<OwnPiece>,
    reasons: HashMap<i64, PolicyReason>,
    next: Option<i64>,
}

/// What an account wrote of each kind, or of one, the newest first, before a number.
///
/// # Errors
/// When the record cannot be reached.
pub(in crate::mine) async fn lists(
    visit: &Visit,
    account: AccountId,
    (only, before): (&str, i64),
    most: usize,
) -> Result<Vec<OwnList>, Fault> {
    let db = &visit.app.db;
    let writings = visit.app.warm::<Writings>();
    let mut lists = Vec::new();
    for own in kinds(Persons::of(&visit.app)).filter(|one| only.is_empty() || one.kind() == only) {
        let Some(writing) = writings.of_kind(own.kind()) else { continue };
        let mut pieces = own.by(db.into(), account, before, None).await?;
        let next = (pieces.len() > most).then(|| {
            pieces.truncate(most);
            pieces.last().map(|last| last.id)
        });
        if pieces.is_empty() {
            continue;
        }
        let ids: Vec<i64> = pieces.iter().map(|piece| piece.id).collect();
        let reasons = moderation::reasons(db, own.kind(), &ids).await?;
        lists.push(OwnList { own, words: writing.words(), pieces, reasons, next: next.flatten() });
    }
    Ok(lists)
}

/// What has become of a piece, in a few words.
fn standing(piece: &OwnPiece, reason: Option<PolicyReason>) -> String {
    let because = reason.map(|reason| format!(": {}", reason.title().to_lowercase())).unwrap_or_default();
    match piece.state {
        _ if piece.withdrawn() => "withdrawn by you".to_owned(),
        WritingState::Published => "everybody can read it".to_owned(),
        WritingState::Held => format!("not shown until a moderator has read it{because}"),
        WritingState::Removed => format!("taken down{because}"),
        WritingState::Redacted => format!("shown with words taken out{because}"),
    }
}

fn line(list: &OwnList, piece: &OwnPiece) -> AnyView {
    let reason = list.reasons.get(&piece.id).copied();
    let words = match piece.withdrawn() {
        true => "Its words are erased.".to_owned(),
        false => shortened(&prose::plain(&piece.words), EXCERPT),
    };
    let corrected = piece.corrected_at.map(|_| view! { " "<span>"corrected by you"</span> });
    view! {
        <li class="notice">
            <h4><a href=href(list.own, piece.id)>{format!("{} of {}", list.words.title, clock::long_date_time(piece.posted_at))}</a></h4>
            <p dir="auto">{words}</p>
            <p class="meta"><strong>{standing(piece, reason)}</strong>{corrected}" "<span>{list.words.about}" "<a dir="auto" href=piece.href()>{piece.title.clone()}</a></span></p>
        </li>
    }
    .into_any()
}

fn list(list: &OwnList) -> AnyView {
    let lines: Vec<AnyView> = list.pieces.iter().map(|piece| line(list, piece)).collect();
    view! { <h3>{list.words.plural}</h3><ul class="notices">{lines}</ul> }.into_any()
}

/// What somebody wrote, on their account's page: the latest of each kind.
pub(in crate::mine) fn latest(lists: &[OwnList]) -> AnyView {
    if lists.is_empty() {
        return ().into_any();
    }
    view! {
        <section aria-labelledby="wrote-title">
            <h2 id="wrote-title">"What you wrote"</h2>
            <p>"It stays yours: you can put a comment right for fifteen minutes, withdraw what you wrote while people can still answer, and leave out how you voted."</p>
            {lists.iter().map(list).collect::<Vec<_>>()}
            <p class="actions"><a class="button quiet" href="/account/writing">"See everything you wrote"</a></p>
        </section>
    }
    .into_any()
}

/// The latest of each kind, for the account's page.
///
/// # Errors
/// When the record cannot be reached.
pub(in crate::mine) async fn latest_of(visit: &Visit, account: AccountId) -> Result<Vec<OwnList>, Fault> {
    lists(visit, account, ("", i64::MAX), LATEST).await
}

/// `GET /account/writing?kind=&before=`
pub async fn all(visit: Visit) -> Page {
    let account = visit.own_account()?.id;
    let (only, before) = (visit.query_value("kind"), visit.query_value("before").parse::<i64>().ok());
    let lists = lists(&visit, account, (&only, before.unwrap_or(i64::MAX)), PAGE).await?;
    visit.page("What you wrote").private().show(|| {
        let shown: Vec<AnyView> = lists
            .iter()
            .map(|one| {
                let kind = one.own.kind();
                let later = one.next.map(|next| format!("/account/writing?kind={kind}&before={next}"));
                let earlier = before.map(|_| "/account/writing".to_owned());
                view! { {list(one)}{pager(&format!("More {}", one.words.many), earlier, later)} }.into_any()
            })
            .collect();
        view! {
            {crumbs()}
            <header class="title"><h1>"What you wrote"</h1>
                <p class="lede">"Everything of yours that others can read or could read, and what became of it. Nobody but you can see this list."</p></header>
            {if shown.is_empty() {
                view! { <div class="empty"><h2>"Nothing here"</h2><p>"When you comment, add a statement or send an idea, you will find it here."</p></div> }.into_any()
            } else {
                shown.into_any()
            }}
        }
        .into_any()
    })
}

/// The way back to the account.
pub(super) fn crumbs() -> AnyView {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/account">"Your account"</a></li><li><a href="/account/writing">"What you wrote"</a></li></ol></nav>
    }
    .into_any()
}

/// `GET /account/writing/{kind}/{id}`
pub async fn one(visit: Visit, Path((kind, id)): Path<(String, String)>) -> Page {
    let found = OwnPage::find(&visit, &kind, &id).await?;
    show(&visit, &found, None, &FormErrors::none(), StatusCode::OK)
}

/// Whether its author may appeal against a decision, as far as this page knows: the appeal's own page knows all of it.
fn appealable(found: &OwnPage, decision: &ModerationDecision, now: Time) -> bool {
    let hides = Action::from_word(&decision.action).is_some_and(Action::needs_reason);
    hides && found.piece.state != WritingState::Published && now < decision.at.plus(WINDOW) && !found.piece.withdrawn()
}

/// What moderators decided about it, the latest first.
fn decided(visit: &Visit, found: &OwnPage) -> AnyView {
    let words = found.writing.words();
    let lines: Vec<AnyView> = found
        .decisions
        .iter()
        .map(|decision| {
            let note = (!decision.note.is_empty())
                .then(|| view! { " The moderator added: "<q dir="auto">{decision.note.clone()}</q> });
            let said = crate::moderation::view::decision(words, decision);
            let appeal = match found.appeals.iter().find(|appeal| appeal.decision == decision.id) {
                Some(appeal) => {
                    Some(view! { " "<a href=format!("/account/appeals/{}", decision.id)>{appeal.standing()}</a> }.into_any())
                }
                None if appealable(found, decision, visit.now) => Some(
                    view! { " "<a href=format!("/account/appeals/{}", decision.id)>"Ask for somebody else to look again"</a> }
                        .into_any(),
                ),
                None => None,
            };
            view! { <li>{said}{note}{appeal}</li> }.into_any()
        })
        .collect();
    (!lines.is_empty())
        .then(|| {
            view! { <h2>"What moderators decided"</h2><ul>{lines}</ul><p><a href="/moderation-policy">"Our moderation policy"</a></p> }
        })
        .into_any()
}

fn correcting(visit: &Visit, found: &OwnPage, typed: Option<&str>, errors: &FormErrors) -> AnyView {
    let Some(longest) = found.own.correctable() else { return ().into_any() };
    if found.correctable(visit).is_err() && typed.is_none() {
        return ().into_any();
    }
    let until = clock::clock_time(found.piece.until());
    view! {
        <h2>"Put it right"</h2>
        <form method="post" action=found.href() novalidate>
            {Field::new("words", "Your words")
                .kind(FieldKind::Lines(6))
                .hint(format!("You can change them until {until}. Readers see that it was corrected, not what stood there before; moderators can, in case somebody reported it. At most {longest} characters."))
                .value(typed.unwrap_or(&found.piece.words))
                .show(errors)}
            <p class="actions"><button class="button">"Save the correction"</button></p>
        </form>
    }
    .into_any()
}

fn vote_beside(found: &OwnPage) -> AnyView {
    let Some(shown) = found.piece.vote_shown.filter(|_| !found.piece.withdrawn()) else { return ().into_any() };
    let (now, next, button) = match shown {
        0 => ("Your vote is not shown beside it.", "1", "Show how I voted"),
        _ => ("If you voted, your vote stands beside it once votes are shown.", "0", "Do not show how I voted"),
    };
    view! {
        <h2>"Your vote beside it"</h2>
        <p>{now}" It is counted either way."</p>
        <form method="post" action=format!("{}/vote", found.href())>
            <input type="hidden" name="show" value=next/>
            <p class="actions"><button class="button quiet">{button}</button></p>
        </form>
    }
    .into_any()
}

/// The page of one piece, with what was typed and what is wrong with it.
///
/// # Errors
/// Never; the type is a handler's.
pub(super) fn show(
    visit: &Visit,
    found: &OwnPage,
    typed: Option<&str>,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let (words, piece) = (found.writing.words(), &found.piece);
    let title = format!("Your {}", words.kind);
    let reason = found.decisions.first().and_then(|last| PolicyReason::from_word(&last.reason));
    let withdraw = may_withdraw(piece, visit.now);
    let why_not = found.correctable(visit).err().filter(|_| !piece.withdrawn());
    visit.page(title.clone()).status(status).private().show(|| {
        let standing = standing(piece, reason.filter(|_| piece.state != WritingState::Published));
        view! {
            {error_summary(errors)}
            {done_note(&visit.query_value("done"), &[
                ("corrected", "It is corrected.", "Readers see your new words, and that you corrected them."),
                ("held", "It is corrected, and waits for a moderator.", "It seems to hold a phone number, an email address or several links, so somebody reads it before it is shown."),
                ("withdrawn", "It is withdrawn.", "Its words are erased."),
                ("vote-1", "Your choice is saved.", "Your vote stands beside it, where votes are shown."),
                ("vote-0", "Your choice is saved.", "Your vote is not shown beside it. It still counts."),
            ])}
            {crumbs()}
            <header class="title"><h1>{title.clone()}</h1>
                <p class="lede">{words.about}" "<a dir="auto" href=piece.href()>{piece.title.clone()}</a></p></header>
            <p class="meta"><span>{format!("{} {}", words.sent, clock::long_date_time(piece.posted_at))}</span>
                {piece.corrected_at.map(|at| view! { " "<span>{format!("corrected by you {}", clock::long_date_time(at))}</span> })}
                " "<strong>{standing}</strong></p>
            {if piece.withdrawn() {
                view! { <p>"You withdrew it, and its words are erased."</p> }.into_any()
            } else {
                view! { <blockquote dir="auto" inner_html=prose::render(&piece.words, Author::Resident).into_string()></blockquote> }.into_any()
            }}
            {decided(visit, found)}
            {correcting(visit, found, typed, errors)}
            {why_not.map(|why| view! { <p class="quiet">{why.words().into_owned()}</p> })}
            {vote_beside(found)}
            {withdraw.is_ok().then(|| view! {
                <h2>"Take it back"</h2>
                <p>"You can withdraw it while people can still answer. You are asked once whether you mean it."</p>
                <p class="actions"><a class="button quiet" href=format!("{}/withdraw", found.href())>{format!("Withdraw this {}", words.kind)}</a></p>
            })}
        }
        .into_any()
    })
}

//! Appeals as moderators see and decide them.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::{ANSWER_LONGEST, Appeal, AppealOutcome, AppealedDecision};
use super::rules::{NotYours, may_decide};
use super::{letter, store};
use crate::audit::store::{NewEntry, append};
use crate::clock;
use crate::db::Tx;
use crate::moderation::model::{Action, WritingState};
use crate::moderation::store::{self as moderation, ModerationDecision, NewDecision, WritingRef};
use crate::moderation::view as parts;
use crate::moderation::writing::{DecisionRefused, Writing, WritingItem, Writings};
use crate::reason::WhyNot;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit, once};
use crate::time::Time;
use crate::ui::pager::pager;
use crate::ui::prose::{self, Author};
use crate::ui::shortened::shortened;
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// How much of an appeal a list shows, in characters.
const EXCERPT: usize = 200;

/// An appeal with everything it is about.
struct AppealCase {
    appeal: Appeal,
    decision: AppealedDecision,
    writing: &'static dyn Writing,
    item: WritingItem,
}

impl AppealCase {
    async fn of(visit: &Visit, appeal: Appeal) -> Result<Self, Fault> {
        let db = &visit.app.db;
        let decision = store::decision(db, appeal.decision).await?.ok_or(Fault::Missing)?;
        let writing = visit.app.warm::<Writings>().of_kind(&decision.kind).ok_or(Fault::Missing)?;
        let item = writing.items(db.into(), &[decision.subject_id]).await?.pop().ok_or(Fault::Missing)?;
        Ok(Self { appeal, decision, writing, item })
    }

    async fn find(visit: &Visit, id: &str) -> Result<Self, Fault> {
        let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
        let appeal = store::one(&visit.app.db, id).await?.ok_or(Fault::Missing)?;
        Self::of(visit, appeal).await
    }

    fn about(&self) -> WritingRef<'static> {
        WritingRef { kind: self.writing.words().kind, id: self.item.id }
    }

    fn href(&self) -> String {
        format!("/staff/moderation/appeals/{}", self.appeal.id)
    }

    /// What was decided, in a sentence.
    fn decided(&self) -> String {
        let AppealedDecision { id, action, reason, note, at, role, .. } = self.decision.clone();
        parts::decision(self.writing.words(), &ModerationDecision { id, action, reason, note, at, role })
    }

    /// Whether whoever looks may decide it.
    async fn may(&self, visit: &Visit, tx: &mut Tx) -> Result<Result<(), NotYours>, Fault> {
        let before = store::deciders(&mut *tx, self.about()).await?;
        let author = self.writing.author(tx, self.item.id).await?.map(|(author, _)| author);
        Ok(may_decide(visit.actor()?, &before, author))
    }
}

/// A place in a list as an address carries it: a moment and a number.
fn place(text: &str) -> Option<(Time, i64)> {
    let (at, id) = text.split_once('-')?;
    Some((Time(at.parse().ok()?), id.parse().ok()?))
}

/// A page of a list, and the place where the next begins.
async fn cases(
    visit: &Visit,
    mut appeals: Vec<Appeal>,
    at: impl Fn(&Appeal) -> Time,
) -> Result<(Vec<AppealCase>, Option<String>), Fault> {
    let more = appeals.len() > store::PAGE;
    appeals.truncate(store::PAGE);
    let next = appeals.last().filter(|_| more).map(|last| format!("{}-{}", at(last).0, last.id));
    let mut cases = Vec::new();
    for appeal in appeals {
        match AppealCase::of(visit, appeal).await {
            Err(Fault::Missing) => {}
            case => cases.push(case?),
        }
    }
    Ok((cases, next))
}

fn line(case: &AppealCase) -> AnyView {
    let (words, appeal) = (case.writing.words(), &case.appeal);
    let standing = match appeal.outcome {
        None => format!("sent {}", clock::long_date(appeal.sent_at)),
        Some((outcome, at)) => format!("{}, {}", outcome.title(), clock::long_date(at)),
    };
    view! {
        <li class="notice">
            <h3><a href=case.href()>{format!("Appeal {} about {} {}", appeal.id, words.kind, case.item.id)}</a></h3>
            <p class="meta"><span>{standing}</span>" "<span>{case.item.on.clone()}<a dir="auto" href=case.item.href.clone()>{case.item.title.clone()}</a></span></p>
            <p>{case.decided()}</p>
            {(!appeal.words.is_empty()).then(|| view! { <blockquote class="as-typed" dir="auto">{shortened(&appeal.words, EXCERPT)}</blockquote> })}
        </li>
    }
    .into_any()
}

/// `GET /staff/moderation/appeals?after=&before=`
pub async fn list(visit: Visit) -> Page {
    let db = &visit.app.db;
    let (after, before) = (place(&visit.query_value("after")), place(&visit.query_value("before")));
    let (waiting, next) = match before {
        None => {
            let waiting = store::waiting(db, after.unwrap_or((Time(i64::MIN), 0))).await?;
            cases(&visit, waiting, |appeal| appeal.sent_at).await?
        }
        Some(_) => (Vec::new(), None),
    };
    let (decided, earlier) = match after {
        None => {
            let decided = store::decided(db, before.unwrap_or((Time(i64::MAX), 0))).await?;
            cases(&visit, decided, |appeal| appeal.outcome.map_or(appeal.sent_at, |(_, at)| at)).await?
        }
        Some(_) => (Vec::new(), None),
    };
    let writings = visit.app.warm::<Writings>();
    let backlog = moderation::backlog(db, &writings).await?;
    visit.page("Appeals").area(Area::Staff).show(|| {
        let lines = |cases: &[AppealCase]| cases.iter().map(line).collect::<Vec<_>>();
        view! {
            {parts::title("Appeals", "Authors who ask for somebody else to look again. What waits longest is first.")}
            {parts::tabs(&visit, &writings, &backlog)}
            {done_note(&visit.query_value("done"), &[
                ("upheld", "The appeal is upheld.", "It is shown as it was written, and its author is told."),
                ("refused", "The appeal is refused.", "The decision stands, and its author is told why."),
            ])}
            <details class="why"><summary>"Why does somebody else decide?"</summary><p>"Nobody is a good judge of their own decision. People who lose an appeal accept it more easily when a second person has looked with fresh eyes, and how many appeals are upheld each year tells everybody how well we moderate."</p></details>
            {before.is_none().then(|| view! {
                <h2>"Waiting"</h2>
                {if waiting.is_empty() {
                    view! { <div class="empty"><h3>"No appeal waits"</h3><p>"When an author asks for another look at what a moderator held, took down or cut, it comes here."</p></div> }.into_any()
                } else {
                    view! { <ul class="notices wide">{lines(&waiting)}</ul> }.into_any()
                }}
                {pager("More that wait", after.map(|_| "/staff/moderation/appeals".to_owned()), next.clone().map(|next| format!("/staff/moderation/appeals?after={next}")))}
            })}
            {(!decided.is_empty()).then(|| view! {
                <h2>"Decided"</h2>
                <ul class="notices wide">{lines(&decided)}</ul>
                {pager("Earlier ones", before.map(|_| "/staff/moderation/appeals".to_owned()), earlier.clone().map(|earlier| format!("/staff/moderation/appeals?before={earlier}")))}
            })}
        }
        .into_any()
    })
}

/// `GET /staff/moderation/appeals/{id}`
pub async fn one(visit: Visit, Path(id): Path<String>) -> Page {
    let case = AppealCase::find(&visit, &id).await?;
    show(&visit, &case, None, ("", &FormErrors::none(), StatusCode::OK)).await
}

/// `POST /staff/moderation/appeals/{id}/original`: shows words that were taken down, and records the look.
pub async fn original(visit: Visit, Path(id): Path<String>, fields: Fields) -> Page {
    let case = AppealCase::find(&visit, &id).await?;
    fields.require_only(&[])?;
    let words = case.writing.as_written((&visit.app.db).into(), case.item.id).await?.unwrap_or_default();
    let mut tx = visit.app.db.begin().await?;
    let action = format!("{}.see-original", case.about().kind);
    let entry = NewEntry {
        actor: Some(visit.actor()?),
        action: &action,
        subject_kind: case.about().kind,
        subject_id: case.item.id,
        detail: &[("appeal", case.appeal.id.to_string())],
    };
    append(&mut tx, &entry, visit.now).await?;
    // Nobody sees the words before the look is safely recorded.
    tx.commit().await?;
    show(&visit, &case, Some(&words), ("", &FormErrors::none(), StatusCode::OK)).await
}

fn form(case: &AppealCase, typed: &str, errors: &FormErrors) -> AnyView {
    view! {
        <h2>"Decide about the appeal"</h2>
        <p>"Criticism stays, however sharp. Only the reasons in our "<a href="/moderation-policy">"published policy"</a>" count. If it is upheld, everybody can read it as it was written."</p>
        <form method="post" action=case.href() novalidate>
            {Field::new("answer", "Your answer to the author")
                .kind(FieldKind::Lines(4))
                .hint(format!("Needed if you refuse: say why the decision stands, in a kind sentence or two. We send it as you write it, without your name. At most {ANSWER_LONGEST} characters."))
                .value(typed)
                .show(errors)}
            <p class="actions"><button class="button" name="action" value="uphold">"Uphold it and show the words again"</button>" "
                <button class="button warn" name="action" value="refuse">"Refuse it"</button></p>
        </form>
    }
    .into_any()
}

/// The page of one, with what was typed and what is wrong with it.
async fn show(
    visit: &Visit,
    case: &AppealCase,
    original: Option<&str>,
    (typed, errors, status): (&str, &FormErrors, StatusCode),
) -> Page {
    let mut tx = visit.app.db.begin().await?;
    let may = case.may(visit, &mut tx).await?;
    tx.rollback().await?;
    let others = match may {
        Err(_) => store::who_could_decide(&visit.app.db, case.about()).await?,
        Ok(()) => 1,
    };
    let (words, item, appeal) = (case.writing.words(), &case.item, &case.appeal);
    let name = format!("Appeal {}", appeal.id);
    visit.page(name.clone()).area(Area::Staff).status(status).show(|| {
        let seen = original.map(|words| view! {
            <h2>"As it was written"</h2>
            <blockquote class="original" dir="auto" inner_html=prose::render(words, Author::Resident).into_string()></blockquote>
            <p class="quiet">"That you saw these words is recorded."</p>
        });
        let deciding = match (appeal.outcome, may) {
            (Some((outcome, at)), _) => view! {
                <h2>"Decided"</h2><p><strong>{outcome.title()}</strong>{format!(" ({})", clock::long_date_time(at))}</p>
                {(!appeal.answer.is_empty()).then(|| view! { <p>"The author was told: "<q dir="auto">{appeal.answer.clone()}</q></p> })}
            }.into_any(),
            (None, Ok(())) => form(case, typed, errors),
            (None, Err(why)) => view! {
                <div class="note warn"><p><strong>{why.words().into_owned()}</strong>" "
                    {match others {
                        0 => "Nobody else here may moderate yet. An administrator can decide it, or give a colleague the role of moderator under “People”.",
                        _ => "Please leave it to a colleague: any other moderator, member of staff or administrator can decide it.",
                    }}</p></div>
            }.into_any(),
        };
        view! {
            {error_summary(errors)}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/moderation">"Moderation"</a></li><li><a href="/staff/moderation/appeals">"Appeals"</a></li></ol></nav>
            <header class="title"><p class="over">"Moderation"</p><h1>{name.clone()}</h1></header>
            {parts::meta(words, item, None)}
            {original.is_none().then(|| parts::text(words, item))}
            {seen}
            {(item.hidden && original.is_none() && appeal.outcome.is_none()).then(|| view! {
                <form method="post" action=format!("{}/original", case.href())>
                    <p class="actions"><button class="button quiet">"See what was written"</button></p>
                    <p class="hint">"Words that were taken down may hurt somebody, so each look at them is recorded. You need them to decide."</p>
                </form>
            })}
            <h2>"What was decided"</h2>
            <p>{case.decided()}</p>
            {(!case.decision.note.is_empty()).then(|| view! { <p>"The author was also told: "<q dir="auto">{case.decision.note.clone()}</q></p> })}
            {(!appeal.words.is_empty()).then(|| view! {
                <h2>"What the author says"</h2>
                <blockquote class="as-typed" dir="auto">{appeal.words.clone()}</blockquote>
                <p class="quiet">{format!("Sent on {}.", clock::long_date_time(appeal.sent_at))}</p>
            })}
            {deciding}
        }
        .into_any()
    })
}

/// The page again, when it cannot be decided (any more) by whoever tried.
async fn refused(visit: &Visit, id: &str, typed: &str, why: NotYours) -> Page {
    let case = AppealCase::find(visit, id).await?;
    let mut errors = FormErrors::none();
    let typed_too =
        if typed.trim().is_empty() { String::new() } else { format!(" What you typed: “{}”", typed.trim()) };
    errors.add("form", format!("{}{typed_too}", why.words()));
    show(visit, &case, None, (typed, &errors, StatusCode::CONFLICT)).await
}

/// `POST /staff/moderation/appeals/{id}` (action: uphold or refuse)
pub async fn decide(visit: Visit, Path(id): Path<String>, fields: Fields) -> Page {
    let case = AppealCase::find(&visit, &id).await?;
    let by = visit.actor()?;
    let typed = fields.raw_text("answer").to_owned();
    let mut errors = FormErrors::none();
    fields.expect_only(&["action", "answer"], &mut errors);
    let outcome = match fields.text("action") {
        "uphold" => Some(AppealOutcome::Upheld),
        "refuse" => Some(AppealOutcome::Refused),
        _ => {
            errors.add("form", "Choose whether to uphold or to refuse the appeal");
            None
        }
    };
    let needed = outcome == Some(AppealOutcome::Refused);
    let answer = errors.check("answer", length(fields.text("answer"), "your answer", needed, ANSWER_LONGEST));
    let (Some(outcome), Some(answer), true) = (outcome, answer, errors.is_empty()) else {
        return show(&visit, &case, None, (&typed, &errors, StatusCode::UNPROCESSABLE_ENTITY)).await;
    };
    let mut tx = visit.app.db.begin().await?;
    let (was, words_left) = case.writing.hold(&mut tx, case.item.id).await?.ok_or(Fault::Missing)?;
    let may = case.may(&visit, &mut tx).await?;
    let may = match may {
        Ok(()) if words_left && store::decide(&mut tx, case.appeal.id, (outcome, &answer), by, visit.now).await? => {
            Ok(())
        }
        Ok(()) => Err(NotYours::Decided),
        Err(why) => Err(why),
    };
    if let Err(why) = may {
        tx.rollback().await?;
        return refused(&visit, &id, &typed, why).await;
    }
    let about = case.about();
    if outcome == AppealOutcome::Upheld && was != WritingState::Published {
        match case.writing.show(&mut tx, about.id, Action::Publish, "").await? {
            Ok(_) => {}
            Err(DecisionRefused::Conflict(why)) => return Err(Fault::Refused(why)),
            Err(DecisionRefused::Unfit(why)) => return Err(Fault::broken(String::from(why))),
        }
        let new = NewDecision { about, action: Action::Publish, reason: "", note: &answer, by };
        moderation::enter(&mut tx, &new, visit.now).await?;
    }
    letter::send(&mut tx, &visit, (case.writing, &case.item), (outcome, &answer)).await?;
    let name = if outcome == AppealOutcome::Upheld { "appeal.uphold" } else { "appeal.refuse" };
    let detail = [("decision", case.decision.id.to_string()), (about.kind, about.id.to_string())];
    let act =
        NewEntry { actor: Some(by), action: name, subject_kind: "appeal", subject_id: case.appeal.id, detail: &detail };
    append(&mut tx, &act, visit.now).await?;
    // What was taken down may have been written again, and may be reported again.
    once::forget(&mut tx, (about.kind, about.id)).await?;
    tx.commit().await?;
    visit.go(&format!("/staff/moderation/appeals?done={}#done", outcome.word()))
}

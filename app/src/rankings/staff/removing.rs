//! Taking things away: a ranking while the consultation is a draft, and one of its options once it is published.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{At, ManagedRanking, find, list_path};
use crate::audit::store::append;
use crate::consultations::editing::entry;
use crate::consultations::editing::{crumbs, hash_of_text, writing};
use crate::consultations::rules::stage;
use crate::consultations::store as consultations;
use crate::rankings::model::RankingOption;
use crate::rankings::{rules, store};
use crate::reason;
use crate::reason::Reason;
use crate::site::fields::length;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Question, Visit, once};
use crate::time::Time;
use crate::ui::form::check as tick;
use crate::ui::{Field, FieldKind, error_summary};

/// `GET /staff/consultations/{slug}/rankings/{number}/delete`
pub async fn delete_page(visit: Visit, Path((slug, number)): At) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    rules::may_add(stage(&managed.consultation.dates, visit.now))?;
    let question = Question {
        title: "Delete the ranking?".to_owned(),
        about: managed.ranking.question.clone(),
        consequences: vec!["The question and its options go. Nobody but staff has seen them.".to_owned()],
        action: format!("{}/delete", managed.base()),
        fields: vec![("seen", managed.ranking.updated_at.0.to_string())],
        button: "Delete the ranking",
        back: (list_path(&managed.consultation), "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(Some(&managed.consultation)))
}

/// `POST /staff/consultations/{slug}/rankings/{number}/delete`
pub async fn delete(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let ManagedRanking { consultation, ranking, .. } = find(&visit, &slug, &number).await?;
    let actor = visit.actor()?;
    let seen = fields.number("seen").map_or(ranking.updated_at, Time);
    let (mut tx, consultation, now) = writing(&visit, &consultation).await?;
    rules::may_add(stage(&consultation.dates, now))?;
    if !store::delete(&mut tx, ranking.id, seen).await? {
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "This ranking changed since you asked to delete it, so nothing was deleted. Look at it again first.",
        )));
    }
    let detail = [("ranking", ranking.number.to_string())];
    append(&mut tx, &entry(actor, "ranking.delete", consultation.id, &detail), now).await?;
    once::forget(&mut tx, ("rankings", consultation.id.0)).await?;
    once::forget(&mut tx, ("ranking-edits", consultation.id.0)).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=deleted", list_path(&consultation)))
}

/// The option at an address, if it may be withdrawn now.
fn may_withdraw<'a>(managed: &'a ManagedRanking, number: &str, now: Time) -> Result<&'a RankingOption, Fault> {
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    let option = managed.options.iter().find(|option| option.number == number).ok_or(Fault::Missing)?;
    if !option.stands() {
        return Err(Fault::Refused(reason!(
            "option-withdrawn-already",
            CONFLICT,
            Staff,
            "The option is withdrawn already",
            "This option is withdrawn already."
        )));
    }
    let standing = managed.options.iter().filter(|option| option.stands()).count();
    rules::may_withdraw_option(stage(&managed.consultation.dates, now), standing)?;
    Ok(option)
}

/// `GET /staff/consultations/{slug}/rankings/{number}/options/{option}/withdraw`
pub async fn withdraw_page(visit: Visit, Path((slug, number, option)): Path<(String, String, String)>) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    let option = may_withdraw(&managed, &option, visit.now)?;
    withdraw_form(&visit, &managed, option, "", &FormErrors::none())
}

fn withdraw_form(
    visit: &Visit,
    managed: &ManagedRanking,
    option: &RankingOption,
    reason: &str,
    errors: &FormErrors,
) -> Page {
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let action = format!("{}/options/{}/withdraw", managed.base(), option.number);
    visit.page("Withdraw an option").status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(&managed.consultation))}
            <header class="title"><h1>{format!("Withdraw “{}”", option.title)}</h1><p class="lede" dir="auto">{managed.ranking.question.clone()}</p></header>
            <div class="note warn"><p><strong>"This cannot be undone."</strong>" Nobody can choose the option any more. Orders that people have given keep their other places, and the choices after it move up. The page, and the consultation’s page, say so with your reason."</p></div>
            <details class="why"><summary>"When is withdrawing right?"</summary><p>"Only when the option cannot be had any more: the site was sold, the law forbids it. Not because it is winning, and not because it looks unpopular. People who ranked it can change their order until the consultation closes."</p></details>
            <form class="editor" method="post" action=action novalidate>
                {Field::new("reason", "Why it is withdrawn").hint("For everybody to read.").kind(FieldKind::Lines(3)).value(reason).show(errors)}
                {errors.of("sure").map(|error| view! { <p class="error"><span class="vh">"Error: "</span>{error.to_owned()}</p> })}
                {tick("sure", "Yes, withdraw this option for good", None, false)}
                <p class="actions"><button class="button warn">"Withdraw the option"</button>" "<a href=list_path(&managed.consultation)>"Back"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST /staff/consultations/{slug}/rankings/{number}/options/{option}/withdraw`
pub async fn withdraw(
    visit: Visit,
    Path((slug, number, option)): Path<(String, String, String)>,
    fields: Fields,
) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    let now = visit.app.clock.now();
    let number = option;
    let option = may_withdraw(&managed, &number, now)?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["reason", "sure"], &mut errors);
    let reason = errors.check("reason", length(fields.text("reason"), "the reason", true, 500));
    if !fields.ticked("sure") {
        errors.add("sure", "Tick the box to show that you mean it");
    }
    let (Some(reason), true) = (reason, errors.is_empty()) else {
        return withdraw_form(&visit, &managed, option, fields.text("reason"), &errors);
    };
    let actor = visit.actor()?;
    let (mut tx, consultation, now) = writing(&visit, &managed.consultation).await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let options = store::options(&mut tx, [managed.ranking.id]).await?;
    let managed = ManagedRanking { consultation, options, ..managed };
    let option = may_withdraw(&managed, &number, now)?;
    let ManagedRanking { consultation, ranking, .. } = &managed;
    if !store::withdraw_option(&mut tx, ranking.id, option.number, &reason, rules::FEWEST_OPTIONS, now).await? {
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "Somebody else withdrew an option meanwhile, so nothing was done. Look at the list again first.",
        )));
    }
    let notice = format!(
        "In the ranking “{}”, the option “{}” was withdrawn. {reason} Orders that were given keep their other places.",
        ranking.question, option.title
    );
    consultations::tell(&mut tx, consultation.id, "notice", &notice, now).await?;
    let detail = [
        ("ranking", ranking.number.to_string()),
        ("option", option.number.to_string()),
        ("reason_sha256", hash_of_text(&reason)),
    ];
    append(&mut tx, &entry(actor, "ranking.withdraw-option", consultation.id, &detail), now).await?;
    let done = format!("{}?done=withdrawn", list_path(consultation));
    once.keep(&mut tx, ("rankings", consultation.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

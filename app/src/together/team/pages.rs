//! The page on which colleagues see who looks after a consultation, and change it.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::store;
use super::{Team, TeamMember};
use crate::consultations::editing::{crumbs, find};
use crate::consultations::model::Consultation;
use crate::identity::model::Account;
use crate::site::{Area, FormErrors, Page, Path, Visit};
use crate::ui::form::{FieldOption, select};
use crate::ui::{done_note, error_summary};

/// What stands where it is said who looks after a consultation.
pub const DONE: &[(&str, &str, &str)] = &[
    ("owner", "Handed over.", "The new owner is told by email."),
    ("added", "Your colleague is added.", "They are told by email."),
    (
        "removed",
        "Your colleague is taken away.",
        "They can still open the consultation, like everybody who runs consultations.",
    ),
];

/// `GET /staff/consultations/{slug}/people`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = find(&visit, &slug).await?;
    render(&visit, &consultation, ("", ""), &FormErrors::none(), StatusCode::OK).await
}

/// The page, with whom a form chose (as owner, as colleague) and what is wrong with it.
pub(super) async fn render(
    visit: &Visit,
    consultation: &Consultation,
    chosen: (&str, &str),
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let team = store::of(&visit.app.db, consultation.id).await?;
    let everybody = store::who_may_run(&visit.app.db).await?;
    let base = format!("/staff/consultations/{}", consultation.slug);
    visit.page("Who works on it").status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(consultation))}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title"><h1>"Who works on it"</h1>
                <p class="lede">"One person looks after a consultation, so that everybody knows whom to ask. As many colleagues as you like work on it with them."</p></header>
            <details class="why"><summary>"What does looking after it mean?"</summary>
                <p>"The owner and the colleagues are told by email what waits: comments to look at, a closing date that comes near, a decision or a promise that is due. Colleagues see their names here. Nobody is locked out: everybody who runs consultations can open and change this one, so that nothing waits for somebody who is ill or away. The public does not see these names; whom the public can ask you say under "<a href=format!("{base}/contact")>"contact for the public"</a>"."</p>
            </details>
            {owner(&base, &team, &everybody, chosen.0, errors)}
            {colleagues(&base, &team, &everybody, chosen.1, errors)}
        }
        .into_any()
    })
}

fn options<'a>(nobody: &str, people: impl Iterator<Item = &'a Account>) -> Vec<FieldOption> {
    let mut all = vec![FieldOption::new("", nobody)];
    all.extend(people.map(|one| FieldOption::new(one.id.to_string(), format!("{} ({})", one.name, one.role.title()))));
    all
}

fn owner(base: &str, team: &Team, everybody: &[Account], chosen: &str, errors: &FormErrors) -> AnyView {
    let own = team.owner();
    let others = everybody.iter().filter(|one| own.is_none_or(|owner| owner.id != one.id));
    let others: Vec<FieldOption> = options("Choose somebody", others);
    let said = match own {
        Some(owner) => view! { <p><strong dir="auto">{owner.name.clone()}</strong>" looks after this consultation."</p> }.into_any(),
        None => view! { <div class="note warn"><p><strong>{team.words()}</strong>" Nobody is told what waits here until somebody does."</p></div> }.into_any(),
    };
    view! {
        <section aria-labelledby="owner-title"><h2 id="owner-title">"Owner"</h2>
            {said}
            {if others.len() > 1 {
                view! {
                    <form class="editor" method="post" action=format!("{base}/people/owner") novalidate>
                        {select("owner", if own.is_some() { "Hand it over to" } else { "Who looks after it from now on?" }, others, chosen, errors)}
                        {own.is_some().then(|| view! { <p class="hint">"Whoever looks after it now stays as a colleague."</p> })}
                        <p class="actions"><button class="button quiet">{if own.is_some() { "Hand it over" } else { "Make them the owner" }}</button></p>
                    </form>
                }
                .into_any()
            } else {
                view! { <p id="owner">"Nobody else can run consultations yet. An administrator adds people."</p> }.into_any()
            }}
        </section>
    }
    .into_any()
}

fn colleague(base: &str, one: &TeamMember) -> AnyView {
    let name = one.account.name.clone();
    view! {
        <li class="notice">
            <h3 dir="auto">{name.clone()}</h3>
            <p class="meta"><span>{one.account.role.title()}</span>{(!one.works()).then(|| view! { " "<span>{super::why_gone(&one.account)}</span> })}</p>
            <form method="post" action=format!("{base}/people/{}/remove", one.account.id)><p class="actions"><button class="button quiet">"Take away"<span class="vh">{format!(" {name}")}</span></button></p></form>
        </li>
    }
    .into_any()
}

fn colleagues(base: &str, team: &Team, everybody: &[Account], chosen: &str, errors: &FormErrors) -> AnyView {
    let there: Vec<AnyView> = team.colleagues().map(|one| colleague(base, one)).collect();
    let others = options("Choose somebody", everybody.iter().filter(|one| !team.has(one.id)));
    view! {
        <section aria-labelledby="colleagues-title"><h2 id="colleagues-title">"Colleagues"</h2>
            {if there.is_empty() {
                view! { <p>"Nobody else works on it yet."</p> }.into_any()
            } else {
                view! { <ul class="notices">{there}</ul> }.into_any()
            }}
            {(others.len() > 1).then(|| view! {
                <form class="editor" method="post" action=format!("{base}/people/add") novalidate>
                    {select("colleague", "Add a colleague", others, chosen, errors)}
                    <p class="actions"><button class="button quiet">"Add"</button></p>
                </form>
            })}
        </section>
    }
    .into_any()
}

//! The box in which a visitor puts the options in order, or why they cannot here and now.

use leptos::prelude::*;

use super::model::{Ranking, RankingBallot, RankingOption, ordinal};
use super::pages::{RankingPage, given_on};
use super::rules::Chosen;
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::identity::model::Role;
use crate::site::{FormErrors, Visit};
use crate::ui::form::Names;

/// What the box is about.
pub(super) struct BallotBox<'a> {
    /// The ranking.
    pub shown: &'a RankingPage,
    /// The options that stand, in the order in which this visitor sees them.
    pub standing: &'a [&'a RankingOption],
    /// The order the visitor gave before.
    pub ballot: Option<&'a RankingBallot>,
    /// What the form holds.
    pub chosen: &'a Chosen,
    /// What is wrong with it.
    pub errors: &'a FormErrors,
}

/// The rankings of a consultation as a list; each leads to its form.
pub(super) fn list(consultation: &Consultation, asked: &[(Ranking, Vec<RankingOption>)]) -> AnyView {
    let items: Vec<AnyView> = asked
        .iter()
        .map(|(ranking, options)| {
            let href = format!("/consultations/{}/rankings/{}", consultation.slug, ranking.number);
            let standing = options.iter().filter(|option| option.stands()).count();
            view! {
                <li class="notice">
                    <h3><a dir="auto" href=href>{ranking.question.clone()}</a></h3>
                    <p class="meta"><span>{format!("{standing} options to put in order")}</span></p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ol class="notices">{items}</ol> }.into_any()
}

/// Options that were withdrawn, with the reasons, and what that does to ballots.
pub(super) fn withdrawn(options: &[RankingOption], at: Stage) -> AnyView {
    let gone: Vec<AnyView> = options
        .iter()
        .filter_map(|option| {
            let at = clock::long_date(option.withdrawn_at?);
            Some(
                view! { <p><strong>{format!("“{}” was withdrawn on {at}.", option.title)}</strong>" "<bdi>{option.withdrawn_reason.clone()}</bdi></p> }
                    .into_any(),
            )
        })
        .collect();
    if gone.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="note warn">{gone}<p>"If you ranked it, your other choices stay in their order and move up."{(at == Stage::Open).then_some(" You can change your order while the consultation is open.")}</p></div>
    }
    .into_any()
}

/// The order somebody gave, as a list.
fn order_now(about: &BallotBox<'_>, open: bool) -> AnyView {
    let Some(ballot) = about.ballot else { return ().into_any() };
    let options = &about.shown.options;
    let ranked: Vec<AnyView> = ballot
        .ranked
        .numbers()
        .iter()
        .filter_map(|number| options.iter().find(|option| option.number == *number))
        .map(|option| {
            let gone = (!option.stands()).then_some(" (withdrawn: your next choices move up)");
            view! { <li><bdi>{option.title.clone()}</bdi>{gone}</li> }.into_any()
        })
        .collect();
    let left: Vec<String> = options
        .iter()
        .filter(|option| option.stands() && ballot.ranked.place(option.number).is_none())
        .map(|option| format!("“{}”", option.title))
        .collect();
    let left = (!left.is_empty()).then(|| view! { <p>{format!("Left out: {}.", left.join(", "))}</p> });
    let title = if open { "Your order now" } else { "Your order" };
    view! {
        <div class="order-now">
            <h3>{title}", "<small>{format!("given on {}", given_on(ballot))}</small></h3>
            <ol>{ranked}</ol>
            {left}
        </div>
    }
    .into_any()
}

/// The box for this visitor at this moment.
pub(super) fn boxed(visit: &Visit, about: &BallotBox<'_>) -> AnyView {
    let dates = &about.shown.consultation.dates;
    match stage(dates, visit.now) {
        Stage::Open => {}
        Stage::Draft | Stage::Upcoming => {
            let from = dates
                .opens_at
                .map_or_else(|| "once it opens".to_owned(), |at| format!("from {}", clock::long_date_time(at)));
            return without_form(about, "Not open yet", format!("You can put the options in order {from}."), false);
        }
        _ => {
            return without_form(about, "This has closed", "Nobody can change their order any more.".to_owned(), false);
        }
    }
    let until =
        format!("You can change your order until {}.", dates.closes_at.map(clock::end_date_time).unwrap_or_default());
    match visit.account().map(|account| account.role) {
        None => form(about, &format!("{until} You will be asked to sign in; what you chose is kept meanwhile.")),
        Some(Role::Resident) => form(about, &until),
        Some(role) => without_form(
            about,
            "Only residents rank",
            format!(
                "You are signed in as {}. Staff and councillors do not take part, so that the result is the residents’ own.",
                role.title().to_lowercase()
            ),
            true,
        ),
    }
}

/// The options to read, and why there is no form.
fn without_form(about: &BallotBox<'_>, title: &'static str, text: String, open: bool) -> AnyView {
    let options: Vec<AnyView> = about
        .standing
        .iter()
        .map(|option| {
            view! { <div><dt dir="auto">{option.title.clone()}</dt><dd dir="auto">{option.summary.clone()}</dd></div> }
                .into_any()
        })
        .collect();
    view! {
        <h2>"The options"</h2>
        <dl class="alternatives">{options}</dl>
        <div class="vote" id="rank"><h2>{title}</h2><p>{text}</p>{order_now(about, open)}</div>
    }
    .into_any()
}

fn form(about: &BallotBox<'_>, until: &str) -> AnyView {
    let rows: Vec<AnyView> = about
        .standing
        .iter()
        .map(|option| row(Names::ALONE, option, about.standing.len(), about.chosen, about.errors))
        .collect();
    let button = if about.ballot.is_some() { "Change my order" } else { "Send my order" };
    view! {
        <form class="vote" id="rank" method="post" action=format!("{}/vote", about.shown.path()) novalidate>
            <input type="hidden" name="seen" value=about.shown.ranking.updated_at.0.to_string()/>
            <fieldset class="ranking">
                <legend><h2>"Put the options in your order"</h2></legend>
                <p class="hint">"Give your 1st choice to the option you want most, then your 2nd, and so on. You may leave options out: they count as below all that you ranked. Two cannot share a place. "{until.to_owned()}</p>
                <details class="why"><summary>"Why can two not share a place?"</summary><p>"Two 1st choices are nearly always a slip, and you would want to be told. If you like two options just as much, either order is fine."</p></details>
                <p class="hint">"The options are shuffled: that one stands above another means nothing."</p>
                <details class="why"><summary>"Why are they shuffled?"</summary><p>"The first option in a list gets extra votes just for being first. So chance decides the order: everybody who is signed in sees an order of their own, and everybody else sees one that changes every hour."</p></details>
                {rows}
            </fieldset>
            {order_now(about, true)}
            <p class="actions"><button class="button">{button}</button></p>
        </form>
    }
    .into_any()
}

/// One option with the list of places.
pub(super) fn row(
    names: Names<'_>,
    option: &RankingOption,
    places: usize,
    chosen: &Chosen,
    errors: &FormErrors,
) -> AnyView {
    let name = names.of(&option.field());
    let chosen = chosen.get(&option.number).map_or("", String::as_str);
    let places: Vec<AnyView> = (1..=places)
        .map(|place| {
            let value = place.to_string();
            let selected = value == chosen;
            view! { <option value=value selected=selected>{format!("{} choice", ordinal(place))}</option> }.into_any()
        })
        .collect();
    let error = errors.of(&name).map(str::to_owned);
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described: Vec<&str> =
        [(!option.summary.is_empty()).then_some(hint_id.as_str()), error.is_some().then_some(error_id.as_str())]
            .into_iter()
            .flatten()
            .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    view! {
        <div class="field">
            <label for=name.clone() dir="auto">{option.title.clone()}</label>
            {(!option.summary.is_empty()).then(|| view! { <p class="hint" id=hint_id.clone() dir="auto">{option.summary.clone()}</p> })}
            {error.clone().map(|error| view! { <p class="error" id=error_id.clone()><span class="vh">"Error: "</span>{error}</p> })}
            <select id=name.clone() name=name aria-describedby=described aria-invalid=error.is_some().then_some("true")>
                <option value="">"No choice"</option>
                {places}
            </select>
        </div>
    }
    .into_any()
}

//! What the residents' pages of statements show.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::islands::{Deck, DeckIsland};
use super::model::{Answer, LONGEST, OwnStatementsRule, Statement};
use super::pages::StatementsPage;
use super::rules::MOST_OWN;
use crate::clock;
use crate::consultations::model::Stage;
use crate::consultations::pages::{crumbs, stage_now, tabs};
use crate::consultations::rules::results_visible;
use crate::identity::model::Role;
use crate::ids::StatementId;
use crate::moderation::screening::HELD_NOTE;
use crate::responses::receipt;
use crate::site::{FormErrors, Visit};
use crate::ui::form::{check, in_textarea};
use crate::ui::pager::pager;

/// The head of each page: where it belongs, what it is, and the four pages of statements.
pub(super) fn head(visit: &Visit, found: &StatementsPage, title: &str, here: &str) -> AnyView {
    let base = found.base();
    let seen = results_visible(&found.consultation, visit.now);
    let link = |ending: &'static str, label: &'static str| {
        let current = (here == ending).then_some("page");
        view! { <li><a href=format!("{base}{ending}") aria-current=current>{label}</a></li> }.into_any()
    };
    view! {
        {crumbs(Some(&found.consultation))}
        <header class="title">
            <p class="over">"Statements "{stage_now(&found.consultation.dates, visit.now)}</p>
            <h1 dir="auto">{title.to_owned()}</h1>
        </header>
        {tabs(visit, &found.consultation, "/statements")}
        <nav class="subnav" aria-label="Statements">
            <ul>
                {link("", if found.stage == Stage::Open { "Answer" } else { "About" })}
                {link("/all", "All statements")}
                {found.takes_own().then(|| link("/new", "Add your own"))}
                {seen.then(|| link("/map", "Opinion map"))}
            </ul>
        </nav>
    }
    .into_any()
}

/// What was just recorded.
pub(super) fn done(key: &str) -> AnyView {
    let (strong, rest) = match key {
        "own" => (
            "Your statement is recorded, and others can answer it now.",
            "We have noted that you agree with it; you can change that like any other answer.",
        ),
        "held" => (
            "Your statement is recorded, and a moderator will read it first.",
            "It is shown as soon as they have. We have noted that you agree with it. You will get a message either way.",
        ),
        "report" => ("Thank you: a moderator will look at it.", ""),
        _ => return ().into_any(),
    };
    view! {
        <div class="note success" id="done" role="status" tabindex="-1"><p><strong>{strong}</strong>" "{rest}</p></div>
    }
    .into_any()
}

fn what_happens() -> AnyView {
    view! {
        <details class="why"><summary>"What happens with my answers?"</summary>
            <p>"They are counted with everybody else’s. From all answers together we work out an opinion map: which groups of people answer alike, what each group cares about, and above all what everybody agrees on. Nobody is shown who gave which answer; library staff and councillors see answers without names. You can change or add answers until the consultation closes."</p>
        </details>
    }
    .into_any()
}

/// A card of the deck.
pub(super) struct Card<'a> {
    /// The address of the statements.
    pub base: String,
    /// The statement on it; none when all are answered.
    pub statement: Option<&'a Statement>,
    /// The answer it has already from this person.
    pub given: Option<Answer>,
    /// How many this person has answered.
    pub answered: usize,
    /// How many there are to answer.
    pub of: usize,
    /// The number of the one answered before, to go back to.
    pub back: Option<i64>,
    /// The receipt, once something is recorded.
    pub receipt: Option<String>,
}

/// What the form of the deck holds.
pub(super) fn card(card: &Card<'_>) -> AnyView {
    let base = &card.base;
    let back =
        card.back.map(|number| view! { <a href=format!("{base}?n={number}#deck")>"Go back to the one before"</a>" " });
    let receipt = card.receipt.clone().map(|code| {
        view! { <p class="meta"><span>"Your answers are recorded. Receipt: "{receipt::link(&code)}</span></p> }
    });
    let Some(statement) = card.statement else {
        return view! {
            <h2 id="statement" tabindex="-1">"You have answered all of them"</h2>
            <p>"Thank you. You can change any answer until the consultation closes, and new statements may still be added: look in again if you like."</p>
            <p class="actions"><a class="button quiet" href=format!("{base}/all?only=mine")>"See your answers"</a>" "{back}</p>
            {receipt}
        }
        .into_any();
    };
    let buttons: Vec<AnyView> = Answer::ALL
        .into_iter()
        .map(|answer| {
            let pressed = (card.given == Some(answer)).then_some("true");
            // Taking a side is the main thing, and both sides look alike.
            let class = if answer == Answer::Pass { "button quiet answer" } else { "button answer" };
            view! { <button class=class name="answer" value=answer.word() aria-pressed=pressed>{answer.title()}</button>" " }
                .into_any()
        })
        .collect();
    view! {
        <p class="meta" id="statement-about"><span>{format!("{} answered of {}", card.answered, card.of)}</span>" "<span>{statement.author()}</span></p>
        <h2 class="statement" id="statement" tabindex="-1" aria-describedby="statement-about">{statement.words()}</h2>
        {card.given.map(|given| view! { <p class="current">"Your answer now: "<strong>{given.title()}</strong>". You can change it."</p> })}
        <p class="actions answers">{buttons}</p>
        <p class="actions after">{back}<a class="report" href=format!("{base}/{}/report", statement.number)>"Report"<span class="vh">" this statement"</span></a></p>
        {receipt}
    }
    .into_any()
}

/// The deck for residents, and for visitors who have not signed in yet.
pub(super) fn asking(visit: &Visit, found: &StatementsPage, deck: Deck) -> AnyView {
    let closes = found.consultation.dates.closes_at.map(clock::end_date_time).unwrap_or_default();
    let signed_in = visit.account().is_some();
    let nothing = found.published().next().is_none();
    view! {
        <p class="lede">{format!("Do you agree? Answer as many as you like; there are no right answers. Pass if you are not sure, or if it is not clear. Open until {closes}.")}</p>
        {(!signed_in).then(|| view! { <p>"You will be asked to sign in; your answer is kept meanwhile. "<a href=format!("{}?look={}", found.base(), super::pages::look(visit) + 1) rel="nofollow">"Look at another statement first"</a></p> })}
        {if nothing { nothing_yet(found) } else { view! { <DeckIsland deck=deck signed_in=signed_in/> }.into_any() }}
        {found.takes_own().then(|| view! {
            <p>"Is something missing? "<a href=format!("{}/new", found.base())>"Add a statement of your own"</a>" for others to answer."</p>
        })}
        {own_statements(found)}
        {what_happens()}
    }
    .into_any()
}

fn nothing_yet(found: &StatementsPage) -> AnyView {
    let first = found.takes_own().then(|| {
        view! { <p class="actions"><a class="button" href=format!("{}/new", found.base())>"Write the first statement"</a></p> }
    });
    view! {
        <div class="empty"><h2>"No statements yet"</h2><p>"Short sentences to agree or disagree with appear here."</p>{first}</div>
    }
    .into_any()
}

/// For staff and councillors: what residents see, without a way to answer.
pub(super) fn reading(found: &StatementsPage, role: Role) -> AnyView {
    view! {
        <div class="note"><p><strong>"Only residents answer."</strong>{format!(" You are signed in as {}. Staff and councillors do not take part, so that the result is the residents’ own.", role.title().to_lowercase())}</p></div>
        <p><a href=format!("{}/all", found.base())>"Read all statements"</a></p>
    }
    .into_any()
}

/// Before opening and after closing.
pub(super) fn not_open(visit: &Visit, found: &StatementsPage) -> AnyView {
    let base = found.base();
    let text = match found.stage {
        Stage::Draft | Stage::Upcoming => {
            let opens = found.consultation.dates.opens_at.map(clock::long_date_time);
            opens.map_or_else(
                || "Answering is not open yet.".to_owned(),
                |opens| format!("You can answer from {opens}. The statements can be read now."),
            )
        }
        _ => "Answering has closed. The statements can still be read.".to_owned(),
    };
    let seen = results_visible(&found.consultation, visit.now);
    view! {
        <div class="note"><p><strong>{text}</strong></p></div>
        <p class="actions">
            {seen.then(|| view! { <a class="button" href=format!("{base}/map")>"See the opinion map"</a>" " })}
            <a href=format!("{base}/all")>"Read all statements"</a>
        </p>
        {own_statements(found)}
    }
    .into_any()
}

/// What has become of the visitor's own statements.
fn own_statements(found: &StatementsPage) -> AnyView {
    let Some(own) = found.own else { return ().into_any() };
    let lines: Vec<AnyView> = found
        .statements
        .iter()
        .filter(|statement| statement.response_id == Some(own) && !statement.text.is_empty())
        .map(|statement| {
            let state = match statement.state {
                super::model::StatementState::Published => "Shown, and others answer it.",
                super::model::StatementState::Held => "A moderator reads it first; only you can see it.",
                super::model::StatementState::Removed => "A moderator took it out; we told you why in a message.",
            };
            view! { <li><q dir="auto">{statement.text.clone()}</q>" "<small>{state}</small></li> }.into_any()
        })
        .collect();
    if lines.is_empty() {
        return ().into_any();
    }
    view! { <section aria-labelledby="yours"><h2 id="yours">"Statements you added"</h2><ul>{lines}</ul></section> }
        .into_any()
}

/// Statements in a list, each with the visitor's answer.
pub(super) fn list(
    visit: &Visit,
    found: &StatementsPage,
    listed: &[&Statement],
    answered: &BTreeMap<StatementId, Answer>,
    mine: bool,
    (after, next): (i64, Option<i64>),
) -> AnyView {
    let base = found.base();
    let counts = results_visible(&found.consultation, visit.now);
    let open = found.stage == Stage::Open;
    let lines: Vec<AnyView> = listed
        .iter()
        .map(|statement| {
            let given = answered.get(&statement.id).copied();
            let report = format!("{base}/{}/report", statement.number);
            view! {
                <li id=format!("s{}", statement.number)>
                    <p class="said" dir="auto">{statement.words()}</p>
                    <p class="meta">
                        <span>{statement.author()}</span>
                        {given.map(|given| view! { " "<strong>{given.yours()}</strong> })}
                        {counts.then(|| view! { " "<span>{counts_in_words(statement)}</span> })}
                        {open.then(|| view! { " "<span><a href=format!("{base}?n={}#deck", statement.number)>{if given.is_some() { "Change" } else { "Answer" }}<span class="vh">{format!(" statement {}", statement.number)}</span></a></span> })}
                        " "<span><a class="report" href=report>"Report"<span class="vh">{format!(" statement {}", statement.number)}</span></a></span>
                    </p>
                </li>
            }
            .into_any()
        })
        .collect();
    let filter = (!answered.is_empty()).then(|| {
        let (href, label) = if mine {
            (format!("{base}/all"), "Show all statements")
        } else {
            (format!("{base}/all?only=mine"), "Show only what I answered")
        };
        view! { <p><a href=href>{label}</a></p> }
    });
    let only = if mine { "&only=mine" } else { "" };
    view! {
        <p class="lede" dir="auto">{found.set.question.clone()}</p>
        {filter}
        {if lines.is_empty() { nothing_yet(found) } else { view! { <ol class="statements">{lines}</ol> }.into_any() }}
        {pager(
            "More statements",
            (after > 0).then(|| format!("{base}/all?{}", only.trim_start_matches('&'))),
            next.map(|next| format!("{base}/all?after={next}{only}")),
        )}
    }
    .into_any()
}

/// The counts in words: "12 agree, 3 disagree, 1 passed".
pub(super) fn counts_in_words(statement: &Statement) -> String {
    format!("{} agree, {} disagree, {} passed", statement.agree, statement.disagree, statement.pass)
}

/// The form for a statement of one's own.
pub(super) fn own_form(found: &StatementsPage, text: &str, similar: &[&Statement], errors: &FormErrors) -> AnyView {
    let base = found.base();
    let error = errors.of("text").map(str::to_owned);
    let invalid = error.is_some().then_some("true");
    let described = if error.is_some() { "text-hint text-error" } else { "text-hint" };
    let checked = match found.set.own {
        OwnStatementsRule::Before => "A moderator reads it before it is shown.",
        _ => "It is shown at once.",
    };
    let offered: Vec<AnyView> = similar
        .iter()
        .map(|statement| {
            view! {
                <li><p class="said" dir="auto">{statement.text.clone()}</p>
                    <p class="meta"><span>{statement.author()}</span>" "<span><a href=format!("{base}?n={}#deck", statement.number)>"Answer this one"<span class="vh">{format!(": {}", statement.text)}</span></a></span></p></li>
            }
            .into_any()
        })
        .collect();
    let alike = !offered.is_empty();
    view! {
        <p class="lede">"One short sentence that others can agree or disagree with. It is shown as from a resident, without your name."</p>
        {alike.then(|| view! {
            <section class="note" id="similar" role="alert" aria-labelledby="similar-title">
                <h2 id="similar-title">"Your statement is not sent yet"</h2>
                <p>"Others have said something like it. Answering theirs counts for more than saying it twice. If yours says something else, send it below."</p>
                <ol class="statements">{offered}</ol>
            </section>
        })}
        <form class="editor" method="post" action=base.clone() novalidate>
            <div class="field">
                <label for="text">"Your statement"</label>
                <p class="hint" id="text-hint">{format!("At most {LONGEST} characters. Say one thing, in your own words, about libraries and not about a person. {checked}")}</p>
                {error.map(|error| view! { <p class="error" id="text-error"><span class="vh">"Error: "</span>{error}</p> })}
                <textarea id="text" name="text" rows="3" dir="auto" aria-describedby=described aria-invalid=invalid>{in_textarea(text)}</textarea>
            </div>
            {alike.then(|| check("anyway", "Mine says something else: send it", None, false))}
            <p class="actions"><button class="button">"Send my statement"</button>" "<a href=base.clone()>"Back to the statements"</a></p>
        </form>
        <details class="why"><summary>"What makes a good statement?"</summary>
            <p>"It says one thing: “Millbrook should open on Sundays”, not “Millbrook should open on Sundays and sell coffee”, since people may agree with half of it. It can be disagreed with. It does not name or attack anybody. You may add up to "{MOST_OWN}"."</p>
            <p>"Our "<a href="/moderation-policy">"moderation policy"</a>" says what is taken out, and you are told if yours is."</p>
        </details>
        <details class="why"><summary>"Who will see it?"</summary><p>"Everybody, with the words “From a resident”. Never your name. "{HELD_NOTE}</p></details>
    }
    .into_any()
}

/// Why no statement can be added.
pub(super) fn no_own(found: &StatementsPage) -> AnyView {
    let why = match (found.stage, found.consultation.parts.proposals()) {
        (Stage::Open, true) => {
            "In this consultation the statements come from the library service. You can say more in a comment on a proposal."
        }
        (Stage::Open, false) => "In this consultation the statements come from the library service.",
        _ => "Statements can be added while the consultation is open.",
    };
    view! {
        <div class="note"><p><strong>"No statement can be added."</strong>" "{why}</p></div>
        <p><a href=found.base()>"Back to the statements"</a></p>
    }
    .into_any()
}

//! What a consultation asks, as a table: each part, how it stands, and what can be done with it.

use leptos::prelude::*;

use crate::consultations::checks::CheckOutcome;
use crate::consultations::editing::rules;
use crate::consultations::instrument::Instrument;
use crate::consultations::model::Stage;
use crate::numbers::Noun;
use crate::proposals::editing::store::Working;
use crate::running::manage::ManagedConsultation;
use crate::ui::first_letter::capitalised;
use crate::ui::worklist::cell;

/// A line of the table.
fn line(part: AnyView, state: AnyView, next: AnyView) -> AnyView {
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{part}</th>
            {cell("How it stands", "", state)}
            {cell("Next", "", view! { <div class="row-acts">{next}</div> }.into_any())}
        </tr>
    }
    .into_any()
}

fn proposal(base: &str, working: &Working, at: Stage) -> AnyView {
    let path = format!("{base}/proposals/{}", working.number);
    let state = match (&working.published, &working.draft) {
        (None, _) => "Draft".to_owned(),
        (Some((_, version, _)), Some(_)) if working.differs() => {
            format!("Version {version} is published; a changed draft is waiting")
        }
        (Some((_, version, _)), _) => format!("Version {version} is published"),
    };
    let title = working.content().title;
    let for_this = view! { <span class="vh">{format!(" proposal {}", working.number)}</span> }.into_any();
    let may_edit = rules::may_edit_proposals(at).is_ok();
    let published = working.published.is_some();
    let part = view! { <small>{format!("Proposal {}", working.number)}</small>" "<a dir="auto" href=format!("{path}/preview")>{title}</a> };
    let next = view! {
        {may_edit.then(|| view! { <a href=format!("{path}/edit")>{if published { "Change" } else { "Edit" }}{for_this}</a>" " })}
        <a href=format!("{path}/preview")>"Preview"</a>" "
        {(may_edit && published && working.differs()).then(|| view! { <a href=format!("{path}/amend")>"Compare and publish the change"</a>" " })}
        {(may_edit && published && working.draft.is_some()).then(|| view! { <a href=format!("{path}/discard")>"Throw the draft away"<span class="vh">{format!(" of proposal {}", working.number)}</span></a>" " })}
        {(at == Stage::Draft && !published).then(|| view! { <a href=format!("{path}/delete")>"Delete"</a> })}
    };
    line(part.into_any(), state.into_any(), next.into_any())
}

/// A kind of thing that is asked on a page of its own.
fn kind(base: &str, managed: &ManagedConsultation, one: &dyn Instrument, at: Stage) -> AnyView {
    let words = one.words();
    let href = format!("{base}{}", words.page);
    let waits = managed.waiting.iter().find(|waits| waits.kind == words.key).map(|waits| waits.short);
    let open = managed
        .readiness
        .checks
        .iter()
        .filter(|check| check.outcome == CheckOutcome::Missing && check.page.starts_with(words.page));
    let state = match (at, open.count()) {
        (Stage::Draft, 0) => "Ready".to_owned(),
        (Stage::Draft, some) => Noun { one: "thing to do", many: "things to do" }.count(some as i64),
        _ => waits.map_or_else(|| "Published".to_owned(), capitalised),
    };
    let next = if waits.is_some() { "See what waits" } else { "Look after it" };
    let for_this = format!(": {}", one.way(true));
    line(
        view! { <a href=href.clone()>{one.way(true)}</a> }.into_any(),
        state.into_any(),
        view! { <a href=href>{next}<span class="vh">{for_this}</span></a> }.into_any(),
    )
}

/// The region: what is asked, and what else could be.
pub fn parts(base: &str, managed: &ManagedConsultation, at: Stage) -> AnyView {
    let asks = managed.consultation.parts;
    let proposals = managed.proposals.iter().map(|working| proposal(base, working, at));
    // A kind without a page of its own is on this one.
    let with_pages = || managed.instruments.all().filter(|one| !one.words().page.is_empty());
    let kinds = with_pages().filter(|one| asks.asks(one.words().bit)).map(|one| kind(base, managed, one, at));
    let lines: Vec<AnyView> = proposals.chain(kinds).collect();
    let table = (!lines.is_empty()).then(|| {
        view! {
            <div class="table-wrap" role="region" aria-labelledby="proposals" tabindex="0">
                <table class="worklist" role="table">
                    <thead role="rowgroup"><tr role="row">
                        <th scope="col" role="columnheader">"Part"</th>
                        <th scope="col" role="columnheader">"How it stands"</th>
                        <th scope="col" role="columnheader">"Next"</th>
                    </tr></thead>
                    <tbody role="rowgroup">{lines}</tbody>
                </table>
            </div>
        }
    });
    // A draft without a proposal offers every kind with what it is for; later a line of links is enough.
    let offers = at == Stage::Draft && managed.proposals.is_empty();
    let more: Vec<AnyView> = with_pages()
        .filter(|one| !offers && !asks.asks(one.words().bit) && one.may_begin(at))
        .map(|one| view! { <a href=format!("{base}{}", one.words().page)>{one.way(false)}</a>" " }.into_any())
        .collect();
    let write = !managed.proposals.is_empty() && rules::may_add_proposals(at).is_ok();
    view! {
        <section>
            <h2 id="proposals">"What people are asked"</h2>
            {table}
            {(write || !more.is_empty()).then(|| view! {
                <p class="actions">{write.then(|| view! { <a class="button quiet" href=format!("{base}/proposals/new")>"Write a proposal"</a>" " })}{more}</p>
            })}
            {offers.then(|| what_to_ask(base, managed))}
        </section>
    }
    .into_any()
}

/// What a draft without a proposal can ask: everything while nothing is asked, the rest after that.
fn what_to_ask(base: &str, managed: &ManagedConsultation) -> AnyView {
    let parts = managed.consultation.parts;
    let others = managed.instruments.all().filter(|one| !parts.asks(one.words().bit)).map(|one| one.words().begin);
    let choices: Vec<AnyView> = others
        .map(|(ending, title, what)| {
            view! { <li><h4><a href=format!("{base}{ending}")>{title}</a></h4><p>{what}</p></li> }.into_any()
        })
        .collect();
    let title = if parts.more_than_proposals() { "What else you could ask" } else { "What do you want to ask?" };
    view! {
        <h3 id="ask">{title}</h3>
        <p>{if parts.more_than_proposals() { "Nothing more is needed." } else { "One is enough. You can have more than one." }}</p>
        <ul class="choices">{choices}</ul>
    }
    .into_any()
}

//! The way of a resident through a consultation: everything that is asked as one numbered list of steps, each with how long
//! it takes, what this person did there, and what to do next; and at the end a slip that says thank you, to print or to
//! photograph. Nobody has to take every step, and one receipt covers all of them.

use leptos::prelude::*;

use super::code::ReceiptCode;
use super::person::{PartLine, Persons};
use super::receipt::link;
use super::store;
use crate::clock;
use crate::consultations::instrument::{Instruments, Step};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::identity::model::Role;
use crate::site::{Fault, Visit};
use crate::time::Time;

/// Everything that a consultation asks, with what the visitor did of it.
pub struct Path {
    base: String,
    stage: Stage,
    steps: Vec<PathStep>,
    sent: Option<Sent>,
    decision_due: Option<Time>,
}

/// One step, with what the visitor did there.
struct PathStep {
    step: Step,
    done: Option<String>,
}

/// What the visitor sent, as a whole.
struct Sent {
    receipt: String,
    at: Option<Time>,
}

/// The steps of a consultation, without what anybody did.
async fn steps(visit: &Visit, consultation: &Consultation) -> Result<Vec<Step>, Fault> {
    let mut steps = Vec::new();
    for instrument in Instruments::of(&visit.app).asked(consultation.parts) {
        steps.extend(instrument.steps(visit, consultation).await?);
    }
    Ok(steps)
}

/// The way of this visitor through a consultation.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(visit: &Visit, consultation: &Consultation) -> Result<Path, Fault> {
    let steps = steps(visit, consultation).await?;
    let db = &visit.app.db;
    let mut parts: Vec<PartLine> = Vec::new();
    let mut sent = None;
    if let Some(account) = visit.account().filter(|account| account.role == Role::Resident)
        && let Some(response) = store::live(db, account.id, consultation.id).await?
    {
        for person in Persons::of(&visit.app).all() {
            parts.extend(person.part(&visit.app, consultation, response).await?);
        }
        let receipt = ReceiptCode::for_response(&visit.app.secret, response.0).to_string();
        sent = Some(Sent { receipt, at: store::received_at(db, response).await? });
    }
    let steps = steps.into_iter().map(|step| {
        let done = parts.iter().find(|part| part.page == step.page).and_then(|part| part.done.clone());
        PathStep { step, done }
    });
    Ok(Path {
        base: format!("/consultations/{}", consultation.slug),
        stage: stage(&consultation.dates, visit.now),
        steps: steps.collect(),
        sent,
        decision_due: consultation.dates.decision_due_at,
    })
}

/// What stands under a note that something was recorded: how far the visitor is, and the next step. Nothing where there is
/// one step alone.
///
/// # Errors
/// When the record cannot be reached.
pub async fn way_on(visit: &Visit, consultation: &Consultation) -> Result<AnyView, Fault> {
    Ok(of(visit, consultation).await?.way_on())
}

impl Path {
    /// Whether nothing is asked yet.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    fn done(&self) -> usize {
        self.steps.iter().filter(|one| one.done.is_some()).count()
    }

    /// The first step that the visitor has not taken.
    fn next(&self) -> Option<&PathStep> {
        self.steps.iter().find(|one| one.done.is_none())
    }

    fn address(&self, step: &Step) -> String {
        step.leads.clone().unwrap_or_else(|| format!("{}{}", self.base, step.page))
    }

    /// The one thing to do now, and what the button says; none unless answers are taken. With several steps of which none is
    /// taken yet it leads to the list of them.
    pub fn to_do(&self) -> Option<(String, String)> {
        if self.stage != Stage::Open {
            return None;
        }
        let next = match (self.next(), &self.sent) {
            (None, Some(_)) => return Some((format!("{}#thanks", self.base), "See what you sent".to_owned())),
            (None, None) => return None,
            (Some(next), _) => next,
        };
        match self.sent.is_some() && self.done() > 0 {
            true => Some((self.address(&next.step), format!("Go on: {}", next.step.kind.to_lowercase()))),
            false if self.steps.len() == 1 => Some((self.address(&next.step), next.step.to_do.to_owned())),
            false => Some((format!("{}#steps", self.base), "Say what you think".to_owned())),
        }
    }

    fn step(&self, one: &PathStep) -> AnyView {
        let PathStep { step, done } = one;
        let open = self.stage == Stage::Open;
        let next = open && self.sent.is_some() && self.next().is_some_and(|next| next.step.page == step.page);
        let state = match (done.is_some(), next) {
            (true, _) => "done",
            (false, true) => "next",
            (false, false) => "open",
        };
        let facts: Vec<AnyView> =
            step.facts.iter().map(|fact| view! { " "<span>{fact.clone()}</span> }.into_any()).collect();
        let takes = (open && done.is_none()).then(|| view! { " "<span>{step.takes()}</span> });
        let state_words = done.clone().map(|done| {
            view! { <p class="step-state"><strong>"Done: "</strong>{done}{open.then_some(". You can change it.")}</p> }
        });
        let button = (open && done.is_none())
            .then(|| view! { <span class="button quiet" aria-hidden="true">{step.to_do}</span> });
        view! {
            <li class="path-step" data-state=state>
                <h3><a dir="auto" href=self.address(step)>{step.title.clone()}</a></h3>
                <p class="meta"><span>{step.kind.clone()}</span>{takes}{facts}</p>
                {(!step.summary.is_empty()).then(|| view! { <p dir="auto">{step.summary.clone()}</p> })}
                {state_words}
                {button}
            </li>
        }
        .into_any()
    }

    /// What the list of steps is called at this stage.
    pub const fn title(&self) -> &'static str {
        match self.stage {
            Stage::Draft | Stage::Upcoming => "What we will ask you",
            Stage::Open => "What we ask you",
            Stage::Closed | Stage::Decided | Stage::Withdrawn => "What we asked",
        }
    }

    /// The list of steps, with how far the visitor is.
    pub fn show(&self) -> AnyView {
        let steps: Vec<AnyView> = self.steps.iter().map(|one| self.step(one)).collect();
        let several = self.steps.len() > 1;
        let title = self.title();
        let intro = (several && self.stage == Stage::Open && self.sent.is_none()).then(|| {
            view! { <p>"Answer one of these, some, or all of them, in any order. You can change your answers until it closes."</p> }
        });
        view! {
            <section class="path" aria-labelledby="steps">
                <h2 id="steps">{title}</h2>
                {intro}
                {self.progress()}
                <ol class="path-steps">{steps}</ol>
            </section>
        }
        .into_any()
    }

    /// How far the visitor is, in words and as a bar.
    fn progress(&self) -> Option<AnyView> {
        self.sent.as_ref()?;
        let (done, of) = (self.done(), self.steps.len());
        (of > 1).then(|| {
            view! {
                <p class="path-progress"><progress max=of.to_string() value=done.to_string() aria-hidden="true"></progress><span>{format!("{done} of {of} done")}</span></p>
            }
            .into_any()
        })
    }

    /// The slip of a visitor who sent something.
    pub fn thanks(&self) -> Option<AnyView> {
        let sent = self.sent.as_ref()?;
        let (done, of) = (self.done(), self.steps.len());
        let received = sent.at.map(|at| {
            view! { <li class="stamped"><span>"Received"</span>" "<time datetime=clock::machine(at)>{clock::short_date(at)}</time></li> }
        });
        let hear = self.decision_due.map(clock::last_minute).map(|due| {
            view! { <li class="pencilled next"><span>"You will hear"</span>" "<time datetime=clock::machine(due)>{format!("by {}", clock::short_date(due))}</time></li> }
        });
        let how_much = match (done, of) {
            (_, 0 | 1) | (0, _) => None,
            (done, of) if done == of => Some("You answered everything we asked.".to_owned()),
            (done, of) => Some(format!("You answered {done} of the {of} things we ask.")),
        };
        Some(
            view! {
                <section class="slip thanks" aria-labelledby="thanks">
                    <h2 id="thanks">"Thank you"</h2>
                    {how_much.map(|words| view! { <p>{words}</p> })}
                    <ol>
                        {received}
                        <li><span>"Your receipt"</span>" "<span>{link(&sent.receipt)}</span></li>
                        {(!matches!(self.stage, Stage::Decided | Stage::Withdrawn)).then_some(hear)}
                    </ol>
                    <p><small>"Print this page or photograph the slip. With the code you can see later what came of it. It never shows what you said."</small></p>
                </section>
            }
            .into_any(),
        )
    }

    fn way_on(&self) -> AnyView {
        let (done, of) = (self.done(), self.steps.len());
        if of < 2 || self.sent.is_none() || self.stage != Stage::Open {
            return ().into_any();
        }
        match self.next() {
            Some(next) => view! {
                <p>{format!("{done} of {of} done. ")}<a href=self.address(&next.step)>"Go on: "<bdi>{next.step.title.clone()}</bdi></a>" "<small>{format!("({}, {})", next.step.kind.to_lowercase(), next.step.takes())}</small></p>
            }
            .into_any(),
            None => view! { <p>"That was everything we ask. "<a href=format!("{}#thanks", self.base)>"See your slip"</a></p> }.into_any(),
        }
    }
}

//! The way of a resident through a consultation: everything that is asked as one numbered list of steps, each with how long
//! it takes, what this person did there, and what to do next; and at the end a slip that says thank you, to print or to
//! photograph. Nobody has to take every step, and one receipt covers all of them.

use std::sync::Arc;

use leptos::prelude::*;

use super::code::ReceiptCode;
use super::person::{PartLine, Persons};
use super::receipt::link;
use super::store;
use crate::App;
use crate::clock;
use crate::consultations::instrument::{Instruments, Step};
use crate::consultations::model::{Consultation, Parts, Stage};
use crate::consultations::rail::Rail;
use crate::consultations::rules::stage;
use crate::consultations::slip_notes::SlipNotes;
use crate::db::Scope;
use crate::identity::model::Role;
use crate::ids::ConsultationId;
use crate::site::app::Warm;
use crate::site::{Cached, Fault, Visit};
use crate::time::Time;

/// How many consultations' steps are kept.
const CONSULTATIONS: usize = 200;

/// What published consultations ask, by the kinds they ask and the stage they are at, as the record is now.
pub struct KeptSteps(Cached<(ConsultationId, Parts, Stage), Arc<Vec<Step>>>);

impl Warm for KeptSteps {
    fn open(app: &App) -> Self {
        Self(Cached::new(app.config.parts_cache, CONSULTATIONS).about(|(id, ..), _| Scope::Consultation(id.0)))
    }
}

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
async fn steps(visit: &Visit, consultation: &Consultation) -> Result<Arc<Vec<Step>>, Fault> {
    let read = async || {
        let mut steps = Vec::new();
        for instrument in Instruments::of(&visit.app).asked(consultation.parts) {
            steps.extend(instrument.steps(visit, consultation).await?);
        }
        Ok(Arc::new(steps))
    };
    match stage(&consultation.dates, visit.now) {
        // Staff and whoever has a private link are led to different pages of a draft.
        Stage::Draft => read().await,
        at => visit.app.warm::<KeptSteps>().0.of(&visit.app.db, (consultation.id, consultation.parts, at), read).await,
    }
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
    let steps = steps.iter().map(|step| {
        let done = parts.iter().find(|part| part.page == step.page).and_then(|part| part.done.clone());
        PathStep { step: step.clone(), done }
    });
    Ok(Path {
        base: format!("/consultations/{}", consultation.slug),
        stage: stage(&consultation.dates, visit.now),
        steps: steps.collect(),
        sent,
        decision_due: consultation.dates.decision_due_at,
    })
}

/// What stands beside a page of one step: the date slip, the button, and the steps with how far the visitor is. Every kind
/// of thing that is asked puts its pages into this, and writes nothing of it itself.
pub struct Beside {
    path: Path,
    notes: Arc<SlipNotes>,
}

/// Which step a page belongs to.
#[derive(Clone, Copy)]
pub struct AtStep<'a> {
    /// The step, by where it is answered: see [`Step::page`].
    pub step: &'a str,
    /// The mark on this page at which it is answered; none on a page that only belongs to it, from which the button leads
    /// there.
    pub mark: Option<&'static str>,
}

/// What stands beside the pages of a consultation's steps, for this visitor.
///
/// # Errors
/// When the record cannot be reached.
pub async fn beside(visit: &Visit, consultation: &Consultation) -> Result<Beside, Fault> {
    let path = of(visit, consultation).await?;
    let notes = SlipNotes::of(&visit.app, consultation.id).await?;
    Ok(Beside { path, notes })
}

impl Beside {
    /// What stands under a note that something was recorded: how far the visitor is, and the next step. Nothing where there
    /// is one step alone.
    pub fn way_on(&self) -> AnyView {
        self.path.way_on()
    }

    /// The page with this beside it.
    pub fn around(
        &self,
        visit: &Visit,
        consultation: &Consultation,
        at: AtStep<'_>,
        head: impl IntoAny,
        body: impl IntoAny,
    ) -> AnyView {
        let may = visit.preview.is_none() && visit.account().is_none_or(|account| account.role == Role::Resident);
        let rail = Rail {
            slip: Some(self.notes.slip(consultation, visit.now)),
            to_do: may.then(|| self.path.to_do_at(at)).flatten(),
            on_page: at.mark.is_some(),
            way: self.path.way(at),
            brief: true,
            ..Rail::default()
        };
        rail.beside(head.into_any(), body.into_any())
    }
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

    /// The thing to do on a page of one step: that step, if answers are taken.
    fn to_do_at(&self, at: AtStep<'_>) -> Option<(String, String)> {
        if self.stage != Stage::Open {
            return None;
        }
        let Some(PathStep { step, done }) = self.steps.iter().find(|one| one.step.page == at.step) else {
            return self.to_do();
        };
        let words = if done.is_some() { "Change your answer" } else { step.to_do };
        let there = at.mark.map_or_else(|| self.address(step), |mark| format!("#{mark}"));
        Some((there, words.to_owned()))
    }

    /// The steps as a short list beside one of them. Nothing where there is one step alone.
    fn way(&self, at: AtStep<'_>) -> Option<AnyView> {
        if self.steps.len() < 2 {
            return None;
        }
        let steps = self.steps.iter().map(|one| {
            let here = one.step.page == at.step;
            // The page of the step itself, or one that belongs to it.
            let current = here.then_some(if at.mark.is_some() { "step" } else { "true" });
            let done = one.done.is_some();
            view! {
                <li data-state=if done { "done" } else { "open" }>
                    <a href=self.address(&one.step) aria-current=current><bdi>{one.step.title.clone()}</bdi></a>
                    <small>{one.step.kind.clone()}{done.then_some(", done")}</small>
                </li>
            }
            .into_any()
        });
        let steps: Vec<AnyView> = steps.collect();
        Some(
            view! {
                <nav class="way" aria-labelledby="way">
                    <p class="way-title" id="way"><a href=format!("{}#steps", self.base)>{self.title()}</a></p>
                    {self.progress()}
                    <ol>{steps}</ol>
                </nav>
            }
            .into_any(),
        )
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

    /// What stands under a note that something was recorded: how far the visitor is, and the next step. Nothing where there
    /// is one step alone.
    pub fn way_on(&self) -> AnyView {
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

//! What a template holds, how it is made of a consultation, and how a draft is begun from it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::branches;
use crate::clock;
use crate::consultations::checks::USUAL_DAYS;
use crate::consultations::editing::form::slug_of;
use crate::consultations::editing::store::{self, ConsultationText};
use crate::consultations::guidance::{self, MarginNote};
use crate::consultations::instrument::{Instruments, TemplateError};
use crate::consultations::model::{Consultation, Level, Showing};
use crate::consultations::store as consultations;
use crate::db::{Db, Tx};
use crate::ids::ConsultationId;
use crate::site::Fault;
use crate::time::Time;

/// Days from now to the opening of what is begun.
const DAYS_BEFORE: i64 = 14;
/// Days from the closing to the decision, unless the template says otherwise.
const DAYS_TO_DECIDE: i64 = 42;
/// The longest time that a template keeps a consultation open or waiting, in days.
const DAYS_MOST: i64 = 366;

const fn usual_days() -> i64 {
    USUAL_DAYS
}

const fn days_to_decide() -> i64 {
    DAYS_TO_DECIDE
}

const fn hidden() -> Showing {
    Showing::Hidden
}

/// A consultation to start from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateContent {
    pub(super) title: String,
    pub(super) summary: String,
    pub(super) background: String,
    pub(super) level: Level,
    #[serde(default = "hidden")]
    pub(super) results: Showing,
    /// How many days it is open.
    #[serde(default = "usual_days")]
    pub(super) days: i64,
    /// How many days later it is decided.
    #[serde(default = "days_to_decide")]
    pub(super) days_to_decide: i64,
    /// Names in addresses of the libraries that it is about.
    #[serde(default)]
    pub(super) libraries: Vec<String>,
    /// What each kind of thing keeps of itself, by the kind's key.
    #[serde(default)]
    pub(super) asked: BTreeMap<String, Value>,
    /// Advice for its forms.
    #[serde(default)]
    pub(super) guidance: Vec<MarginNote>,
}

/// Why nothing can be begun, as a fault of the program: what is kept was checked when it was kept.
pub(super) fn broken(why: TemplateError) -> Fault {
    match why {
        TemplateError::Db(error) => error.into(),
        other => Fault::broken(other),
    }
}

impl TemplateContent {
    /// What a consultation would leave to those after it.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub(super) async fn of(db: &Db, instruments: Instruments, of: &Consultation) -> Result<Self, Fault> {
        let about = consultations::branches_of(db, [of.id]).await?;
        let mut asked = BTreeMap::new();
        for instrument in instruments.asked(of.parts) {
            if let Some(kept) = instrument.kept(db.into(), of.id).await.map_err(broken)? {
                asked.insert(instrument.words().key.to_owned(), kept);
            }
        }
        let days = |from: Option<Time>, to: Option<Time>, usual: i64| match (from, to) {
            (Some(from), Some(to)) if to > from => ((to.0 - from.0) / Time::DAY).clamp(1, DAYS_MOST),
            _ => usual,
        };
        Ok(Self {
            title: of.title.clone(),
            summary: of.summary.clone(),
            background: of.background.clone(),
            level: of.level,
            results: of.results,
            days: days(of.dates.opens_at, of.dates.closes_at, USUAL_DAYS),
            days_to_decide: days(of.dates.closes_at, of.dates.decision_due_at, DAYS_TO_DECIDE),
            libraries: about.into_iter().map(|branch| branch.slug).collect(),
            asked,
            guidance: guidance::all(db, of.id).await?,
        })
    }

    /// What it asks, in the words of the tabs.
    pub(super) fn asks(&self, instruments: Instruments) -> Vec<&'static str> {
        instruments.all().filter(|one| self.asked.contains_key(one.words().key)).map(|one| one.words().title).collect()
    }

    /// The moments of a draft that is begun now: it opens in a fortnight.
    fn moments(&self, now: Time) -> (Option<Time>, Option<Time>, Option<Time>) {
        let on = |day: Time, time: &str| clock::moment(&clock::date_input(day), time).ok();
        let opens = now.plus(DAYS_BEFORE * Time::DAY);
        let closes = opens.plus(self.days.clamp(1, DAYS_MOST) * Time::DAY);
        let due = closes.plus(self.days_to_decide.clamp(1, DAYS_MOST) * Time::DAY);
        (on(opens, "09:00"), on(closes, "17:00"), on(due, "23:59"))
    }

    /// Begins a draft from it. Noting the act is the caller's.
    ///
    /// # Errors
    /// When the record refuses it; the transaction should then be dropped.
    pub(super) async fn begin(
        &self,
        tx: &mut Tx,
        instruments: Instruments,
        title: &str,
        now: Time,
    ) -> Result<BegunDraft, Fault> {
        let mut said = Vec::new();
        let open = branches::store::all(&mut *tx).await?;
        let mut about = Vec::new();
        for slug in &self.libraries {
            match open.iter().find(|known| known.slug == *slug) {
                Some(known) => about.push(known.id),
                None => said.push(format!(
                    "It was about a library (“{slug}”) that is closed or not in the list any more. Choose which ones it is \
                     about now."
                )),
            }
        }
        let (opens_at, closes_at, decision_due_at) = self.moments(now);
        let words = ConsultationText {
            slug: store::free_slug(&mut *tx, &slug_of(title), None).await?,
            title: title.to_owned(),
            summary: self.summary.clone(),
            background: self.background.clone(),
            level: self.level,
            results: self.results,
            opens_at,
            closes_at,
            decision_due_at,
            branches: about,
        };
        let id = store::create(tx, &words, now).await?;
        for (key, kept) in &self.asked {
            match instruments.all().find(|one| one.words().key == key) {
                Some(instrument) => said.extend(instrument.begun(tx, id, kept, now).await.map_err(broken)?),
                None => {
                    said.push(format!("It asked something (“{key}”) that this site does not know. It is left out."))
                }
            }
        }
        guidance::keep(tx, id, &self.guidance).await?;
        Ok(BegunDraft { id, words, said })
    }
}

/// A draft that was begun.
pub(super) struct BegunDraft {
    pub(super) id: ConsultationId,
    pub(super) words: ConsultationText,
    /// What could not be taken over.
    pub(super) said: Vec<String>,
}

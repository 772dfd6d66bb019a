//! Counts as they come in, for whoever is looking: server-sent events, at most one a second and only when a
//! count changed. Hidden counts are not told here either, and the news ends when voting does.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::model::{Counts, Figures};
use crate::branches::store::is_branch_address;
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules;
use crate::db::{Db, DbError, Scope};
use crate::ids::{ConsultationId, ProposalId};
use crate::proposals;
use crate::proposals::votes::tallies;
use crate::site::app::Warm;
use crate::site::{Cached, Fault, Page, Path, Visit};
use crate::time::Time;
use crate::{App, consultations};

/// How many may look at the same time from one address; more see the counts of the moment their page was made.
const FROM_ONE_ADDRESS: usize = 30;
/// The same for a library, whose computers share an address.
const FROM_A_LIBRARY: usize = 300;
/// How many proposals' counts are kept.
const PROPOSALS: usize = 500;
/// The least time between two events.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest wait before looking at the calendar again.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a browser waits before it comes back after a broken line.
const RETRY: Duration = Duration::from_secs(5);

/// What is told about one proposal: nothing while its counts are hidden.
#[derive(Clone, Copy)]
struct LiveFigures {
    counts: Option<Counts>,
    open: bool,
    closes_at: Option<Time>,
}

/// Everybody who is looking, and what they were told last, so that a thousand people looking at one proposal
/// cost the record one reading.
pub struct LiveVotes {
    places: Arc<Semaphore>,
    from: Arc<Mutex<HashMap<String, usize>>>,
    ended: watch::Sender<bool>,
    counts: Cached<(ConsultationId, ProposalId), Counts>,
    consultations: Cached<ConsultationId, Option<Arc<Consultation>>>,
}

impl Warm for LiveVotes {
    fn open(app: &App) -> Self {
        Self::new(app.config.live_lines, app.config.parts_cache)
    }
}

impl LiveVotes {
    /// Nobody is looking yet; so many may at the same time. Counts are read anew for everybody if nothing is kept.
    pub fn new(most: usize, keep: bool) -> Self {
        Self {
            places: Arc::new(Semaphore::new(most)),
            from: Arc::default(),
            ended: watch::Sender::new(false),
            counts: Cached::new(keep, PROPOSALS).about(|key, _| Scope::Consultation(key.0.0)),
            consultations: Cached::new(keep, PROPOSALS).about(|_, _| Scope::Site),
        }
    }

    /// Ends every line, and begins no more: the program stops. Browsers ask again once it is back.
    pub fn end(&self) {
        self.ended.send_replace(true);
    }

    /// A place for one who looks; none when too many look already.
    fn place(&self, address: &str, most: usize) -> Option<ListenerPlace> {
        if *self.ended.borrow() {
            return None;
        }
        let place = self.places.clone().try_acquire_owned().ok()?;
        let mut from = self.from.lock().unwrap_or_else(PoisonError::into_inner);
        let looking = from.entry(address.to_owned()).or_default();
        if *looking >= most {
            return None;
        }
        *looking += 1;
        Some(ListenerPlace { _place: place, address: address.to_owned(), from: self.from.clone() })
    }

    /// What may be told about a proposal now.
    async fn look(
        &self,
        db: &Db,
        consultation: ConsultationId,
        proposal: ProposalId,
        now: Time,
    ) -> Result<Option<LiveFigures>, DbError> {
        let read = async || Ok::<_, DbError>(consultations::store::by_id(db, consultation).await?.map(Arc::new));
        let Some(consultation) = self.consultations.of(db, consultation, read).await? else { return Ok(None) };
        Ok(Some(LiveFigures {
            counts: self.counts(db, &consultation, proposal, now).await?,
            open: rules::stage(&consultation.dates, now) == Stage::Open,
            closes_at: consultation.dates.closes_at,
        }))
    }

    /// The counts of a proposal, if everybody may see them now.
    async fn counts(
        &self,
        db: &Db,
        consultation: &Consultation,
        proposal: ProposalId,
        now: Time,
    ) -> Result<Option<Counts>, DbError> {
        if !rules::results_visible(consultation, now) {
            return Ok(None);
        }
        self.counts.of(db, (consultation.id, proposal), async || counts(db, proposal).await).await.map(Some)
    }
}

/// A place of somebody who looks, given back when their line is closed.
struct ListenerPlace {
    _place: OwnedSemaphorePermit,
    address: String,
    from: Arc<Mutex<HashMap<String, usize>>>,
}

impl Drop for ListenerPlace {
    fn drop(&mut self) {
        let mut from = self.from.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(looking) = from.get_mut(&self.address) {
            *looking = looking.saturating_sub(1);
            if *looking == 0 {
                from.remove(&self.address);
            }
        }
    }
}

async fn counts(db: &Db, proposal: ProposalId) -> Result<Counts, DbError> {
    Ok(tallies::counts(db, [proposal]).await?.remove(&proposal).unwrap_or_default())
}

/// Counts as they are told.
fn figures(counts: Counts, now: Time) -> Figures {
    Figures { counts, total: counts.total(), at: clock::clock_time(now) }
}

/// The counts of a proposal for a page, if everybody may see them now.
///
/// # Errors
/// When the record cannot be reached.
pub async fn for_everybody(
    app: &App,
    consultation: &Consultation,
    proposal: ProposalId,
    now: Time,
) -> Result<Option<Figures>, DbError> {
    let counts = app.warm::<LiveVotes>().counts(&app.db, consultation, proposal, now).await?;
    Ok(counts.map(|counts| figures(counts, now)))
}

/// `GET /consultations/{slug}/proposals/{number}/live`
///
/// # Errors
/// [`Fault::Missing`] while the counts are hidden, [`Fault::Busy`] when too many look already.
pub async fn live(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let shown = proposals::pages::find(&visit, &slug, &number).await?;
    if !rules::results_visible(&shown.consultation, visit.now) {
        return Err(Fault::Missing);
    }
    if rules::stage(&shown.consultation.dates, visit.now) != Stage::Open {
        // Says to the browser that there will be no more news, so that it does not ask again.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let library = is_branch_address(&visit.app.db, &visit.address).await?;
    let most = if library { FROM_A_LIBRARY } else { FROM_ONE_ADDRESS };
    let place = visit.app.warm::<LiveVotes>().place(&visit.address, most).ok_or(Fault::Busy)?;
    let line = LiveStream {
        changes: visit.app.db.changes(),
        stop: visit.app.warm::<LiveVotes>().ended.subscribe(),
        app: visit.app,
        consultation: shown.consultation.id,
        proposal: shown.place.id,
        told: None,
        ended: false,
        _place: place,
    };
    let mut response: Response = Sse::new(line.told()).keep_alive(KeepAlive::default()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Asks a proxy in front not to hold events back.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(response)
}

/// One open line to one browser.
struct LiveStream {
    app: App,
    changes: watch::Receiver<u64>,
    stop: watch::Receiver<bool>,
    consultation: ConsultationId,
    proposal: ProposalId,
    told: Option<Counts>,
    ended: bool,
    /// Given back when the line is closed.
    _place: ListenerPlace,
}

impl LiveStream {
    fn told(self) -> impl Stream<Item = Result<Event, Infallible>> {
        futures::stream::unfold(self, |mut line| async move {
            let mut stop = line.stop.clone();
            let event = tokio::select! {
                event = line.next() => event?,
                _ = stop.wait_for(|stop| *stop) => return None,
            };
            Some((Ok(event), line))
        })
    }

    /// The next thing to tell; nothing once the last word is said.
    async fn next(&mut self) -> Option<Event> {
        if self.ended {
            return None;
        }
        if self.told.is_some() {
            tokio::time::sleep(PAUSE).await;
        }
        loop {
            self.changes.borrow_and_update();
            let now = self.app.clock.now();
            let seen = self.app.warm::<LiveVotes>().look(&self.app.db, self.consultation, self.proposal, now).await;
            let (open, closes_at, counts) = match seen {
                Ok(Some(LiveFigures { open, closes_at, counts: Some(counts) })) => (open, closes_at, counts),
                // Hidden or gone meanwhile, or the record is out of reach: the page keeps what it has.
                Ok(_) => return Some(self.end()),
                Err(error) => {
                    tracing::warn!(%error, "live counts could not be read");
                    return None;
                }
            };
            if self.told != Some(counts)
                && let Ok(event) = Event::default().retry(RETRY).json_data(figures(counts, now))
            {
                self.told = Some(counts);
                return Some(event);
            }
            if !open {
                return Some(self.end());
            }
            let until_closing = closes_at.map_or(PATIENCE, |closes_at| {
                Duration::from_millis(u64::try_from(closes_at.0.saturating_sub(now.0)).unwrap_or(0).saturating_add(1))
            });
            tokio::select! {
                changed = self.changes.changed() => changed.ok()?,
                () = tokio::time::sleep(until_closing.min(PATIENCE)) => {}
            }
        }
    }

    /// The last word.
    fn end(&mut self) -> Event {
        self.ended = true;
        Event::default().event("end").data("closed")
    }
}

//! Working opinion maps out beside the site, and the last one of each as it is kept: packed in the record, and ready in memory.

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use quick_cache::sync::Cache;
use soundings_analysis::groups::{self, Choice, Report, Settings, Vote, VoteMatrix};
use tokio::time::Instant;

use super::model::Map;
use super::store;
use crate::App;
use crate::db::{DbError, dialect, taking_time};
use crate::ids::ConsultationId;
use crate::site::app::Warm;
use crate::statements::model::{Answer, Statement, StatementState};
use crate::statements::store as statements;

/// How many maps are kept ready.
const MAPS: usize = 50;
/// How often the program looks for answers that no map has seen.
const LOOK: Duration = Duration::from_secs(3);
/// The longest it waits however long a map took.
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// Maps kept ready, by consultation and the moment they were worked out.
pub struct Maps(Cache<(ConsultationId, i64, i64), Arc<Map>>);

impl Warm for Maps {
    fn open(_: &App) -> Self {
        Self::default()
    }
}

impl Default for Maps {
    fn default() -> Self {
        Self(Cache::new(MAPS))
    }
}

/// Why a map could not be worked out.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// The record could not be read or written.
    #[error("the record: {0}")]
    Db(#[from] DbError),
    /// A map could not be packed or unpacked.
    #[error("a map could not be packed: {0}")]
    Packing(#[from] std::io::Error),
    /// A map could not be written or read as JSON.
    #[error("a map could not be written down: {0}")]
    Json(#[from] serde_json::Error),
    /// The work was cut off.
    #[error("a map was not finished: {0}")]
    CutOff(#[from] tokio::task::JoinError),
}

impl From<MapError> for crate::site::Fault {
    fn from(error: MapError) -> Self {
        match error {
            MapError::Db(error) => error.into(),
            other => Self::broken(other),
        }
    }
}

/// The last map of a consultation; none before the first.
///
/// # Errors
/// When the record cannot be reached or holds a map that cannot be read.
pub async fn last(app: &App, consultation: ConsultationId) -> Result<Option<Arc<Map>>, MapError> {
    let Some(stamp) = store::stamp(&app.db, consultation).await? else { return Ok(None) };
    let key = (consultation, stamp.made_at.0, stamp.changes);
    if let Some(kept) = app.warm::<Maps>().0.get(&key) {
        return Ok(Some(kept));
    }
    let Some(packed) = store::packed(&app.db, consultation).await? else { return Ok(None) };
    let report = match tokio::task::spawn_blocking(move || unpack(&packed)).await? {
        Ok(report) => report,
        // Written by another version of the program, say: the next one takes its place.
        Err(error) => {
            tracing::warn!(%error, %consultation, "an opinion map cannot be read");
            return Ok(None);
        }
    };
    let map = Arc::new(Map {
        made_at: stamp.made_at,
        last: stamp.last.0,
        people: stamp.people,
        answers: stamp.answers,
        report,
    });
    app.warm::<Maps>().0.insert(key, map.clone());
    Ok(Some(map))
}

fn pack(report: &Report) -> Result<Vec<u8>, MapError> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&serde_json::to_vec(report)?)?;
    Ok(packer.finish()?)
}

fn unpack(packed: &[u8]) -> Result<Report, MapError> {
    let mut text = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut text)?;
    Ok(serde_json::from_slice(&text)?)
}

/// Works out every map that is behind the answers, and says how many it did. One that fails is logged, and keeps no
/// other from its turn.
///
/// # Errors
/// When the record cannot be asked which are behind.
pub async fn catch_up(app: &App) -> Result<usize, MapError> {
    let mut count = 0;
    for one in store::due(&app.db, app.clock.now()).await? {
        match in_turn(app, one.consultation_id).await {
            Ok(done) => count += usize::from(done),
            Err(error) => tracing::error!(%error, consultation = %one.consultation_id, "an opinion map failed"),
        }
    }
    Ok(count)
}

/// Works out one map, unless another server that shares the record is at it, or has just done it.
async fn in_turn(app: &App, consultation: ConsultationId) -> Result<bool, MapError> {
    let Some(_turn) = dialect::take_turn(&app.db, consultation.0).await? else { return Ok(false) };
    let still = store::due(&app.db, app.clock.now()).await?.into_iter().find(|one| one.consultation_id == consultation);
    match still {
        Some(due) => work_out(app, &due).await.map(|()| true),
        None => Ok(false),
    }
}

/// Keeps maps up with the answers, for as long as the program runs. Takes at most a tenth of one processor: after
/// a map that took long, it waits nine times as long.
pub async fn run(app: App) {
    loop {
        let begun = Instant::now();
        if let Err(error) = taking_time(catch_up(&app)).await {
            tracing::error!(%error, "it cannot be known which opinion maps are behind");
        }
        tokio::time::sleep((begun.elapsed() * 9).clamp(LOOK, LONGEST_WAIT)).await;
    }
}

/// An answer as the mathematics has it.
pub const fn choice(answer: Answer) -> Choice {
    match answer {
        Answer::Agree => Choice::Agree,
        Answer::Disagree => Choice::Disagree,
        Answer::Pass => Choice::Pass,
    }
}

/// The statements as the mathematics has them: by number; what is not shown counts nothing.
fn columns(all: &[Statement]) -> Vec<groups::Statement> {
    let column = |one: &Statement| groups::Statement {
        id: one.number,
        moderated_out: one.state != StatementState::Published,
        ..groups::Statement::default()
    };
    all.iter().map(column).collect()
}

async fn work_out(app: &App, due: &store::Due) -> Result<(), MapError> {
    let id = due.consultation_id;
    let all = statements::all(&app.db, id).await?;
    let answers = statements::live_answers(&app.db, id).await?;
    let before = if due.last.0 { None } else { last(app, id).await? };
    let statements = columns(&all);
    let (people, given, report, packed) = tokio::task::spawn_blocking(move || -> Result<_, MapError> {
        let votes: Vec<Vote> = answers
            .iter()
            .map(|one| Vote { participant: one.response_id.0, statement: one.number, choice: choice(one.answer) })
            .collect();
        let matrix = VoteMatrix::new(&votes, &statements);
        let report = groups::analyse(&matrix, &Settings::default(), before.as_deref().map(|map| &map.report));
        let packed = pack(&report)?;
        // Whoever answered only what was taken out has no part in it.
        let people = report.participants.iter().filter(|one| one.answers > 0).count();
        Ok((people as i64, matrix.answer_count() as i64, report, packed))
    })
    .await??;
    let mut tx = app.db.begin().await?;
    store::keep(&mut tx, due, (people, given), &packed, app.clock.now()).await?;
    store::keep_extremities(&mut tx, &all, &report).await?;
    tx.touches_only([id.0]);
    tx.commit().await?;
    Ok(())
}

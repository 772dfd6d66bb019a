//! What was counted of a questionnaire, kept until its answers change. What the public sees while answers still come in moves
//! in steps of ten: whoever looked before and after one person's answers could tell all that this person said, however
//! carefully small numbers are left out.
//!
//! The steps are kept in memory. After a restart the first page shows the figures as they are then, and counts its ten from
//! there.

use std::sync::Arc;

use quick_cache::sync::Cache;

use super::CountedQuestionnaire;
use crate::App;
use crate::ids::QuestionnaireId;
use crate::questionnaires::model::QuestionnaireRecord;
use crate::responses::suppression::FEWEST_FOR_A_LIBRARY;
use crate::site::Fault;
use crate::site::app::Warm;

/// How many are kept of each.
const MOST: usize = 200;

/// How many sets of answers come, change or go before the public sees new figures of an open consultation.
pub const STEP: i64 = 10;

#[derive(Clone)]
struct Seen {
    /// How many changes it has seen.
    changes: i64,
    version: Option<i64>,
    counted: Arc<CountedQuestionnaire>,
}

/// What was counted.
pub struct KeptFigures {
    public: Cache<QuestionnaireId, Seen>,
    exact: Cache<QuestionnaireId, Seen>,
}

impl Warm for KeptFigures {
    fn open(_: &App) -> Self {
        Self { public: Cache::new(MOST), exact: Cache::new(MOST) }
    }
}

impl KeptFigures {
    /// The figures as they are now.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn exact(&self, app: &App, record: &QuestionnaireRecord) -> Result<Arc<CountedQuestionnaire>, Fault> {
        Self::through(&self.exact, app, record, 1).await
    }

    /// The figures that everybody may see; `open` while answers still come in.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn public(
        &self,
        app: &App,
        record: &QuestionnaireRecord,
        open: bool,
    ) -> Result<Arc<CountedQuestionnaire>, Fault> {
        Self::through(&self.public, app, record, if open { STEP } else { 1 }).await
    }

    async fn through(
        kept: &Cache<QuestionnaireId, Seen>,
        app: &App,
        record: &QuestionnaireRecord,
        step: i64,
    ) -> Result<Arc<CountedQuestionnaire>, Fault> {
        let fits = |seen: &Seen| {
            seen.version == record.current_version && record.changes.saturating_sub(seen.changes).abs() < step
        };
        if let Some(seen) = kept.get(&record.id).filter(fits) {
            return Ok(seen.counted);
        }
        // The changes were counted before this is read, so what is read has seen at least so many.
        let counted = Arc::new(CountedQuestionnaire::of(app, record).await?);
        // Of fewer than five nothing is shown, so the first step begins with the fifth.
        if step == 1 || counted.people >= FEWEST_FOR_A_LIBRARY {
            let seen = Seen { changes: record.changes, version: record.current_version, counted: Arc::clone(&counted) };
            kept.insert(record.id, seen);
        }
        Ok(counted)
    }
}

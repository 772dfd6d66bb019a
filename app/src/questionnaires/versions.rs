//! Published versions, kept read: they never change, so each is read once.

use std::sync::Arc;

use quick_cache::sync::Cache;

use super::model::QuestionnaireVersion;
use super::store;
use crate::App;
use crate::db::{Db, DbError};
use crate::ids::QuestionnaireId;
use crate::site::app::Warm;

/// How many are kept: more than are asked at one time.
const MOST: usize = 200;

/// Versions that were read.
pub struct KeptVersions(Cache<(QuestionnaireId, i64), Arc<QuestionnaireVersion>>);

impl Warm for KeptVersions {
    fn open(_: &App) -> Self {
        Self(Cache::new(MOST))
    }
}

impl KeptVersions {
    /// A version, read now or before.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn get(
        &self,
        db: &Db,
        id: QuestionnaireId,
        number: i64,
    ) -> Result<Option<Arc<QuestionnaireVersion>>, DbError> {
        if let Some(known) = self.0.get(&(id, number)) {
            return Ok(Some(known));
        }
        let read = store::version(db, id, number).await?.map(Arc::new);
        if let Some(version) = &read {
            self.0.insert((id, number), Arc::clone(version));
        }
        Ok(read)
    }
}

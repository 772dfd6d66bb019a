//! What a date slip tells besides the dates: what the public was told, and what was promised. It stands beside many pages, so it
//! is kept until somebody tells or promises something.

use std::sync::Arc;

use leptos::prelude::*;

use super::model::{Consultation, Notice};
use super::slip::{PromiseLine, slip};
use super::store;
use crate::App;
use crate::db::{DbError, Scope};
use crate::ids::ConsultationId;
use crate::site::Cached;
use crate::site::app::Warm;
use crate::time::Time;

/// How many consultations' slips are kept.
const SLIPS: usize = 500;

/// What a slip tells besides the dates of its consultation.
pub struct SlipNotes {
    /// What the public was told on the way.
    notices: Vec<Notice>,
    /// What was promised.
    promises: Vec<PromiseLine>,
}

/// The notes of each consultation's slip, as the record is now.
pub struct KeptSlips(Cached<ConsultationId, Arc<SlipNotes>>);

impl Warm for KeptSlips {
    fn open(app: &App) -> Self {
        // Nothing that comes in to a consultation changes what the public was told.
        Self(Cached::new(app.config.parts_cache, SLIPS).about(|_, _| Scope::Site))
    }
}

impl SlipNotes {
    /// Those of one consultation.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(app: &App, id: ConsultationId) -> Result<Arc<Self>, DbError> {
        let read = async || {
            let notices = store::notices(&app.db, id).await?;
            let promises = store::promise_lines(&app.db, id).await?;
            Ok(Arc::new(Self { notices, promises }))
        };
        app.warm::<KeptSlips>().0.of(&app.db, id, read).await
    }

    /// The slip of their consultation.
    pub fn slip(&self, of: &Consultation, now: Time) -> AnyView {
        slip(of, &self.notices, &self.promises, now, false)
    }
}

//! After an amendment: what somebody who has sent their answers is asked again. Only what is new for them; everything else
//! they said stays as they sent it, and counts until they send again.

use std::collections::BTreeSet;

use super::amending::to_ask_again;
use super::definition::answer::Given;
use super::definition::key::Key;
use super::definition::reading;
use super::model::QuestionnaireVersion;
use super::store::answers::OwnAnswers;
use super::versions::KeptVersions;
use crate::App;
use crate::ids::QuestionnaireId;
use crate::site::Fault;

/// What was asked when somebody sent their answers, and what staff want answered again since then.
pub struct SentBefore {
    /// The version that was answered.
    pub version: std::sync::Arc<QuestionnaireVersion>,
    /// The questions that later versions put in other words, and that are asked again for it.
    ticked: BTreeSet<Key>,
}

impl SentBefore {
    /// For answers to an earlier version; nothing for answers to the one that is asked now.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(
        app: &App,
        questionnaire: QuestionnaireId,
        version: i64,
        current: &QuestionnaireVersion,
    ) -> Result<Option<Self>, Fault> {
        if version >= current.number {
            return Ok(None);
        }
        let versions = app.warm::<KeptVersions>();
        let Some(answered) = versions.get(&app.db, questionnaire, version).await? else { return Ok(None) };
        let mut ticked = BTreeSet::new();
        for later in version + 1..=current.number {
            if let Some(later) = versions.get(&app.db, questionnaire, later).await? {
                ticked.extend(later.again.iter().cloned());
            }
        }
        Ok(Some(Self { version: answered, ticked }))
    }

    /// The questions that somebody with these answers is asked again, in order.
    pub fn again(&self, current: &QuestionnaireVersion, given: &Given) -> Vec<Key> {
        to_ask_again(&self.version.form, &current.form, given, &self.ticked)
    }
}

/// The questions that somebody is asked again who sent this.
///
/// # Errors
/// When the record cannot be reached.
pub async fn asked_again(app: &App, sent: &OwnAnswers, current: &QuestionnaireVersion) -> Result<Vec<Key>, Fault> {
    let Some(before) = SentBefore::of(app, sent.questionnaire_id, sent.version, current).await? else {
        return Ok(Vec::new());
    };
    let given = reading::from_json(&sent.answers, &current.form).map_err(Fault::broken)?;
    Ok(before.again(current, &given))
}

//! What a template keeps of rankings: the questions and their options. What was withdrawn is left out.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::Method;
use super::store::{self, RankingText};
use crate::consultations::instrument::TemplateError;
use crate::db::{On, Tx};
use crate::ids::ConsultationId;
use crate::time::Time;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OptionKept {
    title: String,
    #[serde(default)]
    summary: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RankingKept {
    question: String,
    #[serde(default)]
    about: String,
    /// The word of what decides.
    method: String,
    options: Vec<OptionKept>,
}

/// The rankings of a consultation; none when it has none.
pub(super) async fn kept(on: On<'_>, of: ConsultationId) -> Result<Option<Value>, TemplateError> {
    let mut on = on;
    let all = store::all(on.again(), of).await?;
    if all.is_empty() {
        return Ok(None);
    }
    let options = store::options(on, all.iter().map(|ranking| ranking.id)).await?;
    let kept = all.into_iter().map(|ranking| RankingKept {
        options: options
            .iter()
            .filter(|option| option.ranking_id == ranking.id && option.stands())
            .map(|option| OptionKept { title: option.title.clone(), summary: option.summary.clone() })
            .collect(),
        question: ranking.question,
        about: ranking.about,
        method: ranking.method.word().to_owned(),
    });
    Ok(Some(serde_json::to_value(kept.collect::<Vec<_>>())?))
}

/// Puts them into a draft. The lot is drawn when it is published.
pub(super) async fn begun(
    tx: &mut Tx,
    into: ConsultationId,
    kept: &Value,
    now: Time,
) -> Result<Vec<String>, TemplateError> {
    let all: Vec<RankingKept> = serde_json::from_value(kept.clone())?;
    for RankingKept { question, about, method, options } in all {
        let method = Method::from_word(&method).ok_or(TemplateError::Unknown(method))?.word();
        let options = options.into_iter().map(|option| (option.title, option.summary)).collect();
        store::add(tx, into, &RankingText { question, about, method, options }, "", now).await?;
    }
    Ok(Vec::new())
}

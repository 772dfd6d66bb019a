//! The sums of what people answer, in the record.

use std::collections::BTreeMap;

use crate::db::{DbError, On, Tx};
use crate::ids::QuestionnaireId;
use crate::responses::model::Channel;
use crate::{sql, sql_rows};

/// What a sum is of: a question, a row or an option of it, and an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TallyName {
    /// The questionnaire.
    pub questionnaire: QuestionnaireId,
    /// The version that was answered.
    pub version: i64,
    /// The word of the channel.
    pub channel: &'static str,
    /// The key of the question; empty for the questionnaire itself.
    pub question: String,
    /// A row or an option; empty for the question itself.
    pub part: String,
    /// The answer.
    pub code: String,
}

/// Changes to sums that are written together.
#[derive(Default)]
pub struct TallyChanges(BTreeMap<TallyName, i64>);

impl TallyChanges {
    /// Adds to a sum, or takes from it.
    pub fn add(&mut self, name: TallyName, amount: i64) {
        *self.0.entry(name).or_default() += amount;
    }

    /// Every sum that is not nought.
    pub fn amounts(&self) -> impl Iterator<Item = (&TallyName, i64)> {
        self.0.iter().map(|(name, amount)| (name, *amount)).filter(|(_, amount)| *amount != 0)
    }

    /// Writes them, in one order, so that two batches never wait for each other.
    ///
    /// # Errors
    /// When the record refuses them.
    pub async fn write(self, tx: &mut Tx) -> Result<(), DbError> {
        let mut rows = sql_rows!(
            "INSERT INTO questionnaire_tallies (questionnaire_id, version, channel, question, part, code, amount) \
             VALUES",
            7,
            "ON CONFLICT (questionnaire_id, version, channel, question, part, code) \
             DO UPDATE SET amount = questionnaire_tallies.amount + excluded.amount"
        );
        for (name, amount) in self.0.into_iter().filter(|(_, amount)| *amount != 0) {
            rows.push([
                name.questionnaire.into(),
                name.version.into(),
                name.channel.into(),
                name.question.into(),
                name.part.into(),
                name.code.into(),
                amount.into(),
            ]);
        }
        rows.run(tx).await
    }
}

/// A sum as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptTally {
    /// The version that was answered.
    pub version: i64,
    /// The way the answers came in.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// The key of the question; empty for the questionnaire itself.
    pub question: String,
    /// A row or an option; empty for the question itself.
    pub part: String,
    /// The answer.
    pub code: String,
    /// The sum.
    pub amount: i64,
}

/// Every sum of a questionnaire that is not nought.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of(on: impl Into<On<'_>>, questionnaire: QuestionnaireId) -> Result<Vec<KeptTally>, DbError> {
    sql!(
        "SELECT version, channel, question, part, code, amount FROM questionnaire_tallies \
         WHERE questionnaire_id = $1 AND amount <> 0 ORDER BY version, channel, question, part, code",
        questionnaire
    )
    .all(on)
    .await
}

//! The sums of what people answer, in the record: those of a whole questionnaire by the way the answers came in, and those of
//! each question by library, which only a comparison of libraries reads.

use std::collections::BTreeMap;

use crate::db::{DbError, On, Tx};
use crate::ids::{BranchId, QuestionnaireId};
use crate::responses::model::Channel;
use crate::{sql, sql_rows};

/// What a sum is of: a question, a row or an option of it, and an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TallyName {
    /// The questionnaire.
    pub questionnaire: QuestionnaireId,
    /// The key of the question; empty for the questionnaire itself.
    pub question: String,
    /// The version that was answered.
    pub version: i64,
    /// A row or an option; empty for the question itself.
    pub part: String,
    /// The answer.
    pub code: String,
}

/// What a response is counted under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedUnder {
    /// The way it came in.
    pub channel: Channel,
    /// The library; none if none was given.
    pub branch: Option<BranchId>,
}

/// Changes to sums that are written together.
#[derive(Default)]
pub struct TallyChanges {
    by_channel: BTreeMap<(TallyName, &'static str), i64>,
    by_branch: BTreeMap<(TallyName, i64), i64>,
}

impl TallyChanges {
    /// Adds to a sum, or takes from it.
    pub fn add(&mut self, name: TallyName, under: CountedUnder, amount: i64) {
        *self.by_channel.entry((name.clone(), under.channel.word())).or_default() += amount;
        *self.by_branch.entry((name, under.branch.map_or(0, |branch| branch.0))).or_default() += amount;
    }

    /// Every sum by the word of its channel that is not nought.
    pub fn by_channel(&self) -> impl Iterator<Item = (&TallyName, &'static str, i64)> {
        self.by_channel.iter().map(|((name, channel), amount)| (name, *channel, *amount)).filter(|one| one.2 != 0)
    }

    /// Every sum by the number of its library (0: none given) that is not nought.
    pub fn by_branch(&self) -> impl Iterator<Item = (&TallyName, i64, i64)> {
        self.by_branch.iter().map(|((name, branch), amount)| (name, *branch, *amount)).filter(|one| one.2 != 0)
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
        for (name, channel, amount) in self.by_channel() {
            rows.push([
                name.questionnaire.into(),
                name.version.into(),
                channel.into(),
                name.question.as_str().into(),
                name.part.as_str().into(),
                name.code.as_str().into(),
                amount.into(),
            ]);
        }
        rows.run(&mut *tx).await?;
        self.write_by_branch(tx).await
    }

    /// Writes those by library alone: of a record in which the others stand already.
    ///
    /// # Errors
    /// When the record refuses them.
    pub async fn write_by_branch(self, tx: &mut Tx) -> Result<(), DbError> {
        let mut rows = sql_rows!(
            "INSERT INTO questionnaire_branch_tallies (questionnaire_id, question, branch_id, version, part, code, \
                 amount) VALUES",
            7,
            "ON CONFLICT (questionnaire_id, question, branch_id, version, part, code) \
             DO UPDATE SET amount = questionnaire_branch_tallies.amount + excluded.amount"
        );
        for (name, branch, amount) in self.by_branch() {
            rows.push([
                name.questionnaire.into(),
                name.question.as_str().into(),
                branch.into(),
                name.version.into(),
                name.part.as_str().into(),
                name.code.as_str().into(),
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

/// A sum by library as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptBranchTally {
    /// The library; 0 if none was given.
    pub branch_id: i64,
    /// Its name in addresses.
    pub branch_slug: Option<String>,
    /// What it is called.
    pub branch_name: Option<String>,
    /// The version that was answered.
    pub version: i64,
    /// The key of the question; empty for the questionnaire itself.
    pub question: String,
    /// A row or an option; empty for the question itself.
    pub part: String,
    /// The answer.
    pub code: String,
    /// The sum.
    pub amount: i64,
}

/// Every sum of one question that is not nought, library by library in the order of their names, "none given" last.
///
/// # Errors
/// When the record cannot be reached.
pub async fn of_question(
    on: impl Into<On<'_>>,
    questionnaire: QuestionnaireId,
    question: &str,
) -> Result<Vec<KeptBranchTally>, DbError> {
    sql!(
        "SELECT branch_id, branches.slug AS branch_slug, branches.name AS branch_name, version, question, part, code, \
             amount \
         FROM questionnaire_branch_tallies LEFT JOIN branches ON branches.id = branch_id \
         WHERE questionnaire_id = $1 AND question = $2 AND amount <> 0 \
         ORDER BY CASE WHEN branches.name IS NULL THEN 1 ELSE 0 END, branches.name, branch_id",
        questionnaire,
        question
    )
    .all(on)
    .await
}

/// Every sum by library of a questionnaire that is not nought, in no order: to compare them with what was counted again.
///
/// # Errors
/// When the record cannot be reached.
pub async fn by_branch(on: impl Into<On<'_>>, questionnaire: QuestionnaireId) -> Result<Vec<KeptBranchTally>, DbError> {
    sql!(
        "SELECT branch_id, NULL AS branch_slug, NULL AS branch_name, version, question, part, code, amount \
         FROM questionnaire_branch_tallies WHERE questionnaire_id = $1 AND amount <> 0",
        questionnaire
    )
    .all(on)
    .await
}

/// Takes the sums by library of a questionnaire out, before they are written anew.
///
/// # Errors
/// When the record refuses it.
pub async fn clear_by_branch(tx: &mut Tx, questionnaire: QuestionnaireId) -> Result<(), DbError> {
    sql!("DELETE FROM questionnaire_branch_tallies WHERE questionnaire_id = $1", questionnaire).run(tx).await.map(drop)
}

/// Questionnaires whose sums by library are not together what those by way are: those of a record from before there were such
/// sums, or into which an older program wrote meanwhile.
///
/// # Errors
/// When the record cannot be reached.
pub async fn uncounted_by_branch(on: impl Into<On<'_>>) -> Result<Vec<QuestionnaireId>, DbError> {
    let ids: Vec<(QuestionnaireId,)> = sql!(
        "SELECT DISTINCT questionnaire_id FROM \
             (SELECT questionnaire_id FROM \
                  (SELECT questionnaire_id, version, question, part, code, amount FROM questionnaire_tallies \
                   UNION ALL \
                   SELECT questionnaire_id, version, question, part, code, -amount FROM questionnaire_branch_tallies) \
                  AS both_sums \
              GROUP BY questionnaire_id, version, question, part, code HAVING SUM(amount) <> 0) AS uneven \
         ORDER BY questionnaire_id"
    )
    .all(on)
    .await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

//! Erasing what somebody wrote: their texts go from every list, and from the answers as they were sent, the earlier ones too;
//! so do the files they sent, and what these were called. That a question was answered stays, so what was counted is counted
//! still.

use std::collections::BTreeSet;

use super::store::take_all_out;
use crate::db::{DbError, Tx};
use crate::ids::ResponseId;
use crate::questionnaires::definition::answer::{Answer, Given};
use crate::questionnaires::definition::reading;
use crate::questionnaires::store::{self, answers, files, tallies};
use crate::questionnaires::tally;
use crate::time::Time;

/// What stands in the place of words that were erased.
pub const ERASED: &str = "[erased]";

/// The answers without the words that somebody wrote; nothing if there are none.
pub fn without_words(given: &Given) -> Option<Given> {
    let mut after = given.clone();
    for answer in after.values_mut() {
        match answer {
            Answer::Text(text) => ERASED.clone_into(text),
            Answer::Code { other: Some(text), .. } => ERASED.clone_into(text),
            Answer::Ticks { other, .. } => other.values_mut().for_each(|text| ERASED.clone_into(text)),
            // What a file was called can say who somebody is.
            Answer::File { name, .. } => ERASED.clone_into(name),
            _ => {}
        }
    }
    (after != *given).then_some(after)
}

/// Erases what some responses wrote.
///
/// # Errors
/// When the record refuses it; the transaction should then be dropped.
pub async fn erase(tx: &mut Tx, responses: &BTreeSet<ResponseId>, now: Time) -> Result<(), DbError> {
    take_all_out(&mut *tx, responses, now).await?;
    files::erase_of_responses(&mut *tx, responses.iter().copied()).await?;
    let mut changes = tallies::TallyChanges::default();
    for kept in answers::ever(&mut *tx, responses.iter().copied()).await? {
        let version =
            store::version(&mut *tx, kept.questionnaire_id, kept.version).await?.ok_or(DbError::RowNotFound)?;
        let given = reading::from_json(&kept.answers, &version.form).map_err(|why| DbError::Decode(Box::new(why)))?;
        let Some(after) = without_words(&given) else { continue };
        answers::reword(&mut *tx, kept.id, &reading::to_json(&after)).await?;
        // A condition may ask how much somebody wrote, so what counts is counted anew.
        if kept.counts.0 {
            let under = tallies::CountedUnder { channel: kept.channel, branch: kept.branch };
            tally::change(&mut changes, kept.questionnaire_id, under, &version, &given, -1);
            tally::change(&mut changes, kept.questionnaire_id, under, &version, &after, 1);
        }
    }
    changes.write(tx).await
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::questionnaires::definition::arbitrary;
    use crate::questionnaires::writings::texts;

    proptest! {
        #[test]
        fn nothing_of_the_words_is_left_and_everything_else_stays(seed in any::<u64>()) {
            let form = arbitrary::questionnaire(seed);
            let given = arbitrary::given(&form, seed);
            let after = without_words(&given).unwrap_or_else(|| given.clone());
            prop_assert!(texts(&form, &after).values().all(|text| text.text == ERASED));
            prop_assert_eq!(texts(&form, &after).len(), texts(&form, &given).len());
            prop_assert!(after.keys().eq(given.keys()));
            let mut wordy: BTreeSet<_> = texts(&form, &given).into_keys().map(|(key, _)| key).collect();
            wordy.extend(given.iter().filter(|(_, answer)| matches!(answer, Answer::File { .. })).map(|(key, _)| key.clone()));
            for (key, answer) in &given {
                prop_assert_eq!(after.get(key) == Some(answer), !wordy.contains(key));
            }
            // Erased twice is erased once.
            prop_assert_eq!(without_words(&after), None);
        }
    }
}

//! The sums that questionnaires keep: what one person's answers add to them, and what they are when counted again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::definition::answer::Given;
use super::definition::reading;
use super::files::summary;
use super::model::QuestionnaireVersion;
use super::store::tallies::{self, TallyChanges, TallyName};
use super::store::{self, answers};
use crate::db::{DbError, On};
use crate::ids::QuestionnaireId;
use crate::responses::model::Channel;
use crate::sql;

/// How many answers are read at a time when they are counted again.
const AT_ONCE: i64 = 1_000;

/// Adds one person's answers to the sums (`times` 1), or takes them out (-1).
pub fn change(
    changes: &mut TallyChanges,
    questionnaire: QuestionnaireId,
    channel: Channel,
    version: &QuestionnaireVersion,
    given: &Given,
    times: i64,
) {
    let name = |question: String, part: String, code: String| TallyName {
        questionnaire,
        version: version.number,
        channel: channel.word(),
        question,
        part,
        code,
    };
    changes.add(name(String::new(), String::new(), String::new()), times);
    for (key, amount) in summary::tally_keys(version.number, &version.form, given) {
        changes.add(name(key.question.to_string(), key.part.unwrap_or_default(), key.code), amount * times);
    }
}

type Sums = BTreeMap<(i64, String, String, String, String), i64>;

/// Counts every answer again, and says which sums are wrong.
///
/// # Errors
/// When the record cannot be reached.
pub async fn recount(mut on: On<'_>) -> Result<Vec<String>, DbError> {
    let ids: Vec<(QuestionnaireId,)> = sql!("SELECT id FROM questionnaires ORDER BY id").all(on.again()).await?;
    let mut wrong = Vec::new();
    for (id,) in ids {
        let versions: BTreeMap<i64, Arc<QuestionnaireVersion>> = store::versions(on.again(), id)
            .await?
            .into_iter()
            .map(|version| (version.number, Arc::new(version)))
            .collect();
        let mut counted = TallyChanges::default();
        let mut after = 0;
        loop {
            let some = answers::counted_after(on.again(), id, after, AT_ONCE).await?;
            let Some(last) = some.last() else { break };
            after = last.id;
            for one in some {
                let version = versions.get(&one.version).ok_or(DbError::RowNotFound)?;
                let given =
                    reading::from_json(&one.answers, &version.form).map_err(|why| DbError::Decode(Box::new(why)))?;
                change(&mut counted, id, one.channel, version, &given, 1);
            }
        }
        let mut sums: Sums = BTreeMap::new();
        for (name, amount) in counted.amounts() {
            let key =
                (name.version, name.channel.to_owned(), name.question.clone(), name.part.clone(), name.code.clone());
            sums.insert(key, amount);
        }
        let mut kept: Sums = BTreeMap::new();
        for one in tallies::of(on.again(), id).await? {
            kept.insert((one.version, one.channel.word().to_owned(), one.question, one.part, one.code), one.amount);
        }
        let all: std::collections::BTreeSet<_> = sums.keys().chain(kept.keys()).collect();
        for key in all {
            let (should, is) = (sums.get(key).copied().unwrap_or(0), kept.get(key).copied().unwrap_or(0));
            if should != is {
                let (version, channel, question, part, code) = key;
                wrong.push(format!(
                    "questionnaire {id}, version {version}, {channel}, question “{question}” {part} {code}: kept {is}, counted {should}"
                ));
            }
        }
    }
    Ok(wrong)
}

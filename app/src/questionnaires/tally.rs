//! The sums that questionnaires keep: what one person's answers add to them, and what they are when counted again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::definition::answer::Given;
use super::definition::reading;
use super::files::summary;
use super::model::QuestionnaireVersion;
use super::store::tallies::{self, CountedUnder, TallyChanges, TallyName};
use super::store::{self, answers};
use crate::db::{Db, DbError, On, dialect};
use crate::ids::QuestionnaireId;
use crate::sql;

/// How many answers are read at a time when they are counted again.
const AT_ONCE: i64 = 1_000;

/// Adds one person's answers to the sums (`times` 1), or takes them out (-1).
pub fn change(
    changes: &mut TallyChanges,
    questionnaire: QuestionnaireId,
    under: CountedUnder,
    version: &QuestionnaireVersion,
    given: &Given,
    times: i64,
) {
    let name = |question: String, part: String, code: String| TallyName {
        questionnaire,
        question,
        version: version.number,
        part,
        code,
    };
    changes.add(name(String::new(), String::new(), String::new()), under, times);
    for (key, amount) in summary::tally_keys(version.number, &version.form, given) {
        changes.add(name(key.question.to_string(), key.part.unwrap_or_default(), key.code), under, amount * times);
    }
}

/// What the sums of a questionnaire should be: every answer that counts, added up.
async fn counted(mut on: On<'_>, questionnaire: QuestionnaireId) -> Result<TallyChanges, DbError> {
    let versions: BTreeMap<i64, Arc<QuestionnaireVersion>> = store::versions(on.again(), questionnaire)
        .await?
        .into_iter()
        .map(|version| (version.number, Arc::new(version)))
        .collect();
    let mut counted = TallyChanges::default();
    let mut after = 0;
    loop {
        let some = answers::counted_after(on.again(), questionnaire, after, AT_ONCE).await?;
        let Some(last) = some.last() else { return Ok(counted) };
        after = last.id;
        for one in some {
            let version = versions.get(&one.version).ok_or(DbError::RowNotFound)?;
            let given =
                reading::from_json(&one.answers, &version.form).map_err(|why| DbError::Decode(Box::new(why)))?;
            let under = CountedUnder { channel: one.channel, branch: one.branch };
            change(&mut counted, questionnaire, under, version, &given, 1);
        }
    }
}

/// Adds up by library the answers of a record from before there were such sums, and says of how many questionnaires. Before
/// the site serves, so nobody answers meanwhile.
///
/// # Errors
/// When the record refuses it. What was done so far stays done.
pub async fn count_by_library(db: &Db) -> Result<u64, DbError> {
    let mut done = 0;
    for questionnaire in tallies::uncounted_by_branch(db).await? {
        // Another server may be starting as well, and do the same: whoever comes second waits, and finds it done.
        let mut tx = dialect::begin_setting_up(db).await?;
        dialect::lock_counts(&mut tx).await?;
        if !tallies::uncounted_by_branch(&mut tx).await?.contains(&questionnaire) {
            tx.rollback().await?;
            continue;
        }
        tallies::clear_by_branch(&mut tx, questionnaire).await?;
        let sums = counted((&mut tx).into(), questionnaire).await?;
        sums.write_by_branch(&mut tx).await?;
        tx.commit().await?;
        done += 1;
    }
    Ok(done)
}

/// Sums by what they are of, in words, beside what they come to.
type Sums = BTreeMap<String, i64>;

fn of_what(
    questionnaire: QuestionnaireId,
    version: i64,
    under: &str,
    question: &str,
    part: &str,
    code: &str,
) -> String {
    format!("questionnaire {questionnaire}, version {version}, {under}, question “{question}” {part} {code}")
}

/// Counts every answer again, and says which sums are wrong.
///
/// # Errors
/// When the record cannot be reached.
pub async fn recount(mut on: On<'_>) -> Result<Vec<String>, DbError> {
    let ids: Vec<(QuestionnaireId,)> = sql!("SELECT id FROM questionnaires ORDER BY id").all(on.again()).await?;
    let mut wrong = Vec::new();
    for (id,) in ids {
        let counted = counted(on.again(), id).await?;
        let named =
            |name: &TallyName, under: &str| of_what(id, name.version, under, &name.question, &name.part, &name.code);
        let library = |branch: i64| format!("library {branch}");
        let mut sums: Sums = counted.by_channel().map(|(name, channel, sum)| (named(name, channel), sum)).collect();
        sums.extend(counted.by_branch().map(|(name, branch, sum)| (named(name, &library(branch)), sum)));
        let mut kept = Sums::new();
        for one in tallies::of(on.again(), id).await? {
            let what = of_what(id, one.version, one.channel.word(), &one.question, &one.part, &one.code);
            kept.insert(what, one.amount);
        }
        for one in tallies::by_branch(on.again(), id).await? {
            let what = of_what(id, one.version, &library(one.branch_id), &one.question, &one.part, &one.code);
            kept.insert(what, one.amount);
        }
        let all: BTreeSet<&String> = sums.keys().chain(kept.keys()).collect();
        for what in all {
            let (should, is) = (sums.get(what).copied().unwrap_or(0), kept.get(what).copied().unwrap_or(0));
            if should != is {
                wrong.push(format!("{what}: kept {is}, counted {should}"));
            }
        }
    }
    Ok(wrong)
}

//! Writing the demo down: everything in one transaction, so that a database holds all of it or none.

mod answers;
mod budgets;
mod consultations;
mod events;
mod large;
mod legal;
mod questionnaires;
mod rankings;
mod service;
mod statements;
mod story;

use story::DemoRecord;
pub(super) use story::Story;

use super::size::DemoSize;
use super::{DemoSummary, FillError};
use crate::assembly::refresh;
use crate::audit::store::{NewEntry, append};
use crate::backup::restore;
use crate::db::{Db, DbError, Tx, dialect};
use crate::responses::sums;
use crate::site::settings;
use crate::{folding, proposals, sql};

/// Writes the story into an empty database.
pub(super) async fn all(db: &Db, story: &Story) -> Result<DemoSummary, FillError> {
    let mut tx = dialect::begin_setting_up(db).await?;
    let there = sql!(
        "SELECT CAST((SELECT COUNT(*) FROM accounts) + (SELECT COUNT(*) FROM branches) \
                + (SELECT COUNT(*) FROM consultations) + (SELECT COUNT(*) FROM settings) \
                + (SELECT COUNT(*) FROM audit_log) AS BIGINT)"
    )
    .number(&mut tx)
    .await?;
    if there > 0 {
        tx.rollback().await?;
        return Err(FillError::NotEmpty);
    }
    let mut written = DemoRecord::default();
    service::write(&mut tx, story, &mut written).await?;
    legal::write(&mut tx, story, &mut written).await?;
    consultations::write(&mut tx, story, &mut written).await?;
    let comments = answers::write(&mut tx, story, &mut written).await?;
    statements::write(&mut tx, story, &mut written).await?;
    rankings::write(&mut tx, story, &mut written).await?;
    budgets::write(&mut tx, story, &mut written).await?;
    questionnaires::write(&mut tx, story, &mut written).await?;
    events::write(&mut tx, story, &mut written).await?;
    let beside = large::write(&mut tx, story, &mut written).await?;
    if story.size != DemoSize::ORDINARY {
        // All words at once, as a server would make them that is started on it: it then has nothing to do first.
        restore::index(&mut tx).await?;
        settings::set(&mut tx, refresh::WORDS, &folding::VERSION.to_string()).await?;
    }
    sums::fill(&mut tx).await?;
    proposals::sums::fill(&mut tx).await?;
    append_deeds(&mut tx, &mut written).await?;
    tx.commit().await?;
    let campaigns = || story.campaigns.iter().flatten();
    Ok(DemoSummary {
        consultations: written.consultations.len(),
        residents: written.residents.len() + story.size.responses,
        votes: campaigns().map(|campaign| campaign.ballots.len()).sum::<usize>() + beside.votes,
        comments: comments + beside.comments,
        agreements: campaigns().map(|campaign| campaign.agreements.len()).sum::<usize>() + beside.agreements,
    })
}

/// The log is written last and in the order in which things were done.
async fn append_deeds(tx: &mut Tx, written: &mut DemoRecord) -> Result<(), DbError> {
    let mut deeds = std::mem::take(&mut written.deeds);
    deeds.sort_by_key(|deed| deed.at);
    for deed in deeds {
        let entry = NewEntry {
            actor: written.person(deed.by),
            action: deed.action,
            subject_kind: deed.kind,
            subject_id: deed.id,
            detail: &[],
        };
        append(tx, &entry, deed.at).await?;
    }
    Ok(())
}

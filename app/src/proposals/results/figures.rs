//! How results are worked out from what is kept: sums, splits, and the care that small numbers need. Pure
//! functions, so that every figure can be checked by hand.

use std::collections::BTreeMap;

use super::model::{BranchCounts, ProposalResults, PublishedVersion, ResultsRow, Tally, VersionCounts};
use crate::clock;
use crate::ids::{BranchId, ProposalId, VersionId};
use crate::proposals::model::{ListedProposal, VersionKind};
use crate::proposals::votes::model::Counts;
use crate::responses::model::Channel;
use crate::responses::suppression::{self, FEW, NO_LIBRARY, OTHERS};
use crate::time::Time;
use crate::ui::charts::answers::{self, Answers};
use crate::ui::charts::timeline::DayCount;

/// The counts as the charts take them.
pub fn answers(counts: &Counts) -> Answers {
    Answers::from_counts(counts.0)
}

/// What the counts amount to, in a sentence.
pub fn finding(counts: &Counts) -> String {
    answers::finding(answers(counts))
}

fn plus(sum: &mut Counts, more: &Counts) {
    for (sum, more) in sum.0.iter_mut().zip(more.0) {
        *sum += more;
    }
}

/// The results of every proposal, from the kept counts.
pub fn assemble(listed: Vec<ListedProposal>, versions: &[PublishedVersion], tallies: &[Tally]) -> Vec<ProposalResults> {
    listed.into_iter().map(|listed| one(listed, versions, tallies)).collect()
}

fn one(listed: ListedProposal, versions: &[PublishedVersion], tallies: &[Tally]) -> ProposalResults {
    let own = || tallies.iter().filter(|tally| tally.proposal_id == listed.id);
    let mut counts = Counts::default();
    let mut by_version: BTreeMap<VersionId, Counts> = BTreeMap::new();
    let mut by_channel: BTreeMap<Channel, Counts> = BTreeMap::new();
    for tally in own() {
        counts.add(tally.choice, tally.votes);
        by_version.entry(tally.version_id).or_default().add(tally.choice, tally.votes);
        by_channel.entry(tally.channel).or_default().add(tally.choice, tally.votes);
    }
    ProposalResults {
        versions: versions
            .iter()
            .filter(|version| version.proposal_id == listed.id)
            .map(|version| VersionCounts {
                version: version.version,
                kind: version.kind,
                published_at: version.published_at,
                counts: by_version.get(&version.id).copied().unwrap_or_default(),
            })
            .collect(),
        branches: by_library(own()),
        channels: by_channel.into_iter().collect(),
        id: listed.id,
        number: listed.number,
        title: listed.title,
        comments: listed.comments,
        counts,
    }
}

/// Kept counts by library, in the order of their names, "no library given" last.
pub fn by_library<'a>(tallies: impl Iterator<Item = &'a Tally>) -> Vec<BranchCounts> {
    let mut by_branch: BTreeMap<i64, BranchCounts> = BTreeMap::new();
    for tally in tallies {
        let library = by_branch.entry(tally.branch_id).or_insert_with(|| BranchCounts {
            branch: (tally.branch_id != 0).then_some(BranchId(tally.branch_id)),
            slug: tally.branch_slug.clone(),
            name: tally.branch_name.clone().unwrap_or_else(|| NO_LIBRARY.to_owned()),
            counts: Counts::default(),
        });
        library.counts.add(tally.choice, tally.votes);
    }
    let mut libraries: Vec<BranchCounts> = by_branch.into_values().collect();
    libraries.sort_by(|a, b| (a.branch.is_none(), &a.name).cmp(&(b.branch.is_none(), &b.name)));
    libraries
}

/// Results by library as they may be published: nobody is given away by a row or by subtraction. Empty when there is
/// nothing to compare.
pub fn grouped(branches: &[BranchCounts]) -> Vec<ResultsRow> {
    suppression::published(
        &named(branches),
        |row| u64::try_from(row.counts.total()).unwrap_or(0),
        |few, joined| {
            let mut rest =
                ResultsRow { label: if joined { OTHERS } else { FEW }.to_owned(), counts: Counts::default() };
            for row in few {
                plus(&mut rest.counts, &row.counts);
            }
            rest
        },
    )
}

/// Results by library as staff see them: each by its name.
pub fn named(branches: &[BranchCounts]) -> Vec<ResultsRow> {
    branches.iter().map(|branch| ResultsRow { label: branch.name.clone(), counts: branch.counts }).collect()
}

/// Results by version, when there is more than one; corrections are named as such.
pub fn by_version(versions: &[VersionCounts]) -> Vec<ResultsRow> {
    if versions.len() < 2 {
        return Vec::new();
    }
    let label = |version: &VersionCounts| {
        let what = match version.kind {
            VersionKind::Original => "",
            VersionKind::Amendment => ", amended",
            VersionKind::Correction => ", corrected",
        };
        format!("Version {}{what} ({})", version.version, clock::short_date(version.published_at))
    };
    versions.iter().map(|version| ResultsRow { label: label(version), counts: version.counts }).collect()
}

/// Results by the way they came in, when more than one was used.
pub fn by_channel(channels: &[(Channel, Counts)]) -> Vec<ResultsRow> {
    if channels.len() < 2 {
        return Vec::new();
    }
    channels.iter().map(|(channel, counts)| ResultsRow { label: channel.title().to_owned(), counts: *counts }).collect()
}

/// Counts by hour (hours since 1970) as counts by London day. London is always whole hours from UTC, so no hour
/// belongs to two days.
pub fn by_day(hours: &[(i64, i64)]) -> Vec<DayCount> {
    let mut days = BTreeMap::new();
    for (hour, count) in hours {
        let day = clock::day(Time(hour.saturating_mul(Time::HOUR)));
        if let Ok(date) = day.parse::<jiff::civil::Date>() {
            *days.entry(date).or_insert(0u64) += u64::try_from(*count).unwrap_or(0);
        }
    }
    days.into_iter().map(|(date, count)| DayCount { date, count }).collect()
}

/// The number of a proposal in the record as its number in the consultation.
pub fn number_of(proposals: &[ProposalResults], id: ProposalId) -> i64 {
    proposals.iter().find(|proposal| proposal.id == id).map_or(0, |proposal| proposal.number)
}

#[cfg(test)]
mod tests;

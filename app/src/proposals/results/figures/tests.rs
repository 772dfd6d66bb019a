//! Figures worked out by hand.

use super::*;
use crate::proposals::votes::model::Choice;
use crate::responses::suppression::{FEW, OTHERS};

fn tally(version: i64, choice: Choice, channel: Channel, branch: i64, votes: i64) -> Tally {
    let names = ["", "Quay", "Millbrook", "Hill"];
    let name = (branch > 0).then(|| names[branch as usize].to_owned());
    Tally {
        proposal_id: ProposalId(1),
        version_id: VersionId(version),
        choice,
        channel,
        branch_id: branch,
        branch_slug: name.as_ref().map(|name| name.to_lowercase()),
        branch_name: name,
        votes,
    }
}

fn version(id: i64, number: i64, kind: VersionKind) -> PublishedVersion {
    PublishedVersion {
        id: VersionId(id),
        proposal_id: ProposalId(1),
        version: number,
        kind,
        published_at: clock::moment("2026-03-02", "10:00").unwrap(),
    }
}

fn listed() -> ListedProposal {
    ListedProposal {
        id: ProposalId(1),
        number: 1,
        version_id: VersionId(12),
        version: 2,
        title: "Saturdays".to_owned(),
        summary: String::new(),
        letters: 0,
        comments: 3,
    }
}

fn library(name: &str, support: i64, oppose: i64) -> BranchCounts {
    BranchCounts {
        branch: Some(BranchId(1)),
        slug: None,
        name: name.to_owned(),
        counts: Counts([0, support, 0, oppose, 0, 0]),
    }
}

fn rows(libraries: &[BranchCounts]) -> Vec<(String, i64)> {
    grouped(libraries).into_iter().map(|row| (row.label, row.counts.total())).collect()
}

#[test]
fn the_headline_counts_every_version_and_the_splits_add_up_to_it() {
    let tallies = [
        tally(11, Choice::Support, Channel::Online, 2, 4),
        tally(12, Choice::Support, Channel::Online, 1, 2),
        tally(12, Choice::Oppose, Channel::Paper, 0, 3),
        tally(12, Choice::DontKnow, Channel::Online, 1, 1),
        Tally { proposal_id: ProposalId(2), ..tally(13, Choice::Oppose, Channel::Online, 1, 100) },
    ];
    let versions = [version(11, 1, VersionKind::Original), version(12, 2, VersionKind::Amendment)];
    let results = assemble(vec![listed()], &versions, &tallies).remove(0);
    assert_eq!(results.counts, Counts([0, 6, 0, 3, 0, 1]));
    let by_version: Vec<i64> = results.versions.iter().map(|version| version.counts.total()).collect();
    assert_eq!(by_version, [4, 6]);
    let by_library: Vec<(&str, i64)> =
        results.branches.iter().map(|library| (library.name.as_str(), library.counts.total())).collect();
    assert_eq!(by_library, [("Millbrook", 4), ("Quay", 3), ("No library given", 3)]);
    let by_channel: Vec<(Channel, i64)> =
        results.channels.iter().map(|(channel, counts)| (*channel, counts.total())).collect();
    assert_eq!(by_channel, [(Channel::Online, 7), (Channel::Paper, 3)]);
}

#[test]
fn a_proposal_nobody_answered_has_its_versions_and_no_libraries() {
    let results = assemble(vec![listed()], &[version(11, 1, VersionKind::Original)], &[]).remove(0);
    assert_eq!((results.counts.total(), results.versions.len(), results.branches.len()), (0, 1, 0));
    assert_eq!(finding(&results.counts), "There are no answers.");
}

#[test]
fn libraries_with_fewer_than_five_answers_are_put_together() {
    let libraries = [library("Hill", 2, 2), library("Millbrook", 20, 4), library("Quay", 1, 2), library("Ness", 3, 2)];
    assert_eq!(rows(&libraries), [("Millbrook".to_owned(), 24), ("Ness".to_owned(), 5), (FEW.to_owned(), 7)]);
}

#[test]
fn a_single_small_library_is_joined_by_the_next_so_that_it_cannot_be_worked_out() {
    let libraries = [library("Hill", 1, 0), library("Millbrook", 20, 4), library("Ness", 3, 3)];
    assert_eq!(rows(&libraries), [("Millbrook".to_owned(), 24), (OTHERS.to_owned(), 7)]);
}

#[test]
fn where_nothing_can_be_compared_no_library_is_shown() {
    assert_eq!(rows(&[library("Hill", 1, 0), library("Ness", 2, 0)]), []);
    assert_eq!(rows(&[library("Hill", 1, 0), library("Ness", 6, 0)]), []);
    assert_eq!(rows(&[library("Hill", 30, 9)]), []);
    assert_eq!(rows(&[]), []);
}

#[test]
fn one_version_is_no_split_and_two_say_what_they_are() {
    let counts = |version, kind| VersionCounts {
        version,
        kind,
        published_at: clock::moment("2026-03-19", "10:00").unwrap(),
        counts: Counts::default(),
    };
    assert_eq!(by_version(&[counts(1, VersionKind::Original)]), []);
    let labels: Vec<String> = by_version(&[
        counts(1, VersionKind::Original),
        counts(2, VersionKind::Amendment),
        counts(3, VersionKind::Correction),
    ])
    .into_iter()
    .map(|row| row.label)
    .collect();
    assert_eq!(
        labels,
        ["Version 1 (19 Mar 2026)", "Version 2, amended (19 Mar 2026)", "Version 3, corrected (19 Mar 2026)"]
    );
}

#[test]
fn an_hour_before_midnight_in_summer_belongs_to_the_next_day() {
    // 23:00 UTC on 1 July is midnight in London on 2 July; in winter it is still the same day.
    let hour = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_millisecond() / Time::HOUR;
    let days = by_day(&[
        (hour("2026-07-01T22:00:00Z"), 2),
        (hour("2026-07-01T23:00:00Z"), 3),
        (hour("2026-07-02T01:00:00Z"), 1),
        (hour("2026-12-01T23:00:00Z"), 5),
    ]);
    let days: Vec<(String, u64)> = days.into_iter().map(|day| (day.date.to_string(), day.count)).collect();
    assert_eq!(days, [("2026-07-01".to_owned(), 2), ("2026-07-02".to_owned(), 4), ("2026-12-01".to_owned(), 5)]);
}

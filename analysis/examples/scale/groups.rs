//! What opinion groups cost and what they are worth on one made-up conversation.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use soundings_analysis::groups::{Report, Settings, VoteMatrix, analyse};

use crate::agreement::adjusted_rand_index;
use crate::conversation::{Conversation, Plan};

/// How many answers come in between two runs.
const NEW_ANSWERS: usize = 1_000;
/// How many times they do.
const UPDATES: usize = 10;

/// Times in seconds, memory in bytes, shares between 0 and 1.
#[derive(Serialize, Deserialize)]
pub(crate) struct Figures {
    pub answers: usize,
    /// From a list of answers to the report, with nothing known before; the middle one of up to five times.
    pub cold: f64,
    /// From the matrix and the report before and a thousand new answers to the next matrix and report; the middle one
    /// of ten in a row.
    pub warm: f64,
    /// The most memory that the process held, the list of answers included; none where the system does not say.
    pub peak: Option<u64>,
    /// The share of people who answered enough to be put in a group.
    pub placed: f64,
    pub groups: usize,
    /// The share of those placed who are in the smallest group.
    pub smallest: f64,
    pub silhouette: f64,
    /// How far the groups found agree with the groups planted: see `agreement.rs`.
    pub found_again: f64,
    /// How far the groups agree with those found from another seed.
    pub from_another_seed: f64,
    /// The share of people whose group got another label with the first thousand new answers.
    pub moved: f64,
    /// The same for the worst of ten updates.
    pub moved_most: f64,
    /// How far the groups after ten updates agree with the groups planted.
    pub found_again_later: f64,
}

pub(crate) fn figures(plan: Plan) -> Figures {
    let mut conversation = Conversation::made_up(plan);
    let settings = Settings::default();
    let mut times = Vec::new();
    let (mut matrix, mut report) = loop {
        let began = Instant::now();
        let matrix = VoteMatrix::new(&conversation.votes, &[]);
        let report = analyse(&matrix, &settings, None);
        times.push(began.elapsed());
        if times.len() == 5 || times.iter().sum::<Duration>() > Duration::from_secs(5) {
            break (matrix, report);
        }
    };
    let other = analyse(&matrix, &Settings { seed: settings.seed + 1, ..settings }, None);
    let placed = report.participants.iter().filter(|participant| participant.group.is_some()).count();
    let mut figures = Figures {
        answers: matrix.answer_count(),
        cold: middle(times),
        warm: 0.0,
        peak: None,
        placed: placed as f64 / report.participants.len().max(1) as f64,
        groups: report.groups.len(),
        smallest: report.groups.iter().map(|group| group.people).min().unwrap_or(0) as f64 / placed.max(1) as f64,
        silhouette: report.silhouette.unwrap_or_default(),
        found_again: against_planted(&conversation, &report),
        from_another_seed: adjusted_rand_index(&in_both(&report, &other)),
        moved: 0.0,
        moved_most: 0.0,
        found_again_later: 0.0,
    };
    drop(other);

    let (mut times, mut moved) = (Vec::new(), Vec::new());
    for _ in 0..UPDATES {
        let answers = conversation.further(NEW_ANSWERS);
        let began = Instant::now();
        let next_matrix = matrix.updated(&answers, &[]);
        let next_report = analyse(&next_matrix, &settings, Some(&report));
        times.push(began.elapsed());
        moved.push(share_moved(&report, &next_report));
        (matrix, report) = (next_matrix, next_report);
    }
    figures.warm = middle(times);
    figures.moved = moved.first().copied().unwrap_or_default();
    figures.moved_most = moved.into_iter().fold(0.0, f64::max);
    figures.found_again_later = against_planted(&conversation, &report);
    figures.peak = peak_memory();
    figures
}

fn against_planted(conversation: &Conversation, report: &Report) -> f64 {
    let pairs: Vec<(u64, u64)> = (report.participants.iter())
        .filter_map(|participant| {
            let planted = conversation.planted.get(usize::try_from(participant.id).ok()?)?;
            Some((*planted, participant.group? as u64))
        })
        .collect();
    adjusted_rand_index(&pairs)
}

/// The share of those in a group in both reports whose group has another label in the second.
pub(crate) fn share_moved(before: &Report, after: &Report) -> f64 {
    let pairs = in_both(before, after);
    let movers = pairs.iter().filter(|(before, after)| before != after).count();
    movers as f64 / pairs.len().max(1) as f64
}

/// The groups of everybody who is in a group in both reports.
fn in_both(one: &Report, other: &Report) -> Vec<(u64, u64)> {
    (one.participants.iter())
        .filter_map(|participant| {
            let there = other.participant(participant.id)?.group?;
            Some((participant.group? as u64, there as u64))
        })
        .collect()
}

pub(crate) fn middle(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(0.0, Duration::as_secs_f64)
}

/// The most memory this process has held at once, in bytes. Linux says; others do not.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

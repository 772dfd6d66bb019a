//! What residents of the demo wrote, spread over the time in which they could, and who agreed with it.

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha20Rng;

use super::calendar::awake;
use super::content::{DemoComment, DemoConsultation, DemoContent};
use super::plan::{PlannedVote, Window};
use super::residents::Resident;
use crate::clock;
use crate::consultations::model::Stage;
use crate::proposals::votes::model::Choice;
use crate::time::Time;

/// A comment or a reply in the demo.
pub(super) struct Voice {
    /// The proposal's place in the consultation.
    pub(super) proposal: usize,
    /// The resident who wrote it; none for the library service.
    pub(super) author: Option<usize>,
    /// The comment it replies to, by its place.
    pub(super) parent: Option<usize>,
    pub(super) posted_at: Time,
    pub(super) body: String,
    /// The author's vote on the proposal.
    pub(super) choice: Option<Choice>,
    /// Whether the author shows their branch.
    pub(super) show_branch: bool,
    /// Why a moderator has to look, or has taken it down; empty for nearly all.
    pub(super) reason: String,
    /// Whether it still waits for a moderator.
    pub(super) held: bool,
}

impl Voice {
    /// Whether it is on the page.
    pub(super) fn shown(&self) -> bool {
        self.reason.is_empty()
    }
}

/// Gives each comment of a consultation an author and a time. Comments on one proposal keep their order.
pub(super) fn speak(
    content: &DemoContent,
    consultation: &DemoConsultation,
    residents: &[Resident],
    window: &Window,
    random: &mut ChaCha20Rng,
) -> Vec<Voice> {
    let mut voices = Vec::new();
    for proposal in 0..consultation.proposals.len() {
        let comments: Vec<&DemoComment> = content
            .comments
            .iter()
            .filter(|comment| comment.consultation == consultation.slug && comment.proposal == proposal as i64 + 1)
            .collect();
        // Nobody comments twice on one proposal, so that each vote beside a comment is one person's.
        let mut spoken = BTreeSet::new();
        let mut author = |branch: Option<usize>, random: &mut ChaCha20Rng| {
            let free = |of_branch: bool| -> Vec<usize> {
                (1..residents.len())
                    .filter(|who| !spoken.contains(who))
                    .filter(|who| {
                        !of_branch
                            || branch.is_none()
                            || residents.get(*who).and_then(|at| at.branches.first().copied()) == branch
                    })
                    .collect()
            };
            let found = free(true).choose(random).or(free(false).choose(random)).copied();
            spoken.extend(found);
            found
        };
        for (number, comment) in comments.iter().enumerate() {
            let held = comment.hold && consultation.stage == Stage::Open;
            let posted_at = if held {
                // What waits for a moderator has not waited for weeks.
                awake(window.to.plus(-random.random_range(2..44) * Time::HOUR))
            } else {
                window.moment((number as f64 + 0.3 + 0.4 * random.random::<f64>()) / comments.len() as f64)
            };
            let branch = comment
                .branch
                .as_ref()
                .and_then(|slug| content.branches.iter().position(|branch| branch.slug == *slug));
            let place = voices.len();
            voices.push(Voice {
                proposal,
                author: author(branch, random),
                parent: None,
                posted_at,
                body: comment.body.clone(),
                choice: comment.vote,
                show_branch: comment.branch.is_some(),
                reason: if comment.hold { comment.reason.clone() } else { String::new() },
                held,
            });
            let mut last = posted_at;
            for (number, reply) in comment.replies.iter().enumerate() {
                let wait = random.random_range(1..36) * Time::HOUR;
                let room = (window.to.0 - last.0).max(Time::MINUTE) / (comment.replies.len() - number + 1) as i64;
                let at = last.plus(wait.min(room));
                let at = if reply.official { in_the_office(at) } else { awake(at) };
                last = at.max(last.plus(7 * Time::MINUTE));
                let from = if random.random_bool(0.5) { branch } else { None };
                voices.push(Voice {
                    proposal,
                    author: if reply.official { None } else { author(from, random) },
                    parent: Some(place),
                    posted_at: last,
                    body: reply.body.clone(),
                    choice: if reply.official { None } else { reply.vote },
                    show_branch: !reply.official && random.random_bool(0.6),
                    reason: String::new(),
                    held: false,
                });
            }
        }
    }
    voices
}

/// A moment of the same day between 9 and 5.
fn in_the_office(time: Time) -> Time {
    let start = clock::start_of_day(time);
    start.plus(9 * Time::HOUR + (time.0 - start.0).clamp(0, Time::DAY) / 3)
}

/// Which side an answer is on: 1 for, -1 against, 0 neither.
fn side(choice: Option<Choice>) -> i32 {
    match choice {
        Some(Choice::StronglySupport | Choice::Support) => 1,
        Some(Choice::StronglyOppose | Choice::Oppose) => -1,
        Some(Choice::Neither | Choice::DontKnow) | None => 0,
    }
}

/// Who agreed with what: a few comments speak for very many, most for a handful.
pub(super) fn agree(
    voices: &[Voice],
    began: &BTreeMap<usize, Time>,
    ballots: &[PlannedVote],
    window: &Window,
    random: &mut ChaCha20Rng,
) -> Vec<(usize, usize, Time)> {
    let participants: Vec<usize> = began.keys().copied().collect();
    let sides: BTreeMap<(usize, usize), i32> =
        ballots.iter().map(|ballot| ((ballot.resident, ballot.proposal), side(Some(ballot.choice)))).collect();
    let mut agreements = Vec::new();
    for (place, voice) in voices.iter().enumerate().filter(|(_, voice)| voice.shown() && voice.author.is_some()) {
        let luck: f64 = random.random();
        let most = if voice.parent.is_none() { 62.0 * luck.powi(4) } else { 11.0 * luck.powi(3) };
        let mut agreed = BTreeSet::new();
        for _ in 0..most as usize {
            let Some(&who) = participants.choose(random) else { break };
            let theirs = sides.get(&(who, voice.proposal)).copied().unwrap_or(0);
            let alike = theirs * side(voice.choice) >= 0;
            if Some(who) == voice.author || !(alike || random.random_bool(0.12)) || !agreed.insert(who) {
                continue;
            }
            let earliest = began.get(&who).copied().unwrap_or(voice.posted_at).max(voice.posted_at);
            let wait = random.random_range(5..5 * 24 * 60) * Time::MINUTE;
            let at = awake(earliest.plus(wait)).max(earliest.plus(3 * Time::MINUTE));
            if at < window.to {
                agreements.push((place, who, at));
            }
        }
    }
    agreements
}

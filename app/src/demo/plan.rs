//! Who takes part in the demo's consultations, when, and what they answer. Nothing is written here: the whole
//! story is made up first, from one seed, and so it is the same every time.

use std::collections::{BTreeMap, BTreeSet};

use rand::Rng;
use rand_chacha::ChaCha20Rng;

use super::calendar::{Calendar, awake};
use super::content::{DemoConsultation, DemoContent};
use super::residents::Resident;
use super::voices::{self, Voice};
use crate::consultations::model::Stage;
use crate::proposals::votes::model::Choice;
use crate::time::Time;

/// How many votes each proposal has, by consultation. Together 5,000.
const TURNOUT: [(&str, &[usize]); 6] = [
    ("saturday-hours", &[520, 455, 400]),
    ("harmsgate-library-and-health-centre", &[545, 430]),
    ("self-service-opening", &[480, 410]),
    ("mobile-library-cotters-end", &[180, 160]),
    ("book-fund-priorities", &[500, 430]),
    ("charge-for-reserving-books", &[490]),
];

/// Days before today on which the withdrawn consultation was withdrawn.
pub(super) const WITHDRAWN_DAY: i32 = -12;

/// A vote in the demo; residents and proposals by their places in their lists.
pub(super) struct PlannedVote {
    pub(super) resident: usize,
    pub(super) proposal: usize,
    /// 0 for the first published version.
    pub(super) version: usize,
    pub(super) choice: Choice,
    pub(super) first_cast_at: Time,
    pub(super) cast_at: Time,
}

/// Everything that residents did in one consultation.
pub(super) struct Campaign {
    /// When each participant's response began.
    pub(super) began: BTreeMap<usize, Time>,
    pub(super) ballots: Vec<PlannedVote>,
    pub(super) voices: Vec<Voice>,
    /// The comment (its place in `voices`), who agrees, and when.
    pub(super) agreements: Vec<(usize, usize, Time)>,
}

/// The time in which residents answered: from opening to closing, withdrawal or last midnight.
#[derive(Clone, Copy)]
pub(super) struct Window {
    pub(super) from: Time,
    pub(super) to: Time,
    /// Whether it has ended, so that there was a rush at the end.
    pub(super) ended: bool,
}

impl Window {
    /// The time in which a consultation of the demo was answered, if it was.
    pub(super) fn of(consultation: &DemoConsultation, calendar: &Calendar) -> Option<Self> {
        let from = calendar.at(consultation.opens, "09:00");
        let (to, ended) = match consultation.stage {
            Stage::Open => (calendar.start(0), false),
            Stage::Closed | Stage::Decided => (calendar.start(consultation.closes), true),
            Stage::Withdrawn => (calendar.start(WITHDRAWN_DAY), true),
            Stage::Draft | Stage::Upcoming => return None,
        };
        Some(Self { from, to, ended })
    }

    /// A moment in it: 0 is the beginning and 1 the end. There are more moments soon after the beginning, and
    /// before an end that has come.
    pub(super) fn moment(&self, part: f64) -> Time {
        let rushed = if self.ended {
            0.4 * part + 0.6 * part * part * 2.0f64.mul_add(-part, 3.0)
        } else {
            0.35 * part + 0.65 * part * part
        };
        let span = (self.to.0 - self.from.0) as f64;
        awake(self.from.plus((span * rushed.clamp(0.0, 1.0)) as i64))
    }

    /// A moment between another and the end, by chance.
    pub(super) fn later(&self, after: Time, random: &mut ChaCha20Rng) -> Time {
        let left = (self.to.0 - after.0).max(2);
        awake(after.plus(random.random_range(1..left))).max(after.plus(Time::MINUTE))
    }
}

/// Makes up what happened in a consultation; none for one that nobody could answer.
pub(super) fn campaign(
    content: &DemoContent,
    place: usize,
    residents: &[Resident],
    calendar: &Calendar,
    random: &mut ChaCha20Rng,
) -> Option<Campaign> {
    let consultation = content.consultations.get(place)?;
    let window = Window::of(consultation, calendar)?;
    let targets = TURNOUT.iter().find(|(slug, _)| *slug == consultation.slug).map_or(&[][..], |(_, targets)| targets);
    let voices = voices::speak(content, consultation, residents, &window, random);

    // Whoever wrote a comment began before it, and gave the vote that stands beside it.
    let mut began: BTreeMap<usize, Time> = BTreeMap::new();
    let mut spoken: BTreeMap<(usize, usize), Option<Choice>> = BTreeMap::new();
    for voice in &voices {
        if let Some(author) = voice.author {
            let start = voice.posted_at.plus(-10 * Time::MINUTE);
            began.entry(author).and_modify(|time| *time = start.min(*time)).or_insert(start);
            spoken.insert((author, voice.proposal), voice.choice);
        }
    }
    let ranked = ranked(consultation, content, residents, random);
    let mut ballots = Vec::new();
    for (proposal, target) in targets.iter().enumerate() {
        let mut voters: Vec<usize> = spoken
            .iter()
            .filter(|((_, on), vote)| *on == proposal && vote.is_some())
            .map(|((who, _), _)| *who)
            .collect();
        let known: BTreeSet<usize> = spoken.keys().filter(|(_, on)| *on == proposal).map(|(who, _)| *who).collect();
        // Not everybody answers every proposal: a later one is passed over now and then.
        let mut order: Vec<(f64, usize)> = ranked
            .iter()
            .enumerate()
            .map(|(rank, who)| (rank as f64 + random.random::<f64>() * 90.0 * proposal as f64, *who))
            .collect();
        order.sort_by(|one, other| one.0.total_cmp(&other.0));
        voters.extend(order.into_iter().map(|(_, who)| who).filter(|who| !known.contains(who)));
        voters.truncate(*target);
        let shifts: Vec<f64> = content.branches.iter().map(|_| random.random::<f64>() - 0.5).collect();
        for resident in voters {
            let start = *began.entry(resident).or_insert_with(|| window.moment(random.random()));
            let minutes = 1 + 2 * proposal as i64;
            let first = start.plus(minutes * Time::MINUTE + random.random_range(0..60_000));
            let spoken = spoken.get(&(resident, proposal)).copied().flatten();
            ballots.push(vote(
                consultation,
                content,
                residents,
                &shifts,
                &window,
                calendar,
                (resident, proposal),
                spoken,
                first,
                random,
            )?);
        }
    }
    let agreements = voices::agree(&voices, &began, &ballots, &window, random);
    Some(Campaign { began, ballots, voices, agreements })
}

/// Residents in the order in which they are likely to take part: the eager and those whose branch it is first.
fn ranked(
    consultation: &DemoConsultation,
    content: &DemoContent,
    residents: &[Resident],
    random: &mut ChaCha20Rng,
) -> Vec<usize> {
    let about = consultation.branch.as_ref().and_then(|slug| content.branches.iter().position(|at| at.slug == *slug));
    let mut keys: Vec<(f64, usize)> = residents
        .iter()
        .enumerate()
        // The resident whose sign-in is shown has yet to answer what is open.
        .filter(|(number, _)| *number > 0 || consultation.stage == Stage::Decided)
        .map(|(number, resident)| {
            let near = match about {
                None => 1.0,
                Some(about) if resident.branches.first() == Some(&about) => 9.0,
                Some(about) if resident.branches.contains(&about) => 3.0,
                Some(_) => 0.8,
            };
            let luck = random.random_range(1e-9..1.0f64);
            let eager = if number == 0 { 1000.0 } else { resident.eager };
            (-luck.ln() / (eager * near), number)
        })
        .collect();
    keys.sort_by(|one, other| one.0.total_cmp(&other.0));
    keys.into_iter().map(|(_, number)| number).collect()
}

/// One resident's vote on one proposal, with a change of mind now and then.
#[expect(clippy::too_many_arguments, reason = "a resident is made of what the plan says")]
fn vote(
    consultation: &DemoConsultation,
    content: &DemoContent,
    residents: &[Resident],
    shifts: &[f64],
    window: &Window,
    calendar: &Calendar,
    (resident, place): (usize, usize),
    spoken: Option<Choice>,
    first: Time,
    random: &mut ChaCha20Rng,
) -> Option<PlannedVote> {
    let proposal = consultation.proposals.get(place)?;
    let branch = residents.get(resident).and_then(|resident| resident.branches.first()).copied().unwrap_or(0);
    let own = consultation
        .branch
        .as_ref()
        .is_some_and(|slug| content.branches.get(branch).is_some_and(|branch| branch.slug == *slug));
    let bias = f64::from(proposal.support_bias);
    // Those who use the branch feel more strongly, and fear a loss more than others do.
    let near = if !own {
        0.0
    } else if bias > 0.0 {
        0.45
    } else {
        -0.55
    };
    let lean = 0.62f64.mul_add(bias, shifts.get(branch).copied().unwrap_or(0.0)) + near;
    let amended = proposal.amendment.as_ref().map(|amendment| calendar.at(amendment.day, "11:00"));
    let mut ballot = PlannedVote {
        resident,
        proposal: place,
        version: usize::from(amended.is_some_and(|at| first >= at)),
        choice: spoken.unwrap_or_else(|| answer(lean, random)),
        first_cast_at: first,
        cast_at: first,
    };
    if let Some(at) = amended.filter(|at| first < *at) {
        // Asked again, some answer again, and what was changed won a few of them over.
        if random.random_bool(0.42) {
            ballot.cast_at = window.later(at.plus(2 * Time::HOUR), random);
            ballot.version = 1;
            if spoken.is_none() && random.random_bool(0.5) {
                ballot.choice = answer(lean + 0.7, random);
            }
        }
    } else if random.random_bool(0.04) {
        ballot.cast_at = window.later(first, random);
        ballot.choice = spoken.unwrap_or_else(|| answer(lean, random));
    }
    Some(ballot)
}

/// An answer from somebody who leans so far for (above 0) or against.
pub(super) fn answer(lean: f64, random: &mut ChaCha20Rng) -> Choice {
    if random.random_bool(0.05) {
        return Choice::DontKnow;
    }
    let own: f64 = (0..3).map(|_| random.random::<f64>()).sum::<f64>() - 1.5;
    match lean + 1.9 * own {
        at if at > 0.95 => Choice::StronglySupport,
        at if at > 0.2 => Choice::Support,
        at if at > -0.2 => Choice::Neither,
        at if at > -0.95 => Choice::Oppose,
        _ => Choice::StronglyOppose,
    }
}

//! Which group of today's map a name belongs to. Groups are worked out anew as answers come in: they get other people, other
//! sizes and sometimes other numbers. A name was given to what a group thinks, so it is kept with that: the statements that told
//! the group apart, and how far it and all others leaned towards each. From then on it goes to the group that stands where the
//! named one stood.
//!
//! **The rule.** Draw a line from what the others thought to what the named group thought. A group of today's map stands
//! somewhere along it: at 0 it thinks as the others did, at 1 as the named group did, beyond 1 it goes further. How near it is to
//! 1 is its likeness. A name goes to a group that
//!
//! - is at least halfway, so nearer to the named group than to the others of that time, and no further beyond it; and
//! - is clearly more like it than every other group, by a quarter of the way.
//!
//! Where two names would go to one group, the one that it is more like stays, and the newer on a tie. A name without a group waits.
//! Sizes, ids and the order of groups have no part in this, and nothing about a person is kept with a name.

use std::collections::BTreeMap;
use std::fmt::Write;

use soundings_analysis::groups::{Report, Tally};

/// How many statements a name is kept with: those that told its group apart most.
const MOST_MARKS: usize = 20;
/// How many people must have answered a statement, in the group and among the others, before it can be a mark.
const FEWEST: u32 = 5;
/// How far apart the group and the others must lean, in thousandths: a fifth of the way from "nobody leans" to "all agree".
const APART: i64 = 200;
/// How like the named group a group must be.
const HALFWAY: f64 = 0.5;
/// How much less like it every other group must be.
const CLEARLY: f64 = 0.25;
/// How much of what told the group apart must still be known.
const KNOWN: f64 = 0.5;
/// A lean of all who answered.
const WHOLE: i64 = 1_000;

/// How far people lean towards a statement, from -1,000 (all disagree) to 1,000 (all agree). Two are added to the answers, so that
/// five of five are not taken for certainty.
fn lean(tally: Tally) -> i64 {
    (i64::from(tally.agree) - i64::from(tally.disagree)) * WHOLE / (i64::from(tally.answers()) + 2)
}

/// A statement that told a group apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    /// The statement's number in the consultation.
    statement: i64,
    /// How far the group leaned towards it.
    group: i64,
    /// How far all others did.
    others: i64,
}

impl Mark {
    const fn apart(&self) -> i64 {
        self.group - self.others
    }
}

/// What told a group apart when it was named: at least one statement, each once, in the order of their numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks(Vec<Mark>);

impl Marks {
    /// What tells a group of this map apart, by its place in it; none when nothing does, and a name could not stay with it.
    pub fn of(report: &Report, place: usize) -> Option<Self> {
        let mut marks: Vec<Mark> = report
            .statements
            .iter()
            .filter_map(|figures| {
                let group = *figures.group_counts.get(place)?;
                let mut others = Tally::default();
                let rest = figures.group_counts.iter().enumerate().filter(|(other, _)| *other != place);
                rest.for_each(|(_, tally)| others += *tally);
                let enough = group.answers() >= FEWEST && others.answers() >= FEWEST;
                let mark = Mark { statement: figures.id, group: lean(group), others: lean(others) };
                (enough && mark.apart().abs() >= APART).then_some(mark)
            })
            .collect();
        marks.sort_by_key(|mark| (-mark.apart().abs(), mark.statement));
        marks.truncate(MOST_MARKS);
        marks.sort_by_key(|mark| mark.statement);
        (!marks.is_empty()).then_some(Self(marks))
    }

    /// As they are kept, and sent with the form: `3:812:-455 7:-90:610`.
    pub fn written(&self) -> String {
        let mut text = String::new();
        for Mark { statement, group, others } in &self.0 {
            let gap = if text.is_empty() { "" } else { " " };
            // Writing to a text cannot fail.
            let _ = write!(text, "{gap}{statement}:{group}:{others}");
        }
        text
    }

    /// Marks as they were written; none when the text cannot have come from there.
    pub fn read(text: &str) -> Option<Self> {
        let mut marks: Vec<Mark> = Vec::new();
        for part in text.split(' ') {
            let mut numbers = part.split(':').map(str::parse::<i64>);
            let (statement, group, others) = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
            let mark = Mark { statement, group, others };
            let lean = -WHOLE..=WHOLE;
            let fits = lean.contains(&group) && lean.contains(&others) && mark.apart() != 0 && numbers.next().is_none();
            let follows = marks.last().map_or(0, |last| last.statement) < statement;
            if !fits || !follows || marks.len() == MOST_MARKS {
                return None;
            }
            marks.push(mark);
        }
        Some(Self(marks))
    }

    /// The statement that told the group apart most, and whether it leaned further towards it than the others did.
    pub fn clearest(&self) -> Option<(i64, bool)> {
        let clearest = self.0.iter().max_by_key(|mark| (mark.apart().abs(), -mark.statement))?;
        Some((clearest.statement, clearest.apart() > 0))
    }

    /// How like the named group a group of this map is: 1 if it stands where that one stood, 0 if it thinks as the others did or
    /// goes twice as far. None when too little of what told that group apart is known of this one.
    fn likeness(&self, place: usize, tallies: &BTreeMap<i64, &[Tally]>) -> Option<f64> {
        let (mut along, mut known, mut all) = (0.0, 0.0, 0.0);
        for mark in &self.0 {
            let apart = mark.apart() as f64;
            all += apart * apart;
            let tally = tallies.get(&mark.statement).and_then(|groups| groups.get(place));
            let Some(tally) = tally.filter(|tally| tally.answers() >= FEWEST) else { continue };
            along += apart * (lean(*tally) - mark.others) as f64;
            known += apart * apart;
        }
        (known > 0.0 && known >= KNOWN * all).then(|| 1.0 - (1.0 - along / known).abs())
    }

    /// The group that a name with these marks goes to if no other name wants it, with its likeness.
    fn clear_best(&self, groups: usize, tallies: &BTreeMap<i64, &[Tally]>) -> Option<(usize, f64)> {
        let mut likest: Vec<(usize, f64)> =
            (0..groups).filter_map(|place| Some((place, self.likeness(place, tallies)?))).collect();
        likest.sort_by(|one, other| other.1.total_cmp(&one.1));
        let (place, likeness) = *likest.first()?;
        let second = likest.get(1).map_or(f64::NEG_INFINITY, |second| second.1);
        (likeness >= HALFWAY && likeness - second >= CLEARLY).then_some((place, likeness))
    }
}

/// The group of each name, by its place in the report; none for a name that waits. No group gets two. Names come newest first.
pub(super) fn groups_of(names: &[&Marks], report: &Report) -> Vec<Option<usize>> {
    let counted = report.statements.iter().filter(|figures| !figures.moderated_out && !figures.is_meta);
    let tallies: BTreeMap<i64, &[Tally]> = counted.map(|figures| (figures.id, &*figures.group_counts)).collect();
    let wanted: Vec<Option<(usize, f64)>> =
        names.iter().map(|marks| marks.clear_best(report.groups.len(), &tallies)).collect();
    let mut given = vec![None; names.len()];
    for place in 0..report.groups.len() {
        let mut best: Option<(usize, f64)> = None;
        for (name, likeness) in wanted.iter().enumerate().filter_map(|(name, want)| Some((name, (*want)?))) {
            if likeness.0 == place && best.is_none_or(|best| likeness.1 > best.1) {
                best = Some((name, likeness.1));
            }
        }
        if let Some(slot) = best.and_then(|(name, _)| given.get_mut(name)) {
            *slot = Some(place);
        }
    }
    given
}

#[cfg(test)]
mod tests;

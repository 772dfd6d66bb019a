//! What an opinion map shows, in a few sentences: at the head of its own page, and where results are told in short.

use std::collections::HashMap;

use soundings_analysis::groups::{Side, StatementFigures, Tally};

use super::Map;
use super::called::{GivenName, called, text_of};
use super::view::{MOST, people};
use crate::numbers::Noun;
use crate::statements::model::Statement;

/// How many people of a group must have answered a statement before it can speak for everybody.
const FEWEST: u32 = 5;

/// "A, B and C".
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// The statements on which every group takes the same side by more than half, the clearest first, with that side.
pub(super) fn agreed(map: &Map) -> Vec<(&StatementFigures, Side)> {
    let figures: HashMap<i64, &StatementFigures> =
        map.report.statements.iter().map(|figures| (figures.id, figures)).collect();
    let one_mind = |figures: &StatementFigures, side: fn(&Tally) -> u32| {
        let everyone = [figures.counts];
        let tallies = if map.has_groups_to_show() { &figures.group_counts[..] } else { &everyone[..] };
        tallies.iter().all(|tally| tally.answers() >= FEWEST && 2 * side(tally) > tally.answers())
    };
    let mut found: Vec<(f64, &StatementFigures, Side)> = map
        .report
        .group_aware_consensus
        .iter()
        .filter_map(|shared| {
            let figures = *figures.get(&shared.statement)?;
            if one_mind(figures, |tally| tally.agree) {
                Some((shared.agree, figures, Side::Agree))
            } else if one_mind(figures, |tally| tally.disagree) {
                Some((shared.disagree, figures, Side::Disagree))
            } else {
                None
            }
        })
        .collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    found.into_iter().take(MOST).map(|(_, figures, side)| (figures, side)).collect()
}

impl Map {
    fn who(&self) -> String {
        format!("{} gave {}.", people(self.people.max(0) as usize), Noun::ANSWER.count(self.answers))
    }

    /// How many answered, into how many groups they fall, and how much brings them together.
    pub(super) fn in_short(&self) -> String {
        let together = match agreed(self).len() {
            0 => "There is no statement yet on which all groups take the same side.".to_owned(),
            1 => "One statement brings all groups together.".to_owned(),
            MOST => format!("At least {MOST} statements bring all groups together."),
            many => format!("{many} statements bring all groups together."),
        };
        if self.has_groups_to_show() {
            let groups = self.report.groups.len();
            format!("{} They fall into {groups} groups by how they answer. {together}", self.who())
        } else {
            self.who()
        }
    }

    /// What it shows, where results are told in short: what most people agree on, and what sets the groups apart, by their names.
    pub fn finding(&self, statements: &[Statement], names: &[GivenName]) -> String {
        let words = |number: i64| text_of(statements, number).map(|text| text.trim().trim_end_matches('.').to_owned());
        let mut said = vec![self.who()];
        let grouped = self.has_groups_to_show();
        let called = if grouped { called(&self.report, statements, names).0 } else { Vec::new() };
        if grouped {
            let known = called.iter().any(|one| one.given.is_some());
            let list: Vec<String> = called.iter().map(super::called::GroupCalled::short).collect();
            let which = if known { format!(": {}", listed(&list)) } else { String::new() };
            said.push(format!("They fall into {} groups by how they answer{which}.", called.len()));
        }
        let first = agreed(self).into_iter().find_map(|(figures, side)| Some((words(figures.id)?, side)));
        match (first, grouped) {
            (Some((text, side)), _) => {
                let side = if side == Side::Agree { "agree" } else { "disagree" };
                let who = if grouped { "Most people in every group" } else { "Most people" };
                said.push(format!("{who} {side}: “{text}”."));
            }
            (None, true) => said.push("There is no statement yet on which all groups take the same side.".to_owned()),
            (None, false) => (),
        }
        let place = |id: usize| self.report.groups.iter().position(|group| group.id == id);
        let apart = self.report.divides.iter().filter(|_| grouped).find_map(|divide| {
            let both = (called.get(place(divide.most)?)?, called.get(place(divide.least)?)?);
            Some((words(divide.statement)?, both))
        });
        if let Some((text, (one, other))) = apart {
            said.push(if one.given.is_some() && other.given.is_some() {
                format!("{} and {} differ most on “{text}”.", one.short(), other.short())
            } else {
                format!("What divides them most: “{text}”.")
            });
        }
        said.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_as_people_read_them() {
        let words = |list: &[&str]| listed(&list.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(words(&[]), "");
        assert_eq!(words(&["a"]), "a");
        assert_eq!(words(&["a", "b", "c"]), "a, b and c");
    }
}

//! What an opinion map says, in words and tables, beside the drawing.

use std::collections::HashMap;

use leptos::prelude::*;
use soundings_analysis::groups::{BEYOND_CHANCE, Group, Point, Report, Representative, Side, StatementFigures, Tally};

use super::picture::{letter, picture};
use super::{FEWEST_IN_A_GROUP, FEWEST_PLACED, Map};
use crate::clock;
use crate::numbers::Noun;
use crate::percent;
use crate::statements::model::Statement;
use crate::ui::first_letter::capitalised;

/// How many statements each list shows.
const MOST: usize = 8;
/// How many people of a group must have answered a statement before it can speak for everybody.
const FEWEST: u32 = 5;

/// A map with the words its numbers stand for.
pub(super) struct Reading<'a> {
    /// The map.
    pub map: &'a Map,
    /// The statements that can be read.
    pub statements: Vec<&'a Statement>,
    /// Where the person looking stands, and the id of their group.
    pub you: Option<(Point, Option<usize>)>,
}

impl Map {
    /// What it shows, in one or two sentences.
    pub fn finding(&self) -> String {
        Reading { map: self, statements: Vec::new(), you: None }.finding()
    }
}

fn people(count: usize) -> String {
    Noun::PERSON.count(count)
}

/// "A, B and C".
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

impl Reading<'_> {
    fn report(&self) -> &Report {
        &self.map.report
    }

    fn text(&self, number: i64) -> Option<String> {
        // In the order of their numbers.
        let place = self.statements.binary_search_by_key(&number, |statement| statement.number).ok()?;
        self.statements.get(place).map(|statement| statement.words())
    }

    fn name(&self, id: usize) -> String {
        let place = self.report().groups.iter().position(|group| group.id == id);
        place.map_or_else(|| "no group".to_owned(), |place| format!("group {}", letter(place)))
    }

    /// Figures by statement number.
    fn figures(&self) -> HashMap<i64, &StatementFigures> {
        self.report().statements.iter().map(|figures| (figures.id, figures)).collect()
    }

    /// The statements on which every group takes the same side by more than half, the clearest first, with that side.
    fn agreed(&self) -> Vec<(&StatementFigures, Side)> {
        let figures = self.figures();
        let one_mind = |figures: &StatementFigures, side: fn(&Tally) -> u32| {
            let everyone = [figures.counts];
            let tallies = if self.map.has_groups_to_show() { &figures.group_counts[..] } else { &everyone[..] };
            tallies.iter().all(|tally| tally.answers() >= FEWEST && 2 * side(tally) > tally.answers())
        };
        let mut found: Vec<(f64, &StatementFigures, Side)> = self
            .report()
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

    /// The finding in one or two sentences.
    fn finding(&self) -> String {
        let given = Noun::ANSWER.count(self.map.answers);
        let who = format!("{} gave {given}.", people(self.map.people.max(0) as usize));
        let agreed = self.agreed().len();
        let together = match agreed {
            0 => "There is no statement yet on which all groups take the same side.".to_owned(),
            1 => "One statement brings all groups together.".to_owned(),
            MOST => format!("At least {MOST} statements bring all groups together."),
            many => format!("{many} statements bring all groups together."),
        };
        if self.map.has_groups_to_show() {
            format!("{who} They fall into {} groups by how they answer. {together}", self.report().groups.len())
        } else {
            who
        }
    }

    /// The whole map.
    pub(super) fn show(&self) -> AnyView {
        if !self.map.has_groups_to_show() {
            let why = format!(
                "Groups appear when at least {FEWEST_PLACED} people have answered enough statements, answer them \
                 differently, and no group has fewer than {FEWEST_IN_A_GROUP} people, so that a group’s answers are \
                 never somebody’s. Until then this page shows what most people agree on."
            );
            return view! {
                <p class="lede">{self.finding()}</p>
                <div class="empty"><h2>"No groups to show"</h2><p>{why}</p></div>
                {self.together()}
            }
            .into_any();
        }
        view! {
            <p class="lede">{self.finding()}</p>
            {self.where_you_sit()}
            {self.together()}
            {self.drawing()}
            {self.groups()}
            {self.apart()}
        }
        .into_any()
    }

    fn where_you_sit(&self) -> AnyView {
        let Some((_, group)) = self.you else { return ().into_any() };
        let Some(group) = group else { return ().into_any() };
        let size = self.report().groups.iter().find(|one| one.id == group).map_or(0, |one| one.people);
        view! {
            <div class="note"><p><strong>{format!("You sit in {}.", self.name(group))}</strong>{format!(" By your answers so far you are closest to these {}. The map marks your place; only you see it.", people(size))}</p></div>
        }
        .into_any()
    }

    /// A table of statements with a column for everybody and one for each group: who agrees, in a hundred.
    fn table(
        &self,
        id: &'static str,
        caption: &'static str,
        rows: Vec<(AnyView, &StatementFigures)>,
        side: Side,
    ) -> AnyView {
        // On a small screen each row becomes a block with its own headings, so what is a cell of which row is said by
        // roles: the layout alone would no longer say it.
        let share = move |of: String, tally: &Tally| {
            let count = if side == Side::Agree { tally.agree } else { tally.disagree };
            let exact = format!("{count} of {}", tally.answers());
            match tally.answers() {
                0 => view! { <td class="num" role="cell" data-of=of>"–"</td> }.into_any(),
                few if u64::from(few) < percent::FEWEST => {
                    view! { <td class="num" role="cell" data-of=of><small>{exact}</small></td> }.into_any()
                }
                all => {
                    view! { <td class="num" role="cell" data-of=of>{percent::words(count.into(), all.into())}" "<small>{exact}</small></td> }
                        .into_any()
                }
            }
        };
        let groups = if self.map.has_groups_to_show() { self.report().groups.len() } else { 0 };
        let group_name = |place: usize| format!("Group {}", letter(place));
        let heads: Vec<AnyView> = (0..groups)
            .map(|place| view! { <th scope="col" class="num" role="columnheader">{group_name(place)}</th> }.into_any())
            .collect();
        let lines: Vec<AnyView> = rows
            .into_iter()
            .map(|(words, figures)| {
                let groups: Vec<AnyView> = figures
                    .group_counts
                    .iter()
                    .take(groups)
                    .enumerate()
                    .map(|(place, tally)| share(group_name(place), tally))
                    .collect();
                let everybody = share("Everybody".to_owned(), &figures.counts);
                view! { <tr role="row"><th scope="row" role="rowheader">{words}</th>{everybody}{groups}</tr> }
                    .into_any()
            })
            .collect();
        view! {
            <div class="table-wrap wide" role="region" aria-labelledby=id tabindex="0">
                <table class="shares" role="table">
                    <caption id=id>{caption}</caption>
                    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">"Statement"</th><th scope="col" class="num" role="columnheader">"Everybody"</th>{heads}</tr></thead>
                    <tbody role="rowgroup">{lines}</tbody>
                </table>
            </div>
        }
        .into_any()
    }

    fn together(&self) -> AnyView {
        let agreed = self.agreed();
        let rows = |side: Side| -> Vec<(AnyView, &StatementFigures)> {
            agreed
                .iter()
                .filter(|(_, own)| *own == side)
                .filter_map(|(figures, _)| Some((self.text(figures.id)?.into_any(), *figures)))
                .collect()
        };
        let (with, against) = (rows(Side::Agree), rows(Side::Disagree));
        let nothing = with.is_empty() && against.is_empty();
        let (title, what) = if self.map.has_groups_to_show() {
            (
                "Where all groups take the same side",
                "In every group, more than half of those who answered agree, or more than half disagree. A statement that \
                 one group is against does not count here, however small the group. The clearest come first.",
            )
        } else {
            (
                "What most people agree on",
                "More than half of those who answered take the same side. The clearest come first.",
            )
        };
        view! {
            <section class="findings wide" aria-labelledby="together">
                <h2 id="together">{title}</h2>
                <p>{what}</p>
                {nothing.then(|| view! { <p class="quiet">"Nothing yet."</p> })}
                {(!with.is_empty()).then(|| self.table("t-with", "Most people agree: how many in a hundred of those who answered the statement, with those who passed", with, Side::Agree))}
                {(!against.is_empty()).then(|| self.table("t-against", "Most people disagree: how many in a hundred of those who answered the statement, with those who passed", against, Side::Disagree))}
            </section>
        }
        .into_any()
    }

    fn drawing(&self) -> AnyView {
        let report = self.report();
        let sizes: Vec<String> = report
            .groups
            .iter()
            .enumerate()
            .map(|(place, group)| format!("group {} with {}", letter(place), people(group.people)))
            .collect();
        let apart: usize = report.base_clusters.iter().filter(|one| one.group.is_none()).map(|one| one.people).sum();
        let placed: usize = report.groups.iter().map(|group| group.people).sum();
        let words = format!(
            "People who answer alike are drawn close together. There are {} groups: {}.",
            report.groups.len(),
            listed(&sizes)
        );
        let left = (self.map.people.max(0) as usize).saturating_sub(placed + apart);
        let rows: Vec<AnyView> = report
            .groups
            .iter()
            .enumerate()
            .map(|(place, group)| {
                let share = percent::words(group.people as u64, placed as u64);
                view! { <tr><th scope="row">{format!("Group {}", letter(place))}</th><td class="num">{group.people}</td><td class="num">{share}</td></tr> }.into_any()
            })
            .collect();
        view! {
            <figure class="chart wide" id="map">
                <figcaption id="map-words">{words}</figcaption>
                {picture(report, self.you.map(|(point, _)| point))}
                <p class="meta"><span>"A disc stands for people with nearly the same answers, larger for more people"</span>" "<span>"up, down, left and right have no meaning of their own; only distance has"</span></p>
                <details><summary>"The same as a table"</summary>
                    <div class="table-wrap" role="region" aria-labelledby="t-groups" tabindex="0"><table>
                        <caption id="t-groups">"People in each group"</caption>
                        <thead><tr><th scope="col">"Group"</th><th scope="col" class="num">"People"</th><th scope="col" class="num">"Share of those placed"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table></div>
                </details>
                {(left > 0).then(|| view! { <p class="quiet">{format!("{} answered too few statements to be placed in a group. Their answers count in every figure for everybody.", people(left))}</p> })}
            </figure>
        }
        .into_any()
    }

    fn groups(&self) -> AnyView {
        let sections: Vec<AnyView> =
            self.report().groups.iter().enumerate().map(|(place, group)| self.group(place, group)).collect();
        view! {
            <section aria-labelledby="groups"><h2 id="groups">"What sets each group apart"</h2>
                <p>"The statements that more than half of a group take one side on, and clearly more than the others do. They describe the group’s answers, not any one person in it."</p>
                {sections}
            </section>
        }
        .into_any()
    }

    fn group(&self, place: usize, group: &Group) -> AnyView {
        let lines: Vec<AnyView> = speaking(group)
            .filter_map(|speaks| {
                let text = self.text(speaks.statement)?;
                let word = if speaks.side == Side::Agree { "agree" } else { "disagree" };
                let (count, all) = (speaks.figures.count, speaks.figures.answers);
                let (share, exact) = match u64::from(all) < percent::FEWEST {
                    true => (format!("{count} of {all} {word}"), ": ".to_owned()),
                    false => (
                        format!("{} {word}", percent::words(count.into(), all.into())),
                        format!(" ({count} of {all}): "),
                    ),
                };
                Some(
                    view! {
                        <li><strong>{share}</strong>{exact}<q dir="auto">{text}</q></li>
                    }
                    .into_any(),
                )
            })
            .collect();
        view! {
            <div class="group">
                <h3><span class=format!("swatch g-{place}") aria-hidden="true"></span>{format!("Group {}: {}", letter(place), people(group.people))}</h3>
                {self.describe(group)}
                {if lines.is_empty() {
                    view! { <p class="quiet">"Nothing sets it clearly apart."</p> }.into_any()
                } else {
                    view! { <ul>{lines}</ul> }.into_any()
                }}
            </div>
        }
        .into_any()
    }

    /// A group in one sentence, made from its clearest statements.
    fn describe(&self, group: &Group) -> AnyView {
        let first = |side: Side| {
            let speaks = speaking(group).find(|speaks| speaks.side == side)?;
            self.text(speaks.statement).map(|text| text.trim_end_matches('.').to_owned())
        };
        let sentence = match (first(Side::Agree), first(Side::Disagree)) {
            (Some(with), Some(against)) => {
                format!("More than others, they say “{with}”, and do not think that “{against}”.")
            }
            (Some(with), None) => format!("More than others, they say “{with}”."),
            (None, Some(against)) => format!("More than others, they do not think that “{against}”."),
            (None, None) => return ().into_any(),
        };
        view! { <p>{sentence}</p> }.into_any()
    }

    fn apart(&self) -> AnyView {
        let figures = self.figures();
        let rows: Vec<(AnyView, &StatementFigures)> = self
            .report()
            .divides
            .iter()
            .take(MOST)
            .filter_map(|divide| {
                let text = self.text(divide.statement)?;
                let note = if divide.opposed {
                    format!("{} agrees and {} disagrees", capitalised(&self.name(divide.most)), self.name(divide.least))
                } else {
                    format!("{} agrees more than {}", capitalised(&self.name(divide.most)), self.name(divide.least))
                };
                let words = view! { {text}" "<small>{note}</small> }.into_any();
                Some((words, *figures.get(&divide.statement)?))
            })
            .collect();
        let nothing = rows.is_empty();
        view! {
            <section class="findings wide" aria-labelledby="apart">
                <h2 id="apart">"What divides people"</h2>
                {if nothing {
                    view! { <p class="quiet">"No statement clearly divides the groups."</p> }.into_any()
                } else {
                    self.table("t-apart", "The widest gaps between groups: how many in a hundred agree", rows, Side::Agree)
                }}
            </section>
        }
        .into_any()
    }
}

/// The statements that speak for a group in plain words: those on which more than half of it take the side, and more
/// than the others do by the two-proportion test. (Polis' choice of the statement a group agrees on best need not pass
/// that test: the others may agree on it even more.)
fn speaking(group: &Group) -> impl Iterator<Item = &Representative> {
    group.representative.iter().filter(|Representative { figures, .. }| {
        2 * figures.count > figures.answers
            && figures.representativeness > 1.0
            && figures.representativeness_test > BEYOND_CHANCE
    })
}

/// How the map was made, and when.
pub(super) fn method(map: &Map) -> AnyView {
    let when = clock::long_date_time(map.made_at);
    view! {
        <p class="meta"><span>{if map.last { format!("Final map, worked out on {when}") } else { format!("Worked out on {when}") }}</span></p>
        <details class="why"><summary>"How is this worked out?"</summary>
            <p>"By a published method, that of Polis (Small and others, 2021, “Polis: Scaling deliberation by mapping high dimensional opinion spaces”). Everybody’s answers become a point; people with like answers stand close together; the groups are those that are best told apart, between two and five. Nothing about a person goes in but their answers. That a group differs “clearly” means a two-proportion test at 90 %, one-sided, as in Polis; with many statements, one or two may pass it by luck."</p>
            <p>{if map.last {
                "This map was worked out once more from the answers alone after closing. With the files of answers and statements, which the library service has, anybody gets the same groups: soundings analyse groups votes.csv --comments comments.csv."
            } else {
                "While the consultation is open the map follows the answers, a little later than they come in, and starts from the map before so that it does not jump. After closing it is worked out once more from the answers alone."
            }}</p>
            <p>"These are the views of the people who took part, and not a sample of everybody who lives here. Groups are a way of reading the answers; nobody belongs to one."</p>
        </details>
    }
    .into_any()
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

//! What an opinion map says, in words and tables, beside the drawing.

use std::collections::HashMap;

use leptos::prelude::*;
use soundings_analysis::groups::{Group, Point, Report, Side, StatementFigures};

use super::called::{GivenName, GroupCalled, called, speaking, text_of};
use super::finding::{agreed, listed};
use super::picture::picture;
use super::shares::{SharesRow, shares};
use super::{FEWEST_IN_A_GROUP, FEWEST_PLACED, Map};
use crate::clock;
use crate::numbers::Noun;
use crate::percent;
use crate::statements::model::{Statement, StatementState};
use crate::ui::first_letter::capitalised;

/// How many statements each list shows.
pub(super) const MOST: usize = 8;

/// How many statements of a group are told before somebody asks for more.
const FIRST: usize = 3;

/// A map with the words its numbers stand for.
pub(super) struct Reading<'a> {
    /// The map.
    pub map: &'a Map,
    /// Every statement, in the order of their numbers.
    pub statements: &'a [Statement],
    /// What its groups are called, in their order.
    pub called: Vec<GroupCalled>,
    /// The names that staff gave and no group has now.
    pub waiting: Vec<&'a GivenName>,
    /// Where the person looking stands, and the id of their group.
    pub you: Option<(Point, Option<usize>)>,
}

pub(super) fn people(count: usize) -> String {
    Noun::PERSON.count(count)
}

impl<'a> Reading<'a> {
    /// A map as everybody reads it.
    pub(super) fn of(map: &'a Map, statements: &'a [Statement], names: &'a [GivenName]) -> Self {
        let (called, waiting) = called(&map.report, statements, names);
        Self { map, statements, called, waiting, you: None }
    }

    const fn report(&self) -> &'a Report {
        &self.map.report
    }

    /// The words of a statement that is shown.
    fn text(&self, number: i64) -> Option<String> {
        let place = self.statements.binary_search_by_key(&number, |statement| statement.number).ok()?;
        let shown = self.statements.get(place).filter(|one| one.state == StatementState::Published)?;
        Some(shown.words())
    }

    /// What the group with this id is called.
    fn called(&self, id: usize) -> Option<&GroupCalled> {
        self.called.get(self.report().groups.iter().position(|group| group.id == id)?)
    }

    fn name(&self, id: usize) -> String {
        self.called(id).map_or_else(|| "no group".to_owned(), GroupCalled::short)
    }

    /// Figures by statement number.
    fn figures(&self) -> HashMap<i64, &'a StatementFigures> {
        self.report().statements.iter().map(|figures| (figures.id, figures)).collect()
    }

    /// The groups as tables and bars have them; none where there are none to show.
    fn shown(&self) -> &[GroupCalled] {
        if self.map.has_groups_to_show() { &self.called } else { &[] }
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
                <p class="lede">{self.map.in_short()}</p>
                <div class="empty"><h2>"No groups to show"</h2><p>{why}</p></div>
                {self.together()}
            }
            .into_any();
        }
        view! {
            <p class="lede">{self.map.in_short()}</p>
            {self.together()}
            {self.drawing()}
            {self.groups()}
            {self.apart()}
        }
        .into_any()
    }

    /// Where the person looking stands, in words. Only they are ever told, and their printed page does not say it.
    fn where_you_are(&self) -> AnyView {
        let Some(group) = self.you.and_then(|(_, group)| group) else { return ().into_any() };
        let Some(called) = self.called(group) else { return ().into_any() };
        let size = self.report().groups.iter().find(|one| one.id == group).map_or(0, |one| one.people);
        view! {
            <div class="note no-print" id="you-are-here"><p><strong>{format!("You are in {}, {}.", called.in_full(), people(size))}</strong>" By your answers so far you are closest to them. The map marks your place; only you see it, and it is not printed."</p></div>
        }
        .into_any()
    }

    fn together(&self) -> AnyView {
        let agreed = agreed(self.map);
        let rows = |side: Side| -> Vec<SharesRow<'_>> {
            agreed
                .iter()
                .filter(|(_, own)| *own == side)
                .filter_map(|(figures, _)| Some(SharesRow { text: self.text(figures.id)?, note: None, figures }))
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
        let (most_agree, most_disagree) = (
            "Most people agree: how many in a hundred of those who answered the statement, with those who passed",
            "Most people disagree: how many in a hundred of those who answered the statement, with those who passed",
        );
        view! {
            <section class="findings wide" aria-labelledby="together">
                <h2 id="together">{title}</h2>
                <p>{what}</p>
                {nothing.then(|| view! { <p class="quiet">"Nothing yet."</p> })}
                {(!with.is_empty()).then(|| shares("t-with", most_agree, &with, Side::Agree, self.shown()))}
                {(!against.is_empty()).then(|| shares("t-against", most_disagree, &against, Side::Disagree, self.shown()))}
            </section>
        }
        .into_any()
    }

    fn drawing(&self) -> AnyView {
        let report = self.report();
        let both = || report.groups.iter().zip(&self.called);
        let sizes: Vec<String> =
            both().map(|(group, called)| format!("{} with {}", called.short(), people(group.people))).collect();
        let apart: usize = report.base_clusters.iter().filter(|one| one.group.is_none()).map(|one| one.people).sum();
        let placed: usize = report.groups.iter().map(|group| group.people).sum();
        let words = format!(
            "People who answer alike are drawn close together. There are {} groups: {}.",
            report.groups.len(),
            listed(&sizes)
        );
        let left = (self.map.people.max(0) as usize).saturating_sub(placed + apart);
        let rows: Vec<AnyView> = both()
            .map(|(group, called)| {
                let share = percent::words(group.people as u64, placed as u64);
                view! { <tr><th scope="row" dir="auto">{called.heading()}</th><td class="num">{group.people}</td><td class="num">{share}</td></tr> }.into_any()
            })
            .collect();
        let key: Vec<AnyView> = both()
            .enumerate()
            .map(|(place, (group, called))| {
                view! {
                    <li><span class=format!("swatch g-{place}") aria-hidden="true"></span><span dir="auto">{called.heading()}</span>" "<small>{people(group.people)}</small></li>
                }
                .into_any()
            })
            .collect();
        view! {
            <figure class="chart wide" id="map">
                <figcaption id="map-words">{words}</figcaption>
                {picture(report, self.you.map(|(point, _)| point))}
                {self.where_you_are()}
                <ol class="group-key">{key}</ol>
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
        let both = self.report().groups.iter().zip(&self.called);
        let sections: Vec<AnyView> =
            both.enumerate().map(|(place, (group, called))| self.group(place, group, called)).collect();
        view! {
            <section aria-labelledby="groups"><h2 id="groups">"What sets each group apart"</h2>
                <p>"The statements that more than half of a group take one side on, and clearly more than the others do. They describe the group’s answers, not any one person in it."</p>
                {sections}
            </section>
        }
        .into_any()
    }

    fn group(&self, place: usize, group: &Group, called: &GroupCalled) -> AnyView {
        let mut lines: Vec<AnyView> = speaking(group)
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
        let rest = lines.split_off(FIRST.min(lines.len()));
        let rest = (!rest.is_empty()).then(|| {
            view! { <details><summary>{format!("{} more", rest.len())}<span class="vh">{format!(" about {}", called.short())}</span></summary><ul>{rest}</ul></details> }
        });
        view! {
            <div class="group">
                <h3><span class=format!("swatch g-{place}") aria-hidden="true"></span><span dir="auto">{format!("{}: {}", called.heading(), people(group.people))}</span></h3>
                {named_by_staff(called)}
                {self.describe(group)}
                {if lines.is_empty() {
                    view! { <p class="quiet">"Nothing sets it clearly apart."</p> }.into_any()
                } else {
                    view! { <ul>{lines}</ul>{rest} }.into_any()
                }}
            </div>
        }
        .into_any()
    }

    /// A group in one sentence, made from its clearest statements.
    fn describe(&self, group: &Group) -> AnyView {
        let first = |side: Side| {
            let speaks = speaking(group).find(|speaks| speaks.side == side)?;
            text_of(self.statements, speaks.statement).map(|text| text.trim_end_matches('.').to_owned())
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
        let rows: Vec<SharesRow<'_>> = self
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
                Some(SharesRow { text, note: Some(note), figures: *figures.get(&divide.statement)? })
            })
            .collect();
        let nothing = rows.is_empty();
        view! {
            <section class="findings wide" aria-labelledby="apart">
                <h2 id="apart">"What divides people"</h2>
                {if nothing {
                    view! { <p class="quiet">"No statement clearly divides the groups."</p> }.into_any()
                } else {
                    let caption = "The widest gaps between groups: how many in a hundred agree";
                    shares("t-apart", caption, &rows, Side::Agree, self.shown())
                }}
            </section>
        }
        .into_any()
    }
}

/// That a name is the staff's, and which statement it stands for.
fn named_by_staff(called: &GroupCalled) -> AnyView {
    if called.given.is_none() {
        return ().into_any();
    }
    let stands_for = called.stands_for.as_ref().map(|one| {
        let side = if one.side == Side::Agree { "for" } else { "against" };
        view! { ". It stands "{side}" "<q dir="auto">{one.text.clone()}</q> }
    });
    view! { <p class="meta"><span>"Named by the library’s staff"{stands_for}</span></p> }.into_any()
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

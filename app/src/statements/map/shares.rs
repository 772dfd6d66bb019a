//! Statements with how many of everybody and of each group take a side: as a table, and on a phone, where a table of many columns
//! would be cut off, as a small bar for each group, all on one scale from nobody to all, with the table behind a fold. One list of
//! statements makes both, so that they cannot differ.

use leptos::prelude::*;
use soundings_analysis::groups::{Side, StatementFigures, Tally};

use super::called::GroupCalled;
use crate::numbers::Noun;
use crate::percent;
use crate::responses::suppression::FEWEST_FOR_A_LIBRARY;
use crate::ui::charts::length_of_share;

/// A statement in a list of shares.
pub(super) struct SharesRow<'a> {
    /// Its words.
    pub text: String,
    /// What is said of it besides.
    pub note: Option<String>,
    /// What people answered.
    pub figures: &'a StatementFigures,
}

const EVERYBODY: &str = "Everybody";

/// How many statements have their bars shown on a phone before somebody asks for more.
const FIRST: usize = 3;

/// What stands behind the fold, in words.
const MORE: Noun = Noun { one: "more statement", many: "more statements" };

/// How many take the side.
const fn count(tally: &Tally, side: Side) -> u32 {
    match side {
        Side::Agree => tally.agree,
        Side::Disagree => tally.disagree,
    }
}

/// Whether so few answered that their answers could be told: nothing is shown of fewer than five people.
fn too_few(tally: &Tally) -> bool {
    (1..FEWEST_FOR_A_LIBRARY).contains(&tally.answers().into())
}

/// The share that takes the side, and the numbers it is made of; of few people the numbers alone, and of fewer than five
/// neither.
fn figure(tally: &Tally, side: Side) -> (Option<String>, String) {
    let (count, all) = (count(tally, side).into(), tally.answers().into());
    let share = (all >= percent::FEWEST).then(|| percent::words(count, all));
    match all {
        0 => (share, "–".to_owned()),
        _ if too_few(tally) => (None, "too few".to_owned()),
        _ => (share, format!("{count} of {all}")),
    }
}

/// Statements with shares of everybody, and of the groups where there are some to show.
pub(super) fn shares(
    id: &'static str,
    caption: &'static str,
    rows: &[SharesRow<'_>],
    side: Side,
    groups: &[GroupCalled],
) -> AnyView {
    let mut drawn: Vec<AnyView> = rows.iter().map(|row| bars(row, side, groups)).collect();
    let rest = drawn.split_off(FIRST.min(drawn.len()));
    let more = (!rest.is_empty()).then(|| {
        view! { <details><summary>{MORE.count(rest.len())}</summary><ul class="statement-bars">{rest}</ul></details> }
    });
    // A statement is too long a name to stand at every bar.
    let key: Vec<AnyView> = groups
        .iter()
        .enumerate()
        .filter(|(_, called)| called.given.is_none() && called.name().is_some())
        .map(|(place, called)| {
            view! { <li><span class=format!("swatch g-{place}") aria-hidden="true"></span><span dir="auto">{called.heading()}</span></li> }
                .into_any()
        })
        .collect();
    view! {
        <div class="phone-bars">
            <p class="meta"><span>{caption}</span></p>
            {(!key.is_empty()).then(|| view! { <ul class="group-key">{key}</ul> })}
            <ul class="key"><li class="c-support">"Agree"</li><li class="c-neither">"Passed"</li><li class="c-oppose">"Disagree"</li></ul>
            <ul class="statement-bars">{drawn}</ul>
            {more}
        </div>
        <details class="folded-on-phones"><summary>"The same as a table"</summary>{table(id, caption, rows, side, groups)}</details>
    }
    .into_any()
}

/// One statement with a bar for everybody and one for each group.
fn bars(row: &SharesRow<'_>, side: Side, groups: &[GroupCalled]) -> AnyView {
    let everybody = bar(None, EVERYBODY.to_owned(), &row.figures.counts, side);
    let of_groups = groups.iter().zip(&row.figures.group_counts).enumerate();
    let of_groups: Vec<AnyView> =
        of_groups.map(|(place, (called, tally))| bar(Some(place), called.at_a_bar(), tally, side)).collect();
    let note = row.note.clone().map(|note| view! { <p class="meta"><span>{note}</span></p> });
    view! {
        <li><p class="said" dir="auto">{row.text.clone()}</p>{note}<ul class="bars">{everybody}{of_groups}</ul></li>
    }
    .into_any()
}

/// A bar: those who agree, who passed and who disagree, as shares of those who answered.
fn bar(place: Option<usize>, label: String, tally: &Tally, side: Side) -> AnyView {
    let all = u64::from(tally.answers());
    let parts = [("c-support", tally.agree), ("c-neither", tally.pass), ("c-oppose", tally.disagree)];
    let hidden = too_few(tally);
    let mut start = 0_u64;
    let pieces: Vec<AnyView> = parts
        .into_iter()
        .filter_map(|(class, count)| {
            let count = u64::from(count);
            let (x, width) = (length_of_share(start, all), length_of_share(count, all));
            start += count;
            (count > 0 && !hidden).then(|| view! { <rect class=class x=x y="0" width=width height="100%"/> }.into_any())
        })
        .collect();
    let (share, exact) = figure(tally, side);
    let swatch = place.map(|place| view! { <span class=format!("swatch g-{place}") aria-hidden="true"></span> });
    // Long bars of a few people look like more than they are.
    let class = if all < percent::FEWEST { "bar few" } else { "bar" };
    let word = if side == Side::Agree { "agree" } else { "disagree" };
    let words = format!(" {word}; {} agree, {} passed, {} disagree", tally.agree, tally.pass, tally.disagree);
    view! {
        <li>
            <span class="bar-label">{swatch}<span dir="auto">{label}</span></span>" "
            <svg class=class width="100%" height="14" aria-hidden="true">{pieces}</svg>" "
            <span class="num">{share.map(|share| view! { {share}" " })}<small>{exact}</small>{(all > 0 && !hidden).then(|| view! { <span class="vh">{words}</span> })}</span>
        </li>
    }
    .into_any()
}

/// A table of statements with a column for everybody and one for each group: who takes the side, in a hundred.
fn table(
    id: &'static str,
    caption: &'static str,
    rows: &[SharesRow<'_>],
    side: Side,
    groups: &[GroupCalled],
) -> AnyView {
    // On a small screen each row becomes a block with its own headings, so what is a cell of which row is said by
    // roles: the layout alone would no longer say it.
    let share = move |of: String, tally: &Tally| {
        let (share, exact) = figure(tally, side);
        match (share, tally.answers()) {
            (_, 0) => view! { <td class="num" role="cell" data-of=of>{exact}</td> }.into_any(),
            (None, _) => view! { <td class="num" role="cell" data-of=of><small>{exact}</small></td> }.into_any(),
            (Some(share), _) => {
                view! { <td class="num" role="cell" data-of=of>{share}" "<small>{exact}</small></td> }.into_any()
            }
        }
    };
    let heads: Vec<AnyView> = groups
        .iter()
        .map(|called| {
            let name = called.column().map(|name| view! { " "<small dir="auto">{name}</small> });
            view! { <th scope="col" class="num" role="columnheader">{format!("Group {}", called.letter())}{name}</th> }
                .into_any()
        })
        .collect();
    let lines: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            let of_groups: Vec<AnyView> = groups
                .iter()
                .zip(&row.figures.group_counts)
                .map(|(called, tally)| {
                    let short = called.given.clone().map(|name| format!(": {name}")).unwrap_or_default();
                    share(format!("Group {}{short}", called.letter()), tally)
                })
                .collect();
            let everybody = share(EVERYBODY.to_owned(), &row.figures.counts);
            let note = row.note.clone().map(|note| view! { " "<small>{note}</small> });
            view! { <tr role="row"><th scope="row" role="rowheader">{row.text.clone()}{note}</th>{everybody}{of_groups}</tr> }
                .into_any()
        })
        .collect();
    view! {
        <div class="table-wrap wide" role="region" aria-labelledby=id tabindex="0">
            <table class="shares" role="table">
                <caption id=id>{caption}</caption>
                <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">"Statement"</th><th scope="col" class="num" role="columnheader">{EVERYBODY}</th>{heads}</tr></thead>
                <tbody role="rowgroup">{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_people_have_numbers_and_no_share() {
        let tally = |agree, disagree, pass| Tally { agree, disagree, pass };
        assert_eq!(figure(&tally(3, 1, 1), Side::Agree), (Some("60%".to_owned()), "3 of 5".to_owned()));
        assert_eq!(figure(&tally(3, 1, 0), Side::Disagree), (None, "too few".to_owned()));
        assert_eq!(figure(&tally(0, 0, 0), Side::Agree), (None, "–".to_owned()));
    }
}

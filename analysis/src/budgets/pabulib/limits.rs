//! What the `META` section of a Pabulib file says about what may win, and about what a vote may hold.
//!
//! Amounts for each category or neighbourhood become caps, and a least score is kept. Some keys say what we cannot
//! honour, or what a count by votes has no use for; then the reader says so, because an outcome that passed over a
//! limit without a word would be taken for the city's.

use std::collections::{HashMap, HashSet};

use super::amount::Amount;
use super::{Meta, Notes, Section, field, money};
use crate::budgets::election::{Cap, Election, Project};

/// A limit on what may be spent on one category, neighbourhood or the like.
pub(super) struct GroupLimit {
    pub line: usize,
    pub category: String,
    pub limit: Amount,
    /// The projects it binds, by number.
    projects: Vec<usize>,
}

pub(super) struct Limits {
    pub caps: Vec<GroupLimit>,
}

/// The key with the amounts, the key that names what they are for, the columns that say where a project belongs, and
/// what to call it.
const DIVISIONS: [(&str, &str, &[&str], &str); 6] = [
    ("budget_per_category", "categories", &["category", "categories"], "category"),
    ("budget_per_neighborhood", "neighborhoods", &["neighborhood"], "neighborhood"),
    ("budget_per_neighbourhood", "neighbourhoods", &["neighbourhood"], "neighbourhood"),
    ("budget_per_district", "districts", &["district"], "district"),
    ("budget_per_subdistrict", "subdistricts", &["subdistrict"], "subdistrict"),
    ("budget_per_subunit", "subunits", &["subunit"], "subunit"),
];

/// The keys for the least a project must have. The format knows the first; the others are seen or likely.
const LEAST_SCORES: [&str; 8] = [
    "min_project_score_threshold",
    "min_project_score",
    "min_score",
    "min_score_threshold",
    "min_project_votes",
    "min_votes",
    "score_threshold",
    "threshold",
];

/// What the format lets `META` say about votes.
const ON_VOTES: [&str; 8] = [
    "min_length",
    "max_length",
    "min_sum_cost",
    "max_sum_cost",
    "min_points",
    "max_points",
    "min_sum_points",
    "max_sum_points",
];

/// Rules of the format that are ours, or say nothing.
const KNOWN_RULES: [&str; 5] = ["greedy", "equalshares", "equalshares/add1", "unknown", ""];

/// The most limits that a note lists.
const LISTED: usize = 8;

/// Reads the amounts for each category and the like.
pub(super) fn read(meta: &Meta, section: &Section, projects: &[Project], notes: &mut Notes) -> Limits {
    let mut caps = Vec::new();
    let mut taken: HashSet<String> =
        projects.iter().flat_map(|project| project.categories.iter().map(|label| label.to_lowercase())).collect();
    for (key, names_key, columns, what) in DIVISIONS {
        let Some((line, value)) = meta.optional(key) else { continue };
        let found = division(meta, line, value, names_key).and_then(|amounts| {
            let column = section.column(columns).ok_or_else(|| format!("no project says its {what}"))?;
            Ok(bind(line, amounts, section, column))
        });
        let (mut found, free) = match found {
            Ok(found) => found,
            Err(why) => {
                notes.push((line, format!("{key} is passed over: {why}")));
                continue;
            }
        };
        let limits: Vec<String> =
            found.iter().take(LISTED).map(|cap| format!("{} on {}", cap.limit, cap.category)).collect();
        let more = found.len().saturating_sub(LISTED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        notes.push((line, format!("{key} is read as limits: at most {}{more}", limits.join(", "))));
        let idle = found.iter().filter(|cap| cap.projects.is_empty()).count();
        if idle > 0 {
            notes.push((line, format!("no project belongs to {idle} of the names in {key}")));
        }
        if free > 0 {
            notes.push((line, format!("{free} projects belong to nothing that {key} limits")));
        }
        for cap in &mut found {
            // A neighbourhood may be called what a category is called. A category's limit is on what bears its name.
            if !taken.insert(cap.category.to_lowercase()) && what != "category" {
                cap.category = format!("{} ({what})", cap.category);
                taken.insert(cap.category.to_lowercase());
            }
        }
        caps.append(&mut found);
    }
    Limits { caps }
}

/// The names with their amounts, or why they cannot be told.
fn division(meta: &Meta, line: usize, value: &str, names_key: &str) -> Result<Vec<(String, Amount)>, String> {
    let parts = list(value);
    let mut amounts = Vec::with_capacity(parts.len());
    let own_names = parts.iter().all(|part| part.contains([':', '=']));
    if own_names && !parts.is_empty() {
        for part in &parts {
            let (name, amount) = part.rsplit_once([':', '=']).unwrap_or((part, ""));
            amounts.push((bare(name).to_owned(), read_amount(line, bare(amount))?));
        }
    } else {
        let (_, names) = meta.optional(names_key).ok_or_else(|| format!("the file has no {names_key}"))?;
        let names = list(names);
        if names.len() != parts.len() {
            let (names, amounts) = (names.len(), parts.len());
            return Err(format!("it has {amounts} amounts, but {names_key} has {names} names"));
        }
        for (name, amount) in names.into_iter().zip(parts) {
            amounts.push((name.to_owned(), read_amount(line, amount)?));
        }
    }
    let mut seen = HashSet::new();
    match amounts.iter().find(|(name, _)| name.is_empty() || !seen.insert(name.to_lowercase())) {
        Some((name, _)) => Err(format!("“{name}” is named more than once")),
        None if amounts.is_empty() => Err("it has no amounts".to_owned()),
        None => Ok(amounts),
    }
}

fn read_amount(line: usize, text: &str) -> Result<Amount, String> {
    money(line, "amount", text).map_err(|(_, why)| why)
}

/// A list as files write it: `50,100`, `[50, 100]` or `['Books', 'Furniture']`.
fn list(text: &str) -> Vec<&str> {
    let text = text.trim();
    let inside = text.strip_prefix(['[', '(', '{']).and_then(|text| text.strip_suffix([']', ')', '}']));
    let parts = inside.unwrap_or(text).split([',', '|']).map(bare);
    parts.filter(|part| !part.is_empty()).collect()
}

fn bare(text: &str) -> &str {
    text.trim().trim_matches(['"', '\'']).trim()
}

/// Finds the projects of each name, and counts those that belong to none.
fn bind(line: usize, amounts: Vec<(String, Amount)>, section: &Section, column: usize) -> (Vec<GroupLimit>, usize) {
    let places: HashMap<String, usize> =
        amounts.iter().enumerate().map(|(place, (name, _))| (name.to_lowercase(), place)).collect();
    let mut caps: Vec<GroupLimit> = amounts
        .into_iter()
        .map(|(category, limit)| GroupLimit { line, category, limit, projects: Vec::new() })
        .collect();
    let mut free = 0;
    for (number, row) in section.rows.iter().enumerate() {
        let mut bound = false;
        for label in field(row, column).split(',') {
            if let Some(cap) = places.get(&label.trim().to_lowercase()).and_then(|place| caps.get_mut(*place)) {
                bound = true;
                if cap.projects.last() != Some(&number) {
                    cap.projects.push(number);
                }
            }
        }
        free += usize::from(!bound);
    }
    (caps, free)
}

/// Adds the limits, each with its sum, to the election. If it has one for a category already, the lower one holds.
pub(super) fn enter(election: &mut Election, limits: Vec<(GroupLimit, u64)>) {
    let mut labels: HashSet<(usize, String)> = HashSet::new();
    for (number, project) in election.projects.iter().enumerate() {
        labels.extend(project.categories.iter().map(|label| (number, label.clone())));
    }
    let mut places: HashMap<String, usize> =
        election.caps.iter().enumerate().map(|(place, cap)| (cap.category.clone(), place)).collect();
    for (group, limit) in limits {
        for number in group.projects {
            if labels.insert((number, group.category.clone()))
                && let Some(project) = election.projects.get_mut(number)
            {
                project.categories.push(group.category.clone());
            }
        }
        match places.get(&group.category).and_then(|place| election.caps.get_mut(*place)) {
            Some(known) => known.limit = known.limit.min(limit),
            None => {
                places.insert(group.category.clone(), election.caps.len());
                election.caps.push(Cap { category: group.category, limit });
            }
        }
    }
}

/// How many ranks count: the first has so many points.
pub(super) fn ranks(meta: &Meta, projects: usize, notes: &mut Notes) -> u64 {
    if let Some((line, function)) = meta.optional("scoring_fn")
        && !function.is_empty()
        && !function.eq_ignore_ascii_case("borda")
    {
        notes.push((line, format!("the scoring_fn “{function}” is not known here; ranks count as Borda's points")));
    }
    let Some((line, text)) = meta.optional("max_length").filter(|(_, text)| !text.is_empty()) else {
        return projects as u64;
    };
    text.parse().ok().filter(|ranks| *ranks > 0).unwrap_or_else(|| {
        notes.push((line, format!("max_length “{text}” is not a number of projects; all {projects} can be ranked")));
        projects as u64
    })
}

/// The least score of a project that may be funded, in the smallest part of a point that votes use.
pub(super) fn least_score(meta: &Meta, decimals: u32, notes: &mut Notes) -> u64 {
    let mut least = 0;
    for key in LEAST_SCORES {
        let Some((line, text)) = meta.optional(key).filter(|(_, text)| !text.is_empty()) else { continue };
        match Amount::read(text).and_then(|amount| amount.scaled_up(decimals)) {
            Some(score) => {
                least = least.max(score);
                if score > 0 {
                    notes.push((line, format!("{key} is read as a limit: no project with less than {text} is funded")));
                }
            }
            None => notes.push((line, format!("{key} is passed over: “{text}” is not a score"))),
        }
    }
    least
}

/// Notes which of the file's own limits on votes are broken by how many votes. They count all the same. `decimals` are
/// those of money and of points; how long a `ranked` vote may be says what its ranks are worth, and is told elsewhere.
pub(super) fn broken_by_votes(
    meta: &Meta,
    election: &Election,
    ranked: bool,
    (decimals, points): (u32, u32),
    notes: &mut Notes,
) {
    let costs: Vec<i128> = election.projects.iter().map(|project| i128::from(project.cost)).collect();
    for key in ON_VOTES {
        let Some((line, text)) = meta.optional(key).filter(|(_, text)| !text.is_empty()) else { continue };
        if ranked && key == "max_length" {
            continue;
        }
        let (of_length, of_cost) = (key.ends_with("length"), key.ends_with("cost"));
        let scale = if of_length {
            0
        } else if of_cost {
            decimals
        } else {
            points
        };
        // A limit finer than anything counted, or not a number: nothing can be said about it.
        let Some(limit) = Amount::read(text).and_then(|amount| amount.scaled(scale)).map(i128::from) else { continue };
        let too_much = key.starts_with("max");
        let breaks = |figure: i128| if too_much { figure > limit } else { figure < limit };
        let broken = election.ballots.iter().filter(|ballot| {
            let mut given = ballot.choices.iter().map(|choice| i128::from(choice.points));
            if of_length {
                breaks(ballot.choices.len() as i128)
            } else if of_cost {
                breaks(ballot.choices.iter().filter_map(|choice| costs.get(choice.project)).sum())
            } else if key.ends_with("sum_points") {
                breaks(given.sum())
            } else {
                given.any(breaks)
            }
        });
        let broken = broken.count() as u64;
        if broken > 0 {
            let (side, who) =
                (if too_much { "more" } else { "less" }, if broken == 1 { "vote has" } else { "votes have" });
            notes.push((line, format!("{key} is {text}, but {broken} {who} {side}; all count as they are")));
        }
    }
}

/// Notes if the file's own scores of projects are not what its votes add up to: whoever counted them counted otherwise.
pub(super) fn own_scores(section: &Section, election: &Election, decimals: u32, notes: &mut Notes) {
    let Some(column) = section.column(&["score"]) else { return };
    let others = section.rows.iter().zip(election.scores()).filter(|(row, score)| {
        // What is no number, or finer than anything given, is not a score that could be compared.
        let stated = Amount::read(field(row, column)).and_then(|stated| stated.scaled(decimals));
        stated.is_some_and(|stated| u64::try_from(stated) != Ok(*score))
    });
    let lines: Vec<usize> = others.map(|(row, _)| row.line).collect();
    if let Some(first) = lines.first() {
        let which = if lines.len() == 1 { "1 project".to_owned() } else { format!("{} projects", lines.len()) };
        notes.push((*first, format!("the file has another score for {which} than its votes add up to")));
    }
}

/// Notes what else the section says about votes or winners, and that it has no part in the outcome.
pub(super) fn passed_over(meta: &Meta, notes: &mut Notes) {
    for (line, key, value) in &meta.0 {
        if value.is_empty() {
            continue;
        }
        let why = match key.as_str() {
            "fully_funded" if !matches!(value.as_str(), "0" | "false" | "no") => {
                "the file says that the budget paid for every project whatever the votes; projects are funded by votes \
                 here, and one that nobody chose is not"
            }
            "default_score" if Amount::read(value).is_none_or(|score| !score.is_zero()) => {
                "a project that a vote does not name gets nothing from it"
            }
            "leftover_budget" => "what is left over is not moved",
            "min_length_per_category"
            | "max_length_per_category"
            | "min_sum_cost_per_category"
            | "max_sum_cost_per_category" => "it limits votes, and all count as they are",
            "min_project_cost" | "max_project_cost" => "projects may cost what they do",
            "rule" if !KNOWN_RULES.contains(&value.to_lowercase().as_str()) && !is_threshold(meta, value) => {
                notes.push((*line, format!("the city's own rule was “{value}”, which is none of ours")));
                continue;
            }
            other if !is_known(other) && sounds_like_a_limit(other) => "what it asks is not known here",
            _ => continue,
        };
        notes.push((*line, format!("{key} is passed over: {why}")));
    }
}

/// Greedy with a least score, which is what is read as a limit.
fn is_threshold(meta: &Meta, rule: &str) -> bool {
    rule.eq_ignore_ascii_case("greedy-threshold") && LEAST_SCORES.iter().any(|key| meta.optional(key).is_some())
}

fn is_known(key: &str) -> bool {
    DIVISIONS.iter().any(|(amounts, ..)| *amounts == key) || LEAST_SCORES.contains(&key) || ON_VOTES.contains(&key)
}

fn sounds_like_a_limit(key: &str) -> bool {
    ["min_", "max_", "budget_per", "cap_per"].iter().any(|start| key.starts_with(start))
        || ["threshold", "limit", "quota", "minimum", "maximum"].iter().any(|word| key.contains(word))
}

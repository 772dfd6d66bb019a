//! One run from votes to report: centre, components, places, groups, and what they say.

use super::components::{Components, components};
use super::consensus::{consensus, divides, group_aware_consensus};
use super::draws::Draws;
use super::grouping::{Before, Grouping, Limits, divide, stable_ids};
use super::projection::{Point, extremities, project};
use super::report::{Group, Participant, Report, StatementFigures};
use super::representative::representative_statements;
use super::routing::priority;
use super::steadiness::Steady;
use super::tallies::{Tallies, Tally};
use super::votes::VoteMatrix;

/// How a run is made. The defaults are Polis', but for `steady_margin`, which Polis does not have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Where chance starts. The same votes, seed and earlier report give the same report, to the last digit.
    pub seed: u64,
    /// How many answers somebody must have given to be put in a group; if fewer statements have been answered by
    /// anybody, all of those.
    pub min_answers: usize,
    /// If that leaves fewer participants than this, those with the most answers are taken too, all who answered
    /// equally much together, until there are this many.
    pub min_participants: usize,
    /// The most base clusters.
    pub max_base_clusters: usize,
    /// The most groups; there are at least two, or none.
    pub max_groups: usize,
    /// How many runs in a row another number of groups must be better before it is taken.
    pub steady_runs: u32,
    /// By how many standard errors its silhouette must be better. At 0 any lead counts, as in Polis. A rule of thumb
    /// and no exact test, as those who stand close together, the witnesses, are found from the same map.
    pub steady_margin: f64,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            seed: 0,
            min_answers: 7,
            min_participants: 15,
            max_base_clusters: 100,
            max_groups: 5,
            steady_runs: 4,
            steady_margin: 2.0,
        }
    }
}

/// Analyses a conversation.
///
/// With `previous`, the report of an earlier run on the same conversation, everything starts where that run ended,
/// which takes a fraction of the time, and the map and the groups' ids stay as still as the votes allow. Who may be
/// grouped is judged afresh each time (Polis keeps everyone who ever was).
pub fn analyse(matrix: &VoteMatrix, settings: &Settings, previous: Option<&Report>) -> Report {
    let before = previous.map(|report| directions_by_column(matrix, report));
    let components = components(matrix, settings.seed, before.as_ref());
    let places = project(matrix, &components);

    let placed = rows_to_group(matrix, settings);
    let points: Vec<Point> = placed.iter().map(|&row| places[row]).collect();
    let limits = Limits {
        base_clusters: settings.max_base_clusters,
        groups: settings.max_groups,
        steady: Steady { runs: settings.steady_runs, margin: settings.steady_margin },
    };
    let before = previous.map(|report| Before {
        base_centres: report.base_clusters.iter().map(|cluster| cluster.centre).collect(),
        group_centres: report.groups.iter().map(|group| group.centre).collect(),
        steadiness: &report.steadiness,
    });
    let mut grouping = divide(&points, &limits, &mut Draws::new(settings.seed), before.as_ref());

    let mut group_by_row: Vec<Option<usize>> = vec![None; places.len()];
    for (&row, &group) in placed.iter().zip(&grouping.group_of) {
        group_by_row[row] = Some(group);
    }
    let order = number_groups(matrix, &mut grouping, &mut group_by_row, previous);
    let tallies =
        Tallies::count_rows(matrix, order.len(), |row| order.iter().position(|(id, _)| Some(*id) == group_by_row[row]));
    write_up(matrix, &components, &places, &group_by_row, grouping, &order, &tallies)
}

/// The previous run's components, rearranged for the columns of `matrix`; statements it did not know get 0.
fn directions_by_column(matrix: &VoteMatrix, report: &Report) -> [Vec<f64>; 2] {
    let loadings: Vec<[f64; 2]> = (matrix.columns().iter())
        .map(|id| {
            let place = report.statements.binary_search_by_key(id, |statement| statement.id).ok();
            place.and_then(|place| report.statements.get(place)).map_or([0.0; 2], |statement| statement.loadings)
        })
        .collect();
    std::array::from_fn(|slot| loadings.iter().map(|loading| loading[slot]).collect())
}

/// The rows of those who answered enough to be put in a group, in the order of the matrix.
fn rows_to_group(matrix: &VoteMatrix, settings: &Settings) -> Vec<usize> {
    let answers: Vec<usize> = matrix.rows().map(|cells| cells.len()).collect();
    let enough = settings.min_answers.min(matrix.answered_columns()).max(1);
    let mut counts: Vec<usize> = answers.iter().copied().filter(|answers| *answers > 0).collect();
    // The answers of the last one needed; if not even that many answered, everyone who did is taken.
    let needed = settings.min_participants.min(counts.len()).saturating_sub(1);
    let least = if counts.is_empty() { 1 } else { *counts.select_nth_unstable_by(needed, |a, b| b.cmp(a)).1 };
    let threshold = if settings.min_participants == 0 { enough } else { enough.min(least) };
    (0..answers.len()).filter(|&row| answers[row] >= threshold).collect()
}

/// Gives the groups their ids, in the rows, the base clusters and the result: (id, number) by ascending id.
fn number_groups(
    matrix: &VoteMatrix,
    grouping: &mut Grouping,
    group_by_row: &mut [Option<usize>],
    previous: Option<&Report>,
) -> Vec<(usize, usize)> {
    let mut shared = Vec::new();
    let mut earlier = previous.map(|report| report.participants.as_slice()).unwrap_or_default().iter().peekable();
    for &row in matrix.rows_by_id() {
        let id = matrix.participant(row);
        while earlier.next_if(|participant| participant.id < id).is_some() {}
        let found = earlier.next_if(|participant| participant.id == id);
        if let (Some(now), Some(then)) = (group_by_row[row], found.and_then(|participant| participant.group)) {
            shared.push((now, then));
        }
    }
    let ids = stable_ids(grouping, shared);
    let renumber = |group: &mut Option<usize>| *group = group.and_then(|number| ids.get(number).copied());
    group_by_row.iter_mut().for_each(renumber);
    grouping.base.iter_mut().for_each(|cluster| renumber(&mut cluster.group));
    let mut order: Vec<(usize, usize)> = ids.iter().copied().zip(0..).collect();
    order.sort_unstable();
    order
}

fn write_up(
    matrix: &VoteMatrix,
    components: &Components,
    places: &[Point],
    group_by_row: &[Option<usize>],
    grouping: Grouping,
    order: &[(usize, usize)],
    tallies: &Tallies,
) -> Report {
    let participants = (matrix.rows_by_id().iter())
        .map(|&row| Participant {
            id: matrix.participant(row),
            answers: u32::try_from(matrix.row(row).len()).unwrap_or(u32::MAX),
            projection: places[row],
            group: group_by_row[row],
        })
        .collect();
    let groups: Vec<Group> = (order.iter().zip(representative_statements(tallies)))
        .map(|(&(id, number), representative)| Group {
            id,
            people: grouping.sizes[number],
            centre: grouping.centres[number],
            representative,
        })
        .collect();
    let mut divides = divides(tallies);
    for divide in &mut divides {
        divide.most = groups[divide.most].id;
        divide.least = groups[divide.least].id;
    }
    let statements = statement_figures(matrix, components, tallies);
    Report {
        participants,
        components: std::array::from_fn(|slot| statements.iter().map(|(figures, _)| figures.loadings[slot]).collect()),
        centre: statements.iter().map(|(_, mean)| *mean).collect(),
        statements: statements.into_iter().map(|(figures, _)| figures).collect(),
        silhouette: grouping.silhouette,
        group_counts: grouping.counts,
        groups,
        base_clusters: grouping.base,
        consensus: consensus(tallies),
        group_aware_consensus: group_aware_consensus(tallies),
        divides,
        steadiness: grouping.steadiness,
    }
}

/// Every statement's figures, with its mean.
fn statement_figures(matrix: &VoteMatrix, components: &Components, tallies: &Tallies) -> Vec<(StatementFigures, f64)> {
    let extremities = extremities(components);
    let [first, second] = &components.directions;
    let mut column = 0;
    let mut list = Vec::with_capacity(matrix.statements().len());
    for statement in matrix.statements() {
        if !statement.counts() {
            let figures = StatementFigures {
                id: statement.id,
                moderated_out: statement.moderated_out,
                is_meta: statement.is_meta,
                counts: Tally::default(),
                group_counts: vec![Tally::default(); tallies.groups.len()],
                loadings: [0.0; 2],
                extremity: 0.0,
                priority: 0.0,
            };
            list.push((figures, 0.0));
            continue;
        }
        let figures = StatementFigures {
            id: statement.id,
            moderated_out: false,
            is_meta: false,
            counts: tallies.everyone[column],
            group_counts: tallies.groups.iter().map(|group| group[column]).collect(),
            loadings: [first[column], second[column]],
            extremity: extremities[column],
            priority: priority(tallies.everyone[column], extremities[column]),
        };
        list.push((figures, components.centre[column]));
        column += 1;
    }
    list
}

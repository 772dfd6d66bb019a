//! Which statement to show next. Nobody can be asked to answer everything, so statements take turns: new ones
//! come first until they have some answers, then those that people agree with, have a view on, or that show best
//! where somebody stands.

use super::draws::Draws;
use super::tallies::Tally;

/// How urgently a statement wants answers; a weight for [`next_statement`], always above zero.
///
/// Polis' `priority-metric`: with a = (agree + 1) / (answers + 2) and p = (pass + 1) / (answers + 2), the square
/// of a · (1 − p) · (extremity + 1) · (1 + 8 · 2^(−answers / 5)). Polis counts answers by people in groups; the
/// report here counts everyone's, so that a new statement gives way as soon as it has been answered.
/// `extremity` is the statement's in the last report, or 0 while there is none.
pub fn priority(tally: Tally, extremity: f64) -> f64 {
    let answers = f64::from(tally.agree) + f64::from(tally.disagree) + f64::from(tally.pass);
    let agreeing = (f64::from(tally.agree) + 1.0) / (answers + 2.0);
    let passing = (f64::from(tally.pass) + 1.0) / (answers + 2.0);
    let extremity = if extremity.is_finite() { extremity.max(0.0) } else { 0.0 };
    let importance = agreeing * (1.0 - passing) * (extremity + 1.0);
    (importance * (1.0 + 8.0 * (-answers / 5.0).exp2())).powi(2)
}

/// Picks one of the statements a participant has not answered, given as (id, weight): each is as likely as its
/// weight. The same statements, weights and seed give the same pick, in whatever order they are listed. None if
/// there is nothing to pick from; if no weight is above zero, the lowest id.
pub fn next_statement(unanswered: impl IntoIterator<Item = (i64, f64)>, seed: u64) -> Option<i64> {
    let mut list: Vec<(i64, f64)> = unanswered.into_iter().collect();
    list.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let weights: Vec<f64> =
        list.iter().map(|(_, weight)| if weight.is_finite() { weight.max(0.0) } else { 0.0 }).collect();
    let place = Draws::new(seed).weighted(&weights).unwrap_or(0);
    list.get(place).map(|(id, _)| *id)
}

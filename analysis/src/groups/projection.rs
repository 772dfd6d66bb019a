//! Where each person stands on the map.
//!
//! A person's place is the sum, over the statements they answered, of how far their answer lies from the mean,
//! along the two components. Somebody who answered few statements would sit near the middle only because of the
//! holes, so places are stretched by √(statements ÷ answers), as in Polis (`sparsity-aware-project-ptpt`). There
//! the statements that are moderated out count in both numbers; here they count in neither, and no more do
//! statements that nobody has answered yet.

use super::components::Components;
use super::votes::{Cell, Choice, VoteMatrix, choice_of};

/// A place on the map. The unit has no meaning of its own; distances on one map can be compared.
pub type Point = [f64; 2];

/// The places of all participants, by row of the matrix. Who answered nothing that counts stands at the origin.
pub(super) fn project(matrix: &VoteMatrix, components: &Components) -> Vec<Point> {
    let steps = steps(components);
    matrix.rows().map(|cells| place(cells, &steps, components.answered)).collect()
}

/// Where somebody with just these answers (column and choice) would stand.
pub(super) fn project_one(answers: &[(usize, Choice)], components: &Components) -> Point {
    let [first, second] = &components.directions;
    let mut sum = [0.0, 0.0];
    let mut count = 0;
    for &(column, choice) in answers {
        if let (Some(mean), Some(x), Some(y)) = (components.centre.get(column), first.get(column), second.get(column)) {
            sum[0] += (choice.sign() - mean) * x;
            sum[1] += (choice.sign() - mean) * y;
            count += 1;
        }
    }
    stretched(sum, count, components.answered)
}

/// How far from the middle each statement alone takes somebody who agrees with it (Polis' `comment-extremity`).
pub(super) fn extremities(components: &Components) -> Vec<f64> {
    (0..components.centre.len())
        .map(|column| {
            let [x, y] = project_one(&[(column, Choice::Agree)], components);
            x.hypot(y)
        })
        .collect()
}

/// What each possible answer adds to a place.
fn steps(components: &Components) -> Vec<Point> {
    let [first, second] = &components.directions;
    let mut steps = Vec::with_capacity(components.centre.len() * 3);
    for ((mean, x), y) in components.centre.iter().zip(first).zip(second) {
        for code in 0..3 {
            let deviation = choice_of(code).sign() - mean;
            steps.push([deviation * x, deviation * y]);
        }
    }
    steps
}

fn place(cells: &[Cell], steps: &[Point], statements: usize) -> Point {
    let mut sum = [0.0, 0.0];
    for &cell in cells {
        let [x, y] = steps[cell as usize];
        sum[0] += x;
        sum[1] += y;
    }
    stretched(sum, cells.len(), statements)
}

fn stretched([x, y]: Point, answers: usize, statements: usize) -> Point {
    let stretch = (statements as f64 / answers.max(1) as f64).sqrt();
    // Adding zero turns −0.0 into 0.0, so that equal places also print alike.
    [x * stretch + 0.0, y * stretch + 0.0]
}

//! The two directions in which opinions differ most, so that people can be drawn on a flat map: the first two
//! principal components of the vote matrix.
//!
//! A hole counts as the mean of its column, as in Polis. After subtracting the means a hole is therefore exactly
//! zero, so the centred matrix is as sparse as the votes and is never written out. The components come by power
//! iteration (Small et al. 2021; Polis' `pca.clj`) on several vectors at once, each round being one pass over the
//! answers. (Simultaneous iteration with Rayleigh–Ritz: Golub and Van Loan, *Matrix Computations*, section 8.2.)
//! From scratch there are four vectors: the two that are wanted, and two that soak up what would slow the second
//! one down. From an earlier run the two are nearly right already and one round usually will do.

use super::draws::Draws;
use super::votes::{CHOICES, VoteMatrix, choice_of};

type Block<const W: usize> = Vec<[f64; W]>;

/// From scratch, rounds end when a component times the matrix leaves its own direction by less than this share.
const TOLERANCE: f64 = 1e-6;
/// After an earlier run. Each run adds a round of its own, so what is left over does not pile up.
const TOLERANCE_AFTER: f64 = 1e-3;
const MOST_ROUNDS: usize = 300;
/// A direction that carries less than this share of the first one's variance is rounding error, not opinion.
const NOTHING: f64 = 1e-12;

/// Centre and components, one figure per column of the matrix (the statements that count, by ascending id).
#[derive(Clone, Debug, PartialEq)]
pub struct Components {
    /// The mean answer to each statement, among those who gave one (agree +1, pass 0, disagree −1).
    pub centre: Vec<f64>,
    /// Unit vectors, at right angles; all zeros where opinions do not differ in so many directions.
    pub directions: [Vec<f64>; 2],
    /// How many of the statements anybody has answered.
    pub answered: usize,
}

/// The components of `matrix`, from scratch or from the `previous` directions (given per column of `matrix`).
///
/// Which way round a direction points has no meaning; the largest loading is made positive, or, with `previous`,
/// the direction points the way it did before, so that the map does not flip.
pub fn components(matrix: &VoteMatrix, seed: u64, previous: Option<&[Vec<f64>; 2]>) -> Components {
    let centre = column_means(matrix);
    let usable = |direction: &Vec<f64>| direction.len() == centre.len() && direction.iter().any(|x| *x != 0.0);
    let previous = previous.filter(|previous| previous.iter().all(usable));
    let mut directions = match previous {
        None => {
            let mut draws = Draws::new(seed);
            let block = centre.iter().map(|_| std::array::from_fn(|_| 2.0 * draws.unit() - 1.0)).collect();
            iterate::<4>(matrix, &centre, block, TOLERANCE)
        }
        Some([first, second]) => {
            let block = first.iter().zip(second).map(|(first, second)| [*first, *second]).collect();
            iterate::<2>(matrix, &centre, block, TOLERANCE_AFTER)
        }
    };
    for (slot, direction) in directions.iter_mut().enumerate() {
        let before = previous.map(|previous| dot(direction, &previous[slot])).filter(|along| *along != 0.0);
        let upright = before.unwrap_or_else(|| largest(direction)) >= 0.0;
        for loading in direction.iter_mut() {
            // Adding zero turns −0.0 into 0.0, so that equal results also print alike.
            *loading = if upright { *loading } else { -*loading } + 0.0;
        }
    }
    Components { centre, directions, answered: matrix.answered_columns() }
}

fn column_means(matrix: &VoteMatrix) -> Vec<f64> {
    (matrix.counts().iter())
        .map(|count| {
            let [disagree, pass, agree] = count.map(f64::from);
            let answers = disagree + pass + agree;
            if answers > 0.0 { (agree - disagree) / answers } else { 0.0 }
        })
        .collect()
}

fn iterate<const W: usize>(matrix: &VoteMatrix, centre: &[f64], mut block: Block<W>, tolerance: f64) -> [Vec<f64>; 2] {
    let mut round = 0;
    orthonormalise(&mut block);
    loop {
        round += 1;
        let image = scatter_times(matrix, centre, &block);
        let (values, turn) = eigen(products(&block, &image));
        let along = turned(&block, &turn);
        block = turned(&image, &turn);
        let nothing = |slot: usize| values[slot] <= NOTHING * values[0].max(NOTHING);
        let settled = (0..2).all(|slot| {
            let leaving: f64 = (block.iter().zip(&along))
                .map(|(image, along)| (image[slot] - values[slot] * along[slot]).powi(2))
                .sum();
            nothing(slot) || leaving.sqrt() <= tolerance * values[slot]
        });
        orthonormalise(&mut block);
        if settled || round >= MOST_ROUNDS {
            return std::array::from_fn(|slot| {
                block.iter().map(|row| if nothing(slot) { 0.0 } else { row[slot] }).collect()
            });
        }
    }
}

/// The centred matrix's transpose times itself, times each vector of the block, without forming either.
fn scatter_times<const W: usize>(matrix: &VoteMatrix, centre: &[f64], block: &Block<W>) -> Block<W> {
    let deviation = |column: usize, choice: super::votes::Choice| choice.sign() - centre[column];
    let mut table: Block<W> = Vec::with_capacity(block.len() * 3);
    for (column, row) in block.iter().enumerate() {
        for choice in CHOICES {
            table.push(row.map(|entry| entry * deviation(column, choice)));
        }
    }
    let mut sums: Block<W> = vec![[0.0; W]; table.len()];
    for cells in matrix.rows() {
        let mut person = [0.0; W];
        for &cell in cells {
            let entry = &table[cell as usize];
            (0..W).for_each(|slot| person[slot] += entry[slot]);
        }
        for &cell in cells {
            let sum = &mut sums[cell as usize];
            (0..W).for_each(|slot| sum[slot] += person[slot]);
        }
    }
    let mut image: Block<W> = vec![[0.0; W]; block.len()];
    for (place, sum) in sums.iter().enumerate() {
        let (column, choice) = (place / 3, choice_of(place as u32));
        let by = deviation(column, choice);
        (0..W).for_each(|slot| image[column][slot] += by * sum[slot]);
    }
    image
}

/// Makes the block's vectors unit length and at right angles (Gram–Schmidt, twice, because once is not exact).
/// A vector that lies in the span of the earlier ones becomes zero.
fn orthonormalise<const W: usize>(block: &mut Block<W>) {
    for slot in 0..W {
        let before = norm(block, slot);
        for _ in 0..2 {
            for earlier in 0..slot {
                let along: f64 = block.iter().map(|row| row[slot] * row[earlier]).sum();
                block.iter_mut().for_each(|row| row[slot] -= along * row[earlier]);
            }
        }
        let length = norm(block, slot);
        let scale = if length > NOTHING * before && length > 0.0 { 1.0 / length } else { 0.0 };
        block.iter_mut().for_each(|row| row[slot] *= scale);
    }
}

fn norm<const W: usize>(block: &Block<W>, slot: usize) -> f64 {
    block.iter().map(|row| row[slot] * row[slot]).sum::<f64>().sqrt()
}

type Small<const W: usize> = [[f64; W]; W];

fn products<const W: usize>(left: &Block<W>, right: &Block<W>) -> Small<W> {
    let mut result = [[0.0; W]; W];
    for (left, right) in left.iter().zip(right) {
        for (row, left) in result.iter_mut().zip(left) {
            row.iter_mut().zip(right).for_each(|(sum, right)| *sum += left * right);
        }
    }
    result
}

fn turned<const W: usize>(block: &Block<W>, turn: &Small<W>) -> Block<W> {
    block.iter().map(|row| std::array::from_fn(|slot| (0..W).map(|from| row[from] * turn[from][slot]).sum())).collect()
}

/// Eigenvalues, largest first, and eigenvectors (as columns) of a small symmetric matrix, by Jacobi rotations.
fn eigen<const W: usize>(mut matrix: Small<W>) -> ([f64; W], Small<W>) {
    let mut vectors: Small<W> = std::array::from_fn(|row| std::array::from_fn(|slot| f64::from(u8::from(row == slot))));
    for _sweep in 0..30 {
        for p in 0..W {
            for q in p + 1..W {
                let off = (matrix[p][q] + matrix[q][p]) / 2.0;
                if off == 0.0 {
                    continue;
                }
                let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * off);
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                for row in matrix.iter_mut().chain(vectors.iter_mut()) {
                    (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
                }
                // p comes before q, so the two rows can be borrowed at once.
                let (above, below) = matrix.split_at_mut(q);
                for (upper, lower) in above[p].iter_mut().zip(below[0].iter_mut()) {
                    (*upper, *lower) = (cosine * *upper - sine * *lower, sine * *upper + cosine * *lower);
                }
            }
        }
    }
    let mut order: [usize; W] = std::array::from_fn(|slot| slot);
    order.sort_by(|a, b| matrix[*b][*b].total_cmp(&matrix[*a][*a]));
    (order.map(|slot| matrix[slot][slot]), vectors.map(|row| order.map(|slot| row[slot])))
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

fn largest(direction: &[f64]) -> f64 {
    direction.iter().fold(0.0, |best: f64, loading| if loading.abs() > best.abs() { *loading } else { best })
}

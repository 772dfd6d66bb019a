//! The two directions in which opinions differ most, so that people can be drawn on a flat map: the first two
//! principal components of the vote matrix.
//!
//! A hole counts as the mean of its column, as in Polis. After subtracting the means a hole is therefore exactly
//! zero, so the centred matrix is as sparse as the votes and is never written out. The components come by power
//! iteration (Small et al. 2021; Polis' `pca.clj`), here on a block of four vectors at once: two that are wanted
//! and two that soak up what would otherwise slow the second one down. Each round is one pass over the answers.
//! (Simultaneous iteration with Rayleigh–Ritz: Golub and Van Loan, *Matrix Computations*, section 8.2.)

use super::draws::Draws;
use super::votes::{Choice, VoteMatrix, choice_of, column_of};

const WIDTH: usize = 4;
type Block = Vec<[f64; WIDTH]>;

/// Rounds end when a component, multiplied by the matrix, leaves its own direction by less than this share.
const TOLERANCE: f64 = 1e-6;
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
}

/// The components of `matrix`, from scratch or from the `previous` directions (given per column of `matrix`).
///
/// Which way round a direction points has no meaning; the largest loading is made positive, or, with `previous`,
/// the direction points the way it did before, so that the map does not flip.
pub fn components(matrix: &VoteMatrix, seed: u64, previous: Option<&[Vec<f64>; 2]>) -> Components {
    let centre = column_means(matrix);
    let mut draws = Draws::new(seed);
    let mut block: Block = (0..centre.len()).map(|_| std::array::from_fn(|_| 2.0 * draws.unit() - 1.0)).collect();
    if let Some(previous) = previous {
        for (slot, direction) in previous.iter().enumerate() {
            if direction.len() == centre.len() && direction.iter().any(|loading| *loading != 0.0) {
                block.iter_mut().zip(direction).for_each(|(row, loading)| row[slot] = *loading);
            }
        }
    }
    orthonormalise(&mut block);
    let mut directions = iterate(matrix, &centre, block);
    for (slot, direction) in directions.iter_mut().enumerate() {
        let before = previous.map(|previous| dot(direction, &previous[slot])).filter(|along| *along != 0.0);
        let upright = before.unwrap_or_else(|| largest(direction)) >= 0.0;
        for loading in direction.iter_mut() {
            // Adding zero turns −0.0 into 0.0, so that equal results also print alike.
            *loading = if upright { *loading } else { -*loading } + 0.0;
        }
    }
    Components { centre, directions }
}

fn column_means(matrix: &VoteMatrix) -> Vec<f64> {
    let mut counts = vec![[0_u32; 3]; matrix.columns().len()];
    for &cell in matrix.rows().flatten() {
        counts[column_of(cell)][choice_of(cell) as usize] += 1;
    }
    counts
        .iter()
        .map(|count| {
            let [disagree, pass, agree] = count.map(f64::from);
            let answers = disagree + pass + agree;
            if answers > 0.0 { (agree - disagree) / answers } else { 0.0 }
        })
        .collect()
}

fn iterate(matrix: &VoteMatrix, centre: &[f64], mut block: Block) -> [Vec<f64>; 2] {
    let mut round = 0;
    loop {
        round += 1;
        let image = scatter_times(matrix, centre, &block);
        let (values, turn) = eigen(products(&block, &image));
        let along = turned(&block, &turn);
        block = turned(&image, &turn);
        let strongest = values[0];
        if strongest <= NOTHING {
            return [vec![0.0; centre.len()], vec![0.0; centre.len()]];
        }
        let settled = (0..2).all(|slot| {
            let leaving: f64 = (block.iter().zip(&along))
                .map(|(image, along)| (image[slot] - values[slot] * along[slot]).powi(2))
                .sum();
            values[slot] <= NOTHING * strongest || leaving.sqrt() <= TOLERANCE * values[slot]
        });
        if settled || round >= MOST_ROUNDS {
            return std::array::from_fn(|slot| {
                if values[slot] <= NOTHING * strongest {
                    return vec![0.0; centre.len()];
                }
                along.iter().map(|row| row[slot]).collect()
            });
        }
        orthonormalise(&mut block);
    }
}

/// The centred matrix's transpose times itself, times each vector of the block, without forming either.
fn scatter_times(matrix: &VoteMatrix, centre: &[f64], block: &Block) -> Block {
    let deviation = |column: usize, choice: Choice| choice.sign() - centre[column];
    let mut table: Block = Vec::with_capacity(block.len() * 3);
    for (column, row) in block.iter().enumerate() {
        for choice in [Choice::Disagree, Choice::Pass, Choice::Agree] {
            table.push(row.map(|entry| entry * deviation(column, choice)));
        }
    }
    let mut sums: Block = vec![[0.0; WIDTH]; table.len()];
    for cells in matrix.rows() {
        let mut person = [0.0; WIDTH];
        for &cell in cells {
            let entry = &table[cell as usize];
            (0..WIDTH).for_each(|slot| person[slot] += entry[slot]);
        }
        for &cell in cells {
            let sum = &mut sums[cell as usize];
            (0..WIDTH).for_each(|slot| sum[slot] += person[slot]);
        }
    }
    let mut image: Block = vec![[0.0; WIDTH]; block.len()];
    for (place, sum) in sums.iter().enumerate() {
        let (column, choice) = (place / 3, choice_of(place as u32));
        let by = deviation(column, choice);
        (0..WIDTH).for_each(|slot| image[column][slot] += by * sum[slot]);
    }
    image
}

/// Makes the block's vectors unit length and at right angles (Gram–Schmidt, twice, because once is not exact).
/// A vector that lies in the span of the earlier ones becomes zero.
fn orthonormalise(block: &mut Block) {
    for slot in 0..WIDTH {
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

fn norm(block: &Block, slot: usize) -> f64 {
    block.iter().map(|row| row[slot] * row[slot]).sum::<f64>().sqrt()
}

type Small = [[f64; WIDTH]; WIDTH];

fn products(left: &Block, right: &Block) -> Small {
    let mut result = [[0.0; WIDTH]; WIDTH];
    for (left, right) in left.iter().zip(right) {
        for (row, left) in result.iter_mut().zip(left) {
            row.iter_mut().zip(right).for_each(|(sum, right)| *sum += left * right);
        }
    }
    result
}

fn turned(block: &Block, turn: &Small) -> Block {
    block
        .iter()
        .map(|row| std::array::from_fn(|slot| (0..WIDTH).map(|from| row[from] * turn[from][slot]).sum()))
        .collect()
}

/// Eigenvalues, largest first, and eigenvectors (as columns) of a small symmetric matrix, by Jacobi rotations.
fn eigen(mut matrix: Small) -> ([f64; WIDTH], Small) {
    let mut vectors: Small = std::array::from_fn(|row| std::array::from_fn(|slot| f64::from(u8::from(row == slot))));
    for _sweep in 0..30 {
        for p in 0..WIDTH {
            for q in p + 1..WIDTH {
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
                for slot in 0..WIDTH {
                    let (upper, lower) = (matrix[p][slot], matrix[q][slot]);
                    matrix[p][slot] = cosine * upper - sine * lower;
                    matrix[q][slot] = sine * upper + cosine * lower;
                }
            }
        }
    }
    let mut order: [usize; WIDTH] = std::array::from_fn(|slot| slot);
    order.sort_by(|a, b| matrix[*b][*b].total_cmp(&matrix[*a][*a]));
    (order.map(|slot| matrix[slot][slot]), vectors.map(|row| order.map(|slot| row[slot])))
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

fn largest(direction: &[f64]) -> f64 {
    direction.iter().fold(0.0, |best: f64, loading| if loading.abs() > best.abs() { *loading } else { best })
}

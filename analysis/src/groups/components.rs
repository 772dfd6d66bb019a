//! The two directions in which opinions differ most, so that people can be drawn on a flat map: the first two
//! principal components of the vote matrix.
//!
//! A hole counts as the mean of its column, as in Polis. After subtracting the means a hole is therefore exactly
//! zero, so the centred matrix is as sparse as the votes and is never written out. The components come by power
//! iteration (Small et al. 2021; Polis' `pca.clj`): two vectors are multiplied by the matrix again and again, each
//! round one pass over the answers. The earlier rounds are not thrown away: the best two directions in the span of
//! all of them are taken (block Lanczos with Rayleigh–Ritz; Golub and Van Loan, *Matrix Computations*, chapter 10),
//! which needs some ten rounds where plain iteration needs hundreds when no two directions stand out.

use super::draws::Draws;
use super::eigen::eigenpairs;
use super::votes::{CHOICES, Choice, VoteMatrix, choice_of, column_of};

/// Two vectors, entry by entry.
type Pair = Vec<[f64; 2]>;

/// From scratch, rounds end when a component times the matrix leaves its own direction by less than this share.
const TOLERANCE: f64 = 1e-6;
/// After an earlier run. Each run adds a round of its own, so what is left over does not pile up.
const TOLERANCE_AFTER: f64 = 1e-3;
/// What a statement without a say starts with after an earlier run, beside 1 for an evenly spread direction.
const A_LITTLE: f64 = 0.01;
const MOST_ROUNDS: usize = 120;
/// How many rounds are remembered before starting over from the best two directions.
const REMEMBERED: usize = 30;
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
    let previous = previous.filter(|previous| previous.iter().all(|direction| direction.len() == centre.len()));
    let both = |previous: &&[Vec<f64>; 2]| previous.iter().all(|direction| direction.iter().any(|x| *x != 0.0));
    let mut draws = Draws::new(seed);
    let mut drawn = || 2.0 * draws.unit() - 1.0;
    let (start, tolerance) = match previous.filter(both) {
        None => (centre.iter().map(|_| [drawn(), drawn()]).collect(), TOLERANCE),
        Some([first, second]) => {
            // Statements that had no say before get a little, or what is new in them could never be found.
            let little = A_LITTLE / (centre.len() as f64).sqrt();
            let mut known = |loading: f64, count: &[u32; 3]| {
                if loading == 0.0 && *count != [0; 3] { little * drawn() } else { loading }
            };
            let loadings = first.iter().zip(second).zip(matrix.counts());
            let start =
                loadings.map(|((first, second), count)| [known(*first, count), known(*second, count)]).collect();
            (start, TOLERANCE_AFTER)
        }
    };
    let mut directions = iterate(matrix, &centre, start, tolerance);
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

fn iterate(matrix: &VoteMatrix, centre: &[f64], start: Pair, tolerance: f64) -> [Vec<f64>; 2] {
    let mut vectors: Vec<Pair> = Vec::new();
    let mut images: Vec<Pair> = Vec::new();
    let mut products: Vec<Vec<f64>> = Vec::new();
    let mut next = start;
    orthonormalise(&mut next, &[]);
    for round in 1.. {
        let image = scatter_times(matrix, centre, &next);
        vectors.push(next);
        images.push(image);
        extend_products(&mut products, &vectors, &images);
        let best = eigenpairs(products.clone());
        let [(first, along_first), (second, along_second), ..] = best.as_slice() else { break };
        let (values, along) = ([*first, *second], [along_first.as_slice(), along_second.as_slice()]);
        let nothing = |slot: usize| values[slot] <= NOTHING * values[0].max(NOTHING);
        let found = combined(&vectors, along);
        let mut found_image = combined(&images, along);
        let settled = (0..2).all(|slot| {
            let leaving: f64 = (found_image.iter().zip(&found))
                .map(|(image, found)| (image[slot] - values[slot] * found[slot]).powi(2))
                .sum();
            nothing(slot) || leaving.sqrt() <= tolerance * values[slot]
        });
        if settled || round >= MOST_ROUNDS {
            // The image is one round further on than what it is the image of, and costs nothing more.
            orthonormalise(&mut found_image, &[]);
            return std::array::from_fn(|slot| {
                found_image.iter().map(|row| if nothing(slot) { 0.0 } else { row[slot] }).collect()
            });
        }
        if vectors.len() == REMEMBERED {
            next = found_image;
            vectors.clear();
            images.clear();
            products.clear();
        } else {
            next = images.last().cloned().unwrap_or_default();
        }
        orthonormalise(&mut next, &vectors);
    }
    Default::default()
}

/// The centred matrix's transpose times itself, times both vectors, without forming either.
fn scatter_times(matrix: &VoteMatrix, centre: &[f64], vectors: &Pair) -> Pair {
    let deviation = |column: usize, choice: Choice| choice.sign() - centre[column];
    let mut table: Pair = Vec::with_capacity(vectors.len() * 3);
    for (column, row) in vectors.iter().enumerate() {
        for choice in CHOICES {
            table.push(row.map(|entry| entry * deviation(column, choice)));
        }
    }
    let mut sums: Pair = vec![[0.0; 2]; table.len()];
    for cells in matrix.rows() {
        let mut person = [0.0; 2];
        for &cell in cells {
            let entry = &table[cell as usize];
            person[0] += entry[0];
            person[1] += entry[1];
        }
        for &cell in cells {
            let sum = &mut sums[cell as usize];
            sum[0] += person[0];
            sum[1] += person[1];
        }
    }
    let mut image: Pair = vec![[0.0; 2]; vectors.len()];
    for (place, sum) in (0..).zip(&sums) {
        let column = column_of(place);
        let by = deviation(column, choice_of(place));
        (0..2).for_each(|slot| image[column][slot] += by * sum[slot]);
    }
    image
}

/// Adds the newest vectors to the table of products of vectors with images: two more rows, two more columns.
fn extend_products(products: &mut Vec<Vec<f64>>, vectors: &[Pair], images: &[Pair]) {
    let Some(newest) = images.last() else { return };
    let mut fresh: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for vectors in vectors {
        for slot in 0..2 {
            for (list, with) in fresh.iter_mut().zip(0..) {
                list.push(vectors.iter().zip(newest).map(|(vector, image)| vector[slot] * image[with]).sum());
            }
        }
    }
    // In exact arithmetic the corner is symmetric already.
    let [first, second] = &mut fresh;
    if let ([.., upper], [.., lower, _]) = (first.as_mut_slice(), second.as_mut_slice()) {
        let middle = (*upper + *lower) / 2.0;
        (*upper, *lower) = (middle, middle);
    }
    for (place, row) in products.iter_mut().enumerate() {
        row.extend([fresh[0][place], fresh[1][place]]);
    }
    products.extend(fresh);
}

/// Two mixtures of the vectors of all pairs, with the given shares.
fn combined(pairs: &[Pair], shares: [&[f64]; 2]) -> Pair {
    let mut sum: Pair = vec![[0.0; 2]; pairs.first().map_or(0, Vec::len)];
    for (place, pair) in pairs.iter().enumerate() {
        for (sum, row) in sum.iter_mut().zip(pair) {
            for (sum, shares) in sum.iter_mut().zip(shares) {
                *sum += row[0] * shares[2 * place] + row[1] * shares[2 * place + 1];
            }
        }
    }
    sum
}

/// Makes both vectors unit length, at right angles to each other and to the earlier ones (Gram–Schmidt, twice,
/// because once is not exact). A vector that lies in the span of those before it becomes zero.
fn orthonormalise(vectors: &mut Pair, earlier: &[Pair]) {
    for slot in 0..2 {
        let before = norm(vectors, slot);
        for _ in 0..2 {
            for pair in earlier {
                for other in 0..2 {
                    let along: f64 = vectors.iter().zip(pair).map(|(row, pair)| row[slot] * pair[other]).sum();
                    vectors.iter_mut().zip(pair).for_each(|(row, pair)| row[slot] -= along * pair[other]);
                }
            }
            if slot == 1 {
                let along: f64 = vectors.iter().map(|row| row[0] * row[1]).sum();
                vectors.iter_mut().for_each(|row| row[1] -= along * row[0]);
            }
        }
        let length = norm(vectors, slot);
        let scale = if length > NOTHING * before && length > 0.0 { 1.0 / length } else { 0.0 };
        vectors.iter_mut().for_each(|row| row[slot] *= scale);
    }
}

fn norm(vectors: &Pair, slot: usize) -> f64 {
    vectors.iter().map(|row| row[slot] * row[slot]).sum::<f64>().sqrt()
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

fn largest(direction: &[f64]) -> f64 {
    direction.iter().fold(0.0, |best: f64, loading| if loading.abs() > best.abs() { *loading } else { best })
}

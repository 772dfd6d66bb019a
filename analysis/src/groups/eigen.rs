//! Eigenvalues and eigenvectors of a small symmetric matrix, by Jacobi's rotations (Golub and Van Loan, *Matrix
//! Computations*, section 8.5). Small: a few dozen rows at most.

/// Eigenvalues, largest first, each with its unit eigenvector. `matrix` is square and symmetric, row by row.
pub(super) fn eigenpairs(mut matrix: Vec<Vec<f64>>) -> Vec<(f64, Vec<f64>)> {
    let size = matrix.len();
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|row| (0..size).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    let all: f64 = matrix.iter().flatten().map(|entry| entry * entry).sum();
    for _sweep in 0..30 {
        let mut off_diagonal = 0.0;
        for p in 0..size {
            for q in p + 1..size {
                let off = matrix[p][q];
                off_diagonal += off * off;
                if off * off <= f64::EPSILON * f64::EPSILON * all {
                    continue;
                }
                let theta = (matrix[q][q] - matrix[p][p]) / (2.0 * off);
                let tangent = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                let sine = tangent * cosine;
                for row in &mut matrix {
                    (row[p], row[q]) = (cosine * row[p] - sine * row[q], sine * row[p] + cosine * row[q]);
                }
                rotate_rows(&mut matrix, p, q, cosine, sine);
                rotate_rows(&mut vectors, p, q, cosine, sine);
            }
        }
        if off_diagonal <= 1e-28 * all {
            break;
        }
    }
    let mut pairs: Vec<(f64, Vec<f64>)> =
        vectors.into_iter().enumerate().map(|(place, vector)| (matrix[place][place], vector)).collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    pairs
}

/// Turns two rows, p before q, in their common plane.
fn rotate_rows(matrix: &mut [Vec<f64>], p: usize, q: usize, cosine: f64, sine: f64) {
    let (above, below) = matrix.split_at_mut(q);
    for (upper, lower) in above[p].iter_mut().zip(below[0].iter_mut()) {
        (*upper, *lower) = (cosine * *upper - sine * *lower, sine * *upper + cosine * *lower);
    }
}

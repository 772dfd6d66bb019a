//! Numbers as people read them: thousands with a comma. Whole per cents are in [`percent`](crate::percent).

/// Exact share of a whole, 0 to 100, for lengths in drawings; 0 of nothing.
pub(super) fn exact(count: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { count as f64 * 100.0 / total as f64 }
}

#[cfg(test)]
mod tests {}

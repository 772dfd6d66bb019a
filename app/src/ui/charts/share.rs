//! Numbers as people read them: thousands with a comma. Whole per cents are in [`percent`](crate::percent).

/// A number with a comma at the thousands: 1,284.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Exact share of a whole, 0 to 100, for lengths in drawings; 0 of nothing.
pub(super) fn exact(count: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { count as f64 * 100.0 / total as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_commas() {
        let written: Vec<String> = [0, 12, 999, 1000, 1_284_000].into_iter().map(thousands).collect();
        assert_eq!(written, ["0", "12", "999", "1,000", "1,284,000"]);
    }
}

//! Numbers as people read them: thousands with a comma. Whole per cents are in [`percent`](crate::percent).

/// A number with a comma at the thousands: 1,284.
pub fn grouped(number: impl Into<i128>) -> String {
    let number = number.into();
    // As 64 bits: writing out more than that makes the browser program half a kilobyte larger.
    let digits = u64::try_from(number.unsigned_abs()).unwrap_or(u64::MAX).to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if number < 0 {
        text.push('−');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_have_commas() {
        let written: Vec<String> = [0, 12, 999, 1000, 1_284_000, -1_500_i64].into_iter().map(grouped).collect();
        assert_eq!(written, ["0", "12", "999", "1,000", "1,284,000", "−1,500"]);
    }
}

//! Numbers as people read them: thousands with a comma, and what is counted in the singular or the plural. Whole per cents are in [`percent`](crate::percent).

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

/// What is counted: "1 answer", "2 answers".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noun {
    /// One of them: "answer".
    pub one: &'static str,
    /// Any other number of them: "answers".
    pub many: &'static str,
}

impl Noun {
    /// Answers to a proposal.
    pub const ANSWER: Self = Self { one: "answer", many: "answers" };
    /// Comments on a proposal.
    pub const COMMENT: Self = Self { one: "comment", many: "comments" };
    /// Responses to a consultation.
    pub const RESPONSE: Self = Self { one: "response", many: "responses" };
    /// People.
    pub const PERSON: Self = Self { one: "person", many: "people" };

    /// A number of them in words and figures: "1,284 answers". There is never less than nothing.
    pub fn count(self, number: impl TryInto<u64>) -> String {
        let number = number.try_into().unwrap_or(0);
        format!("{} {}", grouped(number), if number == 1 { self.one } else { self.many })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_singular_and_all_else_is_plural() {
        assert_eq!(Noun::ANSWER.count(0), "0 answers");
        assert_eq!(Noun::PERSON.count(1_usize), "1 person");
        assert_eq!(Noun::RESPONSE.count(1284_i64), "1,284 responses");
        assert_eq!(Noun::COMMENT.count(-1), "0 comments");
    }

    #[test]
    fn thousands_have_commas() {
        let written: Vec<String> = [0, 12, 999, 1000, 1_284_000, -1_500_i64].into_iter().map(grouped).collect();
        assert_eq!(written, ["0", "12", "999", "1,000", "1,284,000", "−1,500"]);
    }
}

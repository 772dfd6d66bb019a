//! What a ranking is: a question, options, and the orders people put them in.

use std::fmt;

use crate::ids::{ConsultationId, RankingId};
use crate::time::Time;

/// Its bit among what a consultation asks ([`Parts`](crate::consultations::model::Parts)).
pub const BIT: i64 = 4;

/// The way of counting that decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Strike out the least popular, pass its votes on, until one has more than half.
    InstantRunoff,
    /// Compare every two options; the one that beats each other wins.
    Schulze,
}

impl Method {
    /// Both methods, as they are asked.
    pub const ALL: [Self; 2] = [Self::Schulze, Self::InstantRunoff];

    /// The one that staff are given unless they choose another: it finds what most people can agree on.
    pub const USUAL: Self = Self::Schulze;

    /// The word used in the record and in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::InstantRunoff => "instant-runoff",
            Self::Schulze => "schulze",
        }
    }

    /// The words as a page shows them, at the start of a sentence.
    pub const fn title(self) -> &'static str {
        match self {
            Self::InstantRunoff => "Instant-runoff",
            Self::Schulze => "The Schulze method",
        }
    }

    /// The words within a sentence.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InstantRunoff => "instant-runoff",
            Self::Schulze => "the Schulze method",
        }
    }

    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::InstantRunoff => Self::Schulze,
            Self::Schulze => Self::InstantRunoff,
        }
    }

    /// The method of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.word() == word)
    }
}

impl TryFrom<String> for Method {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Self::from_word(&word).ok_or_else(|| format!("{word:?} is not a way of counting"))
    }
}

/// A question whose options people put in order.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Ranking {
    /// Its number in the record.
    pub id: RankingId,
    /// The consultation that asks it.
    pub consultation_id: ConsultationId,
    /// Its number in the consultation, from 1.
    pub number: i64,
    /// The question.
    pub question: String,
    /// What people should know before they answer, as written.
    pub about: String,
    /// The same as safe HTML.
    pub about_html: String,
    /// What decides.
    #[sqlx(try_from = "String")]
    pub method: Method,
    /// What the order on the page and the lot are made from: drawn when it is published, empty before. Nobody is shown it
    /// before closing ([`lot`](crate::consultations::lot)).
    pub seed: String,
    /// Goes up with everything the result depends on.
    pub changes: i64,
    /// When staff last changed it.
    pub updated_at: Time,
}

/// One of the options of a ranking.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RankingOption {
    /// The ranking.
    pub ranking_id: RankingId,
    /// Its number in the ranking, from 1.
    pub number: i64,
    /// What it is called.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// When it was withdrawn.
    pub withdrawn_at: Option<Time>,
    /// Why.
    pub withdrawn_reason: String,
}

impl RankingOption {
    /// Whether it can still be chosen.
    pub const fn stands(&self) -> bool {
        self.withdrawn_at.is_none()
    }

    /// The name of its field in forms.
    pub fn field(&self) -> String {
        format!("option_{}", self.number)
    }
}

/// One person's order: the numbers of the options they ranked, from the best down. Never empty, no number twice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RankedOrder(Vec<i64>);

impl RankedOrder {
    /// An order of these options; none when it is empty or names one twice.
    pub fn new(numbers: Vec<i64>) -> Option<Self> {
        let twice = numbers.iter().enumerate().any(|(place, number)| numbers[..place].contains(number));
        (!numbers.is_empty() && !twice).then_some(Self(numbers))
    }

    /// The numbers from the best down.
    pub fn numbers(&self) -> &[i64] {
        &self.0
    }

    /// The place of an option, from 1; none when it was left out.
    pub fn place(&self, number: i64) -> Option<usize> {
        self.0.iter().position(|known| *known == number).map(|place| place + 1)
    }
}

impl fmt::Display for RankedOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, number) in self.0.iter().enumerate() {
            let comma = if place > 0 { "," } else { "" };
            write!(f, "{comma}{number}")?;
        }
        Ok(())
    }
}

impl TryFrom<String> for RankedOrder {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let numbers: Result<Vec<i64>, _> = text.split(',').map(str::parse).collect();
        numbers.ok().and_then(Self::new).ok_or_else(|| format!("{text:?} is not an order of options"))
    }
}

/// The order somebody has given.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RankingBallot {
    /// The order.
    #[sqlx(try_from = "String")]
    pub ranked: RankedOrder,
    /// When it was last given.
    pub cast_at: Time,
}

/// "1st", "2nd", "3rd", "4th", "11th".
pub fn ordinal(number: usize) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_kept_as_text_and_comes_back() {
        let order = RankedOrder::new(vec![3, 1, 12]).unwrap();
        assert_eq!(order.to_string(), "3,1,12");
        assert_eq!(RankedOrder::try_from("3,1,12".to_owned()), Ok(order.clone()));
        assert_eq!((order.place(12), order.place(2)), (Some(3), None));
    }

    #[test]
    fn an_order_of_nothing_or_of_one_option_twice_is_none() {
        assert_eq!(RankedOrder::new(vec![]), None);
        assert_eq!(RankedOrder::new(vec![2, 1, 2]), None);
        for text in ["", "1,", "a", "1,1"] {
            assert!(RankedOrder::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn places_are_said_as_people_say_them() {
        let said: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21].into_iter().map(ordinal).collect();
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st"]);
    }
}

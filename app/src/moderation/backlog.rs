//! What waits for a moderator, counted: whatever people wrote that is held back or was reported. The tabs of moderation and
//! the staff's front page show the same numbers.

use crate::numbers::Noun;

/// How much waits, of each kind, and how many appeals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// For each kind what one and several are called, and how many.
    pub kinds: Vec<([&'static str; 2], i64)>,
    /// Appeals of authors.
    pub appeals: i64,
}

impl Backlog {
    /// How much waits altogether, appeals apart: they have a list of their own.
    pub fn total(&self) -> i64 {
        self.kinds.iter().map(|(_, many)| many).sum()
    }

    /// How much waits of one kind.
    pub fn of(&self, kind: &str) -> i64 {
        self.kinds.iter().find(|([one, _], _)| *one == kind).map_or(0, |(_, many)| *many)
    }

    /// "2 comments and 1 appeal wait"; nothing when nothing waits.
    pub fn words(&self) -> Option<String> {
        let counted =
            |([one, many], number): &([&'static str; 2], i64)| (*number > 0).then(|| Noun { one, many }.count(*number));
        let appeals = (["appeal", "appeals"], self.appeals);
        let mut parts: Vec<String> = self.kinds.iter().chain([&appeals]).filter_map(counted).collect();
        let last = parts.pop()?;
        let verb = if self.total() + self.appeals == 1 { "waits" } else { "wait" };
        Some(match parts.as_slice() {
            [] => format!("{last} {verb}"),
            before => format!("{} and {last} {verb}", before.join(", ")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_said_as_people_say_it() {
        let words = |comments, statements, ideas| {
            let each = [
                (["comment", "comments"], comments),
                (["statement", "statements"], statements),
                (["idea", "ideas"], ideas),
            ];
            Backlog { kinds: each.to_vec(), appeals: 0 }.words()
        };
        assert_eq!(words(0, 0, 0), None);
        assert_eq!(words(1, 0, 0).as_deref(), Some("1 comment waits"));
        assert_eq!(words(0, 2, 0).as_deref(), Some("2 statements wait"));
        assert_eq!(words(3, 1, 0).as_deref(), Some("3 comments and 1 statement wait"));
        let appeals = |kinds: &[_], appeals| Backlog { kinds: kinds.to_vec(), appeals }.words();
        assert_eq!(appeals(&[], 1).as_deref(), Some("1 appeal waits"));
        assert_eq!(appeals(&[(["comment", "comments"], 1)], 1).as_deref(), Some("1 comment and 1 appeal wait"));
        assert_eq!(words(3, 1, 2).as_deref(), Some("3 comments, 1 statement and 2 ideas wait"));
    }
}

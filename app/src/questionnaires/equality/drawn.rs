//! The counts as they are kept: drawn once, with everything in words, so that they can be read when the answers are erased
//! and the questions are others.

use serde::{Deserialize, Serialize};

use super::super::definition::texts::Wording;
use super::{EqualityBlock, FiledTopic, NO_ANSWER, ShownCount};
use crate::downloads::spreadsheet::{Cell, Sheet, SheetColumn};

/// What stands in a file for a count that is not shown: the sign of the government's statisticians for it.
pub const CONFIDENTIAL: &str = "[c]";

/// The counts of a consultation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawnTables {
    /// The nation and the edition of the questions with which they were counted.
    pub block: String,
    /// Question by question.
    pub questions: Vec<DrawnQuestion>,
}

/// The counts of one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawnQuestion {
    /// What staff call its topic.
    pub topic: String,
    /// Its key.
    pub question: String,
    /// What was asked.
    pub label: String,
    /// How many people it is about; none if so few that nothing is shown.
    pub people: Option<u64>,
    /// The counts.
    pub rows: Vec<DrawnRow>,
}

/// One count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawnRow {
    /// The codes of the options that are counted here, with spaces between.
    pub codes: String,
    /// What they are called.
    pub label: String,
    /// How many people; none if that is not shown.
    pub people: Option<u64>,
    /// The category of the census that it is compared with; empty if there is none.
    pub census: String,
}

impl DrawnTables {
    /// Draws the counts of everything that was filed in one consultation.
    pub fn of<'a>(block: &EqualityBlock, filed: impl IntoIterator<Item = &'a FiledTopic>) -> Self {
        let words = |wording: &Wording| match block.languages.first() {
            Some(first) => wording.read(first, &block.languages).to_owned(),
            None => String::new(),
        };
        let questions = block.counts(filed).into_iter().map(|counts| {
            let topic = block.topic(counts.topic);
            let asked = topic
                .and_then(|topic| topic.questions.iter().find(|question| question.key.as_str() == counts.question));
            let label = |code: &String| match asked.and_then(|question| question.option(code)) {
                Some(option) => words(&option.label),
                None if code == NO_ANSWER => "No answer, preferred not to say, or not asked".to_owned(),
                None => code.clone(),
            };
            let rows = counts.rows.iter().map(|row| {
                let parts: Vec<String> = row
                    .codes
                    .iter()
                    .filter_map(|code| block.census(&counts.question, code))
                    .flat_map(|category| &category.parts)
                    .map(|part| match &part.code {
                        Some(code) => format!("{code} {}", part.name),
                        None => part.name.clone(),
                    })
                    .collect();
                DrawnRow {
                    codes: row.codes.join(" "),
                    label: row.codes.iter().map(label).collect::<Vec<_>>().join("; "),
                    people: match row.people {
                        ShownCount::People(people) => Some(people),
                        ShownCount::Hidden => None,
                    },
                    census: parts.join("; "),
                }
            });
            DrawnQuestion {
                topic: topic.map(|topic| topic.name.clone()).unwrap_or_default(),
                question: counts.question.clone(),
                label: asked.map(|question| words(&question.label)).unwrap_or_default(),
                people: counts.people,
                rows: rows.collect(),
            }
        });
        Self { block: block.name(), questions: questions.collect() }
    }

    /// The same as a table to take away.
    pub fn sheet(&self) -> Sheet {
        const COLUMNS: [(&str, &str, &str); 8] = [
            ("block", "Questions", "The nation and the edition of the questions"),
            ("topic", "Topic", "What the question is about"),
            ("question", "Question", "The key of the question"),
            ("asked", "What was asked", "The words of the question"),
            ("codes", "Codes", "The codes of the answer; several where they had to be put together"),
            ("answer", "Answer", "The answer in words"),
            ("people", "People", "How many people; [c] where that is fewer than 5 or would give away one that is"),
            ("census", "Census category", "What the answer is compared with, with its code where that is known"),
        ];
        let columns = COLUMNS.iter().map(|(key, label, description)| SheetColumn {
            key: (*key).to_owned(),
            label: (*label).to_owned(),
            description: (*description).to_owned(),
        });
        let count = |people: Option<u64>| match people.and_then(|people| i64::try_from(people).ok()) {
            Some(people) => Cell::Int(people),
            None => Cell::Text(CONFIDENTIAL.to_owned()),
        };
        let text = |text: &str| Cell::Text(text.to_owned());
        let mut rows = Vec::new();
        for question in &self.questions {
            let about = [text(&self.block), text(&question.topic), text(&question.question), text(&question.label)];
            let mut line = |codes: &str, answer: &str, people, census: &str| {
                rows.push(
                    about.iter().cloned().chain([text(codes), text(answer), count(people), text(census)]).collect(),
                );
            };
            line("", "Everybody who was offered the topic", question.people, "");
            for row in &question.rows {
                line(&row.codes, &row.label, row.people, &row.census);
            }
        }
        Sheet { name: "Equality counts".to_owned(), columns: columns.collect(), rows }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::{EqualityTopic, Nation, of_nation};
    use super::*;
    use crate::downloads::spreadsheet::{ByteOrderMark, csv};

    fn of_sex(codes: &[(&str, usize)]) -> DrawnTables {
        let filed: Vec<FiledTopic> = codes
            .iter()
            .flat_map(|(code, people)| std::iter::repeat_n(*code, *people))
            .map(|code| FiledTopic {
                topic: EqualityTopic::Sex,
                codes: BTreeMap::from([("sex".to_owned(), code.to_owned())]),
                words: BTreeMap::new(),
            })
            .collect();
        DrawnTables::of(of_nation(Nation::England).unwrap(), &filed)
    }

    #[test]
    fn counts_are_kept_in_words_with_what_they_are_compared_with() {
        let drawn = of_sex(&[("female", 9), ("male", 6), ("prefer-not-to-say", 5)]);
        let sex = &drawn.questions[0];
        assert_eq!((sex.topic.as_str(), sex.people), ("Sex", Some(20)));
        let counts: Vec<Option<u64>> = sex.rows.iter().map(|row| row.people).collect();
        assert_eq!(counts, [Some(9), Some(6), Some(5)]);
        assert!(sex.rows[0].census.ends_with("Female"), "{}", sex.rows[0].census);
        let json = serde_json::to_string(&drawn).unwrap();
        assert_eq!(serde_json::from_str::<DrawnTables>(&json).unwrap(), drawn);
    }

    #[test]
    fn a_file_says_that_a_count_is_hidden_and_not_what_it_is() {
        let file = String::from_utf8(csv(&of_sex(&[("female", 9), ("male", 2)]).sheet(), ByteOrderMark::No)).unwrap();
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(lines.len(), 5, "{file}");
        assert!(lines[1].contains(",11,"), "{file}");
        assert!(lines[2..].iter().all(|line| line.contains(",[c],")), "{file}");
    }
}

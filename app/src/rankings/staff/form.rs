//! The form in which staff write a ranking: what is typed, and what it means. Options are rows; there are always two
//! empty ones to fill, and more when asked for, without any script.

use crate::rankings::model::{Method, Ranking, RankingOption};
use crate::rankings::rules::{
    ABOUT_LONGEST, FEWEST_OPTIONS, MOST_OPTIONS, QUESTION_LONGEST, SUMMARY_LONGEST, TITLE_LONGEST,
};
use crate::rankings::store::RankingText;
use crate::rankings::words;
use crate::site::fields::length;
use crate::site::{Fields, FormErrors};
use crate::ui::overtaken::ReadField;
use crate::ui::prose;

/// Empty rows shown after the filled ones.
const SPARE: usize = 2;
/// Rows shown at least.
const AT_LEAST: usize = 4;
/// Rows added by "Add more rows".
const MORE: usize = 4;

/// Everything typed in the form.
#[derive(Clone, Debug, Default)]
pub struct RankingForm {
    /// The question.
    pub question: String,
    /// What people should know.
    pub about: String,
    /// What decides, by its word.
    pub method: String,
    /// Names and texts of options; the last rows are empty.
    pub options: Vec<(String, String)>,
    /// What the public is told of the change, once it is published.
    pub change: String,
    /// When the ranking being edited was saved.
    pub seen: i64,
}

impl RankingForm {
    /// An empty form.
    pub fn new() -> Self {
        Self { method: Method::USUAL.word().to_owned(), ..Self::default() }.with_spare(SPARE)
    }

    /// A form that holds what was written before.
    pub fn of(ranking: &Ranking, options: &[RankingOption]) -> Self {
        Self {
            question: ranking.question.clone(),
            about: ranking.about.clone(),
            method: ranking.method.word().to_owned(),
            options: options
                .iter()
                .filter(|option| option.stands())
                .map(|option| (option.title.clone(), option.summary.clone()))
                .collect(),
            change: String::new(),
            seen: ranking.updated_at.0,
        }
        .with_spare(SPARE)
    }

    /// What a form sent.
    pub fn from_fields(fields: &Fields) -> Self {
        let row = |stem: &str, index: usize| fields.text(&format!("{stem}_{index}")).to_owned();
        let options = (0..MOST_OPTIONS)
            .map(|index| (row("option_title", index), row("option_summary", index)))
            .filter(|(title, summary)| !title.is_empty() || !summary.is_empty())
            .collect();
        Self {
            question: fields.text("question").to_owned(),
            about: fields.raw_text("about").trim_end().to_owned(),
            method: fields.text("method").to_owned(),
            options,
            change: fields.text("change").to_owned(),
            seen: fields.number("seen").unwrap_or(0),
        }
        .with_spare(if fields.has("rows") { SPARE + MORE } else { SPARE })
    }

    /// Every field of the form by its label, as people read it, for whoever has to compare two of them.
    pub fn read(&self) -> Vec<ReadField> {
        let mut all = vec![
            ("The question".to_owned(), self.question.clone()),
            ("What people should know first".to_owned(), self.about.clone()),
            (
                "Which way of counting decides?".to_owned(),
                Method::from_word(&self.method).map_or("", words::called).to_owned(),
            ),
        ];
        let options = self.options.iter().filter(|(title, about)| !title.is_empty() || !about.is_empty());
        for (number, (title, about)) in (1..).zip(options) {
            all.push((format!("Option {number}"), format!("{title}\n{about}")));
        }
        all
    }

    fn with_spare(mut self, spare: usize) -> Self {
        let rows = (self.options.len() + spare).clamp(AT_LEAST, MOST_OPTIONS);
        self.options.resize(rows, Default::default());
        self
    }

    /// What it says, and what the public is told if it must be; or what is wrong.
    pub fn words(&self, fields: &Fields, told: bool, errors: &mut FormErrors) -> Option<(RankingText, String)> {
        fields.expect_only(
            &["question", "about", "method", "option_title_*", "option_summary_*", "rows", "seen", "change"],
            errors,
        );
        let question = errors.check("question", length(&self.question, "the question", true, QUESTION_LONGEST));
        let about = length(&self.about, "what people should know", false, ABOUT_LONGEST);
        let about = errors.check("about", about);
        let method = Method::from_word(&self.method).ok_or("Choose how it is decided");
        let method = errors.check("method", method);
        let options = self.rows(errors);
        let change = if told { length(&self.change, "what changes and why", true, 500) } else { Ok(String::new()) };
        let change = errors.check("change", change);
        if !errors.is_empty() {
            return None;
        }
        Some((RankingText { question: question?, about: about?, method: method?.word(), options }, change?))
    }

    fn rows(&self, errors: &mut FormErrors) -> Vec<(String, String)> {
        let mut options: Vec<(String, String)> = Vec::new();
        for (index, (title, summary)) in self.options.iter().enumerate() {
            if title.is_empty() && summary.is_empty() {
                continue;
            }
            let (name, number) = (format!("option_title_{index}"), index + 1);
            let title = errors.check(&name, length(title, &format!("a name for option {number}"), true, TITLE_LONGEST));
            let what = format!("the text about option {number}");
            let about = length(summary, &what, false, SUMMARY_LONGEST);
            let about = errors.check(&format!("option_summary_{index}"), about);
            let (Some(title), Some(about)) = (title, about) else { continue };
            // Two options that read alike cannot be told apart on a ballot.
            let folded = |text: &str| prose::plain(text).to_lowercase();
            if options.iter().any(|(known, _)| folded(known) == folded(&title)) {
                errors.add(name, format!("“{title}” is there twice: give each option a name of its own"));
            }
            options.push((title, about));
        }
        if options.len() < FEWEST_OPTIONS && errors.is_empty() {
            let empty = self.options.iter().position(|(title, _)| title.is_empty()).unwrap_or(0);
            errors.add(format!("option_title_{empty}"), "Enter at least two options to choose between");
        }
        options
    }
}

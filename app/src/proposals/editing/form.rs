//! The form in which staff write a proposal: what is typed, and what it means. Alternatives and costs are
//! rows; there are always two empty ones to fill, and more when asked for, without any script.

use super::money;
use crate::proposals::model::{Alternative, Content, Cost};
use crate::site::fields::length;
use crate::site::overtaken::Read;
use crate::site::{Fields, FormErrors};

/// Most alternatives a proposal may list.
pub const MOST_ALTERNATIVES: usize = 20;
/// Most lines of cost.
pub const MOST_COSTS: usize = 40;
/// Empty rows shown after the filled ones.
const SPARE: usize = 2;
/// Rows added by "Add more rows".
const MORE: usize = 4;

/// Every field of the form.
const KNOWN: [&str; 14] = [
    "title",
    "summary",
    "body",
    "fixed",
    "open",
    "impact",
    "alternative_title_*",
    "alternative_why_*",
    "cost_item_*",
    "cost_amount_*",
    "cost_note_*",
    "rows",
    "seen",
    "then",
];

/// A row of the alternatives, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlternativeRow {
    /// What it would be.
    pub title: String,
    /// Why it is not proposed.
    pub why_not: String,
}

/// A row of the costs, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostRow {
    /// What the money is for.
    pub item: String,
    /// The amount in pounds.
    pub amount: String,
    /// A line of explanation.
    pub note: String,
}

/// Everything typed in the form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// What it is called.
    pub title: String,
    /// One or two sentences.
    pub summary: String,
    /// What is proposed and why.
    pub body: String,
    /// What is already decided.
    pub fixed: String,
    /// What can still change.
    pub open: String,
    /// Who is affected.
    pub impact: String,
    /// What else was considered; the last rows are empty.
    pub alternatives: Vec<AlternativeRow>,
    /// What it costs; the last rows are empty.
    pub costs: Vec<CostRow>,
    /// When the draft being edited was saved; 0 for none.
    pub seen: i64,
}

impl Typed {
    /// A form that holds what was written before.
    pub fn of(content: &Content, seen: i64) -> Self {
        let alternatives = content
            .alternatives
            .iter()
            .map(|other| AlternativeRow { title: other.title.clone(), why_not: other.why_not.clone() })
            .collect();
        let costs = content
            .costs
            .iter()
            .map(|cost| CostRow {
                item: cost.item.clone(),
                amount: money::typed(cost.amount_pence),
                note: cost.note.clone(),
            })
            .collect();
        Self {
            title: content.title.clone(),
            summary: content.summary.clone(),
            body: content.body.clone(),
            fixed: content.fixed.clone(),
            open: content.open.clone(),
            impact: content.impact.clone(),
            alternatives,
            costs,
            seen,
        }
        .with_spare(SPARE)
    }

    /// What a form sent.
    pub fn from_fields(fields: &Fields) -> Self {
        let lines = |name: &str| fields.raw_text(name).trim_end().to_owned();
        let row = |stem: &str, index: usize| fields.text(&format!("{stem}_{index}")).to_owned();
        let alternatives = (0..MOST_ALTERNATIVES)
            .map(|index| AlternativeRow {
                title: row("alternative_title", index),
                why_not: row("alternative_why", index),
            })
            .filter(|row| *row != AlternativeRow::default())
            .collect();
        let costs = (0..MOST_COSTS)
            .map(|index| CostRow {
                item: row("cost_item", index),
                amount: row("cost_amount", index),
                note: row("cost_note", index),
            })
            .filter(|row| *row != CostRow::default())
            .collect();
        let spare = if wants_more_rows(fields) { SPARE + MORE } else { SPARE };
        Self {
            title: fields.text("title").to_owned(),
            summary: fields.text("summary").to_owned(),
            body: lines("body"),
            fixed: lines("fixed"),
            open: lines("open"),
            impact: lines("impact"),
            alternatives,
            costs,
            seen: fields.number("seen").unwrap_or(0),
        }
        .with_spare(spare)
    }

    /// Every field of the form by its label, as people read it, for whoever has to compare two of them.
    pub fn read(&self) -> Vec<Read> {
        let mut all: Vec<Read> = [
            ("Title", &self.title),
            ("Summary", &self.summary),
            ("The proposal and its reasons", &self.body),
            ("What is already fixed", &self.fixed),
            ("What is still open", &self.open),
            ("Who it affects", &self.impact),
        ]
        .map(|(label, value)| (label.to_owned(), value.clone()))
        .into();
        for (number, row) in (1..).zip(self.alternatives.iter().filter(|row| **row != AlternativeRow::default())) {
            all.push((format!("Alternative {number}"), format!("{}\n{}", row.title, row.why_not)));
        }
        for (number, row) in (1..).zip(self.costs.iter().filter(|row| **row != CostRow::default())) {
            all.push((format!("Cost {number}"), [&*row.item, &*row.amount, &*row.note].join("\n")));
        }
        all
    }

    fn with_spare(mut self, spare: usize) -> Self {
        let rows = (self.alternatives.len() + spare).min(MOST_ALTERNATIVES);
        self.alternatives.resize(rows, AlternativeRow::default());
        let rows = (self.costs.len() + spare).min(MOST_COSTS);
        self.costs.resize(rows, CostRow::default());
        self
    }

    /// What it says, or what is wrong. A draft may leave out everything but its title: what is still missing
    /// is listed on the consultation's page, and stops it from being published.
    pub fn content(&self, fields: &Fields, errors: &mut FormErrors) -> Option<Content> {
        fields.expect_only(&KNOWN, errors);
        let mut text = |name: &str, what: &str, value: &str, required: bool, longest: usize| {
            errors.check(name, length(value, what, required, longest)).unwrap_or_default()
        };
        let mut content = Content {
            title: text("title", "a title", &self.title, true, 200),
            summary: text("summary", "a summary", &self.summary, false, 500),
            body: text("body", "what you propose and why", &self.body, false, 20_000),
            fixed: text("fixed", "what is already fixed", &self.fixed, false, 5_000),
            open: text("open", "what is still open", &self.open, false, 5_000),
            impact: text("impact", "who it affects", &self.impact, false, 10_000),
            ..Content::default()
        };
        for (index, row) in self.alternatives.iter().enumerate() {
            if *row == AlternativeRow::default() {
                continue;
            }
            let number = index + 1;
            let name = format!("alternative_title_{index}");
            let title = errors.check(&name, length(&row.title, &format!("a name for alternative {number}"), true, 200));
            let name = format!("alternative_why_{index}");
            let why =
                errors.check(&name, length(&row.why_not, &format!("why not, for alternative {number}"), true, 2_000));
            if let (Some(title), Some(why_not)) = (title, why) {
                content.alternatives.push(Alternative { title, why_not });
            }
        }
        for (index, row) in self.costs.iter().enumerate() {
            if *row == CostRow::default() {
                continue;
            }
            let number = index + 1;
            let name = format!("cost_item_{index}");
            let item = errors.check(&name, length(&row.item, &format!("what cost {number} is for"), true, 200));
            let amount = money::pence(&row.amount).map_err(|why| format!("Cost {number}: {}", lower_first(&why)));
            let amount = errors.check(&format!("cost_amount_{index}"), amount);
            let name = format!("cost_note_{index}");
            let note = errors.check(&name, length(&row.note, &format!("the note on cost {number}"), false, 300));
            if let (Some(item), Some(amount_pence), Some(note)) = (item, amount, note) {
                content.costs.push(Cost { item, amount_pence, note });
            }
        }
        errors.is_empty().then_some(content)
    }
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map(|first| first.to_lowercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// Whether the button "Add more rows" was pressed, rather than "Save".
pub fn wants_more_rows(fields: &Fields) -> bool {
    fields.has("rows")
}

//! The form in which staff write a proposal: what is typed, and what it means. Alternatives and costs are
//! rows; there are always two empty ones to fill, and more when asked for, without any script.

use crate::money::Period;
use crate::money::amounts;
use crate::proposals::model::{Alternative, CostLine, ProposalContent};
use crate::site::fields::length;
use crate::site::{Fields, FormErrors};
use crate::ui::first_letter::uncapitalised;
use crate::ui::overtaken::ReadField;

/// Most alternatives a proposal may list.
pub const MOST_ALTERNATIVES: usize = 20;
/// Most lines of cost.
pub const MOST_COSTS: usize = 40;
/// Empty rows shown after the filled ones.
pub(super) const SPARE: usize = 2;
/// Rows added by "Add more rows".
const MORE: usize = 4;

/// Every field of the form.
const KNOWN: [&str; 15] = [
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
    "cost_period_*",
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
    /// How often it is paid: a word of the list, nothing chosen yet, or nothing sent.
    pub period: Option<String>,
    /// A line of explanation.
    pub note: String,
}

impl CostRow {
    /// Whether nothing was typed in it. A choice alone is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.item.is_empty() && self.amount.is_empty() && self.note.is_empty()
    }

    /// How often this amount is paid: as it was chosen, as it was typed with the amount, or as the note says it in as
    /// many words. What costs nothing is paid at no time; a form that does not ask gets no answer made up.
    fn period(&self, amount: amounts::Amount) -> Result<Period, String> {
        let chosen = match self.period.as_deref() {
            None => return Ok(amount.period.or_else(|| amounts::period(&self.note)).unwrap_or_default()),
            Some("") => None,
            Some(word) => {
                let known = [Period::Once, Period::EachYear].into_iter().find(|period| period.word() == word);
                Some(known.ok_or("Choose from the list whether it is paid once or each year")?)
            }
        };
        match (chosen, amount.period) {
            (Some(chosen), Some(typed)) if chosen != typed => Err(format!(
                "The amount says “{}” and the list says “{}”: choose one of the two",
                typed.title().to_lowercase(),
                chosen.title().to_lowercase()
            )),
            (Some(period), _) | (None, Some(period)) => Ok(period),
            (None, None) if amount.pence == 0 => Ok(Period::NotSaid),
            (None, None) => {
                amounts::period(&self.note).ok_or_else(|| "Choose whether it is paid once or each year".to_owned())
            }
        }
    }
}

/// Everything typed in the form.
#[derive(Clone, Debug, Default)]
pub struct ProposalForm {
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

impl ProposalForm {
    /// A form that holds what was written before.
    pub fn of(content: &ProposalContent, seen: i64) -> Self {
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
                amount: amounts::typed(cost.amount_pence),
                period: Some(match cost.period {
                    Period::NotSaid => String::new(),
                    said => said.word().to_owned(),
                }),
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
                period: sent_period(fields, index),
                note: row("cost_note", index),
            })
            .filter(|row| !row.is_empty())
            .collect();
        let spare = if wants_more_rows(fields) { SPARE + MORE } else { SPARE };
        Self {
            title: fields.line("title"),
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
    pub fn read(&self) -> Vec<ReadField> {
        let mut all: Vec<ReadField> = [
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
        let empty = CostRow { period: Some(String::new()), ..CostRow::default() };
        self.costs.resize(rows, empty);
        self
    }

    /// What it says, or what is wrong. A draft may leave out everything but its title: what is still missing
    /// is listed on the consultation's page, and stops it from being published.
    pub fn content(&self, fields: &Fields, errors: &mut FormErrors) -> Option<ProposalContent> {
        fields.expect_only(&KNOWN, errors);
        let mut text = |name: &str, what: &str, value: &str, required: bool, longest: usize| {
            errors.check(name, length(value, what, required, longest)).unwrap_or_default()
        };
        let mut content = ProposalContent {
            title: text("title", "a title", &self.title, true, 200),
            summary: text("summary", "a summary", &self.summary, false, 500),
            body: text("body", "what you propose and why", &self.body, false, 20_000),
            fixed: text("fixed", "what is already fixed", &self.fixed, false, 5_000),
            open: text("open", "what is still open", &self.open, false, 5_000),
            impact: text("impact", "who it affects", &self.impact, false, 10_000),
            ..ProposalContent::default()
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
            if row.is_empty() {
                continue;
            }
            let number = index + 1;
            let name = format!("cost_item_{index}");
            let item = errors.check(&name, length(&row.item, &format!("what cost {number} is for"), true, 200));
            let about = |why: String| format!("Cost {number}: {}", uncapitalised(&why));
            let amount = errors.check(&format!("cost_amount_{index}"), amounts::amount(&row.amount).map_err(about));
            let period = amount
                .and_then(|amount| errors.check(&format!("cost_period_{index}"), row.period(amount).map_err(about)));
            let name = format!("cost_note_{index}");
            let note = errors.check(&name, length(&row.note, &format!("the note on cost {number}"), false, 300));
            if let (Some(item), Some(amount), Some(period), Some(note)) = (item, amount, period, note) {
                content.costs.push(CostLine { item, amount_pence: amount.pence, period, note });
            }
        }
        errors.is_empty().then_some(content)
    }
}

/// What the list says of a row; nothing when the form that was sent has no list.
fn sent_period(fields: &Fields, index: usize) -> Option<String> {
    let name = format!("cost_period_{index}");
    fields.has(&name).then(|| fields.text(&name).to_owned())
}

/// Whether the button "Add more rows" was pressed, rather than "Save".
pub fn wants_more_rows(fields: &Fields) -> bool {
    fields.has("rows")
}

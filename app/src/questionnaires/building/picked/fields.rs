//! A picked condition as the boxes of a form: `join`, then `0-join`, `0-0-question`, `0-0-is`, `0-0-value` for the first
//! line of the first group, and so on. A line whose question is left empty is no line: so a page can show empty ones to be filled
//! in, and taking a line out is choosing nothing in it.

use crate::questionnaires::definition::condition::{Operand, Subject};
use crate::questionnaires::definition::fields::FilledIn;
use crate::questionnaires::definition::logic::title;
use crate::questionnaires::definition::question::{Question, QuestionKind, Questionnaire};

use super::offered::part_value;
use super::{
    MOST_GROUPS, MOST_LINES, PickComparison, PickJoin, PickTakes, PickedCondition, PickedGroup, PickedLine,
    comparisons_for,
};

/// The names of the boxes of a line, by the places of its group and its own, from 0.
pub struct LineFields {
    /// The question, or part of one.
    pub question: String,
    /// The comparison.
    pub comparison: String,
    /// The values: several boxes of one name where several can be chosen.
    pub value: String,
}

/// The names of the boxes of a line.
pub fn line_fields(group: usize, line: usize) -> LineFields {
    LineFields {
        question: format!("{group}-{line}-question"),
        comparison: format!("{group}-{line}-is"),
        value: format!("{group}-{line}-value"),
    }
}

/// The name of the box that says how the lines of a group are joined; of that for the groups, without a place.
pub fn join_field(group: Option<usize>) -> String {
    group.map_or_else(|| "join".to_owned(), |group| format!("{group}-join"))
}

impl PickedCondition {
    /// What is in the boxes: each name with a value, in order.
    pub fn written_fields(&self) -> Vec<(String, String)> {
        let mut all = vec![(join_field(None), self.join.name().to_owned())];
        for (at, group) in self.groups.iter().enumerate() {
            all.push((join_field(Some(at)), group.join.name().to_owned()));
            for (place, line) in group.lines.iter().enumerate() {
                let fields = line_fields(at, place);
                let of = match &line.of.part {
                    Some(part) => part_value(&line.of.key, part),
                    None => line.of.key.to_string(),
                };
                all.push((fields.question, of));
                all.push((fields.comparison, line.comparison.name().to_owned()));
                all.extend(line.values.iter().map(|value| (fields.value.clone(), operand_text(value))));
            }
        }
        all
    }

    /// What was picked in the boxes.
    ///
    /// # Errors
    /// Every line that cannot be read, each with the name of its box and a sentence.
    pub fn read_fields(form: &Questionnaire, filled: &impl FilledIn) -> Result<Self, Vec<(String, String)>> {
        let mut groups = Vec::new();
        let mut wrong = Vec::new();
        for at in 0..MOST_GROUPS {
            let mut lines = Vec::new();
            for place in 0..MOST_LINES {
                match read_line(form, filled, &line_fields(at, place)) {
                    Ok(line) => lines.extend(line),
                    Err(why) => wrong.push(why),
                }
            }
            if !lines.is_empty() {
                groups.push(PickedGroup { join: join(filled.value(&join_field(Some(at)))), lines });
            }
        }
        if wrong.is_empty() { Ok(Self { join: join(filled.value(&join_field(None))), groups }) } else { Err(wrong) }
    }
}

fn operand_text(operand: &Operand) -> String {
    match operand {
        Operand::Text(text) => text.clone(),
        Operand::Number(number) => number.to_string(),
    }
}

fn join(name: &str) -> PickJoin {
    if name == PickJoin::Any.name() { PickJoin::Any } else { PickJoin::All }
}

fn read_line(
    form: &Questionnaire,
    filled: &impl FilledIn,
    fields: &LineFields,
) -> Result<Option<PickedLine>, (String, String)> {
    let of = filled.value(&fields.question);
    if of.is_empty() {
        return Ok(None);
    }
    let (key, part) = of.split_once('/').map_or((of, None), |(key, part)| (key, Some(part.to_owned())));
    let question = form.question(key).ok_or_else(|| {
        (fields.question.clone(), format!("There is no question “{key}” (any more). Choose another."))
    })?;
    if let Some(part) = part.as_ref().filter(|part| question.option(part).is_none()) {
        let words = format!("{} has no part “{part}” (any more). Choose another.", capital_title(form, question));
        return Err((fields.question.clone(), words));
    }
    let comparison = PickComparison::from_name(filled.value(&fields.comparison));
    let comparison =
        comparison.filter(|one| comparisons_for(question, part.is_some()).contains(one)).ok_or_else(|| {
            let words = format!("Choose how the answer to {} is compared.", title(form, question));
            (fields.comparison.clone(), words)
        })?;
    let given: Vec<&str> =
        filled.values(&fields.value).into_iter().map(str::trim).filter(|value| !value.is_empty()).collect();
    let taken = match (comparison.takes(), given.as_slice()) {
        (PickTakes::None, _) => &[][..],
        (_, []) => {
            let words = format!("Choose or type what the answer to {} is compared with.", title(form, question));
            return Err((fields.value.clone(), words));
        }
        (PickTakes::One, [first, ..]) => std::slice::from_ref(first),
        (PickTakes::Several, all) => all,
    };
    let values: Result<Vec<Operand>, String> =
        taken.iter().map(|value| operand(question, part.is_some(), comparison, value)).collect();
    let values = values.map_err(|why| (fields.value.clone(), why))?;
    let of = Subject { part, ..Subject::of(&question.key) };
    Ok(Some(PickedLine { of, comparison, values }))
}

fn capital_title(form: &Questionnaire, question: &Question) -> String {
    crate::ui::first_letter::capitalised(&title(form, question))
}

/// A value as its question compares it: a number where it is one, a code or words elsewhere.
fn operand(question: &Question, part: bool, comparison: PickComparison, value: &str) -> Result<Operand, String> {
    use PickComparison as Pick;
    let counted = matches!(comparison, Pick::Ticked(_) | Pick::TickedExactly | Pick::Wrote(_));
    let ordered = matches!(comparison, Pick::Ordered(_));
    let numbers = match question.kind {
        QuestionKind::Number { .. } | QuestionKind::Money { .. } => true,
        QuestionKind::Rank { .. } | QuestionKind::Split { .. } => part,
        // The points of a scale are codes, and numbers where they are less or more.
        QuestionKind::Scale { .. } => ordered,
        _ => false,
    };
    let text = || Operand::Text(value.to_owned());
    // "I don't know" is an answer that is neither less nor more.
    let blank = crate::questionnaires::definition::blank::Blank::chosen(value);
    if !counted && !ordered && blank.is_some_and(|blank| question.offers_blank(blank)) {
        return Ok(text());
    }
    if counted || numbers {
        let plain = value.replace([',', ' ', '£'], "");
        return plain.parse().map(Operand::Number).map_err(|_| format!("“{value}” is not a number such as 3 or 2.5."));
    }
    if matches!(question.kind, QuestionKind::Date { .. }) {
        let date: Result<crate::questionnaires::definition::answer::PartialDate, String> = value.parse();
        return date.map(|_| text()).map_err(|why| format!("{why}."));
    }
    Ok(text())
}

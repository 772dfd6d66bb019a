//! Whether a condition asks what its question can answer: of a number whether it is less, of ticks whether one is among them.

use super::super::answer::PartialDate;
use super::super::blank::Blank;
use super::super::condition::{Measure, Operand, Subject, Test};
use super::super::decimal::Decimal;
use super::super::question::{Question, QuestionKind};
use super::ProofRule;

/// Why a test cannot be asked of a question.
pub(super) fn fits(question: &Question, of: &Subject, is: &Test) -> Result<(), (ProofRule, String)> {
    let misfit = |why: &str| Err((ProofRule::Misfit, why.to_owned()));
    if !question.asks() {
        return misfit("it asks nothing");
    }
    let kind = &question.kind;
    match of.measure {
        Measure::Count if !matches!(kind, QuestionKind::SeveralOf { .. }) => {
            return misfit("only ticks of several options can be counted");
        }
        Measure::Length if !matches!(kind, QuestionKind::Text { .. }) => {
            return misfit("only words have a length");
        }
        _ => {}
    }
    let code = |code: &str| match question.option(code) {
        Some(option) if option.retired => {
            Err((ProofRule::Removed, format!("its option “{code}” is not offered any more")))
        }
        Some(_) => Ok(()),
        None => Err((ProofRule::Misfit, format!("it has no option “{code}”"))),
    };
    let has_parts =
        matches!(kind, QuestionKind::Matrix { .. } | QuestionKind::Rank { .. } | QuestionKind::Split { .. });
    if let Some(part) = &of.part {
        if !has_parts {
            return misfit("it has no rows or parts");
        }
        code(part)?;
    }
    match is {
        Test::Unanswered | Test::Unasked => Ok(()),
        Test::Contains(_) if of.part.is_some() => misfit("a part contains nothing"),
        Test::Contains(wanted) => match kind {
            QuestionKind::SeveralOf { .. } | QuestionKind::Rank { .. } | QuestionKind::Split { .. } => code(wanted),
            _ => misfit("only a question with several options contains one"),
        },
        Test::Is(operand) => operand_fits(question, of, operand),
        Test::IsOneOf(operands) => operands.iter().try_for_each(|operand| operand_fits(question, of, operand)),
        Test::Ordered(_, operand) => match (kind, operand) {
            (QuestionKind::Date { .. }, Operand::Text(_)) => operand_fits(question, of, operand),
            (QuestionKind::Date { .. }, Operand::Number(_)) => {
                misfit("a date is compared with a date in quotation marks")
            }
            (_, Operand::Text(text)) if text.parse::<Decimal>().is_err() => {
                misfit(&format!("“{text}” is neither less nor more than anything"))
            }
            (QuestionKind::Text { .. }, _) if of.measure == Measure::Itself => {
                misfit("words are neither less nor more than a number")
            }
            (QuestionKind::Branch | QuestionKind::PostcodeArea | QuestionKind::File | QuestionKind::Information, _) => {
                misfit("it is neither less nor more than anything")
            }
            (kind, _) if of.part.is_none() && of.measure == Measure::Itself && whole_has_no_value(kind) => {
                misfit("its answer has several parts. Name one of them")
            }
            _ => Ok(()),
        },
    }
}

const fn whole_has_no_value(kind: &QuestionKind) -> bool {
    matches!(
        kind,
        QuestionKind::SeveralOf { .. }
            | QuestionKind::Matrix { .. }
            | QuestionKind::Rank { .. }
            | QuestionKind::Split { .. }
    )
}

fn operand_fits(question: &Question, of: &Subject, operand: &Operand) -> Result<(), (ProofRule, String)> {
    let misfit = |why: String| Err((ProofRule::Misfit, why));
    if of.measure != Measure::Itself {
        return match operand {
            Operand::Number(_) => Ok(()),
            Operand::Text(text) => misfit(format!("it is a number, and “{text}” is compared with it")),
        };
    }
    let text = match operand {
        Operand::Text(text) => text.clone(),
        Operand::Number(number) => number.to_string(),
    };
    if Blank::chosen(&text).is_some_and(|blank| question.offers_blank(blank)) {
        return Ok(());
    }
    match &question.kind {
        QuestionKind::OneOf(_) => match question.option(&text) {
            Some(option) if option.retired => {
                Err((ProofRule::Removed, format!("its option “{text}” is not offered any more")))
            }
            Some(_) => Ok(()),
            None => misfit(format!("it has no option “{text}”")),
        },
        QuestionKind::Scale { points } => match text.parse::<usize>() {
            Ok(point) if (1..=points.len()).contains(&point) => Ok(()),
            _ => misfit(format!("its points are 1 to {}", points.len())),
        },
        QuestionKind::Matrix { columns, .. } if of.part.is_some() => {
            match columns.iter().find(|column| column.code == text) {
                Some(column) if column.retired => {
                    Err((ProofRule::Removed, format!("its point “{text}” is not offered any more")))
                }
                Some(_) => Ok(()),
                None => misfit(format!("it has no point “{text}”")),
            }
        }
        QuestionKind::Rank { .. } | QuestionKind::Split { .. } if of.part.is_some() => number_fits(&text),
        kind if whole_has_no_value(kind) => {
            misfit("its answer has several parts. Use “contains”, or name a part".to_owned())
        }
        QuestionKind::Number { .. } | QuestionKind::Money { .. } => number_fits(&text),
        QuestionKind::Date { .. } => match text.parse::<PartialDate>() {
            Ok(_) => Ok(()),
            Err(why) => misfit(why),
        },
        QuestionKind::File => misfit("a file is not compared with anything".to_owned()),
        _ => Ok(()),
    }
}

fn number_fits(text: &str) -> Result<(), (ProofRule, String)> {
    match text.parse::<Decimal>() {
        Ok(_) => Ok(()),
        Err(_) => Err((ProofRule::Misfit, format!("“{text}” is not a number"))),
    }
}

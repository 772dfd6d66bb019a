//! A condition of ours as an expression of a form, with the same truth for every answer that a form can hold.

use super::super::super::super::definition::answer::PartialDate;
use super::super::super::super::definition::blank::Blank;
use super::super::super::super::definition::condition::{Bound, Condition, Measure, Operand, Subject, Test};
use super::super::super::super::definition::decimal::Decimal;
use super::super::super::super::definition::question::{Question, QuestionKind};
use super::super::xpath::quoted;
use super::naming::{FormNaming, choice_name};

/// How often "was not asked" is followed from one condition to the next.
const DEEPEST: u32 = 6;
const NEVER: &str = "false()";
const ALWAYS: &str = "true()";

/// The expression of a condition.
pub(super) fn expression(condition: &Condition, naming: &FormNaming<'_>) -> String {
    OutwardWriter { naming, deep: 0 }.condition(condition, false)
}

struct OutwardWriter<'a, 'b> {
    naming: &'b FormNaming<'a>,
    deep: u32,
}

/// Parts joined by a word; in brackets unless they stand alone.
fn joined(parts: Vec<String>, word: &str, nothing: &str, brackets: bool) -> String {
    match parts.len() {
        0 => nothing.to_owned(),
        1 => parts.into_iter().next().unwrap_or_default(),
        _ if brackets => format!("({})", parts.join(word)),
        _ => parts.join(word),
    }
}

fn negated(expression: &str) -> String {
    match expression {
        NEVER => ALWAYS.to_owned(),
        ALWAYS => NEVER.to_owned(),
        other => format!("not({other})"),
    }
}

fn constant(yes: bool) -> String {
    if yes { ALWAYS } else { NEVER }.to_owned()
}

fn as_number(operand: &Operand) -> Option<Decimal> {
    match operand {
        Operand::Number(number) => Some(*number),
        Operand::Text(text) => text.parse().ok(),
    }
}

/// Whether a question can be answered by a blank of this code.
fn has_blank(question: &Question, code: &str) -> bool {
    match Blank::chosen(code) {
        Some(Blank::DontKnow) => question.dont_know,
        Some(_) => question.prefer_not_to_say,
        None => false,
    }
}

impl OutwardWriter<'_, '_> {
    fn condition(&mut self, condition: &Condition, brackets: bool) -> String {
        match condition {
            Condition::Always(yes) => constant(*yes),
            Condition::All(inner) => {
                let parts = inner.iter().map(|one| self.condition(one, true)).collect();
                joined(parts, " and ", ALWAYS, brackets)
            }
            Condition::Any(inner) => {
                let parts = inner.iter().map(|one| self.condition(one, true)).collect();
                joined(parts, " or ", NEVER, brackets)
            }
            Condition::Not(inner) => self.opposite(inner),
            Condition::Test { of, is } => self.test(of, is, brackets),
        }
    }

    fn opposite(&mut self, inner: &Condition) -> String {
        if let Condition::Test { of, is } = inner {
            let plain = self.test(of, is, false);
            // "Is not" and "is answered" read better than the opposite of a comparison.
            let simple = matches!(is, Test::Is(_) | Test::Unanswered) && plain.matches(" = ").count() == 1;
            if simple && plain.starts_with("${") && !plain.contains(" and ") && !plain.contains(" or ") {
                return plain.replacen(" = ", " != ", 1);
            }
            return negated(&plain);
        }
        negated(&self.condition(inner, false))
    }

    fn test(&mut self, of: &Subject, is: &Test, brackets: bool) -> String {
        let Some(question) = self.naming.with_key(of.key.as_str()) else {
            // What does not exist was not asked.
            return match (of.measure, is) {
                (_, Test::Unanswered | Test::Unasked) => ALWAYS.to_owned(),
                (Measure::Itself, _) => NEVER.to_owned(),
                (_, is) => constant(nought(is)),
            };
        };
        if *is == Test::Unasked {
            return self.unasked(question);
        }
        let name = format!("${{{}}}", self.naming.question(&of.key));
        match of.measure {
            Measure::Itself => {}
            Measure::Count => return self.count(question, &name, is),
            Measure::Length => return length(question, &name, is),
        }
        match (&of.part, &question.kind) {
            (Some(row), QuestionKind::Matrix { .. }) => match self.naming.part(question, row) {
                Some(row) => chosen(&format!("${{{row}}}"), &named(is), brackets),
                None => nothing(is),
            },
            (Some(part), QuestionKind::Split { .. }) => self.share(question, part, is, brackets),
            (Some(part), QuestionKind::Rank { .. }) => place(question, &name, part, is, brackets),
            (Some(_), _) => nothing(is),
            (None, _) => self.answer(question, &name, is, brackets),
        }
    }

    /// Whether a question is off the route: the opposite of when it is asked.
    fn unasked(&mut self, question: &Question) -> String {
        if question.retired {
            return ALWAYS.to_owned();
        }
        let page =
            self.naming.whole.pages.iter().find(|page| page.questions.iter().any(|other| other.key == question.key));
        let conditions = [page.and_then(|page| page.when.as_ref()), question.when.as_ref()];
        let conditions: Vec<&Condition> = conditions.into_iter().flatten().collect();
        if conditions.is_empty() {
            return NEVER.to_owned();
        }
        if self.deep >= DEEPEST {
            return format!("${{{}}} = ''", self.naming.question(&question.key));
        }
        self.deep += 1;
        let parts = conditions.into_iter().map(|one| self.condition(one, true)).collect();
        self.deep -= 1;
        negated(&joined(parts, " and ", ALWAYS, false))
    }

    fn count(&self, question: &Question, name: &str, is: &Test) -> String {
        match &question.kind {
            QuestionKind::SeveralOf { .. } | QuestionKind::Rank { .. } => {
                number(&format!("count-selected({name})"), is)
            }
            QuestionKind::Matrix { rows, .. } => {
                let each = rows.iter().filter_map(|row| self.naming.part(question, &row.code));
                let each: Vec<String> = each.map(|row| format!("number(${{{row}}} != '')")).collect();
                number(&format!("({})", if each.is_empty() { "0".to_owned() } else { each.join(" + ") }), is)
            }
            _ => constant(nought(is)),
        }
    }

    /// A part of what was shared out. What was given nothing counts as nought, once something was given to anything.
    fn share(&self, question: &Question, part: &str, is: &Test, brackets: bool) -> String {
        let Some(name) = self.naming.part(question, part).map(|part| format!("${{{part}}}")) else {
            return nothing(is);
        };
        let answered = negated(&self.all_empty(question));
        match is {
            Test::Unanswered => self.all_empty(question),
            is if nought(is) => {
                joined(vec![answered, number(&format!("coalesce({name}, 0)"), is)], " and ", ALWAYS, brackets)
            }
            is => number(&name, is),
        }
    }

    fn all_empty(&self, question: &Question) -> String {
        let each = question.options().iter().filter_map(|option| self.naming.part(question, &option.code));
        joined(each.map(|part| format!("${{{part}}} = ''")).collect(), " and ", ALWAYS, true)
    }

    fn answer(&self, question: &Question, name: &str, is: &Test, brackets: bool) -> String {
        match &question.kind {
            QuestionKind::Matrix { .. } | QuestionKind::Split { .. } => match is {
                Test::Unanswered => self.all_empty(question),
                Test::Contains(code) => match (self.naming.part(question, code), &question.kind) {
                    (Some(part), QuestionKind::Matrix { .. }) => format!("${{{part}}} != ''"),
                    (Some(part), _) => format!("${{{part}}} > 0"),
                    (None, _) => NEVER.to_owned(),
                },
                _ => NEVER.to_owned(),
            },
            _ if *is == Test::Unanswered => format!("{name} = ''"),
            QuestionKind::OneOf(_) | QuestionKind::Scale { .. } => chosen(name, &named(is), brackets),
            QuestionKind::SeveralOf { .. } | QuestionKind::Rank { .. } => match is {
                Test::Contains(code) => format!("selected({name}, {})", quoted(&choice_name(code))),
                Test::Is(Operand::Text(code)) if has_blank(question, code) => {
                    format!("selected({name}, {})", quoted(&choice_name(code)))
                }
                Test::IsOneOf(operands) => {
                    let each = operands.iter().map(|one| self.answer(question, name, &Test::Is(one.clone()), true));
                    joined(each.filter(|one| one != NEVER).collect(), " or ", NEVER, brackets)
                }
                _ => NEVER.to_owned(),
            },
            QuestionKind::Number { .. } | QuestionKind::Money { .. } => number(name, is),
            QuestionKind::Text { .. } | QuestionKind::Branch | QuestionKind::PostcodeArea => match is {
                Test::Contains(_) => NEVER.to_owned(),
                is => chosen(name, is, brackets),
            },
            QuestionKind::Date { .. } => date(name, is, brackets),
            QuestionKind::Information | QuestionKind::File => NEVER.to_owned(),
        }
    }
}

/// What a test of something without a value says.
fn nothing(is: &Test) -> String {
    constant(*is == Test::Unanswered)
}

/// Whether a test holds for nought.
fn nought(is: &Test) -> bool {
    let is_nought = |operand: &Operand| as_number(operand) == Some(Decimal::default());
    match is {
        Test::Is(operand) => is_nought(operand),
        Test::IsOneOf(operands) => operands.iter().any(is_nought),
        Test::Ordered(bound, operand) => {
            as_number(operand).is_some_and(|with| bound.holds(Decimal::default().cmp(&with)))
        }
        Test::Contains(_) | Test::Unanswered | Test::Unasked => false,
    }
}

/// A test of options by what they are called in the form.
fn named(is: &Test) -> Test {
    let named = |operand: &Operand| match operand {
        Operand::Text(code) => Operand::Text(choice_name(code)),
        Operand::Number(number) => Operand::Number(*number),
    };
    match is {
        Test::Is(operand) => Test::Is(named(operand)),
        Test::IsOneOf(operands) => Test::IsOneOf(operands.iter().map(named).collect()),
        Test::Contains(code) => Test::Contains(choice_name(code)),
        other => other.clone(),
    }
}

/// A test of one code or text.
fn chosen(name: &str, is: &Test, brackets: bool) -> String {
    match is {
        Test::Is(Operand::Text(text)) if text.is_empty() => NEVER.to_owned(),
        Test::Is(Operand::Text(text)) => format!("{name} = {}", quoted(text)),
        Test::Contains(code) => format!("{name} = {}", quoted(code)),
        Test::Is(Operand::Number(number)) => format!("{name} = {number}"),
        Test::IsOneOf(operands) => {
            let each = operands.iter().map(|one| chosen(name, &Test::Is(one.clone()), true)).collect();
            joined(each, " or ", NEVER, brackets)
        }
        Test::Ordered(bound, operand) => {
            as_number(operand).map_or_else(|| NEVER.to_owned(), |with| format!("{name} {} {with}", bound.sign()))
        }
        Test::Unanswered => format!("{name} = ''"),
        Test::Unasked => NEVER.to_owned(),
    }
}

/// A test of a number.
fn number(name: &str, is: &Test) -> String {
    match is {
        Test::Is(operand) => as_number(operand).map_or_else(|| NEVER.to_owned(), |with| format!("{name} = {with}")),
        Test::IsOneOf(operands) => {
            let each: Vec<String> =
                operands.iter().filter_map(as_number).map(|with| format!("{name} = {with}")).collect();
            joined(each, " or ", NEVER, true)
        }
        Test::Ordered(bound, operand) => {
            as_number(operand).map_or_else(|| NEVER.to_owned(), |with| format!("{name} {} {with}", bound.sign()))
        }
        Test::Contains(_) | Test::Unanswered | Test::Unasked => NEVER.to_owned(),
    }
}

fn length(question: &Question, name: &str, is: &Test) -> String {
    match &question.kind {
        QuestionKind::Text { .. } => number(&format!("string-length({name})"), is),
        _ => constant(nought(is)),
    }
}

/// The place of an option in an order: those places for which the test holds.
fn place(question: &Question, name: &str, part: &str, is: &Test, brackets: bool) -> String {
    let holds = |at: usize| {
        let at = i64::try_from(at).ok().and_then(Decimal::whole).unwrap_or_default();
        match is {
            Test::Is(operand) => as_number(operand) == Some(at),
            Test::IsOneOf(operands) => operands.iter().any(|operand| as_number(operand) == Some(at)),
            Test::Ordered(bound, operand) => as_number(operand).is_some_and(|with| bound.holds(at.cmp(&with))),
            Test::Contains(_) | Test::Unanswered | Test::Unasked => false,
        }
    };
    if *is == Test::Unanswered {
        return format!("not(selected({name}, {}))", quoted(&choice_name(part)));
    }
    let count = question.options().len();
    let at: Vec<usize> = (1..=count).filter(|at| holds(*at)).collect();
    if at.len() == count && question.option(part).is_some() {
        return format!("selected({name}, {})", quoted(&choice_name(part)));
    }
    let each = at.into_iter().map(|at| format!("selected-at({name}, {}) = {}", at - 1, quoted(&choice_name(part))));
    joined(each.collect(), " or ", NEVER, brackets)
}

/// A day, or as much of it as is known: "before 2027" is before its first day, "after 2027" from the first day of 2028.
fn date(name: &str, is: &Test, brackets: bool) -> String {
    let one = |operand: &Operand| match operand {
        Operand::Text(text) => text.parse::<PartialDate>().ok(),
        Operand::Number(_) => None,
    };
    match is {
        Test::Unanswered => format!("{name} = ''"),
        Test::Is(operand) => one(operand).map_or_else(
            || NEVER.to_owned(),
            |date| {
                if date.is_whole() {
                    return format!("{name} = date('{date}')");
                }
                let parts = [Bound::AtLeast, Bound::AtMost].map(|bound| limit(name, bound, date));
                joined(parts.to_vec(), " and ", ALWAYS, brackets)
            },
        ),
        Test::IsOneOf(operands) => {
            let each = operands.iter().map(|operand| self::date(name, &Test::Is(operand.clone()), true));
            joined(each.filter(|one| one != NEVER).collect(), " or ", NEVER, brackets)
        }
        Test::Ordered(bound, operand) => {
            one(operand).map_or_else(|| NEVER.to_owned(), |date| limit(name, *bound, date))
        }
        Test::Contains(_) | Test::Unasked => NEVER.to_owned(),
    }
}

fn limit(name: &str, bound: Bound, date: PartialDate) -> String {
    let (sign, day) = day_limit(bound, date);
    match day {
        Some(day) => format!("{name} {sign} date('{day}')"),
        // After the last year that there is.
        None => constant(matches!(bound, Bound::AtMost)),
    }
}

/// The sign and the whole day by which a date that is known in part is a limit.
pub(super) fn day_limit(bound: Bound, date: PartialDate) -> (&'static str, Option<PartialDate>) {
    if date.is_whole() {
        return (bound.sign(), Some(date));
    }
    let first = PartialDate::new(date.year, Some(date.month.unwrap_or(1)), Some(1));
    let next = match date.month {
        Some(month) if month < 12 => PartialDate::new(date.year, Some(month + 1), Some(1)),
        _ => date.year.checked_add(1).and_then(|year| PartialDate::new(year, Some(1), Some(1))),
    };
    match bound {
        Bound::Less => ("<", first),
        Bound::AtLeast => (">=", first),
        Bound::AtMost => ("<", next),
        Bound::More => (">=", next),
    }
}

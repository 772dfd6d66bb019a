//! A condition as LimeSurvey's equation for the same: what each test means depends on what kind of question it looks at.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::super::super::definition::answer::{Answer, PartialDate};
use super::super::super::definition::condition::{Bound, Condition, Measure, Operand, Standing, Subject, Test};
use super::super::super::definition::decimal::Decimal;
use super::super::super::definition::question::{AnswerOption, Question, QuestionKind, Questionnaire};
use super::meaning::OTHER;
use super::names::{QuestionNames, ShortNames};

/// How many bytes the equations of one file may have in all. What is written out beyond that is never asked in LimeSurvey;
/// here it is what stands beside it.
const MOST_WRITTEN: usize = 32 * 1024 * 1024;

/// What equations are written with.
pub(super) struct Saying<'a> {
    questions: BTreeMap<&'a str, &'a Question>,
    names: &'a ShortNames,
    written: Cell<usize>,
}

impl<'a> Saying<'a> {
    /// For the conditions of a questionnaire.
    pub(super) fn of(whole: &'a Questionnaire, names: &'a ShortNames) -> Self {
        let questions = whole.questions().map(|question| (question.key.as_str(), question)).collect();
        Self { questions, names, written: Cell::new(0) }
    }

    /// A question.
    pub(super) fn question(&self, key: &str) -> Option<&'a Question> {
        self.questions.get(key).copied()
    }

    /// The short names.
    pub(super) const fn names(&self) -> &'a ShortNames {
        self.names
    }

    /// The equation of a condition.
    pub(super) fn equation(&self, condition: &Condition) -> String {
        let equation = self.part(condition);
        self.written.set(self.written.get().saturating_add(equation.len()));
        if self.written.get() > MOST_WRITTEN { truth(false) } else { equation }
    }

    fn part(&self, condition: &Condition) -> String {
        match condition {
            Condition::Always(always) => truth(*always),
            Condition::All(of) => self.joined(of, " and ", true),
            Condition::Any(of) => self.joined(of, " or ", false),
            Condition::Not(inner) => format!("!({})", self.part(inner)),
            Condition::Test { .. } if self.written.get() > MOST_WRITTEN => truth(false),
            Condition::Test { of, is } => {
                let said = self.test(of, is);
                // What one test is written out to counts at once: a list may be long.
                self.written.set(self.written.get().saturating_add(said.len()));
                said
            }
        }
    }

    fn joined(&self, of: &[Condition], word: &str, empty: bool) -> String {
        let parts: Vec<String> = of.iter().map(|one| self.part(one)).collect();
        match parts.as_slice() {
            [] => truth(empty),
            [one] => one.clone(),
            _ => format!("({})", parts.join(word)),
        }
    }

    fn test(&self, of: &Subject, is: &Test) -> String {
        // What is never asked is never answered, and that is all there is to say.
        let never = || truth(is.holds(of, Standing::NotAsked));
        let question = self.question(of.key.as_str()).filter(|question| question.asks() && !question.retired);
        let Some((question, own)) = question.zip(self.names.get(&of.key)) else { return never() };
        let said = Said { question, names: own, of, is };
        if *is == Test::Unasked {
            return match said.variable() {
                Some(variable) => format!("{variable}.relevanceStatus == 0"),
                None => never(),
            };
        }
        said.test().unwrap_or_else(never)
    }
}

fn truth(always: bool) -> String {
    if always { "1".to_owned() } else { "0".to_owned() }
}

/// A test that is being written.
struct Said<'a> {
    question: &'a Question,
    names: &'a QuestionNames,
    of: &'a Subject,
    is: &'a Test,
}

impl Said<'_> {
    /// One variable of the question that is shown whenever it is.
    fn variable(&self) -> Option<String> {
        let code = &self.names.code;
        let part = |options: &[AnswerOption]| {
            let open = options.iter().find(|option| !option.retired && option.when.is_none());
            let open = open.or_else(|| options.iter().find(|option| !option.retired))?;
            Some(self.part(&open.code))
        };
        match &self.question.kind {
            QuestionKind::SeveralOf { list, .. } => part(&list.options),
            QuestionKind::Matrix { rows, .. } => part(rows),
            QuestionKind::Split { options, .. } => part(options),
            QuestionKind::Rank { .. } => Some(format!("{code}_1")),
            _ => Some(code.clone()),
        }
    }

    /// The variable of an option or row.
    fn part(&self, code: &str) -> String {
        let name = self.names.options.get(code).map_or("other", String::as_str);
        format!("{}_{name}", self.names.code)
    }

    /// Whether an option is one that is there in LimeSurvey.
    fn has(&self, code: &str) -> bool {
        self.question.option(code).is_some_and(|option| !option.retired)
    }

    /// How many of the question's parts are filled in.
    fn counted(&self) -> String {
        format!("count(that.{}.NAOK)", self.names.code)
    }

    fn test(&self) -> Option<String> {
        match (&self.question.kind, self.of.measure, &self.of.part) {
            (QuestionKind::OneOf(_) | QuestionKind::Scale { .. }, Measure::Itself, None) => Some(self.choice()),
            (QuestionKind::Matrix { .. }, Measure::Itself, Some(row)) if self.has(row) => Some(self.row(row)),
            (QuestionKind::Split { .. }, Measure::Itself, Some(part)) if self.has(part) => self.share(part),
            (QuestionKind::Rank { list, most }, Measure::Itself, Some(part)) if self.has(part) => {
                let offered = list.options.iter().filter(|option| !option.retired).count();
                let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(offered).min(offered);
                Some(self.place(part, most))
            }
            (
                QuestionKind::SeveralOf { .. }
                | QuestionKind::Matrix { .. }
                | QuestionKind::Rank { .. }
                | QuestionKind::Split { .. },
                Measure::Itself,
                None,
            ) => self.several(),
            (
                QuestionKind::SeveralOf { .. } | QuestionKind::Matrix { .. } | QuestionKind::Rank { .. },
                Measure::Count,
                None,
            ) => self.count(),
            (QuestionKind::Number { .. } | QuestionKind::Money { .. }, Measure::Itself, None) => {
                self.value(true).or_else(|| self.nothing(&format!("{}.NAOK", self.names.code)))
            }
            (
                QuestionKind::Text { .. }
                | QuestionKind::Branch
                | QuestionKind::PostcodeArea
                | QuestionKind::Date { .. },
                Measure::Itself,
                None,
            ) => self.value(false).or_else(|| self.nothing(&format!("{}.NAOK", self.names.code))),
            (QuestionKind::Text { .. }, Measure::Length, None) => {
                let (sign, operand) = self.sign()?;
                Some(format!("strlen({}.NAOK) {sign} {}", self.names.code, figure(operand)?))
            }
            (QuestionKind::File, Measure::Itself, None) => self.nothing(&format!("{}.NAOK", self.names.code)),
            // Counts and lengths of what has none are nought, answered or not.
            (_, Measure::Count | Measure::Length, _) => Some(truth(self.is.holds(self.of, Standing::NotAsked))),
            _ => None,
        }
    }

    fn nothing(&self, variable: &str) -> Option<String> {
        (*self.is == Test::Unanswered).then(|| format!("is_empty({variable})"))
    }

    /// One of some answers: those with which it holds.
    fn choice(&self) -> String {
        let variable = format!("{}.NAOK", self.names.code);
        if let Test::Is(Operand::Text(code)) | Test::Contains(code) = self.is
            && let Some(name) = self.names.options.get(code)
            && self.has(code)
            && code.parse::<Decimal>().is_err()
        {
            return format!("{variable} == {}", quoted(name));
        }
        let mut answers: Vec<(String, bool)> = Vec::new();
        let holds = |code: &str| self.is.holds(self.of, Standing::Answered(&Answer::code(code)));
        if let QuestionKind::Scale { points } = &self.question.kind {
            answers.extend((1..=points.len()).map(|point| (point.to_string(), holds(&point.to_string()))));
        }
        for option in self.question.options().iter().filter(|option| !option.retired) {
            let name = self.names.options.get(&option.code).map_or(OTHER, String::as_str);
            answers.push((name.to_owned(), holds(&option.code)));
        }
        for (blank, name) in &self.names.blanks {
            answers.push((name.clone(), self.is.holds(self.of, Standing::Answered(&Answer::Blank(*blank)))));
        }
        one_of(&variable, &answers, self.is.holds(self.of, Standing::Empty))
    }

    /// A row of a matrix: the columns with which it holds.
    fn row(&self, row: &str) -> String {
        let variable = format!("{}.NAOK", self.part(row));
        let QuestionKind::Matrix { columns, .. } = &self.question.kind else { return truth(false) };
        let holds = |code: &str| {
            let answer = Answer::Rows([(row.to_owned(), code.to_owned())].into());
            self.is.holds(self.of, Standing::Answered(&answer))
        };
        let mut answers: Vec<(String, bool)> = columns
            .iter()
            .filter(|column| !column.retired)
            .filter_map(|column| Some((self.names.columns.get(&column.code)?.clone(), holds(&column.code))))
            .collect();
        answers.extend(self.names.blanks.iter().map(|(blank, name)| (name.clone(), holds(blank.code()))));
        one_of(&variable, &answers, self.is.holds(self.of, Standing::Empty))
    }

    /// The part of an option in what is shared out. Nothing typed is a part of nought, if anything was shared out at all.
    fn share(&self, part: &str) -> Option<String> {
        let variable = format!("{}.NAOK", self.part(part));
        if *self.is == Test::Unanswered {
            return Some(format!("{} == 0", self.counted()));
        }
        let nought = Answer::Shares { parts: [(part.to_owned(), 0)].into(), money: false };
        let compared = match self.is {
            Test::IsOneOf(operands) => {
                let each: Option<Vec<String>> =
                    operands.iter().map(|operand| Some(format!("{variable} == {}", figure(operand)?))).collect();
                match each?.as_slice() {
                    [] => truth(false),
                    each => format!("({})", each.join(" or ")),
                }
            }
            _ => {
                let (sign, operand) = self.sign()?;
                format!("{variable} {sign} {}", figure(operand)?)
            }
        };
        if self.is.holds(self.of, Standing::Answered(&nought)) {
            let empty = format!("(is_empty({variable}) and {} > 0)", self.counted());
            return Some(format!("((!is_empty({variable}) and {compared}) or {empty})"));
        }
        Some(compared)
    }

    /// The place of an option in a rank: the places with which it holds.
    fn place(&self, part: &str, most: usize) -> String {
        let name = self.names.options.get(part).map_or("", String::as_str);
        let in_place = |place: usize| format!("{}_{place}.NAOK == {}", self.names.code, quoted(name));
        if *self.is == Test::Unanswered {
            let all: Vec<String> = (1..=most).map(in_place).collect();
            return if all.is_empty() { truth(true) } else { format!("!({})", all.join(" or ")) };
        }
        let fits = (1..=most).filter(|place| {
            // So many others before it.
            let mut order: Vec<String> = (1..*place).map(|other| format!("\u{0}{other}")).collect();
            order.push(part.to_owned());
            self.is.holds(self.of, Standing::Answered(&Answer::Order(order)))
        });
        let fits: Vec<String> = fits.map(in_place).collect();
        if fits.is_empty() { truth(false) } else { format!("({})", fits.join(" or ")) }
    }

    /// Several answers at once: whether there is any, or one of them.
    fn several(&self) -> Option<String> {
        match self.is {
            Test::Unanswered => Some(format!("{} == 0", self.counted())),
            Test::Contains(code) if self.has(code) => Some(match &self.question.kind {
                QuestionKind::SeveralOf { .. } if self.names.options.contains_key(code) => {
                    format!("{}.NAOK == \"Y\"", self.part(code))
                }
                QuestionKind::Split { .. } => format!("{}.NAOK > 0", self.part(code)),
                QuestionKind::Rank { list, most } => {
                    let offered = list.options.iter().filter(|option| !option.retired).count();
                    let most = most.and_then(|most| usize::try_from(most).ok()).unwrap_or(offered).min(offered);
                    let name = self.names.options.get(code)?;
                    let places =
                        (1..=most).map(|place| format!("{}_{place}.NAOK == {}", self.names.code, quoted(name)));
                    format!("({})", places.collect::<Vec<_>>().join(" or "))
                }
                _ => format!("!is_empty({}.NAOK)", self.part(code)),
            }),
            _ => None,
        }
    }

    /// How many were chosen. That none was is said as "fewer than one": "none" there is "not answered" here.
    fn count(&self) -> Option<String> {
        let nought = Decimal::default();
        let one = |operand: &Operand| {
            let number = number(operand)?;
            Some(if number == nought {
                format!("{} < 1", self.counted())
            } else {
                format!("{} == {number}", self.counted())
            })
        };
        match self.is {
            Test::Is(operand) => one(operand),
            Test::IsOneOf(operands) => {
                let each: Vec<String> = operands.iter().filter_map(one).collect();
                Some(if each.is_empty() { truth(false) } else { format!("({})", each.join(" or ")) })
            }
            Test::Ordered(bound, operand) => {
                let number = number(operand)?;
                match bound {
                    // As "at least one", so that it is not read as "answered".
                    Bound::More if number == nought => Some(format!("!({} < 1)", self.counted())),
                    _ => Some(format!("{} {} {number}", self.counted(), bound.sign())),
                }
            }
            Test::Unanswered => Some(format!("{} == 0", self.counted())),
            _ => None,
        }
    }

    /// A number, words or a date.
    fn value(&self, numeric: bool) -> Option<String> {
        let variable = format!("{}.NAOK", self.names.code);
        let date = matches!(self.question.kind, QuestionKind::Date { .. });
        let same = |operand: &Operand| {
            Some(match operand {
                Operand::Text(text) if !numeric && text.trim().is_empty() => truth(false),
                Operand::Text(text) if date && text.parse::<PartialDate>().is_err() => truth(false),
                Operand::Text(text) if !numeric => format!("{variable} == {}", quoted(text)),
                // A number is no date.
                Operand::Number(_) if date => truth(false),
                operand => format!("{variable} == {}", figure(operand)?),
            })
        };
        match self.is {
            Test::Is(operand) => same(operand),
            Test::IsOneOf(operands) => {
                let each: Vec<String> = operands.iter().filter_map(same).collect();
                Some(if each.is_empty() { truth(false) } else { format!("({})", each.join(" or ")) })
            }
            Test::Ordered(bound, operand) => Some(match operand {
                Operand::Text(text) if date && text.parse::<PartialDate>().is_err() => truth(false),
                Operand::Text(text) if date => format!("{variable} {} {}", bound.sign(), quoted(text)),
                Operand::Number(_) if date => truth(false),
                operand => {
                    let compared = format!("{variable} {} {}", bound.sign(), figure(operand)?);
                    // LimeSurvey takes an empty answer for nought here.
                    let nought = number(operand) == Some(Decimal::default());
                    if nought { format!("(!is_empty({variable}) and {compared})") } else { compared }
                }
            }),
            Test::Contains(_) | Test::Unanswered | Test::Unasked => None,
        }
    }

    fn sign(&self) -> Option<(&'static str, &Operand)> {
        match self.is {
            Test::Is(operand) => Some(("==", operand)),
            Test::Ordered(bound, operand) => Some((bound.sign(), operand)),
            _ => None,
        }
    }
}

/// That a variable is one of the answers with which something holds.
fn one_of(variable: &str, answers: &[(String, bool)], empty: bool) -> String {
    let fits: Vec<&str> = answers.iter().filter(|(_, holds)| *holds).map(|(name, _)| name.as_str()).collect();
    let all = fits.len() == answers.len() && !answers.is_empty();
    let each = || fits.iter().map(|name| format!("{variable} == {}", quoted(name))).collect::<Vec<_>>();
    match (all, empty) {
        (true, true) => truth(true),
        (true, false) => format!("!is_empty({variable})"),
        (false, false) if fits.is_empty() => truth(false),
        (false, true) if fits.is_empty() => format!("is_empty({variable})"),
        (false, false) if fits.len() == 1 => each().concat(),
        (false, false) => format!("({})", each().join(" or ")),
        (false, true) => format!("(is_empty({variable}) or {})", each().join(" or ")),
    }
}

fn number(operand: &Operand) -> Option<Decimal> {
    match operand {
        Operand::Number(number) => Some(*number),
        Operand::Text(text) => text.parse().ok(),
    }
}

/// An operand as a number; nothing if it is none, and then nothing is less, more or the same.
fn figure(operand: &Operand) -> Option<String> {
    number(operand).map(|number| number.to_string())
}

/// A text in the quotation marks that it does not have itself.
pub(super) fn quoted(text: &str) -> String {
    if !text.contains(['"', '\\']) {
        return format!("\"{text}\"");
    }
    if !text.contains(['\'', '\\']) {
        return format!("'{text}'");
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

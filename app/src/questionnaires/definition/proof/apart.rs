//! What conditions can tell apart of the answers to one question: a few variables with a few values each, which of their
//! combinations somebody can answer, and for which of them a test holds.

use std::collections::BTreeSet;

use super::super::answer::{Answer, PartialDate};
use super::super::blank::Blank;
use super::super::condition::{Measure, Operand, Standing, Subject, Test};
use super::super::decimal::Decimal;
use super::super::question::{AnswerOption, DateLimit, Question, QuestionKind};
use super::diagram::{Diagrams, NEVER, Node, TooMany, Variable};

/// A question as conditions see it.
pub(super) struct SeenQuestion {
    /// What the first variable stands for. For kinds with parts the value after these is "answered, by parts".
    whole: Vec<Option<Answer>>,
    first: Variable,
    parts: Parts,
}

enum Parts {
    /// The answer is one thing.
    None,
    /// A variable with no and yes for each option that is mentioned, then one for how many others.
    Ticks { codes: Vec<String>, variables: Vec<Variable> },
    /// A variable for each row that is mentioned, with the codes it can have.
    Rows { codes: Vec<String>, variables: Vec<Variable>, values: Vec<Option<String>> },
    /// A variable with the place of each option that is mentioned, nought for none.
    Places { codes: Vec<String>, variables: Vec<Variable> },
    /// A variable for each option that is mentioned, with the spans its part can lie in.
    Shares { codes: Vec<String>, variables: Vec<Variable>, spans: Vec<(i64, i64)>, money: bool },
}

/// A question with what conditions ask of it.
pub(super) struct Mentions<'a> {
    pub(super) question: &'a Question,
    pub(super) tests: Vec<(&'a Subject, &'a Test)>,
}

impl Mentions<'_> {
    /// The options that are mentioned, come and go, or exclude others: each is told apart.
    fn codes(&self, parts: bool) -> Vec<String> {
        let mut codes: BTreeSet<&str> = BTreeSet::new();
        for (of, is) in &self.tests {
            if parts {
                codes.extend(of.part.as_deref());
            }
            match is {
                Test::Contains(code) => {
                    codes.insert(code);
                }
                Test::Is(operand) => codes.extend(word(operand)),
                Test::IsOneOf(operands) => codes.extend(operands.iter().filter_map(word)),
                Test::Ordered(..) | Test::Unanswered | Test::Unasked => {}
            }
        }
        let apart = |option: &&AnswerOption| {
            !option.retired && (codes.contains(option.code.as_str()) || option.when.is_some() || option.exclusive)
        };
        self.question.options().iter().filter(apart).map(|option| option.code.clone()).collect()
    }

    fn operands(&self) -> Vec<&Operand> {
        let mut found = Vec::new();
        for (_, is) in &self.tests {
            match is {
                Test::Is(operand) | Test::Ordered(_, operand) => found.push(operand),
                Test::IsOneOf(operands) => found.extend(operands),
                _ => {}
            }
        }
        found
    }

    /// Of several answers one for each way in which the tests come out.
    fn one_of_each(&self, answers: Vec<Answer>) -> Vec<Answer> {
        let mut seen = BTreeSet::new();
        answers
            .into_iter()
            .filter(|answer| {
                let outcome: Vec<bool> =
                    self.tests.iter().map(|(of, is)| is.holds(of, Standing::Answered(answer))).collect();
                // An option that is not offered to everybody is one by itself.
                let comes_and_goes = match answer {
                    Answer::Code { code, .. } => self.question.option(code).filter(|one| one.when.is_some()),
                    _ => None,
                };
                seen.insert((outcome, comes_and_goes.map(|option| option.code.clone())))
            })
            .collect()
    }
}

fn word(operand: &Operand) -> Option<&str> {
    match operand {
        Operand::Text(text) => Some(text),
        Operand::Number(_) => None,
    }
}

impl SeenQuestion {
    /// Makes the variables of a question. Those of a later question come after them.
    pub(super) fn new(mentions: &Mentions<'_>, diagrams: &mut Diagrams) -> Self {
        let question = mentions.question;
        let blanks = Blank::CHOSEN.into_iter().filter(|blank| question.offers_blank(*blank)).map(Answer::Blank);
        let mut whole: Vec<Option<Answer>> = blanks.map(Some).collect();
        if !question.required || matches!(question.kind, QuestionKind::Information) {
            whole.push(None);
        }
        let standing = question.options().iter().filter(|option| !option.retired).count();
        match &question.kind {
            QuestionKind::SeveralOf { .. } => {
                let codes = mentions.codes(false);
                let first = diagrams.variable(whole.len() + 1);
                let mut variables: Vec<Variable> = codes.iter().map(|_| diagrams.variable(2)).collect();
                variables.push(diagrams.variable(standing - codes.len() + 1));
                Self { whole, first, parts: Parts::Ticks { codes, variables } }
            }
            QuestionKind::Matrix { columns, .. } => {
                let codes = mentions.codes(true);
                let mut values: Vec<Option<String>> = vec![None];
                values.extend(columns.iter().filter(|one| !one.retired).map(|one| Some(one.code.clone())));
                let blanks = Blank::CHOSEN.into_iter().filter(|blank| question.offers_blank(*blank));
                values.extend(blanks.map(|blank| Some(blank.code().to_owned())));
                let first = diagrams.variable(whole.len() + 1);
                let variables = codes.iter().map(|_| diagrams.variable(values.len())).collect();
                Self { whole, first, parts: Parts::Rows { codes, variables, values } }
            }
            QuestionKind::Rank { .. } => {
                let codes = mentions.codes(true);
                let first = diagrams.variable(whole.len() + 1);
                let variables = codes.iter().map(|_| diagrams.variable(standing + 1)).collect();
                Self { whole, first, parts: Parts::Places { codes, variables } }
            }
            QuestionKind::Split { total, money, .. } => {
                let codes = mentions.codes(true);
                let spans = spans(&mentions.operands(), *total, *money);
                let first = diagrams.variable(whole.len() + 1);
                let variables = codes.iter().map(|_| diagrams.variable(spans.len())).collect();
                Self { whole, first, parts: Parts::Shares { codes, variables, spans, money: *money } }
            }
            _ => {
                whole.extend(mentions.one_of_each(answers(mentions)).into_iter().map(Some));
                let first = diagrams.variable(whole.len());
                Self { whole, first, parts: Parts::None }
            }
        }
    }

    /// Which combinations somebody can answer who is asked. `offered` says on whom an option depends.
    pub(super) fn possible(
        &self,
        question: &Question,
        diagrams: &mut Diagrams,
        offered: &mut impl FnMut(&mut Diagrams, &AnswerOption) -> Result<Node, TooMany>,
    ) -> Result<Node, TooMany> {
        let shape = self.shape(question, diagrams)?;
        // Nobody chooses what is not offered to them.
        let mut possible = shape;
        match &self.parts {
            Parts::None => {
                for (value, answer) in self.whole.iter().enumerate() {
                    let Some(Answer::Code { code, .. }) = answer else { continue };
                    let Some(option) = question.option(code).filter(|option| option.when.is_some()) else { continue };
                    let (not_this, offer) =
                        (diagrams.where_value(self.first, |one| one != value)?, offered(diagrams, option)?);
                    let fits = diagrams.or(not_this, offer)?;
                    possible = diagrams.and(possible, fits)?;
                }
            }
            Parts::Ticks { codes, variables }
            | Parts::Rows { codes, variables, .. }
            | Parts::Places { codes, variables }
            | Parts::Shares { codes, variables, .. } => {
                for (code, variable) in codes.iter().zip(variables) {
                    let Some(option) = question.option(code).filter(|option| option.when.is_some()) else { continue };
                    let (none, offer) =
                        (diagrams.where_value(*variable, |value| value == 0)?, offered(diagrams, option)?);
                    let fits = diagrams.or(none, offer)?;
                    possible = diagrams.and(possible, fits)?;
                }
            }
        }
        Ok(possible)
    }

    /// The value of the first variable that stands for "answered, by parts".
    fn by_parts(&self) -> usize {
        self.whole.len()
    }

    fn shape(&self, question: &Question, diagrams: &mut Diagrams) -> Result<Node, TooMany> {
        let by_parts = self.by_parts();
        let standing: Vec<&AnswerOption> = question.options().iter().filter(|option| !option.retired).collect();
        let all = |variables: &[Variable]| -> Vec<Variable> {
            std::iter::once(self.first).chain(variables.iter().copied()).collect()
        };
        match &self.parts {
            Parts::None => diagrams.where_value(self.first, |_| true),
            Parts::Ticks { codes, variables } => {
                let (least, most) = match &question.kind {
                    QuestionKind::SeveralOf { least, most, .. } => {
                        (least.unwrap_or(1).max(1), most.unwrap_or(u32::MAX))
                    }
                    _ => (1, u32::MAX),
                };
                let excludes: Vec<bool> =
                    codes.iter().map(|code| question.option(code).is_some_and(|option| option.exclusive)).collect();
                let step = |(answered, ticked, alone): (bool, u32, bool), place: usize, value: usize| {
                    if place == 0 {
                        return Some((value == by_parts, 0, false));
                    }
                    let value = u32::try_from(value).ok()?;
                    if value == 0 {
                        return Some((answered, ticked, alone));
                    }
                    let excludes = excludes.get(place - 1).copied().unwrap_or(false);
                    (answered && !alone && !(excludes && ticked > 0)).then_some((true, ticked + value, excludes))
                };
                let right = |(answered, ticked, alone): (bool, u32, bool)| {
                    if answered { ticked > 0 && (alone || ticked >= least) && ticked <= most } else { ticked == 0 }
                };
                diagrams.where_steps(&all(variables), (false, 0, false), &step, &right)
            }
            Parts::Rows { codes, variables, .. } => {
                let every = matches!(&question.kind, QuestionKind::Matrix { every_row: true, .. }) && question.required;
                let others = standing.len() > codes.len();
                let step = |(answered, filled): (bool, bool), place: usize, value: usize| match (place, value) {
                    (0, value) => Some((value == by_parts, false)),
                    (_, 0) => (!(every && answered)).then_some((answered, filled)),
                    _ => answered.then_some((true, true)),
                };
                let right = |(answered, filled): (bool, bool)| !answered || filled || others;
                diagrams.where_steps(&all(variables), (false, false), &step, &right)
            }
            Parts::Places { codes, variables } => {
                let most = match &question.kind {
                    QuestionKind::Rank { most: Some(most), .. } => *most as usize,
                    _ => standing.len(),
                };
                let others = standing.len() - codes.len();
                let step = |(answered, taken): (bool, u128), place: usize, value: usize| match (place, value) {
                    (0, value) => Some((value == by_parts, 0)),
                    (_, 0) => Some((answered, taken)),
                    (_, value) => {
                        let bit = 1_u128.checked_shl(u32::try_from(value).ok()?)?;
                        (answered && value <= most && taken & bit == 0).then_some((true, taken | bit))
                    }
                };
                // The places before the last that is taken are filled by others, of whom there have to be enough.
                let right = |(answered, taken): (bool, u128)| {
                    let last = (128 - taken.leading_zeros()).saturating_sub(1);
                    !answered || (last - taken.count_ones()) as usize <= others && (taken != 0 || others > 0)
                };
                diagrams.where_steps(&all(variables), (false, 0), &step, &right)
            }
            Parts::Shares { codes, variables, spans, .. } => {
                let QuestionKind::Split { total, .. } = &question.kind else { return Ok(NEVER) };
                let others = standing.len() > codes.len();
                let step = |(answered, least, most): (bool, i64, i64), place: usize, value: usize| {
                    if place == 0 {
                        return Some((value == by_parts, 0, 0));
                    }
                    let (low, high) = *spans.get(value)?;
                    if !answered {
                        return (low == 0 && value == 0).then_some((false, 0, 0));
                    }
                    let (least, most) = (least.saturating_add(low), most.saturating_add(high));
                    (least <= *total).then_some((true, least, most.min(*total)))
                };
                let right = |(answered, _, most): (bool, i64, i64)| !answered || others || most >= *total;
                diagrams.where_steps(&all(variables), (false, 0, 0), &step, &right)
            }
        }
    }

    /// For which combinations a test holds, of those who are asked.
    pub(super) fn holds(&self, of: &Subject, is: &Test, diagrams: &mut Diagrams) -> Result<Node, TooMany> {
        let of_whole =
            |answer: &Option<Answer>| is.holds(of, answer.as_ref().map_or(Standing::Empty, Standing::Answered));
        let outcomes: Vec<bool> = self.whole.iter().map(of_whole).collect();
        let by_whole = diagrams.where_value(self.first, |value| outcomes.get(value).copied().unwrap_or(false))?;
        let by_parts = self.by_parts();
        let answered = diagrams.where_value(self.first, |value| value == by_parts)?;
        let holds = self.of_parts(of, is, diagrams)?;
        let holds = diagrams.and(answered, holds)?;
        diagrams.or(by_whole, holds)
    }

    fn of_parts(&self, of: &Subject, is: &Test, diagrams: &mut Diagrams) -> Result<Node, TooMany> {
        let place = |codes: &[String], code: &str| codes.iter().position(|known| known == code);
        match &self.parts {
            Parts::None => Ok(NEVER),
            Parts::Ticks { codes, variables } => match (is, of.measure) {
                (Test::Contains(code), _) => match place(codes, code).and_then(|place| variables.get(place)) {
                    Some(variable) => diagrams.where_value(*variable, |value| value == 1),
                    None => Ok(NEVER),
                },
                (_, Measure::Count) => {
                    let step = |ticked: u32, _: usize, value: usize| Some(ticked + u32::try_from(value).ok()?);
                    let right = |ticked: u32| {
                        let codes: Vec<String> = (0..ticked).map(|number| number.to_string()).collect();
                        let ticks = Answer::ticks(codes.iter().map(String::as_str));
                        is.holds(of, Standing::Answered(&ticks))
                    };
                    diagrams.where_steps(variables, 0, &step, &right)
                }
                _ => Ok(NEVER),
            },
            Parts::Rows { codes, variables, values } => {
                let part = of.part.as_deref().or(if let Test::Contains(code) = is { Some(code) } else { None });
                let found = part.and_then(|code| variables.get(place(codes, code)?));
                let (Some(part), Some(variable)) = (part, found) else { return Ok(NEVER) };
                diagrams.where_value(*variable, |value| {
                    let code = values.get(value).cloned().flatten();
                    let rows = Answer::Rows(code.map(|code| (part.to_owned(), code)).into_iter().collect());
                    is.holds(of, Standing::Answered(&rows))
                })
            }
            Parts::Places { codes, variables } => {
                let part = of.part.as_deref().or(if let Test::Contains(code) = is { Some(code) } else { None });
                let found = part.and_then(|code| variables.get(place(codes, code)?));
                let (Some(part), Some(variable)) = (part, found) else { return Ok(NEVER) };
                diagrams.where_value(*variable, |value| {
                    // Others before it, so that it stands where it is.
                    let mut order: Vec<String> = (1..value).map(|other| format!("/{other}")).collect();
                    if value > 0 {
                        order.push(part.to_owned());
                    }
                    is.holds(of, Standing::Answered(&Answer::Order(order)))
                })
            }
            Parts::Shares { codes, variables, spans, money } => {
                let part = of.part.as_deref().or(if let Test::Contains(code) = is { Some(code) } else { None });
                let found = part.and_then(|code| variables.get(place(codes, code)?));
                let (Some(part), Some(variable)) = (part, found) else { return Ok(NEVER) };
                diagrams.where_value(*variable, |value| {
                    let share = spans.get(value).map_or(0, |(low, _)| *low);
                    let parts = std::iter::once((part.to_owned(), share)).collect();
                    is.holds(of, Standing::Answered(&Answer::Shares { parts, money: *money }))
                })
            }
        }
    }
}

/// The spans between the amounts that are compared with: in each of them every test comes out the same. The first is nought.
fn spans(operands: &[&Operand], total: i64, money: bool) -> Vec<(i64, i64)> {
    let mut cuts: BTreeSet<i64> = [0, 1].into();
    for operand in operands {
        let number = match operand {
            Operand::Number(number) => Some(*number),
            Operand::Text(text) => text.parse().ok(),
        };
        let scaled = number
            .map(Decimal::millionths)
            .map(|number| if money { number.div_euclid(10_000) } else { number.div_euclid(1_000_000) });
        if let Some(cut) = scaled {
            // At the amount, and above it: the amount may lie between two that can be given.
            cuts.extend([cut, cut + 1]);
        }
    }
    let cuts: Vec<i64> = cuts.into_iter().filter(|cut| (0..=total).contains(cut)).collect();
    let ends = cuts.iter().skip(1).map(|next| next - 1).chain([total]);
    cuts.iter().copied().zip(ends).collect()
}

/// Answers to a question whose answer is one thing, at least one for each way in which tests can come out.
fn answers(mentions: &Mentions<'_>) -> Vec<Answer> {
    let question = mentions.question;
    let operands = mentions.operands();
    let words = || operands.iter().filter_map(|operand| word(operand));
    match &question.kind {
        QuestionKind::OneOf(list) => list
            .options
            .iter()
            .filter(|option| !option.retired)
            .map(|option| Answer::code(&option.code))
            .collect::<Vec<_>>(),
        QuestionKind::Scale { points } => (1..=points.len()).map(|point| Answer::code(point.to_string())).collect(),
        QuestionKind::Number { places, least, most, .. } => {
            let fits = |number: &Decimal| {
                number.places() <= *places
                    && least.is_none_or(|least| *number >= least)
                    && most.is_none_or(|most| *number <= most)
            };
            numbers(&operands, *places, [*least, *most]).filter(fits).map(Answer::Number).collect()
        }
        QuestionKind::Money { least, most } => {
            let fits =
                |pence: &i64| least.is_none_or(|least| *pence >= least) && most.is_none_or(|most| *pence <= most);
            let ends = [least.and_then(Decimal::pounds), most.and_then(Decimal::pounds)];
            numbers(&operands, 2, ends).filter_map(Decimal::pence).filter(fits).map(Answer::Money).collect()
        }
        QuestionKind::Text { .. } => {
            let longest = question.longest();
            let mut texts: Vec<String> = words().map(str::to_owned).collect();
            let lengths = numbers(&operands, 0, [Decimal::whole(1), Decimal::whole(i64::from(longest))]);
            // Words that nobody compares with, of each length; more than four differ from all that are mentioned.
            for length in lengths.filter_map(Decimal::as_whole) {
                let length = usize::try_from(length).unwrap_or_default().min(longest as usize);
                texts.extend(["\u{1}", "\u{2}"].map(|sign| sign.repeat(length)));
            }
            texts.retain(|text| !text.is_empty() && text.chars().count() <= longest as usize);
            texts.into_iter().map(Answer::Text).collect()
        }
        QuestionKind::Date { partial, earliest, latest } => {
            let on = |limit: &Option<DateLimit>| match limit {
                Some(DateLimit::On(date)) => Some(*date),
                _ => None,
            };
            let (earliest, latest) = (on(earliest), on(latest));
            let mut dates: Vec<PartialDate> = Vec::new();
            for date in words().filter_map(|text| text.parse().ok()).chain(earliest).chain(latest) {
                dates.extend(around(date));
            }
            dates.extend(
                [PartialDate::new(1, Some(1), Some(1)), PartialDate::new(9999, Some(12), Some(31))]
                    .into_iter()
                    .flatten(),
            );
            dates.retain(|date| {
                (*partial || date.is_whole())
                    && earliest.is_none_or(|first| date.compared(&first).is_ge())
                    && latest.is_none_or(|last| date.compared(&last).is_le())
            });
            dates.into_iter().map(Answer::Date).collect()
        }
        QuestionKind::Branch => {
            let others = ["\u{1}".to_owned()].into_iter();
            words().map(str::to_owned).chain(others).map(Answer::Branch).collect()
        }
        QuestionKind::PostcodeArea => {
            let others = ["\u{1}".to_owned()].into_iter();
            words().map(str::to_owned).chain(others).map(Answer::Area).collect()
        }
        QuestionKind::File => vec![Answer::File { id: 0, name: String::new() }],
        QuestionKind::Information
        | QuestionKind::SeveralOf { .. }
        | QuestionKind::Matrix { .. }
        | QuestionKind::Rank { .. }
        | QuestionKind::Split { .. } => Vec::new(),
    }
}

/// The numbers that are compared with, those next to them, and the ends.
fn numbers(operands: &[&Operand], places: u32, ends: [Option<Decimal>; 2]) -> impl Iterator<Item = Decimal> {
    let mut found: BTreeSet<Decimal> = ends.into_iter().flatten().collect();
    found.insert(Decimal::default());
    for operand in operands {
        let number = match operand {
            Operand::Number(number) => Some(*number),
            Operand::Text(text) => text.parse().ok(),
        };
        let Some(number) = number else { continue };
        // A number finer than the question takes lies between two that it takes.
        let size = 10_i64.pow(6 - places.min(6));
        let below = Decimal::from_millionths(number.millionths().div_euclid(size) * size);
        found.extend([Some(number), below].into_iter().flatten());
        found.extend([-1, 1].into_iter().filter_map(|by| below?.step(by, places)));
    }
    found.into_iter()
}

/// A date with the days, months and years around it, whole and in part.
fn around(date: PartialDate) -> Vec<PartialDate> {
    let mut found = vec![Some(date)];
    for year in [date.year - 1, date.year, date.year + 1] {
        found.push(PartialDate::new(year, None, None));
        let month = date.month.unwrap_or(6);
        for month in [month - 1, month, month + 1] {
            found.push(PartialDate::new(year, Some(month), None));
            let day = date.day.unwrap_or(15);
            found.extend([day - 1, day, day + 1].map(|day| PartialDate::new(year, Some(month), Some(day))));
        }
    }
    found.into_iter().flatten().collect()
}

//! What is asked of one answer: an option, a point, a number, a day, how many or how long.

use super::super::super::super::definition::answer::PartialDate;
use super::super::super::super::definition::blank::Blank;
use super::super::super::super::definition::condition::{Bound, Condition, Measure, Operand, Subject, Test};
use super::super::super::super::definition::decimal::Decimal;
use super::super::super::super::definition::key::Key;
use super::super::meaning::{Answering, Codes, NameMeaning};
use super::super::xpath::Comparison;
use super::{ConditionCompiler, all, bound, is_code, numeric, operand_words, sided, whole};

impl ConditionCompiler<'_, '_> {
    /// The codes that a name of an option stands for; the name itself if it stands for none.
    pub(super) fn codes(&mut self, name: &str, codes: &Codes, wanted: &Operand) -> Vec<String> {
        let found: Vec<String> =
            codes.iter().filter(|(raw, _)| is_code(raw, wanted)).map(|(_, code)| code.clone()).collect();
        if !found.is_empty() {
            return found;
        }
        let wanted = operand_words(wanted);
        if Blank::chosen(&wanted).is_none() {
            self.notes.push(format!("“{name}” has no option “{wanted}”."));
        }
        vec![wanted]
    }

    pub(super) fn test(
        &mut self,
        name: &str,
        meaning: &NameMeaning,
        measure: Measure,
        how: Comparison,
        with: &Operand,
    ) -> Result<Condition, String> {
        let is_empty = matches!(with, Operand::Text(text) if text.is_empty());
        if measure != Measure::Itself {
            return measured(name, meaning, measure, how, numeric(with)?);
        }
        if is_empty && bound(how).is_none() {
            let of = match meaning {
                NameMeaning::Question(key, _) | NameMeaning::Whole(key) => Subject::of(key),
                NameMeaning::MatrixRow(key, row, _) => Subject::part(key, row.clone()),
                NameMeaning::Part(key, _) if self.scope.names.whole_of(&[name]).is_some() => Subject::of(key),
                NameMeaning::Part(key, part) => {
                    // What was given nothing has no part.
                    let given = Condition::test(Subject::of(key), Test::Contains(part.clone()));
                    return Ok(sided(how, given.negated()));
                }
                _ => return Err(format!("“{name}” has no answer.")),
            };
            return Ok(sided(how, Condition::test(of, Test::Unanswered)));
        }
        match meaning {
            NameMeaning::Question(key, answering) => match answering {
                Answering::One(codes) => self.one(name, &Subject::of(key), codes, how, with),
                Answering::Scale(points) => Ok(self.point(name, key, points, how, with)),
                Answering::Several(codes) => self.exactly(name, key, codes, how, with),
                Answering::Number => number_test(Subject::of(key), how, with),
                Answering::Text => match (bound(how), with) {
                    (Some(bound), with) => {
                        Ok(Condition::test(Subject::of(key), Test::Ordered(bound, Operand::Number(numeric(with)?))))
                    }
                    (None, with) => Ok(sided(how, Condition::test(Subject::of(key), Test::Is(with.clone())))),
                },
                Answering::Date => date_test(key, how, with),
                Answering::Rank(_) => {
                    Err(format!("The order of “{name}” is compared as a whole, which conditions here cannot."))
                }
                Answering::File | Answering::Nothing => Err(format!("“{name}” has no answer to be compared.")),
            },
            NameMeaning::MatrixRow(key, row, codes) => {
                self.one(name, &Subject::part(key, row.clone()), codes, how, with)
            }
            NameMeaning::Part(key, part) => number_test(Subject::part(key, part.clone()), how, with),
            _ => Err(format!("“{name}” has no answer to be compared.")),
        }
    }

    /// One option, or a row's.
    fn one(
        &mut self,
        name: &str,
        of: &Subject,
        codes: &Codes,
        how: Comparison,
        with: &Operand,
    ) -> Result<Condition, String> {
        if let Some(bound) = bound(how) {
            let number = numeric(with)?;
            return Ok(Condition::test(of.clone(), Test::Ordered(bound, Operand::Number(number))));
        }
        let mut found: Vec<Operand> = self.codes(name, codes, with).into_iter().map(Operand::Text).collect();
        let test = if found.len() == 1 { Test::Is(found.remove(0)) } else { Test::IsOneOf(found) };
        Ok(sided(how, Condition::test(of.clone(), test)))
    }

    /// A point of a scale, by the form's name for it.
    fn point(&mut self, name: &str, key: &Key, points: &[String], how: Comparison, with: &Operand) -> Condition {
        let of = Subject::of(key);
        if let (None, Some(blank)) = (bound(how), Blank::chosen(&operand_words(with))) {
            return sided(how, Condition::is(key, blank.code()));
        }
        let fits = |raw: &String| match bound(how) {
            None => is_code(raw, with),
            Some(_) => match (raw.parse::<Decimal>(), numeric(with)) {
                (Ok(raw), Ok(with)) => how.holds(raw.cmp(&with)),
                _ => false,
            },
        };
        let at: Vec<usize> =
            points.iter().enumerate().filter(|(_, raw)| fits(raw)).map(|(place, _)| place + 1).collect();
        let usual = points.iter().enumerate().all(|(place, raw)| *raw == (place + 1).to_string());
        match (bound(how), at.as_slice()) {
            (Some(bound), _) if usual => match numeric(with) {
                Ok(number) => Condition::test(of, Test::Ordered(bound, Operand::Number(number))),
                Err(_) => Condition::Always(false),
            },
            (None, []) => {
                self.notes.push(format!("“{name}” has no option “{}”.", operand_words(with)));
                sided(how, Condition::Always(false))
            }
            (None, [place]) => sided(how, Condition::is(key, place.to_string())),
            (Some(_), []) => Condition::Always(false),
            (Some(_), [first, ..]) if first + at.len() == points.len() + 1 => {
                Condition::test(of, Test::Ordered(Bound::AtLeast, whole(*first)))
            }
            (Some(_), [1, ..]) if at.last() == Some(&at.len()) => {
                Condition::test(of, Test::Ordered(Bound::AtMost, whole(at.len())))
            }
            (_, places) => {
                let each = places.iter().map(|place| Operand::Text(place.to_string())).collect();
                let test = Condition::test(of, Test::IsOneOf(each));
                if bound(how).is_some() { test } else { sided(how, test) }
            }
        }
    }

    /// Exactly these options and no others.
    fn exactly(
        &mut self,
        name: &str,
        key: &Key,
        codes: &Codes,
        how: Comparison,
        with: &Operand,
    ) -> Result<Condition, String> {
        if bound(how).is_some() {
            return Err(format!("The options of “{name}” have no size."));
        }
        let words = operand_words(with);
        let wanted: Vec<&str> = words.split_whitespace().collect();
        let mut parts: Vec<Condition> = wanted
            .iter()
            .map(|code| {
                let code =
                    if matches!(with, Operand::Number(_)) { with.clone() } else { Operand::Text((*code).to_owned()) };
                self.contains(name, key, codes, &code)
            })
            .collect();
        if codes.len() > 1 && Blank::chosen(&words).is_none() {
            parts.push(Condition::test(Subject::count(key), Test::Is(whole(wanted.len()))));
        }
        Ok(sided(how, all(parts)))
    }
}

fn number_test(of: Subject, how: Comparison, with: &Operand) -> Result<Condition, String> {
    let with = Operand::Number(numeric(with)?);
    Ok(match bound(how) {
        Some(bound) => Condition::test(of, Test::Ordered(bound, with)),
        None => sided(how, Condition::test(of, Test::Is(with))),
    })
}

fn date_test(key: &Key, how: Comparison, with: &Operand) -> Result<Condition, String> {
    let date: Option<PartialDate> = match with {
        Operand::Text(text) => text.trim().parse().ok().filter(PartialDate::is_whole),
        Operand::Number(_) => None,
    };
    let date = date.ok_or_else(|| format!("“{}” is not a day such as 2027-03-01.", operand_words(with)))?;
    let with = Operand::Text(date.to_string());
    Ok(match bound(how) {
        Some(bound) => Condition::test(Subject::of(key), Test::Ordered(bound, with)),
        None => sided(how, Condition::test(Subject::of(key), Test::Is(with))),
    })
}

/// How many were chosen, or how long it is.
fn measured(
    name: &str,
    meaning: &NameMeaning,
    measure: Measure,
    how: Comparison,
    with: Decimal,
) -> Result<Condition, String> {
    let (key, answering) = match meaning {
        NameMeaning::Question(key, answering) => (key, Some(answering)),
        NameMeaning::MatrixRow(key, ..) => (key, None),
        _ => return Err(format!("“{name}” is neither counted nor measured here.")),
    };
    let of = Subject { key: key.clone(), part: None, measure };
    let direct = match (measure, answering) {
        (Measure::Count, Some(Answering::Several(_) | Answering::Rank(_)))
        | (Measure::Length, Some(Answering::Text)) => true,
        (_, Some(Answering::Nothing | Answering::File)) => {
            return Err(format!("“{name}” has no answer to be measured."));
        }
        _ => false,
    };
    if direct {
        let with = Operand::Number(with);
        return Ok(match bound(how) {
            Some(bound) => Condition::test(of, Test::Ordered(bound, with)),
            None => sided(how, Condition::test(of, Test::Is(with))),
        });
    }
    // Of anything else it can only be told whether there is an answer: 0, or 1 chosen, or so many letters of its code.
    let holds = |number: i64| Decimal::whole(number).is_some_and(|number| how.holds(number.cmp(&with)));
    let (none, some) = (holds(0), holds(1));
    if measure == Measure::Length && some != holds(1_000) {
        return Err(format!("It asks how long the answer to “{name}” is, which is no line of words."));
    }
    let part = match meaning {
        NameMeaning::MatrixRow(_, row, _) => Some(row.clone()),
        _ => None,
    };
    let unanswered = Condition::test(Subject { part, measure: Measure::Itself, ..of }, Test::Unanswered);
    Ok(match (none, some) {
        (false, false) => Condition::Always(false),
        (true, true) => Condition::Always(true),
        (true, false) => unanswered,
        (false, true) => unanswered.negated(),
    })
}

//! Options that are shown because the same option was ticked, or was not, in an earlier question: LimeSurvey's
//! `array_filter` and `array_filter_exclude`. A filter on a question that is itself filtered takes its filters along.

use super::super::super::definition::condition::{Condition, Subject, Test};
use super::meaning::{Compares, Looked};
use super::source::LimeQuestion;
use super::take::Taking;

/// The most filters that are looked at for one question.
const MOST: usize = 50;

impl Taking<'_> {
    /// The questions whose options a question's own are filtered by, each with whether what was chosen there is shown.
    pub(super) fn filters(&self, question: &LimeQuestion) -> Vec<(String, bool)> {
        let mut found = Vec::new();
        self.sources(question, &mut found, 0);
        found
    }

    fn sources(&self, question: &LimeQuestion, found: &mut Vec<(String, bool)>, deep: usize) {
        for (attribute, include) in [("array_filter", true), ("array_filter_exclude", false)] {
            for source in question.attribute(attribute).split([';', ',', ' ']).filter(|source| !source.is_empty()) {
                let filter = (source.to_owned(), include);
                if !found.contains(&filter) && found.len() < MOST {
                    found.push(filter);
                    if let Some(further) = self.by_code.get(source).filter(|_| deep < MOST) {
                        self.sources(further, found, deep + 1);
                    }
                }
            }
        }
    }

    /// Whom the option with this code is shown to, as far as filters say.
    pub(super) fn filtered(&mut self, key: &str, filters: &[(String, bool)], code: &str) -> Option<Condition> {
        let mut all = Vec::new();
        for (source, include) in filters {
            match self.chosen_in(source, code) {
                Ok(Some(condition)) => all.push(if *include { condition } else { condition.negated() }),
                // A filter says nothing of options that it does not have.
                Ok(None) => {}
                Err(why) => {
                    let attribute = if *include { "array_filter" } else { "array_filter_exclude" };
                    all.push(self.not_understood(key, &format!("{attribute}: {source}"), why));
                }
            }
        }
        match all.len() {
            0 | 1 => all.pop(),
            _ => Some(Condition::All(all)),
        }
    }

    /// That the option with a code was chosen in a question; none if it has no such option.
    fn chosen_in(&self, source: &str, code: &str) -> Result<Option<Condition>, String> {
        let separate = self.variables.named.get(&format!("{source}_{code}"));
        let looked = match (separate, self.variables.named.get(source)) {
            (Some(looked), _) => looked,
            (None, Some(Looked::Gone(why))) => return Err(why.clone()),
            (None, Some(Looked::Answer(key))) => {
                // Put in order: each option may stand in any place.
                let ranked = self.variables.judged.get(key).and_then(|judged| {
                    let placed = judged.several.iter().any(|one| matches!(one, Looked::Placed(..)));
                    match &judged.compares {
                        Compares::Codes(choices) if placed => choices.iter().find(|choice| choice.named == code),
                        _ => None,
                    }
                });
                return Ok(ranked.map(|choice| Condition::test(Subject::of(key), Test::Contains(choice.code.clone()))));
            }
            (None, Some(_)) => return Ok(None),
            (None, None) => return Err(format!("“{source}” is no question of this survey.")),
        };
        match looked {
            Looked::Tick(key, code) | Looked::Beside(key, code, _) => {
                Ok(Some(Condition::test(Subject::of(key), Test::Contains(code.clone()))))
            }
            Looked::RowOf(key, row) => Ok(Some(Condition::test(Subject::part(key, row), Test::Unanswered).negated())),
            Looked::Share(key, part) => Ok(Some(Condition::test(Subject::of(key), Test::Contains(part.clone())))),
            Looked::Answer(key) => Ok(Some(Condition::test(Subject::of(key), Test::Unanswered).negated())),
            Looked::Placed(..) | Looked::Group(_) => Ok(None),
            Looked::Gone(why) => Err(why.clone()),
        }
    }
}

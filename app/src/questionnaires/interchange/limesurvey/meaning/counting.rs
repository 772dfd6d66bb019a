//! Counting: at least so many of these are answered.

use super::super::super::super::definition::condition::{Bound, Condition, Operand, Subject, Test};
use super::super::super::super::definition::decimal::Decimal;
use super::super::super::super::definition::key::Key;
use super::Understanding;
use super::variables::{Looked, keys};

/// The most combinations that "at least two of these" is written out in.
const MOST_WAYS: usize = 100;
/// The most parts of a question that are known again in another order than the file's.
const MOST_IN_ANY_ORDER: usize = 100;
/// The most things that it is written out for.
const MOST_COUNTED: usize = 24;
/// The most tests that one file may be written out to.
pub(super) const MOST_TESTS: usize = 1_000_000;

impl Understanding<'_> {
    /// A test of how many were ticked, if these are all that a question asks.
    pub(super) fn count(&self, of: &[Looked], test: Test) -> Option<Condition> {
        let key = self.all_of(of)?;
        Some(Condition::test(Subject::count(&key), test))
    }

    /// The question of which these are all the parts. Parts that are shared out are not counted: nought is a part too.
    pub(super) fn all_of(&self, of: &[Looked]) -> Option<Key> {
        let counts = !of.iter().any(|one| matches!(one, Looked::Share(..) | Looked::Answer(_)));
        self.whole_of(of).filter(|_| counts)
    }

    /// The question of which these are all the parts, shared-out parts among them.
    pub(super) fn whole_of(&self, of: &[Looked]) -> Option<Key> {
        let key = keys(of.first()?).into_iter().next()?;
        let several = &self.variables.judged.get(&key)?.several;
        let same = of == several.as_slice()
            || of.len() == several.len() && of.len() <= MOST_IN_ANY_ORDER && several.iter().all(|one| of.contains(one));
        same.then_some(key)
    }

    /// None of these is answered.
    pub(super) fn nothing_of(&self, of: &[Looked]) -> Result<Condition, String> {
        match self.whole_of(of) {
            Some(key) => Ok(Condition::test(Subject::of(&key), Test::Unanswered)),
            None => Ok(self.at_least(of, 1)?.negated()),
        }
    }

    pub(super) fn spend(&self, tests: usize) -> Result<(), String> {
        let spent = &self.variables.spent;
        spent.set(spent.get().saturating_add(tests));
        if spent.get() > MOST_TESTS {
            return Err("The equations of this file are longer, written out, than can be kept.".to_owned());
        }
        Ok(())
    }

    /// At least so many of these are answered.
    pub(super) fn at_least(&self, of: &[Looked], number: usize) -> Result<Condition, String> {
        if number == 0 {
            return Ok(Condition::Always(true));
        }
        if let (1, Some(key)) = (number, self.whole_of(of)) {
            return Ok(Condition::test(Subject::of(&key), Test::Unanswered).negated());
        }
        if let Some(count) = self.count(of, Test::Ordered(Bound::AtLeast, operand(number))) {
            return Ok(count);
        }
        if number > of.len() {
            return Ok(Condition::Always(false));
        }
        if of.len() > MOST_COUNTED && number > 1 {
            return Err(format!("It counts {} answers in more ways than can be written out.", of.len()));
        }
        let filled: Vec<Condition> =
            of.iter().map(|one| self.unanswered(one).map(Condition::negated)).collect::<Result<_, _>>()?;
        let mut ways = Vec::new();
        if !choose(&filled, number, &mut Vec::new(), &mut ways) {
            return Err(format!("It counts {} answers in more ways than can be written out.", of.len()));
        }
        self.spend(ways.len() * number)?;
        Ok(Condition::Any(ways))
    }
}

/// Every way to take so many of these, unless there are too many.
fn choose(from: &[Condition], number: usize, taken: &mut Vec<Condition>, ways: &mut Vec<Condition>) -> bool {
    if number == 0 {
        ways.push(match taken.as_slice() {
            [one] => one.clone(),
            several => Condition::All(several.to_vec()),
        });
        return ways.len() <= MOST_WAYS;
    }
    for (place, one) in from.iter().enumerate().take((from.len() + 1).saturating_sub(number)) {
        taken.push(one.clone());
        let fits = choose(from.get(place + 1..).unwrap_or_default(), number - 1, taken, ways);
        taken.pop();
        if !fits {
            return false;
        }
    }
    true
}

pub(super) fn operand(number: usize) -> Operand {
    Operand::Number(i64::try_from(number).ok().and_then(Decimal::whole).unwrap_or_default())
}

//! What somebody who has sent their answers is asked again, after the questionnaire was amended: only what is new for them.

use std::collections::BTreeSet;

use crate::questionnaires::definition::answer::{Answer, Given};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::route::Route;

use super::changes::is_reworded;

/// The questions that somebody who sent `given` to the version `before` is asked again by the version `after`, in its order.
///
/// - A question that was not on their route and is now, unless they answered it already in a draft.
/// - One of which they chose what can be chosen no longer.
/// - A matrix that they answered and that has a row now that it did not have.
/// - One that they left empty and that has to be answered now.
/// - One whose words changed, if staff ticked "ask again" for it (`ticked`): no program can tell a better word from another
///   question. A tick for a question whose words are the same in all but spaces and capitals asks nobody.
///
/// What did not change is never asked again, whether it was answered or not.
pub fn to_ask_again(before: &Questionnaire, after: &Questionnaire, given: &Given, ticked: &BTreeSet<Key>) -> Vec<Key> {
    let (was, is) = (Route::of(before, given), Route::of(after, given));
    let again = is.asked().filter(|(_, question)| question.asks()).filter(|(_, question)| {
        let key = &question.key;
        let answer = is.answer(key);
        let Some(old) = before.question(key.as_str()).filter(|_| was.asks(key.as_str())) else {
            return answer.is_none();
        };
        was.answer(key) != answer
            || answer.is_some_and(|answer| lacks_new_row(old, question, answer, &is))
            || answer.is_none() && question.required && !old.required
            || ticked.contains(key) && is_reworded(old, question)
    });
    again.map(|(_, question)| question.key.clone()).collect()
}

/// Whether a matrix that was answered has a row that could not be answered then.
fn lacks_new_row(old: &Question, new: &Question, answer: &Answer, route: &Route<'_>) -> bool {
    let (QuestionKind::Matrix { rows, .. }, Answer::Rows(answered)) = (&new.kind, answer) else { return false };
    rows.iter().any(|row| {
        let was_there = old.option(&row.code).is_some_and(|old| !old.retired);
        route.offers(row) && !was_there && !answered.contains_key(&row.code)
    })
}

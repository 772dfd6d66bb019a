//! What a question of each kind takes.

use crate::questionnaires::amending::ChangedPart;
use crate::questionnaires::definition::decimal::PLACES;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{QuestionKind, Questionnaire};
use crate::questionnaires::definition::texts::Wording;

use super::super::edit::QuestionnaireEdit as Edit;
use super::super::references;
use super::{Done, EditRefused, done, question_mut, refuse, titled, unless_referred};

fn kind_mut<'a>(form: &'a mut Questionnaire, key: &Key) -> Result<&'a mut QuestionKind, EditRefused> {
    question_mut(form, key).map(|question| &mut question.kind)
}

/// Sets what an edit says of the kind of its question.
pub(super) fn set(form: &mut Questionnaire, edit: &Edit) -> Done {
    let question = match edit {
        Edit::SetPoints { question, points } => {
            set_points(form, question, *points)?;
            question
        }
        Edit::SetShuffled { question, .. }
        | Edit::SetTicks { question, .. }
        | Edit::SetRankPlaces { question, .. }
        | Edit::SetEveryRow { question, .. }
        | Edit::SetNumber { question, .. }
        | Edit::SetMoney { question, .. }
        | Edit::SetTotal { question, .. }
        | Edit::SetWriting { question, .. }
        | Edit::SetDates { question, .. } => {
            set_kind(kind_mut(form, question)?, edit)?;
            question
        }
        _ => return refuse("This is not done to a question of any type."),
    };
    done(ChangedPart::Question(question.clone()))
}

fn set_kind(kind: &mut QuestionKind, edit: &Edit) -> Result<(), EditRefused> {
    match (kind, edit) {
        (
            QuestionKind::OneOf(list) | QuestionKind::SeveralOf { list, .. } | QuestionKind::Rank { list, .. },
            Edit::SetShuffled { shuffled, .. },
        ) => list.shuffled = *shuffled,
        (QuestionKind::SeveralOf { least, most, .. }, Edit::SetTicks { least: from, most: to, .. }) => {
            (*least, *most) = (*from, *to);
        }
        (QuestionKind::Rank { most, .. }, Edit::SetRankPlaces { most: to, .. }) => *most = *to,
        (QuestionKind::Matrix { every_row, .. }, Edit::SetEveryRow { every_row: now, .. }) => *every_row = *now,
        (QuestionKind::Number { .. }, Edit::SetNumber { places, .. }) if *places > PLACES => {
            return refuse(format!("A number can have 1 to {PLACES} decimal places, not {places}."));
        }
        (
            QuestionKind::Number { places, least, most, .. },
            Edit::SetNumber { places: now, least: from, most: to, .. },
        ) => (*places, *least, *most) = (*now, *from, *to),
        (QuestionKind::Money { least, most }, Edit::SetMoney { least: from, most: to, .. }) => {
            (*least, *most) = (*from, *to);
        }
        (QuestionKind::Split { total, .. }, Edit::SetTotal { total: now, .. }) => *total = *now,
        (QuestionKind::Text { most, published, .. }, Edit::SetWriting { most: to, published: now, .. }) => {
            (*most, *published) = (*to, *now);
        }
        (
            QuestionKind::Date { partial, earliest, latest },
            Edit::SetDates { partial: now, earliest: from, latest: to, .. },
        ) => (*partial, *earliest, *latest) = (*now, *from, *to),
        (kind, _) => return refuse(format!("A question of the type {} has nothing like that.", kind.word())),
    }
    Ok(())
}

/// The poles keep their words; points come and go in the middle.
fn set_points(form: &mut Questionnaire, key: &Key, count: usize) -> Result<(), EditRefused> {
    if !(2..=11).contains(&count) {
        return refuse(format!("A scale has 2 to 11 points, not {count}."));
    }
    let title = titled(form, key);
    let now = match kind_mut(form, key)? {
        QuestionKind::Scale { points } => points.len(),
        kind => return refuse(format!("A question of the type {} has no points to count.", kind.word())),
    };
    if now == count {
        return Ok(());
    }
    // "4 or more" of five is not "4 or more" of seven.
    unless_referred(&format!("the points of {title}"), &references::to_points(form, key), false)?;
    if let QuestionKind::Scale { points } = kind_mut(form, key)? {
        let last = points.pop();
        points.resize(count - 1, Wording::default());
        points.push(last.unwrap_or_default());
    }
    Ok(())
}

//! What is done with equality answers as time goes by: rights to answer that were not used expire, weeks with few people are
//! put together, the counts are drawn once when the consultation has ended, and the answers are erased on their day.

use super::drawn::DrawnTables;
use super::of_nation;
use super::{EqualityWeek, FiledTopic, settled};
use crate::App;
use crate::consultations::model::Dates;
use crate::db::DbError;
use crate::questionnaires::pages::key_by_chance;
use crate::questionnaires::store::equality::{self, AnsweredBlock};
use crate::time::Time;

/// How long the answers are kept after the end of their consultation, in days.
pub const KEPT_DAYS: i64 = 90;

/// The longest that somebody can take who has just sent a questionnaire: after that the right to answer has expired.
pub const LONGEST_TO_ANSWER: i64 = 2 * Time::HOUR;

/// When a right to answer that is given now expires: at a full hour, so that it tells nothing of the moment.
pub const fn expires_at(now: Time) -> Time {
    Time((now.0.div_euclid(Time::HOUR) + 2) * Time::HOUR)
}

/// When nobody is given a right to answer any more: when the consultation closes or is withdrawn, as things stand.
pub fn ends_at(dates: &Dates) -> Option<Time> {
    [dates.closes_at, dates.withdrawn_at].into_iter().flatten().min()
}

/// From when on the counts can be drawn: nobody can still be answering then.
pub fn drawn_from(dates: &Dates) -> Option<Time> {
    ends_at(dates).map(|end| end.plus(LONGEST_TO_ANSWER))
}

/// When the answers are erased.
pub fn erased_at(dates: &Dates) -> Option<Time> {
    ends_at(dates).map(|end| end.plus(KEPT_DAYS * Time::DAY))
}

/// Does what is due.
///
/// # Errors
/// When the record refuses it.
pub async fn tend(app: &App) -> Result<(), DbError> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    tx.touches_only([]);
    equality::erase_tickets(&mut tx, now).await?;
    tx.commit().await?;
    for block in equality::answered(&app.db).await? {
        let due = |at: Option<Time>| at.is_some_and(|at| at <= now);
        let ended = due(drawn_from(&block.dates));
        if !block.drawn {
            if ended { draw(app, &block, now).await? } else { settle(app, &block).await? }
        }
        if due(erased_at(&block.dates)) {
            let mut tx = app.db.begin().await?;
            tx.touches_only([]);
            equality::erase(&mut tx, block.consultation).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Puts weeks with few people together with their neighbours.
async fn settle(app: &App, block: &AnsweredBlock) -> Result<(), DbError> {
    let weeks = equality::weeks(&app.db, block.consultation).await?;
    let lots = settled(&weeks, false);
    let lot_of =
        |week: EqualityWeek| lots.iter().find(|lot| lot.first <= week && week <= lot.last).map(|lot| lot.first);
    let moved: Vec<(EqualityWeek, EqualityWeek)> = weeks
        .iter()
        .filter_map(|(week, _)| Some((*week, lot_of(*week)?)))
        .filter(|(week, first)| week != first)
        .collect();
    if moved.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    tx.touches_only([]);
    for (week, first) in moved {
        equality::move_week(&mut tx, block.consultation, week, first).await?;
    }
    tx.commit().await
}

/// Draws the counts, once, and writes the answers anew in another order: where they stood in the file could have told which
/// of them came together.
async fn draw(app: &App, block: &AnsweredBlock, now: Time) -> Result<(), DbError> {
    let Some(questions) = of_nation(block.nation) else { return Ok(()) };
    let mut tx = app.db.begin().await?;
    tx.touches_only([]);
    let mut taken = equality::take_out(&mut tx, block.consultation).await?;
    let weeks = equality::weeks_of(&taken);
    let lots = settled(&weeks, true);
    for record in &mut taken {
        if let Some(lot) = lots.iter().find(|lot| lot.first <= record.week && record.week <= lot.last) {
            record.week = lot.first;
        }
    }
    let filed: Vec<FiledTopic> = taken.iter().map(|record| record.filed.clone()).collect();
    let counts = DrawnTables::of(questions, &filed);
    if !equality::keep_counts(&mut tx, block.consultation, &counts, now).await? {
        // Another program drew them at the same moment.
        return tx.rollback().await;
    }
    equality::write(&mut tx, block.consultation, &taken, || key_by_chance(&app.random)).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_to_answer_lasts_one_to_two_hours_and_ends_at_a_full_one() {
        for minutes in [0, 1, 59, 60, 61] {
            let now = Time(minutes * Time::MINUTE);
            let lasts = expires_at(now).0 - now.0;
            assert!((Time::HOUR..=LONGEST_TO_ANSWER).contains(&lasts), "{minutes}: {lasts}");
            assert_eq!(expires_at(now).0 % Time::HOUR, 0);
        }
    }

    #[test]
    fn the_end_is_the_closing_or_an_earlier_withdrawal() {
        let dates =
            |closes, withdrawn| Dates { closes_at: Some(Time(closes)), withdrawn_at: withdrawn, ..Dates::default() };
        assert_eq!(ends_at(&dates(9, None)), Some(Time(9)));
        assert_eq!(ends_at(&dates(9, Some(Time(4)))), Some(Time(4)));
        assert_eq!(ends_at(&dates(9, Some(Time(14)))), Some(Time(9)));
        assert_eq!(ends_at(&Dates::default()), None);
    }
}

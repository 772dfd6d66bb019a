//! The demo's days: everything in it is so many days before or after the day it is filled, at hours when
//! people are awake.

use crate::clock;
use crate::time::Time;

/// Today in London, and the moments around it.
#[derive(Clone, Copy)]
pub(super) struct Calendar {
    midday: Time,
}

impl Calendar {
    pub(super) fn new(now: Time) -> Self {
        // Counted from midday, so that the hour the clocks change never moves a day.
        Self { midday: clock::start_of_day(now).plus(12 * Time::HOUR) }
    }

    /// A time of day (`17:00`, in London) so many days from today.
    pub(super) fn at(&self, days: i32, time: &str) -> Time {
        let day = self.midday.plus(i64::from(days) * Time::DAY);
        clock::moment(&clock::date_input(day), time).unwrap_or(day)
    }

    /// When a day that many days from today begins.
    pub(super) fn start(&self, days: i32) -> Time {
        clock::start_of_day(self.midday.plus(i64::from(days) * Time::DAY))
    }
}

/// A moment of the same day between 7 in the morning and 10 at night; moments keep their order.
pub(super) fn awake(time: Time) -> Time {
    let start = clock::start_of_day(time);
    let into = (time.0 - start.0).clamp(0, Time::DAY);
    start.plus(7 * Time::HOUR + into * 15 / 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_across_the_change_of_the_clocks() {
        let calendar = Calendar::new(clock::moment("2026-03-20", "23:30").unwrap());
        assert_eq!(clock::long_date_time(calendar.at(10, "09:00")), "Monday 30 March 2026 at 9am");
        assert_eq!(clock::long_date_time(calendar.at(-1, "17:00")), "Thursday 19 March 2026 at 5pm");
    }

    #[test]
    fn nobody_writes_at_night_and_order_is_kept() {
        let start = clock::moment("2026-02-02", "00:00").unwrap();
        let mut before = Time(0);
        for hour in 0..24 {
            let moved = awake(start.plus(hour * Time::HOUR));
            assert!(moved > before && moved >= start.plus(7 * Time::HOUR) && moved < start.plus(22 * Time::HOUR));
            before = moved;
        }
    }
}

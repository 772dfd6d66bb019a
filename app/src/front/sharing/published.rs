//! A consultation as it is shared: only once it is published, and alike for everybody.

use crate::App;
use crate::clock;
use crate::consultations::model::{Consultation, Dates, Stage};
use crate::consultations::pages::which_date;
use crate::consultations::{rules, store};
use crate::site::Fault;
use crate::time::Time;

/// The published consultation with this name in addresses.
///
/// # Errors
/// [`Fault::Missing`] when there is none; a draft is missing even to those who write it.
pub(super) async fn find(app: &App, slug: &str, now: Time) -> Result<Consultation, Fault> {
    let consultation = store::by_slug(&app.db, slug).await?.ok_or(Fault::Missing)?;
    let published = consultation.dates.published_at.is_some_and(|at| at <= now);
    if published && rules::stage(&consultation.dates, now) != Stage::Draft {
        Ok(consultation)
    } else {
        Err(Fault::Missing)
    }
}

/// The end of taking part: "Monday 13 April 2026", and with the time when that is not the end of the day.
pub(super) fn until(closes: Time) -> String {
    let last = clock::last_minute(closes);
    match clock::time_input(last).as_str() {
        "23:59" => clock::long_date(last),
        _ => format!("{} on {}", clock::clock_time(last), clock::long_date(last)),
    }
}

/// "Closes 5pm on Monday 13 April 2026", or whatever date matters now.
pub(super) fn date(dates: &Dates, now: Time) -> String {
    if let (Stage::Open, Some(closes)) = (rules::stage(dates, now), dates.closes_at) {
        return format!("Closes {}", until(closes));
    }
    which_date(dates, now).map(|(word, at)| format!("{word} {}", clock::long_date(at))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_said_with_its_time_unless_it_is_the_end_of_the_day() {
        let at = |date, time| until(clock::moment(date, time).unwrap());
        assert_eq!(at("2026-04-14", "00:00"), "Monday 13 April 2026");
        assert_eq!(at("2026-04-13", "17:00"), "5pm on Monday 13 April 2026");
    }
}

//! Who answered, when and how, for everybody: how many in each week, the ways in which answers came, and from which libraries.
//! Nothing here stands for fewer than five people: small weeks are told together with those beside them, small ways and
//! libraries with each other. While answers come in, the figures move in steps of ten, and libraries are not compared at all:
//! whoever looked before and after a neighbour answered could tell how, and from where.
//!
//! The steps are kept in memory. After a restart the first page shows the figures as they are then, and counts its ten from
//! there.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use leptos::prelude::*;
use quick_cache::sync::Cache;

use super::overview::{Overviews, Ways};
use crate::App;
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{crumbs, stage_now, tabs, with_results};
use crate::consultations::rail::Rail;
use crate::consultations::rules::stage;
use crate::consultations::showing;
use crate::consultations::slip::SlipNotes;
use crate::db::DbError;
use crate::ids::ConsultationId;
use crate::numbers::Noun;
use crate::responses::model::Channel;
use crate::responses::sums::{self, LibraryResponses};
use crate::responses::suppression::{self, FEWEST_FOR_A_LIBRARY};
use crate::site::app::Warm;
use crate::site::{Page, Path, Visit};
use crate::time::Time;
use crate::ui::charts::bars::{Bar, BarsChart, Colour, Whole, finding_of_largest};

/// How many responses come, or go, before everybody sees new figures of an open consultation.
pub const STEP: u64 = 10;

/// How many consultations' figures are kept.
const MOST: usize = 200;

/// Some weeks, and how many responses began in them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Weeks {
    /// The first day, a Monday.
    first: Date,
    /// The last day, a Sunday.
    last: Date,
    responses: u64,
}

/// Who answered, when and how.
pub struct Turnout {
    /// How many responses these figures are of.
    responses: u64,
    weeks: Vec<Weeks>,
    ways: Ways,
    libraries: Vec<LibraryResponses>,
}

/// What everybody may see of the turnout of each consultation.
pub struct Turnouts(Cache<ConsultationId, Arc<Turnout>>);

impl Warm for Turnouts {
    fn open(_: &App) -> Self {
        Self(Cache::new(MOST))
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn all(ways: &[(Channel, i64)]) -> u64 {
    ways.iter().map(|(_, number)| count(*number)).sum()
}

/// Responses by week, from hours since 1970. Weeks with fewer than five are told together with the next, and the last of them
/// with those before, so that none stands for fewer than five people.
fn weeks(hours: &[(i64, i64)]) -> Vec<Weeks> {
    let mut by_week: BTreeMap<Date, u64> = BTreeMap::new();
    for (hour, number) in hours {
        let Ok(date) = clock::day(Time(hour.saturating_mul(Time::HOUR))).parse::<Date>() else { continue };
        let monday = date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days());
        *by_week.entry(monday).or_default() += count(*number);
    }
    let mut told: Vec<Weeks> = Vec::new();
    for (monday, responses) in by_week {
        let last = monday.saturating_add(6.days());
        match told.last_mut() {
            Some(before) if before.responses < FEWEST_FOR_A_LIBRARY => {
                before.last = last;
                before.responses += responses;
            }
            _ => told.push(Weeks { first: monday, last, responses }),
        }
    }
    // The last may still be small, and what remains of two must not be worked out.
    if told.len() > 1 && told.last().is_some_and(|last| last.responses < FEWEST_FOR_A_LIBRARY) {
        let last = told.pop();
        if let (Some(last), Some(before)) = (last, told.last_mut()) {
            before.last = last.last;
            before.responses += last.responses;
        }
    }
    told
}

impl Turnout {
    async fn read(app: &App, id: ConsultationId, ways: &Ways) -> Result<Self, DbError> {
        let hours = sums::by_hour(&app.db, id).await?;
        let libraries = sums::by_library(&app.db, id).await?;
        Ok(Self { responses: all(ways), weeks: weeks(&hours), ways: Arc::clone(ways), libraries })
    }

    /// What everybody may see of a consultation's turnout now.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(app: &App, consultation: &Consultation, now: Time) -> Result<Arc<Self>, DbError> {
        let ways = app.warm::<Overviews>().of(&app.db, consultation.id).await?;
        let step = if stage(&consultation.dates, now) == Stage::Open { STEP } else { 1 };
        let kept = &app.warm::<Turnouts>().0;
        let fits = |seen: &Arc<Self>| all(&ways).abs_diff(seen.responses) < step && (step > 1 || seen.ways == ways);
        if let Some(seen) = kept.get(&consultation.id).filter(fits) {
            return Ok(seen);
        }
        let read = Arc::new(Self::read(app, consultation.id, &ways).await?);
        // While answers come in, the next figures wait for ten more. Afterwards hardly anything changes, and what does is
        // read again.
        if step > 1 {
            kept.insert(consultation.id, Arc::clone(&read));
        }
        Ok(read)
    }

    /// Whether so few answered that nothing is said of them.
    pub const fn too_few(&self) -> bool {
        self.responses < FEWEST_FOR_A_LIBRARY
    }

    /// How many began in each week, as a chart. Nothing where there are too few.
    pub fn over_time(&self) -> AnyView {
        if self.too_few() {
            return view! { <p class="quiet">{TOO_FEW}</p> }.into_any();
        }
        let bars: Vec<Bar> = self.weeks.iter().map(Weeks::bar).collect();
        let finding = finding_of_weeks(&self.weeks);
        view! { <BarsChart caption="Responses by week" finding=finding bars_are="Week" noun=Noun::RESPONSE whole=Whole::Together bars=bars/> }
            .into_any()
    }

    fn by_way(&self) -> Option<AnyView> {
        let rest = |few: &[&(Channel, i64)], joined: bool| Bar {
            label: if joined { "All other ways" } else { "Ways that fewer than 5 people used" }.to_owned(),
            count: few.iter().map(|way| count(way.1)).sum(),
            colour: Colour::Count,
        };
        let bars = bars_of(&self.ways, |way| count(way.1), |way| way.0.title().to_owned(), rest);
        (bars.len() > 1).then(|| {
            let finding = finding_of_largest(&bars, Noun::RESPONSE);
            view! {
                <h2 id="channels">"How responses came in"</h2>
                <BarsChart caption="Responses by the way they came in" finding=finding bars_are="Way" noun=Noun::RESPONSE whole=Whole::Together bars=bars/>
            }
            .into_any()
        })
    }

    fn by_library(&self) -> AnyView {
        let rest = |few: &[&LibraryResponses], joined: bool| Bar {
            label: if joined { suppression::OTHERS } else { suppression::FEW }.to_owned(),
            count: few.iter().map(|one| count(one.responses)).sum(),
            colour: Colour::Count,
        };
        let name = |one: &LibraryResponses| one.name.clone().unwrap_or_else(|| suppression::NO_LIBRARY.to_owned());
        let bars = bars_of(&self.libraries, |one| count(one.responses), name, rest);
        if bars.is_empty() {
            return view! { <p class="quiet">"There are too few answers to compare libraries without giving somebody away."</p> }.into_any();
        }
        let finding = finding_of_largest(&bars, Noun::RESPONSE);
        view! { <BarsChart caption="Responses by library" finding=finding bars_are="Library" noun=Noun::RESPONSE whole=Whole::Together bars=bars/> }
            .into_any()
    }
}

/// Things with numbers of people as bars, the small ones put together.
fn bars_of<T: Clone>(
    all: &[T],
    people: impl Fn(&T) -> u64,
    name: impl Fn(&T) -> String,
    rest: impl FnOnce(&[&T], bool) -> Bar,
) -> Vec<Bar> {
    let rows: Vec<(Bar, Option<T>)> = all
        .iter()
        .map(|one| (Bar { label: name(one), count: people(one), colour: Colour::Count }, Some(one.clone())))
        .collect();
    let shown = suppression::published(
        &rows,
        |row| row.0.count,
        |few, joined| {
            let few: Vec<&T> = few.iter().filter_map(|row| row.1.as_ref()).collect();
            (rest(&few, joined), None)
        },
    );
    shown.into_iter().map(|row| row.0).collect()
}

impl Weeks {
    fn words(&self) -> String {
        let day = |date: Date| date.strftime("%-d %b %Y").to_string();
        let short = if self.first.year() == self.last.year() { "%-d %b" } else { "%-d %b %Y" };
        format!("{} to {}", self.first.strftime(short), day(self.last))
    }

    fn bar(&self) -> Bar {
        Bar { label: self.words(), count: self.responses, colour: Colour::Count }
    }
}

/// Over how long they came, and when most did.
fn finding_of_weeks(weeks: &[Weeks]) -> String {
    let total: u64 = weeks.iter().map(|week| week.responses).sum();
    let said = Noun::RESPONSE.count(total);
    let most = weeks.iter().map(|week| week.responses).max().unwrap_or(0);
    let busiest: Vec<&Weeks> = weeks.iter().filter(|week| week.responses == most).collect();
    match (weeks, busiest.as_slice()) {
        ([], _) => format!("There are no {}.", Noun::RESPONSE.many),
        ([only], _) => format!("{said} from {}.", only.words()),
        ([first, .., last], [one]) => {
            let span = Weeks { first: first.first, last: last.last, responses: total };
            format!("{said} from {}, the most from {} ({}).", span.words(), one.words(), crate::numbers::grouped(most))
        }
        ([first, .., last], _) => {
            let span = Weeks { first: first.first, last: last.last, responses: total };
            format!("{said} from {}.", span.words())
        }
    }
}

const TOO_FEW: &str = "Fewer than five people have answered, so nothing is said of when and how.";

/// `GET /consultations/{slug}/results/turnout`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = with_results(&visit, &slug).await?;
    if showing::hidden_because(&consultation, visit.now).is_some() {
        return visit.go(&format!("/consultations/{slug}/results"));
    }
    let turnout = Turnout::of(&visit.app, &consultation, visit.now).await?;
    let notes = SlipNotes::of(&visit.app, consultation.id).await?;
    let open = stage(&consultation.dates, visit.now) == Stage::Open;
    let described = format!("When and how people answered “{}”.", consultation.title);
    visit.page(format!("Who answered: {}", consultation.title)).about(consultation.id).described(described).show(|| {
        let head = view! {
            {crumbs(Some(&consultation))}
            <header class="title">
                <p class="over">"Results "{stage_now(&consultation.dates, visit.now)}</p>
                <h1>"Who answered, how and when"</h1>
                <p class="lede" dir="auto">{consultation.title.clone()}</p>
            </header>
            {tabs(&visit, &consultation, "/results")}
        };
        let by_library = if showing::by_library(&consultation, visit.now) {
            turnout.by_library()
        } else {
            view! { <p class="quiet">{showing::NOT_BY_LIBRARY}</p> }.into_any()
        };
        let body = view! {
            <h2 id="over-time">"When people answered"</h2>
            {turnout.over_time()}
            {(!turnout.too_few()).then(|| view! {
                {turnout.by_way()}
                <h2 id="by-library">"From which libraries"</h2>
                {by_library}
            })}
            {open.then(|| view! { <p class="quiet">{IN_STEPS}</p> })}
            <p><a href=format!("/consultations/{slug}/results")>"What people said"</a></p>
        };
        Rail::of(&consultation, &notes, visit.now).beside(head.into_any(), body.into_any())
    })
}

/// Why an answer that was sent just now may not be counted here yet.
const IN_STEPS: &str = "While answers come in, these figures are brought up to date after every ten, so that nobody can tell \
    from them when and how one person answered.";

/// The part of the public page of results that tells of the turnout.
pub fn in_short(turnout: &Turnout, consultation: &Consultation, now: Time) -> AnyView {
    let open = stage(&consultation.dates, now) == Stage::Open;
    let more = (!turnout.too_few()).then(|| {
        let href = format!("/consultations/{}/results/turnout", consultation.slug);
        view! { <p><a href=href>"Who answered, how and when"</a></p> }
    });
    view! {
        <h2 id="turnout">"When people answered"</h2>
        {turnout.over_time()}
        {open.then(|| view! { <p class="quiet">{IN_STEPS}</p> })}
        {more}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hours(day: &str, number: i64) -> (i64, i64) {
        (clock::moment(day, "12:00").unwrap().0 / Time::HOUR, number)
    }

    #[test]
    fn small_weeks_are_told_with_those_beside_them() {
        let told =
            weeks(&[hours("2026-03-02", 7), hours("2026-03-10", 2), hours("2026-03-20", 4), hours("2026-04-01", 3)]);
        let words: Vec<(String, u64)> = told.iter().map(|week| (week.words(), week.responses)).collect();
        assert_eq!(words, [("2 Mar to 8 Mar 2026".to_owned(), 7), ("9 Mar to 5 Apr 2026".to_owned(), 9)]);
        assert_eq!(
            finding_of_weeks(&told),
            "16 responses from 2 Mar to 5 Apr 2026, the most from 9 Mar to 5 Apr 2026 (9)."
        );
    }

    proptest! {
        #[test]
        fn no_weeks_stand_for_fewer_than_five_people_and_none_is_lost(numbers in prop::collection::vec(0i64..9, 1..20)) {
            let start = clock::moment("2026-01-05", "09:00").unwrap().0 / Time::HOUR;
            let all: Vec<(i64, i64)> =
                numbers.iter().enumerate().map(|(place, number)| (start + place as i64 * 50, *number)).collect();
            let told = weeks(&all);
            let total: i64 = numbers.iter().sum();
            prop_assert_eq!(told.iter().map(|week| week.responses).sum::<u64>(), total.cast_unsigned());
            if total >= 5 {
                prop_assert!(told.iter().all(|week| week.responses >= 5), "{:?}", told);
            }
            prop_assert!(told.windows(2).all(|two| two[0].last < two[1].first));
        }
    }
}

//! Who answered, when and how, for everybody: how many in each week, the ways in which answers came, and from which libraries.
//! Nothing here stands for fewer than five people: small weeks are told together with those after them, small ways and
//! libraries with each other.
//!
//! While answers come in, only weeks that are over are told, and neither ways nor libraries: whoever looked before and after a
//! neighbour answered could tell how, and from where. So a new answer changes no figure here until others stand beside it,
//! whichever server is asked and however often it is restarted.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;
use leptos::prelude::*;

use super::overview;
use crate::App;
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::{crumbs, stage_now, tabs, with_results};
use crate::consultations::rail::Rail;
use crate::consultations::rules::stage;
use crate::consultations::showing;
use crate::consultations::slip_notes::SlipNotes;
use crate::db::{Db, DbError, Scope};
use crate::ids::ConsultationId;
use crate::numbers::{Noun, grouped};
use crate::responses::model::Channel;
use crate::responses::sums::{self, LibraryResponses};
use crate::responses::suppression::{self, FEWEST_FOR_A_LIBRARY};
use crate::site::app::Warm;
use crate::site::{Cached, Page, Path, Visit};
use crate::time::Time;
use crate::ui::charts::bars::{Bar, BarsChart, Colour, Whole, finding_of_largest};

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
    /// The weeks that may be told now.
    weeks: Vec<Weeks>,
    /// How they came and from where; none while answers come in.
    closed: Option<HowAndWhere>,
}

/// The ways in which responses came, and the libraries of those who sent them.
struct HowAndWhere {
    ways: Vec<(Channel, i64)>,
    libraries: Vec<LibraryResponses>,
}

/// What everybody may see of the turnout of each consultation: by the Monday of the week that is not over yet, none once the
/// consultation is.
pub struct Turnouts(Cached<(ConsultationId, Option<Date>), Arc<Turnout>>);

impl Warm for Turnouts {
    fn open(app: &App) -> Self {
        Self(Cached::new(app.config.parts_cache, MOST).about(|(id, _), _| Scope::Consultation(id.0)))
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// The Monday of the London week that a moment is in.
fn monday(at: Time) -> Option<Date> {
    let date: Date = clock::day(at).parse().ok()?;
    Some(date.saturating_sub(i64::from(date.weekday().to_monday_zero_offset()).days()))
}

/// Responses by week, from hours since 1970. Weeks with fewer than five are told together with those after them. Before the
/// Monday of a week that is not over, what is left waits until the weeks after it bring it to five; once all are told, it
/// joins the weeks before it.
fn weeks(hours: &[(i64, i64)], before: Option<Date>) -> Vec<Weeks> {
    let mut by_week: BTreeMap<Date, u64> = BTreeMap::new();
    for (hour, number) in hours {
        let Some(monday) = monday(Time(hour.saturating_mul(Time::HOUR))) else { continue };
        if before.is_none_or(|before| monday < before) {
            *by_week.entry(monday).or_default() += count(*number);
        }
    }
    let mut told: Vec<Weeks> = Vec::new();
    for (monday, responses) in by_week {
        let last = monday.saturating_add(6.days());
        match told.last_mut() {
            Some(earlier) if earlier.responses < FEWEST_FOR_A_LIBRARY => {
                earlier.last = last;
                earlier.responses += responses;
            }
            _ => told.push(Weeks { first: monday, last, responses }),
        }
    }
    if told.last().is_some_and(|last| last.responses < FEWEST_FOR_A_LIBRARY)
        && let Some(rest) = told.pop()
        && before.is_none()
        && let Some(earlier) = told.last_mut()
    {
        earlier.last = rest.last;
        earlier.responses += rest.responses;
    }
    told
}

impl Turnout {
    async fn read(db: &Db, id: ConsultationId, before: Option<Date>) -> Result<Self, DbError> {
        let hours = sums::by_hour(db, id).await?;
        let closed = match before {
            Some(_) => None,
            None => {
                Some(HowAndWhere { ways: sums::by_channel(db, id).await?, libraries: sums::by_library(db, id).await? })
            }
        };
        Ok(Self { weeks: weeks(&hours, before), closed })
    }

    /// What everybody may see of a consultation's turnout now.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(app: &App, consultation: &Consultation, now: Time) -> Result<Arc<Self>, DbError> {
        let open = stage(&consultation.dates, now) == Stage::Open;
        let before = if open { monday(now) } else { None };
        let key = (consultation.id, before);
        let read = async || Self::read(&app.db, consultation.id, before).await.map(Arc::new);
        app.warm::<Turnouts>().0.of(&app.db, key, read).await
    }

    /// How many began in each week, as a chart. Nothing where there are too few.
    pub fn over_time(&self) -> AnyView {
        if self.weeks.is_empty() {
            let why = if self.closed.is_some() { TOO_FEW } else { NOT_YET };
            return view! { <p class="quiet">{why}</p> }.into_any();
        }
        let bars: Vec<Bar> = self.weeks.iter().map(Weeks::bar).collect();
        let finding = finding_of_weeks(&self.weeks);
        view! { <BarsChart caption="Responses by week" finding=finding bars_are="Week" noun=Noun::RESPONSE whole=Whole::Together bars=bars/> }
            .into_any()
    }

    fn by_way(ways: &[(Channel, i64)]) -> AnyView {
        let bars = ways.iter().map(|(channel, number)| bar(channel.title().to_owned(), count(*number)));
        overview::ways_chart(together(bars, "Ways that fewer than 5 people used", "All other ways"))
    }

    fn by_library(libraries: &[LibraryResponses]) -> AnyView {
        let name = |one: &LibraryResponses| one.name.clone().unwrap_or_else(|| suppression::NO_LIBRARY.to_owned());
        let bars = libraries.iter().map(|one| bar(name(one), count(one.responses)));
        let bars = together(bars, suppression::FEW, suppression::OTHERS);
        if bars.is_empty() {
            return view! { <p class="quiet">"There are too few answers to compare libraries without giving somebody away."</p> }.into_any();
        }
        let finding = finding_of_largest(&bars, Noun::RESPONSE);
        view! { <BarsChart caption="Responses by library" finding=finding bars_are="Library" noun=Noun::RESPONSE whole=Whole::Together bars=bars/> }
            .into_any()
    }
}

fn bar(label: String, count: u64) -> Bar {
    Bar { label, count, colour: Colour::Count }
}

/// Bars of which none stands for fewer than five people: what the small ones are called together, and what when a larger one
/// had to join them.
fn together(bars: impl Iterator<Item = Bar>, few: &str, others: &str) -> Vec<Bar> {
    let rest = |small: &[&Bar], joined: bool| {
        bar(if joined { others } else { few }.to_owned(), small.iter().map(|bar| bar.count).sum())
    };
    suppression::published(&bars.collect::<Vec<_>>(), |bar| bar.count, rest)
}

impl Weeks {
    fn words(&self) -> String {
        let day = |date: Date| date.strftime("%-d %b %Y").to_string();
        let short = if self.first.year() == self.last.year() { "%-d %b" } else { "%-d %b %Y" };
        format!("{} to {}", self.first.strftime(short), day(self.last))
    }

    fn bar(&self) -> Bar {
        bar(self.words(), self.responses)
    }
}

/// Over how long they came, and when most did.
fn finding_of_weeks(weeks: &[Weeks]) -> String {
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else {
        return format!("There are no {}.", Noun::RESPONSE.many);
    };
    let responses = weeks.iter().map(|week| week.responses).sum();
    let span = Weeks { first: first.first, last: last.last, responses };
    let said = format!("{} from {}", Noun::RESPONSE.count(responses), span.words());
    let most = weeks.iter().map(|week| week.responses).max().unwrap_or(0);
    let busiest: Vec<&Weeks> = weeks.iter().filter(|week| week.responses == most).collect();
    match busiest.as_slice() {
        [one] if weeks.len() > 1 => format!("{said}, the most from {} ({}).", one.words(), grouped(most)),
        _ => format!("{said}."),
    }
}

const TOO_FEW: &str = "Fewer than five people answered, so nothing is said of when and how.";

const NOT_YET: &str = "Weeks are told here once they are over and five people have answered in them.";

/// `GET /consultations/{slug}/results/turnout`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = with_results(&visit, &slug).await?;
    if showing::hidden_because(&consultation, visit.now).is_some() {
        return visit.go(&format!("/consultations/{slug}/results"));
    }
    let turnout = Turnout::of(&visit.app, &consultation, visit.now).await?;
    let notes = SlipNotes::of(&visit.app, consultation.id).await?;
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
        let rest = match &turnout.closed {
            Some(_) if turnout.weeks.is_empty() => ().into_any(),
            Some(HowAndWhere { ways, libraries }) => view! {
                {Turnout::by_way(ways)}
                <h2 id="by-library">"From which libraries"</h2>
                {Turnout::by_library(libraries)}
            }
            .into_any(),
            None => view! { <p class="quiet">{WHILE_OPEN}</p> }.into_any(),
        };
        let body = view! {
            <h2 id="over-time">"When people answered"</h2>
            {turnout.over_time()}
            {rest}
            <p><a href=format!("/consultations/{slug}/results")>"What people said"</a></p>
        };
        Rail::of(&consultation, &notes, visit.now).beside(head.into_any(), body.into_any())
    })
}

/// Why an answer that was sent just now is not counted here yet.
const WHILE_OPEN: &str = "While answers come in, only weeks that are over are told. In which ways people answered, and from which \
    libraries, follows once the consultation has closed: before that, one more answer could be read off.";

/// The part of the public page of results that tells of the turnout.
pub fn in_short(turnout: &Turnout, consultation: &Consultation) -> AnyView {
    let href = format!("/consultations/{}/results/turnout", consultation.slug);
    view! {
        <h2 id="turnout">"When people answered"</h2>
        {turnout.over_time()}
        <p><a href=href>"Who answered, how and when"</a></p>
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
        let came = [hours("2026-03-02", 7), hours("2026-03-10", 2), hours("2026-03-20", 4), hours("2026-04-01", 3)];
        let told = weeks(&came, None);
        let words: Vec<(String, u64)> = told.iter().map(|week| (week.words(), week.responses)).collect();
        assert_eq!(words, [("2 Mar to 8 Mar 2026".to_owned(), 7), ("9 Mar to 5 Apr 2026".to_owned(), 9)]);
        assert_eq!(
            finding_of_weeks(&told),
            "16 responses from 2 Mar to 5 Apr 2026, the most from 9 Mar to 5 Apr 2026 (9)."
        );
    }

    #[test]
    fn while_answers_come_in_a_week_is_told_once_it_is_over_and_others_stand_beside_it() {
        let came = [hours("2026-03-02", 7), hours("2026-03-10", 2), hours("2026-03-20", 4), hours("2026-04-01", 3)];
        let told = |day: &str| {
            let told = weeks(&came, monday(clock::moment(day, "12:00").unwrap()));
            told.iter().map(|week| (week.words(), week.responses)).collect::<Vec<_>>()
        };
        let first = ("2 Mar to 8 Mar 2026".to_owned(), 7);
        assert_eq!(told("2026-03-08"), []);
        let second = ("9 Mar to 22 Mar 2026".to_owned(), 6);
        assert_eq!(told("2026-03-09"), std::slice::from_ref(&first));
        assert_eq!(told("2026-03-16"), std::slice::from_ref(&first));
        assert_eq!(told("2026-03-25"), [first.clone(), second.clone()]);
        assert_eq!(told("2026-04-20"), [first, second]);
    }

    proptest! {
        #[test]
        fn no_weeks_stand_for_fewer_than_five_people_and_none_is_lost(numbers in prop::collection::vec(0i64..9, 1..20)) {
            let start = clock::moment("2026-01-05", "09:00").unwrap().0 / Time::HOUR;
            let all: Vec<(i64, i64)> =
                numbers.iter().enumerate().map(|(place, number)| (start + place as i64 * 50, *number)).collect();
            let told = weeks(&all, None);
            let total: i64 = numbers.iter().sum();
            let all_told = if total >= 5 { total.cast_unsigned() } else { 0 };
            prop_assert_eq!(told.iter().map(|week| week.responses).sum::<u64>(), all_told);
            prop_assert!(told.iter().all(|week| week.responses >= 5), "{:?}", told);
            prop_assert!(told.windows(2).all(|two| two[0].last < two[1].first));
        }
    }
}

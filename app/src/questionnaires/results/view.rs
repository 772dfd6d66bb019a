//! The figures of a questionnaire on a page: bars with a sentence above and a table below, question by question.

use leptos::prelude::*;

use super::CountedQuestionnaire;
use crate::numbers::{Noun, grouped};
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::question::{Question, QuestionKind};
use crate::questionnaires::definition::texts::{Language, Wording};
use crate::questionnaires::definition::{logic, piping};
use crate::questionnaires::files::columns::ColumnPlan;
use crate::questionnaires::files::summary::bins;
use crate::questionnaires::files::summary::figures::{
    ChoiceFigure, CountOf, FigureDetail, NumberSpread, QuestionFigures, RankFigure,
};
use crate::questionnaires::linter;
use crate::questionnaires::sent_files::is_file;
use crate::questionnaires::writings::public::{self, SomeWords};
use crate::questionnaires::writings::staff as words;
use crate::responses::suppression;
use crate::ui::charts::bars::{Bar, BarsChart, Colour, Whole, finding_of_largest};
use crate::ui::charts::diverging::{DivergingChart, DivergingRow, MOST_POINTS};

const PEOPLE: Noun = Noun::PERSON;

/// Who reads the figures, and where they find what people wrote.
pub(super) enum Readers<'a> {
    /// Those who may see results at any time: every library, and all texts.
    Staff {
        /// What the staff's pages of the questionnaire begin with.
        base: &'a str,
    },
    /// Everybody else: no library with fewer than five people, and the texts that are published.
    Everybody {
        /// Some of those.
        words: &'a [SomeWords],
        /// The questionnaire's page.
        page: String,
    },
}

impl Readers<'_> {
    /// What people wrote in answer to a question, or the way to it.
    fn words(&self, question: &Question) -> AnyView {
        match self {
            Self::Staff { base } if words::takes_words(question) => {
                let href = words::href(base, question.key.as_str());
                view! { <p class="actions"><a href=href>"Read what people wrote"<span class="vh">{format!(": {}", question.key)}</span></a></p> }.into_any()
            }
            Self::Staff { .. } => ().into_any(),
            Self::Everybody { words, page } => public::beside(words, &question.key, page),
        }
    }
}

/// All questions with their figures.
pub(super) fn everything(
    counted: &CountedQuestionnaire,
    plan: &ColumnPlan<'_>,
    figures: &[QuestionFigures<'_>],
    readers: &Readers<'_>,
) -> AnyView {
    let staff = matches!(readers, Readers::Staff { .. });
    if counted.people == 0 {
        return view! { <div class="empty"><h2>"Nobody has answered yet"</h2><p>"What people answer is counted here, question by question."</p></div> }.into_any();
    }
    // One answer by itself would be that person.
    if !staff && counted.people < suppression::FEWEST_FOR_A_LIBRARY {
        return view! { <p class="lede">{format!("{} answered.", PEOPLE.count(counted.people))}</p><div class="empty"><h2>"Too few to show more"</h2><p>"With fewer than five people, anybody who knows one of them could tell what they said."</p></div> }.into_any();
    }
    let newest = plan.newest();
    let language = newest.first_language();
    let sections: Vec<AnyView> = figures
        .iter()
        .map(|one| {
            let number = logic::number(newest, &one.question.key);
            let label = piping::for_everybody(plan.words(&one.question.label, language)).into_owned();
            let gone = one.question.retired.then_some(" (not asked any more)");
            view! {
                <section class="question-results">
                    <h2>{number.map(|number| format!("{number}. "))}<span dir="auto">{label}</span>{gone}</h2>
                    <p class="meta"><span>{came(one)}</span></p>
                    {if staff || counted.shows(one) {
                        match readers {
                            Readers::Staff { base } if is_file(one.question) => files_sent(base, one),
                            _ => view! { {detail(counted, one, language, staff)}{readers.words(one.question)} }.into_any(),
                        }
                    } else {
                        view! { <p class="quiet">"Too few people were asked to show more without giving somebody away."</p> }.into_any()
                    }}
                </section>
            }
            .into_any()
        })
        .collect();
    view! { <p class="lede">{format!("{} answered.", PEOPLE.count(counted.people))}</p>{sections} }.into_any()
}

/// Where staff find the files that came in answer to a question.
fn files_sent(base: &str, one: &QuestionFigures<'_>) -> AnyView {
    if one.answered.count == 0 {
        return ().into_any();
    }
    let href = format!("{base}/files-sent?question={}", one.question.key.in_address());
    view! { <p><a href=href>"See the files that people sent"</a></p> }.into_any()
}

/// How many were asked and answered, and which kinds of blank there were.
fn came(one: &QuestionFigures<'_>) -> String {
    let mut words = format!("{} of {} asked answered", grouped(one.answered.count), PEOPLE.count(one.asked));
    for (blank, count) in &one.blanks {
        let what = match blank {
            Blank::DontKnow => "did not know",
            Blank::PreferNotToSay => "preferred not to say",
            Blank::Skipped => "left it empty",
            Blank::NotAsked => continue,
        };
        words.push_str(&format!(", {} {what}", grouped(count.count)));
    }
    words + "."
}

fn bars(figures: &[ChoiceFigure<'_>], language: &Language) -> Vec<Bar> {
    figures
        .iter()
        .map(|figure| Bar {
            label: called(figure.label, &figure.code, language),
            count: figure.chosen.count,
            colour: Colour::Count,
        })
        .collect()
}

fn called(label: &Wording, code: &str, language: &Language) -> String {
    let words = label.read(language, &[]);
    if words.is_empty() { code.to_owned() } else { words.to_owned() }
}

fn chart(
    caption: &'static str,
    finding: String,
    bars_are: &'static str,
    noun: Noun,
    whole: Whole,
    bars: Vec<Bar>,
) -> AnyView {
    view! { <BarsChart caption finding bars_are noun whole bars/> }.into_any()
}

/// Which options most people chose, where each may choose several.
fn most_ticked(figures: &[ChoiceFigure<'_>], language: &Language) -> String {
    let most = figures.iter().map(|figure| figure.chosen.count).max().unwrap_or(0);
    let first: Vec<&ChoiceFigure<'_>> = figures.iter().filter(|figure| figure.chosen.count == most).collect();
    match first.as_slice() {
        _ if most == 0 => "Nobody chose any of these.".to_owned(),
        [one] => format!("Most often chosen: “{}”, by {}.", called(one.label, &one.code, language), of(one.chosen)),
        [one, other] => format!(
            "Most often chosen: “{}” and “{}”, each by {}.",
            called(one.label, &one.code, language),
            called(other.label, &other.code, language),
            of(one.chosen)
        ),
        several => format!("{} were chosen most often, each by {}.", several.len(), grouped(most)),
    }
}

/// "120 of 300 (40%)", without a share of fewer than five.
fn of(count: CountOf) -> String {
    let share = if count.of >= crate::percent::FEWEST { format!(" ({}%)", count.percent()) } else { String::new() };
    format!("{} of {}{share}", grouped(count.count), grouped(count.of))
}

/// A mean as it is written: with so many figures after the point, and none that say nothing.
fn rounded(mean: f64, places: usize) -> String {
    let written = format!("{mean:.places$}");
    if written.contains('.') { written.trim_end_matches('0').trim_end_matches('.').to_owned() } else { written }
}

fn spread_words(spread: &NumberSpread) -> String {
    let mean = rounded(spread.mean, 1);
    match spread.deviation.map(|deviation| rounded(deviation, 1)) {
        Some(deviation) => format!("On average {mean} (standard deviation {deviation})."),
        None => format!("On average {mean}."),
    }
}

fn detail(counted: &CountedQuestionnaire, one: &QuestionFigures<'_>, language: &Language, staff: bool) -> AnyView {
    match &one.detail {
        FigureDetail::Choices(figures) => {
            let several = matches!(one.question.kind, QuestionKind::SeveralOf { .. });
            let bars = bars(figures, language);
            if several {
                chart(
                    "How often each was chosen",
                    most_ticked(figures, language),
                    "Option",
                    PEOPLE,
                    Whole::Nothing,
                    bars,
                )
            } else {
                let finding = finding_of_largest(&bars, PEOPLE);
                chart("What people chose", finding, "Option", PEOPLE, Whole::Together, bars)
            }
        }
        FigureDetail::Scale { points, spread } => {
            let mean = spread.as_ref().map(|spread| view! { <p class="quiet">{format!("{} The points count 1 to {}.", spread_words(spread), points.len())}</p> });
            if let Some(chart) =
                diverging(one.question, language, "Where people stand on the scale", &[(String::new(), points)])
            {
                return view! { {chart}{mean} }.into_any();
            }
            let bars = bars(points, language);
            let finding = finding_of_largest(&bars, PEOPLE);
            view! { {chart("Where people stand on the scale", finding, "Point", PEOPLE, Whole::Together, bars)}{mean} }
                .into_any()
        }
        FigureDetail::Matrix(rows) => {
            let lines: Vec<(String, &[ChoiceFigure<'_>])> =
                rows.iter().map(|row| (called(row.label, &row.code, language), row.points.as_slice())).collect();
            if let Some(chart) = diverging(one.question, language, "Where people stand, line by line", &lines) {
                return chart;
            }
            let rows: Vec<AnyView> = rows
                .iter()
                .map(|row| {
                    let bars = bars(&row.points, language);
                    let finding = finding_of_largest(&bars, PEOPLE);
                    view! { <div class="matrix-row"><h3 dir="auto">{called(row.label, &row.code, language)}</h3>{chart("Where people stand", finding, "Point", PEOPLE, Whole::Together, bars)}</div> }.into_any()
                })
                .collect();
            view! { <div class="small-multiples">{rows}</div> }.into_any()
        }
        FigureDetail::Rank(options) => ranked(options, language),
        FigureDetail::Number { spread, bins } => {
            let unit = match &one.question.kind {
                QuestionKind::Number { unit, .. } => unit.read(language, &[]).to_owned(),
                _ => "pounds".to_owned(),
            };
            let finding = spread.as_ref().map(spread_words).unwrap_or_else(|| "Nobody gave a number.".to_owned());
            let steps = if staff { bins.clone() } else { bins::of_several(bins, suppression::FEWEST_FOR_A_LIBRARY) };
            if steps.is_empty() {
                return view! { <p>{finding}</p> }.into_any();
            }
            let whole =
                !matches!(one.question.kind, QuestionKind::Number { places: 1.., .. } | QuestionKind::Money { .. });
            let bars = steps
                .iter()
                .map(|(bin, count)| Bar {
                    label: format!("{} {unit}", bin.words(whole)).trim_end().to_owned(),
                    count: *count,
                    colour: Colour::Count,
                })
                .collect();
            chart("How many gave a number of this size", finding, "Number", PEOPLE, Whole::Together, bars)
        }
        FigureDetail::Parts(parts) => {
            let money = matches!(one.question.kind, QuestionKind::Split { money: true, .. });
            let rows: Vec<AnyView> = parts
                .iter()
                .map(|part| {
                    let mean = part.mean.map_or_else(String::new, |mean| {
                        if money { format!("£{mean:.2}") } else { rounded(mean, 1) }
                    });
                    view! { <tr><th scope="row" dir="auto">{called(part.label, &part.code, language)}</th><td class="num">{mean}</td></tr> }.into_any()
                })
                .collect();
            view! { <div class="table-wrap" tabindex="0" role="region" aria-label="What each was given on average"><table><caption>"What each was given on average"</caption><thead><tr><th scope="col">"Option"</th><th scope="col" class="num">{if money { "Pounds" } else { "Points" }}</th></tr></thead><tbody>{rows}</tbody></table></div> }.into_any()
        }
        FigureDetail::Years(years) => {
            let all =
                years.iter().map(|(year, count)| Bar { label: year.clone(), count: *count, colour: Colour::Count });
            few_together(all.collect(), "How many named each year", "Year", staff)
        }
        FigureDetail::Named(named) => places(counted, named, staff),
        FigureDetail::Uncounted if is_file(one.question) => {
            view! { <p class="quiet">"People sent a file. Staff read the files; they are never published."</p> }
                .into_any()
        }
        FigureDetail::Uncounted => view! { <p class="quiet">"People answered in their own words."</p> }.into_any(),
    }
}

/// Points of a scale from a middle; nothing where there are too many to tell apart by colour.
fn diverging(
    question: &Question,
    language: &Language,
    caption: &'static str,
    lines: &[(String, &[ChoiceFigure<'_>])],
) -> Option<AnyView> {
    let (_, first) = lines.first()?;
    if !(2..=MOST_POINTS).contains(&first.len()) || lines.iter().any(|(_, points)| points.len() != first.len()) {
        return None;
    }
    let rows = lines
        .iter()
        .map(|(label, points)| DivergingRow {
            label: label.clone(),
            counts: points.iter().map(|point| point.chosen.count).collect(),
        })
        .collect();
    let points: Vec<String> = first.iter().map(|point| called(point.label, &point.code, language)).collect();
    let better_first = linter::better_first(question, language);
    let rows_are = if lines.len() > 1 { "Line" } else { "Question" };
    Some(view! { <DivergingChart caption rows_are noun=PEOPLE points better_first rows/> }.into_any())
}

fn ranked(options: &[RankFigure<'_>], language: &Language) -> AnyView {
    let first = options.iter().max_by_key(|option| option.first.count).filter(|option| option.first.count > 0);
    let finding = match first {
        Some(option) => format!(
            "“{}” has the most first places: {}.",
            called(option.label, &option.code, language),
            of(option.first)
        ),
        None => "Nobody has put them in order.".to_owned(),
    };
    let most = options.iter().map(|option| option.places.len()).max().unwrap_or(0);
    let heads: Vec<AnyView> =
        (1..=most).map(|place| view! { <th scope="col" class="num">{place.to_string()}</th> }.into_any()).collect();
    let rows: Vec<AnyView> = options
        .iter()
        .map(|option| {
            let cells: Vec<AnyView> = (0..most)
                .map(|place| view! { <td class="num">{grouped(option.places.get(place).copied().unwrap_or(0))}</td> }.into_any())
                .collect();
            let mean = option.mean.map(|mean| rounded(mean, 2)).unwrap_or_default();
            view! { <tr><th scope="row" dir="auto">{called(option.label, &option.code, language)}</th><td class="num">{mean}</td>{cells}</tr> }.into_any()
        })
        .collect();
    view! {
        <p>{finding}</p>
        <div class="table-wrap" tabindex="0" role="region" aria-label="Places"><table><caption>"How many gave each option each place, and its mean place"</caption><thead><tr><th scope="col">"Option"</th><th scope="col" class="num">"Mean place"</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>
    }
    .into_any()
}

/// Libraries or postcode areas. In public none is named that fewer than five people gave.
fn places(counted: &CountedQuestionnaire, named: &[(String, CountOf)], staff: bool) -> AnyView {
    let name = |code: &str| {
        let branch = counted.branches.iter().find(|branch| branch.slug == code);
        branch.map_or_else(|| code.to_owned(), |branch| branch.name.clone())
    };
    let all = named.iter().map(|(code, count)| Bar { label: name(code), count: count.count, colour: Colour::Count });
    few_together(all.collect(), "Which people named", "Name", staff)
}

/// Bars of which none stands for fewer than five people, but on the staff's page.
fn few_together(all: Vec<Bar>, caption: &'static str, bars_are: &'static str, staff: bool) -> AnyView {
    let bars = if staff {
        all
    } else {
        suppression::published(
            &all,
            |bar| bar.count,
            |few, joined| Bar {
                label: if joined { "All others" } else { "Named by fewer than 5 people" }.to_owned(),
                count: few.iter().map(|bar| bar.count).sum(),
                colour: Colour::Count,
            },
        )
    };
    if bars.is_empty() {
        return view! { <p class="quiet">"Too few people answered to show more without giving somebody away."</p> }
            .into_any();
    }
    let finding = finding_of_largest(&bars, PEOPLE);
    chart(caption, finding, bars_are, PEOPLE, Whole::Together, bars)
}

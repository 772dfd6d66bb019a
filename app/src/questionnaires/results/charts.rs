//! The figures of one question: bars with a sentence above and a table below. The sentence alone stands in the list of all
//! questions, and comes from the same figures.

use leptos::prelude::*;

use super::CountedQuestionnaire;
use crate::numbers::{Noun, grouped};
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::question::{Question, QuestionKind};
use crate::questionnaires::definition::texts::{Language, Wording};
use crate::questionnaires::files::summary::bins;
use crate::questionnaires::files::summary::figures::{
    ChoiceFigure, CountOf, FigureDetail, NumberSpread, PartFigure, QuestionFigures, RankFigure,
};
use crate::questionnaires::linter;
use crate::questionnaires::sent_files::is_file;
use crate::responses::suppression;
use crate::ui::charts::bars::{Bar, BarsChart, Colour, Whole, finding_of_largest};
use crate::ui::charts::diverging::{self, DivergingChart, DivergingRow, MOST_POINTS};

const PEOPLE: Noun = Noun::PERSON;

/// How many were asked and answered, and which kinds of blank there were.
pub(super) fn came(one: &QuestionFigures<'_>) -> String {
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

/// In which order the choices of a question stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ChoicesOrder {
    /// As people saw them.
    #[default]
    Asked,
    /// Most chosen first.
    Most,
}

impl ChoicesOrder {
    pub(super) const ALL: [Self; 2] = [Self::Asked, Self::Most];

    /// The order that an address asks for.
    pub(super) fn of(word: &str) -> Self {
        Self::ALL.into_iter().find(|order| order.word() == word).unwrap_or_default()
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Most => "most",
        }
    }

    pub(super) const fn title(self) -> &'static str {
        match self {
            Self::Asked => "In the order they were shown",
            Self::Most => "Most chosen first",
        }
    }

    /// Whether the choices of this question have an order of their own, so that another one helps to read them.
    pub(super) fn helps(one: &QuestionFigures<'_>) -> bool {
        matches!(&one.detail, FigureDetail::Choices(figures) if figures.len() > 2)
    }

    fn sort(self, bars: &mut [Bar]) {
        if self == Self::Most {
            bars.sort_by_key(|bar| std::cmp::Reverse(bar.count));
        }
    }
}

/// What came of a question in a sentence: the one above its chart.
pub(super) fn finding(
    counted: &CountedQuestionnaire,
    one: &QuestionFigures<'_>,
    language: &Language,
    staff: bool,
) -> String {
    match &one.detail {
        FigureDetail::Choices(figures) if matches!(one.question.kind, QuestionKind::SeveralOf { .. }) => {
            most_ticked(figures, one.answered.count, language)
        }
        FigureDetail::Choices(figures) => finding_of_largest(&bars(figures, language), PEOPLE),
        FigureDetail::Scale { points, .. } => match lines_of(&[(String::new(), points)]) {
            Some(rows) => diverging::finding(&rows, linter::better_first(one.question, language), PEOPLE),
            None => finding_of_largest(&bars(points, language), PEOPLE),
        },
        FigureDetail::Matrix(rows) => {
            let lines: Vec<(String, &[ChoiceFigure<'_>])> =
                rows.iter().map(|row| (called(row.label, &row.code, language), row.points.as_slice())).collect();
            match lines_of(&lines) {
                Some(rows) => diverging::finding(&rows, linter::better_first(one.question, language), PEOPLE),
                None => format!("{}, each with a finding of its own.", LINE.count(rows.len())),
            }
        }
        FigureDetail::Rank(options) => first_places(options, language),
        FigureDetail::Number { spread, .. } => number_words(spread.as_ref()),
        FigureDetail::Parts(parts) => largest_part(parts, one.question, language),
        FigureDetail::Years(years) => finding_of_few(&together(years_of(years), staff)),
        FigureDetail::Named(named) => finding_of_few(&together(named_bars(counted, named), staff)),
        FigureDetail::Uncounted if one.answered.count == 0 && is_file(one.question) => "Nobody sent a file.".to_owned(),
        FigureDetail::Uncounted if one.answered.count == 0 => "Nobody answered in their own words.".to_owned(),
        FigureDetail::Uncounted if is_file(one.question) => {
            "People sent a file. Staff read the files; they are never published.".to_owned()
        }
        FigureDetail::Uncounted => "People answered in their own words.".to_owned(),
    }
}

const LINE: Noun = Noun { one: "line", many: "lines" };

const TOO_FEW: &str = "Too few people answered to show more without giving somebody away.";

fn finding_of_few(bars: &[Bar]) -> String {
    if bars.is_empty() { TOO_FEW.to_owned() } else { finding_of_largest(bars, PEOPLE) }
}

fn number_words(spread: Option<&NumberSpread>) -> String {
    spread.map_or_else(|| "Nobody gave a number.".to_owned(), spread_words)
}

fn part_mean(mean: f64, question: &Question) -> String {
    if matches!(question.kind, QuestionKind::Split { money: true, .. }) {
        format!("£{mean:.2}")
    } else {
        rounded(mean, 1)
    }
}

/// Which part was given most on average.
fn largest_part(parts: &[PartFigure<'_>], question: &Question, language: &Language) -> String {
    let means = parts.iter().filter_map(|part| Some((part, part.mean?)));
    match means.max_by(|one, other| one.1.total_cmp(&other.1)) {
        Some((part, mean)) => format!(
            "On average most was given to “{}”: {}.",
            called(part.label, &part.code, language),
            part_mean(mean, question)
        ),
        None => "Nobody shared anything out.".to_owned(),
    }
}

/// How far the bars of a question's page reach, so that the question's own chart and those below it, library by library, are on
/// one scale. By default each chart has its own.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct PageScale {
    /// The longest bar of a share, in per cent.
    pub share: f64,
    /// The longest side of a row from a middle, in per cent.
    pub side: f64,
}

/// What the bars of options are shares of.
pub(super) const fn whole_of(one: &QuestionFigures<'_>) -> Whole {
    match one.question.kind {
        QuestionKind::SeveralOf { .. } => Whole::Of(one.answered.count),
        _ => Whole::Together,
    }
}

pub(super) fn bars(figures: &[ChoiceFigure<'_>], language: &Language) -> Vec<Bar> {
    figures
        .iter()
        .map(|figure| Bar {
            label: called(figure.label, &figure.code, language),
            count: figure.chosen.count,
            colour: Colour::Count,
        })
        .collect()
}

pub(super) fn called(label: &Wording, code: &str, language: &Language) -> String {
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
    scale: PageScale,
) -> AnyView {
    view! { <BarsChart caption finding bars_are noun whole bars reach=scale.share/> }.into_any()
}

/// Which options most people chose, where each may choose several.
fn most_ticked(figures: &[ChoiceFigure<'_>], answered: u64, language: &Language) -> String {
    let most = figures.iter().map(|figure| figure.chosen.count).max().unwrap_or(0);
    // As the bars: of those who answered, whatever they were offered.
    let by = of(CountOf { count: most, of: answered });
    let first: Vec<&ChoiceFigure<'_>> = figures.iter().filter(|figure| figure.chosen.count == most).collect();
    match first.as_slice() {
        _ if most == 0 => "Nobody chose any of these.".to_owned(),
        [one] => format!("Most often chosen: “{}”, by {by}.", called(one.label, &one.code, language)),
        [one, other] => format!(
            "Most often chosen: “{}” and “{}”, each by {by}.",
            called(one.label, &one.code, language),
            called(other.label, &other.code, language)
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

/// The figures of a question.
pub(super) fn detail(
    counted: &CountedQuestionnaire,
    one: &QuestionFigures<'_>,
    language: &Language,
    staff: bool,
    order: ChoicesOrder,
    scale: PageScale,
) -> AnyView {
    let finding = finding(counted, one, language, staff);
    match &one.detail {
        FigureDetail::Choices(figures) => {
            let mut bars = bars(figures, language);
            order.sort(&mut bars);
            let several = matches!(one.question.kind, QuestionKind::SeveralOf { .. });
            let caption = if several { "How often each was chosen" } else { "What people chose" };
            chart(caption, finding, "Option", PEOPLE, whole_of(one), bars, scale)
        }
        FigureDetail::Scale { points, spread } => {
            let mean = spread.as_ref().map(|spread| view! { <p class="quiet">{format!("{} The points count 1 to {}.", spread_words(spread), points.len())}</p> });
            if let Some(chart) =
                diverging(one.question, language, "Where people stand on the scale", &[(String::new(), points)], scale)
            {
                return view! { {chart}{mean} }.into_any();
            }
            let bars = bars(points, language);
            view! { {chart("Where people stand on the scale", finding, "Point", PEOPLE, Whole::Together, bars, scale)}{mean} }
                .into_any()
        }
        FigureDetail::Matrix(rows) => {
            let lines: Vec<(String, &[ChoiceFigure<'_>])> =
                rows.iter().map(|row| (called(row.label, &row.code, language), row.points.as_slice())).collect();
            if let Some(chart) = diverging(one.question, language, "Where people stand, line by line", &lines, scale) {
                return chart;
            }
            let rows: Vec<AnyView> = rows
                .iter()
                .map(|row| {
                    let bars = bars(&row.points, language);
                    let finding = finding_of_largest(&bars, PEOPLE);
                    view! { <div class="matrix-row"><h3 dir="auto">{called(row.label, &row.code, language)}</h3>{chart("Where people stand", finding, "Point", PEOPLE, Whole::Together, bars, scale)}</div> }.into_any()
                })
                .collect();
            view! { <div class="small-multiples">{rows}</div> }.into_any()
        }
        FigureDetail::Rank(options) => ranked(options, finding, language),
        FigureDetail::Number { bins, .. } => {
            let unit = match &one.question.kind {
                QuestionKind::Number { unit, .. } => unit.read(language, &[]).to_owned(),
                _ => "pounds".to_owned(),
            };
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
            chart(
                "How many gave a number of this size",
                finding,
                "Number",
                PEOPLE,
                Whole::Together,
                bars,
                PageScale::default(),
            )
        }
        FigureDetail::Parts(parts) => {
            let money = matches!(one.question.kind, QuestionKind::Split { money: true, .. });
            let rows: Vec<AnyView> = parts
                .iter()
                .map(|part| {
                    let mean = part.mean.map_or_else(String::new, |mean| part_mean(mean, one.question));
                    view! { <tr><th scope="row" dir="auto">{called(part.label, &part.code, language)}</th><td class="num">{mean}</td></tr> }.into_any()
                })
                .collect();
            view! { <p>{finding}</p><div class="table-wrap" tabindex="0" role="region" aria-label="What each was given on average"><table><caption>"What each was given on average"</caption><thead><tr><th scope="col">"Option"</th><th scope="col" class="num">{if money { "Pounds" } else { "Points" }}</th></tr></thead><tbody>{rows}</tbody></table></div> }.into_any()
        }
        FigureDetail::Years(years) => {
            few_together(together(years_of(years), staff), finding, "How many named each year", "Year")
        }
        FigureDetail::Named(named) => {
            few_together(together(named_bars(counted, named), staff), finding, "Which people named", "Name")
        }
        FigureDetail::Uncounted => view! { <p class="quiet">{finding}</p> }.into_any(),
    }
}

/// The lines of a scale or grid as rows from a middle; none where there are too many points to tell apart by colour.
pub(super) fn lines_of(lines: &[(String, &[ChoiceFigure<'_>])]) -> Option<Vec<DivergingRow>> {
    let (_, first) = lines.first()?;
    if !(2..=MOST_POINTS).contains(&first.len()) || lines.iter().any(|(_, points)| points.len() != first.len()) {
        return None;
    }
    let row = |(label, points): &(String, &[ChoiceFigure<'_>])| DivergingRow {
        label: label.clone(),
        counts: points.iter().map(|point| point.chosen.count).collect(),
    };
    Some(lines.iter().map(row).collect())
}

/// Points of a scale from a middle; nothing where there are too many to tell apart by colour.
fn diverging(
    question: &Question,
    language: &Language,
    caption: &'static str,
    lines: &[(String, &[ChoiceFigure<'_>])],
    scale: PageScale,
) -> Option<AnyView> {
    let rows = lines_of(lines)?;
    let (_, first) = lines.first()?;
    let points: Vec<String> = first.iter().map(|point| called(point.label, &point.code, language)).collect();
    let better_first = linter::better_first(question, language);
    let rows_are = if lines.len() > 1 { "Line" } else { "Question" };
    Some(view! { <DivergingChart caption rows_are noun=PEOPLE points better_first rows reach=scale.side/> }.into_any())
}

/// Which option stands first most often.
fn first_places(options: &[RankFigure<'_>], language: &Language) -> String {
    let first = options.iter().max_by_key(|option| option.first.count).filter(|option| option.first.count > 0);
    match first {
        Some(option) => format!(
            "“{}” has the most first places: {}.",
            called(option.label, &option.code, language),
            of(option.first)
        ),
        None => "Nobody has put them in order.".to_owned(),
    }
}

fn ranked(options: &[RankFigure<'_>], finding: String, language: &Language) -> AnyView {
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

fn years_of(years: &[(String, u64)]) -> Vec<Bar> {
    years.iter().map(|(year, count)| Bar { label: year.clone(), count: *count, colour: Colour::Count }).collect()
}

/// Libraries or postcode areas.
fn named_bars(counted: &CountedQuestionnaire, named: &[(String, CountOf)]) -> Vec<Bar> {
    let name = |code: &str| {
        let branch = counted.branches.iter().find(|branch| branch.slug == code);
        branch.map_or_else(|| code.to_owned(), |branch| branch.name.clone())
    };
    named.iter().map(|(code, count)| Bar { label: name(code), count: count.count, colour: Colour::Count }).collect()
}

/// Bars of which none stands for fewer than five people, but on the staff's page.
fn together(all: Vec<Bar>, staff: bool) -> Vec<Bar> {
    if staff {
        return all;
    }
    suppression::published(
        &all,
        |bar| bar.count,
        |few, joined| Bar {
            label: if joined { "All others" } else { "Named by fewer than 5 people" }.to_owned(),
            count: few.iter().map(|bar| bar.count).sum(),
            colour: Colour::Count,
        },
    )
}

fn few_together(bars: Vec<Bar>, finding: String, caption: &'static str, bars_are: &'static str) -> AnyView {
    if bars.is_empty() {
        return view! { <p class="quiet">{finding}</p> }.into_any();
    }
    chart(caption, finding, bars_are, PEOPLE, Whole::Together, bars, PageScale::default())
}

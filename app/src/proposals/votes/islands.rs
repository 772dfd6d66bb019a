//! The interactive parts of voting: the answer is sent without leaving the page, and counts that may be seen
//! move as they change. Without JavaScript the same form is sent the plain way, and the counts are those of
//! the moment the page was made.

#![expect(missing_docs, reason = "an island becomes a type that takes no words")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Choice, Counts, Figures};
use crate::ids::VersionId;
use crate::numbers::grouped;
use crate::percent;
use crate::responses::receipt::note;

#[cfg(feature = "hydrate")]
mod sending;

/// Everything the form shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VoteForm {
    /// Where the form is sent.
    pub action: String,
    /// The version that stands.
    pub version: VersionId,
    /// The answer that is chosen to begin with.
    pub chosen: Option<Choice>,
    /// The answer on record, and the rest of the sentence about it.
    pub given: Option<(Choice, String)>,
    /// The sentence under the question.
    pub hint: String,
    /// What is wrong with the form that was sent.
    pub mistake: Option<String>,
    /// Whether the visitor is signed in. Others send the form the plain way, which leads to signing in.
    pub signed_in: bool,
    /// The counts, while everybody may see them as they come in.
    pub tally: Option<LiveTally>,
}

/// Counts, and where to hear of new ones.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LiveTally {
    /// The counts when the page was made.
    pub figures: Figures,
    /// Where new ones are told.
    pub news: String,
}

/// What came of sending an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SendOutcome {
    /// Nothing yet.
    #[default]
    None,
    /// It is recorded; the code of the receipt.
    Recorded(String),
    /// It is not recorded: sentences, each with the field it is about.
    Refused(Vec<(String, String)>),
}

/// A form being answered. Copied freely: the values live with the page.
#[derive(Clone, Copy)]
pub struct VoteFormState {
    /// Whether an answer is on its way.
    pub sending: RwSignal<bool>,
    /// What came of the last one.
    pub outcome: RwSignal<SendOutcome>,
    /// The answer on record.
    pub given: RwSignal<Option<(Choice, String)>>,
    /// What is wrong with the choice.
    pub mistake: RwSignal<Option<String>>,
    /// The counts that are shown.
    pub figures: RwSignal<Figures>,
}

/// The vote form: asks, sends, says what came of it, and shows the new counts where they may be seen.
#[island]
pub fn VoteIsland(
    /// Everything the form shows.
    ballot: VoteForm,
) -> impl IntoView {
    let VoteForm { action, version, chosen, given, hint, mistake, signed_in, tally } = ballot;
    let button = if chosen.is_some() { "Change my answer" } else { "Send my answer" };
    let answering = VoteFormState {
        sending: RwSignal::new(false),
        outcome: RwSignal::default(),
        given: RwSignal::new(given),
        mistake: RwSignal::new(mistake),
        figures: RwSignal::new(tally.as_ref().map(|tally| tally.figures.clone()).unwrap_or_default()),
    };
    #[cfg(feature = "hydrate")]
    if let Some(tally) = &tally {
        sending::follow(tally.news.clone(), answering.figures);
    }
    // The handler is the browser's alone; the server only writes the form.
    let send = move |event: leptos::ev::SubmitEvent| {
        #[cfg(feature = "hydrate")]
        sending::send(&event, signed_in, answering);
        #[cfg(not(feature = "hydrate"))]
        let _ = (&event, signed_in);
    };
    let label = move || match (answering.sending.get(), answering.given.get().is_some()) {
        (true, _) => "Sending…",
        (false, true) => "Change my answer",
        (false, false) => button,
    };
    let described = move || if answering.mistake.get().is_some() { "vote-hint choice-error" } else { "vote-hint" };
    view! {
        {problems(answering)}
        {current(answering)}
        <form class="vote" id="vote" method="post" action=action on:submit=send>
            <fieldset class="scale" aria-describedby=described>
                <legend>"What do you think of this proposal?"</legend>
                <p class="hint" id="vote-hint">{hint}</p>
                {move || answering.mistake.get().map(|mistake| view! {
                    <p class="error" id="choice-error"><span class="vh">"Error: "</span>{mistake}</p>
                })}
                <div class="options">{options("choice", chosen)}</div>
            </fieldset>
            <input type="hidden" name="version" value=version.0/>
            <p class="actions">
                <button class="button" aria-disabled=move || answering.sending.get().then_some("true")>{label}</button>
            </p>
        </form>
        {recorded(answering)}
        {tally.is_some().then(|| bars(answering.figures, true))}
    }
    .into_any()
}

/// The counts alone, for visitors who do not vote.
#[island]
pub fn TallyIsland(
    /// The counts and where to hear of new ones.
    tally: LiveTally,
) -> impl IntoView {
    let figures = RwSignal::new(tally.figures);
    #[cfg(feature = "hydrate")]
    sending::follow(tally.news, figures);
    #[cfg(not(feature = "hydrate"))]
    let _ = tally.news;
    bars(figures, true)
}

/// The six answers, as buttons of which one can be pressed in.
pub fn options(name: &str, chosen: Option<Choice>) -> Vec<AnyView> {
    Choice::ALL
        .into_iter()
        .map(|choice| {
            // The error summary links to the field's name: the first answer carries it.
            let id =
                if choice == Choice::StronglySupport { name.to_owned() } else { format!("{name}-{}", choice.word()) };
            let name = name.to_owned();
            view! {
                <label class="option">
                    <input type="radio" id=id name=name value=choice.word() checked=chosen == Some(choice)/>
                    " "<span>{choice.title()}</span>
                </label>
            }
            .into_any()
        })
        .collect()
}

/// The answer on record, in a sentence.
fn current(answering: VoteFormState) -> AnyView {
    (move || {
        answering.given.get().map(|(choice, rest)| {
            view! { <p class="current">"Your answer now: "<strong>{choice.title()}</strong>{rest}</p> }
        })
    })
    .into_any()
}

/// What is wrong, as the plain form would say it at the top of the page.
fn problems(answering: VoteFormState) -> AnyView {
    (move || {
        let SendOutcome::Refused(sentences) = answering.outcome.get() else { return ().into_any() };
        let lines: Vec<AnyView> = sentences
            .into_iter()
            .map(|(field, sentence)| match field.as_str() {
                "choice" => view! { <li><a href="#choice">{sentence}</a></li> }.into_any(),
                _ => view! { <li>{sentence}</li> }.into_any(),
            })
            .collect();
        view! {
            <div class="error-summary" id="vote-problem" tabindex="-1" aria-labelledby="vote-problem-title">
                <div role="alert">
                    <h2 id="vote-problem-title">"There is a problem"</h2>
                    <ul>{lines}</ul>
                </div>
            </div>
        }
        .into_any()
    })
    .into_any()
}

/// That the answer is recorded, told to screen readers too: the outer box is there before the words are.
fn recorded(answering: VoteFormState) -> AnyView {
    let told = move || {
        let SendOutcome::Recorded(code) = answering.outcome.get() else { return ().into_any() };
        let said = answering.given.get().map_or_else(
            || "Your answer is recorded.".to_owned(),
            |(choice, _)| format!("Your answer “{}” is recorded.", choice.title()),
        );
        view! {
            <div class="note success">
                <p><strong>{said}</strong></p>
                {note(&code)}
            </div>
        }
        .into_any()
    };
    view! { <div role="status">{told}</div> }.into_any()
}

/// The counts, answer by answer. Not read out at every change: with many people voting, nobody could listen.
/// While voting is open they may still change, which the words say. Shares are what the results page prints: of the
/// people who gave a view, with those who don’t know beside them as a number of all.
pub fn bars(figures: RwSignal<Figures>, open: bool) -> AnyView {
    let rows: Vec<AnyView> = Choice::ALL
        .into_iter()
        .map(|choice| {
            let share = move || figures.with(|figures| share(&figures.counts, choice));
            let width = move || figures.with(|figures| format!("{}%", length(&figures.counts, choice)));
            let class = format!("c-{}", choice.word());
            view! {
                <li>
                    <span class="bar-label">{choice.title()}</span>" "
                    <svg class="bar" width="100%" height="20" aria-hidden="true"><rect class=class width=width height="100%"/></svg>" "
                    <span class="num">{move || grouped(figures.with(|figures| figures.counts.of(choice)))}" "<small>{share}</small></span>
                </li>
            }
            .into_any()
        })
        .collect();
    let words = move || match (figures.with(|figures| figures.total), open) {
        (1, true) => " answer so far",
        (1, false) => " answer",
        (_, true) => " answers so far",
        (_, false) => " answers",
    };
    view! {
        <section class="counts" aria-labelledby="tally-title">
            <h2 id="tally-title">{if open { "Answers so far" } else { "Answers" }}</h2>
            <p class="tally">
                <strong class="num">{move || grouped(figures.with(|figures| figures.total))}</strong>{words}
                {open.then(|| view! { " "<small>{move || figures.with(|figures| format!("Updated at {}", figures.at))}</small> })}
            </p>
            <ul class="bars">{rows}</ul>
            <p class="meta"><span>{move || figures.with(|figures| base(&figures.counts))}</span></p>
        </section>
    }
    .into_any()
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// This answer among the people who gave a view, in words; "don’t know" is a number of all.
fn share(counts: &Counts, choice: Choice) -> String {
    let views = number(counts.on_scale());
    match choice {
        Choice::DontKnow if counts.total() > 0 => format!("of all {}", grouped(counts.total())),
        Choice::DontKnow => String::new(),
        _ if views < percent::FEWEST => String::new(),
        _ => percent::words(number(counts.of(choice)), views),
    }
}

/// What the shares are of.
fn base(counts: &Counts) -> String {
    match number(counts.on_scale()) {
        0 => String::new(),
        few if few < percent::FEWEST => {
            format!("Percentages are shown once {} people gave a view", percent::FEWEST)
        }
        _ => format!("Percentages are of the {} people who gave a view", grouped(counts.on_scale())),
    }
}

/// How long a bar is, in whole per cent: all six by one measure.
fn length(counts: &Counts, choice: Choice) -> u64 {
    percent::rounded(number(counts.of(choice)), number(counts.on_scale().max(counts.of(Choice::DontKnow))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_those_who_gave_a_view_as_on_the_results_page() {
        let counts = Counts([230, 97, 20, 15, 12, 26]);
        let shares = Choice::ALL.map(|choice| share(&counts, choice));
        assert_eq!(shares, ["61%", "26%", "5%", "4%", "3%", "of all 400"]);
        assert_eq!(base(&counts), "Percentages are of the 374 people who gave a view");
    }

    #[test]
    fn few_views_and_none_have_no_percentages() {
        assert_eq!(
            Choice::ALL.map(|choice| share(&Counts([1, 2, 0, 0, 0, 1]), choice)),
            ["", "", "", "", "", "of all 4"]
        );
        assert_eq!(share(&Counts::default(), Choice::Support), "");
        assert_eq!(
            [base(&Counts([0, 0, 0, 0, 0, 9])), base(&Counts([1, 0, 0, 0, 0, 9]))],
            [String::new(), "Percentages are shown once 5 people gave a view".to_owned()]
        );
    }

    #[test]
    fn no_bar_is_longer_than_the_page() {
        for counts in [Counts([1, 0, 0, 0, 0, 9]), Counts([0; 6]), Counts([9, 0, 0, 0, 0, 1])] {
            assert!(Choice::ALL.iter().all(|choice| length(&counts, *choice) <= 100));
        }
    }

    #[test]
    fn large_numbers_have_commas_between_the_thousands() {
        assert_eq!([0, 999, 1_284, 1_234_567].map(grouped), ["0", "999", "1,284", "1,234,567"]);
    }
}

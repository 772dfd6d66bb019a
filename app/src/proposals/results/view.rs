//! The parts that every page of results shares: charts with their findings and tables, and the comments that
//! most people agreed with. The public page, the dashboard and the councillors' pages show the same figures.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::figures;
use super::model::{CommentsByVote, Dashboard, ProposalResults, ResultsRow, Side, TopComment};
use crate::clock;
use crate::ids::ProposalId;
use crate::numbers::Noun;
use crate::proposals::comments::model::agreeing;
use crate::proposals::model::CostLine;
use crate::proposals::votes::model::Choice;
use crate::ui::charts::answers::ChartRow;
use crate::ui::charts::bars::{Bar, BarsChart, Colour, Whole, finding_of_largest, finding_of_steps};
use crate::ui::charts::scale::ScaleChart;
use crate::ui::charts::timeline::TimelineChart;

/// A number that cannot be below nothing, as the charts take it.
fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

fn drawn(rows: Vec<ResultsRow>) -> Vec<ChartRow> {
    rows.into_iter().map(|row| ChartRow { answers: figures::answers(&row.counts), label: row.label }).collect()
}

/// All proposals under one another, when there are several.
pub fn overview(proposals: &[ProposalResults]) -> AnyView {
    if proposals.len() < 2 {
        return ().into_any();
    }
    let rows = proposals
        .iter()
        .map(|proposal| ChartRow {
            label: format!("{}. {}", proposal.number, proposal.title),
            answers: figures::answers(&proposal.counts),
        })
        .collect::<Vec<_>>();
    view! {
            <h2 id="all-proposals">"All proposals side by side"</h2>
            <ScaleChart caption="Answers to each proposal" rows_are="Proposal" rows=rows/>
    }
    .into_any()
}

/// The heading of one proposal.
pub fn title(proposal: &ProposalResults) -> AnyView {
    let id = format!("proposal-{}", proposal.number);
    view! { <h2 id=id dir="auto">{format!("{}. {}", proposal.number, proposal.title)}</h2> }.into_any()
}

/// The headline of one proposal: the finding, the scale, the table.
pub fn headline(proposal: &ProposalResults) -> AnyView {
    let rows = vec![ChartRow { label: "All answers".to_owned(), answers: figures::answers(&proposal.counts) }];
    let caption = format!("Answers to proposal {}, each person’s latest", proposal.number);
    view! { <ScaleChart caption=caption rows_are="Answers" rows=rows/> }.into_any()
}

/// What a proposal costs, in a line.
pub fn cost(costs: &BTreeMap<ProposalId, Vec<CostLine>>, proposal: &ProposalResults) -> AnyView {
    costs.get(&proposal.id).map(|costs| crate::proposals::costs::in_short(costs)).into_any()
}

/// A split of a proposal's answers, or why there is none.
fn split(title: &'static str, caption: String, rows_are: &'static str, rows: Vec<ResultsRow>, note: &str) -> AnyView {
    let rows = drawn(rows);
    view! {
        <h3>{title}</h3>
        {(!note.is_empty()).then(|| view! { <p class="quiet">{note.to_owned()}</p> })}
        <ScaleChart caption=caption rows_are=rows_are rows=rows/>
    }
    .into_any()
}

/// The answers by version, when there is more than one.
pub fn by_version(proposal: &ProposalResults) -> AnyView {
    let rows = figures::by_version(&proposal.versions);
    if rows.is_empty() {
        return ().into_any();
    }
    let caption = format!("Answers to proposal {} by the version they were given to", proposal.number);
    let note = "People who had answered an earlier version could answer again once it was changed. Each person is \
                counted once, under the version of their latest answer.";
    split("By version", caption, "Version", rows, note)
}

/// The answers by library: small numbers put together, as they may be published.
pub fn by_library_published(proposal: &ProposalResults) -> AnyView {
    let rows = figures::grouped(&proposal.branches);
    if rows.is_empty() {
        return view! {
            <h3>"By library"</h3>
            <p class="quiet">"There are too few answers to compare libraries without giving away how somebody voted."</p>
        }
        .into_any();
    }
    let caption = format!("Answers to proposal {} by library", proposal.number);
    let note = "By the library people told us they use. Libraries with fewer than 5 answers are put together, so that \
                nobody can guess how a neighbour voted.";
    split("By library", caption, "Library", rows, note)
}

/// The answers by library, each by its name: for staff.
pub fn by_library_named(proposal: &ProposalResults) -> AnyView {
    let rows = figures::named(&proposal.branches);
    if rows.is_empty() {
        return ().into_any();
    }
    let caption = format!("Answers to proposal {} by library", proposal.number);
    let note = "By the library people told us they use. On the public page, libraries with fewer than 5 answers are \
                put together: please do not quote such numbers in public.";
    split("By library", caption, "Library", rows, note)
}

/// The answers by the way they came in, when more than one was used.
pub fn by_channel(proposal: &ProposalResults) -> AnyView {
    let rows = figures::by_channel(&proposal.channels);
    if rows.is_empty() {
        return ().into_any();
    }
    let caption = format!("Answers to proposal {} by the way they came in", proposal.number);
    split("By the way they came in", caption, "Way", rows, "")
}

/// "3 comments", with a link to them.
pub fn comment_count(slug: &str, proposal: &ProposalResults) -> AnyView {
    let href = format!("/consultations/{slug}/proposals/{}", proposal.number);
    let words = match proposal.comments {
        0 => "No comments".to_owned(),
        some => Noun::COMMENT.count(count(some)),
    };
    view! {
        <p class="meta"><span><a href=href.clone()>"Read the proposal"</a></span>" "<span><a href=format!("{href}#comments")>{words}</a></span></p>
    }
    .into_any()
}

/// The comments on a proposal that most people agree with, side by side.
pub fn top_comments(slug: &str, proposal: &ProposalResults, top: &[TopComment]) -> AnyView {
    let own: Vec<&TopComment> = top.iter().filter(|comment| comment.proposal == proposal.id).collect();
    if own.is_empty() {
        return ().into_any();
    }
    let base = format!("/consultations/{slug}/proposals/{}", proposal.number);
    let sides: Vec<AnyView> = Side::ALL
        .into_iter()
        .filter_map(|side| {
            let of_side: Vec<AnyView> =
                own.iter().filter(|comment| comment.side == side).map(|comment| one_comment(&base, comment)).collect();
            (!of_side.is_empty()).then(|| {
                view! { <section><h4>{side.title()}</h4><ol class="thread">{of_side}</ol></section> }.into_any()
            })
        })
        .collect();
    view! {
        <h3>"The comments most people agree with"</h3>
        <div class="comments">{sides}</div>
    }
    .into_any()
}

fn one_comment(base: &str, comment: &TopComment) -> AnyView {
    let agrees = agreeing(comment.agrees);
    let choice: Choice = comment.choice;
    view! {
        <li>
            <article class="comment">
                <p class="comment-meta">
                    <strong>"Resident"</strong>
                    {comment.branch.clone().map(|branch| view! { " "<span>{branch}</span> })}
                    " "<span>{format!("voted {}", choice.title())}</span>
                    " "<span><time datetime=clock::machine(comment.posted_at)>{clock::long_date(comment.posted_at)}</time></span>
                </p>
                <div class="body" dir="auto" inner_html=comment.html.clone()></div>
                <p class="meta"><span>{agrees}</span>" "<span><a href=format!("{base}?order=agreed#c{}", comment.id)>"See it with its replies"</a></span></p>
            </article>
        </li>
    }
    .into_any()
}

/// The bar's colour of an answer.
const fn colour(choice: Choice) -> Colour {
    match choice {
        Choice::StronglySupport => Colour::StronglySupport,
        Choice::Support => Colour::Support,
        Choice::Neither => Colour::Neither,
        Choice::Oppose => Colour::Oppose,
        Choice::StronglyOppose => Colour::StronglyOppose,
        Choice::DontKnow => Colour::DontKnow,
    }
}

/// The six answers of a proposal as bars, "don't know" included.
pub fn by_answer(proposal: &ProposalResults) -> AnyView {
    let bars: Vec<Bar> = Choice::ALL
        .into_iter()
        .map(|choice| Bar {
            label: choice.title().to_owned(),
            count: count(proposal.counts.of(choice)),
            colour: colour(choice),
        })
        .collect();
    let finding = finding_of_largest(&bars, Noun::ANSWER);
    let caption = format!("The six answers to proposal {}", proposal.number);
    view! {
        <h3>"By answer"</h3>
        <BarsChart caption=caption finding=finding bars_are="Answer" noun=Noun::ANSWER whole=Whole::Together bars=bars/>
    }
    .into_any()
}

/// Who wrote the comments on a proposal, by their vote.
pub fn comments_by_vote(proposal: &ProposalResults, all: &[(crate::ids::ProposalId, CommentsByVote)]) -> AnyView {
    let own = all.iter().find(|(id, _)| *id == proposal.id).map(|(_, own)| own.clone()).unwrap_or_default();
    let mut bars: Vec<Bar> = Choice::ALL
        .into_iter()
        .map(|choice| Bar {
            label: choice.title().to_owned(),
            count: count(own.voted.of(choice)),
            colour: colour(choice),
        })
        .collect();
    bars.push(Bar { label: "No vote beside it".to_owned(), count: count(own.not_voted), colour: Colour::Count });
    let finding = finding_of_largest(&bars, Noun::COMMENT);
    let caption = format!("Comments on proposal {} by their author’s vote", proposal.number);
    view! {
        <h3>"Comments by their author’s vote"</h3>
        <BarsChart caption=caption finding=finding bars_are="Vote" noun=Noun::COMMENT whole=Whole::Together bars=bars/>
    }
    .into_any()
}

/// When people answered, and how far they came.
pub fn course(dashboard: &Dashboard) -> AnyView {
    view! { {over_time(dashboard)}{funnel(dashboard)} }.into_any()
}

/// When answers and comments came.
fn over_time(dashboard: &Dashboard) -> AnyView {
    view! {
            <h2 id="over-time">"Over time"</h2>
            <h3>"Answers by day"</h3>
            <p class="quiet">"Each answer is counted on the day it was first given, even if it was changed later."</p>
            <TimelineChart caption="Answers by day" noun=Noun::ANSWER days=dashboard.votes_by_day.clone() marks=dashboard.marks.clone()/>
            <h3>"Comments by day"</h3>
            <TimelineChart caption="Comments by day" noun=Noun::COMMENT days=dashboard.comments_by_day.clone() marks=dashboard.marks.clone()/>
    }
    .into_any()
}

/// How far people came, with what each step means.
fn funnel(dashboard: &Dashboard) -> AnyView {
    let steps = &dashboard.funnel;
    let bars: Vec<Bar> = [
        ("Sent something", steps.responses),
        ("Voted on a proposal", steps.voted),
        ("Voted on every proposal", steps.voted_on_all),
        ("Voted on all and commented", steps.commented_too),
    ]
    .into_iter()
    .map(|(label, number)| Bar { label: label.to_owned(), count: count(number), colour: Colour::Count })
    .collect();
    let finding = finding_of_steps(&bars, Noun::PERSON);
    let registered = dashboard.registered;
    let sentence = format!(
        "While this consultation was open, {} registered. {} of them sent something to it.",
        Noun { one: "resident", many: "residents" }.count(count(registered.accounts)),
        crate::numbers::grouped(count(registered.took_part)),
    );
    view! {
            <h2 id="funnel">"How far people came"</h2>
            <BarsChart caption="People at each step" finding=finding bars_are="Step" noun=Noun::PERSON whole=Whole::First bars=bars/>
            <p>{sentence}</p>
            <details>
                <summary>"What each step means"</summary>
                <dl>
                    <dt>"Sent something"</dt><dd>"One for each person who sent anything, whether a vote, a comment or an answer to whatever else was asked, and did not withdraw it."</dd>
                    <dt>"Voted on a proposal"</dt><dd>"Of those, the people with an answer to at least one proposal."</dd>
                    <dt>"Voted on every proposal"</dt><dd>"Of those, the people with an answer to all of them."</dd>
                    <dt>"Voted on all and commented"</dt><dd>"Of those, the people who also wrote a comment or a reply, whatever became of it."</dd>
                </dl>
                <p>"We do not follow who looks at which page, so we cannot say how many people read a proposal and went away."</p>
            </details>
    }
    .into_any()
}

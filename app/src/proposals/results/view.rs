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

/// Rows as the charts take them.
pub fn drawn<'a>(rows: impl IntoIterator<Item = &'a ResultsRow>) -> Vec<ChartRow> {
    let row =
        |row: &ResultsRow| ChartRow { answers: figures::answers(&row.counts), label: row.label.clone(), href: None };
    rows.into_iter().map(row).collect()
}

/// All proposals under one another, each with the way to its own page.
pub fn overview(proposals: &[ProposalResults], base: &str) -> AnyView {
    if proposals.is_empty() {
        return ().into_any();
    }
    let rows = proposals
        .iter()
        .map(|proposal| ChartRow {
            label: format!("{}. {}", proposal.number, proposal.title),
            answers: figures::answers(&proposal.counts),
            href: Some(format!("{base}/{}", proposal.number)),
        })
        .collect::<Vec<_>>();
    view! {
            <h2 id="all-proposals">{if proposals.len() > 1 { "The proposals side by side" } else { "The proposal" }}</h2>
            <ScaleChart caption="Answers to each proposal" rows_are="Proposal" rows=rows/>
    }
    .into_any()
}

/// All answers to a proposal, as one row.
pub fn all_answers(proposal: &ProposalResults) -> Vec<ChartRow> {
    vec![ChartRow { label: "All answers".to_owned(), answers: figures::answers(&proposal.counts), href: None }]
}

/// The headline of one proposal: the finding, the scale, the table. `reach` is how far the rows of the page reach.
pub fn headline(proposal: &ProposalResults, reach: f64) -> AnyView {
    let caption = format!("Answers to proposal {}, each person’s latest", proposal.number);
    view! { <ScaleChart caption=caption rows_are="Answers" rows=all_answers(proposal) reach=reach/> }.into_any()
}

/// What a proposal costs, in a line.
pub fn cost(costs: &BTreeMap<ProposalId, Vec<CostLine>>, proposal: &ProposalResults) -> AnyView {
    costs.get(&proposal.id).map(|costs| crate::proposals::costs::in_short(costs)).into_any()
}

/// A split of a proposal's answers. `reach` is how far the rows of the page reach.
pub fn rows_chart(caption: String, rows_are: &'static str, rows: &[ResultsRow], reach: f64) -> AnyView {
    view! { <ScaleChart caption=caption rows_are=rows_are rows=drawn(rows) reach=reach/> }.into_any()
}

/// The ways to the proposals before and after this one.
pub fn neighbours(base: &str, before: Option<&ProposalResults>, after: Option<&ProposalResults>) -> AnyView {
    if before.is_none() && after.is_none() {
        return ().into_any();
    }
    let link = |rel: &'static str, to: &ProposalResults| {
        view! { <a rel=rel dir="auto" href=format!("{base}/{}", to.number)>{format!("{}. {}", to.number, to.title)}</a> }
            .into_any()
    };
    view! {
        <nav class="pages" aria-label="Other proposals">
            {before.map(|one| link("prev", one))}" "{after.map(|one| link("next", one))}
        </nav>
    }
    .into_any()
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
                view! { <section><h3>{side.title()}</h3><ol class="thread">{of_side}</ol></section> }.into_any()
            })
        })
        .collect();
    view! {
        <h2 id="top-comments">"The comments most people agree with"</h2>
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
        <h2 id="by-answer">"By answer"</h2>
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
        <h2>"Comments by their author’s vote"</h2>
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

//! A proposal's page: what is proposed and why, the vote, and what residents say.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::StatusCode;
use leptos::prelude::*;

use super::costs;
use super::model::{Version, VersionKind};
use super::reader;
use super::store::{self, ProposalPlace};
use crate::App;
use crate::clock;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rail::Rail;
use crate::consultations::slip_notes::SlipNotes;
use crate::consultations::{pages as consultation_pages, rules};
use crate::db::{Db, Scope};
use crate::identity::model::Role;
use crate::ids::CommentId;
use crate::proposals::comments;
use crate::proposals::comments::cached::Threads;
use crate::proposals::comments::form::CommentForm;
use crate::proposals::comments::model::CommentOrder;
use crate::proposals::comments::store::CommentFilter;
use crate::proposals::comments::view::Thread;
use crate::proposals::votes;
use crate::proposals::votes::model::Choice;
use crate::proposals::votes::view::{VoteBox, vote_box};
use crate::responses;
use crate::responses::path;
use crate::site::app::Warm;
use crate::site::{Cached, Fault, FormErrors, Page, Path, Visit, render};
use crate::ui::error_summary;

/// How many proposals are kept as they stand.
const STANDING: usize = 500;

/// Proposals as they stand, by their consultation's name and their number.
pub struct CurrentProposals(Cached<(String, i64), Arc<CurrentProposal>>);

impl Warm for CurrentProposals {
    fn open(app: &App) -> Self {
        Self::new(app.config.parts_cache)
    }
}

impl CurrentProposals {
    /// No proposal yet; never any when it is off.
    pub fn new(on: bool) -> Self {
        // Nothing that comes in to a consultation changes what is proposed.
        Self(Cached::new(on, STANDING).about(|_, _| Scope::Site))
    }
}

/// A proposal with the version that stands.
pub struct CurrentProposal {
    /// The consultation.
    pub consultation: Consultation,
    /// The proposal's place.
    pub place: ProposalPlace,
    /// The version that stands.
    pub version: Version,
    /// What it says, as everybody reads it.
    article: String,
    /// The parts of what it says: the mark of each, and its heading.
    contents: Vec<(&'static str, String)>,
}

/// Where a proposal is read and answered, after the consultation's address.
pub fn page_of(number: i64) -> String {
    format!("/proposals/{number}")
}

/// The proposal at an address.
///
/// # Errors
/// [`Fault::Missing`] when there is none for this visitor.
pub async fn find(visit: &Visit, slug: &str, number: &str) -> Result<Arc<CurrentProposal>, Fault> {
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    let db = &visit.app.db;
    let shown = visit
        .app
        .warm::<CurrentProposals>()
        .0
        .of(db, (slug.to_owned(), number), async || read(db, slug, number).await)
        .await?;
    consultation_pages::may_see(visit, &shown.consultation)?;
    Ok(shown)
}

async fn read(db: &Db, slug: &str, number: i64) -> Result<Arc<CurrentProposal>, Fault> {
    let consultation = crate::consultations::store::by_slug(db, slug).await?.ok_or(Fault::Missing)?;
    let place = store::place(db, consultation.id, number).await?.ok_or(Fault::Missing)?;
    let current = place.current_version_id.ok_or(Fault::Missing)?;
    let version = store::version(db, current).await?.ok_or(Fault::Missing)?;
    let attached = super::documents::store::of_proposal(db, consultation.id, place.id).await?;
    let article = render::html(|| article(&consultation, &place, &version, &attached));
    let contents = contents(&version, !attached.is_empty());
    Ok(Arc::new(CurrentProposal { consultation, place, version, article, contents }))
}

/// `GET /consultations/{slug}/proposals/{number}`
pub async fn show(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    if visit.preview.is_some() {
        return super::editing::pages::by_private_link(visit, Path((slug, number))).await;
    }
    let shown = find(&visit, &slug, &number).await?;
    let typed = CommentForm { reply_to: visit.query_value("reply_to").parse().ok(), ..CommentForm::default() };
    page(&visit, &shown, AnswerInProgress { typed, ..AnswerInProgress::default() }, StatusCode::OK).await
}

/// The page again, with the vote that was chosen and what is wrong with it.
pub async fn with_vote(
    visit: &Visit,
    shown: &CurrentProposal,
    chosen: Option<Choice>,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    page(visit, shown, AnswerInProgress { chosen, vote_errors: errors.clone(), ..AnswerInProgress::default() }, status)
        .await
}

/// The page again, with the comment that was typed and what is wrong with it.
pub async fn with_comment(
    visit: &Visit,
    shown: &CurrentProposal,
    typed: CommentForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    page(
        visit,
        shown,
        AnswerInProgress { typed, comment_errors: errors.clone(), ..AnswerInProgress::default() },
        status,
    )
    .await
}

/// What a visitor is in the middle of answering.
#[derive(Default)]
struct AnswerInProgress {
    chosen: Option<Choice>,
    vote_errors: FormErrors,
    typed: CommentForm,
    comment_errors: FormErrors,
}

/// The comments that a stranger agrees with.
static NOTHING: BTreeSet<CommentId> = BTreeSet::new();

async fn page(visit: &Visit, shown: &CurrentProposal, answering: AnswerInProgress, status: StatusCode) -> Page {
    let CurrentProposal { consultation, place, version, article, .. } = shown;
    let db = &visit.app.db;
    let just_sent = !visit.query_value("done").is_empty();
    let part = match visit.account() {
        Some(account) => {
            let sending = just_sent || visit.posted;
            reader::part(&visit.app, account.id, consultation.id, place.id, sending).await?
        }
        None => None,
    };
    let part = part.as_deref();
    let own = part.map(|part| part.own.response);
    // A vote beside a comment is a count that can be worked out, and so is a filter by vote: hidden as long as the
    // counts are.
    let votes_shown = rules::results_visible(consultation, visit.now);
    let after = visit.query_value("after");
    let filter = CommentFilter {
        order: if visit.query_value("order") == "agreed" { CommentOrder::Agreed } else { CommentOrder::Newest },
        choice: Choice::from_word(&visit.query_value("vote")).filter(|_| votes_shown),
        after: after.split_once('-').and_then(|(agrees, id)| Some((agrees.parse().ok()?, id.parse().ok()?))),
    };
    let open = rules::stage(&consultation.dates, visit.now) == Stage::Open;
    let base = format!("/consultations/{}/proposals/{}", consultation.slug, place.number);
    let listed =
        visit.app.warm::<Threads>().page(db, (consultation.id, place.id), &filter, &base, (votes_shown, open)).await?;
    let receipt = match (own, just_sent) {
        (Some(response), true) => {
            Some(responses::code::ReceiptCode::for_response(&visit.app.secret, response.0).to_string())
        }
        _ => None,
    };
    let way_on = match just_sent {
        true => Some(path::of(visit, consultation).await?),
        false => None,
    };
    let voted = part.and_then(|part| part.own.vote);
    let may_answer = open && visit.account().is_none_or(|account| account.role == Role::Resident);
    let thread = Thread {
        consultation,
        number: place.number,
        proposal: place.id,
        listed,
        held: part.map_or(&[], |part| &part.held),
        filter,
        agreed: part.map_or(&NOTHING, |part| &part.agreed),
        own,
        typed: answering.typed,
        errors: &answering.comment_errors,
    };
    let about = VoteBox {
        consultation,
        number: place.number,
        version: version.id,
        vote: part.and_then(|part| part.own.vote),
        amended_since: part.is_some_and(|part| part.own.amendments > 0),
        chosen: answering.chosen,
        errors: &answering.vote_errors,
        figures: votes::live::for_everybody(&visit.app, consultation, place.id, visit.now).await?,
    };
    let notes = SlipNotes::of(&visit.app, consultation.id).await?;
    visit.page(version.content.title.clone()).status(status).about(consultation.id).described(&version.content.summary).show(|| {
        let to_do = may_answer.then(|| {
            let words = if voted.is_some() { "Change your answer" } else { "Say what you think" };
            ("#vote".to_owned(), words.to_owned())
        });
        let mut contents = shown.contents.clone();
        contents.push(("vote", "What do you think?".to_owned()));
        contents.push(("comments-title", "Comments".to_owned()));
        let rail = Rail {
            slip: Some(notes.slip(consultation, visit.now)),
            to_do,
            contents,
            brief: true,
            ..Rail::default()
        };
        let head = view! {
            {error_summary(&answering.vote_errors)}
            {error_summary(&answering.comment_errors)}
            {consultation_pages::crumbs(Some(consultation))}
            <header class="title">
                <p class="over">{format!("Proposal {} ", place.number)}{consultation_pages::stage_now(&consultation.dates, visit.now)}</p>
                <h1 dir="auto">{version.content.title.clone()}</h1>
                <p class="lede" dir="auto">{version.content.summary.clone()}</p>
            </header>
            {done(visit, receipt, about.vote.as_ref().map(|vote| vote.choice), way_on.as_ref().map(path::Path::way_on))}
        };
        let body = view! {
            <article class="proposal" dir="auto" inner_html=article.clone()></article>
            {vote_box(visit, &about)}
            {comments::view::thread(visit, &thread)}
        };
        rail.beside(head.into_any(), body.into_any())
    })
}

/// What was just recorded, with the receipt.
fn done(visit: &Visit, receipt: Option<String>, choice: Option<Choice>, way_on: Option<AnyView>) -> AnyView {
    let answered = choice.map_or_else(
        || "Your answer is recorded.".to_owned(),
        |choice| format!("Your answer “{}” is recorded.", choice.title()),
    );
    let strong = match visit.query_value("done").as_str() {
        "vote" => &answered,
        "comment" => "Your comment is recorded.",
        "held" => "Your comment is recorded, and a moderator will read it first.",
        "report" => "Thank you: a moderator will look at it.",
        "reply" => "Your reply is posted.",
        _ => return ().into_any(),
    };
    let comment: Option<i64> = visit.query_value("comment").parse().ok();
    view! {
        <div class="note success" id="done" role="status" tabindex="-1">
            <p><strong>{strong.to_owned()}</strong>{comment.map(|id| view! { " "<a href=format!("#c{id}")>"Read it where it stands"</a> })}</p>
            {(visit.query_value("done") == "held").then(|| view! { <p>{crate::moderation::screening::HELD_NOTE}</p> })}
            {receipt.map(|code| responses::receipt::note(&code))}
            {way_on}
        </div>
    }
    .into_any()
}

/// The parts of what a proposal says: the mark of each on its page, and its heading.
const WHAT: (&str, &str) = ("what", "What we propose, and why");
const FIXED: (&str, &str) = ("fixed", "Already fixed");
const OPEN: (&str, &str) = ("open", "Still open");
const AFFECTED: (&str, &str) = ("affected", "Who it affects");
const CONSIDERED: (&str, &str) = ("considered", "What else we considered");

/// The parts that a version has.
fn contents(version: &Version, documents: bool) -> Vec<(&'static str, String)> {
    let Version { content, html, .. } = version;
    let parts = [
        (WHAT, true),
        (FIXED, !html.fixed.is_empty()),
        (OPEN, !html.open.is_empty()),
        (AFFECTED, !html.impact.is_empty()),
        (CONSIDERED, !content.alternatives.is_empty()),
        (costs::HEADING, !content.costs.is_empty()),
        (super::documents::view::HEADING, documents),
    ];
    parts.into_iter().filter(|(_, there)| *there).map(|((mark, words), _)| (mark, words.to_owned())).collect()
}

/// What a version says, for everybody to read; also the preview of a draft.
pub fn reading(version: &Version) -> AnyView {
    let Version { content, html, .. } = version;
    let section = |(mark, title): (&'static str, &'static str), html: &str| {
        (!html.is_empty()).then(
            || view! { <section><h2 id=mark>{title}</h2><div dir="auto" inner_html=html.to_owned()></div></section> },
        )
    };
    let alternatives: Vec<AnyView> = content
        .alternatives
        .iter()
        .map(|other| {
            view! { <div><dt dir="auto">{other.title.clone()}</dt><dd dir="auto">{other.why_not.clone()}</dd></div> }
                .into_any()
        })
        .collect();
    view! {
        <h2 id=WHAT.0>{WHAT.1}</h2>
        <div dir="auto" inner_html=html.body.clone()></div>
        <div class="fixed-open">
            {section(FIXED, &html.fixed)}
            {section(OPEN, &html.open)}
        </div>
        {section(AFFECTED, &html.impact)}
        {(!alternatives.is_empty()).then(|| view! {
            <h2 id=CONSIDERED.0>{CONSIDERED.1}</h2>
            <dl class="alternatives">{alternatives}</dl>
        })}
        {costs::table(&content.costs)}
    }
    .into_any()
}

/// What stands inside the proposal's article.
fn article(
    consultation: &Consultation,
    place: &ProposalPlace,
    version: &Version,
    attached: &[super::documents::model::Document],
) -> AnyView {
    let changes = format!("/consultations/{}/proposals/{}/changes", consultation.slug, place.number);
    view! {
            {(version.version > 1 && !version.change_summary.is_empty()).then(|| {
                let word = if version.kind == VersionKind::Correction { "Corrected" } else { "Amended" };
                view! { <div class="note"><p><strong>{format!("{word} on {}:", clock::long_date(version.published_at))}</strong>" "<bdi>{version.change_summary.clone()}</bdi>" "<a href=changes.clone()>"See exactly what changed"</a></p></div> }
            })}
            {reading(version)}
            {super::documents::view::list(attached)}
            <p class="meta">
                <span>{format!("Version {}, published {}", version.version, clock::long_date(version.published_at))}</span>
                {(version.version > 1).then(|| view! { " "<span><a href=changes>"What changed between versions"</a></span> })}
            </p>
    }
    .into_any()
}

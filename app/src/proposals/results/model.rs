//! What a result is made of: counts, and the comments behind them. Plain values; how they are worked out is in
//! [`figures`](super::figures), where they come from in [`store`](super::store).

use std::collections::BTreeMap;

use crate::ids::{BranchId, CommentId, ProposalId, VersionId};
use crate::proposals::model::{CostLine, VersionKind};
use crate::proposals::votes::model::{Choice, Counts};
use crate::responses::model::Channel;
use crate::time::Time;
use crate::ui::charts::timeline::{DayCount, TimelineMark};

/// One kept count: so many live votes for one answer to one version, from one channel and library.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Tally {
    /// The proposal.
    pub proposal_id: ProposalId,
    /// The version the votes were given to.
    pub version_id: VersionId,
    /// The answer.
    #[sqlx(try_from = "String")]
    pub choice: Choice,
    /// The way they came in.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// The library they are counted under; 0 for none.
    pub branch_id: i64,
    /// The library's name in addresses.
    pub branch_slug: Option<String>,
    /// What the library is called.
    pub branch_name: Option<String>,
    /// How many.
    pub votes: i64,
}

/// A published version that answers may have been given to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PublishedVersion {
    /// Its number in the record.
    pub id: VersionId,
    /// The proposal.
    pub proposal_id: ProposalId,
    /// Which version it is, from 1.
    pub version: i64,
    /// How it came about.
    #[sqlx(try_from = "String")]
    pub kind: VersionKind,
    /// When it was published.
    pub published_at: Time,
}

/// What people answered to one proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposalResults {
    /// The proposal.
    pub id: ProposalId,
    /// Its number in the consultation.
    pub number: i64,
    /// What the version that stands is called.
    pub title: String,
    /// Published comments and replies.
    pub comments: i64,
    /// The headline: each participant's latest answer, whichever version it was given to.
    pub counts: Counts,
    /// The same answers by the version they were given to, every published version in order.
    pub versions: Vec<VersionCounts>,
    /// The same answers by library, in the order of their names, "no library given" last.
    pub branches: Vec<BranchCounts>,
    /// The same answers by the way they came in; only ways that were used.
    pub channels: Vec<(Channel, Counts)>,
}

/// The answers given to one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionCounts {
    /// Which version it is, from 1.
    pub version: i64,
    /// How it came about.
    pub kind: VersionKind,
    /// When it was published.
    pub published_at: Time,
    /// The answers.
    pub counts: Counts,
}

/// The answers counted under one library. Before they are published, small numbers have to be put together:
/// [`grouped`](super::figures::grouped).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BranchCounts {
    /// The library; none for people who gave none.
    pub branch: Option<BranchId>,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// What it is called, or "No library given".
    pub name: String,
    /// The answers.
    pub counts: Counts,
}

/// A row of results that may be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultsRow {
    /// What it stands for.
    pub label: String,
    /// The answers.
    pub counts: Counts,
}

/// Where the author of a comment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Supports the proposal.
    For,
    /// Opposes it.
    Against,
    /// Neither, or does not know.
    Between,
}

impl Side {
    /// Every side.
    pub const ALL: [Self; 3] = [Self::For, Self::Against, Self::Between];

    /// The two answers that put somebody on this side.
    pub const fn choices(self) -> [Choice; 2] {
        match self {
            Self::For => [Choice::StronglySupport, Choice::Support],
            Self::Against => [Choice::StronglyOppose, Choice::Oppose],
            Self::Between => [Choice::Neither, Choice::DontKnow],
        }
    }

    /// The heading of its comments.
    pub const fn title(self) -> &'static str {
        match self {
            Self::For => "By people who support it",
            Self::Against => "By people who oppose it",
            Self::Between => "By people in between",
        }
    }
}

/// A comment that many agreed with.
#[derive(Clone, Debug)]
pub struct TopComment {
    /// Its number.
    pub id: CommentId,
    /// The proposal it is about.
    pub proposal: ProposalId,
    /// Where its author stands.
    pub side: Side,
    /// Its author's answer.
    pub choice: Choice,
    /// What is shown of it.
    pub html: String,
    /// Its author's library, if they agreed to show it.
    pub branch: Option<String>,
    /// How many agree with it.
    pub agrees: i64,
    /// When it was posted.
    pub posted_at: Time,
}

/// How many comments on a proposal were written by people with each answer, and by people without one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommentsByVote {
    /// By answer.
    pub voted: Counts,
    /// By people who have not voted on the proposal, or do not show how.
    pub not_voted: i64,
}

/// How far people came, each step a part of the one before. Nobody's visits are followed, so it begins with
/// what was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Funnel {
    /// Live responses: people who sent anything and did not withdraw it.
    pub responses: i64,
    /// Of them, those who voted on at least one proposal.
    pub voted: i64,
    /// Of them, those who voted on every proposal.
    pub voted_on_all: i64,
    /// Of them, those who also wrote a comment or a reply, whatever became of it.
    pub commented_too: i64,
}

/// Accounts that residents made since the consultation opened (and before it closed).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Registrations {
    /// How many.
    pub accounts: i64,
    /// Of them, those who sent something to this consultation.
    pub took_part: i64,
}

/// Everything a dashboard shows about one consultation.
#[derive(Clone, Debug)]
pub struct Dashboard {
    /// What people answered.
    pub proposals: Vec<ProposalResults>,
    /// What each proposal costs.
    pub costs: BTreeMap<ProposalId, Vec<CostLine>>,
    /// The comments that most agreed with.
    pub top: Vec<TopComment>,
    /// Comments by their author's vote, for each proposal in order.
    pub comments_by_vote: Vec<(ProposalId, CommentsByVote)>,
    /// When people first answered a proposal, by London day.
    pub votes_by_day: Vec<DayCount>,
    /// When comments that are shown were posted, by London day.
    pub comments_by_day: Vec<DayCount>,
    /// What happened on the way: amendments, extensions.
    pub marks: Vec<TimelineMark>,
    /// How far people came.
    pub funnel: Funnel,
    /// Who registered meanwhile.
    pub registered: Registrations,
}

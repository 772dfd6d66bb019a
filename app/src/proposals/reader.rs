//! What whoever reads a proposal's page did on it themselves: their vote, their comments that wait for a moderator, the
//! comments they agree with. It is kept until something comes in to the consultation, so that reading on asks nothing of
//! the record.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::own::{self, OwnAnswers};
use crate::App;
use crate::db::{Db, DbError, Scope};
use crate::ids::{AccountId, CommentId, ConsultationId, ProposalId};
use crate::proposals::comments;
use crate::proposals::comments::model::Comment;
use crate::site::Cached;
use crate::site::app::Warm;

/// For how many readers it is kept; one takes some hundred bytes.
const READERS: usize = 4_000;

/// What somebody did on a proposal, as its page shows it.
pub(super) struct OwnPart {
    /// Their response, with their vote.
    pub own: OwnAnswers,
    /// Their comments that wait for a moderator, newest first.
    pub held: Vec<Comment>,
    /// The comments on the proposal that they agree with.
    pub agreed: BTreeSet<CommentId>,
}

/// What readers did, by who reads which proposal.
pub(super) struct OwnParts(Cached<(AccountId, ConsultationId, ProposalId), Option<Arc<OwnPart>>>);

impl Warm for OwnParts {
    fn open(app: &App) -> Self {
        Self(Cached::new(app.config.parts_cache, READERS).about(|key, _| Scope::Consultation(key.1.0)))
    }
}

/// What an account did on a proposal; nothing if it has no response in the consultation. Whoever is sending something, or
/// did just now, sees what is recorded, also if another program that shares the record took it and this one has not heard
/// of it yet: then it is read.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn part(
    app: &App,
    account: AccountId,
    consultation: ConsultationId,
    proposal: ProposalId,
    sending: bool,
) -> Result<Option<Arc<OwnPart>>, DbError> {
    let key = (account, consultation, proposal);
    if sending {
        return read(&app.db, key).await;
    }
    app.warm::<OwnParts>().0.of(&app.db, key, async || read(&app.db, key).await).await
}

async fn read(
    db: &Db,
    (account, consultation, proposal): (AccountId, ConsultationId, ProposalId),
) -> Result<Option<Arc<OwnPart>>, DbError> {
    let Some(own) = own::part(db, account, consultation, proposal).await? else { return Ok(None) };
    let held = match own.held {
        0 => Vec::new(),
        _ => comments::store::held_of(db, proposal, own.response).await?,
    };
    let agreed = match own.agreements {
        0 => BTreeSet::new(),
        _ => comments::store::agreed_by(db, proposal, own.response).await?,
    };
    Ok(Some(Arc::new(OwnPart { own, held, agreed })))
}

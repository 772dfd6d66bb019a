//! What one person did on proposals: votes, comments, agreements and reports.

use std::collections::BTreeSet;

use futures::future::FutureExt;
use serde_json::{Value, json};

use super::comments::moderating::writing::Comments;
use super::comments::store as thread;
use super::desk::Proposals;
use super::votes::tallies;
use super::{own, sums};
use crate::App;
use crate::clock::machine;
use crate::consultations::instrument::{Later, PagePart};
use crate::consultations::model::Consultation;
use crate::db::{Db, Tx};
use crate::ids::ResponseId;
use crate::moderation::earlier::earlier_of;
use crate::moderation::store::{WritingRef, decisions_as_data, last_decisions};
use crate::moderation::writing::Writing;
use crate::responses::own_writing::OwnWriting;
use crate::responses::person::{OnePerson, PartLine, ResponseRef, Withdrawn, given};
use crate::time::Time;

impl OnePerson for Proposals {
    fn part<'a>(&'a self, app: &'a App, of: &'a Consultation, response: ResponseId) -> Later<'a, Vec<PartLine>> {
        async move {
            if !of.parts.proposals() {
                return Ok(Vec::new());
            }
            let votes = own::votes(&app.db, [response]).await?;
            let lines = votes.into_iter().map(|vote| PartLine {
                page: format!("/proposals/{}", vote.number),
                done: Some(format!("you said “{}”", vote.choice.title())),
            });
            Ok(lines.collect())
        }
        .boxed()
    }

    fn said<'a>(&'a self, db: &'a Db, own: &'a [ResponseRef]) -> Later<'a, Vec<(ResponseId, PagePart)>> {
        async move {
            let votes = own::votes(db, own.iter().map(|one| one.response)).await?;
            let lines = votes.into_iter().filter_map(|vote| {
                let slug = &own.iter().find(|one| one.response == vote.response_id)?.slug;
                let href = format!("/consultations/{slug}/proposals/{}", vote.number);
                let choice = vote.choice.title().to_owned();
                Some((vote.response_id, given(href, vote.title, choice, vote.cast_at)))
            });
            Ok(lines.collect())
        }
        .boxed()
    }

    fn data<'a>(
        &'a self,
        db: &'a Db,
        responses: &'a BTreeSet<ResponseId>,
    ) -> Later<'a, Vec<(ResponseId, &'static str, Value)>> {
        async move {
            let mut told = Vec::new();
            for vote in own::votes(db, responses.iter().copied()).await? {
                let one = json!({
                    "proposal": vote.number, "title": vote.title, "version": vote.version, "choice": vote.choice,
                    "first_given_at": machine(vote.first_cast_at), "given_at": machine(vote.cast_at),
                });
                told.push((vote.response_id, "votes", one));
            }
            let comments = own::comments(db, responses.iter().copied()).await?;
            let ids: Vec<i64> = comments.iter().map(|comment| comment.id.0).collect();
            let decided = last_decisions(db, Comments.words().kind, &ids).await?;
            let decided: BTreeSet<i64> = decided.into_iter().map(|(comment, _)| comment).collect();
            for comment in comments {
                let about = WritingRef { kind: Comments.words().kind, id: comment.id.0 };
                let moderated = decided.contains(&comment.id.0);
                let mut decisions = if moderated { decisions_as_data(db, about).await? } else { Vec::new() };
                // The oldest first, as they always were here.
                decisions.reverse();
                let mut one = json!({
                    "comment": comment.id, "proposal": comment.number, "reply_to": comment.reply_to,
                    "text": comment.body, "state": comment.state, "library_shown": comment.branch,
                    "agreed_with_by": comment.agrees, "posted_at": machine(comment.posted_at),
                    "moderation": decisions,
                });
                if let Some(at) = comment.corrected_at {
                    let earlier = earlier_of(db, about).await?.into_iter();
                    one["corrected_at"] = machine(at).into();
                    one["texts_before"] =
                        earlier.map(|one| json!({ "text": one.words, "until": machine(one.at) })).collect();
                }
                told.push((comment.response_id, "comments", one));
            }
            for agreement in own::agreements(db, responses.iter().copied()).await? {
                let one = json!({ "comment": agreement.comment_id, "at": machine(agreement.at) });
                told.push((agreement.response_id, "agreements", one));
            }
            Ok(told)
        }
        .boxed()
    }

    fn fields(&self) -> &'static [&'static str] {
        &["votes", "comments", "agreements"]
    }

    fn written<'a>(&'a self, db: &'a Db, responses: &'a BTreeSet<ResponseId>) -> Later<'a, usize> {
        async move { Ok(own::comments(db, responses.iter().copied()).await?.len()) }.boxed()
    }

    fn own_writing(&self) -> Option<&'static dyn OwnWriting> {
        Some(&Comments)
    }

    fn withdraw<'a>(&'a self, tx: &'a mut Tx, withdrawn: Withdrawn) -> Later<'a, ()> {
        async move {
            sums::uncount_votes(&mut *tx, withdrawn.response).await?;
            tallies::uncount(&mut *tx, withdrawn).await?;
            thread::forget_agreements(&mut *tx, withdrawn.response).await?;
            thread::forget_vote(tx, withdrawn.response).await
        }
        .boxed()
    }

    fn erase<'a>(&'a self, tx: &'a mut Tx, responses: &'a BTreeSet<ResponseId>, now: Time) -> Later<'a, ()> {
        thread::erase(tx, responses, now).boxed()
    }
}

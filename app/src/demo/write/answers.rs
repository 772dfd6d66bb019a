//! What residents answered: responses with their receipts, votes and the counts of them, comments and who
//! agreed, and what waits for a moderator.

use std::collections::{BTreeMap, HashMap};

use super::super::plan::Campaign;
use super::super::voices::Voice;
use super::story::{Deed, DemoRecord, Story, missing};
use crate::db::{DbError, Tx, dialect};
use crate::identity::model::Role;
use crate::ids::{ConsultationId, ParticipantId, ResponseId};
use crate::moderation::appeals::store as appeals;
use crate::proposals::store as proposals;
use crate::proposals::votes;
use crate::proposals::votes::model::Choice;
use crate::proposals::votes::store::NewVote;
use crate::proposals::votes::tallies::{TallyKey, change_tallies};
use crate::responses::code::ReceiptCode;
use crate::responses::model::Channel;
use crate::time::Time;
use crate::ui::prose::{self, Author};
use crate::{sql, sql_rows};

/// Writes every consultation's answers and says how many comments and replies there are.
pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<usize, DbError> {
    let mut comments = 0;
    for (place, campaign) in story.campaigns.iter().enumerate() {
        if let Some(campaign) = campaign {
            let consultation = *written.consultations.get(place).ok_or_else(missing)?;
            let responses = responses(tx, story, written, consultation, campaign).await?;
            ballots(tx, story, written, place, campaign, &responses).await?;
            voices(tx, story, written, (place, consultation), campaign, &responses).await?;
            comments += campaign.voices.len();
        }
    }
    appeal(tx, story).await?;
    Ok(comments)
}

/// One author asks for another look at what a moderator held, for the demonstration’s moderators to decide.
async fn appeal(tx: &mut Tx, story: &Story) -> Result<(), DbError> {
    let held: Option<(i64, Time)> = sql!(
        "SELECT moderation_decisions.id, at FROM moderation_decisions JOIN comments ON comments.id = subject_id \
         WHERE kind = 'comment' AND action = 'hold' AND state = 'held' AND response_id IS NOT NULL AND at > $1 AND at < $2 \
         ORDER BY CASE WHEN reason = 'off-topic' THEN 0 ELSE 1 END, at DESC LIMIT 1",
        story.now.plus(-20 * Time::DAY),
        story.now
    )
    .maybe(&mut *tx)
    .await?;
    let Some((decision, at)) = held else { return Ok(()) };
    let sent = at.plus(2 * Time::HOUR).min(story.now.plus(-Time::MINUTE)).max(at);
    let words = "I think this is about what you ask. I was cross when I wrote it, but read it again, please: it is about \
                 how our library is looked after.";
    appeals::send(tx, decision, words, sent).await.map(drop)
}

fn branch_of(story: &Story, written: &DemoRecord, resident: usize) -> Option<crate::ids::BranchId> {
    let main = story.residents.get(resident)?.branches.first()?;
    written.branches.get(*main).copied()
}

/// The responses of a consultation, in the order in which they began.
pub(super) async fn responses(
    tx: &mut Tx,
    story: &Story,
    written: &DemoRecord,
    consultation: ConsultationId,
    campaign: &Campaign,
) -> Result<HashMap<usize, ResponseId>, DbError> {
    let mut order: Vec<(Time, usize)> = campaign.began.iter().map(|(resident, at)| (*at, *resident)).collect();
    order.sort_unstable();
    let mut rows = sql_rows!("INSERT INTO participants (consultation_id) VALUES", 1, "RETURNING id");
    for _ in &order {
        rows.push([consultation.into()]);
    }
    let mut participants: Vec<(ParticipantId,)> = rows.returning(tx).await?;
    participants.sort_unstable();
    let mut links =
        sql_rows!("INSERT INTO account_participants (account_id, consultation_id, participant_id) VALUES", 3, "");
    let mut rows = sql_rows!(
        "INSERT INTO responses (consultation_id, participant_id, channel, branch_id, received_at) VALUES",
        5,
        "RETURNING id, participant_id"
    );
    let mut whose = HashMap::new();
    for ((at, resident), (participant,)) in order.into_iter().zip(participants) {
        let account = *written.residents.get(resident).ok_or_else(missing)?;
        links.push([account.into(), consultation.into(), participant.into()]);
        let branch = branch_of(story, written, resident);
        rows.push([consultation.into(), participant.into(), Channel::Online.word().into(), branch.into(), at.into()]);
        whose.insert(participant.0, resident);
    }
    links.run(tx).await?;
    let mut receipts = sql_rows!("INSERT INTO receipts (response_id, code) VALUES", 2, "");
    let mut made = HashMap::new();
    for (id, participant) in rows.returning::<(ResponseId, i64)>(tx).await? {
        receipts.push([id.into(), ReceiptCode::for_response(&written.secret, id.0).canonical().into()]);
        made.insert(*whose.get(&participant).ok_or_else(missing)?, id);
    }
    receipts.run(tx).await?;
    Ok(made)
}

/// The votes, in the order in which they were first cast, and the counts of them.
async fn ballots(
    tx: &mut Tx,
    story: &Story,
    written: &DemoRecord,
    place: usize,
    campaign: &Campaign,
    responses: &HashMap<usize, ResponseId>,
) -> Result<(), DbError> {
    let mut counts: BTreeMap<TallyKey, i64> = BTreeMap::new();
    let mut rows = Vec::with_capacity(campaign.ballots.len());
    for ballot in &campaign.ballots {
        let (proposal, versions) = written.proposals.get(&(place, ballot.proposal)).ok_or_else(missing)?;
        let version = *versions.get(ballot.version).ok_or_else(missing)?;
        rows.push(NewVote {
            response: *responses.get(&ballot.resident).ok_or_else(missing)?,
            proposal: *proposal,
            version,
            choice: ballot.choice,
            first_cast_at: ballot.first_cast_at,
            cast_at: ballot.cast_at,
        });
        let key = TallyKey {
            proposal: *proposal,
            version,
            choice: ballot.choice,
            channel: Channel::Online,
            branch: branch_of(story, written, ballot.resident),
        };
        *counts.entry(key).or_default() += 1;
    }
    rows.sort_by_key(|vote| (vote.first_cast_at, vote.response));
    votes::store::write(tx, &rows).await?;
    change_tallies(tx, counts).await
}

/// The comments and replies, oldest first, and what was done about them.
async fn voices(
    tx: &mut Tx,
    story: &Story,
    written: &mut DemoRecord,
    (place, consultation): (usize, ConsultationId),
    campaign: &Campaign,
    responses: &HashMap<usize, ResponseId>,
) -> Result<(), DbError> {
    let mut agrees: HashMap<usize, i64> = HashMap::new();
    for (voice, _, _) in &campaign.agreements {
        *agrees.entry(*voice).or_default() += 1;
    }
    let mut order: Vec<usize> = (0..campaign.voices.len()).collect();
    order.sort_by_key(|voice| campaign.voices.get(*voice).map(|voice| (voice.posted_at, voice.parent.is_some())));
    let mut ids: HashMap<usize, i64> = HashMap::new();
    let mut shown: BTreeMap<usize, i64> = BTreeMap::new();
    for number in order {
        let voice = campaign.voices.get(number).ok_or_else(missing)?;
        let (proposal, _) = written.proposals.get(&(place, voice.proposal)).ok_or_else(missing)?;
        let proposal = *proposal;
        let author = if voice.author.is_some() { Author::Resident } else { Author::Service };
        let removed = !voice.shown() && !voice.held;
        let html = if removed { String::new() } else { prose::render(&voice.body, author).into_string() };
        let state = if voice.shown() {
            "published"
        } else if voice.held {
            "held"
        } else {
            "removed"
        };
        let branch = if voice.show_branch { voice.author.and_then(|who| branch_of(story, written, who)) } else { None };
        let parent = match voice.parent {
            Some(parent) => Some(*ids.get(&parent).ok_or_else(missing)?),
            None => None,
        };
        let id = sql!(
            "INSERT INTO comments (response_id, consultation_id, proposal_id, reply_to, account_id, official, body, html, \
                                   renderer, state, branch_id, choice, agrees, posted_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id",
            voice.author.and_then(|who| responses.get(&who).copied()),
            consultation,
            proposal,
            parent,
            if voice.author.is_none() { written.person(Role::Staff) } else { None },
            voice.author.is_none(),
            &voice.body,
            html,
            prose::RENDERER,
            state,
            branch,
            voice.choice.map(Choice::word),
            agrees.get(&number).copied().unwrap_or(0),
            voice.posted_at
        )
        .number(&mut *tx)
        .await?;
        ids.insert(number, id);
        if voice.shown() {
            *shown.entry(voice.proposal).or_default() += 1;
            dialect::index_comment(tx, id, proposal.0, &prose::plain(&voice.body)).await?;
        } else {
            moderate(tx, written, voice, id).await?;
        }
        if voice.author.is_none() {
            let deed = Deed { at: voice.posted_at, by: Role::Staff, action: "comment.reply", kind: "comment", id };
            written.deeds.push(deed);
        }
    }
    for (number, count) in shown {
        let (proposal, _) = written.proposals.get(&(place, number)).ok_or_else(missing)?;
        proposals::add_comments(tx, *proposal, count).await?;
    }
    let mut rows = sql_rows!("INSERT INTO agreements (comment_id, response_id, at) VALUES", 3, "");
    for (voice, resident, at) in &campaign.agreements {
        let comment = *ids.get(voice).ok_or_else(missing)?;
        rows.push([comment.into(), (*responses.get(resident).ok_or_else(missing)?).into(), (*at).into()]);
    }
    rows.run(tx).await?;
    report(tx, written, campaign, &ids).await
}

/// A comment that the policy does not allow: held, or taken down where the consultation is over.
async fn moderate(tx: &mut Tx, written: &mut DemoRecord, voice: &Voice, id: i64) -> Result<(), DbError> {
    let at = voice.posted_at.plus(55 * Time::MINUTE);
    let (action, deed) = if voice.held { ("hold", "comment.hold") } else { ("remove", "comment.remove") };
    sql!(
        "INSERT INTO moderation_decisions (kind, subject_id, action, reason, note, account_id, at) \
         VALUES ('comment', $1, $2, $3, '', $4, $5)",
        id,
        action,
        &voice.reason,
        written.person(Role::Moderator),
        at
    )
    .run(tx)
    .await?;
    written.deeds.push(Deed { at, by: Role::Moderator, action: deed, kind: "comment", id });
    Ok(())
}

/// Comments of an open consultation that readers reported, for a moderator to look at: sharp, but allowed.
async fn report(
    tx: &mut Tx,
    written: &DemoRecord,
    campaign: &Campaign,
    ids: &HashMap<usize, i64>,
) -> Result<(), DbError> {
    if campaign.voices.iter().all(|voice| !voice.held) {
        return Ok(());
    }
    let sharp =
        |voice: &Voice| voice.shown() && voice.author.is_some() && matches!(voice.choice, Some(Choice::StronglyOppose));
    let mut newest: Vec<(usize, &Voice)> =
        campaign.voices.iter().enumerate().filter(|(_, voice)| sharp(voice)).collect();
    newest.sort_by_key(|(_, voice)| std::cmp::Reverse(voice.posted_at));
    let words = [("abuse", "This is unkind to the staff."), ("off-topic", ""), ("abuse", "Rude.")];
    for ((number, voice), (reason, detail)) in newest.into_iter().take(2).zip(words) {
        sql!(
            "INSERT INTO reports (kind, subject_id, account_id, reason, detail, at) VALUES ('comment', $1, $2, $3, $4, $5)",
            *ids.get(&number).ok_or_else(missing)?,
            written.residents.get(number % 40 + 20).copied(),
            reason,
            detail,
            voice.posted_at.plus(3 * Time::HOUR)
        )
        .run(&mut *tx)
        .await?;
    }
    Ok(())
}

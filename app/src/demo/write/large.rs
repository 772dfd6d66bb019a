//! What is written beside the ordinary demonstration to measure with: thousands of consultations of earlier years, and a
//! consultation that a whole county has answered. A thousand people at a time, so that no more than those are held.

mod earlier;
mod words;

use std::collections::BTreeMap;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

use super::super::people;
use super::super::plan::{Window, answer};
use super::super::size::SEED;
use super::story::{DemoRecord, Story, missing};
use crate::db::{DbError, Tx};
use crate::identity::model::Role;
use crate::identity::rules;
use crate::ids::{AccountId, BranchId, ConsultationId, ParticipantId, ProposalId, ResponseId, VersionId};
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

/// The consultation that everybody has answered.
const ANSWERED: &str = "saturday-hours";
/// How many people are written at a time.
const AT_ONCE: usize = 1_000;
/// One in so many comments is a reply.
const REPLIES: usize = 8;
/// One in so many people agrees with somebody's comment.
const AGREE: usize = 10;
/// How many of the latest comments are replied to and agreed with.
const RECENT: usize = 40;

/// How much was written.
#[derive(Default)]
pub(super) struct WrittenBeside {
    pub(super) votes: usize,
    pub(super) comments: usize,
    pub(super) agreements: usize,
}

/// A proposal that everybody answers.
struct AnsweredProposalBeside {
    id: ProposalId,
    versions: Vec<VersionId>,
    /// When its second version was published.
    amended_at: Option<Time>,
    bias: f64,
    /// The latest comments that are no replies.
    recent: Vec<i64>,
    written: i64,
}

/// Somebody who answers.
struct NewResponder {
    number: usize,
    branch: BranchId,
    response: ResponseId,
    began: Time,
}

/// Writes what the size of the demonstration asks for.
pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<WrittenBeside, DbError> {
    earlier::write(tx, story, written).await?;
    let mut beside = WrittenBeside::default();
    if story.size.responses == 0 {
        return Ok(beside);
    }
    let mut random = ChaCha20Rng::seed_from_u64(SEED + 1);
    let place = story.content.consultations.iter().position(|one| one.slug == ANSWERED).ok_or_else(missing)?;
    let consultation = *written.consultations.get(place).ok_or_else(missing)?;
    let content = story.content.consultations.get(place).ok_or_else(missing)?;
    let window = Window::of(content, &story.calendar).ok_or_else(missing)?;
    let mut asked = Vec::new();
    for (number, proposal) in content.proposals.iter().enumerate() {
        let (id, versions) = written.proposals.get(&(place, number)).cloned().ok_or_else(missing)?;
        let amended_at = proposal.amendment.as_ref().map(|one| story.calendar.at(one.day, "11:00"));
        let bias = 0.62 * f64::from(proposal.support_bias);
        asked.push(AnsweredProposalBeside { id, versions, amended_at, bias, recent: Vec::new(), written: 0 });
    }
    let shifts: Vec<f64> = written.branches.iter().map(|_| random.random::<f64>() - 0.5).collect();
    let mut counts: BTreeMap<TallyKey, i64> = BTreeMap::new();
    for from in (0..story.size.responses).step_by(AT_ONCE) {
        let some = from..(from + AT_ONCE).min(story.size.responses);
        let answering = responses(tx, story, written, (consultation, &window), some, &mut random).await?;
        let mut cast = Vec::with_capacity(answering.len() * asked.len());
        for one in &answering {
            let shift = written.branches.iter().position(|branch| *branch == one.branch);
            let shift = shift.and_then(|at| shifts.get(at)).copied().unwrap_or(0.0);
            for (number, proposal) in asked.iter().enumerate() {
                let vote = vote(one, number, proposal, shift, &mut random).ok_or_else(missing)?;
                let (proposal, version, choice) = (vote.proposal, vote.version, vote.choice);
                let key = TallyKey { proposal, version, choice, channel: Channel::Online, branch: Some(one.branch) };
                *counts.entry(key).or_default() += 1;
                cast.push(vote);
            }
        }
        votes::store::write(tx, &cast).await?;
        beside.votes += cast.len();
        beside.agreements += agree(tx, &answering, &asked, &mut random).await?;
        beside.comments += comments(tx, story, consultation, &answering, &cast, &mut asked, &mut random).await?;
    }
    change_tallies(tx, counts).await?;
    for proposal in asked {
        proposals::add_comments(tx, proposal.id, proposal.written).await?;
    }
    Ok(beside)
}

/// Accounts for some people, and their responses with receipts, in the order in which they began.
async fn responses(
    tx: &mut Tx,
    story: &Story,
    written: &DemoRecord,
    (consultation, window): (ConsultationId, &Window),
    some: std::ops::Range<usize>,
    random: &mut ChaCha20Rng,
) -> Result<Vec<NewResponder>, DbError> {
    let all = story.size.responses as f64;
    let mut came: Vec<(usize, Time, BranchId)> = Vec::with_capacity(some.len());
    for number in some {
        let began = window.moment((number as f64 + random.random::<f64>()) / all);
        // As many use each library as in the ordinary demonstration.
        let like = story.residents.get(random.random_range(0..story.residents.len().max(1))).ok_or_else(missing)?;
        let branch = like.branches.first().and_then(|branch| written.branches.get(*branch)).ok_or_else(missing)?;
        came.push((number, began, *branch));
    }
    let mut rows = sql_rows!(
        "INSERT INTO accounts (email, name, password_hash, role, confirmed_at, notify, created_at, mailbox, mail_domain) \
         VALUES",
        9,
        "RETURNING id"
    );
    for (number, began, _) in &came {
        let email = format!("c{number:06}@demo.example");
        let joined = began.plus(-random.random_range(Time::HOUR..20 * Time::DAY));
        rows.push([
            email.as_str().into(),
            people::name(*number).into(),
            story.password_hash.as_str().into(),
            Role::Resident.word().into(),
            joined.plus(4 * Time::MINUTE).into(),
            // Nobody is written to: there is nobody.
            0_i64.into(),
            joined.into(),
            rules::mailbox(&email).into(),
            rules::mail_domain(&email).into(),
        ]);
    }
    let mut accounts: Vec<(AccountId,)> = rows.returning(tx).await?;
    accounts.sort_unstable();
    let mut rows = sql_rows!("INSERT INTO participants (consultation_id) VALUES", 1, "RETURNING id");
    for _ in &came {
        rows.push([consultation.into()]);
    }
    let mut participants: Vec<(ParticipantId,)> = rows.returning(tx).await?;
    participants.sort_unstable();
    let mut main = sql_rows!("INSERT INTO account_branches (account_id, branch_id, main) VALUES", 3, "");
    let mut links =
        sql_rows!("INSERT INTO account_participants (account_id, consultation_id, participant_id) VALUES", 3, "");
    let mut rows = sql_rows!(
        "INSERT INTO responses (consultation_id, participant_id, channel, branch_id, received_at) VALUES",
        5,
        "RETURNING id"
    );
    for (((_, began, branch), (account,)), (participant,)) in came.iter().zip(&accounts).zip(&participants) {
        main.push([(*account).into(), (*branch).into(), 1_i64.into()]);
        links.push([(*account).into(), consultation.into(), (*participant).into()]);
        let online = Channel::Online.word();
        rows.push([consultation.into(), (*participant).into(), online.into(), (*branch).into(), (*began).into()]);
    }
    main.run(tx).await?;
    links.run(tx).await?;
    let mut made: Vec<(ResponseId,)> = rows.returning(tx).await?;
    made.sort_unstable();
    let mut receipts = sql_rows!("INSERT INTO receipts (response_id, code) VALUES", 2, "");
    for (id,) in &made {
        receipts.push([(*id).into(), ReceiptCode::for_response(&written.secret, id.0).canonical().into()]);
    }
    receipts.run(tx).await?;
    let people = came.into_iter().zip(made);
    Ok(people.map(|((number, began, branch), (response,))| NewResponder { number, branch, response, began }).collect())
}

/// A vote on one of the proposals, a little later for each.
fn vote(
    one: &NewResponder,
    number: usize,
    on: &AnsweredProposalBeside,
    shift: f64,
    random: &mut ChaCha20Rng,
) -> Option<NewVote> {
    let at = one.began.plus((1 + 2 * number as i64) * Time::MINUTE + random.random_range(0..60_000));
    let later = usize::from(on.amended_at.is_some_and(|amended| at >= amended));
    Some(NewVote {
        response: one.response,
        proposal: on.id,
        version: on.versions.get(later).or_else(|| on.versions.last()).copied()?,
        choice: answer(on.bias + shift, random),
        first_cast_at: at,
        cast_at: at,
    })
}

/// Some agree with what others wrote before them.
async fn agree(
    tx: &mut Tx,
    answering: &[NewResponder],
    asked: &[AnsweredProposalBeside],
    random: &mut ChaCha20Rng,
) -> Result<usize, DbError> {
    let mut agreed: BTreeMap<i64, i64> = BTreeMap::new();
    let mut rows = sql_rows!("INSERT INTO agreements (comment_id, response_id, at) VALUES", 3, "");
    let mut many = 0;
    for one in answering.iter().filter(|one| one.number % AGREE == 0) {
        let Some(on) = asked.get(random.random_range(0..asked.len().max(1))) else { continue };
        if on.recent.is_empty() {
            continue;
        }
        let Some(comment) = on.recent.get(random.random_range(0..on.recent.len())) else { continue };
        rows.push([(*comment).into(), one.response.into(), one.began.plus(15 * Time::MINUTE).into()]);
        *agreed.entry(*comment).or_default() += 1;
        many += 1;
    }
    rows.run(tx).await?;
    for (comment, more) in agreed {
        sql!("UPDATE comments SET agrees = agrees + $2 WHERE id = $1", comment, more).run(&mut *tx).await?;
    }
    Ok(many)
}

/// Comments and replies of those among them who write one. The words they are found by are made at the end.
async fn comments(
    tx: &mut Tx,
    story: &Story,
    consultation: ConsultationId,
    answering: &[NewResponder],
    cast: &[NewVote],
    asked: &mut [AnsweredProposalBeside],
    random: &mut ChaCha20Rng,
) -> Result<usize, DbError> {
    let (all, writing) = (story.size.responses, story.size.comments);
    let chosen: BTreeMap<(ResponseId, ProposalId), Choice> =
        cast.iter().map(|vote| ((vote.response, vote.proposal), vote.choice)).collect();
    let mut many = 0;
    let writes = |number: usize| (number + 1) * writing / all > number * writing / all;
    for one in answering.iter().filter(|one| writes(one.number)) {
        let on = one.number % asked.len().max(1);
        let Some(on) = asked.get_mut(on) else { continue };
        let reply_to = match many % REPLIES {
            0 if !on.recent.is_empty() => on.recent.get(random.random_range(0..on.recent.len())).copied(),
            _ => None,
        };
        let body = words::comment(random);
        let id = sql!(
            "INSERT INTO comments (response_id, consultation_id, proposal_id, reply_to, body, html, renderer, state, \
                                   branch_id, choice, posted_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'published', $8, $9, $10) RETURNING id",
            one.response,
            consultation,
            on.id,
            reply_to,
            &body,
            prose::render(&body, Author::Resident).into_string(),
            prose::RENDERER,
            Some(one.branch).filter(|_| one.number.is_multiple_of(2)),
            chosen.get(&(one.response, on.id)).copied().map(Choice::word),
            one.began.plus(12 * Time::MINUTE)
        )
        .number(&mut *tx)
        .await?;
        on.written += 1;
        many += 1;
        if reply_to.is_none() {
            on.recent.push(id);
            if on.recent.len() > RECENT {
                on.recent.remove(0);
            }
        }
    }
    Ok(many)
}

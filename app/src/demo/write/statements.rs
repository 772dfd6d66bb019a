//! What residents were asked in short statements and how they answered: two or three camps that part on some
//! things and agree on others, so that the demo's opinion maps have something to show.

use std::collections::{BTreeMap, BTreeSet};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde::Deserialize;

use super::story::{Deed, DemoRecord, Story, missing};
use crate::db::{DbError, Tx};
use crate::identity::model::Role;
use crate::ids::{ConsultationId, ResponseId, StatementId};
use crate::sql;
use crate::statements::map::store as map_store;
use crate::statements::map::{GivenName, Marks};
use crate::statements::model::{Answer, OwnStatementsRule, StatementState};
use crate::statements::store::{self, Given};
use crate::time::Time;

/// What all chance here comes from: apart from the rest, so that neither changes the other.
const SEED: u64 = 0x7374_6174_656d;

/// The statements of one consultation.
#[derive(Debug, Deserialize)]
struct DemoStatements {
    consultation: String,
    question: String,
    own: OwnStatementsRule,
    /// The share of people in each camp.
    camps: Vec<f64>,
    /// What staff called the groups they saw on the map, in the order of the camps; none where they have not.
    #[serde(default)]
    names: Vec<String>,
    statements: Vec<DemoStatement>,
}

impl DemoStatements {
    /// What tells a camp apart: how far it leans towards each statement that can be read, and how far all others do.
    #[expect(clippy::cast_possible_truncation, reason = "between a thousand below and above nothing")]
    fn marks(&self, camp: usize) -> Option<Marks> {
        // Eight in a hundred pass.
        let lean = |agree: f64| ((2.0 * agree - 100.0) * 9.2).round() as i64;
        let mut marks: Vec<(i64, i64, i64)> = (1_i64..)
            .zip(&self.statements)
            .filter(|(_, said)| said.by != By::Waiting)
            .filter_map(|(number, said)| {
                let rest = said.agree.iter().zip(&self.camps).enumerate().filter(|(place, _)| *place != camp);
                let (sum, shares) = rest.fold((0.0, 0.0), |(sum, shares), (_, (agree, share))| {
                    (sum + f64::from(*agree) * share, shares + share)
                });
                Some((number, lean(f64::from(*said.agree.get(camp)?)), lean(sum / shares)))
            })
            .collect();
        marks.sort_by_key(|(number, own, others)| (-(own - others).abs(), *number));
        marks.truncate(8);
        marks.sort_unstable();
        let written: Vec<String> =
            marks.iter().map(|(number, own, others)| format!("{number}:{own}:{others}")).collect();
        Marks::read(&written.join(" "))
    }
}

#[derive(Debug, Deserialize)]
struct DemoStatement {
    text: String,
    by: By,
    /// How many in a hundred of each camp agree.
    agree: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum By {
    Service,
    Resident,
    /// A resident's, not read by a moderator yet.
    Waiting,
}

#[derive(sqlx::FromRow)]
struct Response {
    id: ResponseId,
    received_at: Time,
}

/// Writes the statements of every consultation that has some, and their answers.
pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<(), DbError> {
    let sets: Vec<DemoStatements> = serde_json::from_str(include_str!("../content/statements.json"))
        .map_err(|error| DbError::Decode(Box::new(error)))?;
    let mut random = ChaCha20Rng::seed_from_u64(SEED);
    for asked in sets {
        let place = story.content.consultations.iter().position(|one| one.slug == asked.consultation);
        let place = place.ok_or_else(missing)?;
        let consultation = *written.consultations.get(place).ok_or_else(missing)?;
        let opened = story.content.consultations.get(place).ok_or_else(missing)?.opens;
        let began = story.calendar.at(opened, "09:00").plus(-Time::DAY);
        store::set_up(tx, consultation, &asked.question, asked.own, began).await?;
        let id = consultation.0;
        written.deeds.push(Deed { at: began, by: Role::Staff, action: "statements.set-up", kind: "consultation", id });
        written.deeds.push(Deed { at: began, by: Role::Staff, action: "statements.add", kind: "consultation", id });
        answer(tx, consultation, &asked, began, &mut random).await?;
        name_groups(tx, story, written, consultation, &asked).await?;
    }
    Ok(())
}

/// Staff looked at the map and said what each group stands for.
async fn name_groups(
    tx: &mut Tx,
    story: &Story,
    written: &mut DemoRecord,
    consultation: ConsultationId,
    asked: &DemoStatements,
) -> Result<(), DbError> {
    if asked.names.is_empty() {
        return Ok(());
    }
    let at = story.calendar.at(-2, "14:20");
    for (camp, name) in asked.names.iter().enumerate() {
        let marks = asked.marks(camp).ok_or_else(missing)?;
        map_store::keep_name(tx, consultation, &GivenName { name: name.clone(), marks }, at).await?;
    }
    let id = consultation.0;
    written.deeds.push(Deed { at, by: Role::Staff, action: "statements.name-groups", kind: "consultation", id });
    Ok(())
}

async fn answer(
    tx: &mut Tx,
    consultation: ConsultationId,
    asked: &DemoStatements,
    began: Time,
    random: &mut ChaCha20Rng,
) -> Result<(), DbError> {
    let responses: Vec<Response> =
        sql!("SELECT id, received_at FROM responses WHERE consultation_id = $1 ORDER BY received_at, id", consultation)
            .all(&mut *tx)
            .await?;
    let mut shown: Vec<(StatementId, Time, &DemoStatement)> = Vec::new();
    let mut given: Vec<Given> = Vec::new();
    for (number, said) in asked.statements.iter().enumerate() {
        // Residents' own came in one after the other once some had begun.
        let author = responses.get(number * responses.len() / (asked.statements.len() + 6)).ok_or_else(missing)?;
        let (response, at) = match said.by {
            By::Service => (None, began),
            By::Resident | By::Waiting => (Some(author.id), author.received_at.plus(4 * Time::MINUTE)),
        };
        let state = if said.by == By::Waiting { StatementState::Held } else { StatementState::Published };
        let added = store::add(tx, consultation, response, &said.text, state, at).await?;
        if let Some(response_id) = response {
            let (first_answered_at, answered_at) = (at, at);
            let own =
                Given { response_id, statement_id: added.id, answer: Answer::Agree, first_answered_at, answered_at };
            given.push(own);
        }
        if state == StatementState::Published {
            shown.push((added.id, at, said));
        }
    }
    let own: BTreeSet<_> = given.iter().map(|one| (one.response_id, one.statement_id)).collect();
    for response in &responses {
        let mut at: f64 = random.random();
        let camp = asked.camps.iter().position(|share| {
            at -= share;
            at < 0.0
        });
        let camp = camp.unwrap_or_default();
        // Seven in ten answer statements at all, and those answer half or more of them.
        let eager = if random.random_bool(0.7) { random.random_range(0.5..1.0) } else { 0.0 };
        for (number, (statement, since, said)) in (0i64..).zip(&shown) {
            let answered_at = response.received_at.plus(5 * Time::MINUTE + number * 7_000);
            let passed_over = !random.random_bool(eager);
            if *since > answered_at || passed_over || own.contains(&(response.id, *statement)) {
                continue;
            }
            let agree = f64::from(said.agree.get(camp).copied().unwrap_or(50)) / 100.0;
            let answer = if random.random_bool(0.08) {
                Answer::Pass
            } else if random.random_bool(agree) {
                Answer::Agree
            } else {
                Answer::Disagree
            };
            given.push(Given {
                response_id: response.id,
                statement_id: *statement,
                answer,
                first_answered_at: answered_at,
                answered_at,
            });
        }
    }
    let mut counts: BTreeMap<(StatementId, Answer), i64> = BTreeMap::new();
    for one in &given {
        *counts.entry((one.statement_id, one.answer)).or_default() += 1;
    }
    store::write_answers(tx, given.iter()).await?;
    store::change_counts(tx, &counts).await?;
    store::note_changes(tx, BTreeSet::from([consultation])).await
}

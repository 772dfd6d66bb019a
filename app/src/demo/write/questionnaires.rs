//! The demo's three questionnaires: one that is open, with four hundred answers; one that has closed, whose answers everybody
//! may compare library by library; and one in a draft that staff still have to make better.

use std::collections::{BTreeMap, BTreeSet};

use super::story::{Deed, DemoRecord, Story, missing};
use crate::db::{DbError, Tx};
use crate::identity::model::Role;
use crate::ids::{BranchId, ConsultationId, QuestionnaireId, ResponseId};
use crate::questionnaires::definition::answer::{Answer, Given};
use crate::questionnaires::definition::blank::Blank;
use crate::questionnaires::definition::decimal::Decimal;
use crate::questionnaires::definition::document;
use crate::questionnaires::definition::question::{Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::reading;
use crate::questionnaires::definition::route::Route;
use crate::questionnaires::equality::asked::EqualitySetting;
use crate::questionnaires::equality::{EqualityBlock, Nation, of_nation};
use crate::questionnaires::model::QuestionnaireVersion;
use crate::questionnaires::store::answers::{self, NewAnswers};
use crate::questionnaires::store::equality;
use crate::questionnaires::store::tallies::{CountedUnder, TallyChanges};
use crate::questionnaires::writings::store::{NewText, TextsShown};
use crate::questionnaires::{store, tally, writings};
use crate::responses::model::Channel;
use crate::sql;
use crate::time::Time;

const HOURS: &str = include_str!("../content/questionnaire-hours.toml");
const BOOK_FUND: &str = include_str!("../content/questionnaire-book-fund.toml");
const QUIET_FLOOR: &str = include_str!("../content/questionnaire-quiet-floor.toml");

/// How many people answer one at most.
const PEOPLE: usize = 400;

/// How many of the latest words still wait to be read.
const UNREAD: usize = 2;

/// What people say in their own words.
const IN_WORDS: [&str; 25] = [
    "A toilet that is open.",
    "The bus home goes at ten past four, so closing at four is too late for me.",
    "Story time on a Saturday: I work all week.",
    "Somebody at the desk who can help with the printer.",
    "Nothing. It is fine as it is.",
    "Parking, or a later bus.",
    "A warm room to study in until four.",
    "Longer hours are no use if the children’s corner is shut.",
    "If I could bring books back through a flap when you are closed.",
    "A lift that works. I have not been upstairs since March.",
    "Open at half past eight, before the market gets busy.",
    "More than two computers that run.",
    "I would come if my son had somewhere to do his homework.",
    "A cup of tea. I am there for the company as much as the books.",
    "Tell people. My neighbour thought you had closed for good.",
    "Open until six once a month and see who comes.",
    "The heating. We sat there in our coats.",
    "To know beforehand whether the large-print shelf has anything new.",
    "Somebody who speaks Polish now and then.",
    "I work Saturdays, so nothing would. Please keep the Thursday evening.",
    "A self-service machine that does not shout at you.",
    "Space for a pushchair between the shelves.",
    "Not having to choose between the library and the swimming bath, which close at the same time.",
    "Volunteers are fine for the till but not for a question about benefits.",
    "A bench outside for when I am early.",
];

/// How many of a hundred people choose which option; the rest are as good as even.
const WEIGHTS: [(&str, &[(&str, usize)]); 7] = [
    ("visits", &[("weekly", 34), ("monthly", 31), ("less", 22), ("never", 9), ("dont-know", 4)]),
    ("saturday", &[("morning", 24), ("early", 27), ("late", 31), ("not", 12), ("dont-know", 6)]),
    ("getting-there", &[("1", 6), ("2", 13), ("3", 19), ("4", 37), ("5", 22), ("dont-know", 3)]),
    ("suit", &[("1", 12), ("2", 24), ("3", 20), ("4", 28), ("5", 11), ("dont-know", 5)]),
    ("finding", &[("5", 17), ("4", 33), ("3", 18), ("2", 21), ("1", 8), ("dont-know", 3)]),
    ("waiting", &[("two-weeks", 18), ("six-weeks", 39), ("quarter", 24), ("longer", 14), ("dont-know", 5)]),
    ("shelves", &[("1", 5), ("2", 11), ("3", 33), ("4", 29), ("5", 14), ("dont-know", 8)]),
];

fn consultation(story: &Story, written: &DemoRecord, slug: &str) -> Result<(ConsultationId, i32), DbError> {
    let place = story.content.consultations.iter().position(|known| known.slug == slug).ok_or_else(missing)?;
    let id = *written.consultations.get(place).ok_or_else(missing)?;
    Ok((id, story.content.consultations.get(place).ok_or_else(missing)?.opens))
}

fn read(toml: &str) -> Result<Questionnaire, DbError> {
    document::from_toml(toml).map_err(|why| DbError::Decode(Box::new(why)))
}

/// Writes all three, and the answers of people who took part.
pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<(), DbError> {
    let (draft, opens) = consultation(story, written, "quiet-floor-at-kesterley-central")?;
    let at = story.calendar.at((opens - 60).min(-3), "15:10");
    store::add(tx, draft, &read(QUIET_FLOOR)?, at).await?;
    written.deeds.push(Deed { at, by: Role::Staff, action: "questionnaire.create", kind: "consultation", id: draft.0 });

    let branches: Vec<(BranchId, String)> =
        sql!("SELECT id, slug FROM branches WHERE year_closed IS NULL ORDER BY slug").all(&mut *tx).await?;
    let (open, opens) = consultation(story, written, "saturday-hours")?;
    let (id, version) = publish(tx, story, written, (open, opens), HOURS).await?;
    let sent = answer_all(tx, story, (open, id), &version, &branches, Leaning::Alike).await?;
    write_texts(tx, &version.form, &sent).await?;
    publish_texts(tx, story, written, id).await?;
    let at = story.calendar.at(opens - 11, "11:20");
    ask_about_people(tx, open, id, at).await?;
    written.deeds.push(Deed {
        at,
        by: Role::Staff,
        action: "questionnaire.equality",
        kind: "consultation",
        id: open.0,
    });

    let (closed, opens) = consultation(story, written, "book-fund-priorities")?;
    let (id, version) = publish(tx, story, written, (closed, opens), BOOK_FUND).await?;
    answer_all(tx, story, (closed, id), &version, &branches, Leaning::ByLibrary).await?;
    Ok(())
}

/// Publishes a questionnaire some days before its consultation opens.
async fn publish(
    tx: &mut Tx,
    story: &Story,
    written: &mut DemoRecord,
    (of, opens): (ConsultationId, i32),
    toml: &str,
) -> Result<(QuestionnaireId, QuestionnaireVersion), DbError> {
    let at = story.calendar.at(opens - 12, "10:05");
    let form = read(toml)?;
    let (id, _) = store::add(tx, of, &form, at).await?;
    let published = story.calendar.at(opens - 10, "09:30");
    let number = store::publish(tx, id, "", &BTreeSet::new(), published).await?;
    written.deeds.push(Deed { at, by: Role::Staff, action: "questionnaire.create", kind: "consultation", id: of.0 });
    let version = QuestionnaireVersion {
        number,
        form: std::sync::Arc::new(form),
        summary: String::new(),
        published_at: Some(published),
        again: BTreeSet::new(),
    };
    Ok((id, version))
}

/// Whether people answer alike at every library.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaning {
    Alike,
    /// At each library they lean another way.
    ByLibrary,
}

/// A response, when it came, how, and from which library.
type Taken = (ResponseId, Time, String, Option<BranchId>);

/// People who took part answer a questionnaire, some minutes after they began. Gives what they sent.
async fn answer_all(
    tx: &mut Tx,
    story: &Story,
    (of, id): (ConsultationId, QuestionnaireId),
    version: &QuestionnaireVersion,
    branches: &[(BranchId, String)],
    leaning: Leaning,
) -> Result<Vec<NewAnswers>, DbError> {
    let responses: Vec<Taken> =
        sql!("SELECT id, received_at, channel, branch_id FROM responses WHERE consultation_id = $1 ORDER BY id", of)
            .all(&mut *tx)
            .await?;
    let closes: Time =
        sql!("SELECT closes_at FROM consultations WHERE id = $1", of).number(&mut *tx).await.map(Time)?;
    let names: Vec<String> = branches.iter().map(|(_, slug)| slug.clone()).collect();
    let mut changes = TallyChanges::default();
    let mut new = Vec::new();
    for (number, (response, received_at, channel, branch)) in responses.into_iter().enumerate().take(PEOPLE) {
        let place = branches.iter().position(|(known, _)| Some(*known) == branch);
        let tilt = if leaning == Leaning::ByLibrary { place.map_or(0, |place| (place + 1) * 11 % 40) } else { 0 };
        let given = given(&version.form, number, tilt, &names);
        let channel = Channel::try_from(channel).map_err(|why| DbError::Decode(why.into()))?;
        tally::change(&mut changes, id, CountedUnder { channel, branch }, version, &given, 1);
        let later = received_at.plus(6 * Time::MINUTE).min(story.now);
        let sent_at = if later < closes { later } else { received_at };
        new.push(NewAnswers {
            response,
            questionnaire: id,
            version: version.number,
            answers: reading::to_json(&given),
            language: "en".to_owned(),
            order_seed: None,
            send_key: response.0,
            first_sent_at: sent_at,
            sent_at,
            superseded_at: None,
        });
    }
    answers::write(tx, &new, &[]).await?;
    changes.write(tx).await?;
    Ok(new)
}

/// What people wrote, each text by itself.
async fn write_texts(tx: &mut Tx, form: &Questionnaire, sent: &[NewAnswers]) -> Result<(), DbError> {
    let mut all = Vec::new();
    for one in sent {
        let given = reading::from_json(&one.answers, form).map_err(|why| DbError::Decode(Box::new(why)))?;
        all.extend(writings::texts(form, &given).into_iter().map(|(spot, text)| NewText {
            questionnaire: one.questionnaire,
            response: one.response,
            spot,
            text: text.text,
            published: text.published,
            send_key: one.send_key,
            at: one.sent_at,
        }));
    }
    writings::store::write(tx, &all).await
}

/// A moderator has read and published most of it, a day after it came.
async fn publish_texts(
    tx: &mut Tx,
    story: &Story,
    written: &mut DemoRecord,
    of: QuestionnaireId,
) -> Result<(), DbError> {
    let held: Vec<(i64, Time)> = sql!(
        "SELECT id, written_at FROM questionnaire_writings WHERE questionnaire_id = $1 AND state = 'held' \
         ORDER BY written_at, id",
        of
    )
    .all(&mut *tx)
    .await?;
    for (id, written_at) in held.iter().take(held.len().saturating_sub(UNREAD)) {
        let at = written_at.plus(Time::DAY).min(story.now);
        writings::store::show_as(&mut *tx, *id, TextsShown::Published, "").await?;
        sql!(
            "INSERT INTO moderation_decisions (kind, subject_id, action, reason, note, account_id, at) \
             VALUES ('answer', $1, 'publish', '', '', $2, $3)",
            *id,
            written.person(Role::Moderator),
            at
        )
        .run(&mut *tx)
        .await?;
        written.deeds.push(Deed { at, by: Role::Moderator, action: "answer.publish", kind: "answer", id: *id });
    }
    Ok(())
}

/// Whoever sends the open one is asked about themselves afterwards, if they like.
async fn ask_about_people(tx: &mut Tx, of: ConsultationId, after: QuestionnaireId, at: Time) -> Result<(), DbError> {
    let nation = Nation::England;
    let topics = of_nation(nation).into_iter().flat_map(EqualityBlock::askable).map(|topic| topic.topic).collect();
    let setting = EqualitySetting {
        consultation: of,
        questionnaire: after,
        asks: true,
        nation,
        topics,
        unreviewed: false,
        updated_at: at,
    };
    equality::set(tx, &setting).await
}

/// What one person answers who goes along their route, leaning so far towards what comes first.
fn given(form: &Questionnaire, person: usize, tilt: usize, branches: &[String]) -> Given {
    let mut given = Given::new();
    for (place, question) in form.questions().enumerate() {
        let route = Route::of(form, &given);
        // 7919 is a prime: every two questions mix people differently.
        let lot = (person * 7_919 + (place + 1) * 104_729 + person * place * 31) % 10_000;
        if !route.asks(question.key.as_str()) || !question.required && lot % 23 == 5 {
            continue;
        }
        if let Some(answer) = answer(question, (person, lot, tilt), branches) {
            given.insert(question.key.clone(), answer);
        }
    }
    given
}

/// An option by its weight; of a hundred lots the first so many are taken for others, who chose what comes first.
fn weighted(key: &str, lot: usize, tilt: usize) -> Option<&'static str> {
    let (_, weights) = WEIGHTS.iter().find(|(known, _)| *known == key)?;
    let mut left = lot % 100 * (100 - tilt.min(100)) / 100;
    for (code, weight) in *weights {
        if left < *weight {
            return Some(code);
        }
        left -= weight;
    }
    None
}

fn answer(question: &Question, (person, lot, tilt): (usize, usize, usize), branches: &[String]) -> Option<Answer> {
    let key = question.key.as_str();
    match &question.kind {
        QuestionKind::OneOf(_) | QuestionKind::Scale { .. } => {
            let code = weighted(key, lot / 7, tilt)?;
            Some(Blank::chosen(code).map_or_else(|| Answer::code(code), Answer::Blank))
        }
        QuestionKind::Branch => {
            branches.get((lot * lot / 13 % 97) % branches.len().max(1)).cloned().map(Answer::Branch)
        }
        QuestionKind::SeveralOf { list, .. } => {
            let open: Vec<&str> = list
                .options
                .iter()
                .filter(|one| !one.exclusive && !one.write_in)
                .map(|one| one.code.as_str())
                .collect();
            let ticked: Vec<&str> = open
                .iter()
                .enumerate()
                .filter(|(place, _)| lot / (place + 3) % 10 < [7, 3, 3, 2, 2, 1][place % 6])
                .map(|(_, code)| *code)
                .collect();
            // Whoever ticks none of them says so, or leaves it.
            let none = list.options.iter().find(|one| one.exclusive).filter(|_| lot % 3 > 0);
            match none {
                Some(none) if ticked.is_empty() => Some(Answer::ticks([none.code.as_str()])),
                _ => (!ticked.is_empty()).then(|| Answer::ticks(ticked)),
            }
        }
        QuestionKind::Matrix { rows, .. } => {
            let rows: BTreeMap<String, String> = rows
                .iter()
                .enumerate()
                .filter_map(|(place, row)| Some((row.code.clone(), weighted(key, lot / (place + 2), tilt)?.to_owned())))
                .collect();
            Some(Answer::Rows(rows))
        }
        QuestionKind::Rank { list, .. } => {
            let mut codes: Vec<String> = list.options.iter().map(|one| one.code.clone()).collect();
            let turn = (lot / 11 % 100).checked_sub(45).map_or(0, |over| 1 + over % 3);
            codes.rotate_left(turn);
            codes.truncate(1 + lot % 3);
            Some(Answer::Order(codes))
        }
        QuestionKind::Number { most, .. } => {
            let most = most.and_then(Decimal::as_whole).unwrap_or(60).min(45);
            let number = i64::try_from(lot * lot / 997).ok()? % (most + 1);
            Decimal::whole(number).map(Answer::Number)
        }
        QuestionKind::Text { .. } => {
            // One person in sixteen, and each says something else.
            let words = IN_WORDS.get(person / 16).filter(|_| person % 16 == 3)?;
            Some(Answer::Text((*words).to_owned()))
        }
        _ => None,
    }
}

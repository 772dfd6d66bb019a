//! What happens when staff save a ranking.

use axum::http::StatusCode;

use super::form::RankingForm;
use super::pages::form_page;
use super::{At, ManagedRanking, find, list_path};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::append;
use crate::consultations::editing::entry;
use crate::consultations::editing::{self, hash_of, hash_of_text, writing};
use crate::consultations::lot;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::consultations::store as consultations;
use crate::rankings::model::Ranking;
use crate::rankings::{rules, store};
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::time::Time;

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

/// `POST /staff/consultations/{slug}/rankings/new`
pub async fn create(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    rules::may_add(stage(&consultation.dates, visit.app.clock.now()))?;
    keep(&visit, &consultation, None, &fields).await
}

/// `POST /staff/consultations/{slug}/rankings/{number}/edit`
pub async fn save(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let ManagedRanking { consultation, ranking, .. } = find(&visit, &slug, &number).await?;
    rules::may_reword(stage(&consultation.dates, visit.app.clock.now()))?;
    keep(&visit, &consultation, Some(ranking), &fields).await
}

async fn keep(visit: &Visit, consultation: &Consultation, ranking: Option<Ranking>, fields: &Fields) -> Page {
    let mut typed = RankingForm::from_fields(fields);
    let mut errors = FormErrors::none();
    if let Some(taken_up) = fields.taken_up() {
        return form_page(visit, consultation, ranking.as_ref(), &typed, &taken_up, StatusCode::OK);
    }
    if fields.has("rows") {
        return form_page(visit, consultation, ranking.as_ref(), &typed, &errors.unsaved(), StatusCode::OK);
    }
    let told = stage(&consultation.dates, visit.app.clock.now()) != Stage::Draft;
    let Some((words, change)) = typed.words(fields, told, &mut errors) else {
        return form_page(visit, consultation, ranking.as_ref(), &typed, &errors, BAD);
    };
    let actor = visit.actor()?;
    let (mut tx, latest, now) = writing(visit, consultation).await?;
    let once = Once::begin(&mut tx, visit, fields).await?;
    let at = stage(&latest.dates, now);
    match ranking {
        None => rules::may_add(at),
        Some(_) => rules::may_reword(at),
    }?;
    if !told && at != Stage::Draft {
        tx.rollback().await?;
        errors.add(
            "form",
            "A colleague published this consultation while you were writing. What you typed is below and not saved yet. \
             If it is still needed, say what changes and why: people will be told.",
        );
        return form_page(visit, &latest, ranking.as_ref(), &typed, &errors, StatusCode::CONFLICT);
    }
    // While it is a draft there is no lot, so that whoever writes it cannot know or choose whom it prefers. One that is
    // changed after it was published keeps its own: it is sealed, so nobody knows that one either.
    let (seed, drawn) = match &ranking {
        Some(ranking) if told => lot::after_a_change(&ranking.seed, &visit.app.random),
        _ => (String::new(), false),
    };
    let (action, number) = match &ranking {
        None => {
            let (_, number) = store::add(&mut tx, consultation.id, &words, &seed, now).await?;
            ("ranking.create", number)
        }
        Some(ranking) => {
            let seen = if fields.has("seen") { Time(typed.seen) } else { ranking.updated_at };
            if !store::rewrite(&mut tx, ranking.id, &words, &seed, seen, now).await? {
                tx.rollback().await?;
                let latest = store::by_number(&visit.app.db, consultation.id, ranking.number).await?;
                let latest = latest.ok_or(Fault::Missing)?;
                let written = StaffText {
                    what: "this ranking",
                    kind: "consultation",
                    id: consultation.id.0,
                    acts: &["ranking.edit", "ranking.withdraw-option", "ranking.create"],
                    among: Some(("ranking", ranking.number.to_string())),
                };
                let theirs = RankingForm::of(&latest, &store::options(&visit.app.db, [latest.id]).await?);
                errors.overtaken_by(overtaken::of(visit, &written, theirs.read(), typed.read()).await?);
                typed.seen = latest.updated_at.0;
                return form_page(visit, consultation, Some(&latest), &typed, &errors, StatusCode::CONFLICT);
            }
            ("ranking.edit", ranking.number)
        }
    };
    let mut detail = vec![("ranking", number.to_string()), ("content_sha256", hash_of(&words)?)];
    if told {
        let notice = format!(
            "The ranking “{}” was changed. {change}{}",
            words.question,
            if drawn { " The lot that decides between options that are level was drawn anew, and sealed." } else { "" }
        );
        consultations::tell(&mut tx, consultation.id, "notice", &notice, now).await?;
        detail.push(("change_sha256", hash_of_text(&change)));
        if drawn {
            detail.push(("seed_sha256", lot::fingerprint(&seed)));
        }
    }
    append(&mut tx, &entry(actor, action, consultation.id, &detail), now).await?;
    let word = match (told, &ranking) {
        (true, _) => "told",
        (false, Some(_)) => "saved",
        (false, None) => "added",
    };
    let done = format!("{}?done={word}", list_path(consultation));
    match ranking {
        Some(_) => once.keep_latest(&mut tx, ("ranking-edits", consultation.id.0), &done).await?,
        None => once.keep(&mut tx, ("rankings", consultation.id.0), &done).await?,
    }
    tx.commit().await?;
    visit.go(&done)
}

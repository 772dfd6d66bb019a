//! Consultations, their results, and the libraries, as JSON.

use super::bodies::{
    self, Branch, BranchList, BranchName, ConsultationList, ConsultationSummary, Cost, Proposal, Results,
};
use super::{answer, fresh, instruments};
use crate::App;
use crate::clock;
use crate::consultations::instrument::Telling;
use crate::consultations::model::{AboutBranch, Consultation, Dates, Stage};
use crate::consultations::rules::stage;
use crate::consultations::showing::hidden_because;
use crate::consultations::store::{self, ConsultationFilter};
use crate::decisions::correcting::store::corrected_at;
use crate::ids::ConsultationId;
use crate::proposals;
use crate::reason::WhyNot;
use crate::site::{Fault, Fields, Page, Path, Visit};
use crate::time::Time;

/// The longest search, in characters.
pub(super) const WORDS_LONGEST: usize = 200;

/// A moment as the API writes it.
fn moment(time: Option<Time>) -> Option<String> {
    time.map(clock::machine)
}

/// What a list and a page of a consultation both say.
fn summary(
    app: &App,
    (id, slug, title, summary): (ConsultationId, &str, &str, &str),
    dates: &Dates,
    about: &[AboutBranch],
    now: Time,
) -> ConsultationSummary {
    let about = about.iter().filter(|about| about.consultation_id == id);
    ConsultationSummary {
        slug: slug.to_owned(),
        title: title.to_owned(),
        summary: summary.to_owned(),
        stage: stage(dates, now).word(),
        opens_at: moment(dates.opens_at),
        closes_at: moment(dates.closes_at),
        decision_due_at: moment(dates.decision_due_at),
        decided_at: moment(dates.decided_at),
        withdrawn_at: moment(dates.withdrawn_at),
        branches: about.map(|about| BranchName { slug: about.slug.clone(), name: about.name.clone() }).collect(),
        url: app.config.link(&format!("/consultations/{slug}")),
    }
}

/// What a list is asked for.
///
/// # Errors
/// [`Fault::Unreadable`] with what is wrong.
async fn filter(visit: &Visit) -> Result<ConsultationFilter, Fault> {
    let asked = Fields::parse(visit.query.as_bytes())?;
    let wrong = |what: String| Fault::Unreadable(what);
    // Absent is not empty: an empty stage or place is none that the description knows.
    let given = |name: &str| asked.has(name).then(|| asked.text(name));
    let stage = match given("stage") {
        None => None,
        Some(word) => Some(
            Stage::from_word(word)
                .filter(|stage| *stage != Stage::Draft)
                .ok_or_else(|| wrong("“stage” is one of upcoming, open, closed, decided and withdrawn.".to_owned()))?,
        ),
    };
    let branch = match given("branch") {
        None => None,
        Some(slug) => {
            let all = crate::branches::store::all(&visit.app.db).await?;
            let found = all.into_iter().find(|branch| branch.slug == slug);
            Some(found.ok_or_else(|| wrong("“branch” is not the slug of a library.".to_owned()))?.id)
        }
    };
    let words = asked.text("q").to_owned();
    if words.chars().count() > WORDS_LONGEST {
        return Err(wrong(format!("“q” may have {WORDS_LONGEST} characters.")));
    }
    let after = match given("after") {
        None => None,
        Some(text) => Some(text.parse().map_err(|()| {
            wrong("“after” is not a place in this list: use the “next” of the page before.".to_owned())
        })?),
    };
    Ok(ConsultationFilter { stage, branch, words, after })
}

/// `GET /api/v1/consultations?stage=&branch=&q=&after=`
pub async fn list(visit: Visit) -> Page {
    let filter = filter(&visit).await?;
    let db = &visit.app.db;
    let (items, next) = store::list(db, &filter, visit.now).await?;
    let about = store::branches_of(db, items.iter().map(|item| item.id)).await?;
    let items = items.iter().map(|item| {
        let named = (item.id, item.slug.as_str(), item.title.as_str(), item.summary.as_str());
        summary(&visit.app, named, &item.dates, &about, visit.now)
    });
    let list = ConsultationList { items: items.collect(), next: next.map(|place| place.to_string()) };
    Ok(answer(&visit, &list)?)
}

/// A consultation that is published; drafts are not here for anybody.
async fn published(visit: &Visit, slug: &str) -> Result<Consultation, Fault> {
    let found = store::by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)?;
    if found.dates.published_at.is_none_or(|published| published > visit.now) {
        return Err(Fault::Missing);
    }
    Ok(found)
}

/// `GET /api/v1/consultations/{slug}`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = published(&visit, &slug).await?;
    let db = &visit.app.db;
    let about = store::branches_of(db, [consultation.id]).await?;
    let listed = proposals::store::listed(db, consultation.id).await?;
    let costs = proposals::store::costs(db, consultation.id).await?;
    let named = (consultation.id, slug.as_str(), consultation.title.as_str(), consultation.summary.as_str());
    let proposals = listed.iter().map(|proposal| Proposal {
        number: proposal.number,
        title: proposal.title.clone(),
        summary: proposal.summary.clone(),
        version: proposal.version,
        comments: proposal.comments,
        costs: costs.get(&proposal.id).into_iter().flatten().map(Cost::from).collect(),
        url: visit.app.config.link(&format!("/consultations/{slug}/proposals/{}", proposal.number)),
    });
    let body = bodies::Consultation {
        summary: summary(&visit.app, named, &consultation.dates, &about, visit.now),
        background: consultation.background.clone(),
        level: consultation.level.word(),
        promise: consultation.level.promise(),
        run_elsewhere: consultation.parts.elsewhere(),
        decision_corrected_at: moment(corrected_at(db, consultation.id).await?),
        proposals: proposals.collect(),
    };
    Ok(answer(&visit, &body)?)
}

/// `GET /api/v1/consultations/{slug}/results`
pub async fn results(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = published(&visit, &slug).await?;
    if consultation.parts.elsewhere() {
        return Err(Fault::Missing);
    }
    let hidden = hidden_because(&consultation, visit.now).map(|why| why.reason());
    let telling = hidden.as_ref().map_or(Telling::Shown(visit.now), |why| Telling::Hidden(&why.words));
    let (asked, behind) = instruments::told(&visit.app, &consultation, telling).await?;
    let body = Results {
        title: consultation.title.clone(),
        stage: stage(&consultation.dates, visit.now).word(),
        hidden: hidden.is_some(),
        reason_code: hidden.as_ref().map(|why| why.code.code),
        reason: hidden.map(|why| why.words.into_owned()),
        url: visit.app.config.link(&format!("/consultations/{slug}/results")),
        slug,
        asked,
    };
    Ok(if behind { fresh(&body)? } else { answer(&visit, &body)? })
}

/// `GET /api/v1/branches`
pub async fn branches(visit: Visit) -> Page {
    let all = crate::branches::store::all(&visit.app.db).await?;
    let items = all.into_iter().map(|branch| Branch {
        url: visit.app.config.link(&format!("/branches/{}", branch.slug)),
        slug: branch.slug,
        name: branch.name,
    });
    Ok(answer(&visit, &BranchList { items: items.collect(), next: None })?)
}

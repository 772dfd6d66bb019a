//! What everybody reads of a decision's corrections: what changed from each version to the next, and each version whole.

use leptos::prelude::*;

use super::{DecisionVersion, differences, store, without_promises};
use crate::clock;
use crate::consultations::instrument::Finding;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::{pages as consultation_pages, rules as stages};
use crate::decisions::model::Decision;
use crate::decisions::store as decisions;
use crate::decisions::view::{self, ShownDecision};
use crate::proposals::changes::view::difference;
use crate::results::findings;
use crate::site::{Fault, Page, Path, Visit};

/// A decision that everybody can read, with the versions it has.
async fn published(visit: &Visit, slug: &str) -> Result<(Consultation, Decision, Vec<DecisionVersion>), Fault> {
    let consultation = consultation_pages::visible(visit, slug).await?;
    let decided = stages::stage(&consultation.dates, visit.now) == Stage::Decided;
    let db = &visit.app.db;
    let decision = decisions::of(db, consultation.id).await?;
    let decision = decision.filter(|decision| decided && decision.published_at.is_some()).ok_or(Fault::Missing)?;
    let versions = store::versions(db, decision.id).await?;
    Ok((consultation, decision, versions))
}

/// That a decision was corrected, what and why, on its own page.
pub fn note(slug: &str, versions: &[DecisionVersion]) -> AnyView {
    let Some((latest, before)) = versions.first().zip(versions.get(1)) else { return ().into_any() };
    let on = clock::long_date(latest.published_at);
    let (class, begins) = match latest.outcome_changed {
        true => ("note warn", format!("What was decided was corrected on {on}: ")),
        false => ("note", format!("Corrected on {on}: ")),
    };
    view! {
        <div class=class>
            <p><strong>{begins}</strong><bdi>{latest.change.clone()}</bdi></p>
            <p><a href=format!("/consultations/{slug}/decision/changes")>"See every different word"</a>" · "
                <a href=format!("/consultations/{slug}/decision/versions/{}", before.version)>"Read it as it was before"</a></p>
        </div>
    }
    .into_any()
}

fn section(slug: &str, version: &DecisionVersion, before: Option<&DecisionVersion>, asked: &[Finding]) -> AnyView {
    let word = if before.is_some() { "Corrected" } else { "Published" };
    let changes = before.map(|before| {
        view! {
            <p><strong dir="auto">{version.change.clone()}</strong></p>
            {version.outcome_changed.then(|| view! { <p>"This correction is about what was decided, and not only about how it was told."</p> })}
            {difference(&differences(&before.content, &version.content, asked))}
        }
    });
    view! {
        <h2 id=format!("version-{}", version.version)>{format!("Version {}", version.version)}</h2>
        <p class="meta"><span>{word}" "<time datetime=clock::machine(version.published_at)>{clock::long_date_time(version.published_at)}</time></span>
            " "<span><a href=format!("/consultations/{slug}/decision/versions/{}", version.version)>{format!("Read version {} whole", version.version)}</a></span></p>
        {changes}
    }
    .into_any()
}

/// `GET /consultations/{slug}/decision/changes`
pub async fn changes(visit: Visit, Path(slug): Path<String>) -> Page {
    let (consultation, _, versions) = published(&visit, &slug).await?;
    let asked = findings::of(&visit.app, &consultation, visit.now).await?.0;
    let lede = match versions.len() {
        0 => "Nothing has changed since this decision was published. If something is corrected, you will see every different word here.".to_owned(),
        many => format!("This decision has {many} versions. What was published is never altered: each correction is a new version, and every different word is marked below."),
    };
    visit
        .page(format!("Corrections to the decision: {}", consultation.title))
        .about(consultation.id)
        .described("What was corrected in this decision, when and why.")
        .show(|| {
            let sections: Vec<AnyView> = versions
                .iter()
                .enumerate()
                .map(|(index, version)| section(&slug, version, versions.get(index + 1), &asked))
                .collect();
            view! {
                {consultation_pages::crumbs(Some(&consultation))}
                <header class="title"><p class="over">"What changed in the decision"</p><h1 dir="auto">{consultation.title.clone()}</h1><p class="lede">{lede}</p></header>
                <p><a href=format!("/consultations/{slug}/decision")>"Read the decision as it stands"</a></p>
                {sections}
            }
            .into_any()
        })
}

/// `GET /consultations/{slug}/decision/versions/{version}`
pub async fn version(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (consultation, _, versions) = published(&visit, &slug).await?;
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    let version = versions.iter().find(|version| version.version == number).ok_or(Fault::Missing)?;
    if versions.first().is_some_and(|latest| latest.version == number) {
        // What stands has one address.
        return visit.go(&format!("/consultations/{slug}/decision"));
    }
    let asked = findings::of(&visit.app, &consultation, visit.now).await?.0;
    let shown = ShownDecision::draft(&slug, &without_promises(&version.content), asked);
    let title = format!("Version {number} of the decision: {}", consultation.title);
    visit.page(title).about(consultation.id).described("A decision as it stood before it was corrected.").show(|| {
        view! {
            {consultation_pages::crumbs(Some(&consultation))}
            <header class="title"><p class="over">{format!("Decision, version {number}")}</p><h1 dir="auto">{consultation.title.clone()}</h1></header>
            <div class="note warn"><p><strong>"This is not what stands."</strong>{format!(" It was published on {} and corrected later. ", clock::long_date(version.published_at))}
                <a href=format!("/consultations/{slug}/decision")>"Read the decision as it stands"</a></p></div>
            {view::body(&shown, ().into_any(), visit.now)}
        }
        .into_any()
    })
}

//! Every version of a proposal, and what changed from each to the next, for everybody to read.

use leptos::prelude::*;

use super::view::{compare, difference};
use crate::clock;
use crate::consultations::pages::crumbs;
use crate::proposals::model::{Version, VersionKind};
use crate::proposals::pages::{find, page_of};
use crate::proposals::store;
use crate::responses::path::{self, AtStep};
use crate::site::{Page, Path, Visit};

/// What a kind of version meant for those who had answered.
fn who_was_asked(kind: VersionKind) -> &'static str {
    match kind {
        VersionKind::Original => "The first version.",
        VersionKind::Amendment => {
            "An amendment: what is proposed changed. Those who had answered were told and asked to look again; until \
             they do, their answer counts, and the results show how many answered each version."
        }
        VersionKind::Correction => {
            "A correction: a slip of the pen was put right and nothing else changed, so nobody was asked again."
        }
    }
}

fn section(version: &Version, before: Option<&Version>) -> AnyView {
    let word = match version.kind {
        VersionKind::Original => "Published",
        VersionKind::Amendment => "Amended",
        VersionKind::Correction => "Corrected",
    };
    let changes = before.map(|before| {
        let (parts, counts) = compare(&before.content, &version.content);
        view! {
            <p><strong dir="auto">{version.change_summary.clone()}</strong></p>
            <p class="quiet">{counts.sentence()}</p>
            {difference(&parts)}
        }
    });
    view! {
        <h2 id=format!("version-{}", version.version)>{format!("Version {}", version.version)}</h2>
        <p class="meta"><span>{word}" "<time datetime=clock::machine(version.published_at)>{clock::long_date_time(version.published_at)}</time></span></p>
        <p>{who_was_asked(version.kind)}</p>
        {changes}
    }
    .into_any()
}

/// `GET /consultations/{slug}/proposals/{number}/changes`
pub async fn show(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    let versions = store::versions(&visit.app.db, shown.place.id).await?;
    let back = format!("/consultations/{slug}/proposals/{}", shown.place.number);
    let lede = if versions.len() == 1 {
        "Nothing has changed since this proposal was published. If something does, you will see every different word \
         here."
            .to_owned()
    } else {
        format!(
            "This proposal has {} versions. A published text is never altered: each change is a new version, and every \
             different word is marked below.",
            versions.len()
        )
    };
    let beside = path::beside(&visit, &shown.consultation).await?;
    visit
        .page(format!("Changes to {}", shown.version.content.title))
        .about(shown.consultation.id)
        .described(&shown.version.content.summary)
        .show(|| {
            // The newest first: that is what most people come for.
            let sections: Vec<AnyView> = (0..versions.len())
                .rev()
                .map(|index| section(&versions[index], index.checked_sub(1).map(|before| &versions[before])))
                .collect();
            let head = view! {
                {crumbs(Some(&shown.consultation))}
                <header class="title">
                    <p class="over">"What changed"</p>
                    <h1 dir="auto">{shown.version.content.title.clone()}</h1>
                    <p class="lede">{lede}</p>
                </header>
            };
            let body = view! {
                <p><a href=back>"Read the proposal as it stands"</a></p>
                {sections}
            };
            let at = AtStep { step: &page_of(shown.place.number), mark: None };
            beside.around(&visit, &shown.consultation, at, head, body)
        })
}

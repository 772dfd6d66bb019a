//! Every code by which the program says why not, and every check before publishing: each is given in one place, and stands
//! in `docs/codes.md` with the same meaning.

use std::collections::{BTreeMap, BTreeSet};

use super::instruments::INSTRUMENTS;
use crate::consultations::editing::rules::NotAtThisStage;
use crate::consultations::model::Parts;
use crate::consultations::store::by_slug;
use crate::db::inventory;
use crate::identity::model::Role;
use crate::reason::{Code, RegisteredCode, WhyNot};
use crate::running::{checks, readiness};
use crate::site::testing::Site;
use crate::time::Time;
use crate::{sql, test_both};

const DOCUMENT: &str = include_str!("../../../docs/codes.md");

/// The lines of the table under a heading of the document.
fn documented(heading: &str) -> Vec<&'static str> {
    let part = DOCUMENT.split("\n## ").find(|part| part.starts_with(heading)).unwrap();
    part.lines().filter(|line| line.starts_with("| `")).collect()
}

/// The line that a code has in the document.
fn line(known: &Code) -> String {
    format!("| `{}` | {} | {} | {} |", known.code, known.to.word(), known.status.as_u16(), known.means)
}

#[test]
fn every_refusal_has_a_code_of_its_own_and_is_documented_with_its_audience_its_status_and_its_meaning() {
    let known: Vec<&Code> = inventory::iter::<RegisteredCode>.into_iter().map(|known| known.0).collect();
    assert!(known.len() > 50, "codes are not found: {}", known.len());
    let mut lines = BTreeMap::new();
    for code in known {
        let kebab = code.code.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()));
        assert!(kebab, "not words in lower case with dashes: {}", code.code);
        assert!(lines.insert(code.code, line(code)).is_none(), "a code is given in two places: {}", code.code);
    }
    let documented = documented("Refusals");
    let (said, there): (BTreeSet<&str>, BTreeSet<&str>) =
        (lines.values().map(String::as_str).collect(), documented.iter().copied().collect());
    let missing: Vec<_> = said.difference(&there).collect();
    assert!(missing.is_empty(), "docs/codes.md does not have:\n{missing:#?}");
    let idle: Vec<_> = there.difference(&said).collect();
    assert!(idle.is_empty(), "docs/codes.md has what the program does not say:\n{idle:#?}");
    assert_eq!(documented.len(), there.len(), "a code is explained twice");
}

/// The checks of a draft, by their codes.
async fn checked(site: &Site, slug: &str) -> BTreeSet<&'static str> {
    let (db, now) = (&site.app.db, site.app.clock.now());
    let consultation = by_slug(db, slug).await.unwrap().unwrap();
    let readiness = readiness::of(db, INSTRUMENTS, &consultation, now).await.unwrap();
    let all = checks::all(&consultation, &readiness.checks, now);
    let codes: BTreeSet<&str> = all.iter().map(|check| check.key).collect();
    assert_eq!(codes.len(), all.len(), "a draft has two checks of one code");
    codes
}

test_both! {
    async fn every_check_before_publishing_has_a_code_that_is_documented(site) {
        let id = site.consultation("hours", |new| new.published_at = None).await;
        let base = "/staff/consultations/hours";
        let mut staff = site.person(Role::Staff).await;
        for kind in INSTRUMENTS.all() {
            for (path, fields) in kind.example().drafted {
                staff.post(&format!("{base}{path}"), fields).await.is(303);
            }
        }
        let mut found = checked(site, "hours").await;
        assert!(found.len() > 10, "{id}: {found:?}");
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE statement_sets SET question = 'What of [library]?' WHERE consultation_id = $1", id).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        found.extend(checked(site, "hours").await);
        site.consultation("nothing", |new| (new.published_at, new.proposals) = (None, Vec::new())).await;
        found.extend(checked(site, "nothing").await);
        let nothing = by_slug(&site.app.db, "nothing").await.unwrap().unwrap();
        assert_eq!(nothing.parts, Parts::default());
        let nowhere = crate::notices::delivery::state(&site.app).await.unwrap();
        found.extend(checks::mail(&nowhere).map(|check| check.key));
        found.extend(checks::opened(None, true).map(|check| check.key));
        found.extend(checks::owned(&crate::together::team::Team::default()).map(|check| check.key));
        let documented: BTreeSet<_> =
            documented("Checks").into_iter().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        assert_eq!(documented, found);
    }

    async fn a_program_is_told_why_not_by_the_code_and_a_person_by_the_sentence(site) {
        site.consultation("hours", |_| {}).await;
        let extend = "/staff/consultations/hours/extend";
        site.app.clock.advance(31 * Time::DAY);
        let mut staff = site.person(Role::Staff).await;
        let refused = staff.post_for_json(extend, &[("closes_date", "2030-01-01")]).await.is(409);
        assert_eq!(refused.headers["content-type"], "application/problem+json");
        let problem = refused.json();
        assert_eq!((&problem["code"], &problem["status"]), (&"extend-closed".into(), &409.into()), "{problem}");
        let sentence = problem["detail"].as_str().unwrap();
        assert_eq!(sentence, NotAtThisStage::ExtendClosed.words());
        staff.post(extend, &[("closes_date", "2030-01-01")]).await.is(409).says(sentence);
    }
}

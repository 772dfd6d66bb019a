//! One page that holds everything a consultation asks, as staff key a sheet of paper in, or a kiosk will: each kind's form and
//! the reading of it, apart from the address that takes it.

use super::toy::{self, LISTS};
use super::{PASSWORD, nothing_is_wrong, person};
use crate::consultations::store::by_slug;
use crate::db::testing::On;
use crate::identity::model::Role;
use crate::ids::{ConsultationId, ParticipantId};
use crate::responses::form::AnswerSheet;
use crate::responses::model::Channel;
use crate::responses::taking_part::{TakingPart, Who};
use crate::responses::writer::{Submission, Writer};
use crate::site::testing::Site;
use crate::site::{Fields, FormErrors, render};
use crate::sql;
use crate::time::Time;

const SLUG: &str = "asks-everything";

/// A consultation that asks one thing of every kind, open.
async fn asked(site: &Site) -> ConsultationId {
    let now = site.app.clock.now();
    let id = site
        .consultation(SLUG, |new| {
            new.published_at = None;
            (new.opens_at, new.closes_at) = (Some(now.plus(Time::HOUR)), Some(now.plus(30 * Time::DAY)));
            new.proposals = Vec::new();
        })
        .await;
    let mut staff = person(site, Role::Staff).await;
    for kind in LISTS.instruments.all() {
        for (path, fields) in kind.example().drafted {
            staff.post(&format!("/staff/consultations/{SLUG}{path}"), fields).await.is(303);
        }
    }
    let anyway = [("anyway", "yes"), ("because", "It is an example.")];
    staff.post(&format!("/staff/consultations/{SLUG}/publish"), &anyway).await.is(303);
    site.app.clock.advance(2 * Time::HOUR);
    id
}

async fn sheet(site: &Site) -> AnswerSheet {
    let consultation = by_slug(&site.app.db, SLUG).await.unwrap().unwrap();
    AnswerSheet::of(&site.app, &consultation, site.app.clock.now()).await.unwrap()
}

/// What the examples of all kinds send from pages of their own, as one page sends it: each field after the word of the first
/// form that reads it.
async fn filled(site: &Site) -> Vec<(String, String)> {
    let consultation = by_slug(&site.app.db, SLUG).await.unwrap().unwrap();
    let mut pairs = Vec::new();
    for (kind, desk) in LISTS.instruments.all().zip(LISTS.desks.0) {
        let (_, sent) = kind.example().changed.0;
        let alone = Fields::from_pairs(sent.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let forms = desk.forms(&site.app, &consultation, site.app.clock.now()).await.unwrap();
        let word = forms
            .iter()
            .find(|form| {
                let mut errors = FormErrors::none();
                form.read(&alone, &mut errors).is_some() && errors.is_empty()
            })
            .map(|form| form.word())
            .unwrap_or_else(|| panic!("no form of {} reads what is sent from its own page", kind.words().key));
        pairs.extend(sent.iter().map(|(name, value)| (format!("{word}.{name}"), (*value).to_owned())));
    }
    pairs
}

async fn one_page_holds_everything(site: &Site) {
    let consultation = asked(site).await;
    let sheet = sheet(site).await;
    let pairs = filled(site).await;
    // Every field is on the page, and what was filled in is still in it.
    let all = Fields::from_pairs(pairs.clone());
    let page = render::html(|| sheet.fields(&all, &FormErrors::none()));
    for (name, value) in &pairs {
        assert!(page.contains(&format!("name=\"{name}\"")), "{name} is not on the page: {page}");
        assert!(page.contains(value.as_str()), "{name} lost {value}");
    }
    let words: Vec<String> = sheet.words().collect();
    let alone: std::collections::BTreeSet<&String> = words.iter().collect();
    assert_eq!(alone.len(), words.len(), "two forms have one word: {words:?}");
    // Staff key it in as what somebody answered on paper: one response, by its channel, with everything in it.
    let acts = sheet.read(&all).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert_eq!(acts.len(), LISTS.instruments.all().count());
    let staff: (crate::ids::AccountId,) =
        sql!("SELECT id FROM accounts WHERE role = 'staff'").one(&site.app.db).await.unwrap();
    let mut participant: Option<ParticipantId> = None;
    let mut codes = Vec::new();
    for contribution in acts {
        let who = Who::KeyedIn { by: staff.0, participant };
        let part = TakingPart { channel: Channel::Paper, ..TakingPart::online(who, site.app.clock.now()) };
        let recorded = site.app.warm::<Writer>().submit(Submission { part, consultation, contribution }).await.unwrap();
        let (found,): (ParticipantId,) = sql!("SELECT participant_id FROM responses WHERE id = $1", recorded.response)
            .one(&site.app.db)
            .await
            .unwrap();
        participant = Some(found);
        codes.push(recorded.code);
    }
    codes.dedup();
    assert_eq!(codes.len(), 1, "one response, one receipt");
    site.visitor().get(&format!("/receipts/{}", codes[0])).await.is(200).says("paper");
    site.app.clock.advance(31 * Time::DAY);
    super::settled(site).await;
    let results = site.visitor().get(&format!("/consultations/{SLUG}/results")).await.is(200);
    for kind in LISTS.instruments.all() {
        let key = kind.words().key;
        // One person is too few to tell anything of a vote.
        let found = if super::VOTES.contains(&key) { "Fewer than five people voted" } else { kind.example().found };
        assert!(results.body.contains(found), "{key}: {}", results.body);
    }
    nothing_is_wrong(site).await;
}

async fn what_is_wrong_stands_beside_its_field_and_nothing_is_recorded(site: &Site) {
    asked(site).await;
    let sheet = sheet(site).await;
    let mut pairs = filled(site).await;
    let at = pairs.iter().position(|(name, _)| name.ends_with(".choice")).unwrap();
    pairs[at].1 = "shout".to_owned();
    let all = Fields::from_pairs(pairs.clone());
    let errors = sheet.read(&all).err().unwrap();
    assert!(errors.of(&pairs[at].0).is_some(), "{errors:?}");
    let page = render::html(|| sheet.fields(&all, &errors));
    assert!(page.contains("Choose one of the six answers"), "{page}");
    // What was left out is left out; what nobody asks is not passed over.
    assert!(sheet.read(&Fields::default()).unwrap().is_empty());
    let other = Fields::from_pairs([("vote-99.choice".to_owned(), "support".to_owned())]);
    assert!(sheet.read(&other).err().unwrap().of("form").unwrap().contains("not asked any more"));
    let responses = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM responses").number(&site.app.db).await.unwrap();
    assert_eq!(responses, 0);
    // Pages of their own read the very same forms.
    let mut ann = site.resident("ann@example.org").await;
    for kind in LISTS.instruments.all() {
        let (path, fields) = kind.example().changed.0;
        ann.post(&format!("/consultations/{SLUG}{path}"), fields).await.is(303);
    }
    ann.post("/account/delete", &[("password", PASSWORD), ("comments", "remove")]).await.is(303);
    nothing_is_wrong(site).await;
}

/// Runs one test on both engines, on a site that has the toy too.
macro_rules! test_with_toy {
    ($($name:ident)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn on_sqlite() {
                let site = toy::site(On::Sqlite).await;
                super::$name(&site).await;
                site.finish().await;
            }

            #[tokio::test]
            async fn on_postgres() {
                let site = toy::site(On::Postgres).await;
                super::$name(&site).await;
                site.finish().await;
            }
        }
    )*};
}

test_with_toy! { one_page_holds_everything what_is_wrong_stands_beside_its_field_and_nothing_is_recorded }

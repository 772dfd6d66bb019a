//! What holds for every kind of thing that a consultation asks, tried with each on the list: a new kind is tried by being
//! listed, as the one is that was made for these tests ([`toy`]). From the draft to the decision, through moderation, deleted
//! accounts and a backup into the other engine.

mod sheet;
mod toy;

use self::toy::LISTS;
use crate::audit;
use crate::backup;
use crate::consultations::example::{Example, ExampleForm};
use crate::consultations::instrument::Instrument;
use crate::db::testing::{On, Scratch};
use crate::identity::model::Role;
use crate::ids::{AccountId, ConsultationId};
use crate::responses::recount::everything_wrong;
use crate::site::testing::{Browser, Site, TestResponse};
use crate::sql;
use crate::time::Time;

const PASSWORD: &str = "correct horse battery";

/// A consultation that asks one kind of thing.
struct AskedKind {
    kind: &'static dyn Instrument,
    example: Example,
    id: ConsultationId,
    slug: String,
}

impl AskedKind {
    fn public(&self, ending: &str) -> String {
        format!("/consultations/{}{ending}", self.slug)
    }

    fn staff(&self, ending: &str) -> String {
        format!("/staff/consultations/{}{ending}", self.slug)
    }

    fn key(&self) -> &'static str {
        self.kind.words().key
    }

    async fn send(&self, browser: &mut Browser, (path, fields): ExampleForm) -> TestResponse {
        browser.post(&self.public(path), fields).await
    }
}

/// Somebody of this role, signed in anew: sign-ins end when the clock moves on.
async fn person(site: &Site, role: Role) -> Browser {
    let email = format!("{}@library.example.org", role.word());
    let known: Option<(AccountId,)> =
        sql!("SELECT id FROM accounts WHERE email = $1", email.as_str()).maybe(&site.app.db).await.unwrap();
    let account = match known {
        Some((account,)) => account,
        None => site.account(&email, role).await,
    };
    site.signed_in(account).await
}

/// A draft that asks one thing of each kind, written by the staff's own forms.
async fn drafted(site: &Site) -> (Browser, Vec<AskedKind>) {
    let now = site.app.clock.now();
    let mut staff = person(site, Role::Staff).await;
    let mut all = Vec::new();
    for kind in LISTS.instruments.all() {
        let example = kind.example();
        let slug = format!("asks-{}", kind.words().key);
        let id = site
            .consultation(&slug, |new| {
                new.published_at = None;
                (new.opens_at, new.closes_at) = (Some(now.plus(Time::HOUR)), Some(now.plus(30 * Time::DAY)));
                new.title = format!("About {}", kind.words().key);
                new.proposals = Vec::new();
            })
            .await;
        let asked = AskedKind { kind, example, id, slug };
        for (path, fields) in asked.example.drafted {
            staff.post(&asked.staff(path), fields).await.is(303);
        }
        all.push(asked);
    }
    (staff, all)
}

async fn publish(staff: &mut Browser, asked: &AskedKind) {
    let anyway = [("anyway", "yes"), ("because", "It is an example.")];
    staff.post(&asked.staff("/publish"), &anyway).await.is(303);
}

/// The same, published and open.
async fn open(site: &Site) -> Vec<AskedKind> {
    let (mut staff, all) = drafted(site).await;
    for asked in &all {
        publish(&mut staff, asked).await;
    }
    site.app.clock.advance(2 * Time::HOUR);
    all
}

/// The kinds of which nothing is told when fewer than five people voted.
const VOTES: &[&str] = &["rankings", "budget"];

/// How many have to answer alike until something of it is told.
fn people(asked: &AskedKind) -> usize {
    if VOTES.contains(&asked.key()) { 5 } else { 1 }
}

/// Everything that moves on its own beside the site has been worked out.
async fn settled(site: &Site) {
    crate::statements::map::catch_up(&site.app).await.unwrap();
    site.app.clock.advance(crate::site::cached_awhile::FRESH);
}

async fn nothing_is_wrong(site: &Site) {
    assert_eq!(everything_wrong(&site.app.db, LISTS.instruments).await.unwrap(), Vec::<String>::new());
    assert!(audit::store::verify(&site.app.db).await.unwrap().is_ok());
}

async fn live_responses(site: &Site, asked: &AskedKind) -> i64 {
    sql!(
        "SELECT CAST(COUNT(*) AS BIGINT) FROM responses WHERE consultation_id = $1 AND withdrawn_at IS NULL \
           AND superseded_by IS NULL",
        asked.id
    )
    .number(&site.app.db)
    .await
    .unwrap()
}

/// Runs one test with every kind, on both engines.
macro_rules! test_every_kind {
    ($( async fn $name:ident($site:ident) $body:block )*) => {$(
        mod $name {
            use super::*;

            async fn body($site: &Site) $body

            #[tokio::test]
            async fn on_sqlite() {
                let site = toy::site(On::Sqlite).await;
                body(&site).await;
                site.finish().await;
            }

            #[tokio::test]
            async fn on_postgres() {
                let site = toy::site(On::Postgres).await;
                body(&site).await;
                site.finish().await;
            }
        }
    )*};
}

test_every_kind! {
    async fn a_draft_is_checked_and_published_and_then_asks_everybody(site) {
        let (mut staff, all) = drafted(site).await;
        for asked in &all {
            let key = asked.key();
            staff.get(&asked.staff("")).await.is(200).does_not_say("Choose what to ask").says("Before you publish");
            let (page, words) = asked.example.asked;
            site.visitor().get(&asked.public(page)).await.is(404);
            staff.get("/staff").await.says(&format!("About {key}"));
            publish(&mut staff, asked).await;
            site.visitor().get(&asked.public("")).await.is(200).does_not_say("No proposals yet");
            site.visitor().get(&asked.public(page)).await.is(200).says(words);
            // Nobody answers before it opens, and the tab leads there.
            let mut early = site.resident(&format!("early-{key}@example.org")).await;
            asked.send(&mut early, asked.example.answered.0).await.is(409);
            assert_eq!(live_responses(site, asked).await, 0, "{key}");
            let found = site.visitor().get(&format!("/api/v1/consultations/{}", asked.slug)).await.is(200);
            assert_eq!(found.json()["stage"], "upcoming");
        }
        nothing_is_wrong(site).await;
    }

    async fn what_a_template_keeps_of_it_is_the_same_once_a_draft_was_begun_from_it(site) {
        let (mut staff, all) = drafted(site).await;
        for asked in &all {
            let kept = asked.kind.kept((&site.app.db).into(), asked.id).await.unwrap();
            assert!(kept.is_some(), "{}", asked.key());
            let from = format!("consultation-{}", asked.slug);
            let title = format!("Again {}", asked.key());
            let made = staff.post("/staff/templates/use", &[("from", &from), ("title", &title)]).await;
            // What has to be chosen anew is said on a page of its own.
            assert!(matches!(made.status.as_u16(), 200 | 303), "{}", made.body);
            let slug = format!("again-{}", asked.key());
            let draft = crate::consultations::store::by_slug(&site.app.db, &slug).await.unwrap().unwrap();
            assert!(draft.parts.asks(asked.kind.words().bit) && draft.dates.published_at.is_none());
            let mut again = asked.kind.kept((&site.app.db).into(), draft.id).await.unwrap();
            // The last day for ideas is chosen anew, so until then there are none.
            if let (Some(again), Some(kept)) = (&mut again, &kept)
                && let (Some(ideas), Some(had)) = (again.get_mut("ideas"), kept.get("ideas"))
            {
                *ideas = had.clone();
            }
            assert_eq!(again, kept, "{}", asked.key());
            let empty = crate::ids::ConsultationId(0);
            assert_eq!(asked.kind.kept((&site.app.db).into(), empty).await.unwrap(), None, "{}", asked.key());
        }
    }

    async fn an_answer_has_a_receipt_can_be_changed_and_is_on_its_authors_page(site) {
        for asked in &open(site).await {
            let key = asked.key();
            site.visitor().post(&asked.public(asked.example.answered.0.0), asked.example.answered.0.1).await.is(401);
            person(site, Role::Councillor).await.post(&asked.public(asked.example.answered.0.0), asked.example.answered.0.1).await.is(403);
            let mut ann = site.resident(&format!("ann-{key}@example.org")).await;
            asked.send(&mut ann, asked.example.answered.0).await.is(303);
            let page = ann.get("/account").await.is(200).says(asked.example.answered.1);
            let code = page.body.split("/receipts/").nth(1).unwrap().split('"').next().unwrap().to_owned();
            ann.get(&asked.public("")).await.says("id=\"thanks\"").says(&code).says("data-state=\"done\"");
            asked.send(&mut ann, asked.example.changed.0).await.is(303);
            ann.get("/account").await.says(asked.example.changed.1).says(&code);
            let receipt = site.visitor().get(&format!("/receipts/{code}")).await.is(200).says(&format!("About {key}"));
            receipt.does_not_say(asked.example.changed.1);
            assert_eq!(live_responses(site, asked).await, 1, "{key}");
            let data = ann.get("/account/data").await.is(200).json();
            assert!(!data["responses"][0][asked.example.data].as_array().unwrap().is_empty(), "{key}: {data}");
        }
        nothing_is_wrong(site).await;
    }

    async fn what_is_hidden_is_hidden_and_what_came_of_it_is_told_to_all_after_closing(site) {
        let all = open(site).await;
        for asked in &all {
            let mut ann = site.resident(&format!("ann-{}@example.org", asked.key())).await;
            asked.send(&mut ann, asked.example.answered.0).await.is(303);
            asked.send(&mut ann, asked.example.changed.0).await.is(303);
            // Nothing is told of a vote of fewer than five.
            let (path, fields) = asked.example.changed.0;
            site.alike(people(asked) - 1, &asked.public(path), fields).await;
        }
        settled(site).await;
        let api = |asked: &AskedKind| format!("/api/v1/consultations/{}/results", asked.slug);
        for asked in &all {
            site.visitor().get(&asked.public("/results")).await.is(200).does_not_say(asked.example.found);
            let told = site.visitor().get(&api(asked)).await.is(200);
            assert_eq!(told.json()["hidden"], true);
            told.does_not_say(asked.example.found);
            person(site, Role::Analyst).await.get(&asked.staff("/results")).await.is(200);
            person(site, Role::Councillor).await.get(&format!("/council/consultations/{}", asked.slug)).await.is(200)
                .does_not_say(asked.example.found);
        }
        site.app.clock.advance(30 * Time::DAY);
        settled(site).await;
        for asked in &all {
            let key = asked.key();
            site.visitor().get(&asked.public("/results")).await.is(200).says(asked.example.found);
            let told = site.visitor().get(&api(asked)).await.is(200).json();
            assert!(told["hidden"] == false && !told[key].is_null(), "{key}: {told}");
            // Late is late, whatever it is, and what was recorded stays.
            let mut late = site.resident(&format!("late-{key}@example.org")).await;
            asked.send(&mut late, asked.example.answered.0).await.is(409);
            assert_eq!(live_responses(site, asked).await, people(asked) as i64, "{key}");
            person(site, Role::Councillor).await.get(&format!("/council/consultations/{}", asked.slug)).await.says(asked.example.found);
            let csv = person(site, Role::Analyst).await.get(&asked.staff("/export.csv")).await.is(200);
            assert_eq!(csv.body.lines().count(), 1 + people(asked), "{key}: the responses, below the names of the columns");
        }
        nothing_is_wrong(site).await;
    }

    async fn a_decision_says_what_becomes_of_it(site) {
        let all = open(site).await;
        site.app.clock.advance(31 * Time::DAY);
        settled(site).await;
        let today = crate::clock::day(site.app.clock.now()).to_string();
        let written = [
            ("outcome", "We do as people asked."), ("decided-by", "Cabinet"), ("decided-on", &today), ("we-asked", "This."),
            ("you-said", "That."), ("we-did", "Both."), ("reasons", "They fit."), ("theme-1", "Money"), ("weighed-1", "Some."),
        ];
        let mut staff = person(site, Role::Staff).await;
        for asked in &all {
            let decision = asked.staff("/decision");
            let with = |more: &[(&'static str, &'static str)]| {
                written.iter().map(|(name, value)| (*name, (*value).to_owned()))
                    .chain(more.iter().map(|(name, value)| (*name, (*value).to_owned()))).collect::<Vec<_>>()
            };
            let without = with(&[("act", "publish"), ("confirm", "1")]);
            let fields: Vec<(&str, &str)> = without.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let page = staff.post(&decision, &fields).await.is(422);
            assert!(page.body.contains("Say what was decided about") || page.body.contains("Say what was made of"), "{}", asked.key());
            let ruled = with(&[asked.example.decided, &[("act", "publish"), ("confirm", "1")]].concat());
            let fields: Vec<(&str, &str)> = ruled.iter().map(|(name, value)| (*name, value.as_str())).collect();
            staff.post(&decision, &fields).await.is(303);
            site.visitor().get(&asked.public("/decision")).await.is(200).says("We do as people asked.");
            let rulings = sql!(
                "SELECT CAST(COUNT(*) AS BIGINT) FROM decision_rulings WHERE kind = $1", asked.key()
            );
            assert_eq!(rulings.number(&site.app.db).await.unwrap(), 1, "{}", asked.key());
        }
        nothing_is_wrong(site).await;
    }

    async fn what_people_write_in_it_is_moderated_and_erased_at_their_wish(site) {
        for asked in open(site).await {
            let Some((form, words)) = asked.example.written else { continue };
            let key = asked.key();
            let mut ann = site.resident(&format!("ann-{key}@example.org")).await;
            asked.send(&mut ann, form).await.is(303);
            let mut found = None;
            for writing in asked.kind.writings() {
                let items = writing.items((&site.app.db).into(), &(1..50).collect::<Vec<_>>()).await.unwrap();
                let own = items.into_iter().find(|item| {
                    [&item.plain, &item.html, &item.heading].iter().any(|text| text.contains(words))
                });
                found = found.or(own.map(|item| writing.words().page(item.id)));
            }
            let page = found.unwrap_or_else(|| panic!("moderators do not see what is written in {key}"));
            let mut moderator = person(site, Role::Moderator).await;
            moderator.get(&page).await.is(200).says(words);
            let remove = [("action", "remove"), ("reason", "abuse"), ("seen", "0")];
            moderator.post(&page, &remove).await.is(303);
            moderator.get("/staff/moderation/log").await.says(&page).does_not_say(words);
            let public = asked.public(asked.example.asked.0);
            site.visitor().get(&public).await.does_not_say(words);
            site.visitor().get(&asked.public("/budget/ideas")).await.does_not_say(words);
            let told = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM outbox WHERE body LIKE '%looked at the%' AND recipient = $1", format!("ann-{key}@example.org"));
            assert_eq!(told.number(&site.app.db).await.unwrap(), 1, "{key}");
            // The author goes, and with them the words.
            ann.post("/account/delete", &[("password", PASSWORD)]).await.is(422).says("Choose what should happen to what you wrote");
            ann.post("/account/delete", &[("password", PASSWORD), ("comments", "remove")]).await.is(303);
            moderator.get(&page).await.is(200).does_not_say(words).says("had it erased");
        }
        nothing_is_wrong(site).await;
    }

    async fn somebody_who_leaves_is_no_longer_counted_while_it_is_open(site) {
        let all = open(site).await;
        for asked in &all {
            let mut ann = site.resident(&format!("ann-{}@example.org", asked.key())).await;
            asked.send(&mut ann, asked.example.changed.0).await.is(303);
            let mut ben = site.resident(&format!("ben-{}@example.org", asked.key())).await;
            asked.send(&mut ben, asked.example.answered.0).await.is(303);
            asked.send(&mut ben, asked.example.changed.0).await.is(303);
            assert_eq!(live_responses(site, asked).await, 2);
            ann.post("/account/delete", &[("password", PASSWORD)]).await.is(303);
            assert_eq!(live_responses(site, asked).await, 1, "{}", asked.key());
            let (path, fields) = asked.example.changed.0;
            site.alike(people(asked) - 1, &asked.public(path), fields).await;
        }
        nothing_is_wrong(site).await;
        site.app.clock.advance(31 * Time::DAY);
        settled(site).await;
        for asked in &all {
            site.visitor().get(&asked.public("/results")).await.is(200).says(asked.example.found);
        }
        nothing_is_wrong(site).await;
    }

    async fn everybody_is_told_what_is_kept_of_it_and_every_act_has_a_sentence(site) {
        let all = open(site).await;
        let page = site.visitor().get("/privacy").await.is(200);
        for kind in LISTS.instruments.all() {
            assert!(!kind.words().privacy.is_empty(), "{}", kind.words().key);
            for (act, everybody, staff) in kind.words().privacy {
                assert!(page.body.contains(act) && page.body.contains(everybody) && page.body.contains(staff), "{act}");
            }
        }
        let acts: Vec<(String,)> = sql!("SELECT DISTINCT action FROM audit_log").all(&site.app.db).await.unwrap();
        assert!(acts.len() > all.len());
        let record = person(site, Role::Administrator).await.get("/staff/audit").await.is(200);
        for (act,) in acts {
            // Without a sentence, an act is shown by its own two words.
            assert!(!record.body.contains(&act.replace('.', ": ").replace(['-', '_'], " ")), "{act} has no sentence");
        }
        let described = site.visitor().get("/api/openapi.json").await.is(200).json();
        let results = described["components"]["schemas"].to_string();
        for kind in LISTS.instruments.all() {
            assert!(results.contains(&format!("\"{}\"", kind.words().key)), "{}", kind.words().key);
        }
    }
}

/// Answers of every kind go with a backup into the other engine, and everything that is told of them is the same there.
async fn a_backup_goes_into_the_other_engine(from: On, to: On) {
    let site = toy::site(from).await;
    let all = open(&site).await;
    for asked in &all {
        let mut ann = site.resident(&format!("ann-{}@example.org", asked.key())).await;
        asked.send(&mut ann, asked.example.answered.0).await.is(303);
        asked.send(&mut ann, asked.example.changed.0).await.is(303);
        if let Some((form, _)) = asked.example.written {
            asked.send(&mut ann, form).await.is(303);
        }
    }
    site.app.clock.advance(31 * Time::DAY);
    settled(&site).await;
    let path = site.app.config.data_dir.join("backup.tar.gz");
    backup::write(LISTS.instruments, &site.app.db, &site.app.clock, &path).await.unwrap();
    let scratch = Scratch::new(to).await;
    toy::migrate(&scratch.db).await;
    backup::restore(LISTS.instruments, &scratch.db, &path).await.unwrap();
    assert_eq!(everything_wrong(&scratch.db, LISTS.instruments).await.unwrap(), Vec::<String>::new());
    let other = Site::with_lists(scratch, site.app.clock.now(), LISTS).await;
    for asked in &all {
        for path in [
            format!("/api/v1/consultations/{}", asked.slug),
            format!("/api/v1/consultations/{}/results", asked.slug),
            asked.public("/results"),
        ] {
            let (here, there) = (site.visitor().get(&path).await.is(200), other.visitor().get(&path).await.is(200));
            assert_eq!(here.body, there.body, "{path}");
        }
    }
    other.finish().await;
    site.finish().await;
}

#[tokio::test]
async fn answers_of_every_kind_go_from_sqlite_into_postgres() {
    a_backup_goes_into_the_other_engine(On::Sqlite, On::Postgres).await;
}

#[tokio::test]
async fn answers_of_every_kind_go_from_postgres_into_sqlite() {
    a_backup_goes_into_the_other_engine(On::Postgres, On::Sqlite).await;
}

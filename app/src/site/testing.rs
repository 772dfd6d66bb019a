//! A whole site for a test, and browsers to visit it with: requests go through the real router, with cookies,
//! as a browser would send them. Time stands still until a test moves it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use futures::StreamExt;
use tower::ServiceExt;

use super::assets::Assets;
use crate::accounts::store as accounts;
use crate::assembly::{InstrumentLists, LISTS};
use crate::clock::{self, Clock};
use crate::consultations::store as consultations;
use crate::db::Db;
use crate::db::testing::{On, Scratch};
use crate::identity::model::{Role, SignedInBy};
use crate::identity::passwords::HashCost;
use crate::identity::sessions;
use crate::ids::{AccountId, BranchId, ConsultationId};
use crate::mail::transport::{MailConfig, MailRoute, Sender};
use crate::proposals::model::{ProposalContent, VersionKind};
use crate::proposals::store as proposals;
use crate::random::Random;
use crate::sql;
use crate::time::Time;
use crate::{App, Config};

/// A site of a test's own.
pub struct Site {
    /// The program.
    pub app: App,
    /// Its way in, past every layer.
    pub router: Router,
    scratch: Scratch,
}

/// The moment every test begins at: Monday 2 March 2026, 10am.
pub fn start() -> Time {
    clock::moment("2026-03-02", "10:00").unwrap()
}

impl Site {
    /// A site on an empty record.
    pub async fn new(on: On) -> Self {
        Self::with(on, |_| {}).await
    }

    /// A site whose configuration a test changes.
    pub async fn with(on: On, change: impl FnOnce(&mut Config)) -> Self {
        Self::open((Scratch::new(on).await, LISTS), start(), change).await
    }

    /// A site with these kinds of things, over a record that is there already, at this moment.
    pub async fn with_lists(scratch: Scratch, now: Time, lists: InstrumentLists) -> Self {
        Self::open((scratch, lists), now, |_| {}).await
    }

    /// A site over a record that is there already, at this moment, whose configuration a test changes.
    pub async fn over(scratch: Scratch, now: Time, change: impl FnOnce(&mut Config)) -> Self {
        Self::open((scratch, LISTS), now, change).await
    }

    async fn open((scratch, lists): (Scratch, InstrumentLists), now: Time, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = Config {
            public_url: "http://soundings.test".to_owned(),
            trusted_proxy: false,
            data_dir: scratch.dir().to_owned(),
            // A mail server that is never there: pages say that mail leaves, and nothing does.
            mail: MailConfig { transport: MailRoute::Smtp("smtp://mail.invalid".to_owned()), from: Sender::nobody() },
            password_cost: HashCost::Cheap,
            page_cache: true,
            parts_cache: true,
            count_queries: false,
            live_lines: 2_000,
        };
        change(&mut config);
        let app = crate::assembly::open_with(
            lists,
            scratch.db.clone(),
            Clock::set_to(now),
            Random::from_seed(7),
            config,
            Assets::default(),
        )
        .await
        .unwrap();
        let site = Self { router: crate::assembly::router(app.clone()), app, scratch };
        // Most tests are about a site that everybody sees.
        site.set_opened(Some(start())).await;
        site
    }

    /// Opens the site to the public, or closes it.
    pub async fn set_opened(&self, at: Option<Time>) {
        let mut tx = self.app.db.begin().await.unwrap();
        super::settings::set_opened(&mut tx, at).await.unwrap();
        tx.commit().await.unwrap();
        // A test may take the record away after this.
        self.app.settings.now(&self.app.db).await;
    }

    /// Clears everything away.
    pub async fn finish(self) {
        self.scratch.finish().await;
    }

    /// The record as another program has it open.
    pub async fn another_program(&self) -> Db {
        self.scratch.opened_again().await
    }

    /// A visitor who is not signed in.
    pub fn visitor(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: Vec::new() }
    }

    /// Makes a confirmed account; the password is `correct horse battery`.
    pub async fn account(&self, email: &str, role: Role) -> AccountId {
        let hash = self.app.passwords.hash("correct horse battery".to_owned()).await.unwrap();
        let mut tx = self.app.db.begin().await.unwrap();
        let new = accounts::NewAccount {
            email,
            name: "Somebody",
            password_hash: &hash,
            role,
            confirmed_at: Some(self.app.clock.now()),
        };
        let id = accounts::create(&mut tx, &new, self.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// A browser signed in to an account.
    pub async fn signed_in(&self, account: AccountId) -> Browser {
        let mut tx = self.app.db.begin().await.unwrap();
        let now = self.app.clock.now();
        let token = sessions::begin(&mut tx, &self.app.random, account, true, ("test", SignedInBy::Password), now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        Browser { router: self.router.clone(), cookies: vec![("session".to_owned(), token)] }
    }

    /// A new confirmed resident, signed in.
    pub async fn resident(&self, email: &str) -> Browser {
        let id = self.account(email, Role::Resident).await;
        self.signed_in(id).await
    }

    /// The same, who said which library they use, if any.
    pub async fn resident_of(&self, email: &str, branch: Option<BranchId>) -> Browser {
        let id = self.account(email, Role::Resident).await;
        let mut tx = self.app.db.begin().await.unwrap();
        accounts::own::set_branches(&mut tx, id, branch.as_slice(), branch).await.unwrap();
        tx.commit().await.unwrap();
        self.signed_in(id).await
    }

    /// So many new residents, each of whom sends the same form to the same address: nothing is shown of a vote of fewer than
    /// five people.
    pub async fn alike(&self, many: usize, path: &str, fields: &[(&str, &str)]) {
        static SO_FAR: AtomicUsize = AtomicUsize::new(1);
        for _ in 0..many {
            let email = format!("alike-{}@example.org", SO_FAR.fetch_add(1, Ordering::Relaxed));
            self.resident(&email).await.post(path, fields).await.is(303);
        }
    }

    /// A colleague of this name and role, signed in.
    pub async fn colleague(&self, name: &str, role: Role) -> Browser {
        let email = format!("{}@library.example.org", name.to_lowercase().replace(' ', "."));
        let id = self.account(&email, role).await;
        let mut tx = self.app.db.begin().await.unwrap();
        sql!("UPDATE accounts SET name = $2 WHERE id = $1", id, name).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        self.signed_in(id).await
    }

    /// A new person of this role, signed in.
    pub async fn person(&self, role: Role) -> Browser {
        let id = self.account(&format!("{}@library.example.org", role.word()), role).await;
        self.signed_in(id).await
    }

    /// A branch.
    pub async fn branch(&self, slug: &str, name: &str) -> BranchId {
        let mut tx = self.app.db.begin().await.unwrap();
        let id = sql!(
            "INSERT INTO branches (slug, name, kind, created_at, updated_at) VALUES ($1, $2, 'static', $3, $3) RETURNING id",
            slug,
            name,
            self.app.clock.now()
        )
        .number(&mut tx)
        .await
        .unwrap();
        tx.commit().await.unwrap();
        BranchId(id)
    }

    /// A published consultation with one proposal, open from an hour ago for thirty days. `with` changes it.
    pub async fn consultation(&self, slug: &str, with: impl FnOnce(&mut NewConsultation)) -> ConsultationId {
        let now = self.app.clock.now();
        let mut new = NewConsultation {
            title: "Opening hours at Millbrook".to_owned(),
            results: "hidden",
            published_at: Some(now.plus(-2 * Time::HOUR)),
            opens_at: Some(now.plus(-Time::HOUR)),
            closes_at: Some(now.plus(30 * Time::DAY)),
            withdrawn_at: None,
            proposals: vec![content("Open on Saturday afternoons")],
        };
        with(&mut new);
        let mut tx = self.app.db.begin().await.unwrap();
        let id = sql!(
            "INSERT INTO consultations (slug, title, summary, background, background_html, renderer, level, results, \
                 created_at, updated_at, published_at, opens_at, closes_at, withdrawn_at) \
             VALUES ($1, $2, 'One sentence.', 'Why we ask.', '<p>Why we ask.</p>', 1, 'consult', $3, $4, $4, $5, $6, $7, $8) \
             RETURNING id",
            slug,
            &new.title,
            new.results,
            now,
            new.published_at,
            new.opens_at,
            new.closes_at,
            new.withdrawn_at
        )
        .number(&mut tx)
        .await
        .unwrap();
        let id = ConsultationId(id);
        for content in &new.proposals {
            let place = proposals::add(&mut tx, id, now).await.unwrap();
            proposals::publish(&mut tx, place.id, VersionKind::Original, content, "", now).await.unwrap();
        }
        crate::db::dialect::index_consultation(&mut tx, id.0, &new.title).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    /// Amends the first proposal of a consultation.
    pub async fn amend(&self, slug: &str, title: &str) {
        let consultation = consultations::by_slug(&self.app.db, slug).await.unwrap().unwrap();
        let place = proposals::place(&self.app.db, consultation.id, 1).await.unwrap().unwrap();
        let mut tx = self.app.db.begin().await.unwrap();
        let now = self.app.clock.now();
        proposals::publish(&mut tx, place.id, VersionKind::Amendment, &content(title), "The hours changed.", now)
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}

/// A consultation to make.
pub struct NewConsultation {
    /// What it is called.
    pub title: String,
    /// When results are shown, by its word in the record.
    pub results: &'static str,
    /// When it was published; none for a draft.
    pub published_at: Option<Time>,
    /// When it opens.
    pub opens_at: Option<Time>,
    /// When it closes.
    pub closes_at: Option<Time>,
    /// When it was withdrawn, if it was.
    pub withdrawn_at: Option<Time>,
    /// What is proposed, in order.
    pub proposals: Vec<ProposalContent>,
}

/// A proposal's text with this title.
pub fn content(title: &str) -> ProposalContent {
    ProposalContent {
        title: title.to_owned(),
        summary: "Two more hours.".to_owned(),
        body: "People asked for it.".to_owned(),
        fixed: "The budget.".to_owned(),
        open: "Which hours.".to_owned(),
        ..ProposalContent::default()
    }
}

/// The ids that more than one element of a page has: a label would name the wrong field, and a link lead to the wrong place.
fn ids_that_stand_twice(page: &str) -> Vec<&str> {
    let mut seen = std::collections::BTreeSet::new();
    let tags = page.split('<').skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
    tags.filter(|tag| tag.starts_with(|first: char| first.is_ascii_alphabetic()))
        .filter_map(|tag| tag.split(" id=\"").nth(1)?.split('"').next())
        .filter(|id| !seen.insert(*id))
        .collect()
}

/// A browser with its cookies.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: Vec<(String, String)>,
}

/// What a browser got back.
#[derive(Debug)]
pub struct TestResponse {
    /// Such as 200.
    pub status: StatusCode,
    /// The lines of the head.
    pub headers: HeaderMap,
    /// What came, as text.
    pub body: String,
    /// What came, as it came.
    pub bytes: Vec<u8>,
}

impl TestResponse {
    /// Where the browser is sent on to.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("not JSON: {error}: {}", self.body))
    }

    /// Fails unless the status is this.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        self
    }

    /// Fails unless the page says this.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.body.contains(text), "the page does not say {text:?}:\n{}", self.body);
        self
    }

    /// Fails if the page says this.
    #[track_caller]
    pub fn does_not_say(self, text: &str) -> Self {
        assert!(!self.body.contains(text), "the page says {text:?}:\n{}", self.body);
        self
    }
}

impl Browser {
    /// Sends any request.
    pub async fn send(&mut self, mut request: Request<Body>) -> TestResponse {
        if !self.cookies.is_empty() {
            let line =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
            request.headers_mut().insert(header::COOKIE, line.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap_or("");
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let html =
            parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if html {
            let twice = ids_that_stand_twice(&body);
            assert!(twice.is_empty(), "these ids stand twice on a page: {twice:?}\n{body}");
        }
        TestResponse { status: parts.status, headers: parts.headers, body, bytes }
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> TestResponse {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> TestResponse {
        self.send(Self::form(path, fields)).await
    }

    /// Sends a form with a file in its field `file`.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], name: &str, file: &[u8]) -> TestResponse {
        self.send_parts(path, fields, &[("file", name, file)]).await
    }

    /// Sends a form in parts, with files: the field of each, its name and what is in it.
    pub async fn send_parts(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> TestResponse {
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!("--cut\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        for (field, name, file) in files {
            let part = format!(
                "--cut\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
            );
            body.extend_from_slice(part.as_bytes());
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--cut--\r\n");
        // It comes piece by piece, with time between them, as from a browser.
        let pieces: Vec<Vec<u8>> = body.chunks(64 * 1024).map(<[u8]>::to_vec).collect();
        let pieces = futures::stream::iter(pieces).then(|piece| async {
            tokio::task::yield_now().await;
            Ok::<_, std::io::Error>(piece)
        });
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
            .body(Body::from_stream(pieces))
            .unwrap();
        self.send(request).await
    }

    /// Sends a form the way an interactive part does, asking for JSON.
    pub async fn post_for_json(&mut self, path: &str, fields: &[(&str, &str)]) -> TestResponse {
        let mut request = Self::form(path, fields);
        request.headers_mut().insert(header::ACCEPT, header::HeaderValue::from_static("application/json"));
        self.send(request).await
    }

    fn form(path: &str, fields: &[(&str, &str)]) -> Request<Body> {
        let body = serde_urlencoded::to_string(fields).unwrap();
        Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body))
            .unwrap()
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The Python that has what the tests use of its packages: a mail server, and the reader of forms of ODK and Kobo.
pub fn python() -> PathBuf {
    #[expect(clippy::disallowed_methods, reason = "a test has no command line")]
    let read = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let usual = || {
        let caches = read("XDG_CACHE_HOME")
            .map(PathBuf::from)
            .or_else(|| read("HOME").map(|home| Path::new(&home).join(".cache")))
            .unwrap_or_default();
        caches.join("soundings/python-for-tests/bin/python")
    };
    let python = read("SOUNDINGS_TEST_PYTHON").map_or_else(usual, PathBuf::from);
    assert!(
        python.exists(),
        "these tests need Python with aiosmtpd, pyxform and feedparser, which is not here: run `scripts/setup test` once, which \
         installs it outside the checkout (looked for {})",
        python.display()
    );
    python
}

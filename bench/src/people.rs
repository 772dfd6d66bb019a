//! Residents for a measurement, signed in without their having to type a password: they are written straight
//! into the record, because thousands of password hashes would take an hour.

use anyhow::{Context, Result, ensure};
use soundings_app::clock::Clock;
use soundings_app::db::Db;
use soundings_app::identity::model::Role;
use soundings_app::identity::{rules, sessions};
use soundings_app::ids::AccountId;
use soundings_app::random::Random;
use soundings_app::{sql, sql_rows};

use crate::http::{self, Connection};
use crate::program::Server;

/// How many are written in one transaction: the server writes too.
const AT_ONCE: u32 = 1_000;

/// Makes confirmed residents with a library each, and gives the session token of each.
///
/// # Errors
/// When the record refuses them.
pub(crate) async fn sign_in(db: &Db, kind: &str, count: u32) -> Result<Vec<String>> {
    let (clock, random) = (Clock::system(), Random::from_system());
    let branches: Vec<(i64,)> = sql!("SELECT id FROM branches ORDER BY id").all(db).await?;
    ensure!(!branches.is_empty(), "the demo has no libraries");
    let mut libraries = branches.iter().cycle();
    let mut tokens = Vec::new();
    for begin in (0..count).step_by(AT_ONCE as usize) {
        let now = clock.now();
        let mut tx = db.begin().await?;
        let mut accounts = sql_rows!(
            "INSERT INTO accounts (email, name, password_hash, role, confirmed_at, created_at) VALUES",
            6,
            "RETURNING id"
        );
        for number in begin..(begin + AT_ONCE).min(count) {
            let email = format!("{kind}-{number}@bench.example");
            // No password has this hash.
            accounts.push([
                email.into(),
                "Somebody".into(),
                "none".into(),
                Role::Resident.word().into(),
                now.into(),
                now.into(),
            ]);
        }
        let mut signed_in = sql_rows!(
            "INSERT INTO sessions (token_hash, account_id, own_device, created_at, seen_at, expires_at) VALUES",
            6,
            ""
        );
        let mut uses = sql_rows!("INSERT INTO account_branches (account_id, branch_id, main) VALUES", 3, "");
        for (account,) in accounts.returning::<(AccountId,)>(&mut tx).await? {
            let token = random.token();
            let hash = sessions::token_hash(&token);
            let until = now.plus(rules::idle_limit(true, false));
            signed_in.push([hash.as_slice().into(), account.into(), true.into(), now.into(), now.into(), until.into()]);
            if let Some((branch,)) = libraries.next() {
                uses.push([account.into(), (*branch).into(), true.into()]);
            }
            tokens.push(token);
        }
        signed_in.run(&mut tx).await?;
        uses.run(&mut tx).await?;
        tx.commit().await?;
    }
    Ok(tokens)
}

/// The open proposal that most comments are listed on.
pub(crate) struct Proposal {
    slug: String,
    number: i64,
    /// Its current version.
    pub version: i64,
    id: i64,
}

impl Proposal {
    /// Finds it.
    ///
    /// # Errors
    /// When the demo has none.
    pub(crate) async fn most_discussed(db: &Db) -> Result<Self> {
        let found: Option<(String, i64, i64, i64)> = sql!(
            "SELECT consultations.slug, proposals.number, proposals.current_version_id, proposals.id \
             FROM proposals JOIN consultations ON consultations.id = proposals.consultation_id \
             WHERE published_at <= $1 AND opens_at <= $1 AND closes_at > $1 AND withdrawn_at IS NULL \
               AND current_version_id IS NOT NULL \
             ORDER BY (SELECT COUNT(*) FROM comments WHERE comments.proposal_id = proposals.id \
               AND comments.reply_to IS NULL) DESC, proposals.id LIMIT 1",
            Clock::system().now()
        )
        .maybe(db)
        .await?;
        let (slug, number, version, id) = found.context("the demo has no open proposal")?;
        Ok(Self { slug, number, version, id })
    }

    /// The consultation it is put to residents in, as addresses name it.
    pub(crate) fn consultation(&self) -> &str {
        &self.slug
    }

    /// Its address.
    pub(crate) fn path(&self) -> String {
        format!("/consultations/{}/proposals/{}", self.slug, self.number)
    }

    /// The form of a vote, as the page sends it.
    pub(crate) fn vote(&self, choice: &str) -> String {
        format!("choice={choice}&version={}", self.version)
    }

    /// How many comments are listed on it, replies apart.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub(crate) async fn comments(&self, db: &Db) -> Result<i64> {
        let counted = sql!(
            "SELECT COUNT(*) FROM comments WHERE proposal_id = $1 AND reply_to IS NULL AND state = 'published'",
            self.id
        );
        Ok(counted.number(db).await?)
    }

    /// Sees to it that so many are: new residents write what is missing.
    ///
    /// # Errors
    /// When a comment is not taken.
    pub(crate) async fn fill(&self, db: &Db, server: &Server, wanted: u32) -> Result<()> {
        let missing = u32::try_from(i64::from(wanted) - self.comments(db).await?).unwrap_or(0);
        let mut connection = Connection::open(server.address).await?;
        for (number, token) in sign_in(db, "writer", missing).await?.iter().enumerate() {
            let body = format!(
                "body=My+family+has+used+this+library+for+{}+years.+Please+think+of+people+who+come+by+bus+after+work%2C+\
                 and+of+the+groups+that+meet+there+every+week.+Thank+you+for+asking+us+before+it+is+settled.",
                number + 2
            );
            let form = http::post(server.address, &format!("{}/comments", self.path()), token, &body);
            let status = connection.exchange(&form).await?;
            ensure!(status == 303, "a comment was answered with {status}");
        }
        let now = self.comments(db).await?;
        ensure!(now >= i64::from(wanted), "{now} comments are listed instead of {wanted}");
        Ok(())
    }
}

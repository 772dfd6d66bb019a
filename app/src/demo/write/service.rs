//! The service itself: its name, its branches, and everybody who can sign in.

use super::super::people;
use super::story::{Deed, DemoRecord, Story, missing};
use crate::accounts::store::{NewAccount, create};
use crate::db::{DbError, Tx};
use crate::identity::model::Role;
use crate::identity::rules;
use crate::ids::{AccountId, BranchId};
use crate::random::Random;
use crate::site::settings;
use crate::time::Time;
use crate::{sql, sql_rows};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// How long before today the service began to use Soundings.
const BEGAN: i32 = -300;

pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<(), DbError> {
    let began = story.calendar.at(BEGAN, "09:00");
    // An installation that has its secret already keeps it: its receipts are made with it.
    sql!(
        "INSERT INTO installation (id, secret, demo, created_at, opened_at) VALUES (1, $1, 1, $2, $2) \
         ON CONFLICT (id) DO UPDATE SET demo = 1, opened_at = excluded.opened_at",
        Random::from_seed(super::super::SEED).bytes::<32>().as_slice(),
        began
    )
    .run(&mut *tx)
    .await?;
    let (secret,): (Vec<u8>,) = sql!("SELECT secret FROM installation WHERE id = 1").one(&mut *tx).await?;
    written.secret = secret;
    settings::set(tx, "service-name", "Kesterley Libraries").await?;
    settings::set(tx, "tagline", "Eight libraries, one borough, your say").await?;
    settings::set(tx, "contact", "libraries@kesterley.example or 01632 960 417").await?;
    branches(tx, story, written, began).await?;
    people(tx, story, written, began).await?;
    residents(tx, story, written).await
}

async fn branches(tx: &mut Tx, story: &Story, written: &mut DemoRecord, began: Time) -> Result<(), DbError> {
    for branch in &story.content.branches {
        let hours: Vec<serde_json::Value> = DAYS
            .iter()
            .zip(&branch.hours)
            .map(|(day, hours)| {
                serde_json::json!({
                    "day": day,
                    "staffed": hours.staffed.as_deref().unwrap_or(""),
                    "unstaffed": hours.unstaffed.as_deref().unwrap_or(""),
                })
            })
            .collect();
        let notes: Vec<&str> =
            [&branch.special_hours, &branch.notes].into_iter().flatten().map(String::as_str).collect();
        let id = sql!(
            "INSERT INTO branches (slug, name, kind, address, postcode, statutory, co_located_with, hours, url, email, \
                                   notes, year_opened, year_closed, created_at, updated_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14) RETURNING id",
            &branch.slug,
            &branch.name,
            branch.kind.as_str(),
            &branch.address,
            branch.postcode.as_deref().unwrap_or(""),
            branch.statutory,
            branch.co_located_with.as_deref().unwrap_or(""),
            serde_json::Value::Array(hours).to_string(),
            branch.url.as_deref().unwrap_or(""),
            branch.email.as_deref().unwrap_or(""),
            notes.join(". "),
            branch.year_opened,
            branch.year_closed,
            began
        )
        .number(&mut *tx)
        .await?;
        written.branches.push(BranchId(id));
    }
    if let Some(first) = written.branches.first() {
        let at = began.plus(40 * Time::MINUTE);
        written.deeds.push(Deed {
            at,
            by: Role::Administrator,
            action: "branches.import",
            kind: "branch",
            id: first.0,
        });
    }
    Ok(())
}

async fn people(tx: &mut Tx, story: &Story, written: &mut DemoRecord, began: Time) -> Result<(), DbError> {
    for (number, person) in story.content.people.iter().enumerate() {
        let at = began.plus(10 * number as i64 * Time::MINUTE);
        let new = NewAccount {
            email: &person.email,
            name: &person.name,
            password_hash: &story.password_hash,
            role: person.role,
            confirmed_at: Some(at),
        };
        let id = create(tx, &new, at).await?;
        written.people.insert(person.role, id);
        if person.role == Role::Resident {
            written.residents.push(id);
        } else {
            let by = Role::Administrator;
            written.deeds.push(Deed { at, by, action: "account.add", kind: "account", id: id.0 });
        }
    }
    Ok(())
}

/// Each resident registered some days before they first took part.
async fn residents(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<(), DbError> {
    let mut rows = sql_rows!(
        "INSERT INTO accounts (email, name, password_hash, role, confirmed_at, notify, created_at, mailbox, \
             mail_domain) VALUES",
        9,
        "RETURNING id, email"
    );
    let invented = written.residents.len()..story.residents.len();
    for number in invented.clone() {
        let first = story.campaigns.iter().flatten().filter_map(|campaign| campaign.began.get(&number)).min();
        let joined = first
            .copied()
            .unwrap_or_else(|| story.calendar.at(-40, "18:00"))
            .plus(-(number as i64 % 23) * 31 * Time::MINUTE);
        rows.push([
            people::email(number).into(),
            people::name(number).into(),
            story.password_hash.as_str().into(),
            Role::Resident.word().into(),
            joined.plus(4 * Time::MINUTE).into(),
            i64::from(number % 5 != 0).into(),
            joined.into(),
            rules::mailbox(&people::email(number)).into(),
            rules::mail_domain(&people::email(number)).into(),
        ]);
    }
    let ids: std::collections::HashMap<String, AccountId> =
        rows.returning::<(AccountId, String)>(tx).await?.into_iter().map(|(id, email)| (email, id)).collect();
    for number in invented {
        written.residents.push(ids.get(&people::email(number)).copied().ok_or_else(missing)?);
    }
    let mut rows = sql_rows!("INSERT INTO account_branches (account_id, branch_id, main) VALUES", 3, "");
    for (resident, account) in story.residents.iter().zip(&written.residents) {
        for (place, branch) in resident.branches.iter().enumerate() {
            let branch = written.branches.get(*branch).copied().ok_or_else(missing)?;
            rows.push([(*account).into(), branch.into(), i64::from(place == 0).into()]);
        }
    }
    rows.run(tx).await
}

//! What happens when an administrator adds or changes a library, or a network address of one.

use std::collections::BTreeSet;

use axum::http::StatusCode;

use super::contacts::{is_email, is_web_address};
use super::model::{Branch, BranchDetails, BranchKind, no_hours};
use super::naming::slug_of;
use super::postcodes::postcode_of;
use super::staff::{self, BranchForm, Editing};
use super::{intake, store};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::{NewEntry, append};
use crate::db::{Tx, dialect, is_duplicate};
use crate::folding;
use crate::folding::name_key;
use crate::ids::{AccountId, BranchId};
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit, once};
use crate::time::Time;

/// Longest line, in characters.
const LINE_LONGEST: usize = 200;
/// Longest notes, in characters.
const NOTES_LONGEST: usize = 2_000;

const FIELDS: [&str; 13] = [
    "seen",
    "name",
    "kind",
    "address",
    "postcode",
    "statutory",
    "co-located-with",
    "url",
    "email",
    "notes",
    "year-opened",
    "year-closed",
    "staffed-*",
];

fn year(typed: &str) -> Result<Option<i64>, &'static str> {
    if typed.is_empty() {
        return Ok(None);
    }
    let year: Option<i64> = typed.parse().ok().filter(|year| (1600..=2200).contains(year));
    year.map(Some).ok_or("Enter the year alone, such as 1932")
}

/// What the form says about a library, checked.
fn read(fields: &Fields, errors: &mut FormErrors) -> BranchForm {
    let mut known = FIELDS.to_vec();
    known.push("unstaffed-*");
    fields.expect_only(&known, errors);
    let text = |name: &str| fields.text(name).to_owned();
    let lines = [
        ("name", "the name", true),
        ("address", "the address", false),
        ("co-located-with", "what it shares its building with", false),
        ("url", "the web page", false),
        ("email", "the email address", false),
    ];
    for (field, what, required) in lines {
        errors.check(field, length(fields.text(field), what, required, LINE_LONGEST));
    }
    errors.check("notes", length(fields.text("notes"), "the notes", false, NOTES_LONGEST));
    if !fields.text("name").is_empty() && name_key(fields.text("name")).is_empty() {
        errors.add("name", "Use letters or digits in the name");
    }
    let kind = BranchKind::from_word(fields.text("kind")).unwrap_or_else(|| {
        errors.add("kind", "Choose what kind of library it is");
        BranchKind::Static
    });
    let typed_postcode = text("postcode");
    let postcode = if typed_postcode.is_empty() {
        if kind != BranchKind::Mobile {
            errors.add("postcode", "Enter the postcode; only a mobile stop may have none");
        }
        typed_postcode
    } else {
        postcode_of(&typed_postcode).unwrap_or_else(|| {
            errors.add("postcode", "Enter a UK postcode, such as B27 7XH");
            typed_postcode
        })
    };
    let (url, email) = (text("url"), text("email"));
    if !url.is_empty() && !is_web_address(&url) {
        errors.add("url", "Enter the whole address of the web page, beginning with https://");
    }
    if !email.is_empty() && !is_email(&email) {
        errors.add("email", "Enter an email address like library@example.org");
    }
    let mut hours = no_hours();
    for day in &mut hours {
        let lower = day.day.to_lowercase();
        for (stem, words) in [("staffed", &mut day.staffed), ("unstaffed", &mut day.unstaffed)] {
            let field = format!("{stem}-{lower}");
            *words = text(&field);
            errors.check(&field, length(words, &format!("the hours of {}", day.day), false, LINE_LONGEST));
        }
    }
    let year_opened = errors.check("year-opened", year(fields.text("year-opened"))).flatten();
    let year_closed = errors.check("year-closed", year(fields.text("year-closed"))).flatten();
    if let (Some(opened), Some(closed)) = (year_opened, year_closed)
        && closed < opened
    {
        errors.add("year-closed", "A library cannot close before the year it opened");
    }
    BranchForm {
        about: BranchDetails {
            // A name that differs by what cannot be seen looks the same in every list.
            name: folding::visible(&fields.line("name")),
            kind,
            address: fields.line("address"),
            postcode,
            statutory: fields.ticked("statutory"),
            co_located_with: text("co-located-with"),
            hours,
            url,
            email,
            notes: text("notes"),
            year_opened,
            year_closed,
        },
        year_opened: text("year-opened"),
        year_closed: text("year-closed"),
        seen: text("seen"),
    }
}

/// Two open libraries of one name could not be told apart in a list. A closed one may share its name.
fn refuse_same_name(branches: &[Branch], own: Option<BranchId>, about: &BranchDetails, errors: &mut FormErrors) {
    let same = |branch: &Branch| {
        Some(branch.id) != own
            && branch.about.year_closed.is_none()
            && name_key(&branch.about.name) == name_key(&about.name)
    };
    if about.year_closed.is_none() && branches.iter().any(same) {
        errors.add("name", "There is an open library of that name already: change that one, or choose another name");
    }
}

async fn note(
    tx: &mut Tx,
    actor: AccountId,
    action: &str,
    branch: BranchId,
    detail: &[(&str, String)],
    now: Time,
) -> Result<(), Fault> {
    let entry = NewEntry { actor: Some(actor), action, subject_kind: "branch", subject_id: branch.0, detail };
    Ok(append(tx, &entry, now).await?)
}

/// `POST /staff/branches/new`
pub async fn add(visit: Visit, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    let typed = read(&fields, &mut errors);
    if let Some(taken_up) = fields.taken_up() {
        return staff::adding(&visit, &typed, &taken_up, StatusCode::OK);
    }
    let mut tx = visit.app.db.begin().await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let branches = store::everything(&mut tx).await?;
    refuse_same_name(&branches, None, &typed.about, &mut errors);
    if !errors.is_empty() {
        tx.rollback().await?;
        return staff::adding(&visit, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let taken: BTreeSet<String> = branches.into_iter().map(|branch| branch.slug).collect();
    let slug = intake::free_slug(&slug_of(&typed.about.name), &taken);
    let id = store::add(&mut tx, &slug, &typed.about, visit.now).await?;
    note(&mut tx, actor, "branch.add", id, &[], visit.now).await?;
    let done = "/staff/branches?done=added";
    once.keep(&mut tx, ("branches", 0), done).await?;
    tx.commit().await?;
    visit.go(done)
}

/// `POST /staff/branches/{slug}`
pub async fn change(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let branch = store::by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    let mut errors = FormErrors::none();
    let mut typed = read(&fields, &mut errors);
    if !fields.has("seen") {
        typed.seen = staff::mark(&branch.about);
    }
    if let Some(taken_up) = fields.taken_up() {
        let typed = Editing { typed: Some(typed), ..Editing::default() };
        return staff::editing(&visit, &branch, typed, &taken_up, StatusCode::OK).await;
    }
    let mut tx = visit.app.db.begin().await?;
    // From here on no other administrator changes a library.
    dialect::lock_audit_log(&mut tx).await?;
    let branches = store::everything(&mut tx).await?;
    refuse_same_name(&branches, Some(branch.id), &typed.about, &mut errors);
    if !errors.is_empty() {
        tx.rollback().await?;
        let typed = Editing { typed: Some(typed), ..Editing::default() };
        return staff::editing(&visit, &branch, typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let latest = branches.iter().find(|one| one.id == branch.id).ok_or(Fault::Missing)?;
    if staff::mark(&latest.about) != typed.seen {
        tx.rollback().await?;
        let written = StaffText {
            what: "this library",
            kind: "branch",
            id: branch.id.0,
            acts: &["branch.edit", "branch.add"],
            among: None,
        };
        let theirs = BranchForm::from(latest.about.clone());
        errors.overtaken_by(overtaken::of(&visit, &written, theirs.read(), typed.read()).await?);
        typed.seen = staff::mark(&latest.about);
        let typed = Editing { typed: Some(typed), ..Editing::default() };
        return staff::editing(&visit, latest, typed, &errors, StatusCode::CONFLICT).await;
    }
    if typed.about != latest.about {
        store::change(&mut tx, branch.id, &typed.about, visit.now).await?;
        note(&mut tx, actor, "branch.edit", branch.id, &[], visit.now).await?;
        tx.commit().await?;
    }
    visit.go(&format!("/staff/branches/{slug}?done=changed"))
}

/// `POST /staff/branches/{slug}/addresses`
pub async fn add_address(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let actor = visit.actor()?;
    let branch = store::by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["network"], &mut errors);
    let typed = fields.text("network").to_owned();
    let address = errors.check("network", store::address(&typed));
    if let Some(address) = address.filter(|_| errors.is_empty()) {
        let mut tx = visit.app.db.begin().await?;
        let once = Once::begin(&mut tx, &visit, &fields).await?;
        match store::add_address(&mut tx, branch.id, &address, visit.now).await {
            Ok(id) => {
                note(&mut tx, actor, "branch.address.add", branch.id, &[("address", id.to_string())], visit.now)
                    .await?;
                let done = format!("/staff/branches/{slug}?done=address#done");
                once.keep(&mut tx, ("branch-addresses", branch.id.0), &done).await?;
                tx.commit().await?;
                return visit.go(&done);
            }
            Err(error) if is_duplicate(&error) => {
                errors.add("network", "A library has that address already: an address belongs to one library");
            }
            Err(error) => return Err(error.into()),
        }
    }
    let typed = Editing { address: typed, ..Editing::default() };
    staff::editing(&visit, &branch, typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// `POST /staff/branches/{slug}/addresses/{id}/remove`
pub async fn remove_address(visit: Visit, Path((slug, id)): Path<(String, String)>) -> Page {
    let actor = visit.actor()?;
    let branch = store::by_slug(&visit.app.db, &slug).await?.ok_or(Fault::Missing)?;
    let id: i64 = id.parse().map_err(|_| Fault::Missing)?;
    let mut tx = visit.app.db.begin().await?;
    if store::remove_address(&mut tx, branch.id, id).await? {
        note(&mut tx, actor, "branch.address.remove", branch.id, &[("address", id.to_string())], visit.now).await?;
        // It may have been another library's for a while.
        once::forget(&mut tx, ("branch-addresses", branch.id.0)).await?;
        tx.commit().await?;
    }
    visit.go(&format!("/staff/branches/{slug}?done=removed#done"))
}

//! Deleting a draft that was never published, with everything that hangs on it. What was published stays on the record:
//! it can only be withdrawn.

use super::manage::{ManagedConsultation, load};
use crate::audit::store::append;
use crate::consultations::editing::entry;
use crate::consultations::editing::{crumbs, hash_of_text, rules, store};
use crate::consultations::rules::stage;
use crate::numbers::Noun;
use crate::proposals::documents;
use crate::reason::Reason;
use crate::site::question::as_asked;
use crate::site::{Area, Fault, Fields, Page, Path, Question, Visit, once, unsent};

/// A mark of everything that would go, so that nothing goes that nobody was asked about.
fn mark(managed: &ManagedConsultation) -> String {
    let proposals: Vec<_> = managed.proposals.iter().map(|one| (one.id, one.seen())).collect();
    let documents: Vec<_> = managed.documents.iter().map(|one| one.id).collect();
    let ManagedConsultation { consultation, readiness, .. } = managed;
    hash_of_text(&format!("{:?} {proposals:?} {documents:?} {}", consultation.updated_at, readiness.mark()))
}

/// "3 proposals"; nothing for none.
fn counted(count: usize, one: &'static str, many: &'static str) -> Option<String> {
    (count > 0).then(|| Noun { one, many }.count(count))
}

/// What goes with it, in words.
fn what_goes(managed: &ManagedConsultation) -> String {
    let parts = managed.consultation.parts;
    // Those without a page of their own are counted.
    let others = managed.instruments.asked(parts).filter(|one| !one.words().page.is_empty());
    let goes: Vec<String> = [
        counted(managed.proposals.len(), "proposal", "proposals"),
        counted(managed.documents.len(), "document", "documents"),
    ]
    .into_iter()
    .flatten()
    .chain(others.map(|one| one.words().deleted.to_owned()))
    .collect();
    if goes.is_empty() {
        "The draft goes. Nothing hangs on it.".to_owned()
    } else {
        format!("The draft goes, and with it: {}.", goes.join(", "))
    }
}

/// `GET /staff/consultations/{slug}/delete`: only a question.
pub async fn ask(visit: Visit, Path(slug): Path<String>) -> Page {
    let managed = load(&visit, &slug).await?;
    rules::may_delete(stage(&managed.consultation.dates, visit.now))?;
    let base = format!("/staff/consultations/{slug}");
    let question = Question {
        title: "Delete this draft?".to_owned(),
        about: managed.consultation.title.clone(),
        consequences: vec![what_goes(&managed), "Nobody but staff has seen any of it.".to_owned()],
        action: format!("{base}/delete"),
        fields: vec![("seen", mark(&managed))],
        button: "Delete the draft",
        back: (base, "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(Some(&managed.consultation)))
}

/// `POST /staff/consultations/{slug}/delete`
pub async fn delete(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let managed = load(&visit, &slug).await?;
    let now = visit.app.clock.now();
    rules::may_delete(stage(&managed.consultation.dates, now))?;
    let actor = visit.actor()?;
    let changed = || {
        Fault::Refused(Reason::changed_meanwhile(
            "A colleague changed this draft since you asked to delete it, so it is still there. Look at it again first.",
        ))
    };
    if !as_asked(&fields, &mark(&managed)) {
        return Err(changed());
    }
    let id = managed.consultation.id;
    let mut tx = visit.app.db.begin().await?;
    documents::store::forget_of_consultation(&mut tx, id).await?;
    if !store::delete(&mut tx, id, managed.consultation.updated_at).await? {
        return Err(changed());
    }
    // What colleagues were typing is theirs still; they find it among their unsent text.
    let base = |name: &str| format!("/staff/consultations/{name}/");
    unsent::store::follow(&mut tx, &base(&slug), &base(&format!("deleted-{id}"))).await?;
    let detail = [
        ("proposals", managed.proposals.len().to_string()),
        ("documents", managed.documents.len().to_string()),
        ("title_sha256", hash_of_text(&managed.consultation.title)),
    ];
    // One of the same name may be begun again at once.
    once::forget(&mut tx, ("consultations", id.0)).await?;
    append(&mut tx, &entry(actor, "consultation.delete", id, &detail), now).await?;
    tx.commit().await?;
    visit.go("/staff?done=deleted")
}

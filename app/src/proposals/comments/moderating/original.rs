//! Looking at words that were taken down: each look is recorded before anybody sees them.

use axum::http::StatusCode;

use crate::audit::store::{NewEntry, append};
use crate::ids::CommentId;
use crate::moderation::deciding::{find, show};
use crate::moderation::view::ModerationForm;
use crate::proposals::comments::locked;
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};

/// `POST /staff/moderation/{id}/original`: shows words that were taken down, and records the look.
pub async fn see_original(visit: Visit, Path(id): Path<String>, fields: Fields) -> Page {
    let by = visit.actor()?;
    let found = find(&visit, "", &id).await?;
    fields.require_only(&[])?;
    let mut tx = visit.app.db.begin().await?;
    let kept = locked::keep(&mut tx, CommentId(found.item.id)).await?.ok_or(Fault::Missing)?;
    let entry = NewEntry {
        actor: Some(by),
        action: "comment.see-original",
        subject_kind: "comment",
        subject_id: found.item.id,
        detail: &[],
    };
    append(&mut tx, &entry, visit.now).await?;
    // Nobody sees the words before the look is safely recorded.
    tx.commit().await?;
    let typed = ModerationForm { text: kept.body.clone(), ..ModerationForm::default() };
    show(&visit, &found, Some(&kept.body), (&typed, &FormErrors::none(), StatusCode::OK)).await
}

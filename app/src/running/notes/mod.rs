//! Notes between colleagues: beside which field, what, by whom, and whether it is settled. All of a consultation stand on one
//! page, and the open ones also below their field in its form (`site::field_notes`), so that the forms stay calm. Nobody but
//! those who run consultations sees them.

pub mod forms;
pub mod pages;
#[cfg(test)]
mod tests;

use crate::consultations::instrument::{Instruments, NotedForm};
use crate::consultations::model::{Consultation, Stage};
use crate::db::{DbError, On};
use crate::reason;
use crate::reason::{Reason, WhyNot};

/// The fields of a consultation's own form.
const OWN: &[(&str, &str)] = &[
    ("title", "Title"),
    ("summary", "Summary"),
    ("background", "Why you are asking"),
    ("level", "Your promise to the public"),
    ("opens_date", "Opens"),
    ("closes_date", "Closes"),
    ("decision_due", "Decision due by"),
];

/// The fields of the form in which whom the public can ask is said.
const CONTACT: &[(&str, &str)] = &[("name", "Name or role"), ("email", "Email address"), ("phone", "Telephone")];

/// Every form of a consultation beside whose fields a note can stand.
///
/// # Errors
/// When the record cannot be reached.
pub async fn places(
    on: impl Into<On<'_>>,
    instruments: Instruments,
    consultation: &Consultation,
) -> Result<Vec<NotedForm>, DbError> {
    let mut on = on.into();
    let mut all = vec![
        NotedForm { path: "/edit".to_owned(), called: "The consultation".to_owned(), fields: OWN },
        NotedForm { path: "/contact".to_owned(), called: "Contact for the public".to_owned(), fields: CONTACT },
    ];
    for instrument in instruments.asked(consultation.parts) {
        all.extend(instrument.noted(on.again(), consultation.id).await?);
    }
    Ok(all)
}

/// Why no note is written or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotesClosed {
    /// The consultation is decided or withdrawn.
    Over,
    /// It is somebody else's note.
    NotYours,
}

impl WhyNot for NotesClosed {
    fn reason(&self) -> Reason {
        match self {
            Self::Over => reason!(
                "notes-closed",
                CONFLICT,
                Staff,
                "The consultation is over, and its notes are closed with it",
                "This consultation is over, so its notes are closed too. They can still be read."
            ),
            Self::NotYours => reason!(
                "note-of-colleague",
                FORBIDDEN,
                Staff,
                "Notes are deleted by whoever wrote them",
                "Somebody else wrote this note, so only they can delete it. You can settle it."
            ),
        }
    }
}

/// Whether notes are written and settled at a stage.
///
/// # Errors
/// Why not.
pub const fn may_write(at: Stage) -> Result<(), NotesClosed> {
    match at {
        Stage::Decided | Stage::Withdrawn => Err(NotesClosed::Over),
        _ => Ok(()),
    }
}

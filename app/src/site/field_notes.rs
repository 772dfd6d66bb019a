//! What colleagues say to each other about a field of a form. Open notes stand below the label of their field, on the page of
//! the form and nowhere else; where they are written, answered and settled is the room `running`. Nothing of it is ever
//! published, and it is no part of what is written in the form.

pub mod store;

use crate::db::{Db, DbError};
use crate::identity::model::Account;
use crate::identity::rules::{Permission, may};
use crate::ui::form::FieldNote;

/// Where staff run consultations.
const STAFF: &str = "/staff/consultations/";

/// The notes about the form on a page.
#[derive(Clone, Debug, Default)]
pub struct NotesHere {
    /// Where all notes of the consultation are, with this form chosen.
    pub all: String,
    /// The open ones about this form.
    pub open: Vec<FieldNote>,
}

/// The consultation and the form that a page of the staff's has: its name in addresses, and what follows it.
fn form_at(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix(STAFF)?;
    let (slug, _) = rest.split_once('/')?;
    Some((slug, rest.get(slug.len()..)?))
}

/// Whether a form is one beside whose fields notes are left: one in which something of the consultation is written that is
/// there already. Questions of a questionnaire have remarks of their own.
fn has_notes(form: &str) -> bool {
    let project = form.strip_prefix("/budget/projects/").is_some_and(|number| number.parse::<i64>().is_ok());
    let edited = form.ends_with("/edit") && !form.starts_with("/questionnaires/");
    project || edited || matches!(form, "/contact" | "/statements")
}

/// The notes about the form at an address, for somebody who may read them; none where none are left.
///
/// # Errors
/// When the record cannot be reached.
pub(super) async fn at(db: &Db, account: Option<&Account>, path: &str) -> Result<Option<NotesHere>, DbError> {
    let Some((slug, form)) = form_at(path) else { return Ok(None) };
    let reads = account.is_some_and(|account| may(account.role, Permission::RunConsultations));
    if !reads || !has_notes(form) {
        return Ok(None);
    }
    let all = format!("{STAFF}{slug}/notes?form={form}");
    let open = store::open_at(db, slug, form)
        .await?
        .into_iter()
        .map(|note| FieldNote {
            field: note.field,
            words: format!("{}: {}", note.author.unwrap_or_else(|| store::LEFT.to_owned()), note.text),
            place: format!("{all}#note-{}", note.id),
        })
        .collect();
    Ok(Some(NotesHere { all, open }))
}

#[cfg(test)]
mod tests {
    use super::{form_at, has_notes};

    #[test]
    fn notes_stand_beside_what_is_written_of_a_consultation() {
        for form in ["/edit", "/contact", "/statements", "/proposals/1/edit", "/budget/edit", "/budget/projects/2"] {
            assert!(has_notes(form), "{form}");
        }
        for form in
            ["/rankings/new", "/budget/projects/new", "/extend", "/questionnaires/1/edit", "/decision", "/notes"]
        {
            assert!(!has_notes(form), "{form}");
        }
    }

    #[test]
    fn a_form_is_known_by_what_follows_its_consultation() {
        assert_eq!(form_at("/staff/consultations/hours/proposals/1/edit"), Some(("hours", "/proposals/1/edit")));
        assert_eq!(form_at("/staff/consultations/hours/edit"), Some(("hours", "/edit")));
        assert_eq!(form_at("/staff/consultations/new"), None);
        assert_eq!(form_at("/staff/settings"), None);
    }
}

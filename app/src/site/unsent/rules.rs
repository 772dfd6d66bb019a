//! Which forms keep themselves while somebody types, and for how long.

use crate::time::Time;

/// How long unsent text is kept, in milliseconds.
pub const LIFE: i64 = 30 * Time::DAY;
/// How many forms are kept for one person; the oldest go first.
pub const MOST: i64 = 100;

/// The addresses of forms that keep themselves; `*` stands for one part. Each of them understands
/// [`TakenUp`](super::TakenUp).
pub const FORMS: &[&str] = &[
    "/staff/consultations/new",
    "/staff/consultations/*/edit",
    "/staff/consultations/*/extend",
    "/staff/consultations/*/withdraw",
    "/staff/consultations/*/decision",
    "/staff/consultations/*/proposals/new",
    "/staff/consultations/*/proposals/*/edit",
    "/staff/consultations/*/proposals/*/amend",
    "/staff/consultations/*/statements",
    "/staff/consultations/*/statements/add",
    "/staff/consultations/*/rankings/new",
    "/staff/consultations/*/rankings/*/edit",
    "/staff/consultations/*/budget",
    "/staff/consultations/*/budget/edit",
    "/staff/consultations/*/budget/projects/new",
    "/staff/consultations/*/budget/projects/*",
    "/staff/branches/new",
    "/staff/branches/*",
    "/staff/settings",
    "/consultations/*/proposals/*/comments/*/reply",
];

/// Whether the form at an address keeps itself.
pub fn keeps(form: &str) -> bool {
    FORMS.iter().any(|pattern| fits(pattern, form))
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut known, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (known.next(), parts.next()) {
            (None, None) => return true,
            (Some("*"), Some(part)) if !part.is_empty() && !part.contains(['?', '#', '\\']) => {}
            (Some(known), Some(part)) if known == part => {}
            _ => return false,
        }
    }
}

/// The page on which a form stands.
pub fn page_of(form: &str) -> &str {
    match form.strip_suffix("/add") {
        Some(page) if page.ends_with("/statements") => page,
        _ => form,
    }
}

/// The forms that may stand on a page.
pub fn forms_on(page: &str) -> [Option<String>; 2] {
    let added = format!("{page}/add");
    [keeps(page).then(|| page.to_owned()), (keeps(&added) && page_of(&added) == page).then_some(added)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_known_by_its_address_and_nothing_else_is_kept() {
        for known in ["/staff/settings", "/staff/consultations/hours/edit", "/staff/consultations/h/budget/projects/3"]
        {
            assert!(keeps(known), "{known}");
        }
        for other in [
            "/sign-in",
            "/staff/consultations//edit",
            "/staff/consultations/h/publish",
            "/staff/settings/",
            "",
            "/staff/consultations/h/statements/stop",
            "//evil.example/staff/settings",
            "/staff/branches/a?b",
        ] {
            assert!(!keeps(other), "{other}");
        }
    }

    #[test]
    fn a_page_knows_the_forms_that_stand_on_it() {
        let page = "/staff/consultations/h/statements";
        assert_eq!(forms_on(page), [Some(page.to_owned()), Some(format!("{page}/add"))]);
        assert_eq!(forms_on("/staff/settings"), [Some("/staff/settings".to_owned()), None]);
        assert_eq!(forms_on("/staff"), [None, None]);
    }
}

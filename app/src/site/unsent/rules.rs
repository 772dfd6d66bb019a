//! Which forms keep themselves while somebody types, and for how long. Each room says it where it declares the address
//! (`Routes::keeps_itself`).

use crate::App;
use crate::site::Routes;
use crate::site::app::Warm;
use crate::time::Time;

/// How long unsent text is kept, in milliseconds.
pub const LIFE: i64 = 30 * Time::DAY;
/// How many forms are kept for one person; the oldest go first.
pub const MOST: i64 = 100;

/// A form that keeps itself, by its address and that of its page; a name in braces stands for one part of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptForm {
    /// Where it is sent to.
    pub form: String,
    /// Where it stands.
    pub page: String,
}

/// All forms that keep themselves. The assembly puts the list in.
#[derive(Clone, Debug, Default)]
pub struct KeptForms(Vec<KeptForm>);

impl Warm for KeptForms {
    fn open(_: &App) -> Self {
        Self::default()
    }
}

impl KeptForms {
    /// Those among some addresses.
    pub fn among(routes: &Routes) -> Self {
        let kept = routes.declared().iter().filter_map(|one| {
            let page = one.keeps_itself_on.clone()?;
            Some(KeptForm { form: one.path.clone(), page })
        });
        Self(kept.collect())
    }

    /// Every one.
    pub fn all(&self) -> &[KeptForm] {
        &self.0
    }

    /// Whether the form at an address keeps itself.
    pub fn keeps(&self, form: &str) -> bool {
        self.known(form).is_some()
    }

    fn known(&self, form: &str) -> Option<&KeptForm> {
        self.0.iter().find(|known| fits(&known.form, form))
    }

    /// The page on which a form stands.
    pub fn page_of<'a>(&self, form: &'a str) -> &'a str {
        let Some(known) = self.known(form) else { return form };
        let apart = known.form.strip_prefix(&known.page).unwrap_or_default();
        form.strip_suffix(apart).unwrap_or(form)
    }

    /// The forms that stand on a page.
    pub fn on(&self, page: &str) -> Vec<String> {
        let standing = self.0.iter().filter(|known| fits(&known.page, page));
        let mut forms: Vec<String> = Vec::new();
        for known in standing {
            let form = format!("{page}{}", known.form.strip_prefix(&known.page).unwrap_or_default());
            // An address may fit two patterns: `new` stands where a number would.
            if !forms.contains(&form) {
                forms.push(form);
            }
        }
        forms
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut known, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (known.next(), parts.next()) {
            (None, None) => return true,
            (Some(known), Some(part)) if known.starts_with('{') => {
                if part.is_empty() || part.contains(['?', '#', '\\']) {
                    return false;
                }
            }
            (Some(known), Some(part)) if known == part => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms() -> KeptForms {
        let form = |form: &str, page: &str| KeptForm { form: form.to_owned(), page: page.to_owned() };
        KeptForms(vec![
            form("/staff/settings", "/staff/settings"),
            form("/staff/hours/{slug}/edit", "/staff/hours/{slug}/edit"),
            form("/staff/hours/{slug}/parts", "/staff/hours/{slug}/parts"),
            form("/staff/hours/{slug}/parts/add", "/staff/hours/{slug}/parts"),
        ])
    }

    #[test]
    fn a_form_is_known_by_its_address_and_nothing_else_is_kept() {
        for known in ["/staff/settings", "/staff/hours/sat/edit", "/staff/hours/sat/parts/add"] {
            assert!(forms().keeps(known), "{known}");
        }
        for other in [
            "/sign-in",
            "/staff/hours//edit",
            "/staff/hours/sat/publish",
            "/staff/settings/",
            "",
            "/staff/hours/sat/parts/stop",
            "//evil.example/staff/settings",
            "/staff/hours/a?b/edit",
        ] {
            assert!(!forms().keeps(other), "{other}");
        }
    }

    #[test]
    fn a_page_knows_the_forms_that_stand_on_it_and_a_form_its_page() {
        let page = "/staff/hours/sat/parts";
        assert_eq!(forms().on(page), [page.to_owned(), format!("{page}/add")]);
        assert_eq!(forms().on("/staff/settings"), ["/staff/settings"]);
        assert_eq!(forms().on("/staff"), Vec::<String>::new());
        assert_eq!(forms().page_of(&format!("{page}/add")), page);
        assert_eq!(forms().page_of("/staff/settings"), "/staff/settings");
    }
}

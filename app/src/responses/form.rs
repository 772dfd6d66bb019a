//! What is asked, as fields that can stand on any page, and the reading of what was filled in; apart from the addresses that
//! take it. On residents' own pages each thing that is asked has a form to itself. A page on which staff key in a sheet of
//! paper, or a kiosk, holds in one form everything that a consultation asks.

use leptos::prelude::*;

use super::writer::desk::{Contribution, Desks};
use crate::App;
use crate::consultations::model::Consultation;
use crate::db::DbError;
use crate::site::{Fields, FormErrors};
use crate::time::Time;
use crate::ui::form::Names;

/// One thing that is asked, as fields to fill in.
pub trait AnswerForm: Send + Sync {
    /// The word that tells it from everything else the consultation asks: `vote-1`.
    fn word(&self) -> String;

    /// The fields, with what was filled in and what is wrong with it. They bring their own legend or labels.
    fn fields(&self, names: Names<'_>, filled: &Fields, errors: &FormErrors) -> AnyView;

    /// What was filled in, by the names that the fields have where the form stands alone. Nothing when it was left out, or
    /// when something is wrong with it, which is noted.
    fn read(&self, filled: &Fields, errors: &mut FormErrors) -> Option<Box<dyn Contribution>>;
}

/// Everything that a consultation asks, on one page.
pub struct AnswerSheet(Vec<Box<dyn AnswerForm>>);

impl AnswerSheet {
    /// What a consultation asks at a moment, in the order of its tabs.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(app: &App, consultation: &Consultation, now: Time) -> Result<Self, DbError> {
        let mut forms = Vec::new();
        for desk in app.warm::<Desks>().0 {
            forms.extend(desk.forms(app, consultation, now).await?);
        }
        Ok(Self(forms))
    }

    /// The words of its forms, in order.
    pub fn words(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|form| form.word())
    }

    /// All of it, to stand inside a form.
    pub fn fields(&self, filled: &Fields, errors: &FormErrors) -> AnyView {
        let forms: Vec<AnyView> = self
            .0
            .iter()
            .map(|form| {
                let word = form.word();
                let names = Names::after(&word);
                form.fields(names, &filled.under(names), errors)
            })
            .collect();
        forms.into_any()
    }

    /// What was filled in.
    ///
    /// # Errors
    /// What is wrong with it, by the names of the fields on the page. Then none of it is to be recorded: whoever sent it
    /// mends it and sends all of it again.
    pub fn read(&self, filled: &Fields) -> Result<Vec<Box<dyn Contribution>>, FormErrors> {
        let mut errors = FormErrors::none();
        let mut contributions = Vec::new();
        let mut known = 0;
        for form in &self.0 {
            let word = form.word();
            let names = Names::after(&word);
            let own = filled.under(names);
            known += own.pairs().len();
            let mut wrong = FormErrors::none();
            contributions.extend(form.read(&own, &mut wrong));
            errors.add_under(names, wrong);
        }
        if known < filled.pairs().len() {
            errors.add(
                "form",
                "Something on this page is not asked any more. Please reload the page and fill it in again",
            );
        }
        if errors.is_empty() { Ok(contributions) } else { Err(errors) }
    }
}

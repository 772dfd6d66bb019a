//! A ranking as a form: a place for each option, and the reading of the order that was chosen.

use leptos::prelude::*;

use super::desk::Rank;
use super::model::{self, Ranking};
use super::rules::{self, Chosen};
use super::view::row;
use crate::responses::form::AnswerForm;
use crate::responses::writer::desk;
use crate::site::{Fields, FormErrors};
use crate::time::Time;
use crate::ui::form::Names;

/// What somebody chose for each option, and whether they ranked one that is withdrawn.
pub fn chosen(options: &[model::RankingOption], filled: &Fields, errors: &mut FormErrors) -> (Chosen, bool) {
    let known: Vec<String> = options.iter().map(model::RankingOption::field).collect();
    filled.expect_only(&known.iter().map(String::as_str).chain(["seen"]).collect::<Vec<_>>(), errors);
    let mut gone = false;
    let chosen = options
        .iter()
        .zip(&known)
        .filter_map(|(option, field)| {
            let place = filled.text(field);
            gone |= !option.stands() && !place.is_empty();
            (!place.is_empty()).then(|| (option.number, place.to_owned()))
        })
        .collect();
    (chosen, gone)
}

/// When the ranking that somebody saw had last been changed.
pub fn seen(ranking: &Ranking, filled: &Fields) -> Time {
    if filled.has("seen") { Time(filled.number("seen").unwrap_or(0)) } else { ranking.updated_at }
}

/// The order of one ranking.
pub struct RankingOrder {
    /// The ranking.
    pub ranking: Ranking,
    /// Its options, the withdrawn ones too.
    pub options: Vec<model::RankingOption>,
    /// The moment of the page, which shuffles the options.
    pub now: Time,
}

impl RankingOrder {
    fn standing(&self) -> Vec<&model::RankingOption> {
        rules::shown(&self.options, &self.ranking.seed, None, self.now)
    }
}

impl AnswerForm for RankingOrder {
    fn word(&self) -> String {
        format!("ranking-{}", self.ranking.number)
    }

    fn fields(&self, names: Names<'_>, filled: &Fields, errors: &FormErrors) -> AnyView {
        let (chosen, _) = chosen(&self.options, filled, &mut FormErrors::none());
        let standing = self.standing();
        let rows: Vec<AnyView> =
            standing.iter().map(|option| row(names, option, standing.len(), &chosen, errors)).collect();
        view! {
            <fieldset class="ranking">
                <legend><bdi>{self.ranking.question.clone()}</bdi></legend>
                <p class="hint">"Leave options out as you like; two cannot share a place."</p>
                {rows}
            </fieldset>
            <input type="hidden" name=names.of("seen") value=seen(&self.ranking, filled).0.to_string()/>
        }
        .into_any()
    }

    fn read(&self, filled: &Fields, errors: &mut FormErrors) -> Option<Box<dyn desk::Contribution>> {
        let (chosen, gone) = chosen(&self.options, filled, errors);
        if chosen.is_empty() {
            return None;
        }
        let seen = seen(&self.ranking, filled);
        if gone || seen != self.ranking.updated_at {
            errors.add(
                "form",
                "The question or its options were changed meanwhile, so the order is not recorded yet: read them again \
                 before you send it",
            );
            return None;
        }
        let order = errors.check_all(rules::order(&self.standing(), &chosen))?;
        Some(Box::new(Rank { ranking: self.ranking.id, order, seen }))
    }
}

//! Who is compared: libraries, as their reader may see them; for staff the ways in which answers came; and everybody together.

use super::EVERYBODY;
use crate::consultations::model::Consultation;
use crate::consultations::showing;
use crate::db::{Db, DbError};
use crate::ids::QuestionnaireId;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::files::summary::{ANSWERED, AnswerSums, AnswerTally};
use crate::questionnaires::results::CountedQuestionnaire;
use crate::questionnaires::store::tallies;
use crate::responses::suppression::{self, FEW, NO_LIBRARY, OTHERS};
use crate::time::Time;

/// Those who are compared: a library, several put together, or a way in which answers came.
#[derive(Clone, Debug)]
pub(super) struct ComparedPeople {
    pub(super) name: String,
    /// The library's name in addresses; none for all others.
    pub(super) slug: Option<String>,
    /// How many of them answered.
    pub(super) answered: u64,
    pub(super) sums: AnswerSums,
}

impl ComparedPeople {
    fn of(name: String, slug: Option<String>, sums: AnswerSums) -> Self {
        let answered = sums.all().filter(|(tally, _)| tally.part.is_none() && tally.code == ANSWERED);
        let answered = answered.map(|(_, amount)| u64::try_from(amount).unwrap_or(0)).sum();
        Self { name, slug, answered, sums }
    }

    fn together(name: &str, few: &[&Self]) -> Self {
        let all = few.iter().flat_map(|one| one.sums.all()).map(|(tally, amount)| (tally.clone(), amount));
        Self::of(name.to_owned(), None, all.collect())
    }
}

/// Whom the answers to a question are compared for.
pub(in crate::questionnaires::results) enum ComparedFor<'a> {
    /// Those who may see results at any time: every library, and the ways.
    Staff,
    /// Everybody else.
    Everybody {
        /// The consultation, by whose stage libraries may be compared.
        consultation: &'a Consultation,
        /// Now.
        now: Time,
    },
}

/// The answers to one question, side by side.
pub(in crate::questionnaires::results) struct ComparedAnswers {
    /// None while libraries may not be compared.
    pub(super) libraries: Option<Vec<ComparedPeople>>,
    pub(super) ways: Vec<ComparedPeople>,
    /// All people together.
    pub(super) everybody: ComparedPeople,
    pub(super) staff: bool,
}

impl ComparedAnswers {
    /// What is known of a question's answers. Reads the sums of that question, however many people answered it.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub(in crate::questionnaires::results) async fn of(
        db: &Db,
        questionnaire: QuestionnaireId,
        counted: &CountedQuestionnaire,
        key: &Key,
        reader: &ComparedFor<'_>,
    ) -> Result<Self, DbError> {
        let staff = matches!(reader, ComparedFor::Staff);
        let shown = match reader {
            ComparedFor::Staff => true,
            ComparedFor::Everybody { consultation, now } => showing::by_library(consultation, *now),
        };
        let libraries = if shown { Some(Self::libraries(db, questionnaire, key).await?) } else { None };
        let libraries = libraries.map(|all| if staff { all } else { published(&all) });
        let ways = counted.ways.iter().filter(|_| staff);
        let ways = ways.map(|(way, sums)| ComparedPeople::of(way.title().to_owned(), None, sums.of_question(key)));
        Ok(Self {
            libraries,
            ways: ways.filter(|way| way.answered > 0).collect(),
            everybody: ComparedPeople::of(EVERYBODY.to_owned(), None, counted.sums.of_question(key)),
            staff,
        })
    }

    async fn libraries(db: &Db, questionnaire: QuestionnaireId, key: &Key) -> Result<Vec<ComparedPeople>, DbError> {
        let mut found: Vec<(i64, String, Option<String>, AnswerSums)> = Vec::new();
        for kept in tallies::of_question(db, questionnaire, key.as_str()).await? {
            if found.last().is_none_or(|(branch, ..)| *branch != kept.branch_id) {
                let name = kept.branch_name.clone().unwrap_or_else(|| NO_LIBRARY.to_owned());
                found.push((kept.branch_id, name, kept.branch_slug.clone(), AnswerSums::default()));
            }
            let Some((.., sums)) = found.last_mut() else { continue };
            let part = (!kept.part.is_empty()).then_some(kept.part);
            sums.add([(
                AnswerTally { version: kept.version, question: key.clone(), part, code: kept.code },
                kept.amount,
            )]);
        }
        let all = found.into_iter().map(|(_, name, slug, sums)| ComparedPeople::of(name, slug, sums));
        let mut all: Vec<ComparedPeople> = all.filter(|library| library.answered > 0).collect();
        // A library that has closed may have had the name of one that is open; rows go by what they are called.
        let names: Vec<String> = all.iter().map(|library| library.name.clone()).collect();
        for library in &mut all {
            if let Some(slug) = &library.slug
                && names.iter().filter(|name| **name == library.name).count() > 1
            {
                library.name = format!("{} ({slug})", library.name);
            }
        }
        Ok(all)
    }
}

/// Libraries as everybody may see them.
fn published(all: &[ComparedPeople]) -> Vec<ComparedPeople> {
    suppression::published(
        all,
        |library| library.answered,
        |few, joined| ComparedPeople::together(if joined { OTHERS } else { FEW }, few),
    )
}

//! What the read API tells of a ranking.

use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::Object;

use super::count::Counted;
use super::model::{Method, Ranking};
use super::words;
use crate::consultations::model::Stage;
use crate::responses::suppression::few_voters;
use crate::site::described::{address, one_of};

/// Options that people put in order, and what came of it.
#[derive(Serialize, ToSchema)]
pub struct RankingResults {
    /// Its number in the consultation, from 1.
    #[schema(minimum = 1)]
    pub number: i64,
    /// What people were asked.
    pub question: String,
    /// The way of counting that was announced, and decides.
    #[schema(schema_with = methods)]
    pub method: &'static str,
    /// People who put the options in order; null when fewer than five did.
    #[schema(required, minimum = 0)]
    pub people: Option<u64>,
    /// The options, in the order in which they stood in the draft.
    pub options: Vec<RankedOption>,
    /// What each way of counting chooses.
    pub winners: Winners,
    /// For each option, how many people prefer it to each of the others, in the order of “options”; null when fewer than
    /// five people put them in order.
    #[schema(required)]
    pub preferences: Option<Vec<Vec<u64>>>,
    /// What came of it, in words.
    pub finding: String,
    /// Its page.
    #[schema(schema_with = address)]
    pub url: String,
}

/// Something that people put in its place.
#[derive(Serialize, ToSchema)]
pub struct RankedOption {
    /// Its number in the ranking, from 1.
    #[schema(minimum = 1)]
    pub number: i64,
    /// What it is called.
    pub title: String,
}

/// The option that each way of counting chooses, by its number; null without votes, or when none may be named yet.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Winners {
    /// By instant-runoff.
    #[schema(required, minimum = 1)]
    pub instant_runoff: Option<i64>,
    /// By the Schulze method.
    #[schema(required, minimum = 1)]
    pub schulze: Option<i64>,
}

fn methods() -> Object {
    one_of(Method::ALL.map(Method::word))
}

impl RankingResults {
    /// What is told of one that was counted.
    pub fn of(ranking: &Ranking, counted: &Counted, at: Stage, url: String) -> Self {
        let enough = few_voters(counted.counting(), at).is_none();
        let winner = |method| {
            let place = counted.winner(method).filter(|_| enough && !counted.is_level_so_far(method, at));
            place.and_then(|place| counted.options.get(place)).map(|won| won.number)
        };
        let options = counted.options.iter();
        Self {
            number: ranking.number,
            question: ranking.question.clone(),
            method: ranking.method.word(),
            people: enough.then_some(counted.people),
            options: options
                .map(|option| RankedOption { number: option.number, title: option.title.clone() })
                .collect(),
            winners: Winners { instant_runoff: winner(Method::InstantRunoff), schulze: winner(Method::Schulze) },
            preferences: enough.then(|| counted.schulze.pairwise.clone()),
            finding: words::told(counted, ranking.method, at),
            url,
        }
    }
}

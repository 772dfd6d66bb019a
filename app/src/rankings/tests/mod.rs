//! Rankings, from the staff's form to the count, through the real router.

mod results;
mod staff;
mod voting;

use crate::ids::{ConsultationId, RankingId};
use crate::rankings::store::{self, RankingText, ballots};
use crate::site::testing::{Browser, NewConsultation, Site};

pub(super) const PAGE: &str = "/consultations/hours/rankings/1";
pub(super) const VOTE: &str = "/consultations/hours/rankings/1/vote";
pub(super) const RESULTS: &str = "/consultations/hours/rankings/1/results";
pub(super) const STAFF: &str = "/staff/consultations/hours/rankings";

/// What the lot of a test's ranking is drawn from.
pub(super) const SEED: &str = "5eed5eed5eed5eed5eed5eed5eed5eed";

/// Words of a ranking of these options.
pub(super) fn words(method: &'static str, options: &[&str]) -> RankingText {
    RankingText {
        question: "Which site is best?".to_owned(),
        about: "Only **one** can be had.".to_owned(),
        method,
        options: options.iter().map(|title| ((*title).to_owned(), format!("About {title}."))).collect(),
    }
}

/// A consultation called `hours` with a ranking of four sites.
pub(super) async fn publish_ranking(
    site: &Site,
    method: &'static str,
    with: impl FnOnce(&mut NewConsultation),
) -> RankingId {
    let consultation: ConsultationId = site.consultation("hours", with).await;
    add(site, consultation, &words(method, &["Park", "Quay", "School", "Square"])).await
}

/// Adds a ranking.
pub(super) async fn add(site: &Site, consultation: ConsultationId, words: &RankingText) -> RankingId {
    let mut tx = site.app.db.begin().await.unwrap();
    let (id, _) = store::add(&mut tx, consultation, words, SEED, site.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// A form with these places: "13" gives option 1 the 1st place and option 3 the 2nd.
pub(super) fn places(order: &str) -> Vec<(String, String)> {
    order.chars().zip(1..).map(|(option, place)| (format!("option_{option}"), place.to_string())).collect()
}

/// Sends an order.
pub(super) async fn rank(browser: &mut Browser, order: &str) -> crate::site::testing::TestResponse {
    let fields = places(order);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, place)| (name.as_str(), place.as_str())).collect();
    browser.post(VOTE, &fields).await
}

/// The orders that count, each with its number of people.
pub(super) async fn orders(site: &Site, ranking: RankingId) -> Vec<(String, i64)> {
    let mut orders: Vec<(String, i64)> = ballots::orders(&site.app.db, ranking)
        .await
        .unwrap()
        .into_iter()
        .map(|same| (same.ranked.to_string(), same.people))
        .collect();
    orders.sort();
    orders
}

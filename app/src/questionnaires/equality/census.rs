//! What an answer is compared with: the categories of a census.

use serde::Deserialize;

/// The category of a census that an option belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CensusCategory {
    /// The census and the list of it: "sex (2 categories), Census 2021 dictionary".
    pub variable: String,
    /// The category, or several that are added up. Never empty.
    pub parts: Vec<CensusPart>,
    /// What staff have to know before they compare; empty if nothing.
    pub caution: String,
}

/// One category of a census.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CensusPart {
    /// Its code in the census office's own list; none where that list was not seen, and then the name is all there is.
    #[serde(default)]
    pub code: Option<String>,
    /// What the census calls it.
    pub name: String,
}

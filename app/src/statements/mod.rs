//! Statements: short sentences that residents answer one at a time with agree, disagree or pass. From the answers
//! an opinion map is worked out: who thinks alike, what sets the groups apart, and what they all agree on. The
//! library service writes the first statements; residents may add their own if the service lets them.

pub mod model;

#[cfg(feature = "ssr")]
pub mod store;

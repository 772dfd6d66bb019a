//! Consultations: what the service asks, from when to when, and what it promises to do with the answers. The
//! stage (draft, upcoming, open, closed, decided, withdrawn) follows from the dates and the decision.

#[cfg(all(test, feature = "ssr"))]
pub mod example;
#[cfg(feature = "ssr")]
pub mod instrument;
pub mod model;

#[cfg(feature = "ssr")]
pub mod checks;
#[cfg(feature = "ssr")]
pub mod earlier;
#[cfg(feature = "ssr")]
pub mod editing;
#[cfg(feature = "ssr")]
pub mod guidance;
#[cfg(feature = "ssr")]
pub mod lot;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod rail;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod shared;
#[cfg(feature = "ssr")]
pub mod showing;
#[cfg(feature = "ssr")]
pub mod slip;
#[cfg(feature = "ssr")]
pub mod slip_notes;
#[cfg(feature = "ssr")]
pub mod store;

//! What people answered to proposals: a headline (each participant's latest answer, whichever version it was given to), with
//! the split by version, by library and by channel beside it, and the comments that most people agreed with.

pub mod cache;
pub mod figures;
pub mod model;
pub mod pages;
pub mod report;
pub mod store;
pub mod told;
pub mod view;

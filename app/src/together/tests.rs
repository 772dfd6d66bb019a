//! Colleagues at one consultation, through the real router.

mod approvals;
mod contacts;
mod previews;
mod teams;

//! How much the demonstration holds, and what its chance comes from.

/// What everything that looks like chance comes from.
pub(super) const SEED: u64 = 0x736f_756e_6469_6e67;

/// What stands beside the ordinary demonstration, to measure with: as much as a whole county sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DemoSize {
    /// Consultations of earlier years and of now, in every stage.
    pub consultations: usize,
    /// Responses to the largest consultation, each from an account of its own and with a vote on each of its proposals.
    pub responses: usize,
    /// How many of those people wrote a comment.
    pub comments: usize,
}

impl DemoSize {
    /// Nothing beside it.
    pub const ORDINARY: Self = Self { consultations: 0, responses: 0, comments: 0 };
    /// What `demo --size large` fills.
    pub const LARGE: Self = Self { consultations: 5_000, responses: 300_000, comments: 200_000 };
}

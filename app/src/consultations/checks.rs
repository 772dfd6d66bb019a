//! How a check before publishing comes out, whoever asks it.

/// The fewest days a consultation is usually open: six weeks.
pub const FEWEST_DAYS: i64 = 42;
/// The days a consultation is open unless staff choose otherwise: twelve weeks.
pub const USUAL_DAYS: i64 = 84;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// It is right.
    Passed,
    /// Something around the consultation should be known before it is published. It holds nothing up.
    Warned,
    /// It should be better; staff may publish anyway and say why.
    Advised,
    /// It must be right before publishing.
    Missing,
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its code: listed in `docs/codes.md`, and never changed.
    pub key: &'static str,
    /// What to do, as a task.
    pub task: &'static str,
    /// How it came out.
    pub outcome: CheckOutcome,
    /// What was found, in a sentence.
    pub found: String,
    /// Why it matters, in a sentence or two.
    pub why: &'static str,
    /// Where the work is done: after the consultation's staff address, or a whole address of the staff's.
    pub page: String,
    /// What everybody is told when it is published although this should be better; empty when it cannot be set aside.
    pub aside: String,
}

impl Check {
    /// Where its work is done, with the consultation's staff address before it where that is needed.
    pub fn link(&self, base: &str) -> String {
        match self.page.starts_with("/staff") || self.page.starts_with('#') {
            true => self.page.clone(),
            false => format!("{base}{}", self.page),
        }
    }
}

/// Whether the checks allow publishing, and whether that needs a reason.
pub fn verdict(checks: &[Check]) -> CheckOutcome {
    let any = |outcome| checks.iter().any(|check| check.outcome == outcome);
    if any(CheckOutcome::Missing) {
        CheckOutcome::Missing
    } else if any(CheckOutcome::Advised) {
        CheckOutcome::Advised
    } else {
        CheckOutcome::Passed
    }
}

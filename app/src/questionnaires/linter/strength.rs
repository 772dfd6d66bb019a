//! How much a finding of the linter asks for.

/// How much a finding asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LintStrength {
    /// It should be mended before anybody answers.
    Strong,
    /// Worth thinking about; nothing is asked.
    Advice,
}

impl LintStrength {
    /// The word for it in files and programs.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Strong => "strong",
            Self::Advice => "advice",
        }
    }
}

//! Small numbers that would give people away: which are not shown, and what stands in their place.

/// With fewer answers than this a library is not named in public: those who know who uses it could guess how
/// somebody voted.
pub const FEWEST_FOR_A_LIBRARY: i64 = 5;

/// What stands for the libraries with too few answers.
pub const FEW: &str = "Libraries with fewer than 5 answers";

/// The same, when a larger library had to join them so that the sum gives nobody away.
pub const OTHERS: &str = "All other libraries";

/// What stands for people who named no library.
pub const NO_LIBRARY: &str = "No library given";

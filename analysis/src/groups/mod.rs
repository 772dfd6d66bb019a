//! Opinion groups: who thinks alike, what each group holds, and where people agree across groups.
//!
//! Residents answer short statements with agree, disagree or pass. People who answer alike are drawn close
//! together on a map and gathered into two to five groups; for each group the statements that set it apart are
//! found, and over all groups those that everyone can agree with. The method is that of Polis: Small, Bjorkegren,
//! Erkkilä, Shaw and Megill (2021), "Polis: Scaling deliberation by mapping high dimensional opinion spaces",
//! *Recerca* 26(2); details the paper leaves open follow Polis' own mathematics (`polismath`,
//! <https://github.com/compdemocracy/polis>), and where we differ the function says so.
//!
//! ```
//! use soundings_analysis::groups::{self, Settings, VoteMatrix};
//!
//! let file = b"timestamp,datetime,comment-id,voter-id,vote\n1,,0,0,1\n2,,0,1,-1\n3,,1,0,1\n4,,1,2,-1\n";
//! let votes = groups::parse_votes(file, "votes.csv")?.votes;
//! let report = groups::analyse(&VoteMatrix::new(&votes, &[]), &Settings::default(), None);
//! assert_eq!(report.participants.len(), 3);
//! # Ok::<(), groups::FileError>(())
//! ```
//!
//! The steps, one file each: [`VoteMatrix`] (`votes`), components, projection, clusters, silhouette, steadiness,
//! grouping, tallies, representative, consensus, routing; [`analyse`] joins them and [`Report`] is what comes out.

mod analysis;
mod clusters;
mod components;
mod consensus;
mod draws;
mod eigen;
mod grouping;
mod hull;
mod polis_csv;
mod projection;
mod report;
mod representative;
mod routing;
mod silhouette;
mod steadiness;
mod tallies;
mod votes;

pub use analysis::{Settings, analyse};
pub use components::{Components, components};
pub use consensus::{Consensus, Divide, GroupAware, Shared, consensus, divides, group_aware_consensus};
pub use hull::convex_hull;
pub use polis_csv::{CommentsFile, FileError, VotesFile, parse_comments, parse_votes};
pub use projection::Point;
pub use report::{BaseCluster, Group, GroupCount, Participant, Report, StatementFigures, Steadiness};
pub use representative::{BEYOND_CHANCE, Representative, Side, SideFigures, representative_statements};
pub use routing::{next_statement, priority};
pub use tallies::{Tallies, Tally};
pub use votes::{Choice, Statement, Vote, VoteMatrix};

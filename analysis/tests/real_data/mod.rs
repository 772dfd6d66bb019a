//! Real conversations, budget votes and lists of branches are not part of the repository. Tests that compare with them
//! read the folder that `SOUNDINGS_REAL_DATA` names; where there is none they say so and compare nothing.

use std::io::Write as _;
use std::path::PathBuf;

/// The real data of one kind, such as `opinion`. If it is not there, one sentence on standard error says that `what`
/// was not done; it is written past the test runner, which keeps to itself what passing tests print.
pub(crate) fn real_data(kind: &str, what: &str) -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a test has no command line")]
    let folder = std::env::var("SOUNDINGS_REAL_DATA").ok().filter(|folder| !folder.is_empty());
    let found = folder.as_ref().map(|folder| PathBuf::from(folder).join(kind)).filter(|path| path.is_dir());
    if found.is_none() {
        let why = match folder {
            Some(folder) => format!("{folder}, which SOUNDINGS_REAL_DATA names, has no folder {kind}"),
            None => "SOUNDINGS_REAL_DATA names no folder with real data".to_owned(),
        };
        let said = format!("Not compared: {what}, because {why}.\n");
        std::io::stderr().write_all(said.as_bytes()).unwrap();
    }
    found
}

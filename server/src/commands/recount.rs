//! `soundings recount`: counts every vote again and says whether the counts that are shown are right.

use soundings_app::responses::recount;

use super::{Failure, say};
use crate::configuration::Configuration;

/// Counts again; every difference is a line, and any difference a failure.
pub async fn run(configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    let differences = recount::recount(&db).await?;
    for one in &differences {
        say!(
            "proposal {}, version {}, {}, {}, branch {}: {} shown, {} counted",
            one.proposal_id,
            one.version_id,
            one.choice,
            one.channel,
            one.branch_id,
            one.kept,
            one.counted
        );
    }
    if !differences.is_empty() {
        return Err(Failure::new(format!("{} counts are not what the votes say", differences.len())));
    }
    say!("{} votes counted again: every count is right.", recount::votes_counted(&db).await?);
    Ok(())
}

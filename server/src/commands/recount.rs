//! `soundings recount`: counts every vote and every answer again and says whether the counts that are shown are right.

use soundings_app::responses::recount;
use soundings_app::statements;

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
    let answers = statements::store::recount(&db).await?;
    for one in &answers {
        say!("statement {}, {}: {} shown, {} counted", one.statement_id, one.answer, one.kept, one.counted);
    }
    let wrong = differences.len() + answers.len();
    if wrong > 0 {
        return Err(Failure::new(format!("{wrong} counts are not what the votes and answers say")));
    }
    say!("{} votes counted again: every count is right.", recount::votes_counted(&db).await?);
    Ok(())
}

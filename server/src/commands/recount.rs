//! `soundings recount`: counts every vote, answer, comment and agreement again, says whether the counts that are shown are
//! right, and names what cannot be.

use soundings_app::assembly::INSTRUMENTS;
use soundings_app::db::dialect;
use soundings_app::responses::recount;

use super::{Failure, say};
use crate::configuration::Configuration;

/// Counts again; every difference is a line, and any difference a failure.
pub(crate) async fn run(configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    super::serve::refreshed(&db).await?;
    let mut wrong = recount::everything_wrong(&db, INSTRUMENTS).await?;
    wrong.extend(dialect::damage(&db).await?);
    for line in &wrong {
        say!("{line}");
    }
    if !wrong.is_empty() {
        let things = if wrong.len() == 1 { "1 thing is" } else { "things are" };
        let many = if wrong.len() == 1 { String::new() } else { format!("{} ", wrong.len()) };
        return Err(Failure::new(format!("{many}{things} not what the votes, answers and comments say")));
    }
    let counted = recount::counted(&db, INSTRUMENTS).await?;
    if let Some((first, others)) = counted.split_first() {
        say!("{first} counted again, and {}: every count is right.", others.join(", "));
    }
    Ok(())
}

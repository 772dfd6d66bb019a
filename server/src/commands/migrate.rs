//! `soundings migrate`: brings the tables up to date, for operators who want to do it apart from serving.

use super::{Failure, say};
use crate::configuration::Configuration;

/// Brings the tables up to date.
pub(crate) async fn run(configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    super::serve::refreshed(&db).await?;
    say!("The database is up to date.");
    Ok(())
}

//! `soundings audit verify`: checks that nobody changed the log of what staff did.

use clap::Subcommand;
use soundings_app::audit::store;

use super::{Failure, say};
use crate::configuration::Configuration;

/// The log of what staff did.
#[derive(Subcommand)]
pub(crate) enum Audit {
    /// Check every entry against the one before it.
    Verify,
}

/// Does it.
pub(crate) async fn run(Audit::Verify: Audit, configuration: &Configuration) -> Result<(), Failure> {
    let db = configuration.open().await?;
    let checked =
        store::verify(&db).await?.map_err(|broken| Failure::new(format!("the audit log is broken: {broken}")))?;
    say!("The audit log is unbroken: {} entries, ending in {}.", checked.count, hex::encode(checked.head));
    Ok(())
}

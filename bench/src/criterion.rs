//! The figures that Criterion left behind.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

/// The middle time of each bench, by its full name, such as "groups/2,000 x 900/cold".
pub(crate) struct Benches(BTreeMap<String, Duration>);

impl Benches {
    /// Collects them from a folder that was given to Criterion as `CRITERION_HOME`.
    ///
    /// # Errors
    /// When there is something else in it than Criterion leaves.
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let mut found = BTreeMap::new();
        collect(folder, &mut found)?;
        Ok(Self(found))
    }

    /// The middle time of one bench.
    ///
    /// # Errors
    /// When it was not run.
    pub(crate) fn time(&self, name: &str) -> Result<Duration> {
        self.0.get(name).copied().with_context(|| format!("Criterion left no figures for {name}"))
    }

    /// The benches of a group, by the rest of their names.
    pub(crate) fn in_group<'a>(&'a self, group: &'a str) -> impl Iterator<Item = (&'a str, Duration)> {
        self.0.iter().filter_map(move |(name, time)| Some((name.strip_prefix(group)?.strip_prefix('/')?, *time)))
    }
}

/// Criterion keeps each bench in folders of its own, the latest figures in one called "new".
fn collect(folder: &Path, found: &mut BTreeMap<String, Duration>) -> Result<()> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("looking into {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name == "new") {
            let name = json(&path.join("benchmark.json"))?;
            let name = name["full_id"].as_str().context("Criterion does not name a bench")?;
            let middle = json(&path.join("estimates.json"))?["median"]["point_estimate"].as_f64();
            let nanoseconds = middle.with_context(|| format!("Criterion has no middle time for {name}"))?;
            found.insert(name.to_owned(), Duration::try_from_secs_f64(nanoseconds / 1e9)?);
        } else if path.is_dir() {
            collect(&path, found)?;
        }
    }
    Ok(())
}

fn json(path: &Path) -> Result<Value> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("understanding {}", path.display()))
}

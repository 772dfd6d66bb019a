//! The form of a backup's parts: rows as lines of JSON, counted and hashed as they pass.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::BackupTable;
use crate::db::Value;
use crate::db::bulk::{ColumnType, Table};

/// Counts and hashes what is written through it.
pub(super) struct Meter<W> {
    inner: W,
    hash: Sha256,
    bytes: u64,
    rows: u64,
    sum: TableSum,
}

/// What rows amount to, whatever their order: how many there are, and the sum of their hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TableSum {
    rows: u64,
    hashes: [u64; 4],
}

impl TableSum {
    fn add(&mut self, line: &[u8]) {
        self.rows += 1;
        let hash = Sha256::digest(line);
        for (sum, part) in self.hashes.iter_mut().zip(hash.chunks_exact(8)) {
            let part = part.iter().fold(0, |part, byte| part << 8 | u64::from(*byte));
            *sum = sum.wrapping_add(part);
        }
    }
}

impl<W: Write> Meter<W> {
    pub(super) fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0, rows: 0, sum: TableSum::default() }
    }

    /// Writes one row as a line.
    pub(super) fn row(&mut self, values: Vec<Value>) -> io::Result<()> {
        let row: Vec<Json> = values
            .into_iter()
            .map(|value| match value {
                Value::Int(value) => Json::from(value),
                Value::Text(value) => Json::from(value),
                Value::Bytes(value) => Json::from(value.map(|bytes| STANDARD.encode(bytes))),
            })
            .collect();
        let mut line = serde_json::to_vec(&row)?;
        line.push(b'\n');
        self.hash.update(&line);
        self.bytes += line.len() as u64;
        self.rows += 1;
        self.sum.add(&line);
        self.inner.write_all(&line)
    }

    /// What the rows amount to so far.
    pub(super) fn sum(&self) -> TableSum {
        self.sum
    }

    /// What was written, as a part of the manifest.
    pub(super) fn finish(mut self, table: &Table) -> io::Result<BackupTable> {
        self.inner.flush()?;
        Ok(BackupTable {
            table: table.name.to_owned(),
            columns: table.columns.iter().map(|(name, _)| (*name).to_owned()).collect(),
            rows: self.rows,
            bytes: self.bytes,
            sha256: hex::encode(self.hash.finalize()),
        })
    }
}

/// One line as a row of this table.
///
/// # Errors
/// When it is not one.
pub(super) fn parse(line: &str, table: &Table) -> Result<Vec<Value>, String> {
    let row: Vec<Json> = serde_json::from_str(line).map_err(|error| format!("a row of {}: {error}", table.name))?;
    if row.len() != table.columns.len() {
        return Err(format!("a row of {} has {} values", table.name, row.len()));
    }
    row.into_iter()
        .zip(table.columns)
        .map(|(value, (column, kind))| match (kind, value) {
            (ColumnType::Int, Json::Null) => Ok(Value::Int(None)),
            (ColumnType::Text, Json::Null) => Ok(Value::Text(None)),
            (ColumnType::Bytes, Json::Null) => Ok(Value::Bytes(None)),
            (ColumnType::Int, Json::Number(number)) if number.is_i64() => Ok(Value::Int(number.as_i64())),
            (ColumnType::Text, Json::String(text)) => Ok(Value::Text(Some(text))),
            (ColumnType::Bytes, Json::String(text)) => STANDARD
                .decode(text)
                .map(|bytes| Value::Bytes(Some(bytes)))
                .map_err(|error| format!("{}.{column}: {error}", table.name)),
            (_, other) => Err(format!("{}.{column} holds {other}", table.name)),
        })
        .collect()
}

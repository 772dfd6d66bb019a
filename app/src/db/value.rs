//! The few kinds of value the record holds: whole numbers, text, bytes, and the absence of each.

use sqlx::{Database, Decode, Type};

/// A value bound to a statement. The portable subset of both engines, nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Ids, times (Unix milliseconds), money (pence), counts and flags.
    Int(Option<i64>),
    /// Text as people or the program wrote it.
    Text(Option<String>),
    /// Hashes, secrets and documents.
    Bytes(Option<Vec<u8>>),
}

/// A column of many rows, as a list: for PostgreSQL, which takes lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ColumnValues {
    /// Of whole numbers.
    Int(Vec<Option<i64>>),
    /// Of text.
    Text(Vec<Option<String>>),
    /// Of bytes.
    Bytes(Vec<Option<Vec<u8>>>),
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum ValueType {
    /// Whole numbers.
    Int,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

impl Value {
    pub(super) const fn kind(&self) -> ValueType {
        match self {
            Self::Int(_) => ValueType::Int,
            Self::Text(_) => ValueType::Text,
            Self::Bytes(_) => ValueType::Bytes,
        }
    }
}

impl ValueType {
    /// How a list of such values is written in a statement, as its value of this number.
    pub(super) fn list(self, number: usize) -> String {
        match self {
            Self::Int => format!("${number}::bigint[]"),
            Self::Text => format!("${number}::text[]"),
            Self::Bytes => format!("${number}::bytea[]"),
        }
    }
}

impl ColumnValues {
    /// No rows yet, of this kind.
    pub(super) const fn new(kind: ValueType) -> Self {
        match kind {
            ValueType::Int => Self::Int(Vec::new()),
            ValueType::Text => Self::Text(Vec::new()),
            ValueType::Bytes => Self::Bytes(Vec::new()),
        }
    }

    /// Adds a row's value; what is of another kind is left over.
    pub(super) fn push(&mut self, value: Value) -> Result<(), Value> {
        match (self, value) {
            (Self::Int(rows), Value::Int(value)) => rows.push(value),
            (Self::Text(rows), Value::Text(value)) => rows.push(value),
            (Self::Bytes(rows), Value::Bytes(value)) => rows.push(value),
            (_, value) => return Err(value),
        }
        Ok(())
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}

impl From<Option<Vec<u8>>> for Value {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::Bytes(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}

impl From<Option<String>> for Value {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_vec()))
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}

/// A yes or no read from a 0/1 column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flag(pub bool);

impl<D: Database> Type<D> for Flag
where
    i64: Type<D>,
{
    fn type_info() -> D::TypeInfo {
        <i64 as Type<D>>::type_info()
    }

    fn compatible(ty: &D::TypeInfo) -> bool {
        <i64 as Type<D>>::compatible(ty)
    }
}

impl<'r, D: Database> Decode<'r, D> for Flag
where
    i64: Decode<'r, D>,
{
    fn decode(value: D::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
        Ok(Self(i64::decode(value)? != 0))
    }
}

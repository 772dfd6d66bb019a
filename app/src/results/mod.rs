//! Results: what people said, counted and shown, for everybody, for staff and as files to take away.

pub mod spreadsheet;

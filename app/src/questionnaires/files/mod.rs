//! Responses to a questionnaire as files, and the files that describe them. One line is one response; the columns are the
//! same whatever version of the questionnaire somebody answered and whatever they were asked, so that a file taken later
//! has every column of one taken before. Blank is four things in every format, each with its own code.
//!
//! Nothing here reads the record: whoever has the responses hands them over one at a time, and no format holds them all.

pub mod codebook;
pub mod column_type;
pub mod columns;
pub mod ddi;
pub mod delimited;
pub mod formats;
pub mod guard;
pub mod json_lines;
pub mod numbered;
pub mod open_document;
pub mod oversize;
pub mod package;
pub mod program_names;
pub mod read_delimited;
pub mod read_lines;
pub mod response;
pub mod row;
pub mod spss;
pub mod summary;
pub mod triple_s;
pub mod workbook;
pub mod writer;

#[cfg(test)]
pub(crate) mod made;
#[cfg(test)]
mod tests;

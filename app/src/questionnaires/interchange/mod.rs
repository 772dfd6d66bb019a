//! Questionnaires in other people's files: what councils, universities and charities already have, read into ours, and ours
//! written so that they can be used elsewhere. What cannot be taken over is named, question by question, with the reason.

pub mod described;
pub mod imported;
pub mod limesurvey;
pub mod xlsform;

use self::imported::{Imported, NotImported};
use super::definition::document;
use super::definition::question::Questionnaire;

/// A kind of file that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadFormat {
    /// A spreadsheet with an XLSForm in it: .xlsx, .xls or .ods.
    XlsForm,
    /// LimeSurvey's table with tabs.
    LimeSurveyTable,
    /// LimeSurvey's survey structure.
    LimeSurveyStructure,
    /// Our own TOML.
    Toml,
}

impl ReadFormat {
    /// The kind of a file, by what is in it and never by its name.
    pub fn of(bytes: &[u8]) -> Self {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let first = text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
        let begins = text.trim_ascii_start();
        if bytes.starts_with(b"PK") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            Self::XlsForm
        } else if begins.starts_with(b"<") {
            Self::LimeSurveyStructure
        } else if first.contains(&b'\t') {
            Self::LimeSurveyTable
        } else {
            Self::Toml
        }
    }

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::XlsForm => "XLSForm",
            Self::LimeSurveyTable => "LimeSurvey (tab-separated)",
            Self::LimeSurveyStructure => "LimeSurvey (.lss)",
            Self::Toml => "Soundings (TOML)",
        }
    }
}

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: usize =
    if xlsform::LARGEST_FILE > limesurvey::LARGEST { xlsform::LARGEST_FILE } else { limesurvey::LARGEST };

/// A kind of file that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteFormat {
    /// A workbook with an XLSForm in it.
    XlsForm,
    /// LimeSurvey's table with tabs.
    LimeSurveyTable,
    /// Our own TOML.
    Toml,
}

impl WriteFormat {
    /// The kinds, with the name that a file of each has and what it is for.
    pub const ALL: [(&str, Self, &str); 3] = [
        ("xlsform.xlsx", Self::XlsForm, "A form in a spreadsheet (XLSForm), for ODK, Kobo and Survey123"),
        ("limesurvey.txt", Self::LimeSurveyTable, "For LimeSurvey"),
        ("questionnaire.toml", Self::Toml, "As it is written here: to keep it, or to use it again"),
    ];

    /// What the file is said to be.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::XlsForm => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::LimeSurveyTable => "text/tab-separated-values; charset=utf-8",
            Self::Toml => "application/toml; charset=utf-8",
        }
    }
}

/// Writes a questionnaire for another program.
///
/// # Errors
/// Why it cannot be written in this way, in a sentence.
pub fn write(format: WriteFormat, form: &Questionnaire) -> Result<Vec<u8>, String> {
    match format {
        WriteFormat::XlsForm => xlsform::write(form).map_err(|why| why.to_string()),
        WriteFormat::LimeSurveyTable => Ok(limesurvey::write_tsv(form)),
        WriteFormat::Toml => document::to_toml(form).map(String::into_bytes).map_err(|why| why.to_string()),
    }
}

/// Reads a questionnaire from a file of any kind that is known.
///
/// # Errors
/// Why it cannot be read at all.
pub fn read(bytes: &[u8]) -> Result<Imported, NotImported> {
    match ReadFormat::of(bytes) {
        ReadFormat::XlsForm => xlsform::read(bytes),
        ReadFormat::LimeSurveyTable => limesurvey::read_tsv(bytes),
        ReadFormat::LimeSurveyStructure => limesurvey::read_lss(bytes),
        ReadFormat::Toml => {
            let text = std::str::from_utf8(bytes).map_err(|_| {
                NotImported::because("This is neither a spreadsheet nor a text in UTF-8, so it cannot be read.")
            })?;
            let questionnaire = document::from_toml(text).map_err(|why| NotImported::because(why.to_string()))?;
            Ok(Imported { questionnaire, dropped: Vec::new(), warnings: Vec::new(), unclear: Vec::new() })
        }
    }
}

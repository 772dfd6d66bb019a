//! What is known about a document without opening it.

use crate::ids::{ConsultationId, DocumentId, ProposalId};
use crate::proposals::sniff::FileKind;
use crate::time::Time;

/// A document.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Document {
    /// Its number in the record.
    pub id: DocumentId,
    /// The consultation.
    pub consultation_id: ConsultationId,
    /// The proposal it belongs to; none for the whole consultation.
    pub proposal_id: Option<ProposalId>,
    /// What it is.
    pub title: String,
    /// Its name in its address and when saved.
    pub file_name: String,
    /// `pdf`, `png`, `jpeg`, `webp` or `gif`.
    #[sqlx(try_from = "String")]
    pub kind: KindWord,
    /// Bytes.
    pub size: i64,
    /// What its content is known by.
    pub sha256: Vec<u8>,
    /// When it was added.
    pub added_at: Time,
}

/// A kind of file as the record names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindWord(pub FileKind);

impl KindWord {
    /// The word used in the record.
    pub const fn word(self) -> &'static str {
        match self.0 {
            FileKind::Pdf => "pdf",
            FileKind::Png => "png",
            FileKind::Jpeg => "jpeg",
            FileKind::Webp => "webp",
            FileKind::Gif => "gif",
        }
    }
}

impl TryFrom<String> for KindWord {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        FileKind::ALL
            .into_iter()
            .map(Self)
            .find(|kind| kind.word() == word)
            .ok_or_else(|| format!("{word:?} is not a kind of document"))
    }
}

/// "240 kB", "3.2 MB", counted as the limit on files is.
pub fn size(bytes: i64) -> String {
    const KB: i64 = 1024;
    const MB: i64 = 1024 * KB;
    match bytes {
        ..KB => "1 kB".to_owned(),
        KB..MB => format!("{} kB", (bytes + KB / 2) / KB),
        _ => {
            let tenths = (bytes * 10 + MB / 2) / MB;
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
#[test]
fn sizes_are_said_in_round_numbers() {
    assert_eq!([12, 240 * 1024 + 99, 20 * 1024 * 1024].map(size), ["1 kB", "240 kB", "20.0 MB"]);
}

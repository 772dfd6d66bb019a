//! Files that residents send in answer to a question: a plan, a photograph of a ramp, a letter. What kind each is, what is in
//! it says (`files::sniff`). It is kept with the draft, goes over to the response when the answers are sent, and goes with
//! whichever has it: nobody's file outlives their answers. The draft of a change borrows the files of what was sent, so none
//! is copied. Only who sent it and staff who may see results ever get one, each time as a download.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::definition::answer::{Answer, Given};
use super::definition::key::{Key, in_address};
use super::definition::question::{Question, QuestionKind, Questionnaire};
use super::model::KeptFile;
use super::store::files::OwnFile;
use crate::ids::{QuestionnaireFileId, QuestionnaireId, ResponseId};

/// Whether a question is answered with a file.
pub const fn is_file(question: &Question) -> bool {
    matches!(question.kind, QuestionKind::File)
}

/// Whether a questionnaire asks for files, or did.
pub fn asks_for_files(form: &Questionnaire) -> bool {
    form.questions().any(is_file)
}

/// The box that takes a file away again, one of the fields of its question.
pub fn field_of_removal(question: &Question) -> String {
    question.field_of("remove")
}

/// The files that answers name, with the questions they answer.
pub fn named(given: &Given) -> impl Iterator<Item = (&Key, QuestionnaireFileId)> {
    given.iter().filter_map(|(key, answer)| match answer {
        Answer::File { id, .. } => Some((key, QuestionnaireFileId(*id))),
        _ => None,
    })
}

/// The files that the answers of a draft name, by the keys of their questions, and where they are downloaded.
#[derive(Clone, Debug, Default)]
pub struct DraftFiles {
    path: String,
    kept: BTreeMap<String, KeptFile>,
}

impl DraftFiles {
    /// The files of the draft whose pages begin with `path`, out of those it may name. An answer that names another is taken
    /// out of `given`: whatever it says, there is no such file.
    pub fn of(path: &str, may_name: Vec<KeptFile>, given: &mut Given) -> Self {
        let by_number: BTreeMap<i64, KeptFile> = may_name.into_iter().map(|file| (file.id.0, file)).collect();
        let mut kept = BTreeMap::new();
        given.retain(|key, answer| {
            let Answer::File { id, .. } = answer else { return true };
            let file = by_number.get(id).filter(|file| file.question == key.as_str());
            kept.extend(file.map(|file| (key.to_string(), file.clone())));
            file.is_some()
        });
        Self { path: path.to_owned(), kept }
    }

    /// The file that answers a question.
    pub fn of_question(&self, question: &Question) -> Option<&KeptFile> {
        self.kept.get(question.key.as_str())
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &KeptFile> {
        self.kept.values()
    }

    /// Where whoever sent it downloads it.
    pub fn address(&self, file: &KeptFile) -> String {
        format!("{}/files/{}", self.path, in_address(&file.question))
    }
}

/// What somebody is told of the files they sent with one set of answers, who asks for everything that is held about them:
/// where each can be downloaded, for so many bytes would not fit a file that is read. Nothing where there are none.
pub fn for_their_owner(all: &[OwnFile], of: (ResponseId, QuestionnaireId)) -> Option<Value> {
    let own = all.iter().filter(|file| (file.response_id, file.questionnaire_id) == of);
    let told: Vec<Value> = own
        .map(|file| {
            let key = in_address(&file.question);
            let page = format!("/consultations/{}/questionnaires/{}", file.slug, file.number);
            json!({ "name": file.name, "bytes": file.size, "download": format!("{page}/files-of-mine/{key}") })
        })
        .collect();
    (!told.is_empty()).then(|| told.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::sniff::FileKind;

    fn file(id: i64, question: &str) -> KeptFile {
        KeptFile {
            id: QuestionnaireFileId(id),
            question: question.to_owned(),
            name: "plan.pdf".to_owned(),
            kind: FileKind::Pdf,
            size: 1,
        }
    }

    #[test]
    fn an_answer_that_names_a_file_of_somebody_else_or_of_another_question_is_no_answer() {
        let key = |key: &str| Key::new(key).unwrap();
        let answer = |id: i64| Answer::File { id, name: "plan.pdf".to_owned() };
        let mut given = Given::from([
            (key("own"), answer(1)),
            (key("of-another-question"), answer(1)),
            (key("of-another-draft"), answer(7)),
            (key("words"), Answer::Text("1 plan.pdf".to_owned())),
        ]);
        let files = DraftFiles::of("/draft", vec![file(1, "own"), file(2, "unnamed")], &mut given);
        assert_eq!(given.keys().map(Key::as_str).collect::<Vec<_>>(), ["own", "words"]);
        assert_eq!(files.all().map(|file| file.id.0).collect::<Vec<_>>(), [1]);
        assert_eq!(files.address(&file(1, "own")), "/draft/files/own");
        assert_eq!(named(&given).map(|(key, id)| (key.as_str(), id.0)).collect::<Vec<_>>(), [("own", 1)]);
    }
}

//! Files on the pages of a draft: what came with a page and whether it can be kept, and handing one out again to whoever sent
//! it. A browser that sends a page with a question for a file sends it in parts; every page takes both ways.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{DraftAt, DraftPage};
use crate::App;
use crate::files::serving::for_one_reader;
use crate::files::sniff::{self, FileKind};
use crate::ids::QuestionnaireFileId;
use crate::questionnaires::definition::answer::{Answer, Given};
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::Question;
use crate::questionnaires::model::{FILE_LARGEST, FILES_TOGETHER};
use crate::questionnaires::pages::find;
use crate::questionnaires::rules::{FileRefused, may_keep};
use crate::questionnaires::sent_files::{field_of_removal, is_file, named};
use crate::questionnaires::store::files;
use crate::responses;
use crate::site::app::Warm;
use crate::site::fields::FORM_LARGEST;
use crate::site::upload::{UploadLimits, UploadProblem, UploadedFile, UploadedParts, in_parts};
use crate::site::{Fault, Fields, FormErrors, Page, Path, Visit};
use crate::time::Time;

/// The largest page that is read at all, in bytes. Larger than what is kept: a browser shows why a file is not taken only if
/// it could finish sending it.
pub const LARGEST_PAGE: usize = 3 * FILES_TOGETHER;

/// How much of what comes is held.
const LIMITS: UploadLimits = UploadLimits { each: FILE_LARGEST, together: FILES_TOGETHER };

/// How much of what residents send with files is in memory at a time, of everybody together, in megabytes.
const UNDER_WAY_MOST: usize = 240;

/// Room for the pages with files that are under way. Nobody has to be signed in to send one, so there is an end to it.
struct PagesUnderWay(Arc<Semaphore>);

impl Warm for PagesUnderWay {
    fn open(_: &App) -> Self {
        Self(Arc::new(Semaphore::new(UNDER_WAY_MOST)))
    }
}

/// Takes the room that a page needs by its length; as much as any may need where it does not say.
fn room(app: &App, headers: &HeaderMap) -> Result<OwnedSemaphorePermit, Fault> {
    let said = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let most = said.unwrap_or(FILES_TOGETHER).min(FILES_TOGETHER);
    let megabytes = u32::try_from(most.div_ceil(1024 * 1024).max(1)).unwrap_or(u32::MAX);
    Arc::clone(&app.warm::<PagesUnderWay>().0).try_acquire_many_owned(megabytes).map_err(|_| Fault::Busy)
}

/// A page as it arrived.
pub(super) struct PageSent {
    /// What was filled in.
    pub(super) fields: Fields,
    files: Vec<UploadedFile>,
    /// Why it is not all of it, if it is not.
    broken: Option<UploadProblem>,
    /// When it had arrived.
    pub(super) received_at: Time,
    /// Held until it is answered.
    _room: Option<OwnedSemaphorePermit>,
}

impl PageSent {
    /// Reads a page that somebody sends.
    ///
    /// # Errors
    /// When it is no form; [`Fault::Busy`] when very many files are on their way already.
    pub(super) async fn read(visit: &Visit, mut request: Request) -> Result<Self, Fault> {
        let mut parts = UploadedParts::default();
        let (mut broken, mut held) = (None, None);
        let fields = if in_parts(request.headers()) {
            held = Some(room(&visit.app, request.headers())?);
            broken = parts.read(&visit.app, request, LIMITS).await.err();
            Fields::from_pairs(std::mem::take(&mut parts.pairs))
        } else {
            // Without a file a page is as any other form.
            DefaultBodyLimit::max(FORM_LARGEST).apply(&mut request);
            Fields::from_request(request, &visit.app).await?
        };
        Ok(Self { fields, files: parts.files, broken, received_at: visit.app.clock.now(), _room: held })
    }

    /// Whether not all of it arrived.
    pub(super) const fn is_broken(&self) -> bool {
        self.broken.is_some()
    }

    /// What is shown when the page comes back: what was filled in, or what is kept where nothing of that arrived.
    pub(super) fn to_show<'a>(&self, settled: &'a Fields) -> Option<&'a Fields> {
        (!self.is_broken() || !self.fields.pairs().is_empty()).then_some(settled)
    }

    /// The status under which the page comes back.
    pub(super) fn status(&self) -> StatusCode {
        match self.broken {
            Some(UploadProblem::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Some(_) => StatusCode::BAD_REQUEST,
            None => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// What was filled in on a page, with the files that are kept with the draft in place of whatever was said of them; and
    /// the files that came and can be kept, to be put among the answers once they are.
    pub(super) fn settled(
        &self,
        opened: &DraftPage,
        page: usize,
        errors: &mut FormErrors,
    ) -> (Fields, Vec<NewlySent<'_>>) {
        let on_page =
            opened.shown.version.form.pages.get(page).map(|page| page.questions.as_slice()).unwrap_or_default();
        let asked: Vec<&Question> = on_page.iter().filter(|question| is_file(question) && !question.retired).collect();
        if let Some(problem) = self.broken {
            let field = asked.first().map_or_else(|| "form".to_owned(), |question| question.field());
            errors.add(field, not_whole(problem));
        }
        let of_a_file = |name: &str| asked.iter().any(|question| question.field() == name);
        let words = self.fields.pairs().iter().filter(|(name, _)| !of_a_file(name)).cloned();
        // A file in a field that the page does not have is told as any such field.
        let strange =
            self.files.iter().filter(|file| !of_a_file(&file.field)).map(|file| (file.field.clone(), String::new()));
        let mut pairs: Vec<(String, String)> = words.chain(strange).collect();
        let chosen = |question: &Question| -> Vec<&UploadedFile> {
            let field = question.field();
            self.files.iter().filter(|file| file.field == field && !file.is_none()).collect()
        };
        let stays = |question: &Question| {
            let gone = self.fields.ticked(&field_of_removal(question)) || !chosen(question).is_empty();
            opened.files.of_question(question).filter(|_| !gone)
        };
        let replaced = |question: &str| asked.iter().any(|one| one.key.as_str() == question && stays(one).is_none());
        let mut sizes: Vec<i64> =
            opened.files.all().filter(|file| !replaced(&file.question)).map(|file| file.size).collect();
        let mut new = Vec::new();
        for question in &asked {
            let field = question.field();
            if !self.fields.text(&field).is_empty() {
                errors.add(field.clone(), FileRefused::OnlyItsName.words());
            }
            let kept = match chosen(question).as_slice() {
                [] => stays(question).map(|file| format!("{} {}", file.id, file.name)),
                [file] => match NewlySent::of(question, file, &sizes) {
                    Ok(one) => {
                        sizes.push(i64::try_from(one.bytes.len()).unwrap_or(i64::MAX));
                        let said = format!("0 {}", one.name);
                        new.push(one);
                        Some(said)
                    }
                    Err(why) => {
                        errors.add(field.clone(), why.words());
                        None
                    }
                },
                _ => {
                    errors.add(field.clone(), FileRefused::Two.words());
                    None
                }
            };
            pairs.extend(kept.map(|said| (field, said)));
        }
        (Fields::from_pairs(pairs), new)
    }
}

fn not_whole(problem: UploadProblem) -> String {
    match problem {
        UploadProblem::TooLarge => format!(
            "What you sent is too large. A file may have {} MB, and all your files together {} MB",
            FILE_LARGEST / 1024 / 1024,
            FILES_TOGETHER / 1024 / 1024
        ),
        _ => {
            "The page did not arrive whole. Look whether everything is there, choose the file again and press once more"
                .to_owned()
        }
    }
}

/// A file that came with a page and can be kept.
pub(super) struct NewlySent<'a> {
    /// The question it answers.
    pub(super) key: Key,
    /// The field it was chosen in.
    pub(super) field: String,
    name: String,
    kind: FileKind,
    bytes: &'a [u8],
}

impl<'a> NewlySent<'a> {
    fn of(question: &Question, file: &'a UploadedFile, sizes: &[i64]) -> Result<Self, FileRefused> {
        may_keep(sizes, file.size)?;
        let bytes = file.bytes.as_deref().ok_or(FileRefused::TooMuch)?;
        let kind = sniff::kind_of(bytes, &file.name).map_err(FileRefused::Kind)?;
        let name = sniff::safe_name(&file.name, kind);
        Ok(Self { key: question.key.clone(), field: question.field(), name, kind, bytes })
    }

    /// Keeps it with the draft, and puts it among the answers.
    ///
    /// # Errors
    /// When the record refuses it.
    pub(super) async fn keep(
        &self,
        tx: &mut crate::db::Tx,
        opened: &DraftPage,
        given: &mut Given,
        now: Time,
    ) -> Result<(), crate::db::DbError> {
        let new = files::NewFile {
            draft: &opened.draft,
            question: self.key.as_str(),
            name: &self.name,
            kind: self.kind,
            bytes: self.bytes,
        };
        let id = files::keep(tx, &new, now).await?;
        given.insert(self.key.clone(), Answer::File { id: id.0, name: self.name.clone() });
        Ok(())
    }
}

/// `GET …/answers/{key}/files/{question}`: a file that somebody chose, for whoever has the address of the draft.
pub async fn of_draft(
    visit: Visit,
    Path((slug, number, key, question)): Path<(String, String, String, String)>,
) -> Page {
    let at: DraftAt = (slug, number, key);
    let opened = DraftPage::find(&visit, &at).await?;
    let file = named(&opened.given).find(|(key, _)| key.as_str() == question).map(|(_, file)| file);
    let file: QuestionnaireFileId = file.ok_or(Fault::Missing)?;
    let content = files::content_in_draft(&visit.app.db, &opened.draft, file).await?.ok_or(Fault::Missing)?;
    for_one_reader(content.bytes, content.kind, &content.name).map_err(Fault::broken)
}

/// `GET /consultations/{slug}/questionnaires/{number}/files-of-mine/{question}`: a file that was sent, for whoever sent it.
pub async fn of_mine(visit: Visit, Path((slug, number, question)): Path<(String, String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    let account = visit.own_account()?;
    let response = responses::store::live(&visit.app.db, account.id, shown.consultation.id).await?;
    let of = (response.ok_or(Fault::Missing)?, shown.record.id);
    let content = files::content_of_response(&visit.app.db, of, &question).await?.ok_or(Fault::Missing)?;
    for_one_reader(content.bytes, content.kind, &content.name).map_err(Fault::broken)
}

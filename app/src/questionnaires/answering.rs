//! Answering: one thing after the other, from the first page of a questionnaire to the receipt. What somebody has answered
//! is a draft in the record, opened by the secret in the address: so Back works, a reload loses nothing, and nothing is sent
//! before they have checked it.

mod again;
mod check;
mod equality;
mod files;
mod forms;
mod pages;
mod sending;

use std::sync::Arc;

pub use check::check;
pub use equality::{answer as answer_equality, choose as choose_equality, offer, questions as equality_questions};
pub use files::{LARGEST_PAGE, of_draft, of_mine};
pub use forms::{begin, delete, delete_page, save_page, send_all};
pub use pages::{already_sent, enter, page, sent};
pub use sending::send;

use super::again::SentBefore;
use super::definition::answer::Given;
use super::definition::order::{self, OrderSeed};
use super::definition::question::Question;
use super::definition::reading;
use super::definition::route::Route;
use super::model::{AnswerDraft, DRAFT_DAYS, QuestionnaireVersion};
use super::pages::{QuestionnairePage, find};
use super::rules::{AnswersRefused, erased_at};
use super::sent_files::{DraftFiles, asks_for_files};
use super::store;
use super::store::answers;
use super::store::drafts::{self, KeyPurpose};
use super::versions::KeptVersions;
use super::view::{AskedOf, FilesHere};
use crate::branches;
use crate::branches::model::BranchName;
use crate::responses;
use crate::site::{Fault, Visit};
use crate::time::Time;

/// Where a draft stands in addresses: consultation, questionnaire, secret.
pub type DraftAt = (String, String, String);

/// A draft with what is asked now.
pub struct DraftPage {
    /// The questionnaire as it is asked now.
    pub shown: QuestionnairePage,
    /// What is not sent yet.
    pub draft: AnswerDraft,
    /// Its answers, off the route too.
    pub given: Given,
    /// The files that they name.
    pub files: DraftFiles,
    /// The secret.
    pub key: String,
    /// The service's libraries.
    pub branches: Vec<BranchName>,
    /// The version it was begun with, where another is asked now.
    pub begun_with: Option<Arc<QuestionnaireVersion>>,
    /// What was asked when the answers were sent that this draft changes, where another version is asked now.
    pub sent_before: Option<SentBefore>,
}

impl DraftPage {
    /// The draft at an address.
    ///
    /// # Errors
    /// [`AnswersRefused::NoDraft`] when the secret opens none.
    pub async fn find(visit: &Visit, (slug, number, key): &DraftAt) -> Result<Self, Fault> {
        let shown = find(visit, slug, number).await?;
        let draft = drafts::by_key(&visit.app.db, key, KeyPurpose::Page, visit.app.clock.now()).await?;
        let draft = draft.filter(|draft| draft.questionnaire_id == shown.record.id);
        let draft = draft.ok_or_else(|| Fault::from(AnswersRefused::NoDraft))?;
        Self::of(visit, shown, draft, key.clone()).await
    }

    /// A draft that was found, under the secret of its pages.
    ///
    /// # Errors
    /// [`AnswersRefused::NoDraft`] when its time has run out, or it is somebody else's.
    pub async fn of(visit: &Visit, shown: QuestionnairePage, draft: AnswerDraft, key: String) -> Result<Self, Fault> {
        // Its time may have run out a moment ago, with nothing erased yet.
        if erased_at(draft.expires_at, &shown.consultation.dates) <= visit.app.clock.now() {
            return Err(AnswersRefused::NoDraft.into());
        }
        // Answers that were sent are shown again to nobody but whoever sent them.
        let mut sent_before = None;
        if let Some(response) = draft.changes_response_id.filter(|_| draft.sent_at.is_none()) {
            let own = match visit.account() {
                Some(account) => responses::store::live(&visit.app.db, account.id, shown.consultation.id).await?,
                None => None,
            };
            if own != Some(response) {
                return Err(AnswersRefused::NoDraft.into());
            }
            let sent = answers::own(&visit.app.db, [response]).await?;
            if let Some(sent) = sent.into_iter().find(|one| one.questionnaire_id == shown.record.id) {
                sent_before = SentBefore::of(&visit.app, shown.record.id, sent.version, &shown.version).await?;
            }
        }
        let mut given = reading::from_json(&draft.answers, &shown.version.form).map_err(Fault::broken)?;
        let begun_with = match draft.version == shown.version.number {
            true => None,
            false => {
                let versions = visit.app.warm::<KeptVersions>();
                versions.get(&visit.app.db, shown.record.id, draft.version).await?
            }
        };
        let branches = branches::store::all(&visit.app.db).await?;
        let may_name = if asks_for_files(&shown.version.form) {
            store::files::of_draft(&visit.app.db, &draft).await?
        } else {
            Vec::new()
        };
        let files = DraftFiles::of(&path(&shown, &key), may_name, &mut given);
        Ok(Self { shown, draft, given, files, key, branches, begun_with, sent_before })
    }

    /// Where somebody is led who comes back after it was sent; nothing as long as it is not.
    pub fn sent_already(&self) -> Option<String> {
        self.draft.sent_at.map(|_| format!("{}/sent?already=yes", self.path()))
    }

    /// When it is erased: some weeks after it was last changed, later if they took a link or a code for it, and at the
    /// latest a day after the consultation closes as things stand.
    pub fn erased_at(&self) -> Time {
        erased_at(self.draft.expires_at, &self.shown.consultation.dates)
    }

    /// The route of what was answered so far.
    pub fn route(&self) -> Route<'_> {
        Route::of(&self.shown.version.form, &self.given)
    }

    /// What is asked, and of whom.
    pub fn asked(&self, now: Time) -> AskedOf<'_> {
        let form = &self.shown.version.form;
        let known = form.languages.contains(&self.draft.language);
        AskedOf {
            form,
            language: if known { &self.draft.language } else { form.first_language() },
            branches: &self.branches,
            order_seed: Some(OrderSeed(self.draft.order_seed)),
            now,
            files: FilesHere::Here(&self.files),
        }
    }

    /// The path that all its addresses begin with.
    pub fn path(&self) -> String {
        path(&self.shown, &self.key)
    }

    /// The places of the pages on which this person is asked something, in their order.
    pub fn pages(&self, route: &Route<'_>) -> Vec<usize> {
        let on_route = route.pages();
        let all = order::pages(&self.shown.version.form, Some(OrderSeed(self.draft.order_seed)));
        all.into_iter().filter(|page| on_route.contains(page)).collect()
    }

    /// The address of a page.
    pub fn page_path(&self, page: usize) -> String {
        let key = self.shown.version.form.pages.get(page).map(|page| page.key.in_address()).unwrap_or_default();
        format!("{}/pages/{key}", self.path())
    }

    /// The place of a page by its key.
    pub fn page_of(&self, key: &str) -> Option<usize> {
        self.shown.version.form.pages.iter().position(|page| page.key.as_str() == key)
    }

    /// Where somebody goes on: at the first question after the last one they answered, for those in between they left out on
    /// purpose; at the first gap that has to be filled, if it comes before that; at the check page if there is neither.
    pub fn onward(&self) -> String {
        let route = self.route();
        let pages = self.pages(&route);
        let questions = |page: usize| route.on_page(page).into_iter().map(move |question| (page, question));
        let asked: Vec<_> =
            pages.iter().flat_map(|page| questions(*page)).filter(|(_, question)| question.asks()).collect();
        let answered = |(_, question): &(usize, &Question)| route.answer(&question.key).is_some();
        let Some(last) = asked.iter().rposition(answered) else {
            return pages.first().map_or_else(|| format!("{}/check", self.path()), |first| self.page_path(*first));
        };
        let missing = route.missing();
        let gap = asked.iter().position(|(_, one)| missing.iter().any(|(_, missing)| missing.key == one.key));
        let next = gap.map_or(last + 1, |gap| gap.min(last + 1));
        let Some((page, question)) = asked.get(next) else { return format!("{}/check", self.path()) };
        let path = self.page_path(*page);
        // Below others on its page, it is led to.
        let first = route.on_page(*page).first().is_none_or(|first| first.key == question.key);
        if first { path } else { format!("{path}#{}", question.first_field()) }
    }

    /// Whether something is asked now that was not asked by the version it was begun with.
    pub fn new_questions(&self) -> Vec<&Question> {
        let Some(before) = &self.begun_with else { return Vec::new() };
        let asked = self.shown.version.form.questions().filter(|question| question.asks() && !question.retired);
        asked.filter(|question| before.form.question(question.key.as_str()).is_none_or(|one| one.retired)).collect()
    }
}

fn path(shown: &QuestionnairePage, key: &str) -> String {
    format!("{}/answers/{key}", shown.path())
}

/// What tells one state of the answers from another: so nothing is sent but what was checked.
pub fn mark_of(draft: &AnswerDraft) -> String {
    use sha2::Digest;
    hex::encode(&sha2::Sha256::digest(draft.answers.as_bytes())[..8])
}

/// When what somebody fills in now is erased, unless they change it again.
pub fn expires_at(now: Time) -> Time {
    now.plus(DRAFT_DAYS * Time::DAY)
}

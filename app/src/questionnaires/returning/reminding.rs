//! The one reminder of saved answers, three days before the consultation closes: for whoever took a link before that and has
//! not sent them. Nobody is reminded twice, after closing, or of what was sent.

use std::collections::VecDeque;

use super::letters::AboutSaved;
use super::store::{self, DueReminder};
use crate::App;
use crate::consultations::model::Dates;
use crate::db::DbError;
use crate::notices::store::Message;
use crate::questionnaires::rules::erased_at;
use crate::questionnaires::store::drafts::{self, KeyPurpose};
use crate::questionnaires::versions::KeptVersions;
use crate::time::Time;

/// How long before closing people are reminded, in milliseconds. Who takes a link later than that is not.
pub const REMINDED_BEFORE: i64 = 3 * Time::DAY;

/// Reminds whoever is to be reminded now, and says how many.
///
/// # Errors
/// When the record cannot be reached; whoever was reminded before that is noted.
pub async fn remind(app: &App) -> Result<usize, DbError> {
    let mut reminded = 0;
    loop {
        let now = app.clock.now();
        let mut due: VecDeque<DueReminder> = store::due(&app.db, REMINDED_BEFORE, now).await?.into();
        if due.is_empty() {
            return Ok(reminded);
        }
        let service = app.settings.now(&app.db).await;
        while let Some(one) = due.pop_front() {
            let version = app.warm::<KeptVersions>().get(&app.db, one.questionnaire_id, one.version).await?;
            let language = one.language();
            let questionnaire = version.map_or_else(String::new, |version| {
                version.form.title.read(&language, &version.form.languages).to_owned()
            });
            let token = app.random.token();
            let link = app.config.link(&format!("/saved-answers/{token}"));
            let dates = Dates { closes_at: Some(one.closes_at), ..Dates::default() };
            let about = AboutSaved {
                service: &service.name,
                questionnaire: &questionnaire,
                consultation: &one.consultation,
                link: &link,
                closes_at: Some(one.closes_at),
                erased_at: erased_at(one.expires_at, &dates),
            };
            let (subject, body) = about.reminder();
            let mut tx = app.db.begin().await?;
            // Of two programs that found the same person, one writes; and nobody who sent their answers just now is written to.
            if !store::note_reminded(&mut tx, one.draft_id, now).await? {
                tx.rollback().await?;
                continue;
            }
            drafts::add_key(&mut tx, one.draft_id, &token, KeyPurpose::Link, now).await?;
            let message = Message { account: None, recipient: &one.email, subject: &subject, body: &body };
            store::post_about(&mut tx, one.draft_id, &message, now).await?;
            tx.commit().await?;
            reminded += 1;
        }
    }
}

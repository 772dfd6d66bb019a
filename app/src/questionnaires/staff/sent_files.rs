//! Files that residents sent in answer to a question, for staff who may see results: a list for each question, and each file
//! as a download. Opening one is an act that is recorded, by numbers alone: it can hold more about a person than any answer
//! that is ticked. The list says neither who sent a file nor when, so that it is not laid beside anything else they did.

use leptos::prelude::*;

use super::{At, crumbs_to_results, list_path, of_results};
use crate::audit::store::append;
use crate::consultations::editing::entry;
use crate::files::serving::for_one_reader;
use crate::ids::QuestionnaireFileId;
use crate::questionnaires::definition::key::in_address;
use crate::questionnaires::definition::logic;
use crate::questionnaires::definition::question::Question;
use crate::questionnaires::results::CountedQuestionnaire;
use crate::questionnaires::results::kept::KeptFigures;
use crate::questionnaires::sent_files::is_file;
use crate::questionnaires::store::files;
use crate::site::{Area, Fault, Page, Path, Visit};
use crate::ui::pager::pager;

/// How many stand on a page.
const A_PAGE: i64 = 20;

/// The question of this key as it was last asked, if it asks for files.
fn question<'a>(counted: &'a CountedQuestionnaire, key: &str) -> Option<&'a Question> {
    let versions = counted.versions.iter().rev();
    versions.filter_map(|(_, form)| form.question(key)).next().filter(|question| is_file(question))
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/files-sent?question=&after=`
pub async fn list(visit: Visit, Path((slug, number)): At) -> Page {
    let (consultation, record) = of_results(&visit, &slug, &number).await?;
    let counted = visit.app.warm::<KeptFigures>().exact(&visit.app, &record).await?;
    let key = visit.query_value("question");
    let asked = question(&counted, &key).ok_or(Fault::Missing)?;
    let newest = counted.versions.last().map(|(_, form)| form).ok_or(Fault::Missing)?;
    let label = logic::question_words(newest, asked);
    let after: Option<i64> = visit.query_value("after").parse().ok();
    let mut files = files::counted_after(&visit.app.db, record.id, &key, after.unwrap_or(0), A_PAGE + 1).await?;
    let more = i64::try_from(files.len()).is_ok_and(|count| count > A_PAGE);
    files.truncate(usize::try_from(A_PAGE).unwrap_or(usize::MAX));
    let base = format!("{}/{}", list_path(&consultation), record.number);
    let here = format!("{base}/files-sent?question={}", in_address(&key));
    let next = files.last().filter(|_| more).map(|last| format!("{here}&after={}", last.id));
    visit.page(format!("Files sent: {}", record.title)).area(Area::Staff).show(|| {
        let items: Vec<AnyView> = files
            .iter()
            .map(|file| {
                let href = format!("{base}/files-sent/{}/{}", file.id, in_address(&file.name));
                view! { <li><a href=href download="download" dir="auto">{file.name.clone()}</a>" "<small>{file.about()}</small></li> }
                    .into_any()
            })
            .collect();
        view! {
            {crumbs_to_results(&consultation, &record)}
            <header class="title">
                <p class="over">"Files sent in answer to a question"</p>
                <h1 dir="auto">{label}</h1>
            </header>
            <div class="note"><p><strong>"These files are for your work on this consultation alone."</strong>" They are never published. Each time you open one, that is noted in the record of acts. A file from a stranger can do harm: let your virus scanner look at it first."</p></div>
            {if items.is_empty() {
                view! { <div class="empty"><h2>"No files"</h2><p>"Nobody has sent one, or those who did have taken it back."</p></div> }.into_any()
            } else {
                view! { <ul class="documents">{items}</ul> }.into_any()
            }}
            {pager("More files", after.map(|_| here.clone()), next)}
        }
        .into_any()
    })
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/files-sent/{file}/{name}`
pub async fn open(visit: Visit, Path((slug, number, file, name)): Path<(String, String, String, String)>) -> Page {
    let actor = visit.actor()?;
    visit.require_own_wish()?;
    let (consultation, record) = of_results(&visit, &slug, &number).await?;
    let id = QuestionnaireFileId(file.parse().map_err(|_| Fault::Missing)?);
    let content = files::content_counted(&visit.app.db, record.id, id).await?.ok_or(Fault::Missing)?;
    if content.name != name {
        return Err(Fault::Missing);
    }
    let detail = [
        ("questionnaire", record.number.to_string()),
        ("file", id.to_string()),
        ("sha256", hex::encode(&content.sha256)),
    ];
    let mut tx = visit.app.db.begin().await?;
    append(&mut tx, &entry(actor, "questionnaire.file", consultation.id, &detail), visit.now).await?;
    tx.commit().await?;
    for_one_reader(content.bytes, content.kind, &content.name).map_err(Fault::broken)
}

//! The answers to a questionnaire as files, and the files that describe them, for those who may take them away. However
//! many answers there are, no more than a thousand are held at a time: the file grows on the disk, and goes out from there.
//!
//! A row says the month and not the day, and no library with fewer than five answers: with more, one person's answers could
//! be laid beside what they wrote in public.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::Path as FolderPath;
use std::sync::Arc;

use leptos::prelude::*;
use tokio::sync::mpsc;

use crate::audit::store::append;
use crate::clock;
use crate::consultations::editing::entry;
use crate::consultations::model::Consultation;
use crate::downloads::made::MadeFile;
use crate::ids::ResponseId;
use crate::questionnaires::definition::answer::PartialDate;
use crate::questionnaires::definition::order::{self, OrderSeed};
use crate::questionnaires::definition::question::Questionnaire;
use crate::questionnaires::definition::reading;
use crate::questionnaires::files::columns::{CellsAs, ColumnPlan};
use crate::questionnaires::files::formats::{self, FileFormat};
use crate::questionnaires::files::response::FiledResponse;
use crate::questionnaires::files::writer::FileFault;
use crate::questionnaires::files::{codebook, ddi, spss, triple_s};
use crate::questionnaires::model::QuestionnaireRecord;
use crate::questionnaires::results::CountedQuestionnaire;
use crate::questionnaires::staff;
use crate::questionnaires::store::answers::{self, ExportedAnswers};
use crate::responses::shuffle::shuffled;
use crate::responses::suppression;
use crate::site::{Fault, Page, Path, Visit};
use crate::time::Time;

/// How many answers are held at a time.
const AT_ONCE: usize = 1_000;

/// A file that can be taken away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Offered {
    /// Answers, one line each.
    Answers(FileFormat),
    /// A line for each column.
    Codebook,
    /// A line for each code.
    Codes,
    /// Syntax that reads the CSV file in SPSS.
    Spss,
    /// The description of the Triple-S data.
    TripleS,
    /// The description for archives.
    Ddi,
}

/// The files by the names they have in addresses, and what each is for.
const FILES: [(&str, Offered, &str); 12] = [
    ("answers.csv", Offered::Answers(FileFormat::Csv), "For any program that reads tables"),
    ("answers.xlsx", Offered::Answers(FileFormat::Xlsx), "An Excel workbook, with what its columns mean"),
    ("answers.ods", Offered::Answers(FileFormat::Ods), "The same for LibreOffice"),
    ("answers.jsonl", Offered::Answers(FileFormat::JsonLines), "For programs: one answer a line"),
    (
        "data-package.zip",
        Offered::Answers(FileFormat::DataPackage),
        "Data and description, for publishing as open data",
    ),
    ("codebook.csv", Offered::Codebook, "What each column means"),
    ("codes.csv", Offered::Codes, "What each code means"),
    ("spss.sps", Offered::Spss, "Reads spss.csv in SPSS or PSPP, with labels and missing values"),
    ("spss.csv", Offered::Answers(FileFormat::CsvOneLine), "The data for SPSS"),
    ("triple-s.xml", Offered::TripleS, "The description for market-research programs"),
    ("triple-s.csv", Offered::Answers(FileFormat::TripleSData), "The data for it"),
    ("ddi.xml", Offered::Ddi, "The description for archives (DDI Codebook 2.5)"),
];

/// What can be taken away, as a list of links.
pub(super) fn offered(consultation: &Consultation, record: &QuestionnaireRecord) -> AnyView {
    let base = format!("{}/{}/files", staff::list_path(consultation), record.number);
    let items: Vec<AnyView> = FILES
        .iter()
        .map(|(name, _, what)| {
            view! { <li><a href=format!("{base}/{name}") download="download">{*name}</a>" "<small>{*what}</small></li> }
                .into_any()
        })
        .collect();
    view! {
        <details class="files"><summary>"Take the answers away"</summary>
            <p>"One row is one person’s answers, in an order that says nothing about when they came; with the month and not the day, and without the names of libraries that have fewer than five answers. Every download is noted in the record of acts."</p>
            <ul>{items}</ul>
            <p class="quiet">"Codes stand in the cells; for words add "<code>"?cells=labels"</code>" to the address of the CSV file or a workbook."</p>
        </details>
    }
    .into_any()
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/files/{file}` (`?cells=labels` for words in place of codes)
pub async fn send(visit: Visit, Path((slug, number, file)): Path<(String, String, String)>) -> Page {
    let actor = visit.actor()?;
    visit.require_own_wish()?;
    let (consultation, record) = staff::of_results(&visit, &slug, &number).await?;
    let (name, offered, _) = FILES.iter().find(|(name, ..)| *name == file).ok_or(Fault::Missing)?;
    let labels = visit.query_value("cells") == "labels";
    let counted = CountedQuestionnaire::of(&visit.app, &record).await?;
    let media_type = match offered {
        Offered::Answers(format) => format.media_type(),
        Offered::Codebook | Offered::Codes => "text/csv; charset=utf-8",
        Offered::Spss => "text/plain; charset=utf-8",
        Offered::TripleS | Offered::Ddi => "application/xml; charset=utf-8",
    };
    let made = make(&visit, &record, counted, *offered, labels).await?;
    let detail = [
        ("questionnaire", record.number.to_string()),
        ("file", (*name).to_owned()),
        ("sha256", made.sha256().to_owned()),
    ];
    let mut tx = visit.app.db.begin().await?;
    append(&mut tx, &entry(actor, "questionnaire.export", consultation.id, &detail), visit.now).await?;
    tx.commit().await?;
    made.sent(media_type, &format!("{slug}-questionnaire-{}-{name}", record.number))
}

async fn make(
    visit: &Visit,
    record: &QuestionnaireRecord,
    counted: CountedQuestionnaire,
    offered: Offered,
    labels: bool,
) -> Result<MadeFile, Fault> {
    let forms: Arc<BTreeMap<i64, Questionnaire>> = Arc::new(counted.versions.iter().cloned().collect());
    let (sender, receiver) = mpsc::channel::<Vec<FiledResponse>>(2);
    let folder = visit.app.config.data_dir.clone();
    let writing = tokio::task::spawn_blocking(move || written(&counted, offered, labels, (&folder, receiver)));
    if let Offered::Answers(_) = offered {
        feed(visit, record, &forms, sender).await?;
    } else {
        drop(sender);
    }
    writing.await.map_err(Fault::broken)?.map_err(Fault::broken)
}

/// Reads the answers, a thousand at a time, in an order that says nothing about when they came.
async fn feed(
    visit: &Visit,
    record: &QuestionnaireRecord,
    forms: &BTreeMap<i64, Questionnaire>,
    sender: mpsc::Sender<Vec<FiledResponse>>,
) -> Result<(), Fault> {
    let all = answers::counted_responses(&visit.app.db, record.id).await?;
    let named = libraries(&all);
    let all = shuffled(&visit.app.secret, &format!("questionnaire {}", record.id), all, |(response, _)| *response);
    let mut number = 0;
    for some in all.chunks(AT_ONCE) {
        let rows = answers::exported(&visit.app.db, record.id, some.iter().map(|(response, _)| *response)).await?;
        let mut rows: HashMap<ResponseId, ExportedAnswers> =
            rows.into_iter().map(|row| (row.response_id, row)).collect();
        let mut filed = Vec::with_capacity(some.len());
        for (response, branch) in some {
            // What was withdrawn while this was read is not in the file.
            let Some(row) = rows.remove(response) else { continue };
            let form = forms.get(&row.version).ok_or(Fault::Missing)?;
            number += 1;
            let branch = branch.clone().filter(|slug| named.contains(slug));
            filed.push(filed_as(&row, form, number, branch)?);
        }
        if sender.send(filed).await.is_err() {
            // Whoever writes has stopped, and says why.
            break;
        }
    }
    Ok(())
}

/// The libraries that may stand in a file: none with so few answers that it gives somebody away.
fn libraries(all: &[(ResponseId, Option<String>)]) -> Vec<String> {
    let mut people: BTreeMap<&str, u64> = BTreeMap::new();
    for slug in all.iter().filter_map(|(_, slug)| slug.as_deref()) {
        *people.entry(slug).or_default() += 1;
    }
    let counts: Vec<u64> = people.values().copied().collect();
    let slugs: Vec<&str> = people.into_keys().collect();
    let alone = suppression::named(&counts).alone;
    alone.into_iter().filter_map(|place| slugs.get(place).map(|slug| (*slug).to_owned())).collect()
}

fn filed_as(
    row: &ExportedAnswers,
    form: &Questionnaire,
    number: i64,
    branch: Option<String>,
) -> Result<FiledResponse, Fault> {
    Ok(FiledResponse {
        number,
        version: row.version,
        channel: row.channel.clone(),
        language: row.language.clone(),
        received_on: month(row.sent_at),
        branch,
        assurance: row.assurance.clone(),
        kind: row.kind.clone(),
        order_shown: order_shown(form, row.order_seed),
        given: reading::from_json(&row.answers, form).map_err(Fault::broken)?,
    })
}

/// The month that a moment is in.
fn month(at: Time) -> PartialDate {
    let day: Option<PartialDate> = clock::day(at).parse().ok();
    day.map_or(PartialDate { year: 1970, month: None, day: None }, |day| PartialDate { day: None, ..day })
}

/// The order in which somebody saw what was left to chance: "uses: b a c; pages: two one".
fn order_shown(form: &Questionnaire, seed: Option<i64>) -> String {
    let Some(seed) = seed.map(OrderSeed) else { return String::new() };
    let mut said = Vec::new();
    if form.pages.iter().any(|page| page.shuffled) {
        let keys: Vec<String> = order::pages(form, Some(seed))
            .into_iter()
            .filter_map(|place| form.pages.get(place).map(|page| page.key.to_string()))
            .collect();
        said.push(format!("pages: {}", keys.join(" ")));
    }
    for question in form.questions() {
        if let Some(list) = question.list().filter(|list| list.shuffled) {
            let shown = order::options(question.key.as_str(), list, Some(seed));
            let codes: Vec<&str> = shown.iter().map(|option| option.code.as_str()).collect();
            said.push(format!("{}: {}", question.key, codes.join(" ")));
        }
    }
    said.join("; ")
}

/// Writes a file, and gives it from its beginning with its fingerprint.
fn written(
    counted: &CountedQuestionnaire,
    offered: Offered,
    labels: bool,
    (folder, mut receiver): (&FolderPath, mpsc::Receiver<Vec<FiledResponse>>),
) -> Result<MadeFile, FileFault> {
    let branches = counted.branches.iter().map(|branch| (branch.slug.clone(), branch.name.clone())).collect();
    let plan = ColumnPlan::of(&counted.versions, branches)?;
    let mut file = MadeFile::begin(folder)?;
    match offered {
        Offered::Answers(format) => {
            let shown = if labels { CellsAs::Labels(plan.newest().first_language().clone()) } else { CellsAs::Codes };
            let mut writer = formats::begin(format, &plan, shown, &mut file)?;
            while let Some(some) = receiver.blocking_recv() {
                for response in &some {
                    writer.take(response)?;
                }
            }
            writer.finish()?;
        }
        Offered::Codebook => codebook::columns(&plan).write(&mut file)?,
        Offered::Codes => codebook::codes(&plan).write(&mut file)?,
        Offered::Spss => file.write_all(spss::syntax(&plan, "spss.csv").as_bytes())?,
        Offered::TripleS => triple_s::description(&plan, "triple-s.csv", &mut file)?,
        Offered::Ddi => ddi::description(&plan, "answers.csv", &mut file)?,
    }
    Ok(MadeFile::of(file)?)
}

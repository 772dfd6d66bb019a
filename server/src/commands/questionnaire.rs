//! `soundings questionnaire`: questionnaires as files. What other programs wrote is read, and ours is written for them;
//! whether nobody gets lost in one, how it reads, and who is asked what.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};
use soundings_app::clock::Clock;
use soundings_app::consultations::store::by_slug;
use soundings_app::questionnaires::definition::answer::Given;
use soundings_app::questionnaires::definition::question::Questionnaire;
use soundings_app::questionnaires::definition::route::{Route, WhyNotAsked};
use soundings_app::questionnaires::definition::{logic, proof, reading};
use soundings_app::questionnaires::files::columns::ColumnPlan;
use soundings_app::questionnaires::files::{ddi, spss, triple_s};
use soundings_app::questionnaires::interchange::imported::Imported;
use soundings_app::questionnaires::interchange::{self, WriteFormat, described};
use soundings_app::questionnaires::linter::{self, LintContext};
use soundings_app::questionnaires::{intake, store};

use super::{Failure, say};
use crate::configuration::Configuration;

/// Questionnaires, as files.
#[derive(Subcommand)]
pub(crate) enum Questionnaires {
    /// Bring in a questionnaire from a file: XLSForm (.xlsx, .xls, .ods), LimeSurvey (tab-separated or .lss) or our TOML.
    ///
    /// What it is, is told by what is in it. What cannot be taken over is named. A condition that is not understood stops
    /// the import, unless the questions that hang on it are left out.
    Import {
        /// The file.
        file: PathBuf,
        /// The consultation's name in its address: a draft.
        #[arg(long, required_unless_present = "dry_run")]
        consultation: Option<String>,
        /// Only say what would be taken over.
        #[arg(long)]
        dry_run: bool,
        /// Leave out the questions whose conditions are not understood, and all that hangs on them.
        #[arg(long)]
        leave_out_unclear: bool,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write a questionnaire for another program.
    Export {
        /// A file, or the name of a consultation in its address.
        what: String,
        /// Which of the consultation's questionnaires.
        #[arg(long, default_value_t = 1)]
        number: i64,
        /// For which program.
        #[arg(long, value_enum)]
        format: ExportFormat,
        /// The file to write; it must not be there yet.
        #[arg(long)]
        out: PathBuf,
    },
    /// Prove that everybody who answers gets to the end, and read the questions by the rules of good ones. Ends with 1 if
    /// somebody could get lost.
    Check {
        /// A file, or the name of a consultation in its address.
        what: String,
        /// Which of the consultation's questionnaires.
        #[arg(long, default_value_t = 1)]
        number: i64,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Say which questions somebody is asked who answered this, in order, and why the others are not.
    Route {
        /// The questionnaire.
        file: PathBuf,
        /// The answers, as JSON: each question's key with its answer.
        #[arg(long)]
        answers: PathBuf,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// A format to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// An XLSForm workbook.
    Xlsform,
    /// LimeSurvey's table with tabs.
    Limesurvey,
    /// Our own.
    Toml,
    /// Syntax that reads the answers in SPSS or PSPP.
    Sps,
    /// The description of the answers for market-research programs.
    TripleS,
    /// The description of the answers for archives.
    Ddi,
}

/// Does it.
///
/// # Errors
/// A [`Failure`] in one clear line.
pub(crate) async fn run(questionnaires: Questionnaires, configuration: &Configuration) -> Result<(), Failure> {
    match questionnaires {
        Questionnaires::Import { file, consultation, dry_run, leave_out_unclear, json } => {
            let read = taken_over(&file, leave_out_unclear, json)?;
            match consultation.filter(|_| !dry_run) {
                Some(slug) => bring_in(&read, &slug, configuration).await,
                None => Ok(()),
            }
        }
        Questionnaires::Export { what, number, format, out } => {
            let versions = versions(&what, number, configuration).await?;
            export(&versions, format, &out)
        }
        Questionnaires::Check { what, number, json } => {
            let versions = versions(&what, number, configuration).await?;
            let (_, form) = versions.last().ok_or_else(|| Failure::new("there is no questionnaire"))?;
            check(form, json)
        }
        Questionnaires::Route { file, answers, json } => route(&file, &answers, json),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::new(format!("{} could not be read: {error}", path.display())))
}

fn text(path: &Path) -> Result<String, Failure> {
    String::from_utf8(bytes(path)?).map_err(|_| Failure::new(format!("{} is not UTF-8 text", path.display())))
}

fn read_file(path: &Path) -> Result<Imported, Failure> {
    interchange::read(&bytes(path)?).map_err(|why| Failure::new(format!("{}: {why}", path.display())))
}

/// A questionnaire that is understood as a whole.
fn questionnaire(path: &Path) -> Result<Questionnaire, Failure> {
    let read = read_file(path)?;
    match read.unclear.first() {
        None => Ok(read.questionnaire),
        Some(first) => Err(Failure::new(format!(
            "{}: the condition of “{}” is not understood: {}",
            path.display(),
            first.question,
            first.why
        ))),
    }
}

/// A file's questionnaire as its only version; or the versions of a consultation's, and last what staff write.
async fn versions(
    what: &str,
    number: i64,
    configuration: &Configuration,
) -> Result<Vec<(i64, Questionnaire)>, Failure> {
    let path = Path::new(what);
    if path.exists() {
        return Ok(vec![(1, questionnaire(path)?)]);
    }
    let db = configuration.open().await?;
    let consultation = by_slug(&db, what)
        .await?
        .ok_or_else(|| Failure::new(format!("there is neither a file nor a consultation called {what:?}")))?;
    let record = store::by_number(&db, consultation.id, number)
        .await?
        .ok_or_else(|| Failure::new(format!("the consultation {what:?} has no questionnaire {number}")))?;
    let mut versions: Vec<(i64, Questionnaire)> = store::versions(&db, record.id)
        .await?
        .into_iter()
        .map(|version| (version.number, (*version.form).clone()))
        .collect();
    if versions.is_empty() {
        versions.push((1, store::draft(&db, record.id).await?));
    }
    Ok(versions)
}

/// Says what would be taken over, and gives it if it may be.
fn taken_over(file: &Path, leave_out_unclear: bool, as_json: bool) -> Result<Imported, Failure> {
    let mut read = read_file(file)?;
    if leave_out_unclear {
        read = read.without_unclear();
    }
    if as_json {
        say!("{}", described::imported(&read));
    } else {
        let count = read.questionnaire.questions().count();
        say!("{count} questions on {} pages", read.questionnaire.pages.len());
        for dropped in &read.dropped {
            say!("left out: {} ({}): {}", dropped.name, dropped.what, dropped.why);
        }
        for warning in &read.warnings {
            say!("look at: {warning}");
        }
        for unclear in &read.unclear {
            say!("not understood: {}: {} ({})", unclear.question, unclear.condition, unclear.why);
        }
    }
    match read.unclear.len() {
        0 => Ok(read),
        1 => Err(Failure::new(
            "nothing was imported: 1 condition is not understood. With --leave-out-unclear its questions are left out",
        )),
        many => Err(Failure::new(format!(
            "nothing was imported: {many} conditions are not understood. With --leave-out-unclear their questions are left out"
        ))),
    }
}

async fn bring_in(read: &Imported, slug: &str, configuration: &Configuration) -> Result<(), Failure> {
    let form = intake::titled(read.questionnaire.clone());
    let db = configuration.open().await?;
    let number = intake::bring_in(&db, slug, &form, None, Clock::system().now()).await.map_err(Failure::new)?;
    // On standard error, so that what is printed for programs stays whole.
    tracing::info!(slug, number, "a questionnaire was brought in");
    Ok(())
}

fn export(versions: &[(i64, Questionnaire)], format: ExportFormat, out: &Path) -> Result<(), Failure> {
    let (_, form) = versions.last().ok_or_else(|| Failure::new("there is no questionnaire"))?;
    let plan = || ColumnPlan::of(versions, BTreeMap::new()).map_err(Failure::new);
    let as_definition = |format| interchange::write(format, form).map_err(Failure::new);
    let mut written = Vec::new();
    match format {
        ExportFormat::Xlsform => written = as_definition(WriteFormat::XlsForm)?,
        ExportFormat::Limesurvey => written = as_definition(WriteFormat::LimeSurveyTable)?,
        ExportFormat::Toml => written = as_definition(WriteFormat::Toml)?,
        ExportFormat::Sps => written = spss::syntax(&plan()?, "spss.csv").into_bytes(),
        ExportFormat::TripleS => {
            triple_s::description(&plan()?, "triple-s.csv", &mut written).map_err(Failure::new)?;
        }
        ExportFormat::Ddi => ddi::description(&plan()?, "answers.csv", &mut written).map_err(Failure::new)?,
    }
    let cannot = |error: std::io::Error| Failure::new(format!("{} could not be written: {error}", out.display()));
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(out).map_err(cannot)?;
    file.write_all(&written).and_then(|()| file.sync_all()).map_err(cannot)
}

fn check(form: &Questionnaire, as_json: bool) -> Result<(), Failure> {
    let faults = proof::faults(form);
    let findings = linter::lint(form, &LintContext::default());
    if as_json {
        let proved = faults.iter().map(|fault| {
            json!({ "rule": fault.rule.name(), "question": fault.about, "words": fault.words, "strength": "error" })
        });
        let read = findings.iter().map(|finding| {
            json!({
                "rule": finding.rule.name(), "question": finding.place.question(), "words": finding.words,
                "strength": finding.strength.word(), "suggestion": finding.suggestion,
            })
        });
        say!("{}", json!({ "findings": proved.chain(read).collect::<Vec<Value>>() }));
    } else {
        for fault in &faults {
            say!("{}: {}", fault.rule.name(), fault.words);
        }
        if faults.is_empty() {
            say!("everybody gets to the end");
        }
        for finding in &findings {
            let place = finding.place.question().unwrap_or("the whole");
            let (rule, strength) = (finding.rule.name(), finding.strength.word());
            say!("{place}: {rule} ({strength}): “{}”. {}", finding.words, finding.suggestion);
        }
        for line in logic::lines(form) {
            say!("{}", line.words);
        }
    }
    match faults.len() {
        0 => Ok(()),
        1 => Err(Failure::new("1 thing keeps this questionnaire from being published")),
        many => Err(Failure::new(format!("{many} things keep this questionnaire from being published"))),
    }
}

fn route(file: &Path, answers: &Path, as_json: bool) -> Result<(), Failure> {
    let form = questionnaire(file)?;
    let typed = text(answers)?;
    let wrong = |why: reading::NotAnswers| Failure::new(format!("{}: {why}", answers.display()));
    let given: Given = reading::from_json(&typed, &form).map_err(wrong)?;
    let unknown = reading::unknown_keys(&typed, &form).map_err(wrong)?;
    let route = Route::of(&form, &given);
    let key = |question: &soundings_app::questionnaires::definition::question::Question| question.key.to_string();
    let on: Vec<String> = route.asked().map(|(_, question)| key(question)).collect();
    let off: Vec<(String, String, String)> = route
        .all()
        .filter_map(|(_, question, asked)| {
            let (code, why) = match asked.err()? {
                WhyNotAsked::Retired => ("retired", "it is not asked any more".to_owned()),
                WhyNotAsked::Page(when) => {
                    ("page", format!("its page is asked of people who {}", logic::in_words(&form, when)))
                }
                WhyNotAsked::Question(when) => {
                    ("condition", format!("it is asked of people who {}", logic::in_words(&form, when)))
                }
            };
            Some((key(question), code.to_owned(), why))
        })
        .collect();
    let left_out: Vec<String> = route.left_out(&given).into_iter().map(ToString::to_string).collect();
    let missing: Vec<String> = route.missing().into_iter().map(|(_, question)| key(question)).collect();
    let next = route.first_unanswered(false).map(|(_, question)| key(question));
    if as_json {
        let off: Vec<Value> =
            off.iter().map(|(key, reason, why)| json!({ "key": key, "reason": reason, "why": why })).collect();
        say!(
            "{}",
            json!({
                "route": on, "off": off, "left_out": left_out, "missing": missing, "next": next, "unknown": unknown,
            })
        );
        return Ok(());
    }
    for key in &on {
        say!("{key}");
    }
    for (key, _, why) in &off {
        say!("{key} is not asked: {why}");
    }
    if !left_out.is_empty() {
        say!("left out of what would be sent: {}", left_out.join(", "));
    }
    if !missing.is_empty() {
        say!("still to be answered: {}", missing.join(", "));
    }
    Ok(())
}

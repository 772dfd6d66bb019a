//! `soundings questionnaire`: questionnaires as files. Whether nobody gets lost in one, and who is asked what. It needs no
//! database and changes nothing.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use serde_json::{Value, json};
use soundings_app::questionnaires::definition::answer::Given;
use soundings_app::questionnaires::definition::question::Questionnaire;
use soundings_app::questionnaires::definition::route::{Route, WhyNotAsked};
use soundings_app::questionnaires::definition::{document, logic, proof, reading};
use soundings_app::questionnaires::linter::{self, LintContext};

use super::{Failure, say};

/// Questionnaires, as files.
#[derive(Subcommand)]
pub(crate) enum Questionnaires {
    /// Prove that everybody who answers gets to the end, and read the questions by the rules of good ones. Ends with 1 if
    /// somebody could get lost.
    Check {
        /// The questionnaire, as TOML.
        file: PathBuf,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Say which questions somebody is asked who answered this, in order, and why the others are not.
    Route {
        /// The questionnaire, as TOML.
        file: PathBuf,
        /// The answers, as JSON: each question's key with its answer.
        #[arg(long)]
        answers: PathBuf,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
///
/// # Errors
/// A [`Failure`] in one clear line.
pub(crate) fn run(questionnaires: &Questionnaires) -> Result<(), Failure> {
    match questionnaires {
        Questionnaires::Check { file, json } => check(file, *json),
        Questionnaires::Route { file, answers, json } => route(file, answers, *json),
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    let name = path.display();
    let bytes = std::fs::read(path).map_err(|error| Failure::new(format!("{name} could not be read: {error}")))?;
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("{name} is not UTF-8 text")))
}

fn questionnaire(path: &Path) -> Result<Questionnaire, Failure> {
    document::from_toml(&text(path)?).map_err(|why| Failure::new(format!("{}: {why}", path.display())))
}

fn check(file: &Path, as_json: bool) -> Result<(), Failure> {
    let form = questionnaire(file)?;
    let faults = proof::faults(&form);
    let findings = linter::lint(&form, &LintContext::default());
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
        for line in logic::lines(&form) {
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

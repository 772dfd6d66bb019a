//! What may be done with a questionnaire at each stage, and why answers are refused.

use std::collections::BTreeMap;

use super::definition::key::in_address;
use super::definition::proof::{self, ProofFault, ProofRule};
use super::definition::question::Questionnaire;
use super::linter::{LintFinding, LintStrength};
use super::model::{FILE_LARGEST, FILES_MOST, FILES_TOGETHER, GivenReason};
use crate::consultations::checks::{Check, CheckOutcome};
use crate::consultations::model::{Dates, Stage};
use crate::files::sniff::SniffError;
use crate::reason;
use crate::reason::{Reason, WhyNot};
use crate::time::Time;
use crate::ui::first_letter::capitalised;

/// Why staff may not change a questionnaire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionnaireFixed {
    /// People rely on knowing everything the consultation asks.
    Published,
    /// Nobody answers it any more.
    Over,
    /// Nothing is published yet: the draft itself is changed.
    NotPublished,
}

impl WhyNot for QuestionnaireFixed {
    fn reason(&self) -> Reason {
        match self {
            Self::Published => reason!(
                "questionnaire-published",
                CONFLICT,
                Staff,
                "Questionnaires are added and deleted in drafts only",
                "This consultation is published. People rely on knowing everything it asks, so a new questionnaire needs a consultation of its own."
            ),
            Self::Over => reason!(
                "questionnaire-over",
                CONFLICT,
                Staff,
                "A questionnaire that nobody answers any more is not changed",
                "Nobody answers this questionnaire any more, and what people were asked stays as they were asked it."
            ),
            Self::NotPublished => reason!(
                "questionnaire-not-published",
                CONFLICT,
                Staff,
                "What is not published yet is edited, not amended",
                "This questionnaire is not published yet, so there is nothing to amend: edit it."
            ),
        }
    }
}

/// Why what somebody sent is not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswersRefused {
    /// The questionnaire was amended since it was read.
    Amended,
    /// What is not sent yet was erased, or there never was any under that address.
    NoDraft,
    /// The key that tells a repeat belongs to somebody else's answers.
    KeyTaken,
    /// They name a file that is not theirs, or not there any more.
    FileGone,
}

impl WhyNot for AnswersRefused {
    fn reason(&self) -> Reason {
        match self {
            Self::Amended => reason!(
                "questionnaire-amended",
                CONFLICT,
                Residents,
                "The questionnaire has been amended since it was answered",
                "The questionnaire was amended while you were answering, so nothing is sent yet. Your answers are kept: look at what is new and send them again."
            ),
            Self::KeyTaken => reason!(
                "answers-key-taken",
                CONFLICT,
                Residents,
                "The key of the answers belongs to somebody else's: choose another",
                "Nothing was recorded: the number that tells a repeat from new answers belongs to somebody else’s answers. Please send them again from a fresh page."
            ),
            Self::FileGone => reason!(
                "answers-file-gone",
                CONFLICT,
                Residents,
                "The answers name a file that is not kept with them (any more)",
                "Nothing is sent yet: a file that you had chosen is not kept with your answers any more. It may have been taken away in another window. Look at your answers once more and send them again."
            ),
            Self::NoDraft => reason!(
                "no-such-draft",
                GONE,
                Residents,
                "There are no unsent answers under this address (any more)",
                "There are no unsent answers at this address. They may have been sent or deleted, or their time ran out. If they were sent, the receipt shows it."
            ),
        }
    }
}

/// Why a file is not taken in answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileRefused {
    /// It is larger than [`FILE_LARGEST`].
    TooLarge,
    /// The answers have [`FILES_MOST`] already.
    TooMany,
    /// With those the answers have it would be more than [`FILES_TOGETHER`].
    TooMuch,
    /// Two were sent in answer to one question.
    Two,
    /// The form was sent in a way in which no file can come with it.
    OnlyItsName,
    /// What is in it is none of the kinds that are taken.
    Kind(SniffError),
    /// Very many came from the same network address.
    TooManyFromHere,
}

impl FileRefused {
    /// How it is said beside the field.
    pub fn words(self) -> String {
        const MB: usize = 1024 * 1024;
        match self {
            Self::TooLarge | Self::Kind(SniffError::TooLarge) => {
                format!("This file is larger than {} MB. Make it smaller, or send a part of it", FILE_LARGEST / MB)
            }
            Self::TooMany => {
                format!("You can send {FILES_MOST} files with these answers, and have sent {FILES_MOST}. Remove one first")
            }
            Self::TooMuch => format!(
                "Your files together are larger than {} MB. Make this one smaller, or remove another one first",
                FILES_TOGETHER / MB
            ),
            Self::Two => "Choose one file: only one can be sent for each question".to_owned(),
            Self::OnlyItsName => "Choose the file again: only its name arrived, and not what is in it".to_owned(),
            Self::Kind(SniffError::Empty) => "This file is empty. Choose another one".to_owned(),
            Self::Kind(SniffError::UnknownKind) => {
                "This is not a PDF or a picture. You can send PDF, PNG, JPEG, WebP and GIF files".to_owned()
            }
            Self::Kind(why) => why.to_string().trim_end_matches('.').to_owned(),
            Self::TooManyFromHere => {
                "Very many files were sent from where you are within the last hour. Wait a while and choose the file again"
                    .to_owned()
            }
        }
    }
}

/// Whether another file can be kept with answers that have files of these sizes already.
///
/// # Errors
/// Why not.
pub fn may_keep(sizes: &[i64], another: usize) -> Result<(), FileRefused> {
    let together: i64 = sizes.iter().sum();
    match another {
        size if size > FILE_LARGEST => Err(FileRefused::TooLarge),
        _ if sizes.len() >= FILES_MOST => Err(FileRefused::TooMany),
        size if usize::try_from(together).map_or(true, |together| together.saturating_add(size) > FILES_TOGETHER) => {
            Err(FileRefused::TooMuch)
        }
        _ => Ok(()),
    }
}

/// When what is not sent is erased: by its own age, and at the latest a day after the consultation closes or is withdrawn as
/// things stand, for then it can never be sent. Worked out and not kept, so that it follows when a consultation is extended.
pub fn erased_at(expires_at: Time, dates: &Dates) -> Time {
    let over = [dates.closes_at, dates.withdrawn_at].into_iter().flatten().map(|over| over.plus(Time::DAY));
    over.fold(expires_at, Time::min)
}

/// Whether a questionnaire can be added or deleted.
///
/// # Errors
/// Why not.
pub const fn may_add(stage: Stage) -> Result<(), QuestionnaireFixed> {
    match stage {
        Stage::Draft => Ok(()),
        _ => Err(QuestionnaireFixed::Published),
    }
}

/// Whether what staff write of it can be changed: the next version, once one is published.
///
/// # Errors
/// Why not.
pub const fn may_rewrite(stage: Stage) -> Result<(), QuestionnaireFixed> {
    match stage {
        Stage::Draft | Stage::Upcoming | Stage::Open => Ok(()),
        _ => Err(QuestionnaireFixed::Over),
    }
}

/// Whether a version that is published can be followed by another.
///
/// # Errors
/// Why not.
pub const fn may_amend(stage: Stage) -> Result<(), QuestionnaireFixed> {
    match stage {
        Stage::Upcoming | Stage::Open => Ok(()),
        Stage::Draft => Err(QuestionnaireFixed::NotPublished),
        _ => Err(QuestionnaireFixed::Over),
    }
}

/// Whether the questionnaires of a consultation can be published with it, given what was read in each.
pub fn to_publish(read: &[ReadDraft]) -> Check {
    let wrong: Vec<(i64, &[ProofFault])> = read.iter().map(|one| (one.number, one.faults.as_slice())).collect();
    let without_reason: usize = read.iter().map(|one| one.without_reason.len()).sum();
    let faulty: Vec<&(i64, &[ProofFault])> = wrong.iter().filter(|(_, faults)| !faults.is_empty()).collect();
    let (outcome, found) = match faulty.first() {
        None => (
            CheckOutcome::Passed,
            match wrong.len() {
                1 => "There is 1 questionnaire, and it is proved that everybody who answers it gets to the end."
                    .to_owned(),
                many => format!(
                    "There are {many} questionnaires, and it is proved that everybody who answers them gets to the end."
                ),
            },
        ),
        Some((_, faults)) => {
            let first = faults.first().map(|fault| fault.words.trim_end_matches('.')).unwrap_or_default();
            let more = faulty.iter().map(|(_, faults)| faults.len()).sum::<usize>() - 1;
            let more = match more {
                0 => String::new(),
                1 => " There is 1 more thing like this.".to_owned(),
                more => format!(" There are {more} more things like this."),
            };
            (CheckOutcome::Missing, format!("{}.{more}", capitalised(first)))
        }
    };
    let (outcome, found) = match (outcome, without_reason) {
        (CheckOutcome::Passed, 1) => (
            CheckOutcome::Advised,
            "A rule of good questions has something important to say about the wording. Mend it, or say why it stays."
                .to_owned(),
        ),
        (CheckOutcome::Passed, many @ 2..) => (
            CheckOutcome::Advised,
            format!(
                "Rules of good questions have {many} important things to say about the wording. Mend them, or say why they stay."
            ),
        ),
        (outcome, _) => (outcome, found),
    };
    Check {
        key: "questionnaires",
        task: "Ask a questionnaire in which nobody gets lost",
        outcome,
        found,
        why: "Every question has to be reached by somebody, no condition may be always true or always false, and nobody may have to answer what offers them no answer. It is tried out with everything that the conditions can tell apart.",
        page: to_mend(read),
        aside: String::new(),
    }
}

/// What was read in a draft before it is published.
pub struct ReadDraft {
    /// Its number in the consultation.
    pub number: i64,
    /// Its form.
    pub form: Questionnaire,
    /// What the proof found wrong with it.
    pub faults: Vec<ProofFault>,
    /// The rules of good questions that have something important to say, without a reason yet, by their names.
    pub without_reason: Vec<&'static str>,
}

impl ReadDraft {
    /// Where a fault is mended, after the consultation's staff address: the field of its question or page.
    fn mended(&self, fault: &ProofFault) -> String {
        let base = format!("/questionnaires/{}", self.number);
        let language = self.form.first_language();
        let has = |key: &str| {
            let pages = || self.form.pages.iter();
            let question = pages().flat_map(|page| &page.questions).any(|question| question.key.as_str() == key);
            (question, pages().any(|page| page.key.as_str() == key))
        };
        match fault.about.as_deref().map(|key| (key, has(key))) {
            Some((key, (true, _))) => format!("{base}/build/questions/{}#label-{language}", in_address(key)),
            Some((key, (false, true))) => format!("{base}/build/pages/{}#title-{language}", in_address(key)),
            _ if self.form.title.is_empty() => format!("{base}/build/about#title-{language}"),
            _ => format!("{base}#logic"),
        }
    }
}

/// Where the first thing that is to be mended is mended; where all is well, what there is to look at.
fn to_mend(read: &[ReadDraft]) -> String {
    if let Some((one, fault)) = read.iter().find_map(|one| Some((one, one.faults.first()?))) {
        return one.mended(fault);
    }
    if let Some((one, rule)) = read.iter().find_map(|one| Some((one, one.without_reason.first()?))) {
        return format!("/questionnaires/{}#rule-{rule}", one.number);
    }
    match read {
        [only] => format!("/questionnaires/{}#logic", only.number),
        _ => "/questionnaires#questionnaires".to_owned(),
    }
}

/// What is said strongly about the wording and has no reason yet. `reasons` are kept by what they are for.
pub fn without_reason<'a>(
    findings: &'a [LintFinding],
    reasons: &'a BTreeMap<String, GivenReason>,
) -> impl Iterator<Item = &'a LintFinding> {
    let strong = findings.iter().filter(|one| one.strength == LintStrength::Strong);
    strong.filter(|one| !reasons.contains_key(&one.identity()))
}

/// Everything that keeps a questionnaire from being published.
pub fn faults(form: &Questionnaire) -> Vec<ProofFault> {
    let mut found = proof::faults(form);
    if form.title.is_empty() {
        found.push(ProofFault {
            rule: ProofRule::NoWords,
            about: None,
            words: "The questionnaire has no title".to_owned(),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn five_files_of_ten_megabytes_and_twenty_together_are_kept_and_no_more() {
        let mb = |count: i64| count * 1024 * 1024;
        assert_eq!(may_keep(&[], FILE_LARGEST), Ok(()));
        assert_eq!(may_keep(&[], FILE_LARGEST + 1), Err(FileRefused::TooLarge));
        assert_eq!(may_keep(&[1; 4], 1), Ok(()));
        assert_eq!(may_keep(&[1; 5], 1), Err(FileRefused::TooMany));
        assert_eq!(may_keep(&[mb(10)], FILE_LARGEST), Ok(()));
        assert_eq!(may_keep(&[mb(10), 1], FILE_LARGEST), Err(FileRefused::TooMuch));
    }

    proptest! {
        #[test]
        fn what_is_kept_one_after_another_is_never_more_than_is_allowed(
            sizes in prop::collection::vec(0..FILE_LARGEST + 10, 0..12)
        ) {
            let mut kept: Vec<i64> = Vec::new();
            for size in sizes {
                if may_keep(&kept, size).is_ok() {
                    kept.push(i64::try_from(size).unwrap());
                }
            }
            prop_assert!(kept.len() <= FILES_MOST);
            prop_assert!(kept.iter().sum::<i64>() <= i64::try_from(FILES_TOGETHER).unwrap());
            prop_assert!(kept.iter().all(|size| *size <= i64::try_from(FILE_LARGEST).unwrap()));
        }
    }
}

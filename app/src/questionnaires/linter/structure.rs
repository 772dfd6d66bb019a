//! What only the whole can show: the order of the questions, two that ask the same, and how much is asked altogether.
//!
//! How long it takes is estimated for somebody who is asked everything: 230 words a minute for what has to be read,
//! and for answering 5 seconds for a choice, 2 for each option to tick or to put in order and each row of a matrix 4,
//! 8 for a number or a date, 15 for a line of words and 45 where there is room for more. People differ widely; it is
//! a warning, no promise.

use super::asked::{AnswerForm, AskedQuestion, Opening};
use super::finding::{LintFinding, LintPlace};
use super::findings::FindingList;
use super::offered::OptionRole;
use super::phrases::phrases;
use super::rule::LintRule;
use super::stems::alike;
use super::words::sentences;
use crate::questionnaires::definition::question::{QuestionKind, Questionnaire};
use crate::questionnaires::definition::texts::Language;

/// The most options to put in order.
const MOST_TO_RANK: usize = 7;
/// The most rows of a matrix.
const MOST_ROWS: usize = 7;
/// The most options of a list without headings.
const MOST_OPTIONS: usize = 10;
/// The most minutes of a whole questionnaire.
const MOST_MINUTES: f64 = 20.0;
/// Words read in a minute.
const WORDS_A_MINUTE: f64 = 230.0;
/// How much of their words two questions share that ask the same.
const SAME: f64 = 0.7;

/// `too-many-to-rank`, of one question.
pub(super) fn many(asked: &AskedQuestion<'_>, findings: &mut FindingList<'_>) {
    let plain = asked.plain().count();
    let (most, better) = match asked.form {
        AnswerForm::Rank => {
            // Choosing the best three of twelve is not putting twelve in order.
            if let QuestionKind::Rank { most: Some(most), .. } = &asked.question.kind
                && *most <= 5
                && plain <= MOST_OPTIONS
            {
                return;
            }
            (MOST_TO_RANK, "Ask for the three that matter most, or take out those that nobody would miss.")
        }
        AnswerForm::Matrix => (MOST_ROWS, "Make two questions of it, or keep the rows that would change a decision."),
        AnswerForm::OneOf | AnswerForm::SeveralOf => {
            (MOST_OPTIONS, "Put the options into groups, in two questions, or keep those that would change a decision.")
        }
        _ => return,
    };
    let listed = super::ranges::are_ranges(asked)
        || asked.offers(OptionRole::Branches)
        || asked.plain().all(super::offered::is_place_name);
    if plain > most && !asked.equality && !listed {
        findings.add(
            asked,
            LintRule::TooManyToRank,
            asked.asking.text(),
            format!("There are {plain}; {most} are many. {better}"),
        );
    }
}

/// How many minutes it takes whoever is asked everything.
#[expect(clippy::cast_precision_loss, reason = "texts are short")]
pub(super) fn minutes(questionnaire: &Questionnaire, language: &Language) -> f64 {
    let count = |text: &str| text.split_whitespace().count();
    let mut words = count(super::asked::text(&questionnaire.introduction, language));
    let mut seconds = 0.0;
    for question in questionnaire.questions().filter(|question| !question.retired) {
        words += super::printing::wordings(question)
            .iter()
            .map(|wording| count(super::asked::text(wording, language)))
            .sum::<usize>();
        let options = question.options().len() as f64;
        seconds += match &question.kind {
            QuestionKind::OneOf(_) | QuestionKind::Scale { .. } | QuestionKind::Branch => 5.0,
            QuestionKind::SeveralOf { .. } => 5.0 + 2.0 * options.min(10.0),
            QuestionKind::Rank { .. } | QuestionKind::Split { .. } => 5.0 + 4.0 * options,
            QuestionKind::Matrix { .. } => 4.0 * options,
            QuestionKind::Number { .. }
            | QuestionKind::Money { .. }
            | QuestionKind::Date { .. }
            | QuestionKind::PostcodeArea => 8.0,
            QuestionKind::Text { long: false, .. } => 15.0,
            QuestionKind::Text { long: true, .. } | QuestionKind::File => 45.0,
            QuestionKind::Information => 0.0,
        };
    }
    words as f64 / WORDS_A_MINUTE + seconds / 60.0
}

/// `too-many-to-rank`, of the whole.
pub(super) fn whole(questionnaire: &Questionnaire, language: &Language, findings: &mut FindingList<'_>) {
    let minutes = minutes(questionnaire, language);
    if minutes > MOST_MINUTES {
        findings.put(0, LintFinding {
            rule: LintRule::TooManyToRank,
            place: LintPlace::Whole,
            language: language.clone(),
            words: super::asked::text(&questionnaire.title, language).to_owned(),
            strength: LintRule::TooManyToRank.strength(),
            suggestion: format!(
                "Whoever is asked everything needs about {minutes:.0} minutes, reading 230 words a minute and \
                 answering questions of these kinds at a usual pace. Keep the questions whose answers could change the decision."
            ),
        });
    }
}

phrases! {
    GENERAL:
    "overall", "in general", "generally", "on the whole", "all in all", "taking everything", "all things considered",
    "as a whole", "altogether",
}
phrases! {
    /// Asks for more of what was chosen before, and so comes after it.
    MORE:
    "else|other|more|further|another|why|explain|comments|comment|reason|reasons|answer|also", "please say",
    "tell us",
}

/// `order`.
pub(super) fn order(
    asked: &[AskedQuestion<'_>],
    equality_block: bool,
    used: impl Fn(&str) -> bool,
    findings: &mut FindingList<'_>,
) {
    for (at, one) in asked.iter().enumerate() {
        let earlier = asked.get(..at).unwrap_or_default();
        // Questions about who somebody is belong at the end, unless later ones hang on them.
        let substance = asked
            .get(at + 1..)
            .unwrap_or_default()
            .iter()
            .any(|later| !later.equality && later.question.asks() && !one_of_closing(later));
        if one.equality && !equality_block && substance && !used(one.question.key.as_str()) {
            findings.add(
                one,
                LintRule::Order,
                one.asking.text(),
                "Move it to the end, among the equality questions, after what the consultation is about.",
            );
            continue;
        }
        // In general before in particular.
        let judging = matches!(one.form, AnswerForm::Scale | AnswerForm::OneOf | AnswerForm::Matrix);
        if judging && let Some(words) = GENERAL.words_in(&one.sentences) {
            let particular = earlier.iter().rev().find(|other| {
                matches!(other.form, AnswerForm::Scale | AnswerForm::Matrix)
                    && GENERAL.words_in(&other.sentences).is_none()
                    && same_points(one, other)
                    && !one.stems.is_disjoint(&other.stems)
            });
            if let Some(other) = particular {
                let better = format!(
                    "Ask this before “{}”: what was judged in particular colours what is said in general.",
                    other.asking.text()
                );
                findings.add(one, LintRule::Order, words, better);
                continue;
            }
        }
        // Their own words before a list.
        if one.form == AnswerForm::Text
            && one.opening == Opening::Open
            && !one.conditional
            && MORE.words_in(&one.sentences).is_none()
        {
            let listed = earlier.iter().rev().find(|other| {
                matches!(other.form, AnswerForm::OneOf | AnswerForm::SeveralOf | AnswerForm::Rank)
                    && !other.equality
                    && one.stems.intersection(&other.stems).count() >= 2
                    && alike(&one.stems, &other.stems) >= 0.5
                    && other.plain().count() >= 3
                    && !super::ranges::are_ranges(other)
            });
            if let Some(other) = listed {
                let better =
                    format!("Ask it before “{}”: after a list people write what was on the list.", other.asking.text());
                findings.add(one, LintRule::Order, one.asking.text(), better);
            }
        }
    }
}

/// Whether it may well come after everything: "Is there anything else?"
fn one_of_closing(asked: &AskedQuestion<'_>) -> bool {
    matches!(asked.form, AnswerForm::Text | AnswerForm::Other)
        || !asked.options.is_empty() && asked.asking.has(&["contact", "hear", "notify"])
}

fn same_points(one: &AskedQuestion<'_>, other: &AskedQuestion<'_>) -> bool {
    let labels = |asked: &AskedQuestion<'_>| asked.points.first().map(|point| point.label.to_lowercase());
    labels(one).is_some() && labels(one) == labels(other)
}

/// `duplicate`.
pub(super) fn duplicates(asked: &[AskedQuestion<'_>], findings: &mut FindingList<'_>) {
    for (at, one) in asked.iter().enumerate() {
        let own = &one.stems;
        if own.len() < 2 || !one.question.asks() {
            continue;
        }
        let same = asked.iter().take(at).find(|other| {
            let theirs = &other.stems;
            let written = one.form == AnswerForm::Text || other.form == AnswerForm::Text;
            let kind = one.form == other.form || (!written && own.len() == theirs.len());
            // Where each has a word that the other has not, they ask of two things: of two libraries, say.
            let within = || own.is_subset(theirs) || theirs.is_subset(own);
            let apart = || one.conditional && other.conditional && one.question.when != other.question.when;
            other.question.asks()
                && kind
                && own.len().min(theirs.len()) * 10 >= own.len().max(theirs.len()) * 7
                && within()
                && !apart()
                && alike(own, theirs) >= SAME
                && opening_word(one) == opening_word(other)
        });
        if let Some(other) = same {
            let better = format!(
                "“{}” (question {}) asks nearly the same. Keep one of them.",
                other.asking.text(),
                other.question.key
            );
            findings.add(one, LintRule::Duplicate, one.asking.text(), better);
        }
    }
}

/// "When", "how often": two questions about one thing may ask for different things about it.
fn opening_word(asked: &AskedQuestion<'_>) -> Option<String> {
    let words = &asked.asking.words;
    let at = words.iter().position(|word| word.is(&["how", "when", "where", "why", "who", "what", "which"]))?;
    let lower = words.get(at)?.lower.as_str();
    Some(if lower == "how" {
        format!("how {}", asked.asking.lower(at + 1))
    } else if lower == "what" || lower == "which" {
        "what".to_owned()
    } else {
        lower.to_owned()
    })
}

/// `reading-age`, by page and of the introduction.
pub(super) fn reading_age(questionnaire: &Questionnaire, language: &Language, findings: &mut FindingList<'_>) {
    use super::length::{FEWEST_WORDS, OLDEST, TextCounts};
    let mut tell = |at: usize, place: LintPlace, texts: &[&str]| {
        let read: Vec<_> = texts.iter().map(|text| sentences(text)).collect();
        let counts = read.iter().fold(TextCounts::default(), |counts, text| counts.with(TextCounts::of(text)));
        if counts.words < FEWEST_WORDS || counts.age() <= OLDEST {
            return;
        }
        let hardest =
            read.iter().flatten().max_by_key(|sentence| sentence.words.len()).map_or("", |sentence| sentence.text());
        findings.put(
            at,
            LintFinding {
                rule: LintRule::ReadingAge,
                place,
                language: language.clone(),
                words: hardest.to_owned(),
                strength: LintRule::ReadingAge.strength(),
                suggestion: format!(
                    "Its {} words ask for a reading age of about {:.0}; 9 to 11 is good and 14 the most. Begin with \
                its longest sentence: make two or three of it, in words that you would say.",
                    counts.words,
                    counts.age()
                ),
            },
        );
    };
    tell(0, LintPlace::Whole, &[super::asked::text(&questionnaire.introduction, language)]);
    let mut place = 0;
    for page in &questionnaire.pages {
        let mut texts = vec![super::asked::text(&page.title, language)];
        for question in page.questions.iter().filter(|question| !question.retired) {
            texts.push(super::asked::text(&question.label, language));
            texts.push(super::asked::text(&question.help, language));
        }
        tell(place + 1, LintPlace::Page(page.key.to_string()), &texts);
        place += page.questions.iter().filter(|question| !question.retired).count();
    }
}

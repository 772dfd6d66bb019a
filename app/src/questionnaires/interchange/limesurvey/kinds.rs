//! Each type of question that LimeSurvey has, as the kind that there is here for it. What it asks in several boxes at once is
//! taken apart into questions; a type that has no counterpart is named and left out, and nothing can hang on it.

mod declare;

use std::collections::BTreeSet;

use super::super::super::definition::decimal::Decimal;
use super::super::super::definition::key::LONGEST_CODE;
use super::super::super::definition::question::{AnswerOption, OptionList, Question, QuestionKind, USUAL_POINTS};
use super::super::super::definition::texts::Wording;
use super::builtin::{self, BuiltIn};
use super::distinct::Distinct;
use super::limits::date_limit;
use super::meaning::{Looked, OTHER, number};
use super::settings;
use super::source::{LimeItem, LimeQuestion};
use super::take::{Drafted, OptionOf, Taking, joined};
use declare::judged;

/// The most points that the numbers of an array become a scale with.
const MOST_POINTS: i64 = 11;

/// One of the questions that a question becomes.
struct ApartQuestion {
    /// The part that it comes from, if it is one.
    part: Option<usize>,
    /// What stands behind its key.
    suffix: String,
    /// What stands behind its words.
    words: Wording,
    kind: QuestionKind,
    options: Vec<OptionOf>,
}

/// What became of a question.
enum Made {
    /// One question, with where its options come from.
    One(QuestionKind, Vec<OptionOf>),
    /// A question for each of these parts, with what stands behind its key and its words.
    Apart(Vec<ApartQuestion>),
    /// Nothing: what it is and why.
    Gone(&'static str, String),
}

impl Taking<'_> {
    /// The questions that a question becomes, and what equations can look at of it.
    pub(super) fn draft(&mut self, of: (usize, usize), lime: &LimeQuestion) -> Vec<Drafted> {
        let Some(key) = self.keys.get(&of).cloned() else { return Vec::new() };
        let made = if lime.is_on("hidden") && lime.kind != "*" {
            Made::Gone(
                "hidden question",
                "It is hidden from those who answer, and nothing is asked here that nobody sees.".to_owned(),
            )
        } else {
            self.made(lime)
        };
        if let Made::Gone(what, why) = made {
            self.declare_gone(of, lime, &format!("“{}” is not taken over: {why}", lime.code));
            self.drop(&lime.code, what, &why);
            return Vec::new();
        }
        settings::named(self, lime);
        let mut question = Question::new(key.clone(), QuestionKind::Information);
        question.label = self.words(&lime.code, &lime.text);
        question.help = self.words(&lime.code, &lime.help);
        question.error = self.words(&lime.code, &lime.words("em_validation_q_tip"));
        question.required = lime.mandatory == "Y";
        if lime.mandatory == "S" {
            self.warnings.push(format!(
                "{} may be left out after a second question in LimeSurvey; here it may simply be left out.",
                lime.code
            ));
        }
        let conditional = self.conditional(of.0, lime);
        match made {
            Made::One(kind, options) => {
                question.required &= !matches!(kind, QuestionKind::Information);
                question.kind = kind;
                self.declare(of, lime, &question, &options, conditional);
                vec![Drafted { of, part: None, question, options }]
            }
            Made::Apart(parts) => {
                let mut drafted = Vec::new();
                let mut several = Vec::new();
                for ApartQuestion { part, suffix, words, kind, options } in parts {
                    let own = self.key(&format!("{key}_{suffix}"), "question");
                    let mut one = Question { key: own.clone(), kind, ..question.clone() };
                    one.label = joined(&one.label, &words, ": ");
                    let rows: Vec<Looked> =
                        options.iter().map(|row| Looked::RowOf(own.clone(), row.code.clone())).collect();
                    for (option, looked) in options.iter().zip(&rows) {
                        self.name(of.0, lime, &format!("{}_{suffix}", option.named), "", looked.clone());
                    }
                    if rows.is_empty() {
                        let looked = Looked::Answer(own.clone());
                        let row = part.and_then(|part| lime.parts.get(part)).map_or("", |part| part.id.as_str());
                        self.name(of.0, lime, &suffix, row, looked.clone());
                        several.push(looked);
                    }
                    several.extend(rows.iter().cloned());
                    let judged = judged(&one, &options, rows, conditional);
                    self.variables.judged.insert(own.clone(), judged);
                    drafted.push(Drafted { of, part, question: one, options });
                }
                let keys: Vec<String> = drafted.iter().map(|one| one.question.key.to_string()).collect();
                self.drop(
                    &lime.code,
                    "several answers in one question",
                    &format!("Each is asked as a question of its own here: {}.", keys.join(", ")),
                );
                self.name_whole(of.0, lime, &Looked::Group(several));
                drafted
            }
            Made::Gone(..) => Vec::new(),
        }
    }

    /// Whether a question may not be shown: its group, if that has a condition, and whether it has one itself.
    fn conditional(&self, group: usize, lime: &LimeQuestion) -> (Option<usize>, bool) {
        let always = |equation: &str| matches!(equation.trim(), "" | "1");
        let of_group = self.survey.groups.get(group).is_some_and(|group| !always(&group.relevance));
        (of_group.then_some(group), !always(&lime.relevance) || !lime.conditions.is_empty())
    }

    fn made(&mut self, lime: &LimeQuestion) -> Made {
        match lime.kind.as_str() {
            "L" | "!" | "O" => {
                if lime.kind == "O" {
                    self.drop(
                        &lime.code,
                        "comment",
                        "Options have no comment beside them here; only the choice is taken over.",
                    );
                }
                let answers: Vec<&LimeItem> = lime.first_answers().collect();
                let (options, from) = self.options(lime, &answers, lime.other == "Y");
                if options.is_empty() {
                    self.warnings.push(format!("{} has no answers to choose from in the file.", lime.code));
                }
                Made::One(QuestionKind::OneOf(OptionList { options, shuffled: is_shuffled(lime) }), from)
            }
            "5" => Made::One(QuestionKind::Scale { points: vec![Wording::default(); USUAL_POINTS] }, Vec::new()),
            "Y" => self.built_in(&[("Y", BuiltIn::Yes), ("N", BuiltIn::No)]),
            "G" => self.built_in(&[("F", BuiltIn::Female), ("M", BuiltIn::Male)]),
            "M" | "P" => self.ticks(lime),
            "R" => {
                let answers: Vec<&LimeItem> =
                    if lime.answers.is_empty() { lime.parts.iter().collect() } else { lime.first_answers().collect() };
                if lime.other == "Y" {
                    self.drop(
                        &lime.code,
                        "“other” in a rank",
                        "LimeSurvey offers no “other” in a rank, and neither is there one here.",
                    );
                }
                let (options, from) = self.options(lime, &answers, false);
                let most = self.count(lime, "max_answers").or_else(|| self.count(lime, "max_subquestions"));
                if self.count(lime, "min_answers").is_some_and(|least| least > 1) {
                    self.drop(&lime.code, "min_answers", "A rank has no fewest places here.");
                }
                let most = most.filter(|most| usize::try_from(*most).is_ok_and(|most| most < options.len()));
                Made::One(QuestionKind::Rank { list: OptionList { options, shuffled: is_shuffled(lime) }, most }, from)
            }
            "A" | "B" | "C" | "E" | "F" | "H" => self.matrix(lime),
            "N" => {
                let kind = self.number_kind(lime);
                Made::One(kind, Vec::new())
            }
            "K" => self.numbers(lime),
            "S" | "T" | "U" => Made::One(self.text_kind(lime), Vec::new()),
            "Q" => {
                let parts = (0..lime.parts.len()).map(|_| self.text_kind(lime)).collect();
                self.apart(lime, parts)
            }
            "D" => Made::One(self.date(lime), Vec::new()),
            "X" => Made::One(QuestionKind::Information, Vec::new()),
            "|" => Made::One(self.file(lime), Vec::new()),
            ":" => self.number_array(lime),
            ";" => Made::Gone("question type", "A table of text boxes has no counterpart here.".to_owned()),
            "1" => Made::Gone("question type", "Two scales beside each other have no counterpart here.".to_owned()),
            "*" => Made::Gone("equation", "Nothing is worked out from answers here.".to_owned()),
            "I" => Made::Gone("question type", "The language is changed at the top of every page here.".to_owned()),
            "W" | "Z" => {
                Made::Gone("question type", "Its options are in a set of labels that is not in the file.".to_owned())
            }
            "" => Made::Gone("question type", "It does not say of which type it is.".to_owned()),
            other => Made::Gone("question type", format!("The type “{other}” is not known here.")),
        }
    }

    /// Answers or parts as options, with "other" where there is one.
    fn options(&mut self, lime: &LimeQuestion, items: &[&LimeItem], other: bool) -> (Vec<AnswerOption>, Vec<OptionOf>) {
        let (mut options, mut from): (Vec<AnswerOption>, Vec<OptionOf>) = (Vec::new(), Vec::new());
        let mut taken = Distinct::default();
        for (place, item) in items.iter().enumerate() {
            let code = code(&item.code, place, &mut taken);
            if code != item.code {
                self.warnings.push(format!("The option “{}” of {} has the code “{code}” here.", item.code, lime.code));
            }
            let label = self.words(&lime.code, &item.text);
            options.push(AnswerOption::new(code.clone(), label));
            from.push(OptionOf { named: item.code.clone(), code, relevance: item.relevance.clone() });
            if !item.default.is_empty() {
                self.drop(&lime.code, "default", "Nothing is filled in beforehand here.");
            }
        }
        if other {
            let code = code("other", options.len(), &mut taken);
            let mut label = self.words(&lime.code, &lime.words("other_replace_text"));
            if label.is_empty() {
                label = builtin::wording(BuiltIn::Other, &self.spoken());
            }
            let option = AnswerOption { write_in: true, ..AnswerOption::new(code.clone(), label) };
            let place = if lime.attribute("other_position") == "beginning" { 0 } else { options.len() };
            options.insert(place, option);
            from.push(OptionOf { named: OTHER.to_owned(), code, relevance: String::new() });
        }
        (options, from)
    }

    fn built_in(&self, answers: &[(&str, BuiltIn)]) -> Made {
        let spoken = self.spoken();
        let options =
            answers.iter().map(|(code, word)| AnswerOption::new(*code, builtin::wording(*word, &spoken))).collect();
        let from = answers.iter().map(|(code, _)| OptionOf {
            named: (*code).to_owned(),
            code: (*code).to_owned(),
            relevance: String::new(),
        });
        Made::One(QuestionKind::OneOf(OptionList { options, shuffled: false }), from.collect())
    }

    fn ticks(&mut self, lime: &LimeQuestion) -> Made {
        if lime.kind == "P" {
            self.drop(
                &lime.code,
                "comments",
                "Options have no comments beside them here; only the ticks are taken over.",
            );
        }
        let parts: Vec<&LimeItem> = lime.parts.iter().collect();
        let (mut options, from) = self.options(lime, &parts, lime.other == "Y");
        let exclusive = lime.attribute("exclude_all_others");
        let mut exclusive: BTreeSet<&str> =
            exclusive.split([';', ',', ' ']).filter(|named| !named.is_empty()).collect();
        let codes = from.iter().filter(|one| exclusive.remove(if one.named == OTHER { "other" } else { &one.named }));
        let codes: BTreeSet<&str> = codes.map(|one| one.code.as_str()).collect();
        options.iter_mut().for_each(|option| option.exclusive = codes.contains(option.code.as_str()));
        for named in exclusive {
            let why = format!("“exclude_all_others” names “{named}”, which is no option.");
            self.drop(&lime.code, "exclusive option", &why);
        }
        let (least, most) = (self.count(lime, "min_answers"), self.count(lime, "max_answers"));
        let list = OptionList { options, shuffled: is_shuffled(lime) };
        Made::One(QuestionKind::SeveralOf { list, least, most }, from)
    }

    fn matrix(&mut self, lime: &LimeQuestion) -> Made {
        let spoken = self.spoken();
        let numbered = |most: i64| {
            let columns = (1..=most).map(|number| {
                let mut label = Wording::default();
                spoken.iter().for_each(|language| label.set(language, number.to_string()));
                AnswerOption::new(number.to_string(), label)
            });
            columns.collect::<Vec<_>>()
        };
        let worded = |words: &[(&str, BuiltIn)]| {
            let columns = words.iter().map(|(code, word)| AnswerOption::new(*code, builtin::wording(*word, &spoken)));
            columns.collect::<Vec<_>>()
        };
        let columns = match lime.kind.as_str() {
            "A" => numbered(5),
            "B" => numbered(10),
            "C" => worded(&[("Y", BuiltIn::Yes), ("U", BuiltIn::Uncertain), ("N", BuiltIn::No)]),
            "E" => worded(&[("I", BuiltIn::Increase), ("S", BuiltIn::Same), ("D", BuiltIn::Decrease)]),
            _ => {
                let answers: Vec<&LimeItem> = lime.first_answers().collect();
                self.options(lime, &answers, false).0
            }
        };
        let parts: Vec<&LimeItem> = lime.axis("0").collect();
        let (mut rows, from) = self.options(lime, &parts, false);
        // A row with two poles has a bar between them.
        rows.iter_mut().for_each(|row| row.label.change(|text| text.replacen('|', " – ", 1).trim().to_owned()));
        if is_shuffled(lime) {
            self.drop(&lime.code, "random order", "The rows of a matrix keep their order here.");
        }
        let every_row = lime.mandatory == "Y";
        Made::One(QuestionKind::Matrix { rows, columns, every_row }, from)
    }

    /// A number, with its limits.
    fn number_kind(&mut self, lime: &LimeQuestion) -> QuestionKind {
        let slider = lime.is_on("slider_layout");
        let mut limit = |names: [&str; 2]| {
            let name = if slider && !lime.attribute(names[1]).is_empty() { names[1] } else { names[0] };
            let text = lime.attribute(name);
            let found = number(text);
            if found.is_none() && !text.is_empty() {
                let why = format!("“{text}” depends on other answers, and limits here are fixed numbers.");
                self.drop(&lime.code, name, &why);
            }
            found
        };
        let least = limit(["min_num_value_n", "slider_min"]);
        let mut most = limit(["max_num_value_n", "slider_max"]);
        let whole = lime.is_on("num_value_int_only");
        let fine = [least, most].into_iter().flatten().map(Decimal::places).max().unwrap_or(0);
        let places = if whole { 0 } else { fine.max(2) };
        if let Some(digits) = self.count(lime, "maximum_chars") {
            let largest = (1..=9).contains(&digits).then(|| Decimal::whole(10_i64.pow(digits) - 1)).flatten();
            match (largest, most, whole) {
                // The limit says as much already.
                (Some(largest), Some(most), _) if most <= largest => {}
                (Some(largest), None, true) => most = Some(largest),
                _ => self.drop(&lime.code, "maximum_chars", "A number has no longest number of characters here."),
            }
        }
        // Limits of whole numbers are whole.
        let rounded = |limit: Option<Decimal>, up: bool| {
            let limit = limit?;
            let one = 1_000_000;
            let floor = limit.millionths().div_euclid(one) + i64::from(up && limit.as_whole().is_none());
            if whole { Decimal::whole(floor) } else { Some(limit) }
        };
        let pence = |limit: Option<Decimal>| limit.map(Decimal::pence);
        if in_pounds(lime)
            && let (None | Some(Some(_)), None | Some(Some(_))) = (pence(least), pence(most))
        {
            return QuestionKind::Money { least: pence(least).flatten(), most: pence(most).flatten() };
        }
        let (prefix, suffix) =
            (self.words(&lime.code, &lime.words("prefix")), self.words(&lime.code, &lime.words("suffix")));
        let unit = if suffix.is_empty() { prefix } else { joined(&prefix, &suffix, " ") };
        QuestionKind::Number { places, least: rounded(least, true), most: rounded(most, false), unit }
    }

    /// Several numbers: a sum that is shared out, or a number each.
    fn numbers(&mut self, lime: &LimeQuestion) -> Made {
        let sum = lime.attribute("equals_num_value");
        let money = in_pounds(lime);
        let total = number(sum).and_then(|sum| if money { sum.pence() } else { sum.as_whole() });
        if let Some(total) = total.filter(|total| *total > 0) {
            let parts: Vec<&LimeItem> = lime.parts.iter().collect();
            let (options, from) = self.options(lime, &parts, false);
            for name in
                ["min_num_value_n", "max_num_value_n", "min_num_value", "max_num_value", "min_answers", "max_answers"]
            {
                let value = lime.attribute(name);
                if number(value).is_none_or(|value| value != Decimal::default()) && !value.is_empty() {
                    self.drop(
                        &lime.code,
                        name,
                        &format!("What is shared out has no limits but its sum; this one is {value}."),
                    );
                }
            }
            return Made::One(QuestionKind::Split { options, total, money }, from);
        }
        for name in ["equals_num_value", "min_num_value", "max_num_value", "min_answers", "max_answers"] {
            let value = lime.attribute(name);
            if !value.is_empty() {
                let why =
                    format!("The numbers are asked one by one, so this rule for all of them is left out: {value}.");
                self.drop(&lime.code, name, &why);
            }
        }
        let parts = (0..lime.parts.len()).map(|_| self.number_kind(lime)).collect();
        self.apart(lime, parts)
    }

    /// A question for each part.
    fn apart(&mut self, lime: &LimeQuestion, kinds: Vec<QuestionKind>) -> Made {
        if lime.parts.is_empty() {
            return Made::Gone("question", "It has no parts, so there is nothing to ask.".to_owned());
        }
        let mut parts = Vec::new();
        for (place, (part, kind)) in lime.parts.iter().zip(kinds).enumerate() {
            if !part.default.is_empty() {
                self.drop(&lime.code, "default", "Nothing is filled in beforehand here.");
            }
            let words = self.words(&lime.code, &part.text);
            // What a slider's ends are called stands behind bars.
            parts.push(ApartQuestion {
                part: Some(place),
                suffix: part.code.clone(),
                words,
                kind,
                options: Vec::new(),
            });
        }
        Made::Apart(parts)
    }

    /// A table of numbers: a scale for each column, where the numbers are few and chosen from a list.
    fn number_array(&mut self, lime: &LimeQuestion) -> Made {
        let columns: Vec<&LimeItem> = lime.axis("1").collect();
        let rows: Vec<&LimeItem> = lime.axis("0").collect();
        if lime.is_on("input_boxes") {
            return Made::Gone("question type", "A table of boxes for numbers has no counterpart here.".to_owned());
        }
        if lime.is_on("multiflexible_checkbox") {
            return Made::Gone("question type", "A table of ticks has no counterpart here.".to_owned());
        }
        let whole = |name: &str, otherwise: i64| match lime.attribute(name) {
            "" => Some(otherwise),
            text => number(text).and_then(Decimal::as_whole),
        };
        let range = (whole("multiflexible_min", 1), whole("multiflexible_max", 10), whole("multiflexible_step", 1));
        let (Some(from), Some(to), Some(step @ 1..)) = range else {
            return Made::Gone(
                "question type",
                "A table of numbers that are not whole has no counterpart here.".to_owned(),
            );
        };
        let points = to.checked_sub(from).map_or(0, |span| span / step + 1);
        if !(2..=MOST_POINTS).contains(&points) || rows.is_empty() {
            let why = format!("A table of numbers from {from} to {to} has no counterpart here.");
            return Made::Gone("question type", why);
        }
        let spoken = self.spoken();
        let scale: Vec<AnswerOption> = (0..points)
            .map(|point| {
                let number = (from + point * step).to_string();
                let mut label = Wording::default();
                spoken.iter().for_each(|language| label.set(language, number.clone()));
                AnswerOption::new(number, label)
            })
            .collect();
        let (rows, of_rows) = self.options(lime, &rows, false);
        let every_row = lime.mandatory == "Y";
        let kind = QuestionKind::Matrix { rows, columns: scale, every_row };
        if columns.is_empty() {
            return Made::One(kind, of_rows);
        }
        let each = columns.iter().map(|column| {
            let words = self.words(&lime.code, &column.text);
            ApartQuestion {
                part: None,
                suffix: column.code.clone(),
                words,
                kind: kind.clone(),
                options: of_rows.clone(),
            }
        });
        Made::Apart(each.collect())
    }

    fn text_kind(&mut self, lime: &LimeQuestion) -> QuestionKind {
        if lime.is_on("numbers_only") {
            let places = if lime.is_on("num_value_int_only") { 0 } else { 2 };
            let suffix = self.words(&lime.code, &lime.words("suffix"));
            return QuestionKind::Number { places, least: None, most: None, unit: suffix };
        }
        for (name, what) in [("prefix", "words before a box"), ("suffix", "words behind a box")] {
            if !lime.attribute(name).is_empty() {
                self.drop(
                    &lime.code,
                    what,
                    &format!("A text box here has no words beside it: {}.", lime.attribute(name)),
                );
            }
        }
        let lines = self.count(lime, "display_rows").unwrap_or(1);
        let long = matches!(lime.kind.as_str(), "T" | "U") || lime.kind == "S" && lines > 1;
        QuestionKind::Text { long, most: self.count(lime, "maximum_chars"), published: false }
    }

    fn date(&mut self, lime: &LimeQuestion) -> QuestionKind {
        let mut limit = |name: &str| {
            let text = lime.attribute(name);
            let found = date_limit(text);
            if found.is_none() && !text.is_empty() {
                self.drop(&lime.code, name, &format!("“{text}” is neither a day nor today."));
            }
            found
        };
        let (earliest, latest) = (limit("date_min"), limit("date_max"));
        let format = lime.attribute("date_format").to_lowercase();
        if format.contains('h') || format.contains("ii") || format.contains(":m") {
            self.drop(&lime.code, "time of day", "A date here has no time of day.");
        }
        let partial = !format.is_empty() && format.contains('y') && !format.contains('d');
        if partial {
            self.warnings
                .push(format!("{} asks for a month or a year; here a whole date can be given as well.", lime.code));
        }
        QuestionKind::Date { partial, earliest, latest }
    }

    fn file(&mut self, lime: &LimeQuestion) -> QuestionKind {
        for (name, usual) in
            [("max_num_of_files", "1"), ("min_num_of_files", "0"), ("max_filesize", "10240"), ("allowed_filetypes", "")]
        {
            let value = lime.attribute(name);
            if !value.is_empty() && value != usual {
                self.drop(
                    &lime.code,
                    name,
                    &format!("Files are taken as documents are here, one for a question; it says {value}."),
                );
            }
        }
        QuestionKind::File
    }

    /// A setting that is how many of something.
    fn count(&mut self, lime: &LimeQuestion, name: &str) -> Option<u32> {
        let text = lime.attribute(name);
        let found = number(text).and_then(Decimal::as_whole).and_then(|whole| u32::try_from(whole).ok());
        if found.is_none() && !text.is_empty() {
            self.drop(
                &lime.code,
                name,
                &format!("“{text}” depends on other answers, and limits here are fixed numbers."),
            );
        }
        found.filter(|number| *number > 0)
    }
}

/// Whether a number is an amount of money in pounds.
fn in_pounds(lime: &LimeQuestion) -> bool {
    matches!(lime.attribute("prefix"), "£" | "&pound;" | "GBP") && lime.attribute("suffix").is_empty()
}

fn is_shuffled(lime: &LimeQuestion) -> bool {
    lime.is_on("random_order")
        || ["answer_order", "subquestion_order"].iter().any(|name| lime.attribute(name) == "random")
}

/// A code that can be one and that nothing else in the question has.
fn code(text: &str, place: usize, taken: &mut Distinct) -> String {
    let bad = |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '/' | '"');
    let mut near: String =
        text.chars().map(|letter| if bad(letter) { '_' } else { letter }).take(LONGEST_CODE - 8).collect();
    if near.is_empty() {
        near = (place + 1).to_string();
    }
    taken.name(&near, |number| format!("{near}-{number}"), str::to_owned)
}

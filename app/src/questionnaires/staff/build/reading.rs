//! What staff typed on the page of a question, as edits: only what is not as it was.

use crate::money::amounts;
use crate::questionnaires::amending::TextPlace;
use crate::questionnaires::building::references::options_of;
use crate::questionnaires::building::{OptionsOf, QuestionnaireEdit as Edit};
use crate::questionnaires::definition::answer::PartialDate;
use crate::questionnaires::definition::decimal::Decimal;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::definition::question::{DateLimit, Question, QuestionKind};
use crate::questionnaires::definition::texts::{Language, Wording};
use crate::site::{Fields, FormErrors};

/// The lists of a question that can be changed, each with what its fields begin with.
pub(super) const LISTS: [(OptionsOf, &str); 2] = [(OptionsOf::Options, "o"), (OptionsOf::Columns, "c")];

/// The name of a text field in a language.
pub(super) fn text_field(name: &str, language: &Language) -> String {
    format!("{name}-{language}")
}

/// The name of a field of an option.
pub(super) fn option_field(list: &str, code: &str, what: &str) -> String {
    format!("{list}/{code}/{what}")
}

/// The texts of a question, each with the name of its field and where it stands.
pub(super) fn texts(question: &Question) -> Vec<(String, TextPlace, &Wording)> {
    let key = || question.key.clone();
    let mut all = vec![
        ("label".to_owned(), TextPlace::Label(key()), &question.label),
        ("help".to_owned(), TextPlace::Help(key()), &question.help),
        ("error".to_owned(), TextPlace::Error(key()), &question.error),
        ("note".to_owned(), TextPlace::Note(key()), &question.note),
    ];
    match &question.kind {
        QuestionKind::Number { unit, .. } => all.push(("unit".to_owned(), TextPlace::Unit(key()), unit)),
        QuestionKind::Scale { points } => all.extend(
            points
                .iter()
                .enumerate()
                .map(|(at, point)| (format!("point{}", at + 1), TextPlace::Point(key(), at), point)),
        ),
        _ => {}
    }
    for (of, list) in LISTS {
        for option in options_of(question, of) {
            let place = match of {
                OptionsOf::Options => TextPlace::OptionLabel(key(), option.code.clone()),
                OptionsOf::Columns => TextPlace::ColumnLabel(key(), option.code.clone()),
            };
            all.push((option_field(list, &option.code, "label"), place, &option.label));
        }
    }
    all
}

/// An edit with the name of the field it comes of, to which a complaint about it leads.
pub(super) type FieldEdit = (String, Edit);

/// Everything that was typed otherwise than it was. What cannot be understood is noted.
pub(super) fn edits(
    question: &Question,
    languages: &[Language],
    fields: &Fields,
    errors: &mut FormErrors,
) -> Vec<FieldEdit> {
    let key = || question.key.clone();
    let mut all: Vec<FieldEdit> = Vec::new();
    for (name, at, wording) in texts(question) {
        for language in languages {
            let field = text_field(&name, language);
            // What the form did not show is as it was.
            if fields.has(&field) && fields.text(&field) != wording.get(language).unwrap_or_default() {
                let text = fields.text(&field).to_owned();
                all.push((field, Edit::SetText { at: at.clone(), language: language.clone(), text }));
            }
        }
    }
    let ticked = |name: &str| fields.text(name) == "yes";
    if question.asks() {
        if ticked("required") != question.required {
            all.push(("required".into(), Edit::SetRequired { question: key(), required: ticked("required") }));
        }
        let blanks = (ticked("dont-know"), ticked("prefer-not"));
        if blanks != (question.dont_know, question.prefer_not_to_say) {
            let (dont_know, prefer_not_to_say) = blanks;
            all.push(("dont-know".into(), Edit::SetBlanks { question: key(), dont_know, prefer_not_to_say }));
        }
    }
    if let Some(list) = question.list()
        && ticked("shuffled") != list.shuffled
    {
        all.push(("shuffled".into(), Edit::SetShuffled { question: key(), shuffled: ticked("shuffled") }));
    }
    if matches!(question.kind, QuestionKind::OneOf(_) | QuestionKind::SeveralOf { .. } | QuestionKind::Rank { .. }) {
        for option in question.options() {
            let set = |what: &str| ticked(&option_field("o", &option.code, what));
            let now = (set("alone"), set("write"), set("fixed"));
            if now != (option.exclusive, option.write_in, option.fixed) {
                let (exclusive, write_in, fixed) = now;
                let edit = Edit::SetOption { question: key(), code: option.code.clone(), exclusive, write_in, fixed };
                all.push((option_field("o", &option.code, "alone"), edit));
            }
        }
    }
    if let Some(edit) = of_kind(question, fields, errors) {
        all.push(edit);
    }
    all
}

/// What is set for its kind alone.
fn of_kind(question: &Question, fields: &Fields, errors: &mut FormErrors) -> Option<FieldEdit> {
    let key: Key = question.key.clone();
    let mut read = Numbers { fields, errors };
    match &question.kind {
        QuestionKind::SeveralOf { least, most, .. } => {
            let now = (read.count("least")?, read.count("most")?);
            (now != (*least, *most))
                .then(|| ("least".into(), Edit::SetTicks { question: key, least: now.0, most: now.1 }))
        }
        QuestionKind::Rank { most, .. } => {
            let now = read.count("most")?;
            (now != *most).then(|| ("most".into(), Edit::SetRankPlaces { question: key, most: now }))
        }
        QuestionKind::Scale { points } => {
            let now = read.count("points")?.and_then(|points| usize::try_from(points).ok());
            let now = now.unwrap_or(points.len());
            (now != points.len()).then(|| ("points".into(), Edit::SetPoints { question: key, points: now }))
        }
        QuestionKind::Matrix { every_row, .. } => {
            let now = fields.text("every-row") == "yes";
            (now != *every_row).then(|| ("every-row".into(), Edit::SetEveryRow { question: key, every_row: now }))
        }
        QuestionKind::Number { places, least, most, .. } => {
            let now_places = if *places == 0 { 0 } else { read.count("places")?.unwrap_or(*places) };
            let now = (now_places, read.decimal("least")?, read.decimal("most")?);
            (now != (*places, *least, *most))
                .then(|| ("least".into(), Edit::SetNumber { question: key, places: now.0, least: now.1, most: now.2 }))
        }
        QuestionKind::Money { least, most } => {
            let now = (read.money("least")?, read.money("most")?);
            (now != (*least, *most))
                .then(|| ("least".into(), Edit::SetMoney { question: key, least: now.0, most: now.1 }))
        }
        QuestionKind::Split { total, money, .. } => {
            let now = if *money { read.money("total")? } else { read.count("total")?.map(i64::from) };
            let Some(now) = now else {
                read.errors.add("total", "Enter how much there is to share out");
                return None;
            };
            (now != *total).then(|| ("total".into(), Edit::SetTotal { question: key, total: now }))
        }
        QuestionKind::Text { most, published, .. } => {
            let now = (read.count("most")?, fields.text("published") == "yes");
            (now != (*most, *published))
                .then(|| ("most".into(), Edit::SetWriting { question: key, most: now.0, published: now.1 }))
        }
        QuestionKind::Date { partial, earliest, latest } => {
            let now = (fields.text("partial") == "yes", read.limit("earliest")?, read.limit("latest")?);
            (now != (*partial, *earliest, *latest)).then(|| {
                ("earliest".into(), Edit::SetDates { question: key, partial: now.0, earliest: now.1, latest: now.2 })
            })
        }
        _ => None,
    }
}

/// Numbers in fields that may be left empty. The outer nothing means that it cannot be understood, which is noted.
struct Numbers<'a> {
    fields: &'a Fields,
    errors: &'a mut FormErrors,
}

impl Numbers<'_> {
    fn read<T>(
        &mut self,
        name: &str,
        with: impl FnOnce(&str) -> Option<T>,
        otherwise: &'static str,
    ) -> Option<Option<T>> {
        let typed = self.fields.text(name);
        if typed.is_empty() {
            return Some(None);
        }
        match with(typed) {
            Some(value) => Some(Some(value)),
            None => {
                self.errors.add(name, otherwise);
                None
            }
        }
    }

    fn count(&mut self, name: &str) -> Option<Option<u32>> {
        self.read(name, |typed| typed.replace(',', "").parse().ok(), "Enter a whole number, or leave it empty")
    }

    fn decimal(&mut self, name: &str) -> Option<Option<Decimal>> {
        self.read(name, |typed| typed.replace(',', "").parse().ok(), "Enter a number, or leave it empty")
    }

    fn money(&mut self, name: &str) -> Option<Option<i64>> {
        let amount = |typed: &str| amounts::amount(typed).ok().filter(|one| one.period.is_none()).map(|one| one.pence);
        self.read(name, amount, "Enter an amount in pounds, such as 12.50, or leave it empty")
    }

    fn limit(&mut self, name: &str) -> Option<Option<DateLimit>> {
        let limit = |typed: &str| {
            if typed.eq_ignore_ascii_case("today") {
                return Some(DateLimit::Today);
            }
            typed.parse::<PartialDate>().ok().filter(|date| date.day.is_some()).map(DateLimit::On)
        };
        self.read(name, limit, "Enter a date such as 2027-03-31, or “today”, or leave it empty")
    }
}

/// The names of all fields that the page of a question may send.
pub(super) fn known(question: &Question, languages: &[Language]) -> Vec<String> {
    let mut names: Vec<String> = texts(question)
        .iter()
        .flat_map(|(name, ..)| languages.iter().map(|language| text_field(name, language)).collect::<Vec<_>>())
        .collect();
    for option in question.options() {
        names.extend(["alone", "write", "fixed"].map(|what| option_field("o", &option.code, what)));
    }
    let others = [
        "required",
        "dont-know",
        "prefer-not",
        "shuffled",
        "least",
        "most",
        "points",
        "every-row",
        "places",
        "total",
        "partial",
        "earliest",
        "latest",
        "paste",
        "paste-columns",
        "seen",
        "do",
    ];
    names.extend(others.map(str::to_owned));
    names
}

//! One line of a survey as one question.

use std::collections::BTreeSet;

use super::super::super::definition::blank::Blank;
use super::super::super::definition::decimal::Decimal;
use super::super::super::definition::question::{OptionList, QuestionKind};
use super::super::super::definition::texts::Wording;
use super::super::imported::{Dropped, NotImported};
use super::choices::ListChoice;
use super::draft::{DraftCondition, DraftOption, DraftQuestion, FormText};
use super::extra::{self, LineExtra};
use super::meaning::{Answering, Codes, NameMeaning};
use super::table::SheetLine;
use super::tree::{Branching, called, yes};
use super::types::{LineType, ListOf, PlainType};
use super::walk::{FormWalk, has_appearance};

/// What a line came to.
pub(super) enum LineOutcome {
    /// A question.
    Question(Box<DraftQuestion>),
    /// Nothing that is asked; what was left out is named.
    Nothing,
}

/// The fewest and the most points that a scale of a form may have to be one with us.
const POINTS: std::ops::RangeInclusive<usize> = 3..=11;

/// Codes by which forms call answers that are no point of a scale.
const NO_POINTS: [&str; 16] = [
    "dk",
    "dont_know",
    "don_t_know",
    "do_not_know",
    "not_sure",
    "unsure",
    "na",
    "n_a",
    "n/a",
    "not_applicable",
    "refused",
    "refuse",
    "prefer_not_to_say",
    "pnts",
    "other",
    "dont-know",
];

/// Reads a line.
///
/// # Errors
/// When a key cannot be made: a fault of the program.
pub(super) fn read(
    walk: &mut FormWalk<'_>,
    line: &SheetLine,
    kind: &LineType,
    extra: LineExtra,
) -> Result<LineOutcome, NotImported> {
    let survey = walk.survey;
    let name = called(survey, line);
    let gone = |walk: &mut FormWalk<'_>, what: &str, why: String| {
        walk.source.names.add(&name, NameMeaning::Gone(what.to_owned()));
        walk.source.dropped.push(Dropped::new(name.clone(), what, why));
        Ok(LineOutcome::Nothing)
    };
    let is_note = *kind == LineType::Plain(PlainType::Note);
    if survey.get(line, "name").is_empty() && !is_note && !matches!(kind, LineType::Noted | LineType::None(..)) {
        return gone(walk, survey.get(line, "type"), format!("Row {} has no name.", line.number));
    }
    let (kind, answering, options) = match kind {
        LineType::None(what, why) => return gone(walk, what, (*why).to_owned()),
        LineType::Noted => {
            return gone(
                walk,
                "metadata",
                "It is noted by a device without being asked, which is not done here.".to_owned(),
            );
        }
        LineType::Group | LineType::Repeat(_) | LineType::End => return Ok(LineOutcome::Nothing),
        LineType::Unknown => {
            return gone(
                walk,
                survey.get(line, "type"),
                format!("“{}” is no type that is known.", survey.get(line, "type")),
            );
        }
        LineType::One(list) | LineType::Several(list) | LineType::Rank(list) if list.list.contains("${") => {
            return gone(walk, "choices elsewhere", format!("Its options are the answers to {}.", list.list));
        }
        LineType::One(list) | LineType::Several(list) | LineType::Rank(list)
            if walk.lists.get(&list.list).is_none_or(Vec::is_empty) =>
        {
            let why = format!("Its list of options “{}” is not on the sheet of choices.", list.list);
            return gone(walk, "no options", why);
        }
        LineType::One(list) if is_scale(walk, line, list, &extra) => {
            let options = options(walk, list);
            let raw =
                options.iter().map(|option| option.raw.clone()).filter(|raw| Blank::chosen(raw).is_none()).collect();
            (QuestionKind::Scale { points: Vec::new() }, Answering::Scale(raw), options)
        }
        LineType::One(list) => {
            let options = options(walk, list);
            (QuestionKind::OneOf(shuffled(walk, line)), Answering::One(codes(&options)), options)
        }
        LineType::Several(list) => {
            let options = options(walk, list);
            let kind = QuestionKind::SeveralOf { list: shuffled(walk, line), least: None, most: None };
            (kind, Answering::Several(codes(&options)), options)
        }
        LineType::Rank(list) => {
            let options = options(walk, list);
            (QuestionKind::Rank { list: shuffled(walk, line), most: None }, Answering::Rank(codes(&options)), options)
        }
        LineType::Plain(plain) => match plain_kind(walk, line, *plain, &extra) {
            Ok((kind, answering)) => {
                let options = if *plain == PlainType::Agree { vec![agreed(walk)] } else { Vec::new() };
                (kind, answering, options)
            }
            Err((what, why)) => return gone(walk, what, why),
        },
    };
    let wanted = if is_note && survey.get(line, "name").is_empty() { "note" } else { &name };
    let own = extra.key.as_deref().filter(|_| extra.role != extra::WRITE_IN);
    let key = walk.source.key(wanted, own)?;
    if extra.role == extra::WRITE_IN {
        let of = extra.kind.clone().unwrap_or_default();
        walk.write_ins.push((name.clone(), of, extra.key.clone().unwrap_or_default()));
    }
    let mut question = DraftQuestion::new(&name, key.clone(), kind);
    walk.source.names.add(&name, NameMeaning::Question(key, answering));
    question.options = options;
    words(walk, line, &mut question, &extra);
    cells(walk, line, &mut question, &extra);
    if !question.question.asks() && question.label.is_empty() && question.help.is_empty() {
        let why = "It shows nothing but pictures or sounds, or has no words.".to_owned();
        walk.source.names.add(&name, NameMeaning::Gone("note".to_owned()));
        walk.source.dropped.push(Dropped::new(name, "note", why));
        return Ok(LineOutcome::Nothing);
    }
    question.extra = extra;
    Ok(LineOutcome::Question(Box::new(question)))
}

/// Whether a choice is a scale: it looks like one, and its options have an order.
fn is_scale(walk: &FormWalk<'_>, line: &SheetLine, list: &ListOf, extra: &LineExtra) -> bool {
    let survey = walk.survey;
    let Some(options) = walk.lists.get(&list.list) else { return false };
    let points: Vec<&ListChoice> = options.iter().filter(|choice| Blank::chosen(&choice.raw).is_none()).collect();
    if !has_appearance(survey, line, "likert") || list.or_other || !survey.get(line, "choice_filter").is_empty() {
        return false;
    }
    if extra.kind.as_deref() == Some("scale") {
        return true;
    }
    let numbers: Option<Vec<i64>> = points.iter().map(|choice| choice.raw.parse().ok()).collect();
    let ordered = match numbers {
        Some(numbers) => {
            let steps: Vec<i64> = numbers.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
            steps.iter().all(|step| *step == 1) || steps.iter().all(|step| *step == -1)
        }
        // Words are in the order in which they stand, unless numbers or "don't know" stand between them.
        None => points.iter().all(|choice| {
            choice.raw.parse::<Decimal>().is_err() && !NO_POINTS.contains(&choice.raw.to_lowercase().as_str())
        }),
    };
    POINTS.contains(&points.len()) && ordered && !randomized(survey.get(line, "parameters"))
}

/// A parameter of a line: `start=0 end=10`.
fn parameter<'a>(cell: &'a str, wanted: &str) -> Option<&'a str> {
    // Spaces around the sign are common.
    cell.split([' ', ',', ';', '\n'])
        .filter_map(|part| part.split_once('='))
        .find_map(|(name, value)| name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim()))
}

fn randomized(parameters: &str) -> bool {
    parameter(&parameters.replace(" =", "=").replace("= ", "="), "randomize")
        .is_some_and(|yes| yes.eq_ignore_ascii_case("true"))
}

fn shuffled(walk: &FormWalk<'_>, line: &SheetLine) -> OptionList {
    OptionList { options: Vec::new(), shuffled: randomized(walk.survey.get(line, "parameters")) }
}

fn codes(options: &[DraftOption]) -> Codes {
    options.iter().map(|option| (option.raw.clone(), option.code.clone())).collect()
}

fn options(walk: &FormWalk<'_>, list: &ListOf) -> Vec<DraftOption> {
    let choices = walk.lists.get(&list.list).map(Vec::as_slice).unwrap_or_default();
    let mut options: Vec<DraftOption> = choices
        .iter()
        .map(|choice| DraftOption {
            raw: choice.raw.clone(),
            code: choice.code.clone(),
            label: choice.label.clone(),
            columns: choice.columns.clone(),
            write_in: list.or_other && choice.raw == "other",
            extra: choice.extra.clone(),
            ..DraftOption::default()
        })
        .collect();
    if list.or_other && !options.iter().any(|option| option.raw == "other") {
        let first = walk.source.first();
        let word = match first.code().split('-').next() {
            Some("cy") => "Arall",
            Some("fr") => "Autre",
            Some("de") => "Anderes",
            Some("es") => "Otro",
            _ => "Other",
        };
        options.push(DraftOption {
            raw: "other".to_owned(),
            code: "other".to_owned(),
            label: FormText::plain(first, word),
            write_in: true,
            ..DraftOption::default()
        });
    }
    options
}

/// The one option of something to agree to, as programs for forms save it.
fn agreed(walk: &FormWalk<'_>) -> DraftOption {
    DraftOption {
        raw: "OK".to_owned(),
        code: "OK".to_owned(),
        label: FormText::plain(walk.source.first(), "OK"),
        ..DraftOption::default()
    }
}

fn plain_kind(
    walk: &mut FormWalk<'_>,
    line: &SheetLine,
    plain: PlainType,
    extra: &LineExtra,
) -> Result<(QuestionKind, Answering), (&'static str, String)> {
    let survey = walk.survey;
    let name = called(survey, line);
    let own = extra.kind.as_deref();
    let number =
        |places, least: Option<Decimal>, most| QuestionKind::Number { places, least, most, unit: Wording::default() };
    let is_read_only = yes(survey.get(line, "read_only")) == Some(true);
    if is_read_only && !matches!(plain, PlainType::Note | PlainType::File) {
        if survey.get(line, "calculation").is_empty() {
            walk.source.warnings.push(format!("{name} can only be read in the form; it became information."));
            return Ok((QuestionKind::Information, Answering::Nothing));
        }
        return Err(("calculate", "It shows something that the form works out, which is not done here.".to_owned()));
    }
    Ok(match plain {
        PlainType::Text if own == Some("branch") => (QuestionKind::Branch, Answering::Text),
        PlainType::Text if own == Some("postcode-area") => (QuestionKind::PostcodeArea, Answering::Text),
        PlainType::Text => {
            let rows = survey.get(line, "rows").parse::<u32>().unwrap_or_default();
            let long = has_appearance(survey, line, "multiline") || rows > 1;
            (QuestionKind::Text { long, most: None, published: extra.published }, Answering::Text)
        }
        PlainType::Whole(least, most) => {
            (number(0, least.and_then(Decimal::whole), most.and_then(Decimal::whole)), Answering::Number)
        }
        PlainType::Decimal if own == Some("money") => {
            (QuestionKind::Money { least: None, most: None }, Answering::Number)
        }
        PlainType::Decimal => {
            (number(extra.places.filter(|places| (1..=6).contains(places)).unwrap_or(2), None, None), Answering::Number)
        }
        PlainType::Range => (range(walk, line, &name), Answering::Number),
        PlainType::Date => {
            let in_part = has_appearance(survey, line, "year") || has_appearance(survey, line, "month-year");
            if in_part {
                walk.source
                    .warnings
                    .push(format!("{name} asks for a year or a month; a whole date may be given as well here."));
            }
            (QuestionKind::Date { partial: in_part || extra.partial, earliest: None, latest: None }, Answering::Date)
        }
        PlainType::Note => (QuestionKind::Information, Answering::Nothing),
        PlainType::Agree => {
            let kind = QuestionKind::SeveralOf { list: OptionList::default(), least: None, most: None };
            (kind, Answering::Several(vec![("OK".to_owned(), "OK".to_owned())]))
        }
        PlainType::File => (QuestionKind::File, Answering::File),
    })
}

/// A slider as a number: from 1 to 10 if it does not say.
fn range(walk: &mut FormWalk<'_>, line: &SheetLine, name: &str) -> QuestionKind {
    let parameters = walk.survey.get(line, "parameters").replace(" =", "=").replace("= ", "=");
    let number = |wanted: &str, usual: i64| {
        parameter(&parameters, wanted).and_then(|text| text.parse::<Decimal>().ok()).or_else(|| Decimal::whole(usual))
    };
    let (start, end, step) = (number("start", 1), number("end", 10), number("step", 1));
    let places = [start, end, step].into_iter().flatten().map(Decimal::places).max().unwrap_or_default();
    let smallest = Decimal::default().step(1, places);
    if step != smallest
        && let Some(step) = step
    {
        let why = format!("Steps of {step} are not kept to; any number between the ends may be given.");
        walk.source.dropped.push(Dropped::new(name, "step", why));
    }
    let (least, most) = if start <= end { (start, end) } else { (end, start) };
    QuestionKind::Number { places, least, most, unit: Wording::default() }
}

/// The words of a question.
fn words(walk: &mut FormWalk<'_>, line: &SheetLine, question: &mut DraftQuestion, extra: &LineExtra) {
    let survey = walk.survey;
    let text = |field: &str| walk.source.text(survey, line, field, extra);
    let (label, help, note) = (text("label"), text("hint"), text("guidance_hint"));
    let (check, required) = (text("constraint_message"), text("required_message"));
    if check.is_empty() {
        question.error = required;
    } else {
        if !required.is_empty() && !required.says_as(&check) {
            let why = "A question has one text for all that is wrong here; that of the check was taken.";
            walk.source.dropped.push(Dropped::new(question.name.clone(), "required_message", why));
        }
        question.error = check;
    }
    (question.label, question.help, question.note) = (label, help, note);
}

/// The other cells of a question.
fn cells(walk: &mut FormWalk<'_>, line: &SheetLine, question: &mut DraftQuestion, extra: &LineExtra) {
    let survey = walk.survey;
    let name = question.name.clone();
    let asks = question.question.asks();
    question.conditions = vec![DraftCondition { cell: survey.get(line, "relevant").to_owned(), extra: extra.clone() }];
    survey.get(line, "choice_filter").clone_into(&mut question.filter);
    if asks {
        survey.get(line, "constraint").clone_into(&mut question.check);
        let required = survey.get(line, "required");
        match yes(required) {
            Some(required) => question.question.required = required,
            None => walk.source.dropped.push(Dropped::new(
                name.clone(),
                "required",
                format!("Whether it has to be answered depends on “{required}”; here it may be left empty."),
            )),
        }
    }
    walk.media(line, &name);
    for (field, what, why) in [
        ("default", "default", "Nothing is answered beforehand here."),
        ("calculation", "calculation", "Nothing is worked out from answers here."),
    ] {
        let cell = survey.get(line, field);
        if !cell.is_empty() {
            walk.source.dropped.push(Dropped::new(name.clone(), what, format!("{why} The file says “{cell}”.")));
        }
    }
    let appearance = survey.get(line, "appearance");
    if appearance.starts_with("ex:") || appearance.starts_with("printer:") {
        walk.source
            .warnings
            .push(format!("{name} opens another program ({appearance}) in the form; here it is asked."));
    }
}

/// The heading of a group within a page, as information.
///
/// # Errors
/// When a key cannot be made: a fault of the program.
pub(super) fn heading(
    walk: &mut FormWalk<'_>,
    line: &SheetLine,
    name: &str,
    extra: &LineExtra,
    conditions: Vec<DraftCondition>,
) -> Result<DraftQuestion, NotImported> {
    let key = walk.source.key(name, None)?;
    let mut question = DraftQuestion::new(name, key, QuestionKind::Information);
    question.label = walk.source.text(walk.survey, line, "label", extra);
    question.conditions = conditions;
    Ok(question)
}

/// Something shared out, as we write it: a group of numbers.
///
/// # Errors
/// When a key cannot be made: a fault of the program.
pub(super) fn split(
    walk: &mut FormWalk<'_>,
    line: &SheetLine,
    extra: LineExtra,
    inside: &[Branching<'_>],
) -> Result<DraftQuestion, NotImported> {
    let survey = walk.survey;
    let name = called(survey, line);
    let key = walk.source.key(&name, extra.key.as_deref())?;
    walk.source.names.add(&name, NameMeaning::Whole(key.clone()));
    let money = extra.kind.as_deref() == Some("split-money");
    let kind = QuestionKind::Split { options: Vec::new(), total: extra.total.unwrap_or(100), money };
    let mut question = DraftQuestion::new(&name, key.clone(), kind);
    let mut codes_so_far = BTreeSet::new();
    for node in inside {
        let Branching::Leaf(line, _) = node else { continue };
        let part = called(survey, line);
        let part_extra = walk.source.extra(survey, line, &part);
        let wanted = part_extra.key.clone().unwrap_or_else(|| part.clone());
        let code = super::choices::numbered(&wanted, 64, |code| codes_so_far.contains(code));
        codes_so_far.insert(code.clone());
        walk.source.names.add(&part, NameMeaning::Part(key.clone(), code.clone()));
        question.options.push(DraftOption {
            raw: part,
            code,
            label: walk.source.text(survey, line, "label", &part_extra),
            relevant: survey.get(line, "relevant").to_owned(),
            extra: part_extra,
            ..DraftOption::default()
        });
    }
    question.label = walk.source.text(survey, line, "label", &extra);
    question.help = walk.source.text(survey, line, "hint", &extra);
    question.error = walk.source.text(survey, line, "constraint_message", &extra);
    question.note = walk.source.text(survey, line, "guidance_hint", &extra);
    question.conditions = vec![DraftCondition { cell: survey.get(line, "relevant").to_owned(), extra: extra.clone() }];
    question.question.required = extra.required;
    question.extra = extra;
    Ok(question)
}

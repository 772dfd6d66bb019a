//! A question on a page: its words, its fields, what was filled in and what is wrong with it. The same on a resident's page,
//! in a preview and where paper is keyed in.

mod choices;
pub mod file;
mod parts;

use leptos::prelude::*;

use super::definition::blank::Blank;
use super::definition::order::OrderSeed;
use super::definition::piping;
use super::definition::question::{Question, QuestionKind, Questionnaire};
use super::definition::route::Route;
use super::definition::texts::{Language, Wording};
use super::sent_files::{DraftFiles, is_file};
use crate::branches::model::BranchName;
use crate::numbers::grouped;
use crate::site::{Fields, FormErrors};
use crate::time::Time;
use crate::ui::form::{Names, in_textarea};

/// What is asked, and of whom.
#[derive(Clone, Copy)]
pub struct AskedOf<'a> {
    /// What is asked.
    pub form: &'a Questionnaire,
    /// The language it is asked in.
    pub language: &'a Language,
    /// The service's libraries.
    pub branches: &'a [BranchName],
    /// What the order of options and pages is drawn from; none where nothing is left to chance.
    pub order_seed: Option<OrderSeed>,
    /// The moment.
    pub now: Time,
    /// What becomes of files here.
    pub files: FilesHere<'a>,
}

/// What becomes of files where questions are asked.
#[derive(Clone, Copy)]
pub enum FilesHere<'a> {
    /// They are kept with a draft, which has these.
    Here(&'a DraftFiles),
    /// Nothing can be filled in: the questions are there to be read.
    ToRead,
    /// Staff try the questionnaire out, and nothing is kept.
    TriedOut,
    /// Everything is filled in on one page, where no file can be sent.
    Elsewhere,
}

impl AskedOf<'_> {
    /// A text as somebody on this route reads it.
    pub fn said(&self, wording: &Wording, route: &Route<'_>) -> String {
        let text = wording.read(self.language, &self.form.languages);
        let branch = |slug: &str| self.branches.iter().find(|one| one.slug == slug).map(|one| one.name.clone());
        piping::said(text, self.form, route, self.language, branch).into_owned()
    }
}

/// What is said beside a question whose answers may be published, before anybody writes.
pub const TOLD_PUBLISHED: &str = "We may publish what you write here, without your name, once we have read it. Leave out \
                                  what shows who you or others are.";

/// A question that is being put on a page.
struct OnPage<'a> {
    question: &'a Question,
    asked: &'a AskedOf<'a>,
    route: &'a Route<'a>,
    names: Names<'a>,
    filled: &'a Fields,
    error: Option<String>,
    described: Option<String>,
}

impl OnPage<'_> {
    fn field(&self) -> String {
        self.names.of(&self.question.field())
    }

    fn field_of(&self, part: &str) -> String {
        self.names.of(&self.question.field_of(part))
    }

    fn value(&self) -> String {
        self.filled.text(&self.question.field()).to_owned()
    }

    fn value_of(&self, part: &str) -> String {
        self.filled.text(&self.question.field_of(part)).to_owned()
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.is_some().then_some("true")
    }

    fn said(&self, wording: &Wording) -> String {
        self.asked.said(wording, self.route)
    }
}

/// The fields of a question. `heading` says whether its words are the heading of the page.
pub fn question_fields(
    question: &Question,
    asked: &AskedOf<'_>,
    route: &Route<'_>,
    names: Names<'_>,
    filled: &Fields,
    errors: &FormErrors,
    heading: bool,
) -> AnyView {
    let label = asked.said(&question.label, route);
    let help = asked.said(&question.help, route);
    if matches!(question.kind, QuestionKind::Information) {
        return information(&label, &help, heading);
    }
    let field = names.of(&question.field());
    let error = errors.of(&names.of(&question.first_field())).or_else(|| errors.of(&field)).map(str::to_owned);
    let limits = limits(question, asked.language);
    let hint = [help, limits].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ");
    let (hint_id, error_id) = (format!("{field}-hint"), format!("{field}-error"));
    let described: Vec<&str> =
        [(!hint.is_empty()).then_some(hint_id.as_str()), error.is_some().then_some(error_id.as_str())]
            .into_iter()
            .flatten()
            .collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let page = OnPage { question, asked, route, names, filled, error: error.clone(), described: described.clone() };
    let optional = (!question.required).then(|| view! { " "<span class="optional">"(optional)"</span> });
    let words = view! { <span dir="auto">{label}</span>{optional} }.into_any();
    let said = view! {
        {(!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id dir="auto">{hint}</p> })}
        {error.map(|error| view! { <p class="error" id=error_id><span class="vh">"Error: "</span>{error}</p> })}
    }
    .into_any();
    let one_field = matches!(
        question.kind,
        QuestionKind::Number { .. }
            | QuestionKind::Money { .. }
            | QuestionKind::Text { .. }
            | QuestionKind::Branch
            | QuestionKind::PostcodeArea
    ) || choices::from_a_list(question)
        || (is_file(question) && matches!(asked.files, FilesHere::Here(_) | FilesHere::TriedOut));
    let control = control(&page);
    // A matrix has them in each row.
    let beside = !question.blanks_are_options() && !matches!(question.kind, QuestionKind::Matrix { .. });
    let blanks = beside.then(|| blanks(&page));
    if one_field {
        let id = page.field();
        let label = if heading {
            view! { <h1><label for=id>{words}</label></h1> }.into_any()
        } else {
            view! { <label class="asked" for=id>{words}</label> }.into_any()
        };
        return view! { <div class="question">{label}{said}{control}{blanks}</div> }.into_any();
    }
    let legend = if heading {
        view! { <legend><h1>{words}</h1></legend> }.into_any()
    } else {
        view! { <legend class="asked">{words}</legend> }.into_any()
    };
    // What is wrong leads to a field that has the name; a group of fields that have names of their own carries none.
    view! { <fieldset class="question" aria-describedby=described>{legend}{said}{control}{blanks}</fieldset> }
        .into_any()
}

fn information(label: &str, help: &str, heading: bool) -> AnyView {
    let paragraphs: Vec<AnyView> = help
        .split("\n\n")
        .filter(|text| !text.trim().is_empty())
        .map(|text| view! { <p dir="auto">{text.trim().to_owned()}</p> }.into_any())
        .collect();
    let title = if heading {
        view! { <h1 dir="auto">{label.to_owned()}</h1> }.into_any()
    } else {
        view! { <p class="asked" dir="auto">{label.to_owned()}</p> }.into_any()
    };
    view! { <div class="question information">{title}{paragraphs}</div> }.into_any()
}

/// What can be said beforehand of what is taken.
fn limits(question: &Question, language: &Language) -> String {
    match &question.kind {
        QuestionKind::SeveralOf { most: Some(most), .. } => format!("Choose up to {most}."),
        QuestionKind::SeveralOf { .. } => "Choose all that apply.".to_owned(),
        QuestionKind::Rank { list, most } => {
            let standing = list.options.iter().filter(|option| !option.retired).count();
            let last = most.map_or(standing, |most| (most as usize).min(standing));
            format!("Give each a number from 1 to {last}: 1 is what you want most. Leave out what you do not want.")
        }
        QuestionKind::Split { total, money, .. } => {
            let total = if *money { crate::money::pounds(*total) } else { format!("{} points", grouped(*total)) };
            format!("Share out {total}, all of it.")
        }
        QuestionKind::Text { long, .. } => {
            let room = if *long { format!("Up to {} characters.", grouped(question.longest())) } else { String::new() };
            match question.is_published() {
                true if room.is_empty() => TOLD_PUBLISHED.to_owned(),
                true => format!("{room} {TOLD_PUBLISHED}"),
                false => room,
            }
        }
        QuestionKind::Date { partial: false, .. } => "For example, 27 3 2026.".to_owned(),
        QuestionKind::Date { partial: true, .. } => {
            "If you only know the year, or the month and the year, enter those.".to_owned()
        }
        QuestionKind::File => file::hint(),
        QuestionKind::PostcodeArea => {
            "The first half of your postcode, such as LL57. We do not keep the rest.".to_owned()
        }
        QuestionKind::Number { unit, .. } => {
            let unit = unit.read(language, &[]);
            if unit.is_empty() { String::new() } else { format!("In {unit}.") }
        }
        _ => String::new(),
    }
}

fn control(page: &OnPage<'_>) -> AnyView {
    match &page.question.kind {
        QuestionKind::OneOf(_) if choices::from_a_list(page.question) => choices::list(page),
        QuestionKind::OneOf(_) => choices::one_of(page),
        QuestionKind::SeveralOf { .. } => choices::several_of(page),
        QuestionKind::Scale { points } => choices::scale(page, points),
        QuestionKind::Matrix { rows, columns, .. } => parts::matrix(page, rows, columns),
        QuestionKind::Rank { list, .. } => parts::rank(page, list),
        QuestionKind::Split { options, money, .. } => parts::split(page, options, *money),
        QuestionKind::Date { .. } => parts::date(page),
        QuestionKind::Number { places, unit, .. } => {
            let unit = unit.read(page.asked.language, &page.asked.form.languages).to_owned();
            line(page, if *places == 0 { "numeric" } else { "decimal" }, "amount", "", &unit)
        }
        QuestionKind::Money { .. } => line(page, "decimal", "amount", "£", ""),
        QuestionKind::PostcodeArea => line(page, "text", "amount", "", ""),
        QuestionKind::Text { long: false, .. } => line(page, "text", "", "", ""),
        QuestionKind::Text { long: true, .. } => {
            let field = page.field();
            view! {
                <textarea id=field.clone() name=field rows="6" dir="auto" aria-describedby=page.described.clone() aria-invalid=page.invalid()>
                    {in_textarea(&page.value())}
                </textarea>
            }
            .into_any()
        }
        QuestionKind::Branch => choices::branches(page),
        QuestionKind::File => file::control(page),
        QuestionKind::Information => ().into_any(),
    }
}

/// A field of one line, with what stands before and after it.
fn line(page: &OnPage<'_>, mode: &'static str, class: &'static str, before: &'static str, after: &str) -> AnyView {
    let field = page.field();
    let input = view! {
        <input id=field.clone() name=field type="text" class=class inputmode=mode dir=(mode == "text").then_some("auto")
            value=page.value() autocomplete="off" aria-describedby=page.described.clone() aria-invalid=page.invalid()/>
    };
    view! {
        <p class="answer-line">
            {(!before.is_empty()).then(|| view! { <span class="affix" aria-hidden="true">{before}</span> })}
            {input}
            {(!after.is_empty()).then(|| view! { <span class="affix" aria-hidden="true">{after.to_owned()}</span> })}
        </p>
    }
    .into_any()
}

/// "I don't know" and "I prefer not to say" beside a question that has no options to put them among.
fn blanks(page: &OnPage<'_>) -> AnyView {
    let field = page.names.of(&page.question.field_of_blank());
    let chosen = page.filled.text(&page.question.field_of_blank()).to_owned();
    let boxes: Vec<AnyView> = Blank::CHOSEN
        .into_iter()
        .filter(|blank| page.question.offers_blank(*blank))
        .map(|blank| {
            let id = format!("{field}-{}", blank.code());
            view! {
                <label class="check"><input type="checkbox" id=id name=field.clone() value=blank.code() checked={chosen == blank.code()}/>" "<span>{blank.words(page.asked.language)}</span></label>
            }
            .into_any()
        })
        .collect();
    if boxes.is_empty() {
        return ().into_any();
    }
    view! { <p class="or">"or"</p>{boxes} }.into_any()
}

//! The page of a question: its words and options in every language, what may be answered, and beside it what residents
//! see, what the rules of good questions say, and what colleagues said.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::outline::{crumbs, kind_name, words_of};
use super::reading::{self, LISTS, option_field, text_field};
use super::{BuildOutcome, BuiltQuestionnaire, mark_of, perform, remarks};
use crate::branches;
use crate::branches::model::BranchName;
use crate::money::amounts;
use crate::questionnaires::amending::ChangedPart;
use crate::questionnaires::building::references::options_of;
use crate::questionnaires::building::{MoveTo, OptionsOf, QuestionnaireEdit as Edit, templates};
use crate::questionnaires::definition::answer::Given;
use crate::questionnaires::definition::logic;
use crate::questionnaires::definition::question::{AnswerOption, DateLimit, Question, QuestionKind};
use crate::questionnaires::definition::route::Route;
use crate::questionnaires::definition::texts::Language;
use crate::questionnaires::pages::language_name;
use crate::questionnaires::reading_over::KeptReadings;
use crate::questionnaires::sent_files::DraftFiles;
use crate::questionnaires::staff::findings::WordingFindings;
use crate::questionnaires::store::making::{self, Remark};
use crate::questionnaires::view::{AskedOf, FilesHere, question_fields};
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::form::Names;
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// Where a question stands in addresses: consultation, questionnaire, key.
pub type QuestionAt = Path<(String, String, String)>;

/// The most options that are shown as fields; longer lists are edited as text.
const MOST_SHOWN: usize = 150;

const DONE: &[(&str, &str, &str)] = &[
    ("saved", "Saved.", "Only staff can see the draft."),
    ("added", "Added.", "Put it in words, and save."),
    ("kept", "Kept in the bank of questions.", "It can be added to any questionnaire."),
];

/// What stands in the fields: what was typed, or what the draft holds.
struct FilledQuestion<'a> {
    question: &'a Question,
    languages: &'a [Language],
    typed: Option<&'a Fields>,
    errors: &'a FormErrors,
}

impl FilledQuestion<'_> {
    fn text(&self, name: &str, language: &Language, held: Option<&str>) -> String {
        let field = text_field(name, language);
        match self.typed {
            Some(fields) if fields.has(&field) => fields.text(&field).to_owned(),
            _ => held.unwrap_or_default().to_owned(),
        }
    }

    fn value(&self, name: &str, held: Option<String>) -> String {
        match self.typed {
            Some(fields) if fields.has(name) => fields.text(name).to_owned(),
            _ => held.unwrap_or_default(),
        }
    }

    fn ticked(&self, name: &str, held: bool) -> bool {
        // Only the form of the question sends its ticks; what was sent from beside it says nothing of them.
        let own = self.typed.filter(|fields| fields.has("seen") || fields.has("do"));
        own.map_or(held, |fields| fields.text(name) == "yes")
    }

    fn tick(&self, name: &str, words: &'static str, held: bool) -> AnyView {
        let checked = self.ticked(name, held);
        view! { <label class="check"><input type="checkbox" id=name.to_owned() name=name.to_owned() value="yes" checked=checked/>" "<span>{words}</span></label> }
            .into_any()
    }

    /// A text in every language.
    fn words(
        &self,
        name: &str,
        label: &str,
        hint: &'static str,
        lines: u32,
        of: &crate::questionnaires::definition::texts::Wording,
    ) -> AnyView {
        let fields: Vec<AnyView> = self
            .languages
            .iter()
            .enumerate()
            .map(|(place, language)| {
                let called = match self.languages.len() {
                    1 => label.to_owned(),
                    _ => format!("{label} ({})", language_name(language.code())),
                };
                let mut field =
                    Field::new(text_field(name, language), called).value(self.text(name, language, of.get(language)));
                if lines > 1 {
                    field = field.kind(FieldKind::Lines(lines));
                }
                if place == 0 && !hint.is_empty() {
                    field = field.hint(hint);
                }
                field.show(self.errors)
            })
            .collect();
        fields.into_any()
    }

    fn number(&self, name: &str, label: &'static str, hint: &'static str, held: Option<String>) -> AnyView {
        let mut field = Field::new(name, label).kind(FieldKind::Number).short().value(self.value(name, held));
        if !hint.is_empty() {
            field = field.hint(hint);
        }
        field.show(self.errors)
    }
}

/// `GET …/build/questions/{key}`
pub async fn edit(visit: Visit, Path((slug, number, key)): QuestionAt) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    building.question(&key)?;
    show(&visit, &building, &key, None, &FormErrors::none(), StatusCode::OK).await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn show(
    visit: &Visit,
    building: &BuiltQuestionnaire,
    key: &str,
    typed: Option<&Fields>,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let form = building.form();
    let question = building.question(key)?;
    let record = &building.managed.record;
    let branches = branches::store::all(&visit.app.db).await?;
    let said: Vec<Remark> = making::remarks(&visit.app.db, record.id).await?;
    let said: Vec<Remark> = said.into_iter().filter(|one| one.question == key).collect();
    let reasons = making::reasons(&visit.app.db, record.id).await?;
    let read = visit.app.warm::<KeptReadings>().of(form).await?;
    let found = WordingFindings { managed: &building.managed, findings: &read.findings, reasons: &reasons };
    let seen = mark_of(question, form)?;
    let beside = |name: &str| typed.map(|fields| fields.text(name).to_owned()).unwrap_or_default();
    let shown = FilledQuestion { question, languages: &form.languages, typed, errors };
    let keys: Vec<&str> = form.questions().map(|one| one.key.as_str()).collect();
    let here = keys.iter().position(|one| *one == key).unwrap_or_default();
    let before = here.checked_sub(1).and_then(|at| keys.get(at)).map(|key| building.question_path(key));
    let after = keys.get(here + 1).map(|key| building.question_path(key));
    let number = logic::number(form, &question.key);
    let over = match number {
        Some(number) => format!("Question {number}: {}", kind_name(question).to_lowercase()),
        None => kind_name(question).to_owned(),
    };
    visit.page(format!("Edit: {}", words_of(form, question))).status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(building)}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title">
                <p class="over">{over}{question.retired.then_some(" (retired)")}</p>
                <h1 dir="auto">{words_of(form, question)}</h1>
            </header>
            <p class="actions"><a href=building.outline_path(&ChangedPart::Question(question.key.clone()))>"Back to the outline"</a>{before.map(|href| view! { " "<a href=href>"Question before"</a> })}{after.map(|href| view! { " "<a href=href>"Next question"</a> })}</p>
            <div class="build-beside wide">
                <div>
                    <form class="editor build-question" method="post" action=building.question_path(key) data-keep=errors.keeping() novalidate>
                        <input type="hidden" name="seen" value=seen/>
                        {shown.words("label", "The question", "One thing, in the words people use.", 2, &question.label)}
                        {shown.words("help", "A sentence below it", "Only if people would not know what to do.", 2, &question.help)}
                        {options(&shown)}
                        {of_kind(&shown)}
                        {question.asks().then(|| view! {
                            <fieldset><legend>"What may be answered"</legend>
                                {shown.tick("required", "It has to be answered", question.required)}
                                {shown.tick("dont-know", "“I don’t know” can be chosen", question.dont_know)}
                                {shown.tick("prefer-not", "“I prefer not to say” can be chosen", question.prefer_not_to_say)}
                            </fieldset>
                        })}
                        <details class="more"><summary>"What is said about a mistake, and a note for colleagues"</summary>
                            {shown.words("error", "In place of the usual sentence when it is left empty or filled in wrongly", "", 1, &question.error)}
                            {shown.words("note", "A note for colleagues, and for whoever keys in paper", "Residents do not see it.", 2, &question.note)}
                        </details>
                        <p class="actions"><button class="button" name="do" value="save">"Save"</button>" "<button class="button quiet" name="do" value="onward">"Save and go to the next question"</button></p>
                    </form>
                    {asked_of(building, question)}
                </div>
                <aside class="build-aside">
                    {preview(building, question, &branches, visit)}
                    {templates::why_so(question).map(|why| view! { <section class="note"><h2>"Why it is asked like this"</h2><p>{why}</p></section> })}
                    {found.of_a_question(key)}
                    {remarks::section(building, key, &said, &beside("text"), errors)}
                    {bank_form(building, key, &beside("name"), errors)}
                </aside>
            </div>
        }
        .into_any()
    })
}

fn bank_form(building: &BuiltQuestionnaire, key: &str, typed: &str, errors: &FormErrors) -> AnyView {
    let open = errors.of("name").is_some();
    view! {
        <details class="more" open=open><summary>"Keep it for other questionnaires"</summary>
            <form method="post" action=format!("{}/bank", building.question_path(key))>
                {Field::new("name", "What it is called in the bank of questions").value(typed).show(errors)}
                <p class="actions"><button class="button small quiet">"Keep it"</button></p>
            </form>
        </details>
    }
    .into_any()
}

/// Whom it is asked of, and the way to change that.
fn asked_of(building: &BuiltQuestionnaire, question: &Question) -> AnyView {
    let form = building.form();
    let key = question.key.as_str();
    let own = question.when.as_ref().map(|when| logic::in_words(form, when));
    let page = form.pages.iter().find(|page| page.questions.iter().any(|one| one.key == question.key));
    let of_page = page.and_then(|page| page.when.as_ref()).map(|when| logic::in_words(form, when));
    let words = match (own, of_page) {
        (None, None) => "Everybody.".to_owned(),
        (Some(own), None) => format!("People who {own}."),
        (None, Some(page)) => format!("People who {page}, as everything on its page."),
        (Some(own), Some(page)) => format!("Of the people who {page}, who are asked its page: those who {own}."),
    };
    view! {
        <section><h2>"Who is asked"</h2><p dir="auto">{words}</p>
            <p class="actions"><a class="button quiet" href=format!("{}/condition", building.question_path(key))>"Change who is asked"</a></p></section>
    }
    .into_any()
}

/// As residents see it, at the width of a phone.
fn preview(building: &BuiltQuestionnaire, question: &Question, branches: &[BranchName], visit: &Visit) -> AnyView {
    let form = building.form();
    let none = DraftFiles::default();
    let files = FilesHere::Here(&none);
    let asked = AskedOf { form, language: form.first_language(), branches, order_seed: None, now: visit.now, files };
    let given = Given::new();
    let route = Route::of(form, &given);
    let fields =
        question_fields(question, &asked, &route, Names::ALONE, &Fields::default(), &FormErrors::none(), false);
    view! {
        <section class="phone" aria-label="As residents see it">
            <p class="phone-head">"As residents see it, as it was last saved"</p>
            <div class="phone-screen" inert>{fields}</div>
        </section>
    }
    .into_any()
}

fn options(shown: &FilledQuestion<'_>) -> AnyView {
    let lists: Vec<AnyView> = LISTS
        .into_iter()
        .filter_map(|(of, list)| {
            let (legend, paste, add) = match (&shown.question.kind, of) {
                (QuestionKind::Matrix { .. }, OptionsOf::Options) => ("What is judged", "paste", "Add lines"),
                (QuestionKind::Matrix { .. }, OptionsOf::Columns) => ("The points", "paste-columns", "Add points"),
                (
                    QuestionKind::OneOf(_)
                    | QuestionKind::SeveralOf { .. }
                    | QuestionKind::Rank { .. }
                    | QuestionKind::Split { .. },
                    OptionsOf::Options,
                ) => ("Options", "paste", "Add options"),
                _ => return None,
            };
            Some(one_list(shown, (of, list), legend, (paste, add)))
        })
        .collect();
    lists.into_any()
}

fn one_list(
    shown: &FilledQuestion<'_>,
    (of, list): (OptionsOf, &'static str),
    legend: &'static str,
    (paste, add): (&'static str, &'static str),
) -> AnyView {
    let options = options_of(shown.question, of);
    let pasting = Field::new(paste, add)
        .hint("One on each line, as from a letter or a spreadsheet. They come in when you save.")
        .kind(FieldKind::Lines(3))
        .value(shown.value(paste, None))
        .show(shown.errors);
    if options.len() > MOST_SHOWN {
        return view! {
            <fieldset class="build-options"><legend>{legend}</legend>
                <p>{format!("There are {} of them: too many for fields. Edit the questionnaire as text to change them.", options.len())}</p>{pasting}</fieldset>
        }
        .into_any();
    }
    let lines: Vec<AnyView> =
        options.iter().enumerate().map(|(at, option)| option_line(shown, list, option, (at, options.len()))).collect();
    view! {
        <fieldset class="build-options"><legend>{legend}</legend>
            <ol>{lines}</ol>
            {pasting}
            {shown.question.list().map(|held| shown.tick("shuffled", "Each person sees them in an order of their own, so that none is chosen more often for standing first", held.shuffled))}
        </fieldset>
    }
    .into_any()
}

fn option_line(
    shown: &FilledQuestion<'_>,
    list: &'static str,
    option: &AnswerOption,
    (at, all): (usize, usize),
) -> AnyView {
    let code = &option.code;
    let name = option_field(list, code, "label");
    let words: Vec<AnyView> = shown
        .languages
        .iter()
        .map(|language| {
            let field = text_field(&name, language);
            let label = match shown.languages.len() {
                1 => format!("Words of {code}"),
                _ => format!("Words of {code} ({})", language_name(language.code())),
            };
            let value = shown.text(&name, language, option.label.get(language));
            let error = shown.errors.of(&field).map(str::to_owned);
            view! {
                {error.map(|error| view! { <p class="error"><span class="vh">"Error: "</span>{error}</p> })}
                <input id=field.clone() name=field type="text" dir="auto" lang=language.code().to_owned() aria-label=label value=value/>
            }
            .into_any()
        })
        .collect();
    let flag = |what: &str, words: &'static str, held: bool| {
        let field = option_field(list, code, what);
        let checked = shown.ticked(&field, held);
        view! { <label class="check small"><input type="checkbox" name=field value="yes" checked=checked/>" "<span>{words}</span></label> }.into_any()
    };
    let chosen = matches!(shown.question.kind, QuestionKind::OneOf(_) | QuestionKind::SeveralOf { .. });
    let several = matches!(shown.question.kind, QuestionKind::SeveralOf { .. });
    let shuffled = shown.question.list().is_some_and(|held| held.shuffled);
    let act = |what: &str, words: &'static str| {
        view! { <button class="small-act" name="do" value=format!("{what} {list} {code}")>{words}<span class="vh">{format!(" {code}")}</span></button> }.into_any()
    };
    view! {
        <li class=if option.retired { "retired" } else { "" }>
            <div class="option-words">{words}<p class="meta"><code>{code.clone()}</code>{option.retired.then_some(" retired")}{option.when.is_some().then_some(" offered to some only")}</p></div>
            <div class="option-flags">
                {chosen.then(|| flag("write", "asks “please say”", option.write_in))}
                {several.then(|| flag("alone", "nothing else beside it", option.exclusive))}
                {shuffled.then(|| flag("fixed", "keeps its place", option.fixed))}
            </div>
            <p class="small-acts">
                {(at > 0).then(|| act("up", "Up"))}
                {(at + 1 < all).then(|| act("down", "Down"))}
                {if option.retired { act("back", "Offer it again") } else { act("remove", "Remove") }}
            </p>
        </li>
    }
    .into_any()
}

fn of_kind(shown: &FilledQuestion<'_>) -> AnyView {
    let counted = |number: Option<u32>| number.map(|number| number.to_string());
    let limit = |limit: Option<DateLimit>| {
        limit.map(|limit| match limit {
            DateLimit::Today => "today".to_owned(),
            DateLimit::On(date) => date.to_string(),
        })
    };
    match &shown.question.kind {
        QuestionKind::SeveralOf { least, most, .. } => view! {
            <div class="pair">{shown.number("least", "At least so many", "", counted(*least))}{shown.number("most", "At most so many", "", counted(*most))}</div>
        }
        .into_any(),
        QuestionKind::Rank { most, .. } => shown.number("most", "How many places are given", "All of them, if it is left empty.", counted(*most)),
        QuestionKind::Scale { points } => {
            let words: Vec<AnyView> = points
                .iter()
                .enumerate()
                .map(|(at, point)| shown.words(&format!("point{}", at + 1), &format!("Point {}", at + 1), "", 1, point))
                .collect();
            view! {
                {shown.number("points", "How many points", "2 to 11. With an odd number there is a middle.", Some(points.len().to_string()))}
                <fieldset><legend>"What the points are called"</legend><p class="hint">"Words for the first and the last are enough."</p>{words}</fieldset>
            }
            .into_any()
        }
        QuestionKind::Matrix { every_row, .. } => {
            shown.tick("every-row", "If it has to be answered, each line has to be", *every_row)
        }
        QuestionKind::Number { places, least, most, unit } => view! {
            <div class="pair">{shown.number("least", "The smallest number", "", least.map(|one| one.to_string()))}{shown.number("most", "The largest number", "", most.map(|one| one.to_string()))}</div>
            {(*places > 0).then(|| shown.number("places", "Figures after the point", "", Some(places.to_string())))}
            {shown.words("unit", "What is counted", "Such as “hours” or “miles”.", 1, unit)}
        }
        .into_any(),
        QuestionKind::Money { least, most } => view! {
            <div class="pair">{shown.number("least", "The smallest amount in pounds", "", least.map(amounts::typed))}{shown.number("most", "The largest amount in pounds", "", most.map(amounts::typed))}</div>
        }
        .into_any(),
        QuestionKind::Split { total, money, .. } => {
            let held = if *money { amounts::typed(*total) } else { total.to_string() };
            shown.number("total", if *money { "Pounds to share out" } else { "Points to share out" }, "", Some(held))
        }
        QuestionKind::Text { most, published, .. } => view! {
            {shown.number("most", "At most so many characters", "", counted(*most))}
            {shown.tick("published", "Everybody may read what people write, once a moderator has", *published)}
        }
        .into_any(),
        QuestionKind::Date { partial, earliest, latest } => view! {
            {shown.tick("partial", "A year, or a month and a year, will do", *partial)}
            <div class="pair">{shown.number("earliest", "The first day", "Such as 2027-03-31, or “today”.", limit(*earliest))}{shown.number("latest", "The last day", "", limit(*latest))}</div>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

/// What a button beside an option does.
fn option_edit(question: &Question, act: &str) -> Option<Edit> {
    let mut words = act.splitn(3, ' ');
    let (what, list, code) = (words.next()?, words.next()?, words.next()?);
    let of = LISTS.into_iter().find(|(_, name)| *name == list).map(|(of, _)| of)?;
    let (question, code) = (question.key.clone(), code.to_owned());
    Some(match what {
        "up" => Edit::MoveOption { question, of, code, to: MoveTo::Up },
        "down" => Edit::MoveOption { question, of, code, to: MoveTo::Down },
        "remove" => Edit::RemoveOption { question, of, code },
        "back" => Edit::BringBackOption { question, of, code },
        _ => return None,
    })
}

/// `POST …/build/questions/{key}` (the fields of the page; `do`: `save`, `onward`, or what to do with an option)
pub async fn save(visit: Visit, Path((slug, number, key)): QuestionAt, fields: Fields) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    let question = building.question(&key)?;
    let languages = &building.form().languages;
    let mut errors = FormErrors::none();
    if let Some(taken_up) = fields.taken_up() {
        return show(&visit, &building, &key, Some(&fields), &taken_up, StatusCode::OK).await;
    }
    let known = reading::known(question, languages);
    fields.expect_only(&known.iter().map(String::as_str).collect::<Vec<_>>(), &mut errors);
    let mut edits = reading::edits(question, languages, &fields, &mut errors);
    let language = building.form().first_language();
    for (of, paste) in [(OptionsOf::Options, "paste"), (OptionsOf::Columns, "paste-columns")] {
        let text = fields.text(paste).to_owned();
        if !text.is_empty() {
            let edit = Edit::PasteOptions { question: question.key.clone(), of, text, language: language.clone() };
            edits.push((paste.to_owned(), edit));
        }
    }
    let act = fields.text("do");
    if let Some(edit) = option_edit(question, act) {
        edits.push(("form".to_owned(), edit));
    }
    if !errors.is_empty() {
        return show(&visit, &building, &key, Some(&fields), &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let seen = fields.text("seen").to_owned();
    let stands = |form: &crate::questionnaires::definition::question::Questionnaire| {
        let now = form.question(&key).and_then(|question| mark_of(question, form).ok());
        seen.is_empty() || now.as_deref() == Some(seen.as_str())
    };
    let all: Vec<Edit> = edits.iter().map(|(_, edit)| edit.clone()).collect();
    match perform(&visit, &building.managed, &all, stands).await? {
        BuildOutcome::Done(_) if act == "onward" => {
            let keys: Vec<&str> = building.form().questions().map(|one| one.key.as_str()).collect();
            let next = keys.iter().position(|one| *one == key).and_then(|here| keys.get(here + 1));
            visit.go(&next.map_or_else(|| building.base(), |next| building.question_path(next)))
        }
        BuildOutcome::Done(_) => visit.go(&format!("{}?done=saved", building.question_path(&key))),
        BuildOutcome::Refused(place, why) => {
            let field = edits.get(place).map_or("form", |(field, _)| field.as_str());
            errors.add(field, why);
            show(&visit, &building, &key, Some(&fields), &errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        BuildOutcome::Overtaken => {
            let latest = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
            if latest.form().question(&key).is_none() {
                return Err(Fault::Missing);
            }
            errors.add(
                "form",
                "A colleague changed this question while you wrote, so nothing is saved yet. What you wrote is in the fields; \
                 what it says now is in the preview. Save again to put yours in its place.",
            );
            show(&visit, &latest, &key, Some(&fields), &errors, StatusCode::CONFLICT).await
        }
    }
}

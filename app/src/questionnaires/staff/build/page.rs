//! The page of a page: its heading and whether it changes places with others; and the page of the whole: title,
//! introduction, thanks and languages.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::super::At;
use super::outline::crumbs;
use super::reading::text_field;
use super::{BuildOutcome, BuiltQuestionnaire, perform};
use crate::questionnaires::amending::TextPlace;
use crate::questionnaires::building::QuestionnaireEdit as Edit;
use crate::questionnaires::definition::logic;
use crate::questionnaires::definition::question::{QuestionPage, Questionnaire};
use crate::questionnaires::definition::texts::{Language, Wording};
use crate::questionnaires::pages::language_name;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::{Field, FieldKind, done_note, error_summary};

use super::question::QuestionAt;

const DONE: &[(&str, &str, &str)] = &[("saved", "Saved.", "Only staff can see the draft.")];

/// Fields for a text in every language.
fn words(
    languages: &[Language],
    name: &str,
    label: &str,
    lines: u32,
    held: &Wording,
    typed: Option<&Fields>,
    errors: &FormErrors,
) -> AnyView {
    let fields: Vec<AnyView> = languages
        .iter()
        .map(|language| {
            let field = text_field(name, language);
            let called = match languages.len() {
                1 => label.to_owned(),
                _ => format!("{label} ({})", language_name(language.code())),
            };
            let value = match typed {
                Some(fields) if fields.has(&field) => fields.text(&field).to_owned(),
                _ => held.get(language).unwrap_or_default().to_owned(),
            };
            let mut shown = Field::new(field, called).value(value);
            if lines > 1 {
                shown = shown.kind(FieldKind::Lines(lines));
            }
            shown.show(errors)
        })
        .collect();
    fields.into_any()
}

/// The edits that some texts come to.
fn text_edits(texts: &[(&str, TextPlace, &Wording)], languages: &[Language], fields: &Fields) -> Vec<(String, Edit)> {
    let mut all = Vec::new();
    for (name, at, held) in texts {
        for language in languages {
            let field = text_field(name, language);
            if fields.has(&field) && fields.text(&field) != held.get(language).unwrap_or_default() {
                let text = fields.text(&field).to_owned();
                all.push((field, Edit::SetText { at: at.clone(), language: language.clone(), text }));
            }
        }
    }
    all
}

fn find_page<'a>(form: &'a Questionnaire, key: &str) -> Result<(usize, &'a QuestionPage), Fault> {
    form.pages.iter().enumerate().find(|(_, page)| page.key.as_str() == key).ok_or(Fault::Missing)
}

/// `GET …/build/pages/{key}`
pub async fn edit(visit: Visit, Path((slug, number, key)): QuestionAt) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    page_form(&visit, &building, &key, None, &FormErrors::none(), StatusCode::OK)
}

fn page_form(
    visit: &Visit,
    building: &BuiltQuestionnaire,
    key: &str,
    typed: Option<&Fields>,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let form = building.form();
    let (place, page) = find_page(form, key)?;
    let shuffled = typed.map_or(page.shuffled, |fields| fields.text("shuffled") == "yes");
    let when = page
        .when
        .as_ref()
        .map_or_else(|| "Everybody.".to_owned(), |when| format!("People who {}.", logic::in_words(form, when)));
    visit.page(format!("Page {}", place + 1)).status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(building)}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title"><h1>{format!("Page {}", place + 1)}</h1>
                <p class="lede">"A page asks one thing, or a few that belong together under a heading."</p></header>
            <form class="editor" method="post" action=building.page_path(key) data-keep=errors.keeping() novalidate>
                {words(&form.languages, "title", "Heading", 1, &page.title, typed, errors)}
                <label class="check"><input type="checkbox" name="shuffled" value="yes" checked=shuffled/>" "<span>"It changes places with the pages beside it that are ticked too, so that each person meets them in an order of their own"</span></label>
                <p class="actions"><button class="button">"Save"</button>" "<a href=building.base()>"Back to the outline"</a></p>
            </form>
            <section><h2>"Who is asked"</h2><p dir="auto">{when}</p>
                <p class="actions"><a class="button quiet" href=format!("{}/condition", building.page_path(key))>"Change who is asked"</a></p></section>
        }
        .into_any()
    })
}

/// `POST …/build/pages/{key}` (`title-…`, `shuffled`)
pub async fn save(visit: Visit, Path((slug, number, key)): QuestionAt, fields: Fields) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    let form = building.form();
    let (_, page) = find_page(form, &key)?;
    if let Some(taken_up) = fields.taken_up() {
        return page_form(&visit, &building, &key, Some(&fields), &taken_up, StatusCode::OK);
    }
    let mut errors = FormErrors::none();
    let names: Vec<String> =
        form.languages.iter().map(|language| text_field("title", language)).chain(["shuffled".to_owned()]).collect();
    fields.expect_only(&names.iter().map(String::as_str).collect::<Vec<_>>(), &mut errors);
    let texts = [("title", TextPlace::PageTitle(page.key.clone()), &page.title)];
    let mut edits = text_edits(&texts, &form.languages, &fields);
    let shuffled = fields.text("shuffled") == "yes";
    if shuffled != page.shuffled {
        edits.push(("form".to_owned(), Edit::SetPageShuffled { page: page.key.clone(), shuffled }));
    }
    let all: Vec<Edit> = edits.iter().map(|(_, edit)| edit.clone()).collect();
    if errors.is_empty() {
        match perform(&visit, &building.managed, &all, |_| true).await? {
            BuildOutcome::Refused(at, why) => errors.add(edits.get(at).map_or("form", |(field, _)| field), why),
            _ => return visit.go(&format!("{}?done=saved", building.page_path(&key))),
        }
    }
    page_form(&visit, &building, &key, Some(&fields), &errors, StatusCode::UNPROCESSABLE_ENTITY)
}

/// `GET …/build/about`
pub async fn about(visit: Visit, Path((slug, number)): At) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    about_form(&visit, &building, None, &FormErrors::none(), StatusCode::OK)
}

fn about_form(
    visit: &Visit,
    building: &BuiltQuestionnaire,
    typed: Option<&Fields>,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let form = building.form();
    let languages: Vec<AnyView> = form
        .languages
        .iter()
        .enumerate()
        .map(|(place, language)| {
            let code = language.code().to_owned();
            let remove = (place > 0 && building.published.iter().all(|version| !version.languages.contains(language)))
                .then(|| view! { " "<button class="small-act" name="take-away" value=code.clone()>"Take it away"<span class="vh">{format!(": {}", language_name(&code))}</span></button> });
            view! { <li>{language_name(language.code())}{remove}</li> }.into_any()
        })
        .collect();
    let add = typed.map(|fields| fields.text("add-language").to_owned()).unwrap_or_default();
    visit.page("Title, introduction and languages").status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(building)}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title"><h1>"Title, introduction and languages"</h1></header>
            <form class="editor" method="post" action=format!("{}/about", building.base()) data-keep=errors.keeping() novalidate>
                {words(&form.languages, "title", "Title", 1, &form.title, typed, errors)}
                {words(&form.languages, "introduction", "Before it begins", 4, &form.introduction, typed, errors)}
                {words(&form.languages, "thanks", "After it was sent", 3, &form.thanks, typed, errors)}
                <fieldset><legend>"Languages"</legend><ul>{languages}</ul>
                    {Field::new("add-language", "Add a language").hint("Its code: “cy” for Welsh, “pl” for Polish, “ur” for Urdu. What has no words in it is shown in the first language, and the rules name it.").short().value(add).show(errors)}</fieldset>
                <p class="actions"><button class="button">"Save"</button>" "<a href=building.base()>"Back to the outline"</a></p>
            </form>
        }
        .into_any()
    })
}

/// `POST …/build/about` (`title-…`, `introduction-…`, `thanks-…`, `add-language`, `take-away`)
pub async fn save_about(visit: Visit, Path((slug, number)): At, fields: Fields) -> Page {
    let building = BuiltQuestionnaire::find(&visit, &slug, &number).await?;
    let form = building.form();
    if let Some(taken_up) = fields.taken_up() {
        return about_form(&visit, &building, Some(&fields), &taken_up, StatusCode::OK);
    }
    let mut errors = FormErrors::none();
    let texts = [
        ("title", TextPlace::Title, &form.title),
        ("introduction", TextPlace::Introduction, &form.introduction),
        ("thanks", TextPlace::Thanks, &form.thanks),
    ];
    let names: Vec<String> = texts
        .iter()
        .flat_map(|(name, ..)| form.languages.iter().map(|language| text_field(name, language)).collect::<Vec<_>>())
        .chain(["add-language", "take-away"].map(str::to_owned))
        .collect();
    fields.expect_only(&names.iter().map(String::as_str).collect::<Vec<_>>(), &mut errors);
    let mut edits = text_edits(&texts, &form.languages, &fields);
    for (field, edit) in
        [("add-language", Edit::AddLanguage as fn(Language) -> Edit), ("take-away", Edit::RemoveLanguage)]
    {
        let typed = fields.text(field);
        if !typed.is_empty() {
            match Language::new(&typed.to_lowercase()) {
                Some(language) => edits.push((field.to_owned(), edit(language))),
                None => errors.add(field, "Enter the code of a language, such as cy"),
            }
        }
    }
    let all: Vec<Edit> = edits.iter().map(|(_, edit)| edit.clone()).collect();
    if errors.is_empty() {
        match perform(&visit, &building.managed, &all, |_| true).await? {
            BuildOutcome::Refused(at, why) => errors.add(edits.get(at).map_or("form", |(field, _)| field), why),
            _ => return visit.go(&format!("{}/about?done=saved", building.base())),
        }
    }
    about_form(&visit, &building, Some(&fields), &errors, StatusCode::UNPROCESSABLE_ENTITY)
}

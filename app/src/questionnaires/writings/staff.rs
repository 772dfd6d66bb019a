//! What people wrote in answer to one question, for those who may see results: in an order of chance, with what has become
//! of it where it may be published.

use leptos::prelude::*;

use super::moderated::PublishedWords;
use super::store::{self, COUNTED, ListedText, TextsShown};
use crate::consultations::pages::stage_tag;
use crate::consultations::rules::stage;
use crate::identity::rules::Permission;
use crate::moderation::deciding;
use crate::moderation::writing::Writing;
use crate::numbers::grouped;
use crate::questionnaires::definition::key::in_address;
use crate::questionnaires::definition::question::{Question, QuestionKind, Questionnaire};
use crate::questionnaires::definition::{logic, piping};
use crate::questionnaires::pages::version_of;
use crate::questionnaires::staff::{crumbs_to_results, list_path, of_results};
use crate::site::{Area, Fault, Fields, Page, Path, Visit};
use crate::ui::done_note;
use crate::ui::pager::pager;
use crate::ui::prose::{self, Author};

const DONE: &[(&str, &str, &str)] = &[
    ("published", "It is published.", "Everybody can read it where the results are shown."),
    ("none", "Nothing was published.", "Nothing was ticked, or a colleague had decided about it."),
];

/// Whether people write words of their own in answer to a question.
pub fn takes_words(question: &Question) -> bool {
    matches!(question.kind, QuestionKind::Text { .. }) || question.options().iter().any(|option| option.write_in)
}

/// Where staff read what people wrote in answer to a question. `base` is what the staff's pages of the questionnaire begin
/// with.
pub fn href(base: &str, question: &str) -> String {
    format!("{base}/words?question={}", in_address(question))
}

const fn called(shown: TextsShown) -> &'static str {
    match shown {
        TextsShown::Private => "For staff alone",
        TextsShown::Held => "Not read yet",
        TextsShown::Published => "Published",
        TextsShown::Removed => "Not published",
    }
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/words` (`?question=KEY&show=held&after=…`)
pub async fn list(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let db = &visit.app.db;
    let (consultation, record) = of_results(&visit, &slug, &number).await?;
    let version = version_of(&visit.app, &record).await?;
    let key = visit.query_value("question");
    let question = version.form.question(&key).filter(|question| takes_words(question)).ok_or(Fault::Missing)?;
    let of = (record.id, key.as_str());
    let mut counts = Vec::new();
    for shown in TextsShown::ALL {
        counts.push((shown, store::count(db, of, shown).await?));
    }
    let wanted = visit.query_value("show");
    let asked_for = TextsShown::ALL.into_iter().find(|shown| shown.word() == wanted);
    let first = counts.iter().find(|(_, count)| *count > 0).map(|(shown, _)| *shown);
    let shown = asked_for.or(first).unwrap_or(TextsShown::Private);
    let after = visit.query_value("after");
    let place = after.split_once('-').and_then(|(place, id)| Some((place.parse().ok()?, id.parse().ok()?)));
    let (texts, next) = store::listed(db, of, shown, place.unwrap_or((-1, 0))).await?;
    let here = href(&format!("{}/{}", list_path(&consultation), record.number), &key);
    let may_decide = visit.may(Permission::Moderate) && shown != TextsShown::Private;
    visit.page(format!("What people wrote: {}", record.title)).area(Area::Staff).show(|| {
        let items: Vec<AnyView> =
            texts.iter().map(|text| item(&version.form, question, text, may_decide.then_some(shown))).collect();
        let list = format!("{here}&show={}", shown.word());
        view! {
            {crumbs_to_results(&consultation, &record)}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title">
                <p class="over">"What people wrote "{stage_tag(stage(&consultation.dates, visit.now))}</p>
                <h1 dir="auto">{logic::question_words(&version.form, question)}</h1>
            </header>
            {tabs(&here, shown, &counts)}
            <details class="why"><summary>"What may I do with these words?"</summary>
                <p>"Read them, sum them up, and quote them inside the service. Whoever wrote them was promised that no name is published; somebody’s own words can show who they are all the same. What stands under “For staff alone” is not to be published, because nobody was told that it would be. The order is one of chance, so that nobody can lay two texts of one person side by side."</p>
            </details>
            {if items.is_empty() {
                view! { <div class="empty"><h2>"Nothing here"</h2><p>{empty(shown)}</p></div> }.into_any()
            } else if may_decide && shown == TextsShown::Held {
                view! {
                    <form method="post" action=here.clone()>
                        <ul class="words">{items}</ul>
                        <p class="actions"><button class="button">"Publish those that are ticked"</button></p>
                        <p class="hint">"Tick what you have read and what shows nobody’s name or details. Their authors are told that it is published."</p>
                    </form>
                }.into_any()
            } else {
                view! { <ul class="words">{items}</ul> }.into_any()
            }}
            {pager("More of what people wrote", place.map(|_| list.clone()), next.map(|(place, id)| format!("{list}&after={place}-{id}")))}
        }
        .into_any()
    })
}

const fn empty(shown: TextsShown) -> &'static str {
    match shown {
        TextsShown::Private => "Nobody has written anything here that is for staff alone.",
        TextsShown::Held => "Everything that may be published has been read.",
        TextsShown::Published => "Nothing is published. A moderator publishes what people were told may be published.",
        TextsShown::Removed => "Nothing was kept from being published.",
    }
}

/// The lists that hold something, with how much.
fn tabs(here: &str, shown: TextsShown, counts: &[(TextsShown, i64)]) -> AnyView {
    let tabs: Vec<AnyView> = counts
        .iter()
        .filter(|(one, count)| *count > 0 || *one == shown)
        .map(|(one, count)| {
            let count = match *count {
                many if many > COUNTED => format!("more than {}", grouped(COUNTED)),
                count => grouped(count),
            };
            let href = format!("{here}&show={}", one.word());
            view! { <li><a href=href aria-current=(*one == shown).then_some("page")>{called(*one)}" "<span class="count">{count}</span></a></li> }.into_any()
        })
        .collect();
    view! { <nav class="tabs" aria-label="What has become of it"><ul>{tabs}</ul></nav> }.into_any()
}

/// `POST /staff/consultations/{slug}/questionnaires/{number}/words` (`publish`: the numbers of what was read)
pub async fn publish(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let (consultation, record) = of_results(&visit, &slug, &number).await?;
    let ids: Vec<i64> = fields.all("publish").filter_map(|id| id.parse().ok()).take(store::PAGE).collect();
    let mut tx = visit.app.db.begin().await?;
    // Of this questionnaire alone, whatever was sent.
    let own: Vec<i64> = store::moderated(&mut tx, &ids)
        .await?
        .into_iter()
        .filter(|text| text.questionnaire_id == record.id)
        .map(|text| text.id)
        .collect();
    let published = deciding::publish_some(&visit, &mut tx, &PublishedWords, &own).await?;
    tx.commit().await?;
    let done = if published == 0 { "none" } else { "published" };
    let here = href(&format!("{}/{}", list_path(&consultation), record.number), &visit.query_value("question"));
    visit.go(&format!("{here}&show={}&done={done}", TextsShown::Held.word()))
}

/// A text in the list; `deciding` is the list for whoever may decide.
fn item(form: &Questionnaire, question: &Question, text: &ListedText, deciding: Option<TextsShown>) -> AnyView {
    let beside = question.option(&text.part).map(|option| {
        let label = piping::for_everybody(option.label.read(form.first_language(), &form.languages)).into_owned();
        view! { <p class="meta"><span dir="auto">{format!("beside “{label}”")}</span></p> }
    });
    let words = prose::render(&text.text, Author::Resident).into_string();
    let redacted = (!text.shown.is_empty()).then(|| {
        view! { <p class="meta"><span>"Published with words taken out:"</span></p><blockquote dir="auto" inner_html=prose::render(&text.shown, Author::Resident).into_string()></blockquote> }
    });
    let decide = deciding.map(|shown| {
        let href = PublishedWords.words().page(text.id);
        let tick = (shown == TextsShown::Held).then(|| {
            view! { <label class="check"><input type="checkbox" name="publish" value=text.id/>" "<span>"Publish it"<span class="vh">{format!(": number {}", text.id)}</span></span></label>" " }
        });
        view! { <p class="actions">{tick}<a href=href>{if shown == TextsShown::Held { "Take words out, or keep it from being published" } else { "Decide about it again" }}<span class="vh">{format!(": number {}", text.id)}</span></a></p> }
    });
    view! { <li>{beside}<blockquote dir="auto" inner_html=words></blockquote>{redacted}{decide}</li> }.into_any()
}

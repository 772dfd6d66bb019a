//! The staff's pages: the list of a consultation's questionnaires, one with its logic in words and what keeps it from being
//! published, and the form in which it is written.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use leptos::prelude::*;

use super::amend::{self, Amending};
use super::findings::WordingFindings;
use super::{At, ManagedQuestionnaire, bringing_in, find, list_path, of_results};
use crate::consultations::editing;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::pages::stage_tag;
use crate::consultations::rules::stage;
use crate::consultations::showing::hidden_because;
use crate::identity::rules::Permission;
use crate::numbers::Noun;
use crate::questionnaires::building::templates::STARTING_FORMS;
use crate::questionnaires::definition::proof::ProofFault;
use crate::questionnaires::definition::question::{KINDS, Questionnaire};
use crate::questionnaires::definition::{document, logic};
use crate::questionnaires::model::QuestionnaireRecord;
use crate::questionnaires::pages::{asked, length};
use crate::questionnaires::reading_over::KeptReadings;
use crate::questionnaires::results::kept::KeptFigures;
use crate::questionnaires::results::{for_staff, one_for_staff};
use crate::questionnaires::store::{answers, making};
use crate::questionnaires::{rules, store};
use crate::reason::WhyNot;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Visit};
use crate::ui::overtaken::ReadField;
use crate::ui::{Field, FieldKind, done_note, error_summary};

const DONE: &[(&str, &str, &str)] = &[
    ("added", "The questionnaire is saved.", "Residents see it when the consultation is published."),
    ("saved", "Saved.", "Only staff can see the draft."),
    ("deleted", "The questionnaire is deleted.", ""),
    ("amended", "The new version is published.", "Residents are asked it from now on."),
    ("reason", "Your reason is saved.", ""),
];

/// A questionnaire to begin with: what whoever has none starts from.
const BEGINNING: &str = include_str!("beginning.toml");

/// What is typed in the form.
pub struct TypedQuestionnaire {
    /// The questionnaire as TOML.
    pub definition: String,
    /// When it had last been changed, as it was seen.
    pub seen: i64,
}

impl TypedQuestionnaire {
    /// What a form sent.
    pub fn from_fields(fields: &Fields) -> Self {
        Self { definition: fields.text("definition").to_owned(), seen: fields.number("seen").unwrap_or(0) }
    }

    /// What the record holds.
    ///
    /// # Errors
    /// When it cannot be written: a fault of the program.
    pub fn of(managed: &ManagedQuestionnaire) -> Result<Self, Fault> {
        let definition = document::to_toml(&managed.form).map_err(Fault::broken)?;
        Ok(Self { definition, seen: managed.record.updated_at.0 })
    }

    /// What it says, for whoever compares it with what a colleague saved.
    pub fn read(&self) -> Vec<ReadField> {
        vec![("The questionnaire".to_owned(), self.definition.clone())]
    }
}

/// `GET /staff/consultations/{slug}/questionnaires`
pub async fn list(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    let asked = asked(&visit.app, &consultation).await?;
    let people = answers::people(&visit.app.db, consultation.id).await?;
    let at = stage(&consultation.dates, visit.now);
    let mut faults = BTreeMap::new();
    for (record, version) in asked.iter().filter(|_| at == Stage::Draft) {
        let read = visit.app.warm::<KeptReadings>().of(&version.form).await?;
        faults.insert(record.id, read.faults.len());
    }
    visit.page(format!("Questionnaires: {}", consultation.title)).area(Area::Staff).show(|| {
        let items: Vec<AnyView> = asked
            .iter()
            .map(|(record, version)| {
                let people = people.iter().find(|(id, _)| *id == record.id).map_or(0, |(_, people)| *people);
                let faults = faults.get(&record.id).copied().unwrap_or_default();
                line(&consultation, at, record, &version.form, (people, faults))
            })
            .collect();
        view! {
            {editing::crumbs(Some(&consultation))}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title">
                <h1 id="questionnaires">"Questionnaires"</h1>
                <p class="lede">"A questionnaire asks people several things, one after the other. Who is asked what can depend on what they said before."</p>
            </header>
            <details class="why"><summary>"When is a questionnaire right?"</summary>
                <p>"When you need to know how people use the library, what a change would do to them, or who they are. For one plan that people are for or against, a proposal says more: it shows reasons and takes comments. Ask only what you will use: every question costs answers to the next."</p>
            </details>
            {if items.is_empty() {
                view! { <div class="empty"><h2>"No questionnaires yet"</h2><p>"Most good ones have five to fifteen questions."</p></div> }.into_any()
            } else {
                view! { <ol class="notices numbered">{items}</ol> }.into_any()
            }}
            {match rules::may_add(at) {
                Ok(()) => view! { <p class="actions"><a class="button" href=format!("{}/new", list_path(&consultation))>"Write a questionnaire"</a>" "<a href=format!("{}/import", list_path(&consultation))>"Bring one in from a file"</a></p> }.into_any(),
                Err(why) => view! { <p class="quiet">{why.words()}</p> }.into_any(),
            }}
        }
        .into_any()
    })
}

fn line(
    consultation: &Consultation,
    at: Stage,
    record: &QuestionnaireRecord,
    form: &Questionnaire,
    (people, faults): (i64, usize),
) -> AnyView {
    let base = format!("{}/{}", list_path(consultation), record.number);
    let came = format!("{} answered", Noun::PERSON.count(people));
    view! {
        <li class="notice">
            <h2><a dir="auto" href=base.clone()>{record.title.clone()}</a></h2>
            <p class="meta"><span>{length(form)}</span>{(at != Stage::Draft).then(|| view! { " "<span>{came}</span> })}{(faults > 0).then(|| view! { " "<span class="tag warn">{format!("{} to put right", Noun { one: "thing", many: "things" }.count(faults))}</span> })}</p>
            {actions(consultation, at, record)}
        </li>
    }
    .into_any()
}

fn actions(consultation: &Consultation, at: Stage, record: &QuestionnaireRecord) -> AnyView {
    let base = format!("{}/{}", list_path(consultation), record.number);
    let public = format!("/consultations/{}/questionnaires/{}", consultation.slug, record.number);
    let for_this = move || view! { <span class="vh">{format!(" questionnaire {}", record.number)}</span> }.into_any();
    view! {
        <p class="actions">
            {rules::may_rewrite(at).is_ok().then(|| view! { <a href=format!("{base}/build")>{if at == Stage::Draft { "Build" } else { "Amend" }}{for_this()}</a>" "<a href=format!("{base}/try")>"Try it out"{for_this()}</a>" " })}
            <a href=if at == Stage::Draft { format!("{public}/questions") } else { public }>{if at == Stage::Draft { "Preview" } else { "See it as the public does" }}{for_this()}</a>" "
            <a href=format!("{base}/equality")>"Equality questions"{for_this()}</a>" "
            {(at != Stage::Draft).then(|| view! { <a href=format!("{base}/results")>"Results"{for_this()}</a>" " })}
            {rules::may_add(at).is_ok().then(|| view! { <a href=format!("{base}/delete")>"Delete"{for_this()}</a> })}
        </p>
    }
    .into_any()
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}`: whom each question is asked of, and what is wrong.
pub async fn show(visit: Visit, Path((slug, number)): At) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    let ManagedQuestionnaire { consultation, record, form } = &managed;
    let at = stage(&consultation.dates, visit.now);
    // What is published is shown as it is asked; the draft is the same until there is an amendment.
    let read = visit.app.warm::<KeptReadings>().of(form).await?;
    let reasons = making::reasons(&visit.app.db, record.id).await?;
    let amending = match record.current_version {
        Some(_) => Some(Amending::find(&visit, &slug, &number).await?),
        None => None,
    };
    let prepared = amending.as_ref().filter(|_| rules::may_amend(at).is_ok()).and_then(amend::prepared);
    let found = WordingFindings { managed: &managed, findings: &read.findings, reasons: &reasons };
    visit.page(record.title.clone()).area(Area::Staff).show(|| {
        view! {
            {crumbs(consultation)}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title">
                <p class="over">"Questionnaire "{stage_tag(at)}</p>
                <h1 dir="auto">{record.title.clone()}</h1>
                <p class="lede">{length(form)}{format!(", in {}.", languages(form))}</p>
            </header>
            {actions(consultation, at, record)}
            {proof(at, &read.faults)}
            {prepared}
            {rules::may_rewrite(at).is_ok().then(|| found.of_the_whole(&visit.query_value("rule")))}
            <h2 id="logic">"Who is asked what"</h2>
            {logic_table(form)}
            {bringing_in::offered(&managed.base())}
            {record.current_version.map(|version| view! { <p class="quiet">{format!("Version {version} is published. What people were asked stays as it was asked.")}</p> })}
        }
        .into_any()
    })
}

pub(super) fn languages(form: &Questionnaire) -> String {
    let names: Vec<String> =
        form.languages.iter().map(|language| crate::questionnaires::pages::language_name(language.code())).collect();
    names.join(" and ")
}

/// What the proof found.
pub(super) fn proof(at: Stage, faults: &[ProofFault]) -> AnyView {
    if at != Stage::Draft {
        return ().into_any();
    }
    if faults.is_empty() {
        return view! {
            <div class="note success"><p><strong>"Everybody gets to the end."</strong>" It is proved that each question is asked of somebody, that no condition is always true or always false, and that nobody has to answer what offers them no answer."</p></div>
        }
        .into_any();
    }
    let items: Vec<AnyView> = faults
        .iter()
        .map(|fault| view! { <li dir="auto">{format!("{}.", fault.words.trim_end_matches('.'))}</li> }.into_any())
        .collect();
    view! {
        <div class="note warn"><p><strong>"It cannot be published like this."</strong></p><ul>{items}</ul>
            <details class="why"><summary>"Why is this checked?"</summary><p>"Where a condition is never true, nobody is asked; where it is always true, it says nothing, and mostly something else was meant. Both cost answers that nobody notices are missing. It is tried out with everything that the conditions can tell apart, not with a few examples."</p></details></div>
    }
    .into_any()
}

pub(super) fn logic_table(form: &Questionnaire) -> AnyView {
    let rows: Vec<AnyView> = logic::lines(form)
        .into_iter()
        .map(|line| {
            let class = if line.everybody { "quiet" } else { "" };
            view! { <li class=class dir="auto">{line.words}</li> }.into_any()
        })
        .collect();
    if rows.is_empty() {
        return view! { <p class="quiet">"Nothing is asked yet."</p> }.into_any();
    }
    view! { <ul class="logic">{rows}</ul> }.into_any()
}

fn crumbs(consultation: &Consultation) -> AnyView {
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
            <li><a href="/staff">"Staff"</a></li>
            <li><a dir="auto" href=format!("/staff/consultations/{}", consultation.slug)>{consultation.title.clone()}</a></li>
            <li><a href=list_path(consultation)>"Questionnaires"</a></li>
        </ol></nav>
    }
    .into_any()
}

/// `GET /staff/consultations/{slug}/questionnaires/new` (`?as=text` to write it as text)
pub async fn new(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    rules::may_add(stage(&consultation.dates, visit.now))?;
    if visit.query_value("as") == "text" {
        let typed = TypedQuestionnaire { definition: BEGINNING.to_owned(), seen: 0 };
        return form_page(&visit, &consultation, None, &typed, &FormErrors::none(), StatusCode::OK);
    }
    beginnings(&visit, &consultation, "", &FormErrors::none(), StatusCode::OK)
}

/// What a questionnaire can begin with: one of ours, nothing, a file, or text.
pub fn beginnings(
    visit: &Visit,
    consultation: &Consultation,
    title: &str,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let list = list_path(consultation);
    let action = format!("{list}/new");
    visit.page("Write a questionnaire").status(status).area(Area::Staff).show(|| {
        let ours: Vec<AnyView> = STARTING_FORMS
            .iter()
            .map(|one| {
                let asked = one.questionnaire().map(|form| length(&form)).unwrap_or_default();
                view! {
                    <li class="notice">
                        <h2>{one.title}</h2>
                        <p>{one.purpose}</p>
                        <p class="meta"><span>{asked}</span></p>
                        <form method="post" action=action.clone()><button class="button quiet" name="start" value=one.name>"Start from this"<span class="vh">{format!(": {}", one.title)}</span></button></form>
                    </li>
                }
                .into_any()
            })
            .collect();
        view! {
            {error_summary(errors)}
            {crumbs(consultation)}
            <header class="title"><h1>"Write a questionnaire"</h1>
                <p class="lede">"Start from one of these, and change whatever you like. Beside each question stands why it is asked that way."</p></header>
            <ol class="notices">{ours}</ol>
            <section><h2>"Or from nothing"</h2>
                <form class="editor" method="post" action=action.clone() data-keep=errors.keeping() novalidate>
                    <input type="hidden" name="start" value="empty"/>
                    {Field::new("title", "What the questionnaire is called").value(title).show(errors)}
                    <p class="actions"><button class="button">"Begin"</button></p>
                </form></section>
            <p class="actions"><a href=format!("{list}/import")>"Bring one in from a file"</a>" "<a href=format!("{list}/new?as=text")>"Write it as text"</a>" "<a href=list.clone()>"Back"</a></p>
        }
        .into_any()
    })
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/edit`
pub async fn edit(visit: Visit, Path((slug, number)): At) -> Page {
    let managed = find(&visit, &slug, &number).await?;
    rules::may_rewrite(stage(&managed.consultation.dates, visit.now))?;
    let typed = TypedQuestionnaire::of(&managed)?;
    form_page(&visit, &managed.consultation, Some(&managed.record), &typed, &FormErrors::none(), StatusCode::OK)
}

/// The form, with what was typed and what is wrong with it.
pub fn form_page(
    visit: &Visit,
    consultation: &Consultation,
    record: Option<&QuestionnaireRecord>,
    typed: &TypedQuestionnaire,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let list = list_path(consultation);
    let (title, action) = match record {
        Some(record) => ("Edit the questionnaire".to_owned(), format!("{list}/{}/edit", record.number)),
        None => ("Write a questionnaire".to_owned(), format!("{list}/new")),
    };
    let back = record.map_or_else(|| list.clone(), |record| format!("{list}/{}", record.number));
    let kinds: Vec<AnyView> = KINDS
        .iter()
        .map(|(word, name)| view! { <tr><th scope="row"><code>{*word}</code></th><td>{*name}</td></tr> }.into_any())
        .collect();
    visit.page(title.clone()).status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(consultation)}
            <header class="title"><h1>{title}</h1>
                <p class="lede">"Written as text: one block for each page and each question. What is wrong with it is said when you save, with the line."</p></header>
            <form class="editor" method="post" action=action data-keep=errors.keeping() novalidate>
                <input type="hidden" name="seen" value=typed.seen.to_string()/>
                {Field::new("definition", "The questionnaire").hint("Change what is in quotation marks. The key of a question never changes once people have answered it.").kind(FieldKind::Lines(28)).value(&typed.definition).class("code").show(errors)}
                <p class="actions"><button class="button">{errors.save("Save").to_owned()}</button>" "<a href=back>"Back"</a></p>
            </form>
            <section>
                <h2>"What can stand in it"</h2>
                <div class="table-wrap" tabindex="0" role="region" aria-label="Types of questions"><table><caption>"Types of questions"</caption><thead><tr><th scope="col">"type"</th><th scope="col">"What it is"</th></tr></thead><tbody>{kinds}</tbody></table></div>
                <p>"Whom a question is asked of stands after "<code>"when"</code>": "<code>"when = 'visits = \"often\" and not groups contains \"none\"'"</code>". The words are "<code>"and"</code>", "<code>"or"</code>", "<code>"not"</code>", brackets, "<code>"="</code>", "<code>"<"</code>", "<code>">"</code>", "<code>"contains"</code>", "<code>"in (…)"</code>", "<code>"count(…)"</code>", "<code>"unanswered(…)"</code>" and "<code>"unasked(…)"</code>"."</p>
            </section>
        }
        .into_any()
    })
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/results/{key}?order=&libraries=&library=&list=`
pub async fn result(visit: Visit, Path((slug, number, key)): Path<(String, String, String)>) -> Page {
    let (consultation, record) = of_results(&visit, &slug, &number).await?;
    let hidden = hidden_because(&consultation, visit.now).is_some();
    let base = format!("{}/{}", list_path(&consultation), record.number);
    let (name, heading, figures) = one_for_staff(&visit, &record, &base, &key).await?;
    visit.page(format!("Results: {name}")).area(Area::Staff).show(|| {
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a dir="auto" href=format!("/consultations/{slug}")>{consultation.title.clone()}</a></li>
                <li><a dir="auto" href=format!("{base}/results")>{format!("Results: {}", record.title)}</a></li>
            </ol></nav>
            <header class="title">{heading}</header>
            {hidden.then(not_public_yet)}
            {figures}
        }
        .into_any()
    })
}

fn not_public_yet() -> AnyView {
    view! { <div class="note warn"><p><strong>"The public cannot see these numbers."</strong>" Please do not pass them on before."</p></div> }
        .into_any()
}

/// `GET /staff/consultations/{slug}/questionnaires/{number}/results?show=all`
pub async fn results(visit: Visit, Path((slug, number)): At) -> Page {
    let (consultation, record) = of_results(&visit, &slug, &number).await?;
    let counted = visit.app.warm::<KeptFigures>().exact(&visit.app, &record).await?;
    let at = stage(&consultation.dates, visit.now);
    let hidden = hidden_because(&consultation, visit.now);
    let base = format!("{}/{}", list_path(&consultation), record.number);
    let shown = for_staff(&counted, &base, visit.query_value("show") == "all")?;
    let asks_equality = store::equality::asked_after(&visit.app.db, [record.id]).await?.contains(&record.id);
    visit.page(format!("Results: {}", record.title)).area(Area::Staff).show(|| {
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a dir="auto" href=format!("/consultations/{slug}")>{consultation.title.clone()}</a></li>
            </ol></nav>
            <header class="title">
                <p class="over">"Results of a questionnaire "{stage_tag(at)}</p>
                <h1 dir="auto">{record.title.clone()}</h1>
            </header>
            {hidden.is_some().then(not_public_yet)}
            {visit.may(Permission::Export).then(|| super::files::offered(&consultation, &record))}
            {asks_equality.then(|| view! { <p><a href=format!("{}/{}/equality/counts", list_path(&consultation), record.number)>"Who answered: the counts of the equality questions"</a></p> })}
            {shown}
        }
        .into_any()
    })
}

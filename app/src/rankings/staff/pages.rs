//! The staff's list of a consultation's rankings, and the form in which one is written.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::form::RankingForm;
use super::{At, ManagedRanking, find, list_path};
use crate::consultations::editing;
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::numbers::Noun;
use crate::rankings::model::{Method, Ranking, RankingOption};
use crate::rankings::pages::rankings_of;
use crate::rankings::store::ballots;
use crate::rankings::{rules, words};
use crate::reason::WhyNot;
use crate::responses::suppression::few_voters;
use crate::site::{Area, FormErrors, Page, Path, Visit};
use crate::ui::contents::{part, with_contents};
use crate::ui::first_letter::uncapitalised;
use crate::ui::form::{FieldOption, radios_and_more};
use crate::ui::{Field, FieldKind, done_note, error_summary};

const DONE: &[(&str, &str, &str)] = &[
    ("added", "The ranking is saved.", "Residents see it when the consultation is published."),
    ("saved", "Saved.", "Only staff can see the draft."),
    ("told", "Saved.", "People see the change, and your sentence about it, on the consultation’s page."),
    ("deleted", "The ranking is deleted.", ""),
    ("withdrawn", "The option is withdrawn.", "Your reason is on the ranking’s page and on the consultation’s page."),
];

/// `GET /staff/consultations/{slug}/rankings`
pub async fn list(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    let asked = rankings_of(&visit.app, &consultation).await?;
    let people = ballots::people(&visit.app.db, consultation.id).await?;
    let at = stage(&consultation.dates, visit.now);
    visit.page(format!("Rankings: {}", consultation.title)).area(Area::Staff).show(|| {
        let items: Vec<AnyView> = asked
            .iter()
            .map(|(ranking, options)| {
                let people = people.iter().find(|(id, _)| *id == ranking.id).map_or(0, |(_, people)| *people);
                line(&consultation, at, ranking, options, people)
            })
            .collect();
        view! {
            {editing::crumbs(Some(&consultation))}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title">
                <h1 id="rankings">"Rankings"</h1>
                <p class="lede">"A ranking asks people to put a few options in their own order, and one is chosen. Use it when exactly one of several things can be done."</p>
            </header>
            <details class="why"><summary>"When is a ranking right?"</summary>
                <p>"When there are three to six real options and only one can happen: which of four sites, which opening pattern, which name. If people should say yes or no to one plan, write a proposal. If several things can be paid for, share out a budget. If you do not know the options yet, ask for views first."</p>
                <p>"Every option must be one that you can and would carry out. Asking people to choose and then refusing what they choose is worse than not asking."</p>
            </details>
            {if items.is_empty() {
                view! { <div class="empty"><h2>"No rankings yet"</h2><p>"Most consultations need none; some need one."</p></div> }.into_any()
            } else {
                view! { <ol class="notices numbered">{items}</ol> }.into_any()
            }}
            {match rules::may_add(at) {
                Ok(()) => view! { <p class="actions"><a class="button" href=format!("{}/new", list_path(&consultation))>"Write a ranking"</a></p> }.into_any(),
                Err(why) => view! { <p class="quiet">{why.words()}</p> }.into_any(),
            }}
        }
        .into_any()
    })
}

fn line(consultation: &Consultation, at: Stage, ranking: &Ranking, options: &[RankingOption], people: i64) -> AnyView {
    let base = format!("{}/{}", list_path(consultation), ranking.number);
    let public = format!("/consultations/{}/rankings/{}", consultation.slug, ranking.number);
    let standing = options.iter().filter(|option| option.stands()).count();
    let may_withdraw = rules::may_withdraw_option(at, standing).is_ok();
    let choices: Vec<AnyView> = options
        .iter()
        .map(|option| {
            let href = format!("{base}/options/{}/withdraw", option.number);
            let state = if option.stands() {
                may_withdraw
                    .then(|| view! { " "<a href=href>"Withdraw"<span class="vh">{format!(" “{}”", option.title)}</span></a> })
                    .into_any()
            } else {
                view! { " "<small>"withdrawn"</small> }.into_any()
            };
            view! { <li><bdi>{option.title.clone()}</bdi>{state}</li> }.into_any()
        })
        .collect();
    let for_this = move || view! { <span class="vh">{format!(" ranking {}", ranking.number)}</span> }.into_any();
    let came = match few_voters(people.unsigned_abs(), at) {
        Some(_) => "fewer than five people ranked".to_owned(),
        None => format!("{} ranked", Noun::PERSON.count(people)),
    };
    view! {
        <li class="notice">
            <h2><a dir="auto" href=public.clone()>{ranking.question.clone()}</a></h2>
            <p class="meta"><span>{format!("Counted: {}", uncapitalised(words::called(ranking.method)))}</span>{(at != Stage::Draft).then(|| view! { " "<span>{came}</span> })}</p>
            <ul>{choices}</ul>
            <p class="actions">
                {rules::may_reword(at).is_ok().then(|| view! { <a href=format!("{base}/edit")>"Edit"{for_this()}</a>" " })}
                <a href=public>{if at == Stage::Draft { "Preview" } else { "See it as the public does" }}{for_this()}</a>" "
                {(at != Stage::Draft).then(|| view! { <a href=format!("{base}/results")>"Results"{for_this()}</a>" " })}
                {rules::may_add(at).is_ok().then(|| view! { <a href=format!("{base}/delete")>"Delete"{for_this()}</a> })}
            </p>
        </li>
    }
    .into_any()
}

/// `GET /staff/consultations/{slug}/rankings/new`
pub async fn new(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = editing::find(&visit, &slug).await?;
    rules::may_add(stage(&consultation.dates, visit.now))?;
    form_page(&visit, &consultation, None, &RankingForm::new(), &FormErrors::none(), StatusCode::OK)
}

/// `GET /staff/consultations/{slug}/rankings/{number}/edit`
pub async fn edit(visit: Visit, Path((slug, number)): At) -> Page {
    let ManagedRanking { consultation, ranking, options } = find(&visit, &slug, &number).await?;
    rules::may_reword(stage(&consultation.dates, visit.now))?;
    let typed = RankingForm::of(&ranking, &options);
    form_page(&visit, &consultation, Some(&ranking), &typed, &FormErrors::none(), StatusCode::OK)
}

/// The form, with what was typed and what is wrong with it.
pub fn form_page(
    visit: &Visit,
    consultation: &Consultation,
    ranking: Option<&Ranking>,
    typed: &RankingForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let list = list_path(consultation);
    let (title, action) = match ranking {
        Some(ranking) => (format!("Edit ranking {}", ranking.number), format!("{list}/{}/edit", ranking.number)),
        None => ("Write a ranking".to_owned(), format!("{list}/new")),
    };
    let published = stage(&consultation.dates, visit.now) != Stage::Draft;
    let rows: Vec<AnyView> = typed
        .options
        .iter()
        .enumerate()
        .map(|(index, (title, summary))| {
            view! {
                <fieldset>
                    <legend>{format!("Option {}", index + 1)}</legend>
                    {Field::new(format!("option_title_{index}"), "Name").value(title).show(errors)}
                    {Field::new(format!("option_summary_{index}"), "What it means").kind(FieldKind::Lines(2)).value(summary).show(errors)}
                </fieldset>
            }
            .into_any()
        })
        .collect();
    visit.page(title.clone()).status(status).area(Area::Staff).show(|| {
        let first: Vec<&str> = typed.options.iter().take(2).map(|(title, _)| title.as_str()).collect();
        let mut parts = vec![
            part("part-question", "What is asked", &[&typed.question]),
            part("options", "The options", &first),
            part("part-method", "How it is decided", &[&typed.method]),
        ];
        if published {
            parts.push(part("part-tell", "Tell people", &[&typed.change]));
        }
        let back = list.clone();
        let form = view! {
            <form class="editor" method="post" action=action data-keep=errors.keeping() novalidate>
                // Enter in a field presses the first button of a form: it must be the one that saves.
                <button class="vh" tabindex="-1" aria-hidden="true">"Save"</button>
                <input type="hidden" name="seen" value=typed.seen.to_string()/>
                <section>
                    <h2 id="part-question">"What is asked"</h2>
                    {Field::new("question", "The question").hint("One question with one answer: “What should become of the old library?”").value(&typed.question).show(errors)}
                    {Field::new("about", "What people should know first").hint("Why only one can be done, what each would cost, what is already fixed. Leave a line empty between paragraphs.").formatted().kind(FieldKind::Lines(6)).value(&typed.about).show(errors)}
                </section>
                <section id="options">
                    <h2>"The options"</h2>
                    <p>"Three to six is best. Rows you leave empty are left out. If “leave it as it is” is possible, make it an option. People see the options in shuffled order, so do not write “as above”."</p>
                    {rows}
                    {(typed.options.len() < rules::MOST_OPTIONS).then(|| view! { <p class="actions"><button class="button quiet" name="rows" value="more">"Add more rows"</button></p> })}
                </section>
                <section>
                    <h2 id="part-method">"How it is decided"</h2>
                    {method(&typed.method, errors)}
                </section>
                {published.then(|| view! {
                    <section>
                        <h2 id="part-tell">"Tell people"</h2>
                        {Field::new("change", "What changes, and why").hint("A sentence for everybody. This is published, so the change is told on the consultation’s page.").kind(FieldKind::Lines(2)).value(&typed.change).show(errors)}
                    </section>
                })}
                <p class="actions"><button class="button">{errors.save(if published { "Save and tell people" } else { "Save" }).to_owned()}</button>" "<a href=back>"Back"</a></p>
            </form>
        };
        view! {
            {error_summary(errors)}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a dir="auto" href=format!("/staff/consultations/{}", consultation.slug)>{consultation.title.clone()}</a></li>
                <li><a href=list>"Rankings"</a></li>
            </ol></nav>
            <header class="title"><h1>{title}</h1></header>
            {with_contents(form.into_any(), &parts)}
        }
        .into_any()
    })
}

/// The usual way, chosen beforehand; the other one behind a fold. What something is called in a book stands there too.
fn method(chosen: &str, errors: &FormErrors) -> AnyView {
    let usual =
        FieldOption::new(Method::USUAL.word(), words::called(Method::USUAL)).hint(words::plainly(Method::USUAL));
    let other = Method::USUAL.other();
    let others = vec![FieldOption::new(other.word(), words::called(other)).hint(words::plainly(other))];
    let why: Vec<AnyView> = Method::ALL
        .into_iter()
        .map(|method| {
            let named = format!("{} ({}).", words::called(method), method.name());
            view! { <p><strong>{named}</strong>" "{words::why(method)}</p> }.into_any()
        })
        .collect();
    view! {
        <p>"The usual way finds what most people can agree on, also when few put it first. It is said on the ballot, and cannot be changed once the consultation is open. The results show what the other way would have chosen, so nothing is hidden."</p>
        {radios_and_more("method", "Which way of counting decides?", vec![usual], ("Another way of counting", others), chosen, errors)}
        <details class="why"><summary>"What speaks for each?"</summary>{why}</details>
    }
    .into_any()
}

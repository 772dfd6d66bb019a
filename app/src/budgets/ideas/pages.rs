//! The page of ideas: the form while ideas are taken, and every idea with what became of it.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::form::{IdeaForm, places};
use super::writing::Ideas;
use crate::branches::model::BranchName;
use crate::budgets::instrument::PAGE;
use crate::budgets::model::{IDEA_LONGEST, IdeaRefusal, Project, ProjectState};
use crate::budgets::pages::{PublicBudget, public_budget};
use crate::budgets::{rules, store, view};
use crate::clock;
use crate::identity::model::Role;
use crate::identity::rules::Permission;
use crate::ids::ResponseId;
use crate::moderation;
use crate::moderation::place::in_place;
use crate::moderation::writing::Writing;
use crate::money::pounds;
use crate::reason::WhyNot;
use crate::responses;
use crate::responses::code::ReceiptCode;
use crate::responses::path::{self, AtStep};
use crate::site::{FormErrors, Page, Path, Visit};
use crate::ui::form::select;
use crate::ui::pager::pager;
use crate::ui::{Field, FieldKind, error_summary};

/// `GET /consultations/{slug}/budget/ideas?before=`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let shown = public_budget(&visit, &slug).await?;
    page(&visit, &shown, &IdeaForm::default(), &FormErrors::none(), StatusCode::OK).await
}

/// The page, with what was typed and what is wrong with it.
pub async fn page(
    visit: &Visit,
    shown: &PublicBudget,
    typed: &IdeaForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let libraries = crate::branches::store::all(&visit.app.db).await?;
    let own = match visit.account().filter(|account| account.role == Role::Resident) {
        Some(account) => responses::store::live(&visit.app.db, account.id, shown.consultation.id).await?,
        None => None,
    };
    let before: Option<i64> = visit.query_value("before").parse().ok();
    let (ideas, next) = store::ideas(&visit.app.db, shown.budget.id, before.unwrap_or(i64::MAX)).await?;
    let hidden: Vec<i64> = ideas.iter().filter(|idea| is_hidden(idea)).map(|idea| idea.id.0).collect();
    let reasons = moderation::store::reasons(&visit.app.db, Ideas.words().kind, &hidden).await?;
    let reads = visit.require(Permission::Moderate).is_ok();
    let slug = shown.consultation.slug.as_str();
    let total = pounds(shown.budget.total);
    let lede = format!("What residents would spend the {total} on, and what became of each idea.");
    let beside = path::beside(visit, &shown.consultation).await?;
    visit.page("Ideas from residents").status(status).about(shown.consultation.id).described(&shown.consultation.summary).show(|| {
        let head = view! {
            {error_summary(errors)}
            {view::head(visit, &shown.consultation, "Budget vote", "Ideas from residents".to_owned(), lede)}
        };
        let body = view! {
            {done(visit, own)}
            <p><a href=format!("/consultations/{}/budget", shown.consultation.slug)>"Back to the budget vote"</a></p>
            {form(visit, shown, &libraries, typed, errors)}
            <h2 id="ideas">"Every idea"</h2>
            {if ideas.is_empty() && before.is_some() {
                view! { <p>"There are no earlier ideas."</p> }.into_any()
            } else if ideas.is_empty() {
                view! { <div class="empty"><h3>"No ideas yet"</h3><p>"Each idea is listed here when it comes in, and later with what became of it."</p></div> }.into_any()
            } else {
                let items: Vec<AnyView> = ideas
                    .iter()
                    .map(|idea| one(slug, idea, reasons.get(&idea.id.0).copied(), own, reads.then_some(slug)))
                    .collect();
                view! { <p class="quiet">"The newest first."</p><ul class="projects">{items}</ul> }.into_any()
            }}
            {pager(
                "More ideas",
                before.map(|_| format!("/consultations/{slug}/budget/ideas#ideas")),
                next.map(|last| format!("/consultations/{slug}/budget/ideas?before={last}#ideas")),
            )}
        };
        beside.around(visit, &shown.consultation, AtStep { step: PAGE, mark: None }, head, body)
    })
}

fn form(
    visit: &Visit,
    shown: &PublicBudget,
    libraries: &[BranchName],
    typed: &IdeaForm,
    errors: &FormErrors,
) -> AnyView {
    let (slug, budget) = (&shown.consultation.slug, &shown.budget);
    // What was typed is never lost, even when the form came too late.
    let typing = !typed.title.is_empty() || !typed.body.is_empty();
    let may = rules::may_send_ideas(budget.ideas_close_at, &shown.consultation.dates, visit.now);
    if let (Err(why), false) = (&may, typing) {
        let until = budget.ideas_close_at.map(clock::end_date_time);
        let words = match until {
            Some(until) if budget.ideas_close_at.is_some_and(|until| until <= visit.now) => {
                format!("Ideas could be sent until {until}.")
            }
            Some(until) => format!("{} Ideas can be sent until {until}.", why.words()),
            None => "This budget vote does not take ideas from residents.".to_owned(),
        };
        return view! { <div class="note"><p>{words}</p></div> }.into_any();
    }
    if let Some(role) = visit.account().map(|account| account.role).filter(|role| *role != Role::Resident) {
        return view! { <div class="note"><p><strong>"Only residents send ideas."</strong>{format!(" You are signed in as {}.", role.title().to_lowercase())}</p></div> }.into_any();
    }
    let places = places(libraries);
    let until = budget.ideas_close_at.map(clock::end_date_time).unwrap_or_default();
    view! {
        <form method="post" action=format!("/consultations/{slug}/budget/ideas") novalidate>
            <h2 id="send">"Send your idea"</h2>
            <p>{format!("Until {until}. We check whether it can be done and what it costs. If it can, it enters the vote; if not, we say why. Either way you get a message.")}</p>
            {Field::new("title", "What is it?").hint("A few words, such as “A bench outside Ottersey Library”.").value(&typed.title).show(errors)}
            {Field::new("body", "Say more about it").hint(format!("What would be bought or done, and who would be glad of it? You need not know what it costs. Up to {IDEA_LONGEST} characters. Please do not write names or phone numbers: everybody can read it.")).kind(FieldKind::Lines(5)).value(&typed.body).show(errors)}
            {select("branch", "Which library is it for?", places, &typed.branch, errors)}
            <p class="hint">"Your name is never shown. If your idea enters the vote, the library service publishes it as a project in its own words, which stay even if you delete your account."</p>
            <p class="actions"><button class="button">"Send my idea"</button></p>
        </form>
    }
    .into_any()
}

/// Where an idea stands on the pages of ideas, which begin below a number.
pub fn place(slug: &str, number: i64) -> String {
    format!("/consultations/{slug}/budget/ideas?before={}#idea-{number}", number + 1)
}

/// What became of an idea, in a sentence.
pub fn fate(idea: &Project) -> String {
    let note = if idea.note.is_empty() { String::new() } else { format!(" {}", idea.note) };
    match idea.state {
        ProjectState::Held => "A member of staff reads it before it is shown.".to_owned(),
        ProjectState::Idea => match idea.pence {
            None => "Being checked.".to_owned(),
            Some(pence) => format!("Checked: it would cost {}. It is not in the vote yet.", pounds(pence)),
        },
        ProjectState::Entered => format!("In the vote as project {}, for {}.", idea.number, pounds(idea.cost())),
        ProjectState::Withdrawn => format!("It was in the vote and was withdrawn.{note}"),
        ProjectState::Merged => match idea.merged_into {
            Some(number) if idea.merged_gone != 0 => {
                format!("It became part of project {number}, which was withdrawn from the vote later.{note}")
            }
            Some(number) => format!("Part of project {number}, which says much the same.{note}"),
            None => format!("Part of another project.{note}"),
        },
        ProjectState::Declined => match IdeaRefusal::from_word(&idea.reason) {
            Some(reason) => format!("Not in the vote. {}{note}", reason.sentence()),
            None => "Its author took it back.".to_owned(),
        },
    }
}

/// Whether the words of its author are hidden; not while nobody has read them yet, nor once their author had them erased.
fn is_hidden(idea: &Project) -> bool {
    idea.state != ProjectState::Held && !idea.is_shown() && !idea.idea_title.is_empty()
}

fn one(
    slug: &str,
    idea: &Project,
    why_hidden: Option<moderation::model::PolicyReason>,
    own: Option<ResponseId>,
    reads: Option<&str>,
) -> AnyView {
    let mine = own.is_some() && idea.response_id == own;
    let readable = (idea.is_shown() || mine) && !idea.idea_title.is_empty();
    // An idea in the vote whose author had it erased is a project like any other.
    let title = if readable {
        idea.idea_title.clone()
    } else if matches!(idea.state, ProjectState::Entered | ProjectState::Withdrawn) {
        idea.title.clone()
    } else {
        format!("Idea {}", idea.number)
    };
    view! {
        <li class="project" id=format!("idea-{}", idea.number)>
            <h3 dir="auto">{title}</h3>
            <p class="meta"><span>{format!("Idea {}", idea.number)}</span>" "
                {idea.branch.clone().map(|branch| view! { <span>{branch}</span>" " })}
                <span>{format!("sent on {}", clock::long_date(idea.posted_at))}</span>
                {mine.then(|| view! { " "<span>"your idea"</span> })}</p>
            {readable.then(|| view! { <div class="project-text" dir="auto" inner_html=idea.idea_html.clone()></div> })}
            {is_hidden(idea).then(|| view! { <p class="hint" inner_html=in_place("The words of its author are not shown", why_hidden)></p> })}
            <p><strong>{fate(idea)}</strong></p>
            {(readable && !mine && idea.is_shown()).then(|| view! { <p class="meta"><a href=format!("/consultations/{slug}/budget/ideas/{}/report", idea.number)>"Report"<span class="vh">{format!(" idea {}", idea.number)}</span></a></p> })}
            {reads.map(|slug| view! { <p><a href=format!("/staff/consultations/{slug}/budget/ideas/{}", idea.number)>{format!("Read idea {} as staff", idea.number)}</a></p> })}
        </li>
    }
    .into_any()
}

fn done(visit: &Visit, own: Option<ResponseId>) -> AnyView {
    let (strong, rest) = match visit.query_value("done").as_str() {
        "idea" => ("Your idea is recorded.", "We check it, and write to you when we know what it would cost."),
        "report" => ("Thank you. A moderator will look at it.", "Nobody is told who reported it."),
        "held" => (
            "Your idea is recorded, and a member of staff reads it first.",
            "It seems to hold a phone number, an email address or several links. Until somebody has read it, only you can see it.",
        ),
        _ => return ().into_any(),
    };
    let own = own.filter(|_| visit.query_value("done") != "report");
    let receipt = own.map(|response| ReceiptCode::for_response(&visit.app.secret, response.0).to_string());
    view! {
        <div class="note success" id="done" role="status" tabindex="-1">
            <p><strong>{strong}</strong>" "{rest}</p>
            {receipt.map(|code| responses::receipt::note_about_words(&code))}
        </div>
    }
    .into_any()
}

//! What becomes of a resident's idea: checked, costed, entered in the vote; or declined or merged, with a reason. Its
//! author is told by mail in the same transaction.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::projects::{Around, ProjectForm, overtaken_by};
use super::{ManagedBudget, find, kept, project as find_project, seen, sheet};
use crate::audit::store::append;
use crate::budgets::ideas::pages::{fate, place};
use crate::budgets::ideas::writing::Ideas;
use crate::budgets::model::{IdeaRefusal, Project, ProjectState};
use crate::budgets::rules::{self, waits};
use crate::budgets::store;
use crate::budgets::store::editing;
use crate::clock;
use crate::consultations::editing::entry;
use crate::consultations::editing::{hash_of, hash_of_text};
use crate::consultations::rules::stage;
use crate::consultations::store::{by_slug, tell};
use crate::db::Tx;
use crate::identity::rules::Permission;
use crate::moderation;
use crate::moderation::model::{Action, PolicyReason};
use crate::moderation::screening::why_held;
use crate::moderation::store::{NewDecision, WritingRef};
use crate::moderation::writing::Writing;
use crate::money::pounds;
use crate::notices::store::{Message, post_notice};
use crate::reason::WhyNot;
use crate::responses::store as responses;
use crate::site::fields::length;
use crate::site::{Fault, Fields, FormErrors, Once, Page, Path, Visit};
use crate::time::Time;
use crate::ui::form::{FieldOption, radios, select};
use crate::ui::{Field, FieldKind};

/// Every field of the forms on the page.
const FIELDS: &[&str] = &[
    "act",
    "title",
    "summary",
    "cost",
    "category",
    "category_other",
    "branch",
    "seen",
    "reason",
    "policy",
    "note",
    "same_as",
    "merge_note",
];
const CHANGED: &str = "A colleague changed what this idea would be, or what it costs, while you were writing.";

/// What is typed in the forms of the page.
#[derive(Clone, Debug, Default)]
struct IdeaDecisionForm {
    project: ProjectForm,
    /// Whether the form of the project was sent, or shows only what stands there.
    project_sent: bool,
    reason: String,
    policy: String,
    note: String,
    same_as: String,
    merge_note: String,
}

impl IdeaDecisionForm {
    /// What was typed in the form of the project.
    fn project_sent_words(&self) -> Vec<String> {
        self.project_sent.then(|| self.project.in_words()).into_iter().collect()
    }

    /// Everything that was sent, for a page that shows none of the forms any more.
    fn sent(&self) -> Vec<String> {
        let mut sent = self.project_sent_words();
        sent.extend(IdeaRefusal::from_word(&self.reason).map(|reason| reason.sentence().to_owned()));
        sent.extend(PolicyReason::from_word(&self.policy).map(|reason| format!("{}.", reason.title())));
        sent.push(self.note.clone());
        if !self.same_as.is_empty() {
            sent.push(format!("The same as project {}.", self.same_as));
        }
        sent.push(self.merge_note.clone());
        sent
    }
}

/// The budget vote, for those who decide which words of residents are shown: moderators too.
async fn find_to_read(visit: &Visit, slug: &str) -> Result<ManagedBudget, Fault> {
    visit.require(Permission::Moderate)?;
    let consultation = by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)?;
    let budget = store::of(&visit.app.db, consultation.id).await?.ok_or(Fault::Missing)?;
    Ok(ManagedBudget { consultation, budget })
}

async fn idea(visit: &Visit, managed: &ManagedBudget, number: &str) -> Result<Project, Fault> {
    let idea = find_project(visit, managed, number).await?;
    if idea.from_resident() { Ok(idea) } else { Err(Fault::Missing) }
}

/// `GET /staff/consultations/{slug}/budget/ideas/{number}`
pub async fn show(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let managed = find_to_read(&visit, &slug).await?;
    let idea = idea(&visit, &managed, &number).await?;
    let around = Around::read(&visit.app.db, &managed.budget, Some(&idea)).await?;
    let mut project = ProjectForm::of(&idea, &around, seen(&idea)?);
    if !idea.is_shown() {
        // Its words seem to hold private details: they must not slip into what is published.
        project.empty_words();
    }
    let answer = IdeaDecisionForm { project, ..IdeaDecisionForm::default() };
    page(&visit, (&managed, &idea), &answer, &FormErrors::none(), (StatusCode::OK, visit.now)).await
}

async fn page(
    visit: &Visit,
    (managed, idea): (&ManagedBudget, &Project),
    answer: &IdeaDecisionForm,
    errors: &FormErrors,
    (status, now): (StatusCode, Time),
) -> Page {
    let around = Around::read(&visit.app.db, &managed.budget, Some(idea)).await?;
    let others = store::in_vote(&visit.app.db, managed.budget.id).await?;
    let others: Vec<FieldOption> = std::iter::once(FieldOption::new("", "Choose a project"))
        .chain(others.iter().filter(|project| project.state == ProjectState::Entered).map(|project| {
            FieldOption::new(project.number.to_string(), format!("{}. {}", project.number, project.title))
        }))
        .collect();
    let at = stage(&managed.consultation.dates, now);
    let action = format!("{}/ideas/{}", managed.base(), idea.number);
    let entering = rules::may_enter(at);
    sheet(visit, &managed.consultation, format!("Idea {}", idea.number), (errors, status), || {
        let written = view! {
            <h2>"As the resident wrote it"</h2>
            <blockquote><p><strong dir="auto">{idea.idea_title.clone()}</strong></p><div dir="auto" inner_html=idea.idea_html.clone()></div></blockquote>
            <p class="meta"><span>{format!("sent on {}", clock::long_date_time(idea.posted_at))}</span>{idea.branch.clone().map(|branch| view! { " "<span>{branch}</span> })}</p>
        }
        .into_any();
        let runs = visit.require(Permission::RunConsultations).is_ok();
        let written = view! { {written}{reading(idea)} }.into_any();
        if !runs {
            return view! { {written}<p><a href=format!("/consultations/{}/budget/ideas", managed.consultation.slug)>"Back to the ideas"</a></p> }.into_any();
        }
        if !waits(idea.state) {
            return view! { {written}<div class="note"><p>{fate(idea)}</p></div>{kept(&answer.sent())}<p><a href=managed.base()>"Back to the budget vote"</a></p> }.into_any();
        }
        view! {
            {written}
            {match &entering {
                Ok(()) => view! {
                    <h2 id="enter">"It can be done"</h2>
                    <p>"Write it as a project, in words that everybody understands, with what it really costs. What you write here is published; the author’s own words stay on the page of ideas."</p>
                    <form class="editor" method="post" action=action.clone() novalidate>
                        <input type="hidden" name="seen" value=answer.project.seen.clone()/>
                        {answer.project.fields(&around, errors)}
                        <p class="actions"><button class="button" name="act" value="enter">"Enter it in the vote"</button>" "<button class="button quiet" name="act" value="cost">"Save the cost, decide later"</button></p>
                        <details class="why"><summary>"Is it fair to those who voted before?"</summary><p>"They are told on their ballot that something is new, and can change their vote until it closes. Enter ideas early, so that there is time for that."</p></details>
                    </form>
                }
                .into_any(),
                Err(why) => view! { <div class="note"><p>{why.words()}</p></div>{kept(&answer.project_sent_words())} }.into_any(),
            }}
            <h2 id="merge">"It says the same as another project"</h2>
            <form class="editor" method="post" action=action.clone() novalidate>
                {select("same_as", "The project", others, &answer.same_as, errors)}
                {Field::new("merge_note", "A sentence for its author and everybody").hint("May be left empty.").kind(FieldKind::Lines(2)).value(&answer.merge_note).show(errors)}
                <p class="actions"><button class="button quiet" name="act" value="merge">"Merge it"</button></p>
            </form>
            <h2 id="decline">"It cannot enter the vote"</h2>
            <form class="editor" method="post" action=action novalidate>
                {radios("reason", "Why not?", IdeaRefusal::ALL.iter().map(|reason| FieldOption::new(reason.word(), reason.sentence())).collect(), &answer.reason, errors)}
                {select("policy", "If it is against the policy: for which reason?", policy(), &answer.policy, errors)}
                <p class="hint">"Its words are then hidden, and this reason stands in their place, in the log of moderation and in the letter to its author. "<a href="/moderation-policy">"Our moderation policy"</a></p>
                {Field::new("note", "Say more").hint("For its author and everybody: what you checked, and what would make it possible. Two sentences are enough.").kind(FieldKind::Lines(3)).value(&answer.note).show(errors)}
                <p class="actions"><button class="button quiet warn" name="act" value="decline">"Decline it"</button></p>
            </form>
        }
        .into_any()
    })
}

/// The reasons of the moderation policy, to choose from.
fn policy() -> Vec<FieldOption> {
    std::iter::once(FieldOption::new("", "Choose a reason (not needed otherwise)"))
        .chain(PolicyReason::ALL.iter().map(|reason| FieldOption::new(reason.word(), reason.title())))
        .collect()
}

/// Whether everybody can read the author's words, and the way to where that is decided.
fn reading(idea: &Project) -> AnyView {
    if idea.idea_title.is_empty() {
        return view! { <div class="note"><p>"Its author had these words erased."</p></div> }.into_any();
    }
    if idea.against_policy() {
        return view! { <div class="note"><p>"It was declined because it is against the moderation policy, so only its author and you can see these words."</p></div> }.into_any();
    }
    let (class, strong, rest, way) = if idea.words_shown != 0 {
        (
            "note",
            "Everybody can read these words.",
            " If they name somebody or are against the moderation policy, hide them: the page of ideas then says what became of the idea, without its words.",
            "Hide these words",
        )
    } else if idea.state == ProjectState::Held {
        (
            "note warn",
            "Only its author and you can see this.",
            " It seems to hold a phone number, an email address or several links. If it does not, show it. If it does, write the project without them, or decline it: its words stay hidden then.",
            "Show it",
        )
    } else {
        (
            "note warn",
            "Only its author and you can see these words.",
            " What became of the idea is on the page of ideas all the same.",
            "Show them",
        )
    };
    view! {
        <div class=class><p><strong>{strong}</strong>{rest}</p>
            <p class="actions"><a class="button quiet" href=Ideas.words().page(idea.id.0)>{way}</a></p></div>
    }
    .into_any()
}

/// Tells the author of an idea what became of it, if they want mail.
pub(super) async fn tell_author(
    tx: &mut Tx,
    visit: &Visit,
    managed: &ManagedBudget,
    idea: &editing::IdeaNotice,
    (news, now): (&str, Time),
) -> Result<(), Fault> {
    let author = responses::author(tx, idea.response_id).await?;
    let Some(author) = author.filter(|author| author.notify.0) else { return Ok(()) };
    let slug = &managed.consultation.slug;
    let body = format!(
        "Hello,\n\nYou sent an idea to “{}”:\n\n{}\n\n{news}\n\nIt stands among the others here:\n{}\n",
        managed.budget.title,
        idea.idea_title,
        visit.app.config.link(&place(slug, idea.number)),
    );
    let subject = format!("Your idea: {}", idea.idea_title);
    let message = Message { account: Some(author.id), recipient: &author.email, subject: &subject, body: &body };
    post_notice(tx, &message, now).await?;
    Ok(())
}

/// What staff decided about an idea.
enum IdeaDecision {
    Cost(editing::ProjectText),
    Enter(editing::ProjectText),
    Merge(i64, String, String),
    Decline(Declined, String),
}

/// Why an idea does not enter the vote; and where it is against the moderation policy, for which of its reasons.
struct Declined {
    reason: IdeaRefusal,
    policy: Option<PolicyReason>,
}

/// Reads the form that was sent. What else is in the vote is read where it is written.
async fn read(
    tx: &mut Tx,
    (managed, idea): (&ManagedBudget, &Project),
    answer: &IdeaDecisionForm,
    wanted: &str,
    errors: &mut FormErrors,
) -> Result<Option<IdeaDecision>, Fault> {
    Ok(match wanted {
        "cost" | "enter" => {
            let around = Around::read(tx, &managed.budget, Some(idea)).await?;
            let words = answer.project.words(&around, errors);
            // The service's own words name nobody either; what was held in an idea must not come back in them.
            let words = words.filter(|words| idea.is_shown() || holds_nothing_private(words, errors));
            words.map(|words| if wanted == "enter" { IdeaDecision::Enter(words) } else { IdeaDecision::Cost(words) })
        }
        "merge" => {
            let note = errors.check("merge_note", length(&answer.merge_note, "the sentence", false, 500));
            let number = answer.same_as.parse::<i64>().unwrap_or(0);
            let other = store::project(tx, managed.budget.id, number).await?;
            match (other.filter(|other| other.state == ProjectState::Entered), note) {
                (Some(other), Some(note)) => Some(IdeaDecision::Merge(number, other.title, note)),
                (None, _) => {
                    errors.add("same_as", "Choose the project it says the same as");
                    None
                }
                _ => None,
            }
        }
        "decline" => {
            let reason = errors
                .check("reason", IdeaRefusal::from_word(&answer.reason).ok_or("Choose why it cannot enter the vote"));
            let against = reason == Some(IdeaRefusal::Policy);
            let policy = errors.check("policy", moderation::rules::reason(&answer.policy, against));
            let note = errors.check("note", length(&answer.note, "a sentence for its author", true, 1_000));
            let (Some(reason), Some(policy), Some(note)) = (reason, policy, note) else { return Ok(None) };
            Some(IdeaDecision::Decline(Declined { reason, policy: policy.filter(|_| against) }, note))
        }
        _ => {
            errors.add("form", "Choose what to do with the idea: one of the buttons on this page");
            None
        }
    })
}

/// Whether a project's words hold nothing that seems private; notes what does.
fn holds_nothing_private(words: &editing::ProjectText, errors: &mut FormErrors) -> bool {
    for (field, text) in [("title", &words.title), ("summary", &words.summary)] {
        if why_held(text).is_some() {
            errors.add(
                field,
                "This seems to hold a phone number, an email address or several links: write it without them",
            );
        }
    }
    errors.is_empty()
}

/// `POST /staff/consultations/{slug}/budget/ideas/{number}` (`act`: `cost`, `enter`, `merge` or `decline`)
pub async fn decide(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let before = find(&visit, &slug).await?;
    let seen_before = idea(&visit, &before, &number).await?;
    let actor = visit.require(Permission::RunConsultations)?.id;
    let (mut tx, managed, now) = before.writing(&visit).await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    let idea = store::project(&mut tx, managed.budget.id, seen_before.number).await?.ok_or(Fault::Missing)?;
    let wanted = fields.text("act");
    let text = |name: &str| fields.text(name).to_owned();
    let around = Around::read(&mut tx, &managed.budget, Some(&idea)).await?;
    let mut answer = IdeaDecisionForm {
        // The forms that were not sent show what they showed before.
        project: if fields.has("title") {
            ProjectForm::from_fields(&fields)
        } else {
            ProjectForm::of(&idea, &around, seen(&idea)?)
        },
        project_sent: fields.has("title"),
        reason: text("reason"),
        policy: text("policy"),
        note: text("note"),
        same_as: text("same_as"),
        merge_note: text("merge_note"),
    };
    let costs = matches!(wanted, "cost" | "enter");
    let known = if fields.has("seen") { text("seen") } else { seen(&seen_before)? };
    let fresh = seen(&idea)?;
    let overtaken = if !waits(idea.state) {
        Some(rules::not_saved(&format!("This idea is decided already. {}", fate(&idea))))
    } else if !costs {
        None
    } else if let Err(why) = rules::may_enter(stage(&managed.consultation.dates, now)) {
        Some(rules::not_saved(&why.words()))
    } else {
        (known != fresh).then(|| CHANGED.to_owned())
    };
    let mut errors = FormErrors::none();
    if let Some(why) = overtaken {
        tx.rollback().await?;
        if why == CHANGED {
            errors.overtaken_by(overtaken_by(&visit, &managed, &idea, &answer.project).await?);
        } else {
            errors.add("form", why);
        }
        answer.project.seen = fresh;
        return page(&visit, (&managed, &idea), &answer, &errors, (StatusCode::CONFLICT, now)).await;
    }
    fields.expect_only(FIELDS, &mut errors);
    let decided = read(&mut tx, (&managed, &idea), &answer, wanted, &mut errors).await?;
    let (Some(decided), true) = (decided, errors.is_empty()) else {
        tx.rollback().await?;
        return page(&visit, (&managed, &idea), &answer, &errors, (StatusCode::UNPROCESSABLE_ENTITY, now)).await;
    };
    let budget = managed.budget.id;
    let response_id = idea.response_id.ok_or(Fault::Missing)?;
    let told = editing::IdeaNotice { number: idea.number, response_id, idea_title: idea.idea_title.clone() };
    let mut detail = vec![("project", idea.number.to_string())];
    let (action, done) = match &decided {
        IdeaDecision::Cost(words) => {
            editing::rewrite(&mut tx, budget, idea.id, words).await?;
            detail.push(("content_sha256", hash_of(words)?));
            ("budget.idea.cost", "costed")
        }
        IdeaDecision::Enter(words) => {
            editing::rewrite(&mut tx, budget, idea.id, words).await?;
            editing::enter(&mut tx, budget, idea.id, now).await?;
            let cost = pounds(words.pence);
            let notice = format!("New in the budget vote, from a resident’s idea: “{}” ({cost}).", words.title);
            tell(&mut tx, managed.consultation.id, "notice", &notice, now).await?;
            let news = format!(
                "It is in the vote now, as “{}”, for {cost}. If you voted before, you can change your vote to choose it.",
                words.title
            );
            tell_author(&mut tx, &visit, &managed, &told, (&news, now)).await?;
            detail.push(("content_sha256", hash_of(words)?));
            ("budget.idea.enter", "entered")
        }
        IdeaDecision::Merge(number, title, note) => {
            editing::end(&mut tx, budget, idea.id, (ProjectState::Merged, "", Some(*number)), note, now).await?;
            let news = format!("It says much the same as project {number}, “{title}”, which is in the vote. {note}");
            tell_author(&mut tx, &visit, &managed, &told, (news.trim(), now)).await?;
            detail.push(("into", number.to_string()));
            ("budget.idea.merge", "merged")
        }
        IdeaDecision::Decline(Declined { reason, policy }, note) => {
            editing::end(&mut tx, budget, idea.id, (ProjectState::Declined, reason.word(), None), note, now).await?;
            let because = policy.map(|policy| format!(" {}", policy.to_author())).unwrap_or_default();
            let news = format!("It could not enter the vote. {}{because}\n\n{note}", reason.sentence());
            tell_author(&mut tx, &visit, &managed, &told, (&news, now)).await?;
            detail.push(("reason", reason.word().to_owned()));
            if let Some(policy) = policy {
                // Its words are hidden with that, so it stands in the log of moderation too, with its reason.
                let about = WritingRef { kind: Ideas.words().kind, id: idea.id.0 };
                let hidden = NewDecision { about, action: Action::Remove, reason: policy.word(), note, by: actor };
                moderation::store::enter(&mut tx, &hidden, now).await?;
                detail.push(("policy", policy.word().to_owned()));
            }
            detail.push(("note_sha256", hash_of_text(note)));
            ("budget.idea.decline", "declined")
        }
    };
    append(&mut tx, &entry(actor, action, managed.consultation.id, &detail), now).await?;
    let done = format!("{}?done={done}", managed.base());
    once.keep_latest(&mut tx, ("project-edits", managed.consultation.id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

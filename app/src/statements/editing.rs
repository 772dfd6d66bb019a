//! How staff set statements up: what they answer, the first ones in the service's own words, and whether residents
//! may add theirs.

mod one;

pub use one::{ask_to_delete, delete, one, reword};

use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::{LONGEST, OwnStatementsRule, Set, Statement, StatementState};
use super::rules::StatementsFixed;
use super::{rules, store};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::append;
use crate::consultations::editing::entry;
use crate::consultations::editing::{crumbs, find, hash_of_text, writing};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::consultations::store::tell;
use crate::db::{DbError, On, Tx};
use crate::identity::rules::Permission;
use crate::numbers::Noun;
use crate::reason::WhyNot;
use crate::site::{Area, Fault, Fields, FormErrors, Once, Page, Path, Question, Visit, once};
use crate::time::Time;
use crate::ui::form::{FieldOption, in_textarea, radios};
use crate::ui::overtaken::ReadField;
use crate::ui::{Field, done_note, error_summary};

const BAD: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const WENT_ON: &str = "The consultation went on to its next stage meanwhile, so nothing is saved yet. Look at it again: \
    what you typed is below";
const GONE: &str = "A colleague took the statements away meanwhile, so nothing is saved. What you typed is below";
/// The most statements that can be added at once.
const MOST_AT_ONCE: usize = 100;

/// What is typed on the page.
#[derive(Default)]
struct StatementsForm {
    question: String,
    own: String,
    texts: String,
    /// The question and the rule as they were when the form was opened.
    seen: String,
}

impl StatementsForm {
    /// The fields of the set-up by their labels, as people read them.
    fn read(&self) -> Vec<ReadField> {
        let own = OWN_CHOICES.into_iter().find(|(own, _)| own.word() == self.own).map_or("", |(_, label)| label);
        vec![
            ("The question".to_owned(), self.question.clone()),
            ("May residents add statements of their own?".to_owned(), own.to_owned()),
        ]
    }
}

/// Whether residents may add their own, as the form words it.
const OWN_CHOICES: [(OwnStatementsRule, &str); 3] = [
    (OwnStatementsRule::Before, "Yes, and a moderator reads each before it is shown"),
    (OwnStatementsRule::After, "Yes, and each is shown at once"),
    (OwnStatementsRule::Off, "No, only the library service’s own"),
];

struct StatementsEditor {
    consultation: Consultation,
    at: Stage,
    set: Option<Set>,
    statements: Vec<Statement>,
}

impl StatementsEditor {
    async fn find(visit: &Visit, slug: &str) -> Result<Self, Fault> {
        let consultation = find(visit, slug).await?;
        Ok(Self::of(&visit.app.db, consultation, visit.now).await?)
    }

    async fn of(on: impl Into<On<'_>>, consultation: Consultation, now: Time) -> Result<Self, DbError> {
        let mut on = on.into();
        let at = stage(&consultation.dates, now);
        let set = store::set(on.again(), consultation.id).await?;
        let statements = store::all(on, consultation.id).await?;
        Ok(Self { consultation, at, set, statements })
    }

    /// The same as it is now, where it is about to be changed and nobody else can.
    async fn writing(&self, visit: &Visit) -> Result<(Tx, Self, Time), Fault> {
        let (mut tx, consultation, now) = writing(visit, &self.consultation).await?;
        let latest = Self::of(&mut tx, consultation, now).await?;
        Ok((tx, latest, now))
    }

    /// How many statements people can answer.
    fn standing(&self) -> usize {
        self.statements.iter().filter(|statement| statement.state == StatementState::Published).count()
    }

    /// A fingerprint of everything that would be taken away.
    fn seen(&self) -> String {
        let texts: Vec<&str> = self.statements.iter().map(|statement| statement.text.as_str()).collect();
        hash_of_text(&format!("{:?} {texts:?}", self.rule()))
    }

    /// What the form is about: answers may come in meanwhile.
    fn rule(&self) -> Option<(&str, OwnStatementsRule)> {
        self.set.as_ref().map(|set| (set.question.as_str(), set.own))
    }

    /// A mark of what the set-up form is about: another one when a colleague has changed it.
    fn rule_seen(&self) -> String {
        let mut mark = hash_of_text(&format!("{:?}", self.rule()));
        mark.truncate(16);
        mark
    }

    fn base(&self) -> String {
        format!("/staff/consultations/{}/statements", self.consultation.slug)
    }

    fn typed(&self) -> StatementsForm {
        let (question, own) =
            self.set.as_ref().map_or((String::new(), OwnStatementsRule::Before), |set| (set.question.clone(), set.own));
        StatementsForm { question, own: own.word().to_owned(), texts: String::new(), seen: self.rule_seen() }
    }
}

const DONE: &[(&str, &str, &str)] = &[
    ("saved", "Saved.", ""),
    ("added", "Added.", "They are at the end of the list."),
    ("reworded", "The words are changed.", ""),
    ("deleted", "The statement is deleted.", ""),
    ("stopped", "No statements are asked.", "You can begin again while this is a draft."),
];

/// `GET /staff/consultations/{slug}/statements`
pub async fn show(visit: Visit, Path(slug): Path<String>) -> Page {
    let about = StatementsEditor::find(&visit, &slug).await?;
    let typed = about.typed();
    page(&visit, &about, &typed, &FormErrors::none(), StatusCode::OK)
}

fn own_choices(chosen: &str, errors: &FormErrors) -> AnyView {
    let hints = [
        Some("Recommended. Somebody has to look in every working day, or people lose heart."),
        Some("Moderators read them afterwards. Those that seem to hold private details are still read first."),
        None,
    ];
    let choices = OWN_CHOICES
        .into_iter()
        .zip(hints)
        .map(|((own, label), hint)| {
            let choice = FieldOption::new(own.word(), label);
            if let Some(hint) = hint { choice.hint(hint) } else { choice }
        })
        .collect();
    radios("own", "May residents add statements of their own?", choices, chosen, errors)
}

fn line(about: &StatementsEditor, statement: &Statement) -> AnyView {
    let draft = rules::may_reword(about.at).is_ok();
    let state = match statement.state {
        StatementState::Published => None,
        StatementState::Held => Some("held: not shown"),
        StatementState::Removed => Some("taken out"),
    };
    let number = statement.number;
    let href = format!("{}/{number}", about.base());
    view! {
        <li>
            <p class="said" dir="auto">{statement.words()}</p>
            <p class="meta">
                <span>{format!("{number}. {}", statement.author())}</span>
                {state.map(|state| view! { " "<strong>{state}</strong> })}
                {(about.at != Stage::Draft).then(|| view! { " "<span>{Noun::ANSWER.count(u64::try_from(statement.answers()).unwrap_or(0))}</span> })}
                {draft.then(|| view! { " "<span><a href=href>"Change or delete"<span class="vh">{format!(" statement {number}")}</span></a></span> })}
                {(!draft && !statement.text.is_empty()).then(|| view! { " "<span><a href=format!("/staff/moderation/statements/{}", statement.id)>"Moderate"<span class="vh">{format!(" statement {number}")}</span></a></span> })}
            </p>
        </li>
    }
    .into_any()
}

fn page(
    visit: &Visit,
    about: &StatementsEditor,
    typed: &StatementsForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let base = about.base();
    let may = rules::may_set_up(about.at);
    let draft = rules::may_reword(about.at).is_ok();
    visit.page(format!("Statements: {}", about.consultation.title)).status(status).area(Area::Staff).show(|| {
        let lines: Vec<AnyView> = about.statements.iter().map(|statement| line(about, statement)).collect();
        let count = lines.len();
        view! {
            {error_summary(errors)}
            {crumbs(Some(&about.consultation))}
            {done_note(&visit.query_value("done"), DONE)}
            <header class="title"><p class="over">"Statements"</p><h1 dir="auto">{about.consultation.title.clone()}</h1>
                <p class="lede">"Residents answer short statements with agree, disagree or pass. From the answers we work out where people agree, across sides."</p></header>
            <details class="why"><summary>"When is this a good idea?"</summary>
                <p>"When you want to hear what matters to people before you have settled what to propose, or when opinion is split and you look for common ground. A vote shows which side is larger. Statements show what the sides share. It takes 20 to 40 statements and at least 50 people to see groups."</p>
            </details>
            {match &may {
                Err(why) => view! { <div class="note"><p>{why.words()}</p></div>{kept(about, typed)} }.into_any(),
                Ok(()) => view! {
                    <form class="editor" method="post" action=base.clone() data-keep=errors.keeping_beside(&["texts"]) novalidate>
                        <input type="hidden" name="seen" value=typed.seen.clone()/>
                        <h2>"What it is about"</h2>
                        {if draft || about.set.is_none() {
                            Field::new("question", "The question").hint("It stands above every statement: “What matters to you about opening hours?”").value(&typed.question).show(errors)
                        } else {
                            view! { <p><strong dir="auto">{typed.question.clone()}</strong>" "<small>"The question stays as it is, because it is published."</small></p> }.into_any()
                        }}
                        {own_choices(&typed.own, errors)}
                        <p class="actions"><button class="button">{errors.save(if about.set.is_some() { "Save" } else { "Begin with statements" }).to_owned()}</button></p>
                    </form>
                }.into_any(),
            }}
            {about.set.is_some().then(|| view! {
                <h2 id="statements">{format!("The statements ({count})")}</h2>
                {(about.at != Stage::Draft).then(|| view! { <p class="actions"><a href=format!("/consultations/{}/statements", about.consultation.slug)>"See them as residents do"</a>" "{visit.may(Permission::SeeResults).then(|| view! { <a href=format!("{base}/map")>"The opinion map, and names for its groups"</a> })}</p> })}
                {if lines.is_empty() {
                    view! { <div class="empty"><h3>"No statements yet"</h3><p>"Write the first 10 to 30 yourself, so that people have something to answer. Say what different people really say, also what you do not agree with: the map can only show differences that somebody put into words."</p></div> }.into_any()
                } else {
                    view! { <ol class="statements">{lines}</ol> }.into_any()
                }}
                {may.is_ok().then(|| adding(&base, typed, errors))}
                {draft.then(|| view! {
                    <h2>"Ask no statements after all"</h2>
                    <p>"The question and every statement here are deleted. While this is a draft you can begin again."</p>
                    <p class="actions"><a class="button quiet warn" href=format!("{base}/stop")>"Ask no statements"</a></p>
                })}
            })}
        }
        .into_any()
    })
}

/// What was typed, where there is no form for it any more: nothing is lost with the page.
fn kept(about: &StatementsEditor, typed: &StatementsForm) -> AnyView {
    let standing = about.set.as_ref().map_or("", |set| set.question.as_str());
    let question = Some(&typed.question).filter(|question| !question.is_empty() && *question != standing);
    let lines: Vec<AnyView> = question
        .into_iter()
        .map(String::as_str)
        .chain(typed.texts.lines().filter(|line| !line.trim().is_empty()))
        .map(|line| view! { <li>{line.to_owned()}</li> }.into_any())
        .collect();
    if lines.is_empty() {
        return ().into_any();
    }
    view! { <h2>"What you typed"</h2><p>"It is not saved. Copy what you need."</p><ul>{lines}</ul> }.into_any()
}

fn adding(base: &str, typed: &StatementsForm, errors: &FormErrors) -> AnyView {
    let error = errors.of("texts").map(str::to_owned);
    let invalid = error.is_some().then_some("true");
    let described = if error.is_some() { "texts-hint texts-error" } else { "texts-hint" };
    view! {
        <form class="editor" method="post" action=format!("{base}/add") data-keep=errors.keeping_beside(&["question", "own"]) novalidate>
            <h2>"Add statements"</h2>
            <div class="field">
                <label for="texts">"New statements, one on each line"</label>
                <p class="hint" id="texts-hint">{format!("Each at most {LONGEST} characters, about one thing, and no question. They are marked “From the library service”.")}</p>
                {error.map(|error| view! { <p class="error" id="texts-error"><span class="vh">"Error: "</span>{error}</p> })}
                <textarea id="texts" name="texts" rows="8" dir="auto" aria-describedby=described aria-invalid=invalid>{in_textarea(&typed.texts)}</textarea>
            </div>
            <p class="actions"><button class="button">"Add them"</button></p>
        </form>
    }
    .into_any()
}

/// `POST /staff/consultations/{slug}/statements` (question, own).
pub async fn set_up(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let about = StatementsEditor::find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["question", "own", "seen"], &mut errors);
    if let Err(why) = rules::may_set_up(about.at) {
        let typed = StatementsForm { question: fields.raw_text("question").to_owned(), ..about.typed() };
        return too_late(&visit, &about, &typed, why);
    }
    let may_reword = rules::may_reword(about.at).is_ok() || about.set.is_none();
    let standing = about.set.as_ref().map(|set| set.question.clone()).unwrap_or_default();
    let question = if may_reword { fields.raw_text("question").to_owned() } else { standing };
    let seen = if fields.has("seen") { fields.text("seen").to_owned() } else { about.rule_seen() };
    let typed = StatementsForm { question, own: fields.text("own").to_owned(), texts: String::new(), seen };
    if let Some(taken_up) = fields.taken_up() {
        return page(&visit, &about, &typed, &taken_up, StatusCode::OK);
    }
    let question = errors.check("question", rules::question(&typed.question));
    let own = errors
        .check("own", OwnStatementsRule::from_word(&typed.own).ok_or("Choose whether residents may add statements"));
    let (Some(question), Some(own), true) = (question, own, errors.is_empty()) else {
        return page(&visit, &about, &typed, &errors, BAD);
    };
    let (mut tx, latest, now) = about.writing(&visit).await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    if let Err(why) = rules::may_set_up(latest.at) {
        tx.rollback().await?;
        return too_late(&visit, &latest, &typed, why);
    }
    if let Err(why) = rules::may_have_rule(latest.at, own, latest.standing()) {
        tx.rollback().await?;
        errors.add("own", why.words());
        return page(&visit, &latest, &typed, &errors, BAD);
    }
    if latest.at != about.at || latest.rule_seen() != typed.seen {
        tx.rollback().await?;
        if latest.at == about.at {
            let written = StaffText {
                what: "these statements",
                kind: "consultation",
                id: latest.consultation.id.0,
                acts: &["statements.set-up", "statements.stop"],
                among: None,
            };
            errors.overtaken_by(overtaken::of(&visit, &written, latest.typed().read(), typed.read()).await?);
        } else {
            errors.add("form", WENT_ON);
        }
        let standing = latest.set.as_ref().filter(|_| rules::may_reword(latest.at).is_err());
        let question = standing.map_or(typed.question, |set| set.question.clone());
        let typed = StatementsForm { question, seen: latest.rule_seen(), ..typed };
        return page(&visit, &latest, &typed, &errors, StatusCode::CONFLICT);
    }
    let id = about.consultation.id;
    store::set_up(&mut tx, id, &question, own, now).await?;
    if about.at != Stage::Draft {
        let was = about.set.as_ref().map(|set| set.own);
        if let Some(notice) = notice(was, own) {
            tell(&mut tx, id, "notice", notice, now).await?;
        }
    }
    let detail = [("question_sha256", hash_of_text(&question)), ("own", own.word().to_owned())];
    append(&mut tx, &entry(actor, "statements.set-up", id, &detail), now).await?;
    let done = format!("{}?done=saved", about.base());
    once.keep_latest(&mut tx, ("statement-set", id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// `GET /staff/consultations/{slug}/statements/stop`: only a question.
pub async fn ask_to_stop(visit: Visit, Path(slug): Path<String>) -> Page {
    let about = StatementsEditor::find(&visit, &slug).await?;
    rules::may_reword(about.at)?;
    let Some(set) = &about.set else { return visit.go(&about.base()) };
    let question = Question {
        title: "Ask no statements?".to_owned(),
        about: set.question.clone(),
        consequences: vec![match about.statements.len() {
            0 => "The question is deleted.".to_owned(),
            1 => "The question and its statement are deleted.".to_owned(),
            many => format!("The question and its {many} statements are deleted."),
        }],
        action: format!("{}/stop", about.base()),
        fields: vec![("seen", about.seen())],
        button: "Ask no statements",
        back: (about.base(), "Keep them"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(Some(&about.consultation)))
}

/// `POST /staff/consultations/{slug}/statements/stop`: a draft asks no statements after all.
pub async fn stop(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let about = StatementsEditor::find(&visit, &slug).await?;
    let actor = visit.actor()?;
    fields.require_only(&["seen"])?;
    let (mut tx, latest, now) = about.writing(&visit).await?;
    rules::may_reword(latest.at)?;
    if latest.set.is_none() {
        return Err(Fault::Missing);
    }
    if fields.text("seen") != latest.seen() {
        tx.rollback().await?;
        let mut errors = FormErrors::none();
        errors.add(
            "form",
            "A colleague changed the statements meanwhile, so they are still here. Look at them again first",
        );
        return page(&visit, &latest, &latest.typed(), &errors, StatusCode::CONFLICT);
    }
    let id = latest.consultation.id;
    store::take_down(&mut tx, id).await?;
    let detail = [("count", latest.statements.len().to_string())];
    append(&mut tx, &entry(actor, "statements.stop", id, &detail), now).await?;
    once::forget(&mut tx, ("statement-set", id.0)).await?;
    once::forget(&mut tx, ("statements", id.0)).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=stopped", about.base()))
}

/// What the public is told when statements begin or their rule changes after publication.
fn notice(was: Option<OwnStatementsRule>, now: OwnStatementsRule) -> Option<&'static str> {
    match (was, now) {
        (None, _) => Some("Statements to agree or disagree with were added to this consultation."),
        (Some(OwnStatementsRule::Off), OwnStatementsRule::Before | OwnStatementsRule::After) => {
            Some("Residents can now add statements of their own.")
        }
        (Some(OwnStatementsRule::Before | OwnStatementsRule::After), OwnStatementsRule::Off) => {
            Some("No more statements can be added. Those that are here stay.")
        }
        (Some(OwnStatementsRule::Before), OwnStatementsRule::After) => {
            Some("Statements that residents add are now shown at once.")
        }
        (Some(OwnStatementsRule::After), OwnStatementsRule::Before) => {
            Some("Statements that residents add are now read before they are shown.")
        }
        _ => None,
    }
}

/// `POST /staff/consultations/{slug}/statements/add` (texts, one on each line).
pub async fn add(visit: Visit, Path(slug): Path<String>, fields: Fields) -> Page {
    let about = StatementsEditor::find(&visit, &slug).await?;
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["texts"], &mut errors);
    let typed = StatementsForm { texts: fields.raw_text("texts").to_owned(), ..about.typed() };
    if let Some(taken_up) = fields.taken_up().filter(|_| about.set.is_some() && rules::may_set_up(about.at).is_ok()) {
        return page(&visit, &about, &typed, &taken_up, StatusCode::OK);
    }
    if let Err(why) = rules::may_set_up(about.at) {
        return too_late(&visit, &about, &typed, why);
    }
    wordings(&typed.texts, &about.statements, &mut errors);
    if !errors.is_empty() {
        return page(&visit, &about, &typed, &errors, BAD);
    }
    let id = about.consultation.id;
    // Residents' own statements get their numbers one after the other with these.
    let (mut tx, latest, now) = about.writing(&visit).await?;
    let once = Once::begin(&mut tx, &visit, &fields).await?;
    if let Err(why) = rules::may_set_up(latest.at) {
        tx.rollback().await?;
        return too_late(&visit, &latest, &typed, why);
    }
    if latest.set.is_none() {
        tx.rollback().await?;
        errors.add("form", GONE);
        return page(&visit, &latest, &typed, &errors, StatusCode::CONFLICT);
    }
    // What others added meanwhile counts too: nothing is there twice, and there are not too many.
    let texts = wordings(&typed.texts, &latest.statements, &mut errors);
    if !errors.is_empty() {
        tx.rollback().await?;
        return page(&visit, &latest, &typed, &errors, StatusCode::CONFLICT);
    }
    for text in &texts {
        store::add(&mut tx, id, None, text, StatementState::Published, now).await?;
    }
    let detail = [("count", texts.len().to_string()), ("texts_sha256", hash_of_text(&texts.join("\n")))];
    append(&mut tx, &entry(actor, "statements.add", id, &detail), now).await?;
    let done = format!("{}?done=added#done", about.base());
    once.keep(&mut tx, ("statements", id.0), &done).await?;
    tx.commit().await?;
    visit.go(&done)
}

/// The page again, for a form that came when nothing may be changed any more.
fn too_late(visit: &Visit, about: &StatementsEditor, typed: &StatementsForm, why: StatementsFixed) -> Page {
    let mut errors = FormErrors::none();
    errors.add("form", why.words());
    page(visit, about, typed, &errors, StatusCode::CONFLICT)
}

/// The statements on the lines of a text; notes what is wrong, by line.
fn wordings(texts: &str, standing: &[Statement], errors: &mut FormErrors) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut wrong: Vec<String> = Vec::new();
    for (line, text) in (1..).zip(texts.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        match rules::wording(text) {
            Err(why) => wrong.push(format!("Line {line}: {}", String::from(why).trim_end_matches('.'))),
            Ok(text) => {
                let earlier = found.iter().chain(standing.iter().map(|one| &one.text));
                if earlier.into_iter().any(|one| rules::same_words(one, &text)) {
                    wrong.push(format!("Line {line}: this statement is here already"));
                }
                found.push(text);
            }
        }
    }
    if !wrong.is_empty() {
        errors.add("texts", wrong.join(". "));
    } else if found.is_empty() {
        errors.add("texts", "Write at least one statement");
    } else if (standing.len() + found.len()) as i64 > rules::MOST {
        errors.add("texts", format!("A consultation may have at most {} statements", rules::MOST));
    } else if found.len() > MOST_AT_ONCE {
        errors.add("texts", format!("Add at most {MOST_AT_ONCE} at once: there are {}", found.len()));
    }
    found
}

//! One statement of a draft: its words can be changed, and it can be deleted.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::{BAD, StatementsEditor};
use crate::audit::overtaken::{self, StaffText};
use crate::audit::store::append;
use crate::consultations::editing::entry;
use crate::consultations::editing::{crumbs, hash_of_text};
use crate::reason::{Reason, WhyNot};
use crate::site::question::as_asked;
use crate::site::{Area, Fault, Fields, FormErrors, Page, Path, Question, Visit, once};
use crate::statements::model::{LONGEST, Statement};
use crate::statements::{rules, store};
use crate::ui::{Field, FieldKind, error_summary};

async fn statement(visit: &Visit, slug: &str, number: &str) -> Result<(StatementsEditor, Statement), Fault> {
    let about = StatementsEditor::find(visit, slug).await?;
    let number: i64 = number.parse().map_err(|_| Fault::Missing)?;
    let statement = about.statements.iter().find(|one| one.number == number).cloned().ok_or(Fault::Missing)?;
    Ok((about, statement))
}

fn one_page(
    visit: &Visit,
    about: &StatementsEditor,
    statement: &Statement,
    (text, seen): (&str, &str),
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let path = format!("{}/{}", about.base(), statement.number);
    let draft = rules::may_reword(about.at).is_ok();
    visit.page(format!("Statement {}", statement.number)).status(status).area(Area::Staff).show(|| {
        view! {
            {error_summary(errors)}
            {crumbs(Some(&about.consultation))}
            <header class="title"><p class="over">"Statements"</p><h1>{format!("Statement {}", statement.number)}</h1></header>
            {rules::may_reword(about.at).err().map(|why| view! { <div class="note"><p>{why.words()}</p></div> })}
            <form class="editor" method="post" action=path.clone() novalidate>
                <input type="hidden" name="seen" value=seen.to_owned()/>
                {Field::new("text", "The statement").hint(format!("At most {LONGEST} characters, about one thing.")).kind(FieldKind::Lines(3)).value(text).show(errors)}
                <p class="actions">{draft.then(|| view! { <button class="button">{errors.save("Save").to_owned()}</button>" " })}<a href=about.base()>"Back without saving"</a></p>
            </form>
            {draft.then(|| view! { <p class="actions"><a class="button quiet warn" href=format!("{path}/delete")>"Delete this statement"</a></p> })}
        }
        .into_any()
    })
}

/// `GET /staff/consultations/{slug}/statements/{number}`
pub async fn one(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (about, statement) = statement(&visit, &slug, &number).await?;
    rules::may_reword(about.at)?;
    let form = (&*statement.text, &*hash_of_text(&statement.text));
    one_page(&visit, &about, &statement, form, &FormErrors::none(), StatusCode::OK)
}

/// `POST /staff/consultations/{slug}/statements/{number}` (text).
pub async fn reword(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let (about, statement) = statement(&visit, &slug, &number).await?;
    let actor = visit.actor()?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["text", "seen"], &mut errors);
    let typed = fields.raw_text("text");
    let seen = if fields.has("seen") { fields.text("seen").to_owned() } else { hash_of_text(&statement.text) };
    let text = errors.check("text", rules::wording(typed));
    let (Some(text), true) = (text, errors.is_empty()) else {
        return one_page(&visit, &about, &statement, (typed, &seen), &errors, BAD);
    };
    let (mut tx, latest, now) = about.writing(&visit).await?;
    let standing = latest.statements.iter().find(|one| one.id == statement.id);
    if let Some(standing) =
        standing.filter(|one| rules::may_reword(latest.at).is_ok() && hash_of_text(&one.text) != seen)
    {
        tx.rollback().await?;
        let written = StaffText {
            what: "this statement",
            kind: "consultation",
            id: latest.consultation.id.0,
            acts: &["statements.reword"],
            among: Some(("statement", statement.id.to_string())),
        };
        let read = |text: &str| vec![("The statement".to_owned(), text.to_owned())];
        errors.overtaken_by(overtaken::of(&visit, &written, read(&standing.text), read(typed)).await?);
        let seen = hash_of_text(&standing.text);
        return one_page(&visit, &latest, standing, (typed, &seen), &errors, StatusCode::CONFLICT);
    }
    if rules::may_reword(latest.at).is_err() || !store::rewrite(&mut tx, statement.id, &text).await? {
        tx.rollback().await?;
        errors.add(
            "form",
            "Nothing is saved: the statement is published, or a colleague deleted it. What you typed is below",
        );
        return one_page(&visit, &latest, &statement, (typed, &seen), &errors, StatusCode::CONFLICT);
    }
    let detail = [("statement", statement.id.to_string()), ("text_sha256", hash_of_text(&text))];
    append(&mut tx, &entry(actor, "statements.reword", about.consultation.id, &detail), now).await?;
    // Its old words may be added again.
    once::forget(&mut tx, ("statements", about.consultation.id.0)).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=reworded#done", about.base()))
}

/// `GET /staff/consultations/{slug}/statements/{number}/delete`: only a question.
pub async fn ask_to_delete(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let (about, statement) = statement(&visit, &slug, &number).await?;
    rules::may_reword(about.at)?;
    let path = format!("{}/{}", about.base(), statement.number);
    let question = Question {
        title: "Delete this statement?".to_owned(),
        about: statement.text.clone(),
        consequences: vec!["Nobody but staff has seen it.".to_owned()],
        action: format!("{path}/delete"),
        fields: vec![("seen", hash_of_text(&statement.text))],
        button: "Delete the statement",
        back: (about.base(), "Keep it"),
        ..Question::default()
    };
    question.ask(&visit, Area::Staff, || crumbs(Some(&about.consultation)))
}

/// `POST /staff/consultations/{slug}/statements/{number}/delete`
pub async fn delete(visit: Visit, Path((slug, number)): Path<(String, String)>, fields: Fields) -> Page {
    let (about, statement) = statement(&visit, &slug, &number).await?;
    let actor = visit.actor()?;
    fields.require_only(&["seen"])?;
    let (mut tx, latest, now) = about.writing(&visit).await?;
    rules::may_reword(latest.at)?;
    let standing = latest.statements.iter().find(|one| one.id == statement.id).ok_or(Fault::Missing)?;
    if !as_asked(&fields, &hash_of_text(&standing.text)) {
        return Err(Fault::Refused(Reason::changed_meanwhile(
            "A colleague changed this statement meanwhile, so it is still there. Look at it again first.",
        )));
    }
    if !store::delete(&mut tx, statement.id).await? {
        return Err(Fault::Missing);
    }
    let detail = [("statement", statement.id.to_string())];
    append(&mut tx, &entry(actor, "statements.delete", about.consultation.id, &detail), now).await?;
    once::forget(&mut tx, ("statements", about.consultation.id.0)).await?;
    tx.commit().await?;
    visit.go(&format!("{}?done=deleted#done", about.base()))
}

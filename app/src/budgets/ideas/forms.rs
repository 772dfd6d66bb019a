//! What happens when somebody sends an idea.

use axum::extract::Path;
use axum::http::StatusCode;

use super::pages::{self, Typed};
use crate::budgets::desk::Act;
use crate::budgets::model::{IDEA_LONGEST, TITLE_LONGEST};
use crate::budgets::pages::asked;
use crate::budgets::{rules, store};
use crate::moderation::screening::why_held;
use crate::reason::WhyNot;
use crate::responses::answering::{Answering, fault_of, taking_part};
use crate::responses::writer::Writer;
use crate::responses::writer::{Refusal, Submission};
use crate::site::fields::length;
use crate::site::{FormErrors, Page};
use crate::ui::prose::{self, Author};

/// `POST /consultations/{slug}/budget/ideas` (`title`, `body`, `branch`: a library's name in addresses, or nothing).
pub async fn send(Path(slug): Path<String>, Answering { visit, fields, received_at }: Answering) -> Page {
    let shown = asked(&visit, &slug).await?;
    let mut errors = FormErrors::none();
    fields.expect_only(&["title", "body", "branch"], &mut errors);
    let typed = Typed {
        title: fields.text("title").to_owned(),
        body: fields.raw_text("body").trim_end().to_owned(),
        branch: fields.text("branch").to_owned(),
    };
    let title = errors.check("title", length(&typed.title, "a short name for your idea", true, TITLE_LONGEST));
    let body = errors.check("body", length(&typed.body, "what your idea is", true, IDEA_LONGEST));
    let libraries = crate::branches::store::all(&visit.app.db).await?;
    let branch = libraries.iter().find(|library| library.slug == typed.branch).map(|library| library.id);
    if branch.is_none() && !typed.branch.is_empty() {
        errors.add("branch", "Choose a library from the list, or the whole service");
    }
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let (Some(title), Some(body), true) = (title, body, errors.is_empty()) else {
        return pages::page(&visit, &shown, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    // Said early; the writer asks again, for what is sent twice or by many at the same moment.
    if let Some(account) = part.who.account()
        && store::ideas_by(&visit.app.db, account, shown.consultation.id).await? >= rules::IDEAS_EACH
        && !store::sent_same_idea(&visit.app.db, account, shown.consultation.id, (&title, &body)).await?
    {
        let why = rules::BudgetRefused::IdeasReached.reason();
        errors.add("form", why.words);
        return pages::page(&visit, &shown, &typed, &errors, why.code.status).await;
    }
    let held = why_held(&title).is_some() || why_held(&body).is_some();
    let html = prose::render(&body, Author::Resident).into_string();
    let submission = Submission {
        part,
        consultation: shown.consultation.id,
        act: Box::new(Act::Idea { title, text: body, html, branch, held }),
    };
    match visit.app.warm::<Writer>().submit(submission).await {
        Ok(_) => {
            let done = if held { "held" } else { "idea" };
            visit.go(&format!("/consultations/{slug}/budget/ideas?done={done}#done"))
        }
        // Too late, or not asked for: said with what was typed still on the page.
        Err(Refusal::Unfit(why)) => {
            errors.add("form", why.words);
            pages::page(&visit, &shown, &typed, &errors, why.code.status).await
        }
        Err(refusal) => Err(fault_of(&refusal)),
    }
}

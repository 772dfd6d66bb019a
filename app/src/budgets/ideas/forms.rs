//! What happens when somebody sends an idea.

use axum::http::StatusCode;

use super::{form, pages};
use crate::budgets::pages::public_budget;
use crate::budgets::{rules, store};
use crate::reason::WhyNot;
use crate::responses::answering::{Answering, fault_of, taking_part};
use crate::responses::writer::Writer;
use crate::responses::writer::{Refusal, Submission};
use crate::site::{FormErrors, Page, Path};

/// `POST /consultations/{slug}/budget/ideas` (`title`, `body`, `branch`: a library's name in addresses, or nothing).
pub async fn send(Path(slug): Path<String>, Answering { visit, fields, received_at }: Answering) -> Page {
    let shown = public_budget(&visit, &slug).await?;
    let mut errors = FormErrors::none();
    let libraries = crate::branches::store::all(&visit.app.db).await?;
    let (typed, written) = form::read(&libraries, &fields, &mut errors);
    let part = match taking_part(&visit, &fields, received_at).await {
        Ok(part) => part,
        Err(answer) => return answer,
    };
    let Some(written) = written else {
        return pages::page(&visit, &shown, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    // Said early; the writer asks again, for what is sent twice or by many at the same moment.
    if let Some(account) = part.who.account()
        && store::ideas_by(&visit.app.db, account, shown.consultation.id).await? >= rules::IDEAS_EACH
        && !store::sent_same_idea(&visit.app.db, account, shown.consultation.id, (&written.title, &written.body))
            .await?
    {
        let why = rules::BudgetRefused::IdeasReached.reason();
        errors.add("form", why.words);
        return pages::page(&visit, &shown, &typed, &errors, why.code.status).await;
    }
    let (contribution, held) = form::contribution(written);
    let submission = Submission { part, consultation: shown.consultation.id, contribution: Box::new(contribution) };
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

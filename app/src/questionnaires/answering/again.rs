//! The way through what is asked again after an amendment, and nothing else.

use super::DraftPage;
use crate::questionnaires::definition::answer::Given;
use crate::questionnaires::definition::route::Route;

/// The address of the first page after `page` on which something is asked again; the first of all without it.
pub(super) fn next_page(opened: &DraftPage, given: &Given, page: Option<usize>) -> Option<String> {
    let again = opened.sent_before.as_ref()?.again(&opened.shown.version, given);
    let route = Route::of(&opened.shown.version.form, given);
    let pages = opened.pages(&route);
    let from = match page {
        Some(page) => pages.iter().position(|one| *one == page).map_or(0, |here| here + 1),
        None => 0,
    };
    let with = |page: &&usize| route.on_page(**page).iter().any(|question| again.contains(&question.key));
    let next = pages.get(from..).unwrap_or_default().iter().find(with)?;
    Some(format!("{}?to=again", opened.page_path(*next)))
}

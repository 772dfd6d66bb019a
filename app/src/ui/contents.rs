//! The contents of a long form: its parts, how each stands, and the way to it. At the left where there is room, above the form
//! where there is not.

use leptos::prelude::*;

/// A part of a form.
pub struct FormPart {
    /// Where it is on the page.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Whether it is done; none where nothing has to be.
    pub done: Option<bool>,
}

/// A part of a form of which something has to be written: done when all of these are.
pub fn part(id: &'static str, title: &'static str, needed: &[&str]) -> FormPart {
    let done = (!needed.is_empty()).then(|| needed.iter().all(|text| !text.trim().is_empty()));
    FormPart { id, title, done }
}

/// The contents by themselves.
fn contents(parts: &[FormPart]) -> AnyView {
    let lines: Vec<AnyView> = parts
        .iter()
        .map(|part| {
            let (state, word) = match part.done {
                Some(true) => ("done", "Done"),
                Some(false) => ("todo", "To do"),
                None => ("free", "If you like"),
            };
            view! { <li data-state=state><a href=format!("#{}", part.id)>{part.title}</a>" "<span class="state">{word}</span></li> }
                .into_any()
        })
        .collect();
    view! { <nav class="form-contents" aria-labelledby="form-contents"><h2 id="form-contents">"On this form"</h2><ol>{lines}</ol></nav> }
        .into_any()
}

/// A form with its contents, and with something else to look at while it is filled in: below the contents where there is room
/// beside the form, otherwise after it.
pub fn with_contents_and(form: AnyView, parts: &[FormPart], beside: AnyView) -> AnyView {
    view! { <div class="with-contents and-more wide">{contents(parts)}<div>{form}</div>{beside}</div> }.into_any()
}

/// A form with its contents.
pub fn with_contents(form: AnyView, parts: &[FormPart]) -> AnyView {
    view! { <div class="with-contents wide">{contents(parts)}<div>{form}</div></div> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_done_when_everything_that_it_needs_is_written() {
        assert_eq!(part("a", "A", &["x", "y"]).done, Some(true));
        assert_eq!(part("a", "A", &["x", "  \n"]).done, Some(false));
        assert_eq!(part("a", "A", &[]).done, None);
    }
}

//! A question that is answered with a file: a field to choose one in, and what is kept already.

use leptos::prelude::*;

use super::{FilesHere, OnPage};
use crate::files::sniff::ACCEPTED;
use crate::questionnaires::definition::question::Question;
use crate::questionnaires::model::FILE_LARGEST;
use crate::questionnaires::sent_files::{DraftFiles, field_of_removal};

/// What is taken, and who sees it: said beside every such field.
pub(super) fn hint() -> String {
    format!(
        "A PDF or a picture (PNG, JPEG, WebP, GIF), at most {} MB. Staff of the library service can open the file; it is \
         never published. Do not send anything about other people’s health or private life. A photograph can also hold \
         where and when it was taken.",
        FILE_LARGEST / 1024 / 1024
    )
}

/// The file that is kept for a question, to be opened again by whoever sent it; nothing where there is none.
pub fn kept(files: &DraftFiles, question: &Question) -> Option<AnyView> {
    let file = files.of_question(question)?;
    let (href, name) = (files.address(file), file.name.clone());
    Some(
        view! { <ul class="documents"><li><a href=href download="download" dir="auto">{name}</a>" "<small>{file.about()}</small></li></ul> }
            .into_any(),
    )
}

/// The field as it is on this page.
pub(super) fn control(page: &OnPage<'_>) -> AnyView {
    let field = page.field();
    match page.asked.files {
        FilesHere::Here(files) => {
            let removal = page.names.of(&field_of_removal(page.question));
            let ticked = page.filled.ticked(&field_of_removal(page.question));
            let standing = kept(files, page.question).map(|shown| {
                view! {
                    {shown}
                    <label class="check"><input type="checkbox" id=removal.clone() name=removal.clone() value="1" checked=ticked/>" "<span>"Remove this file"</span></label>
                    <p>"To replace it, choose another one:"</p>
                }
            });
            view! {
                {standing}
                <input id=field.clone() name=field type="file" accept=ACCEPTED aria-describedby=page.described.clone() aria-invalid=page.invalid()/>
            }
            .into_any()
        }
        FilesHere::ToRead => view! {
            <p class="quiet">"You choose a file from your phone or computer. On paper: bring it to the desk, or send it with the form."</p>
        }
        .into_any(),
        FilesHere::TriedOut => {
            let chosen = !page.value().is_empty();
            view! {
                <label class="check"><input type="checkbox" id=field.clone() name=field value="0 example.pdf" checked=chosen/>" "<span>"A file is chosen here. While you try it out, tick this in its place"</span></label>
            }
            .into_any()
        }
        FilesHere::Elsewhere => view! {
            <p class="quiet" id=field>"A file cannot be sent with a form that has all the questions. It can be sent where they are asked page by page."</p>
        }
        .into_any(),
    }
}

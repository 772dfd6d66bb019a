//! Where staff choose a picture and say what it shows.

use axum::http::StatusCode;
use leptos::prelude::*;

use super::model::{Picture, Pictured};
use super::store;
use crate::branches;
use crate::consultations::editing::{crumbs, find};
use crate::site::{Area, Fault, FormErrors, Page, Path, Visit};
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// What has a picture, as its pages need it.
pub(super) struct Subject {
    pub(super) pictured: Pictured,
    /// What it is called.
    pub(super) title: String,
    /// Its page for staff, without `/picture`.
    pub(super) base: String,
    consultation: Option<crate::consultations::model::Consultation>,
}

impl Subject {
    /// A consultation.
    ///
    /// # Errors
    /// [`Fault::Missing`] when there is none.
    pub(super) async fn consultation(visit: &Visit, slug: &str) -> Result<Self, Fault> {
        let consultation = find(visit, slug).await?;
        Ok(Self {
            pictured: Pictured::Consultation(consultation.id),
            title: consultation.title.clone(),
            base: format!("/staff/consultations/{slug}"),
            consultation: Some(consultation),
        })
    }

    /// A library.
    ///
    /// # Errors
    /// [`Fault::Missing`] when there is none.
    pub(super) async fn library(visit: &Visit, slug: &str) -> Result<Self, Fault> {
        let branch = branches::store::by_slug(&visit.app.db, slug).await?.ok_or(Fault::Missing)?;
        Ok(Self {
            pictured: Pictured::Library(branch.id),
            title: branch.about.name,
            base: format!("/staff/branches/{slug}"),
            consultation: None,
        })
    }

    /// Where its picture is chosen.
    pub(super) fn path(&self) -> String {
        format!("{}/picture", self.base)
    }

    /// The crumbs above.
    pub(super) fn crumbs(&self) -> AnyView {
        match &self.consultation {
            Some(consultation) => crumbs(Some(consultation)),
            None => view! {
                <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/branches">"Libraries"</a></li><li><a dir="auto" href=self.base.clone()>{self.title.clone()}</a></li></ol></nav>
            }
            .into_any(),
        }
    }
}

/// What is typed. The file itself cannot be given back to the browser.
#[derive(Clone, Debug, Default)]
pub(super) struct PictureForm {
    pub(super) alt: String,
    pub(super) credit: String,
}

impl PictureForm {
    fn of(picture: Option<&Picture>) -> Self {
        picture.map(|one| Self { alt: one.alt.clone(), credit: one.credit.clone() }).unwrap_or_default()
    }
}

/// `GET /staff/consultations/{slug}/picture`
pub(super) async fn of_consultation(visit: Visit, Path(slug): Path<String>) -> Page {
    show(&visit, &Subject::consultation(&visit, &slug).await?).await
}

/// `GET /staff/branches/{slug}/picture`
pub(super) async fn of_library(visit: Visit, Path(slug): Path<String>) -> Page {
    show(&visit, &Subject::library(&visit, &slug).await?).await
}

async fn show(visit: &Visit, subject: &Subject) -> Page {
    let typed = PictureForm::of(store::of(&visit.app.db, subject.pictured).await?.as_ref());
    form_page(visit, subject, &typed, &FormErrors::none(), StatusCode::OK).await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn form_page(
    visit: &Visit,
    subject: &Subject,
    typed: &PictureForm,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let picture = store::of(&visit.app.db, subject.pictured).await?;
    visit.page("Picture").status(status).area(Area::Staff).show(|| {
        let path = subject.path();
        let there = picture.is_some();
        view! {
            {error_summary(errors)}
            {subject.crumbs()}
            {done_note(&visit.query_value("done"), &[
                ("kept", "The picture is there.", "See it as everybody does."),
                ("changed", "The words are changed.", ""),
                ("taken-away", "The picture is taken away.", ""),
            ])}
            <header class="title"><p class="over">"Picture"</p><h1 dir="auto">{subject.title.clone()}</h1>
                <p class="lede">"A photograph of the place itself helps people see that it is about theirs. It does not have to be a good one."</p></header>
            {picture.as_ref().map(|picture| view! { <h2>"As it is shown"</h2> {picture.show()} })}
            <form class="editor" method="post" action=path.clone() enctype="multipart/form-data" novalidate>
                <h2>{if there { "Change it" } else { "Choose a picture" }}</h2>
                {Field::new("file", if there { "Another file" } else { "The file" }).hint("A photograph or a drawing (JPEG, PNG or WebP), at most 15 MB. It is made smaller, and where and when it was taken is left out. Show nobody who did not agree to it.").kind(FieldKind::File(".jpg,.jpeg,.png,.webp,image/jpeg,image/png,image/webp")).show(errors)}
                {Field::new("alt", "What it shows").hint("For people who do not see it, read aloud in its place: “The library’s entrance, with a ramp to the left of three steps”. Say what matters about it here; “picture of” is said already.").kind(FieldKind::Lines(2)).value(&typed.alt).show(errors)}
                {Field::new("credit", "Who made it").hint("Only if that has to be said. It stands under the picture.").value(&typed.credit).show(errors)}
                <p class="actions"><button class="button">{if there { "Save" } else { "Show the picture" }}</button>" "<a href=subject.base.clone()>"Back"</a></p>
            </form>
            {there.then(|| view! { <form method="post" action=format!("{path}/remove")><p class="actions"><button class="button quiet warn">"Take the picture away"</button></p></form> })}
        }
        .into_any()
    })
}

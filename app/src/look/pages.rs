//! Where administrators choose the logo and the accent, and see them before anybody else does.

use axum::extract::Request;
use axum::http::StatusCode;
use leptos::prelude::*;
use sha2::{Digest, Sha256};

use super::{store, svg};
use crate::audit::store::{NewEntry, append};
use crate::db::dialect;
use crate::files::pictures::{self, ShownPicture};
use crate::identity::rules::Permission;
use crate::reason;
use crate::site::settings::look::{Logo, Look};
use crate::site::settings::{self, set};
use crate::site::upload::{UploadLimits, UploadProblem, UploadedFile, UploadedParts};
use crate::site::{Area, Fault, Fields, FormErrors, Page, Visit};
use crate::ui::colour::{Accent, Colour, LEAST_CONTRAST};
use crate::ui::form::check as tick;
use crate::ui::{Field, FieldKind, done_note, error_summary};

/// The largest file taken as a logo, in bytes.
const LARGEST_LOGO: usize = 2 * 1024 * 1024;
/// The largest form that is read to its end, so that it can be told what is wrong with it.
pub(super) const LARGEST_BODY: usize = 5 * LARGEST_LOGO;
const LIMITS: UploadLimits = UploadLimits { each: LARGEST_LOGO, together: LARGEST_LOGO };
/// A PNG is shown no larger than this, twice as many dots as it takes on the page.
const PNG_WITHIN: (u32, u32) = (560, 112);
/// How many times wider than high, or higher than wide, a logo may be.
const LONGEST_SHAPE: f64 = 8.0;

/// What was typed.
#[derive(Clone, Default)]
struct LookForm {
    accent: String,
    has_name: bool,
    take_away: bool,
    /// The mark of the look that whoever writes has seen.
    seen: String,
}

impl LookForm {
    fn of(look: &Look) -> Self {
        Self {
            accent: look.accent.map_or_else(String::new, |accent| accent.light.to_string()),
            has_name: look.logo.as_ref().is_some_and(|logo| logo.has_name),
            take_away: false,
            seen: mark(look),
        }
    }
}

/// Another one when a colleague has changed the look.
fn mark(look: &Look) -> String {
    hex::encode(Sha256::digest(format!("{look:?}").as_bytes())).chars().take(16).collect()
}

/// `GET /staff/settings/look`
pub(super) async fn show(visit: Visit) -> Page {
    page(&visit, &LookForm::of(&visit.service.look), &FormErrors::none(), StatusCode::OK)
}

/// How an accent looks where it stands: a swatch for light and one for dark, with how well each is read.
fn swatches(accent: Accent) -> AnyView {
    let (light, dark) = accent.contrasts();
    let swatch = |ground: &'static str, accent: Colour, on: Colour, words: String| {
        view! {
            <figure class="swatch">
                <svg viewBox="0 0 240 96" width="240" height="96" aria-hidden="true">
                    <rect width="240" height="96" fill=ground/>
                    <rect width="240" height="8" fill=accent.to_string()/>
                    <text x="16" y="42" font-size="20" fill=accent.to_string()>"Have your say"</text>
                    <rect x="16" y="54" width="112" height="30" rx="4" fill=accent.to_string()/>
                    <text x="72" y="74" font-size="14" text-anchor="middle" fill=on.to_string()>"Send"</text>
                </svg>
                <figcaption>{words}</figcaption>
            </figure>
        }
        .into_any()
    };
    view! {
        <div class="swatches">
            {swatch("#fbf9f4", accent.light, accent.on_light, format!("On paper: {} ({light:.1} to 1)", accent.light))}
            {swatch("#171916", accent.dark, accent.on_dark, format!("On a dark screen: {} ({dark:.1} to 1)", accent.dark))}
        </div>
    }
    .into_any()
}

fn page(visit: &Visit, typed: &LookForm, errors: &FormErrors, status: StatusCode) -> Page {
    let look = &visit.service.look;
    let name = &visit.service.name;
    visit.page("Logo and accent").area(Area::Staff).status(status).show(|| {
        view! {
            {error_summary(errors)}
            {done_note(&visit.query_value("done"), &[
                ("saved", "Saved.", "Every page shows it from now on."),
                ("cleaned", "Saved.", "Parts of the drawing that could do something (scripts, letters, pictures from elsewhere) were left out. See whether it still looks right."),
            ])}
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li><a href="/staff/settings">"Settings"</a></li></ol></nav>
            <header class="title"><h1>"Logo and accent"</h1>
                <p class="lede">"What makes these pages look like yours: a logo beside the name, and the one colour that links, buttons and stamps are in."</p></header>
            <form class="editor" method="post" action="/staff/settings/look" enctype="multipart/form-data" novalidate>
                <input type="hidden" name="seen" value=typed.seen.clone()/>
                <h2>"Logo"</h2>
                {look.logo.as_ref().map(|logo| view! {
                    <p class="logo-now"><img src=logo.address() alt=format!("The logo of {name} as it is now") width=logo.width.to_string() height=logo.height.to_string()/></p>
                })}
                {Field::new("logo", if look.logo.is_some() { "Another logo" } else { "Logo" }).hint("A drawing (SVG, the sharpest) or a PNG with a clear ground, at most 2 MB. Scripts and whatever else a drawing could do are taken out of it.").kind(FieldKind::File(".svg,.png")).show(errors)}
                {tick("has_name", "The name of the service can be read in the logo", Some("Then it does not stand beside it once more. Screen readers still hear it."), typed.has_name)}
                {look.logo.is_some().then(|| tick("take_away", "Take the logo away", None, typed.take_away))}
                <h2>"Accent"</h2>
                {Field::new("accent", "Colour").hint("As your style guide has it, such as #5b1a3b. Leave it empty for ours, bottle green. It has to be dark enough to be read by everybody: at least 7 to 1 on our paper.").value(&typed.accent).show(errors)}
                {Colour::parse(&typed.accent).and_then(|colour| Accent::of(colour).ok()).map(swatches)}
                <p class="actions"><button class="button">{errors.save("Save").to_owned()}</button></p>
            </form>
            <details class="why"><summary>"Why 7 to 1?"</summary>
                <p>"It is the level at which people with weak eyes, old screens or the sun on their phone read without effort (WCAG 2.2, level AAA). The law asks public services for 4.5 to 1; a consultation should lose nobody for a shade. The form for dark screens is found for you: the same hue, lighter."</p></details>
        }
        .into_any()
    })
}

/// A logo as it will be served.
struct NewLogo {
    logo: Logo,
    content: Vec<u8>,
    cleaned: bool,
}

/// Makes a logo of what was sent, or says why not.
async fn taken(file: UploadedFile, has_name: bool) -> Result<NewLogo, String> {
    let Some(bytes) = file.bytes else { return Err("This file is larger than 2 MB. Send a smaller one".to_owned()) };
    let begins = |with: &[u8]| bytes.starts_with(with);
    let (content, ending, shape, cleaned) = if begins(b"\x89PNG") {
        let work = tokio::task::spawn_blocking(move || pictures::png_within(&bytes, PNG_WITHIN.0, PNG_WITHIN.1));
        let ShownPicture { bytes, width, height } =
            work.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
        (bytes, "png", (f64::from(width), f64::from(height)), false)
    } else if begins(b"\xff\xd8") || begins(b"GIF8") || begins(b"RIFF") || begins(b"%PDF") {
        return Err("A logo is an SVG drawing or a PNG. Save it as one of them".to_owned());
    } else {
        let clean = svg::cleaned(&bytes).map_err(|error| error.to_string())?;
        (clean.bytes, "svg", (clean.width, clean.height), !clean.left_out.is_empty())
    };
    let ratio = shape.0 / shape.1;
    if !(1.0 / LONGEST_SHAPE..=LONGEST_SHAPE).contains(&ratio) {
        return Err(
            "This logo is too long for its height. Send one that is at most eight times as wide as high".to_owned()
        );
    }
    Ok(NewLogo { logo: Logo::of(&content, ending, shape, has_name), content, cleaned })
}

/// The accent that was typed; none for ours.
fn accent_of(typed: &str) -> Result<Option<Accent>, String> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let colour = Colour::parse(typed).ok_or("Enter a colour as six digits after #, such as #5b1a3b")?;
    Accent::of(colour).map(Some).map_err(|faint| {
        // Downwards, so that what is refused is never said to be enough.
        let contrast = (faint.contrast * 10.0).floor() / 10.0;
        format!(
            "{colour} cannot be read well enough on our paper: {contrast:.1} to 1, and it takes {LEAST_CONTRAST}. The same \
             colour, darker, would do: {}",
            faint.instead
        )
    })
}

/// `POST /staff/settings/look` (multipart: accent, logo, has_name, take_away, seen).
pub(super) async fn save(visit: Visit, request: Request) -> Page {
    let actor = visit.require(Permission::ManagePeople)?.id;
    let mut upload = UploadedParts::default();
    let outcome = upload.read(&visit.app, request, LIMITS).await;
    if outcome == Err(UploadProblem::NoForm) {
        return Err(Fault::Unreadable("This address takes the form that sets the logo and the accent.".to_owned()));
    }
    let fields = Fields::from_pairs(std::mem::take(&mut upload.pairs));
    let mut errors = FormErrors::none();
    fields.expect_only(&["accent", "has_name", "take_away", "seen"], &mut errors);
    let mut typed = LookForm {
        accent: fields.text("accent").to_owned(),
        has_name: fields.ticked("has_name"),
        take_away: fields.ticked("take_away"),
        seen: fields.text("seen").to_owned(),
    };
    if outcome.is_err() {
        errors.add("logo", "The file did not arrive whole. Choose it again and send it once more");
        return page(&visit, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let accent = errors.check("accent", accent_of(&typed.accent));
    let mut new = None;
    if let Some(file) = upload.files.into_iter().find(|file| file.field == "logo" && !file.is_none()) {
        if typed.take_away {
            errors.add("logo", "Either send another logo or take this one away");
        } else {
            new = errors.check("logo", taken(file, typed.has_name).await);
        }
    }
    let (Some(accent), true) = (accent, errors.is_empty()) else {
        if new.is_some() {
            errors.add("logo", "Choose the logo again: a browser forgets it when a form comes back");
        }
        return page(&visit, &typed, &errors, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let mut tx = visit.app.db.begin().await?;
    // From here on no other administrator changes it.
    dialect::lock_audit_log(&mut tx).await?;
    let old = settings::look_now(&mut tx).await?;
    if !typed.seen.is_empty() && typed.seen != mark(&old) {
        typed.seen = mark(&old);
        return Err(Fault::Refused(reason!(
            "look-changed",
            CONFLICT,
            Staff,
            "Somebody else changed the logo or the accent meanwhile: look again",
            "A colleague changed the logo or the accent meanwhile. Look at it again, and then change what you want."
        )));
    }
    let mut look = Look { accent, logo: old.logo.clone().filter(|_| !typed.take_away) };
    if let Some(logo) = &mut look.logo {
        logo.has_name = typed.has_name;
    }
    let cleaned = new.as_ref().is_some_and(|new| new.cleaned);
    let content = new.map(|new| {
        look.logo = Some(new.logo);
        new.content
    });
    if look == old {
        return visit.go("/staff/settings/look?done=saved");
    }
    match (&look.logo, &content) {
        (Some(logo), Some(content)) => store::keep_logo(&mut tx, Some((&logo.file, content)), visit.now).await?,
        (None, _) => store::keep_logo(&mut tx, None, visit.now).await?,
        (Some(_), None) => {}
    }
    let (light, logo) = (look.accent.map_or_else(String::new, |accent| accent.light.to_string()), look.logo_setting()?);
    set(&mut tx, "accent", &light).await?;
    set(&mut tx, "logo", &logo).await?;
    let hash = |value: &str| hex::encode(Sha256::digest(value.as_bytes()));
    let detail = [("accent", hash(&light)), ("logo", hash(&logo))];
    let entry = NewEntry {
        actor: Some(actor),
        action: "settings.look",
        subject_kind: "settings",
        subject_id: 1,
        detail: &detail,
    };
    append(&mut tx, &entry, visit.now).await?;
    tx.commit().await?;
    visit.go(if cleaned { "/staff/settings/look?done=cleaned" } else { "/staff/settings/look?done=saved" })
}

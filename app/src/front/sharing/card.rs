//! The picture that stands beside an address somebody shares: what the service is called, what it asks, until when, and a
//! few lines of the date slip. It is drawn once for each set of words and kept, however many ask for it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use quick_cache::sync::Cache;

use super::drawing::{Ink, Sheet, area, ink};
use super::layout::{TextBox, fitted};
use super::letters::Typeface;
use super::published;
use crate::App;
use crate::consultations::model::Stage;
use crate::consultations::slip::{self, SlipWords};
use crate::consultations::{rules, store};
use crate::site::app::Warm;
use crate::site::kept_answer::for_other_sites;
use crate::site::{Fault, Path};

/// How wide and high the picture is: what the programs that show it ask for.
pub(super) const SIZE: (u32, u32) = (1_200, 630);

/// How many pictures are kept, of some 90 kB each.
const KEPT: usize = 200;

/// What is written on a picture; the same words make the same picture.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct CardWords {
    pub(super) service: String,
    /// The colour of the band and the stage.
    pub(super) accent: Ink,
    pub(super) title: String,
    pub(super) stage: Option<Stage>,
    pub(super) date: String,
    pub(super) slip: Vec<SlipWords>,
}

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub(super) enum DrawingError {
    #[error("the letters cannot be read: {0}")]
    Letters(#[from] ab_glyph::InvalidFont),
    #[error("the picture cannot be written: {0}")]
    Writing(#[from] png::EncodingError),
}

/// The pictures drawn, by their words.
pub(super) struct KeptCards(Arc<Cache<CardWords, Bytes>>);

impl Warm for KeptCards {
    fn open(_: &App) -> Self {
        Self(Arc::new(Cache::new(KEPT)))
    }
}

/// `GET /consultations/{slug}/card.png`
pub(super) async fn show(State(app): State<App>, Path(slug): Path<String>) -> Result<Response, Fault> {
    let now = app.clock.now();
    let consultation = published::find(&app, &slug, now).await?;
    let notices = store::notices(&app.db, consultation.id).await?;
    let promises = store::promise_lines(&app.db, consultation.id).await?;
    let slip = slip::around_now(&consultation, &notices, &promises, now, 3);
    let service = app.settings.now(&app.db).await;
    let words = CardWords {
        service: service.name.clone(),
        accent: service.look.ink().0,
        stage: Some(rules::stage(&consultation.dates, now)),
        date: published::date(&consultation.dates, now),
        title: consultation.title,
        slip,
    };
    drawn(&app, words).await
}

/// `GET /card.png`: for pages that belong to no consultation.
pub(super) async fn of_the_service(State(app): State<App>) -> Result<Response, Fault> {
    let service = app.settings.now(&app.db).await;
    let words = CardWords {
        service: service.name.clone(),
        accent: service.look.ink().0,
        title: service.tagline.clone(),
        ..CardWords::default()
    };
    drawn(&app, words).await
}

async fn drawn(app: &App, words: CardWords) -> Result<Response, Fault> {
    let kept = app.warm::<KeptCards>().0.clone();
    let drawing = words.clone();
    let work = async {
        let drawn = tokio::task::spawn_blocking(move || draw(&drawing)).await.map_err(Fault::broken)?;
        drawn.map(Bytes::from).map_err(Fault::broken)
    };
    let picture = kept.get_or_insert_async(&words, work).await?;
    Ok(for_other_sites("image/png", picture))
}

/// Sizes of type from one to another.
fn sizes(from: u8, to: u8) -> Vec<f32> {
    (to..=from).rev().step_by(4).map(f32::from).collect()
}

/// Draws the picture.
///
/// # Errors
/// When the program's own letters cannot be read, or the file not be written.
pub(super) fn draw(words: &CardWords) -> Result<Vec<u8>, DrawingError> {
    let (bold, book) = (Typeface::of_weight(620.0)?, Typeface::of_weight(460.0)?);
    let mut sheet = Sheet::new(SIZE.0, SIZE.1, ink::PAPER);
    sheet.fill(area(0, 0, SIZE.0, 104), words.accent);
    line(&mut sheet, &bold, &words.service, (64.0, 67.0, 1_072.0), &sizes(42, 22), ink::ON_ACCENT);

    let beside = if words.slip.is_empty() { 1_072.0 } else { 700.0 };
    let into = TextBox { width: beside, height: 330.0, lines: 8, leading: 1.14, sizes: &sizes(84, 32) };
    // A title in another script is left out, and the rest of the picture stands.
    let readable = words.title.trim().is_empty() || bold.letters(&words.title).is_some();
    let title = if readable { words.title.as_str() } else { "Consultation" };
    let title = fitted(title, into, |text| bold.width(text));
    let mut base = 148.0 + title.size * 0.8;
    for text in &title.lines {
        if let Some(letters) = bold.letters(text) {
            sheet.set(&letters, (64.0, base), title.size, ink::INK);
        }
        base += title.size * into.leading;
    }

    let (mut left, mut date) = (64.0, words.date.as_str());
    if let Some(stage) = words.stage {
        left += stage_tag(&mut sheet, &bold, stage, words.accent) + 20.0;
        // Beside the word itself it need not be said again.
        date = date.strip_prefix(stage.title()).unwrap_or(date).trim_start();
    }
    line(&mut sheet, &book, date, (left, 555.0, 64.0 + beside - left), &sizes(36, 24), ink::QUIET);
    if !words.slip.is_empty() {
        date_slip(&mut sheet, (&bold, &book), &words.slip);
    }
    Ok(sheet.png()?)
}

/// One line of text, as large as it may be.
fn line(sheet: &mut Sheet, face: &Typeface, text: &str, (left, base, width): (f32, f32, f32), sizes: &[f32], ink: Ink) {
    let into = TextBox { width, height: f32::MAX, lines: 1, leading: 1.0, sizes };
    let fitted = fitted(text, into, |text| face.width(text));
    if let Some(letters) = fitted.lines.first().and_then(|line| face.letters(line)) {
        sheet.set(&letters, (left, base), fitted.size, ink);
    }
}

/// The word for the stage in a frame, filled while answers are taken; how wide it is.
fn stage_tag(sheet: &mut Sheet, face: &Typeface, stage: Stage, accent: Ink) -> f32 {
    let Some(letters) = face.letters(stage.title()) else { return 0.0 };
    let width = letters.width() * 30.0 + 36.0;
    let around = area(64, 518, width as u32, 52);
    let ink = if stage == Stage::Open {
        sheet.fill(around, accent);
        ink::ON_ACCENT
    } else {
        sheet.frame(around, 3, accent);
        accent
    };
    sheet.set(&letters, (82.0, 554.0), 30.0, ink);
    width
}

/// The slip from the front of a book: what has happened is stamped, what is to come is written in pencil.
fn date_slip(sheet: &mut Sheet, (bold, book): (&Typeface, &Typeface), lines: &[SlipWords]) {
    let paper = area(820, 148, 316, 424);
    sheet.fill(area(paper.left + 4, paper.top + 5, paper.width, paper.height), ink::SLIP_RULE);
    sheet.fill(paper, ink::SLIP);
    sheet.frame(paper, 2, ink::SLIP_RULE);
    if let Some(letters) = bold.letters("DATE SLIP") {
        let left = 978.0 - letters.width() * 22.0 / 2.0;
        sheet.set(&letters, (left, 188.0), 22.0, ink::PENCIL);
    }
    sheet.fill(area(842, 204, 272, 2), ink::PENCIL);
    sheet.fill(area(842, 209, 272, 2), ink::PENCIL);
    for (row, line) in (0_u16..).zip(lines) {
        let top = 212.0 + f32::from(row) * 118.0;
        let (face, date, ink) = if line.stamped {
            (bold, line.date.to_uppercase(), ink::STAMP)
        } else {
            (book, line.date.clone(), ink::INK)
        };
        if let Some(letters) = book.letters(line.word) {
            sheet.set(&letters, (846.0, top + 38.0), 25.0, ink::PENCIL);
        }
        if let Some(letters) = face.letters(&date) {
            let size = (236.0 / letters.width()).min(32.0);
            if line.stamped {
                let width = letters.width() * size + 24.0;
                sheet.frame(area(846, top as u32 + 52, width as u32, 48), 3, ink::STAMP);
            }
            let left = if line.stamped { 858.0 } else { 846.0 };
            sheet.set(&letters, (left, top + 87.0), size, ink);
        }
        sheet.fill(area(842, top as u32 + 112, 272, 1), ink::SLIP_RULE);
    }
}

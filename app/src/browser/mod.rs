//! What the interactive parts ask of the browser: to send a form without leaving the page, to hear of news as
//! it happens, to move the focus, to wait a moment. Compiled for the browser only.
//!
//! Everything here is about one page and lives as long as it does, so what is handed to the browser is never
//! taken back.

mod following;

use js_sys::wasm_bindgen::JsCast;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::time::Duration;
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, Headers, HtmlElement, HtmlFormElement, RequestInit, Response, UrlSearchParams};

pub use following::follow;

/// What the server answered.
pub struct ServerAnswer {
    /// The status of the answer.
    pub status: u16,
    /// What it said.
    pub body: String,
}

/// The request did not reach the server, or no answer came back.
#[derive(Clone, Copy, Debug)]
pub struct NotSent;

/// Why the server did not take a form: mistakes by field, or what is the matter in a title and a sentence.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FormRefusal {
    /// Sentences by the field they are about (`form` stands for the whole form).
    pub errors: BTreeMap<String, String>,
    /// What is the matter.
    pub detail: String,
    /// Whether the text was amended, so that the page has to be read again first.
    pub superseded: bool,
}

impl ServerAnswer {
    /// Whether the server took it.
    pub const fn is_taken(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// Why the server did not take it, as far as it said.
    pub fn refused(&self) -> FormRefusal {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// Sends a form where its `action` says, with the fields it has, and asks for the outcome as JSON.
///
/// # Errors
/// [`NotSent`] when the network failed. Nothing is known then about whether the form arrived.
pub async fn send_form(form: &HtmlFormElement) -> Result<ServerAnswer, NotSent> {
    let fields = FormData::new_with_form(form).map_err(|_| NotSent)?;
    send(form, &fields).await
}

/// The same for a form with several buttons, with the name and value of the one that was pressed.
///
/// # Errors
/// [`NotSent`] when the network failed. Nothing is known then about whether the form arrived.
pub async fn send_pressed(form: &HtmlFormElement, pressed: &HtmlElement) -> Result<ServerAnswer, NotSent> {
    let fields = FormData::new_with_form(form).map_err(|_| NotSent)?;
    let attribute = |name| pressed.get_attribute(name).unwrap_or_default();
    fields.append_with_str(&attribute("name"), &attribute("value")).map_err(|_| NotSent)?;
    send(form, &fields).await
}

async fn send(form: &HtmlFormElement, fields: &FormData) -> Result<ServerAnswer, NotSent> {
    let fields = UrlSearchParams::new_with_str_sequence_sequence(fields).map_err(|_| NotSent)?;
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&fields);
    ask(&form.action(), &request).await
}

/// Reads an address as JSON.
///
/// # Errors
/// [`NotSent`] when the network failed.
pub async fn read(address: &str) -> Result<ServerAnswer, NotSent> {
    ask(address, &RequestInit::new()).await
}

async fn ask(address: &str, request: &RequestInit) -> Result<ServerAnswer, NotSent> {
    let headers = Headers::new().map_err(|_| NotSent)?;
    headers.set("accept", "application/json").map_err(|_| NotSent)?;
    request.set_headers(&headers);
    let window = web_sys::window().ok_or(NotSent)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(address, request)).await.map_err(|_| NotSent)?;
    let response: Response = response.dyn_into().map_err(|_| NotSent)?;
    let status = response.status();
    let text = JsFuture::from(response.text().map_err(|_| NotSent)?).await.map_err(|_| NotSent)?;
    Ok(ServerAnswer { status, body: text.as_string().unwrap_or_default() })
}

/// Moves the focus to an element, once what was just put on the page is there.
pub fn focus(id: &'static str) {
    after(Duration::ZERO, move || {
        if let Some(element) = element(id) {
            let _ = element.focus();
        }
    });
}

/// Says in the tab's title that something is wrong with a form, or no longer; a screen reader says the title first.
pub fn title_says_error(wrong: bool) {
    const ERROR: &str = "Error: ";
    let Some(document) = web_sys::window().and_then(|window| window.document()) else { return };
    let title = document.title();
    match (wrong, title.strip_prefix(ERROR)) {
        (true, None) => document.set_title(&format!("{ERROR}{title}")),
        (false, Some(plain)) => document.set_title(plain),
        _ => {}
    }
}

/// The element with this id.
pub fn element(id: &str) -> Option<HtmlElement> {
    web_sys::window()?.document()?.get_element_by_id(id)?.dyn_into().ok()
}

/// Does something after a while. The browser may be late, when the tab is hidden or the machine slept.
pub fn after(wait: Duration, act: impl FnOnce() + 'static) {
    leptos::prelude::set_timeout(act, wait);
}

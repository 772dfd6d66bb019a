//! Hearing of news as it happens, by server-sent events, and falling silent gracefully.
//!
//! The line is open only while somebody looks: it closes when the tab is hidden and opens again when it is
//! shown. It is given up after five failures in a row, or at once when the server says no: the page still
//! shows what it showed, and a reload shows the rest.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use js_sys::Function;
use js_sys::wasm_bindgen::JsCast;
use js_sys::wasm_bindgen::closure::Closure;
use web_sys::{EventSource, MessageEvent, VisibilityState};

/// How many failures in a row are enough to give up.
const PATIENCE: u32 = 5;

struct Following {
    address: String,
    source: RefCell<Option<EventSource>>,
    failures: Cell<u32>,
    over: Cell<bool>,
    heard: OnceCell<Function>,
    failed: OnceCell<Function>,
    ended: OnceCell<Function>,
}

impl Following {
    fn open(&self) {
        if self.over.get() || is_hidden() || self.source.borrow().is_some() {
            return;
        }
        let Ok(source) = EventSource::new(&self.address) else {
            self.over.set(true);
            return;
        };
        source.set_onmessage(self.heard.get());
        source.set_onerror(self.failed.get());
        if let Some(ended) = self.ended.get() {
            // Without it the line is merely given up later, after the server has said no.
            let _ = source.add_event_listener_with_callback("end", ended);
        }
        self.source.replace(Some(source));
    }

    fn close(&self) {
        if let Some(source) = self.source.take() {
            source.close();
        }
    }

    fn give_up(&self) {
        self.over.set(true);
        self.close();
    }

    fn fail(&self) {
        self.failures.set(self.failures.get() + 1);
        let refused = self.source.borrow().as_ref().is_none_or(|source| source.ready_state() == EventSource::CLOSED);
        if refused || self.failures.get() >= PATIENCE {
            self.give_up();
        }
    }
}

fn is_hidden() -> bool {
    web_sys::window()
        .and_then(|window| window.document())
        .is_none_or(|document| document.visibility_state() == VisibilityState::Hidden)
}

fn handed_over<T: ?Sized + js_sys::wasm_bindgen::closure::WasmClosure>(closure: Closure<T>) -> Function {
    closure.into_js_value().unchecked_into()
}

/// Follows the news at an address, from now on and as long as the page is there.
pub fn follow(address: String, heard: impl Fn(&str) + 'static) {
    let following = Rc::new(Following {
        address,
        source: RefCell::default(),
        failures: Cell::new(0),
        over: Cell::new(false),
        heard: OnceCell::new(),
        failed: OnceCell::new(),
        ended: OnceCell::new(),
    });

    let own = following.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        own.failures.set(0);
        if let Some(text) = event.data().as_string() {
            heard(&text);
        }
    });
    let _ = following.heard.set(handed_over(on_message));
    let own = following.clone();
    let _ = following.failed.set(handed_over(Closure::<dyn Fn()>::new(move || own.fail())));
    let own = following.clone();
    let _ = following.ended.set(handed_over(Closure::<dyn Fn()>::new(move || own.give_up())));

    let own = following.clone();
    let on_visibility = Closure::<dyn Fn()>::new(move || if is_hidden() { own.close() } else { own.open() });
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        let _ = document
            .add_event_listener_with_callback("visibilitychange", on_visibility.into_js_value().unchecked_ref());
    }
    following.open();
}

//! What the ballot does in the browser while somebody ticks.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use js_sys::wasm_bindgen::JsCast;
use js_sys::wasm_bindgen::closure::Closure;
use leptos::prelude::*;
use web_sys::{FormData, HtmlFormElement};

use super::BudgetSum;
use crate::browser;
use crate::budgets::model::{BallotKind, running};

/// How long somebody stops before a screen reader is told.
const PAUSE: Duration = Duration::from_millis(900);

/// Watches the ballot.
pub(crate) fn watch(sum: BudgetSum, text: RwSignal<String>, told: RwSignal<String>) {
    let Some(form) = browser::element("ballot").and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else {
        return;
    };
    let listened = form.clone();
    let latest = Rc::new(Cell::new(0_u32));
    let look = move || {
        let Some(now) = add_up(&form, &sum) else { return };
        if text.with_untracked(|before| *before == now) {
            return;
        }
        text.set(now.clone());
        let own = latest.get().wrapping_add(1);
        latest.set(own);
        let latest = latest.clone();
        browser::after(PAUSE, move || {
            if latest.get() == own {
                told.set(now);
            }
        });
    };
    // The browser may have put back what was ticked before a reload.
    browser::after(Duration::ZERO, look.clone());
    let changed = Closure::<dyn Fn()>::new(look);
    // Without it the form works as it did, added up when it is sent.
    let _ = listened.add_event_listener_with_callback("input", changed.into_js_value().unchecked_ref());
}

fn add_up(form: &HtmlFormElement, sum: &BudgetSum) -> Option<String> {
    let data = FormData::new_with_form(form).ok()?;
    let ticked = data.get_all("project");
    let (mut chosen, mut cost, mut given) = (0, 0, 0_i64);
    for (number, pence) in &sum.costs {
        let points = if sum.kind == BallotKind::DividePoints {
            let typed = data.get(&format!("points-{number}")).as_string();
            typed.and_then(|typed| typed.trim().parse::<u32>().ok()).map_or(0, i64::from)
        } else {
            i64::from(ticked.iter().any(|value| value.as_string().is_some_and(|value| value == number.to_string())))
        };
        if points > 0 {
            chosen += 1;
            cost += pence;
            given += points;
        }
    }
    Some(running(sum.kind, sum.most, sum.total, chosen, cost, given))
}

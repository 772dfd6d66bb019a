//! The interactive part of being signed in on a shared computer: a calm word before the sign-in ends, and
//! another once it has ended. Whatever is typed on the page stays there.

#![expect(missing_docs, reason = "an island becomes a type that takes no words")]

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "hydrate")]
mod countdown;

/// How many seconds before the end the visitor is warned.
pub const WARNING: i64 = 120;

/// How long a sign-in still lasts if it is not used again: what `GET /account/time-left` and
/// `GET /account/still-here` answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeLeft {
    /// Seconds; nothing is left when nobody is signed in.
    pub seconds: i64,
}

/// What the note says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Note {
    /// Nothing: there is time.
    #[default]
    None,
    /// The sign-in ends soon.
    EndsSoon,
    /// The sign-in has ended.
    Ended,
}

/// Warns before a sign-in on a shared computer ends.
#[island]
pub fn SignOutIsland(
    /// How many seconds the sign-in lasts from when the page was made.
    seconds: i64,
) -> impl IntoView {
    let note = RwSignal::new(Note::None);
    #[cfg(feature = "hydrate")]
    countdown::watch(seconds, note);
    #[cfg(not(feature = "hydrate"))]
    let _ = seconds;
    let stay = move |_: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        countdown::stay(note);
    };
    let close = move |_: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        countdown::close();
    };
    view! {
        <dialog id="sign-out-note" aria-labelledby="sign-out-title">
            {move || match note.get() {
                Note::None => ().into_any(),
                Note::EndsSoon => view! {
                    <h2 id="sign-out-title">"Are you still there?"</h2>
                    <p>"Because many people may use this computer, you will be signed out in about two minutes. What you typed stays on the page."</p>
                    <p class="actions">
                        <button type="button" class="button" on:click=stay>"Stay signed in"</button>
                    </p>
                }
                .into_any(),
                Note::Ended => view! {
                    <h2 id="sign-out-title">"You have been signed out"</h2>
                    <p>"What you typed is still on the page. If you send it, we ask you to sign in first and keep it meanwhile."</p>
                    <p class="actions">
                        <button type="button" class="button" on:click=close>"Back to the page"</button>
                    </p>
                }
                .into_any(),
            }}
        </dialog>
    }
    .into_any()
}

//! `/moderation-policy`: what is not shown and why, who decides, what is never removed, and how to appeal. The
//! list is made from the very reasons that moderators choose from, so the two cannot differ.

use leptos::prelude::*;

use super::model::PolicyReason;
use crate::site::{Page, Visit};

fn reasons() -> AnyView {
    let reasons: Vec<AnyView> = PolicyReason::ALL
        .into_iter()
        .map(|reason| {
            view! { <section id=reason.word()><h3>{reason.title()}</h3><p>{reason.definition()}</p></section> }
                .into_any()
        })
        .collect();
    view! { {reasons} }.into_any()
}

/// `GET /moderation-policy`
pub async fn show(visit: Visit) -> Page {
    let name = visit.service.name.clone();
    let contact = visit.service.contact.clone();
    visit.page("Moderation policy").show(|| {
        view! {
            <header class="title">
                <h1>"Moderation policy"</h1>
                <p class="lede">"Comments are for everybody to read, so there are a few rules. Here is all of them, who decides, and what to do if we get it wrong."</p>
            </header>
            <h2>"What we never remove"</h2>
            <p>"Criticism. You may disagree with a proposal, with the library service, with the council and with other residents, as sharply as you like. A comment is never taken down because it is against something, because it is unwelcome, or because it is badly spelt. Being rude about an idea is not a reason either."</p>
            <h2>"What we do not show"</h2>
            <p>"These are the only reasons. A moderator has to choose one of them, and everybody can see which."</p>
            {reasons()}
            <h2>"Who decides"</h2>
            <p>{format!("People who work for {name}, never a program. No list of forbidden words is used. Comments appear at once, with one exception: a comment that seems to hold a phone number, an email address or more than two links waits until a moderator has read it, so that nobody’s private details are published by mistake.")}</p>
            <p>"Anybody can report a comment, signed in or not. A report is a request to look; how many people report a comment does not decide anything."</p>
            <h2>"What a moderator can do"</h2>
            <dl class="facts">
                <div><dt>"Publish"</dt><dd>"The comment is shown as it was written."</dd></div>
                <div><dt>"Hold"</dt><dd>"It is hidden until somebody has looked again."</dd></div>
                <div><dt>"Redact"</dt><dd>"It is shown with a few words taken out, such as a phone number. A mark stands in their place. Moderators can only take words out, never add or change any."</dd></div>
                <div><dt>"Remove"</dt><dd>"It is taken down. A line in its place says so and gives the reason. Replies to it stay."</dd></div>
            </dl>
            <p>"The author is told by email what was done and why. Their vote is not touched. Each moderation decision is kept in a log, and the original words are kept where only moderators can see them; each look is recorded."</p>
            <h2>"If you think we were wrong"</h2>
            <p>{format!("Write to {contact}, give the number of the comment, which is in the message we sent you, and ask for somebody else to look at it again. What was decided about a comment can be changed: it can be shown again as it was written. If you are still not satisfied you can complain to the council, as about any of its services.")}</p>
            <h2>"If somebody is in danger"</h2>
            <p>"We do not read every comment at once. If somebody is in danger now, call 999."</p>
        }
        .into_any()
    })
}

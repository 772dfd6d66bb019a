//! What residents are promised: privacy, and pages that everybody can use.

use leptos::prelude::*;

use crate::consultations::instrument::Instruments;
use crate::site::{Page, Visit};

/// What is kept about people, why, and for how long.
pub async fn privacy(visit: Visit) -> Page {
    let name = visit.service.name.clone();
    let contact = visit.service.contact.clone();
    let instruments = Instruments::of(&visit.app);
    visit.page("Privacy").show(|| {
        let asked: Vec<AnyView> = instruments
            .all()
            .flat_map(|one| one.words().privacy)
            .map(|(act, everybody, staff)| view! { <tr><th scope="row">{*act}</th><td>{*everybody}</td><td>{*staff}</td></tr> }.into_any())
            .collect();
        view! {
            <header class="title"><h1>"Privacy"</h1>
                <p class="lede">{format!("What {name} keeps about you when you take part, who sees it, and how to have it removed.")}</p>
            </header>
            <h2>"Who sees what"</h2>
            <div class="table-wrap" role="region" aria-labelledby="who-sees" tabindex="0">
            <table>
                <caption id="who-sees">"What happens to each thing you do"</caption>
                <thead><tr><th scope="col">"What you do"</th><th scope="col">"What everybody sees"</th><th scope="col">"What staff see"</th></tr></thead>
                <tbody>
                    {asked}
                    <tr><th scope="row">"Report a comment"</th><td>"Nothing."</td><td>"Your reason, so that a moderator can look."</td></tr>
                    <tr><th scope="row">"Send something before your address is confirmed"</th><td>"Nothing, until it is recorded."</td><td>"Nothing. It is kept sealed for 14 days at most, shown only to you, and erased."</td></tr>
                    <tr><th scope="row">"Register"</th><td>"Nothing."</td><td>"Administrators can see your name and email address. Each look is recorded."</td></tr>
                </tbody>
            </table>
            </div>
            <h2>"Your name is kept apart from your answers"</h2>
            <p>"Your account holds your name, your email address and a scrambled password. What you say in a consultation is kept under a number that carries no name. One link joins the two, so that you can change your vote and read what you said. When you delete your account, that link is destroyed."</p>
            <p>"With your account we keep which network it was registered from, as a scrambled number, so that staff can see when many accounts come from one place. It shows how many, never who."</p>
            <h2>"What happens when you delete your account"</h2>
            <p>"Your name and address are erased at once. In consultations that are still open, your votes and answers are withdrawn and no longer counted (otherwise somebody could register twice and be counted twice). In consultations that have closed, your votes and answers stay in the count, joined to nobody, because the result was already published. We ask whether you want what you wrote removed too."</p>
            <h2>"Why we may keep it"</h2>
            <p>"Asking residents about their libraries is part of a library authority’s public task (UK GDPR, Article 6(1)(e)). You can ask for a copy of everything we hold (it is on your account page), to have it corrected, or to have it erased. What people write to a public body can be asked for under the Freedom of Information Act; your name would not be part of it."</p>
            <h2>"Cookies"</h2>
            <p>"There is one. When you register or ask for a new password, it tells us in which browser you did, until you close it; when you sign in, it keeps you signed in; and when you sign out on your own device, it lets you in again there even if a stranger has been guessing your password. It holds a random number and nothing else. There are no others, nothing is loaded from other sites, and nobody follows what you read. That is why there is no banner to click away."</p>
            <h2>"On a shared computer"</h2>
            <p>"You are signed out after 20 minutes of doing nothing, and pages you saw while signed in are not kept by the browser. Please sign out when you finish all the same. People who work for the service can choose to stay signed in at their own desk for a working day."</p>
            <h2>"Questions"</h2>
            <p>{format!("Ask {contact}. If you are not satisfied you can complain to the Information Commissioner’s Office.")}</p>
        }
        .into_any()
    })
}

/// How the site works for everybody, and what to do when it does not.
pub async fn accessibility(visit: Visit) -> Page {
    let name = visit.service.name.clone();
    let contact = visit.service.contact.clone();
    visit.page("Accessibility").show(|| {
        view! {
            <header class="title"><h1>"Accessibility"</h1>
                <p class="lede">{format!("{name} wants everybody to be able to use this site, whatever they use to read it.")}</p>
            </header>
            <h2>"What you should be able to do"</h2>
            <ul>
                <li>"Read and use every page with a keyboard alone, or with a screen reader."</li>
                <li>"Zoom to 400% without scrolling sideways."</li>
                <li>"Use your own colours, a dark screen, larger text, or less movement."</li>
                <li>"Do everything without JavaScript. It only saves you a page load here and there."</li>
                <li>"Read every chart as a sentence and as a table."</li>
                <li>"Print any page."</li>
            </ul>
            <h2>"If you need help with it"</h2>
            <p>{format!("Answers are taken on this site alone. You can use it on any computer, a library’s too, and nothing has to be installed. If something here keeps you from answering, tell {contact}.")}</p>
            <h2>"How far we meet the standard"</h2>
            <p>"The site aims to meet the Web Content Accessibility Guidelines, version 2.2, level AA, as the Public Sector Bodies Accessibility Regulations 2018 ask. Its pages are checked by automatic tests when the program changes. Such tests find only some problems, so please tell us about any you meet. Documents that others attach, such as PDF files, may not be accessible: ask us for the same information in another form."</p>
            <h2>"Tell us"</h2>
            <p>{format!("Write to {contact}. If you are not happy with the answer, the Equality Advisory and Support Service can help.")}</p>
        }
        .into_any()
    })
}

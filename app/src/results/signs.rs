//! Signs that answers may belong together: several accounts of one mailbox, many accounts registered from one network
//! within an hour, many answers with addresses of one domain or from brand-new accounts within an hour. A family shares
//! a computer and a class answers together, so none of these is proof, and nothing is ever left out of the counts by
//! itself. Staff see how many, never who.

pub mod store;

use leptos::prelude::*;

use self::store::{Burst, Mailboxes, Signs};
use crate::clock;
use crate::consultations::pages::with_results;
use crate::numbers::Noun;
use crate::results::signs::store::Signed;
use crate::site::{Area, Page, Path, Visit};
use crate::time::Time;

const ACCOUNT: Noun = Noun { one: "account", many: "accounts" };

/// `GET /staff/consultations/{slug}/signs`
pub async fn get(visit: Visit, Path(slug): Path<String>) -> Page {
    let consultation = with_results(&visit, &slug).await?;
    let signs = visit.app.warm::<Signed>().of(&visit.app, consultation.id).await?;
    visit.page(format!("Signs: {}", consultation.title)).area(Area::Staff).show(|| {
        view! {
            <nav class="breadcrumb" aria-label="Breadcrumb"><ol>
                <li><a href="/staff">"Staff"</a></li>
                <li><a href=format!("/staff/consultations/{slug}/results")>{format!("Results: {}", consultation.title)}</a></li>
            </ol></nav>
            <header class="title"><h1>"Signs of answers that may belong together"</h1>
                <p class="lede">"Somebody who answers many times under many names leaves traces. So do families, classes and reading groups, who do nothing wrong."</p>
            </header>
            <div class="note"><p><strong>"Every answer here is counted."</strong>" The program leaves nothing out by itself. If what you see worries you, talk to a colleague, look at the days on which answers came in, and say openly in the decision what you found."</p></div>
            {mailboxes(&signs)}
            {table("Many accounts from one network", "Accounts that were registered from one network within an hour. A library, a school or a mobile operator is one network too.", "Registered in the hour from", "Accounts", false, &signs.networks)}
            {table("Many answers with one kind of address", "Answers of accounts with addresses of one domain within an hour. With the large mail services that is what you would expect.", "Answered in the hour from", "Answers", true, &signs.domains)}
            {table("Many answers from new accounts", "Answers within an hour of registering. Most people register because they want to answer; a hundred in one hour are worth a look.", "Answered in the hour from", "Answers", false, &signs.new)}
        }
        .into_any()
    })
}

fn mailboxes(signs: &Signs) -> AnyView {
    let Mailboxes { mailboxes, accounts, most } = signs.mailboxes;
    let took_part = ACCOUNT.count(signs.accounts);
    let found = match mailboxes {
        0 => format!("No two of the {took_part} that took part share a mailbox."),
        1 => format!("One mailbox has {most} of the {took_part} that took part."),
        _ => format!(
            "{mailboxes} mailboxes have more than one account: {accounts} of the {took_part} that took part. The most for \
             one mailbox is {most}."
        ),
    };
    view! {
        <h2>"Accounts of one mailbox"</h2>
        <p>{found}</p>
        <details class="why"><summary>"Why can one mailbox have several accounts?"</summary>
            <p>"Many mail services deliver ann+library@… to ann@…, and some do not mind dots. We cannot tell whether that is one person or several who share a mailbox, so we count the accounts and tell you."</p>
        </details>
    }
    .into_any()
}

fn table(
    title: &'static str,
    about: &'static str,
    when: &'static str,
    how_many: &'static str,
    named: bool,
    bursts: &[Burst],
) -> AnyView {
    let rows: Vec<AnyView> = bursts
        .iter()
        .map(|burst| {
            let at = Time(burst.hour.saturating_mul(Time::HOUR));
            view! {
                <tr>
                    <th scope="row">{clock::long_date_time(at)}</th>
                    {named.then(|| view! { <td>{burst.what.clone()}</td> })}
                    <td class="num">{burst.count}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <h2>{title}</h2>
        <p>{about}</p>
        {if rows.is_empty() {
            view! { <p class="quiet">"Nothing stands out."</p> }.into_any()
        } else {
            view! {
                <div class="table-wrap" role="region" aria-label=title tabindex="0"><table>
                    <thead><tr><th scope="col">{when}</th>{named.then(|| view! { <th scope="col">"Domain"</th> })}<th scope="col" class="num">{how_many}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table></div>
            }
            .into_any()
        }}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use crate::identity::model::Role;
    use crate::test_both;

    test_both! {
        async fn accounts_of_one_mailbox_and_bursts_are_shown_to_staff_and_stay_counted(site) {
            site.consultation("hours", |shape| shape.results = "live").await;
            let vote = "/consultations/hours/proposals/1/vote";
            for number in 0..12 {
                let mut one = site.resident(&format!("ann+{number}@campaign.example")).await;
                one.post(vote, &[("choice", "support")]).await.is(303);
            }
            site.resident("ben@example.org").await.post(vote, &[("choice", "oppose")]).await.is(303);
            let mut staff = site.person(Role::Staff).await;
            staff.get("/staff/consultations/hours/results").await.is(200).says("/staff/consultations/hours/signs");
            staff
                .get("/staff/consultations/hours/signs")
                .await
                .is(200)
                .says("One mailbox has 12 of the 13 accounts that took part")
                .says("campaign.example")
                .says("Every answer here is counted")
                .does_not_say("ann+3");
            let api = site.visitor().get("/api/v1/consultations/hours/results").await.is(200).json();
            assert_eq!(api["proposals"][0]["votes"]["support"], 12);
            site.resident("cat@example.org").await.get("/staff/consultations/hours/signs").await.is(403);
            site.visitor().get("/staff/consultations/hours/signs").await.is(401);
        }
    }
}

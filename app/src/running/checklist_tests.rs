//! The list before publishing leads to the very field in which each thing is done: every link is followed.

use std::collections::BTreeSet;

use crate::assembly::INSTRUMENTS;
use crate::identity::model::Role;
use crate::site::testing::Browser;
use crate::{sql, test_both};

const BASE: &str = "/staff/consultations/hours";

/// A draft with nothing but a title and a promise.
const BARE: [(&str, &str); 4] = [("title", "Hours"), ("slug", "hours"), ("level", "consult"), ("results", "hidden")];

/// Follows every link of the list as it stands now, and gives the keys and where each leads.
async fn followed(staff: &mut Browser) -> BTreeSet<(String, String)> {
    let page = staff.get(BASE).await.is(200).body;
    // What is to do, and what is done.
    let lists = page.split("<ol class=\"tasks\">").skip(1).map(|after| after.split("</ol>").next().unwrap());
    let mut found = BTreeSet::new();
    for item in lists.flat_map(|list| list.split("<li ").skip(1)) {
        let key = item.split("id=\"step-").nth(1).unwrap().split('"').next().unwrap();
        let href = item.split("<h3><a href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
        let (address, anchor) = href.split_once('#').unwrap_or_else(|| panic!("{key} leads to no field: {href}"));
        let there = if address.is_empty() { page.clone() } else { staff.get(address).await.is(200).body };
        let marked =
            there.contains(&format!(" id=\"{anchor}\"")) || there.contains(&format!("<section id=\"{anchor}\""));
        assert!(marked, "{key} leads to {href}, and there is no such field");
        found.insert((key.to_owned(), href.clone()));
    }
    found
}

fn leads(found: &BTreeSet<(String, String)>, key: &str, to: &str) {
    let all: Vec<&(String, String)> = found.iter().filter(|(known, _)| known == key).collect();
    assert!(all.iter().any(|(_, href)| href == &format!("{BASE}{to}")), "{key} does not lead to {to}: {all:?}");
}

test_both! {
    async fn every_link_of_the_list_leads_to_the_field_that_is_to_be_filled(site) {
        site.set_opened(None).await;
        let mut staff = site.colleague("Ann Reed", Role::Staff).await;
        staff.post("/staff/consultations/new", &BARE).await.is(303);
        let found = followed(&mut staff).await;
        let mut admin = site.colleague("Ada Min", Role::Administrator).await;
        let opening = ("open-to-the-public".to_owned(), "/staff/set-up#open".to_owned());
        assert!(followed(&mut admin).await.contains(&opening) && !found.contains(&opening), "{found:?}");
        leads(&found, "about", "/edit#summary");
        leads(&found, "dates", "/edit#opens_date");
        leads(&found, "decision", "/edit#decision_due");
        assert!(found.iter().any(|(key, href)| key == "proposals" && href == "#ask"), "{found:?}");
        // With a summary, the background is what is missing; with an opening, the closing.
        let more = [("summary", "Two hours."), ("opens_date", "2026-03-09"), ("opens_time", "09:00")];
        staff.post(&format!("{BASE}/edit"), &[BARE.to_vec(), more.to_vec()].concat()).await.is(303);
        let found = followed(&mut staff).await;
        leads(&found, "about", "/edit#background");
        leads(&found, "dates", "/edit#closes_date");
        // A second proposal is the one that is not ready.
        for fields in [
            &[("title", "One"), ("summary", "S."), ("body", "B."), ("fixed", "F."), ("open", "O."), ("alternative_title_0", "A"), ("alternative_why_0", "W"), ("cost_item_0", "Staff"), ("cost_amount_0", "0")][..],
            &[("title", "Two"), ("fixed", "F.")][..],
        ] {
            staff.post(&format!("{BASE}/proposals/new"), fields).await.is(303);
        }
        let found = followed(&mut staff).await;
        leads(&found, "proposals", "/proposals/2/edit#summary");
        leads(&found, "reasons", "/proposals/2/edit#body");
        leads(&found, "open", "/proposals/2/edit#open");
        leads(&found, "alternatives", "/proposals/2/edit#alternative_title_0");
        leads(&found, "costs", "/proposals/2/edit#cost_item_0");
        // Nobody looks after it any more.
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("DELETE FROM consultation_team").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        leads(&followed(&mut staff).await, "owner", "/people#owner");
    }

    async fn what_each_kind_asks_is_led_to_too(site) {
        let mut staff = site.colleague("Ann Reed", Role::Staff).await;
        staff.post("/staff/consultations/new", &BARE).await.is(303);
        let mut keys = BTreeSet::new();
        for kind in INSTRUMENTS.all() {
            for (path, fields) in kind.example().drafted {
                staff.post(&format!("{BASE}{path}"), fields).await.is(303);
                // After each step, for what is half done is what the list is for.
                keys.extend(followed(&mut staff).await.into_iter().map(|(key, _)| key));
            }
        }
        for kind in ["statements", "rankings", "budget", "questionnaires", "reasons"] {
            assert!(keys.contains(kind), "{kind}: {keys:?}");
        }
        // A second ranking and a second questionnaire: then all of them.
        for kind in INSTRUMENTS.all().filter(|kind| ["rankings", "questionnaires"].contains(&kind.words().key)) {
            site.app.clock.advance(crate::site::once::WINDOW);
            for (path, fields) in kind.example().drafted {
                staff.post(&format!("{BASE}{path}"), fields).await.is(303);
            }
        }
        followed(&mut staff).await;
    }

    async fn a_questionnaire_that_is_not_ready_leads_to_its_question(site) {
        let mut staff = site.colleague("Ann Reed", Role::Staff).await;
        staff.post("/staff/consultations/new", &BARE).await.is(303);
        let wordless = "title = \"T\"\n[[page]]\nkey = \"one\"\n[[page.question]]\nkey = \"why\"\ntype = \"long-text\"\nlabel = \"\"\n";
        staff.post(&format!("{BASE}/questionnaires/new"), &[("definition", wordless)]).await.is(303);
        leads(&followed(&mut staff).await, "questionnaires", "/questionnaires/1/build/questions/why#label-en");
    }

    async fn a_budget_vote_leads_to_what_is_missing_in_it(site) {
        let mut staff = site.colleague("Ann Reed", Role::Staff).await;
        staff.post("/staff/consultations/new", &BARE).await.is(303);
        let set_up = [("title", "£500"), ("total", "500"), ("ballot", "approve-any"), ("caps", "none"), ("completion", "raise-then-greedy"), ("ties", "lot")];
        staff.post(&format!("{BASE}/budget"), &set_up).await.is(303);
        leads(&followed(&mut staff).await, "budget", "/budget/projects/new#title");
    }
}

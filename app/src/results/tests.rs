//! What everybody, and what staff, can find out about what people said.

use super::export::AT_ONCE;
use super::exporting::sheets;
use crate::consultations::model::Consultation;
use crate::consultations::store::by_slug;
use crate::downloads::spreadsheet::tests::unzipped;
use crate::identity::model::Role;
use crate::proposals::recount::{recount, votes_counted};
use crate::proposals::results::cache::Dashboards;
use crate::proposals::results::store;
use crate::proposals::votes::model::{Choice, Counts};
use crate::responses::suppression;
use crate::site::testing::{Browser, Site, content};
use crate::time::Time;
use crate::{sql, test_both};

const VOTE: &str = "/consultations/hours/proposals/1/vote";
const COMMENTS: &str = "/consultations/hours/proposals/1/comments";
const RESULTS: &str = "/consultations/hours/results";
const DASHBOARD: &str = "/staff/consultations/hours/results";
/// Where all that came of the first proposal is read: by everybody, by councillors and by staff.
const ONE: &str = "/consultations/hours/results/proposals/1";
const ONE_FOR_COUNCIL: &str = "/council/consultations/hours/proposals/1";
const ONE_FOR_STAFF: &str = "/staff/consultations/hours/results/proposals/1";

async fn consultation(site: &Site) -> Consultation {
    by_slug(&site.app.db, "hours").await.unwrap().unwrap()
}

/// A resident who uses a library, and their vote.
async fn vote_from(site: &Site, email: &str, branch: Option<crate::ids::BranchId>, choice: &str) -> Browser {
    let mut browser = site.resident_of(email, branch).await;
    browser.post(VOTE, &[("choice", choice)]).await.is(303);
    browser
}

async fn last_comment(site: &Site) -> i64 {
    sql!("SELECT CAST(MAX(id) AS BIGINT) FROM comments").number(&site.app.db).await.unwrap()
}

async fn set_state(site: &Site, comment: i64, state: &str, html: &str) {
    let mut tx = site.app.db.begin().await.unwrap();
    sql!("UPDATE comments SET state = $2, html = $3 WHERE id = $1", comment, state, html).run(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// Closes the consultation now.
async fn close(site: &Site) {
    let mut tx = site.app.db.begin().await.unwrap();
    sql!("UPDATE consultations SET closes_at = $1", site.app.clock.now()).run(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

fn read(csv: &str) -> Vec<Vec<String>> {
    let mut reader =
        ::csv::ReaderBuilder::new().has_headers(false).from_reader(csv.trim_start_matches('\u{feff}').as_bytes());
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

test_both! {
    async fn hidden_results_are_hidden_from_the_public_until_the_closing_minute(site) {
        let closes = site.app.clock.now().plus(Time::HOUR);
        site.consultation("hours", |new| new.closes_at = Some(closes)).await;
        vote_from(site, "ann@example.org", None, "strongly-support").await;
        for mut visitor in [site.visitor(), site.person(Role::Staff).await] {
            let page = visitor.get(RESULTS).await.is(200);
            page.says("hidden until the consultation closes on Monday 2 March 2026 at 11am")
                .does_not_say("<figure")
                .does_not_say("Strongly support");
        }
        site.app.clock.advance(Time::HOUR);
        let page = site.visitor().get(RESULTS).await.is(200);
        page.says("Only 1 person gave a view, and supports this.").says("<figure").does_not_say("hidden until");
    }

    async fn staff_are_shown_the_way_to_the_dashboard_and_residents_are_not(site) {
        site.consultation("hours", |_| {}).await;
        site.person(Role::Analyst).await.get(RESULTS).await.says(DASHBOARD);
        site.person(Role::Councillor).await.get(RESULTS).await.does_not_say(DASHBOARD);
        site.visitor().get(RESULTS).await.does_not_say(DASHBOARD);
    }

    async fn results_of_a_draft_are_not_there_and_of_a_withdrawn_one_stay_hidden(site) {
        let now = site.app.clock.now();
        site.consultation("draft", |new| new.published_at = None).await;
        site.consultation("gone", |new| new.withdrawn_at = Some(now)).await;
        site.consultation("later", |new| new.opens_at = Some(now.plus(Time::DAY))).await;
        site.visitor().get("/consultations/draft/results").await.is(404);
        site.visitor().get("/consultations/none/results").await.is(404);
        site.visitor().get("/consultations/gone/results").await.is(200).says("was withdrawn").does_not_say("<figure");
        site.visitor().get("/consultations/later/results").await.is(200).says("has not opened yet");
    }

    async fn live_results_follow_every_vote_even_through_the_page_cache(site) {
        site.consultation("hours", |new| new.results = "live").await;
        site.visitor().get(RESULTS).await.says("There are no answers.").says("still open");
        let mut ann = vote_from(site, "ann@example.org", None, "support").await;
        site.visitor().get(RESULTS).await.says("Only 1 person gave a view, and supports this.");
        ann.post(VOTE, &[("choice", "oppose")]).await.is(303);
        site.visitor().get(RESULTS).await.says("Only 1 person gave a view, and opposes this.");
    }

    async fn the_headline_counts_each_person_once_across_versions_and_equals_a_recount(site) {
        site.consultation("hours", |new| new.results = "live").await;
        let mut ann = vote_from(site, "ann@example.org", None, "support").await;
        vote_from(site, "bob@example.org", None, "support").await;
        site.amend("hours", "Open until six on Saturdays").await;
        ann.post(VOTE, &[("choice", "oppose")]).await.is(303);
        vote_from(site, "cat@example.org", None, "dont-know").await;
        let results = store::results(&site.app.db, consultation(site).await.id).await.unwrap().remove(0);
        assert_eq!(results.counts, Counts([0, 1, 0, 1, 0, 1]));
        let versions: Vec<Counts> = results.versions.iter().map(|version| version.counts).collect();
        assert_eq!(versions, [Counts([0, 1, 0, 0, 0, 0]), Counts([0, 0, 0, 1, 0, 1])]);
        assert_eq!(recount(&site.app.db).await.unwrap(), []);
        assert_eq!(votes_counted(&site.app.db).await.unwrap(), results.counts.total());
        site.visitor().get(ONE).await.is(200).says("By version").says("Version 2, amended (2 Mar 2026)");
    }

    async fn the_vote_page_the_results_and_the_council_print_the_same_percentages_of_the_same_people(site) {
        site.consultation("hours", |new| new.results = "live").await;
        let answers = [("strongly-support", 8), ("oppose", 3), ("neither", 3), ("dont-know", 2)];
        for (choice, many) in answers {
            for number in 0..many {
                vote_from(site, &format!("{choice}{number}@example.org"), None, choice).await;
            }
        }
        // 8 of 14 is 57.14 %, 3 of 14 is 21.43 %: figures that do not add up to 100.
        let page = site.visitor().get("/consultations/hours/proposals/1").await.is(200);
        let page = page.says(">57%<").says(">21%<").does_not_say(">22%<");
        page.says("Percentages are of the 14 people who gave a view").says(">of all 16<");
        let said = "Most of the 14 people who gave a view support this: 57% for, 21% against, 21% neither. \
                    Of all 16 who answered, 2 chose “don’t know”.";
        site.visitor().get(RESULTS).await.is(200).says(said).says(">21%<").does_not_say(">22%<");
        site.person(Role::Councillor).await.get("/council/consultations/hours").await.is(200).says(said);
        let told = site.visitor().get("/api/v1/consultations/hours/results").await.json();
        assert_eq!(told["proposals"][0]["finding"], said);
    }

    async fn libraries_with_few_answers_are_named_to_staff_and_put_together_for_the_public(site) {
        site.consultation("hours", |new| new.results = "live").await;
        let quay = site.branch("quay", "Quay Library").await;
        let hill = site.branch("hill", "Hill Library").await;
        let ness = site.branch("ness", "Ness Library").await;
        for number in 0..5 {
            vote_from(site, &format!("q{number}@example.org"), Some(quay), "support").await;
        }
        for number in 0..3 {
            vote_from(site, &format!("h{number}@example.org"), Some(hill), "oppose").await;
            vote_from(site, &format!("n{number}@example.org"), Some(ness), "oppose").await;
        }
        // While answers come in, one more of them could be read off: so no library is compared in public.
        let mut councillor = site.person(Role::Councillor).await;
        let mut staff = site.person(Role::Staff).await;
        let said = "Libraries are compared here once the consultation has closed.";
        site.visitor().get(ONE).await.is(200).says(said).does_not_say("Quay Library").does_not_say(suppression::FEW);
        councillor.get(ONE_FOR_COUNCIL).await.is(200).says(said).does_not_say("Quay Library");
        let told = site.visitor().get("/api/v1/consultations/hours/results").await.json();
        assert!(told["proposals"][0].get("branches").is_none(), "{told}");
        staff.get(ONE_FOR_STAFF).await.is(200).says("Hill Library").says("Ness Library");
        close(site).await;
        let page = site.visitor().get(ONE).await.is(200).does_not_say(said);
        page.says("Quay Library").says(suppression::FEW).does_not_say("Hill Library").does_not_say("Ness Library");
        let page = councillor.get(ONE_FOR_COUNCIL).await.is(200);
        page.says("Quay Library").says(suppression::FEW).does_not_say("Hill Library");
        let told = site.visitor().get("/api/v1/consultations/hours/results").await.json();
        assert_eq!(told["proposals"][0]["branches"][0]["name"], "Quay Library");
        let page = staff.get(&format!("{ONE_FOR_STAFF}?order=support")).await.is(200).body;
        let at = |name: &str| page.find(&format!("<bdi>{name}")).unwrap();
        assert!(at("Quay Library") < at("Hill Library"), "the most support first");
        staff.get(ONE_FOR_STAFF).await.says("Hill Library").says("aria-current=\"true\">By name");
        let id = store::results(&site.app.db, consultation(site).await.id).await.unwrap()[0].id;
        let by_branch = store::by_branch(&site.app.db, id).await.unwrap();
        let totals: Vec<(&str, i64)> =
            by_branch.iter().map(|branch| (branch.name.as_str(), branch.counts.total())).collect();
        assert_eq!(totals, [("Hill Library", 3), ("Ness Library", 3), ("Quay Library", 5)]);
    }

    async fn everybody_reads_when_and_how_people_answered_and_never_of_fewer_than_five(site) {
        site.consultation("hours", |new| new.results = "live").await;
        let quay = site.branch("quay", "Quay Library").await;
        let hill = site.branch("hill", "Hill Library").await;
        let turnout = format!("{RESULTS}/turnout");
        let answer = async |from: std::ops::Range<usize>| {
            for number in from {
                let branch = if number % 6 == 0 { hill } else { quay };
                vote_from(site, &format!("t{number}@example.org"), Some(branch), "support").await;
            }
        };
        answer(0..12).await;
        let waits = "Weeks are told here once they are over";
        site.visitor().get(&turnout).await.is(200).says(waits).says("only weeks that are over").does_not_say("<figure");
        site.visitor().get(RESULTS).await.is(200).says(waits).says(&turnout);
        site.app.clock.advance(7 * Time::DAY);
        let page = site.visitor().get(&turnout).await.is(200).says("12 responses from").says("only weeks that are over");
        page.does_not_say("Quay Library").does_not_say("From which libraries");
        site.visitor().get(RESULTS).await.is(200).says("12 responses from");
        // One more person cannot be read off, whichever server is asked.
        answer(12..15).await;
        site.visitor().get(&turnout).await.is(200).says("12 responses from").does_not_say("15 responses from");
        close(site).await;
        let page = site.visitor().get(&turnout).await.is(200).says("15 responses from").does_not_say("only weeks that are over");
        // Three came from the smaller library: it is not named, and what is left would be the rest.
        page.says("too few answers to compare libraries").does_not_say("Hill Library").does_not_say("Quay Library");
    }

    async fn of_fewer_than_five_people_nothing_is_said_after_closing_either(site) {
        site.consultation("hours", |new| new.results = "live").await;
        for number in 0..4 {
            vote_from(site, &format!("t{number}@example.org"), None, "support").await;
        }
        close(site).await;
        let page = site.visitor().get(&format!("{RESULTS}/turnout")).await.is(200);
        page.says("Fewer than five people answered").does_not_say("<figure");
    }

    async fn the_turnout_is_hidden_as_long_as_the_results_are(site) {
        site.consultation("hours", |new| new.results = "hidden").await;
        for number in 0..6 {
            vote_from(site, &format!("t{number}@example.org"), None, "support").await;
        }
        let there = site.visitor().get(&format!("{RESULTS}/turnout")).await.is(303);
        assert_eq!(there.location(), RESULTS);
        site.visitor().get(RESULTS).await.is(200).does_not_say("6 responses");
        close(site).await;
        site.visitor().get(&format!("{RESULTS}/turnout")).await.is(200).says("6 responses from");
    }

    async fn the_comments_most_people_agree_with_are_shown_for_each_side(site) {
        site.consultation("hours", |new| new.results = "live").await;
        let mut ann = vote_from(site, "ann@example.org", None, "support").await;
        let mut bob = vote_from(site, "bob@example.org", None, "strongly-oppose").await;
        ann.post(COMMENTS, &[("body", "Saturdays are when I am free")]).await.is(303);
        let of_ann = last_comment(site).await;
        bob.post(COMMENTS, &[("body", "Tuesdays matter more to me")]).await.is(303);
        let of_bob = last_comment(site).await;
        ann.post(COMMENTS, &[("body", "Nobody agrees with this one")]).await.is(303);
        bob.post(&format!("{COMMENTS}/{of_ann}/agree"), &[("agree", "1")]).await.is(303);
        ann.post(&format!("{COMMENTS}/{of_bob}/agree"), &[("agree", "1")]).await.is(303);
        let page = site.visitor().get(ONE).await.is(200);
        let page = page.says("By people who support it").says("Saturdays are when I am free").says("1 person agrees");
        let page = page.says("By people who oppose it").says("Tuesdays matter more to me");
        page.does_not_say("Nobody agrees with this one").does_not_say("By people in between");
        set_state(site, of_bob, "removed", "").await;
        site.visitor().get(ONE).await.does_not_say("Tuesdays matter").does_not_say("By people who oppose it");
    }

    async fn only_those_who_may_see_results_see_the_dashboard(site) {
        site.consultation("hours", |_| {}).await;
        site.visitor().get(DASHBOARD).await.is(401);
        for (role, status) in [
            (Role::Resident, 403), (Role::Moderator, 403), (Role::Councillor, 403),
            (Role::Staff, 200), (Role::Analyst, 200), (Role::Administrator, 200),
        ] {
            let mut person = site.person(role).await;
            person.get(DASHBOARD).await.is(status);
            person.get("/staff/consultations/hours/export.csv").await.is(status);
            person.get("/staff/consultations/hours/export.xlsx").await.is(status);
        }
    }

    async fn there_is_no_dashboard_of_nothing(site) {
        let mut staff = site.person(Role::Staff).await;
        for ending in ["results", "export.csv", "export.xlsx"] {
            staff.get(&format!("/staff/consultations/none/{ending}")).await.is(404);
        }
    }

    async fn the_dashboard_shows_hidden_results_and_says_that_they_are(site) {
        site.consultation("hours", |new| new.proposals.push(content("Close on Mondays"))).await;
        let mut ann = vote_from(site, "ann@example.org", None, "support").await;
        vote_from(site, "bob@example.org", None, "oppose").await;
        ann.post("/consultations/hours/proposals/2/vote", &[("choice", "oppose")]).await.is(303);
        ann.post(COMMENTS, &[("body", "Because of the buses")]).await.is(303);
        let mut staff = site.person(Role::Staff).await;
        let page = staff.get(DASHBOARD).await.is(200);
        let page = page.says("The public cannot see these numbers.").says("They appear on Wednesday 1 April 2026");
        page.says("The proposals side by side").says(&format!("href=\"{ONE_FOR_STAFF}\""));
        let page = staff.get(ONE_FOR_STAFF).await.is(200).says("By answer").says("Comments by their author’s vote");
        // No comment was agreed with, so there is none to lead to.
        let page = page.says("The public cannot see these numbers.").says("rel=\"next\"");
        page.does_not_say("top-comments");
        let page = staff.get(&format!("{DASHBOARD}/turnout")).await.is(200);
        let page = page.says("3 answers on Monday 2 March 2026").says("1 comment on Monday 2 March 2026");
        page.says("Of 2 people at “Sent something”, 1 came to “Voted on all and commented”.")
            .says("2 residents registered. 2 of them sent something");
    }

    async fn the_results_of_one_proposal_are_for_whoever_may_see_results(site) {
        site.consultation("hours", |new| new.proposals.push(content("Close on Mondays"))).await;
        vote_from(site, "ann@example.org", None, "support").await;
        // Hidden until it closes: everybody is led to the page that says why.
        assert_eq!(site.visitor().get(ONE).await.is(303).location(), RESULTS);
        let mut councillor = site.person(Role::Councillor).await;
        assert_eq!(councillor.get(ONE_FOR_COUNCIL).await.is(303).location(), "/council/consultations/hours");
        assert_eq!(councillor.get("/council/consultations/hours/turnout").await.is(303).location(), "/council/consultations/hours");
        councillor.get(ONE_FOR_STAFF).await.is(403);
        site.resident("bob@example.org").await.get(ONE_FOR_COUNCIL).await.is(403);
        close(site).await;
        for number in ["3", "0", "x"] {
            site.visitor().get(&format!("/consultations/hours/results/proposals/{number}")).await.is(404);
        }
        site.visitor().get(ONE).await.is(200).says("There are too few answers to compare libraries").says("/results/proposals/2");
        councillor.get(ONE_FOR_COUNCIL).await.is(200);
        councillor.get("/council/consultations/hours/turnout").await.is(200).says("Over time");
    }

    async fn the_funnel_counts_each_step_of_those_before(site) {
        site.consultation("hours", |new| new.proposals.push(content("Close on Mondays"))).await;
        let second = "/consultations/hours/proposals/2/vote";
        let mut all = vote_from(site, "all@example.org", None, "support").await;
        all.post(second, &[("choice", "oppose")]).await.is(303);
        all.post(COMMENTS, &[("body", "Both matter")]).await.is(303);
        let mut both = vote_from(site, "both@example.org", None, "support").await;
        both.post(second, &[("choice", "dont-know")]).await.is(303);
        let mut one = vote_from(site, "one@example.org", None, "support").await;
        one.post(COMMENTS, &[("body", "Only the first")]).await.is(303);
        let mut words = site.resident("words@example.org").await;
        words.post(COMMENTS, &[("body", "I do not vote")]).await.is(303);
        site.resident("silent@example.org").await;
        let consultation = consultation(site).await;
        let dashboard = site.app.warm::<Dashboards>().of(&site.app.db, &consultation).await.unwrap();
        let funnel = dashboard.funnel;
        assert_eq!((funnel.responses, funnel.voted, funnel.voted_on_all, funnel.commented_too), (4, 3, 2, 1));
        assert_eq!((dashboard.registered.accounts, dashboard.registered.took_part), (5, 4));
        let by_vote = &dashboard.comments_by_vote[0].1;
        assert_eq!((by_vote.voted.of(Choice::Support), by_vote.not_voted), (2, 1));
        let again = site.app.warm::<Dashboards>().of(&site.app.db, &consultation).await.unwrap();
        assert!(std::sync::Arc::ptr_eq(&dashboard, &again), "an unchanged record is not counted again");
        one.post(second, &[("choice", "support")]).await.is(303);
        let fresh = site.app.warm::<Dashboards>().of(&site.app.db, &consultation).await.unwrap();
        assert_eq!(fresh.funnel.voted_on_all, 3);
    }

    async fn an_export_has_one_row_for_each_response_and_says_nothing_about_who(site) {
        site.consultation("hours", |new| new.proposals.push(content("Close on Mondays"))).await;
        let quay = site.branch("quay", "Quay Library").await;
        let mut ann = vote_from(site, "ann@example.org", Some(quay), "support").await;
        let code = ann.post_for_json(VOTE, &[("choice", "strongly-support")]).await.json()["receipt"].clone();
        ann.post(COMMENTS, &[("body", "=HYPERLINK(\"http://bad.example\")")]).await.is(303);
        let formula = last_comment(site).await;
        ann.post(COMMENTS, &[("body", "A **second** one")]).await.is(303);
        let mut bob = vote_from(site, "bob@example.org", None, "oppose").await;
        bob.post(COMMENTS, &[("body", "Something vile"), ("reply_to", &formula.to_string())]).await.is(303);
        let vile = last_comment(site).await;
        set_state(site, vile, "removed", "").await;
        let mut staff = site.person(Role::Staff).await;
        let file = staff.get("/staff/consultations/hours/export.csv").await.is(200);
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"hours-responses.csv\"");
        assert_eq!(file.headers["cache-control"], "private, no-store");
        let rows = read(&file.body);
        let columns: Vec<&str> = rows[0].iter().map(String::as_str).collect();
        assert_eq!(
            columns,
            [
                "response", "channel", "branch", "received_at",
                "proposal_1_vote", "proposal_1_version", "proposal_1_cast_at", "proposal_1_comments",
                "proposal_2_vote", "proposal_2_version", "proposal_2_cast_at", "proposal_2_comments",
            ]
        );
        let at = "2026-03-02 10:00";
        let words = "'=HYPERLINK(\"http://bad.example\")\n\nA second one";
        assert_eq!(rows[1], ["1", "online", "Quay Library", at, "strongly-support", "1", at, words, "", "", "", ""]);
        assert_eq!(rows[2], ["2", "online", "", at, "oppose", "1", at, "", "", "", "", ""]);
        assert_eq!(rows.len(), 3);
        for secret in ["example.org", "Somebody", "vile", code.as_str().unwrap()] {
            assert!(!file.body.contains(secret), "{secret} is in the file");
        }
        let comments = staff.get("/staff/consultations/hours/export.csv?sheet=comments").await.is(200);
        let rows = read(&comments.body);
        assert_eq!(rows[1][1..], ["1", "resident", "1", "", "published", "strongly-support", "", "0", at, "'=HYPERLINK(\"http://bad.example\")"]);
        assert_eq!(rows[3][1..], ["2", "resident", "1", &formula.to_string(), "removed", "oppose", "", "0", at, ""]);
        staff.get("/staff/consultations/hours/export.csv?sheet=people").await.is(404);
    }

    async fn a_withdrawn_response_leaves_the_export_and_the_others_keep_their_numbers(site) {
        site.consultation("hours", |_| {}).await;
        for email in ["ann@example.org", "bob@example.org", "cat@example.org"] {
            vote_from(site, email, None, "support").await;
        }
        let mut tx = site.app.db.begin().await.unwrap();
        sql!("UPDATE responses SET withdrawn_at = 1 WHERE id = (SELECT MIN(id) + 1 FROM responses)")
            .run(&mut tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let file = site.person(Role::Analyst).await.get("/staff/consultations/hours/export.csv").await.is(200);
        let numbers: Vec<String> = read(&file.body)[1..].iter().map(|row| row[0].clone()).collect();
        assert_eq!(numbers, ["1", "3"]);
    }

    async fn an_export_of_nothing_has_the_same_columns(site) {
        site.consultation("hours", |_| {}).await;
        let empty = sheets(site, AT_ONCE).await;
        vote_from(site, "ann@example.org", None, "support").await;
        let one = sheets(site, AT_ONCE).await;
        for (empty, one) in empty.iter().zip(&one) {
            assert_eq!((&empty.name, &empty.columns), (&one.name, &one.columns));
        }
        assert_eq!((empty.len(), empty[0].rows.len(), one[0].rows.len()), (3, 0, 1));
        assert!(one.iter().flat_map(|sheet| &sheet.columns).all(|column| !column.description.is_empty()));
    }

    async fn a_workbook_opens_and_explains_its_columns(site) {
        site.consultation("hours", |_| {}).await;
        vote_from(site, "ann@example.org", None, "support").await;
        let file = site.person(Role::Staff).await.get("/staff/consultations/hours/export.xlsx").await.is(200);
        assert_eq!(&file.bytes[..4], b"PK\x03\x04");
        let tabs = unzipped(&file.bytes, "xl/workbook.xml").unwrap();
        for tab in ["Responses", "Comments", "Costs", "Codebook"] {
            assert!(tabs.contains(&format!("name=\"{tab}\"")), "{tabs}");
        }
        let words = unzipped(&file.bytes, "xl/worksheets/sheet4.xml").unwrap();
        assert!(words.contains("It is not the receipt code.") && words.contains("proposal_1_vote"), "{words}");
    }

    async fn every_download_is_in_the_record_of_acts_with_the_files_fingerprint(site) {
        use sha2::{Digest, Sha256};
        site.consultation("hours", |_| {}).await;
        let file = site.person(Role::Staff).await.get("/staff/consultations/hours/export.xlsx").await.is(200);
        let (action, detail): (String, String) =
            sql!("SELECT action, detail FROM audit_log ORDER BY seq DESC LIMIT 1").one(&site.app.db).await.unwrap();
        assert_eq!(action, "results.export");
        assert_eq!(detail, format!("{{\"sha256\":\"{}\"}}", hex::encode(Sha256::digest(&file.bytes))));
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }
}

//! The opinion map, and the files it can be checked with.

use soundings_analysis::groups::{Report, Settings, VoteMatrix, analyse, parse_comments, parse_votes};

use super::files::written;
use super::*;
use crate::statements::export::{AT_ONCE, StatementsFile};

/// Forty residents in two camps that answer ten statements: they part on all but the last two.
pub(super) async fn two_camps(site: &Site, id: ConsultationId) -> Vec<Browser> {
    let texts: Vec<String> = (1..=10).map(|number| format!("Statement about matter {number}.")).collect();
    add(site, id, OwnStatementsRule::Off, &texts.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut people = Vec::new();
    for person in 0..40 {
        let mut browser = site.resident(&format!("r{person}@example.org")).await;
        for number in 1..=10 {
            let same = number > 8;
            // One in ten sees one thing otherwise, so that nobody is a copy of all others.
            let stray = (person + number) % 11 == 0;
            let word = if same || ((person % 2 == 0) ^ stray) { "agree" } else { "disagree" };
            answer(&mut browser, number, word).await.is(303);
        }
        people.push(browser);
    }
    people
}

test_both! {
    async fn a_group_is_never_a_person_or_two(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        add(site, id, OwnStatementsRule::Off, &THREE).await;
        for people in [3, 14] {
            for person in 0..people {
                let mut browser = site.resident(&format!("r{people}-{person}@example.org")).await;
                for number in 1..=3 {
                    let word = if person % 3 == 0 { "disagree" } else { "agree" };
                    answer(&mut browser, number, word).await.is(303);
                }
            }
            map::catch_up(&site.app).await.unwrap();
            let map = map::last(&site.app, id).await.unwrap().unwrap();
            assert!(!map.report.groups.is_empty() && !map.has_groups_to_show());
            let page = site.visitor().get(&format!("{BASE}/map")).await.is(200);
            page.says("No groups to show").says("What most people agree on").does_not_say("Group A").does_not_say("class=\"opinion\"");
        }
    }

    async fn the_files_say_nothing_of_what_was_taken_down_nor_who_wrote_what(site) {
        asked(site, OwnStatementsRule::Before, &THREE).await;
        let mut ann = site.resident("ann@example.org").await;
        answer(&mut ann, 1, "agree").await.is(303);
        ann.post(BASE, &[("text", "Mrs Smith is a fool.")]).await.is(303);
        let votes = written(site, StatementsFile::Votes, AT_ONCE).await;
        let comments = written(site, StatementsFile::Comments, AT_ONCE).await;
        assert_eq!(votes.lines().count(), 2, "an answer to what waits is its author's alone: {votes}");
        assert!(!comments.contains("Smith"), "{comments}");
        assert!(comments.lines().any(|line| line.contains(",4,resident,,,-1,")), "{comments}");
        let moments: std::collections::BTreeSet<&str> =
            votes.lines().chain(comments.lines()).filter(|line| !line.starts_with("timestamp")).map(|line| line.split(',').next().unwrap()).collect();
        assert_eq!(moments.len(), 1, "no line says when it was given");
    }

    async fn the_map_shows_the_camps_what_they_share_and_where_one_sits(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        let mut people = two_camps(site, id).await;
        let mut visitor = site.visitor();
        visitor.get(&format!("{BASE}/map")).await.is(200).says("No map yet");
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 1);
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 0, "nothing changed");
        let page = visitor.get(&format!("{BASE}/map")).await.is(200);
        let page = page.says("40 people gave 400 answers").says("They fall into 2 groups").says("Worked out on");
        let page = page.says("Where all groups take the same side").says("Statement about matter 9.").says("class=\"opinion\"");
        page.says("What sets each group apart").says("What divides people").does_not_say("You are in").does_not_say("style=");
        let (one, other) = (people[0].get(&format!("{BASE}/map")).await, people[1].get(&format!("{BASE}/map")).await);
        let seat = |page: &str| page.split("You are in group ").nth(1).unwrap().chars().next().unwrap();
        assert_ne!(seat(&one.body), seat(&other.body));
        one.says(">You<").says(", 20 people.").says("id=\"you-are-here\"").says("note no-print");
        // Nobody else is told, though both looked at the same address.
        visitor.get(&format!("{BASE}/map")).await.does_not_say("You are in").does_not_say(">You<");
        let mut newcomer = site.resident("new@example.org").await;
        answer(&mut newcomer, 1, "agree").await.is(303);
        newcomer.get(&format!("{BASE}/map")).await.says("once you have answered 7 statements").does_not_say("You are in");
        // The last map stays on show until the next is ready.
        visitor.get(&format!("{BASE}/map")).await.says("40 people gave 400 answers");
        map::catch_up(&site.app).await.unwrap();
        visitor.get(&format!("{BASE}/map")).await.says("41 people gave 401 answers");
        visitor.get(&format!("{BASE}/all")).await.says(" agree, ");
    }

    async fn a_hidden_map_is_hidden_from_all_but_staff_until_closing_and_can_then_be_checked(site) {
        let id = site.consultation("hours", |_| {}).await;
        let mut people = two_camps(site, id).await;
        map::catch_up(&site.app).await.unwrap();
        let council = site.account("councillor@library.example.org", Role::Councillor).await;
        let mut councillor = site.signed_in(council).await;
        for page in [people[0].get(&format!("{BASE}/map")).await, councillor.get(&format!("{BASE}/map")).await] {
            page.is(200).says("hidden until the consultation closes").does_not_say("class=\"opinion\"");
        }
        people[0].get(BASE).await.does_not_say("Opinion map");
        people[0].get(&format!("{BASE}/all")).await.does_not_say(" disagree, ");
        councillor.get(&format!("{STAFF}/map")).await.is(403);
        let account = site.account("staff@library.example.org", Role::Staff).await;
        let mut staff = site.signed_in(account).await;
        staff.get(&format!("{STAFF}/map")).await.is(200).says("40 people gave 400 answers").says("cannot see this yet");

        site.app.clock.advance(31 * Time::DAY);
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 1, "worked out once more after closing");
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 0);
        site.visitor().get(&format!("{BASE}/map")).await.says("Final map");
        // Anybody with the files gets the same groups.
        let (mut staff, mut councillor) = (site.signed_in(account).await, site.signed_in(council).await);
        let mut resident = site.resident("late@example.org").await;
        let votes = staff.get(&format!("{STAFF}/votes.csv")).await.is(200);
        let comments = staff.get(&format!("{STAFF}/comments.csv")).await.is(200);
        assert_eq!(votes.body, written(site, StatementsFile::Votes, AT_ONCE).await);
        let matrix = VoteMatrix::new(
            &parse_votes(&votes.bytes, "votes.csv").unwrap().votes,
            &parse_comments(&comments.bytes, "comments.csv").unwrap().statements,
        );
        // Written down and read again, as the map is.
        let checked = serde_json::to_vec(&analyse(&matrix, &Settings::default(), None)).unwrap();
        let checked: Report = serde_json::from_slice(&checked).unwrap();
        let map = map::last(&site.app, id).await.unwrap().unwrap();
        assert!(map.last);
        assert_eq!(checked.statements, map.report.statements);
        assert_eq!(checked.groups, map.report.groups);
        let groups = |report: &Report| {
            let mut places: Vec<_> = report.participants.iter().map(|one| format!("{:?} {:?}", one.group, one.projection)).collect();
            places.sort();
            places
        };
        assert_eq!(groups(&checked), groups(&map.report));
        resident.get(&format!("{STAFF}/votes.csv")).await.is(403);
        councillor.get(&format!("{STAFF}/votes.csv")).await.is(403);
    }

    async fn a_map_of_nobody_or_one_person_or_one_mind_is_an_honest_page(site) {
        let id = site.consultation("hours", |new| new.results = "live").await;
        add(site, id, OwnStatementsRule::Off, &THREE).await;
        assert_eq!(map::catch_up(&site.app).await.unwrap(), 0, "nobody has answered");
        let mut ann = site.resident("ann@example.org").await;
        answer(&mut ann, 1, "agree").await.is(303);
        map::catch_up(&site.app).await.unwrap();
        ann.get(&format!("{BASE}/map")).await.says("1 person gave 1 answer.").says("No groups to show");
        for person in 0..6 {
            let mut browser = site.resident(&format!("r{person}@example.org")).await;
            for number in 1..=3 {
                answer(&mut browser, number, "agree").await.is(303);
            }
        }
        map::catch_up(&site.app).await.unwrap();
        let page = ann.get(&format!("{BASE}/map")).await.is(200);
        page.says("7 people gave 19 answers").says("What most people agree on").does_not_say("NaN");
    }
}

//! What came of a ranking, and who may see it when.

use super::{PAGE, RESULTS, SEED, STAFF, publish_ranking, rank};
use crate::consultations::lot;
use crate::consultations::model::Stage;
use crate::downloads::rows::{SheetFormat, made_by};
use crate::downloads::spreadsheet::ByteOrderMark;
use crate::identity::model::Role;
use crate::ids::ResponseId;
use crate::rankings::cached::CachedCounts;
use crate::rankings::count::count;
use crate::rankings::model::{Method, RankedOrder, RankingOption};
use crate::rankings::staff::files::feed;
use crate::rankings::{rules, words};
use crate::responses::shuffle::shuffled;
use crate::site::cached_awhile::FRESH;
use crate::site::testing::Site;
use crate::test_both;
use crate::time::Time;

/// Sends these orders, each from a resident of its own.
async fn ranked(site: &Site, orders: &[(&str, usize)]) {
    let mut number = 0;
    for (order, times) in orders {
        for _ in 0..*times {
            number += 1;
            let mut browser = site.resident(&format!("r{number}@example.org")).await;
            rank(&mut browser, order).await.is(303);
        }
    }
}

/// A compromise (2) that few put first and nearly everybody second: the two methods differ.
const SQUEEZED: &[(&str, usize)] = &[("12", 5), ("32", 4), ("21", 2), ("4", 1)];

test_both! {
    async fn hidden_results_are_hidden_until_closing_and_staff_see_them(site) {
        publish_ranking(site, "schulze", |_| {}).await;
        ranked(site, &[("12", 5)]).await;
        for mut browser in [site.visitor(), site.resident("ann@example.org").await, site.person(Role::Staff).await] {
            let page = browser.get(RESULTS).await.is(200).says("The results are hidden for now");
            page.does_not_say("put the options in order.").does_not_say("Round 1");
        }
        site.visitor().get(PAGE).await.does_not_say("See the result");
        let mut councillor = site.person(Role::Councillor).await;
        councillor.get(&format!("{STAFF}/1/results")).await.is(403);
        councillor.get(&format!("{STAFF}/1/ballots.csv")).await.is(403);
        for role in [Role::Analyst, Role::Administrator] {
            let mut person = site.person(role).await;
            let page = person.get(&format!("{STAFF}/1/results")).await.is(200);
            page.says("The public cannot see these numbers").says("“Park” is ahead so far");
        }
        site.app.clock.advance(31 * Time::DAY);
        site.visitor().get(RESULTS).await.is(200).says("“Park” wins: compared with each of the others");
        site.visitor().get("/consultations/hours/results").await.says("/consultations/hours/rankings/1/results");
        site.visitor().get(PAGE).await.says("See the result");
    }

    async fn the_page_shows_both_ways_and_says_that_they_differ(site) {
        publish_ranking(site, "schulze", |shape| shape.results = "live").await;
        ranked(site, SQUEEZED).await;
        let page = site.visitor().get(RESULTS).await.is(200);
        let page = page
            .says("“Quay” is ahead so far: compared with each of the others in turn, more people prefer it.")
            .says("Instant-runoff would choose “Park” instead.")
            .says("Would another way of counting choose the same?")
            .says("Instant-runoff strikes out “Quay” in round 2, when it is the highest remaining choice of 2 of 11 ballots;")
            .says("The Schulze method compares “Quay” with every other option on every list.")
            .says("12 people put the options in order. All 12 left at least one option out.")
            .says("“Square” has the fewest votes and is struck out.")
            .says("1 ballot has no next choice, so it drops out.")
            .says("“Quay” has the fewest votes and is struck out.")
            .says("Its votes go on: 2 to “Park”.")
            .says("“Park” has 7 of 11 votes: more than half.")
            .says("“Quay” wins")
            .says("Ballots with no choice left")
            .says("No lot was needed.")
            .says("The lot is drawn already, and sealed.")
            .says(&lot::fingerprint(SEED));
        // What has a name, and everything about the lot, stands in the fold, which is shut.
        let (before, fold) = page.body.split_once("<details><summary>How this is counted, and how to check it").unwrap();
        for word in ["Schulze", "nstant-runoff", "chains", "SHA", "seed"] {
            assert!(!before.contains(word) && fold.contains(word), "{word}");
        }
        assert!(!page.body.contains("style="), "no inline style");
    }

    async fn a_withdrawn_consultation_has_no_result_but_where_it_stood(site) {
        publish_ranking(site, "instant-runoff", |shape| shape.results = "live").await;
        ranked(site, &[("12", 5)]).await;
        site.visitor().get(RESULTS).await.says("no longer counts in later rounds");
        let now = site.app.clock.now();
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE consultations SET withdrawn_at = $1, withdrawn_reason = 'It rained.'", now).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let page = site.visitor().get(RESULTS).await.is(200).says("Where it stood when the consultation was withdrawn");
        page.says("“Park” was ahead: ").says("it has 5 of the 5 votes that count").does_not_say("The result<").does_not_say("“Park” wins:");
        site.visitor().get(PAGE).await.says("See where it stood");
    }

    async fn the_seed_is_nowhere_before_closing_and_everywhere_it_belongs_after(site) {
        publish_ranking(site, "schulze", |_| {}).await;
        ranked(site, &[("12", 3), ("21", 3)]).await;
        let (print, staff_page) = (lot::fingerprint(SEED), format!("{STAFF}/1/results"));
        let everywhere = [
            PAGE, RESULTS, "/consultations/hours", "/consultations/hours/results", "/api/v1/consultations/hours",
            "/api/v1/consultations/hours/results", "/feed.xml", "/staff/consultations/hours", "/staff/consultations/hours/results",
            STAFF, &staff_page, "/staff/audit", "/account/data", &format!("{STAFF}/1/ballots.csv"),
        ];
        let mut people = vec![site.visitor(), site.resident("ann@example.org").await];
        for role in [Role::Staff, Role::Administrator, Role::Councillor] {
            people.push(site.person(role).await);
        }
        for person in &mut people {
            for path in everywhere {
                let page = person.get(path).await;
                assert!(!String::from_utf8_lossy(&page.bytes).contains(SEED), "{path}");
            }
        }
        // What everybody is shown from the first day, though the results are hidden: the fingerprint.
        site.visitor().get(PAGE).await.says("/rankings/1/results#how-counted").does_not_say(&print).does_not_say("seed");
        site.visitor().get(RESULTS).await.says(&print).says("The lot is drawn already, and sealed.").does_not_say("sha256sum");
        people[2].get(&staff_page).await.says(&print);
        site.app.clock.advance(31 * Time::DAY);
        let ids = ["1", "2", "3", "4"].map(str::to_owned);
        let page = site.visitor().get(RESULTS).await.says(&print).says("How this was counted, and how to check it");
        page.says(&lot::command(SEED, &ids).replace('&', "&amp;")).says("stood here from that day on; the seed itself is shown since it closed");
        site.visitor().get(PAGE).await.does_not_say(SEED);
        // The same when it was withdrawn, though there are no results to show.
        let now = site.app.clock.now();
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE consultations SET withdrawn_at = $1, withdrawn_reason = 'It rained.'", now).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        site.visitor().get(RESULTS).await.says("There are no results to show").says(SEED).says(&print);
    }

    async fn a_seed_that_an_older_program_showed_from_the_first_is_said_to_have_been_public(site) {
        publish_ranking(site, "schulze", |_| {}).await;
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE rankings SET seed = '5be1c09d2f74a638'").run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let page = site.visitor().get(RESULTS).await.is(200).says("5be1c09d2f74a638");
        page.says("an earlier version of this program, which showed the seed itself from that day on").does_not_say("sealed");
    }

    async fn nothing_is_shown_of_fewer_than_five_people_but_that_they_are_few(site) {
        publish_ranking(site, "schulze", |shape| shape.results = "live").await;
        ranked(site, &[("12", 3), ("2", 1)]).await;
        let few = "Fewer than five people have voted so far, so nothing about how they voted is shown yet.";
        let mut staff = site.person(Role::Staff).await;
        for page in [site.visitor().get(RESULTS).await, staff.get(&format!("{STAFF}/1/results")).await] {
            let page = page.is(200).says(few).does_not_say("is ahead so far").does_not_say("put the options in order.");
            page.does_not_say("<figure").does_not_say("round-votes").does_not_say("Of the people who").does_not_say("4 people");
        }
        staff.get(&format!("{STAFF}/1/results")).await.says("Tell more people about it").says("open it for nothing else");
        staff.get(STAFF).await.says("fewer than five people ranked").does_not_say("4 people");
        // Who ranked only what was withdrawn does not count among the five.
        ranked_by(site, "zoe@example.org", "3").await;
        site.app.clock.advance(FRESH);
        site.visitor().get(RESULTS).await.says("5 people put the options in order").says("is ahead so far");
        staff.post(&format!("{STAFF}/1/options/3/withdraw"), &[("reason", "Gone."), ("sure", "1")]).await.is(303);
        site.visitor().get(RESULTS).await.says(few).says("Gone.").does_not_say("is ahead so far");
        site.app.clock.advance(31 * Time::DAY);
        let page = site.visitor().get(RESULTS).await.says("Fewer than five people voted, so nothing about how they voted is shown.");
        page.does_not_say("wins:").says(SEED);
    }

    async fn nothing_ranked_yet_is_said_so(site) {
        publish_ranking(site, "instant-runoff", |shape| shape.results = "live").await;
        site.visitor().get(RESULTS).await.is(200).says("Nobody has put these options in order yet");
    }

    async fn a_count_is_made_again_only_when_a_ballot_changes_and_some_seconds_are_over(site) {
        let ranking = publish_ranking(site, "schulze", |shape| shape.results = "live").await;
        ranked(site, &[("12", 5)]).await;
        let consultation = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let read = async |open: bool| {
            let found = crate::rankings::store::by_number(&site.app.db, consultation.id, 1).await.unwrap().unwrap();
            let options = crate::rankings::store::options(&site.app.db, [ranking]).await.unwrap();
            let now = site.app.clock.now();
            site.app.warm::<CachedCounts>().of(&site.app.db, (&found, &options), open, now).await.unwrap()
        };
        let first = read(true).await;
        site.branch("millbrook", "Millbrook Library").await;
        site.app.clock.advance(Time::HOUR);
        let again = read(true).await;
        assert!(std::sync::Arc::ptr_eq(&first.counted, &again.counted), "a change elsewhere does not count again");
        assert!(!again.behind);
        site.visitor().get(RESULTS).await.says("Counted at 10:00:00.");
        ranked_by(site, "zoe@example.org", "21").await;
        assert_eq!(read(true).await.counted.people, 6, "it was old");
        ranked_by(site, "yan@example.org", "21").await;
        let kept = read(true).await;
        assert!(kept.behind && kept.counted.people == 6, "it is fresh enough");
        site.visitor().get(RESULTS).await.says("6 people put the options in order").says("Counted at 11:00:00.");
        site.app.clock.advance(FRESH - 1);
        site.visitor().get(RESULTS).await.says("6 people put the options in order");
        // Nothing else is written to the record: the page that was behind was not kept.
        site.app.clock.advance(1);
        site.visitor().get(RESULTS).await.says("7 people put the options in order").says("Counted at 11:00:15.");
        ranked_by(site, "xin@example.org", "21").await;
        assert_eq!(read(false).await.counted.people, 8, "after closing every ballot is in the count at once");
    }

    async fn an_option_that_is_withdrawn_leaves_the_count_at_once(site) {
        let ranking = publish_ranking(site, "schulze", |shape| shape.results = "live").await;
        ranked(site, &[("12", 5)]).await;
        site.visitor().get(RESULTS).await.says("“Park” is ahead so far");
        let mut tx = site.app.db.begin().await.unwrap();
        crate::rankings::store::withdraw_option(&mut tx, ranking, 1, "Sold.", 2, site.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        site.visitor().get(RESULTS).await.says("“Quay” is ahead so far");
    }

    async fn an_older_count_is_shown_when_a_new_one_fails_while_it_is_open(site) {
        let ranking = publish_ranking(site, "schulze", |shape| shape.results = "live").await;
        ranked(site, &[("12", 5)]).await;
        site.visitor().get(RESULTS).await.says("5 people put the options in order");
        let mut tx = site.app.db.begin().await.unwrap();
        crate::sql!("UPDATE ranking_ballots SET ranked = 'nonsense' WHERE ranking_id = $1", ranking).run(&mut tx).await.unwrap();
        crate::sql!("UPDATE rankings SET changes = changes + 1 WHERE id = $1", ranking).run(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        site.app.clock.advance(FRESH);
        site.visitor().get(RESULTS).await.is(200).says("5 people put the options in order").says("Counted at 10:00:00.");
        site.app.clock.advance(31 * Time::DAY);
        site.visitor().get(RESULTS).await.is(500);
    }

    async fn who_looks_at_once_has_one_count(site) {
        let ranking = publish_ranking(site, "schulze", |_| {}).await;
        ranked(site, &[("12", 1)]).await;
        let consultation = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let found = crate::rankings::store::by_number(&site.app.db, consultation.id, 1).await.unwrap().unwrap();
        let options = crate::rankings::store::options(&site.app.db, [ranking]).await.unwrap();
        let now = site.app.clock.now();
        let counts = site.app.warm::<CachedCounts>();
        let look = || counts.of(&site.app.db, (&found, &options), true, now);
        let (one, two) = tokio::join!(look(), look());
        assert!(std::sync::Arc::ptr_eq(&one.unwrap().counted, &two.unwrap().counted));
    }

    async fn the_ballots_are_a_file_with_a_stable_column_for_each_option(site) {
        publish_ranking(site, "schulze", |_| {}).await;
        ranked(site, &[("31", 1), ("4", 1)]).await;
        let mut staff = site.person(Role::Staff).await;
        let file = staff.get(&format!("{STAFF}/1/ballots.csv")).await.is(200);
        assert_eq!(file.headers["content-disposition"], "attachment; filename=\"hours-ranking-1-ballots.csv\"");
        let lines: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "ballot,option_1,option_2,option_3,option_4");
        let mut rows: Vec<&str> = lines[1..].iter().filter_map(|line| line.split_once(',')).map(|(_, row)| row).collect();
        rows.sort_unstable();
        assert_eq!(rows, [",,,1", "2,,1,"]);
        assert_eq!(lines.len(), 3);
        let book = staff.get(&format!("{STAFF}/1/ballots.csv?sheet=codebook")).await.is(200);
        book.says("option_3,School,The place given to “School”: 1 is the best. Empty if it was left out.")
            .says("ballot,Ballot,A number that exists only in this file and follows no order.");
        staff.get(&format!("{STAFF}/1/ballots.csv?sheet=names")).await.is(404);
        let noted = crate::sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = 'ranking.export'");
        assert_eq!(noted.number(&site.app.db).await.unwrap(), 2);
    }

    async fn the_rows_of_ballots_do_not_line_up_with_the_responses(site) {
        publish_ranking(site, "schulze", |_| {}).await;
        // Each of twelve people gives an order of their own, one after the other.
        let given = ["1", "2", "3", "4", "12", "13", "14", "21", "23", "24", "31", "32"];
        for (number, order) in given.iter().enumerate() {
            ranked_by(site, &format!("r{number}@example.org"), order).await;
            site.app.clock.advance(Time::HOUR);
        }
        let mut staff = site.person(Role::Staff).await;
        let responses = staff.get("/staff/consultations/hours/export.csv").await.is(200).body;
        let file = staff.get(&format!("{STAFF}/1/ballots.csv")).await.is(200).body;
        let arrived: Vec<String> = given
            .iter()
            .map(|order| {
                let place = |option| order.find(option).map_or(String::new(), |place| (place + 1).to_string());
                ['1', '2', '3', '4'].map(place).join(",")
            })
            .collect();
        let rows: Vec<(&str, &str)> =
            file.trim_start_matches('\u{feff}').lines().skip(1).filter_map(|line| line.split_once(',')).collect();
        assert_eq!(rows.len(), arrived.len());
        assert_eq!(responses.lines().count(), arrived.len() + 1);
        let numbers: Vec<String> = (1..=rows.len()).map(|number| number.to_string()).collect();
        assert!(rows.iter().map(|(number, _)| *number).eq(numbers.iter().map(String::as_str)), "numbered by row");
        let (mut same, mut backwards) = (0, 0);
        for (at, (_, row)) in rows.iter().enumerate() {
            same += usize::from(*row == arrived[at]);
            backwards += usize::from(*row == arrived[arrived.len() - 1 - at]);
        }
        assert!(same < 6 && backwards < 6, "the rows are not in the order in which people answered: {rows:?}");
        for told in ["2026", ":00", "online", "Library"] {
            assert!(!file.contains(told), "{told} is in the file");
        }
        // Byte for byte as when all of it was made at once, however many are read at a time.
        let hours = crate::consultations::store::by_slug(&site.app.db, "hours").await.unwrap().unwrap();
        let ranking = crate::rankings::store::by_number(&site.app.db, hours.id, 1).await.unwrap().unwrap().id;
        let mut given: Vec<(ResponseId, String)> =
            crate::sql!("SELECT response_id, ranked FROM ranking_ballots ORDER BY ranked").all(&site.app.db).await.unwrap();
        given = shuffled(&site.app.secret, &format!("ballot {ranking}"), given, |one| one.0);
        let whole: String = (1..).zip(&given).fold("\u{feff}ballot,option_1,option_2,option_3,option_4\r\n".to_owned(), |file, (number, (_, ranked))| {
            let place = |option: i64| ranked.split(',').position(|known| known == option.to_string());
            let cells = [1, 2, 3, 4].map(|option| place(option).map_or(String::new(), |place| (place + 1).to_string()));
            format!("{file}{number},{}\r\n", cells.join(","))
        });
        assert_eq!(file, whole);
        for at_once in [1, 5, 12, 500] {
            let mut reading = site.app.db.begin_reading().await.unwrap();
            let mut made = made_by(&site.app.config.data_dir, SheetFormat::Csv(ByteOrderMark::Yes), async |to| {
                feed(&mut reading, (ranking, &site.app.secret), at_once, to).await
            })
            .await
            .unwrap();
            let mut bytes = Vec::new();
            made.copy_to(&mut bytes).unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap(), whole);
        }
        // The same each time it is taken.
        assert_eq!(staff.get(&format!("{STAFF}/1/ballots.csv")).await.is(200).body, file);
    }
}

async fn ranked_by(site: &Site, email: &str, order: &str) {
    let mut browser = site.resident(email).await;
    rank(&mut browser, order).await.is(303);
}

fn options(many: i64) -> Vec<RankingOption> {
    (1..=many)
        .map(|number| RankingOption {
            ranking_id: crate::ids::RankingId(1),
            number,
            title: ["A", "B", "C", "D"][number as usize - 1].to_owned(),
            summary: String::new(),
            withdrawn_at: None,
            withdrawn_reason: String::new(),
        })
        .collect()
}

fn orders(list: &[(&[i64], u64)]) -> Vec<(RankedOrder, u64)> {
    list.iter().map(|(numbers, many)| (RankedOrder::new(numbers.to_vec()).unwrap(), *many)).collect()
}

#[test]
fn a_majority_in_the_first_round_is_said_so() {
    let counted = count(&options(3), "seed", &orders(&[(&[1, 2], 6), (&[2, 1], 3)])).unwrap();
    let said = words::finding(&counted, Method::InstantRunoff, Stage::Closed);
    assert_eq!(said, "“A” wins: it has 6 of the 9 votes that count, which is more than half.");
    let said = words::agreement(&counted, Method::InstantRunoff).unwrap();
    assert!(said.starts_with("The Schulze method comes to the same result. More people prefer it"), "{said}");
}

#[test]
fn why_the_two_ways_differ_is_told_with_the_counts_of_the_round_whatever_the_orders() {
    let mut differ = 0;
    for seed in 0..1_000_u64 {
        let many = |step: u64| ((seed * step * 2_654_435_761) >> 7) % 9;
        let papers: &[&[i64]] = &[&[1], &[2], &[3], &[1, 2], &[2, 3], &[3, 1], &[1, 3, 2], &[2, 1, 3], &[3, 2, 1]];
        let all: Vec<(&[i64], u64)> = papers.iter().zip(1..).map(|(paper, step)| (*paper, many(step))).collect();
        let counted = count(&options(3), "seed", &orders(&all)).unwrap();
        let (runoff, schulze) = (counted.winner(Method::InstantRunoff), counted.winner(Method::Schulze));
        let said = words::why_they_differ(&counted);
        assert_eq!(said.is_some(), runoff != schulze, "{all:?}");
        let (Some(said), Some(best)) = (said, schulze) else { continue };
        differ += 1;
        let out = counted.rounds.iter().position(|round| round.out.as_ref().is_some_and(|out| out.option == best));
        match out {
            Some(at) => {
                let (votes, of) = (counted.rounds[at].votes[best].unwrap(), counted.rounds[at].counting);
                let told =
                    format!("in round {}, when it is the highest remaining choice of {votes} of {of} ballot", at + 1);
                assert!(said.contains(&told), "{said}");
            }
            None => {
                assert!(said.starts_with(&format!("Instant-runoff ends in round {}", counted.rounds.len())), "{said}")
            }
        }
    }
    assert!(differ > 20, "{differ}");
}

#[test]
fn a_circle_has_no_condorcet_winner_and_the_chains_decide() {
    let counted = count(&options(3), "seed", &orders(&[(&[1, 2, 3], 4), (&[2, 3, 1], 3), (&[3, 1, 2], 2)])).unwrap();
    assert_eq!(counted.schulze.condorcet_winner, None);
    let said = words::finding(&counted, Method::Schulze, Stage::Closed);
    assert!(
        said.ends_with("so that no option is preferred to each of the others, and its wins are the strongest."),
        "{said}"
    );
    assert!(words::agreement(&counted, Method::Schulze).unwrap().contains("there is no Condorcet winner"));
}

#[test]
fn a_dead_heat_is_settled_by_the_lot_and_said_so() {
    let counted = count(&options(2), "seed", &orders(&[(&[1], 5), (&[2], 5)])).unwrap();
    assert!(counted.lot_decided(Method::InstantRunoff) && counted.lot_decided(Method::Schulze));
    let (first, last) = (counted.title(counted.lot[0]).to_owned(), counted.title(counted.lot[1]).to_owned());
    assert_eq!(counted.title(counted.runoff_winner.unwrap()), first);
    assert_eq!(
        words::outcome(&counted, &counted.rounds[0]),
        format!(
            "“{last}” has as few votes as “{first}”, in every round so far. The lot decides, and it is struck out."
        )
    );
    assert_eq!(
        words::passed_on(&counted, &counted.rounds[0], &counted.rounds[1]),
        "5 ballots have no next choice, so they drop out."
    );
    let said = words::finding(&counted, Method::Schulze, Stage::Closed);
    assert!(said.contains(&format!("it is level with “{last}”, and the lot")), "{said}");
    // The lot stays sealed while people answer.
    let said = words::finding(&counted, Method::Schulze, Stage::Open);
    assert_eq!(said, "“A” and “B” are level so far. If it stays like this, the lot decides that is drawn already.");
}

#[test]
fn the_lot_that_is_shown_is_the_one_that_decides() {
    let counted = count(&options(4), "seed", &[]).unwrap();
    let lot: Vec<i64> = counted.lot.iter().map(|option| counted.options[*option].number).collect();
    let shown: Vec<i64> = rules::by_lot(&options(4), "seed").iter().map(|option| option.number).collect();
    assert_eq!(lot, shown);
    assert_eq!(words::finding(&counted, Method::Schulze, Stage::Open), "Nobody has put these options in order yet.");
}

#[test]
fn every_vote_of_every_round_is_accounted_for() {
    let counted = count(
        &options(4),
        "seed",
        &orders(&[(&[1, 2], 42), (&[2, 3, 1], 26), (&[3, 2], 15), (&[4, 3, 2, 1], 17), (&[4], 3)]),
    )
    .unwrap();
    for rounds in counted.rounds.windows(2) {
        let [before, now] = rounds else { continue };
        let out = before.out.as_ref().unwrap().option;
        let passed_on: u64 = now.gained.iter().sum();
        assert_eq!(before.votes[out].unwrap(), passed_on + now.exhausted - before.exhausted);
        assert_eq!(now.counting + now.exhausted, counted.counting());
    }
}

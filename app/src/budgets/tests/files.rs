//! The files: what they hold, and that the outcome can be worked out again from them.

use axum::body::Body;
use axum::http::Request;
use sha2::{Digest, Sha256};
use soundings_analysis::budgets::{Settings, TieBreak, decide, pabulib};

use super::deciding::ballots;
use super::*;
use crate::budgets::files::{BudgetFile, feed};
use crate::budgets::{outcome, rules};
use crate::consultations::model::Stage;
use crate::downloads::rows::{SheetFormat, made_by};
use crate::downloads::spreadsheet::{self, ByteOrderMark};
use crate::test_both;

/// Reads the file as `soundings analyse budget` does, and gives the winners' ids.
fn winners(text: &str, settings: &Settings) -> Vec<String> {
    let file = pabulib::parse("vote.pb", text.as_bytes()).unwrap();
    assert_eq!(file.warnings, Vec::<String>::new());
    let outcome = decide(&file.election, settings).unwrap();
    outcome.winners.iter().map(|place| file.election.projects[*place].id.clone()).collect()
}

/// A file of a consultation, of which so many ballots are read at a time.
async fn filed(site: &Site, consultation: ConsultationId, file: BudgetFile<'_>, at_once: usize) -> String {
    let mut reading = site.app.db.begin_reading().await.unwrap();
    let read = outcome::without_ballots(&mut reading, consultation).await.unwrap().unwrap();
    let mark = if matches!(file, BudgetFile::Ballots) { ByteOrderMark::Yes } else { ByteOrderMark::No };
    let mut made = made_by(&site.app.config.data_dir, SheetFormat::Csv(mark), async |to| {
        feed(&mut reading, (&read, &site.app.secret), file, at_once, to).await
    })
    .await
    .unwrap();
    let mut bytes = Vec::new();
    made.copy_to(&mut bytes).unwrap();
    assert_eq!(made.sha256(), hex::encode(Sha256::digest(&bytes)));
    String::from_utf8(bytes).unwrap()
}

test_both! {
    async fn the_pabulib_file_gives_the_same_winners_for_every_kind_of_vote(site) {
        let branch = site.branch("quay", "Quay; \"Library\", North").await;
        for (number, (kind, most, caps, ties)) in [
            (BallotKind::ApproveAny, 0, Caps::None, Ties::Lot),
            (BallotKind::ApproveUpTo, 3, Caps::Category, Ties::Number),
            (BallotKind::DividePoints, 10, Caps::Branch, Ties::Lot),
        ]
        .into_iter()
        .enumerate()
        {
            let slug = format!("vote-{number}");
            let consultation = site.consultation(&slug, |shape| shape.title = "Hours; \"and more\"\nhere".to_owned()).await;
            let project = |title: &str, pence, category: &str, at| ProjectText {
                category: category.to_owned(),
                branch: at,
                ..words(title, pence)
            };
            let projects = [
                project("A “bench”; oak", 20_000, "Furniture", Some(branch)),
                project("\"Books\" in Polish", 15_000, "Books", None),
                project("Chairs", 30_000, "Furniture", Some(branch)),
                project("A wider door", 12_350, "", None),
                project("Lamps", 15_000, "Furniture", Some(branch)),
            ];
            let with = |set_up: &mut SetUp| {
                (set_up.ballot, set_up.most, set_up.caps, set_up.ties) = (kind, most, caps, ties);
                set_up.category_caps = vec![("Furniture".to_owned(), 32_000)];
                set_up.branch_caps = vec![(branch, 32_000)];
            };
            let vote = put(site, consultation, with, &projects).await;
            let points = if kind == BallotKind::DividePoints { 3 } else { 1 };
            ballots(site, &vote, &[
                (5, Some(branch.0), &[(0, points), (2, 1)]),
                (4, None, &[(1, 1), (4, points)]),
                (3, None, &[(3, 1), (2, points)]),
                (2, Some(branch.0), &[(4, 1)]),
            ])
            .await;
            let read = outcome::read(&site.app, consultation).await.unwrap();
            // However many are read at a time, byte for byte as when all of it was made at once.
            let title = "Hours; \"and more\"\nhere";
            let csv = String::from_utf8(spreadsheet::csv(&whole::sheet(&read), ByteOrderMark::Yes)).unwrap();
            for at_once in [1, 2, 500] {
                assert_eq!(filed(site, consultation, BudgetFile::Ballots, at_once).await, csv);
                for at in [Stage::Open, Stage::Closed] {
                    let pb = filed(site, consultation, BudgetFile::Pabulib(title, at), at_once).await;
                    assert_eq!(pb, whole::pabulib_file(&read, title, at));
                }
            }
            let decided = outcome::work_out(&site.app, consultation, site.app.clock.now()).await.unwrap();
            let text = filed(site, consultation, BudgetFile::Pabulib("Hours; \"and more\"\nhere", Stage::Closed), 3).await;
            let settings = rules::equal_shares(&decided.budget);
            let ours: Vec<String> =
                decided.shares.winners.iter().map(|place| rules::id(decided.projects[*place].number)).collect();
            assert!(!ours.is_empty());
            assert_eq!(winners(&text, &settings), ours, "{text}");
            let greedy: Vec<String> =
                decided.greedy.winners.iter().map(|place| rules::id(decided.projects[*place].number)).collect();
            assert_eq!(winners(&text, &rules::greedy(&decided.budget)), greedy);
            // The file says how to ask for it, the seed included.
            assert!(text.contains("soundings analyse budget FILE.pb --rule equal-shares --increment 0.01 --then-greedily"));
            assert_eq!(text.contains(&format!("--tie-seed {SEED}")), settings.ties == TieBreak::BySeed(SEED.to_owned()));
            let before = filed(site, consultation, BudgetFile::Pabulib("Hours", Stage::Open), 500).await;
            assert!(!before.contains(SEED) && before.contains("soundings analyse budget"));
            assert_eq!(text.contains("--utility points"), kind == BallotKind::DividePoints);
        }
    }

    async fn the_files_hold_no_names_and_each_download_is_noted(site) {
        let vote = open(site, |_| {}).await;
        let quay = site.branch("quay", "Quay Library").await;
        let mut ann = site.resident("ann@example.org").await;
        ticks(&mut ann, &["1", "4"]).await.is(303);
        ballots(site, &vote, &[(1, Some(quay.0), &[(1, 1)])]).await;
        let mut staff = staff(site).await;
        let csv = staff.get(&format!("{STAFF}/ballots.csv")).await.is(200);
        assert!(csv.headers["content-disposition"].to_str().unwrap().contains("hours-ballots.csv"));
        let csv = csv.does_not_say("ann@example.org").says("ballot,branch,project_1,project_2,project_3,project_4\r\n");
        let csv = csv.says(",,1,,,1\r\n").says(",,,1,,\r\n").does_not_say("Quay Library");
        assert!(csv.headers["cache-control"].to_str().unwrap().contains("no-store"));
        let pb = staff.get(&format!("{STAFF}/election.pb")).await.is(200);
        let pb = pb.says("0001;200;A bench;;1").says("0004;450.5;A wider door;;1").says(";;0001,0004\n").says(";;0002\n").does_not_say("Quay Library").does_not_say("ann@");
        // Whoever only asks what it would be takes nothing away.
        let head = Request::head(format!("{STAFF}/ballots.csv")).body(Body::empty()).unwrap();
        staff.send(head).await.is(200);
        let noted = sql!("SELECT CAST(COUNT(*) AS BIGINT) FROM audit_log WHERE action = 'budget.export'");
        assert_eq!(number(site, noted).await, 2);
        let detail: Vec<(String,)> =
            sql!("SELECT detail FROM audit_log WHERE action = 'budget.export' ORDER BY seq").all(&site.app.db).await.unwrap();
        assert!(detail[0].0.contains(&hex::encode(Sha256::digest(&csv.bytes))), "the fingerprint of the very file");
        assert!(detail[1].0.contains(&hex::encode(Sha256::digest(&pb.bytes))));
        assert!(crate::audit::store::verify(&site.app.db).await.unwrap().is_ok());
    }

    async fn the_files_follow_no_order_and_leave_out_libraries_that_few_use(site) {
        let vote = open(site, |_| {}).await;
        let (quay, hill, dock) = (
            site.branch("quay", "Quay Library").await,
            site.branch("hill", "Hill Library").await,
            site.branch("dock", "Dock Library").await,
        );
        ballots(site, &vote, &[
            (30, Some(quay.0), &[(0, 1)]),
            (30, Some(quay.0), &[(1, 1)]),
            (6, Some(hill.0), &[(2, 1)]),
            (1, Some(dock.0), &[(3, 1)]),
        ])
        .await;
        let mut staff = staff(site).await;
        let csv = staff.get(&format!("{STAFF}/ballots.csv")).await.is(200);
        // One ballot of the dock alone could be told, and so it could if it were the only one left out.
        let csv = csv.says("Quay Library").does_not_say("Dock Library").does_not_say("Hill Library");
        let text = String::from_utf8(csv.bytes.to_vec()).unwrap();
        let bench: Vec<bool> = text.lines().skip(1).map(|line| line.ends_with(",Quay Library,1,,,")).collect();
        assert_eq!(bench.len(), 67);
        assert_eq!(bench.iter().filter(|one| **one).count(), 30);
        // Those who took part first do not stand first.
        assert!(bench.iter().take(30).any(|one| !one), "{text}");
        let numbers: Vec<String> =
            text.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect();
        assert_eq!(numbers, (1..=67).map(|number| number.to_string()).collect::<Vec<_>>());
        let pb = staff.get(&format!("{STAFF}/election.pb")).await.is(200);
        let file = pabulib::parse("vote.pb", &pb.bytes).unwrap();
        let of = |label: Option<&str>| {
            file.election.ballots.iter().filter(|ballot| ballot.branch.as_deref() == label).count()
        };
        assert_eq!((of(Some("Quay Library")), of(None)), (60, 7));
        // Both files number the same ballot alike.
        for (line, ballot) in text.lines().skip(1).zip(&file.election.ballots) {
            assert!(line.starts_with(&format!("{},", ballot.voter)));
            assert_eq!(line.split(',').nth(2 + ballot.choices[0].project), Some("1"), "{line}");
        }
        // The page still compares libraries by everybody who voted.
        let decided = outcome::work_out(&site.app, vote.consultation, site.app.clock.now()).await.unwrap();
        assert_eq!(decided.branches.len(), 3);
    }

    async fn an_empty_vote_can_be_taken_away_too(site) {
        let consultation = site.consultation("hours", |_| {}).await;
        put(site, consultation, |_| {}, &[]).await;
        let mut staff = staff(site).await;
        let pb = staff.get(&format!("{STAFF}/election.pb")).await.is(200);
        let file = pabulib::parse("vote.pb", &pb.bytes).unwrap();
        assert_eq!((file.election.ballots.len(), file.election.projects.len()), (0, 0));
        staff.get(&format!("{STAFF}/ballots.csv")).await.is(200).says("ballot,branch\r\n");
    }
}

//! Every count that is shown can be proven, and what cannot be is named.

use super::{everything_wrong, impossible};
use crate::assembly::INSTRUMENTS;
use crate::db::Statement;
use crate::site::testing::{Site, content};
use crate::{sql, test_both};

const COMMENTS: &str = "/consultations/hours/proposals/1/comments";
const VOTE: &str = "/consultations/hours/proposals/1/vote";

async fn change(site: &Site, statement: Statement) {
    let mut tx = site.app.db.begin().await.unwrap();
    assert!(statement.run(&mut tx).await.unwrap() > 0, "the test changes nothing");
    tx.commit().await.unwrap();
}

/// A vote, a comment with a reply, and somebody who agrees.
async fn answered(site: &Site) {
    site.consultation("hours", |new| new.proposals.push(content("Close on Mondays"))).await;
    let mut ann = site.resident("ann@example.org").await;
    let mut ben = site.resident("ben@example.org").await;
    ann.post(VOTE, &[("choice", "support")]).await.is(303);
    ann.post(COMMENTS, &[("body", "Saturdays are best")]).await.is(303);
    let first = sql!("SELECT CAST(MIN(id) AS BIGINT) FROM comments").number(&site.app.db).await.unwrap();
    ben.post(COMMENTS, &[("body", "So they are"), ("reply_to", &first.to_string())]).await.is(303);
    ben.post(&format!("{COMMENTS}/{first}/agree"), &[("agree", "1")]).await.is(303);
    assert_eq!(everything_wrong(&site.app.db, INSTRUMENTS).await.unwrap(), Vec::<String>::new());
}

test_both! {
    async fn comments_and_agreements_are_counted_again_too(site) {
        answered(site).await;
        change(site, sql!("UPDATE proposals SET comments = comments + 1 WHERE number = 1")).await;
        change(site, sql!("UPDATE comments SET agrees = agrees + 2 WHERE reply_to IS NULL")).await;
        let wrong = everything_wrong(&site.app.db, INSTRUMENTS).await.unwrap();
        assert_eq!(wrong.len(), 2, "{wrong:?}");
        assert!(wrong[0].contains("comments: 3 shown, 2 counted"), "{wrong:?}");
        assert!(wrong[1].contains("agreements: "), "{wrong:?}");
    }

    async fn what_cannot_be_is_named(site) {
        answered(site).await;
        assert_eq!(impossible(&site.app.db, INSTRUMENTS).await.unwrap(), []);
        // Each on top of those before.
        change(site, sql!("UPDATE comments SET reply_to = id WHERE reply_to IS NOT NULL")).await;
        change(site, sql!(
            "UPDATE votes SET version_id = (SELECT current_version_id FROM proposals WHERE number = 2)"
        )).await;
        change(site, sql!("DELETE FROM receipts WHERE response_id = (SELECT MIN(id) FROM responses)")).await;
        change(site, sql!("UPDATE comments SET response_id = NULL WHERE reply_to IS NULL")).await;
        change(site, sql!("UPDATE responses SET superseded_by = id WHERE id = (SELECT MAX(id) FROM responses)")).await;
        let found = impossible(&site.app.db, INSTRUMENTS).await.unwrap();
        let says = |words: &str| found.iter().any(|one| one.what.contains(words) && one.many == 1 && one.first > 0);
        for words in [
            "a reply to a comment", "a vote on a version of another proposal", "a response without a receipt",
            "comment without a response", "by itself",
        ] {
            assert!(says(words), "{words} is not among {found:?}");
        }
        assert_eq!(found.len(), 5, "{found:?}");
        assert!(found[0].to_string().contains(": number "), "{}", found[0]);
    }
}

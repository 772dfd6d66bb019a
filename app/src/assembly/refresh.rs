//! What is worked out from people's words and answers and kept beside them (safe HTML, words to search by, sums) is worked
//! out again when a new version of the program has other rules for it. Done once, before the site serves; what is up to date
//! already costs a few look-ups.

use super::INSTRUMENTS;
use crate::backup::restore;
use crate::db::{Db, DbError};
use crate::folding;
use crate::site::settings;
use crate::{consultations, decisions, events, sql};

/// The setting that says by which rules the words to search by were made.
pub const WORDS: &str = "search-words";

/// What was worked out again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refreshed {
    /// How many texts were rendered again.
    pub rendered: u64,
    /// Of how many things sums were added up that an older version did not keep.
    pub counted: u64,
    /// Whether the words to search by were made again.
    pub words: bool,
}

/// Works out again what an older version of the program kept. Published versions of proposals are never written
/// again; they are rendered as they are read.
///
/// # Errors
/// When the record refuses it. What was done so far stays done.
pub async fn refresh(db: &Db) -> Result<Refreshed, DbError> {
    let mut rendered = consultations::editing::store::render_again(db).await?
        + decisions::store::render_again(db).await?
        + events::store::render_again(db).await?;
    let mut counted = 0;
    for instrument in INSTRUMENTS.all() {
        rendered += instrument.render_again(db).await?;
        counted += instrument.count_anew(db).await?;
    }
    Ok(Refreshed { rendered, counted, words: words(db).await? })
}

/// Makes the words to search by again, if they were made by other rules.
async fn words(db: &Db) -> Result<bool, DbError> {
    let made_by: Option<(String,)> = sql!("SELECT value FROM settings WHERE name = $1", WORDS).maybe(db).await?;
    let version = folding::VERSION.to_string();
    if made_by.is_some_and(|(made_by,)| made_by == version) {
        return Ok(false);
    }
    // An empty record stays empty: a backup can only be put back into such a one.
    let something: Option<(i64,)> = sql!("SELECT id FROM consultations LIMIT 1").maybe(db).await?;
    if something.is_none() {
        return Ok(false);
    }
    let mut tx = db.begin().await?;
    restore::index(&mut tx).await?;
    settings::set(&mut tx, WORDS, &version).await?;
    tx.commit().await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_both;

    test_both! {
        async fn what_an_older_version_kept_is_worked_out_again_and_redactions_stay(site) {
            site.consultation("hours", |new| new.title = "Łódź hours".to_owned()).await;
            let path = "/consultations/hours/proposals/1";
            let mut ann = site.resident("ann@example.org").await;
            for text in ["5*4*3 = 60", "Ask Mrs Smith *please*", "Gone"] {
                ann.post(&format!("{path}/comments"), &[("body", text)]).await.is(303);
            }
            let rows: Vec<(i64, String)> = sql!("SELECT id, body FROM comments ORDER BY id").all(&site.app.db).await.unwrap();
            assert_eq!(rows.len(), 3);
            let mut tx = site.app.db.begin().await.unwrap();
            sql!("UPDATE comments SET html = '<p>5<em>4</em>3 = 60</p>', renderer = 1 WHERE id = $1", rows[0].0).run(&mut tx).await.unwrap();
            sql!("UPDATE comments SET html = '<p>Ask <span class=\"redacted\">[removed: name]</span> kept</p>', state = 'redacted', renderer = 1 WHERE id = $1", rows[1].0).run(&mut tx).await.unwrap();
            sql!("UPDATE comments SET html = '', state = 'removed', renderer = 1 WHERE id = $1", rows[2].0).run(&mut tx).await.unwrap();
            sql!("UPDATE consultations SET background = 'a_b_c', background_html = 'old', renderer = 1").run(&mut tx).await.unwrap();
            sql!("DELETE FROM comment_search").run(&mut tx).await.unwrap();
            tx.commit().await.unwrap();
            let refreshed = refresh(&site.app.db).await.unwrap();
            assert_eq!(refreshed, Refreshed { rendered: 4, counted: 0, words: true });
            let html: Vec<(String,)> = sql!("SELECT html FROM comments ORDER BY id").all(&site.app.db).await.unwrap();
            assert_eq!(html[0].0, "<p>5*4*3 = 60</p>\n");
            assert_eq!(html[1].0, "<p>Ask <span class=\"redacted\">[removed: name]</span> kept</p>");
            assert_eq!(html[2].0, "");
            site.visitor().get("/consultations/hours").await.says("<p>a_b_c</p>").does_not_say("old");
            site.visitor().get("/consultations?q=lodz").await.says("Łódź hours");
            assert_eq!(refresh(&site.app.db).await.unwrap(), Refreshed::default());
        }

        async fn an_empty_record_stays_empty(site) {
            assert_eq!(refresh(&site.app.db).await.unwrap(), Refreshed::default());
            let kept: Vec<(String,)> = sql!("SELECT name FROM settings").all(&site.app.db).await.unwrap();
            assert!(kept.is_empty());
        }

        async fn a_published_version_is_rendered_as_it_is_read(site) {
            site.consultation("hours", |new| new.proposals[0].body = "a_b_c and 5*4*3".to_owned()).await;
            site.visitor().get("/consultations/hours/proposals/1").await.says("a_b_c and 5*4*3");
        }
    }
}

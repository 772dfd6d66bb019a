//! "Others have said something like this": comments that share words with one that is being written, so that its
//! author can agree with one of them instead.

use crate::db::{DbError, On, dialect};
use crate::ids::{CommentId, ProposalId};
use crate::moderation::model::shown_states;
use crate::sql_in;

/// The most comments shown.
const MOST: usize = 3;
/// The most that are looked at: some of those found may be official or replies to be left out.
const LOOKED_AT: i64 = 12;
/// The longest excerpt, in characters.
const EXCERPT: usize = 160;

/// A comment that says something like it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Similar {
    /// Its number.
    pub id: CommentId,
    /// Its beginning, as shown, without formatting.
    pub excerpt: String,
    /// How many agree with it.
    pub agrees: i64,
}

#[derive(sqlx::FromRow)]
struct SimilarRow {
    id: CommentId,
    html: String,
    agrees: i64,
}

/// Up to three of a proposal's comments that share words with a text, most alike first. Only what everybody can
/// read: nothing held, removed, or taken out of a redacted comment.
///
/// # Errors
/// When the record cannot be reached.
pub async fn similar(on: impl Into<On<'_>>, proposal: ProposalId, text: &str) -> Result<Vec<Similar>, DbError> {
    let mut on = on.into();
    let found = dialect::find_similar_comments(on.again(), proposal.0, text, LOOKED_AT).await?;
    let rows: Vec<SimilarRow> = sql_in!(
        concat!(
            "SELECT id, html, agrees FROM comments WHERE official = 0 AND state IN ",
            shown_states!(),
            " AND id IN"
        ),
        found.iter().copied(),
        ""
    )
    .all(on)
    .await?;
    let place = |row: &SimilarRow| found.iter().position(|id| *id == row.id.0);
    let mut rows = rows;
    rows.sort_by_key(place);
    Ok(rows
        .into_iter()
        .take(MOST)
        .map(|row| Similar { id: row.id, excerpt: excerpt(&row.html, EXCERPT), agrees: row.agrees })
        .collect())
}

/// The beginning of a text as it is shown, without formatting, cut between words.
pub fn excerpt(html: &str, longest: usize) -> String {
    let text = text_of(html);
    if text.chars().count() <= longest {
        return text;
    }
    let cut: String = text.chars().take(longest).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole.trim_end_matches([',', ';', ':', '.', ' ']))
}

/// The words of HTML that [`prose::render`](crate::ui::prose::render) made: tags become spaces, entities letters.
fn text_of(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.push_str(&rest[..at]);
        // Inside a line, formatting leaves no gap; between blocks, words must not run together.
        let tag = rest[at..].split_once('>');
        let inline = tag.is_some_and(|(tag, _)| {
            matches!(tag.trim_start_matches(['<', '/']).split(' ').next(), Some("strong" | "em" | "span" | "a"))
        });
        if !inline {
            text.push(' ');
        }
        rest = tag.map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    // Last, so that "&amp;lt;" stays the characters that were typed.
    let text = text.replace("&#x27;", "'").replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::prose::{Author, render};

    #[test]
    fn an_excerpt_is_what_was_typed_without_formatting() {
        let html = render("**Bold** & <b>\"quoted\"</b> it's &lt;\n\n- one\n- two", Author::Resident).into_string();
        assert_eq!(excerpt(&html, 100), "Bold & <b>\"quoted\"</b> it's &lt; one two");
    }

    #[test]
    fn a_long_excerpt_is_cut_between_words() {
        assert_eq!(excerpt("<p>one two, three four</p>", 10), "one two…");
        assert_eq!(excerpt("<p>ééééé</p>", 3), "ééé…");
    }
}

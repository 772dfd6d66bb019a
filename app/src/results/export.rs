//! What can be taken away: one row for each response and one for each comment, without anything that says who
//! it was. The columns follow from the proposals alone, so they are the same whether thousands answered or
//! nobody did.

use std::collections::{BTreeMap, HashMap};

use super::store::{ExportedResponse, exported_responses};
use crate::clock;
use crate::db::{DbError, On};
use crate::downloads::spreadsheet::{Cell, Sheet, SheetColumn};
use crate::ids::{ConsultationId, ProposalId};
use crate::moderation::model::WritingState;
use crate::proposals;
use crate::proposals::model::{CostLine, ListedProposal};
use crate::proposals::results::store::{self, ExportedComment, ExportedVote};
use crate::proposals::votes::model::Choice;
use crate::time::Time;

/// The sheets of a consultation: responses, comments, then what the proposals cost. The codebook is made from their columns.
///
/// # Errors
/// When the record cannot be reached.
pub async fn export(on: impl Into<On<'_>>, consultation: ConsultationId) -> Result<[Sheet; 3], DbError> {
    let mut on = on.into();
    let listed = proposals::store::listed(on.again(), consultation).await?;
    let all = exported_responses(on.again(), consultation).await?;
    let votes = store::exported_votes(on.again(), consultation).await?;
    let comments = store::exported_comments(on.again(), consultation).await?;
    let costs = proposals::store::costs(on, consultation).await?;
    // A response's number is its place among all that ever came, so it stays the same from export to export.
    let numbered: Vec<(i64, &ExportedResponse)> = (1..).zip(&all).collect();
    let numbers: HashMap<i64, i64> = numbered
        .iter()
        .filter(|(_, response)| response.live.0)
        .map(|(number, response)| (response.id, *number))
        .collect();
    Ok([
        responses(&listed, &numbered, &votes, &comments),
        every_comment(&listed, &numbers, &comments),
        every_cost(&listed, &costs),
    ])
}

fn column(key: impl Into<String>, label: impl Into<String>, description: impl Into<String>) -> SheetColumn {
    SheetColumn { key: key.into(), label: label.into(), description: description.into() }
}

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

fn maybe(words: Option<&String>) -> Cell {
    words.map_or(Cell::Empty, text)
}

fn moment(time: Time) -> Cell {
    text(format!("{} {}", clock::date_input(time), clock::time_input(time)))
}

/// The six words of an answer, for the codebook.
fn answers() -> String {
    Choice::ALL.map(Choice::word).join(", ")
}

fn responses(
    listed: &[ListedProposal],
    numbered: &[(i64, &ExportedResponse)],
    votes: &[ExportedVote],
    comments: &[ExportedComment],
) -> Sheet {
    let mut columns = vec![
        column(
            "response",
            "Response",
            "The number of the response in this consultation, in the order they came. Numbers that are missing belong \
             to responses that were withdrawn. It is not the receipt code.",
        ),
        column("channel", "Way it came in", "online: sent by the person on this site."),
        column("branch", "Library", "The library the person said they use; empty if they gave none."),
        column(
            "received_at",
            "Received",
            "Date and time in London when the response began: year-month-day hour:minute.",
        ),
    ];
    for proposal in listed {
        let (number, title) = (proposal.number, &proposal.title);
        columns.extend([
            column(
                format!("proposal_{number}_vote"),
                format!("{number}. {title}: vote"),
                format!("The latest answer to proposal {number}: {}. Empty if there is none.", answers()),
            ),
            column(
                format!("proposal_{number}_version"),
                format!("{number}. {title}: version"),
                format!("The version of proposal {number} that the answer was given to, from 1."),
            ),
            column(
                format!("proposal_{number}_cast_at"),
                format!("{number}. {title}: answered"),
                format!("Date and time in London when the latest answer to proposal {number} was given."),
            ),
            column(
                format!("proposal_{number}_comments"),
                format!("{number}. {title}: comments"),
                format!(
                    "What the person wrote about proposal {number} as it is shown, replies included, one paragraph \
                     for each comment. Comments that were removed, or wait for a moderator, are left out."
                ),
            ),
        ]);
    }
    let votes: HashMap<(i64, ProposalId), &ExportedVote> =
        votes.iter().map(|vote| ((vote.response_id, vote.proposal_id), vote)).collect();
    let mut written: HashMap<(i64, ProposalId), Vec<String>> = HashMap::new();
    for comment in comments {
        if let (Some(response), Some(words)) = (comment.response_id, shown(comment)) {
            written.entry((response, comment.proposal_id)).or_default().push(words);
        }
    }
    let row = |number: i64, response: &ExportedResponse| {
        let mut row = vec![
            Cell::Int(number),
            text(response.channel.word()),
            maybe(response.branch.as_ref()),
            moment(response.received_at),
        ];
        for proposal in listed {
            let key = (response.id, proposal.id);
            match votes.get(&key) {
                Some(vote) => row.extend([text(vote.choice.word()), Cell::Int(vote.version), moment(vote.cast_at)]),
                None => row.extend([Cell::Empty, Cell::Empty, Cell::Empty]),
            }
            row.push(written.get(&key).map_or(Cell::Empty, |words| text(words.join("\n\n"))));
        }
        row
    };
    Sheet {
        name: "Responses".to_owned(),
        columns,
        rows: numbered.iter().filter(|(_, one)| one.live.0).map(|(number, one)| row(*number, one)).collect(),
    }
}

fn every_comment(listed: &[ListedProposal], numbers: &HashMap<i64, i64>, comments: &[ExportedComment]) -> Sheet {
    let columns = vec![
        column("comment", "Comment", "The number of the comment; it is also in its address on the page."),
        column(
            "response",
            "Response",
            "The number of the response it belongs to; empty for replies by the library service and for responses \
             that were withdrawn.",
        ),
        column("author", "Author", "resident, or library-service for an official reply."),
        column("proposal", "Proposal", "The number of the proposal it is about."),
        column("reply_to", "Reply to", "The number of the comment it replies to; empty for a comment of its own."),
        column(
            "state",
            "State",
            "published, redacted (words were taken out), held (waits for a moderator) or removed.",
        ),
        column(
            "vote",
            "Author's vote",
            format!("The author's answer to the proposal: {}. Empty if there is none.", answers()),
        ),
        column("branch", "Library", "The library its author agreed to show; empty if none."),
        column("agrees", "Agree", "How many people agree with it."),
        column("posted_at", "Posted", "Date and time in London: year-month-day hour:minute."),
        column("text", "Text", "The comment as it is shown. Empty if it was removed or waits for a moderator."),
    ];
    let number_of = |id: ProposalId| listed.iter().find(|proposal| proposal.id == id).map(|proposal| proposal.number);
    let rows = comments
        .iter()
        .map(|comment| {
            let int = |number: Option<i64>| number.map_or(Cell::Empty, Cell::Int);
            vec![
                Cell::Int(comment.id),
                int(comment.response_id.and_then(|id| numbers.get(&id).copied())),
                text(if comment.official.0 { "library-service" } else { "resident" }),
                int(number_of(comment.proposal_id)),
                int(comment.reply_to),
                text(&comment.state),
                maybe(comment.choice.as_ref().filter(|_| !comment.official.0)),
                maybe(comment.branch.as_ref()),
                Cell::Int(comment.agrees),
                moment(comment.posted_at),
                shown(comment).map_or(Cell::Empty, text),
            ]
        })
        .collect();
    Sheet { name: "Comments".to_owned(), columns, rows }
}

fn every_cost(listed: &[ListedProposal], costs: &BTreeMap<ProposalId, Vec<CostLine>>) -> Sheet {
    let columns = vec![
        column("proposal", "Proposal", "The number of the proposal."),
        column("title", "Title", "What the proposal is called."),
        column("item", "What for", "What the money is for."),
        column("amount_pence", "Pence", "The amount in whole pence; negative for a saving."),
        column(
            "period",
            "When",
            "once, each-year, or not-said for a version that was published before this was asked.",
        ),
        column("note", "Note", "A line of explanation; empty if there is none."),
    ];
    let rows = listed.iter().flat_map(|proposal| {
        costs.get(&proposal.id).into_iter().flatten().map(|cost| {
            vec![
                Cell::Int(proposal.number),
                text(&proposal.title),
                text(&cost.item),
                Cell::Int(cost.amount_pence),
                text(cost.period.word()),
                text(&cost.note),
            ]
        })
    });
    Sheet { name: "Costs".to_owned(), rows: rows.collect(), columns }
}

/// What is shown of a comment, without its formatting; nothing of one that is not shown.
fn shown(comment: &ExportedComment) -> Option<String> {
    let state = WritingState::try_from(comment.state.clone()).ok()?;
    state.shown().then(|| words_of(&comment.html))
}

/// The words of the safe HTML that comments are kept in, a line for each paragraph or item. Only what the
/// renderer writes has to be understood: tags without `<` in them and the five named entities.
fn words_of(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        words.push_str(before);
        let Some((tag, after)) = after.split_once('>') else { break };
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or("");
        if matches!(name, "p" | "li" | "ul" | "ol" | "blockquote" | "br" | "h1" | "h2" | "h3" | "h4" | "pre") {
            words.push('\n');
        }
        rest = after;
    }
    if !rest.contains('<') {
        words.push_str(rest);
    }
    let words = words
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
    words.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::words_of;
    use crate::ui::prose::{Author, render};

    #[test]
    fn the_words_of_a_comment_come_back_without_its_formatting() {
        let html = render("**No** < 5 & \"that\" isn't\n\n- one\n- two\n\nThe *end*.", Author::Resident).into_string();
        assert_eq!(words_of(&html), "No < 5 & \"that\" isn't\none\ntwo\nThe end.");
        assert_eq!(
            words_of("<p>Call <span class=\"redacted\">[phone number removed]</span>.</p>"),
            "Call [phone number removed]."
        );
        assert_eq!(words_of("<p>&amp;lt;</p>"), "&lt;");
        assert_eq!(words_of(""), "");
    }
}

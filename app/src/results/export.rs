//! What can be taken away: one row for each response and one for each comment, without anything that says who
//! it was. The columns follow from the proposals alone, so they are the same whether thousands answered or
//! nobody did.

use std::collections::{BTreeMap, HashMap};

use super::store::{ExportedResponse, exported_responses};
use crate::clock;
use crate::db::{DbError, Tx};
use crate::downloads::rows::{SheetFeed, SheetPiece, WriterStopped};
use crate::downloads::spreadsheet::{Cell, SheetColumn};
use crate::ids::{ConsultationId, ProposalId};
use crate::moderation::model::WritingState;
use crate::proposals;
use crate::proposals::model::{CostLine, ListedProposal};
use crate::proposals::results::store::{self, ExportedComment, ExportedVote};
use crate::proposals::votes::model::Choice;
use crate::time::Time;

/// A table that can be taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportSheet {
    /// One row for each response.
    Responses,
    /// One row for each comment.
    Comments,
    /// What the proposals cost.
    Costs,
}

impl ExportSheet {
    /// Every one, in the order in which a workbook has them.
    pub const ALL: [Self; 3] = [Self::Responses, Self::Comments, Self::Costs];
}

/// How many rows are read at a time.
pub const AT_ONCE: i64 = 500;

/// The numbers of the responses of a consultation: a response's number is its place among all that ever came, so it stays
/// the same from export to export.
#[derive(Default)]
struct ResponseNumbers {
    /// Their numbers in the record, in order; below nothing for those that no longer count.
    ids: Vec<i64>,
}

impl ResponseNumbers {
    fn add(&mut self, response: &ExportedResponse) {
        self.ids.push(if response.live.0 { response.id } else { -response.id });
    }

    /// The number of a response that counts.
    fn of(&self, id: i64) -> Option<i64> {
        let place = self.ids.binary_search_by_key(&id, |known| known.abs()).ok()?;
        self.ids.get(place).filter(|known| **known > 0).map(|_| place as i64 + 1)
    }
}

/// What is read, and where it goes.
struct Exporting<'a> {
    tx: &'a mut Tx,
    consultation: ConsultationId,
    listed: Vec<ListedProposal>,
    at_once: i64,
    to: &'a SheetFeed,
}

/// Reads the sheets of a consultation and hands them over, so many rows at a time. Everything is read as it is at the
/// moment that the reading was begun at. When whoever writes has stopped, so does this.
///
/// # Errors
/// When the record cannot be reached.
pub async fn feed(
    tx: &mut Tx,
    consultation: ConsultationId,
    sheets: &[ExportSheet],
    at_once: i64,
    to: &SheetFeed,
) -> Result<(), DbError> {
    let listed = proposals::store::listed(&mut *tx, consultation).await?;
    let mut all = Exporting { tx, consultation, listed, at_once, to };
    let mut numbers = None;
    for sheet in sheets {
        let given = match sheet {
            ExportSheet::Responses => all.responses(&mut numbers).await?,
            ExportSheet::Comments => all.comments(&mut numbers).await?,
            ExportSheet::Costs => all.costs().await?,
        };
        if given.is_err() {
            break;
        }
    }
    Ok(())
}

/// Whether whoever writes still takes what is given.
type FeedGoesOn = Result<(), WriterStopped>;

impl Exporting<'_> {
    async fn responses(&mut self, numbers: &mut Option<ResponseNumbers>) -> Result<FeedGoesOn, DbError> {
        let begin = SheetPiece::Begin { name: "Responses", columns: response_columns(&self.listed) };
        if self.to.give(begin).await.is_err() {
            return Ok(Err(WriterStopped));
        }
        let mut known = ResponseNumbers::default();
        let mut after = 0;
        loop {
            let some = exported_responses(&mut *self.tx, self.consultation, after, self.at_once).await?;
            let Some(last) = some.last() else { break };
            after = last.id;
            let live = || some.iter().filter(|one| one.live.0).map(|one| one.id);
            let votes = store::exported_votes(&mut *self.tx, live()).await?;
            let comments = store::comments_of_responses(&mut *self.tx, live()).await?;
            let first = known.ids.len() as i64 + 1;
            some.iter().for_each(|one| known.add(one));
            let numbered: Vec<(i64, &ExportedResponse)> = (first..).zip(&some).filter(|(_, one)| one.live.0).collect();
            let rows = response_rows(&self.listed, &numbered, &votes, &comments);
            if self.to.give(SheetPiece::Rows(rows)).await.is_err() {
                return Ok(Err(WriterStopped));
            }
        }
        *numbers = Some(known);
        Ok(Ok(()))
    }

    /// The numbers of the responses, where no sheet of them was written before.
    async fn numbers(&mut self) -> Result<ResponseNumbers, DbError> {
        let mut known = ResponseNumbers::default();
        loop {
            let after = known.ids.last().map_or(0, |last| last.abs());
            let some = exported_responses(&mut *self.tx, self.consultation, after, 4 * self.at_once).await?;
            if some.is_empty() {
                return Ok(known);
            }
            some.iter().for_each(|one| known.add(one));
        }
    }

    async fn comments(&mut self, numbers: &mut Option<ResponseNumbers>) -> Result<FeedGoesOn, DbError> {
        let numbers = match numbers.take() {
            Some(known) => known,
            None => self.numbers().await?,
        };
        if self.to.give(SheetPiece::Begin { name: "Comments", columns: comment_columns() }).await.is_err() {
            return Ok(Err(WriterStopped));
        }
        let mut after = 0;
        loop {
            let some = store::exported_comments(&mut *self.tx, self.consultation, after, self.at_once).await?;
            let Some(last) = some.last() else { return Ok(Ok(())) };
            after = last.id;
            let rows = comment_rows(&self.listed, &numbers, &some);
            if self.to.give(SheetPiece::Rows(rows)).await.is_err() {
                return Ok(Err(WriterStopped));
            }
        }
    }

    async fn costs(&mut self) -> Result<FeedGoesOn, DbError> {
        let costs = proposals::store::costs(&mut *self.tx, self.consultation).await?;
        if self.to.give(SheetPiece::Begin { name: "Costs", columns: cost_columns() }).await.is_err() {
            return Ok(Err(WriterStopped));
        }
        Ok(self.to.give(SheetPiece::Rows(cost_rows(&self.listed, &costs))).await)
    }
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

fn response_columns(listed: &[ListedProposal]) -> Vec<SheetColumn> {
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
    columns
}

/// The rows of some responses that count, each with its number.
fn response_rows(
    listed: &[ListedProposal],
    numbered: &[(i64, &ExportedResponse)],
    votes: &[ExportedVote],
    comments: &[ExportedComment],
) -> Vec<Vec<Cell>> {
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
    numbered.iter().map(|(number, one)| row(*number, one)).collect()
}

fn comment_columns() -> Vec<SheetColumn> {
    vec![
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
    ]
}

fn comment_rows(listed: &[ListedProposal], numbers: &ResponseNumbers, comments: &[ExportedComment]) -> Vec<Vec<Cell>> {
    let number_of = |id: ProposalId| listed.iter().find(|proposal| proposal.id == id).map(|proposal| proposal.number);
    comments
        .iter()
        .map(|comment| {
            let int = |number: Option<i64>| number.map_or(Cell::Empty, Cell::Int);
            vec![
                Cell::Int(comment.id),
                int(comment.response_id.and_then(|id| numbers.of(id))),
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
        .collect()
}

fn cost_columns() -> Vec<SheetColumn> {
    vec![
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
    ]
}

fn cost_rows(listed: &[ListedProposal], costs: &BTreeMap<ProposalId, Vec<CostLine>>) -> Vec<Vec<Cell>> {
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
    rows.collect()
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

//! Polis' files as people really have them: with marks, quotes and mistakes.

use proptest::prelude::*;
use soundings_analysis::groups::{Choice, Settings, VoteMatrix, analyse, parse_comments, parse_votes};

const HEADING: &str = "timestamp,datetime,comment-id,voter-id,vote\n";

fn refusal(rows: &str) -> String {
    parse_votes(format!("{HEADING}{rows}").as_bytes(), "votes.csv").unwrap_err().to_string()
}

#[test]
fn votes_are_read_by_the_names_of_their_columns() {
    let votes = parse_votes(b"vote,voter-id,other,comment-id,timestamp\n-1,7,x,3,100\n", "votes.csv").unwrap();
    assert_eq!(votes.len(), 1);
    assert_eq!((votes[0].participant, votes[0].statement, votes[0].choice), (7, 3, Choice::Disagree));
}

#[test]
fn the_latest_vote_stands_and_on_a_tie_the_later_row() {
    let text = format!("{HEADING}200,,1,1,1\n100,,1,1,-1\n300,,2,1,1\n300,,2,1,0\n");
    let matrix = VoteMatrix::new(&parse_votes(text.as_bytes(), "votes.csv").unwrap(), &[]);
    assert_eq!(matrix.answers(1), [(1, Choice::Agree), (2, Choice::Pass)]);
}

#[test]
fn a_byte_order_mark_windows_line_ends_and_spaces_are_no_trouble() {
    let text = format!("\u{feff}{}1, \"a; b\" ,2,3, 1 \r\n", HEADING.replace('\n', "\r\n"));
    assert_eq!(parse_votes(text.as_bytes(), "votes.csv").unwrap().len(), 1);
}

#[test]
fn a_wrong_vote_is_named_with_its_file_and_line() {
    let rows = "1,,1,1,1\n".repeat(15) + "1,,1,1,yes\n";
    assert_eq!(refusal(&rows), "votes.csv: line 17: vote must be -1, 0 or 1, not 'yes'");
}

#[test]
fn lines_are_counted_right_after_blank_lines_and_quoted_ones() {
    assert_eq!(
        refusal("1,,1,1,1\n\n\n1,\"two\nlines\",1,1,1\n1,,1,1,2\n"),
        "votes.csv: line 7: vote must be -1, 0 or 1, not '2'"
    );
}

#[test]
fn wrong_numbers_are_named_by_column() {
    assert_eq!(refusal("1,,one,1,1\n"), "votes.csv: line 2: comment-id must be a whole number, not 'one'");
    assert_eq!(refusal("1,,1,,1\n"), "votes.csv: line 2: voter-id must be a whole number, not ''");
    assert_eq!(
        refusal("99999999999999999999,,1,1,1\n"),
        "votes.csv: line 2: timestamp must be a whole number, not '99999999999999999999'"
    );
}

#[test]
fn a_short_line_says_what_it_lacks() {
    assert_eq!(refusal("1,,1\n"), "votes.csv: line 2: there is no voter-id: the line is too short");
}

#[test]
fn what_was_found_is_shown_short_and_printable() {
    let shown = refusal(&format!("1,,1,1,\u{1b}{}\n", "a".repeat(100_000)));
    assert!(shown.len() < 120 && !shown.contains('\u{1b}'), "{shown}");
}

#[test]
fn empty_files_and_missing_columns_are_told() {
    let told = |bytes: &[u8]| parse_votes(bytes, "v.csv").unwrap_err().to_string();
    assert_eq!(told(b""), "v.csv: the file is empty");
    assert_eq!(told("\u{feff} \n".as_bytes()), "v.csv: the file is empty");
    assert_eq!(told(b"timestamp,voter-id,vote\n"), "v.csv: line 1: the heading has no column comment-id");
    assert_eq!(
        told(b"timestamp;comment-id;voter-id;vote\n"),
        "v.csv: line 1: the heading has no columns timestamp, comment-id, voter-id, vote"
    );
}

#[test]
fn text_that_is_not_utf8_is_told_with_its_line() {
    let mut bytes = HEADING.as_bytes().to_vec();
    bytes.extend(b"1,caf\xe9,1,1,1\n");
    assert_eq!(
        parse_votes(&bytes, "v.csv").unwrap_err().to_string(),
        "v.csv: line 2: the text is not UTF-8; save the file as UTF-8 and try again"
    );
}

#[test]
fn a_heading_without_votes_is_a_conversation_nobody_joined() {
    assert!(parse_votes(HEADING.as_bytes(), "votes.csv").unwrap().is_empty());
}

#[test]
fn comments_say_what_moderators_took_out() {
    let text = "comment-id,agrees,moderated,comment-body\n1,5,1,\"one; \"\"two\"\"\nthree\"\n2,0,-1,out\n3,0,0,new\n";
    let statements = parse_comments(text.as_bytes(), "comments.csv").unwrap();
    let out: Vec<(i64, bool)> = statements.iter().map(|one| (one.id, one.moderated_out)).collect();
    assert_eq!(out, [(1, false), (2, true), (3, false)]);
}

#[test]
fn a_comment_listed_twice_must_be_moderated_alike() {
    let told = |text: &str| parse_comments(text.as_bytes(), "c.csv").map_err(|error| error.to_string());
    assert_eq!(told("comment-id,moderated\n1,1\n1,0\n").unwrap().len(), 1);
    assert_eq!(
        told("comment-id,moderated\n1,1\n1,-1\n").unwrap_err(),
        "c.csv: line 3: comment 1 is moderated differently here and on line 2"
    );
    assert_eq!(
        told("comment-id,moderated\n1,out\n").unwrap_err(),
        "c.csv: line 2: moderated must be -1, 0 or 1, not 'out'"
    );
}

#[test]
fn votes_on_a_statement_the_comments_file_does_not_list_count() {
    let votes = parse_votes(format!("{HEADING}1,,5,1,1\n1,,6,1,1\n").as_bytes(), "votes.csv").unwrap();
    let statements = parse_comments(b"comment-id,moderated\n5,-1\n", "comments.csv").unwrap();
    let matrix = VoteMatrix::new(&votes, &statements);
    assert_eq!(matrix.columns(), [6]);
    assert_eq!(matrix.answers(1), [(6, Choice::Agree)]);
}

proptest! {
    #[test]
    fn no_bytes_make_the_parsers_stumble(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse_votes(&bytes, "x");
        let _ = parse_comments(&bytes, "x");
    }

    #[test]
    fn no_text_like_a_votes_file_makes_anything_stumble(rows in "[-0-9,\"\n;ax \u{feff}]{0,200}") {
        if let Ok(votes) = parse_votes(format!("{HEADING}{rows}").as_bytes(), "x") {
            analyse(&VoteMatrix::new(&votes, &[]), &Settings::default(), None);
        }
        let _ = parse_comments(format!("comment-id,moderated\n{rows}").as_bytes(), "x");
    }

    #[test]
    fn the_largest_numbers_are_taken(ids in prop::collection::vec((any::<i64>(), any::<i64>(), any::<i64>()), 0..20)) {
        let rows: String = ids.iter().map(|(at, statement, person)| format!("{at},,{statement},{person},1\n")).collect();
        let votes = parse_votes(format!("{HEADING}{rows}").as_bytes(), "x").unwrap();
        let report = analyse(&VoteMatrix::new(&votes, &[]), &Settings::default(), None);
        prop_assert!(report.participants.len() <= ids.len());
    }
}

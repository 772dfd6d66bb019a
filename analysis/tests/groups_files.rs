//! Polis' files as people really have them: with marks, quotes and mistakes.

use proptest::prelude::*;
use soundings_analysis::groups::{Choice, Settings, Vote, VoteMatrix, VotesFile, analyse, parse_comments, parse_votes};

const HEADING: &str = "timestamp,datetime,comment-id,voter-id,vote\n";

fn file(text: &str) -> VotesFile {
    parse_votes(text.as_bytes(), "votes.csv").unwrap()
}

fn votes(text: &str) -> Vec<Vote> {
    file(text).votes
}

fn refusal(rows: &str) -> String {
    parse_votes(format!("{HEADING}{rows}").as_bytes(), "votes.csv").unwrap_err().to_string()
}

#[test]
fn votes_are_read_by_the_names_of_their_columns() {
    let votes = parse_votes(b"vote,voter-id,other,comment-id,timestamp\n-1,7,x,3,100\n", "votes.csv").unwrap().votes;
    assert_eq!(votes.len(), 1);
    assert_eq!((votes[0].participant, votes[0].statement, votes[0].choice), (7, 3, Choice::Disagree));
}

#[test]
fn the_latest_vote_stands_and_on_a_tie_the_later_row() {
    let text = format!("{HEADING}200,,1,1,1\n100,,1,1,-1\n300,,2,1,1\n300,,2,1,0\n");
    let matrix = VoteMatrix::new(&votes(&text), &[]);
    assert_eq!(matrix.answers(1), [(1, Choice::Agree), (2, Choice::Pass)]);
}

#[test]
fn a_byte_order_mark_windows_line_ends_and_spaces_are_no_trouble() {
    let text = format!("\u{feff}{}1, \"a; b\" ,2,3, 1 \r\n", HEADING.replace('\n', "\r\n"));
    assert_eq!(votes(&text).len(), 1);
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
        told(b"when;what;who;how\n1;2;3;1\n"),
        "v.csv: line 1: the heading has no columns timestamp, comment-id, voter-id, vote"
    );
    assert_eq!(
        told(b"sep=;\ntimestamp;comment-id;voter-id;Vote;vote\n"),
        "v.csv: line 2: the heading has two columns vote"
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
    assert!(votes(HEADING).is_empty());
}

#[test]
fn comments_say_what_moderators_took_out() {
    let text = "comment-id,agrees,moderated,comment-body\n1,5,1,\"one; \"\"two\"\"\nthree\"\n2,0,-1,out\n3,0,0,new\n";
    let statements = parse_comments(text.as_bytes(), "comments.csv").unwrap().statements;
    let out: Vec<(i64, bool)> = statements.iter().map(|one| (one.id, one.moderated_out)).collect();
    assert_eq!(out, [(1, false), (2, true), (3, false)]);
}

#[test]
fn a_comment_listed_twice_must_be_moderated_alike() {
    let told = |text: &str| {
        parse_comments(text.as_bytes(), "c.csv").map(|file| file.statements).map_err(|error| error.to_string())
    };
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
    let votes = votes(&format!("{HEADING}1,,5,1,1\n1,,6,1,1\n"));
    let statements = parse_comments(b"comment-id,moderated\n5,-1\n", "comments.csv").unwrap().statements;
    let matrix = VoteMatrix::new(&votes, &statements);
    assert_eq!(matrix.columns(), [6]);
    assert_eq!(matrix.answers(1), [(6, Choice::Agree)]);
}

/// Three votes as Polis writes them.
const PLAIN: &str = "timestamp,datetime,comment-id,voter-id,vote\n\
    1795856400000,Sat Nov 28 2026 09:00:00 GMT,0,4,1\n\
    1795856401000,Sat Nov 28 2026 09:00:01 GMT,1,4,-1\n\
    1795856402000,Sat Nov 28 2026 09:00:02 GMT,0,5,0\n";

#[test]
fn other_separators_capitals_and_a_line_for_the_spreadsheet_change_nothing() {
    let with = |separator: &str| PLAIN.replace(',', separator);
    let capitals =
        PLAIN.replace("timestamp,datetime,comment-id,voter-id,vote", "Timestamp,DateTime,Comment ID,VOTER_ID,Vote");
    for text in [
        with(";"),
        with("\t"),
        with("|"),
        capitals,
        format!("sep=,\n{PLAIN}"),
        format!("sep=,,,,\n{PLAIN}"),
        format!("\u{feff}\"sep=;\"\r\n{}", with(";").replace('\n', "\r\n")),
        format!("SEP=\t\n{}", with("\t")),
        // Saved again by a spreadsheet with another separator than its own first line says.
        format!("sep=,;;;;\n{}", with(";")),
        PLAIN.replace(",-1\n", ",-1.0\n").replace(",0,4,", ",0.0,4.00,"),
        with(";").replace(";-1\n", ";-1,0\n"),
        PLAIN.replace(",1\n", ",+1\n").replace(",-1\n", ",−1\n"),
        PLAIN.replace('\n', ",,\n"),
    ] {
        assert_eq!(file(&text), file(PLAIN), "{text}");
    }
    for (little, mark) in [(true, [0xff, 0xfe]), (false, [0xfe, 0xff])] {
        let mut wide = mark.to_vec();
        wide.extend(
            with("\t").encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }),
        );
        assert_eq!(parse_votes(&wide, "votes.csv").unwrap(), file(PLAIN));
        wide.pop();
        let error = parse_votes(&wide, "votes.csv").unwrap_err().to_string();
        assert_eq!(error, "votes.csv: the file ends in the middle of a letter");
    }
    assert_eq!(file(PLAIN).notes, Vec::<String>::new());
}

#[test]
fn lines_are_counted_with_the_line_for_the_spreadsheet() {
    let error = parse_votes(format!("sep=,\n{PLAIN}1,,0,4,yes\n").as_bytes(), "votes.csv").unwrap_err();
    assert_eq!(error.to_string(), "votes.csv: line 6: vote must be -1, 0 or 1, not 'yes'");
}

#[test]
fn lines_are_counted_alike_whatever_ends_them() {
    let text = format!("sep=,\n\n{PLAIN}\n1,\"two\nlines\",0,4,1\n,,,,\n  \n1,,0,4,yes\n");
    for end in ["\n", "\r\n", "\r"] {
        let error = parse_votes(text.replace('\n', end).as_bytes(), "votes.csv").unwrap_err();
        assert_eq!(error.to_string(), "votes.csv: line 12: vote must be -1, 0 or 1, not 'yes'", "{end:?}");
    }
}

#[test]
fn a_line_with_more_fields_than_the_heading_is_refused() {
    // A decimal comma that nobody quoted would move every field after it.
    assert_eq!(
        refusal("1,79586E+12,Sat Nov 28 2026,0,0,1\n"),
        "votes.csv: line 2: this line has 6 fields, but the heading names 5"
    );
}

#[test]
fn shortened_timestamps_are_read_with_a_note_where_nobodys_last_answer_depends_on_them() {
    let note = "votes.csv: line 2: a spreadsheet has shortened timestamps, as in '1.79586E+12'; nobody's last answer \
        depends on the digits that are lost";
    let short = PLAIN.replace("1795856400000", "1.79586E+12").replace("1795856401000", "1.79586E+12");
    assert_eq!(file(&short), VotesFile { votes: votes(PLAIN), notes: vec![note.to_owned()] });
    // The same answer twice, and a change that lies hours apart.
    let again = format!("{HEADING}1.79586E+12,,0,0,1\n1.79586E+12,,0,0,1\n1.79587E+12,,1,0,-1\n1.79584E+12,,1,0,1\n");
    let again = file(&again);
    let matrix = VoteMatrix::new(&again.votes, &[]);
    assert_eq!(matrix.answers(0), [(0, Choice::Agree), (1, Choice::Disagree)]);
    assert_eq!(again.notes, [note]);
    // With decimal commas, as a German spreadsheet has them.
    let comma = file("timestamp;comment-id;voter-id;vote\n1,79586E+12;0;0;1\n");
    assert_eq!((comma.votes.len(), comma.notes.len()), (1, 1));
}

#[test]
fn the_other_column_tells_which_of_changed_votes_came_last() {
    let rows = |first: &str, second: &str| {
        let (first, second) = (format!("1.79586E+12,{first},0,7,-1"), format!("1.79586E+12,{second},0,7,1"));
        // Whichever stands first in the file.
        [format!("{HEADING}{first}\n{second}\n"), format!("{HEADING}{second}\n{first}\n")]
    };
    for (first, second) in [
        ("Sat Nov 28 2026 09:00:00 GMT", "Sat Nov 28 2026 09:00:01 GMT"),
        ("Sat Nov 28 09:59:59 WIB 2026", "Sat Nov 28 10:00:00 WIB 2026"),
    ] {
        for text in rows(first, second) {
            let file = file(&text);
            assert_eq!(VoteMatrix::new(&file.votes, &[]).answers(7), [(0, Choice::Agree)], "{text}");
            assert!(file.notes[0].ends_with("as datetime tells which of changed votes came last"), "{:?}", file.notes);
        }
    }
    // The same second, another zone, another day than the timestamp, and nothing at all.
    for (first, second) in [
        ("Sat Nov 28 2026 09:00:00 GMT", "Sat Nov 28 2026 09:00:00 GMT"),
        ("Sat Nov 28 09:59:59 WIB 2026", "Sat Nov 28 10:00:00 PDT 2026"),
        ("Mon Nov 30 2026 09:00:00 GMT", "Mon Nov 30 2026 09:00:01 GMT"),
        ("", ""),
    ] {
        for text in rows(first, second) {
            let error = parse_votes(text.as_bytes(), "votes.csv").unwrap_err().to_string();
            assert_eq!(
                error,
                "votes.csv: line 3: a spreadsheet has shortened the timestamps, as in '1.79586E+12', so it is not known \
                 whether this vote by voter 7 on comment 0 came after the one on line 2; export the votes from Polis \
                 again, and do not save them with a spreadsheet"
            );
        }
    }
}

#[test]
fn numbers_that_name_something_are_refused_once_they_are_shortened() {
    assert_eq!(
        refusal("1,,0,1.23457E+12,1\n"),
        "votes.csv: line 2: voter-id '1.23457E+12' has been shortened by a spreadsheet, so nobody can tell what it was"
    );
    assert_eq!(refusal("1,,0,1.5,1\n"), "votes.csv: line 2: voter-id must be a whole number, not '1.5'");
}

#[test]
fn a_table_of_participants_alone_is_read() {
    let text = "participant,xid,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,10\n\
        4,,0,2,2,1,1,1,-1,\n5,,1,0,1,0,0,0,,\n6,,,0,0,0,0,,,\n";
    let table = file(text);
    assert_eq!(
        table.notes,
        [
            "votes.csv: line 1: this is a table of participants and statements: everybody's last answer, which is all that \
          a map needs"
        ]
    );
    let matrix = VoteMatrix::new(&table.votes, &[]);
    assert_eq!(matrix, VoteMatrix::new(&votes(PLAIN), &[]));
    // Empty fields left away, and other separators.
    assert_eq!(file(&text.replace(",1,-1,\n", ",1,-1\n")), table);
    assert_eq!(file(&text.replace(',', "\t").replace("participant", "Participant")), table);
    let told =
        |from: &str, to: &str| parse_votes(text.replacen(from, to, 1).as_bytes(), "v.csv").unwrap_err().to_string();
    assert_eq!(told("2,1,1,1,-1,", "3,1,1,1,-1,"), "v.csv: line 2: n-votes is 3, but the line has 2 votes");
    assert_eq!(told("\n5,", "\n4,"), "v.csv: line 3: participant 4 is already on line 2");
    assert_eq!(told(",1,-1,\n", ",1,x,\n"), "v.csv: line 2: vote must be -1, 0 or 1, not 'x'");
    assert_eq!(told("0,1,10", "0,1,1"), "v.csv: line 1: the heading has two columns 1");
    let reversed = "participant,n-agree,n-disagree,0,1\n1,0,2,1,1\n2,1,0,-1,0\n";
    assert_eq!(
        parse_votes(reversed.as_bytes(), "v.csv").unwrap_err().to_string(),
        "v.csv: line 1: agree is -1 and disagree 1 here, by n-agree and n-disagree; in Polis' files it is the other way \
         round"
    );
}

#[test]
fn another_of_polis_files_is_named() {
    let told = |text: &str| parse_votes(text.as_bytes(), "v.csv").unwrap_err().to_string();
    assert_eq!(
        told("timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"),
        "v.csv: line 1: the heading has no columns voter-id, vote; this looks like comments.csv, and the votes are in \
         votes.csv"
    );
    assert_eq!(
        told("topic,Libraries\nvoters,7\n"),
        "v.csv: line 1: the heading has no columns timestamp, comment-id, voter-id, vote; this looks like summary.csv, \
         which has no votes"
    );
    assert_eq!(
        parse_comments(PLAIN.as_bytes(), "c.csv").unwrap_err().to_string(),
        "c.csv: line 1: the heading has no column moderated; this looks like votes.csv"
    );
}

#[test]
fn statements_about_people_themselves_stay_out_of_the_map() {
    let text = "comment-id;moderated;IS-META;comment-body\n0;1;FALSE;one\n1;1;TRUE;\"I work here; mostly\"\n2;-1;;out, and; more\n";
    let comments = parse_comments(text.as_bytes(), "comments.csv").unwrap();
    assert_eq!(
        comments.notes,
        ["comments.csv: line 3: 1 of the comments are marked as is-meta and stay out of the map"]
    );
    let marks: Vec<_> = comments.statements.iter().map(|one| (one.id, one.moderated_out, one.is_meta)).collect();
    assert_eq!(marks, [(0, false, false), (1, false, true), (2, true, false)]);
    let matrix = VoteMatrix::new(&votes(PLAIN), &comments.statements);
    assert_eq!(matrix.columns(), [0]);
    let report = analyse(&matrix, &Settings::default(), None);
    let meta = &report.statements[1];
    assert!(meta.is_meta && !meta.moderated_out && meta.counts.answers() == 0 && meta.loadings == [0.0; 2]);
    let error = parse_comments(b"comment-id,moderated,is-meta\n1,1,maybe\n", "c.csv").unwrap_err();
    assert_eq!(error.to_string(), "c.csv: line 2: is-meta must be true or false, not 'maybe'");
    let error = parse_comments(b"comment-id,moderated,is-meta\n1,1,true\n1,1,false\n", "c.csv").unwrap_err();
    assert_eq!(error.to_string(), "c.csv: line 3: comment 1 is marked differently here and on line 2");
}

proptest! {
    #[test]
    fn no_bytes_make_the_parsers_stumble(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse_votes(&bytes, "x");
        let _ = parse_comments(&bytes, "x");
    }

    #[test]
    fn no_text_like_a_votes_file_makes_anything_stumble(rows in "[-0-9,\"\n;ax \u{feff}]{0,200}") {
        if let Ok(file) = parse_votes(format!("{HEADING}{rows}").as_bytes(), "x") {
            analyse(&VoteMatrix::new(&file.votes, &[]), &Settings::default(), None);
        }
        let _ = parse_comments(format!("comment-id,moderated\n{rows}").as_bytes(), "x");
    }

    #[test]
    fn no_table_of_participants_makes_anything_stumble(rows in "[-0-2,E+.;\n]{0,200}") {
        let _ = parse_votes(format!("participant,n-votes,n-agree,n-disagree,0,1\n{rows}").as_bytes(), "x");
        let _ = parse_votes(format!("timestamp,comment-id,voter-id,vote\n{rows}").as_bytes(), "x");
    }

    #[test]
    fn shortened_timestamps_give_the_last_answers_or_none(
        seconds in prop::collection::vec((0_i64..20, 0_i64..3, -1_i64..2), 1..12),
    ) {
        // 10,000 seconds to the last digit that is left: all of these are shortened to the same.
        let row = |at: i64, shown: &str, (person, vote): (i64, i64)| format!(
            "{shown},Sat Nov 28 2026 09:00:{at:02} GMT,0,{person},{vote}\n"
        );
        let exact: String = seconds.iter().map(|(at, person, vote)| {
            row(*at, &(1_795_856_400_000 + at * 1000).to_string(), (*person, *vote))
        }).collect();
        let short: String =
            seconds.iter().map(|(at, person, vote)| row(*at, "1.79586E+12", (*person, *vote))).collect();
        let matrix = |rows: &str| parse_votes(format!("{HEADING}{rows}").as_bytes(), "x")
            .map(|file| VoteMatrix::new(&file.votes, &[]));
        if let Ok(ours) = matrix(&short) {
            prop_assert_eq!(ours, matrix(&exact).unwrap());
        }
    }

    #[test]
    fn the_largest_numbers_are_taken(ids in prop::collection::vec((any::<i64>(), any::<i64>(), any::<i64>()), 0..20)) {
        let rows: String = ids.iter().map(|(at, statement, person)| format!("{at},,{statement},{person},1\n")).collect();
        let votes = votes(&format!("{HEADING}{rows}"));
        let report = analyse(&VoteMatrix::new(&votes, &[]), &Settings::default(), None);
        prop_assert!(report.participants.len() <= ids.len());
    }
}

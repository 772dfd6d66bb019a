//! What a Pabulib file says about what may win, ranks and points, and slips in votes.

use soundings_analysis::budgets::pabulib::{PabulibFile, parse};
use soundings_analysis::budgets::{Choice, Rule, Settings, Utility, report};

/// A file with so many rows of `META`, these projects and these votes.
fn file(meta: &str, projects: &str, votes: &str) -> PabulibFile {
    let text = format!("META\nkey;value\nbudget;100\n{meta}\nPROJECTS\n{projects}\nVOTES\n{votes}\n");
    parse("FILE.pb", text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

fn winners(file: &PabulibFile, rule: Rule) -> Vec<String> {
    report(file, &Settings { utility: file.utility(), ..Settings::new(rule) }).unwrap().winners
}

const EQUAL_SHARES: Rule = Rule::EqualShares { increment: Some(100), then_greedily: true };
const BOOKS: &str =
    "project_id;cost;category;neighborhood\n1;60;Books;North\n2;40;Furniture;South\n3;60;furniture, Books;North";
const VOTES: &str = "voter_id;vote\n1;1\n2;1\n3;1\n4;2,3\n5;2,3";
const APPROVAL: &str = "vote_type;approval";

#[test]
fn amounts_for_each_category_are_limits() {
    for list in [
        "categories;Books,Furniture\nbudget_per_category;50,100",
        "categories; Books , Furniture \nbudget_per_category; 50.00, 100 ",
        "categories;['Books', 'Furniture']\nbudget_per_category;[50, 100]",
        "budget_per_category;Books:50,Furniture:100",
        "budget_per_category;furniture=100, books=50",
        "categories;Books|Furniture\nbudget_per_category;50|100",
    ] {
        let file = file(&format!("{APPROVAL}\n{list}"), BOOKS, VOTES);
        let greedy = report(&file, &Settings::new(Rule::Greedy)).unwrap();
        assert_eq!(greedy.winners, ["2"], "{list}");
        assert!(greedy.projects[0].why.contains("at most 50 may be spent on"), "{}", greedy.projects[0].why);
        assert!(
            greedy.warnings[0].contains("budget_per_category is read as limits: at most "),
            "{:?}",
            greedy.warnings
        );
        // A project of two categories needs room in both.
        for rule in [EQUAL_SHARES, Rule::GreedyPerCost] {
            assert_eq!(winners(&file, rule), ["2"], "{list}");
        }
    }
    assert_eq!(winners(&file(APPROVAL, BOOKS, VOTES), Rule::Greedy), ["1", "2"], "without limits");
}

#[test]
fn amounts_for_each_neighbourhood_are_limits_beside_those_for_categories() {
    let limits = "neighborhoods;North,South\nbudget_per_neighborhood;100,39.99";
    let limited = file(&format!("{APPROVAL}\n{limits}"), BOOKS, VOTES);
    assert_eq!(winners(&limited, Rule::Greedy), ["1"]);
    assert_eq!(
        limited.warnings,
        ["FILE.pb line 6: budget_per_neighborhood is read as limits: at most 100 on North, 39.99 on South"]
    );
    let both = format!("{APPROVAL}\n{limits}\ncategories;Books\nbudget_per_category;50");
    let both = file(&both, BOOKS, VOTES);
    assert_eq!(winners(&both, Rule::Greedy), Vec::<String>::new());
    assert!(
        both.warnings.iter().any(|note| note.ends_with("1 projects belong to nothing that budget_per_category limits"))
    );
    // A neighbourhood that is called what a category is called is another limit, if no project has it, too.
    let same = "budget_per_neighborhood;Books:10,North:100\nbudget_per_category;Books:60";
    let same = file(&format!("{APPROVAL}\n{same}"), BOOKS, VOTES);
    assert_eq!(winners(&same, Rule::Greedy), ["1", "2"]);
    assert!(
        same.warnings
            .iter()
            .any(|note| note.ends_with("no project belongs to 1 of the names in budget_per_neighborhood"))
    );
}

#[test]
fn limits_that_cannot_be_told_are_said_to_be_passed_over() {
    for (list, why) in [
        ("budget_per_category;50,100", "the file has no categories"),
        ("categories;Books\nbudget_per_category;50,100", "it has 2 amounts, but categories has 1 names"),
        ("categories;Books,books\nbudget_per_category;50,100", "“books” is named more than once"),
        ("categories;Books\nbudget_per_category;lots", "the amount “lots” is not an amount of money"),
        ("categories;Books\nbudget_per_category;-1", "the amount -1 is less than nothing"),
        ("categories;Books\nbudget_per_category;[]", "it has 0 amounts, but categories has 1 names"),
        ("districts;North\nbudget_per_district;5", "no project says its district"),
        ("min_score;many", "“many” is not a score"),
        ("min_length_per_category;1", "it limits votes, and all count as they are"),
        ("leftover_budget;Books", "what is left over is not moved"),
        ("max_share_of_one_area;0.5", "what it asks is not known here"),
        ("default_score;1", "a project that a vote does not name gets nothing from it"),
    ] {
        let file = file(&format!("{APPROVAL}\n{list}"), BOOKS, VOTES);
        let key = list.lines().last().unwrap().split(';').next().unwrap();
        let line = 4 + list.lines().count();
        assert_eq!(file.warnings, [format!("FILE.pb line {line}: {key} is passed over: {why}")], "{list}");
        assert_eq!(winners(&file, Rule::Greedy), ["1", "2"]);
    }
    let funded = file(&format!("{APPROVAL}\nfully_funded;1"), BOOKS, VOTES);
    assert!(funded.warnings[0].starts_with("FILE.pb line 5: fully_funded is passed over: "), "{:?}", funded.warnings);
    let own = file(&format!("{APPROVAL}\nrule;greedy-no-skip"), BOOKS, VOTES);
    assert_eq!(own.warnings, ["FILE.pb line 5: the city's own rule was “greedy-no-skip”, which is none of ours"]);
    let plain = format!("{APPROVAL}\nfully_funded;0\nrule;greedy\ndefault_score;0\ncurrency;EUR\ncategories;Books");
    assert_eq!(file(&plain, BOOKS, VOTES).warnings, Vec::<String>::new());
}

#[test]
fn a_project_below_the_least_score_is_never_funded() {
    for key in ["min_project_score_threshold", "min_score", "min_votes", "threshold"] {
        let file = file(&format!("{APPROVAL}\nrule;greedy\n{key};3"), BOOKS, VOTES);
        assert_eq!(
            file.warnings,
            [format!("FILE.pb line 6: {key} is read as a limit: no project with less than 3 is funded")]
        );
        for rule in [Rule::Greedy, Rule::GreedyPerCost, EQUAL_SHARES] {
            let report = report(&file, &Settings::new(rule)).unwrap();
            assert_eq!(report.winners, ["1"], "{key} {rule:?}");
            assert_eq!(report.projects[1].why, "Not funded: it has 2 votes, and a project needs 3.");
            assert_eq!(report.projects[1].supporters, 2);
        }
    }
    // The highest of several holds; votes with points are asked for points, in parts of one if need be.
    let points = file(
        "vote_type;cumulative\nmax_sum_points;10\nmin_score;2.5\nmin_votes;1",
        BOOKS,
        "voter_id;vote;points\n1;1,2;2,3\n2;1;0.4",
    );
    let report = report(&points, &Settings { utility: Utility::Points, ..Settings::new(Rule::Greedy) }).unwrap();
    assert_eq!(report.winners, ["2"]);
    assert_eq!(report.projects[0].why, "Not funded: it has 2.4 points, and a project needs 2.5.");
    assert_eq!(report.projects[0].score.as_deref(), Some("2.4"));
}

#[test]
fn ranks_count_as_points_by_their_place() {
    let projects = "project_id;cost\n1;100\n2;100\n3;999";
    let votes = "voter_id;vote\n1;1,3\n2;1,3\n3;1,3\n4;3,2\n5;3,2\n6;3,2\n7;3,2";
    let ranked = file("vote_type;ordinal\nmax_length;2", projects, votes);
    assert_eq!(ranked.election.scores(), [6, 4, 11]);
    for rule in [Rule::Greedy, Rule::GreedyPerCost] {
        assert_eq!(winners(&ranked, rule), ["1"], "{rule:?}");
    }
    // Under equal shares, four can pay for it before three can, however much it is worth to those.
    assert_eq!(winners(&ranked, EQUAL_SHARES), ["2"]);
    // Where the same people can pay for either, it is what it is worth to them that decides.
    let either = file("vote_type;ordinal\nmax_length;2", "project_id;cost\n1;90\n2;90", "voter_id;vote\n1;2,1\n2;2,1");
    assert_eq!(winners(&either, EQUAL_SHARES), ["2"]);
    assert_eq!(report(&either, &Settings::new(EQUAL_SHARES)).unwrap().winners, ["1"]);
    assert_eq!(
        ranked.warnings,
        ["FILE.pb line 12: ranks count as points: a first choice has 2, each one after it one fewer"]
    );
    // Asked not to count them, it says so.
    let report = report(&ranked, &Settings::new(Rule::Greedy)).unwrap();
    assert_eq!(report.winners, ["2"]);
    assert_eq!(
        report.warnings[1],
        "the ranks on the votes do not count, because everybody who chose a project is counted alike"
    );
    // A short vote's first choice has as much as a long one's; without a length, that of all projects.
    let free = file("vote_type;ordinal", projects, "voter_id;vote\n1;2\n2;1,2,3");
    assert_eq!(free.election.scores(), [3, 5, 1]);
    let wrong = file("vote_type;ordinal\nmax_length;two\nscoring_fn;Dowdall", projects, "voter_id;vote\n1;2,1");
    assert_eq!(wrong.election.scores(), [2, 3, 0]);
    assert_eq!(wrong.warnings.len(), 3, "{:?}", wrong.warnings);
    let long = file("vote_type;ordinal\nmax_length;1", projects, "voter_id;vote\n1;2,1\n2;1");
    assert_eq!(long.election.scores(), [1, 1, 0]);
    assert!(
        long.warnings
            .contains(&"FILE.pb line 13: 1 vote ranks more than 1 projects; what comes after has no points".to_owned())
    );
    // Ranked votes that say themselves what ranks are worth.
    let own = file("vote_type;ordinal\nmax_length;4", projects, "voter_id;vote;points\n1;2,1;3,1\n2;1;4");
    assert_eq!(own.election.scores(), [5, 3, 0]);
    assert_eq!(own.warnings, ["FILE.pb line 13: 2 votes, this the first, give points beside the ranks; those count"]);
}

#[test]
fn points_count_unless_somebody_asks_otherwise() {
    let points = file(
        "vote_type;cumulative\nmax_sum_points;10",
        "project_id;cost\n1;100\n2;100",
        "voter_id;vote;points\n1;1;10\n2;2;1\n3;2;1",
    );
    assert_eq!(winners(&points, Rule::Greedy), ["1"]);
    assert_eq!(points.warnings, Vec::<String>::new());
    let scores = |second: &str| {
        let projects = format!("project_id;cost;score\n1;100;10\n2;100;{second}");
        file("vote_type;cumulative\nmax_sum_points;10", &projects, "voter_id;vote;points\n1;1;10\n2;2;1\n3;2;1")
            .warnings
    };
    assert_eq!(scores("2.0"), Vec::<String>::new());
    assert_eq!(scores("7"), ["FILE.pb line 9: the file has another score for 1 project than its votes add up to"]);
    let alike = report(&points, &Settings::new(Rule::Greedy)).unwrap();
    assert_eq!((alike.winners, alike.warnings.len()), (vec!["2".to_owned()], 1));
}

#[test]
fn a_project_named_twice_counts_once_with_a_note() {
    let choice = |project, points| Choice { project, points };
    let twice = file(APPROVAL, BOOKS, "voter_id;vote\n1;1,1\n2;2\n3;2,3,2,2");
    assert_eq!(twice.election.scores(), [1, 2, 1]);
    assert_eq!(
        twice.warnings,
        ["FILE.pb line 12: 2 votes, this the first, name a project more than once; it counts once"]
    );
    let ranked = file("vote_type;ordinal\nmax_length;3", BOOKS, "voter_id;vote\n1;2,2,1");
    assert_eq!(ranked.election.ballots[0].choices, [choice(1, 3), choice(0, 2)]);
    assert!(ranked.warnings[1].ends_with("it counts once, at its first mention, and those after it move up"));
    let points = file("vote_type;cumulative\nmax_sum_points;9", BOOKS, "voter_id;vote;points\n1;2,2,1;5,3,1");
    assert_eq!(points.election.ballots[0].choices, [choice(1, 5), choice(0, 1)]);
    assert!(points.warnings[0].ends_with("it counts once, with the points of its first mention"));
}

#[test]
fn votes_that_break_the_files_own_limits_count_and_are_noted() {
    for (limit, votes, note) in [
        ("max_length;1", VOTES, "max_length is 1, but 2 votes have more; all count as they are"),
        ("min_length;2", VOTES, "min_length is 2, but 3 votes have less; all count as they are"),
        ("max_sum_cost;99.5", VOTES, "max_sum_cost is 99.5, but 2 votes have more; all count as they are"),
    ] {
        let file = file(&format!("{APPROVAL}\n{limit}"), BOOKS, votes);
        assert_eq!(file.warnings, [format!("FILE.pb line 5: {note}")]);
        assert_eq!(winners(&file, Rule::Greedy), ["1", "2"]);
    }
    let points = file(
        "vote_type;cumulative\nmax_sum_points;5\nmax_points;4\nmin_points;2",
        BOOKS,
        "voter_id;vote;points\n1;1,2;4,2\n2;1,2;4,1",
    );
    assert_eq!(
        points.warnings,
        [
            "FILE.pb line 5: max_sum_points is 5, but 1 vote has more; all count as they are",
            "FILE.pb line 7: min_points is 2, but 1 vote has less; all count as they are",
        ]
    );
}

#[test]
fn small_files_with_much_in_them_are_read_and_decided_at_once() {
    // Every project ties with every other; every row of META is another key; every field is empty.
    let projects: String = (0..4000).map(|number| format!("\n{number};1")).collect();
    let votes: Vec<String> = (0..4000).map(|number| number.to_string()).collect();
    let meta: String = (0..20_000).map(|number| format!("\nk{number};{}", ";".repeat(9))).collect();
    let file = file(
        &format!("{APPROVAL}{meta}"),
        &format!("project_id;cost{projects}"),
        &format!("voter_id;vote\n1;{}", votes.join(",")),
    );
    let report = report(&file, &Settings::new(Rule::Greedy)).unwrap();
    assert_eq!(report.winners.len(), 100);
    assert!(report.rounds.iter().all(|round| round.tied.len() == 100));
}

//! What a count says, in sentences: the finding above the charts, and what each method does. On ballots and in findings
//! the methods go without their names: those, and what they are compared with, stand in the fold on the results page.

use super::count::{Counted, Out, Round};
use super::model::Method;
use crate::consultations::model::Stage;
use crate::numbers::{Noun, grouped};
use crate::responses::suppression::few_voters;
use soundings_analysis::ranked::TieSettledBy;

const VOTE: Noun = Noun { one: "vote", many: "votes" };

/// How it is counted, in two sentences without a name for it: what stands on a ballot.
pub const fn plainly(method: Method) -> &'static str {
    match method {
        Method::InstantRunoff => {
            "First choices are counted, and the option with the fewest goes out: its votes go to the next choice on each of \
             those lists. This is done again until one option has more than half."
        }
        Method::Schulze => {
            "Every two options are compared: which of the two do more people prefer? The one that more people prefer to each \
             of the others wins."
        }
    }
}

/// What a method is called where staff choose it, and in their lists.
pub const fn called(method: Method) -> &'static str {
    match method {
        Method::InstantRunoff => "Round by round",
        Method::Schulze => "The usual way",
    }
}

/// What a method does, in three sentences or fewer, for those who want to know it exactly.
pub const fn how(method: Method) -> &'static str {
    match method {
        Method::InstantRunoff => {
            "First choices are counted. If no option has more than half, the one with the fewest votes is struck out, \
             and each of its votes goes to the next choice on that person’s list that is still in. This is done again \
             until one option has more than half of the votes that still count."
        }
        Method::Schulze => {
            "Every two options are compared: do more people prefer the one, or the other? An option that comes out \
             ahead of each of the others wins. If no option does, because preferences go round in a circle, the \
             strongest chains of wins decide."
        }
    }
}

/// What speaks for a method, and what against it.
pub const fn why(method: Method) -> &'static str {
    match method {
        Method::InstantRunoff => {
            "It is easy to follow round by round, and many clubs and cities elect people this way. If your \
             favourite is struck out, your vote goes on to your next choice. Its weakness: an option that is almost everybody’s second choice can be \
             struck out early, because few put it first."
        }
        Method::Schulze => {
            "It finds the option that most people can agree on, also when few put it first, and adding a copy of an \
             option does not change who wins. Its weakness: when preferences go round in a circle, the last step takes \
             longer to explain."
        }
    }
}

/// "“A”", "“A” and “B”", "“A”, “B” and “C”".
pub fn list(counted: &Counted, options: &[usize]) -> String {
    let names: Vec<String> = options.iter().map(|option| format!("“{}”", counted.title(*option))).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// The finding with how many took part: what a list of findings and the read API say.
pub fn told(counted: &Counted, method: Method, at: Stage) -> String {
    let finding = finding(counted, method, at);
    match few_voters(counted.counting(), at) {
        Some(_) => finding,
        None => format!("{finding} {}", turnout(counted)).trim_end().to_owned(),
    }
}

/// The finding in one sentence or two: who wins by the method that was announced; or that too few voted to say it.
pub fn finding(counted: &Counted, method: Method, at: Stage) -> String {
    if let Some(few) = few_voters(counted.counting(), at) {
        return few.to_owned();
    }
    let Some(winner) = counted.winner(method) else {
        return match at {
            Stage::Open => "Nobody has put these options in order yet.".to_owned(),
            _ => "Nobody put these options in order.".to_owned(),
        };
    };
    let title = counted.title(winner);
    let wins = match at {
        Stage::Open => "is ahead so far",
        Stage::Withdrawn => "was ahead",
        _ => "wins",
    };
    if counted.is_level_so_far(method, at) {
        let level = list(counted, &counted.schulze.winners);
        return format!("{level} are level so far. If it stays like this, the lot decides that is drawn already.");
    }
    let because = match method {
        Method::InstantRunoff => runoff_because(counted, winner),
        Method::Schulze => schulze_because(counted, winner),
    };
    format!("“{title}” {wins}: {because}.")
}

fn runoff_because(counted: &Counted, winner: usize) -> String {
    let votes = |round: &Round| round.votes.get(winner).copied().flatten().unwrap_or(0);
    match counted.rounds.as_slice() {
        [] => String::new(),
        // Not "put it first": an option that was withdrawn may have stood above it.
        [only] => format!(
            "it has {} of the {} that {}, which is more than half",
            grouped(votes(only)),
            VOTE.count(only.counting),
            if only.counting == 1 { "counts" } else { "count" }
        ),
        [.., last] => {
            format!("it has {} of the {} left in the last round", grouped(votes(last)), VOTE.count(last.counting))
        }
    }
}

fn schulze_because(counted: &Counted, winner: usize) -> String {
    let others: Vec<usize> = counted.schulze.winners.iter().copied().filter(|option| *option != winner).collect();
    if counted.schulze.condorcet_winner == Some(winner) {
        "compared with each of the others in turn, more people prefer it".to_owned()
    } else if others.is_empty() {
        "the comparisons go round in a circle, so that no option is preferred to each of the others, and its wins are the \
         strongest"
            .to_owned()
    } else {
        format!("it is level with {}, and the lot that was drawn beforehand puts it first", list(counted, &others))
    }
}

/// Whether the other method comes to the same, and whether one option beats each other.
pub fn agreement(counted: &Counted, method: Method) -> Option<String> {
    let winner = counted.winner(method)?;
    let other = method.other();
    let theirs = counted.winner(other)?;
    let same = if theirs == winner {
        format!("{} comes to the same result.", other.title())
    } else {
        format!("{} would choose “{}” instead.", other.title(), counted.title(theirs))
    };
    let condorcet = match counted.schulze.condorcet_winner {
        Some(best) if best == winner && method == Method::Schulze => String::new(),
        Some(best) if best == winner => {
            " More people prefer it to each of the others, two by two (it is what is called the Condorcet winner)."
                .to_owned()
        }
        Some(best) => format!(
            " Compared two by two, more people prefer “{}” to each of the others (it is what is called the Condorcet \
             winner).",
            counted.title(best)
        ),
        None => " Compared two by two, no option is preferred to each of the others (there is no Condorcet winner)."
            .to_owned(),
    };
    Some(format!("{same}{condorcet}"))
}

/// Why the two methods differ, for those who wonder; nothing when they agree.
pub fn why_they_differ(counted: &Counted) -> Option<String> {
    let (runoff, schulze) = (counted.winner(Method::InstantRunoff)?, counted.winner(Method::Schulze)?);
    if runoff == schulze {
        return None;
    }
    let best = counted.title(schulze);
    let everywhere = format!("The Schulze method compares “{best}” with every other option on every list.");
    let here = |option: usize, round: &Round| {
        let votes = round.votes.get(option).copied().flatten().unwrap_or(0);
        let ballots = Noun { one: "ballot", many: "ballots" }.count(round.counting);
        format!("the highest remaining choice of {} of {ballots}", grouped(votes))
    };
    let struck_out = |round: &Round| round.out.as_ref().is_some_and(|out| out.option == schulze);
    if let Some((number, round)) = (1..).zip(&counted.rounds).find(|(_, round)| struck_out(round)) {
        return Some(format!(
            "Instant-runoff strikes out “{best}” in round {number}, when it is {}; it looks only at the highest option \
             still in on each list. {everywhere}",
            here(schulze, round)
        ));
    }
    // It may be over while both are still in: ballots with no choice left do not count towards the half.
    let last = counted.rounds.last()?;
    Some(format!(
        "Instant-runoff ends in round {}, when “{}” is {} that still count; it looks only at the highest option still in \
         on each list. {everywhere}",
        counted.rounds.len(),
        counted.title(runoff),
        here(runoff, last)
    ))
}

/// What a round shows: who is struck out and why, or who has won.
pub fn outcome(counted: &Counted, round: &Round) -> String {
    let Some(Out { option, tie }) = &round.out else {
        let winner = counted.runoff_winner;
        let votes = winner.and_then(|winner| round.votes.get(winner).copied().flatten()).unwrap_or(0);
        let title = winner.map_or("", |winner| counted.title(winner));
        return format!("“{title}” has {} of {}: more than half.", grouped(votes), VOTE.count(round.counting));
    };
    let title = counted.title(*option);
    match tie {
        None => format!("“{title}” has the fewest votes and is struck out."),
        Some((level, TieSettledBy::EarlierRound)) => format!(
            "“{title}” has as few votes as {}. It had fewer in an earlier round, so it is struck out.",
            list(counted, level)
        ),
        Some((level, TieSettledBy::TieRule)) => format!(
            "“{title}” has as few votes as {}, in every round so far. The lot decides, and it is struck out.",
            list(counted, level)
        ),
    }
}

/// Where the votes of the option struck out go from one round to the next.
pub fn passed_on(counted: &Counted, before: &Round, after: &Round) -> String {
    let moved: Vec<String> = after
        .gained
        .iter()
        .enumerate()
        .filter(|(_, gained)| **gained > 0)
        .map(|(option, gained)| format!("{} to “{}”", grouped(*gained), counted.title(option)))
        .collect();
    let moved = (!moved.is_empty()).then(|| format!("Its votes go on: {}.", moved.join(", ")));
    let dropped = match after.exhausted.saturating_sub(before.exhausted) {
        0 => None,
        1 => Some("1 ballot has no next choice, so it drops out.".to_owned()),
        many => Some(format!("{} ballots have no next choice, so they drop out.", grouped(many))),
    };
    match [moved, dropped].into_iter().flatten().collect::<Vec<_>>() {
        said if said.is_empty() => "It had no votes to pass on.".to_owned(),
        said => said.join(" "),
    }
}

/// How many people took part, and how many left options out.
pub fn turnout(counted: &Counted) -> String {
    if counted.people == 0 {
        return String::new();
    }
    let all = counted.counting() - counted.left_out;
    let left = match (counted.left_out, all) {
        (0, 1) => "Every option is ranked.".to_owned(),
        (0, _) => "All of them ranked every option.".to_owned(),
        (1, 0) => "At least one option is left out.".to_owned(),
        (left, 0) => format!("All {} left at least one option out.", grouped(left)),
        (left, all) => format!("{} ranked every option; {} left at least one out.", grouped(all), grouped(left)),
    };
    let lost = match counted.lost {
        0 => String::new(),
        lost => format!(" {} ranked only options that were withdrawn later.", grouped(lost)),
    };
    format!("{} put the options in order. {left}{lost}", Noun::PERSON.count(counted.people))
}

/// The result of one comparison, in words.
pub fn comparison(counted: &Counted, one: usize, two: usize) -> String {
    let (for_one, for_two) = (counted.prefer(one, two), counted.prefer(two, one));
    match for_one.cmp(&for_two) {
        std::cmp::Ordering::Greater => format!("“{}” wins", counted.title(one)),
        std::cmp::Ordering::Less => format!("“{}” wins", counted.title(two)),
        std::cmp::Ordering::Equal => "Level".to_owned(),
    }
}

//! Thousands of consultations: most were decided in earlier years, some have closed, some dozens are open, some are drafts.

use super::super::super::content::{DemoConsultation, DemoDecision, DemoProposal};
use super::super::consultations;
use super::super::story::{DemoRecord, Story, missing};
use crate::consultations::model::{Level, Showing, Stage};
use crate::db::{DbError, Tx};

/// What is asked again and again, and how it is put.
const TOPICS: [(&str, &str, &str); 12] = [
    ("opening-hours", "Opening hours", "Should the library open at other hours?"),
    ("study-space", "Quiet study space", "Should part of the reading room be kept for quiet study?"),
    ("childrens-corner", "The children’s corner", "What should the corner for small children have?"),
    ("local-history", "Local history shelves", "Where should the local history collection stand?"),
    ("meeting-room", "Hiring the meeting room", "Who should be able to hire the meeting room, and for how much?"),
    ("cafe", "A café in the library", "Should there be a café, and who should run it?"),
    ("self-service", "Self-service", "Should people be able to borrow and return by themselves?"),
    ("book-fund", "The book fund", "What should this year’s money for books be spent on?"),
    ("toy-library", "A toy library", "Should the library lend toys and games?"),
    ("garden", "The reading garden", "How should the garden behind the library be used?"),
    ("computers", "Public computers", "How long should one person use a computer for?"),
    ("newspapers", "Newspapers and magazines", "Which newspapers should the library keep?"),
];

pub(super) async fn write(tx: &mut Tx, story: &Story, written: &mut DemoRecord) -> Result<(), DbError> {
    let before = written.consultations.len();
    for number in 0..story.size.consultations {
        let consultation = one(story, number).ok_or_else(missing)?;
        consultations::one(tx, story, written, (before + number, &consultation)).await?;
    }
    Ok(())
}

/// Of two hundred, one is a draft, one opens later, two are open, six have closed and one was withdrawn; the others were
/// decided.
const fn stage(number: usize) -> Stage {
    match number % 200 {
        0 => Stage::Draft,
        1 => Stage::Upcoming,
        2 | 3 => Stage::Open,
        4..=9 => Stage::Closed,
        10 => Stage::Withdrawn,
        _ => Stage::Decided,
    }
}

fn one(story: &Story, number: usize) -> Option<DemoConsultation> {
    let (slug, title, question) = TOPICS.get(number % TOPICS.len())?;
    let branch = story.content.branches.get(number % story.content.branches.len().max(1))?;
    let stage = stage(number);
    let spread = i32::try_from(number).ok()?;
    let (opens, closes, decision_due) = match stage {
        Stage::Draft => (20 + spread % 60, 62 + spread % 60, 120 + spread % 60),
        Stage::Upcoming => (3 + spread % 50, 45 + spread % 50, 100 + spread % 50),
        Stage::Open => (-5 - spread % 37, 3 + spread % 41, 60 + spread % 41),
        Stage::Closed => (-44 - spread % 50, -2 - spread % 50, 40 - spread % 50),
        Stage::Withdrawn => (-40, 20, 60),
        // One was decided on each day, for as many years as there are.
        Stage::Decided => (-110 - spread, -68 - spread, -10 - spread),
    };
    let at = &branch.name;
    let decision = (stage == Stage::Decided).then(|| decision(story, title, at)).flatten();
    Some(DemoConsultation {
        slug: format!("{slug}-{}-{}", branch.slug, number + 1),
        title: format!("{title} at {at}"),
        summary: (*question).to_owned(),
        background: format!(
            "We last asked about this some years ago. Since then {at} is used in other ways, and by other people.\n\n\
             We have looked at how many come and when. Now we would like to know what you think."
        ),
        level: Level::Consult,
        branch: Some(branch.slug.clone()),
        stage,
        opens,
        closes,
        decision_due,
        results: if number.is_multiple_of(3) { Showing::Live } else { Showing::Hidden },
        withdrawn_reason: (stage == Stage::Withdrawn).then(|| "The building is closed for repairs.".to_owned()),
        proposals: vec![DemoProposal {
            title: format!("{title}: what we would do"),
            summary: (*question).to_owned(),
            body: format!("We would change how {at} does this, try it for a year, and tell you what came of it."),
            fixed: "What it may cost in all.".to_owned(),
            open: "How and when it is done.".to_owned(),
            impact: String::new(),
            alternatives: Vec::new(),
            costs: Vec::new(),
            support_bias: 0,
            amendment: None,
        }],
        decision,
    })
}

fn decision(story: &Story, title: &str, at: &str) -> Option<DemoDecision> {
    let like = story.content.consultations.iter().find_map(|one| one.decision.as_ref())?;
    Some(DemoDecision {
        outcome: format!("{title} at {at}: we will do as we proposed."),
        we_asked: "Whether this is the right way to do it.".to_owned(),
        you_said: "Most of those who answered agreed, and many wanted to be told how it goes.".to_owned(),
        we_did: "We will begin within three months.".to_owned(),
        reasons: "It costs little, and more people can use the library.".to_owned(),
        questionnaire: None,
        decided_by: like.decided_by.clone(),
        themes: like.themes.clone(),
        promises: Vec::new(),
    })
}

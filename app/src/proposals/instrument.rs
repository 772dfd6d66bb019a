//! What proposals, with their votes and comments, tell the house of themselves.

use futures::future::FutureExt;
use serde_json::Value;

use super::comments::moderating::writing::Comments;
use super::desk::Proposals;
use super::editing::store as drafts;
use super::model::{BIT, VersionKind};
use super::pages;
use super::results::{report, told};
use super::tables::TABLES;
use super::votes::model::Choice;
use super::votes::tallies;
use super::{comments, put, ready, recount, store, template};
use crate::App;
use crate::consultations::editing::rules;
use crate::consultations::instrument::{
    ApiValue, Draft, Finding, Instrument, InstrumentWords, Later, NotedForm, ReportReader, ResultsPart, Step, Telling,
    TemplateError, seconds_to_read,
};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::rules::stage;
use crate::consultations::showing;
use crate::db::bulk::Table;
use crate::db::{Db, On, Statement, Tx};
use crate::ids::ConsultationId;
use crate::moderation::writing::Writing;
use crate::numbers::Noun;
use crate::random::Random;
use crate::site::described::Described;
use crate::site::field_words::{FieldWords, Holds};
use crate::site::{Fault, Routes, Visit};
use crate::time::Time;

/// How long it takes to choose an answer and send it, in seconds: an estimate of ours.
const SECONDS_TO_VOTE: u64 = 30;

const WORDS: InstrumentWords = InstrumentWords {
    key: "proposals",
    bit: BIT,
    title: "Proposals",
    // They are the consultation's own page, for residents and for staff.
    page: "",
    begin: (
        "/proposals/new",
        "Write a proposal",
        "People say whether they are for or against it, and comment. For a plan that you have.",
    ),
    deleted: "its proposals",
    acts: &[
        ("proposal.draft", "wrote at the proposal"),
        ("proposal.delete-draft", "deleted the draft of the proposal"),
        ("proposal.discard-draft", "threw away the changed draft of the proposal"),
        ("proposal.amend", "amended the proposal"),
        ("proposal.correct", "corrected a slip in the proposal"),
        ("document.add", "added a document"),
        ("document.remove", "removed a document"),
        ("comment.publish", "showed a comment"),
        ("comment.hold", "held back a comment"),
        ("comment.remove", "removed a comment"),
        ("comment.redact", "took words out of a comment"),
        ("comment.reply", "replied officially to a comment"),
        ("comment.see-original", "looked at the original of a comment"),
    ],
    fields: &[
        FieldWords {
            name: "choice",
            called: "Your answer",
            holds: Holds::Choice(|word| Choice::from_word(word).map(Choice::title)),
        },
        FieldWords { name: "show_branch", called: "Show my library beside it", holds: Holds::Tick },
    ],
    privacy: &[
        (
            "Vote",
            "A count. Never who voted how.",
            "The same, with the library you told us you use. Never your name beside your vote.",
        ),
        (
            "Comment or reply",
            "The text, the word “Resident”, your vote on that proposal unless you leave it out, and your library if you agree.",
            "The same. Moderators also see text that was taken down.",
        ),
        ("Agree with a comment", "A count.", "A count."),
    ],
};

impl Instrument for Proposals {
    fn words(&self) -> &'static InstrumentWords {
        &WORDS
    }

    fn routes(&self) -> Routes {
        super::routes()
    }

    fn may_begin(&self, at: Stage) -> bool {
        rules::may_add_proposals(at).is_ok()
    }

    fn way(&self, _asked: bool) -> &'static str {
        WORDS.title
    }

    fn draft<'a>(&'a self, on: On<'a>, of: &'a Consultation, _now: Time) -> Later<'a, Option<Draft>> {
        async move {
            let all = drafts::all(on, [of.id]).await?;
            let seen = all.iter().map(|working| format!("{}@{} ", working.number, working.seen())).collect();
            let contents: Vec<_> = all.iter().map(|working| (working.number, working.content())).collect();
            let contents: Vec<ready::Numbered<'_>> =
                contents.iter().map(|(number, content)| (*number, content)).collect();
            Ok(Some(Draft { checks: ready::checks(&contents), seen }))
        }
        .boxed()
    }

    fn publish<'a>(
        &'a self,
        tx: &'a mut Tx,
        of: ConsultationId,
        _random: &'a Random,
        now: Time,
    ) -> Later<'a, Vec<(String, String)>> {
        async move {
            let all = drafts::all(&mut *tx, [of]).await?;
            for working in &all {
                store::publish(tx, working.id, VersionKind::Original, &working.content(), "", now).await?;
                drafts::drop_draft(tx, working.id).await?;
            }
            Ok(vec![("proposals".to_owned(), all.len().to_string())])
        }
        .boxed()
    }

    fn kept<'a>(&'a self, on: On<'a>, of: ConsultationId) -> Later<'a, Option<Value>, TemplateError> {
        template::kept(on, of).boxed()
    }

    fn begun<'a>(
        &'a self,
        tx: &'a mut Tx,
        into: ConsultationId,
        kept: &'a Value,
        now: Time,
    ) -> Later<'a, Vec<String>, TemplateError> {
        template::begun(tx, into, kept, now).boxed()
    }

    fn noted<'a>(&'a self, on: On<'a>, of: ConsultationId) -> Later<'a, Vec<NotedForm>> {
        async move {
            let all = drafts::all(on, [of]).await?;
            let forms = all.into_iter().map(|working| NotedForm {
                path: format!("/proposals/{}/edit", working.number),
                called: format!("Proposal {}", working.number),
                fields: &[
                    ("title", "Title"),
                    ("summary", "Summary"),
                    ("body", "The proposal and its reasons"),
                    ("fixed", "What is already fixed"),
                    ("open", "What is still open"),
                    ("impact", "Who it affects"),
                    ("alternative_title_0", "What else you considered"),
                    ("cost_item_0", "What it costs"),
                ],
            });
            Ok(forms.collect())
        }
        .boxed()
    }

    fn steps<'a>(&'a self, visit: &'a Visit, of: &'a Consultation) -> Later<'a, Vec<Step>> {
        async move {
            let at = stage(&of.dates, visit.now);
            // A preview lists what is being written.
            let listed = match at {
                Stage::Draft => drafts::as_listed(&visit.app.db, of.id).await?,
                _ => store::listed(&visit.app.db, of.id).await?,
            };
            let by_staff = at == Stage::Draft && visit.preview.is_none();
            let steps = listed.into_iter().map(|proposal| {
                let number = proposal.number;
                let mut facts = vec![Noun::COMMENT.count(proposal.comments)];
                facts.extend((proposal.version > 1).then(|| format!("version {}", proposal.version)));
                Step {
                    page: pages::page_of(number),
                    leads: by_staff.then(|| format!("/staff/consultations/{}/proposals/{number}/preview", of.slug)),
                    kind: format!("Proposal {number}"),
                    title: proposal.title,
                    summary: proposal.summary,
                    facts,
                    seconds: SECONDS_TO_VOTE + seconds_to_read(proposal.letters.unsigned_abs()),
                    to_do: "Read and vote",
                }
            });
            Ok(steps.collect())
        }
        .boxed()
    }

    fn findings<'a>(&'a self, app: &'a App, of: &'a Consultation, now: Time) -> Later<'a, Vec<Finding>, Fault> {
        async move {
            let closed = of.dates.closes_at.unwrap_or(now);
            let all = put::to_people(&app.db, of.id, closed).await?;
            let counts = tallies::counts(&app.db, all.iter().map(|one| one.id)).await?;
            let found = all.into_iter().map(|one| {
                let counts = counts.get(&one.id).copied().unwrap_or_default();
                let page = format!("/proposals/{}", one.number);
                Finding {
                    counted: Some(super::votes::words::votes_in_words(&counts)),
                    put: one.versions,
                    ..Finding::about(WORDS.key, one.number, "Proposal", one.title, page)
                        .saying(super::results::figures::finding(&counts))
                }
            });
            Ok(found.collect())
        }
        .boxed()
    }

    fn report<'a>(
        &'a self,
        app: &'a App,
        of: &'a Consultation,
        reader: ReportReader,
    ) -> Later<'a, Option<ResultsPart>, Fault> {
        report::of(app, of, reader).boxed()
    }

    fn told<'a>(
        &'a self,
        app: &'a App,
        of: &'a Consultation,
        telling: Telling<'a>,
    ) -> Later<'a, Option<ApiValue>, Fault> {
        async move {
            if !of.parts.asks(BIT) {
                // Its name is always there.
                return ApiValue::now(Value::Array(Vec::new()));
            }
            match telling {
                Telling::Shown(at) => ApiValue::now(told::shown(&app.db, of.id, showing::by_library(of, at)).await?),
                Telling::Hidden(reason) => ApiValue::now(told::hidden(&app.db, of.id, reason).await?),
            }
        }
        .boxed()
    }

    fn described(&self) -> Described {
        Described::list::<told::ProposalResults>("Proposals; none when none are asked.").always()
    }

    fn writings(&self) -> &'static [&'static dyn Writing] {
        &[&Comments]
    }

    fn render_again<'a>(&'a self, db: &'a Db) -> Later<'a, u64> {
        comments::locked::render_again(db).boxed()
    }

    fn recount<'a>(&'a self, on: On<'a>) -> Later<'a, Vec<String>> {
        recount::wrong(on).boxed()
    }

    fn counted<'a>(&'a self, on: On<'a>) -> Later<'a, Vec<String>> {
        async move {
            let mut on = on;
            let votes = recount::votes_counted(on.again()).await?;
            let comments = recount::comments_counted(on).await?;
            Ok(vec![format!("{votes} votes"), format!("{comments} comments")])
        }
        .boxed()
    }

    fn impossible(&self) -> Vec<(&'static str, Statement)> {
        let mut all = recount::impossible();
        all.push(comments::moderating::store::lost());
        all
    }

    fn tables(&self) -> &'static [Table] {
        TABLES
    }

    #[cfg(test)]
    fn example(&self) -> crate::consultations::example::Example {
        crate::consultations::example::Example {
            drafted: &[(
                "/proposals/new",
                &[
                    ("title", "Open until six"),
                    ("summary", "Later on Saturdays."),
                    ("body", "People work."),
                    ("fixed", "The budget."),
                    ("open", "The hours."),
                ],
            )],
            asked: ("/proposals/1", "Later on Saturdays."),
            answered: (("/proposals/1/vote", &[("choice", "support")]), "Support"),
            changed: (("/proposals/1/vote", &[("choice", "oppose")]), "Oppose"),
            data: "votes",
            found: "Only 1 person gave a view, and opposes this.",
            written: Some((("/proposals/1/comments", &[("body", "Mind the quarry bus.")]), "Mind the quarry bus.")),
            decided: &[("outcome-1", "adopted"), ("version-1", "1")],
        }
    }
}

//! What came of a questionnaire: for each question how many were asked, how many answered and what. Read from the sums that
//! are kept, never from the answers themselves. Of what people wrote, everybody reads what a moderator published.

mod charts;
mod compared;
pub mod kept;
mod reading;
mod view;

use std::collections::BTreeMap;

use leptos::prelude::*;

use self::compared::{ComparedAnswers, ComparedFor};
use self::kept::KeptFigures;
use self::reading::QuestionReading;
use self::view::{Readers, ShownQuestionnaire};
use super::definition::question::Questionnaire;
use super::files::columns::ColumnPlan;
use super::files::summary::figures::{FigureDetail, QuestionFigures, figures};
use super::files::summary::{AnswerSums, AnswerTally};
use super::model::QuestionnaireRecord;
use super::pages::{QuestionnairePage, find};
use super::store::{self, tallies};
use crate::App;
use crate::branches;
use crate::branches::model::BranchName;
use crate::consultations::model::Stage;
use crate::consultations::pages::{crumbs, stage_now, tabs};
use crate::consultations::rail::Rail;
use crate::consultations::rules::stage;
use crate::consultations::showing::{hidden_because, hidden_title};
use crate::consultations::slip_notes::SlipNotes;
use crate::identity::rules::Permission;
use crate::numbers::Noun;
use crate::questionnaires::definition::key::Key;
use crate::questionnaires::writings::public;
use crate::reason::WhyNot;
use crate::responses::model::Channel;
use crate::responses::suppression;
use crate::site::{Fault, Page, Path, Visit};

/// Everything that is known of the answers to a questionnaire.
pub struct CountedQuestionnaire {
    /// Its versions, the first one first.
    pub versions: Vec<(i64, Questionnaire)>,
    /// The sums.
    pub sums: AnswerSums,
    /// The same by the way the answers came in, of the ways that were used.
    pub ways: BTreeMap<Channel, AnswerSums>,
    /// How many people have answered.
    pub people: u64,
    /// The service's libraries.
    pub branches: Vec<BranchName>,
}

impl CountedQuestionnaire {
    /// What is known of a questionnaire now.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn of(app: &App, record: &QuestionnaireRecord) -> Result<Self, Fault> {
        let mut versions: Vec<(i64, Questionnaire)> = store::versions(&app.db, record.id)
            .await?
            .into_iter()
            .map(|version| (version.number, (*version.form).clone()))
            .collect();
        if versions.is_empty() {
            versions.push((0, store::draft(&app.db, record.id).await?));
        }
        let mut sums = AnswerSums::default();
        let mut ways: BTreeMap<Channel, AnswerSums> = BTreeMap::new();
        let mut people = 0;
        for kept in tallies::of(&app.db, record.id).await? {
            if kept.question.is_empty() {
                people += kept.amount;
                continue;
            }
            let Ok(question) = Key::new(&kept.question) else { continue };
            let part = (!kept.part.is_empty()).then_some(kept.part);
            let tally = AnswerTally { version: kept.version, question, part, code: kept.code };
            ways.entry(kept.channel).or_default().add([(tally.clone(), kept.amount)]);
            sums.add([(tally, kept.amount)]);
        }
        let branches = branches::store::all(&app.db).await?;
        Ok(Self { versions, sums, ways, people: u64::try_from(people).unwrap_or(0), branches })
    }

    /// The columns and choices of all versions.
    ///
    /// # Errors
    /// When there is no version: a fault of the record.
    pub fn plan(&self) -> Result<ColumnPlan<'_>, Fault> {
        let branches = self.branches.iter().map(|branch| (branch.slug.clone(), branch.name.clone())).collect();
        ColumnPlan::of(&self.versions, branches).map_err(Fault::broken)
    }

    /// Whether everybody may see what came of a question, of [`Self::public_figures`]: five people took part, five were asked
    /// it, and five answered, or nobody did; and what is left out of it does not come back by subtraction. Of
    /// fewer, whoever knows one of them could tell what they said.
    pub fn shows(&self, one: &QuestionFigures<'_>) -> bool {
        let answered = if one.answered.count == 0 { u64::MAX } else { one.answered.count };
        // What people wrote is not counted, and is read by a moderator before it is shown.
        let answered = if matches!(one.detail, FigureDetail::Uncounted) { u64::MAX } else { answered };
        !one.tells_what_is_left_out() && self.people.min(one.asked).min(answered) >= suppression::FEWEST_FOR_A_LIBRARY
    }

    /// The figures of every question, in order.
    pub fn figures<'a>(&self, plan: &ColumnPlan<'a>) -> Vec<QuestionFigures<'a>> {
        figures(plan, &self.sums)
    }

    /// The same as everybody may see them: without options and rows that fewer than five people were offered.
    pub fn public_figures<'a>(&self, plan: &ColumnPlan<'a>) -> Vec<QuestionFigures<'a>> {
        let all = self.figures(plan).into_iter();
        all.map(|one| one.without_few(suppression::FEWEST_FOR_A_LIBRARY)).collect()
    }
}

/// How many people answered, in a sentence.
pub fn sentence(form: &Questionnaire, people: i64) -> String {
    let count = form.questions().filter(|question| question.asks() && !question.retired).count();
    let questions = Noun { one: "question", many: "questions" }.count(count);
    match people {
        0 => format!("Nobody has answered the {questions} yet."),
        people => format!("{} answered, up to {questions} each.", Noun::PERSON.count(people)),
    }
}

/// `GET /consultations/{slug}/questionnaires/{number}/results?show=all`: every question with its finding, or all of them with
/// their charts.
pub async fn show(visit: Visit, Path((slug, number)): Path<(String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    let at = stage(&shown.consultation.dates, visit.now);
    let notes = SlipNotes::of(&visit.app, shown.consultation.id).await?;
    if let Some(reason) = hidden_because(&shown.consultation, visit.now) {
        return visit.page(format!("Results: {}", shown.record.title)).about(shown.consultation.id).described(&shown.consultation.summary).show(|| {
            let body = view! {
                <div class="empty"><h2>{hidden_title(at)}</h2><p>{reason.words()}</p><p class="actions"><a class="button quiet" href=format!("{}/questions", shown.path())>"Read the questions"</a></p></div>
                {staff_link(&visit, &shown)}
            };
            Rail::of(&shown.consultation, &notes, visit.now).beside(head(&visit, &shown), body.into_any())
        });
    }
    let open = at == Stage::Open;
    let counted = visit.app.warm::<KeptFigures>().public(&visit.app, &shown.record, open).await?;
    let plan = counted.plan()?;
    let figures = counted.public_figures(&plan);
    let words = public::some(&visit.app, shown.record.id, &shown.version.form).await?;
    visit.page(format!("Results: {}", shown.record.title)).about(shown.consultation.id).described(&shown.consultation.summary).show(|| {
        let readers = Readers::Everybody { words: &words, page: shown.path() };
        let all = ShownQuestionnaire { counted: &counted, plan: &plan, figures: &figures, readers };
        let body = view! {
            {open.then(still_open)}
            {staff_link(&visit, &shown)}
            {if visit.query_value("show") == "all" { all.everything() } else { all.overview() }}
            <p class="quiet">"Everybody may answer, so these are the views of the people who took part, and not a sample of everybody who lives here. What people wrote in their own words is read by staff. It is shown here only where they were told so beforehand, and once a moderator has read it."</p>
        };
        Rail::of(&shown.consultation, &notes, visit.now).beside(head(&visit, &shown), body.into_any())
    })
}

/// `GET /consultations/{slug}/questionnaires/{number}/results/{key}?order=&libraries=&library=&list=`: one question.
pub async fn question(visit: Visit, Path((slug, number, key)): Path<(String, String, String)>) -> Page {
    let shown = find(&visit, &slug, &number).await?;
    if hidden_because(&shown.consultation, visit.now).is_some() {
        return visit.go(&format!("{}/results", shown.path()));
    }
    let open = stage(&shown.consultation.dates, visit.now) == Stage::Open;
    let counted = visit.app.warm::<KeptFigures>().public(&visit.app, &shown.record, open).await?;
    let plan = counted.plan()?;
    let figures = counted.public_figures(&plan);
    let words = public::some(&visit.app, shown.record.id, &shown.version.form).await?;
    let notes = SlipNotes::of(&visit.app, shown.consultation.id).await?;
    let readers = Readers::Everybody { words: &words, page: shown.path() };
    let all = ShownQuestionnaire { counted: &counted, plan: &plan, figures: &figures, readers };
    let one = all.one(&key).ok_or(Fault::Missing)?;
    let reader = ComparedFor::Everybody { consultation: &shown.consultation, now: visit.now };
    let answers = ComparedAnswers::of(&visit.app.db, shown.record.id, &counted, &one.question.key, &reader).await?;
    let title = format!("Results: {}", all.name(one));
    visit.page(title).about(shown.consultation.id).described(&shown.consultation.summary).show(|| {
        let head = view! {
            {crumbs(Some(&shown.consultation))}
            <header class="title">
                <p class="over"><a href=format!("{}/results", shown.path()) dir="auto">{format!("Results: {}", shown.record.title)}</a>" "{stage_now(&shown.consultation.dates, visit.now)}</p>
                {all.heading(one)}
            </header>
            {tabs(&visit, &shown.consultation, "/results")}
        };
        let body = view! {
            {all.alone(one, &answers, &QuestionReading::of(&visit))}
            {open.then(still_open)}
            {staff_link(&visit, &shown)}
        };
        Rail::of(&shown.consultation, &notes, visit.now).beside(head.into_any(), body.into_any())
    })
}

fn still_open() -> AnyView {
    view! { <div class="note"><p><strong>"This consultation is still open."</strong>" The numbers are brought up to date after every ten sets of answers, so that nobody can tell from them what one person said."</p></div> }
        .into_any()
}

fn head(visit: &Visit, shown: &QuestionnairePage) -> AnyView {
    view! {
        {crumbs(Some(&shown.consultation))}
        <header class="title">
            <p class="over">"Results of a questionnaire "{stage_now(&shown.consultation.dates, visit.now)}</p>
            <h1 dir="auto">{shown.record.title.clone()}</h1>
            <p class="meta"><span><a href=shown.path()>"The questionnaire"</a></span></p>
        </header>
        {tabs(visit, &shown.consultation, "/results")}
    }
    .into_any()
}

/// Staff see everything on their own page, hidden or not.
fn staff_link(visit: &Visit, shown: &QuestionnairePage) -> AnyView {
    if !visit.may(Permission::SeeResults) {
        return ().into_any();
    }
    let href =
        format!("/staff/consultations/{}/questionnaires/{}/results", shown.consultation.slug, shown.record.number);
    view! {
        <div class="note"><p><strong>"For staff:"</strong>" the figures are on "<a href=href>"the staff’s page"</a>", whether they are hidden here or not. This page shows what residents see."</p></div>
    }
    .into_any()
}

/// Everything for those who may see it at any time, as a list or with all charts. `base` is what the staff's pages of the
/// questionnaire begin with, where what people wrote and the files that came are.
///
/// # Errors
/// When there is no version: a fault of the record.
pub fn for_staff(counted: &CountedQuestionnaire, base: &str, with_charts: bool) -> Result<AnyView, Fault> {
    let plan = counted.plan()?;
    let figures = counted.figures(&plan);
    let all = ShownQuestionnaire { counted, plan: &plan, figures: &figures, readers: Readers::Staff { base } };
    Ok(if with_charts { all.everything() } else { all.overview() })
}

/// One question for staff: its name, the heading of its page, and its figures as they are asked for.
///
/// # Errors
/// [`Fault::Missing`] when no version asks it, or the record cannot be reached.
pub async fn one_for_staff(
    visit: &Visit,
    record: &QuestionnaireRecord,
    base: &str,
    key: &str,
) -> Result<(String, AnyView, AnyView), Fault> {
    let counted = visit.app.warm::<KeptFigures>().exact(&visit.app, record).await?;
    let plan = counted.plan()?;
    let figures = counted.figures(&plan);
    let all =
        ShownQuestionnaire { counted: &counted, plan: &plan, figures: &figures, readers: Readers::Staff { base } };
    let one = all.one(key).ok_or(Fault::Missing)?;
    let key = &one.question.key;
    let answers = ComparedAnswers::of(&visit.app.db, record.id, &counted, key, &ComparedFor::Staff).await?;
    Ok((all.name(one), all.heading(one), all.alone(one, &answers, &QuestionReading::of(visit))))
}

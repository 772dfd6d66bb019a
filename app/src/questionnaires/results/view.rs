//! The results of a questionnaire on pages: all its questions in a list, each with what came of it in a sentence; then a page
//! for each, with its chart, its table and what people wrote. All questions on one page are there as well, to print.

use leptos::prelude::*;

use super::CountedQuestionnaire;
use super::charts::{self, ChoicesOrder, PageScale};
use super::compared::{ComparedAnswers, ComparedView};
use super::reading::QuestionReading;
use crate::numbers::Noun;
use crate::questionnaires::definition::question::Question;
use crate::questionnaires::definition::texts::Language;
use crate::questionnaires::definition::{logic, piping};
use crate::questionnaires::files::columns::ColumnPlan;
use crate::questionnaires::files::summary::figures::QuestionFigures;
use crate::questionnaires::sent_files::is_file;
use crate::questionnaires::writings::public::{self, SomeWords};
use crate::questionnaires::writings::staff as words;
use crate::responses::suppression;

/// Who reads the figures, and where they find what people wrote.
pub(super) enum Readers<'a> {
    /// Those who may see results at any time: every library, and all texts.
    Staff {
        /// What the staff's pages of the questionnaire begin with.
        base: &'a str,
    },
    /// Everybody else: no library with fewer than five people, and the texts that are published.
    Everybody {
        /// Some of those.
        words: &'a [SomeWords],
        /// The questionnaire's page.
        page: String,
    },
}

impl Readers<'_> {
    const fn are_staff(&self) -> bool {
        matches!(self, Self::Staff { .. })
    }

    /// Where the results are: the address to which a question's key is added.
    fn base(&self) -> String {
        match self {
            Self::Staff { base } => format!("{base}/results"),
            Self::Everybody { page, .. } => format!("{page}/results"),
        }
    }

    /// What people wrote in answer to a question, or the way to it.
    fn words(&self, question: &Question) -> AnyView {
        match self {
            Self::Staff { base } if words::takes_words(question) => {
                let href = words::href(base, question.key.as_str());
                view! { <p class="actions"><a href=href>"Read what people wrote"<span class="vh">{format!(": {}", question.key)}</span></a></p> }.into_any()
            }
            Self::Staff { .. } => ().into_any(),
            Self::Everybody { words, page } => public::beside(words, &question.key, page),
        }
    }
}

/// What was counted of a questionnaire, for those who read it.
pub(super) struct ShownQuestionnaire<'a> {
    /// What was counted.
    pub counted: &'a CountedQuestionnaire,
    /// Its columns and choices.
    pub plan: &'a ColumnPlan<'a>,
    /// The figures of each question, in order.
    pub figures: &'a [QuestionFigures<'a>],
    /// Who reads them.
    pub readers: Readers<'a>,
}

/// Where the results of one question are, after the address of all results.
fn of_question(question: &Question) -> String {
    format!("/{}", question.key.in_address())
}

impl<'a> ShownQuestionnaire<'a> {
    fn language(&self) -> &'a Language {
        self.plan.newest().first_language()
    }

    /// "3. How often do you come?", with a word beside it where it is not asked any more.
    fn title(&self, one: &QuestionFigures<'_>) -> AnyView {
        let number = logic::number(self.plan.newest(), &one.question.key);
        let label = piping::for_everybody(self.plan.words(&one.question.label, self.language())).into_owned();
        let gone = one.question.retired.then_some(" (not asked any more)");
        view! { {number.map(|number| format!("{number}. "))}<span dir="auto">{label}</span>{gone} }.into_any()
    }

    /// The question in words, for the title of a page.
    pub(super) fn name(&self, one: &QuestionFigures<'_>) -> String {
        piping::for_everybody(self.plan.words(&one.question.label, self.language())).into_owned()
    }

    /// The question with this key.
    pub(super) fn one(&self, key: &str) -> Option<&QuestionFigures<'a>> {
        self.figures.iter().find(|one| one.question.key.as_str() == key)
    }

    fn shows(&self, one: &QuestionFigures<'_>) -> bool {
        self.readers.are_staff() || self.counted.shows(one)
    }

    /// How many were asked and answered. Nothing of a question of which nothing is shown: how many were asked says what
    /// somebody answered to the question before.
    fn came(&self, one: &QuestionFigures<'_>) -> Option<String> {
        (self.people().is_ok() && self.shows(one)).then(|| charts::came(one))
    }

    /// How many people answered, or why nothing more is said.
    fn people(&self) -> Result<AnyView, AnyView> {
        let people = self.counted.people;
        if people == 0 {
            return Err(view! { <div class="empty"><h2>"Nobody has answered yet"</h2><p>"What people answer is counted here, question by question."</p></div> }.into_any());
        }
        let answered = format!("{} answered.", Noun::PERSON.count(people));
        let lede = view! { <p class="lede">{answered}</p> }.into_any();
        // One answer by itself would be that person.
        if !self.readers.are_staff() && people < suppression::FEWEST_FOR_A_LIBRARY {
            return Err(view! { {lede}<div class="empty"><h2>"Too few to show more"</h2><p>"With fewer than five people, anybody who knows one of them could tell what they said."</p></div> }.into_any());
        }
        Ok(lede)
    }

    /// Every question with what came of it in a sentence, and the way to its page.
    pub(super) fn overview(&self) -> AnyView {
        let lede = match self.people() {
            Ok(lede) => lede,
            Err(why) => return why,
        };
        let base = self.readers.base();
        let rows: Vec<AnyView> = self
            .figures
            .iter()
            .map(|one| {
                let said = if self.shows(one) {
                    charts::finding(self.counted, one, self.language(), self.readers.are_staff())
                } else {
                    why_not(one).to_owned()
                };
                let href = format!("{base}{}", of_question(one.question));
                view! {
                    <li class="notice">
                        <h3><a href=href>{self.title(one)}</a></h3>
                        <p dir="auto">{said}</p>
                        {self.came(one).map(|came| view! { <p class="meta"><span>{came}</span></p> })}
                    </li>
                }
                .into_any()
            })
            .collect();
        view! {
            {lede}
            <h2 id="questions">"What came of each question"</h2>
            <ol class="notices">{rows}</ol>
            <p><a href=format!("{base}?show=all")>"All questions on one page, to read through or to print"</a></p>
        }
        .into_any()
    }

    /// The figures of one question, or why they are not shown.
    fn figures_of(&self, one: &QuestionFigures<'_>, order: ChoicesOrder, scale: PageScale) -> AnyView {
        if !self.shows(one) {
            return view! { <p class="quiet">{why_not(one)}</p> }.into_any();
        }
        match &self.readers {
            Readers::Staff { base } if is_file(one.question) => files_sent(base, one),
            readers => view! {
                {charts::detail(self.counted, one, self.language(), readers.are_staff(), order, scale)}
                {left_out(one)}
                {readers.words(one.question)}
            }
            .into_any(),
        }
    }

    /// All questions with their figures, one below the other.
    pub(super) fn everything(&self) -> AnyView {
        let lede = match self.people() {
            Ok(lede) => lede,
            Err(why) => return why,
        };
        let sections: Vec<AnyView> = self
            .figures
            .iter()
            .map(|one| {
                view! {
                    <section class="question-results">
                        <h2>{self.title(one)}</h2>
                        {self.came(one).map(|came| view! { <p class="meta"><span>{came}</span></p> })}
                        {self.figures_of(one, ChoicesOrder::Asked, PageScale::default())}
                    </section>
                }
                .into_any()
            })
            .collect();
        view! { {lede}<p class="no-print"><a href=self.readers.base()>"One page for each question"</a></p>{sections} }
            .into_any()
    }

    /// The title of a question's page.
    pub(super) fn heading(&self, one: &QuestionFigures<'_>) -> AnyView {
        view! { <h1>{self.title(one)}</h1>{self.came(one).map(|came| view! { <p class="lede">{came}</p> })} }.into_any()
    }

    /// The page of one question, with the ways to those before and after it.
    pub(super) fn alone(
        &self,
        one: &QuestionFigures<'_>,
        answers: &ComparedAnswers,
        reading: &QuestionReading,
    ) -> AnyView {
        if let Err(why) = self.people() {
            return why;
        }
        let base = self.readers.base();
        let here = format!("{base}{}", of_question(one.question));
        let orders = (self.shows(one) && ChoicesOrder::helps(one)).then(|| {
            let links: Vec<AnyView> = ChoicesOrder::ALL
                .into_iter()
                .map(|other| {
                    let href = QuestionReading { order: other, ..reading.clone() }.address(&here);
                    view! { <li><a href=href aria-current=(other == reading.order).then_some("true")>{other.title()}</a></li> }
                        .into_any()
                })
                .collect();
            view! { <nav class="orders" aria-label="Order of the choices" data-in-place=""><ul>{links}</ul></nav> }
        });
        let compared = self.shows(one).then(|| ComparedView {
            plan: self.plan,
            answers,
            one,
            reading,
            here: here.clone(),
            language: self.language(),
        });
        let scale = compared.as_ref().map(ComparedView::scale).unwrap_or_default();
        view! {
            <h2 id="answers">"What people answered"</h2>
            {orders}
            {self.figures_of(one, reading.order, scale)}
            {compared.map(|compared| compared.show(scale))}
            {self.neighbours(one, &base)}
        }
        .into_any()
    }

    fn neighbours(&self, one: &QuestionFigures<'_>, base: &str) -> AnyView {
        let Some(place) = self.figures.iter().position(|other| other.question.key == one.question.key) else {
            return ().into_any();
        };
        let link = |rel: &'static str, to: &QuestionFigures<'_>| {
            view! { <a rel=rel href=format!("{base}{}", of_question(to.question))><span>{self.title(to)}</span></a> }
                .into_any()
        };
        let before = place.checked_sub(1).and_then(|place| self.figures.get(place)).map(|to| link("prev", to));
        let after = self.figures.get(place + 1).map(|to| link("next", to));
        if before.is_none() && after.is_none() {
            return ().into_any();
        }
        view! { <nav class="pages" aria-label="Other questions">{before}" "{after}</nav> }.into_any()
    }
}

/// That options or rows are left out, and why.
fn left_out(one: &QuestionFigures<'_>) -> Option<AnyView> {
    let few = Noun { one: "option or line", many: "options or lines" };
    (one.left_out > 0).then(|| {
        let words = format!(
            "{} that fewer than five people were offered or answered {} left out: whoever knows one of them could tell what they said.",
            few.count(one.left_out),
            if one.left_out == 1 { "is" } else { "are" }
        );
        view! { <p class="quiet">{words}</p> }.into_any()
    })
}

/// Why nothing of a question is told.
fn why_not(one: &QuestionFigures<'_>) -> &'static str {
    let enough = one.asked.min(one.answered.count) >= suppression::FEWEST_FOR_A_LIBRARY;
    if enough && one.tells_what_is_left_out() { COMES_BACK } else { TOO_FEW }
}

const COMES_BACK: &str = "Some of what could be chosen here was offered to fewer than five people. What they said would come out of \
    the rest, so nothing of this question is told.";

const TOO_FEW: &str = "Too few people answered this to show more without giving somebody away.";

/// Where staff find the files that came in answer to a question.
fn files_sent(base: &str, one: &QuestionFigures<'_>) -> AnyView {
    if one.answered.count == 0 {
        return ().into_any();
    }
    let href = format!("{base}/files-sent?question={}", one.question.key.in_address());
    view! { <p><a href=href>"See the files that people sent"</a></p> }.into_any()
}

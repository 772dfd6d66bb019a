//! The pages on which residents read and answer statements.

use std::collections::{BTreeMap, HashMap};

use axum::http::StatusCode;
use leptos::prelude::*;

use super::islands::Deck;
use super::model::{Answer, OwnStatementsRule, Set, Statement, StatementState};
use super::view::Card;
use super::{store, turns, view};
use crate::consultations::model::{Consultation, Stage};
use crate::consultations::{pages as consultation_pages, rules};
use crate::db::DbError;
use crate::identity::model::Role;
use crate::ids::{ResponseId, StatementId};
use crate::responses;
use crate::responses::code::ReceiptCode;
use crate::responses::path::{self, AtStep};
use crate::site::{Fault, FormErrors, Page, Path, Visit, render};

/// A consultation's statements as one visitor finds them.
pub struct StatementsPage {
    /// The consultation.
    pub consultation: Consultation,
    /// Its statements as a whole.
    pub set: Set,
    /// Where it stands.
    pub stage: Stage,
    /// Every statement, whatever has become of it.
    pub statements: Vec<Statement>,
    /// The visitor's response, if they have one.
    pub own: Option<ResponseId>,
    /// What they answered, the latest first.
    pub answers: Vec<store::Mine>,
}

impl StatementsPage {
    /// The address of the statements.
    pub fn base(&self) -> String {
        format!("/consultations/{}/statements", self.consultation.slug)
    }

    /// The statements that everybody can read.
    pub fn published(&self) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(|statement| statement.state == StatementState::Published)
    }

    /// The visitor's answers by statement, to what can be read.
    pub fn answered(&self) -> BTreeMap<StatementId, Answer> {
        let given: BTreeMap<StatementId, Answer> =
            self.answers.iter().map(|mine| (mine.statement_id, mine.answer)).collect();
        self.published().filter_map(|statement| Some((statement.id, *given.get(&statement.id)?))).collect()
    }

    /// Whether residents may add statements of their own now.
    pub fn takes_own(&self) -> bool {
        self.stage == Stage::Open && self.set.own != OwnStatementsRule::Off
    }

    /// The statement with this number, if it can be read.
    pub fn readable(&self, number: i64) -> Option<&Statement> {
        self.published().find(|statement| statement.number == number)
    }

    /// The deck as it lies for this visitor: the statement asked for if one is, or the one whose turn it is.
    pub fn deck(&self, visit: &Visit, asked: Option<i64>) -> Deck {
        let answered = self.answered();
        let shown = asked.and_then(|number| self.readable(number)).or_else(|| {
            // A resident is asked another one after each answer; a reader without a part turns the pages.
            let look: u64 = look(visit);
            // Newcomers begin with different statements, and everybody without a name with the same.
            let whose = self.own.map(|own| own.0).or_else(|| visit.account().map(|account| -account.id.0));
            let seed = whose.unwrap_or_default().cast_unsigned().wrapping_mul(1_000_003);
            turns::next(&self.statements, &answered, seed.wrapping_add(answered.len() as u64).wrapping_add(look))
        });
        // The one answered before the one on top, or the latest.
        let numbers: HashMap<StatementId, i64> =
            self.published().map(|statement| (statement.id, statement.number)).collect();
        let order: Vec<i64> = self.answers.iter().filter_map(|mine| numbers.get(&mine.statement_id).copied()).collect();
        let place = shown.and_then(|shown| order.iter().position(|number| *number == shown.number));
        let back = order.get(place.map_or(0, |place| place + 1)).copied();
        let card = Card {
            base: self.base(),
            statement: shown,
            given: shown.and_then(|shown| answered.get(&shown.id).copied()),
            answered: answered.len(),
            of: self.published().count(),
            back,
            receipt: self.receipt(visit).filter(|_| !answered.is_empty()),
        };
        let number = shown.map_or(0, |shown| shown.number);
        Deck { action: format!("{}/{number}/answer", self.base()), html: render::html(|| view::card(&card)) }
    }

    /// The visitor's receipt.
    pub fn receipt(&self, visit: &Visit) -> Option<String> {
        self.own.map(|own| ReceiptCode::for_response(&visit.app.secret, own.0).to_string())
    }

    /// Reads the visitor's answers again, after one was recorded.
    ///
    /// # Errors
    /// When the record cannot be reached.
    pub async fn again(mut self, visit: &Visit) -> Result<Self, DbError> {
        (self.own, self.answers) = mine(visit, &self.consultation).await?;
        self.statements = store::all(&visit.app.db, self.consultation.id).await?;
        Ok(self)
    }
}

async fn mine(visit: &Visit, consultation: &Consultation) -> Result<(Option<ResponseId>, Vec<store::Mine>), DbError> {
    let db = &visit.app.db;
    let Some(account) = visit.account() else { return Ok((None, Vec::new())) };
    let Some(own) = responses::store::live(db, account.id, consultation.id).await? else {
        return Ok((None, Vec::new()));
    };
    Ok((Some(own), store::answers_of(db, own).await?))
}

/// How many statements a reader without a part has turned over. A few are enough, and the pages can be kept.
pub fn look(visit: &Visit) -> u64 {
    visit.query_value("look").parse::<u64>().unwrap_or_default() % LOOKS
}

/// How many statements a reader without a part can turn over before the first comes again.
const LOOKS: u64 = 12;

/// The statements at an address.
///
/// # Errors
/// [`Fault::Missing`] when there are none for this visitor.
pub async fn find(visit: &Visit, slug: &str) -> Result<StatementsPage, Fault> {
    let consultation = consultation_pages::visible(visit, slug).await?;
    let db = &visit.app.db;
    let set = store::set(db, consultation.id).await?.ok_or(Fault::Missing)?;
    let statements = store::all(db, consultation.id).await?;
    let (own, answers) = mine(visit, &consultation).await?;
    let stage = rules::stage(&consultation.dates, visit.now);
    Ok(StatementsPage { consultation, set, stage, statements, own, answers })
}

/// `GET /consultations/{slug}/statements?n=&look=`
pub async fn deck(visit: Visit, Path(slug): Path<String>) -> Page {
    let found = find(&visit, &slug).await?;
    show_deck(&visit, &found, visit.query_value("n").parse().ok(), &FormErrors::none(), StatusCode::OK).await
}

/// The deck with one statement on top, and what is wrong with the answer that was sent.
pub async fn show_deck(
    visit: &Visit,
    found: &StatementsPage,
    asked: Option<i64>,
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let beside = path::beside(visit, &found.consultation).await?;
    let role = visit.account().map(|account| account.role);
    // Written before the page is, since each is a rendering of its own.
    let asks = found.stage == Stage::Open && role.is_none_or(|role| role == Role::Resident);
    let deck = asks.then(|| found.deck(visit, asked));
    visit
        .page(format!("Statements: {}", found.consultation.title))
        .status(status)
        .about(found.consultation.id)
        .described(&found.consultation.summary)
        .show(|| {
            let body = match (deck, found.stage, role) {
                (Some(deck), _, _) => view::asking(visit, found, deck),
                (None, Stage::Open, Some(role)) => view::reading(found, role),
                _ => view::not_open(visit, found),
            };
            let head = view! {
                {crate::ui::error_summary(errors)}
                {view::head(visit, found, &found.set.question, "")}
            };
            let body = view! {
                {view::done(&visit.query_value("done"))}
                {body}
            };
            beside.around(visit, &found.consultation, AtStep { step: PAGE_OF_DECK, mark: Some("deck") }, head, body)
        })
}

/// The step that all pages of statements belong to.
const PAGE_OF_DECK: &str = super::instrument::WORDS.page;

/// A page beside the deck.
pub(super) const BESIDE_DECK: AtStep<'static> = AtStep { step: PAGE_OF_DECK, mark: None };

/// How many statements a page of the list shows.
const PAGE: usize = 50;

/// `GET /consultations/{slug}/statements/all?after=&only=mine`
pub async fn all(visit: Visit, Path(slug): Path<String>) -> Page {
    let found = find(&visit, &slug).await?;
    let after: i64 = visit.query_value("after").parse().unwrap_or_default();
    let answered = found.answered();
    let mine = visit.query_value("only") == "mine";
    let mut listed: Vec<&Statement> = found
        .published()
        .filter(|statement| statement.number > after && (!mine || answered.contains_key(&statement.id)))
        .take(PAGE + 1)
        .collect();
    let next = (listed.len() > PAGE).then(|| {
        listed.truncate(PAGE);
        listed.last().map(|last| last.number)
    });
    let beside = path::beside(&visit, &found.consultation).await?;
    visit
        .page(format!("All statements: {}", found.consultation.title))
        .about(found.consultation.id)
        .described(&found.consultation.summary)
        .show(|| {
            let head = view::head(&visit, &found, "All statements", "/all");
            let list = view::list(&visit, &found, &listed, &answered, mine, (after, next.flatten()));
            beside.around(&visit, &found.consultation, BESIDE_DECK, head, list)
        })
}

/// `GET /consultations/{slug}/statements/new`
pub async fn new(visit: Visit, Path(slug): Path<String>) -> Page {
    let found = find(&visit, &slug).await?;
    show_new(&visit, &found, "", &[], &FormErrors::none(), StatusCode::OK).await
}

/// The form for a statement of one's own, with what was typed, what is like it, and what is wrong with it.
pub async fn show_new(
    visit: &Visit,
    found: &StatementsPage,
    text: &str,
    similar: &[&Statement],
    errors: &FormErrors,
    status: StatusCode,
) -> Page {
    let title = if similar.is_empty() { "Add a statement" } else { "Is it one of these?" };
    let beside = path::beside(visit, &found.consultation).await?;
    visit.page(title).status(status).about(found.consultation.id).described(&found.consultation.summary).show(|| {
        let head = view! {
            {crate::ui::error_summary(errors)}
            {view::head(visit, found, title, "/new")}
        };
        let form = if found.takes_own() { view::own_form(found, text, similar, errors) } else { view::no_own(found) };
        beside.around(visit, &found.consultation, BESIDE_DECK, head, form)
    })
}

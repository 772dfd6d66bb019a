//! What the staff's list of consultations is asked for, all of it in the address: which part of it, which filters, in what
//! order, from where on. So a view of the list can be kept as a bookmark and sent to a colleague.

use std::fmt::Write;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::consultations::editing::store::ListPlace;
use crate::consultations::model::Stage;
use crate::site::Visit;

/// By what the list is put in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListOrder {
    /// What needs somebody first.
    Needs,
    /// By title.
    Title,
    /// By stage.
    Stage,
    /// By the date that matters.
    Closes,
    /// By how many responses came in.
    Responses,
    /// By who looks after it.
    Owner,
}

impl ListOrder {
    const ALL: [Self; 6] = [Self::Needs, Self::Title, Self::Stage, Self::Closes, Self::Responses, Self::Owner];

    /// The word in addresses.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Needs => "needs",
            Self::Title => "title",
            Self::Stage => "stage",
            Self::Closes => "closes",
            Self::Responses => "responses",
            Self::Owner => "owner",
        }
    }
}

/// What the list is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AskedList {
    /// Only this stage. None: what is under way.
    pub(super) stage: Option<Stage>,
    /// By what it is in order, and whether the other way round.
    pub(super) order: (ListOrder, bool),
    /// Only what the reader looks after or works on.
    pub(super) mine: bool,
    /// Only what has these words in its title or summary.
    pub(super) words: String,
    /// The last one of the page before.
    pub(super) after: Option<i64>,
    /// The place in the record from which it is read.
    pub(super) from: Option<ListPlace>,
}

impl AskedList {
    /// What this visit asks for. What is not understood is left out.
    pub(super) fn of(visit: &Visit) -> Self {
        let sort = visit.query_value("sort");
        let (word, turned) = sort.strip_prefix('-').map_or((sort.as_str(), false), |word| (word, true));
        let order = ListOrder::ALL.into_iter().find(|order| order.word() == word);
        let from = visit.query_value("from");
        let from = from.rsplit_once('-').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
        Self {
            stage: Stage::from_word(&visit.query_value("stage")),
            order: order.map_or((ListOrder::Needs, false), |order| (order, turned)),
            mine: visit.query_value("mine") == "1",
            words: visit.query_value("q").chars().take(200).collect::<String>().trim().to_owned(),
            after: visit.query_value("after").parse().ok(),
            from,
        }
    }

    /// Whether it is of what is over.
    pub(super) fn over(&self) -> bool {
        matches!(self.stage, Some(Stage::Decided | Stage::Withdrawn))
    }

    /// Whether anything was left out by a filter.
    pub(super) fn narrowed(&self) -> bool {
        self.mine || !self.words.is_empty() || (self.stage.is_some() && !self.over())
    }

    /// Its address, from the beginning of the list.
    pub(super) fn address(&self) -> String {
        let mut query = String::new();
        let mut add = |name: &str, value: &str| {
            let mark = if query.is_empty() { '?' } else { '&' };
            // Writing into a text does not fail.
            let _ = write!(query, "{mark}{name}={value}");
        };
        if let Some(stage) = self.stage {
            add("stage", stage.word());
        }
        let sort = self.sort();
        if !sort.is_empty() {
            add("sort", &sort);
        }
        if self.mine {
            add("mine", "1");
        }
        if !self.words.is_empty() {
            add("q", &utf8_percent_encode(&self.words, NON_ALPHANUMERIC).to_string());
        }
        format!("/staff{query}")
    }

    /// Its address with one more thing asked.
    pub(super) fn address_with(&self, name: &str, value: &str) -> String {
        let address = self.address();
        let mark = if address.contains('?') { '&' } else { '?' };
        format!("{address}{mark}{name}={value}")
    }

    /// The order as the address has it; empty for the usual one.
    pub(super) fn sort(&self) -> String {
        match self.order {
            (ListOrder::Needs, false) => String::new(),
            (order, turned) => format!("{}{}", if turned { "-" } else { "" }, order.word()),
        }
    }

    /// The same in another order: the one of a column, or that turned round where it is in this order already.
    pub(super) fn sorted_by(&self, order: ListOrder) -> Self {
        // What needs somebody last is no question that anybody has.
        let turned = self.order == (order, false) && order != ListOrder::Needs;
        Self { order: (order, turned), after: None, ..self.clone() }
    }
}

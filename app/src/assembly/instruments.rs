//! The list of instruments: every kind of thing that a consultation asks.

use crate::budgets::instrument::Budgets;
use crate::consultations::instrument::Instruments;
use crate::proposals::desk::Proposals;
use crate::questionnaires::instrument::Questionnaires;
use crate::rankings::instrument::Rankings;
use crate::responses::person::Persons;
use crate::responses::writer::desk::Desks;
use crate::statements::instrument::Statements;

/// Every kind, in the order of a consultation's tabs. A new kind is one line here.
pub const INSTRUMENTS: Instruments = Instruments(&[&Proposals, &Statements, &Rankings, &Budgets, &Questionnaires]);

/// The desks in the response writer.
pub const DESKS: Desks = Desks(&[&Proposals, &Statements, &Rankings, &Budgets, &Questionnaires]);

/// What one person did, in every kind.
pub const PERSONS: Persons = Persons(&[&Proposals, &Statements, &Rankings, &Budgets, &Questionnaires]);

/// The three lists that a program is put together from.
#[derive(Clone, Copy)]
pub struct InstrumentLists {
    /// What staff and readers see of each kind.
    pub instruments: Instruments,
    /// The desks in the response writer.
    pub desks: Desks,
    /// What one person did.
    pub persons: Persons,
}

/// The lists of the program.
pub const LISTS: InstrumentLists = InstrumentLists { instruments: INSTRUMENTS, desks: DESKS, persons: PERSONS };

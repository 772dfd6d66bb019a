//! What councillors may see, and when.

use crate::consultations::model::Consultation;
use crate::consultations::rules::results_visible;
use crate::time::Time;

/// Whether councillors see the figures of a consultation at a moment.
///
/// Never before the public could: those who decide must not be able to steer the debate by a count that only
/// they know, nor make up their minds before everybody has been heard. Hidden results appear to both at
/// closing, live ones as they come in.
pub fn figures_visible(consultation: &Consultation, now: Time) -> bool {
    results_visible(consultation, now)
}

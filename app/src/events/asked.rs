//! Which events an address asks for: those of a consultation, or in a library. The list and the calendar read it alike.

use super::store::EventFilter;
use crate::branches;
use crate::consultations;
use crate::site::{Fault, Visit};

/// Which events were asked for, with the names in addresses and the names of what they were narrowed to.
pub(super) struct AskedEvents {
    pub(super) filter: EventFilter,
    pub(super) consultation: Option<(String, String)>,
    pub(super) library: Option<(String, String)>,
}

impl AskedEvents {
    /// The same as a query, beginning with `?`, or empty.
    pub(super) fn query(&self, more: &[(&str, &str)]) -> String {
        let own = [("consultation", &self.consultation), ("library", &self.library)];
        let own = own.into_iter().filter_map(|(name, chosen)| chosen.as_ref().map(|chosen| (name, chosen.0.as_str())));
        let pairs: Vec<String> =
            own.chain(more.iter().copied()).map(|(name, value)| format!("{name}={value}")).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

/// Reads which events an address asks for. What it names has to be there and to be public.
pub(super) async fn asked_for(visit: &Visit) -> Result<AskedEvents, Fault> {
    let (consultation, library) = (visit.query_value("consultation"), visit.query_value("library"));
    let mut asked = AskedEvents { filter: EventFilter::default(), consultation: None, library: None };
    if !consultation.is_empty() {
        let found = consultations::store::by_slug(&visit.app.db, &consultation).await?;
        let found =
            found.filter(|one| one.dates.published_at.is_some_and(|at| at <= visit.now)).ok_or(Fault::Missing)?;
        asked.filter.consultation = Some(found.id);
        asked.consultation = Some((found.slug, found.title));
    }
    if !library.is_empty() {
        let found = branches::store::by_slug(&visit.app.db, &library).await?.ok_or(Fault::Missing)?;
        asked.filter.library = Some(found.id);
        asked.library = Some((found.slug, found.about.name));
    }
    Ok(asked)
}

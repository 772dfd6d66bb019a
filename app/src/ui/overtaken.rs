//! Two people at one draft. A form carries when the thing it changes was last saved; when a colleague has saved it since,
//! nothing is written. The form comes back with everything typed, says who saved what and when, and shows what differs,
//! field by field. Whoever has read that can save their own in its place.

use leptos::prelude::*;

use crate::clock;
use crate::time::Time;

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
struct FieldDifference {
    label: String,
    theirs: String,
    yours: String,
}

/// What somebody saved while a form was being written.
#[derive(Clone, Debug)]
pub struct Overtaken {
    what: &'static str,
    who: SavedBy,
    at: Option<Time>,
    differences: Vec<FieldDifference>,
}

/// Who saved it.
#[derive(Clone, Debug)]
pub enum SavedBy {
    /// The same person, in another window.
    Oneself,
    /// A colleague, by name.
    Colleague(String),
    /// Somebody who has no account any more.
    Somebody,
}

/// A field as people read it: its label, and what it holds.
pub type ReadField = (String, String);

impl Overtaken {
    /// Compares what somebody else saved (`theirs`) with what was typed (`yours`). Both lists name their fields; a field
    /// that only one of them has is empty in the other.
    pub fn new(
        what: &'static str,
        who: SavedBy,
        at: Option<Time>,
        theirs: Vec<ReadField>,
        yours: Vec<ReadField>,
    ) -> Self {
        Self { what, who, at, differences: differing(theirs, yours) }
    }

    /// What the top of the page says.
    pub fn sentence(&self) -> String {
        let when = self.at.map(|at| format!(" on {}", clock::long_date_time(at))).unwrap_or_default();
        let what = self.what;
        let saved = match &self.who {
            SavedBy::Oneself => format!("You saved {what} in another window{when}, after you opened this page"),
            SavedBy::Colleague(name) => format!("{name} saved {what}{when}, while you were writing"),
            SavedBy::Somebody => format!("Somebody else saved {what}{when}, while you were writing"),
        };
        format!(
            "{saved}. What you typed is below and not saved yet. Read what differs first; saving then puts yours in its \
             place"
        )
    }

    /// What differs, field by field.
    pub fn differences(&self) -> AnyView {
        let theirs = match &self.who {
            SavedBy::Oneself => "As it is saved".to_owned(),
            SavedBy::Colleague(name) => format!("As {name} saved it"),
            SavedBy::Somebody => "As it is saved now".to_owned(),
        };
        if self.differences.is_empty() {
            return view! { <p>"What you typed says the same as what is saved now: there is nothing to save."</p> }
                .into_any();
        }
        let items: Vec<AnyView> = self
            .differences
            .iter()
            .map(|difference| {
                view! {
                    <h3>{difference.label.clone()}</h3>
                    <dl>
                        <dt>{theirs.clone()}</dt><dd>{lines(&difference.theirs)}</dd>
                        <dt>"As you typed it"</dt><dd>{lines(&difference.yours)}</dd>
                    </dl>
                }
                .into_any()
            })
            .collect();
        view! {
            <section class="differences" aria-labelledby="differences">
                <h2 id="differences">"What differs"</h2>
                {items}
            </section>
        }
        .into_any()
    }
}

/// A text with its line ends.
pub fn lines(text: &str) -> AnyView {
    if text.trim().is_empty() {
        return view! { <em>"nothing"</em> }.into_any();
    }
    let lines: Vec<AnyView> = text
        .lines()
        .enumerate()
        .map(|(number, line)| {
            let line = line.to_owned();
            if number == 0 { line.into_any() } else { view! { <br/>{line} }.into_any() }
        })
        .collect();
    view! { <span dir="auto">{lines}</span> }.into_any()
}

fn differing(theirs: Vec<ReadField>, mut yours: Vec<ReadField>) -> Vec<FieldDifference> {
    let mut found = Vec::new();
    for (label, theirs) in theirs {
        let place = yours.iter().position(|(known, _)| *known == label);
        let yours = place.map(|place| yours.remove(place).1).unwrap_or_default();
        found.push(FieldDifference { label, theirs, yours });
    }
    found.extend(yours.into_iter().map(|(label, yours)| FieldDifference { label, theirs: String::new(), yours }));
    found.retain(|difference| difference.theirs.trim() != difference.yours.trim());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Vec<ReadField> {
        pairs.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_fields_that_differ_are_shown_and_one_that_is_missing_on_a_side_is_empty_there() {
        let theirs = read(&[("Title", "Hours"), ("Summary", "Short"), ("Cost 1", "Heat")]);
        let yours = read(&[("Title", "Hours "), ("Summary", "Shorter"), ("Cost 2", "Light")]);
        let found: Vec<_> = differing(theirs, yours)
            .into_iter()
            .map(|one| format!("{}: {} | {}", one.label, one.theirs, one.yours))
            .collect();
        assert_eq!(found, ["Summary: Short | Shorter", "Cost 1: Heat | ", "Cost 2:  | Light"]);
    }
}

//! How a check before publishing comes out, whoever asks it.

/// The fewest days a consultation is usually open: six weeks.
pub const FEWEST_DAYS: i64 = 42;
/// The days a consultation is open unless staff choose otherwise: twelve weeks.
pub const USUAL_DAYS: i64 = 84;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckOutcome {
    /// It is right.
    Passed,
    /// Something around the consultation should be known before it is published. It holds nothing up.
    Warned,
    /// It should be better; staff may publish anyway and say why.
    Advised,
    /// It must be right before publishing.
    Missing,
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its code: listed in `docs/codes.md`, and never changed.
    pub key: &'static str,
    /// What to do, as a task.
    pub task: &'static str,
    /// How it came out.
    pub outcome: CheckOutcome,
    /// What was found, in a sentence.
    pub found: String,
    /// Why it matters, in a sentence or two.
    pub why: &'static str,
    /// Where the work is done: after the consultation's staff address, or a whole address of the staff's.
    pub page: String,
    /// What everybody is told when it is published although this should be better; empty when it cannot be set aside.
    pub aside: String,
}

impl Check {
    /// Where its work is done, with the consultation's staff address before it where that is needed.
    pub fn link(&self, base: &str) -> String {
        match self.page.starts_with("/staff") || self.page.starts_with('#') {
            true => self.page.clone(),
            false => format!("{base}{}", self.page),
        }
    }
}

/// What stands in a text where something of the service's own belongs, as our templates mark it: "[Library]". A link that is
/// written "[words](address)" is none.
pub fn gaps(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('[') {
        let Some((inside, behind)) = after.split_once(']') else { break };
        let gap = !inside.contains(['[', '\n']) && inside.chars().any(char::is_alphabetic) && !behind.starts_with('(');
        if gap && !found.contains(&inside) {
            found.push(inside);
        }
        rest = behind;
    }
    found
}

/// Why a template's gaps matter, whatever they stand in.
const WHY_GAPS: &str = "A template says in square brackets what only you can know. Residents would read the brackets, and what \
    is published stays as it was published.";

/// The check that nothing stands in a template's gaps any more. `texts` are what is written, each with the page and field
/// where that is done.
pub fn own_words(key: &'static str, texts: &[(String, &str)]) -> Check {
    let found: Vec<(&String, Vec<&str>)> =
        texts.iter().map(|(field, text)| (field, gaps(text))).filter(|(_, gaps)| !gaps.is_empty()).collect();
    let mut all: Vec<&str> = Vec::new();
    for gap in found.iter().flat_map(|(_, gaps)| gaps) {
        if !all.contains(gap) {
            all.push(gap);
        }
    }
    let named: Vec<String> = all.iter().take(GAPS_NAMED).map(|gap| format!("[{gap}]")).collect();
    let more = if all.len() > GAPS_NAMED { " and others" } else { "" };
    let page = found.first().map(|(page, _)| (*page).clone()).or_else(|| texts.first().map(|(page, _)| page.clone()));
    let (outcome, found) = match all.is_empty() {
        true => (CheckOutcome::Passed, "Nothing stands in square brackets any more.".to_owned()),
        false => (CheckOutcome::Advised, format!("Still in square brackets: {}{more}.", named.join(", "))),
    };
    Check {
        key,
        task: "Put your own words where a template has gaps",
        outcome,
        found,
        why: WHY_GAPS,
        page: page.unwrap_or_default(),
        aside: "some words stand in square brackets".to_owned(),
    }
}

/// How many gaps are named in a sentence.
const GAPS_NAMED: usize = 5;

/// Whether the checks allow publishing, and whether that needs a reason.
pub fn verdict(checks: &[Check]) -> CheckOutcome {
    let any = |outcome| checks.iter().any(|check| check.outcome == outcome);
    if any(CheckOutcome::Missing) {
        CheckOutcome::Missing
    } else if any(CheckOutcome::Advised) {
        CheckOutcome::Advised
    } else {
        CheckOutcome::Passed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_templates_gaps_are_found_and_links_are_none() {
        assert_eq!(
            gaps("We have [number] hours for [library]; [Library] and [number]."),
            ["number", "library", "Library"]
        );
        assert_eq!(gaps("See [the plan](https://example.org/plan) and a[0], [1], [ ] and ["), Vec::<&str>::new());
        assert_eq!(
            gaps("- [ ] a list\n- [Which bus runs, which other place is open.]"),
            ["Which bus runs, which other place is open."]
        );
    }

    #[test]
    fn the_check_leads_to_the_first_field_with_a_gap_and_names_a_few() {
        let texts = [("/edit#title".to_owned(), "Hours"), ("/edit#summary".to_owned(), "[a] [b] [c] [d] [e] [f]")];
        let check = own_words("own-words", &texts);
        assert_eq!((check.outcome, check.page.as_str()), (CheckOutcome::Advised, "/edit#summary"));
        assert_eq!(check.found, "Still in square brackets: [a], [b], [c], [d], [e] and others.");
        let check = own_words("own-words", &texts[..1]);
        assert_eq!((check.outcome, check.page.as_str()), (CheckOutcome::Passed, "/edit#title"));
    }
}

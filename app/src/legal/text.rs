//! A text with its gaps filled, as it is shown and compared: plain functions.

use super::model::{LegalPage, LegalText};
use super::standard::gaps;
use crate::clock;
use crate::numbers::Noun;
use crate::ui::first_letter::uncapitalised;

/// What the program puts into a text itself, each alone on its line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadePart {
    /// What happens to each thing people do.
    WhoSeesWhat,
    /// The reasons for which something is not shown.
    Reasons,
}

impl MadePart {
    const ALL: [Self; 2] = [Self::WhoSeesWhat, Self::Reasons];

    /// The line that it stands in place of.
    pub const fn line(self) -> &'static str {
        match self {
            Self::WhoSeesWhat => "{who-sees-what}",
            Self::Reasons => "{reasons}",
        }
    }
}

/// The part that a page must have, whatever a service makes of our text.
pub const fn made_part(page: LegalPage) -> Option<MadePart> {
    match page {
        LegalPage::Privacy => Some(MadePart::WhoSeesWhat),
        LegalPage::Moderation => Some(MadePart::Reasons),
        LegalPage::Accessibility | LegalPage::Terms => None,
    }
}

/// What the service calls itself, for the gaps that are filled from its settings.
#[derive(Clone, Copy, Debug)]
pub struct ServiceWords<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where residents can ask.
    pub contact: &'a str,
}

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// Words, in the marks that staff write with.
    Words(String),
    /// What the program puts in.
    Made(MadePart),
}

/// The gaps that a text has and that nothing fills, by what is asked for.
pub fn missing(page: LegalPage, text: &LegalText) -> Vec<&'static str> {
    gaps(page)
        .iter()
        .filter(|gap| text.body.contains(&format!("{{{}}}", gap.name)))
        .filter(|gap| text.facts.get(gap.name).is_none_or(|fact| fact.trim().is_empty()))
        .map(|gap| gap.label)
        .collect()
}

/// The first name between braces that nothing fills, if there is one: a gap that was mistyped, or a part that the program
/// puts in where it does not belong or not alone on its line. Readers would see the braces.
pub fn unknown_gap(page: LegalPage, body: &str) -> Option<String> {
    let made = made_part(page).map(MadePart::line);
    body.lines().filter(|line| made != Some(line.trim())).find_map(|line| {
        let names = line.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        let gap = |name: &&str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
        let known = |name: &str| matches!(name, "service" | "contact") || gaps(page).iter().any(|gap| gap.name == name);
        names.filter(gap).find(|name| !known(name)).map(str::to_owned)
    })
}

/// The text with every gap filled, or marked as not filled yet. One pass: what fills a gap is not looked through for gaps.
pub fn filled(page: LegalPage, text: &LegalText, service: ServiceWords<'_>) -> String {
    let mut out = String::with_capacity(text.body.len());
    let mut rest = text.body.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let fact = match name {
            "service" => Some(service.name.to_owned()),
            "contact" => Some(service.contact.to_owned()),
            _ => gaps(page).iter().find(|gap| gap.name == name).map(|gap| {
                let fact = text.facts.get(name).map(|fact| fact.trim()).filter(|fact| !fact.is_empty());
                fact.map_or_else(|| format!("**[Not filled in yet: {}]**", uncapitalised(gap.label)), str::to_owned)
            }),
        };
        match fact {
            Some(fact) => {
                out.push_str(&fact);
                rest = behind;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The text in stretches, with what the program puts in where it belongs, and at the end where a service left it out.
pub fn stretches(page: LegalPage, text: &LegalText, service: ServiceWords<'_>) -> Vec<Stretch> {
    let mut made = Vec::new();
    let mut words = String::new();
    let wanted = made_part(page);
    for line in filled(page, text, service).lines() {
        match MadePart::ALL.into_iter().find(|part| line.trim() == part.line()) {
            // Once, and only where it belongs; a line that asks for anything else says nothing.
            Some(part) if wanted == Some(part) && !made.contains(&Stretch::Made(part)) => {
                made.push(Stretch::Words(std::mem::take(&mut words)));
                made.push(Stretch::Made(part));
            }
            Some(_) => {}
            None => {
                words.push_str(line);
                words.push('\n');
            }
        }
    }
    made.push(Stretch::Words(words));
    if let Some(part) = wanted
        && !made.contains(&Stretch::Made(part))
    {
        made.push(Stretch::Made(part));
    }
    made.retain(|one| !matches!(one, Stretch::Words(words) if words.trim().is_empty()));
    made
}

/// How far a text is, in a few words, and whether that is all there is to do.
pub fn state(page: LegalPage, text: &LegalText) -> (String, bool) {
    let gaps = missing(page, text).len();
    if gaps > 0 {
        return (format!("{} to fill in", Noun { one: "gap", many: "gaps" }.count(gaps)), false);
    }
    match &text.review {
        Some(review) => (format!("Reviewed by {} on {}", review.by, clock::long_date(review.at)), true),
        None => ("Filled in, not reviewed yet".to_owned(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: ServiceWords<'_> = ServiceWords { name: "Fenmarch Libraries", contact: "the desk" };

    #[test]
    fn our_texts_name_each_gap_and_what_the_program_puts_in() {
        for page in LegalPage::ALL {
            let text = LegalText::ours(page);
            let asked: Vec<&str> = gaps(page).iter().map(|gap| gap.label).collect();
            assert_eq!(missing(page, &text), asked, "{page:?}");
            if let Some(part) = made_part(page) {
                assert!(text.body.lines().any(|line| line == part.line()), "{page:?}");
            }
            let shown = filled(page, &text, SERVICE);
            let braces = shown
                .lines()
                .filter(|line| line.contains('{') && MadePart::ALL.iter().all(|part| *line != part.line()));
            assert_eq!(
                braces.collect::<Vec<_>>(),
                Vec::<&str>::new(),
                "{page:?} has a gap that nobody is asked to fill"
            );
        }
    }

    #[test]
    fn a_gap_is_filled_once_and_what_fills_it_is_not_read_again() {
        let mut text = LegalText::ours(LegalPage::Terms);
        text.body = "{who} {controller} {unknown} { {who".to_owned();
        text.facts.insert("who".to_owned(), "{controller} $1".to_owned());
        assert_eq!(
            filled(LegalPage::Terms, &text, SERVICE),
            "{controller} $1 **[Not filled in yet: who publishes what people write]** {unknown} { {who"
        );
        assert_eq!(missing(LegalPage::Terms, &text), ["Who publishes what people write"]);
    }

    #[test]
    fn a_mistyped_gap_is_found_and_other_braces_are_left_alone() {
        let unknown = |body: &str| unknown_gap(LegalPage::Privacy, body);
        assert_eq!(unknown("{controler} is responsible"), Some("controler".to_owned()));
        assert_eq!(unknown("Here: {who-sees-what}"), Some("who-sees-what".to_owned()));
        assert_eq!(unknown("{reasons}"), Some("reasons".to_owned()));
        for fine in ["{controller} {contact} {service}", " {who-sees-what} ", "{ } {A} {1} {} { open", "f(x) {x = 1}"] {
            assert_eq!(unknown(fine), None, "{fine}");
        }
        for page in LegalPage::ALL {
            assert_eq!(unknown_gap(page, &LegalText::ours(page).body), None, "{page:?}");
        }
    }

    #[test]
    fn what_the_program_knows_is_never_left_out_and_never_told_twice() {
        let mut text = LegalText::ours(LegalPage::Privacy);
        for body in ["Only words.", "{who-sees-what}\n\n{who-sees-what}", "{reasons}\n a\n {who-sees-what} \n{reasons}"]
        {
            text.body = body.to_owned();
            let made = stretches(LegalPage::Privacy, &text, SERVICE);
            let parts: Vec<&Stretch> = made.iter().filter(|one| matches!(one, Stretch::Made(_))).collect();
            assert_eq!(parts, [&Stretch::Made(MadePart::WhoSeesWhat)], "{body}");
        }
    }
}

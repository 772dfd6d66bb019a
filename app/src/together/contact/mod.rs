//! Whom the public can ask about a consultation: a name or a role, with an address, a number or both. Without one it is the
//! contact of the service.

pub mod pages;
pub mod store;

use leptos::prelude::*;

use crate::identity::rules;
use crate::site::FormErrors;
use crate::site::Service;
use crate::site::fields::length;

/// Longest name or role, in characters.
const LONGEST: usize = 120;
/// Fewest and most digits of a telephone number.
const DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

/// Whom the public can ask about a consultation.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Contact {
    /// A name or a role.
    pub name: String,
    /// An email address, or nothing.
    pub email: String,
    /// A telephone number as it is written, or nothing.
    pub phone: String,
}

/// A telephone number as people write it: digits, spaces, brackets, hyphens, a plus in front and an extension.
fn phone(typed: &str) -> Result<String, &'static str> {
    const WRONG: &str = "Enter a telephone number like 01632 960 001 or +44 1632 960 001";
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    let number = typed.strip_prefix('+').unwrap_or(typed);
    let plain = number.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, ' ' | '(' | ')' | '-' | '.'));
    let digits = number.chars().filter(char::is_ascii_digit).count();
    if plain && DIGITS.contains(&digits) && typed.len() <= 30 { Ok(typed.to_owned()) } else { Err(WRONG) }
}

impl Contact {
    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.email.is_empty() && self.phone.is_empty()
    }

    /// What is meant by what was typed, or what is wrong with it.
    pub fn checked(&self, errors: &mut FormErrors) -> Option<Self> {
        if self.name.trim().is_empty() && self.email.trim().is_empty() && self.phone.trim().is_empty() {
            return Some(Self::default());
        }
        let name = errors.check("name", length(&self.name, "a name or a role", true, LONGEST));
        let email = match self.email.trim() {
            "" => Some(String::new()),
            typed => errors.check("email", rules::email(typed)),
        };
        let phone = errors.check("phone", phone(&self.phone));
        if email.as_deref() == Some("") && phone.as_deref() == Some("") {
            errors.add("email", "Enter an email address or a telephone number, so that people can ask");
        }
        let checked = Self { name: name?, email: email?, phone: phone? };
        errors.is_empty().then_some(checked)
    }

    /// For a sheet of paper, in one line: "The engagement team, hours@library.example, 01632 960 001".
    pub fn line(&self) -> String {
        [&self.name, &self.email, &self.phone]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// As a page shows it, with links that write and call; the service's own contact where there is none.
    pub fn show(&self, service: &Service) -> AnyView {
        if self.is_empty() {
            let plain = service.contact.clone();
            return match rules::email(&plain) {
                Ok(address) => view! { <a href=format!("mailto:{address}")>{plain}</a> }.into_any(),
                Err(_) => view! { <span dir="auto">{plain}</span> }.into_any(),
            };
        }
        let dialled: String = self.phone.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
        view! {
            <span dir="auto">{self.name.clone()}</span>
            {(!self.email.is_empty()).then(|| view! { <br/><a href=format!("mailto:{}", self.email)>{self.email.clone()}</a> })}
            {(!self.phone.is_empty()).then(|| view! { <br/><a href=format!("tel:{dialled}")>{self.phone.clone()}</a> })}
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    use super::phone;

    #[test]
    fn a_telephone_number_is_taken_as_people_write_it() {
        for fine in ["01632 960 001", "+44 (0)1632 960-001", "0800.123.4567"] {
            assert_eq!(phone(fine).as_deref(), Ok(fine));
        }
        assert_eq!(phone("  "), Ok(String::new()));
        for wrong in ["call me", "12", "+", "01632 960 001 <script>", "1234567890123456", "tel:01632960001"] {
            assert!(phone(wrong).is_err(), "{wrong}");
        }
    }
}

//! Amounts of money as people type them: "£1,200.50", "-500". Read to the penny, never through fractions.

/// The largest amount, in pounds: more than any library service spends, small enough to add up safely.
const MOST_POUNDS: usize = 12;

/// The pence of a typed amount in pounds; a saving has a minus.
///
/// # Errors
/// A sentence that says what to type instead.
pub fn pence(typed: &str) -> Result<i64, String> {
    let example = || "Enter an amount in pounds, like 1,200.50, or -500 for a saving".to_owned();
    let mut text: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    let mut negative = false;
    let mut marks = (false, false);
    // A minus and a pound sign may come in either order, each once.
    while let Some(first) = text.chars().next() {
        match first {
            '-' | '−' | '–' | '+' if !marks.0 => {
                marks.0 = true;
                negative = first != '+';
            }
            '£' if !marks.1 => marks.1 = true,
            _ => break,
        }
        text.drain(..first.len_utf8());
    }
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    let rest: Vec<&str> = groups.collect();
    if !digits(first) || (text.contains('.') && !digits(part)) {
        return Err(example());
    }
    if !rest.is_empty() && (first.len() > 3 || rest.iter().any(|group| group.len() != 3 || !digits(group))) {
        return Err("Check the commas: they stand before every three digits, as in 1,200.50".to_owned());
    }
    if part.len() > 2 {
        return Err("Use at most two digits for the pence, as in 1,200.50".to_owned());
    }
    let whole = first.to_owned() + &rest.concat();
    let whole = whole.trim_start_matches('0');
    if whole.len() > MOST_POUNDS {
        return Err("That is too much money: enter an amount in pounds, not in pence".to_owned());
    }
    let pounds: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| example())? };
    let pennies: i64 = if part.is_empty() { 0 } else { format!("{part:0<2}").parse().map_err(|_| example())? };
    let amount = pounds * 100 + pennies;
    Ok(if negative { -amount } else { amount })
}

/// An amount as the form shows it: "1200.50", "-500".
pub fn typed(pence: i64) -> String {
    let sign = if pence < 0 { "-" } else { "" };
    let (whole, rest) = (pence.unsigned_abs() / 100, pence.unsigned_abs() % 100);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:02}") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_to_the_penny_however_they_are_written() {
        for (text, amount) in [
            ("1,200.50", 120_050),
            ("£1,200.50", 120_050),
            ("-500", -50_000),
            ("-£500", -50_000),
            ("£-500.05", -50_005),
            ("−41 200", -4_120_000),
            ("+12.5", 1_250),
            ("0", 0),
            ("007", 700),
            ("1,234,567", 123_456_700),
            ("0.29", 29),
        ] {
            assert_eq!(pence(text), Ok(amount), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_an_example() {
        for text in ["", "£", "-", "--5", "££5", "about 500", "5k", "1.200,50", ".50", "5.", "1.2.3", "1e3", "٣"] {
            assert!(pence(text).is_err(), "{text}");
        }
        assert!(pence("1,20").unwrap_err().contains("commas"));
        assert!(pence("1200,500").unwrap_err().contains("commas"));
        assert!(pence("1.255").unwrap_err().contains("two digits"));
        assert!(pence("99999999999999999999999").unwrap_err().contains("too much"));
    }

    proptest! {
        #[test]
        fn an_amount_shown_in_the_form_comes_back_the_same(amount in -99_999_999_999_999_i64..=99_999_999_999_999) {
            prop_assert_eq!(pence(&typed(amount)), Ok(amount));
            prop_assert_eq!(pence(&crate::proposals::pages::pounds(amount)), Ok(amount));
        }
    }
}

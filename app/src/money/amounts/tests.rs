//! What is understood of an amount, and what is refused with which reason.

use proptest::prelude::*;

use super::*;

fn pence(text: &str) -> Result<i64, String> {
    amount(text).map(|amount| amount.pence)
}

#[test]
fn amounts_are_read_to_the_penny_however_they_are_written() {
    for (text, expected) in [
        ("1,200.50", 120_050),
        ("£1,200.50", 120_050),
        ("-500", -50_000),
        ("-£500", -50_000),
        ("£-500.05", -50_005),
        ("- £ 500", -50_000),
        ("(500)", -50_000),
        ("−41 200", -4_120_000),
        ("6\u{a0}200", 620_000),
        ("6\u{202f}200.50", 620_050),
        ("1’200", 120_000),
        ("+12.5", 1_250),
        ("0", 0),
        ("£0", 0),
        ("£0.00", 0),
        ("007", 700),
        ("1,234,567", 123_456_700),
        ("0.29", 29),
        ("6.2k", 620_000),
        ("£6.2K", 620_000),
        ("-£3k", -300_000),
        ("£1.5m", 150_000_000),
        ("1.5 million", 150_000_000),
        ("£1.2345k", 123_450),
        ("2 thousand pounds", 200_000),
        ("6200 pounds", 620_000),
        ("GBP 6,200", 620_000),
        ("6,200 GBP", 620_000),
        ("none", 0),
        ("Nothing", 0),
        ("no cost", 0),
        ("Nil.", 0),
    ] {
        assert_eq!(pence(text), Ok(expected), "{text}");
        assert_eq!(amount(text).unwrap().period, None, "{text}");
    }
}

#[test]
fn how_often_it_is_paid_is_understood_with_the_amount() {
    for (text, expected, period) in [
        ("£6,200 a year", 620_000, Period::EachYear),
        ("£6200 p.a.", 620_000, Period::EachYear),
        ("6,200 pa", 620_000, Period::EachYear),
        ("6200 per annum", 620_000, Period::EachYear),
        ("£6,200/year", 620_000, Period::EachYear),
        ("£6,200 / yr", 620_000, Period::EachYear),
        ("£6.2k each year", 620_000, Period::EachYear),
        ("£6,200 (each year)", 620_000, Period::EachYear),
        ("-£6,200 annually", -620_000, Period::EachYear),
        ("£6,200 pounds every year", 620_000, Period::EachYear),
        ("£50,000 once", 5_000_000, Period::Once),
        ("£50,000, one-off", 5_000_000, Period::Once),
        ("50k one off", 5_000_000, Period::Once),
    ] {
        assert_eq!(amount(text), Ok(Amount { pence: expected, period: Some(period) }), "{text}");
    }
    assert_eq!(period("Each year"), Some(Period::EachYear));
    assert_eq!([period("Once; part of the fitting out"), period("a month"), period("")], [None; 3]);
}

#[test]
fn what_is_not_an_amount_is_refused_with_an_example() {
    for text in ["", "£", "-", "--5", "££5", "lots", ".50", "5.", "1e3", "٣", "5 £ £", "£5 for chairs", "5,"] {
        let why = pence(text).unwrap_err();
        assert!(why.starts_with("Enter an amount in pounds, like 1,200.50"), "{text}: {why}");
    }
}

#[test]
fn what_may_be_meant_otherwise_is_refused_with_the_right_reason() {
    for (text, reason) in [
        ("1,20", "Check the commas"),
        ("1,5", "Check the commas"),
        ("1,5m", "Check the commas"),
        ("1200,500", "Check the commas"),
        ("1,200 500", "Check the commas"),
        ("62 00", "Check the commas"),
        ("1.200,50", "comma before every three digits"),
        ("1.200.500", "comma before every three digits"),
        ("1.255", "two digits for the pence"),
        ("99999999999999999999999", "too much money"),
        ("999999 billion", "too much money"),
        ("1.23456789k", "whole pence"),
        ("$500", "in pounds"),
        ("€500", "in pounds"),
        ("about 500", "say “about” in the note"),
        ("c. £500", "say “c.” in the note"),
        ("up to £500", "say “up to” in the note"),
        ("£5,000-£6,000", "not from and to"),
        ("5-6k", "not from and to"),
        ("5 to 6k", "not from and to"),
        ("£500 a month", "a whole year: that is £6,000 a year"),
        ("£500 per month", "a whole year: that is £6,000 a year"),
        ("-£500 monthly", "a whole year: that is −£6,000 a year"),
        ("£100 pw", "a whole year: that is £5,200 a year"),
        ("£12 an hour", "once, or in a whole year"),
        ("£50,000 once and £6,200 a year", "one amount in each row"),
        ("£50,000 + £6,200 p.a.", "one amount in each row"),
        ("50k and 6k", "one amount in each row"),
        ("50,000 once and 6,200 a year", "one amount in each row"),
        ("£6,200 a year for 3 years", "say in the note for how long"),
        ("50p", "50p is 0.50"),
        ("5%", "not a percentage"),
    ] {
        let why = pence(text).unwrap_err();
        assert!(why.contains(reason), "{text}: {why}");
    }
}

proptest! {
    #[test]
    fn an_amount_shown_in_the_form_comes_back_the_same(amount in -99_999_999_999_999_i64..=99_999_999_999_999) {
        prop_assert_eq!(pence(&typed(amount)), Ok(amount));
        prop_assert_eq!(pence(&crate::money::pounds(amount)), Ok(amount));
    }

    #[test]
    fn nothing_that_is_typed_can_break_it(text in "\\PC{0,40}") {
        let _ = amount(&text);
    }

    #[test]
    fn nothing_like_an_amount_can_break_it(text in "[-+£$(]{0,3}[0-9., ’kmbn]{0,30}[a-z %)£]{0,12}") {
        let _ = amount(&text);
    }
}

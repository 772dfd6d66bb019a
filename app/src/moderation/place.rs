//! What stands in the place of words that were hidden: why, and the way to the policy. Nobody finds a gap without its reason,
//! whatever was written there.

use super::model::PolicyReason;

/// The line in the place of hidden words, as HTML: what is gone, then why. `gone` is a constant of the program, never
/// somebody's text. Without a reason it was not a decision by the policy, and nothing more is said.
pub fn in_place(gone: &'static str, reason: Option<PolicyReason>) -> String {
    match reason {
        None => format!("{gone}."),
        Some(reason) => {
            let (because, word) = (reason.because(), reason.word());
            format!("{gone}: {because}. <a href=\"/moderation-policy#{word}\">Our policy</a>")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_and_leads_to_its_place_in_the_policy() {
        for reason in PolicyReason::ALL {
            let line = in_place("A comment was removed here", Some(reason));
            assert!(line.starts_with(&format!("A comment was removed here: {}. ", reason.because())), "{line}");
            assert!(line.contains(&format!("href=\"/moderation-policy#{}\"", reason.word())), "{line}");
        }
        assert_eq!(in_place("The words of its author are not shown", None), "The words of its author are not shown.");
    }
}

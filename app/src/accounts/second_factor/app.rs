//! Codes of an authenticator app: six digits that change every thirty seconds (RFC 6238), worked out on both sides from a
//! secret that was shown once.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::random::Random;
use crate::time::Time;

/// How long a code stands, in seconds.
const STEP: u64 = 30;

/// What an app and we work codes out from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AppSecret([u8; 20]);

impl AppSecret {
    /// A new one.
    pub(super) fn new(random: &Random) -> Self {
        Self(random.bytes::<20>())
    }

    /// From its bytes.
    pub(super) fn of_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes, to be sealed.
    pub(super) const fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// As it is typed into an app that cannot read the picture: letters and digits in groups of four.
    pub(super) fn typed(&self) -> String {
        let letters: Vec<char> =
            Secret::new_stack(self.0).to_base32().chars().filter(|letter| *letter != '=').collect();
        letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }

    /// The address in the picture that an app reads.
    pub(super) fn address(&self, service: &str, email: &str) -> String {
        let written = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        // A colon parts the service from the account in what apps read.
        let service = service.replace(':', " ");
        let secret = self.typed().replace(' ', "");
        format!(
            "otpauth://totp/{}:{}?secret={secret}&issuer={}&algorithm=SHA1&digits=6&period={STEP}",
            written(&service),
            written(email),
            written(&service)
        )
    }

    fn totp(&self) -> Option<Totp> {
        Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(STEP)
            .with_secret(Secret::new_stack(self.0))
            .build()
            .ok()
    }

    /// The step that a code is of, if it is of this moment or of the step before or after; compared in constant time.
    pub(super) fn step_of(&self, code: &str, now: Time) -> Option<i64> {
        let seconds = u64::try_from(now.0 / 1_000).ok()?;
        self.totp()?.check(code, seconds).and_then(|step| i64::try_from(step).ok())
    }

    /// The code of a moment.
    #[cfg(test)]
    pub(super) fn code_at(&self, moment: Time) -> String {
        self.totp().unwrap().generate(u64::try_from(moment.0 / 1_000).unwrap()).to_string()
    }

    /// From what is typed into an app.
    #[cfg(test)]
    pub(super) fn of_typed(typed: &str) -> Self {
        Self::of_bytes(Secret::try_from_base32(typed.replace(' ', "")).unwrap().as_bytes()).unwrap()
    }
}

/// What was typed as a code of an app, without the spaces that apps show in it; nothing when it cannot be one.
pub(super) fn as_code(typed: &str) -> Option<String> {
    let code: String = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    (code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::{AppSecret, as_code};
    use crate::time::Time;

    /// The secret of the examples in RFC 6238.
    const EXAMPLE: &[u8; 20] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = AppSecret::of_bytes(EXAMPLE).unwrap();
        // The last six of the eight digits in its appendix B.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert_eq!(secret.code_at(Time(seconds * 1_000)), code);
            assert_eq!(secret.step_of(code, Time(seconds * 1_000)), Some(seconds / 30));
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_and_late_and_no_longer() {
        let secret = AppSecret::of_bytes(EXAMPLE).unwrap();
        let at = Time(1_234_567_890_000);
        let code = secret.code_at(at);
        for (later, good) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            assert_eq!(secret.step_of(&code, at.plus(later * 1_000)).is_some(), good, "{later}");
        }
        assert_eq!(secret.step_of("12345", at), None);
        assert_eq!(secret.step_of("١٢٣٤٥٦", at), None);
    }

    #[test]
    fn what_is_typed_is_read_as_apps_show_it() {
        assert_eq!(as_code(" 123 456 "), Some("123456".to_owned()));
        for wrong in ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "abcd-efgh-jkmn-pqrs"] {
            assert_eq!(as_code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_address_names_the_service_and_the_account() {
        let secret = AppSecret::of_bytes(EXAMPLE).unwrap();
        assert_eq!(
            secret.address("Fen: Libraries", "jo@example.org"),
            "otpauth://totp/Fen%20%20Libraries:jo%40example%2Eorg?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Fen%20%20Libraries&algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(secret.typed(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        assert_eq!(AppSecret::of_typed(&secret.typed()), secret);
    }
}

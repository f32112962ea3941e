//! Authenticator apps: the seed that an app shares with the server, and the codes derived from it and the time (RFC 6238).

use crate::rng::Rng;
use domain::Moment;
use domain::code::OneTimeCode;
use domain::rules::clock::MOST_BEFORE;
use totp_rs::{Builder, Secret, TotpError};

/// The length of a seed, in bytes: that of the hash (RFC 4226 §4).
const SEED: usize = 20;
/// The characters in each group of a displayed secret.
const GROUP: usize = 4;
/// The length of a time step, in seconds.
const STEP_S: i64 = 30;

/// The newest time step whose code can have been used: the step after the one of a clock that was set back by as much as a correct clock can
/// be.
pub fn newest_step(now: Moment) -> i64 {
    (now + MOST_BEFORE).unix_seconds() / STEP_S + 1
}

/// The seed that an app and the server share. Codes have six digits, last 30 seconds and use HMAC-SHA-1, which every app supports.
pub struct AuthenticatorSeed([u8; SEED]);

impl AuthenticatorSeed {
    /// A new seed.
    pub fn new(rng: &Rng) -> Self {
        Self(rng.bytes())
    }

    /// The seed with these stored bytes; `None` if their number is wrong.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    /// The bytes to store. The caller seals them.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The time step that this code belongs to: the current one, or the one before or after it (RFC 6238 §5.2).
    pub fn step_of(&self, code: OneTimeCode, now: Moment) -> Option<i64> {
        let seconds = u64::try_from(now.0 / 1000).ok()?;
        self.totp().build().ok()?.check(&code.to_string(), seconds)?.try_into().ok()
    }

    /// The seed in base32, in groups, for a person to type.
    pub fn in_groups(&self) -> String {
        let letters: Vec<char> = Secret::from(self.0).to_base32().chars().collect();
        letters.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join(" ")
    }

    /// The address `otpauth://totp/…` that an app reads from a link or a QR code.
    pub fn uri(&self, brand: &str, name: &str) -> Result<String, TotpError> {
        let plain = |text: &str| text.replace(':', " "); // the colon separates issuer and name
        self.totp().with_issuer(Some(plain(brand))).with_account_name(plain(name)).build()?.to_url()
    }

    fn totp(&self) -> Builder {
        Builder::new().with_secret(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::AuthenticatorSeed;
    use domain::Moment;
    use domain::code::OneTimeCode;

    fn step_at(code: &str, seconds: i64) -> Option<i64> {
        let seed = AuthenticatorSeed::of(b"12345678901234567890").expect("20 bytes");
        seed.step_of(OneTimeCode::parse(code).expect("six digits"), Moment(seconds * 1000))
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // Appendix B lists codes of eight digits; a code of six digits is their end.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(step_at(code, seconds), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_code_is_accepted_one_step_before_and_after_its_own() {
        let step = 1_234_567_890 / 30;
        for (steps, expected) in [(-2, None), (-1, Some(step)), (1, Some(step)), (2, None)] {
            assert_eq!(step_at("005924", 1_234_567_890 + steps * 30), expected, "{steps}");
        }
    }

    #[test]
    fn the_link_contains_the_issuer_the_name_and_the_secret() {
        let seed = AuthenticatorSeed::of(b"12345678901234567890").expect("20 bytes");
        assert_eq!(seed.in_groups(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let uri = seed.uri("Acme: TV", "ann@example.com").expect("a link");
        let expected =
            "otpauth://totp/Acme%20%20TV:ann%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme%20%20TV";
        assert_eq!(uri, expected);
    }
}

//! Authenticator apps: the seed they share with the server, and the codes they make of it and the time (RFC 6238).

use crate::rng::Rng;
use domain::Moment;
use domain::code::OneTimeCode;
use totp_rs::{Builder, Secret, TotpError};

/// Bytes of a seed: as long as the hash (RFC 4226 §4).
const SEED: usize = 20;
/// Letters of the secret that stand together, for those who type it.
const GROUP: usize = 4;

/// What an app and the server share. Six digits, a new code every 30 seconds, HMAC-SHA-1: what every app understands.
pub struct Seed([u8; SEED]);

impl Seed {
    /// A new one.
    pub fn new(rng: &Rng) -> Self {
        Self(rng.bytes())
    }

    /// As it was kept.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.try_into().ok()?))
    }

    /// To be kept, sealed.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The time step whose code this is: now, or one step before or after it (RFC 6238 §5.2).
    pub fn step_of(&self, code: OneTimeCode, now: Moment) -> Option<i64> {
        let seconds = u64::try_from(now.0 / 1000).ok()?;
        self.totp().build().ok()?.check(&code.to_string(), seconds)?.try_into().ok()
    }

    /// In base32 and in groups, to be typed.
    pub fn in_groups(&self) -> String {
        let letters: Vec<char> = Secret::from(self.0).to_base32().chars().collect();
        letters.chunks(GROUP).map(String::from_iter).collect::<Vec<_>>().join(" ")
    }

    /// `otpauth://totp/…`: what an app reads from a link or a QR code.
    pub fn uri(&self, brand: &str, name: &str) -> Result<String, TotpError> {
        let plain = |text: &str| text.replace(':', " "); // it parts the two
        self.totp().with_issuer(Some(plain(brand))).with_account_name(plain(name)).build()?.to_url()
    }

    fn totp(&self) -> Builder {
        Builder::new().with_secret(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Seed;
    use domain::Moment;
    use domain::code::OneTimeCode;

    fn step_at(code: &str, seconds: i64) -> Option<i64> {
        let seed = Seed::of(b"12345678901234567890").expect("20 bytes");
        seed.step_of(OneTimeCode::parse(code).expect("six digits"), Moment(seconds * 1000))
    }

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // Appendix B shows eight digits; six of them are the last six.
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")]
        {
            assert_eq!(step_at(code, seconds), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_code_is_good_for_one_step_before_and_after_its_own() {
        let step = 1_234_567_890 / 30;
        for (steps, expected) in [(-2, None), (-1, Some(step)), (1, Some(step)), (2, None)] {
            assert_eq!(step_at("005924", 1_234_567_890 + steps * 30), expected, "{steps}");
        }
    }

    #[test]
    fn the_link_holds_what_an_app_needs() {
        let seed = Seed::of(b"12345678901234567890").expect("20 bytes");
        assert_eq!(seed.in_groups(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let uri = seed.uri("Acme: TV", "ann@example.com").expect("a link");
        let expected =
            "otpauth://totp/Acme%20%20TV:ann%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme%20%20TV";
        assert_eq!(uri, expected);
    }
}

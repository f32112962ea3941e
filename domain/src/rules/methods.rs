//! The methods of a sign-in, as tokens name them (`amr`, RFC 8176; `acr`, `OpenID` Connect Core §2).

use super::security_info::Kind;
use crate::Moment;
use crate::contact::Contact;

/// Authentication methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Methods(u8);

impl Methods {
    /// A password.
    pub const PASSWORD: Self = Self(1);
    /// A single-use code: from an email, an authenticator app, or the recovery codes.
    pub const CODE: Self = Self(2);
    /// A code in a text message.
    pub const TEXT: Self = Self(4);
    /// A passkey with user verification.
    pub const PASSKEY: Self = Self(8);
    /// More than one step.
    const STEPS: Self = Self(16);

    /// The authentication method of a sign-in method.
    pub fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Contact(Contact::Phone(_)) => Self::TEXT,
            Kind::Contact(Contact::Email(_)) | Kind::Authenticator => Self::CODE,
            Kind::Passkey => Self::PASSKEY,
        }
    }

    /// A first step and a second step together.
    #[must_use]
    pub fn then(self, second: Self) -> Self {
        Self(self.0 | second.0 | Self::STEPS.0)
    }

    /// The stored form.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// The methods in a stored form.
    pub fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// The claim `amr`.
    pub fn amr(self) -> Vec<&'static str> {
        let mut amr = Vec::new();
        for (method, name) in
            [(Self::PASSWORD, "pwd"), (Self::CODE, "otp"), (Self::TEXT, "sms"), (Self::PASSKEY, "pop")]
        {
            if self.has(method) {
                amr.push(name);
            }
        }
        if self.is_multi_factor() {
            amr.push("mfa");
        }
        amr
    }

    /// The claim `acr`. A passkey has the value that `OpenID` registers for phishing-resistant methods (EAP ACR Values 1.0).
    pub fn acr(self) -> &'static str {
        if self.has(Self::PASSKEY) {
            "phr"
        } else if self.is_multi_factor() {
            "urn:countersign:acr:two-step"
        } else {
            "urn:countersign:acr:one-step"
        }
    }

    fn is_multi_factor(self) -> bool {
        self.has(Self::STEPS) || self.has(Self::PASSKEY)
    }

    fn has(self, method: Self) -> bool {
        self.0 & method.0 != 0
    }
}

/// The time and the methods of a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// The time.
    pub at: Moment,
    /// The methods.
    pub by: Methods,
}

#[cfg(test)]
mod tests {
    use super::Methods;

    #[test]
    fn tokens_tell_what_was_shown() {
        let told = |methods: Methods| (methods.amr().join(" "), methods.acr());
        assert_eq!(told(Methods::PASSWORD), ("pwd".into(), "urn:countersign:acr:one-step"));
        assert_eq!(told(Methods::TEXT), ("sms".into(), "urn:countersign:acr:one-step"));
        let two = Methods::PASSWORD.then(Methods::CODE);
        assert_eq!(told(two), ("pwd otp mfa".into(), "urn:countersign:acr:two-step"));
        assert_eq!(told(Methods::CODE.then(Methods::CODE)), ("otp mfa".into(), "urn:countersign:acr:two-step"));
        assert_eq!(told(Methods::PASSKEY), ("pop mfa".into(), "phr"));
        assert_eq!(Methods::from_bits(two.bits()), two);
    }
}

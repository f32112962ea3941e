//! By what a person has signed in, as tokens tell it (`amr`, RFC 8176; `acr`, `OpenID` Connect Core §2).

use super::security_info::Kind;
use crate::Moment;
use crate::contact::Contact;

/// Methods of authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Methods(u8);

impl Methods {
    /// A password.
    pub const PASSWORD: Self = Self(1);
    /// A code that is good once: from a mail, an authenticator app, or a paper.
    pub const CODE: Self = Self(2);
    /// A code in a text.
    pub const TEXT: Self = Self(4);
    /// A passkey, which has verified its user.
    pub const PASSKEY: Self = Self(8);
    /// More than one step.
    const STEPS: Self = Self(16);

    /// The method that shows a way.
    pub fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Contact(Contact::Phone(_)) => Self::TEXT,
            Kind::Contact(Contact::Email(_)) | Kind::Authenticator => Self::CODE,
            Kind::Passkey => Self::PASSKEY,
        }
    }

    /// A second step after a first.
    #[must_use]
    pub fn then(self, second: Self) -> Self {
        Self(self.0 | second.0 | Self::STEPS.0)
    }

    /// To be kept.
    pub fn bits(self) -> u8 {
        self.0
    }

    /// As it was kept.
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

    /// The claim `acr`: that of a passkey is the one that `OpenID` registers for what a false page cannot ask for (EAP ACR Values 1.0).
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

/// When somebody signed in, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authenticated {
    /// When.
    pub at: Moment,
    /// By what.
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

//! The methods of a sign-in, as tokens name them (`amr`, RFC 8176; `acr`, `OpenID` Connect Core §2).

use super::security_info::MethodKind;
use crate::Moment;
use crate::contact::Contact;

/// Authentication methods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amr(u8);

impl Amr {
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
    pub fn of(kind: &MethodKind) -> Self {
        match kind {
            MethodKind::Contact(Contact::Phone(_)) => Self::TEXT,
            MethodKind::Contact(Contact::Email(_)) | MethodKind::Authenticator => Self::CODE,
            MethodKind::Passkey => Self::PASSKEY,
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
    pub fn names(self) -> Vec<&'static str> {
        let mut names = Vec::new();
        for (method, name) in
            [(Self::PASSWORD, "pwd"), (Self::CODE, "otp"), (Self::TEXT, "sms"), (Self::PASSKEY, "pop")]
        {
            if self.has(method) {
                names.push(name);
            }
        }
        if self.is_multi_factor() {
            names.push("mfa");
        }
        names
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
    pub by: Amr,
}

#[cfg(test)]
mod tests {
    use super::{Amr, Contact, MethodKind};

    #[test]
    fn tokens_tell_what_was_shown() {
        let told = |amr: Amr| (amr.names().join(" "), amr.acr());
        assert_eq!(told(Amr::PASSWORD), ("pwd".into(), "urn:countersign:acr:one-step"));
        assert_eq!(told(Amr::TEXT), ("sms".into(), "urn:countersign:acr:one-step"));
        let two = Amr::PASSWORD.then(Amr::CODE);
        assert_eq!(told(two), ("pwd otp mfa".into(), "urn:countersign:acr:two-step"));
        assert_eq!(told(Amr::CODE.then(Amr::CODE)), ("otp mfa".into(), "urn:countersign:acr:two-step"));
        assert_eq!(told(two.then(Amr::TEXT)), ("pwd otp sms mfa".into(), "urn:countersign:acr:two-step"));
        assert_eq!(told(Amr::TEXT.then(two)), told(two.then(Amr::TEXT)), "in any order");
        assert_eq!(told(Amr::PASSKEY), ("pop mfa".into(), "phr"));
        assert_eq!((Amr::from_bits(two.bits()), two.bits()), (two, 19), "stored");
    }

    #[test]
    fn each_sign_in_method_has_its_authentication_method() {
        let contact = |text: &str| MethodKind::Contact(Contact::parse(text).expect("a contact"));
        for (kind, amr) in [
            (contact("ann@example.com"), Amr::CODE),
            (contact("+4915123456789"), Amr::TEXT),
            (MethodKind::Authenticator, Amr::CODE),
            (MethodKind::Passkey, Amr::PASSKEY),
        ] {
            assert_eq!(Amr::of(&kind), amr, "{kind:?}");
        }
    }
}

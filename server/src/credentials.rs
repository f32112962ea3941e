//! Credentials: passwords, passkeys and authenticator apps, and the normal forms of email addresses and phone numbers.

pub mod authenticator;
pub mod emails;
pub mod passkeys;
pub mod passwords;
pub mod phones;

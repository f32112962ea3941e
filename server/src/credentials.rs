//! What people prove who they are with: passwords, passkeys, authenticator apps, and how email addresses and phone numbers are read.

pub mod authenticator;
pub mod emails;
pub mod passkeys;
pub mod passwords;
pub mod phones;

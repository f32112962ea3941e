//! The tables: one file each, with its operations on rows and their SQL, which every database accepts. Rules are applied above.

pub(super) mod account;
pub(super) mod account_command;
pub(super) mod attempt;
pub(super) mod authenticator;
pub(super) mod browser;
pub(super) mod challenge;
pub(super) mod client;
pub(super) mod conditions;
pub(super) mod device;
pub(super) mod device_authorization;
pub(super) mod known_browser;
pub(super) mod meta;
pub(super) mod method;
pub(super) mod oauth_grant;
pub(super) mod operation;
pub(super) mod outbox;
pub(super) mod passkey;
pub(super) mod recovery_code;
pub(super) mod refresh_family;
pub(super) mod session;
pub(super) mod sign_in_name;
pub(super) mod signing_key;
pub(super) mod spent_ceremony;
pub(super) mod text_prefix;
pub(super) mod undo;
pub(super) mod unlinked_device;

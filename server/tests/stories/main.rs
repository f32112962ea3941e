//! The server's stories: the real router on a real `SQLite` file, with a clock that stands still until it is moved.

mod accounts;
mod bad_input;
mod callbacks;
mod client_library;
mod codes;
mod devices;
mod durability;
mod enumeration;
mod hostile;
mod inbox;
mod journeys;
mod keys;
mod limits;
mod passkey;
mod passkeys;
mod process;
mod providers;
mod races;
mod server;
mod sign_in;
mod step_up;
mod tokens;
mod two_step;
mod verify;
mod ways;

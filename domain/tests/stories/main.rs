//! The domain's promises as stories, run native and in wasm.

#[cfg(not(target_arch = "wasm32"))] // like the other properties
mod accents;
mod blocks;
mod browsers;
#[cfg(not(target_arch = "wasm32"))] // like the other properties
mod challenges;
mod check_characters;
mod clock;
mod closing;
mod codes;
mod contacts;
mod contract;
mod contrast;
#[cfg(not(target_arch = "wasm32"))] // it reads files
mod corpus;
mod generated_codes;
mod holds;
mod keys;
mod languages;
mod networks;
mod notices;
mod prefixes;
#[cfg(not(target_arch = "wasm32"))] // proptest seeds itself from the operating system
mod properties;
#[cfg(not(target_arch = "wasm32"))]
mod protection;
#[cfg(not(target_arch = "wasm32"))] // it writes a file
mod protection_document;
mod refresh;
#[cfg(not(target_arch = "wasm32"))]
mod reminders;
mod rules;
mod screens;
#[cfg(not(target_arch = "wasm32"))]
mod security_info;
#[cfg(not(target_arch = "wasm32"))]
mod sliding;
#[cfg(not(target_arch = "wasm32"))]
mod stored_times;
mod support;
mod throttles;
mod todo;

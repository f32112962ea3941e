//! The domain's promises as stories, run native and in wasm.

#[cfg(not(target_arch = "wasm32"))] // like the other properties
mod accents;
mod browsers;
#[cfg(not(target_arch = "wasm32"))] // like the other properties
mod challenges;
mod check_characters;
mod clock;
mod codes;
mod contacts;
mod contract;
mod contrast;
#[cfg(not(target_arch = "wasm32"))] // it reads files
mod corpus;
mod generated_codes;
mod keys;
mod languages;
mod networks;
mod prefixes;
#[cfg(not(target_arch = "wasm32"))] // proptest seeds itself from the operating system
mod properties;
mod refresh;
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

//! The documents that are made from code are current. To update them:
//! `UPDATE_DOCS=1 cargo test --package server --test documents`.

mod access;
mod events;
mod examples;
mod metrics;
mod openapi;
mod settings;

use std::path::Path;

/// Compares a file of the project with its expected content, or writes it.
fn check_or_write(file: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        return std::fs::write(&path, made).expect("written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let place = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made);
    let line = place.unwrap_or_else(|| kept.lines().count().min(made.lines().count()));
    assert!(
        kept == made,
        "{file}, line {}: {:?} should be {:?}. To update it: UPDATE_DOCS=1 cargo test --package server --test documents",
        line + 1,
        kept.lines().nth(line).unwrap_or_default(),
        made.lines().nth(line).unwrap_or_default(),
    );
}

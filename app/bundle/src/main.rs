//! The build steps that Trunk doesn't have, as two of its hooks (see `Trunk.toml`).
//!
//! `bundle style`, before the build: joins `style/*.css` into one sheet. `bundle page`, after it: fills the shell with
//! texts. In a release it also splits the wasm into a base and chunks, writes a shell for each language, compresses
//! every asset, and fails when the page exceeds its budget.

mod assets;
mod budget;
mod doors;
mod glue;
mod page;
mod shell;
mod slim;
mod split;
mod style;
mod text;
mod trunk;

use std::process::ExitCode;

/// Runs one of the hooks. Every error stops the build, with its message.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let done = match std::env::args().nth(1).as_deref() {
        Some("style") => style::write(),
        Some("page") => page::write(),
        _ => Err("usage: bundle style|page (Trunk calls it, see Trunk.toml)".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bundle: {error}");
            ExitCode::FAILURE
        }
    }
}

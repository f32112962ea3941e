//! The build steps that Trunk doesn't have, as two of its hooks (see `Trunk.toml`).
//!
//! `bundle style`, before the build: joins `style/*.css` into one sheet. `bundle page`, after it: fills the shell with
//! texts. In a release it also splits the wasm into a base and chunks, writes a shell for each language, compresses
//! every asset, and fails when the page exceeds its budget.
//!
//! `bundle bind`, between them: what Trunk calls as the tool `wasm-bindgen` (`scripts/wrappers`).

mod assets;
mod bind;
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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some("style") => style::write(),
        Some("page") => page::write(),
        Some("bind") => bind::run(&arguments[1..]),
        _ => Err("usage: bundle style|bind|page (Trunk calls it, see Trunk.toml)".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bundle: {error}");
            ExitCode::FAILURE
        }
    }
}

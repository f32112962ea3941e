//! Trunk's settings, as it passes them to its hooks.

use std::env;
use std::path::PathBuf;

use crate::Result;

/// The profile for a quick look: built in a fraction of the time.
const QUICK: &str = "quick";

/// One build.
pub(crate) struct Build {
    /// Whether this is a release, which is split and compressed; in development the page is only made readable.
    pub(crate) release: bool,
    /// Whether to make everything as small as possible, and weigh it.
    pub(crate) small: bool,
    /// The folder of `index.html`, the locales and the budget.
    pub(crate) app: PathBuf,
    /// The folder in which Trunk has put the page so far, and from which it takes it.
    pub(crate) stage: PathBuf,
    /// The start of every asset's address, with a slash at the end.
    pub(crate) public_url: String,
}

impl Build {
    pub(crate) fn from_env() -> Result<Self> {
        let variable = |name: &str| env::var(name).map_err(|_| format!("{name} is not set: Trunk should call this"));
        Ok(Self {
            release: variable("TRUNK_PROFILE")? == "release",
            small: profile() != QUICK,
            app: variable("TRUNK_SOURCE_DIR")?.into(),
            stage: variable("TRUNK_STAGING_DIR")?.into(),
            public_url: variable("TRUNK_PUBLIC_URL")?,
        })
    }
}

/// The wasm as cargo built it, with the names and relocations that Trunk's copy has lost.
pub(crate) fn raw_wasm(name: &str) -> Result<PathBuf> {
    Ok(target()?.join("wasm32-unknown-unknown").join(profile()).join(format!("{name}.wasm")))
}

/// Cargo's profile, one of those in `scripts/page`.
fn profile() -> String {
    env::var("TRUNK_BUILD_CARGO_PROFILE").unwrap_or_else(|_| "release".into())
}

/// Cargo's target folder: this program was built into `target/<profile>/`.
pub(crate) fn target() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2).ok_or("this program is not in cargo's target folder")?;
    Ok(target.to_owned())
}

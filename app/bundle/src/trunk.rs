//! What Trunk tells its hooks.

use std::env;
use std::path::PathBuf;

use crate::Result;

/// The profile for a first look: built in a fraction of the time.
const QUICK: &str = "quick";

/// One build.
pub(crate) struct Build {
    /// A release is split and compressed; in development the page is only made readable.
    pub(crate) release: bool,
    /// Made as small as can be, and weighed.
    pub(crate) small: bool,
    /// The folder of `index.html`, locales and budget.
    pub(crate) app: PathBuf,
    /// Where Trunk has put the page so far, and from where it takes it.
    pub(crate) stage: PathBuf,
    /// What every address of an asset starts with; ends with a slash.
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

/// The wasm as cargo left it, with the names and relocations that Trunk's copy has lost.
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

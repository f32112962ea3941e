//! The operator's audit log.

use super::setting::settings;
use std::path::{Path, PathBuf};

/// The path that means standard output.
pub(super) const STANDARD_OUTPUT: &str = "-";

settings! {
    /// The operator's audit log.
    pub struct AuditLog {
        /// The file to which each event is appended as a line of JSON, or `-` for standard output. It is opened again at a SIGHUP. Without it,
        /// there is no audit log.
        file: Option<PathBuf> = None;
    }
}

/// Whether a path means standard output.
pub(crate) fn is_standard_output(path: &Path) -> bool {
    path == Path::new(STANDARD_OUTPUT)
}

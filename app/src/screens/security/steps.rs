//! The tasks about all of an account's data, which the security info leads to by links: no other screen does.

use domain::Screen;

/// A task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SecurityTask {
    /// "Download my data".
    Data,
    /// "Close my account".
    Close,
}

/// Its address.
pub(super) fn path_to(task: SecurityTask) -> String {
    let step = match task {
        SecurityTask::Data => "data",
        SecurityTask::Close => "close",
    };
    format!("{}?step={step}", Screen::Security.path())
}

//! The log: JSON lines on standard error.

use std::io::{self, BufWriter, Stderr, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The time after which a line is written at the latest.
const WRITTEN_WITHIN: Duration = Duration::from_millis(100);
/// The lines that are written at once while there are many, in bytes.
const WRITTEN_AT: usize = 64 * 1024;

/// Lines that are written together, because a write for each would take a quarter of the time of a poll.
struct Lines(Mutex<BufWriter<Stderr>>);

/// Writes the last lines when it is dropped.
pub(super) struct LastLines(Arc<Lines>);

impl Lines {
    fn buffer(&self) -> MutexGuard<'_, BufWriter<Stderr>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for &Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.buffer().write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.buffer().flush()
    }
}

impl Drop for LastLines {
    fn drop(&mut self) {
        let _ = (&*self.0).flush(); // nobody is left to be told of a closed log
    }
}

/// Begins the log. `RUST_LOG` sets the level.
pub(super) fn begin() -> io::Result<LastLines> {
    let chosen = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    // This library logs full phone numbers, which must not be in any log (O4).
    let filter = chosen.add_directive("rlibphonenumber=off".parse().expect("a directive"));
    // This library logs invalid requests as errors. Our own log already has the cause.
    let filter = filter.add_directive("webauthn_rs_core=off".parse().expect("a directive"));
    let lines = Arc::new(Lines(Mutex::new(BufWriter::with_capacity(WRITTEN_AT, io::stderr()))));
    let waiting = Arc::clone(&lines);
    std::thread::Builder::new().name("log".into()).spawn(move || {
        loop {
            #[expect(clippy::disallowed_methods, reason = "nothing else runs in this thread")]
            std::thread::sleep(WRITTEN_WITHIN);
            let _ = (&*waiting).flush(); // a closed log can't be reported
        }
    })?;
    let json = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter);
    // Reporting a closed log to the log itself would panic.
    json.with_writer(Arc::clone(&lines)).log_internal_errors(false).init();
    Ok(LastLines(lines))
}

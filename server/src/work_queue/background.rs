//! Threads with low priority for work that takes milliseconds, so that polls needn't wait for it.

use crate::failure::Failure;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use tracing::Span;

/// The threads' nice value. Other threads get about thirty times as much CPU time under load, since each step is a factor of 1.25.
const NICE: i32 = 15;

type BackgroundJob = Box<dyn FnOnce() + Send>;

/// The background threads. Clones share them.
#[derive(Clone)]
pub(crate) struct Background(Sender<BackgroundJob>);

impl Background {
    /// Starts this number of threads.
    ///
    /// # Panics
    /// If the system can't start a thread.
    pub(crate) fn start(threads: usize) -> Self {
        let (sender, receiver) = channel::<BackgroundJob>();
        let receiver = Arc::new(Mutex::new(receiver));
        for number in 0..threads {
            let receiver = Arc::clone(&receiver);
            std::thread::Builder::new()
                .name(format!("background-{number}"))
                .spawn(move || work(&receiver))
                .expect("the system should start a thread");
        }
        Self(sender)
    }

    /// Does the work on one of the threads.
    pub(crate) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        let span = Span::current(); // so that the log of the work names its request
        let job = move || {
            let _ = reply.send(span.in_scope(work)); // the receiver is gone if the client disconnected
        };
        self.0.send(Box::new(job)).map_err(|_| Failure::internal("the background threads have stopped"))?;
        answer.await.map_err(|_| Failure::internal("work on a background thread panicked"))
    }
}

fn work(jobs: &Mutex<Receiver<BackgroundJob>>) {
    // On Linux, this changes only the current thread. Best effort: without it, the work is still done.
    let _ = rustix::process::nice(NICE);
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            // A panic in one job mustn't stop the thread.
            Ok(job) => drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(job))),
            Err(_) => return, // all senders are gone
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Background;
    use tracing::{Dispatch, Instrument, Span, dispatcher};

    #[tokio::test]
    async fn the_log_of_the_work_names_its_request() {
        let log = Dispatch::new(tracing_subscriber::registry());
        let _log = dispatcher::set_default(&log);
        let request = tracing::info_span!("request");
        let current = move || dispatcher::with_default(&log, || Span::current().id());
        let logged = Background::start(1).run(current).instrument(request.clone()).await.expect("done");
        assert!(logged.is_some() && logged == request.id());
    }

    #[tokio::test]
    async fn a_panic_fails_its_own_job_only() {
        let background = Background::start(1);
        assert_eq!(background.run(|| 1 + 1).await.expect("done"), 2);
        assert!(background.run(|| panic!("on purpose")).await.is_err());
        assert_eq!(background.run(|| 2 + 2).await.expect("done"), 4);
    }
}

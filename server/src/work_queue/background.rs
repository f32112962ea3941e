//! Threads of low priority for work that takes milliseconds, so that whoever polls is not kept waiting by it.

use crate::failure::Failure;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// How much less these threads matter than others, which get thirty times as much while all want some. (Each step is a quarter more.)
const NICE: i32 = 15;

type Job = Box<dyn FnOnce() + Send>;

/// The threads. Clones share them.
#[derive(Clone)]
pub(crate) struct Background(Sender<Job>);

impl Background {
    /// Starts so many threads.
    ///
    /// # Panics
    /// When the system starts no threads: nothing would work then.
    pub(crate) fn start(threads: usize) -> Self {
        let (sender, receiver) = channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        for number in 0..threads {
            let receiver = Arc::clone(&receiver);
            std::thread::Builder::new()
                .name(format!("background-{number}"))
                .spawn(move || work(&receiver))
                .expect("the system starts a thread");
        }
        Self(sender)
    }

    /// Does the work there.
    pub(crate) async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
        let (reply, answer) = tokio::sync::oneshot::channel();
        let job = move || {
            let _ = reply.send(work()); // nobody listens when the request was given up
        };
        self.0.send(Box::new(job)).map_err(|_| Failure::internal("the background has ended"))?;
        answer.await.map_err(|_| Failure::internal("work in the background panicked"))
    }
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    // Of this thread alone, on Linux. Where it is refused the work is done all the same.
    let _ = rustix::process::nice(NICE);
    loop {
        let job = match jobs.lock() {
            Ok(jobs) => jobs.recv(),
            Err(_) => return,
        };
        match job {
            // One job's bug must not end the thread.
            Ok(job) => drop(std::panic::catch_unwind(std::panic::AssertUnwindSafe(job))),
            Err(_) => return, // nobody is left to send any
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Background;

    #[tokio::test]
    async fn work_is_done_and_a_panic_ends_only_itself() {
        let background = Background::start(1);
        assert_eq!(background.run(|| 1 + 1).await.expect("done"), 2);
        assert!(background.run(|| panic!("on purpose")).await.is_err());
        assert_eq!(background.run(|| 2 + 2).await.expect("done"), 4);
    }
}

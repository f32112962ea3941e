//! The signals that an operator sends: to stop, to hurry, and to reload.

use crate::shutdown::{Shutdown, Stage};
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::time::timeout;

/// The time in which a load balancer notices that the server isn't ready any more.
const DRAIN_FOR: Duration = Duration::from_secs(3);
/// The time that requests and deliveries under way then have to finish. Both together are less than the 15 seconds of O5.
const FINISH_WITHIN: Duration = Duration::from_secs(10);

/// The signals of this process. From now on, none of them ends it at once.
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hangup: Signal,
}

impl Signals {
    pub(super) fn listen() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: signal(SignalKind::hangup())?,
        })
    }

    /// Moves the server through the stages of a stop as the signals ask for it. `drains`: it may be behind a load balancer.
    pub(super) async fn follow(self, shutdown: Shutdown, drains: bool) {
        let (stop, stops) = mpsc::channel(2);
        tokio::join!(self.pass_on(stop), conduct(stops, shutdown, drains));
    }

    async fn pass_on(mut self, stop: mpsc::Sender<()>) {
        loop {
            tokio::select! {
                Some(()) = self.interrupt.recv() => drop(stop.try_send(())),
                Some(()) = self.terminate.recv() => drop(stop.try_send(())),
                Some(()) = self.hangup.recv() => {
                    tracing::warn!("reloading isn't supported yet; restart the server to apply changed settings");
                }
                else => return,
            }
        }
    }
}

async fn conduct(mut stops: mpsc::Receiver<()>, shutdown: Shutdown, drains: bool) {
    if stops.recv().await.is_none() {
        return;
    }
    tracing::info!("stopping; another signal stops at once");
    let mut is_hurried = false;
    if drains {
        shutdown.advance_to(Stage::Draining);
        is_hurried = timeout(DRAIN_FOR, stops.recv()).await.is_ok();
    }
    if !is_hurried {
        shutdown.advance_to(Stage::Finishing);
        let _ = timeout(FINISH_WITHIN, stops.recv()).await; // in both cases, nothing is waited for any more
    }
    shutdown.advance_to(Stage::Hurried);
}

#[cfg(test)]
mod tests {
    use super::conduct;
    use crate::shutdown::{Shutdown, Stage};
    use std::time::Duration;
    use tokio::sync::mpsc;
    use tokio::time::Instant;

    /// The times from the first request to stop to the stages after it, if a second one comes after `hurried_after`.
    async fn stages(drains: bool, hurried_after: Option<Duration>) -> [Duration; 3] {
        let (stop, stops) = mpsc::channel(2);
        let shutdown = Shutdown::default();
        let conducting = tokio::spawn(conduct(stops, shutdown.clone(), drains));
        assert_eq!(shutdown.stage(), Stage::Serving);
        stop.send(()).await.expect("taken");
        let begun = Instant::now();
        let second = async {
            if let Some(after) = hurried_after {
                tokio::time::sleep(after).await;
                stop.send(()).await.expect("taken");
            }
        };
        let reached = async |stage| {
            shutdown.reached(stage).await;
            begun.elapsed()
        };
        let [draining, finishing, hurried] = [Stage::Draining, Stage::Finishing, Stage::Hurried].map(reached);
        let (draining, finishing, hurried, ()) = tokio::join!(draining, finishing, hurried, second);
        conducting.await.expect("ended");
        [draining, finishing, hurried]
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_ends_within_fifteen_seconds() {
        let [draining, finishing, hurried] = stages(true, None).await;
        assert_eq!((draining, finishing), (Duration::ZERO, super::DRAIN_FOR));
        assert!(hurried <= Duration::from_secs(14), "{hurried:?}");
        let [draining, finishing, hurried] = stages(false, None).await;
        assert_eq!((draining, finishing, hurried), (Duration::ZERO, Duration::ZERO, super::FINISH_WITHIN));
    }

    #[tokio::test(start_paused = true)]
    async fn a_second_signal_hurries() {
        for seconds in [0, 1, 5] {
            let after = Duration::from_secs(seconds);
            assert_eq!(stages(true, Some(after)).await[2], after);
            assert_eq!(stages(false, Some(after)).await[2], after);
        }
    }
}

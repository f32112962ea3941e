//! `countersign store accept-clock`

use crate::cli::list::count;
use crate::cli::output::print_line;
use crate::cli::{CommandResult, DataFolder, block_on};
use crate::clock::Clock;
use crate::dates::{date, date_and_time};
use domain::Moment;
use domain::rules::clock::ClockGap;
use std::time::Duration;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct AcceptClock {
    #[command(flatten)]
    data: DataFolder,
    /// Today's date in UTC, from a calendar and not from this machine. It is needed if this machine's clock differs much from the newest
    /// time in the store, because a wrong clock makes the server delete data that hasn't expired
    #[arg(long, value_name = "YYYY-MM-DD")]
    now: Option<String>,
}

impl AcceptClock {
    pub(super) fn run(self) -> CommandResult {
        let (store, now) = (self.data.open()?, Clock::system().now());
        let newest = block_on(store.newest_time())??;
        self.check_date(now, newest)?;
        block_on(store.accept_clock())??;
        print_line(&format!("this machine's clock: {}", date_and_time(now)))?;
        print_line(&format!("newest time in the store: {}", newest.map_or_else(|| "none".to_owned(), date_and_time)))?;
        if let Some(newest) = newest {
            print_line(&format!("difference: {}", span(now.since(newest).max(newest.since(now)))))?;
        }
        print_line("the clock is trusted; the server will delete expired data again within a minute")?;
        Ok(())
    }

    /// Rejects a date that isn't the clock's, and a clock that differs much from the newest time in the store if no date was typed.
    fn check_date(&self, now: Moment, newest: Option<Moment>) -> CommandResult {
        let clock = date_and_time(now);
        match (&self.now, newest.and_then(|newest| Some((newest, ClockGap::between(now, newest)?)))) {
            (Some(typed), _) if *typed != date(now) => Err(format!(
                "this machine's clock says {clock}, and the date after --now is {typed}; set the clock if it is wrong, or correct the date"
            )
            .into()),
            (None, Some((newest, gap))) => {
                let (by, direction) = match gap {
                    ClockGap::Past(by) => (by, "past"),
                    ClockGap::Before(by) => (by, "before"),
                };
                Err(format!(
                    "this machine's clock says {clock}, which is {} {direction} the newest time in the store, {}; if the clock is right, \
                     repeat the command with today's date in UTC: --now YYYY-MM-DD",
                    span(by),
                    date_and_time(newest)
                )
                .into())
            }
            _ => Ok(()),
        }
    }
}

/// A span in the largest unit of which there are at least two: "36 hours".
fn span(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    match (minutes / (2 * 24 * 60), minutes / (2 * 60)) {
        (1.., _) => count(minutes / (24 * 60), "day"),
        (0, 1..) => count(minutes / 60, "hour"),
        (0, 0) => count(minutes, "minute"),
    }
}

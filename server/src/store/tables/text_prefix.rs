//! Counts of texts by prefix of their numbers.

use crate::store::error::Result;
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::Moment;
use domain::rules::pumping::{Prefix, PrefixKind, Traffic};

stored! { PrefixKind { Block = 0, Range = 1, Country = 2 } }

/// A prefix that gets no texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoppedPrefix {
    /// The prefix.
    pub prefix: Prefix,
    /// The time when it was stopped.
    pub stopped: Moment,
}

/// The texts to a prefix; none if there is no row.
pub(crate) fn traffic(tx: &Tx, Prefix { kind, text }: &Prefix) -> Result<Traffic> {
    let sql = "SELECT unanswered, counted, stopped FROM text_prefix WHERE kind = $1 AND prefix = $2";
    Ok(tx.one(sql, values![kind, text], read)?.unwrap_or_default())
}

/// Adds or replaces the texts to a prefix.
pub(crate) fn put(tx: &Tx, Prefix { kind, text }: &Prefix, traffic: Traffic) -> Result<()> {
    let Traffic { unanswered, counted, stopped } = traffic;
    tx.run(
        "INSERT INTO text_prefix (kind, prefix, unanswered, counted, stopped) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (kind, prefix) DO UPDATE SET unanswered = excluded.unanswered, counted = excluded.counted,
         stopped = excluded.stopped",
        values![kind, text, unanswered, counted, stopped],
    )
}

/// The prefixes that were stopped after a time, the first stopped first.
pub(crate) fn stopped_after(tx: &Tx, moment: Moment) -> Result<Vec<StoppedPrefix>> {
    let sql = "SELECT kind, prefix, stopped FROM text_prefix WHERE stopped > $1 ORDER BY stopped";
    tx.all(sql, values![moment], |row| {
        let prefix = Prefix { kind: row.get("kind")?, text: row.get("prefix")? };
        Ok(StoppedPrefix { prefix, stopped: row.get("stopped")? })
    })
}

/// Deletes the counts of stopped prefixes with this text; `false` if there are none.
pub(crate) fn delete_stopped(tx: &Tx, text: &str) -> Result<bool> {
    Ok(tx.run_many("DELETE FROM text_prefix WHERE prefix = $1 AND stopped IS NOT NULL", values![text])? > 0)
}

/// Sets the times of counts to `now` that are after a time, and those of their stops.
pub(crate) fn bring_back(tx: &Tx, after: Moment, now: Moment) -> Result<()> {
    tx.run(
        "UPDATE text_prefix SET counted = $1, stopped = CASE WHEN stopped > $2 THEN $1 ELSE stopped END WHERE counted > $2",
        values![now, after],
    )
}

/// Deletes up to `most` prefixes that had no text and that were stopped before a time. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM text_prefix WHERE (kind, prefix) IN
         (SELECT kind, prefix FROM text_prefix WHERE counted < $1 AND (stopped IS NULL OR stopped < $2) LIMIT $3)",
        values![before, before, most],
    )
}

fn read(row: &Row) -> Result<Traffic> {
    Ok(Traffic { unanswered: row.get("unanswered")?, counted: row.get("counted")?, stopped: row.get("stopped")? })
}

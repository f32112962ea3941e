//! Texts by blocks of numbers, so that none is sent where nobody enters codes (U9).

use super::{Counted, Outcome, Result, Store};
use domain::contact::Phone;
use domain::rules::challenge::Budget;
use domain::rules::pumping::{COUNTED_OVER, Traffic};
use domain::{Moment, Problem};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// A block of numbers that gets no texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoppedBlock {
    /// The digits that its numbers begin with, after a plus sign; the last four are missing.
    pub block: String,
    /// Texts that were asked for.
    pub sent: u32,
    /// When it was stopped.
    pub stopped: Moment,
}

/// The texts of one network to one block.
pub struct OfNetwork {
    /// As far as they count against the block.
    pub counted: Counted,
    /// As far as they are sent.
    pub allowed: Counted,
}

/// Counts one text before it is sent, or refuses it. Answers the block if this one text made it stop. Browsers that the account knows
/// are no pumps: they are never refused.
pub(super) fn count(
    connection: &Connection,
    phone: &Phone,
    by: Budget,
    most: u32,
    OfNetwork { counted, allowed }: &OfNetwork,
    now: Moment,
) -> Outcome<Option<String>> {
    let traffic = read(connection, phone.block())?.at(now);
    let is_used_up = traffic.stopped.is_some() || allowed.check(connection, now)?.is_err();
    if is_used_up && by == Budget::Strangers {
        return Ok(Err(Problem::TextsUnavailable));
    }
    allowed.add(connection, now)?;
    // One network alone does not stop a block: its neighbours would be without texts.
    let counts = counted.check(connection, now)?.is_ok();
    if counts {
        counted.add(connection, now)?;
    }
    let next = if counts { traffic.after_text(most, now) } else { traffic };
    write(connection, phone.block(), next)?;
    let just_stopped = traffic.stopped.is_none() && next.stopped.is_some();
    Ok(Ok(just_stopped.then(|| phone.block().to_owned())))
}

/// Counts one code that was entered.
pub(super) fn count_entry(connection: &Connection, phone: &Phone, now: Moment) -> Result<()> {
    let traffic = read(connection, phone.block())?.at(now);
    write(connection, phone.block(), traffic.after_entry())
}

fn read(connection: &Connection, block: &str) -> Result<Traffic> {
    let traffic = connection
        .prepare_cached("SELECT sent, entered, since, stopped FROM text_traffic WHERE block = ?1")?
        .query_row([block], |row| {
            let stopped = row.get::<_, Option<i64>>(3)?.map(Moment);
            Ok(Traffic { sent: row.get(0)?, entered: row.get(1)?, since: Moment(row.get(2)?), stopped })
        })
        .optional()?;
    Ok(traffic.unwrap_or_default())
}

fn write(connection: &Connection, block: &str, traffic: Traffic) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO text_traffic (block, sent, entered, since, stopped) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![
            block,
            traffic.sent,
            traffic.entered,
            traffic.since.0,
            traffic.stopped.map(|stopped| stopped.0)
        ])?;
    Ok(())
}

impl Store {
    /// The blocks that get no texts now.
    pub fn stopped_blocks(&self) -> Result<Vec<StoppedBlock>> {
        let now = self.0.clock.now();
        let stopped = self.0.readers.read(|connection| {
            connection
                .prepare_cached("SELECT block, sent, stopped FROM text_traffic WHERE stopped > ?1 ORDER BY stopped")?
                .query_map([(now - COUNTED_OVER).0], stopped_block)?
                .collect()
        })?;
        Ok(stopped)
    }

    /// Lets texts go to a block again, from a count of zero; `false` when it was not stopped.
    pub async fn allow_block(&self, block: String) -> Result<bool> {
        self.0
            .writer
            .write_one(move |connection| {
                let rows = connection
                    .prepare_cached("DELETE FROM text_traffic WHERE block = ?1 AND stopped IS NOT NULL")?
                    .execute([block])?;
                Ok(rows == 1)
            })
            .await
    }
}

fn stopped_block(row: &Row) -> rusqlite::Result<StoppedBlock> {
    Ok(StoppedBlock { block: row.get(0)?, sent: row.get(1)?, stopped: Moment(row.get(2)?) })
}

//! Counts of attempts, by kind and keyed hash.

use crate::store::error::Result;
use crate::store::tx::{Row, Tx};
use crate::store::value::values;
use domain::Moment;
use domain::rules::throttle::{Count, Past, SLOTS_COUNTED};

/// A count; empty if there is none.
pub(crate) fn count(tx: &Tx, purpose: &str, key: &[u8; 16]) -> Result<Count> {
    let sql = "SELECT tries, since, earlier, slots FROM attempt WHERE purpose = $1 AND key = $2";
    Ok(tx.one(sql, values![purpose, key], read)?.unwrap_or_default())
}

/// Adds or replaces a count.
pub(crate) fn put(tx: &Tx, purpose: &str, key: &[u8; 16], Count { tries, since, past }: &Count) -> Result<()> {
    let (earlier, slots) = match past {
        Past::Unknown => (None, None),
        Past::Times(earlier) => (Some(bytes_of(earlier)), None),
        Past::Slots(slots) => (None, Some(bytes_of(slots))),
    };
    tx.run(
        "INSERT INTO attempt (purpose, key, tries, since, earlier, slots) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (purpose, key) DO UPDATE SET tries = excluded.tries, since = excluded.since,
         earlier = excluded.earlier, slots = excluded.slots",
        values![purpose, key, tries, since, earlier, slots],
    )
}

/// Deletes a count.
pub(crate) fn delete(tx: &Tx, purpose: &str, key: &[u8; 16]) -> Result<()> {
    tx.run("DELETE FROM attempt WHERE purpose = $1 AND key = $2", values![purpose, key])
}

/// Sets the last attempts of counts to `now` that were made after a time.
pub(crate) fn bring_back(tx: &Tx, after: Moment, now: Moment) -> Result<()> {
    tx.run("UPDATE attempt SET since = $1 WHERE since > $2", values![now, after])
}

/// Deletes up to `most` counts whose last attempt was before a time. Returns their number.
pub(crate) fn purge(tx: &Tx, before: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "DELETE FROM attempt WHERE (purpose, key) IN (SELECT purpose, key FROM attempt WHERE since < $1 LIMIT $2)",
        values![before, most],
    )
}

fn read(row: &Row) -> Result<Count> {
    let (earlier, slots): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("earlier")?, row.get("slots")?);
    let slots = slots.and_then(|bytes| <[u32; SLOTS_COUNTED]>::try_from(numbers_in(&bytes)).ok());
    let past = slots.map(Past::Slots).or_else(|| earlier.map(|bytes| Past::Times(numbers_in(&bytes))));
    Ok(Count { tries: row.get("tries")?, since: row.get("since")?, past: past.unwrap_or_default() })
}

/// Numbers as they are stored: four bytes each, the least significant first.
fn bytes_of(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn numbers_in(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks().0.iter().map(|number| u32::from_le_bytes(*number)).collect()
}

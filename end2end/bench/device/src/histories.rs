//! Recent activity: a page of a long history costs what one of a short history does.

use crate::Outcome;
use crate::load::Connection;
use crate::paced::p99;
use crate::requests::{PASSWORD, Request, get, member, sign_in};
use crate::servers::{Bench, Contender};
use std::path::Path;
use std::time::Instant;

/// The entries of the two accounts.
pub(crate) const ENTRIES: [i64; 2] = [100, 100_000];
/// The reads of each account's activity, which take turns.
const READS: usize = 2000;
/// Their names.
const NAMES: [&str; 2] = ["short@example.com", "long@example.com"];
/// An ID of a time in 2026, as those of the server.
const FIRST_ID: i64 = 1_790_000_000_000 << 21;

/// The p99 of the reads in milliseconds, of the short history and of the long one.
pub(crate) fn measure(bench: &Bench) -> Outcome<[f64; 2]> {
    let folder = Bench::folder()?;
    let data = folder.path().join("data");
    for name in NAMES {
        bench.add_account(Contender::Countersign, &data, name, PASSWORD)?;
    }
    let server = bench.start(Contender::Countersign, folder.path())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut connection = Connection::open(server.address).await?;
        let mut requests = Vec::new();
        for (name, entries) in NAMES.into_iter().zip(ENTRIES) {
            requests.push(with_history(&mut connection, &data, name, entries).await?);
        }
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..READS {
            for (request, times) in requests.iter().zip(&mut times) {
                let begun = Instant::now();
                let (status, _) = connection.send(request).await?;
                times.push(begun.elapsed());
                if status != 200 {
                    return Err(format!("the activity is answered with {status}").into());
                }
            }
        }
        Ok(times.map(p99))
    })
}

/// Signs an account in, and gives it a history. Returns the request for its newest page.
async fn with_history(connection: &mut Connection, data: &Path, name: &str, entries: i64) -> Outcome<Request> {
    let (_, body) = connection.send(&sign_in(name, 0)).await?;
    let account = member(body, "current").ok_or("the sign-in failed")?;
    let cookie = connection.cookie.take().ok_or("there is no cookie")?;
    let mut store = rusqlite::Connection::open(data.join("countersign.db"))?;
    let tx = store.transaction()?;
    for number in 0..entries {
        tx.execute(
            "INSERT INTO activity (account, id, kind, outcome, method, in_browser, product, system, network)
             VALUES (?1, ?2, 'sign_in', 'success', 'password', TRUE, 'Firefox', 'Windows', '192.0.2.0')",
            (&account, FIRST_ID + number),
        )?;
    }
    tx.commit()?;
    let headers = format!("cookie: {cookie}\r\nx-countersign-account: {account}\r\n");
    Ok(get("/api/activity", &headers, 0))
}

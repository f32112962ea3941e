//! The one writer: a thread that commits waiting jobs as a group, so that many small writes share one sync to disk.

use crate::store::error::{Result, Stop, StoreError};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::{mpsc, oneshot};

/// The most writes in one commit. More would only delay the first of them.
const GROUP: usize = 512;
/// The length of the queue. When it is full, callers wait for a place in it.
const QUEUE: usize = 4096;

pub(crate) struct Writer(mpsc::Sender<Box<dyn Job>>);

/// A write that can be undone alone. It returns its result when its group is on disk.
trait Job: Send {
    fn run(&mut self, connection: &Connection);
    fn reply(self: Box<Self>, committed: &Result<()>);
}

struct Task<F, T> {
    write: F,
    whole: bool,
    outcome: Result<T, Stop>,
    reply: oneshot::Sender<Result<T, Stop>>,
}

impl<F, T> Job for Task<F, T>
where
    F: Fn(&Connection) -> Result<T, Stop> + Send,
    T: Send,
{
    fn run(&mut self, connection: &Connection) {
        let write = &self.write;
        self.outcome = if self.whole { in_savepoint(connection, write) } else { guarded(connection, write) };
    }

    fn reply(self: Box<Self>, committed: &Result<()>) {
        // Nobody receives it if the client has disconnected.
        let _ = self.reply.send(committed.clone().map_err(Stop::Failed).and(self.outcome));
    }
}

/// Undoes a write that was refused or has failed; keeps one that was counted.
fn in_savepoint<T>(connection: &Connection, write: impl Fn(&Connection) -> Result<T, Stop>) -> Result<T, Stop> {
    let run =
        |sql| connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map_err(StoreError::from);
    run("SAVEPOINT job")?;
    let outcome = guarded(connection, write);
    match outcome {
        Ok(_) | Err(Stop::Counted(_)) => {}
        Err(Stop::Refused(_) | Stop::AtLimit(..) | Stop::ClientRefused(_) | Stop::Failed(_)) => {
            run("ROLLBACK TO job")?;
        }
    }
    run("RELEASE job")?;
    outcome
}

/// Catches a panic, which must not end the writer.
fn guarded<T>(connection: &Connection, write: impl Fn(&Connection) -> Result<T, Stop>) -> Result<T, Stop> {
    let panicked = |_| Err(StoreError::Damaged("a write panicked").into());
    catch_unwind(AssertUnwindSafe(|| write(connection))).unwrap_or_else(panicked)
}

impl Writer {
    pub(super) fn start(connection: Connection) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        std::thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || run(&connection, receiver))
            .expect("the system starts a thread");
        Self(sender)
    }

    /// The number of writes that wait for the next group.
    pub(super) fn waiting(&self) -> usize {
        self.0.max_capacity() - self.0.capacity()
    }

    /// Runs a write in the next group. `whole`: it has several statements, which need a savepoint to succeed or fail together.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        write: impl Fn(&Connection) -> Result<T, Stop> + Send + 'static,
        whole: bool,
    ) -> Result<T, Stop> {
        let (reply, answer) = oneshot::channel();
        let task = Task { write, whole, outcome: Err(StoreError::Closed.into()), reply };
        self.0.send(Box::new(task)).await.map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}

fn run(connection: &Connection, mut queue: mpsc::Receiver<Box<dyn Job>>) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.blocking_recv_many(&mut group, GROUP) > 0 {
        let committed = commit(connection, &mut group);
        if let Err(cause) = &committed {
            tracing::error!(%cause, "a group of writes was not committed");
            let _ = connection.execute_batch("ROLLBACK");
        }
        for job in group.drain(..) {
            job.reply(&committed);
        }
    }
}

fn commit(connection: &Connection, group: &mut [Box<dyn Job>]) -> Result<()> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for job in group.iter_mut() {
        job.run(connection);
        if connection.is_autocommit() {
            // SQLite undoes the whole transaction when the disk is full, so later writes would have none.
            return Err(StoreError::Damaged("the database gave up the transaction"));
        }
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::in_savepoint;
    use crate::store::client_refusal::ClientRefusal;
    use crate::store::error::{Result, Stop, StoreError};
    use crate::store::tables::meta;
    use crate::store::tx::Tx;
    use domain::Problem;
    use rusqlite::Connection;

    #[test]
    fn only_a_counted_problem_keeps_what_was_written() {
        let connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch("CREATE TABLE meta (name TEXT PRIMARY KEY, value); BEGIN").expect("a table");
        let client = ClientRefusal::InFile("tv".into());
        let undone: [Stop; 3] = [Problem::NotSignedIn.into(), client.into(), StoreError::Damaged("on purpose").into()];
        for stop in undone.into_iter().chain([Stop::Counted(Problem::NotSignedIn)]) {
            let stopped: Result<(), Stop> = in_savepoint(&connection, |connection| {
                meta::increase(&Tx::new(connection), "writes")?;
                Err(stop.clone())
            });
            let writes = meta::number(&Tx::new(&connection), "writes").expect("read");
            assert_eq!(writes == 1, matches!(stopped, Err(Stop::Counted(_))), "{stopped:?}");
        }
    }
}

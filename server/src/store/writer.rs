//! The one writer: a thread that commits what is waiting as a group, so that many small writes share one sync to disk.

use super::{Result, StoreError};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::{mpsc, oneshot};

/// Most writes in one commit; more would only make the first of them wait longer.
const GROUP: usize = 512;
/// Writes that may wait; beyond that, callers wait to be let in.
const QUEUE: usize = 4096;

pub(super) struct Writer(mpsc::Sender<Box<dyn Job>>);

/// A write that may be undone alone, and answered once the group is on disk.
trait Job: Send {
    fn run(&mut self, connection: &Connection);
    fn settle(self: Box<Self>, committed: &Result<()>);
}

struct Task<F, T> {
    write: Option<F>,
    whole: bool,
    outcome: Result<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<F, T> Job for Task<F, T>
where
    F: FnOnce(&Connection) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, connection: &Connection) {
        let Some(write) = self.write.take() else { return };
        self.outcome = if self.whole { in_savepoint(connection, write) } else { guarded(connection, write) };
    }

    fn settle(self: Box<Self>, committed: &Result<()>) {
        // Nobody listens when the request was given up: what is done is done.
        let _ = self.reply.send(committed.clone().and(self.outcome));
    }
}

fn in_savepoint<T>(connection: &Connection, write: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    connection.prepare_cached("SAVEPOINT job")?.execute([])?;
    let outcome = guarded(connection, write);
    if outcome.is_err() {
        connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
    }
    connection.prepare_cached("RELEASE job")?.execute([])?;
    outcome
}

/// One write's bug must not end the writer.
fn guarded<T>(connection: &Connection, write: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(|| write(connection))).unwrap_or(Err(StoreError::Damaged("a write panicked")))
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

    /// Several statements that succeed or fail together.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.send(write, true).await
    }

    /// One statement: it needs no savepoint, since `SQLite` undoes a failed statement by itself.
    pub(super) async fn write_one<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.send(write, false).await
    }

    async fn send<T: Send + 'static>(
        &self,
        write: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
        whole: bool,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let task = Task { write: Some(write), whole, outcome: Err(StoreError::Closed), reply };
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
            job.settle(&committed);
        }
    }
}

fn commit(connection: &Connection, group: &mut [Box<dyn Job>]) -> Result<()> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for job in group.iter_mut() {
        job.run(connection);
        if connection.is_autocommit() {
            // A full disk makes SQLite undo the whole transaction: what came after it would not belong to one.
            return Err(StoreError::Damaged("the database gave up the transaction"));
        }
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

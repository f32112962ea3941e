//! One table in SQLite: WAL, `synchronous=FULL`, one thread that commits waiting writes as a group, and separate readers.

use crate::Outcome;
use rusqlite::{Connection, OpenFlags, params};
use std::fmt::Write;
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{mpsc, oneshot};

const SCHEMA: &str = "CREATE TABLE device_authorization (
    device_code TEXT PRIMARY KEY, user_code TEXT NOT NULL UNIQUE, client TEXT NOT NULL, scopes TEXT NOT NULL,
    state INTEGER NOT NULL, expires INTEGER NOT NULL) WITHOUT ROWID";
const INSERT: &str = "INSERT INTO device_authorization VALUES (?1, ?2, ?3, ?4, 0, ?5)";
const SELECT: &str = "SELECT state FROM device_authorization WHERE device_code = ?1 AND expires > ?2";
const LIFE: Duration = Duration::from_mins(10);
const GROUP: usize = 512;

/// The codes of a device.
pub(super) struct Codes {
    pub(super) device: String,
    pub(super) user: String,
}

pub(super) struct Store {
    readers: [Mutex<Connection>; 2],
    writer: mpsc::Sender<Insert>,
}

struct Insert {
    codes: Codes,
    client: String,
    scopes: String,
    done: oneshot::Sender<bool>,
}

impl Codes {
    /// The device code starts with the time, so that rows append to their tree; user codes fall anywhere in their index.
    pub(super) fn fresh() -> Self {
        let mut chance = [0u8; 26];
        getrandom::fill(&mut chance).expect("the system gives random bytes");
        let (secret, letters) = chance.split_at(16);
        let mut device = format!("{:014x}", now().as_micros());
        for byte in secret {
            let _ = write!(device, "{byte:02x}");
        }
        let user = letters.iter().map(|byte| char::from(b'A' + byte % 26)).collect();
        Self { device, user }
    }
}

impl Store {
    pub(super) fn open(file: &Path) -> Outcome<Self> {
        let connection = Connection::open(file)?;
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;")?;
        connection.execute_batch(SCHEMA)?;
        let readers = [open_reader(file)?, open_reader(file)?];
        let (writer, queue) = mpsc::channel(4096);
        std::thread::spawn(move || write(&connection, queue));
        Ok(Self { readers, writer })
    }

    /// Inserts a row; whether it is on disk now.
    pub(super) async fn insert(&self, codes: Codes, client: String, scopes: String) -> bool {
        let (done, answer) = oneshot::channel();
        self.writer.send(Insert { codes, client, scopes, done }).await.is_ok() && answer.await.unwrap_or(false)
    }

    /// The state of an authorization, read on the calling thread.
    pub(super) fn state(&self, device_code: &str) -> Option<i64> {
        let free = self.readers.iter().find_map(|reader| reader.try_lock().ok());
        let reader = free.or_else(|| self.readers[0].lock().ok())?;
        let mut select = reader.prepare_cached(SELECT).ok()?;
        select.query_row(params![device_code, seconds(now())], |row| row.get(0)).ok()
    }
}

fn open_reader(file: &Path) -> rusqlite::Result<Mutex<Connection>> {
    let connection =
        Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.execute_batch("PRAGMA cache_size = -65536;")?;
    Ok(Mutex::new(connection))
}

fn write(connection: &Connection, mut queue: mpsc::Receiver<Insert>) {
    let mut group = Vec::with_capacity(GROUP);
    while queue.blocking_recv_many(&mut group, GROUP) > 0 {
        let committed = commit(connection, &group).is_ok();
        for insert in group.drain(..) {
            let _ = insert.done.send(committed);
        }
    }
}

fn commit(connection: &Connection, group: &[Insert]) -> rusqlite::Result<()> {
    let expires = seconds(now() + LIFE);
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for Insert { codes, client, scopes, .. } in group {
        connection.prepare_cached(INSERT)?.execute(params![codes.device, codes.user, client, scopes, expires])?;
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn seconds(time: Duration) -> i64 {
    i64::try_from(time.as_secs()).unwrap_or(i64::MAX)
}

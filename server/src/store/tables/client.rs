//! Clients.

use crate::observe::subjects::ClientRef;
use crate::store::error::Result;
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::Moment;
use domain::code::user::Format;
use domain::device::DeviceKind;

stored! { DeviceKind as text { Console = "console", Pc = "pc", Office = "office", Tv = "tv", App = "app" } }
stored! { Format as text { Letters = "letters", Digits = "digits" } }
stored! { Origin { Command = 0, File = 1, FileBefore = 2 } }

/// The origin of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was added by a command.
    Command,
    /// It is in the configuration file.
    File,
    /// It was removed from the configuration file, and is suspended until it is back.
    FileBefore,
}

/// A client that can request codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// The name that people see.
    pub name: String,
    /// The kind of device.
    pub kind: DeviceKind,
    /// The format of its user codes.
    pub format: Format,
    /// The scopes that it may request, separated by spaces.
    pub scopes: String,
    /// Its logo.
    pub logo: Option<Logo>,
    /// The `aud` of its access tokens, if they are for another server.
    pub audience: Option<String>,
    /// Whether people see a warning and must verify before they link it (L5).
    pub sensitive: bool,
    /// The keyed hash of its secret; `None` if it is public.
    pub secret: Option<[u8; 16]>,
    /// The secret that was replaced last.
    pub old_secret: Option<OldSecret>,
}

/// A client's secret that was replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OldSecret {
    /// Its keyed hash.
    pub hash: [u8; 16],
    /// When it stops working.
    pub until: Moment,
}

impl From<&Client> for ClientRef {
    fn from(client: &Client) -> Self {
        Self::of(&client.id)
    }
}

/// A client's logo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its media type.
    pub media_type: String,
    /// The file's content.
    pub bytes: Vec<u8>,
}

/// Adds or changes a client. A command that sets no secret keeps the one that the client has.
pub(crate) fn put(tx: &Tx, client: &Client, origin: Origin) -> Result<()> {
    let Client { id, name, kind, format, scopes, logo, audience, sensitive, secret, old_secret: _ } = client;
    let (media_type, bytes) = logo.as_ref().map(|logo| (&logo.media_type, &logo.bytes)).unzip();
    tx.run(
        "INSERT INTO client (id, name, kind, format, scopes, logo, logo_type, from_file, audience, sensitive, secret)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, format = excluded.format,
         scopes = excluded.scopes, logo = excluded.logo, logo_type = excluded.logo_type, from_file = excluded.from_file,
         audience = excluded.audience, sensitive = excluded.sensitive,
         secret = CASE WHEN excluded.from_file = $12 THEN coalesce(excluded.secret, client.secret) ELSE excluded.secret END,
         old_secret = CASE WHEN excluded.from_file = $12 AND excluded.secret IS NULL THEN client.old_secret END",
        values![id, name, kind, format, scopes, bytes, media_type, origin, audience, sensitive, secret, Origin::Command],
    )
}

/// Replaces a client's secret. The one that it had works until a time.
pub(crate) fn replace_secret(tx: &Tx, id: &str, secret: &[u8; 16], old_until: Moment) -> Result<()> {
    tx.run(
        "UPDATE client SET old_secret = secret, old_secret_until = $1, secret = $2 WHERE id = $3",
        values![old_until, secret, id],
    )
}

/// Forgets the secret that was replaced last.
pub(crate) fn forget_old_secret(tx: &Tx, id: &str) -> Result<()> {
    tx.run("UPDATE client SET old_secret = NULL WHERE id = $1", values![id])
}

/// Forgets replaced secrets that no longer work. Returns their number.
pub(crate) fn purge_old_secrets(tx: &Tx, now: Moment, most: u32) -> Result<usize> {
    tx.run_many(
        "UPDATE client SET old_secret = NULL
         WHERE id IN (SELECT id FROM client WHERE old_secret IS NOT NULL AND old_secret_until <= $1 LIMIT $2)",
        values![now, most],
    )
}

/// All clients with their origins, by ID.
pub(crate) fn all(tx: &Tx) -> Result<Vec<(Client, Origin)>> {
    tx.all(
        "SELECT id, name, kind, format, scopes, logo, logo_type, audience, sensitive, secret, old_secret, old_secret_until,
         from_file FROM client ORDER BY id",
        values![],
        |row| Ok((read(row)?, row.get("from_file")?)),
    )
}

/// A client with its origin.
pub(crate) fn by_id(tx: &Tx, id: &str) -> Result<Option<(Client, Origin)>> {
    tx.one(
        "SELECT id, name, kind, format, scopes, logo, logo_type, audience, sensitive, secret, old_secret, old_secret_until,
         from_file FROM client WHERE id = $1",
        values![id],
        |row| Ok((read(row)?, row.get("from_file")?)),
    )
}

/// The IDs of the clients in the configuration file.
pub(crate) fn ids_from_file(tx: &Tx) -> Result<Vec<String>> {
    tx.all("SELECT id FROM client WHERE from_file = $1", values![Origin::File], |row| row.get("id"))
}

/// Whether a client is in the configuration file.
pub(crate) fn is_from_file(tx: &Tx, id: &str) -> Result<bool> {
    tx.exists("SELECT 1 FROM client WHERE id = $1 AND from_file = $2", values![id, Origin::File])
}

/// Suspends a client that was removed from the configuration file.
pub(crate) fn suspend(tx: &Tx, id: &str) -> Result<()> {
    tx.run("UPDATE client SET from_file = $1 WHERE id = $2", values![Origin::FileBefore, id])
}

/// Removes a client with its devices; `false` if there is none.
pub(crate) fn delete(tx: &Tx, id: &str) -> Result<bool> {
    tx.run_one("DELETE FROM client WHERE id = $1", values![id])
}

fn read(row: &Row) -> Result<Client> {
    let old_secret = match row.get("old_secret")? {
        Some(hash) => Some(OldSecret { hash, until: row.get("old_secret_until")? }),
        None => None,
    };
    let (bytes, media_type) = (row.get::<Option<_>>("logo")?, row.get::<Option<_>>("logo_type")?);
    Ok(Client {
        id: row.get("id")?,
        name: row.get("name")?,
        kind: row.get("kind")?,
        format: row.get("format")?,
        scopes: row.get("scopes")?,
        logo: bytes.zip(media_type).map(|(bytes, media_type)| Logo { media_type, bytes }),
        audience: row.get("audience")?,
        sensitive: row.get("sensitive")?,
        secret: row.get("secret")?,
        old_secret,
    })
}

//! Device clients.

use crate::store::error::Result;
use crate::store::tx::{Row, Tx};
use crate::store::value::{stored, values};
use domain::code::user::Format;
use domain::device::DeviceKind;

stored! { DeviceKind as text { Console = "console", Pc = "pc", Office = "office", Tv = "tv", App = "app" } }
stored! { Format as text { Letters = "letters", Digits = "digits" } }
stored! { Origin { Command = 0, File = 1, FileBefore = 2 } }

/// Where a client comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A command has added it.
    Command,
    /// The configuration file names it.
    File,
    /// The configuration file named it: it rests until it does so again.
    FileBefore,
}

/// A client that may ask for codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its `client_id`.
    pub id: String,
    /// What people read.
    pub name: String,
    /// What it runs on.
    pub kind: DeviceKind,
    /// What its codes are made of.
    pub format: Format,
    /// Scopes it may ask for, separated by spaces.
    pub scopes: String,
    /// Its picture.
    pub logo: Option<Logo>,
    /// The `aud` of its access tokens, if they are for somebody else than this server.
    pub audience: Option<String>,
    /// Whether linking it deserves a warning (L5).
    pub sensitive: bool,
    /// The keyed hash of its secret; none makes it public.
    pub secret: Option<[u8; 16]>,
}

/// A client's picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// Its media type.
    pub media_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Adds one, or changes it. One that a command has added stays so, and keeps its secret when another command names none.
pub(crate) fn put(tx: &Tx, client: &Client, origin: Origin) -> Result<()> {
    let Client { id, name, kind, format, scopes, logo, audience, sensitive, secret } = client;
    let (media_type, bytes) = logo.as_ref().map(|logo| (&logo.media_type, &logo.bytes)).unzip();
    tx.run(
        "INSERT INTO client (id, name, kind, format, scopes, logo, logo_type, from_file, audience, sensitive, secret)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, format = excluded.format,
         scopes = excluded.scopes, logo = excluded.logo, logo_type = excluded.logo_type,
         from_file = CASE WHEN client.from_file = 0 THEN 0 ELSE excluded.from_file END,
         audience = excluded.audience, sensitive = excluded.sensitive,
         secret = CASE WHEN excluded.from_file = 0 THEN coalesce(excluded.secret, client.secret) ELSE excluded.secret END",
        values![id, name, kind, format, scopes, bytes, media_type, origin, audience, sensitive, secret],
    )?;
    Ok(())
}

/// All that do not rest, by id.
pub(crate) fn all(tx: &Tx) -> Result<Vec<Client>> {
    tx.all(
        "SELECT id, name, kind, format, scopes, logo, logo_type, audience, sensitive, secret
         FROM client WHERE from_file < 2 ORDER BY id",
        values![],
        read,
    )
}

/// The ids of those that the configuration file names.
pub(crate) fn ids_from_file(tx: &Tx) -> Result<Vec<String>> {
    tx.all("SELECT id FROM client WHERE from_file = 1", values![], |row| row.get("id"))
}

/// Whether the configuration file names one.
pub(crate) fn is_from_file(tx: &Tx, id: &str) -> Result<bool> {
    tx.exists("SELECT 1 FROM client WHERE id = $1 AND from_file = 1", values![id])
}

/// Lets one rest that the configuration file no longer names.
pub(crate) fn let_rest(tx: &Tx, id: &str) -> Result<()> {
    tx.run("UPDATE client SET from_file = $1 WHERE id = $2", values![Origin::FileBefore, id])?;
    Ok(())
}

/// Removes one with its devices; `false` when there is none.
pub(crate) fn delete(tx: &Tx, id: &str) -> Result<bool> {
    Ok(tx.run("DELETE FROM client WHERE id = $1", values![id])? == 1)
}

fn read(row: &Row) -> Result<Client> {
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
    })
}

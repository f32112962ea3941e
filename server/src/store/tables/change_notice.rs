//! What accounts' contacts are to be told about changes, until the messages are written.

use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::{Row, Tx};
use crate::store::value::{FromSql, ToSql, Value, values};
use domain::Moment;
use domain::contact::Contact;
use domain::rules::notice::{NoticeKind, Recipient};

impl ToSql for NoticeKind {
    fn to_sql(&self) -> Value<'_> {
        Value::Text(self.name())
    }
}

impl FromSql for NoticeKind {
    fn from_sql(value: Value<'_>) -> Option<Self> {
        let Value::Text(name) = value else { return None };
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// What an account's contacts are to be told.
#[derive(Clone, Debug)]
pub struct ChangeNotice {
    /// The ID of its row.
    pub(crate) id: i64,
    /// The account, which may be gone.
    pub account: AccountId,
    /// The change.
    pub kind: NoticeKind,
    /// The time of the change; of a hold, when that began.
    pub about: Moment,
    /// The end of a hold.
    pub ends: Option<Moment>,
    /// The contacts.
    pub recipients: Vec<Recipient>,
}

/// Adds a notice; `false` if its ID is taken.
pub(crate) fn insert(tx: &Tx, notice: &ChangeNotice) -> Result<bool> {
    let ChangeNotice { id, account, kind, about, ends, recipients } = notice;
    let line = |Recipient { contact, has_link }: &Recipient| {
        format!("{}{}", if *has_link { '+' } else { '-' }, contact.as_str())
    };
    let contacts = recipients.iter().map(line).collect::<Vec<_>>().join("\n");
    tx.run_one(
        "INSERT INTO change_notice (id, account, kind, about, ends, contacts) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING",
        values![id, account, kind, about, ends, contacts],
    )
}

/// Up to `most` notices, oldest first.
pub(crate) fn batch(tx: &Tx, most: u32) -> Result<Vec<ChangeNotice>> {
    let sql = "SELECT id, account, kind, about, ends, contacts FROM change_notice ORDER BY id LIMIT $1";
    tx.all(sql, values![most], read)
}

fn read(row: &Row) -> Result<ChangeNotice> {
    let contacts: String = row.get("contacts")?;
    let recipient = |line: &str| {
        let has_link = line.starts_with('+');
        Some(Recipient { contact: Contact::parse(line.get(1..)?)?, has_link })
    };
    Ok(ChangeNotice {
        id: row.get("id")?,
        account: row.get("account")?,
        kind: row.get("kind")?,
        about: row.get("about")?,
        ends: row.get("ends")?,
        recipients: contacts.lines().filter_map(recipient).collect(),
    })
}

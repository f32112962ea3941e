//! What accounts' contacts are to be told about changes, until the messages are written.

use crate::observe::request::RequestOrigin;
use crate::store::error::{Result, StoreError};
use crate::store::ids::AccountId;
use crate::store::tx::{Row, Tx};
use crate::store::value::{FromSql, ToSql, Value, values};
use domain::Moment;
use domain::contact::Contact;
use domain::rules::hold::HeldChange;
use domain::rules::notice::{NoticeKind, Recipient};
use domain::rules::security_info::MethodKind;
use serde::{Deserialize, Serialize};

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

/// A sign-in method as messages name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MethodHint {
    /// An email address, masked.
    Email(String),
    /// A phone number, masked.
    Phone(String),
    /// An authenticator app, by its owner's name for it; empty without one.
    Authenticator(String),
    /// A passkey, by its owner's name for it; empty without one.
    Passkey(String),
}

impl MethodHint {
    /// A method, with its owner's name for it.
    pub(crate) fn of(kind: &MethodKind, name: Option<&str>) -> Self {
        let name = name.unwrap_or_default().to_owned();
        match kind {
            MethodKind::Contact(contact) => Self::of_contact(contact),
            MethodKind::Authenticator => Self::Authenticator(name),
            MethodKind::Passkey => Self::Passkey(name),
        }
    }

    /// A contact.
    pub(crate) fn of_contact(contact: &Contact) -> Self {
        match contact {
            Contact::Email(email) => Self::Email(email.masked()),
            Contact::Phone(phone) => Self::Phone(phone.masked()),
        }
    }
}

/// What the messages about a change say besides its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeDetail {
    /// The method or the sign-in name that was changed, or that a hold removes.
    pub method: Option<MethodHint>,
    /// Whether a sign-in name was turned on.
    pub is_on: bool,
    /// The number of recovery codes that are left.
    pub codes_left: Option<u32>,
    /// The change that a hold is about.
    pub change: Option<HeldChange>,
    /// The contact that waits in a hold: it gets messages of its own.
    pub waiting: Option<String>,
    /// A sign-in name of the account, masked.
    pub name: Option<String>,
    /// Where the request came from.
    pub origin: Option<RequestOrigin>,
    /// When the hold began. It is in a column of its own.
    #[serde(skip)]
    pub since: Option<Moment>,
    /// The end of a waiting period. It is in a column of its own.
    #[serde(skip)]
    pub ends: Option<Moment>,
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
    /// The time of the change that its links are about; of a hold, when that began.
    pub about: Moment,
    /// The contacts.
    pub recipients: Vec<Recipient>,
    /// The language of the account's owner, as a BCP 47 tag, if it is known.
    pub language: Option<String>,
    /// What the messages say besides.
    pub detail: NoticeDetail,
}

/// Adds a notice; `false` if its ID is taken.
pub(crate) fn insert(tx: &Tx, notice: &ChangeNotice) -> Result<bool> {
    let ChangeNotice { id, account, kind, about, recipients, language, detail } = notice;
    let line = |Recipient { contact, has_link }: &Recipient| {
        format!("{}{}", if *has_link { '+' } else { '-' }, contact.as_str())
    };
    let contacts = recipients.iter().map(line).collect::<Vec<_>>().join("\n");
    let text = serde_json::to_string(detail).map_err(|_| StoreError::Damaged("a notice cannot be written"))?;
    tx.run_one(
        "INSERT INTO change_notice (id, account, kind, about, ends, contacts, language, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
        values![id, account, kind, about, detail.ends, contacts, language, text],
    )
}

/// Up to `most` notices after an ID, oldest first.
pub(crate) fn batch(tx: &Tx, after: i64, most: u32) -> Result<Vec<ChangeNotice>> {
    let sql = "SELECT id, account, kind, about, ends, contacts, language, detail FROM change_notice
               WHERE id > $1 ORDER BY id LIMIT $2";
    tx.all(sql, values![after, most], read)
}

/// Deletes a notice; `false` if it is gone.
pub(crate) fn delete(tx: &Tx, id: i64) -> Result<bool> {
    tx.run_one("DELETE FROM change_notice WHERE id = $1", values![id])
}

fn read(row: &Row) -> Result<ChangeNotice> {
    let (contacts, detail): (String, String) = (row.get("contacts")?, row.get("detail")?);
    let recipient = |line: &str| {
        let has_link = line.starts_with('+');
        Some(Recipient { contact: Contact::parse(line.get(1..)?)?, has_link })
    };
    // What a newer version has written is still told, without what this one can't read.
    let detail: NoticeDetail = serde_json::from_str(&detail).unwrap_or_default();
    Ok(ChangeNotice {
        id: row.get("id")?,
        account: row.get("account")?,
        kind: row.get("kind")?,
        about: row.get("about")?,
        recipients: contacts.lines().filter_map(recipient).collect(),
        language: row.get("language")?,
        detail: NoticeDetail { ends: row.get("ends")?, ..detail },
    })
}

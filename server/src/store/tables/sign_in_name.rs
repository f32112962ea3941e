//! Sign-in names. Each belongs to one account.

use crate::store::browsers::UnreplacedBrowser;
use crate::store::error::Result;
use crate::store::ids::AccountId;
use crate::store::tx::Tx;
use crate::store::value::values;
use domain::Moment;
use domain::contact::Contact;

/// A question about a typed sign-in name and the contact that a code is to be sent to.
pub(crate) struct NameQuery<'a> {
    pub(crate) name: &'a Contact,
    pub(crate) contact: &'a Contact,
    /// A contact that the account wasn't created with must have been verified by this time.
    pub(crate) verified_by: Moment,
    pub(crate) browser: Option<UnreplacedBrowser>,
}

/// The answer. One statement finds it, whether an account has the name or not.
#[derive(Default)]
pub(crate) struct NameLookup {
    /// The account with the name.
    pub(crate) account: Option<AccountId>,
    /// Whether the contact is one of that account's sign-in methods.
    pub(crate) is_method: bool,
    /// When that account last used the browser, if it knows it or has known it.
    pub(crate) browser_used: Option<Moment>,
    /// The account that has the contact as a sign-in name.
    pub(crate) contact_owner: Option<AccountId>,
}

/// Answers a question.
pub(crate) fn ask(tx: &Tx, question: &NameQuery) -> Result<Option<NameLookup>> {
    let NameQuery { name, contact, verified_by, browser } = question;
    tx.one(
        "SELECT (SELECT account FROM sign_in_name WHERE name = $1) AS account,
         EXISTS (SELECT 1 FROM method WHERE contact = $2 AND (first OR verified <= $3)
                 AND account = (SELECT account FROM sign_in_name WHERE name = $1)) AS is_method,
         (SELECT used FROM known_browser WHERE browser = $4
          AND account = (SELECT account FROM sign_in_name WHERE name = $1)) AS browser_used,
         (SELECT account FROM sign_in_name WHERE name = $2) AS contact_owner",
        values![name, contact, verified_by, browser],
        |row| {
            let (is_method, browser_used) = (row.get("is_method")?, row.get("browser_used")?);
            let contact_owner = row.get("contact_owner")?;
            Ok(NameLookup { account: row.get("account")?, is_method, browser_used, contact_owner })
        },
    )
}

/// The account with a sign-in name.
pub(crate) fn owner(tx: &Tx, name: &Contact) -> Result<Option<AccountId>> {
    tx.one("SELECT account FROM sign_in_name WHERE name = $1", values![name], |row| row.get("account"))
}

/// The sign-in names of an account, oldest first.
pub(crate) fn of_account(tx: &Tx, account: &AccountId) -> Result<Vec<Contact>> {
    tx.all("SELECT name FROM sign_in_name WHERE account = $1 ORDER BY verified, name", values![account], |row| {
        row.get("name")
    })
}

/// Gives an account a sign-in name that no account has.
pub(crate) fn insert(tx: &Tx, account: &AccountId, name: &Contact, verified: Moment) -> Result<()> {
    tx.run("INSERT INTO sign_in_name (name, account, verified) VALUES ($1, $2, $3)", values![name, account, verified])
}

/// Removes a sign-in name from its account.
pub(crate) fn delete(tx: &Tx, account: &AccountId, name: &Contact) -> Result<()> {
    tx.run("DELETE FROM sign_in_name WHERE name = $1 AND account = $2", values![name, account])
}

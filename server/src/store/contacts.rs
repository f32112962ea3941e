//! Contacts as sign-in methods: each is added when the code that was sent to it is entered.

use super::challenges::{CodeEntry, Redeemed};
use super::error::{Result, Stop};
use super::stepped_up::SteppedUpSession;
use super::tx::Tx;
use super::{Store, methods};
use domain::rules::security_info::MethodKind;

impl Store {
    /// Adds the contact whose code was entered. It becomes a sign-in method, but not a sign-in name.
    pub async fn add_contact(&self, entry: CodeEntry, by: SteppedUpSession) -> Result<(), Stop> {
        let (policy, browser) = (self.0.policy, by.browser.id());
        let add = move |tx: &Tx, Redeemed { contact, now, .. }: &Redeemed, (): &()| {
            by.check(tx)?;
            let kind = MethodKind::Contact(contact.clone());
            methods::add(tx, &by.account, &kind, None, (*now, &policy)).map(|_| ())
        };
        self.enter_code(entry, |_| (browser, ()), add).await
    }
}

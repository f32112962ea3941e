//! Contacts as sign-in methods: each is added when the code that was sent to it is entered.

use super::challenges::{CodeEntry, Redeemed};
use super::error::{Result, Stop};
use super::operations::{self, OperationEffect};
use super::stepped_up::SteppedUpSession;
use super::tx::Tx;
use super::{Operation, Store, methods};
use domain::rules::security_info::MethodKind;

impl Store {
    /// Adds the contact whose code was entered. It becomes a sign-in method, but not a sign-in name.
    pub async fn add_contact(
        &self,
        entry: CodeEntry,
        by: SteppedUpSession,
        operation: Option<Operation>,
    ) -> Result<(), Stop> {
        let (policy, browser) = (self.0.policy, by.browser.id());
        let add = move |tx: &Tx, Redeemed { contact, now, .. }: &Redeemed, (): &()| {
            by.check(tx)?;
            let kind = MethodKind::Contact(contact.clone());
            methods::add(tx, &by.account, &kind, None, (*now, &policy))?;
            Ok(operations::note(tx, operation.as_ref(), OperationEffect::in_session(browser, &by.account), *now)?)
        };
        self.enter_code(entry, |_| (browser, ()), add).await
    }
}

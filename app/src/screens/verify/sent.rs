//! The code that was sent last: kept over a reload, so that the page still says when it is late and when it has expired (U4).

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::VerifyScreen;
use crate::parts::sent_code::SentCode;
use crate::tab_storage;

/// A code, and the verification that it is for.
#[derive(Serialize, Deserialize)]
struct VerificationCode {
    step_up: bool,
    account: String,
    method: u64,
    code: SentCode,
}

impl VerifyScreen {
    /// The code to enter from now on.
    pub(super) fn wait_for(self, method: u64, code: SentCode) {
        // A code whose times are unknown replaces none whose end is known.
        if let Some(account) = self.verified_account().filter(|_| code.delivery.is_some()) {
            let sent = VerificationCode { step_up: self.is_step_up, account, method, code: code.clone() };
            tab_storage::set_value(tab_storage::VERIFICATION_CODE, &sent);
        }
        self.sent.try_set(Some(code));
    }

    /// The last code, if it was sent to this method.
    pub(super) fn last_code(self, method: u64) -> Option<SentCode> {
        let account = self.verified_account()?;
        let sent: VerificationCode = tab_storage::value(tab_storage::VERIFICATION_CODE)?;
        let is_same = sent.step_up == self.is_step_up && sent.account == account && sent.method == method;
        is_same.then_some(sent.code)
    }

    /// The account of the step-up, or the one whose sign-in waits.
    fn verified_account(self) -> Option<String> {
        self.account().or_else(|| self.waiting())
    }
}

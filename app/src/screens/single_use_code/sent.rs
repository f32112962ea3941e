//! The recipient of a code and when it was sent: kept over a reload, so that the page continues the countdown.

use domain::Problem;
use domain::api::single_use_code::{CodeRecipient, ReadCodeDelivery, RequestSingleUseCode, RequestedPurpose};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::CodeScreen;
use crate::parts::sent_code::SentCode;
use crate::tab_storage;

/// A code and its recipient.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CodeAndRecipient {
    pub(super) purpose: RequestedPurpose,
    #[serde(rename = "whom")]
    pub(super) recipient: CodeRecipient,
    pub(super) code: SentCode,
}

impl CodeScreen {
    /// Requests a code. The step handles the problem, because it knows its fields.
    pub(super) async fn send(self, recipient: CodeRecipient, again: bool) -> Result<SentCode, Problem> {
        SentCode::request(RequestSingleUseCode { recipient, purpose: self.purpose }, again).await
    }

    /// The code to enter from now on.
    pub(super) fn wait_for(self, recipient: CodeRecipient, code: SentCode) {
        let sent = CodeAndRecipient { purpose: self.purpose, recipient, code };
        tab_storage::set_value(tab_storage::SENT_CODE, &sent);
        self.sent.try_set(Some(sent));
    }

    /// The recipient, while there is one.
    pub(super) fn recipient(self) -> Option<CodeRecipient> {
        Some(self.sent.try_get_untracked()??.recipient)
    }

    /// The request for the delivery of the code, while there is a recipient.
    pub(super) fn delivery_request(self) -> Option<ReadCodeDelivery> {
        Some(ReadCodeDelivery { recipient: self.recipient()?, purpose: self.purpose })
    }
}

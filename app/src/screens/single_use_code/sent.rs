//! The recipient of a code and when it was sent: kept over a reload, so that the page continues the countdown.

use domain::Problem;
use domain::api::single_use_code::{AskedFor, CodeFor, DeliveryStage, ReadCodeDelivery, RequestSingleUseCode};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::CodeScreen;
use crate::api::send;
use crate::ask::ask;
use crate::parts::sent_code::SentCode;
use crate::tab_storage;

/// A code and its recipient.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct CodeAndRecipient {
    pub(super) purpose: AskedFor,
    pub(super) whom: CodeFor,
    pub(super) code: SentCode,
}

impl CodeScreen {
    /// Requests a code. The step handles the problem, because it knows its fields.
    pub(super) async fn send(self, whom: CodeFor, again: bool) -> Result<SentCode, Problem> {
        let sent = ask(RequestSingleUseCode { whom, purpose: self.purpose }).await?;
        Ok(SentCode::just_sent(sent, again))
    }

    /// The code to enter from now on.
    pub(super) fn wait_for(self, whom: CodeFor, code: SentCode) {
        let sent = CodeAndRecipient { purpose: self.purpose, whom, code };
        tab_storage::set_value(tab_storage::SENT_CODE, &sent);
        self.sent.try_set(Some(sent));
    }

    /// The recipient, while there is one.
    pub(super) fn whom(self) -> Option<CodeFor> {
        Some(self.sent.try_get_untracked()??.whom)
    }

    /// The delivery of the code.
    pub(super) async fn read_stage(self) -> Option<DeliveryStage> {
        let delivery = send(&ReadCodeDelivery { whom: self.whom()?, purpose: self.purpose }).await;
        Some(delivery.ok()?.stage)
    }
}

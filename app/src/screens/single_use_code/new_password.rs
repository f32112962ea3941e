//! The new password beside the code (S5).

use domain::api::single_use_code::RequestedPurpose;
use leptos::prelude::*;

use super::CodeScreen;
use crate::locale::t;
use crate::parts::password_field::{PasswordField, hidden_name_field};
use crate::parts::summary::Alert;

/// The field; absent when the code is for a sign-in.
pub(super) fn new_password(screen: CodeScreen, field: PasswordField) -> Option<AnyView> {
    let hint = match screen.purpose {
        RequestedPurpose::SignIn => return None,
        RequestedPurpose::CreateAccount => t::new_password::optional(),
        RequestedPurpose::ResetPassword => t::new_password::hint(),
    };
    let name = screen.sent.get_untracked().map(|sent| sent.recipient.name).unwrap_or_default();
    Some(
        view! {
            {hidden_name_field(name)}
            {field.view(t::new_password::label(), Some(hint), "new-password", screen.alerts)}
        }
        .into_any(),
    )
}

/// The value of the field. Only an account that already has a password must set a new one.
pub(super) fn typed(purpose: RequestedPurpose, field: PasswordField) -> Result<Option<String>, Alert> {
    if purpose == RequestedPurpose::ResetPassword {
        return field.required(t::new_password::missing()).map(Some);
    }
    field.value().map(|typed| (!typed.is_empty()).then_some(typed))
}

//! The words that differ by the purpose of the code.

use domain::api::single_use_code::RequestedPurpose;

use crate::locale::t;
use crate::navigator::NextStep;

pub(super) fn recipient_heading(purpose: RequestedPurpose) -> &'static str {
    match purpose {
        RequestedPurpose::SignIn => t::single_use_code::heading(),
        RequestedPurpose::CreateAccount => t::create_account::heading(),
        RequestedPurpose::ResetPassword => t::reset_password::heading(),
    }
}

pub(super) fn recipient_lead(purpose: RequestedPurpose, next: NextStep) -> &'static str {
    match purpose {
        RequestedPurpose::SignIn => next.single_use_code_lead(),
        RequestedPurpose::CreateAccount => next.create_account_lead(),
        RequestedPurpose::ResetPassword => t::reset_password::lead(),
    }
}

pub(super) fn recipient_button(purpose: RequestedPurpose) -> &'static str {
    match purpose {
        RequestedPurpose::SignIn => t::single_use_code::send(),
        RequestedPurpose::CreateAccount | RequestedPurpose::ResetPassword => t::create_account::next(),
    }
}

/// The link back to signing in, for a name that has an account.
pub(super) fn sign_in(purpose: RequestedPurpose) -> &'static str {
    match purpose {
        RequestedPurpose::SignIn => t::single_use_code::password(),
        RequestedPurpose::CreateAccount => t::create_account::sign_in(),
        RequestedPurpose::ResetPassword => t::reset_password::sign_in(),
    }
}

pub(super) fn enter_heading(purpose: RequestedPurpose) -> &'static str {
    match purpose {
        RequestedPurpose::SignIn => t::enter_code::heading(),
        other => recipient_heading(other),
    }
}

/// The text after a code was emailed. Whether the address has an account isn't revealed (U2).
pub(super) fn sent_by_email(purpose: RequestedPurpose, to: &str, until: &str) -> String {
    match purpose {
        RequestedPurpose::CreateAccount => t::create_account::sent_email(to, until),
        _ => t::enter_code::lead_email(to, until),
    }
}

/// The same for a text message.
pub(super) fn sent_by_text(purpose: RequestedPurpose, to: &str, until: &str) -> String {
    match purpose {
        RequestedPurpose::CreateAccount => t::create_account::sent_text(to, until),
        _ => t::enter_code::lead_text(to, until),
    }
}

pub(super) fn code_label(purpose: RequestedPurpose) -> &'static str {
    match purpose {
        RequestedPurpose::SignIn => t::enter_code::label(),
        _ => t::create_account::code(),
    }
}

pub(super) fn enter_button(purpose: RequestedPurpose) -> &'static str {
    match purpose {
        RequestedPurpose::SignIn => t::enter_code::submit(),
        RequestedPurpose::CreateAccount => t::create_account::create(),
        RequestedPurpose::ResetPassword => t::reset_password::set(),
    }
}

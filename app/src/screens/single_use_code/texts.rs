//! The words that differ by the purpose of the code.

use domain::api::single_use_code::AskedFor;

use crate::locale::t;
use crate::navigator::NextStep;

pub(super) fn recipient_heading(purpose: AskedFor) -> &'static str {
    match purpose {
        AskedFor::SignIn => t::single_use_code::heading(),
        AskedFor::CreateAccount => t::create_account::heading(),
        AskedFor::ResetPassword => t::reset_password::heading(),
    }
}

pub(super) fn recipient_lead(purpose: AskedFor, next: NextStep) -> &'static str {
    match purpose {
        AskedFor::SignIn => next.single_use_code_lead(),
        AskedFor::CreateAccount => next.create_account_lead(),
        AskedFor::ResetPassword => t::reset_password::lead(),
    }
}

pub(super) fn recipient_button(purpose: AskedFor) -> &'static str {
    match purpose {
        AskedFor::SignIn => t::single_use_code::send(),
        AskedFor::CreateAccount | AskedFor::ResetPassword => t::create_account::next(),
    }
}

/// The link back to signing in, for a name that has an account.
pub(super) fn sign_in(purpose: AskedFor) -> &'static str {
    match purpose {
        AskedFor::SignIn => t::single_use_code::password(),
        AskedFor::CreateAccount => t::create_account::sign_in(),
        AskedFor::ResetPassword => t::reset_password::sign_in(),
    }
}

pub(super) fn enter_heading(purpose: AskedFor) -> &'static str {
    match purpose {
        AskedFor::SignIn => t::enter_code::heading(),
        other => recipient_heading(other),
    }
}

/// The text after a code was emailed. Whether the address has an account isn't revealed (U2).
pub(super) fn sent_by_email(purpose: AskedFor, to: &str, until: &str) -> String {
    match purpose {
        AskedFor::CreateAccount => t::create_account::sent_mail(to, until),
        _ => t::enter_code::lead_mail(to, until),
    }
}

/// The same for a text message.
pub(super) fn sent_by_text(purpose: AskedFor, to: &str, until: &str) -> String {
    match purpose {
        AskedFor::CreateAccount => t::create_account::sent_text(to, until),
        _ => t::enter_code::lead_text(to, until),
    }
}

pub(super) fn code_label(purpose: AskedFor) -> &'static str {
    match purpose {
        AskedFor::SignIn => t::enter_code::label(),
        _ => t::create_account::code(),
    }
}

pub(super) fn enter_button(purpose: AskedFor) -> &'static str {
    match purpose {
        AskedFor::SignIn => t::enter_code::submit(),
        AskedFor::CreateAccount => t::create_account::create(),
        AskedFor::ResetPassword => t::reset_password::set(),
    }
}

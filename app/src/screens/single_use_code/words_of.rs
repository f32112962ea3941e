//! What differs in words by what the code is for.

use domain::rules::challenge::Purpose;

use crate::go::Return;
use crate::locale::t;

pub(super) fn ask_heading(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => t::single_use_code::heading(),
        Purpose::CreateAccount => t::create_account::heading(),
        Purpose::ResetPassword => t::reset_password::heading(),
    }
}

pub(super) fn ask_lead(purpose: Purpose, back: Return) -> &'static str {
    match (purpose, back) {
        (Purpose::SignIn, Return::Link) => t::single_use_code::lead_to_link(),
        (Purpose::SignIn, _) => t::single_use_code::lead(),
        (Purpose::CreateAccount, Return::Link) => t::create_account::lead_to_link(),
        (Purpose::CreateAccount, _) => t::create_account::lead(),
        (Purpose::ResetPassword, _) => t::reset_password::lead(),
    }
}

pub(super) fn ask_button(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => t::single_use_code::send(),
        Purpose::CreateAccount | Purpose::ResetPassword => t::create_account::next(),
    }
}

/// The link back to signing in with a name that has an account.
pub(super) fn sign_in(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => t::single_use_code::password(),
        Purpose::CreateAccount => t::create_account::sign_in(),
        Purpose::ResetPassword => t::reset_password::sign_in(),
    }
}

pub(super) fn enter_heading(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => t::enter_code::heading(),
        other => ask_heading(other),
    }
}

/// Where a code went that has just been sent by mail. Whether anybody is there is not said (U2).
pub(super) fn sent_by_mail(purpose: Purpose, to: &str, until: &str) -> String {
    match purpose {
        Purpose::CreateAccount => t::create_account::sent_mail(to, until),
        _ => t::enter_code::lead_mail(to, until),
    }
}

/// The same by text.
pub(super) fn sent_by_text(purpose: Purpose, to: &str, until: &str) -> String {
    match purpose {
        Purpose::CreateAccount => t::create_account::sent_text(to, until),
        _ => t::enter_code::lead_text(to, until),
    }
}

pub(super) fn code_label(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => t::enter_code::label(),
        _ => t::create_account::code(),
    }
}

pub(super) fn enter_button(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::SignIn => t::enter_code::submit(),
        Purpose::CreateAccount => t::create_account::create(),
        Purpose::ResetPassword => t::reset_password::set(),
    }
}

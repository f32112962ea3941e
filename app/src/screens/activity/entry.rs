//! What has happened, in words: by days, and at a glance.

use domain::api::activity::{ActivityEntry, ActivityKind, ActivityMethod, ActivityTopic};
use leptos::prelude::*;

use crate::intl;
use crate::locale::t;
use crate::parts::browser_row::browser_name;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;

/// The entries, the newest first, below the days on which they happened.
pub(super) fn days(all: &[ActivityEntry]) -> Vec<AnyView> {
    let dated: Vec<_> = all.iter().map(|entry| (intl::day_ago(entry.s_ago), entry)).collect();
    let days = dated.chunk_by(|(day, _), (other, _)| day == other);
    days.map(|entries| {
        let day = entries.first().map(|(day, _)| day.clone());
        let items: Vec<_> = entries.iter().map(|(_, entry)| item(entry, &details(entry))).collect();
        view! {
            <h3>{day}</h3>
            <ul class="list">{items}</ul>
        }
        .into_any()
    })
    .collect()
}

/// An entry at a glance: how long ago it was, and as far as they are known the device and the place.
pub(crate) fn at_a_glance(entry: &ActivityEntry) -> AnyView {
    let device = entry.device.as_deref().map(names::isolated);
    let place = entry.place.as_deref().map(names::isolated);
    item(entry, &joined([Some(intl::ago(entry.s_ago)), device, place]))
}

fn item(entry: &ActivityEntry, details: &str) -> AnyView {
    view! {
        <li class="item">
            <span class="tile plain">{icon(drawing(entry.kind.topic()))}</span>
            <div class="what">
                <strong>{what(entry)}</strong>
                <p>{names::in_text(details)}</p>
            </div>
        </li>
    }
    .into_any()
}

fn drawing(topic: ActivityTopic) -> Icon {
    match topic {
        ActivityTopic::SignIns => Icon::PERSON,
        ActivityTopic::Codes => Icon::CODES,
        ActivityTopic::Changes => Icon::SECURITY,
        ActivityTopic::Devices => Icon::DEVICES,
    }
}

/// The time, and as far as they are known the device, the method, the browser and the place.
fn details(entry: &ActivityEntry) -> String {
    let device = entry.device.as_deref().map(names::isolated);
    let method = entry.method.map(|method| method_in_words(method).to_owned());
    let place = entry.place.as_deref();
    let browser = match &entry.browser {
        Some(browser) => Some(browser_name(browser, place)),
        None => place.map(names::isolated),
    };
    joined([Some(intl::time_ago(entry.s_ago)), device, method, browser])
}

fn joined<const N: usize>(facts: [Option<String>; N]) -> String {
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn method_in_words(method: ActivityMethod) -> &'static str {
    match method {
        ActivityMethod::Password => t::activity::password(),
        ActivityMethod::Email => t::activity::email(),
        ActivityMethod::Phone => t::activity::phone(),
        ActivityMethod::Authenticator => t::activity::authenticator(),
        ActivityMethod::Passkey => t::activity::passkey(),
        ActivityMethod::RecoveryCode => t::activity::recovery_code(),
    }
}

fn what(entry: &ActivityEntry) -> &'static str {
    match entry.kind {
        ActivityKind::SignIn if !entry.complete => t::happened::sign_in_incomplete(),
        ActivityKind::PasswordReset if !entry.complete => t::happened::password_reset_incomplete(),
        ActivityKind::SignIn => t::happened::sign_in(),
        ActivityKind::WrongPassword => t::happened::wrong_password(),
        ActivityKind::WrongCode => t::happened::wrong_code(),
        ActivityKind::PasskeyRefused => t::happened::passkey_refused(),
        ActivityKind::CodeSent => t::happened::code_sent(),
        ActivityKind::SteppedUp => t::happened::stepped_up(),
        ActivityKind::AccountCreated => t::happened::account_created(),
        ActivityKind::PasswordChanged => t::happened::password_changed(),
        ActivityKind::PasswordReset => t::happened::password_reset(),
        ActivityKind::MethodAdded => t::happened::method_added(),
        ActivityKind::MethodRemoved => t::happened::method_removed(),
        ActivityKind::SignInNameOn => t::happened::sign_in_name_on(),
        ActivityKind::SignInNameOff => t::happened::sign_in_name_off(),
        ActivityKind::TwoStepOn => t::happened::two_step_on(),
        ActivityKind::TwoStepOff => t::happened::two_step_off(),
        ActivityKind::TrustEnded => t::happened::trust_ended(),
        ActivityKind::RecoveryCodesMade => t::happened::recovery_codes_made(),
        ActivityKind::SignedOut => t::happened::signed_out(),
        ActivityKind::SessionEnded => t::happened::session_ended(),
        ActivityKind::SignedOutEverywhere => t::happened::signed_out_everywhere(),
        ActivityKind::HoldStarted => t::happened::hold_started(),
        ActivityKind::HoldCanceled => t::happened::hold_canceled(),
        ActivityKind::HoldApplied => t::happened::hold_applied(),
        ActivityKind::ChangesBlocked => t::happened::changes_blocked(),
        ActivityKind::ChangesUnblocked => t::happened::changes_unblocked(),
        ActivityKind::ReplacementBegun => t::happened::replacement_begun(),
        ActivityKind::AccountRecoveryBegun => t::happened::account_recovery_begun(),
        ActivityKind::AccountRecoveryConfirmed => t::happened::account_recovery_confirmed(),
        ActivityKind::SecurityInfoConfirmed => t::happened::security_info_confirmed(),
        ActivityKind::DataDownloaded => t::happened::data_downloaded(),
        ActivityKind::AccountClosing => t::happened::account_closing(),
        ActivityKind::ClosingCanceled => t::happened::closing_canceled(),
        ActivityKind::AccountDisabled => t::happened::account_disabled(),
        ActivityKind::AccountEnabled => t::happened::account_enabled(),
        ActivityKind::AccountSignedOut => t::happened::account_signed_out(),
        ActivityKind::AccountDevicesUnlinked => t::happened::account_devices_unlinked(),
        ActivityKind::AccountPasswordSet => t::happened::account_password_set(),
        ActivityKind::AccountUnlocked => t::happened::account_unlocked(),
        ActivityKind::DeviceLinked => t::happened::device_linked(),
        ActivityKind::DeviceDeclined => t::happened::device_declined(),
        ActivityKind::DeviceRenamed => t::happened::device_renamed(),
        ActivityKind::DeviceRemoved => t::happened::device_removed(),
        ActivityKind::DeviceUndone => t::happened::device_undone(),
        ActivityKind::DeviceRevoked => t::happened::device_revoked(),
        ActivityKind::DeviceClientRemoved => t::happened::device_client_removed(),
        ActivityKind::DeviceExpired => t::happened::device_expired(),
        ActivityKind::DeviceUncollected => t::happened::device_uncollected(),
        ActivityKind::RefreshTokenReused => t::happened::refresh_token_reused(),
    }
}

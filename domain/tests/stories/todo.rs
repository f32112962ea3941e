//! What the home page asks the owner of an account to do, and in which order.

use domain::api::devices::Device;
use domain::device::{DeviceId, DeviceKind};
use domain::rules::todo::{AccountState, FEW_RECOVERY_CODES, Todo, todos};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// An account with nothing to do.
const IN_ORDER: AccountState = AccountState {
    is_held: false,
    is_blocked: false,
    waiting_devices: 0,
    sign_in_waits: false,
    is_reminded: false,
    has_new_device: false,
    methods: 2,
    is_full: false,
    two_step: true,
    recovery_codes: 10,
};

#[test]
fn an_account_in_order_has_nothing_to_do() {
    assert!(todos(&IN_ORDER).is_empty());
    let without_two_step = AccountState { two_step: false, recovery_codes: 0, ..IN_ORDER };
    assert!(todos(&without_two_step).is_empty(), "recovery codes are needed only for two-step verification");
}

#[test]
fn each_fact_leads_to_its_own_thing_to_do() {
    for (account, todo) in [
        (AccountState { is_held: true, ..IN_ORDER }, Todo::ReviewHold),
        (AccountState { is_blocked: true, ..IN_ORDER }, Todo::AllowChanges),
        (AccountState { waiting_devices: 1, ..IN_ORDER }, Todo::FinishLinking),
        (AccountState { sign_in_waits: true, ..IN_ORDER }, Todo::FinishSignIn),
        (AccountState { is_reminded: true, ..IN_ORDER }, Todo::CheckSecurityInfo),
        (AccountState { has_new_device: true, ..IN_ORDER }, Todo::CheckNewDevice),
        (AccountState { recovery_codes: 0, ..IN_ORDER }, Todo::MakeRecoveryCodes),
        (AccountState { methods: 1, ..IN_ORDER }, Todo::AddMethod),
        (AccountState { recovery_codes: 1, ..IN_ORDER }, Todo::RenewRecoveryCodes),
        (AccountState { recovery_codes: FEW_RECOVERY_CODES, ..IN_ORDER }, Todo::RenewRecoveryCodes),
    ] {
        assert_eq!(todos(&account), [todo], "{account:?}");
    }
    let enough = AccountState { recovery_codes: FEW_RECOVERY_CODES + 1, ..IN_ORDER };
    assert!(todos(&enough).is_empty());
}

#[test]
fn what_expires_comes_first_then_what_locks_the_owner_out() {
    let behind = AccountState { waiting_devices: 1, sign_in_waits: true, methods: 1, recovery_codes: 0, ..IN_ORDER };
    let behind = AccountState { is_reminded: true, has_new_device: true, ..behind };
    let expiring = [Todo::FinishLinking, Todo::FinishSignIn, Todo::CheckSecurityInfo];
    let order = [&expiring[..], &[Todo::CheckNewDevice, Todo::MakeRecoveryCodes, Todo::AddMethod]].concat();
    assert_eq!(todos(&behind), order);
    let few_codes = AccountState { methods: 0, recovery_codes: FEW_RECOVERY_CODES, ..IN_ORDER };
    assert_eq!(todos(&few_codes), [Todo::AddMethod, Todo::RenewRecoveryCodes]);
}

#[test]
fn nobody_is_asked_to_add_a_method_that_the_account_cannot_have() {
    let full = AccountState { methods: 1, is_full: true, ..IN_ORDER };
    assert!(todos(&full).is_empty());
}

#[test]
fn nobody_is_asked_to_change_what_cannot_be_changed() {
    let held = AccountState { is_held: true, methods: 1, recovery_codes: 0, waiting_devices: 1, ..IN_ORDER };
    assert_eq!(todos(&held), [Todo::ReviewHold, Todo::FinishLinking]);
    let blocked = AccountState { is_held: false, is_blocked: true, recovery_codes: 1, ..held };
    assert_eq!(todos(&blocked), [Todo::AllowChanges, Todo::FinishLinking]);
}

#[test]
fn a_device_is_new_for_a_day_unless_its_owner_has_linked_it_here_or_named_it() {
    let device = Device {
        id: DeviceId(7),
        name: None,
        client: "Living Room TV".into(),
        kind: DeviceKind::Tv,
        calls_itself: None,
        scopes: Vec::new(),
        address: "192.0.2.1".into(),
        place: None,
        linked_s_ago: 24 * 60 * 60 - 1,
        used_s_ago: Some(0),
        used_from: None,
        used_place: None,
    };
    assert!(device.is_new(None) && device.is_new(Some(DeviceId(8))));
    assert!(!device.is_new(Some(device.id)));
    for other in [
        Device { linked_s_ago: 24 * 60 * 60, ..device.clone() },
        Device { used_s_ago: None, ..device.clone() },
        Device { name: Some("TV upstairs".into()), ..device.clone() },
    ] {
        assert!(!other.is_new(None), "{other:?}");
    }
}

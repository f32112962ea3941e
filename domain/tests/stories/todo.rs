//! What the home page asks the owner of an account to do, and in which order.

use domain::rules::todo::{AccountState, FEW_RECOVERY_CODES, Todo, todos};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// An account with nothing to do.
const IN_ORDER: AccountState = AccountState {
    waiting_devices: 0,
    sign_in_waits: false,
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
        (AccountState { waiting_devices: 1, ..IN_ORDER }, Todo::FinishLinking),
        (AccountState { sign_in_waits: true, ..IN_ORDER }, Todo::FinishSignIn),
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
    let order = [Todo::FinishLinking, Todo::FinishSignIn, Todo::MakeRecoveryCodes, Todo::AddMethod];
    assert_eq!(todos(&behind), order);
    let few_codes = AccountState { methods: 0, recovery_codes: FEW_RECOVERY_CODES, ..IN_ORDER };
    assert_eq!(todos(&few_codes), [Todo::AddMethod, Todo::RenewRecoveryCodes]);
}

#[test]
fn nobody_is_asked_to_add_a_method_that_the_account_cannot_have() {
    let full = AccountState { methods: 1, is_full: true, ..IN_ORDER };
    assert!(todos(&full).is_empty());
}

//! What an account's owner should do next, the most urgent first. The home page shows the first, and how many more there are.

/// The number of unused recovery codes from which on the owner should make new ones.
pub const FEW_RECOVERY_CODES: u64 = 2;

/// The sign-in methods with which the loss of one locks nobody out.
const ENOUGH_METHODS: usize = 2;

/// What the page knows about an account and its browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct AccountState {
    /// Whether a change to the security info waits (H1).
    pub is_held: bool,
    /// Whether changes to the security info are blocked (I8).
    pub is_blocked: bool,
    /// The linked devices that haven't collected their tokens.
    pub waiting_devices: usize,
    /// Whether a sign-in waits in this browser for its second step.
    pub sign_in_waits: bool,
    /// Whether its owner is asked if the security info is still right (R1).
    pub is_reminded: bool,
    /// Whether a device was linked that is new to the owner.
    pub has_new_device: bool,
    /// The sign-in methods. One that isn't established yet counts, because its owner can only wait.
    pub methods: usize,
    /// Whether the account can't have more methods.
    pub is_full: bool,
    /// Whether every sign-in requires a second step.
    pub two_step: bool,
    /// The number of unused recovery codes.
    pub recovery_codes: u64,
}

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Todo {
    /// Look at the change that waits, and cancel it if somebody else has asked for it.
    ReviewHold,
    /// Allow changes again, once everything is right.
    AllowChanges,
    /// Continue on the device, which has only minutes to collect its tokens.
    FinishLinking,
    /// Verify, before the sign-in expires.
    FinishSignIn,
    /// Confirm the security info, before it can't be put off any more.
    CheckSecurityInfo,
    /// Look at a device that was linked elsewhere, in case somebody else has done it.
    CheckNewDevice,
    /// Make recovery codes: without them, the loss of the other method locks the owner out.
    MakeRecoveryCodes,
    /// Add a sign-in method, for the same reason.
    AddMethod,
    /// Make new recovery codes before the last one is used.
    RenewRecoveryCodes,
}

/// What there is to do: what somebody else may have begun, what expires first, then what can lock the owner out, then what can wait. While
/// the security info can't be changed, nobody is asked to change it.
pub fn todos(account: &AccountState) -> Vec<Todo> {
    let (codes, can_change) = (account.recovery_codes, !account.is_held && !account.is_blocked);
    [
        (account.is_held, Todo::ReviewHold),
        (account.is_blocked, Todo::AllowChanges),
        (account.waiting_devices > 0, Todo::FinishLinking),
        (account.sign_in_waits, Todo::FinishSignIn),
        (account.is_reminded, Todo::CheckSecurityInfo),
        (account.has_new_device, Todo::CheckNewDevice),
        (can_change && account.two_step && codes == 0, Todo::MakeRecoveryCodes),
        (can_change && account.methods < ENOUGH_METHODS && !account.is_full, Todo::AddMethod),
        (can_change && (1..=FEW_RECOVERY_CODES).contains(&codes), Todo::RenewRecoveryCodes),
    ]
    .into_iter()
    .filter_map(|(is_due, todo)| is_due.then_some(todo))
    .collect()
}

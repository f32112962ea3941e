//! What an account's owner should do next, the most urgent first. The home page shows the first, and how many more there are.

/// The number of unused recovery codes from which on the owner should make new ones.
pub const FEW_RECOVERY_CODES: u64 = 2;

/// The sign-in methods with which the loss of one locks nobody out.
const ENOUGH_METHODS: usize = 2;

/// What the page knows about an account and its browser.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountState {
    /// The linked devices that haven't collected their tokens.
    pub waiting_devices: usize,
    /// Whether a sign-in waits in this browser for its second step.
    pub sign_in_waits: bool,
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
    /// Continue on the device, which has only minutes to collect its tokens.
    FinishLinking,
    /// Verify, before the sign-in expires.
    FinishSignIn,
    /// Make recovery codes: without them, the loss of the other method locks the owner out.
    MakeRecoveryCodes,
    /// Add a sign-in method, for the same reason.
    AddMethod,
    /// Make new recovery codes before the last one is used.
    RenewRecoveryCodes,
}

/// What there is to do: what expires first, then what can lock the owner out, then what can wait.
pub fn todos(account: &AccountState) -> Vec<Todo> {
    let codes = account.recovery_codes;
    [
        (account.waiting_devices > 0, Todo::FinishLinking),
        (account.sign_in_waits, Todo::FinishSignIn),
        (account.two_step && codes == 0, Todo::MakeRecoveryCodes),
        (account.methods < ENOUGH_METHODS && !account.is_full, Todo::AddMethod),
        ((1..=FEW_RECOVERY_CODES).contains(&codes), Todo::RenewRecoveryCodes),
    ]
    .into_iter()
    .filter_map(|(is_due, todo)| is_due.then_some(todo))
    .collect()
}

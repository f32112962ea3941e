//! Event lines: what happens to accounts, a line each (O11). A line is made of enums and IDs only, so it can't contain a secret or a contact.

use super::metrics::{ChannelLabel, LabelText, LimitLabels, MethodLabel, Metrics, Outcome, SignInLabels};
use super::request;
use super::subjects::{AccountRef, ClientRef};
use domain::device::DeviceId;
use domain::rules::challenge::ChallengePurpose;

/// Defines the kinds of events, with what each means for `docs/events.md`.
macro_rules! kinds {
    ($($Kind:ident = $name:literal: $about:literal;)+) => {
        /// What has happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum EventKind { $(#[doc = $about] $Kind,)+ }

        impl EventKind {
            /// All kinds: the name and the meaning of each.
            pub const ALL: &[(Self, &str, &str)] = &[$((Self::$Kind, $name, $about),)+];

            /// Its name in event lines, which never changes.
            pub fn name(self) -> &'static str {
                match self { $(Self::$Kind => $name,)+ }
            }
        }
    };
}

kinds! {
    SignIn = "sign_in": "A sign-in with `method`. `outcome` is `success`, `second_step_needed`, `disabled` if an operator has disabled the account, or `too_late` if what was entered is right and the request came with a cookie that another sign-in had just voided: nobody was signed in.";
    WrongPassword = "wrong_password": "A wrong password, at a sign-in or a step-up. `outcome` is `wrong`, or `rejected` while the account's limit is reached.";
    WrongCode = "wrong_code": "A code that doesn't work for `purpose`. `outcome` is `wrong`, `used`, `expired`, `replaced` by a newer code, or `spent` after too many wrong ones.";
    PasskeyRefused = "passkey_refused": "A passkey's response that isn't valid, with the outcome `wrong`.";
    LimitReached = "limit_reached": "A request beyond `limit`, with the outcome `rejected`.";
    CodeSent = "code_sent": "A code for `purpose` was added to the outbox as the message `message_id`. `outcome` is `success`, or `nobody` if no account has the name and the message is dropped.";
    MessageDelivery = "message_delivery": "An attempt to deliver the message `message_id`. `outcome` is `handed_over`, `put_off` or `given_up`, and later `delivered` or `bounced` if the provider reports it.";
    SteppedUp = "stepped_up": "A verification in a session, with `method`, for changes that need one.";
    AccountCreated = "account_created": "A new account, with a first contact of the kind `method`. `outcome` is `success`, or `too_late` as for `sign_in`: then there is no account yet.";
    PasswordChanged = "password_changed": "A new password, set in a session.";
    PasswordReset = "password_reset": "A new password instead of a forgotten one. With two-step verification, `outcome` is `second_step_needed`, and the password takes effect with the sign-in that follows. It is `too_late` as for `sign_in`: then the password is the old one.";
    MethodAdded = "method_added": "A new sign-in method of the kind `method`.";
    MethodRemoved = "method_removed": "A sign-in method of the kind `method` was removed.";
    SignInNameOn = "sign_in_name_on": "A contact was turned on as a sign-in name.";
    SignInNameOff = "sign_in_name_off": "A contact was turned off as a sign-in name.";
    TwoStepOn = "two_step_on": "Two-step verification was turned on.";
    TwoStepOff = "two_step_off": "Two-step verification was turned off.";
    TrustEnded = "trust_ended": "A browser is no longer trusted.";
    RecoveryCodesMade = "recovery_codes_made": "New recovery codes, which void the earlier ones.";
    SignedOut = "signed_out": "The account was signed out of this browser.";
    SessionEnded = "session_ended": "The account was signed out of another browser.";
    SignedOutEverywhere = "signed_out_everywhere": "The account was signed out of all browsers.";
    DeviceLinked = "device_linked": "A device was linked.";
    DeviceDeclined = "device_declined": "A device was declined.";
    DeviceCollected = "device_collected": "A device collected its tokens.";
    DeviceRenamed = "device_renamed": "A device got a name from its owner.";
    DeviceRemoved = "device_removed": "A device was removed from the list.";
    DeviceUndone = "device_undone": "The link of a device was undone with the link in a message.";
    DeviceRevoked = "device_revoked": "A device revoked its own tokens.";
    DeviceClientRemoved = "device_client_removed": "A device was unlinked, because an operator's command removed its client.";
    DeviceExpired = "device_expired": "A device was unlinked, because its refresh token was unused for too long, or because it has none and its access token expired.";
    DeviceUncollected = "device_uncollected": "A device was unlinked, because it never collected its tokens.";
    RefreshTokenReused = "refresh_token_reused": "A refresh token that was used a second time, with the outcome `rejected`. Its grant was revoked.";
    RefreshTokenIdle = "refresh_token_idle": "A refresh token that was unused for too long, with the outcome `rejected`.";
    AccountAdded = "account_added": "An operator's command added the account.";
    AccountDisabled = "account_disabled": "An operator's command disabled the account.";
    AccountEnabled = "account_enabled": "An operator's command enabled the account again.";
    AccountDeleted = "account_deleted": "An operator's command deleted the account.";
    AccountSignedOut = "account_signed_out": "An operator's command signed the account out of all browsers.";
    AccountDevicesUnlinked = "account_devices_unlinked": "An operator's command signed the account out of all browsers, and unlinked its devices.";
    AccountPasswordSet = "account_password_set": "An operator's command set the account's password.";
    AccountUnlocked = "account_unlocked": "An operator's command cleared the account's counts of sign-ins, and of wrong passwords and codes.";
}

/// The purposes of a verification that signs in.
const SIGNING_IN: [ChallengePurpose; 2] = [ChallengePurpose::SignIn, ChallengePurpose::Verify];

/// The name of a purpose in event lines. The one of `AddMethod` in stored hashes is older, and can't change.
fn name(purpose: ChallengePurpose) -> &'static str {
    if purpose == ChallengePurpose::AddMethod { "add-method" } else { purpose.name() }
}

/// An event. Without an account or a client of its own, it has those of the current request.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) kind: EventKind,
    pub(crate) outcome: Outcome,
    pub(crate) method: Option<MethodLabel>,
    purpose: Option<ChallengePurpose>,
    limit: Option<LabelText>,
    channel: Option<ChannelLabel>,
    message: Option<i64>,
    account: Option<AccountRef>,
    client: Option<ClientRef>,
    device: Option<DeviceId>,
}

impl Event {
    /// An event without further facts.
    pub(crate) fn new(kind: EventKind) -> Self {
        Self {
            kind,
            outcome: Outcome::Success,
            method: None,
            purpose: None,
            limit: None,
            channel: None,
            message: None,
            account: None,
            client: None,
            device: None,
        }
    }

    pub(crate) fn outcome(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }

    pub(crate) fn method(self, method: MethodLabel) -> Self {
        Self { method: Some(method), ..self }
    }

    pub(crate) fn purpose(self, purpose: ChallengePurpose) -> Self {
        Self { purpose: Some(purpose), ..self }
    }

    pub(crate) fn limit(self, limit: LabelText) -> Self {
        Self { limit: Some(limit), ..self }
    }

    pub(crate) fn message(self, channel: ChannelLabel, id: i64) -> Self {
        Self { channel: Some(channel), message: Some(id), ..self }
    }

    pub(crate) fn account(self, account: impl Into<AccountRef>) -> Self {
        Self { account: Some(account.into()), ..self }
    }

    pub(crate) fn client(self, client: impl Into<ClientRef>) -> Self {
        Self { client: Some(client.into()), ..self }
    }

    pub(crate) fn device(self, device: DeviceId) -> Self {
        Self { device: Some(device), ..self }
    }

    /// Counts the event in the metrics.
    pub(crate) fn count(&self, metrics: &Metrics) {
        let signing_in = |method: Option<MethodLabel>, outcome| {
            let Some(method) = method else { return };
            metrics.sign_ins.get_or_create(&SignInLabels { sign_in_method: method, outcome }).inc();
        };
        let is_sign_in = self.purpose.is_none_or(|purpose| SIGNING_IN.contains(&purpose));
        match self.kind {
            EventKind::SignIn | EventKind::AccountCreated | EventKind::PasswordReset => {
                signing_in(self.method, self.outcome);
            }
            EventKind::WrongPassword | EventKind::WrongCode | EventKind::PasskeyRefused if is_sign_in => {
                signing_in(self.method, self.outcome);
            }
            EventKind::LimitReached => {
                let Some(limit) = self.limit else { return };
                metrics.limits_reached.get_or_create(&LimitLabels { limit }).inc();
            }
            EventKind::DeviceLinked => {
                metrics.devices_linked.inc();
            }
            EventKind::RefreshTokenReused => {
                metrics.refresh_tokens_reused.inc();
            }
            _ => {}
        }
    }

    /// Writes the line, with what is known about the current request.
    pub(crate) fn log(self) {
        let facts = request::facts();
        let facts = facts.as_deref();
        let account = self.account.as_ref().or_else(|| facts?.account.get());
        let client = self.client.as_ref().or_else(|| facts?.client.get());
        tracing::info!(
            target: "event",
            kind = self.kind.name(),
            outcome = self.outcome.name(),
            request_id = facts.map(|facts| &*facts.id),
            network = facts.map(|facts| &*facts.network),
            account = account.map(tracing::field::display),
            client = client.map(tracing::field::display),
            device = self.device.map(tracing::field::display),
            method = self.method.map(MethodLabel::name),
            purpose = self.purpose.map(|purpose| tracing::field::display(LabelText(name(purpose)))),
            limit = self.limit.map(tracing::field::display),
            channel = self.channel.map(ChannelLabel::name),
            message_id = self.message,
            "event"
        );
    }
}

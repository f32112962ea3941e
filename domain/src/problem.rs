//! Every failure that is reported to a person or a program (RFC 9457). Clients never parse its text.

use crate::code::CodeError;
use crate::device::DeviceId;
use crate::field::{self, FieldProblem};
use crate::listed::listed;

listed! {
    /// A failure, with the data that its message needs.
    ///
    /// It is sent as `application/problem+json`, with the variant's name as `type`. The page has the message for people.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum Problem, ProblemKind by "type" in "kebab-case" {
        /// A problem of a newer server, read by an older, cached page.
        #[error("unknown problem")]
        Unknown = 500,
        /// Fields of the request break their rules.
        #[error("invalid fields")]
        Fields {
            /// One entry for each broken rule.
            fields: Vec<FieldProblem> = FieldProblem::examples(),
        } = 422,
        /// The request doesn't have the form that the endpoint expects.
        #[error("malformed request: {detail}")]
        Malformed {
            /// The error, for developers.
            detail: String = "the query doesn't fit this endpoint".into(),
        } = 400,
        /// The body is larger than the server accepts.
        #[error("request too large")]
        TooLarge = 413,
        /// The request did not arrive in time.
        #[error("request too slow")]
        TooSlow = 408,
        /// The body has another content type than the endpoint accepts.
        #[error("wrong content type")]
        WrongContentType = 415,
        /// The endpoint exists, but not for this method.
        #[error("wrong HTTP method")]
        WrongHttpMethod = 405,
        /// The path has no endpoint.
        #[error("no such endpoint")]
        NoSuchEndpoint = 404,
        /// The request comes from another site's page.
        #[error("request from another site")]
        CrossSite = 403,

        /// An operator has disabled the account. Only a right password, code or passkey gets this answer (N1).
        #[error("account disabled")]
        AccountDisabled = 403,
        /// No account is signed in in this browser.
        #[error("not signed in")]
        NotSignedIn = 401,
        /// The browser uses another account than the page shows, because another tab switched it (L10).
        #[error("another account is in use")]
        AccountChanged {
            /// The sign-in name of the account in use.
            now: String = "ann@example.com".into(),
        } = 409,
        /// The action requires a fresh verification (I3).
        #[error("step-up required")]
        StepUpNeeded = 401,
        /// No sign-in waits for a verification: it expired or was never started.
        #[error("nothing to verify")]
        NothingToVerify = 401,
        /// The name and the password don't match. Unknown names get the same answer (S1).
        #[error("wrong name or password")]
        WrongPassword = 401,
        /// Another sign-in in this browser has voided its cookie. Nothing was used up: a repetition can succeed (S13).
        #[error("another sign-in in this browser finished first")]
        SignInTooLate = 409,
        /// Too many attempts.
        #[error("too many attempts, retry after {retry_after_s} s")]
        TooMany {
            /// Seconds until another attempt is allowed.
            retry_after_s: u64 = 60,
        } = 429,

        /// No device shows this code.
        #[error("unknown code")]
        CodeUnknown = 404,
        /// The code has expired.
        #[error("code expired")]
        CodeExpired = 410,
        /// The code has been used to link a device.
        #[error("code already used")]
        CodeUsed {
            /// The device, if it belongs to this account. A page that lost the answer to its approval finds it here.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            device: Option<DeviceId> = Some(DeviceId(0x1f)),
        } = 409,
        /// The request with this code was declined.
        #[error("code declined")]
        CodeDeclined = 409,
        /// This isn't the code that was sent.
        #[error("wrong code, {attempts_left} attempts left")]
        WrongSentCode {
            /// The attempts that are left for the code.
            attempts_left: u64 = 4,
        } = 401,
        /// The code is right, but a newer one was sent.
        #[error("a newer code was sent")]
        SentCodeReplaced = 409,
        /// The code is right, but was already used.
        #[error("sent code already used")]
        SentCodeUsed = 409,
        /// The code has expired.
        #[error("sent code expired")]
        SentCodeExpired = 410,
        /// The code had too many wrong attempts.
        #[error("too many wrong attempts for this code")]
        SentCodeSpent = 410,
        /// This isn't the authenticator app's current code.
        #[error("wrong authenticator code")]
        WrongAuthenticatorCode = 401,
        /// The authenticator app's code was already used. The next one follows within half a minute.
        #[error("authenticator code already used")]
        AuthenticatorCodeUsed = 409,
        /// This isn't one of the unused recovery codes.
        #[error("wrong recovery code")]
        WrongRecoveryCode = 401,
        /// The passkey was removed, or its answer is wrong.
        #[error("passkey rejected")]
        PasskeyRefused = 401,
        /// The ceremony has expired, is already finished, or was started elsewhere. It must be started again. So must the confirmation of
        /// recovery codes that newer ones have replaced (I5).
        #[error("ceremony expired or finished")]
        CeremonyOver = 410,
        /// Texts to this number are not available now.
        #[error("text messages to this number are unavailable")]
        TextsUnavailable = 409,
        /// The link from a message is unknown or too old.
        #[error("unknown message link")]
        MessageLinkUnknown = 404,
        /// The account doesn't have this sign-in method (any more).
        #[error("unknown sign-in method")]
        MethodUnknown = 404,
        /// The account has the most sign-in methods allowed (I1).
        #[error("too many sign-in methods")]
        TooManyMethods {
            /// The most that are allowed.
            limit: u64 = 10,
        } = 409,
        /// The contact is already a sign-in method of the account.
        #[error("already a sign-in method")]
        MethodAlreadyAdded = 409,
        /// No established sign-in method would be left (I4).
        #[error("last established sign-in method")]
        LastEstablishedMethod = 409,
        /// No established sign-in name would be left (I6).
        #[error("last established sign-in name")]
        LastName = 409,
        /// No established method that signs in would be left.
        #[error("last established method that signs in")]
        NoSignInLeft = 409,
        /// Another account uses this contact as a sign-in name (I2).
        #[error("another account's sign-in name")]
        NameTaken = 409,
        /// Two-step verification needs two methods, or one and saved recovery codes.
        #[error("two-step verification needs more methods")]
        TwoStepNeedsMethods = 409,
        /// The account doesn't have this device (any more).
        #[error("unknown device")]
        DeviceUnknown = 404,
        /// The account has the most linked devices allowed (N8).
        #[error("too many devices")]
        TooManyDevices {
            /// The most that are allowed.
            most_devices: u64 = 500,
        } = 409,

        /// The server failed. Its log has the cause under the request ID.
        #[error("internal error {request_id}")]
        Internal {
            /// The reference to give to support.
            request_id: String = "5f0c1a7e".into(),
        } = 500,
        /// The server is stopping or overloaded. A later attempt can succeed.
        #[error("temporarily unavailable")]
        Unavailable = 503,
    }
}

impl Problem {
    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.kind().status()
    }
}

/// An error of the page's own parsing is the problem that the server would report.
impl From<CodeError> for Problem {
    fn from(why: CodeError) -> Self {
        Self::Fields { fields: vec![FieldProblem { field: "code".into(), rule: why.into() }] }
    }
}

impl From<validator::ValidationErrors> for Problem {
    fn from(errors: validator::ValidationErrors) -> Self {
        Self::Fields { fields: field::broken_rules(&errors) }
    }
}

//! Every failure that a person or a program can be told (RFC 9457). No client ever parses prose.

use crate::code::CodeError;
use crate::field::{self, FieldProblem, FieldRule};
use crate::listed::listed;

listed! {
    /// One thing that went wrong, with what is needed to say it well.
    ///
    /// On the wire it is `application/problem+json`; `type` is the variant's name. The words live with whoever shows it.
    #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
    pub enum Problem, ProblemKind by "type" in "kebab-case" {
        /// A newer server's answer met an older, cached page.
        #[error("unknown problem")]
        Unknown = 500,
        /// Fields of the request do not meet their rules.
        #[error("fields do not meet their rules")]
        Fields {
            /// One entry for each broken rule.
            fields: Vec<FieldProblem> = FieldProblem::examples(),
        } = 422,
        /// The request is not in the form the endpoint takes: `detail` is for the developer who sent it.
        #[error("malformed request: {detail}")]
        Malformed {
            /// What is wrong with it, for developers.
            detail: String = "the query does not fit this endpoint".into(),
        } = 400,
        /// The body is larger than the server takes.
        #[error("request too large")]
        TooLarge = 413,
        /// The request did not arrive in time.
        #[error("request too slow")]
        TooSlow = 408,
        /// The body is not of the type the endpoint takes.
        #[error("wrong content type")]
        WrongContentType = 415,
        /// The endpoint exists, but not for this method.
        #[error("wrong method")]
        WrongMethod = 405,
        /// Nothing lives at this path.
        #[error("no such endpoint")]
        NoSuchEndpoint = 404,
        /// The request comes from another site's page.
        #[error("request from another site")]
        CrossSite = 403,

        /// Nobody is signed in in this browser.
        #[error("not signed in")]
        NotSignedIn = 401,
        /// The browser's account is another one than the page shows: another tab switched it (L10).
        #[error("another account is in use")]
        AccountChanged {
            /// The account that is in use now, as its owner knows it.
            now: String = "ann@example.com".into(),
        } = 409,
        /// This needs a fresh proof of who one is, by one of the account's ways (I3).
        #[error("a step-up is needed")]
        StepUpNeeded = 401,
        /// Nothing waits for a proof here: the sign-in was too long ago, or never begun.
        #[error("nothing waits for a proof")]
        NothingToVerify = 401,
        /// Name and password do not belong together; said alike for unknown names (S1).
        #[error("wrong name or password")]
        WrongPassword = 401,
        /// Too many tries.
        #[error("too many tries, wait {retry_after_s} s")]
        TooMany {
            /// Seconds until another try counts.
            retry_after_s: u64 = 60,
        } = 429,

        /// No device shows this code.
        #[error("code not known")]
        CodeUnknown = 404,
        /// The code's time is over.
        #[error("code expired")]
        CodeExpired = 410,
        /// The code has been used to link a device.
        #[error("code already used")]
        CodeUsed {
            /// The device, if it is this account's: whoever lost the answer to an approval finds it here.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            device: Option<String> = Some("1f".into()),
        } = 409,
        /// The person has declined the request with this code.
        #[error("code declined")]
        CodeDeclined = 409,
        /// This is not the code that was sent.
        #[error("wrong code, {attempts_left} tries left")]
        WrongSentCode {
            /// Tries that the code has left.
            attempts_left: u64 = 4,
        } = 401,
        /// The code was right, but a newer one was sent since.
        #[error("a newer code was sent")]
        SentCodeReplaced = 409,
        /// The code was right, and has been used.
        #[error("this code has been used")]
        SentCodeUsed = 409,
        /// The code's time is over.
        #[error("the code that was sent has expired")]
        SentCodeExpired = 410,
        /// The code has had too many wrong tries.
        #[error("too many wrong tries for this code")]
        SentCodeSpent = 410,
        /// The authenticator app does not show this code now.
        #[error("wrong code of an authenticator app")]
        WrongAuthenticatorCode = 401,
        /// It did, and the code has been used: the next one is half a minute away at most.
        #[error("this code of an authenticator app has been used")]
        AuthenticatorCodeUsed = 409,
        /// None of the recovery codes that are left.
        #[error("wrong recovery code")]
        WrongRecoveryCode = 401,
        /// This passkey proves nothing here: it was removed, or its answer is not right.
        #[error("passkey refused")]
        PasskeyRefused = 401,
        /// What was begun was too long ago, was finished already, or was begun elsewhere: begin anew.
        #[error("begun too long ago, or finished already")]
        CeremonyOver = 410,
        /// No texts go to this number now.
        #[error("no texts to this number")]
        TextsUnavailable = 409,
        /// The link from a message is none of ours, or too old.
        #[error("message link not known")]
        MessageLinkUnknown = 404,
        /// The account has no such way (any more).
        #[error("way not known")]
        WayUnknown = 404,
        /// The account has as many ways as one may have (I1).
        #[error("too many ways")]
        TooManyWays = 409,
        /// The contact is one of the account's ways already.
        #[error("already a way")]
        AlreadyAWay = 409,
        /// No settled way would be left (I4): add another one first.
        #[error("the last settled way")]
        LastSettledWay = 409,
        /// No sign-in name would be left that its owner has had for long (I6).
        #[error("the last sign-in name")]
        LastName = 409,
        /// No settled way would be left that signs in.
        #[error("the last way to sign in")]
        LastWayIn = 409,
        /// Another account signs in with this contact (I2).
        #[error("another account's sign-in name")]
        NameTaken = 409,
        /// Two-step verification needs two ways, or one and saved recovery codes.
        #[error("two-step verification needs more ways")]
        TwoStepNeedsWays = 409,
        /// The account has no such device (any more).
        #[error("device not known")]
        DeviceUnknown = 404,

        /// The server failed; the request id finds the cause in its log.
        #[error("internal failure {request_id}")]
        Internal {
            /// To quote to support.
            request_id: String = "5f0c1a7e".into(),
        } = 500,
        /// The server stops, or has too much to do: a later try will do.
        #[error("unavailable for now")]
        Unavailable = 503,
    }
}

impl Problem {
    /// The HTTP status it travels with.
    pub fn status(&self) -> u16 {
        self.kind().status()
    }
}

/// The error of a code that the server has parsed a second time, as the same problem.
impl From<CodeError> for Problem {
    fn from(why: CodeError) -> Self {
        Self::Fields { fields: vec![FieldProblem { field: "code".into(), rule: FieldRule::Code { why } }] }
    }
}

impl From<validator::ValidationErrors> for Problem {
    fn from(errors: validator::ValidationErrors) -> Self {
        Self::Fields { fields: field::broken_rules(&errors) }
    }
}

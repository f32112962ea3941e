//! Callers: the values that handlers receive once a request meets its endpoint's needs. Only this module can make them.

use crate::secrets::Token;
use crate::store::{AccountId, BrowserSession, Operation, SignedInAccount, SteppedUpSession, WaitingSignIn};
use crate::work_queue::WorkRequester;
use domain::api::{ACCOUNT_HEADER, Anyone, Challenged, Needs, SignedIn, SteppedUp, VerificationPurpose};
use domain::rules::policy::Policy;
use domain::rules::step_up;
use domain::{Moment, Problem};
use std::net::IpAddr;

/// Any caller, signed in or not.
pub struct Visitor {
    /// The browser, if the request has its cookie.
    pub browser: Option<BrowserSession>,
    /// The cookies of the request, if none of them is a browser's.
    pub unknown_cookies: Vec<Token>,
    /// The network address that the request comes from.
    pub address: IpAddr,
    /// The beginning of the `User-Agent`, which is untrusted.
    pub user_agent: String,
    /// The language of the response.
    pub language: &'static str,
    /// The operation, if the request has an ID.
    pub operation: Option<Operation>,
}

impl Visitor {
    /// The browser, unless the person declares it to be on a shared computer: then its attempts are those of a stranger (S8, S11).
    pub fn own_browser(&self, is_declared_shared: bool) -> Option<&BrowserSession> {
        self.browser.as_ref().filter(|_| !is_declared_shared)
    }

    /// The account in use in the browser, if it is the account that the page shows (L10).
    fn in_use(&self, shown: Option<&[u8]>) -> Result<&SignedInAccount, Problem> {
        let account = self.browser.as_ref().and_then(BrowserSession::current).ok_or(Problem::NotSignedIn)?;
        match shown {
            Some(shown) if shown == account.id.as_str().as_bytes() => Ok(account),
            Some(_) => Err(Problem::AccountChanged { now: account.name.clone() }),
            None => Err(Problem::Malformed {
                detail: format!("the header {ACCOUNT_HEADER} must name the account that the page shows"),
            }),
        }
    }
}

/// The caller of a request from a session of the account that its page shows. Only this module can make one.
pub struct Caller {
    browser: BrowserSession,
    account: SignedInAccount,
    /// The network address that the request comes from.
    pub address: IpAddr,
    /// The beginning of the `User-Agent`, which is untrusted.
    user_agent: String,
    /// The language of the response.
    pub language: &'static str,
    /// The operation, if the request has an ID.
    pub operation: Option<Operation>,
}

impl Caller {
    /// The account.
    pub fn account(&self) -> &SignedInAccount {
        &self.account
    }

    /// The browser in which the account is signed in.
    pub fn browser(&self) -> &BrowserSession {
        &self.browser
    }

    /// The caller as a [`Visitor`], for functions that accept any caller.
    pub fn visitor(&self) -> Visitor {
        let (browser, operation) = (Some(self.browser.clone()), self.operation.clone());
        let (address, user_agent, language) = (self.address, self.user_agent.clone(), self.language);
        Visitor { browser, unknown_cookies: Vec::new(), address, user_agent, language, operation }
    }

    /// The requester of work for the account. A browser in which it is signed in has places and turns like one that it knows.
    pub fn requester(&self) -> WorkRequester {
        WorkRequester::known(self.account.id.as_str(), self.browser.id(), self.address)
    }

    /// Whether the session has a fresh verification (I3), for endpoints that need one only in some cases.
    pub fn has_stepped_up(&self, now: Moment, policy: &Policy) -> bool {
        step_up::is_fresh(self.account.stepped_up, now, policy)
    }
}

/// A caller whose session has a fresh verification (I3). Only this module can make one.
pub struct SteppedUpCaller(Caller);

impl SteppedUpCaller {
    /// The session, which the store checks again when it writes.
    pub fn session(&self) -> SteppedUpSession {
        SteppedUpSession { account: self.0.account.id.clone(), browser: self.0.browser.clone() }
    }
}

impl std::ops::Deref for SteppedUpCaller {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.0
    }
}

/// The caller of a request from a browser that needs another verification: for a sign-in that waits there, or for a step-up of the
/// account that the page shows. Only this module can make one.
pub struct ChallengedCaller {
    visitor: Visitor,
    browser: BrowserSession,
    account: AccountId,
    waiting: Option<WaitingSignIn>,
}

impl ChallengedCaller {
    /// The account.
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// The browser.
    pub fn browser(&self) -> &BrowserSession {
        &self.browser
    }

    /// The sign-in that waits; `None` for a step-up.
    pub fn waiting(&self) -> Option<&WaitingSignIn> {
        self.waiting.as_ref()
    }

    /// The caller as a [`Visitor`], for functions that accept any caller.
    pub fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// See [`Self::visitor`].
    pub fn into_visitor(self) -> Visitor {
        self.visitor
    }
}

/// The facts about a request that an endpoint's needs are checked against.
pub struct Call<'a> {
    /// The account that the page shows.
    pub(super) shown: Option<&'a [u8]>,
    /// The step-up or the sign-in that a verification is for.
    pub(super) verification_purpose: VerificationPurpose<'a>,
    /// Whether it is a write.
    pub(super) is_write: bool,
    /// The time of the request.
    pub(super) now: Moment,
    /// The operator's numbers, among them the time for which a verification is fresh.
    pub(super) policy: &'a Policy,
}

/// The check of a request against its endpoint's needs.
pub trait Authenticate: Needs {
    /// The caller that the handler receives.
    type AuthenticatedAs: Send;
    /// Checks a request. An error is the problem that the caller receives.
    fn authenticate(visitor: Visitor, call: Call) -> Result<Self::AuthenticatedAs, Problem>;
    /// The account of a caller, unless anyone can call.
    fn account_of(caller: &Self::AuthenticatedAs) -> Option<&AccountId>;
}

impl Authenticate for Anyone {
    type AuthenticatedAs = Visitor;

    fn authenticate(visitor: Visitor, _: Call) -> Result<Visitor, Problem> {
        Ok(visitor)
    }

    fn account_of(_: &Visitor) -> Option<&AccountId> {
        None
    }
}

impl Authenticate for SignedIn {
    type AuthenticatedAs = Caller;

    fn authenticate(visitor: Visitor, call: Call) -> Result<Caller, Problem> {
        let account = visitor.in_use(call.shown)?.clone();
        let Visitor { browser, address, user_agent, language, operation, .. } = visitor;
        let browser = browser.ok_or(Problem::NotSignedIn)?;
        if call.is_write && browser.has_replaced_cookie() {
            return Err(Problem::StepUpNeeded); // the step-up replaces a cookie whose successor was lost, and stops a thief's copy
        }
        Ok(Caller { browser, account, address, user_agent, language, operation })
    }

    fn account_of(caller: &Caller) -> Option<&AccountId> {
        Some(&caller.account.id)
    }
}

impl Authenticate for SteppedUp {
    type AuthenticatedAs = SteppedUpCaller;

    fn authenticate(visitor: Visitor, call: Call) -> Result<SteppedUpCaller, Problem> {
        let (now, policy) = (call.now, call.policy);
        let caller = SignedIn::authenticate(visitor, call)?;
        if caller.has_stepped_up(now, policy) { Ok(SteppedUpCaller(caller)) } else { Err(Problem::StepUpNeeded) }
    }

    fn account_of(caller: &SteppedUpCaller) -> Option<&AccountId> {
        SignedIn::account_of(&caller.0)
    }
}

impl Authenticate for Challenged {
    type AuthenticatedAs = ChallengedCaller;

    fn authenticate(visitor: Visitor, call: Call) -> Result<ChallengedCaller, Problem> {
        let (account, waiting) = match call.verification_purpose {
            VerificationPurpose::StepUp(shown) => (visitor.in_use(Some(shown.as_bytes()))?.id.clone(), None),
            VerificationPurpose::SignIn(account) => {
                let waiting = visitor.browser.as_ref().and_then(|browser| browser.waiting(account)).cloned();
                let waiting = waiting.ok_or(Problem::NothingToVerify)?;
                (waiting.account.clone(), Some(waiting))
            }
        };
        let browser = visitor.browser.clone().ok_or(Problem::NothingToVerify)?;
        Ok(ChallengedCaller { visitor, browser, account, waiting })
    }

    fn account_of(caller: &ChallengedCaller) -> Option<&AccountId> {
        Some(&caller.account)
    }
}

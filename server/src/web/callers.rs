//! Who calls: what an endpoint needs becomes a value that its handler receives, and only this module makes one.

use crate::store::{AccountId, BrowserSession, SignedInAccount, SteppedUpSession, Waiting};
use domain::api::{ACCOUNT_HEADER, Anyone, Challenged, Needs, SignedIn, SteppedUp};
use domain::rules::policy::Policy;
use domain::rules::step_up;
use domain::{Moment, Problem};
use std::net::IpAddr;

/// Anyone who calls.
pub struct Visitor {
    /// The browser, if it has shown its cookie.
    pub browser: Option<BrowserSession>,
    /// Where the call comes from.
    pub address: IpAddr,
    /// The language to answer in.
    pub language: &'static str,
}

impl Visitor {
    /// The account in use in the browser, if it is the one that the page shows (L10).
    fn in_use(&self, shown: Option<&[u8]>) -> Result<&SignedInAccount, Problem> {
        let account = self.browser.as_ref().and_then(BrowserSession::current).ok_or(Problem::NotSignedIn)?;
        match shown {
            Some(shown) if shown == account.id.as_str().as_bytes() => Ok(account),
            Some(_) => Err(Problem::AccountChanged { now: account.name.clone() }),
            None => Err(Problem::Malformed {
                detail: format!("the header {ACCOUNT_HEADER} names the account that is shown"),
            }),
        }
    }
}

/// The proof that a call comes from a session of the account that its page shows. Only this module makes one.
pub struct Caller {
    browser: BrowserSession,
    account: SignedInAccount,
    /// Where the call comes from.
    pub address: IpAddr,
    /// The language to answer in.
    pub language: &'static str,
}

impl Caller {
    /// The account.
    pub fn account(&self) -> &SignedInAccount {
        &self.account
    }

    /// The browser that the account is signed in in.
    pub fn browser(&self) -> &BrowserSession {
        &self.browser
    }

    /// The same, for what anyone may call.
    pub fn visitor(&self) -> Visitor {
        Visitor { browser: Some(self.browser.clone()), address: self.address, language: self.language }
    }

    /// Whether its owner has just shown who they are (I3): what some calls need under some circumstances only.
    pub fn has_stepped_up(&self, now: Moment, policy: &Policy) -> bool {
        step_up::is_fresh(self.account.proved, now, policy)
    }
}

/// The proof that a caller has just shown who they are (I3). Only this module makes one.
pub struct SteppedUpCaller(Caller);

impl SteppedUpCaller {
    /// What the store checks again when it writes.
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

/// The proof that a call comes from a browser in which one more proof is asked for: a sign-in waits there, or the account that the page
/// shows steps up. Only this module makes one.
pub struct ChallengedCaller {
    visitor: Visitor,
    browser: BrowserSession,
    account: AccountId,
    waiting: Option<Waiting>,
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

    /// The sign-in that waits; none is a step-up.
    pub fn waiting(&self) -> Option<&Waiting> {
        self.waiting.as_ref()
    }

    /// The same, for what anyone may call.
    pub fn visitor(&self) -> &Visitor {
        &self.visitor
    }

    /// See [`Self::visitor`].
    pub fn into_visitor(self) -> Visitor {
        self.visitor
    }
}

/// What a call says of itself.
pub struct Call<'a> {
    /// The account that the page shows.
    pub(super) shown: Option<&'a [u8]>,
    /// The account that steps up, should the request name one.
    pub(super) stepping_up: Option<&'a str>,
    /// When it came.
    pub(super) now: Moment,
    /// For how long a verification is fresh, among other things.
    pub(super) policy: &'a Policy,
}

/// Turns what an endpoint needs into a proof.
pub trait Verify: Needs {
    /// What the handler receives.
    type Proof: Send;
    /// Checks a call.
    fn verify(visitor: Visitor, call: Call) -> Result<Self::Proof, Problem>;
}

impl Verify for Anyone {
    type Proof = Visitor;

    fn verify(visitor: Visitor, _: Call) -> Result<Visitor, Problem> {
        Ok(visitor)
    }
}

impl Verify for SignedIn {
    type Proof = Caller;

    fn verify(visitor: Visitor, call: Call) -> Result<Caller, Problem> {
        let account = visitor.in_use(call.shown)?.clone();
        let Visitor { browser, address, language } = visitor;
        Ok(Caller { browser: browser.ok_or(Problem::NotSignedIn)?, account, address, language })
    }
}

impl Verify for SteppedUp {
    type Proof = SteppedUpCaller;

    fn verify(visitor: Visitor, call: Call) -> Result<SteppedUpCaller, Problem> {
        let (now, policy) = (call.now, call.policy);
        let caller = SignedIn::verify(visitor, call)?;
        if caller.has_stepped_up(now, policy) { Ok(SteppedUpCaller(caller)) } else { Err(Problem::StepUpNeeded) }
    }
}

impl Verify for Challenged {
    type Proof = ChallengedCaller;

    fn verify(visitor: Visitor, call: Call) -> Result<ChallengedCaller, Problem> {
        let (account, waiting) = if let Some(shown) = call.stepping_up {
            (visitor.in_use(Some(shown.as_bytes()))?.id.clone(), None)
        } else {
            let waiting = visitor.browser.as_ref().and_then(|browser| browser.pending.clone());
            let waiting = waiting.ok_or(Problem::NothingToVerify)?;
            (waiting.account.clone(), Some(waiting))
        };
        let browser = visitor.browser.clone().ok_or(Problem::NothingToVerify)?;
        Ok(ChallengedCaller { visitor, browser, account, waiting })
    }
}

//! "Verify it's you": a further verification, which completes a sign-in (S3, S9) or a step-up (I3).

mod passkey;

use super::methods::{counts_as_method, is_usable, shown};
use super::notices::notice_of_change;
use super::{codes, names, passwords, session};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use crate::store::{AccountId, Addressee, Counted, UnsentCode, VerifiedFor};
use crate::web::callers::ChallengedCaller;
use crate::web::endpoint::{Endpoints, Reply};
use axum::Router;
use domain::Problem;
use domain::api::security::MethodItemKind;
use domain::api::session::Session;
use domain::api::single_use_code::{CodeDelivery, CodeSent};
use domain::api::verify::{
    OfferedMethod, ReadSecurityCodeDelivery, ReadVerifyOptions, RequestSecurityCode, VerificationReason, Verify,
    VerifyOptions, VerifyWithPassword, VerifyWithRecoveryCode,
};
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use domain::rules::security_info::{Credentials, FirstStep, Method, MethodKind, shown_name};

pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .endpoint(options)
        .endpoint(request)
        .endpoint(read_delivery)
        .answered_again(session::again, verify)
        .answered_again(session::again, verify_with_recovery_code)
        .endpoint(verify_with_password)
        .endpoint(passkey::begin)
        .answered_again(session::again, passkey::verify)
        .endpoint(passkey::begin_sign_in)
        .answered_again(session::again, passkey::sign_in)
}

async fn options(ctx: Ctx, caller: ChallengedCaller, _: ReadVerifyOptions) -> Result<VerifyOptions, Failure> {
    let verification = Verification::of(&ctx, caller).await?;
    let method = |method: &Method| {
        let place = verification.info.methods.iter().position(|each| each.id == method.id)?;
        let (kind, hint) = verification.hints.get(place)?.clone();
        Some(OfferedMethod { id: method.id.unsigned_abs(), kind, hint })
    };
    Ok(VerifyOptions {
        reason: verification.reason(),
        waiting: verification.caller.waiting().map(|waiting| waiting.account.as_str().to_owned()),
        name: verification.name(),
        methods: verification.methods(&ctx).filter_map(method).collect(),
        recovery_codes: verification.info.takes_recovery_code(verification.first()),
        trust_days: if verification.can_trust() {
            ctx.store.policy().trusted_for.as_secs() / (24 * 60 * 60)
        } else {
            0
        },
        password: verification.only_has_password(&ctx),
        inbox: ctx.config.inbox_folder().is_some(),
    })
}

async fn request(ctx: Ctx, caller: ChallengedCaller, request: RequestSecurityCode) -> Result<CodeSent, Failure> {
    let verification = Verification::of(&ctx, caller).await?;
    let contact = verification.contact(&ctx, request.method)?;
    ctx.allow(&contact).map_err(|_| Problem::MethodUnknown)?; // it isn't offered
    let hint = contact.masked();
    Ok(CodeSent {
        to: hint,
        ..codes::send(&ctx, verification.caller.visitor(), verification.addressee(&ctx, contact).await?).await?
    })
}

async fn read_delivery(
    ctx: Ctx,
    caller: ChallengedCaller,
    request: ReadSecurityCodeDelivery,
) -> Result<CodeDelivery, Failure> {
    let verification = Verification::of(&ctx, caller).await?;
    let contact = verification.contact(&ctx, request.method)?;
    codes::delivery(&ctx, &verification.addressee(&ctx, contact).await?).await
}

async fn verify(ctx: Ctx, caller: ChallengedCaller, request: Verify) -> Result<Reply<Session>, Failure> {
    let verification = Verification::of(&ctx, caller).await?;
    let Method { id, kind, .. } = verification.method(&ctx, request.method)?.clone();
    let event = verification.event(MethodLabel::of(&kind));
    let verified = match kind {
        MethodKind::Contact(contact) => {
            let to = verification.addressee(&ctx, contact).await?;
            let visitor = verification.caller.visitor();
            let (entry, requester) = (codes::entry(&ctx, visitor, to, request.code).await?, visitor.address);
            let (store, verified_for) = (ctx.store.clone(), verification.verified_for(&ctx, request.trust));
            let verify = |entry| async move { store.verify_with_code(entry, verified_for).await };
            codes::tried(&ctx, requester, entry, verify).await
        }
        MethodKind::Authenticator => {
            let code = names::value("code", request.code)?;
            let (counts, account) =
                (verification.counts(&ctx, UnsentCode::Authenticator).await?, verification.account().clone());
            let purpose = verification.purpose();
            let verified_for = verification.verified_for(&ctx, request.trust);
            let verified = ctx.store.verify_with_authenticator((account, id), code, counts, verified_for).await;
            codes::record_wrong(&ctx, purpose, MethodLabel::Authenticator, &verified);
            verified.map_err(Failure::from)
        }
        MethodKind::Passkey => return Err(Problem::MethodUnknown.into()), // a passkey has no code
    };
    session::answer(&ctx, event, verified).await
}

async fn verify_with_recovery_code(
    ctx: Ctx,
    caller: ChallengedCaller,
    request: VerifyWithRecoveryCode,
) -> Result<Reply<Session>, Failure> {
    let verification = Verification::of(&ctx, caller).await?;
    let code = names::value("code", request.code)?;
    let (counts, account) = (verification.counts(&ctx, UnsentCode::Recovery).await?, verification.account().clone());
    let (event, purpose) = (verification.event(MethodLabel::RecoveryCode), verification.purpose());
    let verified_for = verification.verified_for(&ctx, request.trust);
    let verified = ctx.store.verify_with_recovery_code(account, code, counts, verified_for).await;
    codes::record_wrong(&ctx, purpose, MethodLabel::RecoveryCode, &verified);
    session::answer(&ctx, event, verified.map_err(Failure::from)).await
}

/// Steps up with a password. Right ones count as at sign-in (N8), and so do wrong ones (S8).
async fn verify_with_password(
    ctx: Ctx,
    caller: ChallengedCaller,
    request: VerifyWithPassword,
) -> Result<Reply<Session>, Failure> {
    let verification = Verification::of(&ctx, caller).await?;
    if !verification.only_has_password(&ctx) {
        return Err(Problem::NothingToVerify.into());
    }
    let caller = verification.caller;
    let name = caller.browser().current().and_then(|account| Contact::parse(&account.name));
    let addressee =
        passwords::addressee_named(&ctx, name.ok_or(Problem::NothingToVerify)?, Some(caller.browser())).await?;
    let right_passwords = ctx.store.right_passwords(&addressee);
    ctx.store.check(std::slice::from_ref(&right_passwords)).await?; // before any costly work: the caller is signed in
    let (purpose, address) = (ChallengePurpose::StepUp, caller.visitor().address);
    let right = passwords::check(&ctx, (purpose, &addressee), address, request.password, right_passwords).await?;
    let (account, browser) = (caller.account().clone(), caller.browser().clone());
    let verified = ctx.store.step_up_with_password(account, right.hash, browser).await;
    let event = Event::new(EventKind::SteppedUp).method(MethodLabel::Password);
    session::answer(&ctx, event, verified.map_err(Failure::from)).await
}

/// A verification that is needed, and the methods for it.
struct Verification {
    caller: ChallengedCaller,
    info: Credentials,
    /// The kind and the hint of each method.
    hints: Vec<(MethodItemKind, String)>,
}

impl Verification {
    async fn of(ctx: &Ctx, caller: ChallengedCaller) -> Result<Self, Failure> {
        let methods = ctx.store.methods(caller.account()).await?;
        Ok(Self { caller, hints: shown(&methods), info: methods.info })
    }

    fn account(&self) -> &AccountId {
        self.caller.account()
    }

    /// The hint of the account's name; `None` for a step-up, whose account the page shows anyway.
    fn name(&self) -> Option<String> {
        self.caller.waiting().and(shown_name(&self.info.names)).map(Contact::masked)
    }

    /// The first step of the sign-in; `None` for a step-up.
    fn first(&self) -> Option<FirstStep> {
        self.caller.waiting().map(|waiting| waiting.first)
    }

    /// The purpose of the verification.
    fn purpose(&self) -> ChallengePurpose {
        if self.caller.waiting().is_some() { ChallengePurpose::Verify } else { ChallengePurpose::StepUp }
    }

    /// The event of a verification with a method.
    fn event(&self, method: MethodLabel) -> Event {
        let kind = match self.caller.waiting() {
            None => EventKind::SteppedUp,
            Some(waiting) if waiting.has_new_password => EventKind::PasswordReset,
            Some(_) => EventKind::SignIn,
        };
        Event::new(kind).method(method)
    }

    /// The methods that are offered, the strongest kind first.
    fn methods(&self, ctx: &Ctx) -> impl Iterator<Item = &Method> {
        let strength = |method: &&Method| match method.kind {
            MethodKind::Passkey => 0,
            MethodKind::Authenticator => 1,
            MethodKind::Contact(Contact::Email(_)) => 2,
            MethodKind::Contact(Contact::Phone(_)) => 3,
        };
        let mut methods: Vec<_> =
            self.info.further_methods(self.first()).filter(|method| is_usable(ctx, method)).collect();
        methods.sort_by_key(strength);
        methods.into_iter()
    }

    /// A method that a code can be entered for, even if no further one can be sent meanwhile.
    fn method(&self, ctx: &Ctx, id: u64) -> Result<&Method, Problem> {
        let mut methods = self.info.further_methods(self.first()).filter(|method| counts_as_method(ctx, method));
        methods.find(|method| method.id.unsigned_abs() == id).ok_or(Problem::MethodUnknown)
    }

    /// The contact that codes are sent to; a method of another kind is unknown here.
    fn contact(&self, ctx: &Ctx, id: u64) -> Result<Contact, Problem> {
        match &self.method(ctx, id)?.kind {
            MethodKind::Contact(contact) => Ok(contact.clone()),
            _ => Err(Problem::MethodUnknown),
        }
    }

    fn reason(&self) -> VerificationReason {
        match self.caller.waiting() {
            None => VerificationReason::StepUp,
            Some(waiting) if waiting.has_new_password => VerificationReason::NewPassword,
            Some(_) if self.info.two_step => VerificationReason::TwoStep,
            Some(_) => VerificationReason::Unusual,
        }
    }

    /// Whether this browser can become trusted, which skips the second step. On a shared computer, none can (S11).
    fn can_trust(&self) -> bool {
        let is_shared = self.caller.browser().is_on_shared_computer();
        self.info.two_step && self.caller.waiting().is_some() && !is_shared
    }

    /// Whether the password is the only method for a step-up.
    fn only_has_password(&self, ctx: &Ctx) -> bool {
        let has_further_method = self.info.takes_recovery_code(self.first())
            || self.info.further_methods(self.first()).any(|method| counts_as_method(ctx, method));
        self.caller.waiting().is_none() && self.info.has_password && !has_further_method
    }

    async fn addressee(&self, ctx: &Ctx, contact: Contact) -> Result<Addressee, Failure> {
        Ok(ctx.store.addressee_of(self.purpose(), self.account().clone(), contact, self.caller.browser()).await?)
    }

    async fn counts(&self, ctx: &Ctx, code: UnsentCode) -> Result<Vec<Counted>, Failure> {
        let (account, browser) = (self.account(), self.caller.browser());
        Ok(ctx.store.wrong_codes_of_verification(self.purpose(), account, browser, code).await?)
    }

    fn verified_for(self, ctx: &Ctx, trust: bool) -> VerifiedFor {
        if self.caller.waiting().is_none() {
            let (browser, operation) = (self.caller.browser().clone(), self.caller.visitor().operation.clone());
            return VerifiedFor::StepUp { browser, operation };
        }
        let trust = (trust && self.can_trust()).then(|| ctx.store.policy().trusted_for);
        let is_shared = self.caller.browser().is_on_shared_computer(); // since the first step
        let visitor = self.caller.into_visitor();
        let write_notice = notice_of_change(ctx, visitor.language, visitor.address);
        VerifiedFor::SignIn { this_browser: session::this_browser(ctx, visitor, is_shared), trust, write_notice }
    }
}

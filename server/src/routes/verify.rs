//! "Verify it's you": a further verification, which completes a sign-in (S3, S9) or a step-up (I3).

mod passkey;

use super::notices::tell_of_change;
use super::ways::{can_be_shown, shown};
use super::{codes, passwords, session};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::store::{AccountId, Addressee, Counted, VerifiedFor};
use crate::web::callers::ChallengedCaller;
use crate::web::endpoint::{Endpoints, Reply};
use axum::Router;
use domain::Problem;
use domain::api::security::WayKind;
use domain::api::session::Session;
use domain::api::single_use_code::CodeSent;
use domain::api::verify::{
    ReadVerifyWays, RequestSecurityCode, Verify, VerifyWays, VerifyWithPassword, VerifyWithRecoveryCode, Way, Why,
};
use domain::code::{OneTimeCode, RecoveryCode};
use domain::contact::Contact;
use domain::rules::challenge::ChallengePurpose;
use domain::rules::security_info::{FirstStep, Kind, SecurityInfo, Way as AccountWay};

pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .endpoint(ways)
        .endpoint(request)
        .endpoint(verify)
        .endpoint(verify_with_recovery_code)
        .endpoint(verify_with_password)
        .endpoint(passkey::begin)
        .endpoint(passkey::verify)
        .endpoint(passkey::begin_sign_in)
        .endpoint(passkey::sign_in)
}

async fn ways(ctx: Ctx, caller: ChallengedCaller, _: ReadVerifyWays) -> Result<VerifyWays, Failure> {
    let challenge = Challenge::of(&ctx, caller).await?;
    let way = |way: &AccountWay| {
        let place = challenge.info.ways.iter().position(|each| each.id == way.id)?;
        let (kind, hint) = challenge.hints.get(place)?.clone();
        Some(Way { id: way.id.unsigned_abs(), kind, hint })
    };
    Ok(VerifyWays {
        why: challenge.why(),
        ways: challenge.ways(&ctx).filter_map(way).collect(),
        recovery_codes: challenge.info.takes_recovery_code(challenge.first()),
        trust_days: if challenge.can_trust() { ctx.config.life.trusted_days.into() } else { 0 },
        password: challenge.only_has_password(&ctx),
        inbox: ctx.config.inbox_folder().is_some(),
    })
}

async fn request(ctx: Ctx, caller: ChallengedCaller, request: RequestSecurityCode) -> Result<CodeSent, Failure> {
    let challenge = Challenge::of(&ctx, caller).await?;
    let Kind::Contact(contact) = challenge.way(&ctx, request.way)?.kind.clone() else {
        return Err(Problem::WayUnknown.into());
    };
    let hint = contact.masked();
    Ok(CodeSent {
        to: hint,
        ..codes::send(&ctx, challenge.caller.visitor(), challenge.addressee(&ctx, contact).await?).await?
    })
}

async fn verify(ctx: Ctx, caller: ChallengedCaller, request: Verify) -> Result<Reply<Session>, Failure> {
    let challenge = Challenge::of(&ctx, caller).await?;
    let AccountWay { id, kind, .. } = challenge.way(&ctx, request.way)?.clone();
    let verified = match kind {
        Kind::Contact(contact) => {
            let entry = codes::entry(
                &ctx,
                challenge.caller.visitor(),
                challenge.addressee(&ctx, contact).await?,
                &request.code,
            )
            .await?;
            let (store, proving) = (ctx.store.clone(), challenge.proving(&ctx, request.trust));
            codes::tried(&ctx, entry, |entry| async move { store.prove_with_code(entry, proving).await }).await?
        }
        Kind::Authenticator => {
            let code = OneTimeCode::parse(&request.code).map_err(Problem::from)?;
            let (counts, account) = (challenge.counts(&ctx, "authenticator").await?, challenge.account().clone());
            let proving = challenge.proving(&ctx, request.trust);
            ctx.store.prove_with_authenticator((account, id), code, counts, proving).await?
        }
        Kind::Passkey => return Err(Problem::WayUnknown.into()), // a passkey has no code
    };
    session::reread(&ctx, verified).await
}

async fn verify_with_recovery_code(
    ctx: Ctx,
    caller: ChallengedCaller,
    request: VerifyWithRecoveryCode,
) -> Result<Reply<Session>, Failure> {
    let challenge = Challenge::of(&ctx, caller).await?;
    let code = RecoveryCode::parse(&request.code).map_err(Problem::from)?;
    let (counts, account) = (challenge.counts(&ctx, "recovery code").await?, challenge.account().clone());
    let proving = challenge.proving(&ctx, request.trust);
    session::reread(&ctx, ctx.store.prove_with_recovery_code(account, code, counts, proving).await?).await
}

/// Steps up with a password. Wrong ones count as at sign-in (S8).
async fn verify_with_password(
    ctx: Ctx,
    caller: ChallengedCaller,
    request: VerifyWithPassword,
) -> Result<Reply<Session>, Failure> {
    let challenge = Challenge::of(&ctx, caller).await?;
    if !challenge.only_has_password(&ctx) {
        return Err(Problem::NothingToVerify.into());
    }
    let caller = challenge.caller;
    let name = caller.browser().current().and_then(|account| Contact::parse(&account.name));
    let whom = passwords::whose(&ctx, name.ok_or(Problem::NothingToVerify)?, Some(caller.browser())).await?;
    let right = passwords::check(&ctx, &whom, caller.visitor().address, request.password).await?;
    let (account, browser) = (caller.account().clone(), caller.browser().clone());
    session::reread(&ctx, ctx.store.step_up_with_password(account, right.hash, browser).await?).await
}

/// A pending verification, and the methods for it.
struct Challenge {
    caller: ChallengedCaller,
    info: SecurityInfo,
    /// The kind and the hint of each method.
    hints: Vec<(WayKind, String)>,
}

impl Challenge {
    async fn of(ctx: &Ctx, caller: ChallengedCaller) -> Result<Self, Failure> {
        let ways = ctx.store.ways(caller.account()).await?;
        Ok(Self { caller, hints: shown(&ways), info: ways.info })
    }

    fn account(&self) -> &AccountId {
        self.caller.account()
    }

    /// The first step of the sign-in; `None` for a step-up.
    fn first(&self) -> Option<FirstStep> {
        self.caller.waiting().map(|waiting| waiting.first)
    }

    /// The purpose of the verification.
    fn purpose(&self) -> ChallengePurpose {
        if self.caller.waiting().is_some() { ChallengePurpose::Verify } else { ChallengePurpose::StepUp }
    }

    /// The methods that can be used, the strongest kind first.
    fn ways(&self, ctx: &Ctx) -> impl Iterator<Item = &AccountWay> {
        let strength = |way: &&AccountWay| match way.kind {
            Kind::Passkey => 0,
            Kind::Authenticator => 1,
            Kind::Contact(Contact::Email(_)) => 2,
            Kind::Contact(Contact::Phone(_)) => 3,
        };
        let mut ways: Vec<_> = self.info.further_proofs(self.first()).filter(|way| can_be_shown(ctx, way)).collect();
        ways.sort_by_key(strength);
        ways.into_iter()
    }

    fn way(&self, ctx: &Ctx, id: u64) -> Result<&AccountWay, Problem> {
        self.ways(ctx).find(|way| way.id.unsigned_abs() == id).ok_or(Problem::WayUnknown)
    }

    fn why(&self) -> Why {
        match self.caller.waiting() {
            None => Why::StepUp,
            Some(waiting) if waiting.has_new_password => Why::NewPassword,
            Some(_) if self.info.two_step => Why::TwoStep,
            Some(_) => Why::Unusual,
        }
    }

    /// Whether this browser can become trusted, which skips the second step.
    fn can_trust(&self) -> bool {
        self.info.two_step && self.caller.waiting().is_some()
    }

    /// Whether the password is the only method for a step-up.
    fn only_has_password(&self, ctx: &Ctx) -> bool {
        let has_more = self.info.takes_recovery_code(self.first()) || self.ways(ctx).next().is_some();
        self.caller.waiting().is_none() && self.info.has_password && !has_more
    }

    async fn addressee(&self, ctx: &Ctx, contact: Contact) -> Result<Addressee, Failure> {
        Ok(ctx.store.addressee_of(self.purpose(), self.account().clone(), contact, self.caller.browser()).await?)
    }

    async fn counts(&self, ctx: &Ctx, kind: &str) -> Result<Vec<Counted>, Failure> {
        let prover = ctx.store.key_of_prover(self.purpose(), self.account(), self.caller.browser()).await?;
        Ok(ctx.store.wrong_codes_of_prover(&prover, kind))
    }

    fn proving(self, ctx: &Ctx, trust: bool) -> VerifiedFor {
        if self.caller.waiting().is_none() {
            return VerifiedFor::StepUp(self.caller.browser().clone());
        }
        let trust = (trust && self.can_trust()).then(|| ctx.store.policy().trusted_for);
        let visitor = self.caller.into_visitor();
        let tell = tell_of_change(ctx, visitor.language, visitor.address);
        VerifiedFor::SignIn { here: session::here(ctx, visitor), trust, tell }
    }
}

//! "Verify it's you": one more proof, which completes a sign-in (S3, S9), or a step-up of who is signed in (I3).

mod passkey;

use super::notices::tell_of_change;
use super::ways::{can_be_shown, shown};
use super::{codes, passwords, session};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::store::{AccountId, Addressee, BrowserSession, Counted, Proving};
use crate::web::endpoint::{Endpoints, Reply, Visitor};
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
use domain::rules::challenge::Purpose;
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

async fn ways(ctx: Ctx, visitor: Visitor, request: ReadVerifyWays) -> Result<VerifyWays, Failure> {
    let who = Who::of(&ctx, &visitor, request.account.as_deref())?;
    let way = |way: &AccountWay| {
        let place = who.info.ways.iter().position(|each| each.id == way.id)?;
        let (kind, hint) = who.hints.get(place)?.clone();
        Some(Way { id: way.id.unsigned_abs(), kind, hint })
    };
    Ok(VerifyWays {
        why: who.why(),
        ways: who.ways(&ctx).filter_map(way).collect(),
        recovery_codes: who.info.takes_recovery_code(who.first),
        trust_days: if who.can_trust() { ctx.config.life.trusted_days.into() } else { 0 },
        password: who.only_has_password(&ctx),
        inbox: ctx.config.inbox_folder().is_some(),
    })
}

async fn request(ctx: Ctx, visitor: Visitor, request: RequestSecurityCode) -> Result<CodeSent, Failure> {
    let who = Who::of(&ctx, &visitor, request.account.as_deref())?;
    let Kind::Contact(contact) = who.way(&ctx, request.way)?.kind.clone() else {
        return Err(Problem::WayUnknown.into());
    };
    let hint = contact.masked();
    Ok(CodeSent { to: hint, ..codes::send(&ctx, &visitor, who.addressee(&ctx, contact)?).await? })
}

async fn verify(ctx: Ctx, visitor: Visitor, request: Verify) -> Result<Reply<Session>, Failure> {
    let who = Who::of(&ctx, &visitor, request.account.as_deref())?;
    let AccountWay { id, kind, .. } = who.way(&ctx, request.way)?.clone();
    let verified = match kind {
        Kind::Contact(contact) => {
            let entry = codes::entry(&ctx, &visitor, who.addressee(&ctx, contact)?, &request.code)?;
            let (store, proving) = (ctx.store.clone(), who.proving(&ctx, visitor, request.trust));
            codes::tried(&ctx, entry, |entry| async move { store.prove_with_code(entry, proving).await }).await?
        }
        Kind::Authenticator => {
            let code = OneTimeCode::parse(&request.code).map_err(Problem::from)?;
            let (counts, account) = (who.counts(&ctx, "authenticator")?, who.account.clone());
            let proving = who.proving(&ctx, visitor, request.trust);
            ctx.store.prove_with_authenticator((account, id), code, counts, proving).await??
        }
        Kind::Passkey => return Err(Problem::WayUnknown.into()), // it shows no code
    };
    session::reread(&ctx, verified)
}

async fn verify_with_recovery_code(
    ctx: Ctx,
    visitor: Visitor,
    request: VerifyWithRecoveryCode,
) -> Result<Reply<Session>, Failure> {
    let who = Who::of(&ctx, &visitor, request.account.as_deref())?;
    let code = RecoveryCode::parse(&request.code).map_err(Problem::from)?;
    let (counts, account) = (who.counts(&ctx, "recovery code")?, who.account.clone());
    let proving = who.proving(&ctx, visitor, request.trust);
    session::reread(&ctx, ctx.store.prove_with_recovery_code(account, code, counts, proving).await??)
}

/// Guessed at, a password costs what it costs at sign-in (S8).
async fn verify_with_password(
    ctx: Ctx,
    visitor: Visitor,
    request: VerifyWithPassword,
) -> Result<Reply<Session>, Failure> {
    let who = Who::of(&ctx, &visitor, Some(&request.account))?;
    if !who.only_has_password(&ctx) {
        return Err(Problem::NothingToVerify.into());
    }
    let name = visitor.in_use(Some(request.account.as_bytes()))?.name.clone();
    let name = Contact::parse(&name).ok_or(Problem::NothingToVerify)?;
    let whom = passwords::whose(&ctx, name, Some(&who.browser))?;
    let right = passwords::check(&ctx, &whom, visitor.address, request.password).await?;
    session::reread(&ctx, ctx.store.step_up_with_password(who.account, right.hash, who.browser).await??)
}

/// Whoever has shown a first proof in this browser.
struct Who {
    account: AccountId,
    browser: BrowserSession,
    info: SecurityInfo,
    /// What each of the ways is, and what its owner knows it by.
    hints: Vec<(WayKind, String)>,
    /// What the next proof is for: the sign-in that waits, or a step-up.
    purpose: Purpose,
    /// What was shown first, if it is a sign-in.
    first: Option<FirstStep>,
    /// Whether a new password waits with it.
    has_new_password: bool,
}

impl Who {
    fn of(ctx: &Ctx, visitor: &Visitor, stepping_up: Option<&str>) -> Result<Self, Failure> {
        let waiting = || visitor.browser.as_ref()?.pending.as_ref();
        let (account, purpose, first, has_new_password) = if let Some(shown) = stepping_up {
            (visitor.in_use(Some(shown.as_bytes()))?.id.clone(), Purpose::StepUp, None, false)
        } else {
            let waiting = waiting().ok_or(Problem::NothingToVerify)?;
            (waiting.account.clone(), Purpose::Verify, Some(waiting.first), waiting.has_new_password)
        };
        let browser = visitor.browser.clone().ok_or(Problem::NothingToVerify)?;
        let ways = ctx.store.ways(&account)?;
        let (hints, info) = (shown(&ways), ways.info);
        Ok(Self { account, browser, info, hints, purpose, first, has_new_password })
    }

    /// The ways that count, the strongest kind first.
    fn ways(&self, ctx: &Ctx) -> impl Iterator<Item = &AccountWay> {
        let strength = |way: &&AccountWay| match way.kind {
            Kind::Passkey => 0,
            Kind::Authenticator => 1,
            Kind::Contact(Contact::Email(_)) => 2,
            Kind::Contact(Contact::Phone(_)) => 3,
        };
        let mut ways: Vec<_> = self.info.further_proofs(self.first).filter(|way| can_be_shown(ctx, way)).collect();
        ways.sort_by_key(strength);
        ways.into_iter()
    }

    fn way(&self, ctx: &Ctx, id: u64) -> Result<&AccountWay, Problem> {
        self.ways(ctx).find(|way| way.id.unsigned_abs() == id).ok_or(Problem::WayUnknown)
    }

    fn why(&self) -> Why {
        match self.purpose {
            Purpose::StepUp => Why::StepUp,
            _ if self.has_new_password => Why::NewPassword,
            _ if self.info.two_step => Why::TwoStep,
            _ => Why::Unusual,
        }
    }

    /// Whether this browser can be spared the question.
    fn can_trust(&self) -> bool {
        self.info.two_step && self.purpose == Purpose::Verify
    }

    /// Whether a step-up has nothing else to go by.
    fn only_has_password(&self, ctx: &Ctx) -> bool {
        let has_more = self.info.takes_recovery_code(self.first) || self.ways(ctx).next().is_some();
        self.purpose == Purpose::StepUp && self.info.has_password && !has_more
    }

    fn addressee(&self, ctx: &Ctx, contact: Contact) -> Result<Addressee, Failure> {
        Ok(ctx.store.addressee_of(self.purpose, self.account.clone(), contact, &self.browser)?)
    }

    fn counts(&self, ctx: &Ctx, kind: &str) -> Result<Vec<Counted>, Failure> {
        let prover = ctx.store.key_of_prover(self.purpose, &self.account, &self.browser)?;
        Ok(ctx.store.wrong_codes_of_prover(&prover, kind))
    }

    fn proving(self, ctx: &Ctx, visitor: Visitor, trust: bool) -> Proving {
        if self.purpose == Purpose::StepUp {
            return Proving::StepUp(self.browser);
        }
        let tell = tell_of_change(ctx, visitor.language, visitor.address);
        let trust = (trust && self.can_trust()).then(|| ctx.config.life.trusted());
        Proving::SignIn { here: session::here(ctx, visitor), trust, tell }
    }
}

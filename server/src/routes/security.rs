//! Security info: an account's sign-in methods and sign-in names, two-step verification, and recovery codes (I1–I7).

mod authenticator;
mod passkey;

use super::methods::shown;
use super::session::place_of;
use super::{codes, names};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use crate::store::{AccountId, AccountMethods, Addressee, KnownPasskey, Note, TrustedBrowserRow};
use crate::web::callers::{Caller, SteppedUpCaller};
use crate::web::endpoint::Endpoints;
use axum::Router;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use domain::Problem;
use domain::api::security::{
    AcceptedPasskeys, AddContact, ConfirmRecoveryCodes, DropName, EndTrust, MakeRecoveryCodes, MethodItem,
    MethodItemKind, ReadContactCodeDelivery, ReadSecurityInfo, RecoveryCodes, RemoveMethod, RequestContactCode,
    SecurityInfo, SwitchSignIn, SwitchTwoStep, TrustedBrowser,
};
use domain::api::single_use_code::{CodeDelivery, CodeSent};
use domain::contact::Contact;
use domain::rules::security_info::{Method, MethodKind, shown_name};

pub(super) fn router() -> Router<Ctx> {
    Router::new()
        .endpoint(read)
        .endpoint(request_contact_code)
        .endpoint(read_delivery)
        .endpoint(add_contact)
        .endpoint(remove)
        .endpoint(switch_sign_in)
        .endpoint(drop_name)
        .endpoint(switch_two_step)
        .endpoint(end_trust)
        .endpoint(make_recovery_codes)
        .endpoint(confirm_recovery_codes)
        .endpoint(authenticator::begin)
        .endpoint(authenticator::add)
        .endpoint(passkey::begin)
        .endpoint(passkey::add)
}

async fn read(ctx: Ctx, caller: Caller, _: ReadSecurityInfo) -> Result<SecurityInfo, Failure> {
    security_info(&ctx, &caller).await
}

/// Sends a code to a new contact. The limit of sign-in methods is checked before that, and again when the code is entered.
async fn request_contact_code(
    ctx: Ctx,
    caller: SteppedUpCaller,
    request: RequestContactCode,
) -> Result<CodeSent, Failure> {
    let to = new_contact(&ctx, &caller, &request.contact, request.country.as_deref()).await?;
    ctx.allow(&to.to).map_err(|rule| names::broken("contact", rule))?;
    ctx.store
        .methods(&caller.account().id)
        .await?
        .info
        .may_add(&MethodKind::Contact(to.to.clone()), ctx.store.policy())?;
    codes::send(&ctx, &caller.visitor(), to).await
}

async fn read_delivery(ctx: Ctx, caller: Caller, request: ReadContactCodeDelivery) -> Result<CodeDelivery, Failure> {
    let to = new_contact(&ctx, &caller, &request.contact, request.country.as_deref()).await?;
    codes::delivery(&ctx, &to).await
}

async fn add_contact(ctx: Ctx, caller: SteppedUpCaller, request: AddContact) -> Result<SecurityInfo, Failure> {
    once(&ctx, &caller, Box::pin(add_new_contact(&ctx, &caller, request))).await?;
    security_info(&ctx, &caller).await
}

async fn add_new_contact(ctx: &Ctx, caller: &SteppedUpCaller, request: AddContact) -> Result<(), Failure> {
    let to = new_contact(ctx, caller, &request.contact, request.country.as_deref()).await?;
    let entry = codes::entry(ctx, &caller.visitor(), to, request.code).await?;
    let (store, by, operation) = (ctx.store.clone(), caller.session(), caller.operation.clone());
    let method = MethodLabel::of_contact(&entry.to.to);
    let add = |entry| async move { store.add_contact(entry, by, operation).await };
    codes::tried(ctx, caller.address, entry, add).await?;
    ctx.record(Event::new(EventKind::MethodAdded).method(method));
    Ok(())
}

/// Adds a method, unless the same operation has added it before: its answer was lost.
async fn once(
    ctx: &Ctx,
    caller: &SteppedUpCaller,
    add: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    if is_decided(ctx, caller).await? {
        return Ok(());
    }
    let added = add.await;
    // The same request may have added it meanwhile: it was still waiting for its turn.
    if added.is_err() && is_decided(ctx, caller).await? { Ok(()) } else { added }
}

async fn is_decided(ctx: &Ctx, caller: &SteppedUpCaller) -> Result<bool, Failure> {
    let Some(operation) = &caller.operation else { return Ok(false) };
    Ok(ctx.store.is_decided(operation, &caller.account().id).await?)
}

async fn remove(ctx: Ctx, caller: SteppedUpCaller, request: RemoveMethod) -> Result<SecurityInfo, Failure> {
    let removed = ctx.store.remove_method(caller.session(), number(request.id)?).await?;
    ctx.record(Event::new(EventKind::MethodRemoved).method(MethodLabel::of(&removed)));
    security_info(&ctx, &caller).await
}

async fn switch_sign_in(ctx: Ctx, caller: SteppedUpCaller, request: SwitchSignIn) -> Result<SecurityInfo, Failure> {
    ctx.store.switch_sign_in(caller.session(), number(request.id)?, request.on).await?;
    ctx.record(Event::new(if request.on { EventKind::SignInNameOn } else { EventKind::SignInNameOff }));
    security_info(&ctx, &caller).await
}

async fn drop_name(ctx: Ctx, caller: SteppedUpCaller, _: DropName) -> Result<SecurityInfo, Failure> {
    ctx.store.drop_name(caller.session()).await?;
    ctx.record(Event::new(EventKind::SignInNameOff));
    security_info(&ctx, &caller).await
}

async fn switch_two_step(ctx: Ctx, caller: SteppedUpCaller, request: SwitchTwoStep) -> Result<SecurityInfo, Failure> {
    ctx.store.switch_two_step(caller.session(), request.on, request.set).await?;
    ctx.record(Event::new(if request.on { EventKind::TwoStepOn } else { EventKind::TwoStepOff }));
    security_info(&ctx, &caller).await
}

async fn end_trust(ctx: Ctx, caller: SteppedUpCaller, request: EndTrust) -> Result<SecurityInfo, Failure> {
    // An unknown id is no error: afterwards, that browser isn't trusted either.
    if let Ok(id) = request.id.parse()
        && ctx.store.end_trust(caller.session(), id).await?
    {
        ctx.record(Event::new(EventKind::TrustEnded));
    }
    security_info(&ctx, &caller).await
}

async fn make_recovery_codes(
    ctx: Ctx,
    caller: SteppedUpCaller,
    _: MakeRecoveryCodes,
) -> Result<RecoveryCodes, Failure> {
    let (set, codes) = ctx.store.make_recovery_codes(caller.session()).await?;
    ctx.record(Event::new(EventKind::RecoveryCodesMade));
    Ok(RecoveryCodes { codes: codes.iter().map(ToString::to_string).collect(), set: set.unsigned_abs() })
}

async fn confirm_recovery_codes(
    ctx: Ctx,
    caller: Caller,
    request: ConfirmRecoveryCodes,
) -> Result<SecurityInfo, Failure> {
    if !ctx.store.has_recovery_code_set(&caller.account().id, request.set).await? {
        return Err(Problem::CeremonyOver.into());
    }
    security_info(&ctx, &caller).await
}

async fn new_contact(ctx: &Ctx, caller: &Caller, typed: &str, country: Option<&str>) -> Result<Addressee, Failure> {
    let contact = names::contact("contact", typed, country)?;
    Ok(ctx.store.addressee_of_new(caller.account().id.clone(), contact, caller.browser()).await?)
}

fn number(id: u64) -> Result<i64, Problem> {
    i64::try_from(id).map_err(|_| Problem::MethodUnknown)
}

async fn security_info(ctx: &Ctx, caller: &Caller) -> Result<SecurityInfo, Failure> {
    let account = &caller.account().id;
    let methods = ctx.store.methods(account).await?;
    let hints = shown(&methods);
    let AccountMethods { info, notes } = methods;
    let passkeys = ctx.store.passkeys_of(account).await?;
    let now = ctx.clock.now();
    let own_name = shown_name(&info.names);
    let item = |((method, note), (kind, hint)): ((&Method, &Note), (MethodItemKind, String))| {
        let passkey = passkeys.iter().find(|passkey| passkey.method == method.id);
        let signs_in =
            if let MethodKind::Contact(contact) = &method.kind { Some(info.names.contains(contact)) } else { None };
        MethodItem {
            id: method.id.unsigned_abs(),
            kind,
            hint: own_name.filter(|name| is_contact(method, name)).map_or(hint, |name| name.as_str().to_owned()),
            added_s_ago: now.since(note.added).as_secs(),
            used_s_ago: note.used.map(|used| now.since(used).as_secs()),
            established_in_s: method.established_in(now, ctx.store.policy()).as_secs(),
            backed_up: passkey.map(KnownPasskey::is_backed_up),
            signs_in,
        }
    };
    let trusted = ctx.store.trusted_browsers(account).await?;
    Ok(SecurityInfo {
        methods: info.methods.iter().zip(&notes).zip(hints).map(item).collect(),
        limit_reached: info.limit_reached(ctx.store.policy()),
        other_name: info.other_name().map(|name| hint_of_name(name, own_name)),
        two_step: info.two_step,
        trusted_browsers: trusted.into_iter().map(|trusted| trusted_browser(ctx, caller, trusted)).collect(),
        recovery_codes: info.recovery_codes as u64,
        password: info.has_password,
        accepted_passkeys: accepted_passkeys(ctx, (account, &info.names), &passkeys),
    })
}

/// The name that the page shows as signed in stands in full; others are masked (I1).
fn hint_of_name(name: &Contact, own_name: Option<&Contact>) -> String {
    if own_name == Some(name) { name.as_str().to_owned() } else { name.masked() }
}

fn is_contact(method: &Method, name: &Contact) -> bool {
    matches!(&method.kind, MethodKind::Contact(contact) if contact == name)
}

fn trusted_browser(ctx: &Ctx, caller: &Caller, trusted: TrustedBrowserRow) -> TrustedBrowser {
    TrustedBrowser {
        id: trusted.id.to_string(),
        is_this_browser: caller.browser().is(trusted.id),
        place: place_of(ctx, caller, &trusted.browser),
        name: trusted.browser.name,
        ends_in_s: trusted.trust.end(ctx.store.policy()).since(ctx.clock.now()).as_secs(),
    }
}

/// The name is from the account's names as they are now: the caller's was read before a change of them.
fn accepted_passkeys(
    ctx: &Ctx,
    (account, names): (&AccountId, &[Contact]),
    passkeys: &[KnownPasskey],
) -> Option<AcceptedPasskeys> {
    let user = account.bytes().filter(|_| ctx.passkeys.are_possible())?;
    let name = shown_name(names)?.as_str().to_owned();
    let credentials = passkeys.iter().map(|known| BASE64.encode(known.passkey.cred_id())).collect();
    Some(AcceptedPasskeys { user: BASE64.encode(user), name, credentials })
}

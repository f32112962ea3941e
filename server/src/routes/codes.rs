//! Single-use codes, for all purposes: the recipient, sending, and entering.

use super::names;
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::messages;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::{ChannelLabel, MethodLabel, Outcome, SentCodeLabels};
use crate::observe::request;
use crate::store::{Addressee, BrowserSession, CodeEntry, NewCode, Stop};
use crate::web::callers::Visitor;
use domain::Problem;
use domain::api::single_use_code::{CodeDelivery, CodeRecipient, CodeSent, DeliveryStage};
use domain::code::OneTimeCode;
use domain::contact::Contact;
use domain::field::Parsed;
use domain::rules::challenge::{Budget, ChallengePurpose};
use std::net::IpAddr;

/// The recipient to whom a code can be sent at present, parsed and looked up.
pub(super) async fn addressee_to_send(
    ctx: &Ctx,
    browser: Option<&BrowserSession>,
    recipient: &CodeRecipient,
    purpose: ChallengePurpose,
) -> Result<Addressee, Failure> {
    let (name, to) = names_of(recipient, purpose)?;
    let field = if recipient.phone.is_some() { "phone" } else { "name" };
    // Before any account is looked up, so that the answer tells nothing about one.
    ctx.allow(&to).map_err(|rule| names::broken(field, rule))?;
    found(ctx, browser, (name, to), purpose).await
}

/// The recipient of a code that may have arrived, parsed and looked up. Whether another one could be sent makes no difference.
pub(super) async fn addressee(
    ctx: &Ctx,
    browser: Option<&BrowserSession>,
    recipient: &CodeRecipient,
    purpose: ChallengePurpose,
) -> Result<Addressee, Failure> {
    found(ctx, browser, names_of(recipient, purpose)?, purpose).await
}

/// The sign-in name that was typed, and the contact that the code goes to.
fn names_of(recipient: &CodeRecipient, purpose: ChallengePurpose) -> Result<(Contact, Contact), Problem> {
    let CodeRecipient { name, phone, country } = recipient;
    let name = names::name(name, country.as_deref())?;
    if phone.is_some() && purpose == ChallengePurpose::CreateAccount {
        let detail = "a new account can't have a phone other than its sign-in name".into();
        return Err(Problem::Malformed { detail });
    }
    let to = match phone {
        Some(typed) => names::number("phone", typed, country.as_deref())?,
        None => name.clone(),
    };
    Ok((name, to))
}

async fn found(
    ctx: &Ctx,
    browser: Option<&BrowserSession>,
    (name, to): (Contact, Contact),
    purpose: ChallengePurpose,
) -> Result<Addressee, Failure> {
    let to = ctx.store.addressee(purpose, name, to, browser).await?;
    to.for_log().into_iter().for_each(request::concerns);
    Ok(to)
}

/// Sends a code. Known and unknown recipients cause the same reads, hashes and writes.
pub(super) async fn send(ctx: &Ctx, visitor: &Visitor, to: Addressee) -> Result<CodeSent, Failure> {
    if matches!(to.to, Contact::Phone(_)) && !ctx.config.sends_texts() {
        return Err(Problem::TextsUnavailable.into());
    }
    let counts = ctx.store.codes_sent(&to, visitor.address);
    // A request beyond a limit is rejected before it takes a place in the queue.
    ctx.store.check_sending(&to, &counts, visitor.browser.as_ref()).await?;
    let (code, life) = (OneTimeCode::generate(&mut ctx.rng.draw()), ctx.store.policy().code_life);
    let said = messages::SingleUseCode {
        code,
        purpose: to.purpose,
        minutes: u32::try_from(life.as_secs() / 60).unwrap_or(u32::MAX),
        until: ctx.clock.now() + life,
        place: ctx.geoip.described(visitor.address, visitor.language),
    };
    let message = ctx.messages.single_use_code(&to.to, visitor.language, &said);
    // The notice is also made for unknown names, so that both take as long.
    let is_new = to.purpose == ChallengePurpose::CreateAccount;
    let exists = || ctx.messages.notice(&to.to, visitor.language, messages::Notice::AccountExists, &said.place, None);
    let account_exists = is_new.then(exists);
    let texts = ctx.store.texts(&to, ctx.phones.prefixes(&to.to), visitor.address);
    let new = NewCode { code, life, message, account_exists, texts };
    let (store, addressee, browser) = (ctx.store.clone(), to.clone(), visitor.browser.clone());
    let sending = async move { store.send_code(&addressee, new, counts, browser.as_ref()).await };
    let place = ctx.code_queue.place(to.requester(visitor.address))?;
    let sent = ctx.code_queue.try_run(place, sending).await?;
    ctx.metrics.codes_requested.get_or_create(&labels(ctx, &to)).inc();
    ctx.report_stopped(&sent.stopped);
    let outcome = if sent.is_for_nobody { Outcome::Nobody } else { Outcome::Success };
    let event = Event::new(EventKind::CodeSent).outcome(outcome).purpose(to.purpose);
    ctx.record(event.message(channel_of(&to.to), sent.message));
    Ok(CodeSent {
        to: to.to.as_str().to_owned(),
        text: matches!(to.to, Contact::Phone(_)),
        resend_after_s: ctx.store.policy().resend_after.as_secs(),
        expires_in_s: life.as_secs(),
        tracked: is_tracked(&to),
    })
}

/// The delivery status of the newest code, where it is shown. All other browsers get the same response for known and unknown names.
pub(super) async fn delivery(ctx: &Ctx, to: &Addressee) -> Result<CodeDelivery, Failure> {
    let stage = ctx.store.stage_of_code(to).await?.filter(|_| is_tracked(to));
    Ok(CodeDelivery { stage: stage.unwrap_or(DeliveryStage::Untracked) })
}

/// Whether this browser sees how far a code got: the account knows it, or is signed in there (U5).
fn is_tracked(to: &Addressee) -> bool {
    to.budget == Budget::Known || matches!(to.purpose, ChallengePurpose::StepUp | ChallengePurpose::AddMethod)
}

/// A typed code, with the counts of its limits. A request beyond a limit is rejected before any work.
pub(super) async fn entry(
    ctx: &Ctx,
    visitor: &Visitor,
    to: Addressee,
    code: Parsed<OneTimeCode>,
) -> Result<CodeEntry, Failure> {
    let code = names::value("code", code)?;
    let counts = ctx.store.wrong_codes(&to, visitor.address);
    ctx.store.check(&counts.reported).await.inspect_err(|stop| {
        if let Stop::AtLimit(..) = stop {
            ctx.metrics.codes_refused.inc();
        }
    })?;
    let prefixes = ctx.phones.prefixes(&to.to);
    Ok(CodeEntry { to, code, counts, prefixes })
}

/// Checks a code before costly work, for which it is entered later. A wrong code costs no more than that (N8).
pub(super) async fn check(ctx: &Ctx, visitor: &Visitor, entry: &CodeEntry) -> Result<(), Failure> {
    let (store, entry) = (ctx.store.clone(), entry.clone());
    let (purpose, method) = (entry.to.purpose, MethodLabel::of_contact(&entry.to.to));
    let place = ctx.code_queue.place(entry.to.requester(visitor.address))?;
    let checked = ctx.code_queue.run(place, async move { store.check_code(entry).await }).await?;
    if let Err(Stop::Refused(_) | Stop::AtLimit(..) | Stop::Counted(_)) = &checked {
        ctx.metrics.codes_refused.inc();
    }
    record_wrong(ctx, purpose, method, &checked);
    Ok(checked?)
}

/// Enters a code when its turn in the queue comes, and counts the result.
pub(super) async fn tried<T, F>(
    ctx: &Ctx,
    requester: IpAddr,
    entry: CodeEntry,
    enter: impl FnOnce(CodeEntry) -> F,
) -> Result<T, Failure>
where
    T: Send + 'static,
    F: Future<Output = Result<T, Stop>> + Send + 'static,
{
    let (labels, purpose, method) = (labels(ctx, &entry.to), entry.to.purpose, MethodLabel::of_contact(&entry.to.to));
    let place = ctx.code_queue.place(entry.to.requester(requester))?;
    let tried = ctx.code_queue.run(place, enter(entry)).await?;
    match &tried {
        Ok(_) => {
            ctx.metrics.codes_entered.get_or_create(&labels).inc();
        }
        Err(Stop::Refused(_) | Stop::AtLimit(..) | Stop::Counted(_)) => {
            ctx.metrics.codes_refused.inc();
        }
        Err(Stop::ClientRefused(_) | Stop::Failed(_)) => {}
    }
    record_wrong(ctx, purpose, method, &tried);
    Ok(tried?)
}

/// Records a code that was refused.
pub(super) fn record_wrong<T>(ctx: &Ctx, purpose: ChallengePurpose, method: MethodLabel, entered: &Result<T, Stop>) {
    let Err(Stop::Refused(problem) | Stop::Counted(problem)) = entered else { return };
    if let Some(outcome) = Outcome::of_code(problem) {
        ctx.record(Event::new(EventKind::WrongCode).outcome(outcome).method(method).purpose(purpose));
    }
}

/// The channel of messages to a contact.
fn channel_of(to: &Contact) -> ChannelLabel {
    match to {
        Contact::Email(_) => ChannelLabel::Email,
        Contact::Phone(_) => ChannelLabel::Text,
    }
}

/// The metrics' labels for a code to this recipient.
pub(super) fn labels(ctx: &Ctx, to: &Addressee) -> SentCodeLabels {
    match &to.to {
        Contact::Email(_) => SentCodeLabels { channel: ChannelLabel::Email, country: String::new() },
        Contact::Phone(phone) => SentCodeLabels { channel: ChannelLabel::Text, country: ctx.phones.country(phone) },
    }
}

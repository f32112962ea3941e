//! All of an account's data for its owner, and the closing of the account, which deletes it (I9).

use crate::ctx::Ctx;
use crate::dates::rfc_3339;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::Outcome;
use crate::store::{
    AccountDetails, AccountMethods, ActivityRow, DeviceRow, KnownBrowserRow, Note, Operation, OwnRecords, SessionRow,
    moment_of,
};
use crate::web::callers::{Caller, SteppedUpCaller};
use crate::web::endpoint::{Endpoints, Reply};
use axum::Router;
use domain::api::account::{
    AccountClosing, CloseAccount, OwnAccount, OwnActivity, OwnBrowser, OwnData, OwnDevice, OwnMethod, OwnSession,
    ReadClosing, ReadOwnData,
};
use domain::api::security::MethodItemKind;
use domain::contact::Contact;
use domain::rules::closing::Closing;
use domain::rules::network::home_network;
use domain::rules::policy::Policy;
use domain::rules::security_info::{Method, MethodKind};
use domain::time::whole_seconds;
use domain::{Moment, scopes};

pub(super) fn router() -> Router<Ctx> {
    Router::new().endpoint(read).endpoint(read_closing).answered_again(closed_before, close)
}

async fn read(ctx: Ctx, caller: SteppedUpCaller, _: ReadOwnData) -> Result<OwnData, Failure> {
    let count = ctx.store.downloads(&caller.account().id);
    let records = ctx.store.own_records(caller.session(), count).await?;
    ctx.record(Event::new(EventKind::DataDownloaded));
    Ok(own_data(records, ctx.clock.now(), ctx.store.policy()))
}

async fn read_closing(ctx: Ctx, _: Caller, _: ReadClosing) -> Result<AccountClosing, Failure> {
    Ok(closing(Closing::begin(ctx.clock.now(), ctx.store.policy())))
}

async fn close(ctx: Ctx, caller: SteppedUpCaller, _: CloseAccount) -> Result<AccountClosing, Failure> {
    let begun = ctx.store.close_account(caller.session(), caller.operation.clone()).await?;
    ctx.record(Event::new(EventKind::AccountClosing));
    Ok(closing(begun))
}

/// The answer to a request that has closed the account before: nobody is signed in to it any more.
async fn closed_before(ctx: Ctx, operation: Operation) -> Result<Option<Reply<AccountClosing>>, Failure> {
    Ok(ctx.store.closing_again(&operation).await?.map(|begun| closing(begun).into()))
}

fn closing(Closing { started, ends }: Closing) -> AccountClosing {
    AccountClosing { ends_in_s: whole_seconds(ends.since(started)) }
}

fn own_data(records: OwnRecords, now: Moment, policy: &Policy) -> OwnData {
    let OwnRecords { details, language, known_browsers, activity } = records;
    let AccountDetails { row, methods: AccountMethods { info, notes }, sessions, devices, .. } = details;
    OwnData {
        made: rfc_3339(now),
        account: OwnAccount {
            id: row.id.as_str().to_owned(),
            created: rfc_3339(row.created),
            signed_in: row.signed_in.map(rfc_3339),
            language,
            sign_in_names: info.names.iter().map(|name| name.as_str().to_owned()).collect(),
            password: info.has_password,
            two_step: info.two_step,
            recovery_codes: info.recovery_codes as u64,
        },
        methods: info.methods.iter().zip(notes).map(|(method, note)| own_method(method, note)).collect(),
        devices: devices.into_iter().map(own_device).collect(),
        sessions: sessions.into_iter().map(own_session).collect(),
        known_browsers: known_browsers.into_iter().map(|row| own_browser(row, now, policy)).collect(),
        activity: activity.into_iter().map(own_activity).collect(),
    }
}

fn own_method(method: &Method, Note { added, used, name }: Note) -> OwnMethod {
    let (kind, contact) = match &method.kind {
        MethodKind::Contact(contact @ Contact::Email(_)) => (MethodItemKind::Email, Some(contact)),
        MethodKind::Contact(contact @ Contact::Phone(_)) => (MethodItemKind::Phone, Some(contact)),
        MethodKind::Authenticator => (MethodItemKind::Authenticator, None),
        MethodKind::Passkey => (MethodItemKind::Passkey, None),
    };
    let contact = contact.map(|contact| contact.as_str().to_owned());
    OwnMethod { kind, contact, name, added: rfc_3339(added), used: used.map(rfc_3339) }
}

fn own_device(row: DeviceRow) -> OwnDevice {
    OwnDevice {
        client: row.client,
        kind: row.kind,
        name: row.name,
        calls_itself: row.claim,
        scopes: scopes::each(&row.scopes).map(str::to_owned).collect(),
        linked: rfc_3339(row.linked),
        linked_from: row.address,
        used: row.used.map(rfc_3339),
        used_from: row.used_from,
    }
}

fn own_session(SessionRow { browser, auth_time, seen, .. }: SessionRow) -> OwnSession {
    let network = browser.network.map(home_network);
    OwnSession { browser: browser.name, network, signed_in: rfc_3339(auth_time), used: rfc_3339(seen) }
}

fn own_browser(row: KnownBrowserRow, now: Moment, policy: &Policy) -> OwnBrowser {
    let KnownBrowserRow { browser, country, since, used, trust } = row;
    OwnBrowser {
        browser: browser.name,
        network: browser.network.map(home_network),
        country,
        first_signed_in: rfc_3339(since),
        used: rfc_3339(used),
        trusted_until: trust.filter(|trust| trust.holds(now, policy)).map(|trust| rfc_3339(trust.end(policy))),
    }
}

fn own_activity(row: ActivityRow) -> OwnActivity {
    let ActivityRow { id, kind, outcome, method, client, label, in_browser, .. } = row;
    OwnActivity {
        at: rfc_3339(moment_of(id)),
        kind,
        complete: outcome == Outcome::Success.name(),
        method,
        client,
        network: label.network.map(home_network),
        browser: in_browser.then_some(label.name),
    }
}

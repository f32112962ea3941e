//! Adding an authenticator app (I2): the person gives the app a secret and enters its first code.

use super::{names, once, security_info};
use crate::ctx::Ctx;
use crate::failure::Failure;
use crate::observe::event::{Event, EventKind};
use crate::observe::metrics::MethodLabel;
use crate::web::callers::SteppedUpCaller;
use domain::api::security::{AddAuthenticator, BeginAuthenticator, NewAuthenticator, QrCode, SecurityInfo};
use domain::rules::security_info::MethodKind;
use fast_qr::QRBuilder;
use std::fmt::Write;

pub(super) async fn begin(
    ctx: Ctx,
    caller: SteppedUpCaller,
    _: BeginAuthenticator,
) -> Result<NewAuthenticator, Failure> {
    let account = caller.account();
    ctx.store.methods(&account.id).await?.info.may_add(&MethodKind::Authenticator, ctx.store.policy())?;
    let (seed, ceremony) = ctx.store.begin_authenticator(&caller.session())?;
    let uri = seed.uri(&ctx.config.brand.name, &account.name).map_err(|cause| Failure::internal(cause.to_string()))?;
    Ok(NewAuthenticator { ceremony, secret: seed.in_groups(), qr: draw(&uri)?, uri })
}

pub(super) async fn add(ctx: Ctx, caller: SteppedUpCaller, request: AddAuthenticator) -> Result<SecurityInfo, Failure> {
    once(&ctx, &caller, add_new(&ctx, &caller, request)).await?;
    security_info(&ctx, &caller).await
}

async fn add_new(ctx: &Ctx, caller: &SteppedUpCaller, request: AddAuthenticator) -> Result<(), Failure> {
    let code = names::value("code", request.code)?;
    let name = names::value("name", request.name)?.into_text();
    let (by, operation) = (caller.session(), caller.operation.clone());
    ctx.store.add_authenticator(by, &request.ceremony, code, name, operation).await?;
    ctx.record(Event::new(EventKind::MethodAdded).method(MethodLabel::Authenticator));
    Ok(())
}

/// The QR code of a text, as an SVG path with a rectangle for each run of dark modules.
fn draw(text: &str) -> Result<QrCode, Failure> {
    let code = QRBuilder::new(text).build().map_err(|cause| Failure::internal(format!("{cause:?}")))?;
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = code[y][x..].iter().take_while(|module| module.value()).count();
            if run > 0 {
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z"); // writing to a string can't fail
            }
            x += run.max(1);
        }
    }
    Ok(QrCode { size: code.size as u64, path })
}

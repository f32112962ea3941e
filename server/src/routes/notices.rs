//! Notices to an account's contacts about changes to the account.

use crate::ctx::Ctx;
use crate::messages::Notice;
use crate::store::WriteNotice;
use domain::contact::Contact;
use std::net::IpAddr;

/// The notice about a new password to each contact that can get messages.
pub(super) fn notice_of_change(ctx: &Ctx, language: &'static str, address: IpAddr) -> WriteNotice {
    let (ctx, place) = (ctx.clone(), ctx.geoip.described(address, language));
    Box::new(move |contact: &Contact, account: Option<&str>| {
        let notice = || ctx.messages.notice(contact, language, Notice::PasswordChanged, &place, account);
        ctx.reaches(contact).then(notice)
    })
}

//! The messages about changes to an account, to all its contacts (I8, H2).

use super::draft::{Draft, Part};
use super::moments::{day, in_utc, in_utc_and_there};
use super::words::{Words, t};
use super::{Messages, summary};
use crate::observe::request::RequestOrigin;
use crate::store::{Message, MethodHint, NoticeDetail, SummaryLine};
use domain::Moment;
use domain::browser::{BrowserName, KnownParts};
use domain::contact::Contact;
use domain::rules::hold::HeldChange;
use domain::rules::notice::{LinkPurpose, NoticeKind};

/// The values in the message about a change to one contact.
#[derive(Clone, Debug)]
pub(crate) struct ChangeMessage<'a> {
    /// The change.
    pub(crate) kind: NoticeKind,
    /// The time of the change.
    pub(crate) at: Moment,
    /// What else is known.
    pub(crate) detail: &'a NoticeDetail,
    /// The location of the request.
    pub(crate) place: Option<String>,
    /// The address of the page behind its link. Only old contacts get one.
    pub(crate) link_url: Option<String>,
    /// The time at which it is written.
    pub(crate) now: Moment,
}

/// The sentences of a message that differ by the change.
struct ForChange {
    subject: String,
    /// What has happened, in one short sentence: it is also the text message, and the line in a merged message.
    line: String,
    /// What that means.
    what: &'static str,
}

/// The sentences of a section, some with a date.
macro_rules! said {
    ($words:ident, $brand:ident, $section:ident) => {
        ForChange {
            subject: t::$section::subject($words, $brand),
            line: t::$section::line($words).to_owned(),
            what: t::$section::what($words),
        }
    };
    ($words:ident, $brand:ident, $section:ident, $date:ident) => {
        ForChange {
            subject: t::$section::subject($words, $brand),
            line: t::$section::line($words, $date),
            what: t::$section::what($words),
        }
    };
}

/// The button for a link, and the sentences before it.
struct LinkWords {
    lead: &'static str,
    label: &'static str,
    in_text: &'static str,
}

impl LinkWords {
    fn of(words: Words, purpose: LinkPurpose) -> Self {
        use t::change as says;
        match purpose {
            LinkPurpose::CancelHold => Self {
                lead: says::cancel_lead(words),
                label: says::cancel(words),
                in_text: says::cancel_in_text(words),
            },
            LinkPurpose::ThisWasNotMe | LinkPurpose::UnlinkDevice => Self {
                lead: says::was_not_you(words),
                label: t::device_linked::undo(words),
                in_text: says::was_not_you_in_text(words),
            },
        }
    }
}

impl Messages {
    /// The message about a change; `None` about a device, which has a message of its own.
    pub(crate) fn change(&self, to: &Contact, language: &str, change: &ChangeMessage) -> Option<Message> {
        let words = Words::of(language);
        let ChangeMessage { kind, detail, link_url, .. } = change;
        let ForChange { subject, line, what } = self.for_change(words, to, change)?;
        let link = kind.link().map(|purpose| LinkWords::of(words, purpose)).zip(link_url.as_ref());
        let as_text = t::change::text(words, &self.brand, &line);
        let (text, last_line, in_list) = match &link {
            Some((link, url)) => {
                (format!("{as_text} {}", link.in_text), format!("\n{url}"), format!("{line} {}", link.lead))
            }
            None => (as_text.clone(), String::new(), line),
        };
        let mut parts = vec![Part::Paragraph(what.into()), Part::Facts(facts(words, change))];
        parts.extend(next_steps(words, *kind, link));
        if matches!(kind, NoticeKind::PasswordChanged | NoticeKind::SignedOutEverywhere) {
            parts.push(self.devices_stay(words));
        }
        let draft = Draft { purpose: kind.name(), heading: subject.clone(), subject, parts, text, last_line };
        let cancels_hold = kind.link() == Some(LinkPurpose::CancelHold);
        let in_summary = SummaryLine { text: in_list, undo_url: link_url.clone(), as_text, cancels_hold };
        let summary = summary(words, in_summary, kind.class(), detail.name.as_deref());
        Some(Message { summary: Some(summary), ..draft.to(to, words, &self.look) })
    }

    fn for_change(&self, words: Words, to: &Contact, change: &ChangeMessage) -> Option<ForChange> {
        let ChangeMessage { kind, detail, now, .. } = change;
        let (brand, ends) = (&*self.brand, detail.ends.unwrap_or(*now));
        let date = day(words, ends);
        let date = date.as_str();
        let waits = change.link_url.is_none() && detail.waiting.as_deref() == Some(to.as_str());
        Some(match kind {
            NoticeKind::DeviceLinked => return None,
            NoticeKind::MethodAdded => said!(words, brand, method_added),
            NoticeKind::MethodRemoved => said!(words, brand, method_removed),
            NoticeKind::SignInNameChanged if detail.is_on => said!(words, brand, sign_in_name_on),
            NoticeKind::SignInNameChanged => said!(words, brand, sign_in_name_off),
            NoticeKind::PasswordChanged => said!(words, brand, password_changed),
            NoticeKind::TwoStepOn => said!(words, brand, two_step_on),
            NoticeKind::TwoStepOff => said!(words, brand, two_step_off),
            NoticeKind::RecoveryCodesMade => said!(words, brand, recovery_codes_made),
            NoticeKind::RecoveryCodeUsed => said!(words, brand, recovery_code_used),
            NoticeKind::NewBrowser => said!(words, brand, new_browser),
            NoticeKind::SignedOutEverywhere => said!(words, brand, signed_out_everywhere),
            NoticeKind::HoldStarted => self.for_hold(words, detail, waits, date),
            NoticeKind::HoldWarning => self.for_warning(words, detail, waits, (date, days_until(ends, *now))),
            NoticeKind::HoldResumed => said!(words, brand, change_later, date),
            NoticeKind::HoldCanceled => said!(words, brand, change_canceled),
            NoticeKind::HoldApplied if waits => said!(words, brand, account_recovered),
            NoticeKind::HoldApplied => match detail.change {
                Some(HeldChange::Removal) => said!(words, brand, removal_applied),
                Some(HeldChange::Replacement | HeldChange::Recovery) | None => said!(words, brand, replacement_applied),
            },
            NoticeKind::ChangesBlocked => said!(words, brand, changes_blocked),
            NoticeKind::ChangesUnblocked => said!(words, brand, changes_unblocked),
            NoticeKind::ClosingBegun => said!(words, brand, closing_begun, date),
            NoticeKind::ClosingCanceled => said!(words, brand, closing_canceled),
            NoticeKind::AccountClosed => said!(words, brand, account_closed),
        })
    }

    /// About a hold that has begun. The contact that waits in it is told what it waits for.
    fn for_hold(&self, words: Words, detail: &NoticeDetail, waits: bool, date: &str) -> ForChange {
        let brand = &*self.brand;
        match detail.change {
            _ if waits => said!(words, brand, replacement_waits, date),
            Some(HeldChange::Replacement) => said!(words, brand, replacement_begun, date),
            Some(HeldChange::Recovery) => said!(words, brand, recovery_begun, date),
            Some(HeldChange::Removal) | None => said!(words, brand, removal_begun, date),
        }
    }

    /// About a hold that ends in some days.
    fn for_warning(&self, words: Words, detail: &NoticeDetail, waits: bool, (date, days): (&str, u32)) -> ForChange {
        let begun = self.for_hold(words, detail, waits, date);
        if waits {
            return begun;
        }
        let subject = t::change_soon::subject(words, &self.brand, days);
        ForChange { subject, what: t::change_soon::what(words), ..begun }
    }

    fn devices_stay(&self, words: Words) -> Part {
        use t::password_changed as says;
        let (lead, label) = (says::devices(words).into(), says::see_devices(words).into());
        Part::Button { lead, label, url: self.devices_url.clone() }
    }
}

/// What to do if the person has made the change, and if not.
fn next_steps(words: Words, kind: NoticeKind, link: Option<(LinkWords, &String)>) -> Vec<Part> {
    use t::change as says;
    let was_you = || Part::Paragraph(says::was_you(words).into());
    match (link, kind.link()) {
        (Some((LinkWords { lead, label, .. }, url)), _) => {
            vec![was_you(), Part::Button { lead: lead.into(), label: label.into(), url: url.clone() }]
        }
        (None, Some(LinkPurpose::CancelHold)) => vec![Part::Paragraph(says::cancel_without_link(words).into())],
        (None, Some(LinkPurpose::ThisWasNotMe | LinkPurpose::UnlinkDevice)) => {
            vec![was_you(), Part::Paragraph(says::was_not_you_without_link(words).into())]
        }
        (None, None) => Vec::new(),
    }
}

/// What is known about a change, each on its own line.
fn facts(words: Words, ChangeMessage { kind, at, detail, place, .. }: &ChangeMessage) -> Vec<String> {
    use t::change as says;
    let NoticeDetail { method, codes_left, waiting, name, ends, .. } = detail;
    let origin = detail.origin.as_ref().filter(|_| is_asked_for(*kind));
    let minutes_ahead = origin.and_then(|origin| origin.utc_offset);
    let has_end = ends.filter(|_| is_about_end(*kind));
    let new = waiting.as_deref().and_then(Contact::parse);
    let browser = origin.map(|RequestOrigin { browser, .. }| says::browser(words, &browser_name(words, browser)));
    [
        method.as_ref().map(|method| says::method(words, &method_name(words, method))),
        new.map(|contact| says::new_method(words, &contact.masked())),
        codes_left.map(|codes| says::codes_left(words, codes)),
        is_told_when(*kind).then(|| says::when(words, &in_utc_and_there(words, *at, minutes_ahead))),
        has_end.map(|ends| says::takes_effect(words, &in_utc(words, ends))),
        browser,
        place.as_ref().filter(|_| origin.is_some()).map(|place| says::place(words, place)),
        name.as_ref().map(|name| t::about::account(words, name)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether a request has caused a notice. What is due at a time can also be done in a request, which has nothing to do with it.
fn is_asked_for(kind: NoticeKind) -> bool {
    use NoticeKind::{AccountClosed, HoldApplied, HoldResumed, HoldWarning};
    !matches!(kind, HoldWarning | HoldResumed | HoldApplied | AccountClosed)
}

/// Whether a notice is about the end of a waiting period.
fn is_about_end(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::HoldStarted | NoticeKind::HoldWarning | NoticeKind::HoldResumed | NoticeKind::ClosingBegun
    )
}

/// Whether a notice has the time of its change. That of a warning is the begin of the hold.
fn is_told_when(kind: NoticeKind) -> bool {
    !matches!(kind, NoticeKind::HoldWarning | NoticeKind::HoldResumed)
}

/// Days until a time, begun ones included.
fn days_until(ends: Moment, now: Moment) -> u32 {
    let days = ends.since(now).as_secs().div_ceil(24 * 60 * 60);
    u32::try_from(days).unwrap_or(u32::MAX).max(1)
}

fn method_name(words: Words, method: &MethodHint) -> String {
    use t::change as says;
    match method {
        MethodHint::Email(hint) | MethodHint::Phone(hint) => hint.clone(),
        MethodHint::Authenticator(name) if name.is_empty() => says::app(words).to_owned(),
        MethodHint::Authenticator(name) => says::app_named(words, name),
        MethodHint::Passkey(name) if name.is_empty() => says::passkey(words).to_owned(),
        MethodHint::Passkey(name) => says::passkey_named(words, name),
    }
}

fn browser_name(words: Words, browser: &BrowserName) -> String {
    use t::change as says;
    match browser.known_parts() {
        KnownParts::Both(browser, system) => says::browser_on(words, browser, system),
        KnownParts::Product(browser) => browser.to_owned(),
        KnownParts::System(system) => says::some_browser_on(words, system),
        KnownParts::Neither => says::some_browser(words).to_owned(),
    }
}

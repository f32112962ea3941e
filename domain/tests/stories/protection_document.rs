//! `docs/protection.md`, which the rules of holds and notices draw themselves (H1, I8). To update it:
//! `UPDATE_DOCS=1 cargo test --package domain --test stories protection_document`.

use crate::support::POLICY;
use domain::Moment;
use domain::rules::hold::{AccountStanding, HoldEffect, HoldEvent, Protection, VerifiedWith};
use domain::rules::notice::{LinkPurpose, NoticeClass, NoticeKind};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

const ABOUT: &str = "\
# How an account's security info is protected

Made from the rules in `domain/src/rules/hold.rs` and `domain/src/rules/notice.rs`; a test keeps it current.

The last established sign-in method isn't removed at once, and nobody without any of the methods replaces them at once: a waiting period begins,
the hold. Until its end, nothing changes, and an old method can cancel it: one that was established when the hold began. All contacts get
messages. \"This wasn't me\" in other messages blocks changes.

A recovery is a hold that an operator's command begins, with a contact that nobody has verified. It has no effect unless the person at that
contact confirms it before the end.

What is due takes effect before anything else happens, so no event finds a hold whose end has passed.

## What happens
";

const NOTICES: &str = "
## Notices

Only old contacts get the links. Notices of different classes are counted apart, so that none is hidden among many of another class.

| notice | class | its link |
|---|---|---|
";

const START: Moment = Moment(1_790_000_000_000);
const DAY: Duration = Duration::from_hours(24);

/// The protection after events, each a day after the one before.
fn after(events: &[HoldEvent]) -> Protection {
    let step = |(protection, now): (Protection, Moment), event: &HoldEvent| {
        (protection.step(*event, now, &POLICY).expect("allowed").0, now + DAY)
    };
    events.iter().fold((Protection::NONE, START), step).0
}

/// The columns: states, each with the time of the event.
fn states() -> [(&'static str, Protection, Moment); 7] {
    let later = START + DAY * 5;
    let held = after(&[HoldEvent::Remove]);
    [
        ("no hold", Protection::NONE, later),
        ("hold", held, later),
        ("hold, a warning due", held, START + DAY * 23),
        ("blocked", after(&[HoldEvent::ThisWasNotMe]), later),
        ("blocked, hold", after(&[HoldEvent::ThisWasNotMe, HoldEvent::NoneOfThese]), later),
        ("recovery", after(&[HoldEvent::Recover]), later),
        ("hold, disabled", after(&[HoldEvent::Remove, HoldEvent::Disable]), later),
    ]
}

const EVENTS: [(&str, HoldEvent); 19] = [
    ("signing in or out, linking or removing a device", HoldEvent::Use),
    ("another change to security info", HoldEvent::Change),
    ("removing the last established method", HoldEvent::Remove),
    ("\"I don't have any of these\"", HoldEvent::NoneOfThese),
    ("canceling with the link in a message", HoldEvent::Cancel(VerifiedWith::Link)),
    ("canceling with an old method", HoldEvent::Cancel(VerifiedWith::OldMethod)),
    ("canceling with a new method", HoldEvent::Cancel(VerifiedWith::NewMethod)),
    ("resetting the password with an old method", HoldEvent::ResetPassword(VerifiedWith::OldMethod)),
    ("resetting it with the contact that got the link", HoldEvent::ResetPassword(VerifiedWith::BlockingContact)),
    ("\"This wasn't me\"", HoldEvent::ThisWasNotMe),
    ("unblocking with another old method", HoldEvent::Unblock(VerifiedWith::OldMethod)),
    ("unblocking with the contact that got the link", HoldEvent::Unblock(VerifiedWith::BlockingContact)),
    ("an operator's recovery", HoldEvent::Recover),
    ("confirming the contact of a recovery", HoldEvent::ConfirmContact),
    ("an operator disables the account", HoldEvent::Disable),
    ("an operator enables the account", HoldEvent::Enable),
    ("the account is deleted", HoldEvent::Delete),
    ("time passes", HoldEvent::Tick),
    ("the end comes", HoldEvent::Tick),
];

/// What a cell says about an event in a state.
fn outcome(before: Protection, event: HoldEvent, now: Moment) -> String {
    let (after, effects) = match before.step(event, now, &POLICY) {
        Ok(stepped) => stepped,
        Err(refusal) => return format!("refused: {refusal}"),
    };
    let mut said: Vec<String> = effects.into_iter().map(said_of).collect();
    if let (Some(was), Some(is)) = (before.hold, after.hold)
        && was.ends != is.ends
    {
        said.push("the end is later".to_owned());
    }
    match (before.account, after.account) {
        (AccountStanding::Enabled, AccountStanding::Disabled(_)) => said.push("time no longer counts".to_owned()),
        (_, AccountStanding::Deleted) => said.push("everything is deleted".to_owned()),
        _ => {}
    }
    if said.is_empty() { "allowed".to_owned() } else { said.join("; ") }
}

fn said_of(effect: HoldEffect) -> String {
    match effect {
        HoldEffect::Tell(kind) => format!("`{}`", kind.name()),
        HoldEffect::Apply(_) => "the change takes effect".to_owned(),
        HoldEffect::EndSessions => "all sessions end".to_owned(),
        HoldEffect::UnlinkDisputed => "devices linked since the disputed change are unlinked".to_owned(),
    }
}

fn table(text: &mut String) {
    let states = states();
    let names: Vec<&str> = states.iter().map(|(name, ..)| *name).collect();
    let _ = write!(text, "\n| event | {} |\n|---|{}\n", names.join(" | "), "---|".repeat(names.len()));
    for (name, event) in EVENTS {
        let cell = |(_, before, now): &(&str, Protection, Moment)| {
            let is_at_end = name == "the end comes";
            outcome(*before, event, if is_at_end { *now + DAY * 60 } else { *now })
        };
        let cells: Vec<String> = states.iter().map(cell).collect();
        let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
    }
}

fn notices(text: &mut String) {
    for kind in NoticeKind::ALL {
        let class = match kind.class() {
            NoticeClass::Device => "devices",
            NoticeClass::Account => "the account",
            NoticeClass::Protection => "holds and blocks",
        };
        let link = match kind.link() {
            Some(LinkPurpose::UnlinkDevice) => "unlinks the device, for 30 days",
            Some(LinkPurpose::ThisWasNotMe) => "blocks changes, for 30 days",
            Some(LinkPurpose::CancelHold) => "cancels the hold, until its end",
            None => "none",
        };
        let _ = writeln!(text, "| `{}` | {class} | {link} |", kind.name());
    }
}

#[test]
fn the_document_about_protection_is_current() {
    let mut made = ABOUT.to_owned();
    table(&mut made);
    made.push_str(NOTICES);
    notices(&mut made);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/protection.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        return std::fs::write(&path, made).expect("written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let hint = "UPDATE_DOCS=1 cargo test --package domain --test stories protection_document";
    assert!(kept == made, "docs/protection.md isn't current. To update it: {hint}");
}

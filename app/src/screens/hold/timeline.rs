//! What a hold changes and when, why that takes so long, and what is possible until then.

use domain::api::hold::{HoldItem, HoldKind};
use domain::api::security::MethodItemKind;
use leptos::prelude::*;

use crate::intl;
use crate::locale::t;
use crate::parts::badge::badge;
use crate::parts::icon::{Icon, icon};

const TIMES_ID: &str = "hold-times";
const WHY_ID: &str = "hold-why";
const WORKS_ID: &str = "hold-works";
const DAY: u64 = 24 * 60 * 60;

/// The heading of a hold.
pub(super) fn title(hold: &HoldItem) -> &'static str {
    match hold.change {
        HoldKind::Removal => t::hold::removed(),
        HoldKind::Replacement | HoldKind::Recovery => t::hold::replaced(),
    }
}

/// What changes, and when.
pub(super) fn lead(hold: &HoldItem) -> String {
    let (date, name) = (intl::day_in(hold.ends_in_s), name(hold));
    match hold.change {
        HoldKind::Removal => t::hold::removed_lead(&date, &name),
        HoldKind::Replacement => t::hold::replaced_lead(&date, &name),
        HoldKind::Recovery => t::hold::recovered_lead(&date, &name),
    }
}

/// The name of the method or contact.
fn name(hold: &HoldItem) -> String {
    match hold.method {
        MethodItemKind::Authenticator if hold.hint.is_empty() => t::hold::authenticator().into(),
        MethodItemKind::Passkey if hold.hint.is_empty() => t::hold::passkey().into(),
        _ => hold.hint.clone(),
    }
}

/// The groups below the buttons.
pub(super) fn timeline(hold: &HoldItem) -> AnyView {
    let last = match hold.change {
        HoldKind::Removal => t::hold::removal(),
        HoldKind::Replacement | HoldKind::Recovery => t::hold::replacement(),
    };
    let warnings = hold.warnings_after_s.iter().map(|after| step(t::hold::warned(), hold, *after));
    let days = (hold.started_s_ago + hold.ends_in_s + DAY / 2) / DAY;
    let steps: Vec<_> = [step(t::hold::started(), hold, 0)]
        .into_iter()
        .chain(warnings)
        .chain([step(last, hold, hold.started_s_ago + hold.ends_in_s)])
        .collect();
    view! {
        <div class="groups">
            <section class="group" aria-labelledby=TIMES_ID>
                <header>
                    <h2 id=TIMES_ID>{t::hold::times()}</h2>
                </header>
                <ol class="list">{steps}</ol>
            </section>
            <section class="group" aria-labelledby=WHY_ID>
                <header>
                    <h2 id=WHY_ID>{t::hold::why(intl::small(days))}</h2>
                    <p>{t::hold::why_text()}</p>
                </header>
            </section>
            {works()}
        </div>
    }
    .into_any()
}

/// One step, so many seconds after the begin.
fn step(words: &'static str, hold: &HoldItem, after_s: u64) -> AnyView {
    let (drawing, day) = match after_s.checked_sub(hold.started_s_ago) {
        Some(left) if left > 0 => (Icon::CLOCK, intl::day_in(left)),
        _ => (Icon::TICK, intl::day_ago(hold.started_s_ago - after_s)),
    };
    view! {
        <li class="item">
            <span class="tile">{icon(drawing)}</span>
            <div class="what">
                <h3>{words}</h3>
                <p>{day}</p>
            </div>
        </li>
    }
    .into_any()
}

/// What is possible until the end, and what isn't.
fn works() -> AnyView {
    let rows = [
        (t::hold::signing_in(), true),
        (t::hold::devices(), true),
        (t::hold::signing_out(), true),
        (t::hold::methods(), false),
        (t::hold::password(), false),
        (t::hold::two_step(), false),
    ];
    let rows: Vec<_> = rows.into_iter().map(|(action, is_possible)| row(action, is_possible)).collect();
    view! {
        <section class="group" aria-labelledby=WORKS_ID>
            <header>
                <h2 id=WORKS_ID>{t::hold::works()}</h2>
            </header>
            <div class="body">
                <table class="works" aria-labelledby=WORKS_ID>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(action: &'static str, is_possible: bool) -> AnyView {
    let (tone, drawing, words) = if is_possible {
        ("good", Icon::TICK, t::hold::possible())
    } else {
        ("plain", Icon::CLOCK, t::hold::not_possible())
    };
    view! {
        <tr>
            <th scope="row">{action}</th>
            <td>{badge(tone, Some(drawing), move || words.to_owned())}</td>
        </tr>
    }
    .into_any()
}

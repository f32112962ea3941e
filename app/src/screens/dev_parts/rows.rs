//! Rows, what is around them, and what stands in their place.

use leptos::prelude::*;

use super::{ANN, body, group};
use crate::parts::badge::badge;
use crate::parts::bones::bones;
use crate::parts::busy::{Busy, button};
use crate::parts::face::face;
use crate::parts::fact::fact;
use crate::parts::icon::{Icon, icon};

/// All drawings.
const ICONS: [Icon; 26] = [
    Icon::EMAIL,
    Icon::PHONE,
    Icon::AUTHENTICATOR,
    Icon::PASSKEY,
    Icon::CODES,
    Icon::PASSWORD,
    Icon::BROWSER,
    Icon::TV,
    Icon::CONSOLE,
    Icon::COMPUTER,
    Icon::OFFICE,
    Icon::APP,
    Icon::TICK,
    Icon::CLOCK,
    Icon::WARNING,
    Icon::CROSS,
    Icon::ARROW,
    Icon::PERSON,
    Icon::PLUS,
    Icon::DOWN,
    Icon::BACK,
    Icon::HOME,
    Icon::SECURITY,
    Icon::DEVICES,
    Icon::ANOTHER_ACCOUNT,
    Icon::SIGN_OUT,
];

pub(super) fn groups() -> Vec<AnyView> {
    vec![
        todo(),
        group("parts-methods", "Rows that open", methods()),
        group("parts-rows", "Rows with actions", rows()),
        glance(),
        line(),
        body("parts-badges", "Badges", badges()),
        body("parts-faces", "Faces, tiles and drawings", faces()),
        group("parts-bones", "Loading", bones(3).into_any()),
        group("parts-empty", "Empty", empty()),
        body("parts-secret", "Recovery codes", secret()),
    ]
}

/// The one thing to do now.
fn todo() -> AnyView {
    view! {
        <section class="group todo line" aria-labelledby="parts-todo">
            <header>
                <h2 id="parts-todo">"Make your recovery codes"</h2>
                <p>"Without them, losing your phone can lock you out of your account."</p>
            </header>
            <div class="actions row">
                {button("primary", "Make recovery codes", Busy::new(), || {})}
                <a class="button quiet" href="#parts-methods">"and 2 more" {icon(Icon::DOWN)}</a>
            </div>
        </section>
    }
    .into_any()
}

fn methods() -> AnyView {
    let established = || badge("good", Some(Icon::TICK), || "Established".into()).into_any();
    let soon = badge("warning", Some(Icon::CLOCK), || "Established from December 29".into()).into_any();
    let open = view! {
        <div class="more" id="parts-more">
            <dl class="facts">
                {fact("Added", "March 2, 2026".into())}
                {fact("Last used", "Today at 9:14 AM, to sign in".into())}
            </dl>
            <label class="switch">
                <span>"Use to sign in"</span>
                <input type="checkbox" role="switch" prop:checked=true />
            </label>
            <div class="actions row">{button("", "Remove", Busy::new(), || {})}</div>
        </div>
    };
    view! {
        <ul class="list">
            {method(Icon::EMAIL, ANN, "Email", established(), Some(open.into_any()))}
            {method(Icon::PHONE, "+351 … 47", "Phone", established(), None)}
            {method(Icon::AUTHENTICATOR, "The app on the phone that I keep at home", "Authenticator app", soon, None)}
        </ul>
    }
    .into_any()
}

/// A row that opens. Its button has the hint alone for a name.
fn method(drawing: Icon, hint: &'static str, kind: &'static str, side: AnyView, open: Option<AnyView>) -> AnyView {
    let expanded = if open.is_some() { "true" } else { "false" };
    let controls = open.is_some().then_some("parts-more");
    view! {
        <li>
            <div class="item">
                <span class="tile">{icon(drawing)}</span>
                <div class="what">
                    <h3>
                        <button class="expands" type="button" aria-expanded=expanded aria-controls=controls>
                            <bdi translate="no">{hint}</bdi>
                        </button>
                    </h3>
                    <p>{kind}</p>
                </div>
                <div class="side">{side}</div>
                {icon(Icon::DOWN)}
            </div>
            {open}
        </li>
    }
    .into_any()
}

fn rows() -> AnyView {
    view! {
        <ul class="list">
            <li class="item">
                <span class="tile">{icon(Icon::TV)}</span>
                <div class="what">
                    <h3>
                        <bdi translate="no">"Living room"</bdi>
                    </h3>
                    <p>"Lumen TV"</p>
                    <p>"Used today"</p>
                </div>
                <div class="actions row">
                    {button("quiet", "Rename", Busy::new(), || {})} {button("quiet", "Remove", Busy::new(), || {})}
                </div>
            </li>
            <li class="item">
                <span class="tile plain">{icon(Icon::BROWSER)}</span>
                <div class="what">
                    <h3>"Firefox on Linux"</h3>
                    <p>"Trusted until December 20"</p>
                </div>
                <div class="side">{badge("", Some(Icon::TICK), || "This browser".into())}</div>
            </li>
            <li class="item">
                <span class="tile warning">{icon(Icon::WARNING)}</span>
                <div class="what">
                    <h3>"Wrong password, 3 times"</h3>
                    <p>"Riga, Latvia"</p>
                </div>
                <div class="actions row">{button("", "This wasn't me", Busy::new(), || {})}</div>
            </li>
        </ul>
    }
    .into_any()
}

/// A state in a few words, on the home screen.
fn glance() -> AnyView {
    view! {
        <section class="group glance" aria-labelledby="parts-glance">
            <header>
                <h2 id="parts-glance">"At a glance"</h2>
            </header>
            <ul class="list">
                <li class="item">
                    <span class="tile">{icon(Icon::PASSWORD)}</span>
                    <div class="what">
                        <strong>"Two-step verification"</strong>
                        <p>"On since March 2"</p>
                    </div>
                    <div class="side">{badge("good", Some(Icon::TICK), || "On".into())}</div>
                </li>
            </ul>
            <p class="links">
                <a href="#parts-glance">"Security info" {icon(Icon::ARROW)}</a>
            </p>
        </section>
    }
    .into_any()
}

/// A text with one action.
fn line() -> AnyView {
    view! {
        <section class="group line" aria-labelledby="parts-line">
            <header>
                <h2 id="parts-line">"Two-step verification"</h2>
                <p>"After your password, we ask for a second step."</p>
            </header>
            <span class="switch">
                <input type="checkbox" role="switch" aria-labelledby="parts-line" />
            </span>
        </section>
    }
    .into_any()
}

fn badges() -> AnyView {
    view! {
        <p class="actions row">
            {badge("good", Some(Icon::TICK), || "Established".into())} " "
            {badge("warning", Some(Icon::CLOCK), || "Established from December 29".into())} " "
            {badge("bad", Some(Icon::CROSS), || "Expired".into())} " " {badge("", None, || "This browser".into())}
        </p>
    }
    .into_any()
}

fn faces() -> AnyView {
    let tile = |tone: &str, drawing| view! { <span class=format!("tile {tone}")>{icon(drawing)}</span> }.into_any();
    let tiles: Vec<_> = ICONS.into_iter().map(|drawing| tile("", drawing)).collect();
    let tones = ["plain", "good", "warning", "bad"];
    let tones: Vec<_> = tones.into_iter().map(|tone| tile(tone, Icon::EMAIL)).collect();
    view! { <div class="actions row">{face(ANN.into())} {face("+351912345647".into())} {tiles} {tones}</div> }
        .into_any()
}

fn empty() -> AnyView {
    view! {
        <div class="empty">
            {icon(Icon::TV)} <p>"No devices are linked yet."</p>
            <a class="button" href="/link">"Link a device"</a>
        </div>
    }
    .into_any()
}

fn secret() -> AnyView {
    let codes = ["KTR4-V9MX-QFBD", "LNP7-4CRT-XZ9G", "D9FQ-HW4B-TJ7L", "V4ZK-9SNM-GQ7D", "W7XC-PJ4L-RK9V"];
    let codes: Vec<_> = codes.into_iter().map(|code| view! { <li>{code}</li> }).collect();
    view! { <ol class="secret codes" dir="ltr" translate="no">{codes}</ol> }.into_any()
}

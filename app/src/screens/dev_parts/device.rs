//! A device and an account: what is asked, what has become of it, and the codes in between.

use leptos::prelude::*;

use super::{ANN, body};
use crate::parts::face::face;
use crate::parts::fact::{fact, facts};
use crate::parts::icon::{Icon, icon};

pub(super) fn groups() -> Vec<AnyView> {
    let asks = view! {
        <p>"Asks to"</p>
        <ul>
            <li>"Know who you are"</li>
            <li>"See your email address"</li>
            <li>"Stay signed in until you remove it"</li>
        </ul>
    };
    let asked = view! { {code()} {ticket("", Some(Icon::ARROW), asks.into_any())} {risk()} };
    let waits = view! { <p role="status">"Waiting for your device"</p> };
    let is_linked = view! { <p>"Linked"</p> };
    vec![
        body("parts-asked", "A device asks", asked.into_any()),
        body("parts-pending", "It is waited for", ticket("pending", None, waits.into_any())),
        body("parts-linked", "It is linked", ticket("linked", Some(Icon::TICK), is_linked.into_any())),
        body("parts-delivery", "A code is on its way", delivery()),
        body("parts-details", "More facts", details()),
    ]
}

/// The code to compare.
fn code() -> AnyView {
    view! {
        <div class="match">
            <p id="parts-match">"Your device must show this code"</p>
            <p class="code-show" dir="ltr" translate="no" aria-labelledby="parts-match">
                "KTR4V-9MXQF"
            </p>
        </div>
    }
    .into_any()
}

/// Device and account, and what is between them.
fn ticket(state: &'static str, knot: Option<Icon>, between: AnyView) -> AnyView {
    view! {
        <div class=format!("ticket {state}")>
            <div class="half">
                <span class="tile">{icon(Icon::TV)}</span>
                <div>
                    <strong>"Lumen TV"</strong>
                    <p>"Calls itself “" <bdi translate="no">"Living room"</bdi> "”"</p>
                    <p>"Asked 2 minutes ago from Porto, Portugal"</p>
                </div>
            </div>
            <div class="between">
                <span class="knot" aria-hidden="true">{knot.map(icon)}</span>
                <div>{between}</div>
            </div>
            <div class="half">
                {face(ANN.into())}
                <div>
                    <strong>
                        <bdi translate="no">{ANN}</bdi>
                    </strong>
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// What is said before a decision.
fn risk() -> AnyView {
    view! {
        <p class="risk">
            {icon(Icon::WARNING)}
            <span>"If you didn't start this on a device in front of you, decline."</span>
        </p>
    }
    .into_any()
}

fn delivery() -> AnyView {
    view! {
        <div class="delivery" role="status">
            <div class="bars" aria-hidden="true">
                <i class="full"></i>
                <i class="full"></i>
                <i></i>
            </div>
            <p>"The code is on its way."</p>
            <p>"You can send another code in 43 seconds."</p>
        </div>
    }
    .into_any()
}

fn details() -> AnyView {
    let scopes = vec!["Know who you are".to_owned(), "See your email address".to_owned()];
    view! {
        <details class="details">
            <summary>"Closed" {icon(Icon::DOWN)}</summary>
        </details>
        <details class="details boxed" open=true>
            <summary>"More about this request" {icon(Icon::DOWN)}</summary>
            <div class="inside">
                <dl class="facts">
                    {fact("Type", "TV".into())} {facts("It may", scopes)}
                    {fact("Network address", "2001:db8:85a3:8d3:1319:8a2e:370:7348".into())}
                </dl>
            </div>
        </details>
    }
    .into_any()
}

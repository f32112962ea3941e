//! What a task has around its fields: the way back, pictures, accounts, and what it says while it works.

use leptos::prelude::*;

use super::{ANN, body, group};
use crate::parts::face::face;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::parts::who::who;

/// The ids of a code field with an error.
const MISTYPED: &str = "parts-mistyped";
const MISTYPED_HINT: &str = "parts-mistyped-hint";

pub(super) fn groups() -> Vec<AnyView> {
    vec![
        body("parts-head", "The way back, and pictures", head()),
        group("parts-accounts", "Accounts to choose from", accounts()),
        body("parts-who", "Whose sign-in it is", who(ANN.into())),
        body("parts-status", "What it does", status()),
        body("parts-mistyped-code", "A mistyped code", mistyped_code()),
    ]
}

fn head() -> AnyView {
    let picture = |tone: &str, drawing| view! { <div class=format!("picture {tone}")>{icon(drawing)}</div> }.into_any();
    view! {
        <a class="up" href="#parts-head">
            {icon(Icon::BACK)}
            "Back to your security info"
        </a>
        <div class="actions row">
            {picture("", Icon::TV)} {picture("good", Icon::TICK)} {picture("plain", Icon::CLOCK)}
        </div>
    }
    .into_any()
}

fn accounts() -> AnyView {
    let row = |name: &'static str, in_use: bool| {
        view! {
            <li>
                <button class="item" type="button">
                    {face(name.into())}
                    <span class="what">
                        <strong>
                            <bdi translate="no">{names::hint(name)}</bdi>
                        </strong>
                        {in_use.then(|| view! { <small>"In use"</small> })}
                    </span>
                </button>
                <button class="button quiet" type="button" aria-label=format!("Sign out of {name}")>
                    "Sign out"
                </button>
            </li>
        }
        .into_any()
    };
    view! { <ul class="list account-list">{row(ANN, true)} {row("+351 912 345 647", false)}</ul> }.into_any()
}

fn status() -> AnyView {
    view! {
        <p class="status">"Copied."</p>
        <p class="status busy">"Looking for your device…"</p>
        <p class="or">"or"</p>
    }
    .into_any()
}

fn mistyped_code() -> AnyView {
    view! {
        <div class="field">
            <label for=MISTYPED>"Code of a device"</label>
            <input
                id=MISTYPED
                class="code-input"
                dir="ltr"
                translate="no"
                autocomplete="off"
                aria-invalid="true"
                aria-describedby=MISTYPED_HINT
                prop:value="KTR4V-9MXQA"
            />
            <p id=MISTYPED_HINT class="hint error">
                "This code has a typing mistake. Compare each character with your device."
            </p>
        </div>
    }
    .into_any()
}

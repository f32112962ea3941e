//! What people press, type and choose, and what the page says about it.

use leptos::prelude::*;

use super::body;
use crate::parts::busy::{Busy, button, submit};
use crate::parts::dialog::Dialog;
use crate::parts::icon::{Icon, icon};
use crate::parts::password_field::PasswordField;
use crate::parts::question::Question;
use crate::parts::radios::{OptionLabel, options};
use crate::parts::summary::{Alert, Alerts};
use crate::parts::text_field::{FieldContent, TextField};

/// The id of the field with an error.
const WRONG: &str = "parts-wrong";

pub(super) fn groups() -> Vec<AnyView> {
    vec![
        body("parts-buttons", "Buttons", buttons()),
        body("parts-fields", "Fields", fields()),
        body("parts-choices", "One of several", choices()),
        body("parts-checks", "Ticks and switches", checks()),
        body("parts-notices", "Notices", notices()),
        body("parts-summary", "Errors of several fields", summary()),
        body("parts-dialog", "A dialog", dialog()),
    ]
}

fn buttons() -> AnyView {
    let busy = Busy::new();
    busy.set(true);
    view! {
        <div class="actions">{submit("Continue", Busy::new())} {submit("Signing in", busy)}</div>
        <div class="actions pair">
            {button("primary", "Continue", Busy::new(), || {})} {button("strong", "Decline", Busy::new(), || {})}
        </div>
        <div class="actions row">
            {button("", "Second", Busy::new(), || {})} {button("quiet", "Quiet", Busy::new(), || {})}
            {button("danger", "Remove", Busy::new(), || {})}
            {button("quiet bad", "Sign out everywhere", Busy::new(), || {})}
            <button class="button" type="button" disabled=true>"Send another code"</button>
        </div>
        <ul class="links">
            <li>
                <a href="#parts-buttons">"Forgot your password?"</a>
            </li>
        </ul>
    }
    .into_any()
}

fn fields() -> AnyView {
    let error = Alert::for_field(WRONG, "This isn't a phone number in that country. Check the number.".into());
    let alerts: Alerts = RwSignal::new(Some(error));
    let field = |id, label, hint, content, value: &str| {
        let value = RwSignal::new(value.to_owned());
        TextField { id, label, hint, content, value }.view(alerts, Box::new(|| {}))
    };
    let hint = "So that you recognize it in the list.";
    view! {
        {field("parts-empty-field", "Email or phone", "", FieldContent::SignInName, "")}
        {field("parts-hint", "Name of the app", hint, FieldContent::FreeText, "My phone")}
        {field(WRONG, "Phone number", "", FieldContent::Number, "912 345")}
        {PasswordField::new().view("Password", None, "off", alerts)}
        <div class="field">
            <label for="parts-select">"Country or region"</label>
            <div class="select">
                <select id="parts-select">
                    <option>"Portugal (+351)"</option>
                </select>
            </div>
        </div>
        <div class="field">
            <label for="parts-code">"Code"</label>
            <input
                id="parts-code"
                class="code-input"
                dir="ltr"
                translate="no"
                autocomplete="off"
                prop:value="KTR4V-9MXQF"
            />
            <p class="hint">"The code that your device shows."</p>
        </div>
    }
    .into_any()
}

fn choices() -> AnyView {
    let choice = |value: u8, words: &str, drawing, about| {
        (value, OptionLabel { words: words.to_owned(), is_name: value < 2, about: Some((drawing, about)) })
    };
    let choices = vec![
        choice(0, "+351 … 47", Icon::PHONE, "Text message"),
        choice(1, "My phone", Icon::AUTHENTICATOR, "Authenticator app"),
        choice(2, "Recovery code", Icon::CODES, "One of the ten you saved"),
    ];
    let chosen = RwSignal::new(0);
    options("parts-choice", "How would you like to verify?", choices, chosen, move |value| chosen.set(value))
}

/// A tick waits for a button; a switch acts at once.
fn checks() -> AnyView {
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=true />
            <span>"I have saved them"</span>
        </label>
        <label class="check">
            <input type="checkbox" />
            <span>"This is a shared computer"</span>
        </label>
        <label class="switch">
            <span>"Use to sign in"</span>
            <input type="checkbox" role="switch" prop:checked=true />
        </label>
        <label class="switch">
            <span>"Use to verify"</span>
            <input type="checkbox" role="switch" />
        </label>
    }
    .into_any()
}

fn notices() -> AnyView {
    let notice = |tone: &'static str, drawing, title: &'static str, text: &'static str| {
        view! {
            <div class=format!("notice {tone}")>
                {icon(drawing)}
                <div>
                    <strong>{title}</strong>
                    <p>{text}</p>
                </div>
            </div>
        }
        .into_any()
    };
    vec![
        notice("", Icon::CLOCK, "You've reached the limit of ten sign-in methods", "Remove one first."),
        notice("good", Icon::TICK, "Your password has been changed", "All other browsers were signed out."),
        notice("warning", Icon::WARNING, "You can't remove this yet", "It's your only established method."),
        notice("bad", Icon::CROSS, "We can't reach the server", "Nothing you typed is lost. Try again."),
    ]
    .into_any()
}

/// The look of a summary: the part itself would take the focus.
fn summary() -> AnyView {
    view! {
        <div class="summary">
            <h2>"Check 2 fields"</h2>
            <ul>
                <li>
                    <a href="#parts-wrong">"Phone number"</a>
                </li>
                <li>
                    <a href="#password">"Password"</a>
                </li>
            </ul>
        </div>
    }
    .into_any()
}

fn dialog() -> AnyView {
    let dialog = Dialog::<()>::new();
    let question = Question {
        id: "parts-question",
        title: "Remove ann@example.com?",
        text: "You can no longer sign in or verify with it.",
        answer: "Remove",
        cancel: "Cancel",
    };
    view! {
        <div class="actions row">
            {button("", "Open the dialog", Busy::new(), move || dialog.subject.set(Some(())))}
        </div>
        {question.view(dialog, || {})}
    }
    .into_any()
}

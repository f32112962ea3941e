//! "Didn't get the code?": the possible causes. It opens by itself when the code is late (U4).

use leptos::prelude::*;

use super::SentCode;
use crate::locale::t;
use crate::parts::icon::{Icon, icon};
use crate::parts::names;
use crate::reactive::live;
use crate::shell;

/// The person who requested the code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Requester {
    /// Someone who typed a sign-in name: whether it has an account isn't revealed (U2).
    Anyone,
    /// The owner, who has chosen one of their methods, or typed a new one or the name of a new account.
    Owner,
}

/// The list, below its question.
pub(crate) fn causes(
    code: Memo<Option<SentCode>>,
    is_open: impl Fn() -> bool + Send + 'static,
    requester: Requester,
) -> AnyView {
    let items = move || {
        let causes = code.get().map(|code| causes_of(&code, requester)).unwrap_or_default();
        causes.into_iter().map(|cause| view! { <li>{names::in_text(&cause)}</li> }).collect::<Vec<_>>()
    };
    view! {
        <details class="details boxed" open=is_open>
            <summary>{t::no_code::title()} {icon(Icon::DOWN)}</summary>
            <div class="inside">
                <ul>{live(items)}</ul>
            </div>
        </details>
    }
    .into_any()
}

fn causes_of(SentCode { to, text, .. }: &SentCode, requester: Requester) -> Vec<String> {
    let is_anyone = requester == Requester::Anyone;
    let causes = if *text {
        [
            is_anyone.then(|| t::no_code::number(to)),
            Some(t::no_code::signal().into()),
            Some(t::no_code::blocked().into()),
            is_anyone.then(|| t::no_code::other_method().into()),
        ]
    } else {
        [
            Some(t::no_code::junk(&shell::brand())),
            is_anyone.then(|| t::no_code::address(to)),
            Some(t::no_code::minutes().into()),
            is_anyone.then(|| t::no_code::other_method().into()),
        ]
    };
    causes.into_iter().flatten().collect()
}

//! "The code does not come?": what may be wrong. It opens by itself when the code is late (U4).

use leptos::prelude::*;

use super::progress::Progress;
use super::sent::Sent;
use crate::locale::t;
use crate::shell;

pub(super) fn help(Progress { codes, is_late, .. }: Progress) -> AnyView {
    let causes = move || {
        let items = codes.sent.get().map(|sent| causes(&sent)).unwrap_or_default();
        items.into_iter().map(|cause| view! { <li>{cause}</li> }).collect::<Vec<_>>()
    };
    view! {
        <details class="help" open=move || is_late.get()>
            <summary>{t::no_code::title()}</summary>
            <ul>{causes}</ul>
        </details>
    }
    .into_any()
}

fn causes(Sent { to, text, .. }: &Sent) -> Vec<String> {
    if *text {
        let words = [t::no_code::signal(), t::no_code::blocked(), t::no_code::other_way()];
        [t::no_code::number(to)].into_iter().chain(words.map(String::from)).collect()
    } else {
        vec![
            t::no_code::junk(&shell::brand()),
            t::no_code::address(to),
            t::no_code::minutes().into(),
            t::no_code::other_way().into(),
        ]
    }
}

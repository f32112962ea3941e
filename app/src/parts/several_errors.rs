//! Several wrong fields: the summary names them and leads to each, and each says what is wrong. Apart from the summary, because the first step of
//! linking, which has one field, doesn't load this.

use leptos::prelude::*;
use web_sys::{HtmlElement, MouseEvent};

use super::summary::Alert;
use crate::dom;
use crate::intl;
use crate::locale::t;

/// The values of two fields, or the errors of all that are wrong.
pub(crate) fn both<A, B>(one: Result<A, Alert>, other: Result<B, Alert>) -> Result<(A, B), Alert> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(alert), Ok(_)) | (Ok(_), Err(alert)) => Err(alert),
        (Err(one), Err(other)) => Err(together(one, other)),
    }
}

fn together(one: Alert, other: Alert) -> Alert {
    let mut texts = one.into_texts();
    texts.extend(other.into_texts());
    Alert::of_several(texts, body)
}

fn body(alert: &Alert) -> AnyView {
    let links: Vec<_> = alert.texts().iter().filter_map(|(field, _)| field.map(link)).collect();
    let title = t::wrong_fields::title(intl::small(links.len() as u64));
    view! {
        <h2>{title}</h2>
        <ul>{links}</ul>
    }
    .into_any()
}

/// The label of a field, which leads there.
fn link(id: &'static str) -> AnyView {
    let label = document().query_selector(&format!("label[for='{id}']")).ok().flatten();
    let label = label.and_then(|label| label.text_content()).unwrap_or_default();
    let focus_field = move |event: MouseEvent| {
        event.prevent_default();
        if let Some(field) = dom::find::<HtmlElement>(id) {
            let _ = field.focus();
        }
    };
    view! { <li><a href=format!("#{id}") on:click=focus_field>{label}</a></li> }.into_any()
}

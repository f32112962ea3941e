//! A place for what is fetched when first wanted (see `lazy.rs`). What can't be had is said by [`LoadFailed`], from which the person can
//! try again.

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use super::load_failed::LoadFailed;
use crate::lazy::Load;
use crate::locale::NotLoaded;

/// The view that `load` brings, or a notice in its place until it can be had.
pub(crate) async fn screen(load: Load) -> AnyView {
    match load().await {
        Ok(view) => view,
        Err(NotLoaded) => place(load, true, true),
    }
}

/// A place that stays empty until `load` has brought its view. Where waiting would show, fetch the chunk ahead.
pub(crate) fn part(load: Load) -> AnyView {
    place(load, false, true)
}

/// A part that the screen can do without: when it can't be had, nothing is said, and it is fetched when next wanted.
pub(crate) fn aside(load: Load) -> AnyView {
    place(load, false, false)
}

fn place(load: Load, failed: bool, needed: bool) -> AnyView {
    let arrived = StoredValue::new_local(None::<AnyView>);
    let failed = RwSignal::new(failed);
    // Held weakly: what it owns would otherwise own it, and neither would ever end.
    let owner = Owner::current().unwrap_or_default().downgrade();
    let fetch = Callback::new(move |()| {
        // The late screen finds the contexts (router, session) that a punctual one would have found.
        let Some(owner) = owner.upgrade() else { return };
        spawn_local(owner.with(|| {
            ScopedFuture::new_untracked(async move {
                let view = load().await.ok();
                let missing = view.is_none();
                arrived.try_set_value(view);
                failed.try_set(missing && needed);
            })
        }));
    });
    if !failed.get_untracked() {
        fetch.run(());
    }
    let show = move || {
        let failed = failed.get();
        let view = arrived.try_update_value(Option::take).flatten();
        view.or_else(|| failed.then(|| view! { <LoadFailed again=fetch /> }.into_any()))
    };
    show.into_any()
}

//! A place for what is fetched when first wanted (see `lazy.rs`). What can't be had is said by [`LoadFailed`], from which the person can
//! try again.

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use super::load_failed::LoadFailed;
use crate::lazy::Door;
use crate::locale::NotLoaded;
use crate::reactive::live_if;

/// The view behind `door`, or a notice in its place until it can be had.
pub(crate) async fn screen(door: &'static Door) -> AnyView {
    match door.view().await {
        Ok(view) => view,
        Err(NotLoaded) => place(door, true, true),
    }
}

/// A place that stays empty until the view behind `door` is there. Where waiting would show, fetch the chunk ahead.
pub(crate) fn part(door: &'static Door) -> AnyView {
    place(door, false, true)
}

/// The same for a part that finds what its screen has provided. What a screen shows later is made under another owner than the screen
/// itself, so `screen` is the owner that was current when the screen was made.
pub(crate) fn part_of(screen: &Owner, door: &'static Door) -> AnyView {
    screen.with(|| part(door))
}

/// A part that the screen can do without: when it can't be had, nothing is said, and it is fetched when next wanted.
pub(crate) fn aside(door: &'static Door) -> AnyView {
    place(door, false, false)
}

fn place(door: &'static Door, failed: bool, needed: bool) -> AnyView {
    let arrived = StoredValue::new_local(None::<AnyView>);
    let failed = RwSignal::new(failed);
    // Held weakly: what it owns would otherwise own it, and neither would ever end.
    let owner = Owner::current().unwrap_or_default().downgrade();
    let fetch = Callback::new(move |()| {
        // The late screen finds the contexts (router, session) that a punctual one would have found.
        let Some(owner) = owner.upgrade() else { return };
        spawn_local(owner.with(|| {
            ScopedFuture::new_untracked(async move {
                let view = door.view().await.ok();
                let missing = view.is_none();
                arrived.try_set_value(view);
                failed.try_set(missing && needed);
            })
        }));
    });
    if !failed.get_untracked() {
        fetch.run(());
    }
    live_if(move || {
        let failed = failed.get();
        let view = arrived.try_update_value(Option::take).flatten();
        view.or_else(|| failed.then(|| view! { <LoadFailed again=fetch /> }.into_any()))
    })
}

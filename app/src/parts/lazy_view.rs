//! A place for a view that is fetched when first needed (see `lazy.rs`). When it can't be loaded, [`LoadFailed`] says so and offers
//! another try.

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use super::load_failed::LoadFailed;
use crate::lazy::Door;
use crate::locale::NotLoaded;
use crate::reactive::live_if;

/// The view behind `door`, or a notice in its place until it can be loaded.
pub(crate) async fn screen(door: &'static Door) -> AnyView {
    match door.view().await {
        Ok(view) => view,
        Err(NotLoaded) => placeholder(door, true, true),
    }
}

/// A place that stays empty until the view behind `door` is loaded. Where the wait would be visible, fetch the chunk ahead.
pub(crate) fn part(door: &'static Door) -> AnyView {
    placeholder(door, false, true)
}

/// The same for a part that uses its screen's contexts. A part that a screen shows later has another owner than the screen
/// itself, so `screen` is the owner that was current when the screen was made.
pub(crate) fn part_of(screen: &Owner, door: &'static Door) -> AnyView {
    screen.with(|| part(door))
}

/// A part that the screen can do without: when it can't be loaded, nothing is shown, and it is fetched when next needed.
pub(crate) fn optional_part(door: &'static Door) -> AnyView {
    placeholder(door, false, false)
}

fn placeholder(door: &'static Door, failed: bool, needed: bool) -> AnyView {
    let loaded = StoredValue::new_local(None::<AnyView>);
    let failed = RwSignal::new(failed);
    // Weak, because the owner would otherwise own itself and never be dropped.
    let owner = Owner::current().unwrap_or_default().downgrade();
    let fetch = Callback::new(move |()| {
        // A screen that loads late finds the same contexts (router, session) as one that is already loaded.
        let Some(owner) = owner.upgrade() else { return };
        spawn_local(owner.with(|| {
            ScopedFuture::new_untracked(async move {
                let view = door.view().await.ok();
                let missing = view.is_none();
                loaded.try_set_value(view);
                failed.try_set(missing && needed);
            })
        }));
    });
    if !failed.get_untracked() {
        fetch.run(());
    }
    live_if(move || {
        let failed = failed.get();
        let view = loaded.try_update_value(Option::take).flatten();
        view.or_else(|| failed.then(|| view! { <LoadFailed retry=fetch /> }.into_any()))
    })
}

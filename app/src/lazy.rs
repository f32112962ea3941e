//! Screens that live in a chunk of their own, fetched with its words when first visited.
//!
//! Without the feature `split` they are ordinary code, so development and clippy need no splitter; only the words are
//! still fetched. A chunk that can't be had shows [`LoadFailed`], from which the person can try again.

use std::future::Future;

use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use crate::locale::NotLoaded;
use crate::parts::load_failed::LoadFailed;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// What brings a screen. Boxed, so that the ways of showing one exist once and not for each chunk.
pub(crate) type Load = fn() -> LocalBoxFuture<'static, Result<AnyView, NotLoaded>>;

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

/// Code and words side by side: they come from different files.
pub(crate) async fn both<E: Into<NotLoaded>>(
    code: impl Future<Output = Result<(), E>>,
    words: impl Future<Output = Result<(), NotLoaded>>,
) -> Result<(), NotLoaded> {
    let (code, words) = futures::future::join(code, words).await;
    code.map_err(Into::into).and(words)
}

/// Declares a screen, its chunk and the words it needs, which stand in one file or two:
/// `screens! { chunk sign_in, words SignIn; sign_in_screen => sign_in(); }`.
///
/// It is shown by its `load`, by way of [`screen`] or [`part`]; its `fetch` fetches it ahead.
macro_rules! screens {
    (chunk $chunk:ident, words $area:ident $(+ $more:ident)?; $screen:ident => $view:expr;) => {
        // The module and function carry the screen's name: the splitter makes symbols of it, which must differ.
        #[allow(unsafe_code, unused_imports, unreachable_pub, clippy::unused_async)] // the splitter's macro, and the lack of it
        pub(crate) mod $screen {
            use super::*;
            use $crate::locale::{Area, NotLoaded, load as words};

            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split($chunk, wasm_split_path = ::leptos::wasm_split, preload(code), fallible)]
            pub(crate) fn $screen() -> Result<AnyView, NotLoaded> {
                Ok(IntoAny::into_any($view))
            }

            #[cfg(not(feature = "split"))]
            pub(crate) async fn $screen() -> Result<AnyView, NotLoaded> {
                Ok(IntoAny::into_any($view))
            }

            #[cfg(not(feature = "split"))]
            pub(crate) async fn code() -> Result<(), NotLoaded> {
                Ok(())
            }

            pub(crate) async fn fetch() -> Result<(), NotLoaded> {
                $crate::lazy::both(code(), words(Area::$area)).await?;
                $( words(Area::$more).await?; )?
                Ok(())
            }

            pub(crate) fn load() -> ::futures::future::LocalBoxFuture<'static, Result<AnyView, NotLoaded>> {
                Box::pin(async {
                    fetch().await?;
                    $screen().await
                })
            }
        }
    };
}
pub(crate) use screens;

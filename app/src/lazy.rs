//! Screens that live in a chunk of their own, fetched with its words when first visited.
//!
//! Without the feature `split` they are ordinary code, so development and clippy need no splitter; only the words are
//! still fetched. A chunk that can't be had shows [`LoadFailed`], from which the person can try again.

use std::future::Future;

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

/// The view that `load` brings, or a notice in its place until it can be had.
pub(crate) async fn screen<F>(load: impl Fn() -> F + Copy + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = Result<AnyView, NotLoaded>> + 'static,
{
    match load().await {
        Ok(view) => view,
        Err(NotLoaded) => retry(load),
    }
}

fn retry<F>(load: impl Fn() -> F + Copy + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = Result<AnyView, NotLoaded>> + 'static,
{
    let arrived = StoredValue::new_local(None::<AnyView>);
    let tries = RwSignal::new(0);
    let owner = Owner::current().unwrap_or_default();
    let again = Callback::new(move |()| {
        // The late screen finds the contexts (router, session) that a punctual one would have found.
        spawn_local(owner.with(|| {
            ScopedFuture::new_untracked(async move {
                arrived.try_set_value(load().await.ok());
                let _ = tries.try_update(|tries| *tries += 1);
            })
        }));
    });
    let show = move || {
        tries.track();
        let view = arrived.try_update_value(Option::take).flatten();
        view.unwrap_or_else(|| view! { <LoadFailed again /> }.into_any())
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

/// Declares the screens of a chunk and the words they need:
/// `screens! { chunk sign_in, words SignIn; SignInRoute, sign_in => view! { <SignIn/> }; }`.
///
/// Each becomes a route for `Lazy::<SignInRoute>::new()`; `SignInRoute::preload()` fetches it ahead.
macro_rules! screens {
    (chunk $chunk:ident, words $area:ident; $($route:ident, $screen:ident => $view:expr;)+) => { $(
        // The module and function carry the screen's name: the splitter makes symbols of it, which must differ.
        #[allow(unsafe_code, unused_imports, unreachable_pub, clippy::unused_async)] // the splitter's macro, and the lack of it
        mod $screen {
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
                $crate::lazy::both(code(), words(Area::$area)).await
            }

            pub(crate) async fn load() -> Result<AnyView, NotLoaded> {
                fetch().await?;
                $screen().await
            }
        }

        /// A screen in a chunk of its own.
        pub(crate) struct $route;

        impl ::leptos_router::LazyRoute for $route {
            fn data() -> Self {
                Self
            }
            async fn view(_: Self) -> AnyView {
                $crate::lazy::screen($screen::load).await
            }
            async fn preload() {
                let _ = $screen::fetch().await;
            }
        }
    )+ };
}
pub(crate) use screens;

//! Screens that live in a chunk of their own, fetched with its words when first visited.
//!
//! Without the feature `split` they are ordinary code, so development and clippy need no splitter; only the words are
//! still fetched. `parts::lazy_view` shows them.

use std::future::Future;

use futures::future::LocalBoxFuture;
use leptos::prelude::*;

use crate::locale::NotLoaded;

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// What brings a screen. Boxed, so that the ways of showing one exist once and not for each chunk.
pub(crate) type Load = fn() -> LocalBoxFuture<'static, Result<AnyView, NotLoaded>>;

/// Code and words side by side: they come from different files.
pub(crate) async fn both<E: Into<NotLoaded>>(
    code: impl Future<Output = Result<(), E>>,
    words: impl Future<Output = Result<(), NotLoaded>>,
) -> Result<(), NotLoaded> {
    let (code, words) = futures::future::join(code, words).await;
    code.map_err(Into::into).and(words)
}

/// The door to a screen: its chunk and the words it needs, which stand in one file or two:
/// `door! { sign_in_door: chunk sign_in, words SignIn => sign_in() }`.
///
/// The screen is shown by the door's `load`, by way of `parts::lazy_view`; its `fetch` fetches it ahead.
macro_rules! door {
    ($screen:ident: chunk $chunk:ident, words $area:ident $(+ $more:ident)? => $view:expr) => {
        // The module and function carry the door's name: the splitter makes symbols of it, which must differ.
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
pub(crate) use door;

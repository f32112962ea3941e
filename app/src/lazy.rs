//! Screens that live in a chunk of their own, fetched with its words when first visited.
//!
//! Without the feature `split` they are ordinary code, so development and clippy need no splitter; only the words are
//! still fetched. `parts::lazy_view` shows them.

use futures::future::LocalBoxFuture;
use leptos::prelude::*;

use crate::locale::{self, Area, NotLoaded};

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Code or a view on its way. Boxed, so that the ways of waiting for one exist once and not for each chunk.
pub(crate) type Coming<T> = LocalBoxFuture<'static, Result<T, NotLoaded>>;

/// The chunk's code, which fails in words of its own.
pub(crate) fn coming<E: Into<NotLoaded>>(code: impl Future<Output = Result<(), E>> + 'static) -> Coming<()> {
    Box::pin(async { code.await.map_err(Into::into) })
}

/// The door to a screen, made by [`door!`].
pub(crate) struct Door {
    /// Fetches the chunk.
    pub(crate) code: fn() -> Coming<()>,
    pub(crate) words: &'static [Area],
    /// Makes the view, with the chunk's code.
    pub(crate) open: fn() -> Coming<AnyView>,
}

impl Door {
    /// Fetches code and words side by side: they come from different files.
    pub(crate) async fn fetch(&self) -> Result<(), NotLoaded> {
        let (code, words) = futures::future::join((self.code)(), locale::load(self.words)).await;
        code.and(words)
    }

    /// The view, once all is there.
    pub(crate) async fn view(&self) -> Result<AnyView, NotLoaded> {
        self.fetch().await?;
        (self.open)().await
    }
}

/// The door to a screen: its chunk and the words it needs, a file an area (`app/bundle` reads the doors, too, and weighs both):
/// `door! { sign_in_door: chunk sign_in, words SignIn => sign_in() }`.
///
/// The screen is shown by way of `parts::lazy_view`.
macro_rules! door {
    ($screen:ident: chunk $chunk:ident, words $area:ident $(+ $more:ident)* => $view:expr) => {
        // The module and function carry the door's name: the splitter makes symbols of it, which must differ.
        #[allow(unsafe_code, unused_imports, unreachable_pub, clippy::unused_async)] // the splitter's macro, and the lack of it
        pub(crate) mod $screen {
            use super::*;
            use $crate::lazy::Door;
            use $crate::locale::{Area, NotLoaded};

            #[cfg(feature = "split")]
            #[leptos::wasm_split::wasm_split($chunk, wasm_split_path = ::leptos::wasm_split, preload(code), fallible)]
            fn $screen() -> Result<AnyView, NotLoaded> {
                Ok(IntoAny::into_any($view))
            }

            #[cfg(not(feature = "split"))]
            async fn $screen() -> Result<AnyView, NotLoaded> {
                Ok(IntoAny::into_any($view))
            }

            #[cfg(not(feature = "split"))]
            async fn code() -> Result<(), NotLoaded> {
                Ok(())
            }

            pub(crate) static DOOR: Door = Door {
                code: || $crate::lazy::coming(code()),
                words: &[Area::$area $(, Area::$more)*],
                open: || Box::pin($screen()),
            };
        }
    };
}
pub(crate) use door;

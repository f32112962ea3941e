//! Screens in chunks of their own, fetched with their texts on the first visit, and with the style of all such screens.
//!
//! Without the feature `split` they are ordinary code, so that development and clippy need no splitter; only texts and style are
//! still fetched. `parts::lazy_view` shows them.

use futures::future::LocalBoxFuture;
use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

use crate::locale::{self, Area, NotLoaded};

#[wasm_bindgen]
extern "C" {
    /// Loads the sheet of the screens in chunks, once: a function of the shell's script.
    #[wasm_bindgen(js_name = screensStyle)]
    fn screens_style() -> Promise;
}

#[cfg(feature = "split")]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// Code or a view that is being fetched. Boxed, so that the code that waits for it is compiled once and not for each chunk.
pub(crate) type Loading<T> = LocalBoxFuture<'static, Result<T, NotLoaded>>;

/// The chunk's code; its errors name no type of the splitter.
pub(crate) fn loading<E: Into<NotLoaded>>(code: impl Future<Output = Result<(), E>> + 'static) -> Loading<()> {
    Box::pin(async { code.await.map_err(Into::into) })
}

/// The door to a screen, made by [`door!`].
pub(crate) struct Door {
    /// Fetches the chunk.
    pub(crate) code: fn() -> Loading<()>,
    pub(crate) words: &'static [Area],
    /// Makes the view, with the chunk's code.
    pub(crate) open: fn() -> Loading<AnyView>,
}

impl Door {
    /// Fetches code, texts and style at the same time: they come from different files.
    pub(crate) async fn fetch(&self) -> Result<(), NotLoaded> {
        let style = JsFuture::from(screens_style());
        let (code, words, style) = futures::future::join3((self.code)(), locale::load(self.words), style).await;
        style?;
        code.and(words)
    }

    /// The view, once everything is loaded.
    pub(crate) async fn view(&self) -> Result<AnyView, NotLoaded> {
        self.fetch().await?;
        (self.open)().await
    }
}

/// The door to a screen: its chunk and the areas of texts that it needs (`app/bundle` reads the doors too, to weigh both):
/// `door! { sign_in_door: chunk sign_in, words SignIn => sign_in() }`.
///
/// `parts::lazy_view` shows the screen.
macro_rules! door {
    ($screen:ident: chunk $chunk:ident, words $area:ident $(+ $more:ident)* => $view:expr) => {
        // The module and the function have the door's name: the splitter derives symbols from it, and these must be unique.
        #[allow(unsafe_code, unused_imports, unreachable_pub, clippy::unused_async)] // for the splitter's macro, and for builds without it
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
                code: || $crate::lazy::loading(code()),
                words: &[Area::$area $(, Area::$more)*],
                open: || Box::pin($screen()),
            };
        }
    };
}
pub(crate) use door;
